import { limits } from '../limits.ts'
import { cell, isRowOf, rowCount, type Tables } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { Names } from './names.ts'

/** TypeDef rows by what the CLR finds them by: the bytes of namespace and name, and for a nested type the type around it. */
export interface TypeLookup {
  readonly names: Names
  /** Keys as `typeKey` makes them; of several types with one key the first. */
  readonly rows: ReadonlyMap<string, number>
}

export function makeTypeLookup(tables: Tables, names: Names): TypeLookup {
  const rows = new Map<string, number>()
  for (let row = rowCount(tables, 'TypeDef'); row >= 1; row--) {
    rows.set(typeKey(names, names.outerOf(row), cell(tables, 'TypeDef', row, 'TypeNamespace'), cell(tables, 'TypeDef', row, 'TypeName')), row)
  }
  return { names, rows }
}

/** Names hold no NUL: nothing in one can look like the border to the next. */
function typeKey(names: Names, outer: number, namespace: number, name: number): string {
  return `${outer}\0${names.exactAt(namespace)}\0${names.exactAt(name)}`
}

/**
 * The TypeDef row that a TypeRef of the same or another assembly names; 0 where there is none. What it is nested in is found first,
 * so that a type with a slash or a dot in its name is never taken for another.
 */
export function findTypeRow(lookup: TypeLookup, tables: Tables, names: Names, typeRef: number): number {
  const chain: number[] = []
  for (let row = typeRef; chain.length <= limits.chain; ) {
    chain.push(row)
    const scope = cell(tables, 'TypeRef', row, 'ResolutionScope')
    if (!isRowOf(tables, 'TypeRef', scope)) break
    row = tokenRow(scope)
  }
  if (chain.length > limits.chain) return 0
  let found = 0
  for (const row of chain.reverse()) {
    const key = typeKey(names, found, cell(tables, 'TypeRef', row, 'TypeNamespace'), cell(tables, 'TypeRef', row, 'TypeName'))
    found = lookup.rows.get(key) ?? 0
    if (found === 0) return 0
  }
  return found
}
