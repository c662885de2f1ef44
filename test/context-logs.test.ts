import t from 'tap'
import { keepText } from '../lib/context/keep-text.ts'
import { readFixture, readText } from './make/context.ts'

t.test('a message tracking log, columns by its #Fields, of two versions one behind the other', async (t) => {
  const { records, summary } = readFixture('MSGTRK2026112021-1.LOG')
  const source = 'MSGTRK2026112021-1.LOG'
  t.strictSame(records[0], {
    kind: 'message',
    time: { text: '2026-11-20T21:30:01.000Z', iso: '2026-11-20T21:30:01.000Z', zone: 'utc', ambiguous: false },
    event: 'RECEIVE',
    component: 'SMTP',
    context: '08DE;2026-11-20T21:30:00.900Z;0',
    sender: 'ann@partner.example',
    returnPath: 'bounce@partner.example',
    recipients: ['bob@contoso.invalid', 'eve@contoso.invalid'],
    subject: 'Offer, "final"',
    messageId: '<m1@partner.example>',
    size: 20480,
    directionality: 'Incoming',
    originalClient: '198.51.100.33',
    origin: { source, line: 6 },
  })
  t.match(records.slice(1), [
    { component: 'AGENT', event: 'REDIRECT', context: 'Mail Compliance Helper', recipients: ['drop@partner.example'] },
    { component: 'PICKUP', event: 'RECEIVE', subject: null, sender: '<>', origin: { line: 8 } },
    { component: 'STOREDRIVER', event: 'NOTIFYMAPI', recipients: [], size: null, origin: { line: 13 } },
  ])
  t.strictSame(summary, { type: 'message tracking log', records: 4, skipped: [{ line: 14, why: 'a quote is opened and not closed' }], skippedCount: 1 })
})

t.test('columns may stand in any order', async (t) => {
  const { records } = readText(
    '#Software: Microsoft Exchange Server\n#Fields: message-subject,event-id,source,recipient-address,source-context,date-time\nS,SEND,SMTP,a@b.invalid,c,2026-11-20T00:00:00Z\n',
  )
  t.match(records, [
    { subject: 'S', event: 'SEND', component: 'SMTP', context: 'c', recipients: ['a@b.invalid'], time: { iso: '2026-11-20T00:00:00.000Z' }, messageId: null },
  ])
})

t.test('an agent log', async (t) => {
  const { records, summary } = readFixture('AgentLog20261120-1.LOG')
  t.match(records, [
    {
      kind: 'agent-action',
      agent: 'Content Filter Agent',
      event: 'OnEndOfData',
      action: 'RejectMessage',
      sender: 'ann@partner.example',
      recipients: ['bob@contoso.invalid', 'eve@contoso.invalid'],
      messageId: '<m1@partner.example>',
      time: { zone: 'utc' },
    },
    { agent: 'Connection Filtering Agent', action: 'Disconnect', sender: null, recipients: [], messageId: null },
  ])
  t.strictSame(summary?.skipped, [{ line: 8, why: '2 columns where #Fields names 20' }])
})

t.test('a cmdlet log, whose columns stand once more before its # lines', async (t) => {
  const { records, summary } = readFixture('Rps_Cmdlet_2026112021-1.LOG')
  t.match(records, [
    {
      kind: 'cmdlet',
      cmdlet: 'Install-TransportAgent',
      parameters: [{ name: 'Name' }, { name: 'AssemblyPath' }, { name: 'TransportService', value: 'Hub' }, { name: 'Confirm', value: '$False' }],
      who: 'svc-backup@contoso.invalid',
      from: 'ManagementShell',
      host: 'EX01',
      succeeded: true,
      time: { iso: '2026-11-20T21:14:05.123Z' },
    },
    { cmdlet: 'Enable-TransportAgent', succeeded: false },
  ])
  t.equal(summary?.skippedCount, 0)
})

