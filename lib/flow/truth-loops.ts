import { asksNothing, type Formula, isNever, not } from './formula.ts'
import { type Asking, type Spot, ssaAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { unknownAt } from './trigger.ts'
import { blockOf, phiArguments } from './trigger-code.ts'
import type { Site } from './view.ts'

/**
 * What is asked, behind a loop, of a variable that the loop may change. That it is what it was before the loop is not certain because
 * it was so then: no turn must have changed it. `met`: the answer of the values that meet; `opposite`: the same question the other
 * way round. Within the loop the first turn answers.
 */
export function behindLoop(asking: Asking, ssa: Ssa, spot: Spot, at: Site | null, met: Formula, want: boolean, opposite: () => Formula): Formula {
  if (met.partial || !asksNothing(met)) return met
  if (ssa.kinds[spot.value] !== valueKind.phi || !isChangedInLoop(ssa, spot.value)) return met
  if (at !== null && at.instance === spot.instance && isInLoop(ssa, spot.value, blockOf(ssa, at.instruction))) return met
  const changed = opposite()
  // nothing makes it another
  if (isNever(changed) && !changed.partial) return met
  const kept = not(changed)
  const instruction = at?.instance === spot.instance ? at.instruction : firstOf(asking, spot, ssa)
  return isNever(kept) || asksNothing(kept) ? unknownAt(asking, { instance: spot.instance, instruction }, spot, !want) : kept
}

function firstOf(asking: Asking, spot: Spot, ssa: Ssa): number {
  return ssaAt(asking, spot.instance)?.code.flow.blockStarts[ssa.data[spot.value] ?? 0] ?? 0
}

/** Does a value come round to where it meets the first one? */
function isChangedInLoop(ssa: Ssa, phi: number): boolean {
  return phiArguments(ssa, phi).some((one) => one.value !== phi && isBack(ssa, one.block, ssa.data[phi] ?? 0))
}

function isBack({ flow }: Ssa, from: number, to: number): boolean {
  return from >= 0 && (flow.position[from] ?? -1) >= (flow.position[to] ?? -1)
}

/** Does a block lie on a way from where the value meets back to there? */
function isInLoop(ssa: Ssa, phi: number, block: number): boolean {
  const head = ssa.data[phi] ?? 0
  const { position, predecessorStarts, predecessors } = ssa.flow
  const found = new Set([head])
  for (const one of phiArguments(ssa, phi)) if (isBack(ssa, one.block, head)) found.add(one.block)
  for (const at of found) {
    if (at === head) continue
    for (let edge = predecessorStarts[at] ?? 0; edge < (predecessorStarts[at + 1] ?? 0); edge++) {
      const from = predecessors[edge] ?? 0
      if ((position[from] ?? -1) >= (position[head] ?? -1)) found.add(from)
    }
  }
  return found.has(block)
}
