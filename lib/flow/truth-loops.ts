import { indexAt } from '../il/instruction.ts'
import { op } from '../il/opcode-lookup.ts'
import { fieldName } from './field-names.ts'
import { anyOf, asksNothing, type Formula, isNever, no, not, yes } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt } from './guard-context.ts'
import { turnsAt } from './loops.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { operatorOf, plainTest, stateOf, unknownAt } from './trigger.ts'
import { blockOf, isArithmetic, isResult, numberOf, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { seeThrough } from './trigger-slice.ts'
import { isNumber, type Leaf } from './truth-leaves.ts'
import { isLogical } from './truth-logic.ts'
import type { CodePlace, Site } from './view.ts'

/** A question about a variable that several values meet in. */
export interface LoopQuestion {
  readonly spot: Spot
  /** What compares it; null where its own truth is asked. */
  readonly at: Site | null
  /** The answer of each value, in the order of the phi's arguments. */
  readonly met: readonly Formula[]
  readonly want: boolean
  /** The same question the other way round. */
  readonly opposite: () => Formula
}

/**
 * What is asked, behind a loop, of a variable that the loop may change. That it is what it was before the loop is not certain because
 * it was so then: no turn must have changed it. Within the loop the first turn answers. Where some turn alone gives the answer, that
 * the loop has turns is not asked for.
 */
export function behindLoop(asking: Asking, { spot, at, met, want, opposite }: LoopQuestion): Formula {
  const any = anyOf(met)
  const ssa = ssaAt(asking, spot.instance)
  if (any.partial || !asksNothing(any) || ssa === null || ssa.kinds[spot.value] !== valueKind.phi) return any
  const head = ssa.data[spot.value] ?? 0
  const changes = phiArguments(ssa, spot.value).flatMap((one, place) =>
    one.value !== spot.value && isBack(ssa, one.block, head) ? [{ value: beside(spot, one.value), answer: met[place] }] : [],
  )
  if (changes.length === 0) return any
  if (changes.some(({ value, answer }) => answer !== undefined && asksNothing(answer) && !isStep(asking, value))) return any
  if (at !== null && at.instance === spot.instance && isInLoop(ssa, spot.value, blockOf(ssa, at.instruction))) return any
  const changed = withoutTests(opposite(), (place) => isAtHead(asking, ssa, spot, place))
  // nothing makes it another
  if (isNever(changed) && !changed.partial) return any
  const kept = not(changed)
  // what is reckoned turn by turn is not the data it is reckoned from; a hash is told as one
  const isReckoned = changes.some(({ value }) => isArithmetic(ssa, value.value) && !isStep(asking, value) && !isLogical(asking, value))
  const isTold = !isNever(kept) && !asksNothing(kept) && !(isReckoned && kept.anyOf.some((tests) => tests.some(({ operator }) => operator !== 'hash-equals')))
  if (isTold) return kept
  const instruction = at?.instance === spot.instance ? at.instruction : (ssa.code.flow.blockStarts[head] ?? 0)
  return unknownAt(asking, { instance: spot.instance, instruction }, spot, !want)
}

/**
 * Is a variable asked within the loop that changes it, where what it is before the loop answers alone? Then the first turn goes that
 * way whatever later turns do.
 */
export function isFirstTurn(asking: Asking, spot: Spot, at: Site, answer: (entry: Spot) => Formula): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || at.instance !== spot.instance || ssa.kinds[spot.value] !== valueKind.phi) return false
  const head = ssa.data[spot.value] ?? 0
  const block = blockOf(ssa, at.instruction)
  const [back, entries] = [true, false].map((want) => phiArguments(ssa, spot.value).filter((one) => isBack(ssa, one.block, head) === want))
  if (back === undefined || back.length === 0 || !isInLoop(ssa, spot.value, block)) return false
  return (entries ?? []).some((one) => {
    if (isLeftOver(asking, beside(spot, one.value), block)) return false
    const formula = answer(beside(spot, one.value))
    return asksNothing(formula) && !formula.partial
  })
}

/** Is it a count of a loop that ended before this block? How many turns that took depends on what it waited for. */
function isLeftOver(asking: Asking, spot: Spot, block: number): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isStep(asking, spot)) return false
  const phis = [0, 1].map((place) => operandAt(ssa, spot.value, place)).filter((value) => ssa.kinds[value] === valueKind.phi)
  return phis.length > 0 && !phis.some((phi) => isInLoop(ssa, phi, block))
}

/** A count, `i + 1`, where a variable that it may stand in is compared with a number. */
export interface CountQuestion {
  readonly at: Site
  readonly by: 'equal' | 'less' | 'greater'
  readonly left: Spot
  readonly count: Spot
  readonly want: boolean
  readonly number: number
  /** What the variable begins with is known. */
  readonly isFixed: boolean
}

