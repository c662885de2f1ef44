import t from 'tap'
import type { MessageRecord } from '../lib/context/record.ts'
import { type AgentChange, agentChanges } from '../lib/profile/agent-changes.ts'
import { enabledTimes, makeReader, openExposure } from '../lib/profile/exposure.ts'
import { messageTest } from '../lib/profile/exposure-test.ts'
import type { Finding, Profile } from '../lib/profile/profile.ts'
import { exposureHead, exposureLine } from '../lib/report/exposure-csv.ts'
import { fed, flow, trigger, when } from './make/flow-case.ts'
import { exampleProfile } from './make/profile.ts'
import { agentRecord, cmdlet, helperFile, message, recordsOf, utc, zoneless } from './make/server.ts'

const noon = (day: number) => utc(`2026-03-0${day}T12:00:00Z`)

function changes(...records: ReturnType<typeof cmdlet>[]): AgentChange[] {
  return agentChanges(recordsOf(...records), null, () => false, new Set(['mail helper']))
}

const turn = (verb: string, day: number) => cmdlet(`${verb}-TransportAgent`, noon(day), { Identity: 'Mail Helper' })
const between = enabledTimes(changes(turn('Enable', 2), turn('Disable', 4)))

const leak = (more: Partial<Finding>) => fed(flow('mail-body', 'content', 'network', 'https://x.invalid/'), more)
const forBoss = leak(when(trigger('recipient', 'equals', ['Boss@corp.invalid'])))

function exposed(findings: readonly Finding[], messages: readonly MessageRecord[], enabled = between) {
  const reader = makeReader(findings, enabled, null)
  for (const one of messages) reader.push(one)
  return reader.end()
}

/** A line before all others, so that the log reaches back far enough. */
const early = message(noon(1), { recipients: ['nobody@corp.invalid'] })

t.test('messages that meet the condition between enabling and disabling are counted once each', async (t) => {
  const one = message(noon(3), { messageId: '<a@corp.invalid>' })
  const answer = exposed(
    [forBoss],
    [early, one, { ...one, event: 'DELIVER' }, message(noon(3), { recipients: ['x@corp.invalid'] }), message(noon(5)), message(noon(1))],
  )
  t.match(answer, { answer: 'known', from: '2026-03-02T12:00:00.000Z', to: '2026-03-04T12:00:00.000Z', messages: 1, mailboxes: ['boss@corp.invalid'] })
})

t.test('senders and subjects are asked as the code asks', async (t) => {
  const asks = (...given: Parameters<typeof trigger>) => messageTest(leak(when(trigger(...given)))).test
  t.equal(asks('sender', 'ends-with', ['@corp.invalid'])(early), 'yes')
  t.equal(asks('sender', 'ends-with', ['@other.invalid'])(early), 'no')
  t.equal(asks('sender', 'equals', ['<sender@corp.invalid>'])(early), 'yes')
  t.equal(asks('sender', 'equals', ['corp.invalid'])(early), 'yes', 'the domain alone')
  t.equal(asks('sender', 'equals', ['SENDER'])(early), 'yes', 'the local part alone')
  t.equal(asks('sender', 'equals', ['corp.invalid'], { negated: true })(early), 'no')
  t.equal(asks('sender', 'equals', ['rp.invalid'])(early), 'no')
  t.equal(asks('sender', 'starts-with', ['send'])(early), 'yes')
  t.equal(asks('sender', 'starts-with', ['corp'])(early), 'perhaps', 'if the code asks the domain')
  t.equal(asks('sender', 'ends-with', ['nder'], { negated: true })(early), 'perhaps', 'if the code asks the local part')
  t.equal(asks('recipient', 'equals', ['corp.invalid'])(early), 'yes')
  t.equal(asks('subject', 'equals', ['Rep'], { name: 'part' })(early), 'perhaps', 'which part is not told')
  t.equal(asks('recipient', 'equals', ['true'], { name: 'IsInCorporation' })(early), 'perhaps')
  t.equal(asks('subject', 'contains', ['epo'])(early), 'yes')
  t.equal(asks('subject', 'contains', ['EPO'])(early), 'no')
  t.equal(asks('subject', 'contains', ['EPO'], { ignoreCase: true })(early), 'yes')
  t.equal(asks('subject', 'equals', ['x'], { negated: true })(early), 'yes')
  t.equal(asks('subject', 'equals', ['Report'])({ ...early, subject: null }), 'perhaps')
})

