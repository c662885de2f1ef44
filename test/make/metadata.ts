import { type Column, codedIndexes, isTableName, type TableName, tables } from '../../lib/metadata/schema.ts'
import { ascii, buildImage, firstRva, type ImageParts, join, joinAll, roundUp } from './image.ts'

/** Cells of one row, in the order of the table's columns, as they are stored: heap indexes, rows, coded indexes. */
export type Cells = readonly number[]
export type TableRows = Partial<Record<TableName, readonly Cells[]>>

/** What is set in a table stream besides its rows. `rowCounts` says what the header states where that is not the truth. */
export interface TableStreamParts {
  readonly rows?: TableRows
  readonly heapSizes?: number
  /** Every index has four bytes, as with `#JTD`. */
  readonly wide?: boolean
  /** Written behind the row counts, as bit 0x40 of HeapSizes asks for. */
  readonly extraData?: readonly number[]
  readonly sorted?: bigint
  readonly rowCounts?: Partial<Record<TableName, number>>
  /** Counts of tables no standard knows, by number. */
  readonly unknown?: Readonly<Record<number, number>>
}

/** The bytes of `#~`. II.24.2.6 */
export function tableStream(parts: TableStreamParts = {}): Uint8Array {
  const rows = parts.rows ?? {}
  const counts = new Map<number, number>(Object.entries(parts.unknown ?? {}).map(([id, count]) => [Number(id), count]))
  for (const name of namesById()) {
    const count = parts.rowCounts?.[name] ?? rows[name]?.length ?? 0
    if (count > 0) counts.set(tables[name].id, count)
  }
  const ids = [...counts.keys()].sort((a, b) => a - b)
  const header = new Uint8Array(24)
  const view = new DataView(header.buffer)
  header.set([2, 0, parts.heapSizes ?? 0, 1], 4)
  view.setBigUint64(
    8,
    ids.reduce((bits, id) => bits | (1n << BigInt(id)), 0n),
    true,
  )
  view.setBigUint64(16, parts.sorted ?? 0n, true)
  const countBytes = ids.flatMap((id) => word(counts.get(id) ?? 0, 4))
  const cellBytes = namesById().map((name) => {
    const sizes = columnSizes(name, (table) => counts.get(tables[table].id) ?? 0, parts.heapSizes ?? 0, parts.wide ?? false)
    return tableBytes(rows[name] ?? [], sizes)
  })
  return join(header, countBytes, parts.extraData ?? [], ...cellBytes)
}

function tableBytes(rows: readonly Cells[], sizes: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(rows.length * sizes.reduce((sum, size) => sum + size, 0))
  let at = 0
  for (const cells of rows) {
    for (const [index, size] of sizes.entries()) {
      for (const byte of word(cells[index] ?? 0, size)) bytes[at++] = byte
    }
  }
  return bytes
}

function namesById(): TableName[] {
  return Object.keys(tables)
    .filter(isTableName)
    .sort((a, b) => tables[a].id - tables[b].id)
}

/** Bytes of each column, worked out from the standard's words and not by the reader under test. II.24.2.6 */
export function columnSizes(name: TableName, rowsOf: (table: TableName) => number, heapSizes = 0, wide = false): number[] {
  const rows = (table: string | null) => (table !== null && isTableName(table) ? rowsOf(table) : 0)
  const columns: Readonly<Record<string, Column>> = tables[name].columns
  return Object.values(columns).map((column) => {
    switch (column.kind) {
      case 'u8':
        return 1
      case 'u16':
        return 2
      case 'u32':
        return 4
      case 'heap':
        return wide || heapSizes & { String: 1, GUID: 2, Blob: 4 }[column.heap] ? 4 : 2
      case 'row':
        return wide || rows(column.table) >= 65_536 ? 4 : 2
      case 'list':
        return wide || Math.max(rows(column.table), rows(column.table === 'MethodDef' ? 'MethodPtr' : `${column.table}Ptr`)) >= 65_536 ? 4 : 2
      case 'coded': {
        const coded = codedIndexes[column.coded]
        return wide || Math.max(...coded.tables.map(rows)) >= 65_536 / 2 ** coded.bits ? 4 : 2
      }
      default:
        throw new TypeError('a kind of column the builder does not know')
    }
  })
}

/** A number as so many bytes, low byte first. */
export function word(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, k) => Math.floor(value / 2 ** (8 * k)) & 0xff)
}

/** Heaps that are filled while rows are written: each call gives the index to store. */
export interface Heaps {
  readonly string: (text: string | Uint8Array) => number
  readonly blob: (bytes: readonly number[] | Uint8Array) => number
  readonly userString: (text: string) => number
  readonly guid: (fill: number) => number
  readonly streams: () => readonly Stream[]
}

