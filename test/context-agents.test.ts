import t from 'tap'
import { readFixture, readText } from './make/context.ts'

const rule = {
  kind: 'agent',
  identity: 'Transport Rule Agent',
  factory: 'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory',
  path: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\TransportRoles\\agents\\Rule\\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll',
  baseType: null,
  enabled: true,
  priority: 1,
  service: null,
  isDefault: null,
  cut: [],
}
const helper = {
  ...rule,
  identity: 'Mail Compliance Helper',
  factory: 'Contoso.Mail.HelperFactory',
  path: 'C:\\ProgramData\\Contoso\\helper.dll',
  enabled: false,
  priority: 10,
}

t.test('agents.config gives each agent with the order of the elements as its priority', async (t) => {
  const { records, summary } = readFixture('agents.config')
  t.strictSame(records, [
    { ...rule, baseType: 'Microsoft.Exchange.Data.Transport.Routing.RoutingAgent', service: 'hub', origin: { source: 'agents.config', line: 10 } },
    {
      ...helper,
      identity: 'Mail & Compliance Helper',
      baseType: 'Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgent',
      priority: 2,
      service: 'hub',
      origin: { source: 'agents.config', line: 11 },
    },
    {
      ...helper,
      identity: 'Prüf-Agent',
      factory: 'Pruef.Factory',
      path: 'D:\\Prüfung\\pruef.dll',
      enabled: null,
      priority: 4,
      service: 'hub',
      origin: { source: 'agents.config', line: 16 },
    },
  ])
  t.strictSame(summary, { type: 'agents.config', records: 3, skipped: [{ line: 15, why: 'an agent without a name' }], skippedCount: 1 })
})

t.test('fetagents.config is known as that of Front End Transport by its name', async (t) => {
  const { records, summary } = readFixture('fetagents.config')
  t.match(records, [{ identity: 'Connection Filtering Agent', service: 'frontend' }])
  t.equal(summary?.type, 'fetagents.config')
})

t.test('an agent list without agents is a registration of none', async (t) => {
  t.match(readText('<configuration><mexRuntime><agentList/></mexRuntime></configuration>'), { records: [], summary: { type: 'agents.config', records: 0 } })
})

t.test('an agent elsewhere in the file is none', async (t) => {
  const agent = '<agent name="A"/>'
  t.equal(readText(`<configuration><mexRuntime>${agent}<agentList><x>${agent}</x></agentList></mexRuntime></configuration>`).records.length, 0)
})

t.test('a table gives what it shows, and an identity cut short is told as its beginning', async (t) => {
  const { records, summary } = readFixture('agents-table.txt')
  const shown = { ...rule, factory: null, path: null }
  const source = 'agents-table.txt'
  t.strictSame(records, [
    { ...shown, origin: { source, line: 5 } },
    { ...shown, identity: 'Malware Agent', priority: 2, origin: { source, line: 6 } },
    { ...shown, identity: 'Mail Compliance Helper With A Name That Is Far', enabled: false, priority: 3, cut: ['identity'], origin: { source, line: 7 } },
    { ...shown, identity: 'Connection Filtering Agent', service: 'frontend', origin: { source, line: 14 } },
  ])
  t.equal(summary?.type, 'Get-TransportAgent, table')
})

t.test('a path cut short in a table is not known', async (t) => {
  const { records } = readText(
    'Identity     Enabled Priority AssemblyPath\n--------     ------- -------- ------------\nRule Agent      True        1 C:\\Program Fi…\nOther Agent    False       12 C:\\x.dll\n',
  )
  t.match(records, [
    { identity: 'Rule Agent', enabled: true, priority: 1, path: null, cut: ['path'] },
    { identity: 'Other Agent', enabled: false, priority: 12, path: 'C:\\x.dll', cut: [] },
  ])
})