t.test('that a recipient is not somebody is open where there are several', async (t) => {
  const { test } = messageTest(leak(when(trigger('recipient', 'equals', ['a@x.invalid'], { negated: true }))))
  t.equal(test(message(noon(3), { recipients: ['a@x.invalid'] })), 'no')
  t.equal(test(message(noon(3), { recipients: ['a@x.invalid', 'b@x.invalid'] })), 'perhaps')
  t.equal(test(message(noon(3), { recipients: ['b@x.invalid'] })), 'yes')
})

t.test('what each recipient is asked for is open where it is so of some: mail is split on the way', async (t) => {
  const asks = (negated: boolean) => messageTest(leak(when(trigger('recipient', 'equals', ['x.invalid'], { name: 'each', negated })))).test
  const [mine, both, others] = [['a@x.invalid'], ['a@x.invalid', 'b@y.invalid'], ['b@y.invalid']].map((recipients) => message(noon(3), { recipients }))
  t.same(
    [mine, both, others].map((one) => one && asks(false)(one)),
    ['yes', 'perhaps', 'no'],
  )
  t.same(
    [mine, both, others].map((one) => one && asks(true)(one)),
    ['no', 'perhaps', 'yes'],
    'that none is one',
  )
  t.same(messageTest(leak(when(trigger('recipient', 'equals', ['x.invalid'], { name: 'each' })))).hidden, [])
})

t.test('what the log does not show makes the count one that cannot tell, with the reason', async (t) => {
  const both = leak({
    condition: { state: 'known', anyOf: [[trigger('recipient', 'equals', ['boss@corp.invalid']), trigger('body', 'contains', ['secret'])]] },
  })
  const answer = exposed([both], [early, message(noon(3)), message(noon(3), { recipients: ['x@corp.invalid'] })])
  t.match(answer, { answer: 'cannot-tell', messages: 1, because: /1 message, counted once by id, meets what the log shows .* the log does not show the body$/ })
  for (const [one, why] of [
    [trigger('recipient', 'hash-equals', ['00ff'], { valueFrom: 'computed' }), /which recipient has the hash/],
    [trigger('recipient', 'in', [], { valueFrom: 'external' }), /the list that the code reads from outside/],
    [trigger('subject', 'matches', ['a+']), /fits the pattern/],
  ] as const)
    t.match(exposed([leak(when(one))], [early, message(noon(3))]), { answer: 'cannot-tell', because: why })
})

t.test('without any condition every message of the time counts', async (t) => {
  t.match(exposed([leak({})], [early, message(noon(3)), message(noon(3))]), { answer: 'known', messages: 2 })
  t.match(exposed([leak({ condition: { state: 'not-analysed', anyOf: [] } })], [early, message(noon(3))]), { answer: 'cannot-tell', messages: 1 })
})

t.test('a time of enabling that was not recorded, or has no zone, is a reason not to tell', async (t) => {
  t.match(exposed([forBoss], [message(noon(3))], enabledTimes([])), { answer: 'cannot-tell', from: null, messages: 1, because: /not recorded/ })
  t.match(enabledTimes(changes(turn('Disable', 4))), { times: [{ from: null }], unsure: /first enabled was not recorded/ })
  const open = enabledTimes(changes(cmdlet('Enable-TransportAgent', zoneless('2026-03-02T12:00:00'), { Identity: 'Mail Helper' })))
  t.match(exposed([forBoss], [early, message(noon(3))], open), { answer: 'cannot-tell', to: null, because: /have no zone/ })
})

