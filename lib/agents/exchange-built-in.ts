import type { AgentKind } from './exchange.ts'

export interface BuiltInAgent {
  /** Name in the agent list. */
  readonly identity: string
  /** Full name of the factory type; null where no public source gives it. */
  readonly factory: string | null
  /** File name of its assembly; null where not known. */
  readonly file: string | null
  /** Folder under `TransportRoles\agents` of the installation; null where not known. */
  readonly folder: string | null
  readonly roles: readonly ('edge' | 'mailbox' | 'hub')[]
  readonly kind: AgentKind
  /** Names as in `exchange-events.ts`. */
  readonly events: readonly string[]
  /**
   * How it comes into the list: there from the start, added by the anti-spam script, added by hand, or never
   * there (the service loads it from its own resources, so an entry of that name is itself an anomaly on 2013 and later).
   */
  readonly registered: 'default' | 'anti-spam' | 'optional' | 'invisible'
  /** Factory and file were seen in Microsoft's own material; false: known from listings only, or not at all. */
  readonly verified: boolean
}

const hygiene = { file: 'Microsoft.Exchange.Transport.Agent.Hygiene.dll', folder: 'Hygiene', verified: true } as const
const edge = { file: 'Microsoft.Exchange.MessagingPolicies.EdgeAgents.dll', folder: 'EdgeMessagingPolicies', verified: true } as const
const unknown = { factory: null, file: null, folder: null, verified: false } as const
const storeDriver = { factory: null, file: 'Microsoft.Exchange.StoreDriver.dll', folder: '..\\..\\bin', verified: false } as const
const rights = { file: 'Microsoft.Exchange.MessagingPolicies.RmSvcAgent.dll', folder: 'RmSvc' } as const

/**
 * Agents that Exchange brings along. An entry is "known" only when identity, factory, file name and folder all
 * fit one row, its server role is in the row, and the file bears a valid Microsoft signature: emulations use a
 * real identity and a real factory name with another file.
 */
