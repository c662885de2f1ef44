import { type Case, type Condition, type Ground, isFollowed } from './case.ts'
import { atLeast, contentRules, type Exit, exits, pickupName } from './exits.ts'
import { groundOf, titleWords, whenOf } from './grounds.ts'
import type { Finding } from './profile.ts'
import { byEntry, entryName, eventsFirst, ids, isReached, together } from './reaching.ts'

/** A service has no desktop: programs it starts have no window to hide, and careful authors say so anyway. */
const windowless = 'process.hide-window'

/** Where data was not followed, content and a way out in one handler are all that can be said. */
function withContent(exit: Exit): Condition {
  return {
    id: `content-and-${exit.id}`,
    decision: 'review',
    asks: `one entry point reads message content and can also ${exit.words}, and whether the content gets there was not analysed`,
    points: exit.points + 15,
    grounds: (one) => {
      if (isFollowed(one)) return []
      const content = byEntry(one, (finding) => contentRules.has(finding.rule))
      const both = [...byEntry(one, exit.is)].flatMap(([key, { entry, findings }]) => {
        const read = content.get(key)
        return read === undefined ? [] : [{ entry, findings: [...read.findings, ...findings] }]
      })
      return eventsFirst(one, both, both).map((each) => ({
        text: `${entryName(each)} reads message content and can ${exit.words}; whether the content gets there is not analysed`,
        findings: ids(each.findings),
      }))
    },
  }
}

/** What is called by reflection was followed, or stands among what could not be. */
const isResolved = (finding: Finding) => finding.rule.startsWith('reflect.')

function withoutContent(exit: Exit): Condition {
  return {
    id: `can-${exit.id}`,
    decision: 'review',
    asks: `an entry point can ${exit.words}; no mail data was seen to go there`,
    points: exit.points,
    grounds: (one) => {
      const followed = isFollowed(one)
      const isTold = (finding: Finding) =>
        followed ? finding.level === 'fed' && finding.flows.some(({ sink }) => exit.sinks.some((kind) => kind === sink.kind)) : contentRules.has(finding.rule)
      const told = byEntry(one, isTold)
      const all = byEntry(one, (finding) => exit.is(finding) && !(followed && isResolved(finding)))
      const alone = [...all].filter(([key]) => !told.has(key)).map(([, each]) => each)
      const words = followed ? `can ${exit.words}; no mail data was seen to go there` : `can ${exit.words}`
      return together(eventsFirst(one, alone, all.values()), (who) => `${who} ${words}`)
    },
  }
}

function reaching(id: string, asks: string, points: number, words: Words, test: (finding: Finding, one: Case) => boolean): Condition {
  return { id, decision: 'review', asks, points, grounds: (one) => whenGrounds(one, words, (finding) => test(finding, one)) }
}

/** What is said of findings under one condition. */
type Words = string | ((findings: readonly Finding[]) => string)

/** Names what the findings are, each once. */
const naming =
  (words: string): Words =>
  (findings) =>
    `${words} (${[...new Set(findings.map(titleWords))].join(', ')})`

/** One ground for all findings under one condition. */
function whenGrounds(one: Case, words: Words, test: (finding: Finding) => boolean): Ground[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of one.findings) {
    if (!isReached(finding) || !test(finding)) continue
    const when = finding.condition.state === 'always' ? '' : whenOf(finding)
    groups.set(when, [...(groups.get(when) ?? []), finding])
  }
  return [...groups].flatMap(([when, findings]) => {
    const said = typeof words === 'string' ? words : words(findings)
    return groundOf(one, findings, (who) => `${who} ${said}${when}`)
  })
}

const isForging = (one: Finding) => one.rule === 'mail.write-sender' || one.rule === 'mail.write-user'

/** What reached code can do, whatever data it is done with. */
export const reachConditions: readonly Condition[] = [
  ...exits.map(withContent),
  reaching(
    'silent-drop',
    'an entry point can make mail disappear without telling the sender',
    45,
    'can make mail disappear without telling the sender',
    (one) => one.category === 'mail-drop' && atLeast(one, 'medium'),
  ),
  reaching(
    'names-pickup',
    'an entry point reaches code that names the folder from which Exchange sends what is put there, and no mail data was seen to go there',
    30,
    'can run code that names the pickup or replay folder, from which Exchange sends what is put there',
    (one, { findings }) =>
      one.rule === pickupName && !findings.some(({ level, flows }) => level === 'fed' && flows.some(({ sink }) => sink.kind === 'mail-new')),
  ),
  reaching(
    'redirect',
    'an entry point can add or replace recipients, and which ones was not analysed',
    30,
    'can add or replace recipients; which ones is not analysed',
    (finding, one) => finding.category === 'mail-redirect' && !isFollowed(one),
  ),
  reaching(
    'forge',
    'an entry point can change who a message is from, or as whom it was authenticated, and to whom was not analysed',
    25,
    'can change who a message is from',
    (finding, one) => isForging(finding) && !isFollowed(one),
  ),
  ...exits.filter((exit) => exit.alone).map(withoutContent),
  reaching(
    'conceals',
    'reached code hides what it does',
    50,
    naming('can run code that hides what it does'),
    (one) => one.category === 'concealment' && atLeast(one, 'medium') && one.rule !== windowless,
  ),
  reaching(
    'persists',
    'reached code settles in the system',
    50,
    naming('can run code that settles in the system'),
    (one) => one.category === 'persistence' && atLeast(one, 'medium'),
  ),
  reaching(
    'credentials',
    'reached code goes after credentials or input',
    50,
    naming('can run code that goes after credentials'),
    (one) => one.category === 'credential' && atLeast(one, 'medium'),
  ),
]
