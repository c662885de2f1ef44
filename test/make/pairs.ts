import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { levels } from '../../lib/facts/vocabulary.ts'
import { inspect } from '../../lib/index.ts'
import type { Finding, Indicator, Profile } from '../../lib/profile/profile.ts'
import { conditionText, containsCondition, isCondition, type WantedTrigger, wantedText } from './pair-conditions.ts'
import { bytesOf, root } from './root.ts'

/** A finding that an analysis must give. A list inside `sources`, or for `sink`, means any of them. */
export interface Wanted {
  readonly category?: string
  /** The least level. */
  readonly level: string
  readonly sources?: readonly (string | readonly string[])[]
  readonly sink?: string | readonly string[]
  /** Part of the target. */
  readonly target?: string
  readonly grade?: string
  readonly anyOf: readonly (readonly WantedTrigger[])[]
  /** Whether all of the condition is told, where it matters. */
  readonly state?: 'known' | 'partial'
  /** Subjects of further atoms that may stand beside those of `anyOf`. */
  readonly besides?: readonly string[]
  /** Whether a recipient is added rather than replaced. */
  readonly copy?: boolean
  /** The target was hidden and worked out. */
  readonly recovered?: boolean
}

/** No finding of the agent may have all of these. */
export interface Unwanted {
  readonly category?: string
  readonly level?: string
  readonly sources?: readonly string[]
  readonly sink?: string
  readonly grade?: string
  readonly triggerSubject?: string
}

export interface AgentSays {
  readonly type: string
  readonly says: readonly Wanted[]
  readonly saysNot: readonly Unwanted[]
  /** Flows of mail that may be told besides: it depends on where one draws the line. Any other is wrong. */
  readonly mayAlso?: readonly { readonly category: string; readonly sources?: readonly string[] }[]
}

export interface Pair {
  readonly pair: number
  readonly about: string
  readonly claim: AgentSays
  readonly other: AgentSays
}

/** A library of pairs as one compiler built it; `pairs` by number. */
export interface PairBuild {
  readonly build: string
  readonly file: string
  readonly pairs: readonly Pair[]
}

/** What is wrong with a pair in one build: a line each, none where all is right. */
export interface PairResult {
  readonly pair: number
  readonly about: string
  readonly build: string
  readonly claim: readonly string[]
  readonly other: readonly string[]
}

/** Every `samples/pairs*.json` with each library in `samples/bin` that was built from its sources. */
export function pairBuilds(): readonly PairBuild[] {
  const files = readdirSync(join(root, 'samples/bin')).sort()
  const lists = readdirSync(join(root, 'samples')).filter((name) => /^pairs[a-z-]*\.json$/.test(name))
  return lists.sort().flatMap((list) => {
    const name = list.slice(0, -'.json'.length)
    const pairs: readonly Pair[] = JSON.parse(readFileSync(join(root, 'samples', list), 'utf8'))
    return files.filter((file) => file.startsWith(`${name}.`)).map((file) => ({ build: file.replace(/\.dll$/, ''), file, pairs }))
  })
}

/** Inspects the library once. */
export function judgeBuild({ build, file, pairs }: PairBuild): { readonly profile: Profile; readonly results: readonly PairResult[] } {
  const profile = inspect(bytesOf('samples/bin', file), { name: file })
  const results = pairs.map(({ pair, about, claim, other }) => ({ pair, about, build, claim: judgeAgent(profile, claim), other: judgeAgent(profile, other) }))
  return { profile, results }
}

/** What is wrong in what a profile says of one agent: each line names what was wanted and what was seen. */
export function judgeAgent(profile: Profile, agent: AgentSays): string[] {
  return judgeFindings(
    profile.findings.filter((finding) => finding.entries.some((entry) => isOf(entry.type, agent.type))),
    profile.indicators,
    agent,
  )
}

/** The same for a list of findings that are all an agent's. */
export function judgeFindings(findings: readonly Finding[], indicators: readonly Indicator[], agent: Omit<AgentSays, 'type'>): string[] {
  return [
    ...agent.says.flatMap((wanted) => missing(findings, indicators, wanted)),
    ...agent.saysNot.flatMap((unwanted) => accused(findings, unwanted)),
    ...unasked(findings, agent),
  ]
}

/**
 * What a profile of a whole file lacks of what a person who read the source says that matters: a line each. Where a condition is named,
 * all of it must stand in that of one finding; `entry`: the kind of entry point it must run from, callbacks that a factory starts included.
 */
export function missingSaid(profile: Profile, said: readonly (Wanted & { readonly entry?: string })[]): string[] {
  return said.flatMap((wanted) => {
    if (wanted.category === 'identity') return profile.identity.claims.some(({ supported }) => !supported) ? [] : ['no false claim is told']
    const isOfFactory = (type: string) => profile.factories.some((factory) => type === factory.type || type.startsWith(`${factory.type}/`))
    const runsFrom = ({ kind, type }: Finding['entries'][number]) =>
      kind === wanted.entry || (wanted.entry === 'factory' && kind === 'callback' && isOfFactory(type))
    const findings = profile.findings.filter(({ entries }) => wanted.entry === undefined || entries.some(runsFrom))
    return missing(findings, profile.indicators, wanted, containsCondition)
  })
}

/** The agent, types inside it, and its factory: a timer that the factory starts is the agent's doing as well. */
function isOf(type: string, agent: string): boolean {
  return [agent, `${agent}Factory`].some((owner) => type === owner || type.startsWith(`${owner}/`))
}

