import type { AgentSurface, EntryPoint } from '../agents/entries.ts'
import { effectTargets } from '../capabilities/flow-rules.ts'
import type { Match } from '../capabilities/match.ts'
import type { Fact } from '../facts/fact.ts'
import type { FlowResult, Hit } from '../flow/flow-result.ts'
import type { CodePlace } from '../flow/view.ts'
import { decodeBody } from '../il/decode-body.ts'
import { indexAt } from '../il/instruction.ts'
import { type LimitLog, limits } from '../limits.ts'
import { tokenRow, tokenText } from '../metadata/token.ts'
import { salvagedBody } from '../model/assembly.ts'
import type { CallGraph } from '../model/call-graph.ts'
import { liveIn } from '../model/live.ts'
import { homeOfMethod, methodId, typeNameOf } from '../model/program.ts'
import { type Deletion, deletions, isDeleted } from './deletions.ts'
import { evidenceAt, evidenceOfToken } from './evidence.ts'
import { apiOf } from './fact-api.ts'
import { type Fed, joinFlows } from './flow-join.ts'
import { anyCondition, distinctHits, evidenceOf, flowOf } from './flow-parts.ts'
import { isNamedByMail } from './mail-names.ts'
import { isPickedName } from './name-lookups.ts'
import type { Entry, Evidence, Finding } from './profile.ts'
import { techniquesOf } from './techniques.ts'
import { findWays, type Way } from './ways.ts'

/** What one assembly of the set was found to use. */
export interface AssemblyMatches {
  readonly index: number
  readonly facts: readonly Fact[]
  readonly matches: readonly Match[]
}

export interface Findings {
  readonly findings: Finding[]
  /** Methods of the subject that some entry point reaches. */
  readonly reachable: number
  /** Ids of findings whose file is deleted again by the code that writes it. */
  readonly tidied: ReadonlySet<string>
  /** Ids of findings whose every flow passes a member of which only its signature is known. */
  readonly byDefault: ReadonlySet<string>
  /** Ids of findings whose target the code hides. */
  readonly hiddenTargets: ReadonlySet<string>
  /** Ids of findings that ask the name service for hosts or addresses found in the text. */
  readonly picked: ReadonlySet<string>
  /** What is read, written, moved, removed or ended there is named by a body or what is in an attachment. */
  readonly namedByMail: ReadonlySet<string>
}

/** What is known of a finding besides what it tells. */
interface Made {
  readonly finding: Finding
  readonly isTidied?: boolean
  readonly isByDefault?: boolean
  readonly isHiddenTarget?: boolean
  readonly isPicked?: boolean
  readonly isNamedByMail?: boolean
}

/** A finding to be: its order is known before it is made, so that no more are made than are told. */
interface Candidate {
  readonly match: Match
  readonly level: Finding['level']
  readonly make: () => Made
}

/**
 * Findings at the highest level that was proven: one for each rule and instruction that an entry point reaches, and each kind of source
 * that flows there; below that one for each rule and member, with the first places. What only a second assembly holds counts where it is
 * reached.
 */