/** Some turn comes to a number that lies the way it counts; of one that lies the other way, what it began with tells. */
export function countedTruth(asking: Asking, { at, by, left, count, number, want, isFixed }: CountQuestion): Formula {
  const ssa = ssaAt(asking, count.instance)
  if (ssa === null) return yes
  if (isKept(asking, ssa, count)) return plainTest(asking, at, stateOf(asking, count), operatorOf[by], !want, [String(number)])
  const isOwn = phiArguments(ssa, left.value).some(({ value }) => value === count.value)
  if (!isOwn && at.instance === count.instance && isLeftOver(asking, count, blockOf(ssa, at.instruction))) return unknownAt(asking, at, left, want)
  if (isOwn && !isFixed) return unknownAt(asking, at, left, want)
  if (!isOwn || by === 'equal' || left.instance !== count.instance) return yes
  const step = [0, 1].map((place) => numberOf(ssa, operandAt(ssa, count.value, place))).find((number) => number !== null) ?? 0
  const isUp = opcodeOf(ssa, count.value) === op.add ? step > 0 : step < 0
  return isUp === ((by === 'greater') === want) ? yes : no
}

/** Is it counted in a field, not turn by turn but message by message? */
function isKept(asking: Asking, ssa: Ssa | null, count: Spot): boolean {
  if (ssa === null) return false
  const isLoaded = [0, 1].some((place) => fieldName(asking, beside(count, operandAt(ssa, count.value, place)))?.startsWith('<') === false)
  const block = blockOf(ssa, count.value)
  return isLoaded && !ssa.flow.order.some((head) => turnsAt(ssa, head)?.blocks.has(block) === true)
}

/** Is it a number in a field that is counted from message to message, and set to others that stand in the code? */
export function isBudget(asking: Asking, leaves: readonly Leaf[]): boolean {
  const steps = leaves.filter(({ spot }) => !isNumber(asking, spot))
  return steps.length > 0 && steps.every(({ spot }) => isStep(asking, spot) && isKept(asking, ssaAt(asking, spot.instance), spot))
}

/** Leaves out tests made at a place, where others stand beside them. */
function withoutTests(formula: Formula, isLeftOut: (place: CodePlace) => boolean): Formula {
  const rest = formula.anyOf.map((tests) => {
    const left = tests.filter(({ at }) => !isLeftOut(at))
    return left.length === 0 ? tests : left
  })
  return { anyOf: rest, partial: formula.partial }
}

/** Made in the block where the loop begins: that there is another turn, which every turn had. */
function isAtHead(asking: Asking, ssa: Ssa, spot: Spot, { method, ilOffset }: CodePlace): boolean {
  if (asking.view.methodOf(spot.instance) !== method) return false
  const { code, flow } = ssa.code
  const index = indexAt(code, ilOffset)
  return index >= 0 && flow.blockOf[index] === ssa.data[spot.value]
}

/** Is the value the one before and a constant: `i + 1`? */
export function isStep(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return false
  const opcode = opcodeOf(ssa, spot.value)
  if (opcode !== op.add && opcode !== op.sub) return false
  return [0, 1].some((place) => numberOf(ssa, operandAt(ssa, spot.value, place)) !== null)
}

function isBack({ flow }: Ssa, from: number, to: number): boolean {
  return from >= 0 && (flow.position[from] ?? -1) >= (flow.position[to] ?? -1)
}

/** Does a block lie on a way from where the value meets back to there? */
export function isInLoop(ssa: Ssa, phi: number, block: number): boolean {
  const head = ssa.data[phi] ?? 0
  return block === head || turnsAt(ssa, head)?.blocks.has(block) === true
}

/** Does the value count the turns of a loop? */
export function iterates(asking: Asking, from: Spot): boolean {
  const { spot } = seeThrough(asking, from)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return false
  if (isStep(asking, spot)) return [0, 1].some((place) => ssa.kinds[operandAt(ssa, spot.value, place)] === valueKind.phi)
  return ssa.kinds[spot.value] === valueKind.phi && phiArguments(ssa, spot.value).some((one) => isStep(asking, beside(spot, one.value)))
}

/** Is the value what was there in the turn before, and more: `n += read`? */
export function addsUp(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || ssa.kinds[spot.value] !== valueKind.phi) return false
  return phiArguments(ssa, spot.value).some(({ value }) => {
    if (!isResult(ssa, value) || (opcodeOf(ssa, value) !== op.add && opcodeOf(ssa, value) !== op.sub)) return false
    return [0, 1].some((place) => operandAt(ssa, value, place) === spot.value)
  })
}
