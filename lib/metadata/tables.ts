import { type Span, u8, u32, u64 } from '../bytes/span.ts'
import { type Defect, FormatError } from '../errors.ts'
import type { ChosenStreams } from './root.ts'
import { type CodedName, type Column, type ColumnName, type ColumnsOf, codedIndexes, isTableName, type TableName, tableNames, tables } from './schema.ts'
import type { Token } from './token.ts'

declare const heapIndex: unique symbol
/** Index into a heap. */
export type HeapIndex<H extends string> = number & { readonly [heapIndex]: H }

/** The type of one cell, derived from the schema: heap indexes, tokens and plain numbers cannot be mixed up. */
export type Cell<C> = C extends { kind: 'heap'; heap: infer H extends string }
  ? HeapIndex<H>
  : C extends { kind: 'row' | 'list'; table: infer T extends string }
    ? Token<T>
    : C extends { kind: 'coded'; coded: infer N extends CodedName }
      ? Token<Exclude<(typeof codedIndexes)[N]['tables'][number], null>>
      : number

/** One table's place: rows, row size and where each column starts in a row. */
interface Layout {
  readonly id: number
  readonly rows: number
  readonly at: number
  readonly rowSize: number
  readonly columns: ReadonlyMap<string, { readonly at: number; readonly size: 1 | 2 | 4; readonly column: Column; read: Uint32Array | null }>
}

/**
 * The tables of `#~` or `#-`: only their layout is worked out when they are opened. A column is decoded when it is
 * first asked for, into one typed array with the row numbers as indexes; there is no object a row. II.24.2.6
 */
export interface Tables {
  readonly span: Span
  readonly layouts: readonly (Layout | null)[]
  readonly sortIndexes: Map<string, SortIndex>
  /** The runs of each list column asked for, by table and column. */
  readonly runs: Map<string, Runs>
  /** Under `#~` CoreCLR refuses pointer tables and Mono passes them over; under `#-` both look through them. */
  readonly followsPointers: boolean
  readonly defects: Defect[]
}

interface SortIndex {
  readonly keys: Uint32Array
  readonly rows: Uint32Array
}

/** The runs of a list column: run k is `rows` from `starts[k]` to `starts[k + 1]`. */
export interface Runs {
  readonly starts: Uint32Array
  readonly rows: Uint32Array
}

const extraData = 0x40
const mostRows = 0xff_ffff

/** Works out where every table stands. Throws `truncated`; rows that do not fit are left out and recorded. */
export function openTables(streams: ChosenStreams, defects: Defect[]): Tables {
  const span = streams.tables
  if (span === null) throw new FormatError('bad-magic', null, 'there is no table stream (#~ or #-)')
  const heapSizes = u8(span, 6)
  const valid = u64(span, 8)
  const rows = new Array<number>(64).fill(0)
  let at = 24
  for (let id = 0; id < 64; id++) {
    if ((valid & (1n << BigInt(id))) === 0n) continue
    const count = u32(span, at)
    at += 4
    // the CLR skips the counts of tables it does not know; tokens have 24 bits for a row, and Mono reads no more of a count
    if (tableNames[id] !== null) rows[id] = count & mostRows
    if (tableNames[id] !== null && count > mostRows)
      defects.push({
        code: 'bad-value',
        offset: span.offset + at - 4,
        detail: `table ${tableNames[id]} states ${count} rows, ${count & mostRows} by the lower 24 bits`,
      })
    if (tableNames[id] === null) defects.push({ code: 'bad-value', offset: span.offset + at - 4, detail: `table 0x${id.toString(16)} is not known` })
  }
  if ((heapSizes & extraData) !== 0) at += 4

  // other versions than 1.0, 1.1 and 2.0 do not load; they are read like the newest
  const sizes = { rows, heapSizes, wide: streams.minimalDelta, hasParameterKind: u8(span, 4) === 1 && u8(span, 5) === 1 }
  const layouts: (Layout | null)[] = []
  for (let id = 0; id < 64; id++) {
    const name = tableNames[id] ?? null
    const stated = rows[id] ?? 0
    if (name === null || stated === 0) {
      layouts.push(null)
      continue
    }
    const layout = layTable(name, stated, at, sizes)
    const room = Math.max(0, Math.floor((span.bytes.length - at) / layout.rowSize))
    if (room < stated) {
      defects.push({ code: 'truncated', offset: span.offset + at, detail: `table ${name} states ${stated} rows, ${room} fit` })
      layouts.push({ ...layout, rows: room })
    } else layouts.push(layout)
    at += layout.rowSize * stated
  }
  return { span, layouts, sortIndexes: new Map(), runs: new Map(), followsPointers: streams.uncompressed, defects }
}

