import t from 'tap'
import { readParameters } from '../lib/context/cmdlet-parameters.ts'
import { readFixture, readText } from './make/context.ts'

const install = [
  { name: 'Name', value: 'Mail Compliance Helper' },
  { name: 'AssemblyPath', value: 'C:\\ProgramData\\Contoso\\helper.dll' },
  { name: 'TransportAgentFactory', value: 'Contoso.Mail.HelperFactory' },
]

t.test('cmdlet events as XML, one root after the other', async (t) => {
  const { records, summary } = readFixture('management-events.xml')
  t.strictSame(records[0], {
    kind: 'cmdlet',
    time: { text: '2026-11-20T21:14:05.1234567Z', iso: '2026-11-20T21:14:05.123Z', zone: 'utc', ambiguous: false },
    cmdlet: 'Install-TransportAgent',
    parameters: install,
    object: null,
    who: 'contoso.invalid/Users/Svc Backup',
    from: 'Remote-ManagementShell-Unknown',
    succeeded: true,
    host: 'EX01.contoso.invalid',
    cut: [],
    origin: { source: 'management-events.xml', line: 1 },
  })
  t.match(records[1], {
    cmdlet: 'Enable-TransportAgent',
    parameters: [
      { name: 'Identity', value: 'Mail Compliance, Helper' },
      { name: 'Confirm', value: 'False' },
    ],
    succeeded: false,
    origin: { line: 2 },
  })
  t.equal(summary?.type, 'events, XML')
})

t.test('service and application events below one root', async (t) => {
  t.match(readFixture('events-root.xml').records, [
    { kind: 'service', name: 'Microsoft Exchange Transport', id: 7036, state: 'stopped', host: 'EX01.contoso.invalid', time: { zone: 'utc' } },
    {
      kind: 'event',
      name: 'MSExchange Extensibility',
      id: 1050,
      state: null,
      data: [{ value: '91' }, { value: 'Mail Compliance Helper' }, {}, { name: 'Message', value: /exceeded/ }],
    },
    { kind: 'event', name: 'MSExchangeTransport', id: 16023 },
  ])
})

t.test('Sysmon 1, 7 and 11', async (t) => {
  t.match(readFixture('sysmon.xml').records, [
    {
      kind: 'file-create',
      time: { iso: '2026-11-20T21:09:59.998Z' },
      process: 'C:\\Windows\\System32\\wsmprovhost.exe',
      parent: null,
      target: 'C:\\ProgramData\\Contoso\\helper.dll',
      who: 'CONTOSO\\svc-backup',
      hashes: [],
    },
    {
      kind: 'image-load',
      process: /EdgeTransport.exe$/,
      target: 'C:\\ProgramData\\Contoso\\helper.dll',
      signed: false,
      hashes: [
        { name: 'SHA1', value: '0102' },
        { name: 'SHA256', value: 'ABCD' },
        { name: 'IMPHASH', value: '00' },
      ],
    },
    {
      kind: 'process',
      process: /cmd.exe$/,
      parent: /EdgeTransport.exe$/,
      target: 'cmd /c "whoami > C:\\Windows\\Temp\\o.txt"',
      who: 'NT AUTHORITY\\NETWORK SERVICE',
      signed: null,
    },
  ])
})

t.test('another event of Sysmon is told as it is', async (t) => {
  const { records } = readText(
    "<Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>2</EventID></System><EventData><Data Name='Image'>x</Data></EventData></Event>",
  )
  t.match(records, [{ kind: 'event', id: 2, data: [{ name: 'Image', value: 'x' }], time: { iso: null } }])
})

t.test('events as a list, from their messages', async (t) => {
  const { records, summary } = readFixture('management-list.txt')
  t.match(records, [
    {
      kind: 'cmdlet',
      cmdlet: 'Install-TransportAgent',
      parameters: install,
      succeeded: true,
      who: null,
      time: { iso: '2026-11-20T21:14:05.000', zone: 'local' },
      origin: { line: 3 },
    },
    { kind: 'service', name: 'Microsoft Exchange Transport', state: 'running' },
    { kind: 'process', process: 'C:\\Windows\\System32\\cmd.exe', target: 'cmd /c whoami', time: { iso: '2026-11-20T21:22:00.000Z', zone: 'utc' } },
  ])
  t.equal(summary?.skippedCount, 0)
})

t.test('the longest line of a message of Sysmon does not swallow the next one', async (t) => {
  const image = `C:\\Program Files\\Microsoft\\Exchange Server\\${'x'.repeat(60)}\\EdgeTransport.exe`
  const { records } = readText(
    `TimeCreated  : 11/20/2026 9:22:00 PM\nProviderName : Microsoft-Windows-Sysmon\nId           : 7\nMessage      : Image loaded:\n               Image: ${image}\n               ImageLoaded: C:\\a.dll\n`,
  )
  t.match(records, [{ kind: 'image-load', process: image, target: 'C:\\a.dll' }])
})

t.test('a message with blank lines stays one value', async (t) => {
  const { records } = readText(
    'Message     : one\n\n              two\nId          : 9\nTimeCreated : 2026-11-20 10:00:00\n\nMessage     : three\nId          : 10\nTimeCreated : 2026-11-20 10:00:00\n',
  )
  t.match(records, [
    { id: 9, data: [{ value: 'one\n\ntwo' }] },
    { id: 10, data: [{ value: 'three' }] },
  ])
})

