import { FormatError } from '../errors.ts'

/**
 * A window on the file: `bytes` and `view` cover the same range, `offset` is where it starts in the file.
 * Positions inside a span are called `at`. Every read is held to the window, never to the buffer behind it.
 */
export interface Span {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly offset: number
}

/** The whole input as a span. Nothing is copied. */
export function spanOf(bytes: Uint8Array, offset = 0): Span {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset }
}

/** Part of a span. Throws `truncated` when it does not lie inside. */
export function slice(span: Span, at: number, length: number): Span {
  need(span, at, length)
  return spanOf(span.bytes.subarray(at, at + length), span.offset + at)
}

/** Part of a span, cut short where the span ends; empty when it starts behind the end. */
export function sliceUpTo(span: Span, at: number, length: number): Span {
  const start = Math.min(Math.max(at, 0), span.bytes.length)
  const end = Math.min(start + Math.max(length, 0), span.bytes.length)
  return spanOf(span.bytes.subarray(start, end), span.offset + start)
}

/** A private copy with a buffer of exactly its size, for code that reads past views. */
export function exactCopy(span: Span): ArrayBuffer {
  const copy = new ArrayBuffer(span.bytes.length)
  new Uint8Array(copy).set(span.bytes)
  return copy
}

function need(span: Span, at: number, length: number): void {
  if (!(at >= 0 && length >= 0 && at + length <= span.bytes.length)) {
    throw new FormatError('truncated', span.offset + at, `${length} bytes are needed, ${Math.max(0, span.bytes.length - at)} are there`)
  }
}

export function u8(span: Span, at: number): number {
  need(span, at, 1)
  return span.view.getUint8(at)
}

export function u16(span: Span, at: number): number {
  need(span, at, 2)
  return span.view.getUint16(at, true)
}

export function u32(span: Span, at: number): number {
  need(span, at, 4)
  return span.view.getUint32(at, true)
}

export function i32(span: Span, at: number): number {
  need(span, at, 4)
  return span.view.getInt32(at, true)
}

export function u64(span: Span, at: number): bigint {
  need(span, at, 8)
  return span.view.getBigUint64(at, true)
}

/** Compressed unsigned integer: the value and its size in bytes (1, 2 or 4). Throws `truncated`, `bad-value`. II.23.2 */
export function compressedUint(span: Span, at: number): { readonly value: number; readonly size: 1 | 2 | 4 } {
  const first = u8(span, at)
  if ((first & 0x80) === 0) return { value: first, size: 1 }
  if ((first & 0xc0) === 0x80) return { value: ((first & 0x3f) << 8) | u8(span, at + 1), size: 2 }
  if ((first & 0xe0) === 0xc0) {
    need(span, at, 4)
    return { value: (span.view.getUint32(at, false) & 0x1fff_ffff) >>> 0, size: 4 }
  }
  throw new FormatError('bad-value', span.offset + at, 'a compressed integer starts with the bits 111')
}

/** Compressed signed integer: rotated right by one, sign in the low bit. Throws `truncated`, `bad-value`. II.23.2 */
export function compressedInt(span: Span, at: number): { readonly value: number; readonly size: 1 | 2 | 4 } {
  const { value, size } = compressedUint(span, at)
  const magnitude = value >>> 1
  if ((value & 1) === 0) return { value: magnitude, size }
  const bits = size === 1 ? 0x40 : size === 2 ? 0x2000 : 0x1000_0000
  return { value: magnitude - bits, size }
}
