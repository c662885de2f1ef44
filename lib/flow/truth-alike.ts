import { op } from '../il/opcode-lookup.ts'
import type { Formula } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt } from './guard-context.ts'
import { valueKind } from './ssa.ts'
import { compare } from './trigger.ts'
import { isElementLoad, isResult, numberOf, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { indexed } from './trigger-pieces.ts'
import { identity, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import { comparedWith } from './trigger-values.ts'
import type { Site } from './view.ts'

/** One letter or byte of something, at a place that is no constant. */
interface Piece {
  readonly of: Spot
  readonly place: string
  readonly folded: boolean
}

function pieceOf(asking: Asking, from: Spot): Piece | null {
  const { spot, folded } = seeThrough(asking, from)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return null
  if (!isElementLoad(opcodeOf(ssa, spot.value)) && !indexed.has(outsideCallAt(asking, spot)?.callee.api ?? '')) return null
  const place = operandAt(ssa, spot.value, 1)
  if (place < 0 || numberOf(ssa, place) !== null) return null
  return { of: beside(spot, operandAt(ssa, spot.value, 0)), place: identity(asking, beside(spot, place)), folded }
}

/**
 * Two letters or bytes compared that stand at the same place of two things, one of which is written in the code: own code that goes
 * through both asks whether the one begins with the other. Null for other values.
 */
export function alikeTruth(asking: Asking, at: Site, left: Spot, right: Spot, want: boolean): Formula | null {
  const one = pieceOf(asking, left)
  const other = one === null ? null : pieceOf(asking, right)
  if (one === null || other === null || one.place !== other.place) return null
  const isTurned = comparedWith(asking, one.of).values.length > 0
  const [data, known] = isTurned ? [other, one] : [one, other]
  const subject = subjectOf(asking, data.of)
  if (subject === null || subject.grade === null || comparedWith(asking, known.of).values.length === 0) return null
  const operator = subject.grade === 'digest' ? 'equals' : 'starts-with'
  const isSequence = subject.grade === 'content' || subject.grade === 'digest'
  return compare(asking, { at, operator, left: data.of, right: known.of, ignoreCase: one.folded || other.folded, negated: !want, isSequence })
}

/**
 * A number in which the differences of such letters are gathered round a loop, as code does that takes as long for each: 0 where there
 * is none. Null for other values.
 */
export function differenceTruth(asking: Asking, at: Site, from: Spot, isZero: boolean): Formula | null {
  const { spot } = seeThrough(asking, from)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || ssa.kinds[spot.value] !== valueKind.phi) return null
  for (const { value } of phiArguments(ssa, spot.value)) {
    if (!isResult(ssa, value) || !gathers.has(opcodeOf(ssa, value))) continue
    const parts = [0, 1].map((place) => operandAt(ssa, value, place))
    const difference = parts.find((part) => part !== spot.value)
    if (difference === undefined || !parts.includes(spot.value)) continue
    const { spot: taken } = seeThrough(asking, beside(spot, difference))
    const made = ssaAt(asking, taken.instance)
    if (made === null || !isResult(made, taken.value)) continue
    const by = opcodeOf(made, taken.value)
    // differences that are added up may come to nothing where letters are not the same
    if (by !== op.xor && (by !== op.sub || opcodeOf(ssa, value) !== op.or)) continue
    const [left, right] = [0, 1].map((place) => beside(taken, operandAt(made, taken.value, place)))
    if (left !== undefined && right !== undefined) return alikeTruth(asking, at, left, right, isZero)
  }
  return null
}

const gathers: ReadonlySet<number> = new Set([op.or, op.add])
