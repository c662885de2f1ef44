import type {
  AgentActionRecord,
  AgentRecord,
  CmdletRecord,
  ContextRecord,
  FileRecord,
  MessageRecord,
  Moment,
  PipelineRecord,
  SysmonRecord,
  SystemRecord,
} from '../context/record.ts'
import { type LimitName, limits } from '../limits.ts'
import { stretchOf } from './moments.ts'

/** A file that went into the profile besides the subject, by the name it was given under. */
export interface GivenFile {
  readonly name: string
  readonly sha256: string
}

/** How far the records of one kind reach in one file: what it says nothing of lies outside. */
export interface Coverage {
  readonly source: string
  readonly kind: ContextRecord['kind']
  readonly count: number
  readonly first: Moment | null
  readonly last: Moment | null
}

/** What an agent did with messages, as the agent log tells it: the first and the last time, and how often. */
export interface Actions {
  readonly first: AgentActionRecord
  readonly last: AgentActionRecord
  readonly count: number
}

/** What a server's own files tell of agents and their service. Lines of message tracking logs are not kept: see `openExposure`. */
export interface ServerRecords {
  readonly files: readonly GivenFile[]
  readonly agents: readonly AgentRecord[]
  readonly pipelines: readonly PipelineRecord[]
  /** Those that install, change or remove transport agents. */
  readonly cmdlets: readonly CmdletRecord[]
  /** Transport services that started or stopped. */
  readonly services: readonly SystemRecord[]
  readonly events: readonly SystemRecord[]
  readonly sysmon: readonly SysmonRecord[]
  readonly listed: readonly FileRecord[]
  readonly actions: readonly Actions[]
  /** Mails that came from the pickup or replay folder. */
  readonly dropped: readonly MessageRecord[]
  readonly coverage: readonly Coverage[]
  /** What could not be read of the files, and bounds that were met: in words. */
  readonly notes: readonly string[]
}

export interface RecordCollector {
  readonly add: (record: ContextRecord) => void
  /** What stood in a file besides records, in words. */
  readonly note: (text: string) => void
  /** `files`: those that the records came from. */
  readonly done: (files: readonly GivenFile[]) => ServerRecords
}

/** Cmdlets that change which agents run, in lower case. */
export const agentCmdlets: ReadonlyMap<string, 'install' | 'enable' | 'disable' | 'set' | 'uninstall'> = new Map([
  ['install-transportagent', 'install'],
  ['enable-transportagent', 'enable'],
  ['disable-transportagent', 'disable'],
  ['set-transportagent', 'set'],
  ['uninstall-transportagent', 'uninstall'],
])

/** Names that services which run agents go by in the System log. */
const transportServices = /^msexchange(frontend)?(transport|delivery|submission)\b|exchange.{0,40}transport/i

/** Processes that run agents. */
export const transportProcesses: ReadonlySet<string> = new Set([
  'edgetransport.exe',
  'msexchangetransport.exe',
  'msexchangefrontendtransport.exe',
  'msexchangedelivery.exe',
  'msexchangesubmission.exe',
])

/** The last part of a Windows path, in lower case. */
export function fileNameOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? '').toLowerCase()
}

/** All but the last part of a Windows path, in lower case, with one kind of separator. */
export function folderOf(path: string): string {
  return path.toLowerCase().split(/[\\/]/).slice(0, -1).join('\\')
}

/** Modules of the system, which each process loads by the hundred. */
const ofWindows = /^[a-z]:\\windows\\(system32|syswow64|assembly|microsoft\.net|winsxs)\\/i

/** The service's own queue and logs, which it writes all the time. */
const ofTransport = /\\transportroles\\(data|logs)\\/i

const isModule = (path: string) => /\.(dll|exe)$/i.test(path.trim())

/**
 * Keeps what concerns agents from any number of records, in bounded memory: of each kind the first `limits.serverRecords`. Texts are
 * copied, so that no piece of a large file stays.
 */
