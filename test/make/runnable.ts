import { type Interpreter, makeInterpreter, type Outcome } from '../../lib/flow/interpret.ts'
import type { Value } from '../../lib/flow/interpret-values.ts'
import { openAssembly } from '../../lib/model/assembly.ts'
import { makeCodeCache } from '../../lib/model/method-code.ts'
import { makeProgram, type Program } from '../../lib/model/program.ts'
import { assemble, type Line } from './assemble-il.ts'
import type { ClauseLabels } from './flow-method.ts'
import { join, roundUp } from './image.ts'
import { assemblyOf, coded, codeRva, makeHeaps, type TableRows, word } from './metadata.ts'

/** Element types for signatures. II.23.1.16 */
export const type = { void: 1, bool: 2, char: 3, byte: 5, int: 8, long: 10, double: 13, string: 14, object: 28, byRef: 16, array: 29 } as const
export const byteArray = [type.array, type.byte] as const

/** Signatures: what a method gives, then what it takes. `instance` ones have a receiver. II.23.2.1 */
export function staticSig(returns: number | readonly number[], ...parameters: readonly (number | readonly number[])[]): number[] {
  return [0, parameters.length, ...[returns, ...parameters].flat()]
}

export function instanceSig(returns: number | readonly number[], ...parameters: readonly (number | readonly number[])[]): number[] {
  return [0x20, parameters.length, ...[returns, ...parameters].flat()]
}

interface MethodOptions {
  readonly locals?: readonly (number | readonly number[])[]
  readonly clauses?: readonly ClauseLabels[]
  readonly isInstance?: boolean
}

/** A library that is written call by call; each call gives the token to name what it added. Its one type is `N.A`. */
export interface Runnable {
  readonly text: (text: string) => number
  readonly member: (type: string, name: string, sig: readonly number[]) => number
  readonly type: (name: string) => number
  /** A static field; `data` is what the file gives it. */
  readonly field: (name: string, sig: readonly number[], data?: readonly number[]) => number
  readonly instanceField: (name: string, sig: readonly number[]) => number
  readonly method: (name: string, sig: readonly number[], lines: readonly Line[], options?: MethodOptions) => number
  /** A method of these bytes, with four locals of different kinds. */
  readonly rawMethod: (name: string, sig: readonly number[], code: Uint8Array) => number
  readonly program: () => Program
  /** Opens it. Methods are told by the tokens that `method` gave. */
  readonly open: () => {
    readonly interpreter: Interpreter
    readonly run: (method: number, ...args: readonly Value[]) => Outcome
    readonly hit: ReadonlySet<string>
  }
}

const clauseFlags = { catch: 0, filter: 1, finally: 2, fault: 4 } as const
const rtSpecial = 0x1800