t.test('failed cmdlets, and those for other agents, turn nothing on', async (t) => {
  t.match(enabledTimes(changes({ ...turn('Enable', 2), succeeded: false })), { times: [] })
  t.match(enabledTimes(changes(cmdlet('Enable-TransportAgent', noon(2), { Identity: 'Other' }))), { times: [] })
})

t.test('turned on twice and off between, both times count', async (t) => {
  const times = enabledTimes(changes(turn('Enable', 2), turn('Disable', 3), turn('Enable', 5)))
  t.match(exposed([forBoss], [early, message(utc('2026-03-02T13:00:00Z')), message(noon(4)), message(noon(6))], times), {
    answer: 'known',
    messages: 2,
    to: null,
  })
})

t.test('a log that begins after the agent was enabled does not hold all of it', async (t) => {
  t.match(exposed([forBoss], [message(noon(3))]), { answer: 'cannot-tell', because: /the log begins at 2026-03-03T12:00:00Z, after it was enabled/ })
})

t.test('no line of a log is no count of nothing', async (t) => {
  t.match(exposed([forBoss], []), { answer: 'cannot-tell', messages: null, because: /--context/ })
})

t.test('only what escalates is counted', async (t) => {
  const given = recordsOf(agentRecord('Mail Helper'), turn('Enable', 2))
  const profile: Profile = {
    ...exampleProfile(),
    ...helperFile(),
    findings: [forBoss],
    verdict: { ...exampleProfile().verdict, reasons: [{ id: 'content-leaves-aimed', text: 'x', points: 1, findings: [forBoss.id] }] },
  }
  t.equal(openExposure({ ...profile, verdict: { ...profile.verdict, decision: 'review' } }, given), null)
  t.match(openExposure(profile, given, { asOf: '2026-03-05T00:00Z' })?.end(), { from: '2026-03-02T12:00:00.000Z', to: '2026-03-05T00:00:00.000Z' })
})

t.test('mail that met the condition is told message by message, once for each set of recipients', async (t) => {
  const told: string[] = []
  const reader = makeReader([forBoss], between, null, ({ message: { messageId, recipients }, meets }) =>
    told.push(`${messageId} ${recipients.join()} ${meets}`),
  )
  const one = message(noon(3), { messageId: '<a@corp.invalid>' })
  const both = ['boss@corp.invalid', 'b@corp.invalid']
  for (const line of [
    early,
    one,
    { ...one, event: 'DELIVER' },
    { ...one, recipients: both },
    { ...one, recipients: [...both].reverse() },
    message(noon(3), { messageId: '<b@corp.invalid>', recipients: ['x@corp.invalid'] }),
    message(noon(5)),
    message(zoneless('2026-03-02T13:00:00'), { messageId: '<c@corp.invalid>' }),
  ])
    reader.push(line)
  t.same(told, [
    '<a@corp.invalid> boss@corp.invalid yes',
    '<a@corp.invalid> boss@corp.invalid,b@corp.invalid yes',
    '<c@corp.invalid> boss@corp.invalid perhaps',
  ])
})

t.test('a line of the table holds no formula and no character that is not seen', async (t) => {
  const exposed = message(noon(3), { messageId: '=cmd|x', recipients: ['a@x.invalid', 'b@x.invalid'], subject: 'a "b", \u202ec\r\n+1' })
  const line = exposureLine({ file: { name: '@file', size: 1, md5: '', sha1: '', sha256: 'ff' } }, { message: exposed, meets: 'yes' })
  const cells = line.split(',')
  t.equal(cells.slice(0, 6).join(), `ff,"'@file",yes,2026-03-03T12:00:00.000Z,utc,"'=cmd|x"`)
  t.ok(line.includes(',a@x.invalid;b@x.invalid,"a ""b"", \\u{202e}c\\u{d}\\u{a}+1",'))
  t.equal(exposureHead.split(',').length, 13)
})
