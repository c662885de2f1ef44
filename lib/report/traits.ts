import { builtInAgents } from '../agents/exchange-built-in.ts'
import { hasHole, hostPlace } from '../profile/place.ts'
import type { Indicator, Profile, Trigger } from '../profile/profile.ts'
import { hasLoneSurrogate } from './stix-pattern.ts'

/** Something of a file's own that another build of the same source holds too. */
export interface Trait {
  /** `name`: UTF-8 in the heap of names, a zero behind it; `constant`: UTF-16 in the heap of user strings; `module`: ASCII, in either. */
  readonly kind: 'name' | 'constant' | 'module'
  readonly text: string
  /** Names of methods are often everybody's: they only confirm. */
  readonly isWeak?: true
}

/** Traits of a rule at most; a file with more is told well enough by the first. */
const maxTraits = 48
const shortest = 6
const shortestMethod = 9
/** A longer name is left out; of a longer constant its beginning is looked for. */
const longest = 120
/** Texts of few different characters fill many files, and slow a scanner down. */
const fewestCharacters = 4

/** Names that every other agent has: of Exchange's own bases, and of what its samples call theirs. */
const sharedNames = new Set(
  [
    ...['SmtpReceive', 'Routing', 'Delivery', 'Transport', 'Submit', 'Receive', 'Mail', 'Message', 'My', 'Sample', 'Exchange', 'Inbound', 'Outbound'],
    '',
  ].flatMap((stem) => [`${stem}agent`, `${stem}agentfactory`, `${stem}factory`].map((name) => name.toLowerCase())),
)

/** Names of the agents that Exchange brings: a rule with a borrowed one would hit Microsoft's own file on every server. */
const builtInNames = new Set(
  builtInAgents.flatMap(({ identity, factory }) => {
    const made = factory?.slice(factory.lastIndexOf('.') + 1).toLowerCase()
    const named = identity.toLowerCase().replaceAll(' ', '')
    return [named, `${named}factory`, ...(made === undefined ? [] : [made, made.replace(/factory$/, '')])]
  }),
)

/** Names of the platform: they tell nothing about a file, also where it only claims them. */
const platformName = /^(?:System|Microsoft|Windows|Mono)(?:\.|$)/i

/** Modules that Windows brings. */
const platformModule =
  /^(?:api-ms-win-.*|kernel32|kernelbase|ntdll|user32|gdi32|advapi32|shell32|ole32|oleaut32|ws2_32|wininet|winhttp|crypt32|bcrypt|msvcrt|psapi|secur32|iphlpapi|dnsapi|netapi32|libc|mscoree|__internal)(?:\.dll)?$/i

/** What a condition compares with that is somebody's own: people, topics, files. Numbers, times and flags are everybody's. */
const ownSubjects: ReadonlySet<Trigger['subject']> = new Set(['recipient', 'sender', 'subject', 'header', 'body', 'attachment-name', 'attachment-content'])

/** What in this file's names and constants is its own, each once: names first, then modules, then what it looks for or sends to. */
export function ownTraits(profile: Profile): Trait[] {
  const traits = [...names(profile), ...modules(profile), ...constants(profile)]
  const known = new Set<string>()
  return traits
    .filter(({ kind, text }) => {
      const key = `${kind}\n${text}`
      return !known.has(key) && known.add(key) !== null
    })
    .slice(0, maxTraits)
}

function names({ agents, factories, identity, findings }: Profile): Trait[] {
  const types = [...factories, ...agents].flatMap(({ type }) => typeNames(type))
  const steps = findings.flatMap(({ path }) => path.map(({ method }) => splitMethod(method)))
  const strong = [...types, ...(identity.assembly === null ? [] : [identity.assembly.name]), ...steps.flatMap(({ type }) => typeNames(type))]
  const weak = steps.flatMap(({ name }) => (name.length >= shortestMethod && !/^(?:On[A-Z]|[gs]et_|\.)/.test(name) ? [name] : []))
  return [
    ...strong.filter(isOwnName).map((text) => ({ kind: 'name', text }) as const),
    ...weak.filter(isOwnName).map((text) => ({ kind: 'name', text, isWeak: true }) as const),
  ]
}

