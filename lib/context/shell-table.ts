import { limits } from '../limits.ts'
import { type Bag, cutMark, keyOf, makeBag } from './bag.ts'

interface Column {
  readonly name: string
  readonly start: number
  /** Behind the last dash. */
  readonly end: number
}

/** A table of Format-Table, by its header and the line of dashes below it. */
export interface TableHeader {
  readonly columns: readonly Column[]
  /** `Mode LastWriteTime Length Name`, whose cells are wider than their header. */
  readonly isFiles: boolean
}

/** Whether a line is the dashes below a header. */
export function isRule(line: string): boolean {
  return line.includes('--') && /^[- ]+$/.test(line)
}

/** Columns of a header; null when a dash stands below nothing. */
export function readHeader(names: string, rule: string): TableHeader | null {
  const columns = [...rule.matchAll(/-+/g)].map(({ index, 0: dashes }) => ({
    name: names.slice(index, index + dashes.length).trim(),
    start: index,
    end: index + dashes.length,
  }))
  if (columns.length === 0 || columns.length > limits.contextTable || columns.some(({ name }) => name === '')) return null
  const keys = columns.map(({ name }) => keyOf(name)).join(' ')
  return { columns, isFiles: keys === 'mode lastwritetime length name' }
}

/** Cells of a row, trimmed, in the order of the columns; null when they cannot be told apart. */
export function readCells({ columns, isFiles }: TableHeader, row: string): string[] | null {
  return isFiles
    ? fileCells(columns.at(-1)?.start ?? 0, row)
    : columns.map((_, at) => row.slice(cutBefore(columns, at, row), cutBefore(columns, at + 1, row)).trim())
}

/** Where a column begins in this row: at its header, or before it where a cell aligned to the right is wider. */
function cutBefore(columns: readonly Column[], at: number, row: string): number {
  if (at === 0) return 0
  const column = columns[at]
  const previous = columns[at - 1]
  if (column === undefined || previous === undefined) return row.length
  if (row[column.start - 1] === ' ' || row.length <= column.start) return column.start
  const blank = row.slice(previous.start, column.start).lastIndexOf(' ')
  return blank > 0 ? previous.start + blank : column.start
}

/** The name stands below its header, the mode first, the length right before the name; what is between is the time. */
function fileCells(nameStart: number, row: string): string[] | null {
  if (row[nameStart - 1] !== ' ') return null
  const words = row.slice(0, nameStart).trim().split(/\s+/)
  const mode = words.shift() ?? ''
  if (!/^[a-z-]{5,7}$/.test(mode)) return null
  const hasLength = /^\d+$/.test(words.at(-1) ?? '')
  const length = hasLength ? (words.pop() ?? '') : ''
  return [mode, words.join(' '), length, row.slice(nameStart).trim()]
}

/** A row as an object. Cells that end in `…` are cut short: of them the beginning is given; so are doubtful ones. */
export function bagOfRow({ columns }: TableHeader, { cells, doubtful, line }: OpenRow, group: readonly (readonly [string, string])[]): Bag {
  const cut = new Set<string>()
  const properties = columns.map(({ name }, at) => {
    const cell = cells[at] ?? ''
    if (doubtful.has(at)) cut.add(keyOf(name))
    if (!cutMark.test(cell) || cell.startsWith('{')) return [name, cell] as const
    cut.add(keyOf(name))
    return [name, cell.replace(cutMark, '').trimEnd()] as const
  })
  return makeBag([...properties, ...group], line, cut)
}

/** A row that is being read, with what it was put together of. */
export interface OpenRow {
  readonly cells: readonly string[]
  /** The last line's own cells. */
  readonly last: readonly string[]
  /** Columns of which nobody can tell how their lines belong together. */
  readonly doubtful: ReadonlySet<number>
  readonly line: number
}

/** A row that stands for itself. */
export function openRow(cells: readonly string[], line: number): OpenRow {
  return { cells, last: cells, doubtful: new Set(), line }
}

/** Adds the cells of a line that only goes on with the row before (Format-Table -Wrap); null when it is a row of its own. */
export function goOnWith({ columns, isFiles }: TableHeader, before: OpenRow, line: readonly string[]): OpenRow | null {
  const filled = line.filter((cell) => cell !== '').length
  if (isFiles || filled === 0 || columns.length < 2) return null
  // no agent is without Enabled, so that several cells may go on there
  const isPart = line[0] === '' || (columns.length > 2 && filled === 1) || columns.some(({ name }, at) => keyOf(name) === 'enabled' && line[at] === '')
  if (!isPart) return null
  const doubtful = new Set(before.doubtful)
  const cells = before.cells.map((cell, at) => {
    const more = line[at] ?? ''
    if (more === '') return cell
    const glue = glueBetween(columns, at, before.last[at] ?? '')
    if (glue === null) doubtful.add(at)
    return cell + (glue ?? '') + more
  })
  return { cells, last: line, doubtful, line: before.line }
}

/** What stood where a cell was broken: a blank, or nothing within a word that fills its column; null when nobody can tell. */
function glueBetween(columns: readonly Column[], at: number, cell: string): string | null {
  if (cell.includes(' ') || cell.endsWith(',')) return ' '
  const [column, next] = [columns[at], columns[at + 1]]
  if (column === undefined || next === undefined) return null
  return cell.length >= next.start - column.start - 1 ? '' : ' '
}
