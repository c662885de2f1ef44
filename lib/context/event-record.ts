import { readParameters } from './cmdlet-parameters.ts'
import { readMoment } from './moment.ts'
import type { CmdletRecord, ContextRecord, Moment, NamedValue, Origin, SysmonRecord } from './record.ts'

/** An event of a Windows log, whatever form it came in. */
export interface LogEvent {
  readonly provider: string | null
  readonly id: number | null
  readonly time: Moment
  readonly host: string | null
  /** Values in the event's order; names are empty where it has none. */
  readonly data: readonly NamedValue[]
  readonly message: string | null
  /** Whether the message is shown cut short. */
  readonly isCut: boolean
  readonly origin: Origin
}

type Reader = (event: LogEvent) => ContextRecord | null

/** By provider and number, as `keyOfEvent` writes them. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['msexchange cmdletlogs 1', readCmdlet],
  ['msexchange cmdletlogs 6', readCmdlet],
  ['service control manager 7036', readService],
  ['microsoft-windows-sysmon 1', (event) => readSysmon(event, 'process', 'CommandLine')],
  ['microsoft-windows-sysmon 7', (event) => readSysmon(event, 'image-load', 'ImageLoaded')],
  ['microsoft-windows-sysmon 11', (event) => readSysmon(event, 'file-create', 'TargetFilename')],
])

/** The record of an event: what it means where that is known, else the event as it is. */
export function eventRecord(event: LogEvent): ContextRecord {
  return readers.get(`${(event.provider ?? '').toLowerCase()} ${event.id}`)?.(event) ?? plainEvent(event)
}

function plainEvent({ provider, id, time, host, data, message, origin }: LogEvent): ContextRecord {
  const told = message === null ? data : [...data, { name: 'Message', value: message }]
  return { kind: 'event', time, name: provider ?? '', id, state: null, data: told, host, origin }
}

const cmdletMessage = /^\s*Cmdlet\s(?:succeeded|failed)\.\sCmdlet\s([\w-]{1,128}),\sparameters\s?/

/** Data by position: cmdlet, parameters, user, two SIDs, host application; or all of it from the message. */
function readCmdlet({ id, time, host, data, message, isCut, origin }: LogEvent): CmdletRecord | null {
  const values = data.map(({ value }) => value)
  const match = cmdletMessage.exec(message ?? '')
  const cmdlet = filled(values[0]) ?? match?.[1] ?? null
  if (cmdlet === null) return null
  // a line break in a message of this kind is one of the screen's
  const told = (message ?? '').slice(match?.[0].length ?? 0).replaceAll(/\r?\n/g, ' ')
  const written = values.length > 1 ? (values[1] ?? '') : told.replace(/\.\s*$/, '')
  const fromMessage = values.length < 2
  return {
    kind: 'cmdlet',
    time,
    cmdlet,
    parameters: readParameters(written),
    object: null,
    who: filled(values[2]),
    from: filled(values[5]),
    succeeded: id === 1,
    host,
    cut: fromMessage && isCut ? ['parameters'] : [],
    origin,
  }
}

/** The two values of 7036 are the service's name as shown and its state, both in the server's language. */
function readService({ id, time, host, data, message, origin }: LogEvent): ContextRecord | null {
  const values = data.map(({ value }) => value)
  const match = /^The (.{1,256}) service entered the (.{1,64}) state\./.exec(message ?? '') ?? /"([^"]{1,256})"[^"]{1,256}"([^"]{1,64})"/.exec(message ?? '')
  const name = filled(values[0]) ?? match?.[1] ?? null
  const state = filled(values[1]) ?? match?.[2] ?? null
  return name === null ? null : { kind: 'service', time, name, id, state, data, host, origin }
}

function readSysmon(event: LogEvent, kind: SysmonRecord['kind'], targetName: string): SysmonRecord | null {
  const data = event.data.some(({ name }) => name === 'Image') ? event.data : linesOf(event.message ?? '')
  const value = (name: string): string | null => {
    const found = filled(data.find((one) => one.name === name)?.value)
    return found === '-' ? null : found
  }
  const utc = value('UtcTime')
  const process = value('Image')
  if (process === null) return null
  return {
    kind,
    time: utc === null ? event.time : readMoment(utc, 'utc'),
    process,
    parent: kind === 'process' ? value('ParentImage') : null,
    target: value(targetName) ?? '',
    who: value('User'),
    hashes: readHashes(value('Hashes')),
    signed: value('Signed') === null ? null : value('Signed')?.toLowerCase() === 'true',
    host: event.host,
    origin: event.origin,
  }
}

/** `Name: value`, a line each, as messages of Sysmon have it. */
function linesOf(message: string): NamedValue[] {
  return message.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(': ')
    return colon < 1 ? [] : [{ name: line.slice(0, colon).trim(), value: line.slice(colon + 2).trim() }]
  })
}

/** `SHA256=…,MD5=…` */
function readHashes(list: string | null): NamedValue[] {
  return (list ?? '').split(',').flatMap((one) => {
    const equals = one.indexOf('=')
    return equals < 1 ? [] : [{ name: one.slice(0, equals).trim(), value: one.slice(equals + 1).trim() }]
  })
}

function filled(value: string | undefined): string | null {
  return value === undefined || value.trim() === '' ? null : value.trim()
}