/** As its author named it: names that a compiler makes differ from one to the next. */
function isOwnName(name: string): boolean {
  const key = name.toLowerCase()
  const isPlain = isTelling(name) && name.length <= longest && !/[\0<>$|]/.test(name)
  return isPlain && !platformName.test(name) && !sharedNames.has(key) && !builtInNames.has(key)
}

/** Type and name of `Namespace.Type::Method(...)`. */
function splitMethod(method: string): { type: string; name: string } {
  const [, type = '', name = ''] = /^([^(]*?)::([^(]*)/.exec(method) ?? []
  return { type, name }
}

function modules({ indicators }: Profile): Trait[] {
  return indicators
    .filter(({ kind, value }) => kind === 'native-module' && /^[!-~]+$/.test(value) && value.length <= longest && !platformModule.test(value))
    .filter(({ value }) => isTelling(value))
    .map(({ value }) => ({ kind: 'module', text: value }))
}

/** Namespace and name lie apart in the heap; of nested types each name does. */
function typeNames(type: string): string[] {
  const [outer = '', ...nested] = type.split('/')
  const dot = outer.lastIndexOf('.')
  return [...nested.reverse(), outer.slice(dot + 1), outer.slice(0, Math.max(0, dot))]
}

function constants({ indicators, findings }: Profile): Trait[] {
  const found = indicators.flatMap((indicator) => (indicator.recovered ? [] : indicatorTexts(indicator)))
  const compared = findings.flatMap(({ condition }) => condition.anyOf.flat().flatMap(triggerTexts))
  return [...found, ...compared]
    .map(beginning)
    .filter((text) => isTelling(text) && !hasHole(text))
    .map((text) => ({ kind: 'constant', text }))
}

/** What of an indicator stands in the code as it is, and is not every agent's. */
function indicatorTexts({ kind, value }: Indicator): string[] {
  switch (kind) {
    case 'email':
    case 'command':
    case 'hash':
      return [value]
    case 'url':
    case 'domain':
    case 'ip':
      return hostPlace(value) === 'away' ? [value] : []
    case 'header':
      return isOwnHeader(value) ? [value] : []
    case 'path':
      return isOwnPath(value) ? [value] : []
    case 'registry': {
      // code names the hive by a number or another word, and the key below it by a text
      const key = value.replace(/^HK[A-Z_]+\\/i, '')
      return /\\(?:ExchangeServer|CurrentVersion)(?:\\|$)/i.test(key) ? [] : [key]
    }
    default:
      return []
  }
}

/** Folders of Exchange and Windows alone are everybody's; a file in them is not. */
function isOwnPath(path: string): boolean {
  const isPlatform = /\\(?:Exchange Server|TransportRoles|Windows)(?:\\|$)|^TransportRoles/i.test(path)
  return !isPlatform || /[^\\/]\.[^\\/.]+$/.test(path)
}

const isOwnHeader = (name: string) => /^X-/i.test(name) && !/^X-(?:MS|Spam|Virus|Mailer|Priority|Originating|Auto)/i.test(name)

function triggerTexts({ subject, name, values, valueFrom }: Trigger): string[] {
  if (!ownSubjects.has(subject)) return []
  const header = subject === 'header' && name !== null && isOwnHeader(name) ? [name] : []
  return valueFrom === 'constant' ? [...header, ...values] : header
}

function beginning(text: string): string {
  const cut = text.slice(0, longest)
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
}

function isTelling(text: string): boolean {
  return text.length >= shortest && new Set(text).size >= fewestCharacters && !hasLoneSurrogate(text)
}
