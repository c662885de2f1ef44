import { aimOf } from './aim.ts'
import type { Case, Condition, Ground } from './case.ts'
import { aimedTellings, changedFindings, runningMail } from './escalations.ts'
import { atLeast } from './exits.ts'
import { groundOf, titleWords, whenOf } from './grounds.ts'
import type { Finding } from './profile.ts'
import { entryKeys, isReached } from './reaching.ts'

/** Does a value that the code hides decide, of something in the mail, whether this happens? A machine's name may be a licence. */
function asksHidden({ condition }: Finding): boolean {
  return condition.anyOf.some((all) => all.some((trigger) => trigger.subject !== 'host' && aimOf(trigger) === 'hidden'))
}

/** Ways out of the service: what is sent, run, or handed to code that is not this. */
const waysOut: ReadonlySet<Finding['category']> = new Set(['network', 'process', 'native', 'code-load', 'mail-send'])

/** What changes nothing: the mail is looked at, or a value is worked out. */
const looks: ReadonlySet<Finding['category']> = new Set(['mail-read', 'crypto', 'discovery', 'concealment', 'identity'])

function triggered(one: Case): Finding[] {
  const waysOf = (finding: Finding) => entryKeys(finding).map((key) => `${finding.category} ${key}`)
  const told = new Set([...aimedTellings(one), ...runningMail(one)].flatMap(({ finding }) => (asksHidden(finding) ? waysOf(finding) : [])))
  const isOut = (finding: Finding) => waysOut.has(finding.category) && atLeast(finding, 'medium') && !finding.rule.startsWith('reflect.')
  return one.findings.filter((finding) => isReached(finding) && isOut(finding) && asksHidden(finding) && !waysOf(finding).every((way) => told.has(way)))
}

/** What is left where the same entry points do nothing graver under such a condition. */
function treated(one: Case): Finding[] {
  const aimed = [...aimedTellings(one), ...runningMail(one)].map(({ finding }) => finding)
  const graver = new Set([...aimed, ...triggered(one), ...changedFindings(one)].filter(asksHidden).flatMap(entryKeys))
  const isEffect = (finding: Finding) => isReached(finding) && !looks.has(finding.category) && asksHidden(finding)
  return one.findings.filter((finding) => isEffect(finding) && !entryKeys(finding).every((key) => graver.has(key)))
}

/** One ground for all that is done under one condition. */
function doneGrounds(one: Case, findings: readonly Finding[]): Ground[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const when = whenOf(finding)
    groups.set(when, [...(groups.get(when) ?? []), finding])
  }
  return [...groups].flatMap(([when, group]) => groundOf(one, group, (who) => `${who} ${[...new Set(group.map(titleWords))].join(', ')}${when}`))
}

/** What a value decides that the code hides or only holds as a hash. */
export const concealedTriggers: readonly Condition[] = [
  {
    id: 'concealed-trigger',
    decision: 'escalate',
    asks: 'mail that meets a concealed condition makes it send something, start a program, load code or call native code, whatever data goes there',
    points: 160,
    grounds: (one) => doneGrounds(one, triggered(one)),
  },
]

/** The same where nothing leaves. */
export const concealedNotes: readonly Condition[] = [
  {
    id: 'concealed-condition',
    decision: 'review',
    asks: 'mail that meets a concealed condition is treated in another way, and nothing was seen to leave for that',
    points: 60,
    grounds: (one) => doneGrounds(one, treated(one)),
  },
]