t.test('Get-MessageTrackingLog and Get-AgentLog as CSV, in local time', async (t) => {
  t.match(
    readText(
      '"PSComputerName","Timestamp","ClientIp","Source","EventId","SourceContext","MessageId","Recipients","MessageSubject","Sender","ReturnPath","TotalBytes"\n"ex01","11/20/2026 9:30:01 PM","","SMTP","RECEIVE","","<m1>","System.String[]","S","a@b.invalid","a@b.invalid","1"\n',
    ).records,
    [{ kind: 'message', time: { iso: '2026-11-20T21:30:01.000', zone: 'local' }, sender: 'a@b.invalid' }],
  )
  t.match(
    readText('Timestamp,Agent,Event,Action,P1FromAddress,Recipients\n2026-11-20 21:30:01,A,OnEndOfData,DeleteMessage,a@b.invalid,c@d.invalid;e@f.invalid\n')
      .records,
    [{ kind: 'agent-action', action: 'DeleteMessage', recipients: ['c@d.invalid', 'e@f.invalid'] }],
  )
})

t.test('a log of another kind is refused with its name', async (t) => {
  const { error } = readText(
    '#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n#Log-type: SMTP Receive Protocol Log\n#Fields: date-time,connector-id,session-id,event\n',
    'RECV.LOG',
  )
  t.match(error, { source: 'RECV.LOG', line: 4, what: /SMTP Receive Protocol Log/, remedy: /message tracking/ })
})

t.test('the admin audit log as list, CSV, JSON and XML', async (t) => {
  t.match(readFixture('audit-list.txt').records, [
    {
      kind: 'cmdlet',
      cmdlet: 'Install-TransportAgent',
      object: 'Mail Compliance Helper',
      parameters: [
        { name: 'Name', value: '' },
        { name: 'TransportAgentFactory', value: '' },
        { name: 'AssemblyPath', value: '' },
      ],
      who: 'contoso.invalid/Users/Svc Backup',
      succeeded: true,
      host: 'EX01 (15.02.1118.007)',
      time: { iso: '2026-11-20T21:14:05.000', zone: 'local', ambiguous: false },
      cut: [],
    },
  ])
  t.match(readFixture('audit.csv').records, [{ cmdlet: 'Enable-TransportAgent', parameters: [], cut: ['parameters'], succeeded: false }])
  t.match(readFixture('audit.json').records, [
    {
      cmdlet: 'Set-TransportAgent',
      parameters: [
        { name: 'Identity', value: 'Mail Compliance Helper' },
        { name: 'Priority', value: '1' },
      ],
      time: { iso: '2026-11-20T20:16:00.000Z', zone: 'utc' },
    },
    { parameters: [{ name: 'Identity', value: '' }], time: { iso: '2026-11-20T21:16:00.000', zone: 'unknown' } },
  ])
  const { records, summary } = readFixture('audit.xml')
  t.match(records, [
    {
      cmdlet: 'Install-TransportAgent',
      parameters: [{ name: 'Name' }, { name: 'AssemblyPath', value: 'C:\\ProgramData\\Contoso\\helper.dll' }],
      who: 'contoso.invalid/Users/Svc Backup',
      time: { zone: 'utc' },
      succeeded: true,
    },
  ])
  t.equal(summary?.type, 'admin audit log, XML')
})

t.test('parameters that a list shows cut short are not all', async (t) => {
  t.match(readText('CmdletName       : Set-X\nCmdletParameters : {A, B, C, D...}\nCaller           : c\nRunDate          : 2026-11-20\n').records, [
    { parameters: [{ name: 'A' }, { name: 'B' }, { name: 'C' }, { name: 'D' }], cut: ['parameters'] },
  ])
})

t.test('a text that is kept is the same text', async (t) => {
  for (const text of ['', 'a "b" \\ \n', '\ud800x', 'ä\u2028']) t.equal(keepText(text), text)
})
