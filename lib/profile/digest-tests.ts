import { readHashWords } from '../flow/hash-words.ts'
import { limits } from '../limits.ts'
import { algorithmNamed, type DigestAlgorithm, digestSizes } from './digest-algorithms.ts'
import { type Wanted, wantedOf } from './digest-wanted.ts'
import type { Finding, Trigger } from './profile.ts'

/** What is done to a text before it is hashed. */
export type Fold = 'lower' | 'upper' | 'none'

/** A comparison with a hash that can be tried on texts. */
export interface DigestTest {
  readonly subject: Trigger['subject']
  readonly negated: boolean
  /** How the profile says that the hash is made. */
  readonly made: string
  readonly algorithm: DigestAlgorithm
  readonly fold: Fold
  readonly before: string
  readonly behind: string
  readonly wanted: readonly Wanted[]
}

/** A comparison that cannot be tried, and why. */
export interface UntriedTest {
  readonly subject: Trigger['subject']
  readonly because: string
}

export interface DigestTests {
  readonly tests: readonly DigestTest[]
  readonly untried: readonly UntriedTest[]
}

/** The comparisons with hashes in the conditions of findings, each once. `algorithm`: of those that say only that they have their own. */
export function digestTests(findings: readonly Pick<Finding, 'condition'>[], algorithm: DigestAlgorithm | null = null): DigestTests {
  const tests = new Map<string, DigestTest>()
  const untried = new Map<string, UntriedTest>()
  for (const trigger of findings.flatMap(({ condition }) => condition.anyOf.flat())) {
    if (trigger.operator !== 'hash-equals') continue
    const key = JSON.stringify([trigger.subject, trigger.negated, trigger.from, trigger.values])
    const made = testOf(trigger, algorithm)
    if ('because' in made) untried.set(key, made)
    else tests.set(key, made)
  }
  return { tests: [...tests.values()], untried: [...untried.values()] }
}

function testOf(trigger: Trigger, told: DigestAlgorithm | null): DigestTest | UntriedTest {
  const { subject, negated, values, valueFrom, from } = trigger
  const no = (because: string): UntriedTest => ({ subject, because })
  if (valueFrom === 'external') return no('the hashes that it compares with come from outside the file: get the list that the code reads')
  if (values.length === 0) return no('the hash that it compares with was not recovered from the code')
  const words = from === null ? null : readHashWords(from)
  const algorithm = told ?? (words === null ? null : algorithmNamed(words.algorithm))
  if (algorithm === null) return no(whyNot(words?.algorithm ?? from))
  const folds = words?.folds ?? []
  const fold = folds.some((name) => upper.has(name)) ? 'upper' : folds.some((name) => lower.has(name)) ? 'lower' : 'none'
  const wanted = values.slice(0, limits.triggerValues).flatMap((value) => wantedOf(value, digestSizes[algorithm]))
  if (wanted.length === 0) return no(`its values are no hash of ${algorithm}, nor part of one`)
  return { subject, negated, made: from ?? algorithm, algorithm, fold, before: words?.before ?? '', behind: words?.behind ?? '', wanted }
}

const lower = new Set(['ToLower', 'ToLowerInvariant', 'LCase'])
const upper = new Set(['ToUpper', 'ToUpperInvariant', 'UCase'])

function whyNot(algorithm: string | null): string {
  if (algorithm === null) return 'how its hash is made was not recovered from the code: tell it with --algorithm, if you know it'
  if (/^(HMAC|MACTripleDES|Rfc2898|PasswordDerive)/.test(algorithm)) return `${algorithm} takes a key, which the profile does not tell`
  if (algorithm.includes('::')) return `the hash is made by the file's own method ${algorithm}: tell what it is with --algorithm, if you know it`
  return `${algorithm} is none of the hashes that can be tried here`
}
