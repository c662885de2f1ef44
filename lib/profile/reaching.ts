import type { Case, Ground } from './case.ts'
import type { Entry, Finding } from './profile.ts'

/** Does an entry point lead there? */
export const isReached = (finding: Finding) => finding.level === 'reachable' || finding.level === 'fed'

/** An entry point and findings it reaches. */
export interface Reaching {
  readonly entry: Entry
  readonly findings: Finding[]
}

/** `Type.OnEvent`, `Type.constructor`: how reasons name an entry point. */
export const entryName = ({ entry }: Reaching) => keyOf(entry)

/** Findings that pass the test, by the entry that reaches them. */
export function byEntry(one: Case, test: (finding: Finding) => boolean): Map<string, Reaching> {
  const found = new Map<string, Reaching>()
  for (const finding of one.findings) {
    if (!isReached(finding) || !test(finding)) continue
    for (const entry of finding.entries) {
      const known = found.get(keyOf(entry))
      if (known === undefined) found.set(keyOf(entry), { entry, findings: [finding] })
      else if (known.findings[known.findings.length - 1] !== finding) known.findings.push(finding)
    }
  }
  return found
}

/** Names of the entries that reach a finding. */
export function entryKeys(finding: Finding): string[] {
  return finding.entries.map(keyOf)
}

function keyOf(entry: Entry): string {
  return `${entry.type}.${entry.event ?? entry.kind}`
}

/** Types whose constructors run for an agent of this type: its own and the factories that create it. */
function makersOf(one: Case): Map<string, Set<string>> {
  const makers = new Map<string, Set<string>>()
  const add = (maker: string, agent: string) => makers.set(maker, (makers.get(maker) ?? new Set<string>()).add(agent))
  for (const { type } of one.agents) add(type, type)
  for (const { type, creates } of one.factories) for (const agent of creates) add(type, agent)
  return makers
}

/** Events first; a constructor or factory only for what no event of its agent reaches as well. `events`: what those reach. */
export function eventsFirst(one: Case, list: readonly Reaching[], events: Iterable<Reaching>): Reaching[] {
  const others = list.filter(({ entry }) => entry.kind !== 'event')
  if (others.length === 0) return [...list]
  const makers = makersOf(one)
  const covered = new Map<string, Set<Finding>>()
  for (const { entry, findings } of events) {
    if (entry.kind !== 'event') continue
    const known = covered.get(entry.type) ?? new Set<Finding>()
    covered.set(entry.type, known)
    for (const finding of findings) known.add(finding)
  }
  const adds = ({ entry, findings }: Reaching) => {
    const agents = [...(makers.get(entry.type) ?? [])]
    return findings.some((finding) => !agents.some((agent) => covered.get(agent)?.has(finding)))
  }
  return [...list.filter(({ entry }) => entry.kind === 'event'), ...others.filter(adds)]
}

/** One ground for all entries of which the same is true. */
export function together(entries: readonly Reaching[], say: (who: string) => string): Ground[] {
  if (entries.length === 0) return []
  const names = entries.map(entryName)
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more entry points`] : names
  const last = shown[shown.length - 1] ?? ''
  const who = shown.length === 1 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
  return [{ text: say(who), findings: ids(entries.flatMap(({ findings }) => findings)) }]
}

/** Ids of findings, each once. */
export function ids(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map((finding) => finding.id))]
}
