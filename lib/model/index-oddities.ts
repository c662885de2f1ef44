import { u64 } from '../bytes/span.ts'
import type { Metadata } from '../metadata/metadata.ts'
import { type Column, codedIndexes, isTableName, type TableName, tableNames, tables } from '../metadata/schema.ts'
import { eachColumn, rowCount } from '../metadata/tables.ts'
import { tokenRow, tokenText } from '../metadata/token.ts'
import type { Assembly } from './assembly.ts'
import type { Oddity } from './oddity.ts'

/** Indexes that point out of their heap or table, and tables out of the order they claim: rows for readers to stumble over. */
export function* indexOddities({ metadata }: Assembly): Generator<Oddity> {
  yield* outsideOddities(metadata)
  yield* orderOddities(metadata)
}

function* outsideOddities(metadata: Metadata): Generator<Oddity> {
  let count = 0
  let first = ''
  for (const table of tableNames) {
    if (table === null || isLoose(table)) continue
    for (const { name, column, values } of eachColumn(metadata.tables, table)) {
      const row = firstOutside(metadata, column, values)
      if (row === 0) continue
      count++
      if (first === '') first = `${name} of ${table} row ${row}, ${cellText(column, values[row] ?? 0)}`
    }
  }
  if (count > 0) yield { id: 'metadata.indexes', offset: null, detail: `${count} columns hold indexes that point nowhere, the first is ${first}` }
}

const cellText = (column: Column, value: number): string => (column.kind === 'heap' ? `0x${value.toString(16)}` : tokenText(value))

/** Rows of edit-and-continue hold tokens of other generations; those of a Portable PDB mean the rows of another file. */
const isLoose = (table: TableName): boolean => tables[table].id >= tables.Document.id || table === 'ENCLog' || table === 'ENCMap'

/** The first row whose index points outside; 0 when none does. */
function firstOutside(metadata: Metadata, column: Column, values: Uint32Array): number {
  const isOutside = outsideTest(metadata, column)
  if (isOutside === null) return 0
  for (let row = 1; row < values.length; row++) if (isOutside(values[row] ?? 0)) return row
  return 0
}

/** Is this cell outside? Null for columns of plain numbers. */
function outsideTest({ tables: md, streams }: Metadata, column: Column): ((value: number) => boolean) | null {
  switch (column.kind) {
    case 'heap': {
      // 0 is no index; #GUID counts its entries from 1
      const most = { String: streams.strings.bytes.length - 1, Blob: streams.blobs.bytes.length - 1, GUID: Math.floor(streams.guids.bytes.length / 16) }[
        column.heap
      ]
      return (index) => index !== 0 && index > most
    }
    case 'row':
    case 'list': {
      // a run may begin behind the last row: it is empty; how far behind says nothing
      if (column.kind === 'list' || !isTableName(column.table)) return null
      const rows = rowCount(md, column.table)
      return (token) => tokenRow(token) > rows
    }
    case 'coded': {
      const rows = tableNames.map((table) => (table === null ? 0 : rowCount(md, table)))
      return (token) => tokenRow(token) > (rows[token >>> 24] ?? 0)
    }
    default:
      return null
  }
}

/** Tables whose bit in the sorted mask is set and whose key goes back. */
function* orderOddities({ tables: md }: Metadata): Generator<Oddity> {
  const sorted = u64(md.span, 16)
  const lies: string[] = []
  for (const table of tableNames) {
    if (table === null || (sorted & (1n << BigInt(tables[table].id))) === 0n) continue
    const { sorted: key }: { readonly id: number; readonly sorted?: string } = tables[table]
    for (const { name, column, values } of eachColumn(md, table)) if (name === key && goesBack(column, values)) lies.push(table)
  }
  if (lies.length > 0) yield { id: 'metadata.unsorted', offset: md.span.offset + 16, detail: `tables said to be sorted are not: ${lies.join(', ')}` }
}

/** Coded indexes are sorted as they are stored, tag last. */
function goesBack(column: Column, values: Uint32Array): boolean {
  const tags = new Map<number, number>()
  if (column.kind === 'coded') for (const [tag, table] of codedIndexes[column.coded].tables.entries()) if (table !== null) tags.set(tables[table].id, tag)
  const keyOf = (value: number): number => (column.kind === 'coded' ? tokenRow(value) * 32 + (tags.get(value >>> 24) ?? 31) : value)
  for (let row = 2; row < values.length; row++) if (keyOf(values[row] ?? 0) < keyOf(values[row - 1] ?? 0)) return true
  return false
}
