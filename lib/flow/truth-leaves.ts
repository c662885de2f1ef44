import { op } from '../il/opcode-lookup.ts'
import { and, anyOf, type Formula, type Test, yes } from './formula.ts'
import { type Asking, beside, calleeAt, enter, type Spot, ssaAt, storesAt, weakened } from './guard-context.ts'
import { isTelling } from './label.ts'
import { isLoopHead } from './loops.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { blockOf, isCall, isResult, numberOf, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { givenTo, metOnTheWay, seeThrough, storedSpot, storesOf } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import { guardOf, leftBefore } from './truth-stores.ts'
import { type Left, leftByCall } from './truth-written.ts'
import type { TriggerSubject } from './view.ts'

/** One of several values that a value can be, and when it is that one. */
export interface Leaf {
  readonly when: Formula
  readonly spot: Spot
}

/** Is the value a number that is written out? */
export function isNumber(asking: Asking, { instance, value }: Spot): boolean {
  const ssa = ssaAt(asking, instance)
  return ssa !== null && numberOf(ssa, value) !== null
}

const mostLeaves = 32

/**
 * The values that meet in a phi, that an own method returns or that were stored in a field, where one of them is such as is asked
 * for, mostly a constant; null when none is, so that nothing is gained.
 */
export function expand(asking: Asking, from: Spot, isAsked: (spot: Spot) => boolean): readonly Leaf[] | null {
  const { spot } = seeThrough(asking, from)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return null
  const leaves = leavesOf(asking, ssa, spot)
  if (leaves.length < 2 || leaves.length > mostLeaves) return null
  return leaves.some((one) => isAsked(one.spot)) ? leaves.map(({ spot: leaf, when }) => ({ spot: leaf, when: when() })) : null
}

const mostNested = 6

/** As `expand`, and where a value is again one of several, those instead; null when none is such as is asked for. */
export function expandAll(asking: Asking, from: Spot, isAsked: (spot: Spot) => boolean): readonly Leaf[] | null {
  let leaves = expand(asking, from, () => true)
  for (let nested = 0; nested < mostNested && leaves !== null; nested++) {
    const next: Leaf[] = []
    for (const leaf of leaves) {
      const inner = isMet(asking, leaf.spot) ? expand(asking, leaf.spot, () => true) : null
      next.push(...(inner?.map(({ spot, when }) => ({ spot, when: and(leaf.when, when) })) ?? [leaf]))
    }
    if (next.length === leaves.length || next.length > mostLeaves) break
    leaves = next
  }
  return leaves?.some(({ spot }) => isAsked(spot)) === true ? leaves : null
}

/**
 * The values that a value can be where they are of several kinds, as the subject or the sender: chosen by the code, or put together in an
 * array or list. Null where there is one kind, or it is not known what.
 */
export function expandKinds(asking: Asking, from: Spot): readonly Leaf[] | null {
  const leaves = expandAll(asking, from, () => true) ?? elementsOf(asking, from)
  const kinds = new Set<string>()
  for (const { spot } of leaves) {
    const subject = subjectOf(asking, spot)
    if (subject !== null && ofMail.has(subject.subject) && subject.grade !== null && isTelling(subject.grade)) kinds.add(subject.subject)
  }
  return kinds.size < 2 ? null : leaves
}

const ofMail: ReadonlySet<TriggerSubject> = new Set<TriggerSubject>([
  ...(['recipient', 'sender', 'subject', 'header', 'body', 'attachment-name', 'attachment-content'] as const),
])

/** What was put into the array or list that a value is taken from, or is handed over from. */
function elementsOf(asking: Asking, from: Spot): readonly Leaf[] {
  const { spot } = seeThrough(asking, from)
  const isGiven = ssaAt(asking, spot.instance)?.kinds[spot.value] === valueKind.argument
  const spots = isGiven ? givenTo(asking, spot) : storesOf(asking, spot)
  return spots.length > mostLeaves ? [] : spots.map((one) => ({ spot: one, when: yes }))
}

/** Do several values meet in it, and not those of the turns of a loop? */
function isMet(asking: Asking, { instance, value }: Spot): boolean {
  const ssa = ssaAt(asking, instance)
  return ssa !== null && ssa.kinds[value] === valueKind.phi && !isLoopHead(ssa, ssa.data[value] ?? 0)
}

/**
 * When a value is what `seeThrough` finds, where it may also be nothing: `string found = null; if (…) found = name`. That there is
 * something to be found is not asked.
 */
export function whenNotEmpty(asking: Asking, from: Spot): Formula {
  let when = yes
  for (const { phi, block } of metOnTheWay(asking, from)) {
    const ssa = ssaAt(asking, phi.instance)
    if (ssa !== null) when = and(when, asking.sinceDominator(phi.instance, block, ssa.data[phi.value] ?? 0, phi.frame))
  }
  const isThere = ({ subject, operator, negated }: Test) => operator === 'exists' || (subject === 'count' && operator === 'greater' && !negated)
  const isPresence = when.anyOf.every((tests) => tests.every(isThere))
  return isPresence ? yes : when
}

/**
 * When an own method returns the value that another is given as its argument by code outside: `Select(find).Where(found => …)`. Where a
 * call gives it nothing is asked here.
 */
export function whenReturned(asking: Asking, argument: Spot, given: Spot): Formula {
  const ssa = ssaAt(asking, given.instance)
  if (ssa === null || asking.view.callersOf(argument.instance).some(({ instance }) => instance === given.instance)) return yes
  const ways: Formula[] = []
  for (let instruction = 0; instruction < ssa.code.code.count; instruction++) {
    if (opcodeOf(ssa, instruction) !== op.ret || operandAt(ssa, instruction, 0) !== given.value) continue
    ways.push(asking.whenBlock(given.instance, blockOf(ssa, instruction), given.frame))
  }
  return ways.length === 0 ? yes : anyOf(ways)
}

function leavesOf(asking: Asking, ssa: Ssa, spot: Spot): readonly Left[] {
  if (ssa.kinds[spot.value] === valueKind.phi) {
    const block = ssa.data[spot.value] ?? 0
    return phiArguments(ssa, spot.value).map((one) => ({
      spot: beside(spot, one.value),
      when: () => asking.sinceDominator(spot.instance, one.block, block, spot.frame),
    }))
  }
  if (ssa.kinds[spot.value] === valueKind.written) return leftByCall(asking, ssa, spot)
  if (!isResult(ssa, spot.value)) return []
  const opcode = opcodeOf(ssa, spot.value)
  if (opcode === op.ldfld || opcode === op.ldsfld) {
    const stores = storesAt(asking, spot)
    return stores.map((one) => ({ spot: storedSpot(spot, one), when: () => leftBefore(asking, spot, stores, guardOf(asking, spot, one)) }))
  }
  if (!isCall(opcode) || opcode === op.newobj || calleeAt(asking, ssa, spot.value)?.method === 0) return []
  return asking.view.returnedBy(spot.instance, spot.value).flatMap((one) => {
    const entered = enter(asking, { instance: spot.instance, instruction: spot.value }, one.instance, spot.frame)
    const callee = ssaAt(asking, one.instance)
    if (callee === null) return []
    const { frame } = entered
    const when = () => weakened(asking, asking.whenBlock(one.instance, blockOf(callee, one.instruction), frame), entered)
    return [{ spot: { instance: one.instance, value: one.value, frame }, when }]
  })
}
