import type { FileRecord, MessageRecord, Moment, Origin, SysmonRecord } from '../context/record.ts'
import { limits } from '../limits.ts'
import type { AgentChange, Names, Subject } from './agent-changes.ts'
import { recordRemarks, type Witness } from './build-records.ts'
import { type BuildRemark, stampOf } from './build-times.ts'
import { overlap, type Stretch, stretchOf } from './moments.ts'
import type { TimelineEvent } from './profile.ts'
import { fileNameOf, type ServerRecords, transportProcesses } from './server-records.ts'

/** When the file says it was built. */
export interface BuildTimes {
  /** Seconds since 1970 in the file header and the debug directory; null where there is none. */
  readonly header: number | null
  readonly pdb: number | null
  /** The build is deterministic: both are hashes, not times. */
  readonly isReproducible: boolean
  /** Of the Authenticode timestamp, ISO 8601 in UTC. */
  readonly signed: string | null
  /** The timestamp’s own signature fits. */
  readonly isSignedTimeGood: boolean
}

/** An event before its place among the others is told. */
interface Draft {
  readonly time: Moment | null
  readonly event: string
  readonly who: string | null
  readonly origin: Origin
  readonly trust: TimelineEvent['trust']
}

export interface Timeline {
  readonly events: TimelineEvent[]
  /** Where the server saw the file before it says it was built. */
  readonly remarks: readonly BuildRemark[]
  /** What its order, or its length, does not tell. */
  readonly notes: string[]
}

/** What a timeline is made of. */
export interface TimelineParts {
  readonly subject: Subject
  readonly records: ServerRecords
  readonly changes: readonly AgentChange[]
  readonly names: Names
  /** Names the file is registered under, in lower case. */
  readonly identities: ReadonlySet<string>
  readonly build: BuildTimes
}

/** Mails and processes of the server that are told one by one. */
const told = 20

/**
 * What happened to one file, from its build to the mail that passed it. Times are ordered as they are written; one that has no zone, or
 * in which day and month could be the other way round, says so where it could belong elsewhere among the events of other files.
 */
export function makeTimeline(parts: TimelineParts): Timeline {
  const drafts = [
    ...buildEvents(parts),
    ...listed(parts),
    ...configured(parts),
    ...restarts(parts),
    ...seen(parts),
    ...actions(parts),
    ...faults(parts),
    ...mails(parts),
  ]
  return { ...inOrder(drafts), remarks: recordRemarks(compiledAt(parts.build), signedAt(parts.build), witnesses(parts)) }
}

function compiledAt({ header, isReproducible }: BuildTimes): number | null {
  return header !== null && stampOf(header, isReproducible) === 'time' ? header * 1000 : null
}

function signedAt({ signed }: BuildTimes): number | null {
  const at = signed === null ? Number.NaN : Date.parse(signed)
  return Number.isNaN(at) ? null : at
}

/** What a server tells of these bytes, or of a file of their name where no hash says which bytes it had. */
function witnesses(parts: TimelineParts): Witness[] {
  const { subject, records, changes } = parts
  const isOurs = (path: string, hashes: FileRecord['hashes']) => sameBytes(subject, hashes) ?? isOfFile(parts, path)
  return [
    ...changes.flatMap(({ what, isThis, record }): Witness[] =>
      isThis && what === 'install' && record.succeeded !== false
        ? [{ what: 'it was installed', time: record.time, origin: record.origin, trust: 'recorded' }]
        : [],
    ),
    ...records.sysmon.flatMap(({ kind, target, hashes, time, origin }): Witness[] =>
      kind !== 'process' && isOurs(target, hashes)
        ? [{ what: kind === 'image-load' ? 'it was loaded' : 'its file was made', time, origin, trust: 'recorded' }]
        : [],
    ),
    // the creation of a copy says when the copy was made, its change is kept: each has to be after the build
    ...records.listed.flatMap(({ path, hashes, created, modified, origin }): Witness[] =>
      isOurs(path, hashes)
        ? [
            { what: 'its file was modified, as a listing has it', time: modified, origin, trust: 'forgeable' },
            { what: 'its file was created, as a listing has it', time: created, origin, trust: 'forgeable' },
          ]
        : [],
    ),
  ]
}