export function makeFindings(graph: CallGraph, surface: AgentSurface, assemblies: readonly AssemblyMatches[], flow: FlowResult, log: LimitLog): Findings {
  const { program } = graph
  const wanted = new Set<number>()
  for (const { index, matches } of assemblies) {
    for (const { fact } of matches) if ('at' in fact) wanted.add(methodId(program, index, tokenRow(fact.at.method)))
  }
  const ways = findWays(graph, surface, wanted, flow, log)
  const candidates: Candidate[] = []
  const pathOf = pathTeller(graph)
  const isLive = liveness(graph)
  const rest = new Map<string, { readonly match: Match; readonly index: number; readonly at: Evidence[] }>()
  const deleted = deletions(graph, assemblies, flow)
  const conditions = new Map<string, Finding['condition']>()
  const conditionAt = (at: CodePlace) => {
    const key = `${at.method}:${at.ilOffset}`
    const condition = conditions.get(key) ?? anyCondition(program, [flow.conditionOf(at)])
    conditions.set(key, condition)
    return condition
  }
  for (const { index, facts, matches } of assemblies) {
    const joined = joinFlows(facts, matches)
    for (const fed of joined.fed) {
      const { fact } = fed.match
      const method = 'at' in fact ? methodId(program, index, tokenRow(fact.at.method)) : 0
      const way = ways.toHits(method, fed.hits)
      const level = fed.isFed ? 'fed' : 'reachable'
      if (way !== null && 'at' in fact)
        candidates.push({ match: fed.match, level, make: () => fedFinding(graph, fed, method, fact.at.ilOffset, way, pathOf, deleted) })
      else if (index === 0) addRest(graph, rest, fed.match)
    }
    for (const match of joined.rest) {
      const { fact } = match
      const method = 'at' in fact ? methodId(program, index, tokenRow(fact.at.method)) : 0
      const way = ways.to(method)
      if (way !== null && 'at' in fact && isLive(method, fact.at.ilOffset)) {
        const at = { method, ilOffset: fact.at.ilOffset }
        candidates.push({ match, level: 'reachable', make: () => reachableMade(graph, flow, match, at, way, pathOf, conditionAt) })
      } else if (index === 0) addRest(graph, rest, match)
    }
  }
  const proven = new Set(candidates.map(({ match }) => match.rule.id))
  for (const { match, at } of rest.values()) {
    const level = 'at' in match.fact ? 'called' : 'referenced'
    // that a rule's type is also named says nothing once its use was seen; a native function is a fact of its own
    if (level === 'referenced' && match.fact.kind !== 'native-reference' && (proven.has(match.rule.id) || hasCall(rest, match.rule.id))) continue
    const condition = { state: 'not-analysed' as const, anyOf: [] }
    const make = () => ({ finding: { ...shared(match, 'no-entry', null), level, entries: [], condition, path: [], flows: [], evidence: at } }) satisfies Made
    candidates.push({ match, level, make })
  }
  const all = numbered(withoutDelivered(capped(candidates, log).map(({ make }) => make())))
  const idsOf = (test: (one: Made) => boolean) => new Set(all.filter(test).map(({ finding }) => finding.id))
  return {
    findings: all.map(({ finding }) => finding),
    reachable: ways.reachable,
    tidied: idsOf((one) => one.isTidied === true),
    byDefault: idsOf((one) => one.isByDefault === true),
    hiddenTargets: idsOf((one) => one.isHiddenTarget === true),
    picked: idsOf((one) => one.isPicked === true),
    namedByMail: idsOf((one) => one.isNamedByMail === true),
  }
}

/** Saying that a message was delivered swallows it only where nothing of it went anywhere from the same entry point. */
function withoutDelivered(made: readonly Made[]): Made[] {
  const delivering = new Set<string>()
  for (const { finding } of made) {
    const goesOut = finding.flows.some(({ source, sink }) => source.grade === 'content' && deliveries.has(sink.kind))
    if (goesOut) for (const entry of finding.entries) delivering.add(entryKey(entry))
  }
  return made.filter(({ finding }) => finding.rule !== 'mail.ack-success' || !finding.entries.some((entry) => delivering.has(entryKey(entry))))
}

const deliveries: ReadonlySet<string> = new Set(['network', 'mail-new', 'file', 'process-stdin', 'native', 'database'])

function entryKey({ type, event, token }: Entry): string {
  return `${type} ${event ?? ''} ${token}`
}

/** Whether control can reach an instruction once its method runs: what it cannot reach is only `called`. */
function liveness({ program }: CallGraph): (method: number, ilOffset: number) => boolean {
  const known = new Map<number, (ilOffset: number) => boolean>()
  return (method, ilOffset) => {
    const before = known.get(method)
    if (before !== undefined) return before(ilOffset)
    const { assembly, row } = homeOfMethod(program, method)
    const body = salvagedBody(assembly, row)
    const code = body === null ? null : decodeBody(body)
    const isLive = body === null || code === null ? () => true : liveIn(code, body)
    const made = (offset: number) => code === null || isLive(indexAt(code, offset))
    known.set(method, made)
    return made(ilOffset)
  }
}

function hasCall(rest: ReadonlyMap<string, { readonly match: Match }>, rule: string): boolean {
  for (const { match } of rest.values()) if (match.rule.id === rule && 'at' in match.fact) return true
  return false
}

