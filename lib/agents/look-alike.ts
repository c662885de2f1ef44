import { findNameClaim } from './exchange-names.ts'

/**
 * Letters of other scripts, digits and signs that are drawn like Latin letters in common fonts; a small part of Unicode's table of
 * confusable characters (UTS #39), enough for what the names of Exchange are made of.
 */
const drawnLike: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аαɑ@',
    c: 'сϲ¢ᴄ',
    e: 'еєё3εҽ',
    f: 'ƒſ',
    g: 'ɡցġ9',
    h: 'һհ',
    i: 'іıιӏ1l|!ł',
    m: 'мṃ',
    n: 'ոпη',
    o: 'оοօ0ө',
    r: 'гʀ',
    s: 'ѕꜱ5$',
    t: 'тτ7',
    x: 'хχ×',
    '.': '․。．·',
  }).flatMap(([letter, others]) => [...others].map((other) => [other, letter] as const)),
)

/** Two letters that are read as one. */
const joined: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['ci', 'd'],
]

/** What is not drawn at all, and marks on a letter. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Mn}]/gu

/** Characters of a name that are looked at: the beginning says what a name wants to be taken for. */
const looked = 64

/** A name as it is read at a glance: letter case, script, marks and invisible characters aside. */
function atGlance(name: string): string {
  const folded = [...name.slice(0, looked).normalize('NFKD').replace(unseen, '').toLowerCase()].map((letter) => drawnLike.get(letter) ?? letter).join('')
  return joined.reduce((text, [two, one]) => text.replaceAll(two, one), folded)
}

const [microsoft, exchange] = ['microsoft', 'exchange'].map(atGlance)

/**
 * How a name only looks like one of Exchange's own: `script` (other characters that are drawn alike, or unseen ones), `spelling` (one
 * letter missing, added, replaced, or two swapped in `Microsoft` or `Exchange`). Null for what really has such a name, and for all else.
 */
export function looksLikeExchange(name: string): 'script' | 'spelling' | null {
  if (findNameClaim(name) !== null) return null
  const [first = '', second = ''] = atGlance(name).split('.')
  if (first === microsoft && second === exchange) return 'script'
  const isNear = isOneEdit(first, microsoft ?? '') && isOneEdit(second, exchange ?? '')
  return isNear ? 'spelling' : null
}

/** Equal, or one letter more, less or other, or two neighbours swapped. */
function isOneEdit(one: string, other: string): boolean {
  if (one === other) return true
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  let end = 0
  while (end < Math.min(one.length, other.length) - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end++
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)]
  return left.length <= 1 && right.length <= 1 ? true : left.length === 2 && left === [...right].reverse().join('')
}