t.test('events as a table below the name of their provider, messages cut short', async (t) => {
  const { records } = readText(
    '\n   ProviderName: MSExchange CmdletLogs\n\nTimeCreated                     Id LevelDisplayName Message\n-----------                     -- ---------------- -------\n11/20/2026 9:14:05 PM            1 Information      Cmdlet succeeded. Cmdlet Install-TransportAgent, parameters -Name "Mail...\n',
  )
  t.match(records, [{ kind: 'cmdlet', cmdlet: 'Install-TransportAgent', cut: ['parameters'], time: { iso: '2026-11-20T21:14:05.000' } }])
})

t.test('events as CSV of Get-WinEvent, with line breaks in cells and in another language', async (t) => {
  t.match(readFixture('events-ps5.csv').records, [
    {
      kind: 'cmdlet',
      cmdlet: 'Enable-TransportAgent',
      parameters: [{ name: 'Identity', value: 'Mail Compliance Helper' }],
      time: { iso: '2026-11-20T22:15:00.000', zone: 'local', ambiguous: false },
    },
    { kind: 'image-load', target: 'C:\\ProgramData\\Contoso\\helper.dll', signed: false, origin: { line: 4 } },
    { kind: 'service', name: 'Microsoft Exchange-Transport', state: 'Beendet', origin: { line: 10 } },
  ])
})

t.test('events as CSV of the Event Viewer, whose message has a column without a name', async (t) => {
  t.match(readFixture('event-viewer.csv').records, [
    { kind: 'cmdlet', cmdlet: 'Disable-TransportAgent', time: { iso: '2026-03-04T10:00:00.000', ambiguous: true } },
    { kind: 'event', name: 'MSExchange Extensibility', id: 1052, data: [{ name: 'Message', value: 'Agent could not be created.\nSee the details.' }] },
  ])
  const german = readText('Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\nFehler,20.11.2026 22:00:00,MSExchangeTransport,16023,Allgemein,Text\n')
  t.match(german.records, [{ name: 'MSExchangeTransport', id: 16023, time: { iso: '2026-11-20T22:00:00.000' } }])
})

t.test('events as CSV of EvtxECmd, in UTC', async (t) => {
  t.match(readFixture('evtxecmd.csv').records, [
    {
      kind: 'cmdlet',
      cmdlet: 'Enable-TransportAgent',
      parameters: [{ name: 'Identity', value: 'Helper' }],
      who: 'contoso.invalid/Users/Admin',
      time: { iso: '2026-11-20T21:14:05.123Z' },
    },
    { kind: 'image-load', target: 'C:\\P\\helper.dll', signed: true },
  ])
})

t.test('events as JSON of Get-WinEvent and Get-EventLog', async (t) => {
  t.match(readFixture('events-ps5.json').records, [
    {
      kind: 'cmdlet',
      cmdlet: 'Install-TransportAgent',
      parameters: install.slice(0, 2),
      who: 'contoso.invalid/Users/Svc Backup',
      time: { iso: '2026-11-20T21:14:05.123Z', zone: 'utc' },
    },
    { kind: 'service', name: 'Microsoft Exchange Transport', state: 'running', time: { iso: '2026-11-20T21:20:01.000Z' } },
  ])
})

t.test('events as JSON of evtx_dump, one a line', async (t) => {
  t.match(readFixture('events.jsonl').records, [
    { kind: 'cmdlet', cmdlet: 'Set-TransportAgent', who: 'contoso.invalid/Users/Admin', host: 'EX01.contoso.invalid', origin: { line: 1 } },
    { kind: 'file-create', target: 'C:\\ProgramData\\Contoso\\helper.dll', origin: { line: 2 } },
  ])
})

t.test('events that end in the middle are told, those before are given', async (t) => {
  const { records, summary } = readText('<Events><Event><System><EventID>1</EventID></System></Event>\n<Event><System>')
  t.equal(records.length, 1)
  t.strictSame(summary?.skipped, [{ line: 2, why: 'the file ends inside an element' }])
})

t.test('parameters with dashes: quotes, switches, colons and signs inside values', async (t) => {
  t.strictSame(readParameters('-Name "A -B ""c""" -Force -Confirm:$False -Path C:\\my-dir\\a.dll -Text \'x "y\' -Last'), [
    { name: 'Name', value: 'A -B "c"' },
    { name: 'Force', value: '' },
    { name: 'Confirm', value: '$False' },
    { name: 'Path', value: 'C:\\my-dir\\a.dll' },
    { name: 'Text', value: 'x "y' },
    { name: 'Last', value: '' },
  ])
  t.strictSame(readParameters(''), [])
  t.strictSame(readParameters("-Name O'Brien -Enabled"), [
    { name: 'Name', value: "O'Brien" },
    { name: 'Enabled', value: '' },
  ])
})

t.test('parameters in braces', async (t) => {
  t.strictSame(readParameters('{Name=a, b, Identity=x=y, Switch}'), [
    { name: 'Name', value: 'a, b' },
    { name: 'Identity', value: 'x=y, Switch' },
  ])
  t.strictSame(readParameters('{}'), [])
})
