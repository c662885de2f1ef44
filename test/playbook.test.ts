import t from 'tap'
import { inspect } from '../lib/index.ts'
import type { Case } from '../lib/profile/case.ts'
import { answerPlaybook, nextActions } from '../lib/profile/playbook.ts'
import type { Finding, Profile, Verdict } from '../lib/profile/profile.ts'
import { agentWith, fed, flow, followed, followedAgent, reached, trigger, when } from './make/flow-case.ts'
import { exampleProfile } from './make/profile.ts'
import { bytesOf } from './make/root.ts'

const verdict = (decision: Verdict['decision']): Verdict => ({
  ...exampleProfile().verdict,
  decision,
  reasons: [{ id: 'x', text: 'the first reason', points: 1, findings: [] }],
})

const plain: Case = {
  agents: [],
  factories: [],
  unresolvedBases: [],
  identity: exampleProfile().identity,
  findings: [],
  completeness: { status: 'complete', methods: { total: 1, analysed: 1, reachable: 1 }, limits: [] },
  isCut: false,
  children: [],
  oddities: [],
  isAgent: true,
  flow: null,
}

function finding(rule: string, more: Partial<Finding> = {}): Finding {
  const [example] = exampleProfile().findings
  if (example === undefined) throw new TypeError('the example has no finding')
  return { ...example, id: rule, rule, category: 'mail-read', level: 'reachable', ...more }
}

const attachments = (one: Case) => answerPlaybook(one, verdict('expected'))[3]

t.test('the four questions are asked of every assembly, in their order', async (t) => {
  for (const isAgent of [true, false]) {
    t.strictSame(
      answerPlaybook({ ...plain, isAgent }, verdict('expected')).map(({ question }) => question),
      [
        'Are there recent changes to transport agent configurations?',
        'Do the registered agents have anomalous properties or behaviour?',
        'Are specific addresses or patterns targeted?',
        'Is there more copying of, or access to, attachments?',
      ],
    )
  }
})

t.test('a file cannot tell when it was registered, and says what to collect', async (t) => {
  const [changes] = answerPlaybook(plain, verdict('escalate'))
  t.equal(changes?.answer, 'cannot-tell')
  t.ok((changes?.collect.length ?? 0) >= 3)
})

t.test('anomalous is only answered yes where the decision is to escalate, and never no', async (t) => {
  const answers = (['escalate', 'review', 'expected'] as const).map((decision) => answerPlaybook(plain, verdict(decision))[1]?.answer)
  t.strictSame(answers, ['yes', 'cannot-tell', 'cannot-tell'])
  t.equal(answerPlaybook({ ...plain, isAgent: false }, verdict('expected'))[1]?.answer, 'cannot-tell')
})

t.test('whether somebody is targeted is not known before conditions are, whatever is read', async (t) => {
  const asked = (one: Case) => answerPlaybook(one, verdict('review'))[2]
  t.equal(asked(plain)?.answer, 'cannot-tell')
  const reads = asked({ ...plain, findings: [finding('mail.read-recipients')] })
  t.equal(reads?.answer, 'cannot-tell')
  t.strictSame(reads?.findings, ['mail.read-recipients'])
  t.strictSame(asked({ ...plain, findings: [finding('mail.read-recipients', { level: 'called' })] })?.findings, [])
})

t.test('conditions that ask for people, topics or files say who is targeted, people first', async (t) => {
  const asked = (one: Case) => answerPlaybook(one, verdict('escalate'))[2]
  const pdf = reached('mail.write-body', 'mail-modify', when(trigger('attachment-name', 'ends-with', ['.pdf'])))
  const boss = fed(flow('mail-body', 'content', 'file', null), when(trigger('recipient', 'equals', ['boss@corp.invalid'])))
  const answer = asked(agentWith(pdf, boss))
  t.equal(answer?.answer, 'yes')
  t.match(answer?.because, /: a recipient is "boss@corp\.invalid"; the name of an attachment ends with "\.pdf"$/)
  t.strictSame(answer?.findings, [boss.id, pdf.id])
})

t.test('nobody is targeted only where all was followed and no condition asks', async (t) => {
  const asked = (one: Case) => answerPlaybook(one, verdict('review'))[2]?.answer
  t.equal(asked(agentWith(reached('mail.reject', 'mail-modify'))), 'no')
  t.equal(asked(agentWith(reached('mail.reject', 'mail-modify', when(trigger('size', 'greater', ['100']))))), 'no')
  t.equal(asked(agentWith(reached('mail.reject', 'mail-modify', { condition: { state: 'partial', anyOf: [] } }))), 'cannot-tell')
  t.equal(asked({ ...followedAgent, flow: { ...followed, unfollowed: [{ kind: 'native', what: 'x', mail: [], at: null }] } }), 'cannot-tell')
})

