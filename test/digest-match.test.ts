import { createHash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { host } from '../bin/host-node.ts'
import { readHashWords, writeHashWords } from '../lib/flow/hash-words.ts'
import { digestOf } from '../lib/profile/digest-algorithms.ts'
import { type DigestAnswer, openDigestMatcher } from '../lib/profile/digest-match.ts'
import { digestTests } from '../lib/profile/digest-tests.ts'
import { wantedOf } from '../lib/profile/digest-wanted.ts'
import { host as plainHost } from '../lib/profile/hashing.ts'
import type { Trigger } from '../lib/profile/profile.ts'
import { findingsIn, findingsNamed } from '../lib/profile/read-findings.ts'
import { exampleProfile } from './make/profile.ts'

const at = { assembly: null, method: null, token: null, ilOffset: null, fileOffset: null, api: null }

function hashed(values: string[], from: string | null, more: Partial<Trigger> = {}): Trigger {
  return { subject: 'recipient', name: null, operator: 'hash-equals', negated: false, ignoreCase: false, values, valueFrom: 'computed', from, at, ...more }
}

function tried(trigger: Trigger, entries: readonly string[], algorithm: Parameters<typeof digestTests>[1] = null): DigestAnswer {
  const matcher = openDigestMatcher(digestTests([{ condition: { state: 'known', anyOf: [[trigger]] } }], algorithm), host)
  entries.forEach((entry, index) => {
    matcher.push(entry, index + 1)
  })
  return matcher.end()
}

const digest = (algorithm: string, text: string | Uint8Array) => createHash(algorithm).update(text).digest()
const list = ['first@corp.invalid', 'Chief@Corp.invalid', 'last@other.invalid']

t.test('an address is told by its hash, in every form a value may stand in', async (t) => {
  const sha256 = digest('sha256', 'chief@corp.invalid')
  const md5 = digest('md5', 'chief@corp.invalid')
  const guid = md5.toString('hex')
  const swapped = `${[6, 4, 2, 0].map((from) => guid.slice(from, from + 2)).join('')}-${guid.slice(10, 12)}${guid.slice(8, 10)}-${guid.slice(14, 16)}${guid.slice(12, 14)}-${guid.slice(16, 20)}-${guid.slice(20)}`
  for (const [value, from] of [
    [sha256.toString('hex'), 'SHA256 after ToLower'],
    [sha256.toString('hex').toUpperCase(), 'SHA256'],
    [(sha256.toString('hex').match(/../g) ?? []).join('-'), 'SHA256'],
    [sha256.toString('base64'), 'SHA256'],
    [sha256.toString('base64url'), 'SHA256'],
    [sha256.toString('hex').slice(0, 16), 'SHA256 after ToLowerInvariant'],
    [sha256.toString('hex').slice(-24), 'SHA256'],
    [sha256.subarray(0, 12).toString('base64'), 'SHA256'],
    [sha256.readBigUInt64LE(0).toString(16).padStart(16, '0'), 'SHA256'],
    [md5.toString('hex'), 'MD5'],
    [swapped, 'MD5'],
    [digest('sha1', 'chief@corp.invalid').toString('hex'), 'SHA1'],
    [digest('sha384', 'CHIEF@CORP.INVALID').toString('hex'), 'SHA384 after ToUpperInvariant'],
    [digest('sha512', Buffer.from('chief@corp.invalid', 'utf16le')).toString('hex'), 'SHA512'],
    [digest('sha256', 'corp.invalid').toString('hex'), 'SHA256 after ToLower'],
    [digest('sha256', '@corp.invalid').toString('hex'), 'SHA256 after ToLower'],
    [digest('sha256', 'chief').toString('hex'), 'SHA256 after Trim, ToLower'],
    [digest('sha256', 'r7chief@corp.invalid').toString('hex'), 'SHA256 after ToLower, with "r7" before it'],
    [digest('sha256', 'chief@corp.invalid|x').toString('hex'), 'SHA256 after ToLower, with "|x" behind it'],
  ] as const) {
    const { answer, matches } = tried(hashed([value], from), list)
    t.equal(answer, 'match', `${value} ${from}`)
    t.ok(matches.some(({ line, entry }) => line === 2 && entry === 'Chief@Corp.invalid'))
  }
})

t.test('what nearly is that hash is none', async (t) => {
  const sha256 = (text: string) => digest('sha256', text).toString('hex')
  for (const [value, from] of [
    [sha256('chiefs@corp.invalid'), 'SHA256'],
    // another algorithm than the code names
    [sha256('chief@corp.invalid').slice(0, 40), 'SHA1'],
    // the code folds to upper case, and this is lower
    [sha256('chief@corp.invalid'), 'SHA256 after ToUpper'],
    // without the salt that the code adds
    [sha256('chief@corp.invalid'), 'SHA256 after ToLower, with "r7" before it'],
    // bytes from the middle
    [sha256('chief@corp.invalid').slice(8, 24), 'SHA256'],
  ] as const) {
    const { answer, matches, because } = tried(hashed([value], from), list)
    t.same({ answer, matches }, { answer: 'no-match', matches: [] }, `${value} ${from}`)
    t.match(because, /none of 3 entries/)
  }
})

t.test('what cannot be tried says so', async (t) => {
  const value = digest('sha256', 'chief@corp.invalid').toString('hex')
  for (const [trigger, because] of [
    [hashed([value], 'SHA256', { operator: 'equals' }), /no condition of it compares with a hash/],
    [hashed([value], 'HMACSHA256'), /takes a key/],
    [hashed([value], 'Lamna.Hash::Of'), /own method Lamna\.Hash::Of.*--algorithm/],
    [hashed([value], null), /not recovered.*--algorithm/],
    [hashed([], 'SHA256'), /not recovered/],
    [hashed([], 'SHA256 in keys', { valueFrom: 'external' }), /outside the file/],
    [hashed(['nothing like it!'], 'SHA256'), /no hash of sha256/],
    [hashed(['00ff'], 'SHA256'), /no hash of sha256/],
  ] as const) {
    const answer = tried(trigger, list)
    t.match(answer, { answer: 'cannot-tell', matches: [], because })
  }
  t.equal(tried(hashed([value], 'Lamna.Hash::Of'), list, 'sha256').answer, 'match', 'an algorithm that is told is taken')
  const one = digestTests([{ condition: { state: 'known', anyOf: [[hashed([value], 'SHA256')], [hashed([value], 'HMACMD5')]] } }])
  t.same([one.tests.length, one.untried.length], [1, 1])
})

t.test('hashes that are numbers are told with how little they say', async (t) => {
  // String.GetHashCode of the .NET Framework in a 64-bit process
  t.equal(digestOf(host, 'gethashcode', '', 'UTF-16'), (371857150).toString(16))
  t.equal(digestOf(host, 'gethashcode', 'a', 'UTF-16'), (372029373).toString(16))
  const one = digestOf(host, 'gethashcode', 'chief@corp.invalid', 'UTF-16')
  t.equal(tried(hashed([one], 'GetHashCode after ToLower'), list).answer, 'match')
  t.equal(tried(hashed([one], 'GetHashCode after ToUpper'), list).answer, 'no-match')
  const fnv = (text: string) => [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5)
  const many = Array.from({ length: 3000 }, (_, index) => `user${index}@corp.invalid`)
  const { answer, because } = tried(
    hashed(
      many.slice(0, 200).map((text) => fnv(text).toString(16).padStart(8, '0')),
      'A.B::C',
    ),
    many,
    'fnv1a',
  )
  t.equal(answer, 'match')
  t.match(because, /by chance/)
  t.notMatch(tried(hashed([digest('md5', 'user77@corp.invalid').toString('hex')], 'MD5'), many).because, /chance/)
})

t.test('a condition that asks for the contrary says so, and every domain is asked for once', async (t) => {
  const value = digest('md5', 'corp.invalid').toString('hex')
  let hashes = 0
  const counting = {
    hash: (...given: Parameters<typeof host.hash>) => {
      hashes++
      return host.hash(...given)
    },
  }
  const matcher = openDigestMatcher(
    digestTests([{ condition: { state: 'known', anyOf: [[hashed([value], 'MD5 after ToLower', { negated: true })]] } }]),
    counting,
  )
  for (let index = 0; index < 100; index++) matcher.push(`user${index}@corp.invalid`, index + 1)
  const { matches } = matcher.end()
  t.equal(matches.length, 100)
  t.match(matches[0], { negated: true, how: 'md5 of the domain in lower case, UTF-8' })
  t.equal(hashes, 100 * 3 * 2 + 2 * 2)
})

t.test('the library hashes as the platform does', async (t) => {
  for (const algorithm of ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const)
    t.equal(plainHost.hash(algorithm, new TextEncoder().encode('abc')), host.hash(algorithm, new TextEncoder().encode('abc')))
})

t.test('words of a hash are read back as they were written, and no text makes them fail', async (t) => {
  const word = fc.stringMatching(/^[A-Za-z.:]{1,12}$/)
  fc.assert(
    fc.property(word, fc.uniqueArray(fc.constantFrom('ToLower', 'Trim', 'UCase')), fc.string(), fc.string(), (algorithm, folds, before, behind) => {
      const words = { algorithm, folds, before, behind }
      t.same(readHashWords(writeHashWords(words)), words)
    }),
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      readHashWords(text)
      wantedOf(text, 32)
      tried(hashed([text], text), [text])
    }),
  )
})

t.test('findings are found in a profile, in an array of records and inside what is inside', async (t) => {
  const profile = exampleProfile()
  const found = findingsIn(JSON.parse(JSON.stringify(profile))) ?? []
  t.ok(found.length >= profile.findings.length)
  t.equal(
    findingsIn([
      { input: 'a', profile },
      { input: 'b', profile: null },
    ])?.length,
    found.length,
  )
  for (const other of [null, 7, 'text', {}, { findings: 7 }, [{}]]) t.equal(findingsIn(other), null)
  t.same(findingsIn({ findings: [null, { id: 1 }, { id: 'a', rule: 'b', title: 'c', condition: { anyOf: [[{}]] } }] }), [])
  const [first] = found
  t.same(
    findingsNamed(found, first?.id ?? ''),
    found.filter(({ id }) => id === first?.id),
  )
  t.equal(findingsNamed(found, 'all').length, found.length)
  t.same(findingsNamed(found, 'no.such'), [])
})
