import { and, anyOf, asPartial, type Formula, no, not, or } from './formula.ts'
import { type Asking, type Spot, ssaAt, storesAt } from './guard-context.ts'
import { isTelling } from './label.ts'
import { testOf } from './trigger.ts'
import { isCall, opcodeOf } from './trigger-code.ts'
import { type OutsideCall, operand, outsideCallAt, seeThrough, siteOf, storedSpot } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import { collectionFolds, comparedWith, foldsIn } from './trigger-values.ts'
import { keyOfCall } from './truth-keys.ts'

const ofMail: ReadonlySet<string> = new Set(['sender', 'recipient', 'subject', 'header', 'attachment-name'])

/** What is looked up under a key that the mail gives, in a collection whose keys stand in the code; null for other calls. */
function keyThere(asking: Asking, call: OutsideCall): Formula | null {
  const key = subjectOf(asking, operand(call, 1))
  if (key === null || key.grade === null || !isTelling(key.grade) || !ofMail.has(key.subject)) return null
  const collection = operand(call, 0)
  const ignoreCase = foldsIn(asking, call) || collectionFolds(asking, collection)
  const comparing = { at: siteOf(call), operator: 'in' as const, left: operand(call, 1), right: collection, ignoreCase, negated: false }
  const there = testOf(asking, comparing, key, 'in', comparedWith(asking, collection))
  const [tests = [], ...more] = there.anyOf
  const [test] = tests
  if (there.partial || test === undefined || more.length > 0 || tests.length > 1) return null
  const isWritten = test.operator === 'in' && test.subject === key.subject && (test.valueFrom === 'constant' || test.valueFrom === 'recovered')
  return isWritten && test.values.length > 0 ? there : null
}

const collections = /^System\.Collections\..*(?:Dictionary(?:`2)?|Hashtable|NameValueCollection|SortedList(?:`2)?)$/

/** That a dictionary has the key it is asked for, or throws; null for other calls. */
export function keyTaken(asking: Asking, call: OutsideCall): Formula | null {
  return throwsWithout(call) ? keyThere(asking, call) : null
}

function throwsWithout({ callee }: OutsideCall): boolean {
  return callee.name === 'get_Item' && /Dictionary`2$|\.SortedList`2$/.test(callee.owner)
}

const lookups = new Set(['get_Item', 'TryGetValue', 'Get'])
const writers = new Set(['Add', 'TryAdd', 'set_Item', 'Set'])
const mostPairs = 32

/** A table whose keys and values stand in the code, asked by what the mail says. */
interface LookUp {
  /** When what is asked for has one of these values. */
  readonly when: (isAsked: (value: Spot) => Formula) => Formula
  /** When it has none; `no` where that throws. */
  readonly missing: () => Formula
}

/** The look-up that gives a value; null for other values, and for tables that other data is put in. */
function lookUpOf(asking: Asking, from: Spot): LookUp | null {
  const { spot } = seeThrough(asking, from)
  const call = outsideCallAt(asking, spot)
  if (call === null || !lookups.has(call.callee.name) || !collections.test(call.callee.owner)) return null
  const there = keyThere(asking, call)
  const stores = there === null ? [] : storesAt(asking, spot)
  if (there === null || stores.length === 0 || stores.length > mostPairs) return null
  const pairs: { readonly key: string; readonly value: Spot }[] = []
  for (const one of stores) {
    const ssa = ssaAt(asking, one.instance)
    const write =
      ssa !== null && isCall(opcodeOf(ssa, one.instruction)) ? outsideCallAt(asking, { instance: one.instance, value: one.instruction, frame: null }) : null
    const key = write !== null && writers.has(write.callee.name) && write.operands[2] === one.value ? keyOfCall(asking, write) : null
    if (key === null) return null
    pairs.push({ key, value: storedSpot(spot, one) })
  }
  const keyIs = (key: string): Formula => ({ anyOf: there.anyOf.map((tests) => tests.map((test) => ({ ...test, values: [key] }))), partial: false })
  // of two values that were put there under one key the later one is found, and which that is is not known
  const isSettled = new Set(pairs.map(({ key }) => key)).size === pairs.length
  const told = isSettled ? (formula: Formula) => formula : asPartial
  return {
    when: (isAsked) => told(anyOf(pairs.map(({ key, value }) => and(keyIs(key), isAsked(value))))),
    missing: () => (throwsWithout(call) ? no : not(there)),
  }
}

/** When what is found in such a table is true, not 0 or not null; null for other values. */
export function foundTruth(asking: Asking, spot: Spot, want: boolean): Formula | null {
  return foundValue(asking, spot, (value) => asking.truth(value, want), !want)
}

/**
 * When what is found in such a table is as it is asked for; null for other values. `isMissingAsked`: so is what is found where there
 * is nothing, 0 or null.
 */
export function foundValue(asking: Asking, spot: Spot, isAsked: (value: Spot) => Formula, isMissingAsked: boolean): Formula | null {
  const found = lookUpOf(asking, spot)
  if (found === null) return null
  const when = found.when((value) => isAsked(seeThrough(asking, value).spot))
  return isMissingAsked ? or(when, found.missing()) : when
}
