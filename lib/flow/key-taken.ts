import { asksNothing, asPartial, type Formula, isNever, not, type Test, unsure } from './formula.ts'
import { type Asking, storesAt } from './guard-context.ts'
import { isTelling } from './label.ts'
import { type OutsideCall, operand, storedSpot } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import { memberTruth } from './truth-calls.ts'

const ofMail: ReadonlySet<string> = new Set(['sender', 'recipient', 'subject', 'header', 'attachment-name'])

/** What is looked up under a key that the mail gives, in a collection whose keys stand in the code; null for other calls. */
function keyThere(asking: Asking, call: OutsideCall): Formula | null {
  const key = subjectOf(asking, operand(call, 1))
  if (key === null || key.grade === null || !isTelling(key.grade) || !ofMail.has(key.subject)) return null
  const there = memberTruth(asking, call, 0, 1, true)
  const isWritten = (test: Test) =>
    test.operator === 'in' && test.subject === key.subject && test.values.length > 0 && (test.valueFrom === 'constant' || test.valueFrom === 'recovered')
  return !there.partial && there.anyOf.every((tests) => tests.every(isWritten)) ? there : null
}

const collections = /^System\.Collections\..*(?:Dictionary(?:`2)?|Hashtable|NameValueCollection|SortedList(?:`2)?)$/

/** That a dictionary has the key it is asked for, or throws; null for other calls. */
export function keyTaken(asking: Asking, call: OutsideCall): Formula | null {
  return call.callee.name === 'get_Item' && /Dictionary`2$/.test(call.callee.owner) ? keyThere(asking, call) : null
}

const lookups = new Set(['get_Item', 'TryGetValue', 'Get'])

/** When what is found under such a key is true, not 0 or not null; null for other calls. Which keys hold which values is not told. */
export function foundTruth(asking: Asking, call: OutsideCall, want: boolean): Formula | null {
  if (!lookups.has(call.callee.name) || !collections.test(call.callee.owner)) return null
  const there = keyThere(asking, call)
  const stores = there === null ? [] : storesAt(asking, call.spot)
  if (there === null || stores.length === 0 || stores.length > mostStores) return null
  const answers = stores.map((one) => asking.truth(storedSpot(call.spot, one), true))
  if (answers.every(asksNothing)) return want ? there : not(there)
  if (answers.some((one) => !asksNothing(one) && !isNever(one)) || answers.every(isNever)) return null
  return want ? asPartial(there) : unsure
}

const mostStores = 32
