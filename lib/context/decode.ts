import type { TextReader } from './sink.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Bytes that have to be at hand before `encodingOf` can tell. */
export const encodingHead = 4

/** The encoding by byte order mark, or by where the zeros of the first two characters stand, which are ASCII in all that is read here. */
export function encodingOf(head: Uint8Array): Encoding {
  const [a = 0, b = 0, c = 1, d = 1] = head
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (head.length < 2) return 'utf-8'
  if (a !== 0 && b === 0 && c !== 0 && (d === 0 || head.length < 4)) return 'utf-16le'
  if (a === 0 && b !== 0 && (c === 0 || head.length < 3) && d !== 0) return 'utf-16be'
  return 'utf-8'
}

export interface Decoder {
  readonly push: (bytes: Uint8Array) => void
  readonly end: () => void
  /** Whether there were bytes that are no text in this encoding; they stand as U+FFFD. */
  readonly isDamaged: () => boolean
}

/** Decodes bytes cut anywhere and hands the text on, without its byte order mark. */
export function makeDecoder(encoding: Encoding, reader: TextReader): Decoder {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  let isFirst = true
  let isDamaged = false
  const pass = (text: string): void => {
    if (text === '') return
    isDamaged ||= text.includes('\ufffd')
    const piece = isFirst && text.startsWith('\ufeff') ? text.slice(1) : text
    isFirst = false
    reader.push(piece)
  }
  return {
    push: (bytes) => pass(decoder.decode(bytes, { stream: true })),
    end: () => {
      pass(decoder.decode())
      reader.end()
    },
    isDamaged: () => isDamaged,
  }
}
