import { membersExcept, membersOf, membersOn, membersWhen, texts } from './feature.ts'
import type { Rule } from './rule.ts'

const transport = 'Microsoft.Exchange.Data.Transport'
const mime = 'Microsoft.Exchange.Data.Mime'
const email = `${transport}.Email`
const smtp = `${transport}.Smtp`
const routing = `${transport}.Routing`
const delivery = `${transport}.Delivery`
const recipients = `${transport}.EnvelopeRecipientCollection`
const recipient = `${transport}.EnvelopeRecipient`
const response = `${smtp}.SmtpResponse`
const dsnType = `${transport}.DsnType`
const headers = [`${mime}.HeaderList`]
const header = [`${mime}.Header`, `${mime}.TextHeader`, `${mime}.AsciiTextHeader`, `${mime}.AddressHeader`]
/** `DsnTypeRequested.Never` */
const never = [8]

/** What an agent does to the mail itself. Changes of content, identity and envelope. */
const changeRules: readonly Rule[] = [
  {
    id: 'mail.write-subject',
    title: 'Changes the subject',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'Tags such as [EXTERNAL] are set this way. Everybody sees the change.',
    anyOf: membersOf(`${email}.EmailMessage`, 'set_Subject'),
  },
  {
    id: 'mail.write-addresses',
    title: 'Changes the addresses in the message header',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Makes a mail look as if it came from or went to somebody else. Address rewriting does it for whole domains.',
    anyOf: [
      ...membersOf(`${email}.EmailMessage`, 'set_From', 'set_Sender', 'set_DispositionNotificationTo'),
      ...membersOf(`${email}.EmailRecipient`, 'set_SmtpAddress', 'set_DisplayName', 'set_NativeAddress', 'set_NativeAddressType'),
      ...membersOf(`${email}.EmailRecipientCollection`, 'Add', 'Remove', 'Clear'),
      ...membersOf(`${mime}.MimeRecipient`, 'set_Email'),
      ...membersOf(`${mime}.AddressItem`, 'set_DisplayName'),
    ],
  },
  {
    id: 'mail.write-sender',
    title: 'Changes the envelope sender',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Bounces and sender checks follow this address. Rewriting gateways set it.',
    anyOf: [...membersOf(`${transport}.MailItem`, 'set_FromAddress'), ...membersOf(`${smtp}.MailCommandEventArgs`, 'set_FromAddress')],
  },
  {
    id: 'mail.write-user',
    title: 'Changes who the mail is authenticated as',
    category: 'mail-modify',
    severity: 'high',
    attack: [],
    why: 'Exchange trusts what stands here: anonymous mail becomes mail of a user or an organisation.',
    anyOf: [
      ...membersOf(`${transport}.MailItem`, 'set_OriginalAuthenticator', 'set_OriginatorOrganization'),
      ...membersOf(`${smtp}.MailCommandEventArgs`, 'set_Auth', 'set_Oorg'),
    ],
  },
  {
    id: 'mail.write-metadata',
    title: 'Changes message identifiers, dates or importance',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'A new message id breaks the tie to the message tracking log. Importance and dates are cosmetics.',
    anyOf: [
      ...membersOf(`${email}.EmailMessage`, 'set_MessageId', 'set_Date', 'set_Importance', 'set_Priority', 'set_Sensitivity', 'set_Expires'),
      ...membersOf(`${transport}.MailItem`, 'set_EnvelopeId', 'set_DeliveryPriority'),
      ...membersOf(`${smtp}.MailCommandEventArgs`, 'set_EnvelopeId'),
      ...membersOf(recipient, 'set_OriginalRecipient'),
      ...membersOf(`${smtp}.RcptCommandEventArgs`, 'set_OriginalRecipient'),
    ],
  },
  {
    id: 'mail.suppress-reports',
    title: 'Asks that no delivery report is ever sent',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Nobody learns that a mail was not delivered. Bulk senders want that; so does whoever makes mail vanish.',
    anyOf: [...membersWhen(0, never, recipient, 'set_RequestedReports'), ...membersWhen(0, never, `${smtp}.RcptCommandEventArgs`, 'set_Notify')],
  },
  {
    id: 'mail.write-header',
    title: 'Adds or changes message headers',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'Filters leave their verdict in a header, signers their signature. Look at the name: Exchange obeys some.',
    anyOf: [
      ...membersOf(`${mime}.Header`, 'set_Value'),
      ...membersOf(`${mime}.DateHeader`, 'set_DateTime'),
      ...membersOf(`${mime}.ContentTypeHeader`, 'set_MediaType', 'set_SubType'),
      ...membersOf(`${mime}.MimeParameter`, 'set_Value'),
      ...membersOn(headers, `${mime}.MimeNode`, 'AppendChild', 'PrependChild', 'InsertAfter', 'InsertBefore', 'ReplaceChild'),
    ],
  },
  {
    id: 'mail.remove-header',
    title: 'Removes message headers',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Received lines and verdicts of other filters are traces; privacy gateways strip them as well.',
    anyOf: [
      ...membersOf(`${mime}.HeaderList`, 'RemoveAll'),
      ...membersOn(headers, `${mime}.MimeNode`, 'RemoveChild', 'RemoveAll'),
      ...membersOn(header, `${mime}.MimeNode`, 'RemoveFromParent'),
    ],
  },
  {
    id: 'mail.edit-mime',
    title: 'Adds, moves or removes nodes of the MIME tree',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Puts parts into the message or takes them out, below the message object: disclaimers, signing, and hiding places.',
    anyOf: [
      ...membersExcept(headers, `${mime}.MimeNode`, 'AppendChild', 'PrependChild', 'InsertAfter', 'InsertBefore', 'ReplaceChild'),
      ...membersExcept(headers, `${mime}.MimeNode`, 'RemoveChild', 'RemoveAll'),
      ...membersExcept(header, `${mime}.MimeNode`, 'RemoveFromParent'),
      ...membersOf(`${mime}.MimeDocument`, 'set_RootPart'),
    ],
  },
  {
    id: 'mail.write-body',
    title: 'Rewrites the message body',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Disclaimers do it openly; changing what a recipient reads is also fraud.',
    anyOf: [...membersOf(`${email}.Body`, 'GetContentWriteStream'), ...membersOf(`${email}.IEmailBody`, 'GetContentWriteStream')],
  },
  {
    id: 'mail.write-part',
    title: 'Rewrites the content of a MIME part',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Body or attachment replaced below the message object.',
    anyOf: membersOf(`${mime}.MimePart`, 'GetContentWriteStream', 'GetRawContentWriteStream', 'SetContentStream'),
  },
  {
    id: 'mail.write-mime',
    title: 'Replaces the whole message',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Signers and scanners write the message back as a whole; anything in it may have changed.',
    anyOf: membersOf(`${transport}.MailItem`, 'GetMimeWriteStream'),
  },
  {
    id: 'mail.add-attachment',
    title: 'Adds an attachment',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Few agents attach anything: a notice in place of a blocked file, or a payload, or stolen data on its way out.',
    anyOf: membersOf(`${email}.AttachmentCollection`, 'Add'),
  },
  {
    id: 'mail.write-attachment',
    title: 'Replaces or renames an attachment',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'Cleaning an infected file looks the same as swapping a good one.',
    anyOf: membersOf(`${email}.Attachment`, 'GetContentWriteStream', 'set_FileName', 'set_ContentType', 'set_EmbeddedMessage'),
  },
  {
    id: 'mail.remove-attachment',
    title: 'Removes attachments',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'What attachment blockers are for. After a command was read from it, it removes the evidence.',
    anyOf: membersOf(`${email}.AttachmentCollection`, 'Remove', 'Clear'),
  },
  {
    id: 'mail.output-filter',
    title: 'Filters what is written out of a message',
    category: 'mail-modify',
    severity: 'info',
    attack: [],
    why: 'Sees and may replace every header and part while a message is serialised.',
    anyOf: ['FilterPart', 'FilterHeaderList', 'FilterHeader', 'FilterPartBody', 'ClosePart'].map((name) => ({
      override: `${mime}.MimeOutputFilter::${name}`,
    })),
  },
]

