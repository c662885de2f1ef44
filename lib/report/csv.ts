import type { Profile } from '../profile/profile.ts'
import { visible } from './escape.ts'
import { listIndicators } from './indicator-list.ts'

const columns = ['file_sha256', 'file_name', 'decision', 'kind', 'value', 'origin', 'assembly', 'method', 'token', 'il_offset', 'file_offset'] as const

/** What a spreadsheet takes for the beginning of a formula, also behind white space, in its ordinary and its full-width form. */
const formula = /^[\s\0]*[=+\-@\t\r\0＝＋－＠]/u

/** The first line of a table of indicators. RFC 4180: fields apart by commas, lines end in CR LF. */
export const csvHead = `${columns.join(',')}\r\n`

/**
 * One line for each thing to look for elsewhere: the hashes of the file first, then what its code holds or sends to.
 * Every cell is made visible; a cell that a spreadsheet would run as a formula begins with an apostrophe.
 */
export function csvRows(profile: Profile): string {
  const { file, verdict } = profile
  return listIndicators(profile)
    .map(({ kind, value, origin, at }) => {
      const place = [at?.assembly, at?.method, at?.token, at?.ilOffset, at?.fileOffset]
      return csvLine([file.sha256, file.name, verdict.decision, kind, value, origin, ...place])
    })
    .join('')
}

/** A table of indicators of one file, head and lines. */
export function renderCsv(profile: Profile): string {
  return csvHead + csvRows(profile)
}

/** One line of a table: every cell made visible, and none that a spreadsheet would run. */
export function csvLine(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map(cellText).join(',')}\r\n`
}

function cellText(cell: string | number | null | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const shown = formula.test(cell) ? `'${visible(cell)}` : visible(cell)
  return /[",\r\n']|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}
