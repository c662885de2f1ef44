import type { Atom } from './view.ts'

/**
 * An atom while formulas are put together. `about`: which value it looks at, so that two tests of one value can be reckoned
 * with; empty where that is not known. `offset`: of `bytes-at`, where the bytes stand.
 */
export interface Test extends Atom {
  readonly about: string
  readonly offset: number
}

const each = 'each'
const several: ReadonlySet<string> = new Set(['recipient', 'attachment-name', 'attachment-content'])

/** A test of all there are of something, where code asks it of one after the other. What a member says may be of their letters. */
export function asEach(test: Test): Test {
  const isOfAll = several.has(test.subject) && test.name === null && test.operator !== 'exists' && test.valueFrom !== 'computed'
  return isOfAll ? { ...test, name: each } : test
}

function isEach({ name }: Test): boolean {
  return name === each
}

function asSome(test: Test): Test {
  return isEach(test) ? { ...test, name: null } : test
}

/** `in` is `equals` with values that stand in a collection. */
function family(test: Test): string {
  return test.operator === 'in' ? 'equals' : test.operator
}

/** A value has one of the values and no other: what one test leaves open another can close. */
export function isExact(test: Test): boolean {
  return test.operator === 'equals' || test.operator === 'in' || test.operator === 'hash-equals' || test.operator === 'returns'
}

/** They ask the same of the same kind of thing, but for sign and values. */
export function sameLook(one: Test, other: Test): boolean {
  return (
    one.subject === other.subject &&
    one.name === other.name &&
    family(one) === family(other) &&
    one.ignoreCase === other.ignoreCase &&
    one.valueFrom === other.valueFrom &&
    one.from === other.from &&
    one.offset === other.offset &&
    (one.subject !== 'unknown' || (one.about === other.about && one.at.method === other.at.method && one.at.ilOffset === other.at.ilOffset))
  )
}

/** They look at the very same value. */
export function sameValue(one: Test, other: Test): boolean {
  return one.about !== '' && one.about === other.about
}

export function looksAlike(one: Test, other: Test): boolean {
  return one.negated === other.negated && sameLook(one, other)
}

export function sameTest(one: Test, other: Test): boolean {
  return one === other || (looksAlike(one, other) && one.values.length === other.values.length && within(one, other))
}

/** One holds where the other does not. */
export function isOpposite(one: Test, other: Test): boolean {
  if (isEach(one) !== isEach(other)) return isOpposite(asSome(one), asSome(other))
  return !isEach(one) && one.negated !== other.negated && sameLook(one, other) && one.values.length === other.values.length && within(one, other)
}

function folded(test: Test, value: string): string {
  return test.ignoreCase ? value.toLowerCase() : value
}

/** Values of the first that are among those of the other, or are not. */
function valuesOf(one: Test, other: Test, among: boolean): readonly string[] {
  const given = new Set(other.values.map((value) => folded(other, value)))
  return one.values.filter((value) => given.has(folded(one, value)) === among)
}

/** All values of the first are among those of the other; nothing is known of a test without values. */
function within(one: Test, other: Test): boolean {
  if (one.values.length === 0 || other.values.length === 0) return one.values.length === other.values.length
  const [value = ''] = one.values
  if (one.values.length === 1) return other.values.some((given) => folded(other, given) === folded(one, value))
  return valuesOf(one, other, true).length === one.values.length
}

export function shared(one: Test, other: Test): readonly string[] {
  return valuesOf(one, other, true)
}

export function without(one: Test, other: Test): readonly string[] {
  return valuesOf(one, other, false)
}

export function united(one: Test, other: Test): readonly string[] {
  return [...one.values, ...valuesOf(other, one, false)]
}

/** Of `part of X-Key` the header's name. */
function wholeName(name: string | null): string | null {
  if (name === null) return null
  const part = /^(?:letter(?: \d+)?|part|line|changed|decoded|extension)(?: of (.*))?$/s.exec(name)
  return part === null ? name : (part[1] ?? null)
}

/** Where `given` holds, the test holds. */
export function isImplied(test: Test, given: Test): boolean {
  if (test === given) return true
  if (sameLook(test, given)) {
    if (!test.negated && !given.negated) return within(given, test)
    if (test.negated && given.negated) return within(test, given)
    if (test.negated) return isExact(test) && sameValue(test, given) && test.values.length > 0 && given.values.length > 0 && shared(given, test).length === 0
    return false
  }
  // what each is, some one is
  if (isEach(given) && test.name === null) return isImplied(test, { ...given, name: null })
  if (given.subject !== test.subject || test.negated !== given.negated) return false
  // what is compared is there, and so is what it is a part of; what is not there equals nothing
  return (test.negated ? given : test).operator === 'exists' && wholeName(given.name) === wholeName(test.name)
}

/** One of the two always holds, or holds for the values they share. */
export function isComplement(test: Test, given: Test): boolean {
  // that none is so is the opposite of one that is so, not of each
  if (isEach(test) && isEach(given)) return false
  if (isEach(test) || isEach(given)) return isComplement(asSome(test), asSome(given))
  if (test.negated === given.negated || !sameLook(test, given) || !sameValue(test, given)) return false
  if (test.values.length === 0 || given.values.length === 0) return test.values.length === given.values.length
  return given.negated ? shared(given, test).length > 0 : within(test, given)
}

/** What is left to ask of a complement's counterpart; null when nothing is. */
export function withoutValues(test: Test, values: readonly string[]): Test | null {
  if (!test.negated) return null
  const left = without(test, { ...test, values })
  return left.length === 0 ? null : { ...test, values: left }
}

/** One test for two alternatives that differ in nothing else: null when nothing is left to ask, undefined when there is none. */
export function anyOfBoth(one: Test, other: Test): Test | null | undefined {
  const about = one.about === other.about ? one.about : ''
  if (isEach(one)) return undefined
  if (one.values.length === 0 || other.values.length === 0) return undefined
  if (!one.negated) {
    if (one.operator === 'less' || one.operator === 'greater' || one.operator === 'bytes-at') return undefined
    return { ...one, operator: other.operator === 'in' ? 'in' : one.operator, about, values: united(one, other) }
  }
  if (!isExact(one) || !sameValue(one, other)) return undefined
  const values = shared(one, other)
  return values.length === 0 ? null : { ...one, values }
}

const partly: ReadonlySet<string> = new Set(['contains', 'starts-with', 'ends-with', 'matches', 'like'])

/** What holds for each of several constants, as a test for each: a test with several values asks for any of them. */
export function forEachValue(test: Test): readonly Test[] {
  const isSplit = !test.negated && test.values.length > 1 && test.valueFrom === 'constant' && partly.has(test.operator)
  return isSplit ? test.values.map((value) => ({ ...test, values: [value] })) : [test]
}