export function collectRecords(): RecordCollector {
  const agents: AgentRecord[] = []
  const pipelines: PipelineRecord[] = []
  const cmdlets: CmdletRecord[] = []
  const services: SystemRecord[] = []
  const events: SystemRecord[] = []
  const sysmon: SysmonRecord[] = []
  const listed: FileRecord[] = []
  const dropped: MessageRecord[] = []
  const actions = new Map<string, { first: AgentActionRecord; last: AgentActionRecord; count: number }>()
  const coverage = new Map<string, { source: string; kind: ContextRecord['kind']; count: number; first: Moment | null; last: Moment | null }>()
  const notes: string[] = []
  const full = new Set<LimitName>()

  const keep = <R extends ContextRecord>(list: R[], record: R, limit: 'serverRecords' | 'droppedMails' = 'serverRecords'): void => {
    if (list.length < limits[limit]) list.push(copied(record))
    else full.add(limit)
  }

  const cover = (record: ContextRecord): void => {
    const { source } = record.origin
    const key = `${record.kind}\n${source}`
    const known = coverage.get(key)
    const time = 'time' in record ? record.time : null
    if (known === undefined) {
      if (coverage.size >= limits.serverRecords) full.add('serverRecords')
      else {
        const copy = time === null ? null : copied(time)
        coverage.set(key, { source, kind: record.kind, count: 1, first: copy, last: copy })
      }
      return
    }
    known.count++
    if (time === null) return
    if (known.first === null || isBefore(time, known.first)) known.first = copied(time)
    // copied in the end: logs have millions of lines
    if (known.last === null || isBefore(known.last, time)) known.last = time
  }

  const act = (record: AgentActionRecord): void => {
    const key = record.agent.toLowerCase()
    const known = actions.get(key)
    if (known === undefined) {
      if (actions.size >= limits.serverRecords) full.add('serverRecords')
      else actions.set(copied(key), { first: copied(record), last: copied(record), count: 1 })
      return
    }
    known.count++
    if (isBefore(record.time, known.first.time)) known.first = copied(record)
    if (isBefore(known.last.time, record.time)) known.last = copied(record)
  }

  const add = (record: ContextRecord): void => {
    cover(record)
    switch (record.kind) {
      case 'agent':
        keep(agents, record)
        break
      case 'pipeline':
        keep(pipelines, record)
        break
      case 'cmdlet':
        if (agentCmdlets.has(record.cmdlet.toLowerCase())) keep(cmdlets, record)
        break
      case 'service':
        if (transportServices.test(record.name)) keep(services, record)
        break
      case 'event':
        if (/^msexchange/i.test(record.name)) keep(events, record)
        break
      case 'process':
      case 'image-load':
      case 'file-create':
        if (concernsAgents(record)) keep(sysmon, record)
        break
      case 'file':
        if (isModule(record.path)) keep(listed, record)
        break
      case 'agent-action':
        act(record)
        break
      case 'message':
        if (isDropped(record)) keep(dropped, record, 'droppedMails')
        break
      default:
        unknownKind(record)
    }
  }

  return {
    add,
    note: (text) => {
      if (notes.length < limits.serverRecords) notes.push(text)
    },
    done: (files) => ({
      files,
      agents,
      pipelines,
      cmdlets,
      services,
      events,
      sysmon,
      listed,
      actions: [...actions.values()],
      dropped,
      coverage: [...coverage.values()].map(copied),
      notes: [...notes, ...[...full].map((limit) => `only the first ${limits[limit]} records of a kind were kept of the context files (${limit})`)],
    }),
  }
}

function unknownKind(record: never): never {
  throw new TypeError(`no such kind of record: ${JSON.stringify(record)}`)
}

function concernsAgents({ kind, process, parent, target }: SysmonRecord): boolean {
  if (kind === 'process') return transportProcesses.has(fileNameOf(parent ?? ''))
  if (kind === 'image-load') return isModule(target) && !ofWindows.test(target)
  return isModule(target) || (transportProcesses.has(fileNameOf(process)) && !ofTransport.test(target))
}

/** Mail that a program wrote into a folder of the server, rather than sent. */
function isDropped({ component, event }: MessageRecord): boolean {
  return /^(pickup|replay)$/i.test(component) && /^receive$/i.test(event)
}

/** By what is sure; of one file the times are of one kind. */
function isBefore(one: Moment, other: Moment): boolean {
  if (one.zone === other.zone && one.iso !== null && other.iso !== null && !one.ambiguous && !other.ambiguous) return one.iso < other.iso
  const [a, b] = [stretchOf(one), stretchOf(other)]
  return a !== null && (b === null || a.earliest < b.earliest)
}

/** With memory of its own. */
function copied<T>(value: T): T {
  return structuredClone(value)
}
