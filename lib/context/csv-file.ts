import { keyOf } from './bag.ts'
import { makeCsv } from './csv.ts'
import { makeLines } from './lines.ts'
import type { Shape } from './shape.ts'
import { findShape, putObject } from './shapes.ts'
import type { Sink, TextReader } from './sink.ts'

const delimiters = [',', ';', '\t']

/** Places of columns by `keyOf` their names; of two with one name the first counts. */
export function columnsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>()
  for (const [at, name] of names.entries()) {
    const key = keyOf(name)
    if (key !== '' && !columns.has(key)) columns.set(key, at)
  }
  return columns
}

/** The delimiter of a line that is a header of something known; null when it is none. */
export function headerDelimiter(line: string): string | null {
  return delimiters.find((delimiter) => headerOf(line, delimiter) !== null) ?? null
}

interface Header {
  readonly shape: Shape
  readonly columns: ReadonlyMap<string, number>
  /** How many cells a row has. */
  readonly least: number
  readonly most: number
}

function headerOf(line: string, delimiter: string): Header | null {
  let names: readonly string[] = []
  makeCsv({ delimiter, multiline: false, onRow: (cells) => (names = cells), onBad: () => {} }).line(line, 1)
  if (names.length < 2) return null
  const columns = new Map(columnsOf(names))
  const shape = findShape((key) => columns.has(key))
  if (shape === null) return null
  // the Event Viewer writes the message into a column that has no name
  const isViewer = shape.type === 'events' && !columns.has('message') && !columns.has('payload')
  if (isViewer) columns.set('message', names.length)
  return { shape, columns, least: names.length, most: names.length + (isViewer ? 1 : 0) }
}

/** `Export-Csv` and its like: an optional `#TYPE` line, a header of known columns, rows. */
export function makeCsvFile(delimiter: string, sink: Sink): TextReader {
  let header: Header | null = null
  const place = { source: sink.source, service: sink.service, zone: 'local' } as const

  const takeRow = ({ shape, columns, least, most }: Header, cells: readonly string[], line: number): void => {
    if (cells.length === 1 && cells[0]?.trim() === '') return
    if (cells.length > most || cells.length < least) {
      sink.skip(line, `${cells.length} columns where the header has ${least}`)
      return
    }
    const get = (key: string): string | undefined => cells[columns.get(key) ?? -1]
    putObject({ get, isCut: () => false, line }, shape, place, sink)
  }

  const rows = makeCsv({
    delimiter,
    multiline: true,
    onRow: (cells, line) => {
      if (header !== null) takeRow(header, cells, line)
    },
    onBad: sink.skip,
  })
  return makeLines(
    (line, number) => {
      if (header !== null) {
        rows.line(line, number)
        return
      }
      header = headerOf(line, delimiter)
      if (header !== null) sink.is(`${header.shape.type}, CSV`)
    },
    (number) => sink.skip(number, 'a line that is too long'),
    rows.end,
  )
}
