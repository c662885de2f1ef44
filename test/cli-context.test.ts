import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Profile } from '../lib/profile/profile.ts'
import type { Outcome } from './make/cli.ts'
import { root } from './make/root.ts'
import { validateProfile } from './make/validate.ts'

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url))
const sample = join(root, 'samples', 'bin', 'mime-upload.mcs.dll')

function txray(...argv: readonly string[]): Outcome {
  const { FORCE_COLOR: _, ...env } = process.env
  const child = spawnSync(process.execPath, [main, ...argv], { encoding: 'utf8', env: { ...env, NO_COLOR: '1' } })
  return { status: child.status ?? -1, out: child.stdout, err: child.stderr }
}

const factory = 'Adatum.MessageInsight.InsightAgentFactory'
const path = 'C:\\Program Files\\Adatum\\Adatum.MessageInsight.dll'

const agentsConfig = (name: string) => `<?xml version="1.0" encoding="utf-8"?>
<configuration><mexRuntime><agentList>
<agent name="Transport Rule Agent" baseType="Microsoft.Exchange.Data.Transport.Routing.RoutingAgent" classFactory="Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory" assemblyPath="C:\\E\\TransportRoles\\agents\\Rule\\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll" enabled="true" />
<agent name="${name}" baseType="Microsoft.Exchange.Data.Transport.Routing.RoutingAgent" classFactory="${factory}" assemblyPath="${path}" enabled="true" />
</agentList></mexRuntime></configuration>`

const cmdletEvent = (time: string, cmdlet: string, parameters: string) =>
  `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="MSExchange CmdletLogs"/><EventID>1</EventID><TimeCreated SystemTime="${time}"/><Computer>EX01</Computer></System><EventData><Data>${cmdlet}</Data><Data>${parameters}</Data><Data>corp.invalid/Users/jane</Data><Data>S-1</Data><Data>S-1</Data><Data>ServerRemoteHost</Data></EventData></Event>`

const events = `<Events>${cmdletEvent('2026-03-01T10:00:00.000Z', 'Install-TransportAgent', `-Name "Insight" -TransportAgentFactory "${factory}" -AssemblyPath "${path}"`)}
${cmdletEvent('2026-03-01T10:05:00.000Z', 'Enable-TransportAgent', '-Identity "Insight"')}
${cmdletEvent('2026-03-05T10:05:00.000Z', 'Disable-TransportAgent', '-Identity "Insight"')}</Events>`

const line = (time: string, id: string, to: string, subject: string) =>
  `${time},,,,,,,SMTP,RECEIVE,1,${id},${to},,100,1,,,${subject},chief@corp.invalid,chief@corp.invalid,,Incoming`
const tracking = `#Software: Microsoft Exchange Server\r\n#Version: 15.01.2507.006\r\n#Log-type: Message Tracking Log\r\n#Date: 2026-03-01T00:00:00.000Z\r\n#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality
${line('2026-03-01T08:00:00.000Z', '<0@x>', 'a@corp.invalid', 'the quarterly figures')}
${line('2026-03-02T08:00:00.000Z', '<1@x>', 'a@corp.invalid', 'the quarterly figures')}
${line('2026-03-02T08:00:01.000Z', '<1@x>', 'a@corp.invalid', 'the quarterly figures')}
${line('2026-03-03T08:00:00.000Z', '<2@x>', 'b@corp.invalid', 'lunch')}
${line('2026-03-09T08:00:00.000Z', '<3@x>', 'c@corp.invalid', 'board minutes')}
`

const changes = 'from,to,who,ticket\n2026-03-01T09:00Z,2026-03-01T11:00Z,jane,CHG-7\n'

