import t from 'tap'
import { aimsOf } from '../lib/profile/aim.ts'
import { triggerWords, whenWords } from '../lib/profile/condition-words.ts'
import { flowSentences } from '../lib/profile/flow-words.ts'
import type { Trigger } from '../lib/profile/profile.ts'
import { flow, trigger, when } from './make/flow-case.ts'

const quote = (text: string) => `"${text}"`
const most = { alternatives: 3, clauses: 2, values: 4, or: '; or ' }
const words = (one: Trigger) => triggerWords(one, quote)

t.test('a comparison is a clause', async (t) => {
  t.equal(
    words(trigger('recipient', 'in', ['a@x.invalid', 'b@x.invalid', 'c@x.invalid'])),
    'a recipient is one of "a@x.invalid", "b@x.invalid" or "c@x.invalid"',
  )
  t.equal(words(trigger('subject', 'contains', ['tender'], { negated: true })), 'the subject does not contain "tender"')
  t.equal(words(trigger('header', 'exists', [], { name: 'X-Mode' })), 'the header "X-Mode" is there')
  t.equal(words(trigger('native-result', 'returns', ['2'], { name: 'Check' })), 'what the native "Check" answers is "2"')
})

t.test('numbers stand as they are, members of enumerations by their names, other texts quoted', async (t) => {
  t.equal(words(trigger('size', 'greater', ['1000'])), 'the size is more than 1000')
  t.equal(words(trigger('size', 'greater', ['1000"; x'])), 'the size is more than "1000"; x"')
  t.equal(words(trigger('subject', 'equals', ['1000'])), 'the subject is "1000"')
  t.equal(words(trigger('body', 'equals', ['3'], { name: 'BodyFormat' })), 'the BodyFormat of the message is Html')
  t.equal(words(trigger('body', 'equals', ['17'], { name: 'BodyFormat' })), 'the BodyFormat of the message is "17"')
  t.equal(words(trigger('session', 'equals', ['2'], { name: 'AuthenticationSource' })), '"AuthenticationSource" of the SMTP session is Partner')
})

t.test('letters, exceptions and what passes a member are told in words', async (t) => {
  t.equal(words(trigger('subject', 'equals', ['a'], { name: 'letter 3' })), 'letter 3 of the subject is "a"')
  t.equal(words(trigger('header', 'equals', ['a'], { name: 'letter of X-Mode', negated: true })), 'a letter of the header "X-Mode" is not "a"')
  t.equal(words(trigger('header', 'equals', ['a'], { name: 'letterhead' })), 'the header "letterhead" is "a"')
  t.equal(words(trigger('attachment-content', 'equals', ['x'], { name: 'ContentType' })), '"ContentType" of an attachment is "x"')
  t.equal(words(trigger('attachment-content', 'bytes-at', ['ffd8'], { name: 'offset 4' })), 'the content of an attachment has the bytes "ffd8"')
  t.equal(words(trigger('unknown', 'exists', [], { name: 'exception' })), 'an exception is thrown')
  t.equal(words(trigger('sender', 'exists', [], { negated: true })), 'the sender is no address')
  t.equal(words(trigger('unknown', 'exists', [])), 'something that was not understood is there')
  const passes = { valueFrom: 'computed', from: 'System.Int32::Parse' } as const
  t.equal(words(trigger('subject', 'matches', [], { ...passes, negated: true })), 'the subject does not pass "System.Int32::Parse"')
  t.equal(words(trigger('subject', 'matches', ['^a'])), 'the subject matches "^a"')
})

t.test('a list that own code makes is hidden, one of unknown making is not', async (t) => {
  const made = trigger('recipient', 'in', [], { valueFrom: 'computed', from: 'N.T::Make' })
  t.strictSame([...aimsOf(when(made))], ['hidden'])
  t.strictSame([...aimsOf(when({ ...made, from: null }))], [])
  t.strictSame([...aimsOf(when({ ...made, negated: true }))], [])
})

t.test('where values come from is told', async (t) => {
  t.equal(words(trigger('recipient', 'in', [], { valueFrom: 'external', from: 'list.txt' })), 'a recipient is one of values from outside, "list.txt"')
  t.equal(
    words(trigger('recipient', 'hash-equals', ['096d'], { valueFrom: 'computed', from: 'SHA-256 of the lower-cased address' })),
    'a recipient has the hash "096d" (computed, "SHA-256 of the lower-cased address")',
  )
  t.equal(words(trigger('sender', 'equals', ['x'], { valueFrom: 'recovered', from: 'N.T::D()' })), 'the sender is "x" (hidden in the code, "N.T::D()")')
})

