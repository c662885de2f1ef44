import { simpleName } from '../agents/find-agents.ts'
import { chainOf, methodsOf } from '../model/program.ts'
import type { Effect, EffectOf } from './effect.ts'
import { role, sink, source } from './effect-ends.ts'
import { readPlace, write } from './effect-places.ts'
import { withPort } from './effect-ports.ts'
import { escapeTo } from './escape.ts'
import { edgeWay, filter } from './graph.ts'
import { restore } from './restore.ts'
import type { OutsideCall, Solver } from './solver.ts'
import { smallConstant } from './step.ts'

/** Puts one effect of an outside member into constraints. */
export function applyEffect(call: OutsideCall, effect: Effect): void {
  switch (effect.kind) {
    case 'copy':
      for (const node of readPlace(call, effect.from)) write(call, effect.to, withPort(call, effect, node), filter.all)
      break
    case 'data':
      for (const node of readPlace(call, effect.from)) write(call, effect.to, call.step.solver.heap.deep(node), throughOf(effect.as))
      break
    case 'source':
      source(call, effect)
      break
    case 'sink':
      sink(call, effect)
      break
    case 'role':
      role(call, effect)
      break
    case 'call':
      callDelegate(call, effect)
      break
    case 'run':
      runMethod(call, effect)
      break
    case 'wrap':
      wrap(call, effect)
      break
    case 'restore':
      restore(call, effect)
      break
    case 'new':
      break
    default: {
      const missing: never = effect
      throw new TypeError(`no effect ${String(missing)}`)
    }
  }
}

function throughOf(as: 'same' | 'digest' | 'measure'): number {
  return as === 'digest' ? filter.digest : as === 'measure' ? filter.measure : filter.data
}

function callDelegate(call: OutsideCall, effect: EffectOf<'call'>): void {
  const { solver } = call.step
  const given = effect.with.map((place) => merged(solver, readPlace(call, place)))
  const result = solver.graph.nodes(1)
  if (effect.to !== null) write(call, effect.to, result, filter.all)
  // a sequence of the set's own that a delegate gives, of which outside code takes the elements
  if (effect.to?.cells.includes('inner') === true) {
    solver.heap.objects(result, (object, item) => {
      if (item.kind === 'object' && item.type !== 0) escapeTo(call.step, object, item.type, [])
    })
  }
  for (const node of readPlace(call, effect.delegate)) {
    solver.heap.objects(node, (object, item) => {
      if (item.kind === 'delegate') solver.invoke(call.step, object, item, given, result)
    })
  }
}

function merged(solver: Solver, nodes: readonly number[]): number {
  const [only] = nodes
  if (nodes.length <= 1) return only ?? -1
  const into = solver.graph.nodes(1)
  for (const node of nodes) solver.graph.edge(node, into)
  return into
}

/** Outside code calls a method of the set by its name: `MoveNext` of a state machine that a builder starts. */
function runMethod(call: OutsideCall, effect: EffectOf<'run'>): void {
  const { solver } = call.step
  const result = solver.graph.nodes(1)
  if (effect.to !== null) write(call, effect.to, result, filter.all)
  for (const node of readPlace(call, effect.on)) {
    solver.heap.objects(node, (object, item) => {
      if (!('type' in item) || item.type === 0) return
      for (const method of methodsNamed(solver, item.type, effect.method)) solver.runOn(call.step, method, object, node, [], result)
    })
  }
}

function methodsNamed(solver: Solver, type: number, name: string): number[] {
  for (const at of chainOf(solver.program, type)) {
    // an explicit implementation carries the interface's name before it; obfuscators rename the method and keep the override
    const found = methodsOf(solver.program, at).filter((method) => {
      const own = simpleName(solver.program, method)
      return own === name || own.endsWith(`.${name}`) || solver.callGraph.overrides.apisOf(method).some((api) => api.endsWith(`::${name}`))
    })
    if (found.length > 0) return found
  }
  return []
}

/** A layer above a stream: what is read from it was below, what is written to it goes below. */
function wrap(call: OutsideCall, effect: EffectOf<'wrap'>): void {
  const { solver } = call.step
  const { graph, heap } = solver
  const { reads, writes } = directions(call, effect)
  const inners = readPlace(call, effect.inner)
  for (const outer of readPlace(call, effect.outer)) {
    heap.objects(outer, (object) => {
      // both ways: what is written goes on and does not come back
      if (reads && writes) heap.makeChannel(object)
      for (const inner of inners) {
        graph.edge(inner, heap.cell(object, 'inner'), edgeWay.heap)
        if (reads) graph.edge(inner, heap.cell(object, 'content'), edgeWay.heap, -1, filter.data)
        heap.objects(inner, (below, item) => {
          if (item.kind === 'agent') return
          if (reads) graph.edge(heap.read(below, 'content'), heap.cell(object, 'content'), edgeWay.heap, -1, filter.data)
          if (writes) graph.edge(heap.written(object), heap.written(below), edgeWay.heap, -1, filter.data)
        })
      }
    })
  }
}

function directions(call: OutsideCall, { direction }: EffectOf<'wrap'>): { readonly reads: boolean; readonly writes: boolean } {
  if (direction === 'read') return { reads: true, writes: false }
  if (direction === 'write') return { reads: false, writes: true }
  if (direction === 'both') return { reads: true, writes: true }
  const { instance, instruction } = call.step
  const place = direction.by + (call.callee.hasThis && !call.isNew ? 1 : 0)
  const value = instance.ssa.operands[(instance.ssa.operandStart[instruction] ?? 0) + place] ?? -1
  const mode = value < 0 ? null : smallConstant(instance, value)
  return mode === null ? { reads: true, writes: true } : { reads: mode !== direction.write, writes: mode === direction.write }
}
