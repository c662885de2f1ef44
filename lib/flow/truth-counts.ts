import { opcodeName } from '../il/opcode-lookup.ts'
import { anyOf, asksNothing, asPartial, type Formula, not, unsure } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt } from './guard-context.ts'
import { isLoopHead } from './loops.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { blockOf, type Comparison, isCall, isResult, numberOf, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { returnsOf, seeThrough } from './trigger-slice.ts'
import { passingCount } from './truth-calls.ts'
import { isStep } from './truth-loops.ts'

/** A variable that a loop counts in. */
interface Count {
  /** When a turn counts. */
  readonly when: Formula
  /** What it begins with; null where that is not written in the code. */
  readonly start: number | null
  /** What each turn adds that counts; null where that is not always the same. */
  readonly step: number | null
}

/** How often turns of a loop did something, compared with a constant; null for other numbers, and where every turn counts. */
export function countTruth(asking: Asking, number: Spot, isAsked: (value: number) => boolean, constant: number): Formula | null {
  const count = countOf(asking, number)
  if (count === null || count.start === null || asksNothing(count.when)) return null
  const { start, step, when } = count
  if (step === null) return isAsked(start) ? unsure : asPartial(when)
  const holds = (times: number) => isAsked(start + times * step)
  return passingCount(when, holds, Math.ceil((constant - start) / step), () => not(when))
}

/**
 * How often turns of a loop did something, compared with another number, mostly with how many turns there are: that they did is told, in
 * part. Null where neither is such a count.
 */
export function allCounted(asking: Asking, by: Comparison, left: Spot, right: Spot, want: boolean): Formula | null {
  const [one, other] = [left, right].map((spot) => countOf(asking, spot))
  const count = one ?? other
  if (count == null || asksNothing(count.when)) return null
  // as many, more, or not less
  const isMore = by === 'equal' ? want : ((by === 'greater') === want) === (count === one)
  return isMore ? asPartial(count.when) : unsure
}

function countOf(asking: Asking, from: Spot): Count | null {
  const { spot } = seeThrough(asking, from)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return null
  if (isResult(ssa, spot.value) && isCall(opcodeOf(ssa, spot.value))) {
    const [only, ...more] = returnsOf(asking, spot, spot.value)
    const callee = only === undefined || more.length > 0 ? null : ssaAt(asking, only.instance)
    return only === undefined || callee === null ? null : inLoop(asking, callee, only)
  }
  return inLoop(asking, ssa, spot)
}

const mostValues = 16

function inLoop(asking: Asking, ssa: Ssa, spot: Spot): Count | null {
  const head = ssa.data[spot.value] ?? 0
  if (ssa.kinds[spot.value] !== valueKind.phi || !isLoopHead(ssa, head)) return null
  const phis = new Set([spot.value])
  const steps = new Set<number>()
  const starts = new Set<number | null>()
  for (const phi of phis) {
    for (const { value } of phiArguments(ssa, phi)) {
      if (phis.has(value)) continue
      if (phis.size > mostValues) return null
      if (ssa.kinds[value] === valueKind.phi && ssa.data[value] !== head) phis.add(value)
      else if (isStep(asking, beside(spot, value))) steps.add(value)
      else starts.add(numberOf(ssa, value))
    }
  }
  // each adds to what was counted before
  const isOwn = [...steps].every((value) => [0, 1].some((place) => phis.has(operandAt(ssa, value, place)) || steps.has(operandAt(ssa, value, place))))
  if (steps.size === 0 || !isOwn) return null
  // `i++` of every turn counts turns
  if ([...steps].some((value) => isOfEveryTurn(ssa, head, blockOf(ssa, value), spot.value))) return null
  const sizes = new Set([...steps].map((value) => sizeOf(ssa, value)))
  const [size] = sizes
  const [start] = starts
  if ([...sizes].some((one) => one > 0) && [...sizes].some((one) => one < 0)) return null
  const when = anyOf([...steps].map((value) => asking.turnTo(spot.instance, head, blockOf(ssa, value), spot.frame)))
  return { when, start: starts.size === 1 ? (start ?? null) : null, step: sizes.size === 1 ? (size ?? null) : null }
}

/** Does every turn that is done come to a block? */
function isOfEveryTurn(ssa: Ssa, head: number, block: number, phi: number): boolean {
  const { flow } = ssa
  const ends = phiArguments(ssa, phi).filter((one) => (flow.position[one.block] ?? -1) >= (flow.position[head] ?? -1))
  return ends.every((end) => {
    let at = end.block
    while (at !== block && at !== head && at >= 0 && flow.idom[at] !== at) at = flow.idom[at] ?? -1
    return at === block
  })
}

function sizeOf(ssa: Ssa, value: number): number {
  const size = [0, 1].map((place) => numberOf(ssa, operandAt(ssa, value, place))).find((number) => number !== null) ?? 0
  return opcodeName(opcodeOf(ssa, value)) === 'sub' ? -size : size
}
