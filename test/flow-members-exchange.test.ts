import t from 'tap'
import { simpleName } from '../lib/agents/find-agents.ts'
import type { Effect } from '../lib/flow/effect.ts'
import { basesOf } from '../lib/flow/members/bases.ts'
import { exchangeMembers, sameHandles } from '../lib/flow/members/exchange.ts'
import { exchangeBases } from '../lib/flow/members/exchange-bases.ts'
import { lookupEffects } from '../lib/flow/members/lookup.ts'
import { cell } from '../lib/metadata/tables.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { baseNameOf, homeOfMethod, makeProgram, methodsOf, typeNameOf } from '../lib/model/program.ts'
import { bytesOf } from './make/root.ts'

const transport = 'Microsoft.Exchange.Data.Transport'
const mime = 'Microsoft.Exchange.Data.Mime'

interface Member {
  readonly type: string
  readonly name: string
  readonly api: string
  readonly signature: string
  readonly returns: string
}

const stub = makeProgram(openAssembly(bytesOf('samples', 'bin', 'stub', `${transport}.dll`)), [
  openAssembly(bytesOf('samples', 'bin', 'stub', 'Microsoft.Exchange.Data.Common.dll')),
])
const types = Array.from({ length: stub.typeCount }, (_, at) => at + 1).filter((type) => typeNameOf(stub, type).startsWith('Microsoft.Exchange.'))
const isDelegate = (type: number) => baseNameOf(stub, type) === 'System.MulticastDelegate'

/** Members of the stub that code outside may name, without delegates, constructors and events: these the solver knows. */
const members: readonly Member[] = types
  .filter((type) => !isDelegate(type))
  .flatMap((type) => methodsOf(stub, type).map((method) => ({ type: typeNameOf(stub, type), method, name: simpleName(stub, method) })))
  .filter(({ method, name }) => isOpen(method) && !name.includes('.') && !name.startsWith('add_') && !name.startsWith('remove_'))
  .map(({ type, method, name }) => {
    const { assembly, row } = homeOfMethod(stub, method)
    const sig = assembly.names.methodSig(row)
    const api = `${type}::${name}`
    const signature = sig === null ? api : `${api}${assembly.names.parameters(sig)}`
    return { type, name, api, signature, returns: sig === null ? '' : assembly.names.typeSig(sig.returns) }
  })

/** Public, or for heirs. II.23.1.10 */
function isOpen(method: number): boolean {
  const { assembly, row } = homeOfMethod(stub, method)
  const access = cell(assembly.metadata.tables, 'MethodDef', row, 'Flags') & 7
  return access === 4 || access === 5 || access === 6
}

function effects(api: string, parameters: string | null = null): readonly Effect[] {
  return lookupEffects(api, parameters === null ? api : `${api}(${parameters})`) ?? []
}

/** `kind grade > base.cells` of the sources of a member. */
function sources(api: string): string[] {
  return effects(api).flatMap((one) => (one.kind === 'source' ? [`${one.source} ${one.grade} > ${[one.to.base, ...one.to.cells].join('.')}`] : []))
}

function sinks(api: string): string[] {
  return effects(api).flatMap((one) =>
    one.kind === 'sink' ? [`${one.sink} ${one.from.base}`] : one.kind === 'role' ? [`${one.sink} into ${one.of.base}`] : [],
  )
}

t.test('every member of the agent interface that samples can use is known', async (t) => {
  t.ok(members.length > 600, `${members.length}`)
  const unknown = members.filter(({ api, signature }) => lookupEffects(api, signature) === null).map(({ signature }) => signature)
  t.same(unknown, [])
})

t.test('a row of one overload names one that is there', async (t) => {
  const known = new Set(members.map(({ signature }) => signature))
  const stubbed = new Set(members.map(({ api }) => api))
  const wrong = Object.entries(exchangeMembers)
    .flatMap(([type, rows]) => Object.keys(rows).map((member) => `${type}::${member}`))
    .filter((member) => member.includes('(') && stubbed.has(member.slice(0, member.indexOf('('))) && !known.has(member))
  // these take decoding options, which the stub leaves out
  t.same(
    wrong.filter((member) => !member.includes('DecodingOptions')),
    [],
  )
})

