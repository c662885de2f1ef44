import { predicateTable } from './predicate-table.ts'
import type { TriggerOperator } from './view.ts'

/**
 * What a member outside the set decides, by its operands (a receiver is operand 0).
 *
 * `compare`: two values, yes or no. `order`: the same as a number, 0 where equal. `position`: where one is in the other, below `first`
 * where it is not. `in`: an item among those of a collection. `key`: a key of a dictionary. `any`, `all`: a delegate about the
 * elements. `place`: an item's place in a list, or -1. `taken`: an element for which a delegate says yes, or none. `index`: its place,
 * or -1. `tally`: how many there are. `filled`: whether the collection has elements. `same`: what its operand says. `text`: whether a
 * text is there. `valid`: the same of what is nearly always so. `path`: whether a file or folder is there. `header`: a header by name,
 * or null. `moved`: an item put into or taken out of a collection: whether it was there. `signal`: whether an event, semaphore or token
 * was raised. `exchanged`: what stands at an address, before or after it is changed at once. `tidy`: what only iterates or waits.
 */
export type Predicate =
  | { readonly kind: 'compare' | 'order'; readonly operator: TriggerOperator; readonly subject: number; readonly value: number; readonly negated: boolean }
  | { readonly kind: 'position'; readonly subject: number; readonly value: number; readonly first: number }
  | { readonly kind: 'in' | 'key' | 'place'; readonly collection: number; readonly item: number }
  | { readonly kind: 'moved'; readonly collection: number; readonly item: number; readonly negated: boolean }
  | { readonly kind: 'any' | 'all' | 'taken' | 'index' | 'tally'; readonly collection: number; readonly delegate: number }
  | { readonly kind: 'filled' | 'text' | 'valid' | 'path' | 'same' | 'signal' | 'exchanged'; readonly of: number; readonly negated: boolean }
  | { readonly kind: 'header'; readonly named: number }
  | { readonly kind: 'tidy' }

interface Row {
  /** Parameter types in the order of the signature; null for every overload. */
  readonly parameters: string | null
  readonly predicate: Predicate
}

/**
 * What a member decides; null when it has no row. `signature` chooses the overload: a row's own parameter list, else its number of
 * parameters may be fewer than the row's operands, then the row does not fit.
 */
export function predicateOf(api: string, signature: string, operands: number): Predicate | null {
  const rows = byApi.get(api)
  if (rows !== undefined) {
    const parameters = signature.slice(api.length)
    const row = rows.find((one) => one.parameters === null || one.parameters === parameters)
    if (row !== undefined && needs(row.predicate) <= operands) return row.predicate
  }
  const name = api.slice(api.lastIndexOf('::') + 2)
  const operator = byOperator.get(name)
  if (operator !== undefined && operands === 2) return operator
  return waiting.has(name) ? { kind: 'tidy' } : null
}

/** Operators of any type. */
const byOperator: ReadonlyMap<string, Predicate> = new Map<string, Predicate>([
  ['op_Equality', { kind: 'compare', operator: 'equals', subject: 0, value: 1, negated: false }],
  ['op_Inequality', { kind: 'compare', operator: 'equals', subject: 0, value: 1, negated: true }],
  ['op_LessThan', { kind: 'compare', operator: 'less', subject: 0, value: 1, negated: false }],
  ['op_GreaterThan', { kind: 'compare', operator: 'greater', subject: 0, value: 1, negated: false }],
  ['op_LessThanOrEqual', { kind: 'compare', operator: 'greater', subject: 0, value: 1, negated: true }],
  ['op_GreaterThanOrEqual', { kind: 'compare', operator: 'less', subject: 0, value: 1, negated: true }],
  ['Equals', { kind: 'compare', operator: 'equals', subject: 0, value: 1, negated: false }],
  ['CompareTo', { kind: 'order', operator: 'equals', subject: 0, value: 1, negated: false }],
])

/** Members of any type that only wait. */
const waiting = new Set(['get_IsCompleted', 'MoveNext', 'MoveNextAsync'])

