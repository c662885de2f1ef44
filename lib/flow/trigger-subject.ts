import type { Root } from './guard-context.ts'
import { type Asking, beside, type Spot } from './guard-context.ts'
import { type Grade, gradeOfLabel, kindOfLabel, type Label, type SourceKind } from './label.ts'
import { isCall, literalOf, opcodeOf, operandAt } from './trigger-code.ts'
import { headerNames } from './trigger-headers.ts'
import { identity, mostScanned, type OutsideCall, outsideCallAt, seeThrough, walkBack } from './trigger-slice.ts'
import type { TriggerSubject } from './view.ts'

/** What a comparison looks at. */
export interface Subject {
  readonly subject: TriggerSubject
  readonly name: string | null
  /** The highest grade of the data in it; null when its subject was told by what gives it only. */
  readonly grade: Grade | null
  readonly root: Root
  readonly about: string
}

/** Kinds of data in the order in which a value that mixes them is named: people first, what comes from outside the mail last. */
const subjects: readonly (readonly [SourceKind, TriggerSubject])[] = [
  ['mail-recipient', 'recipient'],
  ['mail-sender', 'sender'],
  ['mail-subject', 'subject'],
  ['mail-attachment-name', 'attachment-name'],
  ['mail-header', 'header'],
  ['mail-attachment', 'attachment-content'],
  ['mail-body', 'body'],
  ['mail-mime', 'body'],
  ['mail-id', 'header'],
  ['direction', 'direction'],
  ['session', 'session'],
  ['size', 'size'],
  ['native', 'native-result'],
  ['host', 'host'],
  ['time', 'time'],
  ['registry', 'config'],
  ['file', 'config'],
  ['config', 'config'],
  ['database', 'config'],
  ['download', 'config'],
  ['resource', 'config'],
]

const outsideKinds: ReadonlySet<SourceKind> = new Set<SourceKind>(['registry', 'file', 'config', 'database', 'download', 'resource'])

/** Comes the data from outside the mail and the code? */
export function isExternal(labels: readonly Label[]): boolean {
  return labels.some((label) => outsideKinds.has(kindOfLabel(label)))
}

/** What is known of members whose value carries no data of its own: their owner tells what they speak of. */
const owners: readonly (readonly [string, TriggerSubject])[] = [
  ['Microsoft.Exchange.Data.Transport.Email.Attachment::', 'attachment-content'],
  ['Microsoft.Exchange.Data.Transport.Email.AttachmentCollection::', 'attachment-content'],
  ['Microsoft.Exchange.Data.Transport.EnvelopeRecipient::', 'recipient'],
  ['Microsoft.Exchange.Data.Transport.EnvelopeRecipientCollection::', 'recipient'],
  ['Microsoft.Exchange.Data.Transport.Email.EmailRecipient::', 'recipient'],
  ['Microsoft.Exchange.Data.Transport.Email.EmailRecipientCollection::', 'recipient'],
  ['Microsoft.Exchange.Data.Transport.Email.Body::', 'body'],
  ['Microsoft.Exchange.Data.Mime.Header', 'header'],
  ['Microsoft.Exchange.Data.Transport.Email.EmailMessage::get_TnefPart', 'body'],
  ['Microsoft.Exchange.Data.Transport.Email.EmailMessage::get_CalendarPart', 'body'],
  ['Microsoft.Exchange.Data.Transport.Email.EmailMessage::', 'header'],
  ['Microsoft.Exchange.Data.Transport.Smtp.SmtpSession::', 'session'],
  ['Microsoft.Exchange.Data.Transport.Smtp.', 'session'],
  ['Microsoft.Exchange.Data.Transport.SmtpServer::', 'host'],
  ['Microsoft.Exchange.Data.Transport.AcceptedDomain', 'config'],
  ['Microsoft.Exchange.Data.Transport.AddressBook', 'config'],
  ['System.Environment::', 'host'],
  ['System.Globalization.CultureInfo::get_', 'host'],
  ['System.AppDomain::get_', 'host'],
  ['System.Reflection.Assembly::get_', 'host'],
  ['System.DateTime::', 'time'],
  ['System.DateTimeOffset::', 'time'],
]

const attachment = 'Microsoft.Exchange.Data.Transport.Email.Attachment::'

/** Data whose measure is a size; of others the number itself is what is told. */
export const sized: ReadonlySet<TriggerSubject> = new Set<TriggerSubject>([
  ...(['recipient', 'sender', 'subject', 'attachment-name', 'header', 'attachment-content', 'body'] as const),
])

const session = new Set(['session', 'host', 'time', 'direction'])

