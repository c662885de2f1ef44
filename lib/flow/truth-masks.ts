import { opcodeName } from '../il/opcode-lookup.ts'
import { type Formula, no, yes } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt } from './guard-context.ts'
import { testOf } from './trigger.ts'
import { type Comparison, decides, isResult, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { hashOf } from './trigger-hash.ts'
import { measured } from './trigger-numbers.ts'
import { type OutsideCall, operand, seeThrough, siteOf } from './trigger-slice.ts'
import { type Subject, subjectOf } from './trigger-subject.ts'
import { totalTruth } from './truth-totals.ts'
import type { Site } from './view.ts'

/** Flags of one number are asked for with few bits; more are a piece of a hash or counter. */
const mostBits = 8

/**
 * `(options & 4) != 0`, compared with a number: which bits are set, not what the number is. Null where it is no such test, or of a hash.
 */
export function maskTruth(asking: Asking, at: Site, from: Spot, by: Comparison, number: number, want: boolean): Formula | null {
  const { spot } = seeThrough(asking, from)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value) || opcodeName(opcodeOf(ssa, spot.value)) !== 'and') return null
  const mask = numberOf(ssa, operandAt(ssa, spot.value, 1))
  const masked = beside(spot, operandAt(ssa, spot.value, 0))
  const data = subjectOf(asking, masked)
  const how = measured(asking, masked)
  const subject = data === null || how === null ? data : { ...data, subject: how.kind, name: data.subject }
  if (mask === null || mask <= 0 || subject === null || subject.grade === 'digest' || hashOf(asking, subject) !== null) return null
  const bits = [...mask.toString(2)].filter((bit) => bit === '1').length
  if (bits > mostBits) return null
  const [unset, set] = [0, mask].map((value) => decides(by, value, number) === want)
  if (bits === 1 && unset === set) return set ? yes : no
  if (bits === 1) return flagTest(asking, at, subject, `flag ${mask}`, set !== true)
  if (by === 'equal' && number === mask) return flagTest(asking, at, subject, `all flags of ${mask}`, !want)
  if (number === 0 && unset !== set) return flagTest(asking, at, subject, `any flag of ${mask}`, unset === true)
  return null
}

/** `options.HasFlag(Options.Copy)`. Null where it is not known which flag. */
export function hasFlagTruth(asking: Asking, call: OutsideCall, want: boolean): Formula | null {
  if (call.callee.api !== 'System.Enum::HasFlag') return null
  const subject = subjectOf(asking, operand(call, 0))
  const { spot } = seeThrough(asking, operand(call, 1))
  const ssa = ssaAt(asking, spot.instance)
  const flag = ssa === null ? null : numberOf(ssa, spot.value)
  if (flag === null) return null
  if (subject === null) return totalTruth(asking, seeThrough(asking, operand(call, 0)).spot, (total) => ((total & flag) === flag) === want)
  const isOne = flag > 0 && (flag & (flag - 1)) === 0
  return flagTest(asking, siteOf(call), subject, isOne ? `flag ${flag}` : `all flags of ${flag}`, !want)
}

function flagTest(asking: Asking, at: Site, subject: Subject, from: string, negated: boolean): Formula {
  const { spot } = subject.root
  const about = `${subject.about} ${from}`
  const comparing = { at, operator: 'matches' as const, left: spot, right: spot, ignoreCase: false, negated }
  return testOf(asking, comparing, { ...subject, about }, 'matches', { values: [], valueFrom: 'computed', from, folded: false })
}
