import { dominates } from './dominators.ts'
import type { LogicalFlow } from './ssa.ts'

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
