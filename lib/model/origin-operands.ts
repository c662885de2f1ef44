import { salvage } from '../errors.ts'
import { operandInt64 } from '../il/instruction.ts'
import { op } from '../il/opcode-lookup.ts'
import type { TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from './assembly.ts'
import type { MethodCode } from './method-code.ts'
import type { Origin } from './origin.ts'
import { type Program, typeId } from './program.ts'

const smallConstants: ReadonlyMap<number, number> = new Map(
  (['ldc.i4.m1', 'ldc.i4.0', 'ldc.i4.1', 'ldc.i4.2', 'ldc.i4.3', 'ldc.i4.4', 'ldc.i4.5', 'ldc.i4.6', 'ldc.i4.7', 'ldc.i4.8'] as const).map(
    (name, index) => [op[name], index - 1] as const,
  ),
)

/** What a load of a constant pushes; null for other instructions. */
export function constantAt(code: MethodCode, at: number, opcode: number): Origin | null {
  const small = smallConstants.get(opcode)
  if (small !== undefined) return { kind: 'constant', value: small }
  if (opcode === op['ldc.i4'] || opcode === op['ldc.i4.s']) return { kind: 'constant', value: code.code.operands[at] ?? 0 }
  if (opcode === op['ldc.i8']) return { kind: 'constant', value: operandInt64(code.code, at) }
  if (opcode === op.ldnull) return { kind: 'null' }
  if (opcode !== op.ldstr) return null
  const read = () => code.assembly.metadata.userString((code.code.operands[at] ?? 0) & 0xff_ffff)
  const text = salvage<string | null>(code.assembly.defects, 'string', read, null)
  return text === null ? { kind: 'unknown' } : { kind: 'constant', value: text }
}

/** The member of another assembly that a token of a call names; null when it is one of this assembly. */
export function outsideMember(code: MethodCode, token: number): { readonly owner: string; readonly api: string } | null {
  const { tables } = code.assembly.metadata
  const member = isRowOf(tables, 'MethodSpec', token) ? cell(tables, 'MethodSpec', tokenRow(token), 'Method') : token
  return isRowOf(tables, 'MemberRef', member) ? memberName(code.assembly, tokenRow(member)) : null
}

/** Does an instruction put its last operand into the array or collection that is its first? */
export type Stores = (code: MethodCode, instruction: number) => boolean

/** `stelem` of references. */
export const storesElement: Stores = (code, instruction) => {
  const opcode = code.code.opcodes[instruction]
  return opcode === op['stelem.ref'] || opcode === op.stelem
}

const collectionWriters = ['::Add', '::set_Item', '::TryAdd', '::Enqueue', '::Push'] as const

/** Calls that fill a collection. */
export const addsToCollection: Stores = (code, instruction) => {
  const opcode = code.code.opcodes[instruction]
  if (opcode !== op.callvirt && opcode !== op.call) return false
  const api = outsideMember(code, (code.code.operands[instruction] ?? 0) >>> 0)?.api ?? ''
  return collectionWriters.some((writer) => api.endsWith(writer))
}

/** Type arguments of a call to a generic method; empty for others. */
export function methodArguments(code: MethodCode, token: number): readonly TypeSig[] {
  const { metadata, defects } = code.assembly
  if (!isRowOf(metadata.tables, 'MethodSpec', token)) return []
  const read = () => metadata.signatures.methodSpec(cell(metadata.tables, 'MethodSpec', tokenRow(token), 'Instantiation'))
  return salvage(defects, 'method instantiation', read, [])
}

/** `N.Outer+Inner` of this assembly, or of the one named behind a comma: `N.T, Other, Version=…`. */
export function typeNamed(program: Program, index: number, text: string): number {
  const [name = '', assembly] = text.split(',', 2)
  const home = assembly === undefined ? index : program.byName.get(assembly.trim().toLowerCase())
  const row = home === undefined ? undefined : program.assemblies[home]?.typeRows().get(name.replaceAll('+', '/'))
  return home === undefined || row === undefined ? 0 : typeId(program, home, row)
}
