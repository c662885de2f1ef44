import { type AgentSurface, type EntryPoint, runsBefore } from '../agents/entries.ts'
import type { Match } from '../capabilities/match.ts'
import type { Fact } from '../facts/fact.ts'
import { decodeBody } from '../il/decode-body.ts'
import { indexAt } from '../il/instruction.ts'
import { type LimitLog, limits } from '../limits.ts'
import { cell } from '../metadata/tables.ts'
import { tokenRow, tokenText } from '../metadata/token.ts'
import { salvagedBody } from '../model/assembly.ts'
import type { CallGraph } from '../model/call-graph.ts'
import { liveIn } from '../model/live.ts'
import { homeOfMethod, methodId, typeNameOf } from '../model/program.ts'
import { type PathStep, pathTo, type Reach, reachBudget, reachFrom } from '../model/reach.ts'
import { evidenceAt, evidenceOfToken } from './evidence.ts'
import type { Entry, Evidence, Finding } from './profile.ts'

/** What one assembly of the set was found to use. */
export interface AssemblyMatches {
  readonly index: number
  readonly matches: readonly Match[]
}

export interface Findings {
  readonly findings: Finding[]
  /** Methods of the subject that some entry point reaches. */
  readonly reachable: number
}

/** A method that was found to do something, the entries that reach it, and the shortest way from the one that says most. */
interface Reached {
  /** Numbers of entries, at most `limits.findingEntries` of each kind. */
  readonly events: number[]
  readonly others: number[]
  first: number
  depth: number
  path: PathStep[]
}

/**
 * Findings at the highest level that was proven: one for each rule and instruction that an entry point reaches; below
 * that one for each rule and member, with the first places. What only a second assembly holds counts where it is reached.
 */
