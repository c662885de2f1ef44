import { ContextError } from '../../lib/context/context-error.ts'
import { openContext } from '../../lib/context/open.ts'
import type { ContextRecord, ContextSummary } from '../../lib/context/record.ts'
import { bytesOf } from './root.ts'

export interface ContextResult {
  readonly records: readonly ContextRecord[]
  readonly summary: ContextSummary | null
  readonly error: ContextError | null
}

/** Reads a context file in pieces of these sizes, the last of which repeats; records that came before an error are kept. */
export function readContext(name: string, bytes: Uint8Array, sizes: readonly number[] = [65_536]): ContextResult {
  const records: ContextRecord[] = []
  try {
    const reader = openContext(name, (record) => records.push(record))
    let at = 0
    for (let piece = 0; at < bytes.length; piece++) {
      const size = Math.max(1, sizes[Math.min(piece, sizes.length - 1)] ?? 1)
      reader.push(bytes.subarray(at, at + size))
      at += size
    }
    return { records, summary: reader.end(), error: null }
  } catch (error) {
    if (!(error instanceof ContextError)) throw error
    return { records, summary: null, error }
  }
}

/** Reads a text as UTF-8. */
export function readText(text: string, name = 'file.txt'): ContextResult {
  return readContext(name, new TextEncoder().encode(text))
}

/** Reads a file of `test/fixtures/context`. */
export function readFixture(name: string): ContextResult {
  return readContext(name, fixtureOf(name))
}

export function fixtureOf(name: string): Uint8Array {
  return bytesOf('test', 'fixtures', 'context', name)
}

/** The same text in another encoding. */
export function encoded(utf8: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'utf-16be', hasMark: boolean): Uint8Array {
  const text = (hasMark ? '\ufeff' : '') + new TextDecoder().decode(utf8)
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), encoding === 'utf-16le')
  return bytes
}
