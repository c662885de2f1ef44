import { makeCsv } from './csv.ts'
import { columnsOf } from './csv-file.ts'
import { makeLines } from './lines.ts'
import type { Shape } from './shape.ts'
import { findLogShape, putObject } from './shapes.ts'
import { type Sink, shown, type TextReader } from './sink.ts'

interface Fields {
  readonly shape: Shape
  readonly columns: ReadonlyMap<string, number>
  readonly count: number
  /** The line without its `#Fields:`, which some logs write once more as a row. */
  readonly names: string
}

/**
 * Exchange's text logs: `#` lines, of which `#Fields:` names the columns, then rows in UTC. Logs put one behind the other name theirs anew.
 * A log of another kind is refused.
 */
export function makeExchangeLog(accepted: string, sink: Sink): TextReader {
  let fields: Fields | null = null
  let logType = ''
  const place = { source: sink.source, service: sink.service, zone: 'utc' } as const

  const takeRow = (cells: readonly string[], line: number): void => {
    if (fields === null) {
      sink.skip(line, 'a row before any #Fields line')
      return
    }
    const { shape, columns, count } = fields
    if (cells.length !== count) {
      sink.skip(line, `${cells.length} columns where #Fields names ${count}`)
      return
    }
    const get = (key: string): string | undefined => cells[columns.get(key) ?? -1]
    putObject({ get, isCut: () => false, line }, shape, place, sink)
  }

  const takeFields = (names: string, line: number): void => {
    const list = names.split(',').map((name) => name.trim())
    const columns = columnsOf(list)
    const shape = findLogShape((key) => columns.has(key))
    if (shape === null) {
      const told = logType === '' ? 'a log' : `a log of the kind "${shown(logType)}"`
      throw sink.refusal(line, `${told} with columns that are not known (${shown(names)})`, accepted)
    }
    sink.is(shape.type)
    fields = { shape, columns, count: list.length, names }
  }

  const rows = makeCsv({ delimiter: ',', multiline: false, onRow: takeRow, onBad: sink.skip })
  return makeLines(
    (line, number) => {
      if (line.startsWith('#')) {
        if (/^#Fields:/i.test(line)) takeFields(line.slice(8).trim(), number)
        else if (/^#Log-type:/i.test(line)) logType = line.slice(10).trim()
      } else if (line !== '' && line !== fields?.names && (fields !== null || !isBareHeader(line))) {
        rows.line(line, number)
      }
    },
    (number) => sink.skip(number, 'a line that is too long'),
    () => {
      rows.end()
      if (fields === null) throw sink.refusal(null, 'a log without a #Fields line, so nothing says what its columns are', accepted)
    },
  )
}

/** Logs of CmdletInfra begin with their columns before any `#` line. */
function isBareHeader(line: string): boolean {
  return /^(?:DateTime|Timestamp|date-time),/i.test(line)
}
