import { type Span, u16, u32 } from '../bytes/span.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { limits } from '../limits.ts'
import type { LoaderCli } from './loader-cli-rules.ts'
import { hexText, type LoaderRule } from './loader-rule.ts'
import { rangeSpan } from './loader-rva.ts'

/** A stream header that the loader can walk over. `at` and `size` as stated. II.24.2.2 */
export interface StoredStream {
  readonly name: string
  readonly at: number
  readonly size: number
}

/** The metadata root and its streams by the bytes that the CLI header gives it, no more. II.24.2.1 */
export interface Storage {
  readonly span: Span
  readonly major: number
  readonly minor: number
  readonly flags: number
  readonly stated: number
  readonly streams: readonly StoredStream[]
  /** Where the stream headers end, and why not all that are stated could be walked. */
  readonly headersEnd: number
  readonly stop: string | null
}

const rootSize = 16
const nameAt = 8
/** The loader asks for the room of the longest header for each of them. */
const longestHeader = nameAt + limits.streamName

/** Null where the root has no room. */
export function readStorage({ nt, metadata }: LoaderCli): Storage | null {
  const span = metadata.rva === 0 ? null : rangeSpan(nt, metadata.rva, metadata.size)
  if (span === null || span.bytes.length < rootSize) return null
  const header = rootSize + u32(span, 12)
  if (header + 4 > span.bytes.length) return null
  const stated = u16(span, header + 2)
  const streams: StoredStream[] = []
  let at = header + 4
  let stop: string | null = null
  while (streams.length < stated && stop === null) {
    const length = at + longestHeader > span.bytes.length ? -1 : span.bytes.subarray(at + nameAt, at + longestHeader).indexOf(0)
    const which = `stream header ${streams.length + 1} of ${stated}`
    if (at + longestHeader > span.bytes.length) stop = `${which} has no room`
    else if (length < 0) stop = `${which} has a name of ${limits.streamName} bytes or more`
    else if (length === 0) stop = `${which} has no name`
    else {
      const name = decodeUtf8(span.bytes.subarray(at + nameAt, at + nameAt + length))
      streams.push({ name, at: u32(span, at), size: u32(span, at + 4) })
      at += nameAt + ((length + 4) & ~3)
    }
  }
  return { span, major: u16(span, 4), minor: u16(span, 6), flags: span.bytes[header] ?? 0, stated, streams, headersEnd: at, stop }
}

const source = 'PEDecoder::CheckCorHeader'

/** The root, where it lies inside the image at all. */
export const rootRules: readonly LoaderRule<LoaderCli>[] = [
  {
    id: 'metadata.room',
    text: 'The metadata have room for their root and its version string',
    source,
    test: ({ nt, metadata }) => {
      const span = metadata.rva === 0 ? null : rangeSpan(nt, metadata.rva, metadata.size)
      if (span === null) return null
      if (span.bytes.length < rootSize) return `they have ${span.bytes.length} bytes`
      const length = u32(span, 12)
      return rootSize + length + 4 <= span.bytes.length ? null : `the version string has ${hexText(length)} of ${hexText(span.bytes.length)} bytes`
    },
  },
]

export const storageRules: readonly LoaderRule<Storage>[] = [
  {
    id: 'metadata.signature',
    text: 'The metadata start with BSJB',
    source,
    test: ({ span }) => (u32(span, 0) === 0x424a5342 ? null : `they start with ${hexText(u32(span, 0))}`),
  },
  {
    id: 'metadata.version',
    text: 'The version of the metadata root is 1.1; the version string behind it is not looked at',
    source: 'MDFormat::VerifySignature',
    test: ({ major, minor }) => (major === 1 && minor === 1 ? null : `it is ${major}.${minor}`),
  },
  {
    id: 'metadata.flags',
    text: 'The flags of the metadata root are 0',
    source: 'MDFormat::GetFirstStream_Verify',
    test: ({ flags }) => (flags === 0 ? null : `they are ${hexText(flags)}`),
  },
  {
    id: 'stream.headers',
    text: 'Each stream has a header with 40 bytes of room and a name of 1 to 31 bytes',
    source,
    test: ({ stop }) => stop,
  },
  {
    id: 'stream.hot',
    text: 'No stream is called #!, which precompiled images have',
    source,
    test: ({ streams }) => (streams.some(({ name }) => name === '#!') ? 'there is one' : null),
  },
  {
    id: 'stream.bounds',
    text: 'Every stream starts behind the headers and ends inside the metadata',
    source,
    test: ({ streams, span, headersEnd }) => {
      const end = span.bytes.length
      const out = streams.find(({ at, size }) => at < headersEnd || at >= end || at + size > end)
      return out === undefined ? null : `${out.name} is stated to lie at ${hexText(out.at)} with ${hexText(out.size)} of ${hexText(end)} bytes`
    },
  },
  {
    id: 'stream.overlap',
    text: 'No two streams share bytes',
    source,
    test: ({ streams }) => {
      let highest: StoredStream | null = null
      for (const stream of [...streams].sort((a, b) => a.at - b.at || a.size - b.size)) {
        if (highest !== null && stream.at < highest.at + highest.size) return `${stream.name} starts inside ${highest.name}`
        if (highest === null || stream.at + stream.size > highest.at + highest.size) highest = stream
      }
      return null
    },
  },
  {
    id: 'stream.tables',
    text: 'There is exactly one stream of tables, #~ or #-, and no #Schema before it',
    source: 'CheckFileFormat',
    test: ({ streams }) => {
      const chosen = streams.filter(({ name }) => name === '#~' || name === '#-')
      if (chosen.length !== 1) return `there are ${chosen.length}`
      const schema = streams.findIndex(({ name }) => name === '#Schema')
      return schema >= 0 && streams.slice(schema).some((stream) => stream === chosen[0]) ? '#Schema stands before it' : null
    },
  },
]
