import { fieldName } from './field-names.ts'
import type { Asking, Spot } from './guard-context.ts'
import { type OutsideCall, operand, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { externalName, headerName, subjectOf } from './trigger-subject.ts'
import { comparedWith } from './trigger-values.ts'

const differences: ReadonlySet<string> = new Set(['op_Subtraction', 'Subtract'])

/**
 * What a span of time is counted from, and in what: `since 2026-01-01T00:00:00`, `TotalDays since last`. A date of the code, a field that
 * keeps one, a header or a file; null where the value is no such span.
 */
export function sinceName(asking: Asking, spot: Spot): string | null {
  const call = outsideCallAt(asking, spot)
  if (call === null) return null
  const isUnit = call.callee.owner === 'System.TimeSpan' && call.callee.name.startsWith('get_')
  const taken = isUnit ? outsideCallAt(asking, seeThrough(asking, operand(call, 0)).spot) : call
  if (taken === null || !differences.has(taken.callee.name) || taken.operands.length !== 2) return null
  const start = startName(asking, taken)
  return start === null ? null : `${isUnit ? `${call.callee.name.slice(4)} ` : ''}since ${start}`
}

function startName(asking: Asking, difference: OutsideCall): string | null {
  const start = operand(difference, 1)
  const [date, ...more] = comparedWith(asking, start).values
  const { spot } = seeThrough(asking, start)
  const field = fieldName(asking, spot)
  // a field that begins with a date may hold another one later
  if (date !== undefined && more.length === 0 && (field === null || asking.view.storesOf(spot).length <= 1)) return date
  if (field !== null) return field
  const subject = subjectOf(asking, start)?.subject
  if (subject === 'header') return headerName(asking, spot)
  return subject === 'config' ? externalName(asking, spot) : null
}
