import type { AgentSurface } from '../agents/entries.ts'
import { salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { readFieldSig, type TypeSig } from '../metadata/signature.ts'
import { cell } from '../metadata/tables.ts'
import { methodCode } from '../model/method-code.ts'
import type { Tracer } from '../model/origins.ts'
import { buildSsa } from './build-ssa.ts'
import { makeCallees } from './callee.ts'
import { invoke, runOnObject, runStatic } from './calls.ts'
import { makeContexts } from './contexts.ts'
import { makeElements } from './elements.ts'
import { makeGraph } from './graph.ts'
import { makeHeap } from './heap.ts'
import { costOf } from './instances.ts'
import { makeNumberSets } from './number-sets.ts'
import { enterAll, subscribe } from './roots.ts'
import type { Solver } from './solver.ts'
import type { Ssa } from './ssa.ts'
import { transferBody } from './transfer.ts'

/** An empty solver for a set and what Exchange enters of it. */
export function makeSolver(tracer: Tracer, surface: AgentSurface): Solver {
  const { program, graph: callGraph, log, cache } = tracer
  const graph = makeGraph(log)
  const elements = makeElements()
  const heap = makeHeap(graph, elements)
  const bodies = new Map<number, Ssa | null>()
  const fields = new Map<number, TypeSig | null>()
  const ssaOf = (method: number) => {
    const known = bodies.get(method)
    if (known !== undefined) return known
    const code = methodCode(cache, method)
    const made = code === null ? null : buildSsa(program, method, code)
    bodies.set(method, made)
    if (made?.bounded === true) log.hit.add('ssaSteps')
    if (made?.flow.bounded === true) log.hit.add('stateSteps')
    return made
  }
  const fieldTypes = (index: number, row: number) => {
    const key = index * 0x100_0000 + row
    const known = fields.get(key)
    if (known !== undefined) return known
    const assembly = program.assemblies[index]
    const made =
      assembly === undefined
        ? null
        : salvage<TypeSig | null>(
            assembly.defects,
            'field',
            () => readFieldSig(assembly.metadata.blob(cell(assembly.metadata.tables, 'Field', row, 'Signature'))),
            null,
          )
    fields.set(key, made)
    return made
  }
  const { agents, factories, managers } = surface.types
  return {
    program,
    callGraph,
    log,
    graph,
    elements,
    heap,
    callees: makeCallees(program),
    ssaOf,
    instances: [],
    fresh: [],
    later: [],
    work: { met: 0, taken: 0, until: Infinity, isFull: false },
    ofMethod: new Map(),
    contexts: makeContexts(),
    shared: new Map(),
    given: new Map(),
    targets: makeNumberSets(),
    calling: [],
    callers: makeNumberSets(),
    roots: new Map(),
    subscriptions: new Map(),
    sources: new Map(),
    sinks: [],
    echoes: new Set(),
    mail: elements.of({ kind: 'external', type: 0, name: 'message', site: -1 }),
    statics: elements.of({ kind: 'statics' }),
    agentTypes: new Set([...agents, ...factories, ...managers].map(({ type }) => type)),
    factoryTypes: new Set(factories.map(({ type }) => type)),
    initialised: new Set(),
    unfollowed: new Map(),
    effects: new Map(),
    outside: new Map(),
    hidden: new Map(),
    addresses: new Map(),
    variables: new Map(),
    structs: new Map(),
    choices: new Map(),
    restoring: { known: new Set(), pending: [], runs: false },
    fieldTypes,
    escaped: new Map(),
    deferred: [],
    names: new Map(),
    paths: new Map(),
    invoke,
    runOn: runOnObject,
    runStatic,
    unresolved: [],
    subscribe,
  }
}

/**
 * Follows everything from the entry points, until nothing changes or the budget is spent. A stage of entry points that leads to more code
 * than half of what is left has to wait with the rest, so that the others are entered as well.
 */
export function solve(solver: Solver, surface: AgentSurface): void {
  const { work, fresh, later } = solver
  enterAll(solver, surface, () => {
    work.until = work.taken + (limits.flowInstructions - work.taken) / 2
    settle(solver)
    for (const instance of fresh.splice(0)) later.push(instance)
  })
  work.until = Infinity
  for (const instance of later.splice(0)) fresh.push(instance)
  settle(solver)
}

/** Takes up new bodies and passes on what flows until nothing changes any more; then what could only be told at that point. `isLast`: nobody works on what is left then. */
export function settle(solver: Solver, isLast = false): void {
  for (let round = 0; round <= limits.flowRounds; round++) {
    drain(solver)
    const waiting = solver.deferred.splice(0)
    if (waiting.length === 0) break
    for (const act of waiting) act()
  }
  drain(solver)
  if (isLast && solver.deferred.length > 0) solver.log.hit.add('flowRounds')
}

function drain(solver: Solver): void {
  const { fresh, graph, work } = solver
  for (;;) {
    // one call further from the entry points at a time, so that what is near them comes first
    const level = fresh.length
    let at = 0
    for (; at < level && !graph.exhausted() && work.taken < work.until; at++) {
      const number = fresh[at] ?? 0
      work.taken += costOf(solver.instances[number]?.ssa ?? null)
      transferBody(solver, number)
    }
    fresh.splice(0, at)
    graph.run()
    if (fresh.length === 0 || graph.exhausted() || work.taken >= work.until) return
  }
}
