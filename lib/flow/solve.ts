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
import { makeElements } from './elements.ts'
import { makeGraph } from './graph.ts'
import { makeHeap } from './heap.ts'
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
    ofMethod: new Map(),
    byContext: new Map(),
    targets: new Map(),
    callers: new Map(),
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
    outside: new Map(),
    hidden: new Map(),
    addresses: new Map(),
    variables: new Map(),
    structs: new Map(),
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

/** Follows everything from the entry points, until nothing changes or the budget is spent. */
export function solve(solver: Solver, surface: AgentSurface): void {
  enterAll(solver, surface, () => settle(solver))
}

/** Takes up new bodies and passes on what flows until nothing changes any more; then what could only be told at that point. */
export function settle(solver: Solver): void {
  for (let round = 0; round <= limits.flowRounds; round++) {
    drain(solver)
    const waiting = solver.deferred.splice(0)
    if (waiting.length === 0) break
    for (const act of waiting) act()
  }
  drain(solver)
}

function drain(solver: Solver): void {
  const { fresh, graph } = solver
  do {
    for (let at = 0; at < fresh.length && !graph.exhausted(); at++) transferBody(solver, fresh[at] ?? 0)
    fresh.length = 0
    graph.run()
  } while (fresh.length > 0 && !graph.exhausted())
}