export function makeFindings(graph: CallGraph, surface: AgentSurface, assemblies: readonly AssemblyMatches[], log: LimitLog): Findings {
  const { program } = graph
  const wanted = new Set<number>()
  for (const { index, matches } of assemblies) {
    for (const { fact } of matches) if ('at' in fact) wanted.add(methodId(program, index, tokenRow(fact.at.method)))
  }
  const { reached, reachable } = reach(graph, surface, wanted, log)
  const findings: Finding[] = []
  const isLive = liveness(graph)
  const rest = new Map<string, { readonly match: Match; readonly index: number; readonly at: Evidence[] }>()
  for (const { index, matches } of assemblies) {
    for (const match of matches) {
      const { fact } = match
      const method = 'at' in fact ? methodId(program, index, tokenRow(fact.at.method)) : 0
      const way = reached.get(method)
      if (way !== undefined && 'at' in fact && isLive(method, fact.at.ilOffset))
        findings.push(reachableFinding(graph, surface, match, method, fact.at.ilOffset, way))
      else if (index === 0) addRest(graph, rest, match)
    }
  }
  const proven = new Set(findings.map((finding) => finding.rule))
  for (const { match, at } of rest.values()) {
    const level = 'at' in match.fact ? 'called' : 'referenced'
    // that a rule's type is also named says nothing once its use was seen; a native function is a fact of its own
    if (level === 'referenced' && match.fact.kind !== 'native-reference' && (proven.has(match.rule.id) || hasCall(rest, match.rule.id))) continue
    findings.push({ ...shared(match, apiOf(match.fact), 'no-entry'), level, entries: [], path: [], evidence: at })
  }
  return { findings: numbered(capped(findings, log)), reachable }
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

function reach(graph: CallGraph, surface: AgentSurface, wanted: ReadonlySet<number>, log: LimitLog) {
  const { program } = graph
  const { entries, handedOver } = surface
  const reached = new Map<number, Reached>()
  const seen = new Uint8Array(program.methodCount + 1)
  const steps = reachBudget()
  let from: Reach | undefined
  for (const [number, entry] of entries.entries()) {
    from = reachFrom(graph, [entry.method], handedOver, steps, log, from, runsBefore(entry.kind))
    for (let at = 0; at < from.count; at++) {
      const method = from.order[at] ?? 0
      if (method > program.methodCount) continue
      seen[method] = 1
      if (wanted.has(method)) note(reached, method, surface, number, from.depth[method] ?? 0, log)
    }
  }
  addPaths(graph, surface, reached, log)
  let reachable = 0
  for (let method = 1; method <= program.methodCount; method++) {
    if (seen[method] === 1 && homeOfMethod(program, method).index === 0 && hasBody(graph, method)) reachable++
  }
  return { reached, reachable }
}

function note(reached: Map<number, Reached>, method: number, { entries }: AgentSurface, number: number, depth: number, log: LimitLog): void {
  const isEvent = entries[number]?.kind === 'event'
  const known = reached.get(method) ?? { events: [], others: [], first: number, depth, path: [] }
  reached.set(method, known)
  const list = isEvent ? known.events : known.others
  if (known.events.length + known.others.length >= limits.findingEntries) log.hit.add('findingEntries')
  if (list.length < limits.findingEntries) list.push(number)
  // an event says more than a constructor, a short way more than a long one
  const knownIsEvent = entries[known.first]?.kind === 'event'
  if (isEvent === knownIsEvent ? depth < known.depth : isEvent) {
    known.first = number
    known.depth = depth
  }
}

/** A second walk from the entries that were chosen: keeping every path of the first would take room by the square. */
function addPaths(graph: CallGraph, { entries, handedOver }: AgentSurface, reached: ReadonlyMap<number, Reached>, log: LimitLog): void {
  const byFirst = new Map<number, number[]>()
  for (const [method, { first }] of reached) {
    const methods = byFirst.get(first)
    if (methods === undefined) byFirst.set(first, [method])
    else methods.push(method)
  }
  const steps = reachBudget()
  let from: Reach | undefined
  for (const [first, methods] of byFirst) {
    const entry = entries[first]
    from = reachFrom(graph, [entry?.method ?? 0], handedOver, steps, log, from, entry !== undefined && runsBefore(entry.kind))
    for (const method of methods) {
      const way = reached.get(method)
      if (way !== undefined) way.path = pathTo(graph, from, method)
    }
  }
}

function hasBody(graph: CallGraph, method: number): boolean {
  const { assembly, row } = homeOfMethod(graph.program, method)
  return cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') !== 0
}

function reachableFinding(graph: CallGraph, surface: AgentSurface, match: Match, method: number, ilOffset: number, way: Reached): Finding {
  const { program } = graph
  const api = apiOf(match.fact)
  const entry = surface.entries[way.first]
  const entryName = entry === undefined ? '' : `${entryTypeName(graph, entry)}.${entry.event?.name ?? entry.kind}`
  const path = way.path.map((step, place) => {
    const at = evidenceAt(program, step.method, null, null)
    return { method: at.method ?? '', token: at.token ?? '', ilOffset: place === way.path.length - 1 ? ilOffset : step.ilOffset }
  })
  return {
    ...shared(match, api, entryName),
    level: 'reachable',
    entries: told(way).flatMap((number) => entryOf(graph, surface.entries[number])),
    path,
    evidence: [evidenceAt(program, method, ilOffset, api)],
  }
}

/** The numbers of the entries to name, in their order. */
function told({ events, others }: Reached): readonly number[] {
  return [...events, ...others].slice(0, limits.findingEntries).sort((a, b) => a - b)
}

function entryTypeName(graph: CallGraph, entry: EntryPoint): string {
  return entry.type === 0 ? '' : typeNameOf(graph.program, entry.type)
}

function entryOf(graph: CallGraph, entry: EntryPoint | undefined): Entry[] {
  if (entry === undefined) return []
  const { row } = homeOfMethod(graph.program, entry.method)
  return [{ kind: entry.kind, type: entryTypeName(graph, entry), event: entry.event?.name ?? null, token: tokenText(0x0600_0000 | row) }]
}

function shared({ rule, fact }: Match, api: string | null, entry: string) {
  // what was seen of an oddity holds numbers that a rebuild changes
  const used = fact.kind === 'oddity' ? fact.oddity : (api ?? '')
  return {
    id: `${rule.id}/${entry}/${used}`,
    rule: rule.id,
    category: rule.category,
    title: rule.title,
    severity: rule.severity,
    attack: [...rule.attack],
    condition: { state: 'not-analysed' as const, anyOf: [] },
    flows: [],
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

/** What the finding calls the thing used: a member, a native function, a type; of an oddity, what was seen. */
function apiOf(fact: Fact): string | null {
  switch (fact.kind) {
    case 'api':
    case 'api-reference':
      return fact.signature
    case 'native':
    case 'native-reference':
      return `${fact.module}!${fact.function}`
    case 'type':
    case 'attribute':
      return fact.type
    case 'override':
      return fact.api
    case 'oddity':
      return fact.detail
    case 'string':
    case 'empty-catch':
      return null
    default:
      return fact
  }
}

const severityRank = { critical: 0, high: 1, medium: 2, low: 3, info: 4 } as const
const levelRank = { fed: 0, reachable: 1, called: 2, referenced: 3 } as const

/** What is reached comes first, then what weighs most; the order of the code decides the rest. */
function capped(findings: Finding[], log: LimitLog): Finding[] {
  const order = findings.map((finding, place) => ({ finding, place }))
  order.sort(
    (a, b) =>
      levelRank[a.finding.level] - levelRank[b.finding.level] || severityRank[a.finding.severity] - severityRank[b.finding.severity] || a.place - b.place,
  )
  if (order.length > limits.findings) log.hit.add('findings')
  return order.slice(0, limits.findings).map(({ finding }) => finding)
}

/** Two uses of one member from one entry differ by their place in the order alone. */
function numbered(findings: Finding[]): Finding[] {
  const counts = new Map<string, number>()
  return findings.map((finding) => {
    const count = (counts.get(finding.id) ?? 0) + 1
    counts.set(finding.id, count)
    return count === 1 ? finding : { ...finding, id: `${finding.id}#${count}` }
  })
}
