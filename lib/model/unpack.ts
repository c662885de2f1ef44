import { Inflate, inflateSync } from 'fflate/browser'
import { spanOf } from '../bytes/span.ts'
import { type LimitLog, limits } from '../limits.ts'
import { isImage } from '../pe/image.ts'
import { decodeText } from './text-bytes.ts'

/** One layer around an image. `deflate` is the bare stream of RFC 1951, as .NET's DeflateStream and Costura write it. */
export type Packing = 'gzip' | 'zlib' | 'deflate' | 'base64' | 'hex'

/** A PE image as it was unpacked: the layers from the outermost in (none when it stood as it is), and its bytes. */
export interface Unpacked {
  readonly chain: readonly Packing[]
  readonly bytes: Uint8Array
}

/** What all items of one file may unpack to together, and how many of them may be tried. */
export interface UnpackBudget {
  left: number
  triesLeft: number
  /** Room for all that the first compressed bytes can give: what is written past a smaller buffer is lost as well, but slowly. */
  readonly room: Uint8Array
  readonly log: LimitLog
}

export function makeUnpackBudget(log: LimitLog): UnpackBudget {
  return { left: limits.unpackedTotal, triesLeft: limits.unpackTries, room: new Uint8Array(packedStart * mostGrowth), log }
}

/** Bytes of each layer looked at until it is known to lead to an image: the PE header lies in the first kilobyte. */
const startSize = 4096
/** Compressed bytes that give a header of 64 bytes and more; each gives up to 1,032, and the inflater does not stop by itself. */
const packedStart = 512
/** Bytes that one byte of deflate can become: 258 from each two bits. */
const mostGrowth = 1032
/** Compressed bytes given to the inflater at once: what they give, at most 1,032 times as much, is the overshoot past a cap. */
const feed = 16_384
const firstFeed = 1024
/** Feeds in a row without output: a stored block takes at most five, so by then the stream has ended and junk follows. */
const idleFeeds = 8

/**
 * The PE image that these bytes are, or that lies under up to `limits.unpackDepth` layers; null when there is none or a bound
 * was met, which the budget's log tells. Only the beginning is unpacked until it is known to lead to an image. A stream that
 * is cut or damaged gives what came before. Never throws.
 */
export function findPackedImage(bytes: Uint8Array, budget: UnpackBudget): Unpacked | null {
  const chain = layersOf(bytes.subarray(0, startSize), bytes.length > startSize, limits.unpackDepth + 1, budget)
  if (chain === null) return null
  if (chain.length > limits.unpackDepth) {
    budget.log.hit.add('unpackDepth')
    return null
  }
  let inner: Uint8Array = bytes
  for (const packing of chain) {
    const next = unpackLayer(packing, inner, budget)
    if (next === null) return null
    inner = next
  }
  return isImage(spanOf(inner)) ? { chain, bytes: inner } : null
}

/** One layer taken off in full; null where it is not of that kind or a bound was met. */
export function unpackLayer(packing: Packing, bytes: Uint8Array, budget: UnpackBudget): Uint8Array | null {
  if (packing === 'base64' || packing === 'hex') return decodeText(packing, bytes)
  const at = streamStart(packing, bytes)
  if (at === null) return null
  const ratio = Math.max(limits.unpackedFree, bytes.length * limits.unpackedRatio)
  const most = Math.min(limits.unpackedSize, ratio, budget.left)
  if (most === 0) {
    budget.log.hit.add('unpackedTotal')
    return null
  }
  const { parts, size } = inflate(bytes.subarray(at), most, feed)
  budget.left -= Math.min(size, budget.left)
  if (size > most) {
    budget.log.hit.add(most === limits.unpackedSize ? 'unpackedSize' : most === ratio ? 'unpackedRatio' : 'unpackedTotal')
    return null
  }
  return size === 0 ? null : join(parts, size)
}

/** Do these bytes begin a compressed stream that is not broken within its first part? Chance hardly passes this. */
export function isCompressed(bytes: Uint8Array, budget: UnpackBudget): boolean {
  for (const packing of ['gzip', 'zlib', 'deflate'] as const) {
    const at = streamStart(packing, bytes)
    if (at === null) continue
    if (blockType(bytes, at) === 0) return true // stored as it is, with a length that fits its check
    if (!mayTry(budget)) return false
    const start = bytes.subarray(at, at + feed)
    const { size, failed } = inflate(start, start.length, firstFeed)
    if (!failed && size >= start.length) return true
  }
  return false
}

/** The layers that lead from these first bytes to an image; null when none do. */
function layersOf(start: Uint8Array, cut: boolean, depth: number, budget: UnpackBudget): Packing[] | null {
  if (beginsImage(start, cut)) return []
  if (depth === 0) return null
  for (const packing of ['base64', 'hex', 'gzip', 'zlib', 'deflate'] as const) {
    const inner = unpackStart(packing, start, cut, budget)
    const rest = inner === null ? null : layersOf(inner, true, depth - 1, budget)
    if (rest !== null) return [packing, ...rest]
  }
  return null
}

