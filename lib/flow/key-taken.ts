import type { Formula, Test } from './formula.ts'
import type { Asking } from './guard-context.ts'
import type { OutsideCall } from './trigger-slice.ts'
import { memberTruth } from './truth-calls.ts'

/** That a dictionary has the key it is asked for, where all its keys stand in the code; null for other calls. */
export function keyTaken(asking: Asking, call: OutsideCall): Formula | null {
  if (call.callee.name !== 'get_Item' || !/Dictionary`2$/.test(call.callee.owner)) return null
  const there = memberTruth(asking, call, 0, 1, true)
  const isWritten = (test: Test) => test.values.length > 0 && (test.valueFrom === 'constant' || test.valueFrom === 'recovered')
  return !there.partial && there.anyOf.every((tests) => tests.every(isWritten)) ? there : null
}
