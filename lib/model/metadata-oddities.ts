import { u8, u32, u64 } from '../bytes/span.ts'
import type { StreamHeader } from '../metadata/root.ts'
import { tableNames } from '../metadata/schema.ts'
import { columnOf, rowCount } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { Assembly } from './assembly.ts'
import type { Oddity } from './oddity.ts'

const knownStreams = new Set(['#~', '#-', '#Strings', '#US', '#GUID', '#Blob', '#Schema', '#JTD', '#Pdb'])
/** They make runtimes choose other heaps and look through pointer tables. */
const editStreams = new Set(['#-', '#Schema', '#JTD'])
const extraData = 0x40
/** All but the three index widths, 0x40 (told apart), and 0x20 and 0x80 of edit-and-continue deltas, which such a delta has with `#-`. */
const oddHeapBits = 0xb8

/** Oddities of metadata root, streams and tables: decoys for readers, and rows that no compiler writes. */
export function* metadataOddities(assembly: Assembly): Generator<Oddity> {
  yield* streamOddities(assembly)
  yield* headerOddities(assembly)
  yield* tableOddities(assembly)
  yield* runOddities(assembly)
}

function* streamOddities({ metadata, cli }: Assembly): Generator<Oddity> {
  const { streams } = metadata.root
  const unknown = streams.filter((stream) => !knownStreams.has(stream.name))
  if (unknown.length > 0)
    yield {
      id: 'metadata.decoy-streams',
      offset: null,
      detail: `${unknown.length} streams with names no runtime looks for, the first ${JSON.stringify(unknown[0]?.name)}`,
    }
  if (metadata.root.namePadding !== null)
    yield { id: 'metadata.name-padding', offset: metadata.root.namePadding, detail: 'bytes other than 0 stand behind the name of a stream' }
  const overlap = overlapping(streams)
  if (overlap !== null) yield { id: 'metadata.streams-overlap', offset: null, detail: `the streams ${overlap.join(' and ')} overlap` }
  const names = streams.map((stream) => stream.name)
  const tableStreams = names.filter((name) => name === '#~' || name === '#-')
  if (new Set(tableStreams).size > 1) yield { id: 'metadata.double-stream', offset: null, detail: 'both #~ and #- stand there' }
  const edit = names.find((name) => editStreams.has(name))
  if (edit !== undefined)
    yield { id: 'metadata.edit-streams', offset: null, detail: `the stream ${edit} belongs to edit and continue, not into what is delivered` }
  const twice = names.find((name, place) => knownStreams.has(name) && names.indexOf(name) !== place)
  if (twice !== undefined) yield { id: 'metadata.double-stream', offset: null, detail: `the stream ${twice} stands there more than once` }
  const tables = metadata.streams.tables
  if (tables === null) return
  if ((u8(tables, 6) & extraData) !== 0)
    yield { id: 'metadata.extra-data', offset: tables.offset + 6, detail: 'the table stream says that four bytes of extra data follow its row counts' }
  const version = metadata.root.version
  if (!/^v[124]\.\d{1,2}(\.\d{1,6})?$/.test(version))
    yield { id: 'metadata.version', offset: null, detail: `the version string is ${JSON.stringify(version.slice(0, 64))}` }
  if (cli.metadata.size !== 0 && u32(tables, 0) !== 0)
    yield { id: 'metadata.reserved', offset: tables.offset, detail: 'the reserved first field of the table stream is not 0' }
}

/** Two streams that share bytes, by name; null when none do. Empty ones share none. */
function overlapping(streams: readonly StreamHeader[]): [string, string] | null {
  const placed = streams.filter((stream) => stream.size > 0).sort((a, b) => a.at - b.at)
  for (const [place, stream] of placed.entries()) {
    const next = placed[place + 1]
    if (next !== undefined && stream.at + stream.size > next.at) return [JSON.stringify(stream.name), JSON.stringify(next.name)]
  }
  return null
}

/** The table stream's own header: bits no writer sets, tables nobody knows, versions nobody wrote. */
function* headerOddities({ metadata }: Assembly): Generator<Oddity> {
  const { span } = metadata.tables
  const heapSizes = u8(span, 6)
  if ((heapSizes & oddHeapBits) !== 0)
    yield { id: 'metadata.heap-flags', offset: span.offset + 6, detail: `HeapSizes is 0x${heapSizes.toString(16)}, with bits that no writer sets` }
  const version = `${u8(span, 4)}.${u8(span, 5)}`
  if (!['1.0', '1.1', '2.0'].includes(version))
    yield { id: 'metadata.schema', offset: span.offset + 4, detail: `the tables are said to have version ${version}, which no runtime reads` }
  const valid = u64(span, 8)
  const has = (id: number) => (valid & (1n << BigInt(id))) !== 0n
  const unknown = tableNames.flatMap((name, id) => (name === null && has(id) ? [`0x${id.toString(16)}`] : []))
  if (unknown.length > 0)
    yield { id: 'metadata.unknown-tables', offset: span.offset + 8, detail: `tables that no runtime knows are there: ${unknown.join(', ')}` }
  const missing = tableNames.filter((name, id) => name !== null && has(id) && u32(span, countAt(valid, id)) !== rowCount(metadata.tables, name))
  if (missing.length > 0) yield { id: 'metadata.row-counts', offset: span.offset + 24, detail: `more rows are stated than there are, in ${missing.join(', ')}` }
}

/** Where the row count of a table stands in the stream. */
function countAt(valid: bigint, id: number): number {
  let before = 0
  for (let one = 0; one < id; one++) if ((valid & (1n << BigInt(one))) !== 0n) before++
  return 24 + before * 4
}

/** Tables that a `#~` stream of a finished build does not have. */
const unfinished = ['FieldPtr', 'MethodPtr', 'ParamPtr', 'EventPtr', 'PropertyPtr', 'ENCLog', 'ENCMap'] as const

function* tableOddities({ metadata }: Assembly): Generator<Oddity> {
  const { tables } = metadata
  const modules = rowCount(tables, 'Module')
  if (modules !== 1) yield { id: 'metadata.modules', offset: null, detail: `there are ${modules} Module rows, where one is allowed` }
  const assemblies = rowCount(tables, 'Assembly')
  if (assemblies > 1) yield { id: 'metadata.assemblies', offset: null, detail: `there are ${assemblies} Assembly rows, where one is allowed` }
  const present = unfinished.filter((name) => rowCount(tables, name) > 0)
  if (present.length > 0) yield { id: 'metadata.edit-tables', offset: null, detail: `tables of unfinished builds: ${present.join(', ')}` }
}

/** Methods and fields belong to types by ascending runs; a run that goes back hides whose they are. */
function* runOddities({ metadata }: Assembly): Generator<Oddity> {
  for (const name of ['MethodList', 'FieldList'] as const) {
    const starts = columnOf(metadata.tables, 'TypeDef', name)
    for (let row = 2; row < starts.length; row++) {
      if (tokenRow(starts[row] ?? 0) < tokenRow(starts[row - 1] ?? 0)) {
        yield { id: 'metadata.runs', offset: null, detail: `${name} goes back at TypeDef row ${row}` }
        break
      }
    }
  }
}
