import { type Span, sliceUpTo, spanOf } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { type LimitLog, limits } from '../limits.ts'
import { readImage } from '../pe/image.ts'
import { holdsPicture, opaqueEntropy, smallestOpaque } from './entropy.ts'
import { decodeText } from './text-bytes.ts'
import { findPackedImage, isCompressed, makeUnpackBudget, type Packing, type UnpackBudget } from './unpack.ts'

/** A PE image found inside another file; whether it is .NET, its own reading tells. */
export interface Embedded {
  /** Exactly as the file writes it: of a resource, an entry, a field, a bundled file; `overlay` or the token of a string otherwise. */
  readonly name: string
  /** Where it was found, in words. */
  readonly where: string
  /** How it was packed, from the outermost layer in; none when it stands as it is. */
  readonly chain: readonly Packing[]
  /** Where it, packed as it is, begins in the file. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Bytes that look packed or encrypted, in which no image was found and no known format begins. */
export interface Opaque {
  readonly where: string
  readonly offset: number
  /** In bytes, once decoded where they were text. */
  readonly size: number
  /** Bits a byte, 0 to 8. */
  readonly entropy: number
}

/** One file's search: what was found, and what may still be looked at. */
export interface EmbeddedSearch {
  readonly images: Embedded[]
  readonly opaque: Opaque[]
  readonly budget: UnpackBudget
  bytesLeft: number
  /** Ranges that were looked at already: resources and fields may name one range any number of times. */
  readonly seen: Set<string>
}

export function makeSearch(fileSize: number, log: LimitLog): EmbeddedSearch {
  return { images: [], opaque: [], budget: makeUnpackBudget(log), bytesLeft: fileSize * limits.embeddedReuse, seen: new Set() }
}

/** Shorter items are not looked at: the least .NET library has 2 KB, and more than half of it packed. */
export const smallestItem = 512

/** May this range be looked at? Each only once, and all together within `limits.embeddedReuse` times the file. */
export function takeRange(search: EmbeddedSearch, span: Span): boolean {
  const range = `${span.offset} ${span.bytes.length}`
  if (span.bytes.length < smallestItem || search.seen.has(range) || isFull(search)) return false
  search.bytesLeft -= span.bytes.length
  if (search.bytesLeft < 0) {
    search.budget.log.hit.add('embeddedReuse')
    return false
  }
  search.seen.add(range)
  return true
}

/** Something that may hold an image: its name, where it stands in words, and its bytes. */
export interface Item {
  readonly name: string
  readonly where: string
  readonly span: Span
}

/** Searches an item unless its range was looked at already or a bound was met. Never throws. */
export function searchItem(search: EmbeddedSearch, item: Item): void {
  if (takeRange(search, item.span)) searchTaken(search, item)
}

/**
 * Looks for images in one item: the whole of it, packed or not; the array in a serialized `byte[]`; else images that begin
 * anywhere in it. What holds none and looks like chance is told as opaque. Never throws.
 */
export function searchTaken(search: EmbeddedSearch, item: Item): void {
  const { span } = item
  const { log } = search.budget
  const inner = serializedBytes(span) ?? span
  const whole = findPackedImage(inner.bytes, search.budget)
  if (whole !== null && whole.chain.length > 0) {
    search.images.push({ name: item.name, where: item.where, chain: whole.chain, offset: inner.offset, bytes: whole.bytes })
    return
  }
  const before = search.images.length
  for (const { at, end } of imageRanges(inner.bytes)) {
    if (isFull(search)) return
    const where = at === 0 ? item.where : `${item.where}, ${at} bytes in`
    search.images.push({ name: item.name, where, chain: [], offset: inner.offset + at, bytes: inner.bytes.subarray(at, end) })
  }
  if (search.images.length > before || (inner === span && isSerialized(span.bytes) && holdsPicture(span.bytes))) return
  if (inner.bytes.length < smallestOpaque) return
  const content = decodeText('base64', inner.bytes) ?? decodeText('hex', inner.bytes) ?? inner.bytes
  const bits = opaqueEntropy(content)
  if (bits === null || isCompressed(content, search.budget)) return
  if (search.opaque.length >= limits.opaque) log.hit.add('opaque')
  else search.opaque.push({ where: item.where, offset: inner.offset, size: content.length, entropy: bits })
}

function isFull(search: EmbeddedSearch): boolean {
  if (search.images.length < limits.embedded) return false
  search.budget.log.hit.add('embedded')
  return true
}

/** The images inside other bytes, each with what stands between it and the next. What one covers by its own sections is not looked into. */
function* imageRanges(bytes: Uint8Array): Generator<{ readonly at: number; readonly end: number }> {
  let open = -1
  let at = nextImage(bytes, 0)
  while (at >= 0) {
    if (open >= 0) yield { at: open, end: at }
    open = at
    at = nextImage(bytes, at + imageSize(spanOf(bytes.subarray(at))))
  }
  if (open >= 0) yield { at: open, end: bytes.length }
}

/** Where both signatures stand. Written on bare bytes: a hostile file is full of `MZ`. */
function nextImage(bytes: Uint8Array, from: number): number {
  for (let at = from; at + dosHeader <= bytes.length; at++) {
    if (bytes[at] !== 0x4d || bytes[at + 1] !== 0x5a) continue
    const pe = at + (((bytes[at + 0x3c] ?? 0) | ((bytes[at + 0x3d] ?? 0) << 8) | ((bytes[at + 0x3e] ?? 0) << 16) | ((bytes[at + 0x3f] ?? 0) << 24)) >>> 0)
    if (bytes[pe] === 0x50 && bytes[pe + 1] === 0x45 && bytes[pe + 2] === 0 && bytes[pe + 3] === 0) return at
  }
  return -1
}

const dosHeader = 64

function imageSize(span: Span): number {
  try {
    return readImage(span).sections.reduce((high, one) => Math.max(high, one.offset + one.size), dosHeader)
  } catch (error) {
    if (error instanceof FormatError) return dosHeader
    throw error
  }
}

/** How BinaryFormatter begins: a header record with version 1.0. MS-NRBF 2.6.1 */
const serializedStart = [0x00, 0x01, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00]

function isSerialized(bytes: Uint8Array): boolean {
  return serializedStart.every((value, at) => bytes[at] === value)
}

/** The content of a serialized `byte[]`: one ArraySinglePrimitive record of bytes behind the header. MS-NRBF 2.4.3.3 */
function serializedBytes(span: Span): Span | null {
  const { bytes, view } = span
  if (bytes.length < 27 || !isSerialized(bytes) || bytes[17] !== 0x0f || bytes[26] !== 0x02) return null
  return sliceUpTo(span, 27, view.getUint32(22, true))
}
