import { isConcrete, simpleName } from '../agents/find-agents.ts'
import { op } from '../il/opcode-lookup.ts'
import { typeFlags } from '../metadata/flags.ts'
import { cell } from '../metadata/tables.ts'
import { chainOf, homeOfType, ownerOf } from '../model/program.ts'
import type { Callee } from './callee.ts'
import type { Item } from './elements.ts'
import { edgeWay, filter } from './graph.ts'
import { argumentNode, bind, initialise, instanceOf, isStatic } from './instances.ts'
import { outsideByName, outsideCall } from './outside.ts'
import { operandsOf, type Solver, type Step } from './solver.ts'
import { freshObject, operandNode, throwTo } from './step.ts'
import { constrainedTo } from './type-arguments.ts'
import { isDelegateType } from './value-types.ts'

/** `call`, `callvirt`, `calli`. */
export function transferCall(step: Step): void {
  const { solver, instance, instruction, token } = step
  const opcode = instance.ssa.code.code.opcodes[instruction]
  if (opcode === op.calli) {
    callPointer(step)
    return
  }
  const callee = solver.callees(instance.index, token)
  if (callee === null) return
  const operands = operandNodes(step)
  if (callee.method === 0) {
    callOutside(step, callee, operands, opcode === op.callvirt)
    return
  }
  if (!callee.hasThis) runStatic(step, staticTarget(step, callee.method), operands)
  else runOn(step, callee.method, operands[0] ?? -1, operands.slice(1), opcode === op.callvirt)
}

function operandNodes(step: Step): number[] {
  const count = operandsOf(step.instance.ssa, step.instruction)
  const nodes: number[] = []
  for (let place = 0; place < count; place++) nodes.push(operandNode(step, place))
  return nodes
}

/** A static member of an interface is that of the type which the prefix names. */
function staticTarget(step: Step, method: number): number {
  const { solver, instance, instruction } = step
  const { code } = instance.ssa.code
  if (code.opcodes[instruction - 1] !== op['constrained.']) return method
  const type = constrainedTo(step, (code.operands[instruction - 1] ?? 0) >>> 0)
  return type === 0 ? method : solver.callGraph.overrides.on(type, method)
}

/** `newobj`: an object, its constructor, or a delegate. */
export function transferNew(step: Step): void {
  const { solver, instance, token, site } = step
  const callee = solver.callees(instance.index, token)
  if (callee === null) return
  const operands = operandNodes(step)
  const type = callee.method === 0 ? 0 : ownerOf(solver.program, callee.method)
  if (operands.length === 2 && (type === 0 || isDelegateType(solver.program, type)) && makesDelegate(step, operands)) return
  const made = anotherSelf(step, type) ?? freshObject(solver, instance, site, type, type === 0 ? callee.owner : '')
  solver.graph.add(site, made)
  if (type === 0) {
    outsideCall(step, callee, site, operands, true)
    return
  }
  initialise(solver, type)
  const making = instanceOf(solver, callee.method, made, site, instance)
  if (making !== null) bindOn(step, making, made, -1, operands, -1)
}

/**
 * An iterator that is enumerated again makes another one of itself: it has the same parameters and gives the same, so it is taken for
 * the same object, or each would make one of its own.
 */
function anotherSelf({ solver, instance }: Step, type: number): number | null {
  if (type === 0 || instance.receiver === 0 || instance.ssa.code.code.count > largestEnumeration) return null
  const self = solver.elements.item(instance.receiver)
  if (self?.kind !== 'object' || self.type !== type) return null
  return solver.callGraph.overrides.apisOf(instance.method).some((api) => /^System\.Collections\..*::Get(?:Async)?Enumerator$/.test(api))
    ? instance.receiver
    : null
}

/** Compilers write a test and some copies of parameters. */
const largestEnumeration = 256

