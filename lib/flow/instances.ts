import { simpleName } from '../agents/find-agents.ts'
import { limits } from '../limits.ts'
import { methodFlags } from '../metadata/flags.ts'
import { cell } from '../metadata/tables.ts'
import { homeOfMethod, homeOfType, methodsOf, ownerOf } from '../model/program.ts'
import { edgeWay } from './graph.ts'
import type { InstanceInfo, Solver } from './solver.ts'
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
  const ssa = solver.ssaOf(method)
  if (ssa === null) return null
  const sites = site < 0 ? [] : receiver !== 0 ? [site] : [site, ...(caller?.sites ?? [])].slice(0, 2)
  let key = `${method} ${receiver} ${sites.join(' ')}`
  const known = solver.byContext.get(key)
  if (known !== undefined) return known
  const item = receiver === 0 ? null : solver.elements.item(receiver)
  let depth = item?.kind === 'object' ? item.depth + 1 : (caller?.depth ?? 0)
  const all = solver.ofMethod.get(method) ?? []
  let context = { receiver, sites }
  if (all.length >= limits.flowContexts || depth > limits.flowObjectDepth || solver.elements.full()) {
    key = `${method} shared`
    const shared = solver.byContext.get(key)
    if (shared !== undefined) return shared
    context = { receiver: 0, sites: [] }
    depth = limits.flowObjectDepth
    // how far contexts nest is how precise this is, not how much of it was followed
    if (solver.elements.full()) solver.log.hit.add('flowObjects')
    else if (all.length >= limits.flowContexts) solver.log.hit.add('flowContexts')
  }
  const number = solver.instances.length
  const base = solver.graph.nodes(ssa.valueCount + 2)
  const made: InstanceInfo = {
    method,
    base,
    ssa,
    index: homeOfMethod(solver.program, method).index,
    returns: base + ssa.valueCount,
    throws: base + ssa.valueCount + 1,
    receiver: context.receiver,
    sites: context.sites,
    depth,
    arguments: argumentsOf(ssa, base),
    exceptions: exceptionsOf(ssa, base),
  }
  solver.instances.push(made)
  solver.byContext.set(key, number)
  all.push(number)
  solver.ofMethod.set(method, all)
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
  const targets = solver.targets.get(site) ?? new Set<number>()
  solver.targets.set(site, targets)
  targets.add(instance)
  const callers = solver.callers.get(instance) ?? new Set<number>()
  solver.callers.set(instance, callers)
  callers.add(site)
}

/** Nodes of the arguments by number. */
function argumentsOf(ssa: Ssa, base: number): ReadonlyMap<number, number> {
  const nodes = new Map<number, number>()
  for (let value = ssa.code.code.count; value < ssa.valueCount; value++) {
    if (ssa.kinds[value] === valueKind.argument) nodes.set(ssa.data[value] ?? 0, base + value)
  }
  return nodes
}

/** A filter and its handler are given the same object. */
function exceptionsOf(ssa: Ssa, base: number): ReadonlyMap<number, readonly number[]> {
  const nodes = new Map<number, number[]>()
  for (let value = ssa.code.code.count; value < ssa.valueCount; value++) {
    if (ssa.kinds[value] !== valueKind.exception) continue
    const clause = ssa.data[value] ?? 0
    nodes.set(clause, [...(nodes.get(clause) ?? []), base + value])
  }
  return nodes
}

/** Ties a call to an instance: arguments in, result and exceptions out. `given`: node by argument number, -1 for none. */
export function bind(solver: Solver, site: number, number: number, given: readonly number[], result: number, thrown: (node: number) => void): void {
  noteCall(solver, site, number)
  const instance = solver.instances[number]
  if (instance === undefined) return
  for (const [argument, node] of instance.arguments) {
    const from = given[argument] ?? -1
    if (from >= 0) solver.graph.edge(from, node, edgeWay.enter, site)
  }
  if (result >= 0) solver.graph.edge(instance.returns, result, edgeWay.leave, site)
  thrown(instance.throws)
}