/** What a value is, by the data in it, `first` before all others; null when nothing is known of it. */
export function subjectOf(asking: Asking, spot: Spot, first: TriggerSubject | null = null): Subject | null {
  const root = seeThrough(asking, spot)
  const found = byLabels(labelsOf(asking, spot, root), first) ?? byOwner(asking, root)
  if (found === null) return null
  const { subject } = found
  // a property that carries no data of its own is told by its name
  const name = nameOf(asking, root.spot, subject) ?? (found.grade === null || found.grade === 'measure' ? memberName(asking, root.spot, subject) : null)
  return { subject, grade: found.grade, root, name, about: identity(asking, root.spot) }
}

/** Data in a value: where it comes from tells more than where it was mixed with that of other callers. */
export function labelsOf(asking: Asking, spot: Spot, root: Root): readonly Label[] {
  const labels = asking.view.labelsAt(root.spot)
  return labels.length > 0 ? labels : asking.view.labelsAt(spot)
}

function byLabels(labels: readonly Label[], first: TriggerSubject | null): { readonly subject: TriggerSubject; readonly grade: Grade } | null {
  for (const [kind, subject] of [...subjects.filter((row) => row[1] === first), ...subjects]) {
    const grades = labels.filter((label) => kindOfLabel(label) === kind).map(gradeOfLabel)
    const [grade] = grades.sort((a, b) => rank(a) - rank(b))
    if (grade !== undefined) return { subject, grade }
  }
  return null
}

const ranks: readonly Grade[] = ['digest', 'content', 'text', 'address', 'id', 'measure']

/** A digest is what a comparison of a value that was also hashed is about. */
function rank(grade: Grade): number {
  return ranks.indexOf(grade)
}

function byOwner(asking: Asking, root: Root): { readonly subject: TriggerSubject; readonly grade: null } | null {
  const call = outsideCallAt(asking, root.spot)
  if (call === null) return null
  if (call.callee.native) return { subject: 'native-result', grade: null }
  const row = owners.find(([prefix]) => call.callee.api.startsWith(prefix))
  return row === undefined ? null : { subject: row[1], grade: null }
}

function nameOf(asking: Asking, spot: Spot, subject: TriggerSubject): string | null {
  // a property of the message itself is told by its name where it is no header that has one
  if (subject === 'header') return headerName(asking, spot) ?? (isOfMessage(asking, spot) ? memberName(asking, spot, subject) : null)
  if (subject === 'config') return nearestName(asking, spot) ?? externalName(asking, spot)
  if (subject === 'native-result') return nativeName(asking, spot)
  // what an attachment says of itself is not what is in it
  if (subject === 'attachment-content' && outsideCallAt(asking, spot)?.callee.api.startsWith(attachment) === true) return memberName(asking, spot, subject)
  return session.has(subject) ? memberName(asking, spot, subject) : null
}

const dateParts = new Set(['Year', 'Month', 'Day', 'Weekday', 'Hour', 'Minute', 'Second'])

const messages = new Set(['Microsoft.Exchange.Data.Transport.MailItem', 'Microsoft.Exchange.Data.Transport.Email.EmailMessage'])

function isOfMessage(asking: Asking, spot: Spot): boolean {
  return messages.has(outsideCallAt(asking, spot)?.callee.owner ?? '')
}

function memberName(asking: Asking, spot: Spot, subject: TriggerSubject): string | null {
  const call = outsideCallAt(asking, spot)
  const name = call?.callee.name ?? ''
  if (call !== null && name === 'GetEnvironmentVariable') return constantTexts(asking, call)
  if (call?.callee.owner === 'Microsoft.VisualBasic.DateAndTime' && dateParts.has(name)) return name
  if (!name.startsWith('get_') || name === 'get_Item' || name === 'get_Current') return null
  const member = name.slice(4)
  return subject === 'time' && (member === 'Now' || member === 'UtcNow' || member === 'Today') ? null : member
}

function nativeName(asking: Asking, spot: Spot): string | null {
  let found: string | null = null
  walkBack(asking, spot, ({ callee }) => {
    if (found === null && callee.native) found = callee.name
    return found === null
  })
  return found
}

/** Members of a message that stand for a header. */
const headerMembers: ReadonlyMap<string, string> = new Map([
  ['get_MessageId', 'Message-ID'],
  ['get_From', 'From'],
  ['get_Sender', 'Sender'],
  ['get_To', 'To'],
  ['get_Cc', 'Cc'],
  ['get_Bcc', 'Bcc'],
  ['get_ReplyTo', 'Reply-To'],
  ['get_Date', 'Date'],
  ['get_Importance', 'Importance'],
  ['get_Priority', 'Priority'],
  ['get_Sensitivity', 'Sensitivity'],
])

const headerLookups = new Set(['FindFirst', 'FindNext', 'FindAll', 'FindAsText'])