/** A delegate where the second operand is a method pointer. */
function makesDelegate(step: Step, operands: readonly number[]): boolean {
  const { solver, instance, instruction, site } = step
  const at = instance.ssa.operandStart[instruction] ?? 0
  const pointer = instance.ssa.operands[at + 1] ?? -1
  const opcode = pointer >= 0 && pointer < instance.ssa.code.code.count ? instance.ssa.code.code.opcodes[pointer] : -1
  if (opcode !== op.ldftn && opcode !== op.ldvirtftn) return false
  const { graph, heap, elements } = solver
  graph.watch(operands[1] ?? -1, (element) => {
    const item = elements.item(element)
    if (item?.kind !== 'pointer') return
    const made = elements.of({ kind: 'delegate', method: item.method, api: item.api, virtual: item.virtual, site })
    graph.add(site, made)
    graph.edge(operands[0] ?? -1, heap.cell(made, 'target'), edgeWay.heap, site)
  })
  return true
}

/** `calli`: the pointer is the last operand. */
function callPointer(step: Step): void {
  const { solver, instance, instruction } = step
  const count = operandsOf(instance.ssa, instruction)
  const given = Array.from({ length: Math.max(0, count - 1) }, (_, place) => operandNode(step, place))
  solver.graph.watch(operandNode(step, count - 1), (element) => {
    const item = solver.elements.item(element)
    if (item?.kind !== 'pointer' || item.method === 0) return
    if (isStatic(solver, item.method)) runStatic(step, item.method, given)
    else runOn(step, item.method, given[0] ?? -1, given.slice(1), item.virtual)
  })
}

/** Runs a static method. */
export function runStatic(step: Step, method: number, given: readonly number[], result = step.site): void {
  const target = instanceOf(step.solver, method, 0, step.site, step.instance)
  if (target !== null) bind(step.solver, step.site, target, given, result, (node) => throwTo(step, node))
}

/** Runs an instance method on every object its receiver can be. */
function runOn(step: Step, method: number, receiver: number, given: readonly number[], virtual: boolean, result = step.site): void {
  const { solver } = step
  if (receiver < 0) return
  const isInvoke = isDelegateType(solver.program, ownerOf(solver.program, method))
  solver.heap.objects(receiver, (object, item) => {
    if (isInvoke) {
      if (item.kind === 'delegate') invoke(step, object, item, given, result)
      return
    }
    for (const target of dispatch(solver, item, method, virtual)) runOnObject(step, target, object, receiver, given, result)
  })
}

/** Runs a method on one object. */
export function runOnObject(step: Step, method: number, object: number, receiver: number, given: readonly number[], result: number): void {
  const target = instanceOf(step.solver, method, object, step.site, step.instance)
  if (target !== null) bindOn(step, target, object, receiver, given, result)
}

/** Binds an instance method: `this` is this one object, the rest comes from the operands. */
function bindOn(step: Step, target: number, object: number, receiver: number, given: readonly number[], result: number): void {
  const { solver, site } = step
  const info = solver.instances[target]
  if (info === undefined) return
  const self = argumentNode(info, 0)
  if (self >= 0) {
    solver.graph.add(self, object)
    if (receiver >= 0) solver.graph.edge(receiver, self, edgeWay.enter, site, filter.data)
  }
  bind(solver, site, target, [-1, ...given], result, (node) => throwTo(step, node))
}

/** The methods that run when `method` is called on such an object. Of what only outside code made, any that can be. */
export function dispatch(solver: Solver, item: Item, method: number, virtual: boolean): number[] {
  if (!('type' in item) || item.type === 0 || item.kind === 'type' || item.kind === 'member') return []
  const { overrides } = solver.callGraph
  const owner = ownerOf(solver.program, method)
  const fits = chainOf(solver.program, item.type).includes(owner) || isInterface(solver, owner)
  if (!fits && item.kind !== 'external') return []
  if (!virtual) return [method]
  const target = overrides.on(item.type, method)
  if (isConcrete(solver.program, target)) return [target]
  if (item.kind !== 'external') return []
  const found = new Set<number>([method])
  for (const one of found) for (const other of overrides.of(one)) if (found.size < 64) found.add(other)
  return [...found].filter((one) => isConcrete(solver.program, one))
}

