import { findBuiltInByIdentity } from '../agents/exchange-built-in.ts'
import { type AgentChange, agentChanges, namesOf, type Subject } from './agent-changes.ts'
import { type Baseline, baselineChanges, fileIn } from './baseline.ts'
import type { AuthorisedChanges } from './changes.ts'
import { readInstant } from './moments.ts'
import { unlistedAgents } from './pipeline-match.ts'
import { ownRegistrations, type Registered, registrationsOf } from './registration.ts'
import type { ServerRecords } from './server-records.ts'
import { type BuildTimes, makeTimeline, type Timeline } from './timeline.ts'

/** What `inspect` was told of the server. */
export interface ServerOptions {
  /** What context files told, as `collectRecords` keeps it. */
  readonly context?: ServerRecords
  /** Changes that somebody was allowed to make. */
  readonly changes?: AuthorisedChanges
  readonly baseline?: Baseline
  /** The time that "recent" looks back from, `2026-11-23T20:00Z`: the library has no clock. */
  readonly asOf?: string
  /** How many hours "recent" looks back, and "increase" compares with as many before; 30 days unless told. */
  readonly window?: number
}

/** Hours of the window where none is told. */
export const usualWindow = 30 * 24

/** What the server's records say of one file. */
export interface ServerCase {
  readonly records: ServerRecords
  readonly registered: readonly Registered[]
  readonly identities: ReadonlySet<string>
  /** All recorded changes to agents, those of this file marked. */
  readonly changes: readonly AgentChange[]
  readonly hasAuthorised: boolean
  readonly hasBaseline: boolean
  /** How the registrations, and this file, differ from the baseline: a sentence each. */
  readonly differences: readonly string[]
  readonly timeline: Timeline
  /** Milliseconds; null: not told. */
  readonly asOf: number | null
  readonly window: number
  /** What the records leave open, a sentence each. */
  readonly unknowns: readonly string[]
}

/** Null where no context was given. Throws `TypeError` for an `asOf` that is no time with a zone, or a `window` that is nothing. */
export function serverCase(subject: Subject, options: ServerOptions, build: BuildTimes): ServerCase | null {
  const asOf = options.asOf === undefined ? null : readInstant(options.asOf)
  if (options.asOf !== undefined && asOf === null) throw new TypeError('asOf is no time with a zone, such as 2026-11-23T20:00Z')
  const window = options.window ?? usualWindow
  if (!(window > 0)) throw new TypeError('window is no number of hours')
  const { context: records } = options
  if (records === undefined) return null
  const baseline = options.baseline ?? null
  const names = namesOf(subject)
  const identities = new Set<string>()
  // installations name the file even where no list of agents does, so they are read first
  agentChanges(records, null, names, identities)
  const own = ownRegistrations(records, names, identities)
  const changes = agentChanges(records, options.changes ?? null, names, identities)
  const hasAuthorised = options.changes !== undefined
  const registered = registrationsOf(subject, own, { records, baseline, changes, hasAuthorised })
  const timeline = makeTimeline({ subject, records, changes, names, identities, build })
  const one = { records, registered, identities, changes, hasAuthorised, hasBaseline: baseline !== null, timeline, asOf, window }
  const differences = baseline === null ? [] : [...baselineChanges(baseline, records.agents), ...fileDifference(baseline, subject)]
  return { ...one, differences, unknowns: unknownsOf(one, subject) }
}

function fileDifference(baseline: Baseline, { file }: Subject): string[] {
  if (file.name === null) return []
  const answer = fileIn(baseline, file.name, file.sha256)
  if (answer === 'absent') return [`a file named ${file.name} is not in the baseline`]
  return answer === 'other' ? [`${file.name} has other bytes than in the baseline`] : []
}

/** Exchange’s own, that its service runs without a registration. */
export function isLoadedByItself(identity: string): boolean {
  return findBuiltInByIdentity(identity).some(({ registered }) => registered === 'invisible')
}

function unknownsOf(one: Omit<ServerCase, 'unknowns' | 'differences'>, { file }: Subject): string[] {
  const { records, registered, changes, hasAuthorised, hasBaseline } = one
  const unknowns: string[] = []
  if (records.agents.length === 0) unknowns.push('whether and how the agent is registered: no list of agents was given')
  else if (records.agents.every(({ factory, path }) => factory === null && path === null))
    unknowns.push('whether the agent is registered: the list of agents shows neither factories nor paths')
  if (!hasAuthorised && !hasBaseline && registered.some(({ row }) => row.state === 'unexpected'))
    unknowns.push('whether its registration is wanted: neither authorised changes nor a baseline were given')
  for (const { row } of registered) {
    if (row.identity === null || row.path === '') continue
    const isListed = records.listed.some(({ path, hashes }) => path.toLowerCase() === row.path.toLowerCase() && hashes.length > 0)
    if (!isListed) unknowns.push(`whether the file registered as ${row.identity} has the bytes of ${file.name ?? 'this one'}: no hash of it was given`)
  }
  if (registered.some(({ row }) => row.identity !== null) && !changes.some(({ isThis }) => isThis))
    unknowns.push('when and by whom it was registered: no record of it was given')
  unknowns.push(...registered.flatMap((row) => row.unknowns))
  for (const { identity, events, source } of unlistedAgents(records, isLoadedByItself).slice(0, 10))
    unknowns.push(`which file ${identity} is, that the pipeline shows at ${events.slice(0, 5).join(', ')} (${source}): no list of agents has it`)
  unknowns.push(...one.timeline.notes, ...records.notes)
  return unknowns
}
