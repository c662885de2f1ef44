import { limits } from '../limits.ts'
import { conjunction, tidyConjunction } from './formula-conjunction.ts'
import { asksEarlier, keptTest, placedInTime } from './formula-kept.ts'
import { leanest } from './formula-lean.ts'
import { anyOfBoth, isComplement, isImplied, looksAlike, sameTest, type Test, withoutValues } from './formula-tests.ts'
import type { Atom, Condition } from './view.ts'

export type { Test } from './formula-tests.ts'

/**
 * Alternatives of conjunctions of tests, kept simple while they are put together. `partial`: something that guards was left
 * out, because it could not be followed or because there was too much of it.
 */
export interface Formula {
  readonly anyOf: readonly (readonly Test[])[]
  readonly partial: boolean
}

/** Asks nothing. */
export const yes: Formula = { anyOf: [[]], partial: false }
/** Cannot be. */
export const no: Formula = { anyOf: [], partial: false }
/** Asks something that was not followed. */
export const unsure: Formula = { anyOf: [[]], partial: true }

export function formulaOf(...tests: readonly Test[]): Formula {
  const tidied = tidyConjunction(tests)
  return tidied === null ? no : { anyOf: [tidied], partial: false }
}

/** Some alternative asks nothing. */
export function asksNothing(formula: Formula): boolean {
  return formula.anyOf.some((tests) => tests.length === 0)
}

export function isNever(formula: Formula): boolean {
  return formula.anyOf.length === 0
}

/** While formulas are put together they may be larger than what is told: most alternatives melt into one. */
const working = 4 * limits.conditionAlternatives
const largestProduct = 16 * limits.conditionAlternatives
const heaviest = 2 * limits.conditionAtoms

export function and(one: Formula, other: Formula): Formula {
  if (isNever(one) || one === other) return one
  if (isNever(other)) return other
  if (isPlain(one)) return one.partial ? asPartial(other) : other
  if (isPlain(other)) return other.partial ? asPartial(one) : one
  return products(one, other, product)
}

export function or(one: Formula, other: Formula): Formula {
  if (isNever(one)) return one.partial ? asPartial(other) : other
  if (isNever(other) || one === other) return other.partial ? asPartial(one) : one
  if (asksNothing(one) && !one.partial) return yes
  if (asksNothing(other) && !other.partial) return yes
  return sums(one, other, () => simplified(other.anyOf, one.partial || other.partial, one.anyOf))
}

/** What was worked out before is kept by both formulas: the steps of a flow share most of what guards them, and so do the ways to a method. */
const products = byBoth()
const sums = byBoth()
/** Formulas of which something was left out, by what they were before. */
const weaker = new WeakMap<Formula, Formula>()

function byBoth(): (one: Formula, other: Formula, make: (one: Formula, other: Formula) => Formula) => Formula {
  const known = new WeakMap<Formula, WeakMap<Formula, Formula>>()
  return (one, other, make) => {
    const before = known.get(one)?.get(other)
    if (before !== undefined) return before
    const made = make(one, other)
    const beside = known.get(one)
    if (beside === undefined) known.set(one, new WeakMap([[other, made]]))
    else beside.set(other, made)
    return made
  }
}

/** The same, with something left out. */
export function asPartial(formula: Formula): Formula {
  if (formula.partial) return formula
  const made = weaker.get(formula) ?? { anyOf: formula.anyOf, partial: true }
  weaker.set(formula, made)
  return made
}

function product(one: Formula, other: Formula): Formula {
  const isPartial = one.partial || other.partial
  // whoever asks for all of it anyway
  if (asksAllOf(one, other)) return isPartial ? asPartial(one) : one
  // asking less than it does is told as partial; asking what it does not would be wrong
  const size = one.anyOf.length * other.anyOf.length
  const weight = one.anyOf.length * weightOf(other.anyOf) + other.anyOf.length * weightOf(one.anyOf)
  if (size > largestProduct || weight > 8 * heaviest) return asPartial(one)
  const both: (readonly Test[])[] = []
  let cut = false
  for (const left of one.anyOf) {
    for (const right of other.anyOf) {
      const tests = conjunction(left, right)
      if (tests === null) continue
      if (tests.length > limits.conditionAtoms) cut = true
      both.push(tests.slice(0, limits.conditionAtoms))
    }
  }
  return simplified(both, isPartial || cut)
}

export function allOf(formulas: Iterable<Formula>): Formula {
  let all = yes
  for (const one of formulas) all = and(all, one)
  return all
}

export function anyOf(formulas: Iterable<Formula>): Formula {
  let any = no
  for (const one of formulas) any = or(any, one)
  return any
}