t.test('a type has the base that it has in the interface', async (t) => {
  const plain = new Set(['System.Object', 'System.ValueType', 'System.Enum'])
  const wrong = types
    .filter((type) => !isDelegate(type))
    .map((type) => ({ name: typeNameOf(stub, type), base: baseNameOf(stub, type) }))
    .filter(({ name, base }) => base !== null && !plain.has(base) && !basesOf(name).includes(base))
  t.same(wrong, [])
  for (const [type, bases] of Object.entries(exchangeBases)) t.equal(new Set([type, ...bases]).size, bases.length + 1, type)
})

t.test('a member that gives a part of the message gives a handle: no label, and nothing of what the part holds', async (t) => {
  const handle = /^Microsoft\.Exchange\.Data\.(Transport\.(MailItem|DeliverableMailItem|EnvelopeRecipient|Email\.)|Mime\.)/
  const values =
    /Enumerator|BodyFormat|Importance|Priority|Sensitivity|Security|Header(Id|Reader)|Encoding|Status|Mode|Type$|Options|Limits|AddressReader|ParameterReader/
  const labelled = members
    .filter(({ name, returns }) => name.startsWith('get_') && handle.test(returns) && !values.test(returns))
    .filter(({ api }) => sources(api).some((source) => source.endsWith('> return')))
  t.same(
    labelled.map(({ api }) => api),
    [],
  )
})

t.test('labels begin where bytes come out', async (t) => {
  const streams = [
    [`${transport}.MailItem::GetMimeReadStream`, 'mail-mime content'],
    [`${transport}.DeliverableMailItem::GetMimeReadStream`, 'mail-mime content'],
    [`${transport}.Email.Body::GetContentReadStream`, 'mail-body content'],
    [`${transport}.Email.Body::GetContentReadStreamOrNull`, 'mail-body content'],
    [`${transport}.Email.IEmailBody::GetContentReadStream`, 'mail-body content'],
    [`${transport}.Email.Attachment::GetContentReadStream`, 'mail-attachment content'],
    [`${mime}.MimePart::GetContentReadStream`, 'mail-mime content'],
    [`${mime}.MimePart::GetRawContentReadStream`, 'mail-mime content'],
  ] as const
  for (const [api, label] of streams) t.same(sources(api), [`${label} > return.content`], api)
  for (const type of ['MimeDocument', 'MimeNode', 'MimePart']) t.same(sources(`${mime}.${type}::WriteTo`), ['mail-mime content > 0.content'])
  t.same(sources(`${mime}.HeaderList::WriteTo`), ['mail-header text > 0.content'])
})

t.test('labels begin where a stream comes out through a parameter', async (t) => {
  t.same(sources(`${transport}.Email.Body::TryGetContentReadStream`), ['mail-body content > 0'])
  t.same(sources(`${transport}.Email.Attachment::TryGetContentReadStream`), ['mail-attachment content > 0'])
  t.same(sources(`${mime}.MimePart::TryGetContentReadStream`), ['mail-mime content > 0'])
})

