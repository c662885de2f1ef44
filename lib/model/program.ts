import { salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { runOf } from '../metadata/runs.ts'
import type { TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { type Assembly, assemblyIdentity, moduleVersionId } from './assembly.ts'
import { type MemberKeys, makeMemberKeys } from './member-keys.ts'
import { isMethodSig } from './names.ts'
import { assemblyOfType } from './references.ts'
import { findTypeRow } from './type-lookup.ts'

/**
 * The subject and the assemblies it was given to resolve into, as one set. Types and methods of all of them have one
 * dense number each (`TypeId`, `MethodId`, from 1; 0 is none), so that layers above need no pairs.
 */
export interface Program {
  /** The subject first. */
  readonly assemblies: readonly Assembly[]
  readonly typeCount: number
  readonly methodCount: number
  readonly typeStarts: readonly number[]
  readonly methodStarts: readonly number[]
  readonly byName: ReadonlyMap<string, number>
  readonly keys: MemberKeys
  /** Methods and fields by key, for the types that were asked for. */
  readonly membersOfType: Map<number, ReadonlyMap<string, number>>
  readonly fieldsOfType: Map<number, ReadonlyMap<string, number>>
  readonly resolved: Map<string, number>
}

/** A row and the assembly it stands in. */
export interface Home {
  readonly index: number
  readonly assembly: Assembly
  readonly row: number
}

/** A second assembly with a name that is taken is not looked into. */
export function makeProgram(subject: Assembly, others: readonly Assembly[]): Program {
  const assemblies = [subject, ...others]
  const typeStarts: number[] = []
  const methodStarts: number[] = []
  const byName = new Map<string, number>()
  let typeCount = 0
  let methodCount = 0
  for (const [index, assembly] of assemblies.entries()) {
    typeStarts.push(typeCount)
    methodStarts.push(methodCount)
    typeCount += rowCount(assembly.metadata.tables, 'TypeDef')
    methodCount += rowCount(assembly.metadata.tables, 'MethodDef')
    const name = assemblyIdentity(assembly)?.name.toLowerCase()
    if (name !== undefined && !byName.has(name)) byName.set(name, index)
  }
  return {
    assemblies,
    typeCount,
    methodCount,
    typeStarts,
    methodStarts,
    byName,
    keys: makeMemberKeys(),
    membersOfType: new Map(),
    fieldsOfType: new Map(),
    resolved: new Map(),
  }
}

function homeOf(program: Program, starts: readonly number[], id: number): Home {
  let index = starts.length - 1
  while (index > 0 && id <= (starts[index] ?? 0)) index--
  const assembly = program.assemblies[index]
  if (assembly === undefined) throw new TypeError('an empty program has no homes')
  return { index, assembly, row: id - (starts[index] ?? 0) }
}

export function homeOfType(program: Program, type: number): Home {
  return homeOf(program, program.typeStarts, type)
}

export function homeOfMethod(program: Program, method: number): Home {
  return homeOf(program, program.methodStarts, method)
}

export function typeId(program: Program, index: number, row: number): number {
  return (program.typeStarts[index] ?? 0) + row
}

export function methodId(program: Program, index: number, row: number): number {
  return (program.methodStarts[index] ?? 0) + row
}

export function typeNameOf(program: Program, type: number): string {
  const { assembly, row } = homeOfType(program, type)
  return assembly.names.type(rowToken('TypeDef', row))
}

/** The type that declares a method. */
export function ownerOf(program: Program, method: number): number {
  const { index, assembly, row } = homeOfMethod(program, method)
  const owner = assembly.names.methodOwner(row)
  return owner === 0 ? 0 : typeId(program, index, owner)
}

/** The MVID of an assembly of the set; null for the subject, whose evidence needs no name. */
export function evidenceAssembly(program: Program, index: number): string | null {
  const assembly = program.assemblies[index]
  return index === 0 || assembly === undefined ? null : moduleVersionId(assembly)
}

/** The type in the set that a TypeDef, TypeRef or TypeSpec names; 0 when it stands outside. */
export function resolveType(program: Program, index: number, token: number): number {
  const assembly = program.assemblies[index]
  if (assembly === undefined) return 0
  const { tables } = assembly.metadata
  if (isRowOf(tables, 'TypeDef', token)) return typeId(program, index, tokenRow(token))
  if (!isRowOf(tables, 'TypeRef', token) && !isRowOf(tables, 'TypeSpec', token)) return 0
  const make = () =>
    isRowOf(tables, 'TypeRef', token) ? referredType(program, index, assembly, tokenRow(token)) : openTypeOf(program, index, assembly, tokenRow(token))
  return resolved(program, `${index}:${token}`, make)
}

/** Each reference is looked up once. */
function resolved(program: Program, key: string, make: () => number): number {
  const known = program.resolved.get(key)
  if (known !== undefined) return known
  const made = make()
  program.resolved.set(key, made)
  return made
}

function referredType(program: Program, index: number, assembly: Assembly, typeRef: number): number {
  const scope = assemblyOfType(assembly, typeRef)
  const home = scope === null ? index : program.byName.get(scope.toLowerCase())
  const lookup = home === undefined ? undefined : program.assemblies[home]?.typeLookup()
  const row = lookup === undefined ? 0 : findTypeRow(lookup, assembly.metadata.tables, assembly.names, typeRef)
  return home === undefined || row === 0 ? 0 : typeId(program, home, row)
}

/** A generic instance is its open type; arrays and pointers have no members of the set. */
function openTypeOf(program: Program, index: number, assembly: Assembly, row: number): number {
  const { tables } = assembly.metadata
  const read = () => assembly.metadata.signatures.typeSpec(cell(tables, 'TypeSpec', row, 'Signature'))
  const sig = salvage<TypeSig | null>(assembly.defects, 'type', read, null)
  const open = sig?.kind === 'generic' ? sig.type : sig
  return open?.kind === 'named' && !isRowOf(tables, 'TypeSpec', open.token) ? resolveType(program, index, open.token) : 0
}

/** What a method is overridden by, as a key: name, generic arity and parameter types. */
export function memberKey(program: Program, method: number): string {
  const { assembly, row } = homeOfMethod(program, method)
  return program.keys.method(assembly, cell(assembly.metadata.tables, 'MethodDef', row, 'Name'), assembly.names.methodSig(row))
}

/** Methods of a type in row order. */
export function methodsOf(program: Program, type: number): number[] {
  const { index, assembly, row } = homeOfType(program, type)
  return runOf(assembly.metadata.tables, 'TypeDef', row, 'MethodList', 'MethodDef').map((one) => methodId(program, index, one))
}

/** Methods of a type by `memberKey` and by their exact key; of several the first. */
function membersOf(program: Program, type: number): ReadonlyMap<string, number> {
  const known = program.membersOfType.get(type)
  if (known !== undefined) return known
  const members = new Map<string, number>()
  for (const method of methodsOf(program, type)) {
    const { assembly, row } = homeOfMethod(program, method)
    const name = cell(assembly.metadata.tables, 'MethodDef', row, 'Name')
    const sig = assembly.names.methodSig(row)
    for (const key of [program.keys.method(assembly, name, sig), program.keys.exact(assembly, name, sig)]) if (!members.has(key)) members.set(key, method)
  }
  program.membersOfType.set(type, members)
  return members
}

/** The method of a type with this `memberKey`; 0 where there is none. */
export function methodOfKey(program: Program, type: number, key: string): number {
  return membersOf(program, type).get(key) ?? 0
}

/** The same by what is written: `.cctor()`. */
export function methodByKey(program: Program, type: number, written: string): number {
  const at = written.indexOf('(')
  return methodOfKey(program, type, program.keys.literal(written.slice(0, at), written.slice(at)))
}

/** The base type in the set; 0 when there is none or it stands outside. */
export function baseOf(program: Program, type: number): number {
  const { index, assembly, row } = homeOfType(program, type)
  return resolveType(program, index, cell(assembly.metadata.tables, 'TypeDef', row, 'Extends'))
}

/** Name of the base type, a generic instance without its arguments; null when Extends is nil. */
export function baseNameOf(program: Program, type: number): string | null {
  const { assembly, row } = homeOfType(program, type)
  const base = cell(assembly.metadata.tables, 'TypeDef', row, 'Extends')
  return tokenRow(base) === 0 ? null : assembly.names.openType(base)
}

/** A type and its bases in the set, nearest first; the chain ends at the first repeat and at `limits.chain`. */
export function chainOf(program: Program, type: number): number[] {
  const chain: number[] = []
  const seen = new Set<number>()
  for (let at = type; at !== 0 && !seen.has(at) && chain.length < limits.chain; at = baseOf(program, at)) {
    seen.add(at)
    chain.push(at)
  }
  return chain
}

/** The method of the set that a MethodDef, MemberRef or MethodSpec names, looked up along the bases; 0 when it stands outside. */
export function resolveMethod(program: Program, index: number, token: number): number {
  const assembly = program.assemblies[index]
  if (assembly === undefined) return 0
  const { tables } = assembly.metadata
  if (isRowOf(tables, 'MethodDef', token)) return methodId(program, index, tokenRow(token))
  if (isRowOf(tables, 'MethodSpec', token)) {
    const method = cell(tables, 'MethodSpec', tokenRow(token), 'Method')
    return isRowOf(tables, 'MethodSpec', method) ? 0 : resolveMethod(program, index, method)
  }
  if (!isRowOf(tables, 'MemberRef', token)) return 0
  return resolved(program, `${index}:${token}`, () => findMember(program, index, assembly, tokenRow(token)))
}

/** By the exact signature, as the CLR does; where no method has it, by all but the return type: types may be forwarded. */
function findMember(program: Program, index: number, assembly: Assembly, row: number): number {
  const { tables } = assembly.metadata
  const parent = cell(tables, 'MemberRef', row, 'Class')
  if (isRowOf(tables, 'MethodDef', parent)) return methodId(program, index, tokenRow(parent))
  const type = resolveType(program, index, parent)
  const sig = assembly.names.memberSig(row)
  if (type === 0 || sig === null || !isMethodSig(sig)) return 0
  const name = cell(tables, 'MemberRef', row, 'Name')
  const chain = chainOf(program, type)
  for (const key of [program.keys.exact(assembly, name, sig), program.keys.method(assembly, name, sig)]) {
    for (const at of chain) {
      const method = methodOfKey(program, at, key)
      if (method !== 0) return method
    }
  }
  return 0
}

/** Rows have 24 bits: a field of the set is its assembly's place above them and its row. */
const fieldUnit = 0x100_0000

/** The field of the set that a Field or MemberRef names, as one number; 0 when it stands outside. */
export function resolveField(program: Program, index: number, token: number): number {
  const assembly = program.assemblies[index]
  if (assembly === undefined) return 0
  const { tables } = assembly.metadata
  if (isRowOf(tables, 'Field', token)) return index * fieldUnit + tokenRow(token)
  if (!isRowOf(tables, 'MemberRef', token)) return 0
  return resolved(program, `field ${index}:${token}`, () => findField(program, index, assembly, tokenRow(token)))
}

/** By name and type, as the CLR does; where no field has both, by name. */
function findField(program: Program, index: number, assembly: Assembly, row: number): number {
  const { tables } = assembly.metadata
  const type = resolveType(program, index, cell(tables, 'MemberRef', row, 'Class'))
  const sig = assembly.names.memberSig(row)
  if (type === 0 || (sig !== null && isMethodSig(sig))) return 0
  const name = cell(tables, 'MemberRef', row, 'Name')
  const chain = chainOf(program, type)
  for (const key of [program.keys.exact(assembly, name, sig), program.keys.name(assembly, name)]) {
    for (const at of chain) {
      const field = fieldsOf(program, at).get(key)
      if (field !== undefined) return field
    }
  }
  return 0
}

/** Fields of a type by name and type, and by name alone; of several the first. */
function fieldsOf(program: Program, type: number): ReadonlyMap<string, number> {
  const known = program.fieldsOfType.get(type)
  if (known !== undefined) return known
  const fields = new Map<string, number>()
  const { index, assembly, row } = homeOfType(program, type)
  const { tables, signatures } = assembly.metadata
  for (const field of runOf(tables, 'TypeDef', row, 'FieldList', 'Field')) {
    const name = cell(tables, 'Field', field, 'Name')
    const sig = salvage<TypeSig | null>(assembly.defects, 'field', () => signatures.field(cell(tables, 'Field', field, 'Signature')), null)
    const number = index * fieldUnit + field
    for (const key of [program.keys.exact(assembly, name, sig), program.keys.name(assembly, name)]) if (!fields.has(key)) fields.set(key, number)
  }
  program.fieldsOfType.set(type, fields)
  return fields
}

/** The type that declares a field that `resolveField` gave. */
export function ownerOfField(program: Program, field: number): number {
  const index = Math.floor(field / fieldUnit)
  const row = field % fieldUnit
  const tables = program.assemblies[index]?.metadata.tables
  if (tables === undefined) return 0
  // FieldList is in row order in every file a compiler wrote; an odd order only costs precision here
  let low = 1
  let high = rowCount(tables, 'TypeDef')
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (tokenRow(cell(tables, 'TypeDef', middle, 'FieldList')) <= row) low = middle
    else high = middle - 1
  }
  return typeId(program, index, low)
}

/**
 * The type of the set that a class of the chain gives to type parameter `index` of its generic base `base`:
 * `class LambdaFactory : NewFactory<LambdaAgent>`. 0 where it stands outside or is a parameter itself.
 */
export function typeArgument(program: Program, type: number, base: number, index: number): number {
  const chain = chainOf(program, type)
  const place = chain.indexOf(base)
  const heir = place > 0 ? chain[place - 1] : undefined
  if (heir === undefined) return 0
  const home = homeOfType(program, heir)
  const { tables } = home.assembly.metadata
  const extended = cell(tables, 'TypeDef', home.row, 'Extends')
  if (!isRowOf(tables, 'TypeSpec', extended)) return 0
  const read = () => home.assembly.metadata.signatures.typeSpec(cell(tables, 'TypeSpec', tokenRow(extended), 'Signature'))
  const sig = salvage<TypeSig | null>(home.assembly.defects, 'type', read, null)
  const arg = sig?.kind === 'generic' ? sig.args[index] : undefined
  return arg?.kind === 'named' ? resolveType(program, home.index, arg.token) : 0
}
