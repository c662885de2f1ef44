import { tidyRanges } from './formula-ranges.ts'
import { isExact, isImplied, sameLook, sameTest, sameValue, shared, type Test, united, without } from './formula-tests.ts'

/**
 * Tests that must all hold, each once: what follows from another is left out, bytes side by side are one test. Null when they
 * contradict each other.
 */
export function tidyConjunction(tests: readonly Test[]): readonly Test[] | null {
  return conjunction([], tests)
}

/** The same of tests that are tidy and others that are put to them. */
export function conjunction(tidy: readonly Test[], added: readonly Test[]): readonly Test[] | null {
  let kept: readonly Test[] = tidy
  for (const test of added) {
    const next = withTest(kept, test)
    if (next === null) return null
    kept = next
  }
  const inRange = tidyRanges(kept)
  if (inRange === null) return null
  const named = nameHeaders(inRange)
  return joinBytes(named.filter((test) => !named.some((given) => given !== test && saysNoMore(test, given))))
}

/** `h.Name == "X-Cmd" && h.Value == "run"`: the value is that of the header that was named. */
function nameHeaders(tests: readonly Test[]): readonly Test[] {
  const isName = (test: Test) => test.operator === 'exists' && !test.negated && test.subject === 'header' && test.about.includes('::get_Name(')
  const named = tests.filter(isName)
  if (named.length === 0) return tests
  const owner = (about: string) => about.slice(about.indexOf('('))
  return tests.map((test) => {
    if (test.subject !== 'header' || test.name !== null || !test.about.includes('::get_Value(')) return test
    const found = named.find((one) => owner(one.about) === owner(test.about))
    return found === undefined ? test : { ...test, name: found.name }
  })
}

/** That a thing is there, or among others nobody knows, goes without saying where it is told what it is. */
function saysNoMore(test: Test, given: Test): boolean {
  if (test.operator === 'exists') return isImplied(test, given) || isKeyOf(test, given)
  const isOpaque = test.operator === 'in' && !test.negated && test.valueFrom === 'computed' && test.values.length === 0 && test.from === null
  return isOpaque && isExact(given) && !given.negated && given.values.length > 0 && sameValue(test, given)
}

/** That a key of the registry is there, beside what is read below it. */
function isKeyOf(test: Test, given: Test): boolean {
  if (test.subject !== 'config' || test.negated || test.name === null) return false
  const below = `${test.name}\\`
  return given.name?.startsWith(below) === true || given.from?.startsWith(below) === true
}

function withTest(kept: readonly Test[], added: Test): readonly Test[] | null {
  let test: Test = added
  const left: Test[] = []
  for (const [place, other] of kept.entries()) {
    if (sameTest(other, test)) return [...left, ...kept.slice(place)]
    if (!sameLook(other, test) || !sameValue(other, test)) {
      left.push(other)
      continue
    }
    const both = combine(other, test)
    if (both === null) return null
    const [one, more] = both
    if (more === undefined) {
      test = one
      continue
    }
    left.push(one)
    test = more
  }
  return [...left, test]
}

/** Two tests of one value, as one where that says as much; null when both cannot be. */
function combine(one: Test, other: Test): readonly [Test, Test?] | null {
  const known = one.values.length > 0 && other.values.length > 0
  if (one.negated && other.negated) return known ? [{ ...one, values: united(one, other) }] : [one, other]
  if (one.negated) {
    const both = combine(other, one)
    return both === null ? null : both[1] === undefined ? [both[0]] : [both[1], both[0]]
  }
  if (!other.negated) {
    if (!isExact(one)) return isImplied(one, other) ? [other] : isImplied(other, one) ? [one] : [one, other]
    if (!known) return [one.values.length > 0 ? one : other]
    const values = shared(one, other)
    return values.length === 0 ? null : [{ ...one, operator: one.operator === 'in' ? other.operator : one.operator, values }]
  }
  if (!known) return one.values.length === other.values.length ? null : [one, other]
  const values = without(one, other)
  if (values.length === 0) return null
  const rest = { ...one, values }
  return isExact(one) ? [rest] : [rest, other]
}

/** `ff` at 0 and `d8` at 1 is `ffd8` at 0. */
function joinBytes(tests: readonly Test[]): readonly Test[] {
  const isRun = (test: Test) => test.operator === 'bytes-at' && !test.negated && test.values.length === 1
  if (tests.filter(isRun).length < 2) return tests
  const kept = [...tests]
  for (let place = 0; place < kept.length; place++) {
    const one = kept[place]
    if (one === undefined || !isRun(one)) continue
    const bytes = one.values[0] ?? ''
    const next = kept.findIndex((test) => isRun(test) && sameValue(test, one) && test.offset === one.offset + bytes.length / 2)
    const other = kept[next]
    if (other === undefined) continue
    kept[place] = { ...one, values: [bytes + (other.values[0] ?? '')] }
    kept.splice(next, 1)
    // what came before may continue here now
    place = -1
  }
  return kept
}
