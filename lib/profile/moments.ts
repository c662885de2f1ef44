import type { Moment } from '../context/record.ts'

const hour = 3_600_000

/** The times in UTC that a time as written may mean, in milliseconds: one where its zone is known, a day's worth where it is not. */
export interface Stretch {
  readonly earliest: number
  readonly latest: number
}

/**
 * When it was, as exactly as its source tells. Clocks of the world show from 12 hours less to 14 hours more than UTC, so a time without
 * a zone stretches over 26 hours; where day and month could be the other way round, over both readings. Null: it cannot be read.
 */
export function stretchOf({ iso, zone, ambiguous }: Pick<Moment, 'iso' | 'zone' | 'ambiguous'>): Stretch | null {
  if (iso === null) return null
  const readings = [iso, ...(ambiguous ? [swapped(iso)] : [])].map((text) => Date.parse(text.endsWith('Z') ? text : `${text}Z`)).filter(Number.isFinite)
  if (readings.length === 0) return null
  const [before, after] = zone === 'utc' ? [0, 0] : [14 * hour, 12 * hour]
  return { earliest: Math.min(...readings) - before, latest: Math.max(...readings) + after }
}

/** `2026-03-04T…` as `2026-04-03T…`. */
function swapped(iso: string): string {
  return `${iso.slice(0, 5)}${iso.slice(8, 10)}-${iso.slice(5, 7)}${iso.slice(10)}`
}

/** Could one be before the other, and the other before the one? */
export function overlap(one: Stretch, other: Stretch): boolean {
  return one.earliest <= other.latest && other.earliest <= one.latest
}

export type Certainty = 'yes' | 'no' | 'perhaps'

/** Was it between these times (milliseconds, both included; null: open)? `perhaps` where that depends on what its source does not tell. */
export function isWithin(moment: Pick<Moment, 'iso' | 'zone' | 'ambiguous'>, from: number | null, to: number | null): Certainty {
  const stretch = stretchOf(moment)
  if (stretch === null) return 'perhaps'
  const low = from ?? Number.NEGATIVE_INFINITY
  const high = to ?? Number.POSITIVE_INFINITY
  if (stretch.earliest >= low && stretch.latest <= high) return 'yes'
  return stretch.latest < low || stretch.earliest > high ? 'no' : 'perhaps'
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** A time with its zone, `2026-11-23T20:00Z` or `2026-11-23T20:00:00+01:00`, in milliseconds; null when it is not written so. */
export function readInstant(text: string): number | null {
  const at = instant.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : at
}

const spans: ReadonlyMap<string, number> = new Map([
  ['h', 1],
  ['d', 24],
  ['w', 7 * 24],
])

/** `36h`, `30d`, `2w` in hours; null when it is not written so, or is nothing. */
export function readWindow(text: string): number | null {
  const match = /^(\d{1,5})([hdw])$/.exec(text)
  const hours = match === null ? 0 : Number(match[1]) * (spans.get(match[2] ?? '') ?? 0)
  return hours > 0 ? hours : null
}

/** A time in words of the profile: ISO 8601 in UTC. */
export function instantText(at: number): string {
  return new Date(at).toISOString()
}

/** Hours as a reader says them. */
export function windowText(hours: number): string {
  const [many, unit] = hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour']
  return `${many} ${unit}${many === 1 ? '' : 's'}`
}
