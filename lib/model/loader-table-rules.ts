import { type Span, sliceUpTo, u8, u32, u64 } from '../bytes/span.ts'
import { type Column, codedIndexes, isTableName, tableNames, tables } from '../metadata/schema.ts'
import { hexText, type LoaderRule } from './loader-rule.ts'
import type { Storage } from './loader-storage-rules.ts'

/** The header of the table stream and the row counts it states. II.24.2.6 */
export interface LoaderSchema {
  readonly span: Span
  readonly major: number
  readonly minor: number
  readonly heapSizes: number
  /** By table number; of tables the runtime does not know the counts are passed over. */
  readonly rows: readonly number[]
  /** Where the rows start; null when the counts end behind the stream. */
  readonly at: number | null
}

const headerSize = 24
const extraData = 0x40
/** Tables each version knows: 1.0 ends before GenericParam; those of the Portable PDB came after CoreCLR 2.2. */
const knownTables = { v1: 0x2a, v2: 0x2d }

/** Null when there is not one table stream with a header. */
export function readLoaderSchema(storage: Storage): LoaderSchema | null {
  const [stream, second] = storage.streams.filter(({ name }) => name === '#~' || name === '#-')
  if (stream === undefined || second !== undefined) return null
  const span = sliceUpTo(storage.span, stream.at, stream.size)
  if (span.bytes.length < headerSize) return null
  const heapSizes = u8(span, 6)
  const valid = u64(span, 8)
  const rows = new Array<number>(64).fill(0)
  let at = headerSize
  for (let id = 0; id < 64; id++) {
    if ((valid & (1n << BigInt(id))) === 0n) continue
    if (id < knownTables.v2 && at + 4 <= span.bytes.length) rows[id] = u32(span, at)
    at += 4
  }
  if ((heapSizes & extraData) !== 0) at += 4
  return { span, major: u8(span, 4), minor: u8(span, 5), heapSizes, rows, at: at <= span.bytes.length ? at : null }
}

const isVersion = ({ major, minor }: LoaderSchema, wanted: string): boolean => `${major}.${minor}` === wanted

export const tableStreamRules: readonly LoaderRule<Storage>[] = [
  {
    id: 'table.header',
    text: 'The table stream has room for its header of 24 bytes',
    source: 'CMiniMdSchema::LoadFrom',
    test: ({ streams }) => {
      const stream = streams.find(({ name }) => name === '#~' || name === '#-')
      return stream === undefined || stream.size >= headerSize ? null : `it has ${stream.size}`
    },
  },
]

export const tableRules: readonly LoaderRule<LoaderSchema>[] = [
  {
    id: 'table.counts',
    text: 'Each bit of the table mask has a row count inside the stream, those of unknown tables too',
    source: 'CMiniMdSchema::LoadFrom',
    test: ({ at }) => (at === null ? 'the row counts end behind the stream' : null),
  },
  {
    id: 'table.version',
    text: 'The version of the tables is 2.0, 1.1 or 1.0',
    source: 'CMiniMdBase::SchemaPopulate',
    test: (schema) => (['2.0', '1.1', '1.0'].some((version) => isVersion(schema, version)) ? null : `it is ${schema.major}.${schema.minor}`),
  },
  {
    id: 'table.generics',
    text: 'Tables of version 1.0 have no generic parameters',
    source: 'CMiniMdBase::SchemaPopulate2',
    test: (schema) => {
      const later = schema.rows.findIndex((count, id) => id >= knownTables.v1 && count > 0)
      return isVersion(schema, '1.0') && later >= 0 ? `table ${tableNames[later] ?? hexText(later)} has rows` : null
    },
  },
  {
    id: 'table.rows',
    text: 'All rows lie inside the stream',
    source: 'CMiniMdBase::SchemaPopulate',
    test: (schema) => {
      if (schema.at === null) return null
      const needed = schema.rows.reduce((sum, count, id) => sum + count * rowSize(schema, id), schema.at)
      return needed <= schema.span.bytes.length ? null : `they end at ${hexText(needed)} of ${hexText(schema.span.bytes.length)} bytes`
    },
  },
]

function rowSize(schema: LoaderSchema, id: number): number {
  const name = tableNames[id] ?? null
  if (name === null) return 0
  const columns: Readonly<Record<string, Column>> = tables[name].columns
  const size = Object.values(columns).reduce((sum, column) => sum + columnSize(schema, column), 0)
  // 1.1 has one more column there: the kind of the parameter
  return name === 'GenericParam' && isVersion(schema, '1.1') ? size + columnSize(schema, { kind: 'coded', coded: 'TypeDefOrRef' }) : size
}

const heapBits = { String: 0x01, GUID: 0x02, Blob: 0x04 } as const

/** As the CLR counts them: a list by the rows of its table, whatever pointer table stands before it. */
function columnSize(schema: LoaderSchema, column: Column): number {
  switch (column.kind) {
    case 'u8':
      return 1
    case 'u16':
      return 2
    case 'u32':
      return 4
    case 'heap':
      return (schema.heapSizes & heapBits[column.heap]) !== 0 ? 4 : 2
    case 'row':
    case 'list':
      return rowsOf(schema, column.table) > 0xffff ? 4 : 2
    case 'coded': {
      const { tables: targets, bits } = codedIndexes[column.coded]
      const most = targets.reduce((high, table) => Math.max(high, table === null ? 0 : rowsOf(schema, table)), 0)
      return most * 2 ** bits > 0xffff ? 4 : 2
    }
    default:
      return unreachable(column)
  }
}

function rowsOf(schema: LoaderSchema, table: string): number {
  return isTableName(table) ? (schema.rows[tables[table].id] ?? 0) : 0
}

function unreachable(value: never): never {
  throw new TypeError(`no such column kind: ${String(value)}`)
}