t.test('long lists are cut with their number', async (t) => {
  const many = trigger(
    'subject',
    'equals',
    Array.from({ length: 9 }, (_, at) => `s${at}`),
  )
  t.equal(words(many), 'the subject is "s0", "s1", "s2", "s3" or 5 more')
  const four = when(...['a', 'b', 'c', 'd'].map((value) => trigger('subject', 'equals', [value]))).condition
  t.equal(whenWords(four, quote, most), ' only when the subject is "a"; or the subject is "b"; or the subject is "c"; or 1 more')
})

t.test('always and not analysed end no sentence, what was not understood does', async (t) => {
  t.equal(whenWords({ state: 'always', anyOf: [] }, quote, most), '')
  t.equal(whenWords({ state: 'not-analysed', anyOf: [] }, quote, most), '')
  t.equal(whenWords({ state: 'partial', anyOf: [] }, quote, most), ' under a condition that was not understood')
})

t.test('of many comparisons those on people and topics come first', async (t) => {
  const all = [trigger('size', 'less', ['9']), trigger('subject', 'contains', ['a']), trigger('recipient', 'equals', ['b@c.invalid'])]
  t.equal(
    whenWords({ state: 'known', anyOf: [all] }, quote, most),
    ' only when a recipient is "b@c.invalid" and the subject contains "a" and 1 more test passes',
  )
})

t.test('a comparison with a truth value is a test', async (t) => {
  t.equal(words(trigger('session', 'equals', ['true'], { name: 'AntispamBypass', negated: true })), 'a test of "AntispamBypass" of the SMTP session fails')
  t.equal(words(trigger('recipient', 'equals', ['false'], { negated: true })), 'a test of a recipient succeeds')
})

t.test('flows with one end are one sentence', async (t) => {
  const url = 'https://x.invalid/'
  t.strictSame(
    flowSentences(
      [flow('mail-body', 'content', 'network', url), flow('mail-attachment', 'content', 'network', url), flow('mail-mime', 'digest', 'file', null)],
      quote,
    ),
    ['sends the body and attachments to "https://x.invalid/"', 'writes a hash of the whole message to a file'],
  )
  t.strictSame(flowSentences([flow('constant', null, 'mail-recipient', 'a@x.invalid')], quote), ['names the recipient "a@x.invalid"'])
  t.strictSame(flowSentences([flow('download', 'content', 'code', null)], quote), ['runs a download as code'])
  t.strictSame(flowSentences([flow('moon', null, 'sun', null)], quote), ['moon go somewhere'])
})

t.test('a condition aims at people, names, topics, lists or hidden values', async (t) => {
  const aims = (...all: Trigger[]) => [...aimsOf(when(...all))]
  t.strictSame(aims(trigger('recipient', 'equals', ['boss@corp.invalid'])), ['people'])
  t.strictSame(aims(trigger('sender', 'ends-with', ['boss@corp.invalid'])), ['named'])
  t.strictSame(aims(trigger('sender', 'contains', ['@partner.invalid'])), ['named'])
  t.strictSame(aims(trigger('subject', 'contains', ['tender'])), ['topics'])
  t.strictSame(aims(trigger('recipient', 'in', [], { valueFrom: 'external' })), ['listed'])
  t.strictSame(aims(trigger('header', 'equals', ['x'], { valueFrom: 'recovered' })), ['hidden'])
})

t.test('sparing somebody, notices and states aim at nobody', async (t) => {
  const nobody = [
    trigger('recipient', 'equals', ['boss@corp.invalid'], { negated: true }),
    trigger('sender', 'equals', ['<>']),
    trigger('recipient', 'equals', ['true']),
    trigger('sender', 'equals', ['postmaster@corp.invalid']),
    trigger('sender', 'exists', []),
    trigger('attachment-name', 'ends-with', ['.exe']),
    trigger('session', 'equals', ['192.0.2.1']),
    trigger('recipient', 'hash-equals', [], { valueFrom: 'computed' }),
    trigger('time', 'greater', ['5'], { valueFrom: 'computed' }),
  ]
  t.equal(aimsOf(when(...nobody)).size, 0)
})
