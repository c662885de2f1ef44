import type { AgentRecord, Origin } from '../context/record.ts'
import type { AgentChange, Names, Subject } from './agent-changes.ts'
import { type Baseline, differenceFrom, fileIn } from './baseline.ts'
import { type BuiltInAnswer, matchBuiltIn, roleOf } from './built-in-match.ts'
import { matchPipeline } from './pipeline-match.ts'
import { placeText } from './place-text.ts'
import type { Registration } from './profile.ts'
import { fileNameOf, folderOf, type ServerRecords } from './server-records.ts'

/** One registration of the file, and what it was compared with. */
export interface Registered {
  readonly row: Registration
  /** Null where nothing is registered. */
  readonly builtIn: BuiltInAnswer | null
  /** An earlier state or authorised changes bear it out; null where neither was given. */
  readonly explained: boolean | null
  /** What the pipeline leaves open, in words. */
  readonly unknowns: readonly string[]
}

/** What several files tell of one registration. */
interface Merged extends Omit<AgentRecord, 'kind' | 'cut' | 'origin'> {
  readonly origins: readonly Origin[]
}

const fields = ['factory', 'path', 'baseType', 'enabled', 'priority', 'service', 'isDefault'] as const

/** Registrations that several files tell of, once each: what contradicts each other stays apart. */
export function mergeAgents(agents: readonly AgentRecord[]): Merged[] {
  const merged = new Map<string, Merged[]>()
  for (const { origin, kind, cut, ...told } of agents) {
    // what is cut short is not known
    const one: Merged = { ...told, factory: cut.includes('factory') ? null : told.factory, path: cut.includes('path') ? null : told.path, origins: [origin] }
    const key = one.identity.toLowerCase()
    const list = merged.get(key) ?? []
    merged.set(key, list)
    const at = list.findIndex(
      (other) => other.origins.every(({ source }) => source !== origin.source) && fields.every((field) => agree(other[field], one[field])),
    )
    const other = list[at]
    if (other === undefined) list.push(one)
    else list[at] = { ...other, ...known(other, one), origins: [...other.origins, origin] }
  }
  return [...merged.values()].flat()
}

function agree(a: string | number | boolean | null, b: string | number | boolean | null): boolean {
  return a === null || b === null || String(a).toLowerCase() === String(b).toLowerCase()
}

function known(one: Merged, other: Merged): Pick<Merged, (typeof fields)[number]> {
  return {
    factory: one.factory ?? other.factory,
    path: one.path ?? other.path,
    baseType: one.baseType ?? other.baseType,
    enabled: one.enabled ?? other.enabled,
    priority: one.priority ?? other.priority,
    service: one.service ?? other.service,
    isDefault: one.isDefault ?? other.isDefault,
  }
}

/** What registrations are compared with besides the table of built-in agents. */
export interface Comparing {
  readonly records: ServerRecords
  readonly baseline: Baseline | null
  readonly changes: readonly AgentChange[]
  /** A list of authorised changes was given. */
  readonly hasAuthorised: boolean
}

/** The registrations of one file, and in `identities` the names they go by. A table that shows neither factory nor path names a file only by these. */
export function ownRegistrations(records: ServerRecords, names: Names, identities: Set<string>): Merged[] {
  const all = mergeAgents(records.agents)
  for (const { identity, factory, path } of all) if (names(factory, path)) identities.add(identity.toLowerCase())
  return all.filter(({ identity, factory, path }) => names(factory, path) || (factory === null && path === null && identities.has(identity.toLowerCase())))
}

/** Who registers this file, and whether that is as it should be. */
export function registrationsOf(subject: Subject, own: readonly Merged[], comparing: Comparing): Registered[] {
  const { records } = comparing
  if (own.length > 0) return own.map((one) => registrationOf(subject, one, comparing))
  const shows = records.agents.some(({ factory, path }) => factory !== null || path !== null)
  const [factory] = subject.factories
  if (!shows || (factory === undefined && subject.agents.length === 0)) return []
  const sources = [...new Set(records.agents.map(({ origin }) => origin.source))]
  const row: Registration = {
    identity: null,
    factory: factory?.type ?? '',
    path: subject.file.name ?? '',
    enabled: null,
    priority: null,
    service: null,
    state: 'unregistered-file',
    mismatches: [],
    linkedTo: null,
    source: listed(sources),
  }
  return [{ row, builtIn: null, explained: null, unknowns: [] }]
}

function registrationOf(subject: Subject, one: Merged, comparing: Comparing): Registered {
  const { records, baseline } = comparing
  const role = roleOf(sameList(records, one), one.identity)
  const builtIn = matchBuiltIn(one, role, subject.identity.strongName)
  const ofFile = [...contradictions(subject, one, records), ...(baseline === null ? [] : againstBaseline(baseline, subject, one))]
  const pipeline = matchPipeline(subject, one, records)
  const mismatches = [...builtIn.mismatches, ...ofFile, ...pipeline.mismatches]
  const changes = comparing.changes.filter((change) => change.isThis && change.identity?.toLowerCase() === one.identity.toLowerCase())
  const explained = isExplained(one, subject, comparing, changes)
  const state = isMissing(one, records)
    ? 'missing-file'
    : mismatches.length > 0
      ? 'mismatch'
      : builtIn.row !== null || explained === true
        ? 'expected'
        : 'unexpected'
  return {
    row: {
      identity: one.identity,
      factory: one.factory ?? '',
      path: one.path ?? '',
      enabled: one.enabled,
      priority: one.priority,
      service: one.service,
      state,
      mismatches,
      linkedTo: linkText(changes),
      source: listed(one.origins.map(placeText)),
    },
    builtIn,
    explained,
    unknowns: pipeline.unknowns,
  }
}

