import type { AgentSurface, EntryPoint } from '../agents/entries.ts'
import { agentBases, findEvent, findEventByMethod } from '../agents/exchange.ts'
import { resolveType } from '../model/program.ts'
import type { Callee } from './callee.ts'
import { plainType, shapeOf } from './callee.ts'
import { isExchange } from './handles.ts'
import { argumentNode, instanceOf, isStatic } from './instances.ts'
import type { Solver, Step } from './solver.ts'

/**
 * Where code of the set begins to run: factories first, since they make the agents; then whatever else Exchange enters that was not
 * met on the way. `settle` works until nothing changes.
 */
export function enterAll(solver: Solver, surface: AgentSurface, settle: () => void): void {
  const rank = (entry: EntryPoint) =>
    entry.kind === 'module' ? 0 : solver.factoryTypes.has(entry.type) && entry.kind !== 'callback' && entry.kind !== 'close' ? 1 : 2
  const stages: ((entry: EntryPoint) => boolean)[] = [
    (entry) => rank(entry) < 2,
    (entry) => entry.kind === 'static-constructor' || entry.kind === 'constructor',
    (entry) => entry.kind === 'event',
    (entry) => entry.kind === 'close',
    (entry) => entry.kind === 'callback',
  ]
  for (const [stage, belongs] of stages.entries()) {
    for (const entry of surface.entries) {
      if (!belongs(entry) || (stage > 0 && rank(entry) < 2)) continue
      // what was met from a factory or a subscription runs with the objects it was met with
      if (stage > 0 && entry.kind !== 'close' && (solver.ofMethod.get(entry.method)?.length ?? 0) > 0) continue
      enter(solver, entry)
    }
    settle()
  }
}

function enter(solver: Solver, entry: EntryPoint): void {
  const { elements, graph } = solver
  const isShared = solver.agentTypes.has(entry.type)
  const receiver = isStatic(solver, entry.method)
    ? 0
    : isShared
      ? elements.of({ kind: 'agent', type: entry.type, name: '' })
      : elements.of({ kind: 'external', type: entry.type, name: '', site: -1 })
  const number = instanceOf(solver, entry.method, receiver, -1, null)
  const instance = number === null ? undefined : solver.instances[number]
  if (number === null || instance === undefined) return
  const known = solver.roots.get(number) ?? []
  known.push(entry)
  solver.roots.set(number, known)
  const self = argumentNode(instance, 0)
  if (self >= 0 && receiver !== 0) graph.add(self, receiver)
  const first = receiver === 0 ? 0 : 1
  for (const [place, element] of outsideArguments(solver, entry.method).entries()) {
    const node = argumentNode(instance, first + place)
    if (node >= 0 && element !== null) graph.add(node, element)
  }
}

/** What Exchange gives a method: by parameter the element for it, null for plain values. */
function outsideArguments(solver: Solver, method: number): (number | null)[] {
  const ssa = solver.ssaOf(method)
  if (ssa === null) return []
  const { assembly, index, row } = ssa.code
  return (assembly.names.methodSig(row)?.parameters ?? []).map((sig, place) => {
    const { shape, token } = shapeOf(sig)
    if (shape !== 'object') return null
    const name = assembly.names.typeSig(plainType(sig))
    if (isExchange(name)) return solver.elements.of({ kind: 'handle', root: solver.mail, name })
    const type = token === 0 ? 0 : resolveType(solver.program, index, token)
    return solver.elements.of({ kind: 'external', type, name, site: -2 - place })
  })
}

/** A delegate that is put into an event of an agent base is called by Exchange, once for each message or command. */
export function subscribe(step: Step, callee: Callee): boolean {
  const { solver, site, instance, instruction } = step
  if (!callee.name.startsWith('add_')) return false
  const event = agentBases.has(callee.owner) ? findEvent(callee.owner, callee.name) : isExchange(callee.owner) ? findEventByMethod(callee.name) : null
  if (event === null) return false
  solver.subscriptions.set(site, event)
  const at = (instance.ssa.operandStart[instruction] ?? 0) + 1
  const value = instance.ssa.operands[at]
  if (value === undefined) return true
  solver.heap.objects(instance.base + value, (object, item) => {
    if (item.kind !== 'delegate' || item.method === 0) return
    const given = outsideArguments(solver, item.method).map((element) => {
      const node = solver.graph.nodes(1)
      if (element !== null) solver.graph.add(node, element)
      return node
    })
    solver.invoke(step, object, item, given, -1)
  })
  return true
}
