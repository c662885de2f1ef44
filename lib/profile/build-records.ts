import type { Moment } from '../context/record.ts'
import type { BuildRemark } from './build-times.ts'
import { instantText, stretchOf } from './moments.ts'
import { placeText } from './place-text.ts'
import type { TimelineEvent } from './profile.ts'

/** An event that cannot be before the file was compiled, if it was about these bytes. */
export interface Witness {
  readonly what: string
  readonly time: Moment | null
  readonly origin: { readonly source: string; readonly line: number | null }
  readonly trust: TimelineEvent['trust']
}

const hour = 3_600_000
/** More says no more. */
const most = 3

/**
 * Where a server saw the file before it says it was compiled: an installation or a start of the service with it that was recorded, or the
 * times of its file. `compiled` and `signed` in milliseconds; null: there is none.
 */
export function recordRemarks(compiled: number | null, signed: number | null, witnesses: readonly Witness[]): BuildRemark[] {
  const found: BuildRemark[] = []
  const told = new Set<string>()
  for (const { what, time, origin, trust } of witnesses) {
    const stretch = time === null ? null : stretchOf(time)
    if (stretch === null || time === null) continue
    for (const [about, words, at] of [
      ['after-record', 'the compile time', compiled],
      ['signed-after-record', 'the signing time', signed],
    ] as const) {
      if (at === null || at <= stretch.latest + hour || told.has(`${about}${what}`) || found.length >= most) continue
      told.add(`${about}${what}`)
      found.push({
        about,
        text: `${words} ${instantText(at)} lies after ${what} (${time.text}, ${placeText(origin)}): one of them is wrong, or it was about other bytes`,
        trust,
      })
    }
  }
  return found
}
