import { type Bag, count, cutFields, isList, members, moment, noMoment, type PropertyMap, type PropertyValue, text, textOf, truth, wholeText } from './bag.ts'
import { eventRecord } from './event-record.ts'
import { readMoment } from './moment.ts'
import type { ContextRecord, NamedValue } from './record.ts'
import type { Place, Shape } from './shape.ts'

const eventId = ['id', 'eventid', 'ereignisid']
const eventTime = ['timecreated', 'timegenerated', 'timewritten', 'dateandtime', 'datumunduhrzeit']
const eventProvider = ['providername', 'source', 'quelle', 'provider']

/** `Get-WinEvent`, `Get-EventLog`, the Event Viewer's and EvtxECmd's CSV. */
export const eventShape: Shape = {
  type: 'events',
  needs: [eventId, eventTime, ['message', 'payload', ...eventProvider]],
  read: (bag, place) => {
    const id = count(text(bag, ...eventId))
    if (id === null) return 'an event without a number'
    // EvtxECmd writes UTC and says so nowhere
    const zone = bag.get('payload') === undefined ? place.zone : 'utc'
    return eventRecord({
      provider: text(bag, ...eventProvider),
      id,
      time: moment(bag, zone, ...eventTime) ?? noMoment,
      host: text(bag, 'machinename', 'computer', 'computername'),
      data: eventData(bag),
      message: text(bag, 'message'),
      isCut: bag.isCut('message'),
      origin: { source: place.source, line: bag.line },
    })
  },
}

function eventData(bag: Bag): NamedValue[] {
  const list = bag.get('properties') ?? bag.get('replacementstrings')
  // values have no names here; each is a text or `{ "Value": … }`
  if (isList(list)) return list.map((one) => ({ name: '', value: textOf(one) ?? '' }))
  const payload = text(bag, 'payload')
  return payload === null ? [] : payloadData(payload)
}

/** EvtxECmd's last column: `{"EventData":{"Data":[{"@Name":"Image","#text":"…"}]}}`, or values with a comma and a blank between. */
function payloadData(payload: string): NamedValue[] {
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    return []
  }
  const data = member(member(value, 'EventData'), 'Data')
  if (typeof data === 'string') return data.split(', ').map((one) => ({ name: '', value: one }))
  const items: readonly unknown[] = Array.isArray(data) ? data : [data]
  return items.flatMap((item) => {
    const name = member(item, '@Name')
    const inner = member(item, '#text')
    return typeof name === 'string' ? [{ name, value: typeof inner === 'string' ? inner : '' }] : []
  })
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined
}

/** An event as evtx_dump writes it: `{"Event":{"System":{…},"EventData":{…}}}`. Null when it is none. */
export function nestedEvent(entries: ReadonlyMap<string, PropertyValue>, line: number, place: Place): ContextRecord | null {
  const event = mapOf(entries.get('Event'))
  const system = mapOf(event?.entries.get('System'))
  if (system === null || event === null) return null
  const attributes = (name: string): PropertyMap | null => {
    const inner = mapOf(system.entries.get(name))
    return mapOf(inner?.entries.get('#attributes')) ?? inner
  }
  const idValue = system.entries.get('EventID')
  const id = textOf(mapOf(idValue)?.entries.get('#text') ?? idValue)
  const data = mapOf(event.entries.get('EventData')) ?? mapOf(event.entries.get('UserData'))
  const values = data?.entries.get('Data')
  const inner = mapOf(values)?.entries.get('#text') ?? values
  return eventRecord({
    provider: textOf(attributes('Provider')?.entries.get('Name')),
    id: count(id),
    time: readMoment(textOf(attributes('TimeCreated')?.entries.get('SystemTime')) ?? '', 'utc'),
    host: textOf(system.entries.get('Computer')),
    data:
      inner === undefined
        ? [...(data?.entries ?? [])].map(([name, value]) => ({ name, value: textOf(value) ?? '' }))
        : members(inner).values.map((one) => ({ name: '', value: textOf(one) ?? '' })),
    message: null,
    isCut: false,
    origin: { source: place.source, line },
  })
}

