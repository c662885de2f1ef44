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
  let at = after + 4
  for (let index = 0; index < stated; index++) {
    if (index === limits.streams) {
      defects.push({ code: 'limit', offset: span.offset + at, detail: `${stated} streams are stated, ${index} were read` })
      break
    }
    const header = readStreamHeader(span, at)
    if (header === null) {
      defects.push({ code: 'bad-value', offset: span.offset + at, detail: `stream header ${index} of ${stated} cannot be read` })
      break
    }
    streams.push(header.stream)
    at = header.next
  }
  return { version, streams }
}

function readStreamHeader(span: Span, at: number): { stream: StreamHeader; next: number } | null {
  if (at + 9 > span.bytes.length) return null
  const name = sliceUpTo(span, at + 8, limits.streamName).bytes
  const nul = name.indexOf(0)
  if (nul < 0) return null
  const next = at + 8 + ((nul + 4) & ~3)
  return { stream: { name: decodeUtf8(name.subarray(0, nul)), at: u32(span, at), size: u32(span, at + 4) }, next }
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
  /** `#JTD` marks a minimal delta: every index has four bytes. */
  readonly minimalDelta: boolean
  readonly pdb: Span | null
}

/**
 * Names are compared with their letter case; of two heaps with one name the last counts under `#~`, the first
 * under `#-` (liteweightstgdb.cpp, InitOnMem). Unknown names are passed over.
 */
export function chooseStreams(span: Span, root: MetadataRoot): ChosenStreams {
  const tables = root.streams.find((stream) => stream.name === '#~' || stream.name === '#-')
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
    minimalDelta: root.streams.some((stream) => stream.name === '#JTD'),
    pdb: pdb === undefined ? null : cut(pdb),
  }
}
