import { op } from '../il/opcode-lookup.ts'
import type { Formula } from './formula.ts'
import { type Asking, beside, keyOf, type Over, type Spot, ssaAt } from './guard-context.ts'
import { testOf } from './trigger.ts'
import { isResult, opcodeOf, operandAt } from './trigger-code.ts'
import { type OutsideCall, seeThrough } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import type { Site } from './view.ts'

/**
 * A delegate made of a member outside the set (`list.Any(set.Contains)`) as the call of that member with the elements it is asked about;
 * null for any other delegate.
 */
export function groupCall(asking: Asking, delegate: Spot, { elements, at }: Over): OutsideCall | null {
  const { spot } = seeThrough(asking, delegate)
  const ssa = ssaAt(asking, spot.instance)
  const asks = ssaAt(asking, at.instance)
  if (ssa === null || asks === null || !isResult(ssa, spot.value) || opcodeOf(ssa, spot.value) !== op.newobj) return null
  const loaded = operandAt(ssa, spot.value, 1)
  const opcode = isResult(ssa, loaded) ? opcodeOf(ssa, loaded) : -1
  if (opcode !== op.ldftn && opcode !== op.ldvirtftn) return null
  const callee = asking.callees(ssa.code.index, (ssa.code.code.operands[loaded] ?? 0) >>> 0)
  if (callee === null || callee.method !== 0 || callee.returnsName !== 'System.Boolean') return null
  const target = beside(spot, operandAt(ssa, spot.value, 0))
  const given = callee.hasThis ? [target, elements] : [elements]
  if (callee.parameters !== 1) return null
  const place: Spot = { instance: at.instance, value: at.instruction, frame: elements.instance === at.instance ? elements.frame : null }
  return { spot: place, ssa: asks, instruction: at.instruction, callee, operands: [], given }
}

/** Which of the elements is found is not known: what two delegates ask is not asked of one and the same element. */
export function ofElement(formula: Formula, asks: Spot): Formula {
  const by = ` by ${keyOf(asks)}`
  return { anyOf: formula.anyOf.map((tests) => tests.map((test) => ({ ...test, about: `${test.about}${by}` }))), partial: formula.partial }
}

/** A member without a row says yes or no of an element: told by its name. Null where nothing is known of the element. */
export function passesTruth(asking: Asking, call: OutsideCall, want: boolean): Formula | null {
  const element = call.given?.at(-1)
  const subject = element === undefined ? null : subjectOf(asking, element)
  if (element === undefined || subject === null) return null
  const at: Site = { instance: call.spot.instance, instruction: call.instruction }
  const comparing = { at, operator: 'matches' as const, left: element, right: element, ignoreCase: false, negated: !want }
  return testOf(asking, comparing, subject, 'matches', { values: [], valueFrom: 'computed', from: call.callee.api, folded: false })
}