/** Answers the sender or an administrator can see: told, so `mail-modify`. */
const toldRules: readonly Rule[] = [
  {
    id: 'mail.reject',
    title: 'Rejects the message with an answer',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'The sender is told. The trade of every filter.',
    anyOf: [
      ...membersOf(`${smtp}.ReceiveMessageEventSource`, 'RejectMessage'),
      ...membersOf(`${transport}.Http.HttpReceiveEventArgs`, 'Reject'),
      ...membersOf(`${transport}.HttpSubmission.HttpSubmissionSource`, 'RejectMessage'),
    ],
  },
  {
    id: 'mail.reject-command',
    title: 'Rejects an SMTP command or connection with an answer',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'Connection, sender and recipient filters answer this way, before there is a message.',
    anyOf: [
      ...membersOf(`${smtp}.ReceiveCommandEventSource`, 'RejectCommand'),
      ...membersOf(`${smtp}.ConnectEventSource`, 'RejectConnection'),
      ...membersOf(`${smtp}.EndOfAuthenticationEventSource`, 'RejectAuthentication'),
    ],
  },
  {
    id: 'mail.disconnect',
    title: 'Drops the SMTP connection',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'The peer keeps the mail and tries again. Connection filters do it.',
    anyOf: membersOf(`${smtp}.ReceiveEventSource`, 'Disconnect'),
  },
  {
    id: 'mail.block-ip',
    title: 'Blocks an address from connecting',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'Adds to the block list of the server; sender reputation does it. It outlives the message.',
    anyOf: membersOf(`${transport}.IPPermission`, 'AddRestriction'),
  },
  {
    id: 'mail.quarantine',
    title: 'Sends recipients to quarantine',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'The mail is kept where an administrator finds it.',
    anyOf: membersOf(`${smtp}.ReceiveMessageEventSource`, 'Quarantine'),
  },
  {
    id: 'mail.defer',
    title: 'Defers the message',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'Held back for a time, and seen in the queue. Greylisting and busy scanners do it.',
    anyOf: [
      ...membersOf(`${routing}.QueuedMessageEventSource`, 'Defer', 'Scanning'),
      ...membersOf(`${delivery}.DeliverMailItemEventSource`, 'DeferQueue', 'AckMailItemDefer', 'AckRecipientDefer'),
      ...membersOf(`${delivery}.OpenConnectionEventSource`, 'DeferQueue'),
    ],
  },
  {
    id: 'mail.fail-delivery',
    title: 'Fails the delivery with a report',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'The sender gets a delivery report. What a delivery agent does when the other side refuses.',
    anyOf: [
      ...membersOf(`${delivery}.DeliverMailItemEventSource`, 'AckMailItemFail', 'AckRecipientFail', 'FailQueue'),
      ...membersOf(`${delivery}.OpenConnectionEventSource`, 'FailQueue'),
      ...membersOf(`${transport}.Storage.StorageEventSource`, 'DeleteWithNdr'),
    ],
  },
  {
    id: 'mail.remove-recipient-told',
    title: 'Removes a recipient with a delivery report',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'The sender learns that this recipient did not get the mail.',
    anyOf: membersOf(recipients, `Remove(${recipient},${dsnType},${response})`, `Remove(${recipient},${dsnType},${response},System.String)`),
  },
  {
    id: 'mail.fork',
    title: 'Splits the message by recipients',
    category: 'mail-modify',
    severity: 'low',
    attack: [],
    why: 'Some recipients go on with a message of their own, so that only theirs is changed. Rewriting agents need it.',
    anyOf: membersOf(`${routing}.QueuedMessageEventSource`, 'Fork'),
  },
  {
    id: 'mail.weaken-tls',
    title: 'Switches off STARTTLS for a session',
    category: 'mail-modify',
    severity: 'medium',
    attack: [],
    why: 'The peer then sends its mail in clear text. Hardly ever needed.',
    anyOf: [...membersOf(`${smtp}.ConnectEventArgs`, 'set_DisableStartTls'), ...membersOf(`${smtp}.EhloCommandEventArgs`, 'set_DisableStartTls')],
  },
]

