import { webcrypto } from 'node:crypto'
import type { Rule } from '../lib/capabilities/rule.ts'
import { findRule, rules, rulesVersion } from '../lib/capabilities/rules.ts'
import { inspect, openAssembly } from '../lib/index.ts'
import { hasCertificates } from '../lib/pe/certificates.ts'
import type { InspectOptions } from '../lib/profile/options.ts'
import type { Profile } from '../lib/profile/profile.ts'
import { dumpLines, dumpSections } from '../lib/report/dump.ts'

/** What the command line asks of the library: one seam, so that its tests need no assembly. */
export interface Engine {
  readonly inspect: (bytes: Uint8Array, options: InspectOptions) => Profile | Promise<Profile>
  readonly dumpSections: readonly string[]
  /** One JSON object a line; throws `FormatError` when the bytes are no .NET assembly. */
  readonly dump: (bytes: Uint8Array, section: string) => Iterable<string>
  readonly rules: readonly Rule[]
  readonly rulesVersion: string
  readonly findRule: (id: string) => Rule | null
}

/** The library itself. */
export const engine: Engine = {
  inspect: async (bytes, options) => inspect(bytes, { ...options, ...(await authenticodeOf(bytes)) }),
  dumpSections,
  dump: (bytes, section) => {
    const known = dumpSections.find((name) => name === section)
    if (known === undefined) throw new TypeError(`no section ${section}`)
    return dumpLines(openAssembly(bytes), known)
  },
  rules,
  rulesVersion,
  findRule,
}

/** The signature's arithmetic, where there is a signature: what does it is large, and most agents have none. */
async function authenticodeOf(bytes: Uint8Array): Promise<Pick<InspectOptions, 'authenticode'>> {
  if (!hasCertificates(bytes)) return {}
  const { checkAuthenticode } = await import('../lib/profile/authenticode.ts')
  return { authenticode: await checkAuthenticode(bytes, { crypto: webcrypto.subtle }) }
}
