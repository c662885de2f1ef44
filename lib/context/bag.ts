import { readMoment } from './moment.ts'
import type { Moment, NamedValue } from './record.ts'

/** A value as a list, a cell or JSON tells it; numbers and booleans are text. */
export type PropertyValue = string | null | readonly PropertyValue[] | PropertyMap

/** Names are keys of a Map, as the file has them: never of an object. */
export interface PropertyMap {
  readonly entries: ReadonlyMap<string, PropertyValue>
}

/** The properties of one object of a listing, by `keyOf` their names. */
export interface Bag {
  readonly get: (key: string) => PropertyValue | undefined
  /** Whether the source shows this property cut short. */
  readonly isCut: (key: string) => boolean
  readonly line: number
}

/** Letter case, blanks, hyphens and underscores make no other name: `Event ID`, `EventId` and `event-id` are one. */
export function keyOf(name: string): string {
  return name.replaceAll(/[\s_-]/g, '').toLowerCase()
}

/** A bag of these properties; of two with one name the first counts. */
export function makeBag(properties: Iterable<readonly [string, PropertyValue]>, line: number, cut: ReadonlySet<string> = new Set()): Bag {
  const map = new Map<string, PropertyValue>()
  for (const [name, value] of properties) {
    const key = keyOf(name)
    if (!map.has(key)) map.set(key, value)
  }
  return { get: (key) => map.get(key), isCut: (key) => cut.has(key), line }
}

/** The text of a value; of a serialised object what names it. Null where there is none. */
export function textOf(value: PropertyValue | undefined): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value.trim() === '' ? null : value
  return isList(value) ? null : nameIn(value)
}

/** `{ "value": …, "DateTime": … }` and `{ "Name": …, "Guid": … }` are what ConvertTo-Json makes of dates and identities. */
function nameIn({ entries }: PropertyMap): string | null {
  for (const name of ['value', 'Value', 'Name', 'Identity', 'DisplayName', 'DateTime']) {
    const inner = entries.get(name)
    if (typeof inner === 'string' && inner !== '') return inner
  }
  return null
}

/** The first of these properties that has a text. */
export function text(bag: Bag, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const found = textOf(bag.get(key))
    if (found !== null) return found
  }
  return null
}

/** `text`, but null where the source shows the property cut short. */
export function wholeText(bag: Bag, ...keys: readonly string[]): string | null {
  const key = keys.find((one) => textOf(bag.get(one)) !== null)
  return key === undefined || bag.isCut(key) ? null : text(bag, key)
}

/** Which of these fields are cut short, by the record's names. */
export function cutFields(bag: Bag, fields: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(fields).flatMap(([field, keys]) => (keys.some(bag.isCut) ? [field] : []))
}

export function truth(value: string | null): boolean | null {
  const word = value?.trim().replace(/^\$/, '').toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

/** A whole number that is not negative, also with blanks, points or commas between thousands; else null. */
export function count(value: string | null): number | null {
  const plain = value?.trim() ?? ''
  if (!/^\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})*$|^\d{1,15}$/.test(plain)) return null
  const number = Number(plain.replaceAll(/\D/g, ''))
  return Number.isSafeInteger(number) ? number : null
}

export function moment(bag: Bag, zone: Moment['zone'], ...keys: readonly string[]): Moment | null {
  const found = wholeText(bag, ...keys)
  return found === null ? null : readMoment(found, zone)
}

/** A time nobody tells. */
export const noMoment: Moment = { text: '', iso: null, zone: 'unknown', ambiguous: false }

/** Members of a list: of JSON, or of `{A, B, C…}`; and whether some are not shown. */
export function members(value: PropertyValue | undefined): { readonly values: readonly PropertyValue[]; readonly isCut: boolean } {
  if (value === undefined || value === null) return { values: [], isCut: false }
  if (isList(value)) return { values: value, isCut: false }
  if (typeof value !== 'string') return { values: [value], isCut: false }
  const plain = value.trim()
  if (!plain.startsWith('{')) return { values: plain === '' ? [] : [plain], isCut: false }
  const inner = plain.endsWith('}') ? plain.slice(1, -1) : plain.slice(1)
  const isCut = !plain.endsWith('}') || cutMark.test(inner)
  const shownMembers = inner
    .replace(cutMark, '')
    .split(', ')
    .map((one) => one.trim())
  return { values: shownMembers.filter((one) => one !== ''), isCut }
}

/** Signs at the end of a text that PowerShell shows cut short. */
export const cutMark = /(?:\.\.\.|…)$/

export function isList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
  return Array.isArray(value)
}

/** `{ "Name": …, "Value": … }`, or a mere name. */
export function namedValue(value: PropertyValue): NamedValue | null {
  if (typeof value === 'string') return { name: value, value: '' }
  if (value === null || isList(value)) return null
  const name = textOf(value.entries.get('Name') ?? value.entries.get('name'))
  const inner = value.entries.get('Value') ?? value.entries.get('value')
  return name === null ? null : { name, value: isList(inner) ? inner.map((one) => textOf(one) ?? '').join(', ') : (textOf(inner) ?? '') }
}
