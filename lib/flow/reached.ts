import { type AgentSurface, type EntryPoint, runsBefore } from '../agents/entries.ts'
import { limits } from '../limits.ts'
import type { PathStep } from '../model/reach.ts'
import { ownerOfNode } from './owner-of-node.ts'
import type { Solver } from './solver.ts'
import type { Instance } from './view.ts'

/** Which entry points lead to which instances, and the shortest way there. */
export interface Reached {
  readonly entriesOf: (method: number) => readonly EntryPoint[]
  readonly entriesOfInstance: (instance: Instance) => readonly EntryPoint[]
  readonly pathTo: (method: number) => readonly PathStep[]
  readonly pathToInstance: (instance: Instance) => readonly PathStep[]
}

interface Root {
  readonly instance: Instance
  readonly entry: EntryPoint
}

interface Way {
  readonly entries: EntryPoint[]
  /** The instance the way begins with. */
  start: Instance
  /** The instance before it and the instruction there; -1 at the start. */
  before: Instance
  instruction: number
  depth: number
  isEvent: boolean
}

/** Walks the calls that the solver found, from each entry point; what an event or a callback starts is not part of who handed it over. */
export function findReached(solver: Solver, surface: AgentSurface): Reached {
  const roots = rootsOf(solver, surface)
  const starts = new Set(roots.map(({ instance }) => instance))
  const called = calledBy(solver)
  const ways = new Map<Instance, Way>()
  let steps: number = limits.reachSteps
  for (const { instance, entry } of roots) {
    const isEvent = entry.kind === 'event'
    const isEarly = runsBefore(entry.kind)
    const seen = new Map<Instance, number>([[instance, 0]])
    note(ways, instance, entry, { start: instance, before: -1, instruction: -1, depth: 0, isEvent })
    for (const [at, depth] of seen) {
      for (const { instance: next, instruction } of called.get(at) ?? []) {
        if (steps-- <= 0 || seen.has(next) || (isEarly && starts.has(next))) continue
        seen.set(next, depth + 1)
        note(ways, next, entry, { start: instance, before: at, instruction, depth: depth + 1, isEvent })
      }
    }
  }
  if (steps <= 0) solver.log.hit.add('reachSteps')
  const best = (method: number): Instance | null => {
    let found: Instance | null = null
    for (const instance of solver.ofMethod.get(method) ?? []) {
      const way = ways.get(instance)
      const known = found === null ? undefined : ways.get(found)
      if (way !== undefined && (known === undefined || (way.isEvent === known.isEvent ? way.depth < known.depth : way.isEvent))) found = instance
    }
    return found
  }
  const pathToInstance = (instance: Instance): PathStep[] => {
    const path: PathStep[] = [{ method: solver.instances[instance]?.method ?? 0, ilOffset: null }]
    for (let at = ways.get(instance); at !== undefined && at.before >= 0; at = ways.get(at.before)) {
      if (path.length >= limits.pathSteps - 1) {
        solver.log.hit.add('pathSteps')
        path.push({ method: solver.instances[at.start]?.method ?? 0, ilOffset: null })
        break
      }
      const info = solver.instances[at.before]
      path.push({ method: info?.method ?? 0, ilOffset: info?.ssa.code.code.offsets[at.instruction] ?? null })
    }
    return path.reverse()
  }
  return {
    entriesOf: (method) => unique((solver.ofMethod.get(method) ?? []).flatMap((instance) => ways.get(instance)?.entries ?? [])),
    entriesOfInstance: (instance) => ways.get(instance)?.entries ?? [],
    pathTo: (method) => {
      const instance = best(method)
      return instance === null ? [] : pathToInstance(instance)
    },
    pathToInstance,
  }
}

function note(ways: Map<Instance, Way>, instance: Instance, entry: EntryPoint, way: Omit<Way, 'entries'>): void {
  const known = ways.get(instance)
  if (known === undefined) {
    ways.set(instance, { entries: [entry], ...way })
    return
  }
  if (known.entries.length < limits.findingEntries) known.entries.push(entry)
  // an event says more than a constructor, a short way more than a long one
  if (way.isEvent === known.isEvent ? way.depth < known.depth : way.isEvent) Object.assign(known, way)
}

function rootsOf(solver: Solver, surface: AgentSurface): Root[] {
  const roots: Root[] = []
  const callbacks = new Map(surface.entries.filter(({ kind }) => kind === 'callback').map((entry) => [entry.method, entry]))
  for (const [site, event] of solver.subscriptions) {
    for (const instance of solver.targets.list(site)) {
      const info = solver.instances[instance]
      const receiver = info === undefined ? null : solver.elements.item(info.receiver)
      const type = receiver?.kind === 'agent' ? receiver.type : 0
      const fitting = surface.entries.filter((entry) => entry.kind === 'event' && entry.method === info?.method && entry.event?.name === event.name)
      const entry = fitting.find((one) => one.type === type) ?? fitting[0] ?? { kind: 'event', type, event, method: info?.method ?? 0 }
      roots.push({ instance, entry })
    }
  }
  for (const [instance, entries] of solver.roots) for (const entry of entries) roots.push({ instance, entry })
  for (const [instance, { method }] of solver.instances.entries()) {
    const entry = callbacks.get(method)
    if (entry !== undefined && !roots.some((root) => root.instance === instance)) roots.push({ instance, entry })
  }
  return roots
}

interface Called {
  readonly instance: Instance
  readonly instruction: number
}

function calledBy(solver: Solver): Map<Instance, Called[]> {
  const called = new Map<Instance, Called[]>()
  for (const site of solver.calling) {
    const owner = ownerOfNode(solver, site)
    if (owner === null || solver.subscriptions.has(site)) continue
    const list = called.get(owner.instance) ?? []
    called.set(owner.instance, list)
    for (const instance of solver.targets.list(site)) list.push({ instance, instruction: owner.value })
  }
  return called
}

function unique(entries: readonly EntryPoint[]): EntryPoint[] {
  return [...new Set(entries)]
}
