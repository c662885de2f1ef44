import { op } from '../il/opcode-lookup.ts'
import type { Item } from './elements.ts'
import { edgeWay, filter } from './graph.ts'
import type { Heap } from './heap.ts'
import { nodeOf, operandAt, type Solver, type Step } from './solver.ts'
import { valueKind } from './ssa.ts'

/** Is it memory that an address leads to: a block of native or stack memory, or an array? */
export function isMemory(heap: Heap, item: Item): boolean {
  return item.kind !== 'ref' && 'name' in item && heap.mainCell(item) !== 'content'
}

/**
 * Addresses at one node as they are at another when they may have moved: what lies beside the element that an address was taken of is
 * reached as well.
 */
export function moveAddresses(solver: Solver, from: number, to: number): void {
  const { graph, heap, elements } = solver
  graph.watch(from, (element) => {
    const item = elements.item(element)
    if (item === null) return
    if (item.kind === 'ref') {
      graph.add(to, element)
      const whole = heap.beside(item.cell)
      if (whole !== item.cell) graph.add(to, elements.of({ kind: 'ref', cell: whole }))
    } else if (isMemory(heap, item)) graph.add(to, element)
  })
}

/** Values of the method that are looked at for the text that an address was taken of. */
const longestWalk = 64

/** What is stored through an address that was taken of a text changes that text, as what holds it in this method sees. */
export function storeIntoText(step: Step, value: number): void {
  const { solver, instance, instruction, site } = step
  const { ssa } = instance
  const { graph, elements } = solver
  const seen = new Set([operandAt(ssa, instruction, 0)])
  for (const at of seen) {
    if (at < 0 || seen.size > longestWalk) return
    if (ssa.kinds[at] === valueKind.phi) {
      const phi = at - ssa.code.code.count
      for (let place = ssa.phiStart[phi] ?? 0; place < (ssa.phiStart[phi + 1] ?? 0); place++) seen.add(ssa.phiArgs[place] ?? -1)
    }
    if (at >= ssa.code.code.count) continue
    const opcode = ssa.code.code.opcodes[at]
    if (opcode === op.add || opcode === op.sub) seen.add(operandAt(ssa, at, 0))
    if (opcode !== op['conv.i'] && opcode !== op['conv.u']) continue
    const text = operandAt(ssa, at, 0)
    if (text < 0) continue
    seen.add(text)
    const node = nodeOf(instance, text)
    graph.watch(node, (element) => {
      const item = elements.item(element)
      const isText = item?.kind === 'text' || item?.kind === 'token' || (item?.kind === 'object' && item.name === 'System.String')
      if (isText) graph.edge(value, node, edgeWay.heap, site, filter.data)
    })
  }
}
