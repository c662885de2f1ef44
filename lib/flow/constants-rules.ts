import { limits } from '../limits.ts'
import { fromReflectionName } from '../model/reflection-name.ts'
import { elementsOf } from './constants-arrays.ts'
import { builderText, interpolated } from './constants-builders.ts'
import { behindAddress, type Evaluator, type Spot } from './constants-evaluator.ts'
import { type Item, type Known, textItem } from './constants-item.ts'
import { alternatives, choices, crossed, templateOf } from './constants-text.ts'
import { cased, formatParts } from './interpret-text.ts'
import { combined, hole, joined, mapped, plainText, type Template, wholeText } from './template.ts'
import type { OutsideMember, ValueAt } from './view.ts'

/** A call of an outside member with what it is given: the receiver first where there is one. */
export interface Call {
  readonly spot: Spot
  readonly member: OutsideMember
  readonly args: readonly ValueAt[]
}

type Rule = (ev: Evaluator, call: Call) => Known | null

function texts(templates: readonly Template[]): Known {
  return { items: templates.map(textItem), complete: true }
}

const noText = [hole(null)]

/** Every choice of texts for the arguments, made into one. */
function made(ev: Evaluator, args: readonly ValueAt[], make: (parts: readonly Template[]) => Template | null): Known | null {
  const results = choices(args.map((arg) => alternatives(ev, arg))).map(make)
  const whole = results.filter((result) => result !== null)
  return whole.length === results.length ? texts(whole) : null
}

/** Arguments as they are written one by one, or as an array of them. */
function spread(ev: Evaluator, args: readonly ValueAt[], isArray: boolean): readonly ValueAt[] | null {
  const [array] = args
  return isArray && args.length === 1 && array !== undefined ? elementsOf(ev, array) : isArray ? null : args
}

const concat: Rule = (ev, { args, member }) => {
  const isArray = /\[\]\)$/.test(member.signature)
  if (!isArray && member.signature.includes('IEnumerable')) return null
  const parts = spread(ev, args, isArray)
  return parts === null ? null : texts(crossed(parts.map((part) => alternatives(ev, part))))
}

/** The texts of a collection that is known as a whole. */
function itemsOf(ev: Evaluator, at: ValueAt): readonly (readonly Template[])[] | null {
  const { items, complete } = ev.known(at)
  const [list] = items
  if (!complete || items.length !== 1 || list?.kind !== 'list' || !list.complete) return null
  const found = list.items.map(templateOf)
  return found.every((one) => one !== null) ? found.map((one) => [one]) : null
}

const join: Rule = (ev, { args, member }) => {
  const [separator, array] = args
  if (array === undefined || separator === undefined || member.parameters !== 2) return null
  const parts = elementsOf(ev, array)?.map((part) => alternatives(ev, part)) ?? itemsOf(ev, array)
  if (parts === null) return null
  const between = alternatives(ev, separator)
  return texts(crossed(parts.flatMap((part, at) => (at === 0 ? [part] : [between, part]))))
}

const format: Rule = (ev, { args, member }) => {
  const skip = member.signature.includes('IFormatProvider') ? 1 : 0
  const [pattern, ...rest] = args.slice(skip)
  if (pattern === undefined) return null
  const parts = spread(ev, rest, /System\.Object\[\]\)$/.test(member.signature))
  if (parts === null) return null
  const found: Template[] = []
  for (const template of alternatives(ev, pattern)) {
    const text = wholeText(template.pieces)
    const pieces = text === null ? null : formatParts(text)
    if (pieces === null) return null
    const places = pieces.map((piece): readonly Template[] => {
      if (typeof piece === 'string') return [plainText(piece, template.from)]
      const part = parts[piece.place]
      // how a number or date is written is known to the interpreter, which is asked where all is constant
      return part === undefined || piece.format !== '' || piece.width !== 0 ? noText : alternatives(ev, part)
    })
    found.push(...crossed(places))
  }
  return texts(found.slice(0, limits.constants))
}

const combine: Rule = (ev, { args, member }) => {
  const parts = spread(ev, args, /\[\]\)$/.test(member.signature))
  return parts === null ? null : made(ev, parts, (paths) => paths.reduce(combined))
}

/** The text of the first argument, or of the receiver. */
const same: Rule = (ev, { args }) => {
  const [first] = args
  return first === undefined ? null : ev.known(behindAddress(ev, first))
}

/** The same where it is a text; what other objects have as text is not known. */
const sameText: Rule = (ev, call) => {
  const known = same(ev, call)
  return known?.items.every(({ kind }) => kind === 'text') ? known : null
}

