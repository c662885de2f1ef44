import { guidText } from '../bytes/guid.ts'
import { compressedUint, type Span, slice, sliceUpTo } from '../bytes/span.ts'
import { decodeUtf8, decodeUtf16, exactText } from '../bytes/text.ts'
import { FormatError } from '../errors.ts'

/** The string at an index of `#Strings`, to its NUL or the heap's end. Throws `bad-index` outside the heap. II.24.2.3 */
export function readString(heap: Span, index: number): string {
  return decodeUtf8(stringBytes(heap, index))
}

/** The same, as text that no other bytes give, see `exactText`. */
export function readExactString(heap: Span, index: number): string {
  return exactText(stringBytes(heap, index))
}

function stringBytes(heap: Span, index: number): Uint8Array {
  if (index === 0) return heap.bytes.subarray(0, 0)
  if (index >= heap.bytes.length) throw new FormatError('bad-index', null, `#Strings has no index 0x${index.toString(16)}`)
  const nul = heap.bytes.indexOf(0, index)
  return heap.bytes.subarray(index, nul < 0 ? heap.bytes.length : nul)
}

/** The blob at an index of `#Blob`; index 0 is empty whatever stands there. Throws `bad-index`, `truncated`, `bad-value`. II.24.2.4 */
export function readBlob(heap: Span, index: number): Span {
  if (index === 0) return sliceUpTo(heap, 0, 0)
  if (index >= heap.bytes.length) throw new FormatError('bad-index', null, `#Blob has no index 0x${index.toString(16)}`)
  const { value, size } = compressedUint(heap, index)
  return slice(heap, index + size, value)
}

/** The text at an index of `#US`, code unit by code unit. Throws `bad-index`, `truncated`, `bad-value`. II.24.2.4 */
export function readUserString(heap: Span, index: number): string {
  if (index >= heap.bytes.length) throw new FormatError('bad-index', null, `#US has no index 0x${index.toString(16)}`)
  const { value, size } = compressedUint(heap, index)
  return decodeUtf16(slice(heap, index + size, value).bytes)
}

/** Every entry of `#US` with at least one byte, in order: its index and its text. A broken length ends the walk. */
export function* userStrings(heap: Span): Generator<{ readonly index: number; readonly value: string }> {
  let at = 1
  while (at < heap.bytes.length) {
    const entry = tryLength(heap, at)
    if (entry === null || at + entry.size + entry.value > heap.bytes.length) return
    if (entry.value > 0) yield { index: at, value: decodeUtf16(heap.bytes.subarray(at + entry.size, at + entry.size + entry.value)) }
    at += entry.size + entry.value
  }
}

function tryLength(heap: Span, at: number): { readonly value: number; readonly size: number } | null {
  try {
    return compressedUint(heap, at)
  } catch (error) {
    if (error instanceof FormatError) return null
    throw error
  }
}

/** The GUID at a 1-based index; null for index 0. Throws `truncated`. II.24.2.5 */
export function readGuid(heap: Span, index: number): string | null {
  if (index === 0) return null
  return guidText(slice(heap, (index - 1) * 16, 16).bytes)
}
