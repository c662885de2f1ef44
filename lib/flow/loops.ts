import { dominates } from './dominators.ts'
import type { LogicalFlow, Ssa } from './ssa.ts'

/** A natural loop: the block it begins with, and those from which control comes back to it. */
export interface Loop {
  readonly head: number
  readonly has: (block: number) => boolean
}

/** The loops of a method, each head once. Ends early when the budget does. */
export function loopsOf(flow: LogicalFlow, budget: { left: number }): Loop[] {
  const bodies = new Map<number, Set<number>>()
  for (const block of flow.order) {
    for (let edge = flow.successorStarts[block] ?? 0; edge < (flow.successorStarts[block + 1] ?? 0); edge++) {
      const head = flow.successors[edge] ?? 0
      // control only goes back to what is met no later
      if ((flow.position[head] ?? 0) > (flow.position[block] ?? 0) || !dominates(flow.idom, head, block, budget)) continue
      const body = bodies.get(head) ?? new Set([head])
      bodies.set(head, body)
      const work = body.has(block) ? [] : [block]
      for (let at = work.pop(); at !== undefined && budget.left-- > 0; at = work.pop()) {
        if (body.has(at)) continue
        body.add(at)
        for (let into = flow.predecessorStarts[at] ?? 0; into < (flow.predecessorStarts[at + 1] ?? 0); into++) work.push(flow.predecessors[into] ?? 0)
      }
    }
  }
  return [...bodies].map(([head, body]) => ({ head, has: (block) => body.has(block) }))
}

/** What control goes round in from a block on, and how it leaves that. */
export interface Turns {
  readonly blocks: ReadonlySet<number>
  /** Edges that leave it elsewhere than where it begins. */
  readonly exits: readonly (readonly [from: number, to: number])[]
  /** False where there are more blocks or exits than are looked at. */
  readonly isWhole: boolean
}

const mostBlocks = 1024
const mostExits = 8
const known = new WeakMap<Ssa, Map<number, Turns | null>>()

/**
 * The turns that begin at a block: all blocks between it and what goes back to it, also where control comes in elsewhere, so that what
 * may have been done by a turn is never left out. Null where nothing goes back.
 */
export function turnsAt(ssa: Ssa, head: number): Turns | null {
  const turns = known.get(ssa) ?? new Map<number, Turns | null>()
  known.set(ssa, turns)
  const before = turns.get(head)
  if (before !== undefined) return before
  const found = isLoopHead(ssa, head) ? findTurns(ssa.flow, head) : null
  turns.set(head, found)
  return found
}

const farthest = 256

/** May control come from one block to another, or is it there? Where that is far to look, it may. */
export function leadsTo({ flow }: Ssa, from: number, to: number): boolean {
  const { successorStarts, successors } = flow
  const seen = new Set([from])
  for (const at of seen) {
    if (at === to || seen.size > farthest) return true
    for (let edge = successorStarts[at] ?? 0; edge < (successorStarts[at + 1] ?? 0); edge++) seen.add(successors[edge] ?? 0)
  }
  return false
}

/** Does something go back to a block? */
export function isLoopHead({ flow }: Ssa, block: number): boolean {
  const { position, predecessorStarts, predecessors } = flow
  for (let edge = predecessorStarts[block] ?? 0; edge < (predecessorStarts[block + 1] ?? 0); edge++) {
    if ((position[predecessors[edge] ?? 0] ?? -1) >= (position[block] ?? -1)) return true
  }
  return false
}

function findTurns(flow: LogicalFlow, head: number): Turns {
  const { position, predecessorStarts, predecessors, successorStarts, successors } = flow
  const blocks = new Set([head])
  for (const at of blocks) {
    for (let edge = predecessorStarts[at] ?? 0; edge < (predecessorStarts[at + 1] ?? 0); edge++) {
      const from = predecessors[edge] ?? 0
      if ((position[from] ?? -1) >= (position[head] ?? -1)) blocks.add(from)
    }
    if (blocks.size > mostBlocks) return { blocks: new Set(), exits: [], isWhole: false }
  }
  const exits: (readonly [number, number])[] = []
  for (const at of blocks) {
    if (at === head) continue
    for (let edge = successorStarts[at] ?? 0; edge < (successorStarts[at + 1] ?? 0); edge++) {
      const to = successors[edge] ?? 0
      if (!blocks.has(to)) exits.push([at, to])
    }
  }
  return { blocks, exits, isWhole: exits.length <= mostExits }
}