/** Places of one registration, the first of them. */
export function listed(places: readonly string[]): string {
  const more = places.length > 4 ? `; and ${places.length - 4} more` : ''
  return `${places.slice(0, 4).join('; ')}${more}`
}

/** Names in the lists that this registration stands in. */
function sameList(records: ServerRecords, one: Merged): string[] {
  const sources = new Set(one.origins.map(({ source }) => source))
  return records.agents.filter(({ origin }) => sources.has(origin.source)).map(({ identity }) => identity)
}

/** What the registration says of the file and the file does not bear out. */
function contradictions({ file, factories, agents, unresolvedBases }: Subject, one: Merged, records: ServerRecords): string[] {
  const found: string[] = []
  const { factory, baseType } = one
  if (factory !== null && unresolvedBases.length === 0 && !factories.some(({ type }) => type.toLowerCase() === factory.trim().toLowerCase())) {
    const has =
      factories.length === 0
        ? 'the file has none'
        : `the file has ${factories
            .map(({ type }) => type)
            .slice(0, 3)
            .join(', ')}`
    found.push(`factory: registered is ${factory}, ${has}`)
  }
  const creates = new Set(factories.filter(({ type }) => type.toLowerCase() === factory?.toLowerCase()).flatMap((one) => one.creates))
  const bases = agents.filter(({ type }) => creates.has(type)).map(({ base }) => base)
  if (baseType !== null && bases.length > 0 && !bases.includes(baseType))
    found.push(`base: registered is ${baseType}, the file’s agent has ${bases.slice(0, 3).join(', ')}`)
  const hash = hashAt(records, one.path)
  if (hash !== null && hash !== file.sha256) found.push(`hash: the file at that path has the SHA-256 ${hash}, not that of the file given`)
  return found
}

/** SHA-256 of the file at a path, as a listing of the server has it. */
export function hashAt(records: ServerRecords, path: string | null): string | null {
  if (path === null) return null
  const wanted = path.toLowerCase()
  for (const { path: at, hashes } of records.listed) {
    if (at.toLowerCase() !== wanted) continue
    const hash = hashes.find(({ name, value }) => /^sha-?256$/i.test(name) && /^[0-9a-f]{64}$/i.test(value))
    if (hash !== undefined) return hash.value.toLowerCase()
  }
  return null
}

/** A listing has files of that folder and not this one. */
function isMissing({ path }: Merged, { listed: files }: ServerRecords): boolean {
  if (path === null) return false
  const folder = folderOf(path)
  const beside = files.filter((file) => folderOf(file.path) === folder)
  return beside.length > 0 && beside.every((file) => fileNameOf(file.path) !== fileNameOf(path))
}

function againstBaseline(baseline: Baseline, { file }: Subject, one: Merged): string[] {
  const differs = differenceFrom(baseline, one) ?? []
  const isOther = one.path !== null && fileIn(baseline, one.path, file.sha256) === 'other'
  return isOther ? [...differs, `baseline: its ${fileNameOf(one.path ?? '')} has other bytes`] : differs
}

function isExplained(one: Merged, { file }: Subject, { baseline, hasAuthorised }: Comparing, changes: readonly AgentChange[]): boolean | null {
  if (baseline === null && !hasAuthorised) return null
  const inFiles = baseline === null || one.path === null ? null : fileIn(baseline, one.path, file.sha256)
  const inAgents = baseline === null || baseline.agents.length === 0 ? null : differenceFrom(baseline, one) !== null
  if (inAgents === true && inFiles !== 'absent') return true
  if (inAgents === null && inFiles === 'same') return true
  const made = changes.filter(({ what, link }) => link !== null && what !== 'disable' && what !== 'uninstall')
  return made.some(({ what }) => what === 'install' || what === 'enable') && made.every(({ link }) => link?.state === 'authorised')
}

/** Tickets of the changes to one registration; `none` for those that have none. Null: nothing was recorded, or no list was given. */
function linkText(changes: readonly AgentChange[]): string | null {
  const texts = new Set<string>()
  for (const { link, record } of changes) {
    if (link === null) continue
    if (link.state === 'authorised') texts.add(link.ticket ?? '')
    else if (link.state === 'perhaps') texts.add(`perhaps ${link.ticket ?? ''} (its time or account cannot be told)`)
    else texts.add(`none (${record.cmdlet} at ${record.time.text})`)
  }
  return texts.size === 0 ? null : [...texts].join('; ')
}
