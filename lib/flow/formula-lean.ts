import { conjunction, tidyConjunction } from './formula-conjunction.ts'
import { isImplied, isOpposite, type Test } from './formula-tests.ts'

/** Up to here alternatives are compared all with all; beyond it they stay as they are, which is right but longer. */
const mostAlternatives = 12
const mostTests = 48
/** Tests that are tried both ways to see whether alternatives together cover a case. */
const deepest = 5

/**
 * `a and b, or not a and c, or not b and c` is `a and b, or c`: leaves out each test without which an alternative says nothing that
 * the others together do not say as well, and each alternative that the others cover.
 */
export function leanest(alternatives: readonly (readonly Test[])[]): readonly (readonly Test[])[] {
  const tests = alternatives.reduce((sum, one) => sum + one.length, 0)
  if (alternatives.length < 3 || alternatives.length > mostAlternatives || tests > mostTests) return alternatives
  let list = alternatives
  for (let place = 0; place < list.length; place++) {
    const at = place
    let current = list[at] ?? []
    // what is forbidden goes first: it is what ways that were not taken leave behind
    for (const test of [...current].sort((a, b) => Number(b.negated) - Number(a.negated))) {
      const rest = current.filter((one) => one !== test)
      const other = tidyConjunction([...rest, { ...test, negated: !test.negated }])
      if (other !== null && !covers(list, other, deepest)) continue
      current = rest
      list = list.map((one, index) => (index === at ? rest : one))
    }
  }
  for (let place = list.length - 1; place >= 0; place--) {
    const others = list.filter((_, index) => index !== place)
    if (covers(others, list[place] ?? [], deepest)) list = others
  }
  return list
}

/** Does one of the alternatives hold wherever all the given tests do? */
function covers(alternatives: readonly (readonly Test[])[], given: readonly Test[], depth: number): boolean {
  const lefts: (readonly Test[])[] = []
  for (const tests of alternatives) {
    const left = tests.filter((test) => !given.some((one) => isImplied(test, one)))
    if (left.length === 0) return true
    lefts.push(left)
  }
  // a test that stands both ways is what may join two alternatives
  if (depth === 0 || bothWays(lefts) === undefined) return false
  const open = lefts.filter((left) => conjunction(given, left) !== null)
  const test = bothWays(open)
  if (test === undefined) return false
  return [test, { ...test, negated: !test.negated }].every((one) => {
    const both = conjunction(given, [one])
    return both === null || covers(open, both, depth - 1)
  })
}

function bothWays(alternatives: readonly (readonly Test[])[]): Test | undefined {
  const all = alternatives.length < 2 ? [] : alternatives.flat()
  return all.find((one) => all.some((each) => isOpposite(each, one)))
}
