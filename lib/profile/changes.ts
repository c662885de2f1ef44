import { ContextError } from '../context/context-error.ts'
import type { Moment } from '../context/record.ts'
import { limits } from '../limits.ts'
import { isWithin, readInstant } from './moments.ts'
import type { GivenFile } from './server-records.ts'

/** A change somebody was allowed to make: the time for it in milliseconds, who (empty: anybody), and the ticket. */
export interface AuthorisedChange {
  readonly from: number
  readonly to: number
  readonly who: string
  readonly ticket: string
}

export interface AuthorisedChanges {
  readonly file: GivenFile
  readonly changes: readonly AuthorisedChange[]
}

const fields = ['from', 'to', 'who', 'ticket'] as const
type Field = (typeof fields)[number]

const shape = 'Write one change a line under the header from,to,who,ticket (CSV), or a JSON array of objects with these names.'
const zone = 'Write times with their zone, as 2026-11-23T20:00Z or 2026-11-23T20:00+01:00.'

/**
 * Reads a list of authorised changes: CSV with a header, or a JSON array; UTF-8, or UTF-16 with a byte order mark. `who` may be empty.
 * Throws a `ContextError` with the line, or the entry, and what to write instead: a list that is half understood would accuse somebody.
 */
export function readChanges(name: string, sha256: string, bytes: Uint8Array): AuthorisedChanges {
  const text = decode(name, bytes)
  const rows = /^\s*[[{]/.test(text) ? readJson(name, text) : readCsv(name, text)
  if (rows.length === 0) throw new ContextError(name, null, 'there is no change in it', shape)
  return { file: { name, sha256 }, changes: rows.map((row) => changeOf(name, row)) }
}

/** One change as it is written, with its place: a line of CSV, or words for an entry of JSON. */
interface Row {
  readonly line: number | null
  readonly place: string
  readonly cells: ReadonlyMap<Field, string>
}

function changeOf(name: string, { line, place, cells }: Row): AuthorisedChange {
  const fail = (what: string, remedy: string): never => {
    throw new ContextError(name, line, `${place}${what}`, remedy)
  }
  const text = (field: Field): string => cells.get(field)?.trim() ?? ''
  const time = (field: 'from' | 'to'): number => readInstant(text(field)) ?? fail(`${field} is ${quoted(text(field))}, no time with a zone`, zone)
  const from = time('from')
  const to = time('to')
  if (to < from) fail('from is later than to', 'Exchange the two.')
  const ticket = text('ticket')
  if (ticket === '') fail('the ticket is missing', 'Name what authorised the change, its number or a link.')
  return { from, to, who: text('who'), ticket }
}

function decode(name: string, bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new ContextError(name, null, 'it is no text in UTF-8 or UTF-16', 'Save it as UTF-8.')
  }
}

function readJson(name: string, text: string): Row[] {
  const fail = (place: string, what: string): never => {
    throw new ContextError(name, null, `${place}${what}`, shape)
  }
  const list = parse(name, text)
  if (!Array.isArray(list)) return fail('', 'it is JSON, but no array')
  if (list.length > limits.authorisedChanges) return fail('', `it holds more than ${limits.authorisedChanges} changes`)
  return list.map((item: unknown, index) => {
    const place = `entry ${index + 1}: `
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return fail(place, 'is no object')
    const cells = new Map<Field, string>()
    for (const [key, value] of Object.entries(item)) {
      const field = fields.find((known) => known === key.toLowerCase())
      if (field === undefined || value === null) continue
      if (typeof value !== 'string' && typeof value !== 'number') return fail(place, `${field} is no text`)
      cells.set(field, String(value))
    }
    return { line: null, place, cells }
  })
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const position = /position (\d+)/.exec(error.message)?.[1]
    const line = position === undefined ? null : text.slice(0, Number(position)).split('\n').length
    throw new ContextError(name, line, 'it begins as JSON and is none', shape)
  }
}

