import { sameValue, type Test } from './formula-tests.ts'

/** Whole numbers from `least` to `most`. */
interface Range {
  readonly least: number
  readonly most: number
}

/** Which numbers a test of a size or count leaves; null for other tests, and for "not this one". */
function rangeOf({ subject, operator, negated, values, valueFrom }: Test): Range | null {
  const [value] = values
  if ((subject !== 'size' && subject !== 'count') || valueFrom !== 'constant' || values.length !== 1 || value === undefined || !/^\d{1,15}$/.test(value))
    return null
  const number = Number(value)
  if (operator === 'less') return negated ? { least: number, most: Number.POSITIVE_INFINITY } : { least: 0, most: number - 1 }
  if (operator === 'greater') return negated ? { least: 0, most: number } : { least: number + 1, most: Number.POSITIVE_INFINITY }
  return operator === 'equals' && !negated ? { least: number, most: number } : null
}

/** Tests that must all hold, without bounds that follow from narrower ones; null when no number meets them. */
export function tidyRanges(tests: readonly Test[]): readonly Test[] | null {
  const ranges = tests.map(rangeOf)
  if (ranges.filter((range) => range !== null).length < 2) return tests
  const kept = tests.filter((test, place) => {
    const range = ranges[place]
    if (range == null) return true
    return !tests.some((other, at) => {
      const given = at === place || !sameAmount(test, other) ? null : ranges[at]
      if (given == null || given.least < range.least || given.most > range.most) return false
      return at < place || given.least > range.least || given.most < range.most
    })
  })
  const isEmpty = tests.some((test, place) =>
    tests.some((other, at) => {
      const [one, two] = [ranges[place], ranges[at]]
      return at < place && one != null && two != null && sameAmount(test, other) && Math.max(one.least, two.least) > Math.min(one.most, two.most)
    }),
  )
  return isEmpty ? null : kept
}

function sameAmount(one: Test, other: Test): boolean {
  return one.subject === other.subject && one.name === other.name && sameValue(one, other)
}
