import { anyOf, type Formula, isNever, yes } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt, storesAt } from './guard-context.ts'
import { stateOf, testOf } from './trigger.ts'
import { isCall, isElementLoad, isResult, literalOf, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { operand, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import { collectionFolds, foldsIn } from './trigger-values.ts'
import { comparedTruth } from './truth.ts'
import type { Instance, Site } from './view.ts'

/**
 * A delegate that was looked up in a dictionary runs where the key is one under which it was put there: a table of commands. Asks
 * nothing for any other call.
 */
export function keyGuard(asking: Asking, site: Site, target: Instance): Formula {
  const { instance, instruction } = site
  const ssa = ssaAt(asking, instance)
  const delegate = ssa === null ? -1 : operandAt(ssa, instruction, 0)
  if (ssa === null || delegate < 0 || !isCall(opcodeOf(ssa, instruction))) return yes
  const found = seeThrough(asking, { instance, value: delegate, frame: null }).spot
  const chosen = placeGuard(asking, site, found, target)
  if (chosen !== null) return chosen
  const lookup = outsideCallAt(asking, found)
  if (lookup === null || (lookup.callee.name !== 'TryGetValue' && lookup.callee.name !== 'get_Item')) return yes
  const keys = keysOf(asking, found, target)
  const key = lookup.operands[1]
  if (keys.length === 0 || key === undefined) return yes
  const folds = foldsIn(asking, lookup) || collectionFolds(asking, operand(lookup, 0))
  return keyTest(asking, { instance, instruction: lookup.instruction }, beside(found, key), keys, folds)
}

/** Places of an array that are looked at. */
const mostPlaces = 64

/**
 * A delegate that is taken from an array by a number, or from a dictionary by a yes or no, which the code chooses: when it is the place where
 * the target was put. Null for others.
 */
function placeGuard(asking: Asking, at: Site, found: Spot, target: Instance): Formula | null {
  const ssa = ssaAt(asking, found.instance)
  if (ssa === null || !isResult(ssa, found.value)) return null
  const place = operandAt(ssa, found.value, 1)
  const isTaken = isElementLoad(opcodeOf(ssa, found.value)) || outsideCallAt(asking, found)?.callee.name === 'get_Item'
  if (!isTaken || place < 0 || numberOf(ssa, place) !== null) return null
  const method = asking.view.methodOf(target)
  const stores = storesAt(asking, found)
  if (stores.length > mostPlaces) return null
  const ways: Formula[] = []
  for (const stored of stores) {
    if (!asking.view.delegatesAt(stored).some((one) => asking.view.methodOf(one) === method)) continue
    const storing = ssaAt(asking, stored.instance)
    const key = storing === null ? -1 : operandAt(storing, stored.instruction, 1)
    if (storing === null || key < 0 || numberOf(storing, key) === null) return null
    ways.push(comparedTruth(asking, at, 'equal', beside(found, place), { instance: stored.instance, value: key, frame: null }, true))
  }
  const answer = anyOf(ways)
  return ways.length === 0 || isNever(answer) ? null : answer
}

/** That what is asked is one of these texts. */
export function keyTest(asking: Asking, at: Site, asked: Spot, keys: readonly string[], ignoreCase = false): Formula {
  const subject = subjectOf(asking, asked) ?? stateOf(asking, asked)
  const comparing = { at, operator: 'equals' as const, left: asked, right: asked, ignoreCase, negated: false }
  return testOf(asking, comparing, subject, 'equals', { values: keys, valueFrom: 'constant', from: null, folded: false })
}

/** Constant keys under which this method was put there. */
function keysOf(asking: Asking, found: { readonly instance: Instance; readonly value: number }, target: Instance): readonly string[] {
  const { view } = asking
  const method = view.methodOf(target)
  const keys = new Set<string>()
  for (const stored of storesAt(asking, found)) {
    const ssa = ssaAt(asking, stored.instance)
    if (ssa === null || !isCall(opcodeOf(ssa, stored.instruction))) continue
    if (!view.delegatesAt(stored).some((one) => view.methodOf(one) === method)) continue
    const value = operandAt(ssa, stored.instruction, 1)
    const literal = literalOf(ssa, value)
    const text = literal?.kind === 'text' ? literal.value : asking.constants.text({ instance: stored.instance, value })?.text
    if (text !== undefined) keys.add(text)
  }
  return [...keys]
}
