import { limits } from '../limits.ts'
import type { TextReader } from './sink.ts'

/**
 * Cuts text into lines without their LF or CRLF and hands them on with their number, from 1. A line longer than `limits.contextLine`
 * is dropped and told by `onLong`.
 */
export function makeLines(onLine: (line: string, number: number) => void, onLong: (number: number) => void, onEnd: () => void): TextReader {
  let rest = ''
  let isLong = false
  let number = 1
  const take = (piece: string): void => {
    if (isLong) return
    // the rest only grows here, so it never holds more than one line and is searched once
    if (rest.length + piece.length > limits.contextLine) {
      isLong = true
      rest = ''
      onLong(number)
    } else {
      rest = rest === '' ? piece : rest + piece
    }
  }
  const finish = (): void => {
    const line = rest.endsWith('\r') ? rest.slice(0, -1) : rest
    const wasLong = isLong
    rest = ''
    isLong = false
    if (!wasLong) onLine(line, number)
    number += 1
  }
  return {
    push: (text) => {
      let start = 0
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        take(text.slice(start, end))
        finish()
        start = end + 1
      }
      if (start < text.length) take(text.slice(start))
    },
    end: () => {
      if (rest !== '') finish()
      onEnd()
    },
  }
}