t.test('attachments that leave the message are said to be copied, and where to', async (t) => {
  const answer = attachments(agentWith(fed(flow('mail-attachment', 'content', 'network', 'https://x.invalid/'))))
  t.equal(answer?.answer, 'yes')
  t.match(answer?.because, /copied out of the message: it sends attachments to "https:\/\/x\.invalid\/"/)
  const opened = attachments(agentWith(reached('mail.read-attachment', 'mail-read'), fed(flow('mail-attachment', 'digest', 'network', null))))
  t.match(opened?.because, /opens attachments; no copy out of the message was seen/)
})

t.test('attachments are touched where an entry reaches code that opens them or whole messages', async (t) => {
  for (const rule of ['mail.read-attachment', 'mail.read-mime']) {
    t.equal(attachments({ ...plain, findings: [finding(rule)] })?.answer, 'yes')
    t.not(attachments({ ...plain, findings: [finding(rule, { level: 'called' })] })?.answer, 'yes')
  }
})

t.test('they are only said not to be touched where all that runs was followed', async (t) => {
  t.equal(attachments(plain)?.answer, 'no')
  const open: Partial<Case>[] = [
    { isAgent: false },
    { completeness: { ...plain.completeness, status: 'partial' } },
    { unresolvedBases: [{ type: 'T', base: 'B', assembly: 'A' }] },
    { oddities: [{ id: 'unknown-agent', text: 'a factory creates what could not be told', points: 1 }] },
    { findings: [finding('reflect.invoke', { category: 'code-load' })] },
    { findings: [finding('native.call', { category: 'native' })] },
    { findings: [finding('load.assembly-file', { category: 'code-load' })] },
  ]
  for (const more of open) t.equal(attachments({ ...plain, ...more })?.answer, 'cannot-tell')
  t.equal(attachments({ ...plain, findings: [finding('native.call', { category: 'native', level: 'called' })] })?.answer, 'no')
})

t.test('a factory that loads its agent elsewhere leaves the question open', async (t) => {
  const { playbook } = inspect(bytesOf('samples/bin/reflective-factory.mcs.dll'))
  t.equal(playbook[3]?.answer, 'cannot-tell')
})

t.test('actions are numbered from 1, and each says why', async (t) => {
  for (const decision of ['escalate', 'review', 'expected'] as const) {
    const actions = nextActions(plain, decision)
    t.strictSame(
      actions.map(({ order }) => order),
      actions.map((_, place) => place + 1),
    )
    for (const { why, text } of actions) t.ok(why.length > 10 && text.length > 10)
  }
  t.strictSame(nextActions({ ...plain, isAgent: false }, 'expected'), [])
})

t.test('evidence is kept before anything is changed', async (t) => {
  const actions = nextActions(plain, 'escalate')
  const changes = actions.findIndex(({ command }) => /(?:^|; )(Disable|Restart)-/.test(command ?? ''))
  t.ok(changes > 0)
  t.match(actions[0]?.text, /Keep the evidence/)
})

t.test('containment disables, restarts, verifies and keeps the file, in this order, and says why it is not deleted first', async (t) => {
  const actions = nextActions(plain, 'escalate')
  const at = [/Disable-TransportAgent/, /^Restart-Service/, /^Get-TransportPipeline/].map((step) =>
    actions.findIndex(({ command }) => step.test(command ?? '')),
  )
  const kept = actions.findIndex(({ text }) => text.startsWith('Keep the DLL'))
  t.strictSame([...at, kept], [1, 2, 3, 4])
  t.match(actions[1]?.why, /deleting the DLL first/)
  t.notOk(nextActions(plain, 'review').some(({ text }) => text.startsWith('Keep the DLL')))
})

t.test('only an escalation changes a server, and no name from the file stands in a command', async (t) => {
  for (const decision of ['review', 'expected'] as const) {
    for (const { command } of nextActions(plain, decision)) t.notMatch(command ?? '', /(^|; )(Disable|Restart|Remove|Uninstall|Set|Stop)-/)
  }
  const hostile: Profile['unresolvedBases'] = [{ type: 'N.$(calc)', base: 'B;calc', assembly: '`calc`' }]
  for (const { command } of nextActions({ ...plain, unresolvedBases: hostile }, 'review')) t.notMatch(command ?? '', /calc/)
})

t.test('missing assemblies are asked for', async (t) => {
  const actions = nextActions({ ...plain, unresolvedBases: [{ type: 'T', base: 'B', assembly: 'A' }] }, 'review')
  t.ok(actions.some(({ command }) => command?.includes('--with')))
})
