import { decodeBody } from '../il/decode-body.ts'
import { op } from '../il/opcode-lookup.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName, salvagedBody } from '../model/assembly.ts'
import { type CodeCache, type MethodCode, methodCode, operandOf } from '../model/method-code.ts'
import { homeOfMethod, ownerOf, ownerOfField, type Program, resolveField, resolveMethod } from '../model/program.ts'

/** Where the fields of the set are stored and loaded: what tells a constant from what a program sets while it runs. */
export interface StaticFacts {
  /** Methods that store a field or take its address, other than its type's constructors of the same kind. */
  readonly stores: ReadonlyMap<number, ReadonlySet<number>>
  /** How often constructors (of the type or its objects) store it. */
  readonly initial: ReadonlyMap<number, number>
  /** Methods that load it. */
  readonly loads: ReadonlyMap<number, ReadonlySet<number>>
}

/** One pass over all code of the set. */
export function staticFacts(program: Program): StaticFacts {
  const stores = new Map<number, Set<number>>()
  const initial = new Map<number, number>()
  const loads = new Map<number, Set<number>>()
  for (let method = 1; method <= program.methodCount; method++) {
    const { assembly, index, row } = homeOfMethod(program, method)
    if (cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') === 0) continue
    const body = salvagedBody(assembly, row)
    if (body === null) continue
    const name = assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name'))
    const owner = ownerOf(program, method)
    const code = decodeBody(body)
    for (let at = 0; at < code.count; at++) {
      const kind = accesses.get(code.opcodes[at] ?? 0)
      const field = kind === undefined ? 0 : resolveField(program, index, (code.operands[at] ?? 0) >>> 0)
      if (kind === undefined || field === 0) continue
      if (kind.loads) add(loads, field, method)
      if (!kind.stores) continue
      if (name === (kind.isStatic ? '.cctor' : '.ctor') && ownerOfField(program, field) === owner) initial.set(field, (initial.get(field) ?? 0) + 1)
      else add(stores, field, method)
    }
  }
  return { stores, initial, loads }
}

function add(map: Map<number, Set<number>>, key: number, value: number): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, new Set([value]))
  else known.add(value)
}

interface Access {
  readonly loads: boolean
  readonly stores: boolean
  readonly isStatic: boolean
}

const accesses: ReadonlyMap<number, Access> = new Map([
  [op.stsfld, { loads: false, stores: true, isStatic: true }],
  [op.ldsfld, { loads: true, stores: false, isStatic: true }],
  [op.ldsflda, { loads: true, stores: true, isStatic: true }],
  [op.stfld, { loads: false, stores: true, isStatic: false }],
])

/** Members that change what they are called on, or an array they are given. */
const changing =
  /^(Add|AddRange|TryAdd|set_Item|Insert|InsertRange|Remove|RemoveAt|RemoveAll|RemoveRange|Clear|Enqueue|Dequeue|Push|Pop|Append|Reverse|Sort|Fill|Copy|CopyTo|BlockCopy|Read|ReadAsync|ReadBlock|Receive|GetNonZeroBytes)$/
const fillsArray = new Set(['System.Security.Cryptography.RandomNumberGenerator', 'System.Security.Cryptography.RNGCryptoServiceProvider', 'System.Random'])

const elementStores = new Set([
  ...[op['stelem.i'], op['stelem.i1'], op['stelem.i2'], op['stelem.i4'], op['stelem.i8'], op['stelem.r4'], op['stelem.r8'], op['stelem.ref'], op.stelem],
  op.ldelema,
])

/** Does a method change what a static field of the set holds, with the field loaded right there? */
export function changesContent(cache: CodeCache, method: number, field: number): boolean {
  const made = methodCode(cache, method)
  if (made === null) return true
  const { code } = made
  for (let at = 0; at < code.count; at++) {
    const opcode = code.opcodes[at] ?? 0
    if (elementStores.has(opcode) && isLoadOf(cache.program, made, operandOf(made, at, 0), field)) return true
    if ((opcode === op.call || opcode === op.callvirt) && changesByCall(cache.program, made, at, field)) return true
  }
  return false
}

function changesByCall(program: Program, made: MethodCode, at: number, field: number): boolean {
  const name = outsideCall(program, made, (made.code.operands[at] ?? 0) >>> 0)
  if (name === null || !(changing.test(name.name) || (fillsArray.has(name.owner) && name.name.endsWith('Bytes')))) return false
  const start = made.stack.operandStart[at] ?? 0
  const end = made.stack.operandStart[at + 1] ?? 0
  for (let place = start; place < end; place++) {
    // copies read their first argument and write the third
    if (place === start && /^(Copy|BlockCopy)$/.test(name.name)) continue
    if (isLoadOf(program, made, made.stack.operandDefs[place] ?? null, field)) return true
  }
  return false
}

function outsideCall(program: Program, made: MethodCode, token: number): { readonly owner: string; readonly name: string } | null {
  if (resolveMethod(program, made.index, token) !== 0) return null
  const { tables } = made.assembly.metadata
  const member = isRowOf(tables, 'MethodSpec', token) ? cell(tables, 'MethodSpec', tokenRow(token), 'Method') : token
  return isRowOf(tables, 'MemberRef', member) ? memberName(made.assembly, tokenRow(member)) : null
}

function isLoadOf(program: Program, made: MethodCode, value: number | null, field: number): boolean {
  if (value === null || value < 0 || made.code.opcodes[value] !== op.ldsfld) return false
  return resolveField(program, made.index, (made.code.operands[value] ?? 0) >>> 0) === field
}
