import { limits } from '../limits.ts'
import type { ColumnName, TableName } from './schema.ts'
import { columnOf, eachColumn, pointerTables, type Runs, rowCount, type Tables } from './tables.ts'

type ListTarget = 'Field' | 'MethodDef' | 'Param' | 'Event' | 'Property'

/**
 * The rows of a run, in order, through the pointer table where there is one under `#-`. A run ends where the next row's
 * begins, or with the table; one that starts behind its end is empty.
 */
export function runOf<T extends TableName>(md: Tables, table: T, row: number, name: ColumnName<T>, target: ListTarget): number[] {
  const pointer = pointerTables.get(target)
  const through = md.followsPointers && pointer !== undefined && rowCount(md, pointer) > 0 ? pointer : null
  const { starts, rows } = runsOf(md, table, name, rowCount(md, through ?? target))
  const run = [...rows.subarray(starts[row] ?? 0, starts[row + 1] ?? 0)]
  if (through === null) return run
  const pointers = onlyColumn(md, through)
  const most = rowCount(md, target)
  return run.map((at) => (pointers[at] ?? 0) & 0xff_ffff).filter((at) => at >= 1 && at <= most)
}

/** Starts out of order make runs overlap, up to rows times rows: beyond a bound a run holds only rows that no run before it has. */
function runsOf<T extends TableName>(md: Tables, table: T, name: ColumnName<T>, last: number): Runs {
  const id = `${table}.${name}`
  const made = md.runs.get(id)
  if (made !== undefined) return made
  const column = columnOf(md, table, name)
  const starts = new Uint32Array(column.length + 1)
  const rows: number[] = []
  const nextFree = Uint32Array.from({ length: last + 2 }, (_, row) => row)
  let left = last * limits.runReuse
  for (let row = 1; row < column.length; row++) {
    const first = Math.max((column[row] ?? 0) & 0xff_ffff, 1)
    const end = row + 1 < column.length ? Math.min((column[row + 1] ?? 0) & 0xff_ffff, last + 1) : last + 1
    const whole = end - first <= left
    if (!whole && left >= 0) md.defects.push({ code: 'limit', offset: md.span.offset, detail: `runs of ${id} overlap from row ${row} on`, limit: 'runReuse' })
    left = whole ? left - Math.max(0, end - first) : -1
    for (let at = whole ? first : freeFrom(nextFree, first); at < end; at = whole ? at + 1 : freeFrom(nextFree, at)) {
      rows.push(at)
      nextFree[at] = at + 1
    }
    starts[row + 1] = rows.length
  }
  const runs = { starts, rows: Uint32Array.from(rows) }
  md.runs.set(id, runs)
  return runs
}

/** The first row from here on that stands in no run yet; the way there is made shorter for the next time. */
function freeFrom(nextFree: Uint32Array, row: number): number {
  let at = row
  for (let next = nextFree[at] ?? at; next !== at; next = nextFree[at] ?? at) {
    nextFree[at] = nextFree[next] ?? next
    at = next
  }
  return at
}

/** Pointer tables have one column. */
function onlyColumn(md: Tables, table: TableName): Uint32Array {
  for (const { values } of eachColumn(md, table)) return values
  return new Uint32Array()
}
