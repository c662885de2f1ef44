import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { agentBases, agentKinds, factoryBases, findEvent, findEventByMethod, managerBases } from '../lib/agents/exchange.ts'
import { exchangeBuild, exchangeFamilies } from '../lib/agents/exchange-builds.ts'
import { builtInAgents, findBuiltInByFactory, findBuiltInByFile, findBuiltInByIdentity } from '../lib/agents/exchange-built-in.ts'
import { agentEvents, sights } from '../lib/agents/exchange-events.ts'
import { exchangePublicKeyToken, findNameClaim, knownPublicKeyTokens, masqueradeAssemblies, microsoftAgentAssemblies } from '../lib/agents/exchange-names.ts'
import type { AgentKind } from '../lib/profile/profile.ts'
import { root } from './make/root.ts'

const transport = 'Microsoft.Exchange.Data.Transport'
const smtp = `${transport}.Smtp.SmtpReceiveAgent`

/** Every event that the metadata of versions 8.0, 14.3, 15.0, 15.1 or 15.2 declares. */
const declared: readonly (readonly [base: string, events: string])[] = [
  [
    'Smtp.SmtpReceiveAgent',
    'OnConnect OnHeloCommand OnEhloCommand OnStartTlsCommand OnAuthCommand OnProcessAuthentication OnEndOfAuthentication OnXSessionParamsCommand OnMailCommand ' +
      'OnRcptCommand OnRcpt2Command OnDataCommand OnEndOfHeaders OnProxyInboundMessage OnEndOfData OnMessageAccepted OnHelpCommand OnNoopCommand OnRsetCommand OnReject OnDisconnect',
  ],
  ['Routing.RoutingAgent', 'OnSubmittedMessage OnResolvedMessage OnRoutedMessage OnCategorizedMessage'],
  ['Delivery.DeliveryAgent', 'OnOpenConnection OnDeliverMailItem OnCloseConnection'],
  ['StoreDriverDelivery.StoreDriverDeliveryAgent', 'OnInitializedMessage OnPromotedMessage OnCreatedMessage OnDeliveredMessage OnCompletedMessage'],
  ['StoreDriver.DeliveryAgent', 'OnInitializedMessage OnPromotedMessage OnCreatedMessage OnDeliveredMessage OnCompletedMessage'],
  ['StoreDriver.SubmissionAgent', 'OnDemotedMessage OnSmtpSubmissionComplete'],
  ['StoreDriver.SubmissionRoutingAgent', 'OnResolvedMessage OnSubmittedMessage'],
  ['Storage.StorageAgent', 'OnLoadedMessage'],
  ['Queue.QueueAgent', 'OnMessageQueued OnQueueDeferred OnProcessingEnqueue'],
  ['Http.HttpReceiveAgent', 'OnHttpMailFrom OnHttpRcptTo OnHttpEndOfHeaders OnHttpEndOfData'],
  ['HttpSubmission.HttpSubmissionAgent', 'OnEndOfEnvelope OnEndOfHeaders OnEndOfMessage'],
]

t.test('every event of every version is there, and no other', (t) => {
  const expected = declared.flatMap(([base, events]) => events.split(' ').map((event) => `${transport}.${base}::${event}`))
  t.strictSame(agentEvents.map(({ base, name }) => `${base}::${name}`).sort(), expected.sort())
  t.end()
})

t.test('no event and no alias stands twice on one base, and every base is known', (t) => {
  const names = agentEvents.flatMap(({ base, name, aliases }) => [name, ...aliases].map((each) => `${base}::${each}`))
  t.equal(new Set(names).size, names.length)
  for (const { base } of agentEvents) t.ok(agentBases.has(base), base)
  t.end()
})

t.test('SMTP events stand in the documented order', (t) => {
  const ordered =
    'Connect HeloCommand EhloCommand StartTlsCommand AuthCommand ProcessAuthentication EndOfAuthentication XSessionParamsCommand MailCommand RcptCommand DataCommand EndOfHeaders ProxyInboundMessage EndOfData Disconnect'
  t.strictSame(
    ordered.split(' ').map((name) => findEvent(smtp, `add_On${name}`)?.stage),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  )
  for (const name of ['OnNoopCommand', 'OnHelpCommand', 'OnRsetCommand', 'OnReject']) t.equal(findEvent(smtp, name)?.stage, 0)
  t.end()
})