/** Operands a row speaks of. */
function needs(predicate: Predicate): number {
  switch (predicate.kind) {
    case 'compare':
    case 'order':
    case 'position':
      return 1 + Math.max(predicate.subject, predicate.value)
    case 'in':
    case 'key':
    case 'moved':
    case 'place':
      return 1 + Math.max(predicate.collection, predicate.item)
    case 'any':
    case 'all':
    case 'taken':
    case 'index':
    case 'tally':
      return 1 + Math.max(predicate.collection, predicate.delegate)
    case 'filled':
    case 'text':
    case 'valid':
    case 'path':
    case 'same':
    case 'signal':
    case 'exchanged':
      return 1 + predicate.of
    case 'header':
      return 1 + predicate.named
    case 'tidy':
      return 0
    default:
      return predicate satisfies never
  }
}

function read(): Map<string, Row[]> {
  const table = new Map<string, Row[]>()
  for (const [type, members] of Object.entries(predicateTable)) {
    for (const [key, statement] of Object.entries(members)) {
      const open = key.indexOf('(')
      const api = `${type}::${open < 0 ? key : key.slice(0, open)}`
      const row: Row = { parameters: open < 0 ? null : key.slice(open), predicate: parse(statement) }
      table.set(api, [...(table.get(api) ?? []), row])
    }
  }
  return table
}

const operators: ReadonlyMap<string, TriggerOperator> = new Map(
  (['equals', 'contains', 'starts-with', 'ends-with', 'matches', 'like', 'less', 'greater'] as const).map((one) => [one, one]),
)

const byApi: ReadonlyMap<string, readonly Row[]> = read()

/** `!equals 0 1`, `order equals 0 1`, `position 0 1 from 1`, `in 0 1`, `any 0 1`, `filled 0`, `header 1`, `tidy`. */
function parse(statement: string): Predicate {
  const negated = statement.startsWith('!')
  const words = (negated ? statement.slice(1) : statement).split(' ')
  const kind = words[0] ?? ''
  const one = Number(words[1])
  const two = Number(words[2])
  const operator = operators.get(kind)
  if (operator !== undefined) return { kind: 'compare', operator, subject: one, value: two, negated }
  switch (kind) {
    case 'order':
      return { kind, operator: 'equals', subject: two, value: Number(words[3]), negated: false }
    case 'position':
      return { kind, subject: one, value: two, first: words[3] === 'from' ? Number(words[4]) : 0 }
    case 'in':
    case 'key':
    case 'place':
      return { kind, collection: one, item: two }
    case 'moved':
      return { kind, collection: one, item: two, negated }
    case 'any':
    case 'all':
    case 'taken':
    case 'index':
    case 'tally':
      return { kind, collection: one, delegate: two }
    case 'filled':
    case 'text':
    case 'valid':
    case 'path':
    case 'same':
    case 'signal':
    case 'exchanged':
      return { kind, of: one, negated }
    case 'header':
      return { kind, named: one }
    case 'tidy':
      return { kind }
    default:
      throw new TypeError(`a predicate row says ${statement}`)
  }
}

/** `Namespace.Type::Name(A,B<C,D>)` to its parameter types. */
export function parameterTypes(signature: string): string[] {
  const open = signature.indexOf('(', signature.lastIndexOf('::'))
  if (open < 0) return []
  const types: string[] = []
  let depth = 0
  let start = open + 1
  for (let at = start; at < signature.length; at++) {
    const letter = signature[at]
    if (letter === '<' || letter === '[' || letter === '(') depth++
    else if (letter === '>' || letter === ']') depth--
    else if (letter === ')' && depth > 0) depth--
    else if ((letter === ',' || letter === ')') && depth === 0) {
      if (at > start) types.push(signature.slice(start, at))
      start = at + 1
    }
  }
  return types
}

/** Which constant of a parameter of this type means that case does not matter: the bits of which one must be set, or a number it must be. */
export function foldsCase(type: string, constant: number): boolean {
  switch (type) {
    case 'System.StringComparison':
      return constant === 1 || constant === 3 || constant === 5
    case 'System.Boolean':
    case 'Microsoft.VisualBasic.CompareMethod':
      return constant === 1
    case 'System.Text.RegularExpressions.RegexOptions':
      return (constant & 1) !== 0
    case 'System.Globalization.CompareOptions':
      return (constant & 0x1000_0001) !== 0
    default:
      return false
  }
}