/** The same of values that are no longer those that other tests look at. */
export function inAnotherTurn(formula: Formula): Formula {
  return { anyOf: formula.anyOf.map((tests) => tests.map((test) => ({ ...test, about: '' }))), partial: formula.partial }
}

/** The same of a message that may have been an earlier one. */
export function asKept(formula: Formula): Formula {
  return { anyOf: formula.anyOf.map((tests) => tests.map(keptTest)), partial: formula.partial }
}

/** Do two conditions ask for the same, in whatever order? */
export function sameFormula(one: Formula, other: Formula): boolean {
  if (one === other) return true
  if (one.partial !== other.partial || one.anyOf.length !== other.anyOf.length) return false
  const isIn = (tests: readonly Test[], all: Formula) =>
    all.anyOf.some((given) => given.length === tests.length && tests.every((test) => given.some((each) => sameTest(test, each))))
  return one.anyOf.every((tests) => isIn(tests, other)) && other.anyOf.every((tests) => isIn(tests, one))
}

/** Each alternative must fail in one of its tests. */
export function not(formula: Formula): Formula {
  let all: Formula = { anyOf: [[]], partial: formula.partial }
  for (const tests of formula.anyOf) {
    let any = no
    for (const test of tests) any = or(any, formulaOf({ ...test, negated: !test.negated }))
    all = and(all, any)
  }
  return all
}

/** Every alternative of the one has all tests of some alternative of the other. */
function asksAllOf(one: Formula, other: Formula): boolean {
  return one.anyOf.every((left) => other.anyOf.some((right) => right.length <= left.length && right.every((test) => left.includes(test))))
}

function isPlain(formula: Formula): boolean {
  return formula.anyOf.length === 1 && formula.anyOf[0]?.length === 0
}

/** What a profile says of it: at most `limits.conditionAlternatives` and `limits.conditionAtoms`. */
export function conditionFrom(whole: Formula): Condition {
  const formula = placed(withoutBlind(whole))
  if (asksNothing(formula)) return { state: formula.partial ? 'partial' : 'always', anyOf: [] }
  // what contradicts itself was not understood
  if (isNever(formula)) return { state: 'partial', anyOf: [] }
  const anyOf: Atom[][] = []
  let atoms = 0
  let cut = formula.partial
  for (const tests of withSettings(formula.anyOf)) {
    if (anyOf.length === limits.conditionAlternatives || atoms + tests.length > limits.conditionAtoms) {
      cut = true
      continue
    }
    anyOf.push(tests.map(atomOf))
    atoms += tests.length
  }
  return { state: cut ? 'partial' : 'known', anyOf }
}

function placed(formula: Formula): Formula {
  if (!formula.anyOf.some(asksEarlier)) return formula
  return simplified(formula.anyOf.map(placedInTime), formula.partial)
}

/**
 * What a value of unknown origin is asked is not known, whatever it is compared with: the condition is partial. Where the other side
 * tells nothing either (a number, a value worked out), the test says nothing and is left out.
 */
function withoutBlind(formula: Formula): Formula {
  const isUnnamed = ({ subject, name }: Test) => subject === 'unknown' && name === null
  if (!formula.anyOf.some((tests) => tests.some(isUnnamed))) return formula
  return simplified(
    formula.anyOf.map((tests) => tests.filter((test) => !isUnnamed(test) || tellsByValue(test))),
    true,
  )
}

/** Does a test tell something by what it compares with: a word, a hash, a list or text from elsewhere? */
function tellsByValue({ operator, values, valueFrom, from }: Test): boolean {
  if (operator === 'hash-equals' || valueFrom === 'external' || valueFrom === 'recovered' || from !== null) return true
  return values.some((value) => /\p{L}/u.test(value) && value !== 'true' && value !== 'false')
}

/** That a setting is not there is left out beside what happens where it is. */
function withSettings(alternatives: readonly (readonly Test[])[]): readonly (readonly Test[])[] {
  const isUnset = (test: Test) => test.subject === 'config' && test.operator === 'exists' && test.negated
  const set = alternatives.filter((tests) => !tests.some(isUnset))
  return set.some((tests) => tests.some((test) => test.valueFrom === 'external')) ? set : alternatives
}

function atomOf({ subject, name, operator, negated, ignoreCase, values, valueFrom, from, at }: Test): Atom {
  return { subject, name, operator, negated, ignoreCase, values, valueFrom, from, at }
}

