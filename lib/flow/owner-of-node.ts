import type { Solver } from './solver.ts'
import type { CodePlace, Instance } from './view.ts'

/** The instance and value that a node is of; null for cells and helpers. */
export function ownerOfNode({ instances }: Solver, node: number): { readonly instance: Instance; readonly value: number } | null {
  let low = 0
  let high = instances.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((instances[middle]?.base ?? 0) <= node) low = middle
    else high = middle - 1
  }
  const info = instances[low]
  if (info === undefined || node < info.base || node >= info.base + info.ssa.valueCount) return null
  return { instance: low, value: node - info.base }
}

/** Where the node of an instruction stands. */
export function placeOf(solver: Solver, node: number): CodePlace | null {
  const owner = ownerOfNode(solver, node)
  const info = owner === null ? undefined : solver.instances[owner.instance]
  if (owner === null || info === undefined) return null
  return { method: info.method, ilOffset: info.ssa.code.code.offsets[owner.value] ?? 0 }
}
