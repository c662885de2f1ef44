import { salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { genericParamFlags } from '../metadata/flags.ts'
import type { TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf, rowsWhere, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { Assembly } from './assembly.ts'
import { homeOfMethod, homeOfType, type Program, resolveMethod, resolveType } from './program.ts'

/** Types of the set that a call gives as type arguments, and whether what it calls may make objects of them (`new()`). */
export interface TypeArguments {
  readonly types: readonly number[]
  readonly makes: boolean
}

/** Each row is looked at once, and what all calls together give is bounded. */
export interface TypeArgumentCache {
  readonly known: Map<string, TypeArguments>
  left: number
}

export function makeTypeArgumentCache(): TypeArgumentCache {
  return { known: new Map(), left: limits.genericEdges }
}

const none: TypeArguments = { types: [], makes: false }

/**
 * Type arguments of the MethodSpec or MemberRef that a call names: `builder.Start<Machine>(ref machine)` calls the machine's methods,
 * `Make<T>()` with `new()` its constructor, and so does a member of `Maker<T>`, whose arguments count only then.
 */
export function typeArgumentsOf(cache: TypeArgumentCache, program: Program, index: number, token: number): TypeArguments {
  const assembly = program.assemblies[index]
  const { tables } = assembly?.metadata ?? {}
  if (assembly === undefined || tables === undefined || !(isRowOf(tables, 'MethodSpec', token) || isRowOf(tables, 'MemberRef', token))) return none
  const key = `${index}:${token}`
  const known = cache.known.get(key)
  const found = known ?? (isRowOf(tables, 'MethodSpec', token) ? ofMethod(program, index, assembly, token) : ofOwner(program, index, assembly, token))
  if (known === undefined) cache.known.set(key, found)
  const before = cache.left
  cache.left -= found.types.length
  if (cache.left >= 0) return found
  if (before >= 0) assembly.defects.push({ code: 'limit', offset: null, detail: 'calls give more type arguments than are followed', limit: 'genericEdges' })
  return none
}

function ofMethod(program: Program, index: number, assembly: Assembly, token: number): TypeArguments {
  const { tables, signatures } = assembly.metadata
  const target = resolveMethod(program, index, token)
  const read = () => signatures.methodSpec(cell(tables, 'MethodSpec', tokenRow(token), 'Instantiation'))
  const args = salvage<readonly TypeSig[]>(assembly.defects, 'method instantiation', read, [])
  return { types: typesOf(program, index, args), makes: target !== 0 && methodMakes(program, target) }
}

function ofOwner(program: Program, index: number, assembly: Assembly, token: number): TypeArguments {
  const { tables, signatures } = assembly.metadata
  const parent = cell(tables, 'MemberRef', tokenRow(token), 'Class')
  if (!isRowOf(tables, 'TypeSpec', parent)) return none
  const read = () => signatures.typeSpec(cell(tables, 'TypeSpec', tokenRow(parent), 'Signature'))
  const sig = salvage<TypeSig | null>(assembly.defects, 'type', read, null)
  if (sig?.kind !== 'generic') return none
  const open = resolveType(program, index, parent)
  return open !== 0 && typeMakes(program, open) ? { types: typesOf(program, index, sig.args), makes: true } : none
}

/** Each type once. */
function typesOf(program: Program, index: number, args: readonly TypeSig[]): number[] {
  const types = new Set<number>()
  for (const arg of args) {
    const token = arg.kind === 'named' ? arg.token : arg.kind === 'generic' && arg.type.kind === 'named' ? arg.type.token : 0
    types.add(token === 0 ? 0 : resolveType(program, index, token))
  }
  types.delete(0)
  return [...types]
}

function methodMakes(program: Program, method: number): boolean {
  const { assembly, row } = homeOfMethod(program, method)
  return hasNewConstraint(assembly, rowToken('MethodDef', row))
}

function typeMakes(program: Program, type: number): boolean {
  const { assembly, row } = homeOfType(program, type)
  return hasNewConstraint(assembly, rowToken('TypeDef', row))
}

function hasNewConstraint(assembly: Assembly, owner: number): boolean {
  const { tables } = assembly.metadata
  return rowsWhere(tables, 'GenericParam', 'Owner', owner).some(
    (row) => (cell(tables, 'GenericParam', row, 'Flags') & genericParamFlags.defaultConstructor) !== 0,
  )
}
