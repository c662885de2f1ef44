import type { Rule } from '../lib/capabilities/rule.ts'
import { findRule, rules, rulesVersion } from '../lib/capabilities/rules.ts'
import { inspect, openAssembly } from '../lib/index.ts'
import type { InspectOptions } from '../lib/profile/options.ts'
import type { Profile } from '../lib/profile/profile.ts'
import { dumpLines, dumpSections } from '../lib/report/dump.ts'

/** What the command line asks of the library: one seam, so that its tests need no assembly. */
export interface Engine {
  readonly inspect: (bytes: Uint8Array, options: InspectOptions) => Profile
  readonly dumpSections: readonly string[]
  /** One JSON object a line; throws `FormatError` when the bytes are no .NET assembly. */
  readonly dump: (bytes: Uint8Array, section: string) => Iterable<string>
  readonly rules: readonly Rule[]
  readonly rulesVersion: string
  readonly findRule: (id: string) => Rule | null
}

/** The library itself. */
export const engine: Engine = {
  inspect,
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