function fedFinding(
  graph: CallGraph,
  { match, source, hits, isFed }: Fed,
  method: number,
  ilOffset: number,
  way: Way,
  pathOf: PathTeller,
  deleted: readonly Deletion[],
): Made {
  const { program } = graph
  const shortest = distinctHits([...hits].sort((a, b) => a.steps.length - b.steps.length)).slice(0, limits.findingFlows)
  const condition = anyCondition(
    program,
    hits.map((hit) => hit.condition),
  )
  const finding: Finding = {
    ...shared(match, entryName(graph, way.first), source),
    level: isFed ? 'fed' : 'reachable',
    entries: way.entries.map((entry) => entryOf(graph, entry)),
    condition,
    path: pathOf(way, ilOffset),
    flows: shortest.map((hit) => flowOf(program, named(hit, match), source)),
    evidence: [evidenceAt(program, method, ilOffset, apiOf(match.fact))],
  }
  const isTidied = hits.every((hit) => hit.sink.kind === 'file' && isDeleted(hit, deleted))
  return {
    finding: { ...finding, attack: techniquesOf(finding, isTidied) },
    isTidied,
    isByDefault: hits.every((hit) => hit.byDefault),
    isHiddenTarget: hits.some((hit) => hit.sink.targetRecovered),
    isPicked: hits.every((hit) => isPickedName(program, hit)),
  }
}

/** Native code is named by the function, where nothing says more. */
function named(hit: Hit, { fact }: Match): Hit {
  if (hit.sink.kind !== 'native' || hit.sink.target !== null) return hit
  const target = fact.kind === 'native' ? apiOf(fact) : /^[^:]+![^:]+$/.test(hit.sink.member) ? hit.sink.member : null
  return { ...hit, sink: { ...hit.sink, target } }
}

function reachableFinding(
  graph: CallGraph,
  flow: FlowResult,
  match: Match,
  at: CodePlace,
  way: Way,
  pathOf: PathTeller,
  conditionAt: (at: CodePlace) => Finding['condition'],
): Finding {
  const finding: Finding = {
    ...shared(match, entryName(graph, way.first), null),
    level: 'reachable',
    entries: way.entries.map((entry) => entryOf(graph, entry)),
    condition: conditionAt(match.fact.kind === 'empty-catch' ? { ...at, ilOffset: match.fact.tried } : at),
    path: pathOf(way, at.ilOffset),
    flows: constantFlow(graph, flow, match, at),
    evidence: [evidenceAt(graph.program, at.method, at.ilOffset, apiOf(match.fact))],
  }
  return { ...finding, attack: techniquesOf(finding, false) }
}

/** The same, with what its target tells: one that the code hides. */
function reachableMade(...given: Parameters<typeof reachableFinding>): Made {
  const [, flow, match, at] = given
  return { finding: reachableFinding(...given), isHiddenTarget: targetText(flow, match, at)?.recovered === true, isNamedByMail: isNamedByMail(flow, match, at) }
}

/** The text of the argument that says where an effect goes to. */
function targetText(flow: FlowResult, { rule, fact }: Match, at: CodePlace): ReturnType<FlowResult['argumentText']> {
  const hidden = fact.kind === 'api' && fact.hidden === true ? fact.api : undefined
  for (const parameter of effectTargets.get(rule.id)?.parameters ?? []) {
    const text = flow.argumentText(at, parameter, hidden)
    if (text !== null) return text
  }
  return null
}

/** Where the code itself says to whom mail goes or what is started: a flow from that value, which is no mail. */
function constantFlow({ program }: CallGraph, flow: FlowResult, match: Match, at: CodePlace): Finding['flows'] {
  const { rule, fact } = match
  const effect = effectTargets.get(rule.id)
  const text = targetText(flow, match, at)
  if (effect === undefined || text === null) return []
  const member = apiOf(fact) ?? ''
  const end = { grade: null, member, at: evidenceOf(program, at, member) }
  return [{ source: { ...end, kind: 'constant', target: null }, sink: { ...end, kind: effect.sink, target: text.text }, steps: [evidenceOf(program, at)] }]
}

type PathTeller = (way: Way, ilOffset: number) => Finding['path']

