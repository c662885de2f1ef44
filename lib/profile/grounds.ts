import type { Case, Ground } from './case.ts'
import { type Quote, type WordLimits, whenWords } from './condition-words.ts'
import { flowSentences } from './flow-words.ts'
import type { Flow } from './leaving.ts'
import type { Finding } from './profile.ts'
import { byEntry, eventsFirst, together } from './reaching.ts'

/** Characters of one value from the file in a reason; the finding holds all of it. */
const shown = 160

/** A value in a reason. It is escaped where the reason is written out. */
export const quote: Quote = (text) => `"${text.length > shown ? `${text.slice(0, shown)}…` : text}"`

/** A reason tells the first of each; the finding tells all. */
const most: WordLimits = { alternatives: 2, clauses: 3, values: 4, or: '; or ' }

/** When a finding happens, to end a sentence with. */
export function whenOf({ condition, entries }: Finding): string {
  if (condition.state === 'always') return entries.some(({ kind }) => kind === 'event') ? ' for every message' : ''
  return whenWords(condition, quote, most)
}

/** One ground for these findings, by the entries that reach them. */
export function groundOf(one: Case, findings: readonly Finding[], say: (who: string) => string): Ground[] {
  const wanted = new Set(findings)
  const all = [...byEntry(one, (finding) => wanted.has(finding)).values()]
  return together(eventsFirst(one, all, all), say)
}

/** A finding and those of its flows that matter to a condition. */
export interface Telling {
  readonly finding: Finding
  readonly flows: readonly Flow[]
}

/**
 * One ground for all that goes from the same entries to the same place under the same condition: `N.Agent.OnEndOfData sends the body
 * and attachments to "…" only when …`. `add` puts something between what flows and when; `says` tells when, unless told otherwise.
 */
export function flowGrounds(
  one: Case,
  tellings: readonly Telling[],
  add: (telling: Telling) => string = () => '',
  says: (finding: Finding) => string = whenOf,
): Ground[] {
  const groups = new Map<string, Telling[]>()
  for (const telling of tellings) {
    const { entries } = telling.finding
    const ends = [...new Set(telling.flows.map(({ sink }) => `${sink.kind} ${sink.target ?? ''}`))].sort()
    const key = JSON.stringify([entries.map(({ type, event, kind }) => [type, event, kind]), ends, says(telling.finding), add(telling)])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [telling])
    else group.push(telling)
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const what = flowSentences(
      group.flatMap(({ flows }) => flows),
      quote,
    ).join(', and ')
    return groundOf(
      one,
      group.map(({ finding }) => finding),
      (who) => `${who} ${what}${add(first)}${says(first.finding)}`,
    )
  })
}

/** A rule's title inside a sentence: `Adds an envelope recipient` as `adds an envelope recipient`. */
export function titleWords({ title }: Finding): string {
  return title.slice(0, 1).toLowerCase() + title.slice(1)
}
