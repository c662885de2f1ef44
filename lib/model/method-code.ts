import { salvage } from '../errors.ts'
import type { Body } from '../il/body.ts'
import { type ControlFlow, controlFlow } from '../il/control-flow.ts'
import { decodeBody } from '../il/decode-body.ts'
import type { Code } from '../il/instruction.ts'
import { op } from '../il/opcode-lookup.ts'
import { type Stack, simulateStack } from '../il/stack.ts'
import type { CallShape } from '../il/stack-effects.ts'
import type { MethodSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { type Assembly, salvagedBody } from './assembly.ts'
import { isMethodSig } from './names.ts'
import { homeOfMethod, type Program } from './program.ts'

/** One method's code with its control flow and operand stack. */
export interface MethodCode {
  readonly assembly: Assembly
  readonly index: number
  readonly row: number
  readonly body: Body
  readonly code: Code
  readonly flow: ControlFlow
  readonly stack: Stack
}

/** Decoded methods, kept while they are few: questions about values go back and forth between the same ones. */
export interface CodeCache {
  readonly program: Program
  readonly kept: Map<number, MethodCode | null>
  instructions: number
  /** Instructions analysed in all, again where a method was not kept. */
  analysed: number
}

const keptInstructions = 500_000
/** A method takes room besides its instructions: the columns of a short one as much as these. */
const perMethod = 64

export function makeCodeCache(program: Program): CodeCache {
  return { program, kept: new Map(), instructions: 0, analysed: 0 }
}

/** Null for a method without IL, or whose body cannot be read. */
export function methodCode(cache: CodeCache, method: number): MethodCode | null {
  const known = cache.kept.get(method)
  if (known !== undefined) return known
  const made = analyse(cache.program, method)
  if (cache.instructions > keptInstructions) {
    cache.kept.clear()
    cache.instructions = 0
  }
  cache.kept.set(method, made)
  cache.instructions += perMethod + (made?.code.count ?? 0)
  cache.analysed += made?.code.count ?? 1
  return made
}

/** Has a method IL that can be read? Cheaper than reading it. */
export function hasCode(program: Program, method: number): boolean {
  const { assembly, row } = homeOfMethod(program, method)
  return cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') !== 0 && salvagedBody(assembly, row) !== null
}

function analyse(program: Program, method: number): MethodCode | null {
  const { assembly, index, row } = homeOfMethod(program, method)
  if (cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') === 0) return null
  const body = salvagedBody(assembly, row)
  if (body === null) return null
  const code = decodeBody(body)
  const flow = controlFlow(code, body.clauses)
  const own = assembly.names.methodSig(row)
  const stack = simulateStack(code, flow, (token, opcode) => callShape(assembly, own, token, opcode))
  return { assembly, index, row, body, code, flow, stack }
}

/** The signature a call instruction names: of a MethodDef, MemberRef, MethodSpec or, for calli, a StandAloneSig. */
export function calledSig(assembly: Assembly, token: number): MethodSig | null {
  const { tables } = assembly.metadata
  if (isRowOf(tables, 'MethodDef', token)) return assembly.names.methodSig(tokenRow(token))
  if (isRowOf(tables, 'MemberRef', token)) {
    const sig = assembly.names.memberSig(tokenRow(token))
    return sig !== null && isMethodSig(sig) ? sig : null
  }
  if (isRowOf(tables, 'MethodSpec', token)) {
    const method = cell(tables, 'MethodSpec', tokenRow(token), 'Method')
    return isRowOf(tables, 'MethodSpec', method) ? null : calledSig(assembly, method)
  }
  if (isRowOf(tables, 'StandAloneSig', token)) {
    const read = () => assembly.metadata.signatures.method(cell(tables, 'StandAloneSig', tokenRow(token), 'Signature'))
    return salvage(assembly.defects, 'call site', read, null)
  }
  return null
}

function callShape(assembly: Assembly, own: MethodSig | null, token: number, opcode: number): CallShape | null {
  if (opcode === op.ret) return own === null ? null : { pops: isVoid(own) ? 0 : 1, pushes: 0 }
  const sig = calledSig(assembly, token)
  if (sig === null) return null
  const receiver = sig.hasThis && !sig.explicitThis && opcode !== op.newobj ? 1 : 0
  const pointer = opcode === op.calli ? 1 : 0
  return { pops: sig.parameters.length + receiver + pointer, pushes: opcode === op.newobj || !isVoid(sig) ? 1 : 0 }
}

function isVoid(sig: MethodSig): boolean {
  let type = sig.returns
  for (let step = 0; step < 64 && type.kind === 'modified'; step++) type = type.of
  return type.kind === 'primitive' && type.name === 'System.Void'
}

/** The value an instruction takes at a place, the deepest first; null where there is none. */
export function operandOf(method: MethodCode, instruction: number, place: number): number | null {
  const start = method.stack.operandStart[instruction] ?? 0
  const end = method.stack.operandStart[instruction + 1] ?? 0
  return start + place < end ? (method.stack.operandDefs[start + place] ?? null) : null
}

/** How many values an instruction takes. */
export function operandCount(method: MethodCode, instruction: number): number {
  return (method.stack.operandStart[instruction + 1] ?? 0) - (method.stack.operandStart[instruction] ?? 0)
}