/** Alternatives that say the same, follow from another, or differ in one test only melt together; `simple`: those that did already. */
function simplified(list: readonly (readonly Test[])[], partial: boolean, simple: readonly (readonly Test[])[] = []): Formula {
  let alternatives = simple
  for (const one of list) alternatives = withAlternative(alternatives, one)
  if (alternatives.some((tests) => tests.length === 0)) return partial ? unsure : yes
  const kept = shortest(alternatives)
  return { anyOf: leanest(kept), partial: partial || kept.length < alternatives.length }
}

/** As many alternatives as are worth their time: more than is told in the end, the short ones rather than the long. */
function shortest(alternatives: readonly (readonly Test[])[]): readonly (readonly Test[])[] {
  if (alternatives.length <= working && weightOf(alternatives) <= heaviest) return alternatives
  const kept = new Set<readonly Test[]>()
  let weight = 0
  for (const tests of [...alternatives].sort((a, b) => a.length - b.length).slice(0, working)) {
    weight += tests.length
    if (weight > heaviest && kept.size > 0) break
    kept.add(tests)
  }
  return alternatives.filter((tests) => kept.has(tests))
}

/** Tests in all alternatives together. */
function weightOf(alternatives: readonly (readonly Test[])[]): number {
  return alternatives.reduce((sum, tests) => sum + tests.length, 0)
}

/** What working with a formula costs, in steps of the budget: small ones are free, those of the largest size take some dozens. */
export function costOf({ anyOf: alternatives }: Formula): number {
  return Math.floor(weightOf(alternatives) ** 2 / 512)
}

/** Adds one and melts until nothing changes; each round makes the list or an alternative shorter, or joins values. */
function withAlternative(alternatives: readonly (readonly Test[])[], added: readonly Test[]): (readonly Test[])[] {
  const kept: (readonly Test[])[] = [...alternatives]
  const todo: (readonly Test[])[] = [added]
  for (let next = todo.pop(), round = 0; next !== undefined; next = todo.pop(), round++) {
    let current: readonly Test[] | null = next
    for (let place = 0; place < kept.length && current !== null && round < largestProduct; place++) {
      const other = kept[place] ?? []
      const melted = melt(other, current)
      if (melted === null) continue
      kept.splice(place, 1)
      todo.push(...melted.reverse())
      current = null
    }
    if (current !== null) kept.push(current)
  }
  return kept
}

/** What stands for both: one alternative, or both where one became shorter; null when they have nothing to do with each other. */
function melt(one: readonly Test[], other: readonly Test[]): (readonly Test[])[] | null {
  if (covers(one, other)) return [one]
  if (covers(other, one)) return [other]
  const joined = joinValues(one, other)
  if (joined !== null) return [joined]
  const shorter = relax(one, other)
  if (shorter !== null) return [one, shorter]
  const left = relax(other, one)
  return left === null ? null : [left, other]
}

/** Whatever the other asks, this asks no more. */
function covers(one: readonly Test[], other: readonly Test[]): boolean {
  return one.every((test) => other.some((given) => isImplied(test, given)))
}

/** `P and x` beside `Q and not x`, where Q asks all that P does: the second need not ask for `not x`. */
function relax(one: readonly Test[], other: readonly Test[]): readonly Test[] | null {
  for (const test of one) {
    const place = other.findIndex((given) => isComplement(test, given))
    const found = other[place]
    if (found === undefined) continue
    const rest = other.filter((_, at) => at !== place)
    if (!one.every((each) => each === test || rest.some((given) => isImplied(each, given)))) continue
    const left = withoutValues(found, test.values)
    return left === null ? rest : [...rest.slice(0, place), left, ...rest.slice(place)]
  }
  return null
}

/** Two that differ only in the values of one test are one that names them all. */
function joinValues(one: readonly Test[], other: readonly Test[]): readonly Test[] | null {
  if (one.length !== other.length) return null
  const left = one.filter((test) => !other.some((given) => sameTest(test, given)))
  const right = other.filter((test) => !one.some((given) => sameTest(test, given)))
  const [a] = left
  const [b] = right
  if (left.length !== 1 || right.length !== 1 || a === undefined || b === undefined || !looksAlike(a, b)) return null
  const joined = anyOfBoth(a, b)
  if (joined === undefined) return null
  const rest = one.filter((test) => test !== a)
  const place = one.indexOf(a)
  return joined === null ? rest : [...rest.slice(0, place), joined, ...rest.slice(place)]
}

/** Does it ask no more than whether there is any? */
export function isPresence({ anyOf: alternatives }: Formula): boolean {
  const isAny = (test: Test) => test.subject === 'count' && test.operator === 'greater' && !test.negated && test.values.join() === '0'
  return alternatives.length > 0 && alternatives.every((tests) => tests.every(isAny))
}
