import { lasting, passing } from '../bytes/columns.ts'
import type { EdgesByBlock } from './edges.ts'

/** Blocks that can be reached from block 0. */
export interface BlockOrder {
  /** Reachable blocks; without back edges each stands behind all its predecessors. */
  readonly order: Int32Array
  /** Place of each block in `order`; -1 when unreachable. */
  readonly position: Int32Array
}

/**
 * Depth-first search from block 0, without recursion. Successors are taken from the last to the first, so that handlers
 * come late and a block is followed by its fall-through where possible.
 */
export function reversePostorder(blockCount: number, successors: EdgesByBlock): BlockOrder {
  const position = lasting.int32(blockCount).fill(-1)
  if (blockCount === 0) return { order: new Int32Array(0), position }
  const { starts, ends } = successors
  const path = passing.int32(blockCount)
  const next = passing.int32(blockCount)
  const finished = lasting.int32(blockCount)
  let depth = 1
  let done = 0
  position[0] = 0
  next[0] = starts[1] ?? 0
  while (depth > 0) {
    const block = path[depth - 1] ?? 0
    const edge = (next[block] ?? 0) - 1
    if (edge < (starts[block] ?? 0)) {
      finished[done++] = block
      depth--
      continue
    }
    next[block] = edge
    const to = ends[edge] ?? 0
    if (position[to] !== -1) continue
    position[to] = 0
    next[to] = starts[to + 1] ?? 0
    path[depth++] = to
  }
  const order = finished.subarray(0, done).reverse()
  for (let place = 0; place < done; place++) position[order[place] ?? 0] = place
  return { order, position }
}
