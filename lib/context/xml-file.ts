import { count, noMoment, truth } from './bag.ts'
import { eventRecord } from './event-record.ts'
import { readMoment } from './moment.ts'
import type { NamedValue } from './record.ts'
import type { Sink, TextReader } from './sink.ts'
import { attribute, child, makeXmlRecords, type XmlElement } from './xml-records.ts'

interface XmlKind {
  readonly type: string
  /** Names of the elements down to a record; the last is the record itself. */
  readonly record: readonly string[]
  /** An element that has to be there, or the file is something else. */
  readonly marks: readonly string[]
  readonly put: (element: XmlElement, order: number, sink: Sink) => void
}

/** By the name of the root. */
const kinds: ReadonlyMap<string, XmlKind> = new Map<string, XmlKind>([
  [
    'configuration',
    { type: 'agents.config', record: ['configuration', 'mexRuntime', 'agentList', 'agent'], marks: ['configuration', 'mexRuntime'], put: putAgent },
  ],
  ['Event', { type: 'events, XML', record: ['Event'], marks: [], put: putEvent }],
  ['Events', { type: 'events, XML', record: ['Events', 'Event'], marks: [], put: putEvent }],
  ['SearchResults', { type: 'admin audit log, XML', record: ['SearchResults', 'Event'], marks: [], put: putAudit }],
])

/** Roots of files that are often given by mistake. */
const others: ReadonlyMap<string, { readonly what: string; readonly remedy: string }> = new Map([
  ['Objs', { what: 'Export-Clixml output', remedy: 'Convert it: Import-Clixml FILE | ConvertTo-Json -Depth 4 | Set-Content -Encoding UTF8 FILE.json' }],
  ['Objects', { what: 'ConvertTo-Xml output', remedy: 'Export the objects with ConvertTo-Json -Depth 4 instead.' }],
  [
    'Sysmon',
    {
      what: 'a configuration of Sysmon',
      remedy:
        'Give its events: Get-WinEvent -LogName Microsoft-Windows-Sysmon/Operational | ForEach-Object { $_.ToXml() } | Set-Content -Encoding UTF8 sysmon.xml',
    },
  ],
])

/** agents.config, events and the admin audit log's attachment, told apart by their root. */
export function makeXmlFile(accepted: string, sink: Sink): TextReader {
  let kind: XmlKind | null = null
  let order = 0
  let isMarked = false

  const chooseKind = (root: string, line: number): void => {
    const next = kinds.get(root)
    if (next === undefined) {
      const other = others.get(root)
      throw sink.refusal(line, other === undefined ? `XML whose root <${root.slice(0, 40)}> is not known` : `this is ${other.what}`, other?.remedy ?? accepted)
    }
    if (kind !== null && kind.type !== next.type)
      throw sink.refusal(line, `another kind of document (<${root}>) begins here`, 'Give each in a file of its own.')
    kind = next
    isMarked = next.marks.length === 0
    if (isMarked) sink.is(next.type)
  }

  return makeXmlRecords({
    onElement: (path, line) => {
      if (path.length === 1) chooseKind(path[0] ?? '', line)
      if (kind === null || isMarked || !isAt(path, kind.marks)) return
      isMarked = true
      sink.is(sink.service === 'frontend' ? `fet${kind.type}` : kind.type)
    },
    isRecord: (path) => kind !== null && isAt(path, kind.record),
    onRecord: (element) => {
      order += 1
      kind?.put(element, order, sink)
    },
    onBad: sink.skip,
    onEnd: (isOpen, line) => {
      if (kind === null) throw sink.refusal(null, 'XML without any element', accepted)
      if (isOpen && kind.marks.length > 0) throw sink.refusal(line, 'the file ends inside an element', 'Copy it again.')
      if (isOpen) sink.skip(line, 'the file ends inside an element')
      if (!isMarked) throw sink.refusal(null, 'a configuration file without <mexRuntime>, so not agents.config', accepted)
    },
    fail: (line, what) => {
      throw sink.refusal(line, `broken XML: ${what}`, 'Export or copy it again; nothing is read from a file that is not well-formed.')
    },
  })
}

function isAt(path: readonly string[], names: readonly string[]): boolean {
  return path.length === names.length && names.every((name, at) => path[at] === name)
}

/** The order of the elements is the priority: the file has no other. */
function putAgent(element: XmlElement, order: number, sink: Sink): void {
  const identity = attribute(element, 'name')
  if (identity === null) {
    sink.skip(element.line, 'an agent without a name')
    return
  }
  sink.record({
    kind: 'agent',
    identity,
    factory: attribute(element, 'classFactory'),
    path: attribute(element, 'assemblyPath'),
    baseType: attribute(element, 'baseType'),
    enabled: truth(attribute(element, 'enabled')),
    priority: order,
    service: sink.service,
    isDefault: null,
    cut: [],
    origin: { source: sink.source, line: element.line },
  })
}

function putEvent(element: XmlElement, _order: number, sink: Sink): void {
  const system = child(element, 'System')
  if (system === null) {
    sink.skip(element.line, 'an event without <System>')
    return
  }
  const data = child(element, 'EventData')
  sink.record(
    eventRecord({
      provider: attribute(child(system, 'Provider'), 'Name'),
      id: count(child(system, 'EventID')?.text ?? null),
      time: readMoment(attribute(child(system, 'TimeCreated'), 'SystemTime') ?? '', 'utc'),
      host: child(system, 'Computer')?.text.trim() ?? null,
      data:
        data === null
          ? leaves(child(element, 'UserData'))
          : data.children.map((one) => ({ name: attribute(one, 'Name') ?? (one.name === 'Data' ? '' : one.name), value: one.text })),
      message: child(child(element, 'RenderingInfo'), 'Message')?.text ?? null,
      isCut: false,
      origin: { source: sink.source, line: element.line },
    }),
  )
}

/** UserData is a tree of the provider's own; its leaves are its values. As deep as XML may be. */
function leaves(element: XmlElement | null): NamedValue[] {
  return (element?.children ?? []).flatMap((one) => (one.children.length > 0 ? leaves(one) : [{ name: one.name, value: one.text }]))
}

function putAudit(element: XmlElement, _order: number, sink: Sink): void {
  const cmdlet = attribute(element, 'Cmdlet')
  if (cmdlet === null) {
    sink.skip(element.line, 'an entry without a cmdlet')
    return
  }
  const time = attribute(element, 'RunDate')
  sink.record({
    kind: 'cmdlet',
    // this log keeps UTC
    time: time === null ? noMoment : readMoment(time, 'utc'),
    cmdlet,
    parameters: (child(element, 'CmdletParameters')?.children ?? []).map((one) => ({
      name: attribute(one, 'Name') ?? '',
      value: attribute(one, 'Value') ?? '',
    })),
    object: attribute(element, 'ObjectModified'),
    who: attribute(element, 'Caller'),
    from: attribute(element, 'ClientIP'),
    succeeded: truth(attribute(element, 'Succeeded')),
    host: attribute(element, 'OriginatingServer'),
    cut: [],
    origin: { source: sink.source, line: element.line },
  })
}
