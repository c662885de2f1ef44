import { findFlowRule, plainGrades, sinkCategories } from '../capabilities/flow-rules.ts'
import type { Match } from '../capabilities/match.ts'
import type { Rule } from '../capabilities/rule.ts'
import type { Fact, Place } from '../facts/fact.ts'
import { severities } from '../facts/vocabulary.ts'
import type { Hit } from '../flow/flow-result.ts'
import { isTelling, type SourceKind } from '../flow/label.ts'
import type { FlowEnd } from './profile.ts'

/** One rule at one sink instruction for one kind of source, and the flows that show it. */
export interface Fed {
  readonly match: Match
  /** Kind of source as a profile names it. */
  readonly source: string
  readonly hits: readonly Hit[]
  /** Is it mail, more than a measure, at a sink where that is no mere record-keeping? */
  readonly isFed: boolean
}

/** The kind of source as a profile names it; null for what never is the end of a flow. */
export function sourceName(kind: SourceKind): string | null {
  switch (kind) {
    case 'mail-sender':
    case 'mail-recipient':
      return 'mail-envelope'
    case 'mail-id':
      return 'mail-header'
    case 'direction':
    case 'size':
    case 'time':
      return null
    case 'database':
      return 'config'
    default:
      return kind
  }
}

/** The grade as a profile tells it; a measure is not told. */
export function gradeName(grade: Hit['source']['grade']): FlowEnd['grade'] {
  return grade === 'measure' ? null : grade
}

/** Is it what people wrote, or to whom, as a profile names it? */
export function isMail(source: string): boolean {
  return source.startsWith('mail-')
}

/**
 * Gives each flow to the finding it belongs to: the rule on the member at that very instruction whose category fits the sink, else
 * the sink's own rule. `rest`: the matches of the other rules, in their order.
 */
export function joinFlows(facts: readonly Fact[], matches: readonly Match[]): { readonly fed: readonly Fed[]; readonly rest: readonly Match[] } {
  const byPlace = new Map<string, Match[]>()
  for (const match of matches) {
    if (match.fact.kind !== 'api' && match.fact.kind !== 'native') continue
    const key = placeKey(match.fact.at)
    const known = byPlace.get(key)
    if (known === undefined) byPlace.set(key, [match])
    else known.push(match)
  }
  const own = new Map<Hit, Match>()
  for (const match of matches) if (match.fact.kind === 'flow' && !own.has(match.fact.hit)) own.set(match.fact.hit, match)
  const groups = new Map<string, { readonly match: Match; readonly source: string; readonly hits: Hit[]; readonly isFed: boolean }>()
  const taken = new Set<Match>()
  for (const fact of facts) {
    const source = fact.kind === 'flow' ? sourceName(fact.hit.source.kind) : null
    if (fact.kind !== 'flow' || source === null || !isTelling(fact.hit.source.grade)) continue
    const { hit } = fact
    // a file copied to a file, what native code gave handed to native code: no news
    if (source === hit.sink.kind) continue
    const isFed = isMail(source) && plainGrades.get(hit.sink.kind)?.includes(hit.source.grade) !== true
    const named = heaviest(byPlace.get(placeKey(fact.at)) ?? [], hit)
    const ofSink = isMail(source) && !isFed ? undefined : own.get(hit)
    const match = named === null ? ofSink : isFed ? weighed(named, hit) : named
    if (match === undefined) continue
    if (named !== null) taken.add(named)
    const key = `${match.rule.id}\n${placeKey(fact.at)}\n${source}\n${isFed}`
    const group = groups.get(key) ?? { match, source, hits: [], isFed }
    groups.set(key, group)
    group.hits.push(hit)
  }
  const fed = [...groups.values()]
  // that the data could not be followed further is said by the flow that ends there
  const ends = new Set(fed.filter(({ isFed }) => isFed).flatMap(({ match }) => ('at' in match.fact ? [placeKey(match.fact.at)] : [])))
  const isTold = ({ fact }: Match) => fact.kind === 'flow' || (fact.kind === 'unfollowed' && ends.has(placeKey(fact.at)))
  return { fed, rest: matches.filter((match) => !isTold(match) && !taken.has(match)) }
}

function placeKey({ method, ilOffset }: Place): string {
  return `${method}:${ilOffset}`
}

/** The most severe rule at the instruction that speaks of such a sink. */
function heaviest(matches: readonly Match[], { sink }: Hit): Match | null {
  const mails = sink.kind === 'network' && sink.member.includes('.SmtpClient::')
  const wanted = [...sinkCategories[sink.kind], ...(mails ? (['mail-send'] as const) : [])]
  const fitting = matches.filter(({ rule }) => wanted.includes(rule.category))
  return fitting.reduce<Match | null>((best, match) => (best === null || weight(match.rule) > weight(best.rule) ? match : best), null)
}

const weight = (rule: Rule) => severities.indexOf(rule.severity)

/** What mail flows into weighs at least what the flow alone would: a write to an open stream is little, the body written there is more. */
function weighed(match: Match, { sink }: Hit): Match {
  const alone = findFlowRule(sink.kind)
  return alone === null || weight(alone) <= weight(match.rule) ? match : { ...match, rule: { ...match.rule, severity: alone.severity } }
}
