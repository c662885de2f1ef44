import { simpleName } from '../agents/find-agents.ts'
import { limits } from '../limits.ts'
import { methodFlags } from '../metadata/flags.ts'
import { cell } from '../metadata/tables.ts'
import { homeOfMethod, homeOfType, methodsOf, ownerOf } from '../model/program.ts'
import { edgeWay } from './graph.ts'
import type { Given, InstanceInfo, Solver } from './solver.ts'
import { type Ssa, valueKind } from './ssa.ts'

/** Is it a method without `this`? */
export function isStatic(solver: Solver, method: number): boolean {
  const { assembly, row } = homeOfMethod(solver.program, method)
  return (cell(assembly.metadata.tables, 'MethodDef', row, 'Flags') & methodFlags.static) !== 0
}

/**
 * The instance of a method for a receiver and a calling site; made when it is new; its body is taken up later (`fresh`), so that long chains of calls need no deep stack. Contexts: the receiver
 * object and one calling site; for static methods two sites. Above `limits.flowContexts` all further callers share one. Null for a
 * method without readable IL.
 */
export function instanceOf(solver: Solver, method: number, receiver: number, site: number, caller: InstanceInfo | null): number | null {
  const second = site < 0 || receiver !== 0 ? -1 : (caller?.site ?? -1)
  const known = solver.contexts.find(method, receiver, site, second)
  if (known >= 0) return known
  const { work } = solver
  if (work.isFull || solver.graph.exhausted()) return anyInstance(solver, method)
  const ssa = solver.ssaOf(method)
  if (ssa === null) return null
  let all = solver.ofMethod.get(method)
  if (all === undefined) {
    all = []
    solver.ofMethod.set(method, all)
  }
  const item = receiver === 0 ? null : solver.elements.item(receiver)
  const depth = item?.kind === 'object' ? item.depth + 1 : (caller?.depth ?? 0)
  const isApart = all.length < limits.flowContexts && (all.length === 0 || work.met < limits.flowApart)
  if (isApart && depth <= limits.flowObjectDepth && !solver.elements.full()) {
    const made = newInstance(solver, all, method, ssa, { receiver, site, secondSite: second, depth })
    solver.contexts.add(made, method, receiver, site, second)
    return made
  }
  const shared = solver.shared.get(method)
  if (shared !== undefined) return shared
  // how far contexts nest is how precise this is, not how much of it was followed
  if (solver.elements.full()) solver.log.hit.add('flowObjects')
  else if (!isApart) solver.log.hit.add('flowContexts')
  const made = newInstance(solver, all, method, ssa, { receiver: 0, site: -1, secondSite: -1, depth: limits.flowObjectDepth })
  solver.shared.set(method, made)
  return made
}

/** When nothing new is taken up any more: a context that is there stands for the others as well. */
function anyInstance(solver: Solver, method: number): number | null {
  return solver.shared.get(method) ?? solver.ofMethod.get(method)?.[0] ?? null
}

/** What a method in one context costs, in instructions: each takes as much as these besides its own. */
export function costOf(ssa: Ssa | null): number {
  return perInstance + (ssa?.code.code.count ?? 0)
}

const perInstance = 16

type Context = Pick<InstanceInfo, 'receiver' | 'site' | 'secondSite' | 'depth'>

function newInstance(solver: Solver, all: number[], method: number, ssa: Ssa, context: Context): number {
  const number = solver.instances.length
  solver.work.met += costOf(ssa)
  if (solver.work.met > limits.flowInstructions) {
    solver.work.isFull = true
    solver.log.hit.add('flowInstructions')
  }
  const base = solver.graph.nodes(ssa.valueCount + 2)
  const { index } = homeOfMethod(solver.program, method)
  solver.instances.push({
    method,
    base,
    ssa,
    index,
    returns: base + ssa.valueCount,
    throws: base + ssa.valueCount + 1,
    given: givenOf(solver, ssa),
    ...context,
  })
  all.push(number)
  const owner = ownerOf(solver.program, method)
  if (!isLazy(solver, owner)) initialise(solver, owner)
  solver.fresh.push(number)
  return number
}

/** `beforefieldinit`: only touching a static field is sure to run the static constructor. I.8.9.5 */
function isLazy(solver: Solver, type: number): boolean {
  if (type === 0) return true
  const { assembly, row } = homeOfType(solver.program, type)
  return (cell(assembly.metadata.tables, 'TypeDef', row, 'Flags') & beforeFieldInit) !== 0
}

const beforeFieldInit = 0x0010_0000 // II.23.1.15

/** The static constructor of a type runs once something of the type is touched. */
export function initialise(solver: Solver, type: number): void {
  if (type === 0 || solver.initialised.has(type)) return
  solver.initialised.add(type)
  for (const method of methodsOf(solver.program, type)) {
    if (simpleName(solver.program, method) !== '.cctor') continue
    const number = instanceOf(solver, method, 0, -1, null)
    if (number !== null && !solver.roots.has(number)) solver.roots.set(number, [{ kind: 'static-constructor', type, event: null, method }])
  }
}

/** Notes that a call at a site runs an instance. */
function noteCall(solver: Solver, site: number, instance: number): void {
  if (solver.targets.size(site) === 0) solver.calling.push(site)
  solver.targets.add(site, instance)
  solver.callers.add(instance, site)
}

/** Found once for a method, for all its instances. */
function givenOf(solver: Solver, ssa: Ssa): Given {
  const known = solver.given.get(ssa.method)
  if (known !== undefined) return known
  const made = { arguments: new Map<number, number>(), exceptions: new Map<number, number[]>() }
  for (let value = ssa.code.code.count; value < ssa.valueCount; value++) {
    const data = ssa.data[value] ?? 0
    if (ssa.kinds[value] === valueKind.argument) made.arguments.set(data, value)
    // a filter and its handler are given the same object
    if (ssa.kinds[value] === valueKind.exception) made.exceptions.set(data, [...(made.exceptions.get(data) ?? []), value])
  }
  solver.given.set(ssa.method, made)
  return made
}

/** Node of an argument by its number; -1 where the method does not use it. */
export function argumentNode(instance: InstanceInfo, argument: number): number {
  const value = instance.given.arguments.get(argument)
  return value === undefined ? -1 : instance.base + value
}

/** Ties a call to an instance: arguments in, result and exceptions out. `given`: node by argument number, -1 for none. */
export function bind(solver: Solver, site: number, number: number, given: readonly number[], result: number, thrown: (node: number) => void): void {
  noteCall(solver, site, number)
  const instance = solver.instances[number]
  if (instance === undefined) return
  for (const [argument, value] of instance.given.arguments) {
    const from = given[argument] ?? -1
    if (from >= 0) solver.graph.edge(from, instance.base + value, edgeWay.enter, site)
  }
  if (result >= 0) solver.graph.edge(instance.returns, result, edgeWay.leave, site)
  thrown(instance.throws)
}