t.test('routing and delivery events stand behind them', (t) => {
  const stages = [
    'OnSubmittedMessage',
    'OnResolvedMessage',
    'OnRoutedMessage',
    'OnCategorizedMessage',
    'OnOpenConnection',
    'OnDeliverMailItem',
    'OnCloseConnection',
  ]
  t.strictSame(
    stages.map((name) => findEventByMethod(`add_${name}`)?.stage),
    [20, 21, 22, 23, 30, 31, 32],
  )
  t.equal(findEvent(`${transport}.StoreDriverDelivery.StoreDriverDeliveryAgent`, 'add_OnInitializedMessage')?.stage, 40)
  t.end()
})

t.test('content is seen from the end of the header on, and never before', (t) => {
  for (const { base, name, stage, sees } of agentEvents) {
    for (const sight of sees) t.ok(sights.includes(sight))
    if (base !== smtp || stage === 0 || stage === 15) continue
    t.equal(sees.includes('headers'), stage >= 12, name)
    t.equal(sees.includes('body'), stage >= 14, name)
    t.equal(sees.includes('envelope-recipients'), stage >= 10, name)
  }
  t.strictSame(findEvent(smtp, 'OnRcptCommand')?.sees, ['session', 'envelope-sender', 'envelope-recipients'])
  t.end()
})

t.test('names of the documentation lead to the event that exists', (t) => {
  t.equal(findEvent(smtp, 'add_OnRcptToCommand')?.name, 'OnRcptCommand')
  t.equal(findEvent(smtp, 'add_OnConnectEvent')?.name, 'OnConnect')
  t.equal(findEventByMethod('add_OnDisconnectEvent')?.name, 'OnDisconnect')
  t.end()
})

t.test('an event is found on its own base only', (t) => {
  t.equal(findEvent(`${transport}.Routing.RoutingAgent`, 'add_OnEndOfData'), null)
  t.equal(findEvent('Contoso.Agent', 'add_OnEndOfData'), null)
  t.equal(findEvent('constructor', 'toString'), null)
  t.equal(findEventByMethod('add_OnClick'), null)
  t.equal(findEventByMethod('add_constructor'), null)
  t.end()
})

t.test('an event name that several bases share leads to the public one', (t) => {
  t.equal(findEventByMethod('add_OnEndOfHeaders')?.base, smtp)
  t.equal(findEventByMethod('add_OnResolvedMessage')?.base, `${transport}.Routing.RoutingAgent`)
  t.equal(findEventByMethod('add_OnCreatedMessage')?.base, `${transport}.StoreDriverDelivery.StoreDriverDeliveryAgent`)
  t.end()
})

t.test('only the three documented bases are open to third parties', (t) => {
  const open = [...agentBases].filter(([, { thirdParty }]) => thirdParty).map(([name]) => name)
  t.strictSame(open, [smtp, `${transport}.Routing.RoutingAgent`, `${transport}.Delivery.DeliveryAgent`])
  const kinds: readonly AgentKind[] = agentKinds
  for (const { kind } of [...agentBases.values(), ...factoryBases.values(), ...managerBases.values()]) t.ok(kinds.includes(kind))
  t.equal(factoryBases.get(`${transport}.Delivery.DeliveryAgentFactory\`1`)?.createMethod, 'CreateAgent')
  t.ok(managerBases.has(`${transport}.Delivery.DeliveryAgentManager`))
  t.end()
})

t.test('the stub of the samples has the names that are looked for', (t) => {
  const folder = join(root, 'samples', 'bin', 'stub')
  const file = existsSync(folder) ? readdirSync(folder).find((name) => name === `${transport}.dll`) : undefined
  if (file === undefined) {
    t.comment('no stub here')
    t.end()
    return
  }
  // A heap may keep a name as the tail of a longer one, so only its terminator is looked for.
  const image = readFileSync(join(folder, file)).toString('latin1')
  for (const base of ['SmtpReceiveAgent', 'RoutingAgent', 'DeliveryAgent']) t.ok(image.includes(`${base}\0`), base)
  for (const { base, name, internal } of agentEvents) {
    if (!internal && agentBases.get(base)?.thirdParty === true) t.ok(image.includes(`add_${name}\0`), name)
  }
  t.end()
})