t.test('a wrapped table is put together', async (t) => {
  const { records } = readText(
    'Identity        Enabled Priority AssemblyPath\n--------        ------- -------- ------------\nMail Compliance True    3        C:\\ProgramData\nHelper\n',
  )
  t.match(records, [{ identity: 'Mail Compliance Helper', priority: 3 }])
})

t.test('what cannot be put together with certainty in a wrapped table is not known', async (t) => {
  const { records } = readText(
    'Identity Enabled Priority AssemblyPath\n-------- ------- -------- ------------\nHelpfulA True    3        C:\\Program\ngent                      Files\\a.dll\n',
  )
  t.match(records, [{ identity: 'HelpfulAgent', path: null, cut: ['path'] }])
  const path = readText(
    'Identity Enabled Priority AssemblyPath\n-------- ------- -------- ------------\nHelper   True    3        C:\\Program\n                          Files\\a.dll\n',
  )
  t.match(path.records, [{ identity: 'Helper', path: null, cut: ['path'] }])
})

t.test('a row whose cells are no agent is told and left out', async (t) => {
  const { records, summary } = readText('Identity Enabled Priority\n-------- ------- --------\nA        True    1\nwarning: something else\n')
  t.equal(records.length, 1)
  t.match(summary?.skipped, [{ line: 4, why: /neither True nor False/ }])
})

t.test('a list gives all fields, lines broken at the edge of the screen put together', async (t) => {
  const { records, summary } = readFixture('agents-list.txt')
  const source = 'agents-list.txt'
  t.strictSame(records, [
    { ...rule, origin: { source, line: 4 } },
    { ...helper, origin: { source, line: 18 } },
  ])
  t.strictSame(summary, { type: 'Get-TransportAgent, list', records: 2, skipped: [], skippedCount: 0 })
})

/** A list in which a path stands in these pieces. */
function pathIn(...pieces: readonly string[]): (string | null)[] {
  const list = `Enabled      : True\nPriority     : 1\nIdentity     : A\nAssemblyPath : ${pieces.join(`\n${' '.repeat(15)}`)}\n`
  return readText(list).records.map((record) => (record.kind === 'agent' ? record.path : null))
}

t.test('lines broken behind a blank are put together, also where an editor has cut the blank off', async (t) => {
  const path = ['C:\\Program Files\\Microsoft\\Exchange Server\\V15\\a.dll']
  t.strictSame(pathIn('C:\\Program ', 'Files\\Microsoft\\Exchange ', 'Server\\V15\\a.dll'), path)
  t.strictSame(pathIn('C:\\Program', 'Files\\Microsoft\\Ex', 'change Server\\V15\\a.dll'), path)
  t.strictSame(pathIn('C:\\Progr', 'am Files', '\\Microso', 'ft\\Exchange Server\\V15\\a.dll'), path, 'in the middle of words')
})

t.test('CSV of Windows PowerShell, quotes and commas in names', async (t) => {
  const { records, summary } = readFixture('agents-ps5.csv')
  const source = 'agents-ps5.csv'
  t.strictSame(records, [
    { ...rule, origin: { source, line: 3 } },
    { ...helper, identity: 'Mail "Compliance", Helper', origin: { source, line: 4 } },
  ])
  t.equal(summary?.type, 'Get-TransportAgent, CSV')
})

t.test('CSV with semicolons and without a #TYPE line', async (t) => {
  t.match(readFixture('agents-semicolon.csv').records, [{ identity: 'Transport Rule Agent' }, { identity: 'Mail; Helper', priority: 10, enabled: false }])
})

t.test('a CSV row of another length is told and left out', async (t) => {
  const { records, summary } = readText('Identity,Enabled,Priority\nA,True\nB,True,2,3\nC,True,3\n')
  t.match(records, [{ identity: 'C' }])
  t.match(summary?.skipped, [{ line: 2 }, { line: 3 }])
})

t.test('JSON of Windows PowerShell: a list, an identity that is an object, numbers and booleans', async (t) => {
  const { records } = readFixture('agents-ps5.json')
  const source = 'agents-ps5.json'
  t.strictSame(records, [
    { ...rule, path: 'C:\\x\\rule.dll', origin: { source, line: 2 } },
    { ...helper, origin: { source, line: 14 } },
  ])
})

