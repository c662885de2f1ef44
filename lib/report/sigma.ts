import type { Decision, Profile } from '../profile/profile.ts'
import { hasLoneSurrogate } from './stix-pattern.ts'
import { uuid5 } from './uuid.ts'

const namespace = '5d3c9a52-0f0b-4d5e-9a39-8f4a1f2f6c11'
const command = 'Install-TransportAgent'
const shortest = 4
const longest = 256
const maxValues = 64

/** Where an installation is recorded, and the field that holds its command. */
const sources = [
  { id: 'management', what: 'the MSExchange Management log', logsource: { product: 'windows', service: 'msexchange-management' }, field: 'Data' },
  { id: 'script', what: 'PowerShell script blocks', logsource: { product: 'windows', category: 'ps_script' }, field: 'ScriptBlockText' },
  { id: 'process', what: 'command lines', logsource: { product: 'windows', category: 'process_creation' }, field: 'CommandLine' },
] as const

const levels: Readonly<Record<Decision, string>> = { escalate: 'high', review: 'medium', expected: 'informational', 'not-judged': 'low' }

/** One rule, or the comment that stands for none. */
export interface SigmaRule {
  /** The same for the same names of agents; of a comment its text. */
  readonly id: string
  readonly text: string
  /** Higher is graver. */
  readonly rank: number
}

const ranks: readonly Decision[] = ['not-judged', 'expected', 'review', 'escalate']

/** The rules of one file, apart, so that those of several files can be told once each. */
export function sigmaRules(profile: Profile): SigmaRule[] {
  const names = registeredNames(profile)
  const none = (text: string): SigmaRule[] => [{ id: text, text, rank: 0 }]
  if (profile.agents.length + profile.factories.length === 0) return none('# no rule: the file holds no agent and no factory\n')
  if (names.length === 0) return none('# no rule: no name of the file can be looked for\n')
  const rank = ranks.indexOf(profile.verdict.decision)
  return sources.map((source) => {
    const id = uuid5(namespace, `${source.id}\n${names.join('\n')}`)
    return { id, text: `---\n${ruleText(profile, source, names, id)}`, rank }
  })
}

/**
 * Sigma rules for the registration of this file: Install-TransportAgent with one of its factories, its assembly's name or its
 * file name, one rule for each log that shows it. A comment where there is nothing to register.
 */
export function renderSigma(profile: Profile): string {
  return sigmaRules(profile)
    .map(({ text }) => text)
    .join('')
}

function ruleText({ verdict }: Profile, { what, logsource, field }: (typeof sources)[number], names: readonly string[], id: string): string {
  return yaml({
    title: `Transport agent of an inspected file installed, in ${what}`,
    id,
    status: 'experimental',
    description: `Install-TransportAgent with a factory, an assembly or a file of the inspected agent (txray decided: ${verdict.decision})`,
    author: 'txray',
    tags: ['attack.persistence', 'attack.t1505.002'],
    logsource,
    detection: {
      install: { [`${field}|contains`]: command },
      agent: { [`${field}|contains`]: names.map(literal) },
      condition: 'install and agent',
    },
    falsepositives: ['An administrator installs the agent on purpose'],
    level: levels[verdict.decision],
  })
}

/** What the command of a registration names: factories, in the form that reflection takes, the assembly's file, this file. */
function registeredNames({ factories, identity, file }: Profile): string[] {
  const assembly = identity.assembly === null ? [] : [`${identity.assembly.name}.dll`]
  const own = (file.name ?? '').split(/[\\/]/).at(-1) ?? ''
  const names = [...factories.map(({ type }) => type.replaceAll('/', '+')), ...assembly, own]
  return [...new Set(names)].filter((name) => name.length >= shortest && name.length <= longest && !hasLoneSurrogate(name)).slice(0, maxValues)
}

/** Wildcards of Sigma, and the character that escapes them, stand for themselves. */
function literal(text: string): string {
  return text.replaceAll(/[\\*?]/g, '\\$&')
}

type Yaml = string | readonly string[] | { readonly [key: string]: Yaml }

/** A block mapping. Keys are ours; every value stands in double quotes, so that no text is ever syntax. YAML 1.2, 7.3.1 */
function yaml(mapping: { readonly [key: string]: Yaml }, indent = ''): string {
  return Object.entries(mapping)
    .map(([key, value]) => {
      if (typeof value === 'string') return `${indent}${key}: ${quoted(value)}\n`
      if (isList(value)) return `${indent}${key}:\n${value.map((item) => `${indent}  - ${quoted(item)}\n`).join('')}`
      return `${indent}${key}:\n${yaml(value, `${indent}  `)}`
    })
    .join('')
}

function isList(value: Yaml): value is readonly string[] {
  return Array.isArray(value)
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]|[^ -~]/gu, (character) => (character === '"' || character === '\\' ? `\\${character}` : `\\U${codePoint(character)}`))}"`
}

function codePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')
}
