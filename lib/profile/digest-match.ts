import { limits } from '../limits.ts'
import { digestEncodings, digestOf, encodingsOf } from './digest-algorithms.ts'
import type { DigestTest, DigestTests, UntriedTest } from './digest-tests.ts'
import { type DigestPlace, wantedTable } from './digest-wanted.ts'
import type { Host } from './hashing.ts'
import type { Trigger } from './profile.ts'

/** A text of the list that has the hash of a condition. */
export interface DigestMatch {
  /** Line of the list, from 1. */
  readonly line: number
  /** The entry as it stands there. */
  readonly entry: string
  /** What was hashed: the entry, or a part of it in the case the code asks for; without what the code puts before and behind. */
  readonly hashed: string
  readonly subject: Trigger['subject']
  /** The condition asks that it is not so. */
  readonly negated: boolean
  /** The value in the profile that it has. */
  readonly value: string
  /** How it fits, in words: `SHA256 of the address in lower case, UTF-8; the first 8 bytes of it`. */
  readonly how: string
}

/** What trying a list on the conditions of findings gave. */
export interface DigestAnswer {
  readonly answer: 'match' | 'no-match' | 'cannot-tell'
  readonly because: string
  readonly tried: readonly { readonly subject: Trigger['subject']; readonly made: string; readonly values: readonly string[] }[]
  readonly untried: readonly UntriedTest[]
  readonly entries: number
  readonly matches: readonly DigestMatch[]
}

export interface DigestMatcher {
  readonly push: (entry: string, line: number) => void
  readonly end: () => DigestAnswer
}

/** A way to make of an entry what the code may have hashed. */
interface Part {
  readonly words: string
  readonly text: string
}

/** Which part of an address is hashed the profile does not tell, so each is tried. */
function partsOf(entry: string): Part[] {
  const at = entry.lastIndexOf('@')
  if (at <= 0 || at === entry.length - 1) return [{ words: 'the entry', text: entry }]
  return [
    { words: 'the address', text: entry },
    { words: 'the address in angle brackets', text: `<${entry}>` },
    { words: 'the part before the @', text: entry.slice(0, at) },
  ]
}

function domainParts(domain: string): Part[] {
  return [
    { words: 'the domain', text: domain },
    { words: 'the domain with its @', text: `@${domain}` },
  ]
}

const cases = [
  ['none', '', (text: string) => text],
  ['lower', ' in lower case', (text: string) => text.toLowerCase()],
  ['upper', ' in upper case', (text: string) => text.toUpperCase()],
] as const

const places: Readonly<Record<DigestPlace, string>> = {
  all: '',
  first: '; its first bytes',
  last: '; its last bytes',
  'first-reversed': '; its first bytes, as a number',
}

/** One hash to work out of a text. */
interface Trial {
  readonly text: string
  readonly words: string
}

function trialsOf(test: DigestTest, part: Part): Trial[] {
  const found = new Map<string, Trial>()
  const { before, behind } = test
  for (const [fold, words, apply] of cases) {
    // where the code folds, only that is asked; where it does not, the case in the list may be another than the attacker's
    if (test.fold !== 'none' && fold !== test.fold) continue
    const text = apply(part.text)
    for (const whole of [`${before}${text}${behind}`, apply(`${before}${part.text}${behind}`)])
      if (!found.has(whole)) found.set(whole, { text: whole, words: `${part.words}${words}` })
  }
  return [...found.values()]
}

/** What a test found for one part of an entry. */
interface Hit {
  readonly hashed: string
  readonly value: string
  readonly how: string
}

function hitsOf(host: Host, test: DigestTest, find: ReturnType<typeof wantedTable>, part: Part): Hit[] {
  const hits: Hit[] = []
  for (const { text, words } of trialsOf(test, part)) {
    for (const encoding of encodingsOf(test.algorithm)) {
      const found = find(digestOf(host, test.algorithm, text, encoding))
      if (found === null) continue
      const hashed = text.slice(test.before.length, text.length - test.behind.length)
      hits.push({ hashed, value: found.value, how: `${test.algorithm} of ${words}, ${encoding}${places[found.place]}` })
    }
  }
  return hits
}

/**
 * Tries texts, any number of them, on comparisons with hashes, in bounded memory. Of an address its domain and the part before it are tried
 * as well, in the case that the code asks for (in all where it asks for none), as UTF-8 and UTF-16, with the constants the code adds.
 */
export function openDigestMatcher({ tests, untried }: DigestTests, host: Host): DigestMatcher {
  const rows = tests.map((test) => ({ test, find: wantedTable(test.wanted), domains: new Map<string, readonly Hit[]>() }))
  const matches: DigestMatch[] = []
  let entries = 0
  let many = 0
  let tries = 0
  const told = new Set<string>()

  const push = (entry: string, line: number): void => {
    entries++
    const parts = partsOf(entry)
    const domain = parts.length > 1 ? entry.slice(entry.lastIndexOf('@') + 1) : null
    for (const { test, find, domains } of rows) {
      const hits = parts.flatMap((part) => hitsOf(host, test, find, part))
      tries += parts.length * digestEncodings.length
      const known = domain === null ? [] : domains.get(domain)
      if (known !== undefined) hits.push(...known)
      else if (domain !== null) {
        const found = domainParts(domain).flatMap((part) => hitsOf(host, test, find, part))
        // a copy, so that no piece of the list stays
        if (domains.size < limits.digestDomains) domains.set(structuredClone(domain), found)
        hits.push(...found)
      }
      for (const hit of hits) {
        many++
        if (matches.length < limits.digestMatches) matches.push({ line, entry, subject: test.subject, negated: test.negated, ...hit })
        told.add(hit.value)
      }
    }
  }

  const end = (): DigestAnswer => {
    const tried = tests.map(({ subject, made, wanted }) => ({ subject, made, values: [...new Set(wanted.map(({ value }) => value))] }))
    const values = new Set(tried.flatMap((one) => one.values))
    const one = { tried, untried, entries, matches }
    if (tests.length === 0) {
      const because = untried.length === 0 ? 'no condition of it compares with a hash' : [...new Set(untried.map((test) => test.because))].join('; ')
      return { answer: 'cannot-tell', because, ...one }
    }
    const open = untried.length === 0 ? '' : `; ${untried.length} more could not be tried`
    const left = [...values].filter((value) => !told.has(value)).length
    if (many === 0)
      return {
        answer: 'no-match',
        because: `none of ${entries} entries has one of the ${values.size} hashes${open}: they may be hashed in a form that was not tried, or not be on the list`,
        ...one,
      }
    const cut = many > matches.length ? `, of ${many} the first ${matches.length} are told` : ''
    const chance = chanceOf(tests, tries)
    return {
      answer: 'match',
      because: `${told.size} of ${values.size} hashes are met by entries of the list${left === 0 ? '' : `, ${left} by none`}${cut}${chance}${open}`,
      ...one,
    }
  }
  return { push, end }
}

/** Short values are met by texts that nobody meant: said where more than one in a thousand lists of this length would do so. */
function chanceOf(tests: readonly DigestTest[], tries: number): string {
  let expected = 0
  for (const { wanted } of tests) for (const { hex } of wanted) expected += (tries * 2) / tests.length / 2 ** (hex.length * 4)
  return expected < 0.001 ? '' : `; the values are short, so that about ${expected.toPrecision(1)} of such entries would be met by chance alone`
}