function buildEvents({ subject, build }: TimelineParts): Draft[] {
  const origin: Origin = { source: subject.file.name ?? 'the file', line: null }
  const forged = (iso: string | null, event: string, trust: TimelineEvent['trust'] = 'forgeable'): Draft => ({
    time: iso === null ? null : { text: iso, iso, zone: 'utc', ambiguous: false },
    event,
    who: null,
    origin,
    trust,
  })
  const events: Draft[] = []
  const { header, pdb, isReproducible } = build
  if (header !== null) {
    const iso = stampOf(header, isReproducible) === 'time' ? new Date(header * 1000).toISOString() : null
    events.push(
      forged(iso, iso === null ? 'compiled: its header has a hash or nothing in place of a time (reproducible build)' : 'compiled, by the file header'),
    )
  }
  if (pdb !== null && pdb !== header && stampOf(pdb, isReproducible) === 'time')
    events.push(forged(new Date(pdb * 1000).toISOString(), 'debug information written, by the debug directory'))
  if (build.signed !== null) {
    const how = build.isSignedTimeGood ? 'by a timestamp whose signature fits; whose it is was not checked' : 'by a timestamp that was not checked'
    events.push(forged(build.signed, `signed with Authenticode, ${how}`))
  }
  return events
}

/** Does a path or a hash name the file? */
function isOfFile({ subject, names }: TimelineParts, path: string): boolean {
  return names(null, path) || (subject.file.name !== null && fileNameOf(path) === fileNameOf(subject.file.name))
}

function sameBytes({ file }: Subject, hashes: readonly { readonly name: string; readonly value: string }[]): boolean | null {
  const own: ReadonlyMap<string, string> = new Map([
    ['md5', file.md5],
    ['sha1', file.sha1],
    ['sha256', file.sha256],
  ])
  for (const { name, value } of hashes) {
    const ours = own.get(name.toLowerCase().replace('-', ''))
    if (ours !== undefined && value.length === ours.length) return value.toLowerCase() === ours
  }
  return null
}

function withBytes(subject: Subject, hashes: readonly { readonly name: string; readonly value: string }[]): string {
  const same = sameBytes(subject, hashes)
  return same === null ? '' : same ? ' (these bytes)' : ' (other bytes than the file given)'
}

function listed(parts: TimelineParts): Draft[] {
  const { subject, records } = parts
  return records.listed.flatMap((file) => {
    if (!isOfFile(parts, file.path) && sameBytes(subject, file.hashes) !== true) return []
    const what = `${file.path}${withBytes(subject, file.hashes)}`
    const times = [
      ['created', file.created],
      ['modified', file.modified],
      ['its file record changed', file.changed],
      ['created, by the name’s own record', file.nameCreated],
    ] as const
    const moved = isSetBack(file.created, file.nameCreated) ? ': its creation time was set back' : ''
    return times.flatMap(([words, time]): Draft[] =>
      time === null
        ? []
        : [{ time, event: `file ${words}: ${what}${words.endsWith('record') ? moved : ''}`, who: null, origin: file.origin, trust: 'forgeable' }],
    )
  })
}

/** The name’s own record is older than what tools can set, so a file whose creation is earlier by more than a second was given that time. */
function isSetBack(created: Moment | null, named: Moment | null): boolean {
  const [set, own] = [created, named].map((time) => (time === null ? null : stretchOf(time)))
  return set != null && own != null && created?.zone === named?.zone && set.latest + 1000 < own.latest && set.earliest + 1000 < own.earliest
}

const verbs: Readonly<Record<AgentChange['what'], string>> = {
  install: 'installed',
  enable: 'enabled',
  disable: 'disabled',
  set: 'changed',
  uninstall: 'uninstalled',
}