t.test('JSON of PowerShell 7: one object, whose names reach no prototype', async (t) => {
  t.match(readFixture('agents-ps7.json').records, [{ identity: 'Mail Compliance Helper', enabled: true, priority: 3 }])
  t.notOk('polluted' in {})
})

t.test('an empty JSON list is a registration of none', async (t) => {
  t.match(readText('[]'), { records: [], summary: { type: 'empty list, JSON' }, error: null })
})

t.test('a JSON object that is broken does not hide the others', async (t) => {
  const { records, summary } = readText('[{"Identity":"A","Enabled":true,"Priority":1},\n{"Identity":B},\n{"Identity":"C","Enabled":true,"Priority":2}]')
  t.match(records, [{ identity: 'A' }, { identity: 'C' }])
  t.strictSame(summary?.skipped, [{ line: 2, why: 'an object that is no JSON' }])
})

const pipelines = ['Text Messaging Routing Agent', 'Malware Agent', 'Mail Compliance Helper']

t.test('a pipeline as a table: the agents in their order, and whether there are more', async (t) => {
  const source = 'pipeline-table.txt'
  t.strictSame(readFixture(source).records, [
    { kind: 'pipeline', event: 'OnConnectEvent', agents: [], cut: [], origin: { source, line: 4 } },
    { kind: 'pipeline', event: 'OnSubmittedMessage', agents: [...pipelines, 'Journal Agent'], cut: ['agents'], origin: { source, line: 5 } },
    { kind: 'pipeline', event: 'OnRoutedMessage', agents: ['Journal Agent', 'Mail Compliance Helper'], cut: [], origin: { source, line: 6 } },
  ])
})

t.test('a pipeline as list, JSON and CSV', async (t) => {
  t.match(readFixture('pipeline-list.txt').records, [
    { event: 'OnSubmittedMessage', agents: pipelines, cut: [] },
    { event: 'OnEndOfData', agents: [] },
  ])
  t.match(readFixture('pipeline.json').records, [{ event: 'OnSubmittedMessage', agents: ['Malware Agent', 'Mail Compliance Helper'] }, { agents: [] }])
  t.match(readFixture('pipeline.csv').records, [
    { event: 'OnSubmittedMessage', agents: [], cut: ['agents'] },
    { event: 'OnRcptCommand', agents: ['Recipient Filter Agent'], cut: [] },
  ])
})

t.test('a session with several commands gives what each shows', async (t) => {
  const { records, summary } = readText(
    [
      '[PS] C:\\>Get-TransportAgent',
      '',
      'Identity Enabled Priority',
      '-------- ------- --------',
      'A        True    1',
      '',
      '[PS] C:\\>Get-TransportAgent A | fl Identity,Enabled,Priority,AssemblyPath',
      '',
      'Identity     : A',
      'Enabled      : True',
      'Priority     : 1',
      'AssemblyPath : C:\\a.dll',
      '',
      'WARNING: The following is more.',
      '',
      '[PS] C:\\>Get-TransportPipeline',
      '',
      'Event        TransportAgents',
      '-----        ---------------',
      'OnEndOfData  {A}',
      '',
    ].join('\r\n'),
  )
  t.match(records, [
    { identity: 'A', path: null },
    { identity: 'A', path: 'C:\\a.dll' },
    { event: 'OnEndOfData', agents: ['A'] },
  ])
  t.match(summary?.skipped, [{ line: 14, why: /WARNING/ }])
})

t.test('rules of mailboxes are no agents', async (t) => {
  t.match(readText('Identity,Name,Enabled,Priority,RuleIdentity\nA,A,True,1,5\n').error, { what: /no context file that is known/ })
  t.match(readText('Name     : A\nEnabled  : True\nPriority : 1\n').error, { what: /no context file that is known/ })
})
