import type { LimitName } from '../limits.ts'
import type { Case, Condition, Ground } from './case.ts'
import { atLeast, contentRules, type Exit, exits, pickupName } from './exits.ts'
import type { Finding, Profile } from './profile.ts'
import { byEntry, entryName, eventsFirst, ids, isReached, together } from './reaching.ts'

/** A service has no desktop: programs it starts have no window to hide, and careful authors say so anyway. */
const windowless = 'process.hide-window'

/** What conceals the code itself or fights those who look: worth a look even where nothing was seen to reach it. */
const concealingMarks = new Set(['conceal.obfuscator', 'conceal.internals', 'conceal.clear-log', 'conceal.disable-security', 'native.tamper-security'])

const isOddity = (finding: Finding) => finding.rule.startsWith('oddity.') && atLeast(finding, 'medium')

function withContent(exit: Exit): Condition {
  return {
    id: `content-and-${exit.id}`,
    decision: 'review',
    asks: `one entry point reads message content and can also ${exit.words}; whether the content gets there is not analysed`,
    points: exit.points + 15,
    grounds: (one) => {
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

function withoutContent(exit: Exit): Condition {
  return {
    id: `can-${exit.id}`,
    decision: 'review',
    asks: `an entry point can ${exit.words}`,
    points: exit.points,
    grounds: (one) => {
      const content = byEntry(one, (finding) => contentRules.has(finding.rule))
      const all = byEntry(one, exit.is)
      const alone = [...all].filter(([key]) => !content.has(key)).map(([, each]) => each)
      return together(eventsFirst(one, alone, all.values()), (who) => `${who} can ${exit.words}`)
    },
  }
}

function reaching(id: string, asks: string, points: number, words: string, test: (finding: Finding) => boolean): Condition {
  return {
    id,
    decision: 'review',
    asks,
    points,
    grounds: (one) => {
      const all = [...byEntry(one, test).values()]
      return together(eventsFirst(one, all, all), (who) => `${who} ${words}`)
    },
  }
}

/**
 * Every reason to escalate or review that evidence up to `reachable` can bear. What a condition of the full decision needs
 * beyond that (which data flows where, under which condition) makes it a review with that reason, never a guess.
 */
export const conditions: readonly Condition[] = [
  {
    id: 'claims-exchange',
    decision: 'escalate',
    asks: 'an agent or factory carries the name of Exchange’s own and the assembly is not signed so',
    points: 60,
    grounds: (one) => {
      const { integrity, pinnedMicrosoftKey } = one.identity.strongName
      if (integrity === 'not-checked' && pinnedMicrosoftKey) return []
      return claimed(one, (what, because) => `it claims that it ${what}, which is not borne out: ${because}`)
    },
  },
  {
    id: 'claims-exchange-unchecked',
    decision: 'review',
    asks: 'an agent or factory carries the name of Exchange’s own and Microsoft’s key; the signature was not checked',
    points: 40,
    grounds: (one) => {
      const { integrity, pinnedMicrosoftKey } = one.identity.strongName
      if (integrity !== 'not-checked' || !pinnedMicrosoftKey) return []
      return claimed(one, (what) => `it claims that it ${what}, under Microsoft’s key; the signature was not checked`)
    },
  },
  ...exits.map(withContent),
  reaching(
    'silent-drop',
    'an entry point can make mail disappear without telling the sender',
    35,
    'can make mail disappear without telling the sender',
    (one) => one.category === 'mail-drop' && atLeast(one, 'medium'),
  ),
  reaching(
    'names-pickup',
    'an entry point reaches code that names the folder from which Exchange sends what is put there',
    30,
    'can run code that names the pickup or replay folder, from which Exchange sends what is put there; whether mail is written to it is not analysed',
    (one) => one.rule === pickupName,
  ),
  reaching(
    'redirect',
    'an entry point can add or replace recipients',
    30,
    'can add or replace recipients; which ones is not analysed',
    (one) => one.category === 'mail-redirect',
  ),
  reaching(
    'forge',
    'an entry point can change who a message is from, or as whom it was authenticated',
    25,
    'can change who a message is from',
    (one) => one.rule === 'mail.write-sender' || one.rule === 'mail.write-user',
  ),
  ...exits.filter((exit) => exit.alone).map(withoutContent),
  reaching(
    'conceals',
    'reached code hides what it does',
    30,
    'can run code that hides what it does',
    (one) => one.category === 'concealment' && atLeast(one, 'medium') && one.rule !== windowless,
  ),
  reaching(
    'persists',
    'reached code settles in the system',
    35,
    'can run code that settles in the system',
    (one) => one.category === 'persistence' && atLeast(one, 'medium'),
  ),
  reaching(
    'credentials',
    'reached code goes after credentials or input',
    40,
    'can run code that goes after credentials',
    (one) => one.category === 'credential' && atLeast(one, 'medium'),
  ),
  {
    id: 'cut-off',
    decision: 'review',
    asks: 'the file ends before its sections do: it is probably a cut-off copy, and what is missing was not judged',
    points: 10,
    grounds: (one) =>
      one.isCut ? [{ text: 'the file ends before its sections do: get a whole copy first; what is missing was not judged', findings: [] }] : [],
  },
  {
    id: 'marked-concealed',
    decision: 'review',
    asks: 'the assembly carries the marks of an obfuscator, or names concealing uses in code that no entry point was seen to reach',
    points: 20,
    grounds: (one) => {
      const marks = one.findings.filter((finding) => !isReached(finding) && (concealingMarks.has(finding.rule) || (isOddity(finding) && !one.isCut)))
      return marks.length === 0 ? [] : [{ text: 'it carries marks of concealment in code or metadata', findings: ids(marks) }]
    },
  },
  {
    id: 'missing-base',
    decision: 'review',
    asks: 'a type derives from a class in an assembly that was not given, so it may be an agent',
    points: 15,
    grounds: (one) =>
      one.unresolvedBases.slice(0, 1).map(({ type, base, assembly }) => ({
        text: `${type}${one.unresolvedBases.length > 1 ? ` and ${one.unresolvedBases.length - 1} more` : ''}: the base class ${base} stands in ${assembly}, which was not given; it may be an agent`,
        findings: [],
      })),
  },
  {
    id: 'odd-agent',
    decision: 'review',
    asks: 'an agent, factory or subscription is of an unusual kind',
    points: 0,
    grounds: (one) => one.oddities.map(({ text }) => ({ text, findings: [] })),
  },
  {
    id: 'unread-code',
    decision: 'review',
    asks: 'an agent’s assembly has method bodies that could not be read',
    points: 15,
    grounds: (one) => {
      const { total, analysed } = one.completeness.methods
      return one.isAgent && analysed < total ? [{ text: `${total - analysed} of ${total} method bodies could not be read`, findings: [] }] : []
    },
  },
  {
    id: 'carries-escalated',
    decision: 'escalate',
    asks: 'an assembly found inside is one to escalate',
    points: 50,
    grounds: (one) =>
      inside(
        one,
        (child) => child.verdict.decision === 'escalate',
        (name, where) => `${name}, found inside (${where}), is one to escalate`,
      ),
  },
  {
    id: 'carries-agent',
    decision: 'review',
    asks: 'an assembly found inside holds an agent or a factory',
    points: 30,
    grounds: (one) =>
      inside(
        one,
        (child) => child.agents.length + child.factories.length > 0,
        (name, where) => `${name}, found inside (${where}), holds an agent or a factory`,
      ),
  },
  {
    id: 'bounds-met',
    decision: 'review',
    asks: 'reading met a bound that ordinary files stay far below, so that part of the file was not read',
    points: 15,
    grounds: (one) => {
      const met = one.completeness.limits.filter((limit) => !tellingBounds.has(limit))
      return met.length === 0
        ? []
        : [{ text: `part of it was not read: the file meets bounds that ordinary ones stay far below (${met.join(', ')})`, findings: [] }]
    },
  },
]

/** Bounds of what is told, or of one answer among many: large products meet them, and nothing stays unread for that. */
const tellingBounds: ReadonlySet<string> = new Set<LimitName>([
  'originSteps',
  'findings',
  'findingEntries',
  'evidence',
  'indicators',
  'indicatorText',
  'ruleText',
  'typeRefText',
])

function inside(one: Case, holds: (child: Profile) => boolean, say: (name: string, where: string) => string): Ground[] {
  return one.children
    .filter(({ profile }) => holds(profile))
    .slice(0, 3)
    .map(({ name, where }) => ({ text: say(name, where), findings: [] }))
}

/** How claims of Exchange's own begin, as `makeClaims` words them. */
const exchangeClaim = /^is (an agent|a factory|an assembly|Exchange's own)/

/** The strongest claim says enough; how many there are besides is told with it. */
function claimed(one: Case, say: (what: string, because: string) => string): Ground[] {
  if (one.agents.length + one.factories.length === 0) return []
  const claims = one.identity.claims.filter((claim) => !claim.supported && exchangeClaim.test(claim.what))
  const first = claims.find((claim) => claim.what.includes('own')) ?? claims[0]
  if (first === undefined) return []
  const more = claims.length > 1 ? ` (${claims.length - 1} more of the kind)` : ''
  return [{ text: `${say(first.what, first.because)}${more}`, findings: [] }]
}
