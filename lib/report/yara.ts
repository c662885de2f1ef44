import { transportAssembly } from '../agents/exchange-names.ts'
import type { Profile } from '../profile/profile.ts'
import { ownTraits, type Trait } from './traits.ts'

const longestId = 60

/**
 * A YARA rule that finds other builds of the same source: names of agents and factories, and constants that are the file's
 * own; no hash. Where the file has too few, a comment says so: no rule is better than a bad one. ASCII throughout; the file
 * decides the content of strings and nothing else.
 */
export function renderYara(profile: Profile): string {
  return rule(profile, '')
}

/** The same as one rule of many: a number keeps names apart. */
export function renderYaraOf(profile: Profile, number: number): string {
  return rule(profile, `${number}_`)
}

function rule(profile: Profile, number: string): string {
  const name = `txray_${number}${ruleId(profile)}`
  const reason = whyNone(profile)
  if (reason !== null) return `// ${name}: no rule: ${reason}.\n`
  const traits = ownTraits(profile)
  const strong = traits.filter(({ isWeak }) => isWeak !== true).length
  const needed = neededOf(traits.length, strong)
  if (needed === null)
    return `// ${name}: no rule: the file has too few names and constants of its own (${traits.length}, ${traits.length - strong} of them names of methods).\n`
  return [
    `rule ${name}`,
    '{',
    '    meta:',
    `        description = "Transport agent built from the same source: ${needed} of ${traits.length} of its own names and constants"`,
    `        author = "txray ${plain(profile.tool.version)}"`,
    `        decision = "${profile.verdict.decision}"`,
    '    strings:',
    `        $exchange = "${transportAssembly}\\x00" ascii`,
    ...traits.map((trait, index) => `        $${trait.isWeak === true ? 'method' : 'own'}_${String(index + 1).padStart(2, '0')} = ${stringOf(trait)}`),
    '    condition:',
    `        uint16(0) == 0x5A4D and filesize < ${sizeBound(profile)}KB and $exchange and 1 of ($own_*) and ${needed} of ($own_*${strong < traits.length ? ', $method_*' : ''})`,
    '}',
    '',
  ].join('\n')
}

/** Half of all, so that a changed source is still hit; of what is mostly names of methods, most. Null: a rule would hit what only resembles the file. */
function neededOf(all: number, strong: number): number | null {
  if (strong === 0) return null
  const needed = strong >= 2 ? Math.max(2, Math.ceil(all / 2)) : Math.max(3, Math.ceil((all * 3) / 4))
  return needed <= all ? needed : null
}

function whyNone({ format, agents, factories, identity }: Profile): string | null {
  if (format !== 'dotnet') return 'the file is no .NET assembly'
  if (agents.length + factories.length === 0) return 'the file holds no agent and no factory'
  // an agent on a base in a helper assembly names Exchange only there
  if (!identity.references.some(({ name }) => name === transportAssembly)) return `the file does not refer to ${transportAssembly}`
  return null
}

/** From the assembly's name, which is not a hash; only letters, digits and underscores. */
function ruleId({ identity }: Profile): string {
  return asciiOf(identity.assembly?.name ?? 'unnamed').slice(0, longestId) || 'unnamed'
}

const plain = (text: string) => text.replaceAll(/[^A-Za-z0-9.]+/g, '')
const asciiOf = (text: string) => text.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '')

/** Another compiler's build is of about the same size; one with more in it is not many times larger. */
function sizeBound({ file }: Profile): number {
  return Math.max(1024, Math.ceil((file.size * 8) / 1024))
}

/** A text where all of it is printable ASCII, bytes in hex where not. */
function stringOf({ kind, text }: Trait): string {
  if (/^[ -~]+$/.test(text)) {
    const literal = text.replaceAll(/["\\]/g, '\\$&')
    if (kind === 'module') return `"${literal}" ascii wide`
    return kind === 'name' ? `"${literal}\\x00" ascii` : `"${literal}" wide`
  }
  const bytes = kind === 'name' ? [...new TextEncoder().encode(text), 0] : utf16(text)
  return `{ ${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')} }`
}

function utf16(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).flatMap((unit) => [unit & 0xff, unit >> 8])
}
