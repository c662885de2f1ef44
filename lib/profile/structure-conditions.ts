import type { LimitName } from '../limits.ts'
import type { Case, Condition, Ground } from './case.ts'
import { atLeast } from './exits.ts'
import type { Finding, Profile } from './profile.ts'
import { ids, isReached } from './reaching.ts'

/** What conceals the code itself or fights those who look: worth a look even where nothing was seen to reach it. */
const concealingMarks = new Set(['conceal.obfuscator', 'conceal.internals', 'conceal.clear-log', 'conceal.disable-security', 'native.tamper-security'])

const isOddity = (finding: Finding) => finding.rule.startsWith('oddity.') && atLeast(finding, 'medium')

/** What the file says it is, and whether that is so. */
export const claimConditions: readonly Condition[] = [
  {
    id: 'claims-exchange',
    decision: 'escalate',
    asks: 'an agent or factory carries the name of Exchange’s own and the assembly is not signed so',
    points: 160,
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
]

/** What is wrong or missing in the file, and what lies in it. */
export const structureConditions: readonly Condition[] = [
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
    points: 40,
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
    points: 150,
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
      const met = one.completeness.limits.filter((limit) => !tellingBounds.has(limit) && one.flow?.bounds.includes(limit) !== true)
      return met.length === 0
        ? []
        : [{ text: `part of it was not read: the file meets bounds that ordinary ones stay far below (${met.join(', ')})`, findings: [] }]
    },
  },
]

/** Bounds of what is told, or of one answer among many: large products meet them, and nothing stays unread for that. */
const tellingBounds: ReadonlySet<string> = new Set<LimitName>([
  'originSteps',
  'conditionInline',
  'conditionSlice',
  'findings',
  'findingEntries',
  'pathSteps',
  'evidence',
  'indicators',
  'indicatorText',
  'ruleText',
  'typeRefText',
  'conditionSteps',
  'conditionTotal',
  'conditionAgain',
  'conditionDepth',
  'conditionInline',
  'conditionSlice',
])

function inside(one: Case, holds: (child: Profile) => boolean, say: (name: string, where: string) => string): Ground[] {
  return one.children
    .filter(({ profile }) => holds(profile))
    .slice(0, 3)
    .map(({ name, where }) => ({ text: say(name, where), findings: [] }))
}

/** How claims of Exchange's own begin, as `makeClaims` words them. */
const exchangeClaim = /^is (an agent of|a factory of|an assembly of|part of|Exchange's own)/

/** The strongest claim says enough; how many there are besides is told with it. */
function claimed(one: Case, say: (what: string, because: string) => string): Ground[] {
  if (one.agents.length + one.factories.length === 0) return []
  const claims = one.identity.claims.filter((claim) => !claim.supported && exchangeClaim.test(claim.what))
  const first = claims.find((claim) => claim.what.includes('own')) ?? claims[0]
  if (first === undefined) return []
  const more = claims.length > 1 ? ` (${claims.length - 1} more of the kind)` : ''
  return [{ text: `${say(first.what, first.because)}${more}`, findings: [] }]
}
