import { and, asksNothing, type Formula, isNever, no, not, or, unsure, yes } from './formula.ts'
import { type Asking, type Frame, once } from './guard-context.ts'
import type { Ssa } from './ssa.ts'
import type { Instance } from './view.ts'

/** A natural loop: the blocks control goes round, and the edges that leave it elsewhere than where it begins. */
interface Loop {
  readonly blocks: ReadonlySet<number>
  readonly exits: readonly (readonly [from: number, to: number])[]
}

const mostBlocks = 1024
const mostExits = 8

/** When control goes by an edge of a block once that is reached. */
type EdgeFormula = (from: number, to: number) => Formula
/** When control comes to a block once it is in its immediate dominator. */
type Since = (block: number) => Formula

/**
 * What an edge asks that leaves a loop where it begins, its last turn done: that no turn left it elsewhere, by a `break` or `return`.
 * Nothing for other edges, and where a turn leaves it whatever the data is.
 */
export function whenStayed(
  asking: Asking,
  ssa: Ssa,
  instance: Instance,
  from: number,
  to: number,
  frame: Frame | null,
  since: Since,
  on: EdgeFormula,
): Formula {
  const loop = loopAt(ssa, from)
  if (loop === null || loop.blocks.has(to) || loop.exits.length === 0) return yes
  return once(asking, `stayed ${frame?.id ?? 0}:${instance}:${from}`, yes, () => {
    let left = no
    for (const [last, out] of loop.exits) left = or(left, and(turnTo(ssa, from, last, since), on(last, out)))
    if (isNever(left) || asksNothing(left)) return yes
    const stayed = left.partial ? unsure : not(left)
    return isNever(stayed) ? yes : stayed
  })
}

/** When a turn of the loop comes to one of its blocks. */
function turnTo(ssa: Ssa, head: number, block: number, since: Since): Formula {
  const chain: number[] = []
  for (let at = block; at >= 0 && at !== head && chain.length < mostBlocks; at = ssa.flow.idom[at] ?? -1) {
    if (ssa.flow.idom[at] === at) return unsure
    chain.push(at)
  }
  let formula = yes
  for (const at of chain.reverse()) formula = and(formula, since(at))
  return formula
}

const known = new WeakMap<Ssa, Map<number, Loop | null>>()

/** The loop that begins at a block, as the back edges to it tell; null where none does, or it is too large to be looked at. */
export function loopAt(ssa: Ssa, head: number): Loop | null {
  const loops = known.get(ssa) ?? new Map<number, Loop | null>()
  known.set(ssa, loops)
  const before = loops.get(head)
  if (before !== undefined) return before
  const found = findLoop(ssa, head)
  loops.set(head, found)
  return found
}

function findLoop({ flow }: Ssa, head: number): Loop | null {
  const { position, predecessorStarts, predecessors, successorStarts, successors } = flow
  const place = position[head] ?? -1
  const blocks = new Set([head])
  for (const at of blocks) {
    for (let edge = predecessorStarts[at] ?? 0; edge < (predecessorStarts[at + 1] ?? 0); edge++) {
      const from = predecessors[edge] ?? 0
      if ((position[from] ?? -1) >= place) blocks.add(from)
    }
    if (blocks.size > mostBlocks) return null
  }
  const isLoop = blocks.size > 1
  const exits: (readonly [number, number])[] = []
  for (const at of isLoop ? blocks : []) {
    if (at === head) continue
    for (let edge = successorStarts[at] ?? 0; edge < (successorStarts[at + 1] ?? 0); edge++) {
      const to = successors[edge] ?? 0
      if (!blocks.has(to)) exits.push([at, to])
    }
  }
  return isLoop && exits.length <= mostExits ? { blocks, exits } : null
}