/** A text whose constant pieces are changed one by one. */
const changed =
  (change: (piece: string) => string): Rule =>
  (ev, { args }) => {
    const [first] = args
    return first === undefined ? null : made(ev, [first], ([template = hole(null)]) => mapped(template, change))
  }

const trim: Rule = (ev, { args, member }) => {
  const [first] = args
  if (first === undefined || member.parameters > 0) return null
  const start = !member.api.endsWith('TrimEnd')
  const end = !member.api.endsWith('TrimStart')
  return made(ev, [first], ([template = hole(null)]) => {
    const last = template.pieces.length - 1
    const pieces = template.pieces.map((piece, at) => {
      if (typeof piece !== 'string') return piece
      const headed = start && at === 0 ? piece.trimStart() : piece
      return end && at === last ? headed.trimEnd() : headed
    })
    return joined([{ pieces, from: template.from }])
  })
}

const unknownPath: Rule = () => texts([hole(null)])

const address: Rule = (ev, { args }) =>
  made(ev, args, ([local = hole(null), domain]) => (domain === undefined ? local : joined([local, plainText('@'), domain])))

/** `part`: 0 before the last `@`, 1 behind it. */
const addressPart =
  (part: 0 | 1): Rule =>
  (ev, { args }) => {
    const [first] = args
    if (first === undefined) return null
    return made(ev, [behindAddress(ev, first)], ([template = hole(null)]) => {
      const text = wholeText(template.pieces)
      const at = text === null ? -1 : text.lastIndexOf('@')
      return text === null || at < 0 ? null : plainText(part === 0 ? text.slice(0, at) : text.slice(at + 1), template.from)
    })
  }

/** `scheme://host` of the beginning of a text. */
const authority = /^[A-Za-z][A-Za-z0-9+.-]{0,31}:\/\/[^/?#\\]*/

const uri: Rule = (ev, { args, member }) => {
  if (args.length === 1 || /,System\.(?:UriKind|Boolean)\)$/.test(member.signature)) return made(ev, args.slice(0, 1), ([whole = hole(null)]) => whole)
  return made(ev, args, ([base = hole(null), relative = hole(null)]) => {
    const text = wholeText(base.pieces)
    const [start] = relative.pieces
    if (typeof start === 'string' && authority.test(start)) return relative
    if (text === null) return null
    const [host] = authority.exec(text) ?? []
    if (host === undefined) return null
    const isRooted = typeof start === 'string' && start.startsWith('/')
    const folder = text.length === host.length ? `${host}/` : text.slice(0, text.lastIndexOf('/') + 1)
    return joined([plainText(isRooted ? host : folder, base.from), relative])
  })
}

const defaultPorts: ReadonlyMap<string, string> = new Map([
  ['http', '80'],
  ['https', '443'],
  ['ftp', '21'],
])

const uriBuilder: Rule = (ev, call) => {
  const { args } = call
  if (args.length === 1) return uri(ev, call)
  return made(ev, args, ([scheme = hole(null), host = hole(null), port, path, extra]) => {
    const number = port === undefined ? null : wholeText(port.pieces)
    const isDefault = port === undefined || number === '-1' || number === (defaultPorts.get(wholeText(scheme.pieces) ?? '') ?? '')
    const parts = [scheme, plainText('://'), host, ...(isDefault || port === undefined ? [] : [plainText(':'), port])]
    const [start] = path?.pieces ?? []
    if (path === undefined) return joined([...parts, plainText('/')])
    const slash = typeof start === 'string' && start.startsWith('/') ? [] : [plainText('/')]
    return joined([...parts, ...slash, path, ...(extra === undefined ? [] : [extra])])
  })
}

/** Compilers call it for every type. */
const anyString: Rule = (ev, call) => {
  const text = sameText(ev, call)
  return text !== null && text.items.length > 0 ? text : builderString(ev, call)
}

const builderString: Rule = (ev, { spot, args, member }) => {
  const [receiver] = args
  const found = receiver === undefined || member.parameters > 0 ? null : builderText(ev, receiver, spot)
  return found === null ? null : texts(found)
}

const interpolatedString: Rule = (ev, { spot }) => {
  const found = interpolated(ev, spot)
  return found === null ? null : texts(found)
}

/** A type by the name code asks for, of the set where it has it. */
const typeByName: Rule = (ev, { args, spot }) => {
  const name = args.find((arg) => ev.known(arg).items.some(({ kind }) => kind === 'text'))
  if (name === undefined) return null
  const known = ev.known(name)
  const items: Item[] = []
  for (const item of known.items) {
    const text = item.kind === 'text' ? wholeText(item.pieces) : null
    if (text === null) return null
    const full = fromReflectionName(text)
    const { program } = ev.view
    const found = program.assemblies
      .map((assembly, index) => ({ row: assembly.typeRows().get(full), start: program.typeStarts[index] ?? 0 }))
      .find(({ row }) => row !== undefined)
    items.push({ kind: 'type', own: found?.row === undefined ? 0 : found.start + found.row, name: full, from: item.from })
  }
  return spot.ssa.method === 0 ? null : { items, complete: known.complete }
}

