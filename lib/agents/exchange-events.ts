/** What a handler can lay hands on at its stage, beyond what it makes itself. */
export const sights = ['session', 'authentication', 'envelope-sender', 'envelope-recipients', 'headers', 'body', 'attachments', 'mime'] as const
export type Sight = (typeof sights)[number]

export interface AgentEvent {
  /** Name of the event in metadata; its subscription method is `add_` and this. */
  readonly name: string
  /** Full name of the declaring base class. */
  readonly base: string
  /** Names that the documentation, pipeline listings and detection rules use for it. No version has such a member. */
  readonly aliases: readonly string[]
  /**
   * Place in the life of a message. 0: at any point of an SMTP session. 1..15: the SMTP receive pipeline as
   * documented. 16..19: submission from a mailbox. 20..23: categorizer. 24..28: queue and its database.
   * 30..32: delivery agent. 40..44: delivery into a mailbox. 60..66: HTTP.
   */
  readonly stage: number
  readonly sees: readonly Sight[]
  /** The event or its class is not accessible to other assemblies in any version, so a subscription goes around the rules. */
  readonly internal: boolean
  /** First build family that has it. */
  readonly since: string
  readonly doc: string
}

const smtp = 'Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgent'
const routing = 'Microsoft.Exchange.Data.Transport.Routing.RoutingAgent'
const delivery = 'Microsoft.Exchange.Data.Transport.Delivery.DeliveryAgent'
const storeDelivery = 'Microsoft.Exchange.Data.Transport.StoreDriverDelivery.StoreDriverDeliveryAgent'
const oldStoreDelivery = 'Microsoft.Exchange.Data.Transport.StoreDriver.DeliveryAgent'
const submission = 'Microsoft.Exchange.Data.Transport.StoreDriver.SubmissionAgent'
const submissionRouting = 'Microsoft.Exchange.Data.Transport.StoreDriver.SubmissionRoutingAgent'
const storage = 'Microsoft.Exchange.Data.Transport.Storage.StorageAgent'
const queue = 'Microsoft.Exchange.Data.Transport.Queue.QueueAgent'
const http = 'Microsoft.Exchange.Data.Transport.Http.HttpReceiveAgent'
const httpSubmission = 'Microsoft.Exchange.Data.Transport.HttpSubmission.HttpSubmissionAgent'

const session = ['session'] as const
const login = ['session', 'authentication'] as const
const sender = ['session', 'envelope-sender'] as const
const envelope = ['session', 'envelope-sender', 'envelope-recipients'] as const
const withHeaders = [...envelope, 'headers'] as const
const all = [...withHeaders, 'body', 'attachments', 'mime'] as const
// The categorizer and later have no SMTP session any more.
const message = ['envelope-sender', 'envelope-recipients', 'headers', 'body', 'attachments', 'mime'] as const

/** Each event row but its base: name, stage, what it sees, first version, words; then what is out of the ordinary. */
type EventRow = readonly [name: string, stage: number, sees: readonly Sight[], since: string, doc: string, more?: { alias?: string; internal?: true }]

