import { simpleName } from '../agents/find-agents.ts'
import { ownerOf, typeNameOf } from '../model/program.ts'
import { anyOf, asPartial, type Formula, isNever, yes } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt, storesAt } from './guard-context.ts'
import { stateOf, testOf } from './trigger.ts'
import { isCall, isElementLoad, isResult, literalOf, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { type OutsideCall, operand, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import { collectionFolds, comparedWith, foldsIn } from './trigger-values.ts'
import { comparedTruth } from './truth.ts'
import type { Instance, Site } from './view.ts'

/**
 * A delegate that was looked up in a dictionary runs where the key is one under which it was put there: a table of commands. What is
 * looked up by its name runs where that is its name. Asks nothing for any other call.
 */
export function keyGuard(asking: Asking, site: Site, target: Instance): Formula {
  const { instance, instruction } = site
  const ssa = ssaAt(asking, instance)
  const delegate = ssa === null ? -1 : operandAt(ssa, instruction, 0)
  if (ssa === null || delegate < 0 || !isCall(opcodeOf(ssa, instruction))) return yes
  const found = seeThrough(asking, { instance, value: delegate, frame: null }).spot
  const chosen = placeGuard(asking, site, found, target)
  if (chosen !== null) return chosen
  const name = nameAsked(asking, outsideCallAt(asking, { instance, value: instruction, frame: null }), found)
  if (name !== null) return ofName(asking, site, target, name)
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

function keyTest(asking: Asking, at: Site, asked: Spot, keys: readonly string[], ignoreCase = false): Formula {
  const subject = subjectOf(asking, asked) ?? stateOf(asking, asked)
  const comparing = { at, operator: 'equals' as const, left: asked, right: asked, ignoreCase, negated: false }
  return testOf(asking, comparing, subject, 'equals', { values: keys, valueFrom: 'constant', from: null, folded: false })
}

/** A name that says what is called: of a member, or of the type whose object it is called on. */
interface NameAsked {
  readonly text: Spot
  readonly isType: boolean
}

/** Members that are given the name of what they call, or of what they give; by operand, the receiver first. */
const namesMember: ReadonlyMap<string, number> = new Map([
  ['System.Type::GetMethod', 1],
  ['System.Type::InvokeMember', 1],
  ['System.Delegate::CreateDelegate', 2],
  ['Microsoft.VisualBasic.CompilerServices.NewLateBinding::LateCall', 2],
  ['Microsoft.VisualBasic.CompilerServices.NewLateBinding::LateGet', 2],
])
const namesType: ReadonlyMap<string, number> = new Map([
  ['System.Type::GetType', 0],
  ['System.Reflection.Assembly::GetType', 1],
  ['System.Reflection.Assembly::CreateInstance', 1],
])

function nameAsked(asking: Asking, call: OutsideCall | null, receiver: Spot): NameAsked | null {
  const made = outsideCallAt(asking, receiver)
  for (const one of [call, made]) {
    const place = one === null ? undefined : namesMember.get(one.callee.api)
    if (one !== null && place !== undefined && one.operands.length > place) return { text: operand(one, place), isType: false }
  }
  if (made === null) return null
  const type =
    made.callee.api === 'System.Activator::CreateInstance' && made.operands.length > 0 ? outsideCallAt(asking, seeThrough(asking, operand(made, 0)).spot) : made
  const place = type === null ? undefined : namesType.get(type.callee.api)
  return type === null || place === undefined || type.operands.length <= place ? null : { text: operand(type, place), isType: true }
}

/** That the name is the target's, where the code does not say which it is; in part where it is put together of more. */
function ofName(asking: Asking, at: Site, target: Instance, { text, isType }: NameAsked): Formula {
  const { program, methodOf } = asking.view
  if (comparedWith(asking, text).values.length > 0) return yes
  const method = methodOf(target)
  const name = isType ? typeNameOf(program, ownerOf(program, method)).replaceAll('/', '+') : simpleName(program, method)
  const asked = keyTest(asking, at, text, [name])
  return outsideCallAt(asking, seeThrough(asking, text).spot)?.callee.owner === 'System.String' ? asPartial(asked) : asked
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
