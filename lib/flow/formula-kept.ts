import { tidyConjunction } from './formula-conjunction.ts'
import type { Test } from './formula-tests.ts'

const mark = 'earlier'
const suffix = ' earlier'
const suffixes = /(?: earlier)+$/

/** A test of a message that may have been an earlier one: what it decided stands in a field. */
export function keptTest(test: Test): Test {
  if (test.subject === 'state') return test
  const name = isKept(test) ? test.name : test.name === null ? mark : `${mark} ${test.name}`
  // what was kept before that is of a message before that one
  return { ...test, name, about: test.about === '' ? '' : `${test.about}${suffix}` }
}

function isKept({ name }: Test): boolean {
  return name !== null && (name === mark || name.startsWith(`${mark} `))
}

function asOfThis(test: Test): Test {
  if (!isKept(test) || test.name === null) return test
  return { ...test, name: test.name === mark ? null : test.name.slice(mark.length + 1), about: test.about.replace(suffixes, '') }
}

export function asksEarlier(tests: readonly Test[]): boolean {
  return tests.some(isKept)
}

/**
 * Tests as they are told: it was an earlier message only where it cannot have been this one. That an earlier one was not what this one
 * is goes without saying.
 */
export function placedInTime(tests: readonly Test[]): readonly Test[] {
  const all = tidyConjunction(tests.map(asOfThis))
  if (all !== null) return all
  let told: readonly Test[] = tests.filter((test) => !isKept(test))
  for (const test of tests) {
    if (!isKept(test)) continue
    const both = tidyConjunction([...told, asOfThis(test)])
    if (both !== null) told = both
    else if (!test.negated) told = [...told, test]
  }
  return told
}
