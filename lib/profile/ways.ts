import { type AgentSurface, type EntryPoint, runsBefore } from '../agents/entries.ts'
import type { FlowResult, Hit } from '../flow/flow-result.ts'
import { type LimitLog, limits } from '../limits.ts'
import { cell } from '../metadata/tables.ts'
import type { CallGraph } from '../model/call-graph.ts'
import { homeOfMethod } from '../model/program.ts'
import { type PathStep, pathTo, type Reach, reachBudget, reachFrom } from '../model/reach.ts'

/** How entry points come to a method: which do, at most `limits.findingEntries`, and a short path from the one that says most. */
export interface Way {
  readonly entries: readonly EntryPoint[]
  readonly first: EntryPoint | null
  readonly path: readonly PathStep[]
}

export interface Ways {
  /** Null where no entry point leads to the method. */
  readonly to: (method: number) => Way | null
  /** The way to the sink of these hits, all in one method. */
  readonly toHits: (method: number, hits: readonly Hit[]) => Way | null
  /** Methods of the subject that some entry point reaches. */
  readonly reachable: number
}

/**
 * Ways to the wanted methods. The objects that are really made decide where they were followed to the end; else the candidates of the
 * call graph do.
 */
export function findWays(graph: CallGraph, surface: AgentSurface, wanted: ReadonlySet<number>, flow: FlowResult, log: LimitLog): Ways {
  const { reached, seen } = reach(graph, surface, wanted, log)
  const isDisproved = (method: number) => flow.complete && flow.isReached(method) === false
  const find = (method: number): Way | null => {
    if (method === 0 || isDisproved(method)) return null
    const walked = reached.get(method)
    const byObjects = flow.entriesOf(method)
    if (byObjects.length > 0) {
      const path = flow.pathTo(method)
      // a constructor on the way is an entry of its own as well
      const passed = new Set(path.map((step) => step.method))
      const others = (walked === undefined ? [] : told(walked)).flatMap((number) => surface.entries[number] ?? [])
      const makers = others.filter((entry) => entry.kind !== 'event' && passed.has(entry.method))
      return wayOf([...new Set([...byObjects, ...makers])], path, walked?.path ?? [], log)
    }
    if (walked === undefined) return null
    return { entries: told(walked).flatMap((number) => surface.entries[number] ?? []), first: surface.entries[walked.first] ?? null, path: walked.path }
  }
  const known = new Map<number, Way | null>()
  const to = (method: number): Way | null => {
    const before = known.get(method)
    const way = before === undefined ? find(method) : before
    known.set(method, way)
    return way
  }
  const toHits = (method: number, hits: readonly Hit[]): Way | null => {
    const entries = [...new Set(hits.flatMap((hit) => hit.entries))]
    const [path = []] = hits.flatMap((hit) => (hit.path.length === 0 ? [] : [hit.path])).sort((a, b) => a.length - b.length)
    return entries.length === 0 ? to(method) : wayOf(entries, path, to(method)?.path ?? [], log)
  }
  const { methodCount } = graph.program
  let reachable = 0
  for (let method = 1; method <= methodCount; method++) {
    const isReached = seen[method] === 1 ? !isDisproved(method) : flow.isReached(method) === true
    if (isReached && homeOfMethod(graph.program, method).index === 0 && hasBody(graph, method)) reachable++
  }
  return { to, toHits, reachable }
}

/** Events first; the first entry is the one the path begins with. */
function wayOf(entries: readonly EntryPoint[], path: readonly PathStep[], otherwise: readonly PathStep[], log: LimitLog): Way {
  if (entries.length > limits.findingEntries) log.hit.add('findingEntries')
  const events = entries.filter(({ kind }) => kind === 'event')
  const kept = new Set([...new Set([...events, ...entries])].slice(0, limits.findingEntries))
  const shortest = path.length > 0 ? path : otherwise
  const begin = shortest[0]?.method
  const first = [...events, ...entries].find(({ method }) => method === begin) ?? events[0] ?? entries[0] ?? null
  return { entries: entries.filter((entry) => kept.has(entry)), first, path: shortest }
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
  return { reached, seen }
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
      if (way !== undefined) way.path = pathTo(graph, from, method, log)
    }
  }
}

function hasBody(graph: CallGraph, method: number): boolean {
  const { assembly, row } = homeOfMethod(graph.program, method)
  return cell(assembly.metadata.tables, 'MethodDef', row, 'RVA') !== 0
}

/** The numbers of the entries to name, in their order. */
function told({ events, others }: Reached): readonly number[] {
  return [...events, ...others].slice(0, limits.findingEntries).sort((a, b) => a - b)
}