interface Sizes {
  readonly rows: readonly number[]
  readonly heapSizes: number
  readonly wide: boolean
  /** Version 1.1 of the tables has one more column in GenericParam, a coded TypeDefOrRef that later ones dropped. */
  readonly hasParameterKind: boolean
}

function layTable(name: TableName, rows: number, at: number, sizes: Sizes): Layout {
  const columns = new Map<string, { at: number; size: 1 | 2 | 4; column: Column; read: Uint32Array | null }>()
  let rowSize = 0
  const schema: Readonly<Record<string, Column>> = tables[name].columns
  for (const [columnName, column] of Object.entries(schema)) {
    const size = columnSize(column, sizes)
    columns.set(columnName, { at: rowSize, size, column, read: null })
    rowSize += size
  }
  if (name === 'GenericParam' && sizes.hasParameterKind) rowSize += columnSize({ kind: 'coded', coded: 'TypeDefOrRef' }, sizes)
  return { id: tables[name].id, rows, at, rowSize, columns }
}

const heapBits = { String: 0x01, GUID: 0x02, Blob: 0x04 } as const

function columnSize(column: Column, sizes: Sizes): 1 | 2 | 4 {
  switch (column.kind) {
    case 'u8':
      return 1
    case 'u16':
      return 2
    case 'u32':
      return 4
    case 'heap':
      return sizes.wide || (sizes.heapSizes & heapBits[column.heap]) !== 0 ? 4 : 2
    case 'row':
    case 'list':
      return sizes.wide || listTargetRows(column, sizes) > 0xffff ? 4 : 2
    case 'coded': {
      const coded = codedIndexes[column.coded]
      let most = 0
      for (const table of coded.tables) if (table !== null) most = Math.max(most, rowsOf(table, sizes))
      return sizes.wide || most >= 2 ** (16 - coded.bits) ? 4 : 2
    }
    default:
      return unreachable(column)
  }
}

/** A list column counts rows of the pointer table where there is one. */
function listTargetRows(column: { readonly kind: 'row' | 'list'; readonly table: string }, sizes: Sizes): number {
  const direct = rowsOf(column.table, sizes)
  if (column.kind !== 'list') return direct
  const pointer = pointerTables.get(column.table)
  return pointer === undefined ? direct : Math.max(direct, rowsOf(pointer, sizes))
}

/** Tables that a run of rows may go through: `MethodList` counts MethodPtr rows when there are any. */
export const pointerTables: ReadonlyMap<string, TableName> = new Map([
  ['Field', 'FieldPtr'],
  ['MethodDef', 'MethodPtr'],
  ['Param', 'ParamPtr'],
  ['Event', 'EventPtr'],
  ['Property', 'PropertyPtr'],
])

function rowsOf(table: string, sizes: Sizes): number {
  return isTableName(table) ? (sizes.rows[tables[table].id] ?? 0) : 0
}

function unreachable(value: never): never {
  throw new TypeError(`no such column kind: ${String(value)}`)
}

/** Rows of a table; 0 when it is not there. */
export function rowCount(md: Tables, table: TableName): number {
  return md.layouts[tables[table].id]?.rows ?? 0
}

const noRows = new Uint32Array(1)

/**
 * A whole column, row number as index (place 0 is not used): heap indexes, numbers, or tokens. A coded index
 * with a tag the standard does not use becomes token 0xff…: no table has it.
 */
export function columnOf<T extends TableName>(md: Tables, table: T, name: ColumnName<T>): Uint32Array {
  const layout = md.layouts[tables[table].id]
  const place = layout?.columns.get(name)
  if (!layout || !place) return noRows
  if (place.read === null) place.read = decodeColumn(md.span, layout, place)
  return place.read
}

/** Every column of a table, in its order, as `columnOf` gives it. */
export function* eachColumn(md: Tables, table: TableName): Generator<{ readonly name: string; readonly column: Column; readonly values: Uint32Array }> {
  const layout = md.layouts[tables[table].id]
  if (!layout) return
  for (const [name, place] of layout.columns) {
    if (place.read === null) place.read = decodeColumn(md.span, layout, place)
    yield { name, column: place.column, values: place.read }
  }
}

