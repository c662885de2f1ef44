import { type Span, u8 } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { limits } from '../limits.ts'

/** The head of one DER value: `content` and `end` are places in the span it was read from. X.690 8.1 */
export interface DerHead {
  /** The first identifier octet. */
  readonly identifier: number
  readonly constructed: boolean
  readonly content: number
  readonly end: number
}

const objectIdentifier = 0x06

/** Throws `truncated`, `bad-value`, and `unsupported` for indefinite lengths, which DER does not have. */
export function derHead(span: Span, at: number): DerHead {
  const identifier = u8(span, at)
  let next = at + 1
  if ((identifier & 0x1f) === 0x1f) {
    // high tag numbers: seven bits an octet; nothing in a signature needs more than four
    for (let octets = 0; ; octets++) {
      if (octets === 4) throw new FormatError('bad-value', span.offset + at, 'an ASN.1 tag number has more than four octets')
      if ((u8(span, next++) & 0x80) === 0) break
    }
  }
  const first = u8(span, next++)
  let length = first
  if (first === 0x80) throw new FormatError('unsupported', span.offset + at, 'an ASN.1 value has no stated length, which DER does not allow')
  if (first > 0x80) {
    const octets = first & 0x7f
    if (octets > 4) throw new FormatError('bad-value', span.offset + at, `an ASN.1 length has ${octets} octets`)
    length = 0
    for (let octet = 0; octet < octets; octet++) length = length * 256 + u8(span, next++)
  }
  return { identifier, constructed: (identifier & 0x20) !== 0, content: next, end: next + length }
}

/**
 * Walks the first value and all in it, without recursion, and gives its size in bytes. What passes is well formed, at
 * most `asn1Depth` deep and `asn1Nodes` large, so that a recursive parser may have it. Throws `truncated`, `bad-value`,
 * `unsupported`, `limit`. X.690 8.1, 10.1
 */
export function checkDer(span: Span): number {
  const ends: number[] = []
  let at = 0
  for (let nodes = 1; ; nodes++) {
    const head = derHead(span, at)
    const room = ends[ends.length - 1] ?? span.bytes.length
    if (head.end > room) throw new FormatError('bad-value', span.offset + at, 'an ASN.1 value is longer than what holds it')
    // each number in an object identifier costs the parser as much as a value
    if (head.identifier === objectIdentifier) nodes += head.end - head.content
    if (nodes > limits.asn1Nodes) throw new FormatError('limit', span.offset + at, `the ASN.1 holds more than ${limits.asn1Nodes} values`, 'asn1Nodes')
    at = head.end
    if (head.constructed) {
      if (ends.length === limits.asn1Depth) throw new FormatError('limit', span.offset + at, `the ASN.1 is nested deeper than ${limits.asn1Depth}`, 'asn1Depth')
      ends.push(head.end)
      at = head.content
    }
    while (ends.length > 0 && ends[ends.length - 1] === at) ends.pop()
    if (ends.length === 0) return at
  }
}

/** The content octets of the first value, without its tag and length. Throws as `derHead` does. */
export function derContent(span: Span): Uint8Array {
  const { content, end } = derHead(span, 0)
  if (end > span.bytes.length) throw new FormatError('truncated', span.offset, 'an ASN.1 value is longer than the bytes that hold it')
  return span.bytes.subarray(content, end)
}
