import type { Moment } from './record.ts'

type Zone = Moment['zone']

/** Longest text that is looked at: `Wednesday, 23 September 2026 01:02:03.1234567 +02:00` has 52 characters. */
const longest = 80

const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:(?:T| ?)(\d{1,2}:\d{2}.*))?$/
/** As logs have it a million times over; any such text is a time. */
const plainUtc = /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
const numeric = /^(\d{1,2})(\/|\. ?|-)(\d{1,2})\2(\d{4}),?(?: (.*))?$/
const dotNet = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/
const monthFirst = /^(?:\p{L}{2,12},? )?(\p{L}{3,10})\.? (\d{1,2}),? (\d{4}),?(?: (.*))?$/u
const dayFirst = /^(?:\p{L}{2,12},? )?(\d{1,2})\.? (\p{L}{3,10})\.? (\d{4}),?(?: (.*))?$/u
const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([AaPp]\.? ?[Mm]\.?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/

/** English and German, by their first three letters. */
const months = [['jan', 'jän'], ['feb'], ['mar', 'mär'], ['apr'], ['may', 'mai'], ['jun'], ['jul'], ['aug'], ['sep'], ['oct', 'okt'], ['nov'], ['dec', 'dez']]

/**
 * Reads a time in the forms that Exchange, Windows and PowerShell write: ISO 8601, `/Date(…)/`, and what cultures make of it. `zone` is
 * what is known of the source's times; a zone in the text itself counts more. Of `03/04/2026` the month is taken to stand first, as
 * PowerShell's invariant culture has it, and it is called ambiguous.
 */
export function readMoment(text: string, zone: Zone): Moment {
  if (plainUtc.test(text)) return { text, iso: text, zone: 'utc', ambiguous: false }
  const plain = text.length > longest ? '' : text.replaceAll(/[\s\u200e\u200f]+/g, ' ').trim()
  const found = readDotNet(plain) ?? readIso(plain, zone) ?? readNumeric(plain, zone) ?? readNamed(plain, zone)
  return { text, iso: found?.iso ?? null, zone: found?.zone ?? zone, ambiguous: found?.ambiguous ?? false }
}

type Found = Omit<Moment, 'text'>

function readDotNet(text: string): Found | null {
  const match = dotNet.exec(text)
  if (match === null) return null
  const at = new Date(Number(match[1]))
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999 ? null : { iso: at.toISOString(), zone: 'utc', ambiguous: false }
}

function readIso(text: string, zone: Zone): Found | null {
  const match = iso.exec(text)
  return match === null ? null : assemble(Number(match[1]), Number(match[2]), Number(match[3]), match[4], zone, false)
}

function readNumeric(text: string, zone: Zone): Found | null {
  const match = numeric.exec(text)
  if (match === null) return null
  const [, first, separator, second, year, rest] = match
  const a = Number(first)
  const b = Number(second)
  // dots: the day stands first in every culture; dashes: in most
  const isDayFirst = separator === '/' ? a > 12 : b <= 12
  const ambiguous = !separator?.startsWith('.') && a <= 12 && b <= 12 && a !== b
  return isDayFirst ? assemble(Number(year), b, a, rest, zone, ambiguous) : assemble(Number(year), a, b, rest, zone, ambiguous)
}

function readNamed(text: string, zone: Zone): Found | null {
  const first = monthFirst.exec(text)
  if (first !== null) return assemble(Number(first[3]), monthOf(first[1]), Number(first[2]), first[4], zone, false)
  const second = dayFirst.exec(text)
  return second === null ? null : assemble(Number(second[3]), monthOf(second[2]), Number(second[1]), second[4], zone, false)
}

function monthOf(name: string | undefined): number {
  const start = (name ?? '').slice(0, 3).toLowerCase()
  return months.findIndex((starts) => starts.includes(start)) + 1
}

/** Puts date and time of day together; null when there is no such day or time. */
function assemble(year: number, month: number, day: number, time: string | undefined, zone: Zone, ambiguous: boolean): Found | null {
  const match = time === undefined || time === '' ? null : clock.exec(time)
  if (match === null && time !== undefined && time !== '') return null
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '', half, offset] = match ?? []
  const hour = half === undefined ? Number(hours) : halfDay(Number(hours), half)
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  if (year < 1 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null
  at.setUTCHours(hour, Number(minutes), Number(seconds), Number(fraction.slice(0, 3).padEnd(3, '0')))
  const shift = offset === undefined ? null : offsetMinutes(offset)
  if (shift !== null) at.setTime(at.getTime() - shift * 60_000)
  if (at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999) return null
  const known = shift === null ? zone : 'utc'
  const written = at.toISOString()
  return { iso: known === 'utc' ? written : written.slice(0, -1), zone: known, ambiguous }
}

function halfDay(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return 24
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0)
}

function offsetMinutes(offset: string): number {
  if (!/^[+-]/.test(offset)) return 0
  const digits = offset.replace(':', '')
  return (digits.startsWith('-') ? -1 : 1) * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5)))
}