function decodeColumn(span: Span, layout: Layout, place: { readonly at: number; readonly size: 1 | 2 | 4; readonly column: Column }): Uint32Array {
  const values = new Uint32Array(layout.rows + 1)
  const { bytes } = span
  const { rowSize } = layout
  let at = layout.at + place.at
  for (let row = 1; row <= layout.rows; row++, at += rowSize) {
    let value = bytes[at] ?? 0
    if (place.size !== 1) value |= (bytes[at + 1] ?? 0) << 8
    if (place.size === 4) value = (value | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
    values[row] = value
  }
  const { column } = place
  if (column.kind === 'coded') decodeCoded(values, column.coded)
  else if (column.kind === 'row' || column.kind === 'list') {
    const id = isTableName(column.table) ? tables[column.table].id : 0
    for (let row = 1; row < values.length; row++) values[row] = (id << 24) | Math.min(values[row] ?? 0, 0xff_ffff)
  }
  return values
}

function decodeCoded(values: Uint32Array, name: CodedName): void {
  const coded = codedIndexes[name]
  const ids = coded.tables.map((table) => (table === null ? 0xff : tables[table].id))
  const mask = 2 ** coded.bits - 1
  for (let row = 1; row < values.length; row++) {
    const value = values[row] ?? 0
    values[row] = ((ids[value & mask] ?? 0xff) << 24) | Math.min(value >>> coded.bits, 0xff_ffff)
  }
}

/** One cell, typed by the schema; 0 outside the table. */
export function cell<T extends TableName, C extends ColumnName<T>>(md: Tables, table: T, row: number, name: C): Cell<ColumnsOf<T>[C]> {
  return (columnOf(md, table, name)[row] ?? 0) as Cell<ColumnsOf<T>[C]>
}

/** A row's token; the row is not checked. */
export function rowToken<T extends TableName>(table: T, row: number): Token<T> {
  return ((tables[table].id << 24) | row) as Token<T>
}

/** Does this token point at an existing row of the table? */
export function isRowOf<T extends TableName>(md: Tables, table: T, token: number): token is Token<T> {
  const row = token & 0xff_ffff
  return token >>> 24 === tables[table].id && row >= 1 && row <= rowCount(md, table)
}

/** The rows whose column holds the token, in row order, whether or not the table is sorted as it claims. */
export function rowsWhere<T extends TableName>(md: Tables, table: T, name: ColumnName<T>, key: number): number[] {
  const index = sortIndexOf(md, table, name)
  const rows: number[] = []
  for (let at = placeOf(index, key); at < index.keys.length && index.keys[at] === key; at++) rows.push(index.rows[at] ?? 0)
  return rows
}

/** The first of these rows; 0 where there is none. All rows of a table may hold one token: who needs one of them must not pay for all. */
export function firstRowWhere<T extends TableName>(md: Tables, table: T, name: ColumnName<T>, key: number): number {
  const index = sortIndexOf(md, table, name)
  const at = placeOf(index, key)
  return index.keys[at] === key ? (index.rows[at] ?? 0) : 0
}

/** Where the first of the key stands, or would. */
function placeOf({ keys }: SortIndex, key: number): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? 0) < key) low = middle + 1
    else high = middle
  }
  return low
}

/** Sorted masks lie, so the order is made here, once a column. */
function sortIndexOf<T extends TableName>(md: Tables, table: T, name: ColumnName<T>): SortIndex {
  const id = `${table}.${name}`
  const made = md.sortIndexes.get(id)
  if (made !== undefined) return made
  const column = columnOf(md, table, name)
  const count = column.length - 1
  // key above row in one 64-bit word each: a typed array sorts them without a comparer
  const words = new Uint32Array(2 * count)
  for (let row = 1; row <= count; row++) {
    words[2 * row - 2] = row
    words[2 * row - 1] = column[row] ?? 0
  }
  new BigUint64Array(words.buffer).sort()
  const keys = new Uint32Array(count)
  const rows = new Uint32Array(count)
  for (let at = 0; at < count; at++) {
    rows[at] = words[2 * at] ?? 0
    keys[at] = words[2 * at + 1] ?? 0
  }
  const index = { keys, rows }
  md.sortIndexes.set(id, index)
  return index
}
