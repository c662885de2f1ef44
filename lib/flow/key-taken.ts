import type { Formula, Test } from './formula.ts'
import type { Asking } from './guard-context.ts'
import { isTelling } from './label.ts'
import { type OutsideCall, operand } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import { memberTruth } from './truth-calls.ts'

const ofMail: ReadonlySet<string> = new Set(['sender', 'recipient', 'subject', 'header', 'attachment-name'])

/** That a dictionary has the key it is asked for, where all its keys stand in the code; null for other calls. */
export function keyTaken(asking: Asking, call: OutsideCall): Formula | null {
  if (call.callee.name !== 'get_Item' || !/Dictionary`2$/.test(call.callee.owner)) return null
  const key = subjectOf(asking, operand(call, 1))
  if (key === null || key.grade === null || !isTelling(key.grade) || !ofMail.has(key.subject)) return null
  const there = memberTruth(asking, call, 0, 1, true)
  const isWritten = (test: Test) =>
    test.operator === 'in' && test.subject === key.subject && test.values.length > 0 && (test.valueFrom === 'constant' || test.valueFrom === 'recovered')
  return !there.partial && there.anyOf.every((tests) => tests.every(isWritten)) ? there : null
}