t.test('built-in agents: one row for each identity, and verified rows are whole', (t) => {
  const identities = builtInAgents.map(({ identity }) => identity.toLowerCase())
  t.equal(new Set(identities).size, identities.length)
  for (const row of builtInAgents) {
    if (row.verified) t.ok(row.factory !== null && row.file !== null && row.folder !== null, row.identity)
    for (const event of row.events) t.ok(findEventByMethod(event), `${row.identity} ${event}`)
  }
  t.end()
})

t.test('a built-in agent is found by identity, factory or file, in any letter case', (t) => {
  const [row] = findBuiltInByIdentity('connection filtering agent')
  t.equal(row?.file, 'Microsoft.Exchange.Transport.Agent.Hygiene.dll')
  t.strictSame(row?.roles, ['edge'])
  t.strictSame(findBuiltInByFactory('Microsoft.Exchange.Transport.Agent.ConnectionFiltering.ConnectionFilteringAgentFactory'), [row])
  t.ok(findBuiltInByFile('MICROSOFT.EXCHANGE.TRANSPORT.AGENT.HYGIENE.DLL').length >= 6)
  t.strictSame(findBuiltInByIdentity('Mail Compliance Helper'), [])
  t.strictSame(findBuiltInByFile('Microsoft.Exchange.Transport.Agent.ConnectionFiltering.dll'), [])
  t.end()
})

t.test('names that claim to be Exchange are told from samples and others', (t) => {
  t.equal(findNameClaim('Microsoft.Exchange.Security.Interop'), 'exchange')
  t.equal(findNameClaim('MICROSOFT.EXCHANGE.x'), 'exchange')
  t.equal(findNameClaim('Microsoft.Exchange'), 'exchange')
  t.equal(findNameClaim('Microsoft.Exchange.Samples.Agents.Catch'), 'sample')
  t.equal(findNameClaim('Microsoft.ExchangeX'), null)
  t.equal(findNameClaim('Contoso.Microsoft.Exchange'), null)
  t.equal(knownPublicKeyTokens.get(exchangePublicKeyToken)?.microsoft, true)
  for (const token of knownPublicKeyTokens.keys()) t.match(token, /^[0-9a-f]{16}$/)
  for (const name of [...microsoftAgentAssemblies, ...masqueradeAssemblies]) t.equal(findNameClaim(name), 'exchange')
  t.end()
})

t.test('a reference version names the Exchange it was built for', (t) => {
  const cases = [
    ['8.0.681.0', 'Exchange 2007 (8.0.681)'],
    ['14.0.631.0', 'Exchange 2010 (14.0.631)'],
    ['14.3.214.0', 'Exchange 2010 SP3 (14.3.214)'],
    ['15.0.514.0', 'Exchange 2013 RTM (15.0.514)'],
    ['15.0.843.0', 'Exchange 2013 SP1 (15.0.843)'],
    ['15.0.1061.0', 'Exchange 2013 (15.0.1061)'],
    ['15.0.1294.0', 'Exchange 2013 CU16 (15.0.1294)'],
    ['15.1.220.0', 'Exchange 2016 RTM (15.1.220)'],
    ['15.1.540.0', 'Exchange 2016 CU3 (15.1.540)'],
    ['15.1.1020.0', 'Exchange 2016 CU6 (15.1.1020)'],
    ['15.1.2507.0', 'Exchange 2016 CU23 (15.1.2507)'],
    ['15.2.1254.0', 'Exchange 2019 CU13 (15.2.1254)'],
    ['15.2.2562.17', 'Exchange Server SE (15.2.2562)'],
    ['15.20.1.0', 'Exchange Online (15.20.1)'],
    ['15.0.0.0', 'Exchange 2013 or later (15.0.0)'],
    ['15.1.9999.0', 'Exchange 2016 (15.1.9999)'],
    ['15.1', 'Exchange 2016 (15.1)'],
  ] as const
  for (const [version, words] of cases) t.equal(exchangeBuild(version), words)
  t.end()
})

t.test('what is no version of Exchange has no build', (t) => {
  for (const version of ['', '15', '4.0.0.0', '15.3.1.0', 'a.b.c.d', '15.1.70000.0', '15.1.1.0.0', '15..1', '15.1.-1.0', ' 15.1.1.0']) {
    t.equal(exchangeBuild(version), null, version)
  }
  t.end()
})

t.test('updates of a family ascend', (t) => {
  for (const { name, updates } of exchangeFamilies) {
    const builds = updates.map(([build]) => build)
    t.strictSame(
      builds,
      [...builds].sort((left, right) => left - right),
      name,
    )
  }
  t.end()
})
