import { limits } from '../limits.ts'

/** Takes lines, gives rows. */
export interface CsvReader {
  readonly line: (line: string, number: number) => void
  readonly end: () => void
}

export interface CsvOptions {
  readonly delimiter: string
  /** Whether quoted cells may hold line breaks. Exchange's own logs escape them, and there a stray quote must not swallow lines. */
  readonly multiline: boolean
  readonly onRow: (cells: readonly string[], line: number) => void
  readonly onBad: (line: number, why: string) => void
}

/**
 * Reads CSV (RFC 4180) line by line: cells in quotes, doubled quotes, line breaks in quotes. A quote inside a cell that did not begin
 * with one is a character. What is longer than `limits.contextRecord` is given up, and reading goes on in the next line.
 */
export function makeCsv({ delimiter, multiline, onRow, onBad }: CsvOptions): CsvReader {
  let cells: string[] = []
  /** The quoted cell that goes on in the next line; null outside of one. */
  let open: string[] | null = null
  let start = 0
  let size = 0

  const drop = (why: string): void => {
    onBad(start, why)
    cells = []
    open = null
  }

  /** Reads on in an open quoted cell; gives where the cell ends, or -1 when the line ends first. */
  const readQuoted = (line: string, from: number, parts: string[]): number => {
    for (let at = from; ; ) {
      const quote = line.indexOf('"', at)
      if (quote < 0) {
        parts.push(line.slice(at))
        return -1
      }
      parts.push(line.slice(at, quote))
      if (line[quote + 1] !== '"') return quote + 1
      parts.push('"')
      at = quote + 2
    }
  }

  const readCells = (line: string, from: number): void => {
    for (let at = from; ; ) {
      const parts: string[] = open ?? []
      const isQuoted = open !== null || line[at] === '"'
      if (isQuoted) {
        at = readQuoted(line, open === null ? at + 1 : at, parts)
        open = null
        if (at < 0) {
          open = parts
          return
        }
      }
      const next = line.indexOf(delimiter, at)
      const tail = line.slice(at, next < 0 ? line.length : next)
      cells.push(isQuoted ? parts.join('') + tail : tail)
      if (next < 0) return
      at = next + 1
    }
  }

  const readLine = (line: string, number: number): void => {
    if (open === null) {
      start = number
      size = 0
    }
    size += line.length + 1
    if (size > limits.contextRecord) {
      drop(`a quoted cell goes on for more than ${limits.contextRecord} characters, up to line ${number}`)
      return
    }
    if (open === null && !line.includes('"')) cells = line.split(delimiter)
    else readCells(line, 0)
    if (open !== null) {
      if (multiline) open.push('\n')
      else drop('a quote is opened and not closed')
      return
    }
    const row = cells
    cells = []
    if (row.length > limits.contextFields) onBad(start, `more than ${limits.contextFields} columns`)
    else onRow(row, start)
  }

  return {
    line: readLine,
    end: () => {
      if (open !== null) drop('a quote is opened and never closed')
    },
  }
}