function mapOf(value: PropertyValue | undefined): PropertyMap | null {
  return value === undefined || value === null || typeof value === 'string' || isList(value) ? null : value
}

const hashNames = ['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512', 'IMPHASH']
const fileName = ['fullname', 'path', 'filepath', 'fullpath', 'name', 'filename']
const fileFacts = ['length', 'size', 'filesize', 'lastwritetime', 'lastwritetimeutc', 'creationtime', 'creationtimeutc', 'hash', 'md5', 'sha1', 'sha256']

/** The $MFT as MFTECmd lists it: times in UTC, of $STANDARD_INFORMATION (0x10) and $FILE_NAME (0x30). */
export const mftShape: Shape = {
  type: 'MFT listing',
  needs: [['entrynumber'], ['parentpath'], ['filename'], ['created0x10']],
  read: (bag, place) => {
    const name = text(bag, 'filename')
    if (name === null) return 'an entry without a file name'
    if (truth(text(bag, 'isdirectory')) === true) return null
    const folder = text(bag, 'parentpath')
    return {
      kind: 'file',
      path: folder === null ? name : `${folder}\\${name}`,
      size: count(text(bag, 'filesize')),
      created: moment(bag, 'utc', 'created0x10'),
      modified: moment(bag, 'utc', 'lastmodified0x10'),
      changed: moment(bag, 'utc', 'lastrecordchange0x10'),
      // MFTECmd leaves the cell empty where both are the same
      nameCreated: moment(bag, 'utc', 'created0x30', 'created0x10'),
      hashes: [],
      cut: [],
      origin: { source: place.source, line: bag.line },
    }
  },
}

/** `Get-ChildItem`, `Get-FileHash`, and listings put together of both. */
export const fileShape: Shape = {
  type: 'file listing',
  needs: [fileName, fileFacts],
  read: (bag, place) => {
    const name = text(bag, ...fileName)
    if (name === null) return 'a file without a name'
    // a folder has no length, and `d` as the first letter of its mode
    if (truth(text(bag, 'psiscontainer')) === true || text(bag, 'mode')?.startsWith('d') === true) return null
    return {
      kind: 'file',
      path: pathOf(bag, name),
      size: count(wholeText(bag, 'length', 'size', 'filesize')),
      created: moment(bag, 'utc', 'creationtimeutc') ?? moment(bag, place.zone, 'creationtime', 'created'),
      modified: moment(bag, 'utc', 'lastwritetimeutc') ?? moment(bag, place.zone, 'lastwritetime', 'modified'),
      changed: null,
      nameCreated: null,
      hashes: hashesOf(bag),
      cut: cutFields(bag, { path: fileName, hashes: ['hash', ...hashNames.map((one) => one.toLowerCase())], modified: ['lastwritetime', 'lastwritetimeutc'] }),
      origin: { source: place.source, line: bag.line },
    }
  },
}

function pathOf(bag: Bag, name: string): string {
  const folder = text(bag, 'directoryname', 'directory', 'parentpath')
  return folder === null || /[\\/]/.test(name) ? name : `${folder.replace(/[\\/]$/, '')}\\${name}`
}

function hashesOf(bag: Bag): NamedValue[] {
  const algorithm = wholeText(bag, 'algorithm')
  const hash = wholeText(bag, 'hash')
  const named = hashNames.flatMap((name) => {
    const value = wholeText(bag, name.toLowerCase())
    return value === null ? [] : [{ name, value }]
  })
  return hash === null ? named : [{ name: algorithm ?? nameOfLength(hash), value: hash }, ...named]
}

/** `Get-FileHash` without its column of algorithms: told by the number of digits. */
function nameOfLength(hash: string): string {
  return (
    new Map([
      [32, 'MD5'],
      [40, 'SHA1'],
      [64, 'SHA256'],
      [96, 'SHA384'],
      [128, 'SHA512'],
    ]).get(hash.length) ?? ''
  )
}
