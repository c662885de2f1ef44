import { lasting, passing } from '../bytes/columns.ts'
import type { EdgesByBlock } from '../il/edges.ts'

/**
 * Immediate dominators of the blocks that can be reached from block 0; the entry's is itself, -1 where unreachable. Lengauer and
 * Tarjan's algorithm with path compression, near-linear for any graph. `predecessors` may name unreachable blocks.
 */
export function immediateDominators(blockCount: number, successors: EdgesByBlock, predecessors: EdgesByBlock): Int32Array {
  const idom = lasting.int32(blockCount).fill(-1)
  if (blockCount === 0) return idom
  const { vertex, parent, number } = depthFirst(blockCount, successors)
  // blocks are called by their number in the search from here on
  const count = vertex.length
  const semi = passing.int32(count)
  for (let at = 0; at < count; at++) semi[at] = at
  const best = passing.int32(count)
  best.set(semi)
  const ancestor = passing.int32(count).fill(-1)
  const dominator = passing.int32(count)
  const bucketFirst = passing.int32(count).fill(-1)
  const bucketNext = passing.int32(count).fill(-1)
  const path = passing.int32(count)

  /** The block of least semidominator on the way up the forest built so far, the way shortened. */
  function evaluate(at: number): number {
    if ((ancestor[at] ?? -1) < 0) return at
    let length = 0
    for (let up = at; (ancestor[ancestor[up] ?? 0] ?? -1) >= 0; up = ancestor[up] ?? 0) path[length++] = up
    while (length > 0) {
      const down = path[--length] ?? 0
      const up = ancestor[down] ?? 0
      if ((semi[best[up] ?? 0] ?? 0) < (semi[best[down] ?? 0] ?? 0)) best[down] = best[up] ?? 0
      ancestor[down] = ancestor[up] ?? 0
    }
    return best[at] ?? 0
  }

  for (let at = count - 1; at > 0; at--) {
    const block = vertex[at] ?? 0
    for (let edge = predecessors.starts[block] ?? 0; edge < (predecessors.starts[block + 1] ?? 0); edge++) {
      const from = number[predecessors.ends[edge] ?? 0] ?? -1
      if (from >= 0) semi[at] = Math.min(semi[at] ?? 0, semi[evaluate(from)] ?? 0)
    }
    const half = semi[at] ?? 0
    bucketNext[at] = bucketFirst[half] ?? -1
    bucketFirst[half] = at
    const above = parent[at] ?? 0
    ancestor[at] = above
    for (let waiting = bucketFirst[above] ?? -1; waiting >= 0; waiting = bucketNext[waiting] ?? -1) {
      const least = evaluate(waiting)
      dominator[waiting] = (semi[least] ?? 0) < (semi[waiting] ?? 0) ? least : above
    }
    bucketFirst[above] = -1
  }
  idom[0] = 0
  for (let at = 1; at < count; at++) {
    if (dominator[at] !== semi[at]) dominator[at] = dominator[dominator[at] ?? 0] ?? 0
    idom[vertex[at] ?? 0] = vertex[dominator[at] ?? 0] ?? 0
  }
  return idom
}

/** Blocks in the order a depth-first search meets them, the number of each (-1: not met) and of the one it was met from. */
function depthFirst(blockCount: number, { starts, ends }: EdgesByBlock): { vertex: Int32Array; parent: Int32Array; number: Int32Array } {
  const number = passing.int32(blockCount).fill(-1)
  const vertex = passing.int32(blockCount)
  const parent = passing.int32(blockCount)
  const next = passing.int32(starts.length)
  next.set(starts)
  const path = [0]
  number[0] = 0
  let count = 1
  while (path.length > 0) {
    const block = path[path.length - 1] ?? 0
    const edge = next[block] ?? 0
    if (edge >= (starts[block + 1] ?? 0)) {
      path.pop()
      continue
    }
    next[block] = edge + 1
    const to = ends[edge] ?? 0
    if (number[to] !== -1) continue
    parent[count] = number[block] ?? 0
    number[to] = count
    vertex[count++] = to
    path.push(to)
  }
  return { vertex: vertex.subarray(0, count), parent, number }
}

/** Does every way to a block lead through another? `budget` takes a step for each block that is passed; where it ends the answer is no. */
export function dominates(idom: Int32Array, above: number, block: number, budget: { left: number } = { left: idom.length + 1 }): boolean {
  for (let at = block; budget.left-- > 0; ) {
    if (at === above) return true
    const up = idom[at] ?? -1
    if (up < 0 || up === at) return false
    at = up
  }
  return false
}