const publicRows: readonly (readonly [base: string, rows: readonly EventRow[]])[] = [
  [
    smtp,
    [
      ['OnConnect', 1, session, '8.0', 'a client has connected', { alias: 'OnConnectEvent' }],
      ['OnHeloCommand', 2, session, '8.0', 'HELO'],
      ['OnEhloCommand', 3, session, '8.0', 'EHLO'],
      ['OnStartTlsCommand', 4, session, '14.0', 'STARTTLS'],
      ['OnAuthCommand', 5, login, '8.0', 'AUTH: the mechanism asked for'],
      ['OnProcessAuthentication', 6, login, '14.0', 'the logon is checked', { internal: true }],
      ['OnEndOfAuthentication', 7, login, '8.0', 'the logon is done: who the client is'],
      ['OnXSessionParamsCommand', 8, session, '15.0', 'XSESSIONPARAMS between servers', { internal: true }],
      ['OnMailCommand', 9, sender, '8.0', 'MAIL FROM'],
      ['OnRcptCommand', 10, envelope, '8.0', 'RCPT TO, once for each recipient', { alias: 'OnRcptToCommand' }],
      ['OnRcpt2Command', 10, envelope, '15.0', 'RCPT2 between servers, right after RCPT TO', { internal: true }],
      ['OnDataCommand', 11, envelope, '8.0', 'DATA or BDAT: all recipients are known'],
      ['OnEndOfHeaders', 12, withHeaders, '8.0', 'the header is in, the body is not'],
      ['OnProxyInboundMessage', 13, withHeaders, '15.0', 'the front end picks the server to pass the message to', { internal: true }],
      ['OnEndOfData', 14, all, '8.0', 'the whole message is in and not yet accepted'],
      ['OnMessageAccepted', 14, all, '15.2', 'the message was accepted, after OnEndOfData', { internal: true }],
      ['OnDisconnect', 15, session, '8.0', 'the session ends', { alias: 'OnDisconnectEvent' }],
      // No place in the order: the client or a refusal decides when.
      ['OnHelpCommand', 0, session, '8.0', 'HELP'],
      ['OnNoopCommand', 0, session, '8.0', 'NOOP'],
      ['OnRsetCommand', 0, session, '8.0', 'RSET: the transaction is dropped'],
      ['OnReject', 0, all, '8.0', 'a command or message was refused; it gets the arguments of the refused step, so as much as that step saw'],
    ],
  ],
  [
    routing,
    [
      ['OnSubmittedMessage', 20, message, '8.0', 'taken from the submission queue; internal mail too'],
      ['OnResolvedMessage', 21, message, '8.0', 'recipients are resolved in the directory'],
      ['OnRoutedMessage', 22, message, '8.0', 'next hops are chosen, groups expanded'],
      ['OnCategorizedMessage', 23, message, '8.0', 'about to be queued for delivery'],
    ],
  ],
  [
    delivery,
    [
      ['OnOpenConnection', 30, message, '14.0', 'the queue opens a connection; the first message is at hand'],
      ['OnDeliverMailItem', 31, message, '14.0', 'one message to deliver'],
      ['OnCloseConnection', 32, [], '14.0', 'the connection is closed'],
    ],
  ],
  [
    storeDelivery,
    [
      ['OnInitializedMessage', 40, message, '15.0', 'delivery to a mailbox begins'],
      ['OnPromotedMessage', 41, message, '15.0', 'message properties are promoted'],
      ['OnCreatedMessage', 42, message, '15.0', 'the item exists in the mailbox'],
      ['OnDeliveredMessage', 43, message, '15.0', 'the item is delivered'],
      ['OnCompletedMessage', 44, message, '15.0', 'delivery is done'],
    ],
  ],
]

const internalRows: readonly (readonly [base: string, rows: readonly EventRow[]])[] = [
  [
    oldStoreDelivery,
    [
      ['OnInitializedMessage', 40, message, '14.0', 'delivery to a mailbox begins'],
      ['OnPromotedMessage', 41, message, '14.0', 'message properties are promoted'],
      ['OnCreatedMessage', 42, message, '14.0', 'the item exists in the mailbox'],
      ['OnDeliveredMessage', 43, message, '14.0', 'the item is delivered'],
      ['OnCompletedMessage', 44, message, '14.0', 'delivery is done'],
    ],
  ],
  [
    submission,
    [
      ['OnDemotedMessage', 16, message, '14.0', 'an item of the outbox has become a message'],
      ['OnSmtpSubmissionComplete', 19, message, '15.1', 'the message was handed to transport'],
    ],
  ],
  [
    submissionRouting,
    [
      ['OnSubmittedMessage', 17, message, '15.1', 'routing inside mailbox submission'],
      ['OnResolvedMessage', 18, message, '15.1', 'recipients are resolved inside mailbox submission'],
    ],
  ],
  [
    queue,
    [
      ['OnMessageQueued', 24, message, '15.1', 'a message enters a delivery queue'],
      ['OnProcessingEnqueue', 25, message, '15.2', 'a message enters the processing queue'],
      ['OnQueueDeferred', 26, message, '15.1', 'a queue is put off'],
    ],
  ],
  [storage, [['OnLoadedMessage', 28, message, '15.0', 'a message is loaded from the queue database']]],
  [
    http,
    [
      ['OnHttpMailFrom', 60, sender, '15.2', 'sender of a message that comes over HTTP'],
      ['OnHttpRcptTo', 61, envelope, '15.2', 'recipient of a message that comes over HTTP'],
      ['OnHttpEndOfHeaders', 62, withHeaders, '15.2', 'its header is in'],
      ['OnHttpEndOfData', 63, all, '15.2', 'it is in as a whole'],
    ],
  ],
  [
    httpSubmission,
    [
      ['OnEndOfEnvelope', 64, envelope, '15.2', 'envelope of a message submitted over HTTP'],
      ['OnEndOfHeaders', 65, withHeaders, '15.2', 'its header is in'],
      ['OnEndOfMessage', 66, all, '15.2', 'it is in as a whole'],
    ],
  ],
]

/** Every event of every base from 8.0 to 15.2, the public bases first, each base's in pipeline order. */
export const agentEvents: readonly AgentEvent[] = [...read(publicRows, false), ...read(internalRows, true)]

function read(groups: readonly (readonly [base: string, rows: readonly EventRow[]])[], internal: boolean): AgentEvent[] {
  return groups.flatMap(([base, rows]) =>
    rows.map(([name, stage, sees, since, doc, more]) => ({
      name,
      base,
      aliases: more?.alias === undefined ? [] : [more.alias],
      stage,
      sees,
      internal: internal || more?.internal === true,
      since,
      doc,
    })),
  )
}