/** Nobody is told: `mail-drop`. */
const silentRules: readonly Rule[] = [
  {
    id: 'mail.delete',
    title: 'Deletes the message without a word',
    category: 'mail-drop',
    severity: 'high',
    attack: [],
    why: 'Neither sender nor recipient learns of it. Spam engines do it on purpose; a command mail disappears this way.',
    anyOf: [
      ...membersOf(`${routing}.QueuedMessageEventSource`, 'Delete'),
      ...membersOf(`${transport}.Storage.StorageEventSource`, 'Delete'),
      ...membersOf(`${transport}.StoreDriver.StoreDriverEventSource`, 'DeleteWithNoDsn'),
    ],
  },
  {
    id: 'mail.discard',
    title: 'Accepts the message and discards it',
    category: 'mail-drop',
    severity: 'high',
    attack: [],
    why: 'The peer hears that all is well and the mail is gone.',
    anyOf: membersOf(`${smtp}.ReceiveMessageEventSource`, 'DiscardMessage'),
  },
  {
    id: 'mail.remove-recipient',
    title: 'Removes recipients without a report',
    category: 'mail-drop',
    severity: 'high',
    attack: [],
    why: 'The mail does not reach them and nobody is told; with all recipients gone it vanishes. Replacing a recipient adds another one beside it.',
    anyOf: membersOf(recipients, `Remove(${recipient})`, `Remove(${transport}.RoutingAddress)`, 'Clear'),
  },
  {
    id: 'mail.ack-success',
    title: 'Reports the message as delivered',
    category: 'mail-drop',
    severity: 'low',
    attack: [],
    why: 'A delivery agent must say so after it delivered; one that says so without delivering swallows the mail.',
    anyOf: membersOf(`${delivery}.DeliverMailItemEventSource`, 'AckMailItemSuccess', 'AckRecipientSuccess'),
  },
]