/** A recorded change in words. */
export function changeText({ what, record, identity, path, link }: AgentChange): string {
  const priority = what === 'set' ? record.parameters.find(({ name }) => /^-?priority$/i.test(name)) : undefined
  const details = [...(path === null ? [] : [`from ${path}`]), ...(priority === undefined ? [] : [`to priority ${priority.value}`])]
  const from = record.from === null ? '' : ` through ${record.from}`
  const ticket =
    link === null ? '' : link.state === 'none' ? '; no authorised change' : `; ${link.state === 'perhaps' ? 'perhaps ' : ''}authorised by ${link.ticket ?? ''}`
  const failed = record.succeeded === false ? 'not ' : ''
  const host = record.host === null ? '' : ` on ${record.host}`
  return `agent ${identity ?? '(without a name)'} ${failed}${verbs[what]}${details.length === 0 ? '' : ` ${details.join(' ')}`} (${record.cmdlet}${from}${host})${ticket}`
}

function configured({ changes }: TimelineParts): Draft[] {
  return changes
    .filter(({ isThis }) => isThis)
    .map((change) => ({ time: change.record.time, event: changeText(change), who: change.record.who, origin: change.record.origin, trust: 'recorded' }))
}

/** Restarts make a change effective: the first start that can follow each change, and the stop before it. */
function restarts({ changes, records }: TimelineParts): Draft[] {
  const chosen = new Set<number>()
  for (const { isThis, record } of changes) {
    const changed = isThis ? stretchOf(record.time) : null
    if (changed === null) continue
    let best: { at: number; stretch: Stretch } | null = null
    for (const [at, service] of records.services.entries()) {
      const stretch = stretchOf(service.time)
      if (stretch === null || stretch.latest < changed.earliest || /stop/i.test(service.state ?? '')) continue
      if (best === null || stretch.earliest < best.stretch.earliest) best = { at, stretch }
    }
    if (best !== null) chosen.add(best.at)
  }
  return [...chosen].flatMap((at) => {
    const service = records.services[at]
    if (service === undefined) return []
    const host = service.host === null ? '' : ` on ${service.host}`
    return [
      {
        time: service.time,
        event: `service ${service.name}: ${service.state ?? 'changed'}${host}`,
        who: null,
        origin: service.origin,
        trust: 'recorded' as const,
      },
    ]
  })
}

/** What Sysmon saw: the file loaded and made, programs the service started. */
function seen(parts: TimelineParts): Draft[] {
  const { subject, records } = parts
  const draft = (record: SysmonRecord, event: string): Draft => ({ time: record.time, event, who: record.who, origin: record.origin, trust: 'recorded' })
  const ofFile = records.sysmon.flatMap((record) => {
    if (record.kind === 'process' || (!isOfFile(parts, record.target) && sameBytes(subject, record.hashes) !== true)) return []
    const bytes = withBytes(subject, record.hashes)
    return [
      draft(record, record.kind === 'image-load' ? `${record.process} loaded ${record.target}${bytes}` : `${record.process} made ${record.target}${bytes}`),
    ]
  })
  const started = records.sysmon.filter(({ kind, parent }) => kind === 'process' && transportProcesses.has(fileNameOf(parent ?? '')))
  return [
    ...ofFile,
    ...started.slice(0, told).map((record) => draft(record, `${record.parent} started ${record.target === '' ? record.process : record.target}`)),
  ]
}

function actions({ records, identities }: TimelineParts): Draft[] {
  return records.actions.flatMap(({ first, last, count }): Draft[] => {
    if (!identities.has(first.agent.toLowerCase())) return []
    const words = (when: string, { event, action }: typeof first) => `${when} action in the agent log: ${action} at ${event}`
    const ends: Draft[] = [{ time: first.time, event: words('first', first), who: null, origin: first.origin, trust: 'recorded' }]
    if (count > 1) ends.push({ time: last.time, event: `${words('last', last)} (${count} in all)`, who: null, origin: last.origin, trust: 'recorded' })
    return ends
  })
}