t.test('labels begin where text, addresses and ids come out', async (t) => {
  const values = [
    [`${transport}.Email.EmailMessage::get_Subject`, 'mail-subject text'],
    [`${transport}.Email.EmailMessage::get_MessageId`, 'mail-id id'],
    [`${transport}.Email.Attachment::get_FileName`, 'mail-attachment-name text'],
    [`${transport}.Email.EmailRecipient::get_SmtpAddress`, 'mail-header address'],
    [`${transport}.Email.EmailRecipient::get_DisplayName`, 'mail-header text'],
    [`${mime}.Header::get_Value`, 'mail-header text'],
    [`${mime}.MimeRecipient::get_Email`, 'mail-header address'],
    [`${transport}.MailItem::get_FromAddress`, 'mail-sender address'],
    [`${transport}.Smtp.MailCommandEventArgs::get_FromAddress`, 'mail-sender address'],
    [`${transport}.EnvelopeRecipient::get_Address`, 'mail-recipient address'],
    [`${transport}.Smtp.RcptCommandEventArgs::get_RecipientAddress`, 'mail-recipient address'],
    [`${transport}.StoreDriver.StoreDriverDeliveryEventArgs::get_RecipientAddress`, 'mail-recipient address'],
    [`${transport}.MailItem::get_MimeStreamLength`, 'size measure'],
    [`${transport}.MailItem::get_InboundDeliveryMethod`, 'direction text'],
    [`${transport}.Smtp.SmtpSession::get_IsExternalConnection`, 'direction text'],
    [`${transport}.Smtp.SmtpSession::get_RemoteEndPoint`, 'session text'],
    [`${transport}.SmtpServer::get_Name`, 'host text'],
  ] as const
  for (const [api, label] of values) t.same(sources(api), [`${label} > return`], api)
  t.same(sources(`${mime}.TextHeader::TryGetValue`), ['mail-header text > 0'])
})

t.test('counts, flags and formats are measures', async (t) => {
  const apis = [
    ...[`${transport}.ReadOnlyEnvelopeRecipientCollection::get_Count`, `${transport}.EnvelopeRecipientCollection::get_Count`],
    ...[`${transport}.Email.AttachmentCollection::get_Count`, `${transport}.Email.Body::get_BodyFormat`, `${mime}.HeaderList::get_Count`],
    ...[`${transport}.Email.EmailMessage::get_Importance`, `${mime}.Header::get_HeaderId`, `${mime}.MimePart::get_IsMultipart`],
  ]
  for (const api of apis) t.match(sources(api), [/ measure > return$/], api)
})

t.test('what changes a message reaches the sink that it is', async (t) => {
  const changes = [
    [`${transport}.MailItem::GetMimeWriteStream`, 'mail-content into return'],
    [`${transport}.Email.Body::GetContentWriteStream`, 'mail-content into return'],
    [`${transport}.Email.Attachment::GetContentWriteStream`, 'mail-content into return'],
    [`${mime}.MimePart::GetRawContentWriteStream`, 'mail-content into return'],
    [`${mime}.MimePart::SetContentStream`, 'mail-content 1'],
    [`${transport}.Email.EmailMessage::set_Subject`, 'mail-header 0'],
    [`${mime}.Header::set_Value`, 'mail-header 0'],
    [`${mime}.MimeNode::AppendChild`, 'mail-header 0'],
    [`${mime}.HeaderList::InsertAfter`, 'mail-header 0'],
    [`${mime}.MimePart::AppendChild`, 'mail-content 0'],
    [`${transport}.EnvelopeRecipientCollection::Add`, 'mail-recipient 0'],
    [`${transport}.EnvelopeRecipient::set_Address`, 'mail-recipient 0'],
    [`${transport}.EnvelopeRecipient::SetRoutingOverride`, 'mail-recipient 0'],
    [`${transport}.Smtp.RcptCommandEventArgs::set_RecipientAddress`, 'mail-recipient 0'],
    [`${transport}.Routing.QueuedMessageEventSource::ExpandRecipients`, 'mail-recipient 0'],
    [`${transport}.Routing.SubmittedMessageEventSource::ExpandRecipients`, 'mail-recipient 0'],
    [`${transport}.Routing.ResolvedMessageEventSource::SetRoutingOverride`, 'mail-recipient 1'],
    [`${transport}.SmtpServer::SubmitMessage`, 'mail-new 0'],
  ] as const
  for (const [api, sink] of changes) t.same(sinks(api), [sink], api)
})