t.test('registration, timeline, exposure and the playbook are told from the files of a server', async (t) => {
  const at = t.testdir({ 'agents.config': agentsConfig('Insight'), 'events.xml': events, 'msgtrk.log': tracking, 'changes.csv': changes })
  const given = ['agents.config', 'events.xml', 'msgtrk.log'].flatMap((name) => ['--context', join(at, name)])
  const { status, out, err } = txray(sample, '-f', 'json', ...given, '--changes', join(at, 'changes.csv'), '--as-of', '2026-03-10T00:00:00Z', '--window', '2w')
  t.same({ status, err }, { status: 0, err: '' })
  const profile: Profile = JSON.parse(out)
  t.same(validateProfile(profile), [])
  t.same(
    profile.inputs.map(({ role, name, sha256 }) => [role, name, sha256.length]),
    [
      ['subject', 'mime-upload.mcs.dll', 64],
      ['context', 'agents.config', 64],
      ['context', 'events.xml', 64],
      ['context', 'msgtrk.log', 64],
      ['changes', 'changes.csv', 64],
    ],
  )
  t.match(profile.registration, [
    { identity: 'Insight', factory, path, enabled: true, priority: 2, service: 'hub', state: 'expected', linkedTo: /^CHG-7; none \(Disable/ },
  ])
  t.match(
    profile.timeline.filter(({ trust }) => trust === 'recorded'),
    [
      { event: /Insight installed.*authorised by CHG-7$/, who: 'corp.invalid/Users/jane', source: 'events.xml' },
      { event: /enabled/ },
      { event: /disabled.*no authorised change$/ },
    ],
  )
  t.match(profile.exposure, {
    answer: 'known',
    from: '2026-03-01T10:05:00.000Z',
    to: '2026-03-05T10:05:00.000Z',
    messages: 1,
    mailboxes: ['a@corp.invalid'],
    because: /^1 message/,
  })
  t.match(profile.playbook[0], { answer: 'yes', because: /^3 in the 14 days up to 2026-03-10/ })
  t.ok(profile.actions.some(({ command }) => command?.startsWith("Disable-TransportAgent -Identity 'Insight'") === true))
})

t.test('the mail that met the condition is written as a table, whole or not at all', async (t) => {
  const at = t.testdir({ 'agents.config': agentsConfig('Insight'), 'events.xml': events, 'msgtrk.log': tracking, 'a.csv': 'x' })
  const given = ['agents.config', 'events.xml', 'msgtrk.log'].flatMap((name) => ['--context', join(at, name)])
  const table = join(at, 'mail.csv')
  const quiet = join(root, 'samples', 'bin', 'disclaimer.mcs.dll')
  const { status, err } = txray(sample, quiet, '-f', 'ndjson', ...given, '--exposure', table)
  t.match({ status, err }, { status: 0, err: /mail\.csv: 1 line about mail\n$/ })
  const [head, row, ...rest] = readFileSync(table, 'utf8').split('\r\n')
  t.equal(head, 'file_sha256,file_name,meets,time,zone,message_id,sender,return_path,recipients,subject,event,source,line')
  t.match(
    row,
    /^[0-9a-f]{64},mime-upload\.mcs\.dll,yes,2026-03-02T08:00:00\.000Z,utc,<1@x>,chief@corp\.invalid,chief@corp\.invalid,a@corp\.invalid,the quarterly figures,SMTP RECEIVE,msgtrk\.log,7$/,
  )
  t.same(rest, [''])
  const none = txray(quiet, ...given, '--exposure', table)
  t.match(none.err, /0 lines about mail: no file is to escalate/)
  t.equal(readFileSync(table, 'utf8'), `${head}\r\n`)
  for (const [options, said] of [
    [['--exposure', table], /--exposure says nothing without --context/],
    [[...given, '--exposure', '-'], /--exposure needs a file/],
    [[...given, '--exposure', join(at, 'events.xml')], /--exposure would overwrite .*events\.xml/],
    [[...given, '--exposure', table, '-o', table], /name one file/],
    [[...given, '--exposure', join(at, 'no', 'such.csv')], /cannot write .*such\.csv: no such file/],
  ] as const) {
    const refused = txray(sample, ...options)
    t.equal(refused.status, 2)
    t.match(refused.err, said)
  }
  t.same(
    readdirSync(at).filter((name) => name.endsWith('.part')),
    [],
  )
})

t.test('a name that could be more than a name never stands in a command', async (t) => {
  const at = t.testdir({ 'agents.config': agentsConfig('x’; Remove-Item C:\\ #') })
  const { out } = txray(sample, '-f', 'json', '--context', join(at, 'agents.config'))
  const profile: Profile = JSON.parse(out)
  t.equal(profile.registration[0]?.identity, 'x’; Remove-Item C:\\ #')
  t.notMatch(profile.actions.map(({ command }) => command).join('\n'), /Remove-Item/)
})

t.test('a file registered as one of Exchange’s own is one to escalate, and a baseline tells what is new', async (t) => {
  const at = t.testdir({ 'agents.config': agentsConfig('Content Filter Agent'), 'before.config': agentsConfig('Insight') })
  const { out } = txray(sample, '-f', 'json', '--context', join(at, 'agents.config'), '--baseline', join(at, 'before.config'))
  const profile: Profile = JSON.parse(out)
  t.match(profile.registration, [{ state: 'mismatch', mismatches: [/^factory: /, /^file: /, /^folder: /, /^base: /, /^signature: /] }])
  t.ok(profile.verdict.reasons.some(({ id }) => id === 'registered-as-exchange'))
  t.match(profile.playbook[0], { answer: 'cannot-tell', because: /not told \(--as-of\).*Content Filter Agent is registered and was not in the baseline/ })
  t.equal(profile.inputs.at(-1)?.role, 'baseline')
})

t.test('a folder is a baseline by the bytes of its files', async (t) => {
  const at = t.testdir({ 'agents.config': agentsConfig('Insight') })
  const { out } = txray(sample, '-f', 'json', '--context', join(at, 'agents.config'), '--baseline', join(root, 'samples', 'bin'))
  const profile: Profile = JSON.parse(out)
  t.ok(profile.inputs.filter(({ role }) => role === 'baseline').length > 50)
  t.notMatch(profile.playbook[0]?.because, /mime-upload/)
})

t.test('a file that cannot be taken ends the run with its line and what to do, and writes nothing', async (t) => {
  const at = t.testdir({ 'agents.config': agentsConfig('Insight'), 'notes.txt': 'hello\nworld\n', 'changes.csv': 'from,to,who,ticket\ntoday,tomorrow,x,y\n' })
  const config = join(at, 'agents.config')
  const out = join(at, 'report.json')
  for (const [given, said] of [
    [['--context', join(at, 'notes.txt')], /^txray: notes\.txt/],
    [['--context', join(at, 'none.xml')], /^txray: none\.xml: no such file\. /],
    [['--context', at], /is a folder/],
    [
      ['--context', config, '--changes', join(at, 'changes.csv')],
      /^txray: changes\.csv, line 2: from is "today", no time with a zone\. Write times with their zone/,
    ],
    [['--context', config, '--baseline', join(at, 'changes.csv')], /^txray: changes\.csv/],
  ] as const) {
    const result = txray(sample, '-f', 'json', '-o', out, ...given)
    t.equal(result.status, 12, result.err)
    t.equal(result.out, '')
    t.match(result.err, said)
    t.notOk(existsSync(out))
  }
})

t.test('options that say nothing alone, or nothing that can be read, are refused', async (t) => {
  const at = t.testdir({ 'agents.config': agentsConfig('Insight') })
  const config = join(at, 'agents.config')
  for (const [given, said] of [
    [['--window', '2d'], /--window says nothing without --context/],
    [['--context', config, '--as-of', 'yesterday'], /in UTC, such as/],
    [['--context', config, '--window', '3 days'], /--window takes hours, days or weeks/],
    [['--context', config, '-o', config], /would overwrite .*agents\.config/],
  ] as const) {
    const result = txray(sample, ...given)
    t.equal(result.status, 2)
    t.match(result.err, said)
  }
})

t.test('text shows registration, timeline and exposure, escaped', async (t) => {
  const at = t.testdir({ 'agents.config': agentsConfig('A&#x202e;B'), 'events.xml': events })
  const { out } = txray(sample, '-f', 'text', '--context', join(at, 'agents.config'), '--context', join(at, 'events.xml'))
  t.notMatch(out, /\u202e/)
  t.match(out, /REGISTRATION\n {2}unexpected +A\\u\{202e\}B/)
  t.match(out, /TIMELINE\n/)
  t.match(out.replaceAll(/\s+/g, ' '), /EXPOSURE answer cannot tell \(2026-03-01T10:05:00\.000Z to 2026-03-05T10:05:00\.000Z\)/)
})