function readCsv(name: string, text: string): Row[] {
  const lines = text.split(/\r\n|\n|\r/)
  const at = lines.findIndex((line) => line.trim() !== '')
  if (at < 0) return []
  const header = lines[at] ?? ''
  const delimiter = [',', ';', '\t'].find((one) => header.includes(one)) ?? ','
  const names = splitCells(name, header, delimiter, at + 1).map((cell) => cell.trim().toLowerCase())
  const missing = fields.filter((field) => !names.includes(field))
  if (missing.length > 0) throw new ContextError(name, at + 1, `the header lacks ${missing.join(', ')}`, shape)
  const rows: Row[] = []
  for (const [index, line] of lines.entries()) {
    if (index <= at || line.trim() === '') continue
    if (rows.length >= limits.authorisedChanges)
      throw new ContextError(name, index + 1, `it holds more than ${limits.authorisedChanges} changes`, 'Leave out those that cannot matter.')
    const cells = splitCells(name, line, delimiter, index + 1)
    if (cells.length !== names.length)
      throw new ContextError(
        name,
        index + 1,
        `it has ${cells.length} cells where the header has ${names.length}`,
        'Put texts that hold the separator in quotes.',
      )
    rows.push({ line: index + 1, place: '', cells: new Map(fields.map((field) => [field, cells[names.indexOf(field)] ?? ''])) })
  }
  return rows
}

/** Cells of one line; a cell in quotes may hold the separator, and doubled quotes. */
function splitCells(name: string, line: string, delimiter: string, number: number): string[] {
  const cells: string[] = []
  let at = 0
  for (;;) {
    if (line[at] !== '"') {
      const end = line.indexOf(delimiter, at)
      cells.push(line.slice(at, end < 0 ? line.length : end))
      if (end < 0) return cells
      at = end + 1
      continue
    }
    const parts: string[] = []
    let from = at + 1
    for (;;) {
      const quote = line.indexOf('"', from)
      if (quote < 0) throw new ContextError(name, number, 'a quote is opened and not closed in its line', 'Close it; a cell never goes on in the next line.')
      parts.push(line.slice(from, quote))
      from = quote + 2
      if (line[quote + 1] !== '"') break
      parts.push('"')
    }
    cells.push(parts.join(''))
    if (from - 1 >= line.length) return cells
    if (line[from - 1] !== delimiter) throw new ContextError(name, number, 'text follows a closing quote', 'Double the quotes inside a cell in quotes.')
    at = from
  }
}

function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is for
  return `"${text.slice(0, 60).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?')}"`
}

/** What ties a recorded change to an authorised one: `perhaps` where its time could lie outside, for want of a zone. */
export interface Link {
  readonly state: 'authorised' | 'perhaps' | 'none'
  readonly ticket: string | null
}

/** The authorised change that a recorded one is: made in its time, by whom it names. */
export function linkChange(changes: readonly AuthorisedChange[], time: Moment, who: string | null): Link {
  let possible: Link = { state: 'none', ticket: null }
  for (const change of changes) {
    const isInTime = isWithin(time, change.from, change.to)
    const isThem = change.who === '' ? 'yes' : who === null ? 'perhaps' : isSameAccount(change.who, who) ? 'yes' : 'no'
    if (isInTime === 'no' || isThem === 'no') continue
    if (isInTime === 'yes' && isThem === 'yes') return { state: 'authorised', ticket: change.ticket }
    if (possible.state === 'none') possible = { state: 'perhaps', ticket: change.ticket }
  }
  return possible
}

/**
 * `CORP\jane`, `corp.local/Users/Jane`, `jane@corp.local` and `jane` name one account by their last part. Where both name a domain as
 * `DOMAIN\…`, that must be the same as well.
 */
function isSameAccount(one: string, other: string): boolean {
  const [a, b] = [accountOf(one), accountOf(other)]
  return a.name === b.name && (a.domain === null || b.domain === null || a.domain === b.domain)
}

function accountOf(text: string): { readonly name: string; readonly domain: string | null } {
  const plain = text.trim().toLowerCase()
  const slash = plain.indexOf('\\')
  if (slash > 0) return { name: plain.slice(slash + 1), domain: plain.slice(0, slash) }
  const last = plain.split('/').at(-1) ?? ''
  const at = last.indexOf('@')
  return { name: at > 0 ? last.slice(0, at) : last, domain: null }
}