t.test('turning a message away, deferring and deleting it passes no data on', async (t) => {
  const apis = [
    ...['ReceiveMessageEventSource::RejectMessage', 'ReceiveMessageEventSource::DiscardMessage', 'ReceiveCommandEventSource::RejectCommand'],
    ...['ReceiveEventSource::Disconnect', 'ConnectEventSource::RejectConnection'],
  ].map((member) => `${transport}.Smtp.${member}`)
  const queued = ['Delete', 'Defer', 'Fork'].map((name) => `${transport}.Routing.QueuedMessageEventSource::${name}`)
  for (const api of [...apis, ...queued, `${transport}.EnvelopeRecipientCollection::Remove`]) t.same(lookupEffects(api, api), [], api)
})

t.test('an address is a value: made, taken apart, written out and compared', async (t) => {
  const address = `${transport}.RoutingAddress`
  t.same(effects(`${address}::.ctor`, 'System.String'), [
    { kind: 'data', from: { base: 'params', cells: [], keyed: null }, to: { base: 'this', cells: [], keyed: null }, as: 'same' },
  ])
  for (const name of ['get_LocalPart', 'get_DomainPart', 'ToString']) t.match(effects(`${address}::${name}`, ''), [{ kind: 'data', as: 'same' }], name)
  for (const name of ['Parse', 'op_Explicit']) t.match(effects(`${address}::${name}`), [{ kind: 'data', as: 'same', from: { base: 0 } }], name)
  for (const name of ['op_Equality', 'Equals', 'GetHashCode', 'get_IsValid']) {
    t.ok(
      effects(`${address}::${name}`).every((effect) => effect.kind === 'data' && effect.as === 'measure'),
      name,
    )
  }
})

t.test('a property bag keeps what is put in by its key, under both of its names', async (t) => {
  const names = new Set(members.map(({ api }) => api))
  for (const [one, other] of sameHandles) {
    t.ok(names.has(one), one)
    t.ok(other.includes('::') ? names.has(other) : types.some((type) => typeNameOf(stub, type) === other), other)
  }
  const recipient = `${transport}.Smtp.RcptCommandEventArgs`
  t.match(effects(`${recipient}::SetRecipientProperty`), [{ kind: 'copy', from: { base: 0 } }, { kind: 'copy', from: { base: 1 }, to: { keyed: 0 } }, {}])
  t.match(effects(`${recipient}::TryGetRecipientProperty`), [{ kind: 'copy', from: { base: 'this', keyed: 0 }, to: { base: 1 } }, {}])
})

t.test('a copy of a part carries what the part holds', async (t) => {
  for (const type of ['MimeDocument', 'MimeNode', 'MimePart']) t.same(sources(`${mime}.${type}::Clone`), ['mail-mime content > return.content'], type)
  for (const type of ['HeaderList', 'TextHeader', 'AddressHeader']) t.same(sources(`${mime}.${type}::Clone`), ['mail-header text > return.content'], type)
})

t.test('a converter passes on what it reads, and its header and footer', async (t) => {
  const converters = 'Microsoft.Exchange.Data.TextConverters'
  const api = `${converters}.HtmlToText::Convert`
  const into = effects(api, 'System.IO.Stream,System.IO.Stream').flatMap((one) => (one.kind === 'data' && one.to.base === 1 ? [one.from.base] : []))
  t.same(into, [0, 'this', 'this'])
  t.match(effects(`${converters}.ConverterStream::.ctor`, `System.IO.Stream,${converters}.TextConverter,${converters}.ConverterStreamAccess`), [
    { kind: 'wrap', direction: { by: 2, write: 1 } },
  ])
  t.match(effects(`${mime}.MimeReader::.ctor`, 'System.IO.Stream'), [{ kind: 'wrap', direction: 'read' }])
  t.match(effects(`${mime}.MimeWriter::.ctor`, 'System.IO.Stream'), [{ kind: 'wrap', direction: 'write' }])
})