/** Tells paths; the steps that several share stand in memory once. */
function pathTeller({ program }: CallGraph): PathTeller {
  const known = new Map<number, Map<number | null, Finding['path'][number]>>()
  const step = (method: number, ilOffset: number | null) => {
    const ofMethod = known.get(method) ?? new Map<number | null, Finding['path'][number]>()
    known.set(method, ofMethod)
    const before = ofMethod.get(ilOffset)
    if (before !== undefined) return before
    const at = evidenceAt(program, method, null, null)
    const made = { method: at.method ?? '', token: at.token ?? '', ilOffset }
    ofMethod.set(ilOffset, made)
    return made
  }
  return ({ path }, ilOffset) => path.map((one, place) => step(one.method, place === path.length - 1 ? ilOffset : one.ilOffset))
}

function entryName(graph: CallGraph, entry: EntryPoint | null): string {
  return entry === null ? '' : `${entryTypeName(graph, entry)}.${entry.event?.name ?? entry.kind}`
}

function entryTypeName(graph: CallGraph, entry: EntryPoint): string {
  return entry.type === 0 ? '' : typeNameOf(graph.program, entry.type)
}

function entryOf(graph: CallGraph, entry: EntryPoint): Entry {
  const { row } = homeOfMethod(graph.program, entry.method)
  return { kind: entry.kind, type: entryTypeName(graph, entry), event: entry.event?.name ?? null, token: tokenText(0x0600_0000 | row) }
}

function shared({ rule, fact }: Match, entry: string, source: string | null) {
  // what was seen of an oddity holds numbers that a rebuild changes
  const used = fact.kind === 'oddity' ? fact.oddity : (apiOf(fact) ?? '')
  const isHidden = fact.kind === 'api' && fact.hidden === true
  const maker = fact.kind === 'recovered' && fact.by !== '' ? `, made by ${fact.by}` : ''
  return {
    id: `${rule.id}/${entry}/${used}${source === null ? '' : `/${source}`}`,
    rule: rule.id,
    category: rule.category,
    title: isHidden ? `${rule.title}, called by reflection` : `${rule.title}${maker}`,
    severity: rule.severity,
    attack: [...rule.attack],
  }
}

function addRest(graph: CallGraph, rest: Map<string, { match: Match; index: number; at: Evidence[] }>, match: Match): void {
  const { fact, rule } = match
  const api = apiOf(fact)
  const key = `${rule.id}\n${'at' in fact ? 'called' : 'referenced'}\n${api ?? ''}`
  const group = rest.get(key) ?? { match, index: 0, at: [] }
  rest.set(key, group)
  if (group.at.length >= limits.evidence) return
  group.at.push(placeOf(graph, fact, api))
}

function placeOf(graph: CallGraph, fact: Fact, api: string | null): Evidence {
  if ('at' in fact) return evidenceAt(graph.program, tokenRow(fact.at.method), fact.at.ilOffset, api)
  if ('token' in fact) return evidenceOfToken(graph.program, 0, fact.token, api)
  return { assembly: null, method: null, token: null, ilOffset: null, fileOffset: fact.offset, api }
}

const severityRank = { critical: 0, high: 1, medium: 2, low: 3, info: 4 } as const
const levelRank = { fed: 0, reachable: 1, called: 2, referenced: 3 } as const

/** What is reached comes first, then what weighs most; the order of the code decides the rest. */
function capped(candidates: readonly Candidate[], log: LimitLog): Candidate[] {
  const order = candidates.map((one, place) => ({ one, place, level: levelRank[one.level], severity: severityRank[one.match.rule.severity] }))
  order.sort((a, b) => a.level - b.level || a.severity - b.severity || a.place - b.place)
  if (order.length > limits.findings) log.hit.add('findings')
  return order.slice(0, limits.findings).map(({ one }) => one)
}

/** Two uses of one member from one entry differ by their place in the order alone. */
function numbered(made: readonly Made[]): Made[] {
  const counts = new Map<string, number>()
  return made.map((one) => {
    const { id } = one.finding
    const count = (counts.get(id) ?? 0) + 1
    counts.set(id, count)
    return count === 1 ? one : { ...one, finding: { ...one.finding, id: `${id}#${count}` } }
  })
}