/** Where the mail goes: `mail-redirect`. */
const redirectRules: readonly Rule[] = [
  {
    id: 'mail.add-recipient',
    title: 'Adds an envelope recipient',
    category: 'mail-redirect',
    severity: 'high',
    attack: ['T1114.003'],
    why: 'A copy goes to somebody the sender did not name, and no header shows it. Journaling is the open form.',
    anyOf: membersOf(recipients, 'Add'),
  },
  {
    id: 'mail.expand-recipients',
    title: 'Replaces a recipient by others',
    category: 'mail-redirect',
    severity: 'medium',
    attack: ['T1114.003'],
    why: 'Meant for list expansion; may add people to a mail or take its reader away.',
    anyOf: [...membersOf(`${routing}.QueuedMessageEventSource`, 'ExpandRecipients'), ...membersOf(`${routing}.RecipientExpansionInfo`, '.ctor')],
  },
  {
    id: 'mail.rewrite-recipient',
    title: 'Rewrites a recipient address',
    category: 'mail-redirect',
    severity: 'medium',
    attack: [],
    why: 'Catch-all and domain rewriting do it for a whole domain; for one person it diverts their mail.',
    anyOf: [...membersOf(recipient, 'set_Address'), ...membersOf(`${smtp}.RcptCommandEventArgs`, 'set_RecipientAddress')],
  },
  {
    id: 'mail.reroute',
    title: 'Sends the message over another route',
    category: 'mail-redirect',
    severity: 'medium',
    attack: [],
    why: "The mail leaves through a connector or host of the agent's choice. Sender-based routing is the ordinary use.",
    anyOf: [...membersOf(`${routing}.ResolvedMessageEventSource`, 'SetRoutingOverride', 'SetTlsDomain'), ...membersOf(recipient, 'SetRoutingOverride')],
  },
]

