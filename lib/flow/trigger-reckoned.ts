import { opcodeName } from '../il/opcode-lookup.ts'
import type { Formula } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt } from './guard-context.ts'
import { type Comparing, constantOnly, operatorOf, stateOf, testOf } from './trigger.ts'
import { type Comparison, isArithmetic, isResult, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { hashOf } from './trigger-hash.ts'
import { outsideCallAt, seeThrough } from './trigger-slice.ts'
import { type Subject, sized, subjectOf } from './trigger-subject.ts'
import type { Site } from './view.ts'

const comparison: Readonly<Record<Comparison, string>> = { equal: 'equal to', less: 'less than', greater: 'more than' }

/** Members that say how many. */
export const counts: ReadonlySet<string> = new Set(['get_Count', 'Count', 'LongCount'])

/**
 * A number reckoned from data of the mail, or from what the machine says, compared with another: told as a test of that data, not as its
 * value. What is left of it where it is divided by a constant is told as such. Null for other numbers, and for hashes. `number`: null
 * where it is none that is written in the code.
 */
export function reckonedTest(asking: Asking, at: Site, from: Spot, by: Comparison, number: string | null, want: boolean): Formula | null {
  const { spot } = seeThrough(asking, from)
  const how = reckonedBy(asking, spot)
  if (how === null) return null
  const data = subjectOf(asking, spot) ?? (how.divisor === null ? null : keptNumber(asking, how.of))
  if (data === null || data.grade === 'digest' || hashOf(asking, data) !== null) return null
  const isSize = data.grade === 'measure' && sized.has(data.subject)
  const isCount = counts.has(outsideCallAt(asking, seeThrough(asking, how.of).spot)?.callee.name ?? '')
  const subject: Subject = isSize ? { ...data, subject: isCount ? 'count' : 'size', name: data.subject } : data
  const comparing: Comparing = { at, operator: operatorOf[by], left: from, right: from, ignoreCase: false, negated: !want }
  if (how.divisor !== null && number !== null) {
    const name = `${subject.name ?? subjectOf(asking, how.of)?.name ?? subject.subject} modulo ${how.divisor}`
    return testOf(asking, comparing, { ...subject, name, about: `${data.about} ${name}` }, operatorOf[by], { ...constantOnly, values: [number] })
  }
  const words = `${how.name}, then ${comparison[by]} ${number ?? 'a number that is reckoned'}`
  return testOf(asking, comparing, { ...subject, about: `${data.about} ${words}` }, 'matches', { ...constantOnly, valueFrom: 'computed', from: words })
}

/** A number that a field of the set's own keeps; null for other values. */
function keptNumber(asking: Asking, spot: Spot): Subject | null {
  const kept = stateOf(asking, spot)
  return kept.subject === 'state' ? kept : null
}

/**
 * The instruction or function a number is reckoned with, and its first operand; `divisor`: the constant that it is divided by, where what
 * is left is the number.
 */
function reckonedBy(asking: Asking, spot: Spot): { readonly name: string; readonly of: Spot; readonly divisor: number | null } | null {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return null
  const name = opcodeName(opcodeOf(ssa, spot.value)) ?? ''
  const of = beside(spot, operandAt(ssa, spot.value, 0))
  if (isArithmetic(ssa, spot.value)) return { name, of, divisor: name.startsWith('rem') ? numberOf(ssa, operandAt(ssa, spot.value, 1)) : null }
  const call = outsideCallAt(asking, spot)
  return call?.callee.owner === 'System.Math' ? { name: call.callee.name, of, divisor: null } : null
}
