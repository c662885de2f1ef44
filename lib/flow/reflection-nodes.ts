import { edgeWay } from './graph.ts'
import type { OutsideCall, Solver } from './solver.ts'

/** What calls a member by reflection or late binding: an ordinary call once type and name are known. */
export type CallByName = (call: OutsideCall, api: string, receiver: number, given: readonly number[], result: number) => void

export function give({ step, result }: OutsideCall, node: number | undefined): void {
  if (node !== undefined && node >= 0 && result >= 0) step.solver.graph.edge(node, result)
}

/** Texts at a node, those that are worked out later included. */
export function texts(call: OutsideCall, node: number | undefined, see: (text: string) => void): void {
  const { solver, number, instance } = call.step
  if (node === undefined || node < 0) return
  if (node >= instance.base && node < instance.base + instance.ssa.valueCount) solver.names.set(node, { instance: number, value: node - instance.base })
  solver.graph.watch(node, (element) => {
    const item = solver.elements.item(element)
    if (item?.kind === 'text') see(item.value)
  })
}

/** Arguments in an array: its first members as nodes. */
export function membersOf(solver: Solver, array: number): number[] {
  const { graph, heap } = solver
  return Array.from({ length: 8 }, (_, place) => {
    const node = graph.nodes(1)
    if (array >= 0) heap.objects(array, (object) => graph.edge(heap.read(object, 'element', String(place)), node, edgeWay.heap))
    return node
  })
}

/** Makes the array that a call gives: the node of its members, or -1. */
export function arrayOf({ step: { solver, site, instance }, result }: OutsideCall, name: string): number {
  if (result < 0) return -1
  const made = solver.elements.of({ kind: 'object', type: 0, name, site, depth: instance.depth })
  solver.graph.add(result, made)
  return solver.heap.cell(made, 'element')
}