/** Events that name the agent, and those that say that agents could not be started. */
function faults({ records, identities, subject, names }: TimelineParts): Draft[] {
  const own = [...identities, ...subject.factories.map(({ type }) => type.toLowerCase())]
  const namesIt = (value: string): boolean => names(value, value) || own.some((name) => value.toLowerCase().includes(name))
  return records.events
    .filter(({ id, data }) => id === 16023 || data.some(({ value }) => namesIt(value)))
    .map(({ time, name, id, origin }) => ({ time, event: `event ${id ?? ''} of ${name}`.replace('  ', ' '), who: null, origin, trust: 'recorded' }))
}

function mails({ records }: TimelineParts): Draft[] {
  const sender = ({ sender: from, returnPath }: MessageRecord) => from ?? returnPath ?? 'nobody'
  return records.dropped.slice(0, told).map((mail) => ({
    time: mail.time,
    event: `mail from ${sender(mail)} to ${mail.recipients.slice(0, 3).join(', ')} came from the ${mail.component.toLowerCase()} folder`,
    who: null,
    origin: mail.origin,
    trust: 'recorded',
  }))
}

function inOrder(drafts: readonly Draft[]): Omit<Timeline, 'remarks'> {
  const timed = drafts.map((draft, index) => ({ draft, index, stretch: draft.time === null ? null : stretchOf(draft.time), written: writtenTime(draft.time) }))
  timed.sort((a, b) => (a.written ?? Number.POSITIVE_INFINITY) - (b.written ?? Number.POSITIVE_INFINITY) || a.index - b.index)
  const kept = timed.slice(0, limits.timelineEvents)
  const unsure = unsureOf(kept.map(({ draft, stretch }) => ({ draft, stretch })))
  const sources = new Set<string>()
  const events = kept.map(({ draft, stretch }, at): TimelineEvent => {
    const { time, event, who, origin, trust } = draft
    const why = unsure.has(at) ? reasonOf(time) : null
    if (why !== null) sources.add(origin.source)
    const readable = stretch !== null
    return {
      time: readable ? (time?.iso ?? null) : null,
      zone: time?.zone ?? 'unknown',
      event: `${event}${why === null ? '' : ` (order uncertain: ${why})`}${readable || time === null || time.text === '' ? '' : ` (its time cannot be read: ${time.text.slice(0, 40)})`}`,
      who,
      source: origin.source,
      line: origin.line,
      trust,
    }
  })
  const notes = [...sources].map(
    (source) => `where some events of ${source} belong in the timeline: its times have no zone, or an order of day and month that cannot be told`,
  )
  if (kept.length < timed.length) notes.push(`the timeline beyond its first ${limits.timelineEvents} events`)
  return { events, notes }
}

function writtenTime(time: Moment | null): number | null {
  if (time?.iso == null) return null
  const at = Date.parse(time.iso.endsWith('Z') ? time.iso : `${time.iso}Z`)
  return Number.isNaN(at) ? null : at
}

/** Two events can be put in order where their times cannot overlap, or where one file tells both in one way. */
function unsureOf(events: readonly { readonly draft: Draft; readonly stretch: Stretch | null }[]): Set<number> {
  const unsure = new Set<number>()
  for (const [at, one] of events.entries()) {
    if (one.stretch === null || isExact(one.draft.time)) continue
    for (const [other, { draft, stretch }] of events.entries()) {
      if (other === at || stretch === null || isComparable(one.draft, draft)) continue
      if (overlap(one.stretch, stretch)) {
        unsure.add(at)
        break
      }
    }
  }
  return unsure
}

function isExact(time: Moment | null): boolean {
  return time?.zone === 'utc' && !time.ambiguous
}

function isComparable(one: Draft, other: Draft): boolean {
  if (one.origin.source !== other.origin.source || one.time?.zone !== other.time?.zone) return false
  return one.time?.ambiguous === false && other.time?.ambiguous === false
}

function reasonOf(time: Moment | null): string | null {
  if (time === null) return null
  if (time.ambiguous) return 'day and month could be the other way round'
  return time.zone === 'local' ? 'local time of an unknown zone' : 'no time zone'
}
