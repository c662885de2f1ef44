import { type Span, sliceUpTo, u16, u32 } from '../bytes/span.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { type Defect, FormatError } from '../errors.ts'
import { limits } from '../limits.ts'

export interface StreamHeader {
  readonly name: string
  readonly at: number
  readonly size: number
}

/** Metadata root: version string and the streams, as they stand. II.24.2.1, II.24.2.2 */
export interface MetadataRoot {
  readonly version: string
  readonly streams: readonly StreamHeader[]
  /** Where bytes other than 0 stand behind the NUL of a stream's name, from the start of the file; null where none do. */
  readonly namePadding: number | null
}

const signature = 0x424a5342 // BSJB

/** Throws `bad-magic` and `truncated` for the root; a broken stream header ends the list and is a defect. */
export function readRoot(span: Span, defects: Defect[]): MetadataRoot {
  if (u32(span, 0) !== signature) throw new FormatError('bad-magic', span.offset, 'the metadata root does not start with BSJB')
  const versionLength = u32(span, 12)
  const after = 16 + versionLength
  const versionBytes = sliceUpTo(span, 16, versionLength).bytes
  const nul = versionBytes.indexOf(0)
  const version = decodeUtf8(nul < 0 ? versionBytes : versionBytes.subarray(0, nul))
  const stated = u16(span, after + 2)
  const streams: StreamHeader[] = []
  let namePadding: number | null = null
  let at = after + 4
  for (let index = 0; index < stated; index++) {
    if (index === limits.streams) {
      defects.push({ code: 'limit', offset: span.offset + at, detail: `${stated} streams are stated, ${index} were read`, limit: 'streams' })
      break
    }
    const header = readStreamHeader(span, at)
    if (header === null) {
      defects.push({ code: 'bad-value', offset: span.offset + at, detail: `stream header ${index} of ${stated} cannot be read` })
      break
    }
    if (header.stream !== null) streams.push(header.stream)
    else
      defects.push({
        code: 'bad-value',
        offset: span.offset + at,
        detail: `the name of stream ${index} of ${stated} does not end within ${limits.streamName} bytes: passed over`,
      })
    const nameEnd = at + 8 + span.bytes.subarray(at + 8, header.next).indexOf(0)
    if (namePadding === null && span.bytes.subarray(nameEnd, header.next).some((byte) => byte !== 0)) namePadding = span.offset + nameEnd
    at = header.next
  }
  return { version, streams, namePadding }
}

/** Does a metadata root begin here? Only its signature is looked at. */
export function isRoot(span: Span): boolean {
  return span.bytes.length >= 4 && u32(span, 0) === signature
}

/** What begins like a metadata root, in file order; at most `limits.rootSearch` places. */
export function* rootsIn(file: Span): Generator<Span> {
  const { bytes } = file
  let found = 0
  for (let at = bytes.indexOf(signature & 0xff); at >= 0 && found < limits.rootSearch; at = bytes.indexOf(signature & 0xff, at + 1)) {
    const span = sliceUpTo(file, at, bytes.length - at)
    if (!isRoot(span)) continue
    found++
    yield span
  }
}

interface HeaderRead {
  /** Null where the name is longer than the standard allows. */
  readonly stream: StreamHeader | null
  readonly next: number
}

function readStreamHeader(span: Span, at: number): HeaderRead | null {
  if (at + 9 > span.bytes.length) return null
  const name = sliceUpTo(span, at + 8, limits.streamName).bytes
  const nul = name.indexOf(0)
  if (nul < 0) return skipLongName(span, at)
  const next = at + 8 + ((nul + 4) & ~3)
  return { stream: { name: decodeUtf8(name.subarray(0, nul)), at: u32(span, at), size: u32(span, at + 4) }, next }
}

/** The CLR refuses a name without its NUL in 32 bytes; Mono goes on behind it, so it must hide nothing from us. */
function skipLongName(span: Span, at: number): HeaderRead | null {
  const end = span.bytes.indexOf(0, at + 8)
  return end < 0 ? null : { stream: null, next: at + 8 + ((end - at - 8 + 4) & ~3) }
}

/** The streams a CLR takes. */
export interface ChosenStreams {
  readonly tables: Span | null
  /** `#-`: uncompressed tables, which may go through pointer tables. */
  readonly uncompressed: boolean
  readonly strings: Span
  readonly userStrings: Span
  readonly blobs: Span
  readonly guids: Span
  /** `#JTD` marks a minimal delta: every index has four bytes. It counts in uncompressed metadata only. */
  readonly minimalDelta: boolean
  readonly pdb: Span | null
}

/**
 * Names are compared with their letter case; of two heaps with one name the last counts under `#~`, the first
 * under `#-` (liteweightstgdb.cpp, InitOnMem). Of several table streams CoreCLR takes none; Mono, which runs such a file, takes the
 * last. Unknown names are passed over.
 */
export function chooseStreams(span: Span, root: MetadataRoot): ChosenStreams {
  const tables = root.streams.findLast((stream) => stream.name === '#~' || stream.name === '#-')
  // `#Schema` sends the CLR down the edit-and-continue path, like `#-`
  const uncompressed = tables?.name === '#-' || root.streams.some((stream) => stream.name === '#Schema')
  const cut = (stream: StreamHeader | undefined): Span => (stream === undefined ? sliceUpTo(span, 0, 0) : sliceUpTo(span, stream.at, stream.size))
  const heap = (name: string): Span => {
    const named = root.streams.filter((stream) => stream.name === name)
    return cut(uncompressed ? named[0] : named[named.length - 1])
  }
  const pdb = root.streams.find((stream) => stream.name === '#Pdb')
  return {
    tables: tables === undefined ? null : cut(tables),
    uncompressed,
    strings: heap('#Strings'),
    userStrings: heap('#US'),
    blobs: heap('#Blob'),
    guids: heap('#GUID'),
    minimalDelta: uncompressed && root.streams.some((stream) => stream.name === '#JTD'),
    pdb: pdb === undefined ? null : cut(pdb),
  }
}
