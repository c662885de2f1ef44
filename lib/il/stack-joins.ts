import { lasting, passing } from '../bytes/columns.ts'
import { limits } from '../limits.ts'
import type { ControlFlow } from './control-flow.ts'
import { edgeKind } from './edges.ts'
import { exceptionValue, phiValue, unknownValue } from './value.ts'

/** What the stack holds where blocks begin and end. */
export interface Joins {
  /** Puts the values at a block's entry on the stack, as far as the blocks before it are known. */
  readonly enter: (block: number, stack: number[]) => Entry
  /** Keeps the values at a block's end for its successors. */
  readonly leave: (block: number, stack: readonly number[]) => Exit
  readonly phis: Phis
}

/** `unknown`: no block before it is known yet. `mismatch`: their depths differ, the smaller is taken. `limit`: too many values. */
export type Entry = 'known' | 'mismatch' | 'unknown' | 'limit'

/** `mismatch`: a successor was entered with another depth. `limit`: too many values, they are not kept. */
export type Exit = 'kept' | 'mismatch' | 'limit'

/** Values that depend on the block control came from. */
export interface Phis {
  /** Block at whose entry each phi stands; its length is their number. */
  readonly blocks: readonly number[]
  /** The different values that meet in a phi, itself left out. */
  readonly args: (phi: number) => readonly number[]
}

/** `limits.stackValues` bounds the values that are put on stacks and kept from them, in all. */
export function stackJoins(flow: ControlFlow): Joins {
  const entryDepth = passing.int32(flow.blockCount).fill(-1)
  const exitDepth = lasting.int32(flow.blockCount).fill(-1)
  const exitAt = lasting.int32(flow.blockCount)
  const firstPhi = new Map<number, number>()
  const phiBlocks: number[] = []
  const kept: number[] = []
  const handlers = handlerEntries(flow)
  let carried = 0

  function afford(values: number): boolean {
    carried += values
    return carried <= limits.stackValues
  }

  function enter(block: number, stack: number[]): Entry {
    stack.length = 0
    const thrown = block === 0 ? 0 : handlers.get(block)
    if (thrown !== undefined) {
      if (thrown === 1) stack.push(exceptionValue)
      entryDepth[block] = thrown
      return 'known'
    }
    let joining = 0
    let only = -1
    let depth = -1
    let mismatch = false
    for (let edge = flow.predecessorStarts[block] ?? 0; edge < (flow.predecessorStarts[block + 1] ?? 0); edge++) {
      const from = flow.predecessors[edge] ?? 0
      const found = depthAlong(flow.predecessorKinds[edge] ?? 0, exitDepth[from] ?? -1)
      joining++
      if (found < 0) continue
      if (depth >= 0 && found !== depth) mismatch = true
      if (depth < 0 || found < depth) depth = found
      only = from
    }
    if (depth < 0) return 'unknown'
    if (!afford(depth)) return 'limit'
    if (depth > 0 && joining > 1) {
      firstPhi.set(block, phiBlocks.length)
      for (let slot = 0; slot < depth; slot++) {
        stack.push(phiValue(phiBlocks.length))
        phiBlocks.push(block)
      }
    } else {
      const at = exitAt[only] ?? 0
      for (let slot = 0; slot < depth; slot++) stack.push(kept[at + slot] ?? unknownValue)
    }
    entryDepth[block] = depth
    return mismatch ? 'mismatch' : 'known'
  }

  function leave(block: number, stack: readonly number[]): Exit {
    let carries = false
    let mismatch = false
    for (let edge = flow.successorStarts[block] ?? 0; edge < (flow.successorStarts[block + 1] ?? 0); edge++) {
      if ((flow.successorKinds[edge] ?? 0) > edgeKind.branch) continue
      carries = true
      const entered = entryDepth[flow.successors[edge] ?? 0] ?? -1
      if (entered >= 0 && entered !== stack.length) mismatch = true
    }
    if (carries && stack.length > 0) {
      if (!afford(stack.length)) return 'limit'
      exitAt[block] = kept.length
      for (const value of stack) kept.push(value)
    }
    exitDepth[block] = stack.length
    return mismatch ? 'mismatch' : 'kept'
  }

  function args(phi: number): readonly number[] {
    const block = phiBlocks[phi]
    if (block === undefined) throw new TypeError(`there is no phi ${phi}`)
    const slot = phi - (firstPhi.get(block) ?? 0)
    const values = new Set<number>()
    for (let edge = flow.predecessorStarts[block] ?? 0; edge < (flow.predecessorStarts[block + 1] ?? 0); edge++) {
      const from = flow.predecessors[edge] ?? 0
      values.add(slot < (exitDepth[from] ?? -1) ? (kept[(exitAt[from] ?? 0) + slot] ?? unknownValue) : unknownValue)
    }
    values.delete(phiValue(phi))
    return [...values]
  }

  return { enter, leave, phis: { blocks: phiBlocks, args } }
}

/** Depth that an edge brings to its end: leave and endfinally empty the stack. -1 when not known yet. */
function depthAlong(kind: number, exitDepth: number): number {
  return kind <= edgeKind.branch ? exitDepth : 0
}

/** Depth at the entry of each handler and filter: 1 where the thrown object is given, 0 for finally and fault. I.12.4.2.8 */
function handlerEntries(flow: ControlFlow): ReadonlyMap<number, 0 | 1> {
  const depths = new Map<number, 0 | 1>()
  for (const { clause, handlerFirst, filterFirst } of flow.clauses) {
    depths.set(handlerFirst, clause.kind === 'catch' || clause.kind === 'filter' ? 1 : 0)
    if (filterFirst >= 0) depths.set(filterFirst, 1)
  }
  return depths
}