/** With the rest cut off, a PE header behind the end is taken on trust; the whole is looked at later. */
function beginsImage(start: Uint8Array, cut: boolean): boolean {
  const span = spanOf(start)
  if (start.length < 64 || start[0] !== 0x4d || start[1] !== 0x5a) return false
  return isImage(span) || (cut && span.view.getUint32(0x3c, true) + 4 > start.length)
}

function unpackStart(packing: Packing, start: Uint8Array, cut: boolean, budget: UnpackBudget): Uint8Array | null {
  if (packing === 'base64' || packing === 'hex') return decodeText(packing, cut ? start.subarray(0, start.length & ~3) : start, cut)
  const at = streamStart(packing, start)
  if (at === null) return null
  if (blockType(start, at) === 0) return start.subarray(at + 5)
  return mayTry(budget) ? inflateStart(start.subarray(at), budget.room) : null
}

function mayTry(budget: UnpackBudget): boolean {
  if (budget.triesLeft === 0) {
    budget.log.hit.add('unpackTries')
    return false
  }
  budget.triesLeft--
  return true
}

/** What the first compressed bytes give. The zeros at its end are left out: how much was written cannot be told otherwise. */
function inflateStart(packed: Uint8Array, out: Uint8Array): Uint8Array {
  out.fill(0, 0, startSize)
  try {
    inflateSync(packed.subarray(0, packedStart), { out })
  } catch {
    // the input is cut, or not deflate at all: what was written by then is looked at either way
  }
  const start = out.slice(0, startSize)
  return start.subarray(0, start.findLastIndex((value) => value !== 0) + 1)
}

/** Where the deflate stream begins behind its header; null where the header is not there or the first block cannot begin so. */
function streamStart(packing: 'gzip' | 'zlib' | 'deflate', bytes: Uint8Array): number | null {
  const at = packing === 'gzip' ? gzipStart(bytes) : packing === 'zlib' ? zlibStart(bytes) : 0
  return at !== null && isBlockStart(bytes, at) ? at : null
}

/** Method 8, window up to 32 KB, check bits, no dictionary. RFC 1950 2.2 */
function zlibStart(bytes: Uint8Array): number | null {
  const [first = 0, second = 0] = bytes
  return (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0 ? 2 : null
}

/** 0 stored, 1 fixed codes, 2 dynamic codes. RFC 1951 3.2.3 */
function blockType(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) >> 1) & 3
}

/**
 * Can a deflate block begin here? A stored one repeats its length inverted; the code lengths of a dynamic one are themselves
 * written in a code that must be complete. The inflater checks neither, and would spend its time on what is no deflate stream.
 */
function isBlockStart(bytes: Uint8Array, at: number): boolean {
  if (bytes.length < at + 8) return false
  const type = blockType(bytes, at)
  if (type !== 2) return type === 1 || (type === 0 && hasStoredLength(bytes, at))
  const bits = (from: number, count: number): number => {
    const place = at + (from >> 3)
    return (((bytes[place] ?? 0) | ((bytes[place + 1] ?? 0) << 8)) >> (from & 7)) & (2 ** count - 1)
  }
  if (bits(3, 5) > 29 || bits(8, 5) > 29) return false
  let filled = 0
  for (let index = 0; index < bits(13, 4) + 4; index++) {
    const length = bits(17 + index * 3, 3)
    if (length > 0) filled += 128 >> length
  }
  return filled === 128
}

function hasStoredLength(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at + 1] ?? 0) ^ (bytes[at + 3] ?? 0)) === 0xff && ((bytes[at + 2] ?? 0) ^ (bytes[at + 4] ?? 0)) === 0xff
}

/** RFC 1952 2.3 */
function gzipStart(bytes: Uint8Array): number | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return null
  const flags = bytes[3] ?? 0
  let at = 10
  if ((flags & 4) !== 0) at += 2 + ((bytes[10] ?? 0) | ((bytes[11] ?? 0) << 8))
  for (const bit of [8, 16]) {
    if ((flags & bit) === 0) continue
    const end = bytes.indexOf(0, at)
    if (end < 0) return null
    at = end + 1
  }
  if ((flags & 2) !== 0) at += 2
  return at < bytes.length ? at : null
}

interface Inflated {
  readonly parts: readonly Uint8Array[]
  readonly size: number
  readonly failed: boolean
}

/** Feeds the inflater bit by bit and stops once it gave more than `most`: it has no bound of its own. */
function inflate(packed: Uint8Array, most: number, step: number): Inflated {
  const parts: Uint8Array[] = []
  let size = 0
  const stream = new Inflate((part) => {
    parts.push(part)
    size += part.length
  })
  let idle = 0
  for (let at = 0; at < packed.length && size <= most && idle < idleFeeds; at += step) {
    const before = size
    try {
      stream.push(packed.subarray(at, at + step))
    } catch {
      return { parts, size, failed: true } // whatever the package throws, these bytes are no deflate stream from here on
    }
    idle = size === before ? idle + 1 : 0
  }
  return { parts, size, failed: false }
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