/** The name by which the header was looked up, as text or by its number. */
export function headerName(asking: Asking, spot: Spot): string | null {
  let found: string | null = null
  walkBack(
    asking,
    spot,
    (call) => {
      if (found === null && call.callee.api.startsWith('Microsoft.Exchange.Data.Mime.Header')) found = nameLookedUp(asking, call)
      if (found === null) found = headerMembers.get(call.callee.name) ?? null
      return found === null
    },
    true,
  )
  return found
}

/** The name in a call that looks a header up; null for other calls. */
export function nameLookedUp(asking: Asking, call: OutsideCall): string | null {
  if (!headerLookups.has(call.callee.name)) return null
  const value = call.operands[1]
  if (value === undefined) return null
  const literal = literalOf(call.ssa, seeThrough(asking, beside(call.spot, value)).spot.value)
  if (literal?.kind === 'number') return headerNames[literal.value] ?? null
  return asking.constants.text(beside(call.spot, value))?.text ?? (literal?.kind === 'text' ? literal.value : null)
}

/** Members that read from outside: by prefix, how much their constant tells, a path most. */
const readers: readonly (readonly [string, number])[] = [
  ['System.IO.File', 3],
  ['System.IO.StreamReader::', 3],
  ['Microsoft.Win32.Registry', 3],
  ['System.Environment::GetEnvironmentVariable', 3],
  ['System.Configuration.', 3],
  ['System.Collections.Specialized.NameValueCollection::', 3],
  ['System.Net.', 3],
  ['System.Xml.', 2],
  ['System.Data.', 2],
  ['System.DirectoryServices.', 3],
  ['System.Resources.', 2],
  ['System.Reflection.Assembly::GetManifestResourceStream', 3],
]

/** Which file, key or address data comes from that was read outside; the member that reads it where that is not constant. */
export function externalName(asking: Asking, spot: Spot): string | null {
  let best: { readonly rank: number; readonly name: string } | null = null
  walkBack(asking, spot, (call) => {
    const row = readers.find(([prefix]) => call.callee.api.startsWith(prefix))
    if (row === undefined) return true
    const file = loadedFrom(asking, call)
    const text = file ?? constantTexts(asking, call)
    const rank = text === null ? 0 : file === null ? row[1] : 3
    if (best === null || rank > best.rank) best = { rank, name: text ?? call.callee.api }
    return rank < 3
  })
  return nameIn(best)
}

/** The path that a document loads itself from, in the method that makes it. */
function loadedFrom(asking: Asking, { callee, spot, ssa }: OutsideCall): string | null {
  if (callee.name !== '.ctor') return null
  for (let instruction = 0; instruction < Math.min(ssa.code.code.count, mostScanned); instruction++) {
    if (!isCall(opcodeOf(ssa, instruction)) || operandAt(ssa, instruction, 0) !== spot.value) continue
    const load = outsideCallAt(asking, beside(spot, instruction))
    if (load?.callee.name === 'Load') return constantTexts(asking, { ...load, operands: load.operands.slice(1) })
  }
  return null
}

/** The key or file that is named next to the value: settings of one file are told apart by it. */
function nearestName(asking: Asking, spot: Spot): string | null {
  let found: string | null = null
  walkBack(asking, spot, (call) => {
    if (found === null && readers.some(([prefix]) => call.callee.api.startsWith(prefix))) found = constantTexts(asking, call)
    return found === null
  })
  return found
}

function nameIn(best: { readonly name: string } | null): string | null {
  return best?.name ?? null
}

function constantTexts(asking: Asking, call: OutsideCall): string | null {
  const texts: string[] = []
  for (const value of call.operands) {
    const literal = literalOf(call.ssa, value)
    if (literal?.kind === 'number' || literal?.kind === 'null') continue
    const text = literal?.kind === 'text' ? literal.value : asking.constants.text(beside(call.spot, value))?.text
    if (text !== undefined && text !== '') texts.push(text)
  }
  if (call.callee.owner.startsWith('System.DirectoryServices.')) return texts[0] === undefined ? null : `directory ${texts[0]}`
  if (call.callee.api.startsWith('Microsoft.Win32.Registry')) return registryName(asking, call, texts)
  return texts[0] ?? null
}

/** `Registry.GetValue(key, name, …)`, or a value below a key that was opened before. */
function registryName(asking: Asking, call: OutsideCall, texts: readonly string[]): string | null {
  if (call.callee.name === 'OpenSubKey' || call.callee.name === 'CreateSubKey') return texts[0] ?? null
  if (!call.callee.hasThis) return texts.length === 0 ? null : texts.slice(0, 2).join('\\')
  const receiver = call.operands[0]
  const opened = receiver === undefined ? null : outsideCallAt(asking, seeThrough(asking, beside(call.spot, receiver)).spot)
  const key = opened === null || opened.callee.name !== 'OpenSubKey' ? null : constantTexts(asking, opened)
  return texts[0] === undefined ? key : key === null ? texts[0] : `${key}\\${texts[0]}`
}
