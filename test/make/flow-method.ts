import type { Clause } from '../../lib/il/body.ts'
import { indexAt } from '../../lib/il/instruction.ts'
import { openAssembly } from '../../lib/model/assembly.ts'
import { type MethodCode, makeCodeCache, methodCode } from '../../lib/model/method-code.ts'
import { makeProgram, type Program } from '../../lib/model/program.ts'
import { assemble, type Line } from './assemble-il.ts'
import { join, roundUp } from './image.ts'
import { assemblyOf, coded, codeRva, makeHeaps, word } from './metadata.ts'

/** Members that bodies of these tests can name. `ask` is an instance method, the others are static and stand outside. */
export const token = {
  state: 0x04000001,
  text: 0x04000002,
  other: 0x04000003,
  make: 0x0a000001,
  take: 0x0a000002,
  takeRef: 0x0a000003,
  ask: 0x0a000004,
  test: 0x0a000005,
  takeTwoRefs: 0x0a000006,
  /** A void method of the same type, without parameters. */
  second: 0x06000002,
} as const

/** Where a clause lies, by labels; `filter` begins a filter. */
export interface ClauseLabels {
  readonly kind: Clause['kind']
  readonly try: readonly [from: string, to: string]
  readonly handler: readonly [from: string, to: string]
  readonly filter?: string
}

export interface MethodParts {
  readonly isStatic?: boolean
  /** Parameters, all objects. */
  readonly parameters?: number
  readonly returnsBool?: boolean
  /** The type can be driven: it has IAsyncStateMachine. */
  readonly isMachine?: boolean
  readonly clauses?: readonly ClauseLabels[]
  /** Body of a second method of the type. */
  readonly second?: readonly Line[]
}

export interface MadeMethod {
  readonly program: Program
  readonly method: number
  readonly code: MethodCode
  /** Number of the instruction behind a label. */
  readonly at: (label: string) => number
  /** Block of the instruction behind a label. */
  readonly block: (label: string) => number
}

const clauseFlags = { catch: 0, filter: 1, finally: 2, fault: 4 } as const
const int = 8
const string = 0x0e
const object = 0x1c
const byRef = 0x10
const voidType = 1

/** A fat body. II.25.4.3 */
export function fatBody(code: Uint8Array, clauses: readonly (readonly number[])[] = []): Uint8Array {
  const padding = new Uint8Array((4 - (code.length % 4)) % 4)
  const section = clauses.length === 0 ? [] : [[0x41], word(4 + 24 * clauses.length, 3), ...clauses.map((clause) => clause.flatMap((value) => word(value, 4)))]
  return join(word(clauses.length === 0 ? 0x3013 : 0x301b, 2), word(8, 2), word(code.length, 4), word(0, 4), code, padding, ...section)
}

/** An opened file whose first method has this body, and a type with fields `state`, `text` and `other`. */
export function programOf(body: Uint8Array, parts: MethodParts = {}): { readonly program: Program; readonly code: MethodCode | null } {
  const heaps = makeHeaps()
  const second = fatBody(assemble(parts.second ?? ['ret']).bytes)
  const padded = join(body, new Uint8Array(roundUp(body.length, 4) - body.length), second)
  const parameters = parts.parameters ?? 0
  const signature = [parts.isStatic === true ? 0 : 0x20, parameters, parts.returnsBool === true ? 2 : voidType, ...new Array<number>(parameters).fill(object)]
  const outside = (name: string, bytes: readonly number[]) => [coded('MemberRefParent', 'TypeRef', 1), heaps.string(name), heaps.blob(bytes)]
  const bytes = assemblyOf(
    {
      Module: [[0, heaps.string('m.dll'), heaps.guid(1), 0, 0]],
      TypeRef: [
        [coded('ResolutionScope', 'AssemblyRef', 1), heaps.string('Api'), heaps.string('Outside')],
        [coded('ResolutionScope', 'AssemblyRef', 1), heaps.string('IAsyncStateMachine'), heaps.string('System.Runtime.CompilerServices')],
      ],
      TypeDef: [[0, heaps.string('T'), 0, 0, 1, 1]],
      Field: [
        [6, heaps.string('state'), heaps.blob([6, int])],
        [6, heaps.string('text'), heaps.blob([6, string])],
        [6, heaps.string('other'), heaps.blob([6, string])],
      ],
      MethodDef: [
        [codeRva, 0, parts.isStatic === true ? 0x16 : 6, heaps.string('A'), heaps.blob(signature), 1],
        [codeRva + roundUp(body.length, 4), 0, 6, heaps.string('B'), heaps.blob([0x20, 0, voidType]), 1],
      ],
      InterfaceImpl: parts.isMachine === true ? [[1, coded('TypeDefOrRef', 'TypeRef', 2)]] : [],
      MemberRef: [
        outside('Make', [0, 0, object]),
        outside('Take', [0, 1, voidType, object]),
        outside('TakeRef', [0, 1, voidType, byRef, object]),
        outside('Ask', [0x20, 0, int]),
        outside('Test', [0, 0, 2]),
        outside('TakeTwoRefs', [0, 2, voidType, byRef, object, byRef, object]),
      ],
      Assembly: [[0x8004, 1, 0, 0, 0, 0, 0, heaps.string('A'), 0]],
      AssemblyRef: [[4, 0, 0, 0, 0, 0, heaps.string('mscorlib'), 0, 0]],
    },
    heaps,
    { code: padded },
  )
  const program = makeProgram(openAssembly(bytes), [])
  return { program, code: methodCode(makeCodeCache(program), 1) }
}

/** A method with this code. */
export function makeMethod(lines: readonly Line[], parts: MethodParts = {}): MadeMethod {
  const { bytes, at } = assemble(lines)
  const clauses = (parts.clauses ?? []).map((clause) => [
    clauseFlags[clause.kind],
    at(clause.try[0]),
    at(clause.try[1]) - at(clause.try[0]),
    at(clause.handler[0]),
    at(clause.handler[1]) - at(clause.handler[0]),
    clause.filter === undefined ? 0 : at(clause.filter),
  ])
  const { program, code } = programOf(fatBody(bytes, clauses), parts)
  if (code === null) throw new TypeError('the body cannot be read')
  const number = (name: string) => indexAt(code.code, at(name))
  return { program, method: 1, code, at: number, block: (name) => code.flow.blockOf[number(name)] ?? -1 }
}