export type Stream = readonly [name: string, bytes: Uint8Array]

export function makeHeaps(): Heaps {
  const strings: Uint8Array[] = [Uint8Array.of(0)]
  const blobs: Uint8Array[] = [Uint8Array.of(0)]
  const texts: Uint8Array[] = [Uint8Array.of(0)]
  const guids: Uint8Array[] = []
  const sizes = new Map<Uint8Array[], number>([
    [strings, 1],
    [blobs, 1],
    [texts, 1],
  ])
  const add = (heap: Uint8Array[], bytes: Uint8Array): number => {
    const index = sizes.get(heap) ?? 0
    heap.push(bytes)
    sizes.set(heap, index + bytes.length)
    return index
  }
  return {
    string: (text) => add(strings, join(typeof text === 'string' ? new TextEncoder().encode(text) : text, [0])),
    blob: (bytes) => add(blobs, join(compressed(bytes.length), bytes)),
    userString: (text) => add(texts, join(compressed(text.length * 2 + 1), utf16(text), [0])),
    guid: (fill) => guids.push(new Uint8Array(16).fill(fill)),
    streams: () => [
      ['#Strings', joinAll(strings)],
      ['#US', joinAll(texts)],
      ['#GUID', joinAll(guids)],
      ['#Blob', joinAll(blobs)],
    ],
  }
}

/** A compressed unsigned integer. II.23.2 */
export function compressed(value: number): number[] {
  if (value < 0x80) return [value]
  if (value < 0x4000) return [0x80 | (value >> 8), value & 0xff]
  return [0xc0 | (value >> 24), (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]
}

export function utf16(text: string): number[] {
  return Array.from({ length: text.length }, (_, k) => word(text.charCodeAt(k), 2)).flat()
}

/** A coded index: the row with the tag of its table. II.24.2.6 */
export function coded(name: keyof typeof codedIndexes, table: TableName, row: number): number {
  const { bits } = codedIndexes[name]
  const targets: readonly (TableName | null)[] = codedIndexes[name].tables
  return row * 2 ** bits + targets.indexOf(table)
}

/** Metadata root and streams, one behind the other. `stated` lies about their number, `patch` about place and size. II.24.2.1 */
export function metadataRoot(
  streams: readonly Stream[],
  options: { readonly version?: string; readonly stated?: number; readonly patch?: (index: number) => { at?: number; size?: number } } = {},
): Uint8Array {
  const version = options.version ?? 'v4.0.30319'
  const versionSize = roundUp(version.length + 1, 4)
  const headers = streams.map(([name]) => 8 + roundUp(name.length + 1, 4))
  let at = 20 + versionSize + headers.reduce((sum, size) => sum + size, 0)
  const parts: Uint8Array[] = [
    join(word(0x424a5342, 4), [1, 0, 1, 0], word(0, 4), word(versionSize, 4), ascii(version.padEnd(versionSize, '\0'))),
    join(word(0, 2), word(options.stated ?? streams.length, 2)),
  ]
  for (const [index, [name, bytes]] of streams.entries()) {
    const lie = options.patch?.(index) ?? {}
    parts.push(join(word(lie.at ?? at, 4), word(lie.size ?? bytes.length, 4), ascii(name.padEnd(roundUp(name.length + 1, 4), '\0'))))
    at += roundUp(bytes.length, 4)
  }
  for (const [, bytes] of streams) parts.push(join(bytes, new Uint8Array(roundUp(bytes.length, 4) - bytes.length)))
  return joinAll(parts)
}

/** Where the code given to `assemblyImage` starts. */
export const codeRva = firstRva + 80

/** A whole .NET file: one section with the CLI header, code from `codeRva`, then the metadata. II.25.3.3 */
export function assemblyImage(metadata: Uint8Array, options: { readonly code?: Uint8Array; readonly parts?: ImageParts } = {}): Uint8Array {
  const code = options.code ?? new Uint8Array(0)
  const metadataRva = codeRva + roundUp(code.length, 4)
  const header = join(word(72, 4), word(2, 2), word(5, 2), word(metadataRva, 4), word(metadata.length, 4), word(1, 4), new Uint8Array(60))
  const text = join(header, code, new Uint8Array(metadataRva - codeRva - code.length), metadata)
  return buildImage({ sections: [{ name: '.text', data: text }], ...options.parts, directories: { 14: [firstRva, 72], ...options.parts?.directories } })
}

/** A file of these rows and heaps; `#~` is the only table stream. */
export function assemblyOf(rows: TableRows, heaps: Heaps, options: { readonly code?: Uint8Array } & TableStreamParts = {}): Uint8Array {
  return assemblyImage(metadataRoot([['#~', tableStream({ ...options, rows })], ...heaps.streams()]), options.code ? { code: options.code } : {})
}
