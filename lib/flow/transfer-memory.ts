import { resolveType } from '../model/program.ts'
import { isMemory, moveAddresses, storeIntoText } from './addresses.ts'
import { edgeWay, filter } from './graph.ts'
import { operandAt, operandsOf, type Step } from './solver.ts'
import { type Action, freshObject, operandNode, smallConstant } from './step.ts'
import { isValueType } from './value-types.ts'

/** A constant index of the first elements keeps them apart. */
function indexKey(step: Step, place: number): string | null {
  const value = operandAt(step.instance.ssa, step.instruction, place)
  const index = value < 0 ? null : smallConstant(step.instance, value)
  return index !== null && index >= 0 && index < 16 ? String(index) : null
}

/** `ldelem` of every kind. */
export const loadElement: Action = (step) => {
  const { graph, heap } = step.solver
  const array = operandNode(step, 0)
  const key = indexKey(step, 1)
  graph.edge(array, step.site, edgeWay.plain, step.site, filter.data)
  // encoders look up what they write by what they read
  graph.edge(operandNode(step, 1), step.site, edgeWay.plain, step.site, filter.data)
  heap.objects(array, (element) => graph.edge(heap.read(element, 'element', key), step.site, edgeWay.heap, step.site))
}

/** `stelem` of every kind. */
export const storeElement: Action = (step) => {
  const { graph, heap } = step.solver
  const key = indexKey(step, 1)
  const value = operandNode(step, 2)
  heap.objects(operandNode(step, 0), (element) => graph.edge(value, heap.cell(element, 'element', key), edgeWay.heap, step.site))
}

/** `ldelema` */
export const elementAddress: Action = (step) => {
  const { graph, heap, elements } = step.solver
  const key = indexKey(step, 1)
  heap.objects(operandNode(step, 0), (element) => {
    graph.add(step.site, elements.of({ kind: 'ref', cell: heap.elementAt(element, key) }))
  })
}

/** `ldind` of every kind and `ldobj`. */
export const loadIndirect: Action = (step) => {
  const { graph, heap } = step.solver
  const from = operandNode(step, 0)
  graph.edge(from, step.site, edgeWay.plain, step.site, filter.data)
  behind(step, 0, (cellNode) => graph.edge(cellNode, step.site, edgeWay.heap, step.site))
  heap.objects(from, (element, item) => {
    // a struct is its own address
    if (item.kind === 'object' && item.type !== 0) graph.add(step.site, element)
    else if (!isMemory(heap, item)) graph.edge(heap.read(element, 'pointee'), step.site, edgeWay.heap, step.site, filter.data)
  })
}

/** `stind` of every kind and `stobj`. */
export const storeIndirect: Action = (step) => {
  const { graph } = step.solver
  const value = operandNode(step, 1)
  behind(step, 0, (_, cellNode) => graph.edge(value, cellNode, edgeWay.heap, step.site))
  storeIntoText(step, value)
}

/** `cpobj` and `cpblk`. */
export const copyIndirect: Action = (step) => {
  const { graph } = step.solver
  behind(step, 0, (_, target) => behind(step, 1, (source) => graph.edge(source, target, edgeWay.heap, step.site)))
}

/** The memory that an operand is the address of: nodes to read from and to write into. */
function behind(step: Step, place: number, see: (read: number, written: number) => void): void {
  const { graph, heap, elements } = step.solver
  graph.watch(operandNode(step, place), (element) => {
    const item = elements.item(element)
    if (item?.kind === 'ref') see(item.cell, item.cell)
    else if (item !== null && isMemory(heap, item)) see(heap.read(element, 'pointee'), heap.cell(element, 'pointee'))
  })
}

/** `localloc`: a block of memory of its own. */
export const stackMemory: Action = (step) => {
  step.solver.graph.add(step.site, freshObject(step.solver, step.instance, step.site, 0, 'System.Void*'))
}

/** `add` and `sub`: of two numbers, or of an address and how far it moves. */
export const addUp: Action = (step) => {
  compute(step)
  moveAddresses(step.solver, operandNode(step, 0), step.site)
  moveAddresses(step.solver, operandNode(step, 1), step.site)
}

/** What lies between two addresses is a number. */
export const takeAway: Action = (step) => {
  compute(step)
  const { solver, site } = step
  const [from, by] = [operandNode(step, 0), operandNode(step, 1)]
  let isDistance = false
  const isFar = (element: number) => {
    const item = solver.elements.item(element)
    if (item !== null && (item.kind === 'ref' || isMemory(solver.heap, item))) isDistance = true
  }
  solver.graph.watch(by, isFar)
  const move = () => {
    if (!isDistance) moveAddresses(solver, from, site)
  }
  if (operandIsConstant(step)) move()
  else solver.deferred.push(move)
}

function operandIsConstant(step: Step): boolean {
  const value = operandAt(step.instance.ssa, step.instruction, 1)
  return value >= 0 && smallConstant(step.instance, value) !== null
}

/** Conversions to an address that is not followed by the collector: `fixed` ends in one. */
export const convertAddress: Action = (step) => {
  const from = operandNode(step, 0)
  if (from < 0) return
  step.solver.graph.edge(from, step.site)
  moveAddresses(step.solver, from, step.site)
}

/** Arithmetic: data of each operand. */
export const compute: Action = (step) => {
  for (let place = 0; place < operandsOf(step.instance.ssa, step.instruction); place++) {
    step.solver.graph.edge(operandNode(step, place), step.site, edgeWay.plain, step.site, filter.data)
  }
}

/** `initobj` */
export const clear: Action = (step) => {
  const { solver, instance, token } = step
  const own = resolveType(solver.program, instance.index, token)
  if (own === 0 || !isValueType(solver.program, own)) return
  solver.heap.refs(operandNode(step, 0), (target) => solver.graph.add(target, freshObject(solver, instance, step.site, own, '')))
}