/** An object that its first argument names. */
const firstText: Rule = (ev, { args }) => made(ev, args.slice(0, 1), ([first = hole(null)]) => first)

/** Variables that Windows sets and that programs are named by: their value is the same wherever one looks it up. */
const ofWindows = new Set(['comspec', 'systemroot', 'windir', 'systemdrive', 'programfiles', 'programdata', 'allusersprofile', 'public'])

/** `%ComSpec%`, as a path would have it. */
const variable: Rule = (ev, { args }) =>
  made(ev, args.slice(0, 1), ([name = hole(null)]) => {
    const text = wholeText(name.pieces)
    return text !== null && ofWindows.has(text.toLowerCase()) ? joined([plainText('%'), name, plainText('%')]) : null
  })

const transport = 'Microsoft.Exchange.Data.Transport'
const exchangeAddress = `${transport}.RoutingAddress`
const string = 'System.String'

/** What outside members make of texts with holes, by `Type::Name`. Null is given where the rule does not fit the call. */
export const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [`${string}::Concat`, concat],
  [`${string}::Join`, join],
  [`${string}::Format`, format],
  [`${string}::op_Addition`, concat],
  ['System.IO.Path::Combine', combine],
  ['System.IO.Path::Join', combine],
  ['System.IO.Path::GetFullPath', sameText],
  ['System.IO.Path::GetTempPath', unknownPath],
  ['System.IO.Path::GetTempFileName', unknownPath],
  ['System.IO.Path::GetRandomFileName', unknownPath],
  ['System.Environment::GetFolderPath', unknownPath],
  ['System.Environment::GetEnvironmentVariable', variable],
  ['System.Environment::ExpandEnvironmentVariables', sameText],
  ...[string, 'System.Uri', exchangeAddress].map((type) => [`${type}::ToString`, sameText] as const),
  ['System.Object::ToString', anyString],
  ...['Clone', 'Intern', 'Normalize'].map((name) => [`${string}::${name}`, sameText] as const),
  ...['ToLower', 'ToLowerInvariant'].map((name) => [`${string}::${name}`, changed((piece) => cased(piece, 'lower'))] as const),
  ...['ToUpper', 'ToUpperInvariant'].map((name) => [`${string}::${name}`, changed((piece) => cased(piece, 'upper'))] as const),
  ...['Trim', 'TrimStart', 'TrimEnd'].map((name) => [`${string}::${name}`, trim] as const),
  [`${exchangeAddress}::.ctor`, address],
  [`${exchangeAddress}::Parse`, address],
  [`${exchangeAddress}::op_Explicit`, address],
  [`${exchangeAddress}::op_Implicit`, address],
  [`${exchangeAddress}::get_LocalPart`, addressPart(0)],
  [`${exchangeAddress}::get_DomainPart`, addressPart(1)],
  ['System.Net.Mail.MailAddress::.ctor', firstText],
  ['System.Net.Mail.MailAddress::get_Address', sameText],
  ['System.Uri::.ctor', uri],
  ...['get_AbsoluteUri', 'get_OriginalString'].map((name) => [`System.Uri::${name}`, sameText] as const),
  ['System.UriBuilder::.ctor', uriBuilder],
  ['System.UriBuilder::get_Uri', sameText],
  ['System.UriBuilder::ToString', sameText],
  ['System.Text.StringBuilder::ToString', builderString],
  ['System.Runtime.CompilerServices.DefaultInterpolatedStringHandler::ToStringAndClear', interpolatedString],
  ['System.Runtime.CompilerServices.DefaultInterpolatedStringHandler::ToString', interpolatedString],
  // what a pattern matches, and where a route leads, is asked of the object that holds it
  ['System.Text.RegularExpressions.Regex::.ctor', firstText],
  [`${transport}.RoutingDomain::.ctor`, firstText],
  [`${transport}.RoutingDomain::Parse`, firstText],
  [`${transport}.RoutingDomain::op_Explicit`, firstText],
  [`${transport}.RoutingDomain::ToString`, sameText],
  [`${transport}.RoutingHost::.ctor`, firstText],
  [`${transport}.RoutingHost::Parse`, firstText],
  [`${transport}.Routing.RoutingOverride::.ctor`, firstText],
  [`${transport}.RoutingOverride::.ctor`, firstText],
  ['System.Type::GetTypeFromHandle', same],
  ['System.Type::GetType', typeByName],
  ['System.Reflection.Assembly::GetType', typeByName],
])
