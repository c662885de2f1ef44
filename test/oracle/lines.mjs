// Two dumps of one section, line by line: JSON values are compared, not bytes.
import { isDeepStrictEqual } from 'node:util'

const nearby = 64 // how far a missing or additional line is looked for

/**
 * Differences of two dumps of one section: { line, what, oracle, txray }; `skipped` rows the oracle could not decide. `compare` says
 * of two lines whether they are the `same`, `skipped`, or in what they differ.
 */
export function compareLines(oracle, txray, compare = compareLine) {
  const differences = []
  let skipped = 0
  let o = 0
  let t = 0
  while (o < oracle.length || t < txray.length) {
    const expected = oracle[o]
    const actual = txray[t]
    if (expected !== actual) {
      const moved = keyOf(expected) !== keyOf(actual)
      if (expected === undefined || (moved && find(txray, t + 1, keyOf(expected)))) {
        differences.push({ line: t + 1, what: 'additional', oracle: null, txray: actual })
        t++
        continue
      }
      if (actual === undefined || (moved && find(oracle, o + 1, keyOf(actual)))) {
        differences.push({ line: o + 1, what: 'missing', oracle: expected, txray: null })
        o++
        continue
      }
      const verdict = compare(expected, actual)
      if (verdict === 'skipped') skipped++
      else if (verdict !== 'same') differences.push({ line: o + 1, what: verdict, oracle: expected, txray: actual })
    }
    o++
    t++
  }
  return { differences, skipped }
}

/** What names a row: its first value. */
function keyOf(line) {
  return line?.slice(0, line.indexOf(',') < 0 ? undefined : line.indexOf(','))
}

function find(lines, from, key) {
  for (let i = from; i < Math.min(lines.length, from + nearby); i++) if (keyOf(lines[i]) === key) return true
  return false
}

function compareLine(expectedText, actualText) {
  const expected = JSON.parse(expectedText)
  let actual
  try {
    actual = JSON.parse(actualText)
  } catch {
    return 'not JSON'
  }
  if (expected.unresolved === true) return expected.token === actual.token ? 'skipped' : 'token'
  if ('error' in expected) {
    if (!('error' in actual)) return 'error'
    const pick = ({ token, parent, type }) => ({ token, parent, type })
    return isDeepStrictEqual(pick(expected), pick(actual)) ? 'same' : 'value'
  }
  // SRM hides that an argument was declared as object: that one field it cannot tell (see README.md)
  if (Array.isArray(expected.named) && Array.isArray(actual.named)) {
    for (const [i, one] of actual.named.entries()) if (one.type === 'System.Object' && expected.named[i]) expected.named[i].type = one.type
  }
  if (isDeepStrictEqual(expected, actual)) return 'same'
  return Object.keys({ ...expected, ...actual })
    .filter((k) => !isDeepStrictEqual(expected[k], actual[k]))
    .join(', ')
}

/** Long lines are cut around the first character that differs. */
export function shorten(difference) {
  const { oracle, txray } = difference
  let at = 0
  if (oracle !== null && txray !== null) while (at < oracle.length && oracle[at] === txray[at]) at++
  const cut = (text) => (text === null || text.length <= 300 ? text : `${text.slice(0, 60)} … ${text.slice(Math.max(60, at - 80), at + 140)}`)
  return { ...difference, oracle: cut(oracle), txray: cut(txray) }
}