/** Mail that was not there before: `mail-send`. */
const sendRules: readonly Rule[] = [
  {
    id: 'mail.submit',
    title: 'Submits a message of its own',
    category: 'mail-send',
    severity: 'high',
    attack: [],
    why: 'The server sends it as its own mail, under any name. Auto-responders do it; so does an implant that answers its operator.',
    anyOf: membersOf(`${transport}.SmtpServer`, 'SubmitMessage'),
  },
  {
    id: 'mail.new-message',
    title: 'Makes a new, empty message',
    category: 'mail-send',
    severity: 'low',
    attack: [],
    why: 'The first step of a notice, an answer, or a forged mail.',
    anyOf: membersOf(
      `${email}.EmailMessage`,
      'Create()',
      `Create(${email}.BodyFormat)`,
      `Create(${email}.BodyFormat,System.Boolean)`,
      `Create(${email}.BodyFormat,System.Boolean,System.String)`,
    ),
  },
  {
    id: 'mail.copy-message',
    title: 'Makes a message from existing MIME',
    category: 'mail-send',
    severity: 'medium',
    attack: [],
    why: 'A copy of a mail, ready to be changed and submitted again.',
    anyOf: [...membersOf(`${email}.EmailMessage`, `Create(${mime}.MimeDocument)`, 'Create(System.IO.Stream)'), ...membersOf(`${mime}.MimeDocument`, 'Clone')],
  },
  {
    id: 'mail.pickup-folder',
    title: 'Names the pickup or replay folder',
    category: 'mail-send',
    severity: 'medium',
    attack: [],
    why: 'A file written there is sent as mail with any sender, past the SMTP checks.',
    anyOf: texts(
      'TransportRoles\\Pickup',
      'TransportRoles\\Replay',
      'TransportRoles/Pickup',
      'TransportRoles/Replay',
      'PickupDirectoryPath',
      'ReplayDirectoryPath',
    ),
  },
  {
    id: 'mail.smtp-client',
    title: 'Sends mail with an SMTP client of its own',
    category: 'mail-send',
    severity: 'medium',
    attack: ['T1071.003'],
    why: 'Goes round the server and its logs. Notices to an administrator look the same.',
    anyOf: [
      ...membersOf('System.Net.Mail.SmtpClient', '.ctor', 'Send', 'SendAsync', 'SendMailAsync'),
      ...membersOf('System.Web.Mail.SmtpMail', 'Send'),
      ...membersOf('MailKit.Net.Smtp.SmtpClient', '.ctor', 'Send', 'SendAsync'),
      ...membersOf('MailKit.MailTransport', 'Send', 'SendAsync'),
      ...membersOf('MailKit.IMailTransport', 'Send', 'SendAsync'),
    ],
  },
  {
    id: 'mail.ews-send',
    title: 'Sends mail over Exchange Web Services',
    category: 'mail-send',
    severity: 'medium',
    attack: ['T1071.003'],
    why: 'Sends as a mailbox, with that mailbox as the visible sender.',
    anyOf: [
      ...membersOf('Microsoft.Exchange.WebServices.Data.EmailMessage', 'Send', 'SendAndSaveCopy'),
      ...membersOf('Microsoft.Exchange.WebServices.Data.ResponseMessage', 'Send', 'SendAndSaveCopy'),
    ],
  },
]

/** Everything an agent can do to mail, by what the people concerned notice. */
export const mailEffectRules: readonly Rule[] = [...changeRules, ...toldRules, ...silentRules, ...redirectRules, ...sendRules]
