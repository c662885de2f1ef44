import { lasting, passing } from '../bytes/columns.ts'
import { limits } from '../limits.ts'
import { type BadTarget, type Blocks, forEachTarget, isFollowed } from './blocks.ts'
import { type Code, flowOf, indexAt } from './instruction.ts'
import { flowCode } from './opcode-lookup.ts'

/**
 * Kinds of edges. Up to `leave` they are the normal flow: falling through, branching, leaving a try or catch block (to the
 * target itself; the finally blocks on the way stand in `finallies`). The others go beside it: from a protected block to
 * its handler or filter, from endfilter to its handler, from endfinally to where the leave that started it goes on.
 */
export const edgeKind = { fall: 0, branch: 1, leave: 2, exception: 3, filter: 4, finally: 5 } as const

/** Edges as they are found: from block, to block, `edgeKind`. */
export interface EdgeList {
  readonly from: number[]
  readonly to: number[]
  readonly kinds: number[]
}

/** An empty list. */
export function edgeList(): EdgeList {
  return { from: [], to: [], kinds: [] }
}

/** Adds one edge; `kind` is one of `edgeKind`. */
export function addEdge(edges: EdgeList, from: number, to: number, kind: number): void {
  edges.from.push(from)
  edges.to.push(to)
  edges.kinds.push(kind)
}

/** Edges by the block at one end: `[starts[b], starts[b + 1])` are the places of b's in `ends` and `kinds`. */
export interface EdgesByBlock {
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly kinds: Uint8Array
}

/** Sorts edges by one end, keeping their order. With `position`, only those whose other end has a place there. */
export function gatherEdges(
  blockCount: number,
  keys: readonly number[],
  others: readonly number[],
  kinds: readonly number[],
  position: Int32Array | null,
): EdgesByBlock {
  const starts = lasting.int32(blockCount + 1)
  let kept = 0
  for (let edge = 0; edge < keys.length; edge++) {
    if (position !== null && (position[others[edge] ?? 0] ?? -1) < 0) continue
    const key = keys[edge] ?? 0
    starts[key] = (starts[key] ?? 0) + 1
    kept++
  }
  let sum = 0
  for (let block = 0; block <= blockCount; block++) {
    sum += starts[block] ?? 0
    starts[block] = sum
  }
  // filled from behind, each start moves down from the end of its list to its beginning
  const ends = lasting.int32(kept)
  const sorted = lasting.uint8(kept)
  for (let edge = keys.length - 1; edge >= 0; edge--) {
    const other = others[edge] ?? 0
    if (position !== null && (position[other] ?? -1) < 0) continue
    const key = keys[edge] ?? 0
    const place = (starts[key] ?? 0) - 1
    starts[key] = place
    ends[place] = other
    sorted[place] = kinds[edge] ?? 0
  }
  return { starts, ends, kinds: sorted }
}

/**
 * Adds the edges of normal flow, each pair of blocks once. Gives the instructions behind which control would run on to
 * where no instruction is.
 */
export function addNormalEdges(code: Code, blocks: Blocks, edges: EdgeList, badTargets: BadTarget[]): readonly number[] {
  const runOff: number[] = []
  const lastFrom = passing.int32(blocks.count)
  for (let block = 0; block < blocks.count; block++) {
    const last = (blocks.starts[block + 1] ?? 0) - 1
    const flow = flowOf(code, last)
    const stamp = block + 1
    if (flow <= flowCode.switch) {
      if (isFollowed(code, last)) {
        lastFrom[stamp] = stamp
        addEdge(edges, block, stamp, edgeKind.fall)
      } else runOff.push(last)
    }
    if (flow < flowCode.cond || flow > flowCode.leave) continue
    const kind = flow === flowCode.leave ? edgeKind.leave : edgeKind.branch
    forEachTarget(code, last, (target) => {
      const index = indexAt(code, target)
      if (index < 0) {
        if (badTargets.length < limits.defects) badTargets.push({ at: code.offsets[last] ?? 0, target })
        return
      }
      const to = blocks.blockOf[index] ?? 0
      if (lastFrom[to] === stamp) return
      lastFrom[to] = stamp
      addEdge(edges, block, to, kind)
    })
  }
  return runOff
}
