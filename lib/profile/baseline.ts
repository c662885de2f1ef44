import type { AgentRecord } from '../context/record.ts'
import { fileNameOf, type GivenFile } from './server-records.ts'

/** What was there at an earlier time, or on a sister server: its registrations, its files, or both. */
export interface Baseline {
  /** What it was read from. */
  readonly files: readonly GivenFile[]
  readonly agents: readonly AgentRecord[]
  /** Files of its folder, by name or path, with their SHA-256 in lower-case hex. */
  readonly hashes: readonly GivenFile[]
}

type Known = Pick<AgentRecord, 'identity' | 'factory' | 'path' | 'enabled'>

/** How a registration differs from the baseline’s of that name: null where it has none, else what differs, field by field. */
export function differenceFrom(baseline: Baseline, one: Known): string[] | null {
  const same = baseline.agents.filter(({ identity }) => identity.toLowerCase() === one.identity.toLowerCase())
  if (same.length === 0) return null
  const [least] = same.map((known) => fieldsOf(known, one)).sort((a, b) => a.length - b.length)
  return least ?? []
}

function fieldsOf(known: Known, one: Known): string[] {
  const found: string[] = []
  const compare = (field: string, was: string | null, is: string | null) => {
    if (was !== null && is !== null && was.toLowerCase() !== is.toLowerCase()) found.push(`baseline: the ${field} was ${was}, and is ${is}`)
  }
  compare('factory', known.factory, one.factory)
  compare('path', known.path, one.path)
  if (known.enabled !== null && one.enabled !== null && known.enabled !== one.enabled)
    found.push(`baseline: it was ${onOff(known.enabled)}, and is ${onOff(one.enabled)}`)
  return found
}

function onOff(enabled: boolean): string {
  return enabled ? 'enabled' : 'disabled'
}

/** Whether the baseline has a file of this name with these bytes: null where it lists no files, `absent` where it has none of that name. */
export function fileIn(baseline: Baseline, name: string, sha256: string): 'same' | 'other' | 'absent' | null {
  if (baseline.hashes.length === 0) return null
  const found = baseline.hashes.filter((file) => fileNameOf(file.name) === fileNameOf(name))
  if (found.length === 0) return 'absent'
  return found.some((file) => file.sha256.toLowerCase() === sha256.toLowerCase()) ? 'same' : 'other'
}

/** What differs between the registrations now and in the baseline, a sentence each. */
export function baselineChanges(baseline: Baseline, agents: readonly AgentRecord[]): string[] {
  if (baseline.agents.length === 0 || agents.length === 0) return []
  const found = new Set<string>()
  const now = new Set(agents.map(({ identity }) => identity.toLowerCase()))
  for (const one of agents) {
    const differs = differenceFrom(baseline, one)
    if (differs === null) found.add(`${one.identity} is registered and was not in the baseline`)
    else for (const text of differs) found.add(`${one.identity}: ${text}`)
  }
  for (const { identity } of baseline.agents) if (!now.has(identity.toLowerCase())) found.add(`${identity} was registered in the baseline and is not any more`)
  return [...found]
}
