import { resolveType } from '../model/program.ts'
import { edgeWay, filter } from './graph.ts'
import { operandAt, type Step } from './solver.ts'
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
    const cellNode = heap.cell(element, 'element', key)
    graph.add(step.site, elements.of({ kind: 'ref', cell: cellNode }))
  })
}

/** `ldind` of every kind and `ldobj`. */
export const loadIndirect: Action = (step) => {
  const from = operandNode(step, 0)
  step.solver.graph.edge(from, step.site, edgeWay.plain, step.site, filter.data)
  step.solver.heap.refs(from, (cellNode) => step.solver.graph.edge(cellNode, step.site, edgeWay.heap, step.site))
  step.solver.heap.objects(from, (element, item) => {
    // a struct is its own address; otherwise it is what stands behind a native pointer
    if (item.kind === 'object' && item.type !== 0) step.solver.graph.add(step.site, element)
    else step.solver.graph.edge(step.solver.heap.read(element, 'pointee'), step.site, edgeWay.heap, step.site, filter.data)
  })
}

/** `stind` of every kind and `stobj`. */
export const storeIndirect: Action = (step) => {
  const value = operandNode(step, 1)
  step.solver.heap.refs(operandNode(step, 0), (cellNode) => step.solver.graph.edge(value, cellNode, edgeWay.heap, step.site))
}

/** `cpobj` and `cpblk`. */
export const copyIndirect: Action = (step) => {
  const { graph, heap } = step.solver
  heap.refs(operandNode(step, 0), (target) => heap.refs(operandNode(step, 1), (source) => graph.edge(source, target, edgeWay.heap, step.site)))
}

/** `initobj` */
export const clear: Action = (step) => {
  const { solver, instance, token } = step
  const own = resolveType(solver.program, instance.index, token)
  if (own === 0 || !isValueType(solver.program, own)) return
  solver.heap.refs(operandNode(step, 0), (target) => solver.graph.add(target, freshObject(solver, instance, step.site, own, '')))
}
