import type {
  AgentActionRecord,
  AgentRecord,
  CmdletRecord,
  ContextRecord,
  FileRecord,
  MessageRecord,
  Moment,
  NamedValue,
  SysmonRecord,
  SystemRecord,
} from '../../lib/context/record.ts'
import type { Subject } from '../../lib/profile/agent-changes.ts'
import { collectRecords, type ServerRecords } from '../../lib/profile/server-records.ts'
import { exampleProfile } from './profile.ts'

/** A time in UTC. */
export function utc(iso: string): Moment {
  return { text: iso, iso: new Date(iso).toISOString(), zone: 'utc', ambiguous: false }
}

/** A time without a zone, `2026-03-04T05:06:07`. */
export function zoneless(iso: string, more: Partial<Moment> = {}): Moment {
  return { text: iso, iso: `${iso}.000`, zone: 'unknown', ambiguous: false, ...more }
}

export function agentRecord(identity: string, more: Partial<AgentRecord> = {}): AgentRecord {
  return {
    kind: 'agent',
    identity,
    factory: 'Contoso.Mail.HelperFactory',
    path: 'C:\\Agents\\helper.dll',
    baseType: null,
    enabled: true,
    priority: null,
    service: null,
    isDefault: null,
    cut: [],
    origin: { source: 'agents.config', line: 7 },
    ...more,
  }
}

export function cmdlet(name: string, time: Moment, parameters: Readonly<Record<string, string>>, more: Partial<CmdletRecord> = {}): CmdletRecord {
  const named: NamedValue[] = Object.entries(parameters).map(([key, value]) => ({ name: key, value }))
  return {
    kind: 'cmdlet',
    time,
    cmdlet: name,
    parameters: named,
    object: null,
    who: 'CORP\\adm.jane',
    from: 'ServerRemoteHost',
    succeeded: true,
    host: 'EX01',
    cut: [],
    origin: { source: 'management.xml', line: 3 },
    ...more,
  }
}

export function installed(time: Moment, more: Partial<CmdletRecord> = {}): CmdletRecord {
  return cmdlet(
    'Install-TransportAgent',
    time,
    { Name: 'Mail Helper', TransportAgentFactory: 'Contoso.Mail.HelperFactory', AssemblyPath: 'C:\\Agents\\helper.dll' },
    more,
  )
}

export function service(time: Moment, state: string, more: Partial<SystemRecord> = {}): SystemRecord {
  return { kind: 'service', time, name: 'MSExchangeTransport', id: 7036, state, data: [], host: 'EX01', origin: { source: 'system.xml', line: 9 }, ...more }
}

export function sysmon(kind: SysmonRecord['kind'], time: Moment, target: string, more: Partial<SysmonRecord> = {}): SysmonRecord {
  return {
    kind,
    time,
    process: 'C:\\Exchange\\Bin\\EdgeTransport.exe',
    parent: kind === 'process' ? 'C:\\Exchange\\Bin\\EdgeTransport.exe' : null,
    target,
    who: 'NT AUTHORITY\\NETWORK SERVICE',
    hashes: [],
    signed: null,
    host: 'EX01',
    origin: { source: 'sysmon.xml', line: 4 },
    ...more,
  }
}

export function file(path: string, more: Partial<FileRecord> = {}): FileRecord {
  return {
    kind: 'file',
    path,
    size: 10,
    created: null,
    modified: null,
    changed: null,
    nameCreated: null,
    hashes: [],
    cut: [],
    origin: { source: 'files.csv', line: 2 },
    ...more,
  }
}

export function action(agent: string, time: Moment, more: Partial<AgentActionRecord> = {}): AgentActionRecord {
  return {
    kind: 'agent-action',
    time,
    agent,
    event: 'OnEndOfData',
    action: 'AcceptMessage',
    sender: null,
    recipients: [],
    messageId: null,
    origin: { source: 'AGENTLOG.LOG', line: 11 },
    ...more,
  }
}

let number = 0

export function message(time: Moment, more: Partial<MessageRecord> = {}): MessageRecord {
  return {
    kind: 'message',
    time,
    event: 'RECEIVE',
    component: 'SMTP',
    context: '',
    sender: 'sender@corp.invalid',
    returnPath: 'sender@corp.invalid',
    recipients: ['boss@corp.invalid'],
    subject: 'Report',
    messageId: `<${number++}@corp.invalid>`,
    size: 100,
    directionality: 'Incoming',
    originalClient: null,
    origin: { source: 'MSGTRK.LOG', line: 20 },
    ...more,
  }
}

/** What a server's files told, kept as the library keeps it. */
export function recordsOf(...records: readonly ContextRecord[]): ServerRecords {
  const collector = collectRecords()
  for (const record of records) collector.add(record)
  return collector.done([{ name: 'agents.config', sha256: 'a'.repeat(64) }])
}

/** `helper.dll` with one factory and one agent of its own, unsigned. */
export function helperFile(more: Partial<Subject> = {}): Subject {
  return {
    file: { name: 'helper.dll', size: 24, md5: '1'.repeat(32), sha1: '2'.repeat(40), sha256: '3'.repeat(64) },
    identity: {
      ...exampleProfile().identity,
      assembly: { name: 'Contoso.Mail', version: '1.0.0.0', culture: '', mvid: '6f1de2a4-0000-4000-8000-000000000002' },
      strongName: { integrity: 'absent', publicKeyToken: null, pinnedMicrosoftKey: false },
      claims: [],
    },
    agents: [
      { type: 'Contoso.Mail.Helper', token: '0x02000002', base: 'Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgent', kind: 'smtp-receive', events: [] },
    ],
    factories: [
      {
        type: 'Contoso.Mail.HelperFactory',
        token: '0x02000003',
        base: 'Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgentFactory',
        creates: ['Contoso.Mail.Helper'],
      },
    ],
    unresolvedBases: [],
    ...more,
  }
}