export const builtInAgents: readonly BuiltInAgent[] = [
  // Edge Transport 2010 to SE, in default priority order. Those with `anti-spam` may stand on mailbox servers.
  {
    identity: 'Connection Filtering Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.ConnectionFiltering.ConnectionFilteringAgentFactory',
    ...hygiene,
    roles: ['edge'],
    kind: 'smtp-receive',
    events: ['OnConnect', 'OnMailCommand', 'OnRcptCommand', 'OnEndOfHeaders'],
    registered: 'default',
  },
  {
    identity: 'Address Rewriting Inbound Agent',
    factory: 'Microsoft.Exchange.MessagingPolicies.AddressRewrite.FactoryInbound',
    ...edge,
    roles: ['edge'],
    kind: 'smtp-receive',
    events: ['OnRcptCommand', 'OnEndOfHeaders'],
    registered: 'default',
  },
  {
    identity: 'Edge Rule Agent',
    factory: 'Microsoft.Exchange.MessagingPolicies.EdgeRuleAgent.EdgeRuleAgentFactory',
    ...edge,
    roles: ['edge'],
    kind: 'smtp-receive',
    events: ['OnEndOfData'],
    registered: 'default',
  },
  {
    identity: 'Content Filter Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.ContentFilter.ContentFilterAgentFactory',
    ...hygiene,
    roles: ['edge', 'mailbox', 'hub'],
    kind: 'smtp-receive',
    events: ['OnEndOfData'],
    registered: 'anti-spam',
  },
  {
    identity: 'Sender Id Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.SenderId.SenderIdAgentFactory',
    ...hygiene,
    roles: ['edge', 'mailbox', 'hub'],
    kind: 'smtp-receive',
    events: ['OnEndOfHeaders'],
    registered: 'anti-spam',
  },
  {
    identity: 'Sender Filter Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.ProtocolFilter.SenderFilterAgentFactory',
    ...hygiene,
    roles: ['edge', 'mailbox', 'hub'],
    kind: 'smtp-receive',
    events: ['OnMailCommand', 'OnEndOfHeaders'],
    registered: 'anti-spam',
  },
  {
    identity: 'Recipient Filter Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.ProtocolFilter.RecipientFilterAgentFactory',
    ...hygiene,
    roles: ['edge', 'mailbox', 'hub'],
    kind: 'smtp-receive',
    events: ['OnRcptCommand'],
    registered: 'anti-spam',
  },
  {
    identity: 'Protocol Analysis Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.ProtocolAnalysis.ProtocolAnalysisAgentFactory',
    ...hygiene,
    roles: ['edge', 'mailbox', 'hub'],
    kind: 'smtp-receive',
    events: ['OnConnect', 'OnEndOfHeaders', 'OnEndOfData', 'OnReject', 'OnRsetCommand', 'OnDisconnect'],
    registered: 'anti-spam',
  },
  {
    identity: 'Attachment Filtering Agent',
    factory: 'Microsoft.Exchange.MessagingPolicies.AttachFilter.Factory',
    ...edge,
    roles: ['edge'],
    kind: 'smtp-receive',
    events: ['OnEndOfData'],
    registered: 'default',
  },
  {
    identity: 'Address Rewriting Outbound Agent',
    factory: 'Microsoft.Exchange.MessagingPolicies.AddressRewrite.FactoryOutbound',
    ...edge,
    roles: ['edge'],
    kind: 'routing',
    events: ['OnSubmittedMessage', 'OnRoutedMessage'],
    registered: 'default',
  },
  // Mailbox server 2013 to SE; the hub role of 2010 has the rule and text messaging agents.
  {
    identity: 'Transport Rule Agent',
    factory: 'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory',
    file: 'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll',
    folder: 'Rule',
    roles: ['mailbox', 'hub'],
    kind: 'routing',
    events: ['OnResolvedMessage'],
    registered: 'default',
    verified: true,
  },
  { identity: 'DLP Policy Agent', ...unknown, roles: ['mailbox'], kind: 'routing', events: ['OnResolvedMessage'], registered: 'default' },
  { identity: 'Retention Policy Agent', ...unknown, roles: ['mailbox'], kind: 'routing', events: ['OnResolvedMessage'], registered: 'default' },
  { identity: 'Supervisory Review Agent', ...unknown, roles: ['mailbox'], kind: 'routing', events: ['OnResolvedMessage'], registered: 'default' },
  {
    identity: 'Malware Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.Malware.MalwareAgentFactory',
    file: 'Microsoft.Exchange.Transport.Agent.Malware.dll',
    folder: 'Antimalware',
    roles: ['mailbox'],
    kind: 'routing',
    events: ['OnSubmittedMessage'],
    registered: 'default',
    verified: true,
  },
  {
    ...unknown,
    identity: 'Text Messaging Routing Agent',
    factory: 'Microsoft.Exchange.TextMessaging.MobileDriver.TextMessagingRoutingAgentFactory',
    roles: ['mailbox', 'hub'],
    kind: 'routing',
    events: ['OnSubmittedMessage'],
    registered: 'default',
  },
  {
    ...unknown,
    identity: 'Text Messaging Delivery Agent',
    factory: 'Microsoft.Exchange.TextMessaging.MobileDriver.TextMessagingDeliveryAgentFactory',
    roles: ['mailbox', 'hub'],
    kind: 'delivery',
    events: ['OnOpenConnection', 'OnDeliverMailItem', 'OnCloseConnection'],
    registered: 'default',
  },
  {
    ...unknown,
    identity: 'System Probe Drop Smtp Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.SystemProbeDrop.SystemProbeDropSmtpAgentFactory',
    roles: ['mailbox'],
    kind: 'smtp-receive',
    events: ['OnEndOfHeaders'],
    registered: 'default',
  },
  {
    ...unknown,
    identity: 'System Probe Drop Routing Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.SystemProbeDrop.SystemProbeDropRoutingAgentFactory',
    roles: ['mailbox'],
    kind: 'routing',
    events: ['OnCategorizedMessage'],
    registered: 'default',
  },
  // Put in by an administrator who wants address book policies to hold for mail.
  {
    identity: 'ABP Routing Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.AddressBookPolicyRoutingAgent.AddressBookPolicyRoutingAgentFactory',
    file: 'Microsoft.Exchange.Transport.Agent.AddressBookPolicyRoutingAgent.dll',
    folder: 'AddressBookPolicyRoutingAgent',
    roles: ['mailbox', 'hub'],
    kind: 'routing',
    events: [],
    registered: 'optional',
    verified: true,
  },
  // On the hub role of 2010 these stand in the list.
  {
    identity: 'Journaling Agent',
    factory: 'Microsoft.Exchange.MessagingPolicies.Journaling.JournalAgentFactory',
    file: 'Microsoft.Exchange.MessagingPolicies.JournalAgent.dll',
    folder: 'Journaling',
    roles: ['hub'],
    kind: 'routing',
    events: ['OnRoutedMessage'],
    registered: 'default',
    verified: false,
  },
  {
    identity: 'Prelicensing Agent',
    factory: 'Microsoft.Exchange.MessagingPolicies.RmSvcAgent.PrelicenseAgentFactory',
    ...rights,
    roles: ['hub'],
    kind: 'routing',
    events: [],
    registered: 'default',
    verified: false,
  },
  ...[
    'UM PlayOnPhone Agent',
    'UM Partner Message Agent',
    'Content Aggregation Agent',
    'Mobile Message Receive Agent',
    'Mailbox Rules Agent',
    'Meeting Message Processing Agent',
    'Meeting Forward Notification Agent',
    'Approval Processing Agent',
    'Approval Submit Agent',
    'Conversations Processing Agent',
    'Message Records Management Delivery Agent',
  ].map((identity) => ({ identity, ...storeDriver, roles: ['hub'] as const, kind: 'store-driver' as const, events: [], registered: 'default' as const })),
  // Loaded by the service itself: seen in logs and pipelines, never in the list of 2013 and later.
  {
    identity: 'Journal Agent',
    ...unknown,
    factory: 'Microsoft.Exchange.MessagingPolicies.Journaling.JournalAgentFactory',
    roles: ['mailbox'],
    kind: 'routing',
    events: ['OnRoutedMessage'],
    registered: 'invisible',
  },
  { identity: 'Journal Report Decryption Agent', ...unknown, roles: ['mailbox'], kind: 'routing', events: ['OnCategorizedMessage'], registered: 'invisible' },
  { identity: 'RMS Decryption Agent', ...unknown, roles: ['mailbox'], kind: 'routing', events: ['OnSubmittedMessage'], registered: 'invisible' },
  {
    identity: 'RMS Encryption Agent',
    ...unknown,
    roles: ['mailbox'],
    kind: 'routing',
    events: ['OnSubmittedMessage', 'OnRoutedMessage'],
    registered: 'invisible',
  },
  { identity: 'RMS Protocol Decryption Agent', ...unknown, roles: ['mailbox'], kind: 'smtp-receive', events: ['OnEndOfData'], registered: 'invisible' },
  {
    identity: 'UnJournal Agent',
    ...unknown,
    factory: 'Microsoft.Exchange.MessagingPolicies.UnJournalAgent.UnwrapJournalAgentFactory',
    roles: ['mailbox'],
    kind: 'routing',
    events: [],
    registered: 'invisible',
  },
  {
    identity: 'Interceptor Routing Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.InterceptorAgent.InterceptorRoutingAgentFactory',
    file: 'Microsoft.Exchange.Transport.Agent.InterceptorAgent.dll',
    folder: 'InterceptorAgent',
    roles: ['mailbox'],
    kind: 'routing',
    events: [],
    registered: 'invisible',
    verified: false,
  },
  {
    identity: 'Interceptor Smtp Receive Agent',
    factory: 'Microsoft.Exchange.Transport.Agent.InterceptorAgent.InterceptorSmtpAgentFactory',
    file: 'Microsoft.Exchange.Transport.Agent.InterceptorAgent.dll',
    folder: 'InterceptorAgent',
    roles: ['mailbox'],
    kind: 'smtp-receive',
    events: [],
    registered: 'invisible',
    verified: false,
  },
  { identity: 'Inbound Trust Agent', ...unknown, roles: ['mailbox'], kind: 'smtp-receive', events: [], registered: 'invisible' },
  ...['Outbound Trust Agent', 'Centralized Mail Flow Agent', 'Prioritization Agent', 'SendAs Routing Agent', 'Automatic Protection Agent'].map((identity) => ({
    identity,
    ...unknown,
    roles: ['mailbox'] as const,
    kind: 'other' as const,
    events: [],
    registered: 'invisible' as const,
  })),
  ...['LiveIdAuth Agent', 'E4E Encryption Agent', 'E4E Decryption Agent'].map((identity) => ({
    identity,
    ...unknown,
    roles: ['mailbox'] as const,
    kind: 'other' as const,
    events: [],
    registered: 'invisible' as const,
  })),
]

/** Rows with this identity; Exchange compares names without letter case. */
export function findBuiltInByIdentity(identity: string): readonly BuiltInAgent[] {
  return builtInAgents.filter((row) => same(row.identity, identity))
}

/** Rows with this factory type. */
export function findBuiltInByFactory(factory: string): readonly BuiltInAgent[] {
  return builtInAgents.filter((row) => row.factory !== null && same(row.factory, factory))
}

/** Rows whose assembly has this file name (no folder). */
export function findBuiltInByFile(file: string): readonly BuiltInAgent[] {
  return builtInAgents.filter((row) => row.file !== null && same(row.file, file))
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}