function missing(findings: readonly Finding[], indicators: readonly Indicator[], wanted: Wanted, isSaid = isCondition): string[] {
  const sources = wanted.sources ?? [null]
  return sources.flatMap((source) => {
    const right = findings.some((finding) => isWanted(finding, indicators, wanted, source) && isTold(finding, wanted, isSaid))
    if (right) return []
    const near = findings.filter((finding) => isWanted(finding, indicators, wanted, source))
    const alike = findings.filter((finding) => wanted.category === undefined || finding.category === wanted.category)
    const seen = (near.length > 0 ? near : alike).map(findingText)
    const words = [
      wanted.category,
      wanted.level,
      source === null ? null : `${[source].flat().join('/')} ->`,
      [wanted.sink ?? []].flat().join('/'),
      wanted.target,
    ]
    const marks = [wanted.grade, wanted.copy === undefined ? null : `copy ${wanted.copy}`, wanted.recovered === true ? 'recovered' : null]
    const all = [...words, ...marks, `when ${wanted.state ?? ''} ${wantedText(wanted.anyOf)}`].filter(
      (word) => word !== null && word !== undefined && word !== '',
    )
    return [`wanted ${all.join(' ')}; seen ${few(seen)}`]
  })
}

function isTold({ condition }: Finding, { anyOf, besides, state }: Wanted, isSaid: typeof isCondition): boolean {
  if (state !== undefined && state !== condition.state) return false
  // in part, and nothing of it understood
  if (state === 'partial' && anyOf.length === 0) return condition.anyOf.length === 0
  return isSaid(condition, anyOf, besides)
}

function isWanted(finding: Finding, indicators: readonly Indicator[], wanted: Wanted, source: string | readonly string[] | null): boolean {
  if (wanted.category !== undefined && wanted.category !== finding.category) return false
  if (rank(finding.level) < rank(wanted.level)) return false
  if (wanted.copy !== undefined && wanted.copy !== finding.evidence.some(({ api }) => /::(Add|ExpandRecipients)(\(|$)/.test(api ?? ''))) return false
  const hasFlow = finding.flows.some(
    ({ source: from, sink }) =>
      (source === null || [source].flat().includes(from.kind)) &&
      (wanted.sink === undefined || [wanted.sink].flat().includes(sink.kind)) &&
      (wanted.grade === undefined || wanted.grade === from.grade) &&
      (wanted.target === undefined || (sink.target ?? '').includes(wanted.target)),
  )
  if (!hasFlow && (source !== null || wanted.sink !== undefined || wanted.grade !== undefined || wanted.target !== undefined)) return false
  const { target } = wanted
  return wanted.recovered !== true || (target !== undefined && indicators.some(({ value, recovered }) => recovered && value.includes(target)))
}

function accused(findings: readonly Finding[], unwanted: Unwanted): string[] {
  const wrong = findings.filter((finding) => {
    if (unwanted.category !== undefined && unwanted.category !== finding.category) return false
    if (unwanted.level !== undefined && unwanted.level !== finding.level) return false
    const subjects = finding.condition.anyOf.flat().map(({ subject }) => subject)
    if (unwanted.triggerSubject !== undefined && !subjects.some((subject) => subject === unwanted.triggerSubject)) return false
    if (unwanted.sources === undefined && unwanted.sink === undefined && unwanted.grade === undefined) return true
    return finding.flows.some(
      ({ source, sink }) =>
        (unwanted.sources?.includes(source.kind) ?? true) &&
        (unwanted.sink === undefined || unwanted.sink === sink.kind) &&
        (unwanted.grade === undefined || unwanted.grade === source.grade),
    )
  })
  if (wrong.length === 0) return []
  const words = Object.entries(unwanted).map(([key, value]) => (key === 'triggerSubject' ? `when ${value}` : String(value)))
  return [`not wanted ${words.join(' ')}; seen ${few(wrong.map(findingText))}`]
}

/** Mail that is said to go somewhere although nobody said so. */
function unasked(findings: readonly Finding[], { says, mayAlso }: Omit<AgentSays, 'type'>): string[] {
  const known = [...says.filter(({ level }) => level === 'fed'), ...(mayAlso ?? [])]
  const wrong = findings.filter(
    (finding) =>
      finding.level === 'fed' &&
      !known.some(
        ({ category, sources }) =>
          (category === undefined || category === finding.category) &&
          (sources === undefined || finding.flows.some(({ source }) => sources.flat().includes(source.kind))),
      ),
  )
  return wrong.length === 0 ? [] : [`nobody asked for ${few(wrong.map(findingText))}`]
}

function rank(level: string): number {
  const order: readonly string[] = levels
  return order.indexOf(level)
}

function findingText(finding: Finding): string {
  const ends = finding.flows.map(({ source, sink }) => `${source.kind}/${source.grade} -> ${sink.kind} ${sink.target ?? '?'}`)
  return `${finding.category} ${finding.level} ${finding.rule} ${few([...new Set(ends)])} when ${conditionText(finding.condition)}`
}

function few(texts: readonly string[]): string {
  const different = [...new Set(texts)]
  if (different.length === 0) return 'nothing'
  return `${different.slice(0, 3).join(' | ')}${different.length > 3 ? ` | ${different.length - 3} more` : ''}`
}
