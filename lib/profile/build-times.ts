import type { Published } from '../agents/publication-dates.ts'
import { instantText } from './moments.ts'

/** A statement about how times, or what is told of the build, fit together. */
export interface BuildRemark {
  readonly about: string
  readonly text: string
  /** `forgeable`: it rests on what stands in the file alone; `recorded`: on what a server wrote down. */
  readonly trust: 'forgeable' | 'recorded'
}

/** What stands in the place of the file header's time. */
export type Stamp = 'time' | 'hash' | 'none'

/** The times that a file carries, in seconds since 1970 as the headers have them. */
export interface CarriedTimes {
  /** TimeDateStamp of the file header, of the CodeView entry, and of the root of the resources; null: there is none. */
  readonly header: number | null
  readonly debug: number | null
  readonly resources: number | null
  /** The debug directory says that the build is deterministic. */
  readonly isReproducible: boolean
  /** Of the Authenticode timestamp, ISO 8601 in UTC; null: none, or it is broken. */
  readonly signed: string | null
  readonly assemblyVersion: string | null
  /** When what it was compiled for was published. */
  readonly published: readonly Published[]
  /** When the analysis was made, in milliseconds; null: not told. */
  readonly asOf: number | null
}

/** Deterministic builds write a hash whose highest bit is set, so that it is no time of our days. */
const hashBit = 0x8000_0000

/** What the header has: a time, the hash of a deterministic build, or nothing (zeros, ones). */
export function stampOf(header: number | null, isReproducible: boolean): Stamp {
  if (header === null || header === 0 || header === 0xffff_ffff) return 'none'
  return isReproducible || header >= hashBit ? 'hash' : 'time'
}

const second = 1000
const hour = 3600 * second
const day = 24 * hour
/** Who has a preview has it so long before. */
const preview = 400 * day

/** Where the times in a file contradict each other, or cannot be those of a build. Clocks that are an hour off are let pass. */
export function timeRemarks(times: CarriedTimes): BuildRemark[] {
  const { header, debug, resources, isReproducible, signed, assemblyVersion, published, asOf } = times
  const found: BuildRemark[] = []
  const say = (about: string, text: string) => found.push({ about, text, trust: 'forgeable' })
  const stamp = stampOf(header, isReproducible)
  const signedAt = signed === null ? Number.NaN : Date.parse(signed)
  if (stamp === 'none') say('no-time', `the file header has ${header === 0 ? 'zeros' : 'no time'} in place of the compile time`)
  if (stamp === 'hash') {
    const how = isReproducible ? 'its debug directory says so' : 'it would be of 2038 or later'
    say('no-time', `the file header has the hash of a deterministic build in place of the compile time: ${how}`)
  }
  if (stamp === 'time' && header !== null) {
    const at = header * second
    const compiled = `the compile time ${instantText(at)}`
    if (signedAt + hour < at) say('after-signing', `${compiled} lies after the signing time ${instantText(signedAt)}`)
    if (asOf !== null && at > asOf + hour) say('future', `${compiled} lies in the future of the analysis (${instantText(asOf)})`)
    for (const { what, since } of published) if (at < Date.parse(since) - preview) say('too-early', `${compiled} lies before ${what} was published (${since})`)
    if (debug !== null && debug !== 0 && debug < hashBit && Math.abs(debug - header) * second > hour)
      say('debug-time', `${compiled} is not that of the debug directory, ${instantText(debug * second)}`)
    if (resources !== null && resources !== 0 && resources < hashBit && Math.abs(resources - header) * second > day)
      say('resource-time', `${compiled} is not that of the resources, ${instantText(resources * second)}`)
    const ofVersion = versionTime(assemblyVersion)
    if (ofVersion !== null && Math.abs(ofVersion - at) > 2 * day)
      say(
        'version-time',
        `${compiled} is not that of the version ${assemblyVersion ?? ''}, which would be of ${instantText(ofVersion).slice(0, 10)} if the compiler made it of the date (1.0.*)`,
      )
  } else if (asOf !== null && signedAt > asOf + hour)
    say('future', `the signing time ${instantText(signedAt)} lies in the future of the analysis (${instantText(asOf)})`)
  return found
}

/** `1.0.9456.30001`: days since 2000 and half the seconds of the day, local time, which compilers put in for `*`; null for what looks unlike that. */
function versionTime(version: string | null): number | null {
  const match = /^\d{1,2}\.\d{1,2}\.(\d{4,5})\.(\d{4,5})$/.exec(version ?? '')
  if (match === null) return null
  const [days, halves] = [Number(match[1]), Number(match[2])]
  // numbers of products are smaller, or not within a day
  if (days < 3000 || days > 20_000 || halves < 1000 || halves >= 43_200) return null
  return Date.UTC(2000, 0, 1) + days * day + halves * 2 * second
}