function isInterface(solver: Solver, type: number): boolean {
  const { assembly, row } = homeOfType(solver.program, type)
  return (cell(assembly.metadata.tables, 'TypeDef', row, 'Flags') & typeFlags.interface) !== 0
}

/** Calls a delegate: its method on its receivers, or an outside member. */
export function invoke(step: Step, delegate: number, item: Item, given: readonly number[], result: number): void {
  if (item.kind !== 'delegate') return
  const { solver } = step
  if (item.method === 0) {
    outsideByName(step, item.api, solver.heap.read(delegate, 'target'), given, result)
    return
  }
  const target = solver.heap.read(delegate, 'target')
  if (isStatic(solver, item.method)) {
    // a delegate over an extension method holds the first argument
    const parameters = parameterCount(solver, item.method)
    runStatic(step, item.method, parameters > given.length ? [target, ...given] : given, result)
  } else runOn(step, item.method, target, given, item.virtual, result)
}

function parameterCount(solver: Solver, method: number): number {
  const ssa = solver.ssaOf(method)
  return ssa?.code.assembly.names.methodSig(ssa.code.row)?.parameters.length ?? 0
}

/** A member outside the set, or what objects of the set put in its place. */
function callOutside(step: Step, callee: Callee, operands: readonly number[], virtual: boolean): void {
  const { solver, site } = step
  const receiver = callee.hasThis ? (operands[0] ?? -1) : -1
  const given = callee.hasThis ? operands.slice(1) : operands
  if (receiver >= 0 && callee.name === 'Invoke') invokeOutside(step, callee, receiver, given)
  if (receiver >= 0 && virtual) {
    solver.heap.objects(receiver, (object, item) => {
      for (const method of ownOverrides(solver, item, callee)) runOnObject(step, method, object, receiver, given, site)
    })
  }
  // a struct that is made in place
  if (callee.name === '.ctor' && receiver >= 0) {
    const made = freshObject(solver, step.instance, site, 0, callee.owner)
    solver.heap.refs(receiver, (cellNode) => solver.graph.add(cellNode, made))
  }
  if (solver.subscribe(step, callee)) return
  outsideCall(step, callee, receiver, given, false)
}

/** A delegate of an outside type is called. Where only outside code made it (a compiled expression, say), what goes in is told. */
function invokeOutside(step: Step, callee: Callee, receiver: number, given: readonly number[]): void {
  const { solver, site } = step
  const { graph, heap } = solver
  let isKnown = false
  let isGiven = false
  heap.objects(receiver, (object, item) => {
    isGiven = true
    if (item.kind !== 'delegate') return
    isKnown = true
    invoke(step, object, item, given, site)
  })
  solver.unresolved.push(() => {
    if (isKnown || !isGiven || solver.hidden.has(site)) return
    const all = graph.nodes(1)
    for (const node of given) graph.edge(heap.deep(node), all, edgeWay.plain, site, filter.data)
    solver.unfollowed.set(site, { kind: 'delegate', what: callee.api, node: all })
  })
}

/** Methods of an object's type that take the place of an outside member. */
function ownOverrides(solver: Solver, item: Item, callee: Callee): number[] {
  if (!('type' in item) || item.type === 0 || item.kind === 'type' || item.kind === 'member') return []
  const found = new Set<number>()
  for (const { method, api } of solver.callGraph.overrides.callbacks(item.type)) {
    const same = api === callee.api || (simpleName(solver.program, method) === callee.name && api.endsWith(`::${callee.name}`))
    if (same && parameterCount(solver, method) === callee.parameters) found.add(method)
  }
  return [...found]
}