export function makeRunnable(): Runnable {
  const heaps = makeHeaps()
  const types: string[] = ['System.Object']
  const rows = {
    TypeRef: [typeRow('System.Object')],
    MemberRef: [] as number[][],
    Field: [] as number[][],
    MethodDef: [] as number[][],
    StandAloneSig: [] as number[][],
    FieldRVA: [] as number[][],
  }
  let code: Uint8Array = new Uint8Array(0)

  function typeRow(name: string): number[] {
    const dot = name.lastIndexOf('.')
    return [coded('ResolutionScope', 'AssemblyRef', 1), heaps.string(name.slice(dot + 1)), heaps.string(name.slice(0, dot))]
  }

  function typeRef(name: string): number {
    const known = types.indexOf(name)
    if (known >= 0) return known + 1
    rows.TypeRef.push(typeRow(name))
    return types.push(name)
  }

  function place(bytes: Uint8Array): number {
    const at = roundUp(code.length, 4)
    code = join(code, new Uint8Array(at - code.length), bytes)
    return codeRva + at
  }

  function body(lines: readonly Line[], options: MethodOptions): Uint8Array {
    const { bytes, at } = assemble(lines)
    return bodyOf(bytes, at, options)
  }

  function bodyOf(bytes: Uint8Array, at: (label: string) => number, { locals = [], clauses = [] }: MethodOptions): Uint8Array {
    const placed = clauses.map((one) => [
      clauseFlags[one.kind],
      at(one.try[0]),
      at(one.try[1]) - at(one.try[0]),
      at(one.handler[0]),
      at(one.handler[1]) - at(one.handler[0]),
      one.filter === undefined ? (one.kind === 'catch' ? 0x0100_0001 : 0) : at(one.filter),
    ])
    if (locals.length > 0) rows.StandAloneSig.push([heaps.blob([7, locals.length, ...locals.flat()])])
    const localsToken = locals.length > 0 ? 0x1100_0000 + rows.StandAloneSig.length : 0
    const section = placed.length === 0 ? [] : [[0x41], word(4 + 24 * placed.length, 3), ...placed.flatMap((one) => one.map((value) => word(value, 4)))]
    const head = join(word(placed.length === 0 ? 0x3013 : 0x301b, 2), word(16, 2), word(bytes.length, 4), word(localsToken, 4))
    return join(head, bytes, new Uint8Array(roundUp(bytes.length, 4) - bytes.length), ...section)
  }

  return {
    text: (text) => 0x7000_0000 + heaps.userString(text),
    type: (name) => 0x0100_0000 + typeRef(name),
    member: (owner, name, sig) => {
      rows.MemberRef.push([coded('MemberRefParent', 'TypeRef', typeRef(owner)), heaps.string(name), heaps.blob(sig)])
      return 0x0a00_0000 + rows.MemberRef.length
    },
    field: (name, sig, data) => {
      rows.Field.push([data === undefined ? 0x16 : 0x116, heaps.string(name), heaps.blob([6, ...sig])])
      if (data !== undefined) rows.FieldRVA.push([place(Uint8Array.from(data)), rows.Field.length])
      return 0x0400_0000 + rows.Field.length
    },
    instanceField: (name, sig) => {
      rows.Field.push([6, heaps.string(name), heaps.blob([6, ...sig])])
      return 0x0400_0000 + rows.Field.length
    },
    method: (name, sig, lines, options = {}) => {
      const flags = (options.isInstance === true || ((sig[0] ?? 0) & 0x20) !== 0 ? 6 : 0x16) | (name.startsWith('.') ? rtSpecial : 0)
      rows.MethodDef.push([place(body(lines, options)), 0, flags, heaps.string(name), heaps.blob(sig), 1])
      return 0x0600_0000 + rows.MethodDef.length
    },
    rawMethod: (name, sig, bytes) => {
      const made = bodyOf(bytes, () => 0, { locals: [type.int, type.string, type.object, byteArray] })
      rows.MethodDef.push([place(made), 0, 0x16, heaps.string(name), heaps.blob(sig), 1])
      return 0x0600_0000 + rows.MethodDef.length
    },
    program: opened,
    open: () => {
      const log = { hit: new Set<string>() }
      const interpreter = makeInterpreter(makeCodeCache(opened()), log)
      return { interpreter, run: (method, ...args) => interpreter.run(method & 0xff_ffff, args), hit: log.hit }
    },
  }

  function opened(): Program {
    const all: TableRows = {
      ...rows,
      Module: [[0, heaps.string('runnable.dll'), heaps.guid(1), 0, 0]],
      TypeDef: [
        [0, heaps.string('<Module>'), 0, 0, 1, 1],
        [1, heaps.string('A'), heaps.string('N'), coded('TypeDefOrRef', 'TypeRef', 1), 1, 1],
      ],
      Assembly: [[0x8004, 1, 0, 0, 0, 0, 0, heaps.string('Runnable'), 0]],
      AssemblyRef: [[4, 0, 0, 0, 0, 0, heaps.string('mscorlib'), 0, 0]],
    }
    return makeProgram(openAssembly(assemblyOf(all, heaps, { code })), [])
  }
}
