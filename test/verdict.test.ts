import t from 'tap'
import type { AgentRecord } from '../lib/context/record.ts'
import { inspect } from '../lib/index.ts'
import type { Case } from '../lib/profile/case.ts'
import { conditions } from '../lib/profile/conditions.ts'
import type { Entry, Finding, Identity } from '../lib/profile/profile.ts'
import { type ServerOptions, serverCase } from '../lib/profile/server-case.ts'
import { decide, notJudged } from '../lib/profile/verdict.ts'
import { agentWith, fed, flow, followed, followedAgent, reached, somewhere, trigger, when } from './make/flow-case.ts'
import { exampleProfile } from './make/profile.ts'
import { bytesOf } from './make/root.ts'
import { agentRecord, helperFile, installed, recordsOf, utc } from './make/server.ts'

const event: Entry = { kind: 'event', type: 'N.Agent', event: 'OnEndOfData', token: '0x06000001' }
const otherEvent: Entry = { kind: 'event', type: 'N.Agent', event: 'OnConnect', token: '0x06000002' }
const ownConstructor: Entry = { kind: 'constructor', type: 'N.Agent', event: null, token: '0x06000003' }
const factory: Entry = { kind: 'factory', type: 'N.Factory', event: null, token: '0x06000004' }

let number = 0

function finding(rule: string, more: Partial<Finding> = {}): Finding {
  const level = more.level ?? 'reachable'
  return {
    id: `${rule}/${number++}`,
    rule,
    category: 'log',
    title: rule,
    severity: 'medium',
    level,
    attack: [],
    entries: level === 'reachable' ? [event] : [],
    condition: { state: 'not-analysed', anyOf: [] },
    path: [],
    flows: [],
    evidence: [],
    ...more,
  }
}

const unsigned: Identity = { ...exampleProfile().identity, strongName: { integrity: 'absent', publicKeyToken: null, pinnedMicrosoftKey: false }, claims: [] }
const agent = { type: 'N.Agent', token: '0x02000002', base: 'B', kind: 'routing' as const, events: [] }
const maker = { type: 'N.Factory', token: '0x02000003', base: 'F', creates: ['N.Agent'] }

const plain: Case = {
  agents: [agent],
  factories: [maker],
  unresolvedBases: [],
  identity: unsigned,
  findings: [],
  completeness: { status: 'complete', methods: { total: 3, analysed: 3, reachable: 2 }, limits: [] },
  isCut: false,
  children: [],
  oddities: [],
  isAgent: true,
  flow: null,
}

const claiming = (what: string, strongName: Partial<Identity['strongName']>, supported = false): Case => ({
  ...plain,
  identity: { ...unsigned, strongName: { ...unsigned.strongName, ...strongName }, claims: [{ what, supported, because: 'of the test' }] },
})
const saw = (...findings: Finding[]): Case => ({ ...plain, findings })
const content = (more: Partial<Finding> = {}) => finding('mail.read-body', { category: 'mail-read', severity: 'low', ...more })

const anAgent = exampleProfile().agents.slice(0, 1)
const carrying = (decision: 'escalate' | 'review', agents: readonly (typeof anAgent)[]): Case => {
  const profile = { ...exampleProfile(), agents: agents.flat(), factories: [], verdict: { ...exampleProfile().verdict, decision } }
  return { ...plain, children: [{ name: 'inner.dll', where: 'resource x', profile }] }
}

const boss = trigger('recipient', 'equals', ['boss@corp.invalid'])
const bySetting = trigger('sender', 'in', [], { valueFrom: 'external', from: 'list.txt' })
const listed = (file: string) => trigger('sender', 'equals', [], { valueFrom: 'external', from: file })
const placeIn = (file: string) => {
  const says = flow('file', 'content', 'network', null)
  return reached('net.http-upload', 'network', { flows: [{ ...says, source: { ...says.source, target: file } }] })
}
const byHash = trigger('recipient', 'hash-equals', ['096da41e'], { valueFrom: 'computed', from: 'SHA-256' })
const url = 'https://collect.example.invalid/up'
const folder = 'C:\\Windows\\Temp\\x.dat'
const toFile = (grade: 'content' | 'text' | 'address', target: string | null, more: Partial<Finding> = {}) =>
  fed(flow('mail-body', grade, 'file', target), more)
/** A name that is looked up. */
const asked = (name: string): Finding => {
  const one = flow('mail-body', 'content', 'network', name)
  return fed({ ...one, sink: { ...one.sink, member: 'System.Net.Dns::GetHostEntry(System.String)' } })
}
/** A file that is sent: which, and where to. */
const sends = (file: string | null, to = url): Finding => {
  const one = flow('file', 'content', 'network', to)
  return reached('net.http-upload', 'network', { flows: [{ ...one, source: { ...one.source, target: file } }] })
}
const toNet = (target: string | null, more: Partial<Finding> = {}) => fed(flow('mail-mime', 'content', 'network', target), more)
const toNative = (kind: string, grade: 'content' | 'text' | 'address', target = 'a.dll!F') => fed(flow(kind, grade, 'native', target), { category: 'native' })
const answer = trigger('native-result', 'returns', ['0'], { negated: true })
const tidied = (finding: Finding): Case => ({ ...agentWith(finding), flow: { ...followed, tidied: new Set([finding.id]) } })
const drop = reached('mail.delete', 'mail-drop', { severity: 'high' })
const decrypt = reached('crypto.decrypt', 'crypto')
const text = reached('conceal.recovered-string', 'concealment')
const copies = (more: Partial<Finding> = {}) =>
  reached('mail.add-recipient', 'mail-redirect', { flows: [flow('constant', null, 'mail-recipient', 'copy@post.invalid')], ...more })
const rewrites = (more: Partial<Finding> = {}) => reached('mail.rewrite-recipient', 'mail-redirect', more)
const open = (kind: 'reflection' | 'not-proven' | 'native', ...mail: { kind: 'mail-body' | 'mail-recipient'; grade: 'content' | 'address' }[]): Case => ({
  ...followedAgent,
  flow: { ...followed, unfollowed: [{ kind, what: 'N.T::M', mail, at: null }] },
})
const budgetOut = (...findings: Finding[]): Case => ({ ...agentWith(...findings), flow: { ...followed, complete: false } })

/** By condition: cases that meet it, and cases that nearly do. */
type Tried = { readonly meets: readonly Case[]; readonly near: readonly Case[] }

const unreached = { level: 'called' } as const
const own = "is Exchange's own Malware Agent, by its factory X"
const ways: Readonly<Record<string, Finding['category']>> = {
  file: 'file-write',
  network: 'network',
  process: 'process',
  native: 'native',
  code: 'code-load',
  mail: 'mail-send',
  database: 'database',
  registry: 'registry',
}

const tried = new Map<string, Tried>([
  [
    'claims-exchange',
    {
      meets: [
        claiming(own, {}),
        claiming('is an agent of Microsoft Exchange, by its name X', { integrity: 'delay-signed', pinnedMicrosoftKey: true }),
        claiming('is a factory of Microsoft Exchange, by its name X', { integrity: 'not-checked' }),
      ],
      near: [
        claiming(own, { integrity: 'not-checked', pinnedMicrosoftKey: true }),
        claiming(own, {}, true),
        claiming('is made by Microsoft, by its company name', {}),
        { ...claiming(own, {}), agents: [], factories: [] },
      ],
    },
  ],
  [
    'claims-exchange-unchecked',
    {
      meets: [claiming(own, { integrity: 'not-checked', pinnedMicrosoftKey: true })],
      near: [claiming(own, { integrity: 'not-checked' }), claiming(own, { integrity: 'absent', pinnedMicrosoftKey: true }), claiming(own, {}, true)],
    },
  ],
  ...Object.entries(ways).map(([way, category]): [string, Tried] => [
    `content-and-${way}`,
    {
      meets: [saw(content(), finding('x.y', { category }))],
      near: [
        saw(finding('x.y', { category })),
        saw(content()),
        saw(content({ entries: [otherEvent] }), finding('x.y', { category })),
        saw(content(unreached), finding('x.y', { category })),
        saw(content(), finding('x.y', { category, ...unreached })),
        saw(finding('mail.read-subject', { category: 'mail-read' }), finding('x.y', { category })),
        way === 'file' ? saw(content(), finding('file.make-folder', { category })) : saw(content(), finding('x.y', { category, severity: 'low' })),
      ],
    },
  ]),
  ...['network', 'process', 'native', 'code', 'mail', 'registry'].map((way): [string, Tried] => {
    const category = ways[way] ?? 'log'
    return [
      `can-${way}`,
      {
        meets: [saw(finding('x.y', { category })), saw(content({ entries: [otherEvent] }), finding('x.y', { category }))],
        near: [
          saw(finding('x.y', { category, severity: 'low' })),
          saw(finding('x.y', { category, ...unreached })),
          saw(content(), finding('x.y', { category })),
        ],
      },
    ]
  }),
  [
    'silent-drop',
    {
      meets: [saw(finding('mail.drop', { category: 'mail-drop' }))],
      near: [saw(finding('mail.drop', { category: 'mail-drop', ...unreached })), saw(finding('mail.reject', { category: 'mail-modify' }))],
    },
  ],
  [
    'names-pickup',
    {
      meets: [saw(finding('mail.pickup-folder', { category: 'mail-send' }))],
      near: [saw(finding('mail.pickup-folder', { category: 'mail-send', ...unreached })), saw(finding('mail.submit', { category: 'mail-send' }))],
    },
  ],
  [
    'redirect',
    {
      meets: [saw(finding('mail.add-recipient', { category: 'mail-redirect', severity: 'low' }))],
      near: [saw(finding('mail.add-recipient', { category: 'mail-redirect', ...unreached }))],
    },
  ],
  [
    'forge',
    {
      meets: [saw(finding('mail.write-sender', { category: 'mail-modify' })), saw(finding('mail.write-user', { category: 'mail-modify' }))],
      near: [saw(finding('mail.write-subject', { category: 'mail-modify' })), saw(finding('mail.write-sender', { category: 'mail-modify', ...unreached }))],
    },
  ],
  ...(
    [
      ['conceals', 'concealment'],
      ['persists', 'persistence'],
      ['credentials', 'credential'],
    ] as const
  ).map(([id, category]): [string, Tried] => [
    id,
    {
      meets: [saw(finding('x.y', { category }))],
      near: [
        saw(finding('x.y', { category, severity: 'low' })),
        saw(finding('x.y', { category, ...unreached })),
        id === 'conceals' ? saw(finding('process.hide-window', { category })) : plain,
      ],
    },
  ]),
  [
    'marked-concealed',
    {
      meets: [saw(finding('conceal.obfuscator', { category: 'concealment', level: 'referenced' }))],
      near: [saw(finding('conceal.swallow', { category: 'concealment', severity: 'info', ...unreached })), saw(finding('log.trace', unreached))],
    },
  ],
  ['missing-base', { meets: [{ ...plain, unresolvedBases: [{ type: 'N.Other', base: 'M.Base', assembly: 'M' }] }], near: [plain] }],
  ['carries-escalated', { meets: [carrying('escalate', [])], near: [plain, carrying('review', [])] }],
  ['carries-agent', { meets: [carrying('review', [anAgent])], near: [plain, carrying('review', [])] }],
  [
    'bounds-met',
    {
      meets: [{ ...plain, completeness: { ...plain.completeness, limits: ['codeReuse'] } }],
      near: [plain, { ...plain, completeness: { ...plain.completeness, limits: ['originSteps', 'indicators'] } }],
    },
  ],
  ['cut-off', { meets: [{ ...plain, isCut: true }], near: [plain] }],
  ['odd-agent', { meets: [{ ...plain, oddities: [{ id: 'x', text: 'it is odd', points: 5 }] }], near: [plain] }],
  [
    'unread-code',
    {
      meets: [{ ...plain, completeness: { ...plain.completeness, methods: { total: 3, analysed: 2, reachable: 1 } } }],
      near: [plain, { ...plain, isAgent: false, completeness: { ...plain.completeness, methods: { total: 3, analysed: 2, reachable: 1 } } }],
    },
  ],
])

const flowTried: readonly (readonly [string, Tried])[] = [
  [
    'mail-run',
    {
      meets: [
        agentWith(fed(flow('mail-attachment', 'content', 'code', null))),
        agentWith(fed(flow('mail-subject', 'text', 'process-arguments', 'C:\\Windows\\System32\\cmd.exe'))),
        agentWith(fed(flow('mail-body', 'content', 'process-stdin', 'powershell'))),
        agentWith(fed(flow('mail-body', 'content', 'process-file', null))),
        budgetOut(fed(flow('mail-header', 'text', 'script', null))),
      ],
      near: [
        agentWith(fed(flow('mail-envelope', 'address', 'process-arguments', 'cmd.exe'))),
        agentWith(fed(flow('mail-body', 'content', 'process-stdin', 'C:\\Filter\\spamc.exe'))),
        agentWith(fed(flow('mail-body', 'content', 'process-stdin', null))),
        agentWith(reached('load.assembly-bytes', 'code-load', { flows: [flow('resource', 'content', 'code', null)] })),
        agentWith(fed(flow('mail-mime', 'digest', 'code', null))),
      ],
    },
  ],
  [
    'download-run',
    {
      meets: [
        agentWith(reached('load.assembly-bytes', 'code-load', { flows: [flow('download', 'content', 'code', null)] })),
        agentWith(reached('process.start', 'process', { flows: [flow('download', 'content', 'process-file', 'C:\\x.exe')] })),
        agentWith(reached('process.start', 'process', { flows: [flow('constant', null, 'process-file', '\\\\files.invalid\\x.exe')] })),
        agentWith(fed(flow('mail-header', 'id', 'code', '\\\\files.invalid\\{mail-id}.dll'))),
        agentWith(reached('native.call', 'native', { evidence: [{ ...somewhere, api: '\\\\files.invalid\\x.dll!Check' }] })),
      ],
      near: [
        agentWith(reached('file.write', 'file-write', { flows: [flow('download', 'content', 'file', folder)] })),
        agentWith(reached('load.assembly-bytes', 'code-load', { flows: [flow('file', 'content', 'code', null)] })),
        agentWith(reached('load.assembly-bytes', 'code-load', { level: 'called', entries: [], flows: [flow('download', 'content', 'code', null)] })),
        agentWith(reached('process.start', 'process', { flows: [flow('constant', null, 'process-file', 'C:\\Tools\\x.exe')] })),
        agentWith(reached('load.assembly-file', 'code-load', { flows: [flow('config', 'text', 'code', '\\\\{config}\\x.dll')] })),
        agentWith(reached('native.call', 'native', { evidence: [{ ...somewhere, api: 'x.dll!Check' }] })),
      ],
    },
  ],
  [
    'content-aimed',
    {
      meets: [
        agentWith(toFile('content', null, when(boss))),
        agentWith(toFile('content', folder, when(bySetting))),
        agentWith(toFile('content', null, when(byHash))),
        agentWith(toNet(null, when(trigger('sender', 'ends-with', ['@partner.invalid'])))),
        agentWith(toNet(url, when(trigger('subject', 'contains', ['minutes'])))),
        agentWith(toFile('text', null, when(byHash))),
        agentWith(fed(flow('mail-body', 'content', 'log', null), when(boss))),
        agentWith(toFile('content', null, when(bySetting)), decrypt),
        agentWith(fed(flow('mail-subject', 'text', 'network', url), when(boss))),
        agentWith(fed(flow('mail-subject', 'text', 'network', 'https://chat.evilcorp.invalid/hook'), when(boss))),
        agentWith(toNet(null, when(listed('C:\\w\\logo.jpg'))), placeIn('C:\\w\\logo.jpg')),
        budgetOut(toFile('content', null, when(boss))),
      ],
      near: [
        agentWith(toFile('content', folder)),
        agentWith(toFile('text', folder, when(boss))),
        agentWith(fed(flow('mail-subject', 'text', 'network', 'https://chat.corp.invalid/hook'), when(boss))),
        agentWith(fed(flow('mail-subject', 'text', 'log', null), when(byHash))),
        agentWith(fed(flow('mail-body', 'content', 'log', null), when(trigger('sender', 'ends-with', ['@partner.invalid'])))),
        agentWith(toFile('content', null, when(bySetting))),
        agentWith(toNet(null, when(listed('C:\\w\\logo.jpg'))), placeIn('C:\\w\\other.jpg')),
        agentWith(toNet(null, when(listed('C:\\w\\agent.xml'))), placeIn('C:\\w\\agent.xml')),
        agentWith(toFile('content', folder, when({ ...boss, negated: true }))),
        agentWith(toFile('content', folder, when(trigger('sender', 'equals', ['<>'])))),
        agentWith(toFile('content', folder, when(trigger('header', 'equals', ['yes'])))),
        agentWith(toFile('content', folder, when(trigger('recipient', 'hash-equals', [], { valueFrom: 'computed' })))),
        agentWith(toNet(null, when(trigger('subject', 'contains', ['minutes'])))),
        agentWith(fed(flow('mail-mime', 'digest', 'network', url), when(boss))),
        tidied(toFile('content', folder, when(boss))),
      ],
    },
  ],
  [
    'content-away',
    {
      meets: [
        agentWith(asked('{mail-body}.{?}.t.example.invalid')),
        agentWith(toNet(url)),
        agentWith(toNet('203.0.113.9:8443')),
        agentWith(toFile('content', '\\\\files.example.invalid\\drop\\x.eml')),
        agentWith(fed(flow('mail-mime', 'content', 'mail-new', 'copy@post.example.invalid'))),
      ],
      near: [
        agentWith(toNet(null)),
        agentWith(toNet('http://127.0.0.1:3310/scan')),
        agentWith(toNet('localhost:783')),
        agentWith(toNet('http://{config}/scan')),
        agentWith(toFile('content', folder)),
        agentWith(fed(flow('mail-envelope', 'address', 'network', url))),
        agentWith(asked('{mail-body}.{config}')),
        agentWith(asked('{mail-body}')),
        ((finding: Finding): Case => ({ ...agentWith(finding), flow: { ...followed, picked: new Set([finding.id]) } }))(
          asked('{mail-body}.list.example.invalid'),
        ),
        agentWith(fed(flow('mail-body', 'content', 'network', '{mail-body}.x.example.invalid'))),
      ],
    },
  ],
  [
    'content-staged',
    {
      meets: [
        agentWith(toFile('content', folder), sends(folder)),
        agentWith(toFile('content', `${folder}\\{mail-id}.tmp`), { ...sends(folder), entries: [otherEvent] }),
        agentWith({ ...toFile('content', null), ...when(boss) }, { ...sends(null), ...when(boss) }),
      ],
      near: [
        agentWith(toFile('content', folder), sends('C:\\Elsewhere')),
        agentWith(toFile('content', `${folder}Beside\\x.tmp`), sends(folder)),
        agentWith(toFile('content', null), { ...sends(null), entries: [otherEvent] }),
        agentWith(toFile('content', null), { ...sends(null), ...when(boss) }),
        agentWith(toFile('content', '{config}'), sends('{config}')),
        agentWith(toFile('text', folder), sends(folder)),
        agentWith(toFile('content', folder), sends(folder, 'http://127.0.0.1/up')),
      ],
    },
  ],
  [
    'content-hidden',
    {
      meets: [
        ((finding: Finding): Case => ({ ...agentWith(finding), flow: { ...followed, hiddenTargets: new Set([finding.id]) } }))(toFile('content', folder)),
        agentWith(toNet(null), text),
        agentWith(fed(flow('mail-body', 'content', 'native', 'exdbdata.dll!Check')), drop),
        { ...agentWith(toFile('content', null)), identity: claiming('is made by Microsoft, by its company name', {}).identity },
      ],
      near: [
        agentWith(toFile('content', folder), { ...text, entries: [otherEvent] }),
        agentWith(toFile('text', folder), drop),
        agentWith(toFile('content', null), drop),
        agentWith(toNet('127.0.0.1:783'), drop),
        agentWith(toFile('content', folder), { ...drop, severity: 'low' }),
        { ...tidied(toFile('content', folder)), identity: claiming('is made by Microsoft, by its company name', {}).identity },
      ],
    },
  ],
  [
    'mail-changed',
    {
      meets: [
        agentWith(copies(when(boss))),
        agentWith(copies(when(trigger('subject', 'contains', ['tender'])))),
        agentWith(rewrites(when(byHash))),
        agentWith(rewrites(when(bySetting)), decrypt),
        agentWith(reached('mail.write-body', 'mail-modify', when(boss))),
        agentWith(reached('mail.delete', 'mail-drop', when(byHash))),
      ],
      near: [
        agentWith(copies()),
        agentWith(rewrites(when(bySetting))),
        agentWith(rewrites(when(trigger('recipient', 'ends-with', ['@old.invalid'])))),
        agentWith(reached('mail.delete', 'mail-drop', when(boss))),
        agentWith(reached('mail.write-body', 'mail-modify', when(boss)), reached('mail.new-message', 'mail-send', { severity: 'low' })),
        agentWith(reached('mail.write-subject', 'mail-modify', when(boss))),
        agentWith(reached('mail.write-body', 'mail-modify', when(trigger('subject', 'contains', ['tender'])))),
        agentWith(reached('mail.reject', 'mail-modify', when(byHash))),
      ],
    },
  ],
  [
    'concealed-trigger',
    {
      meets: [
        agentWith(reached('net.http-request', 'network', when(byHash))),
        agentWith(reached('process.start', 'process', when(trigger('subject', 'equals', ['go'], { valueFrom: 'recovered' })))),
        agentWith(fed(flow('mail-envelope', 'address', 'native', 'a.dll!F'), { category: 'native', ...when(byHash) })),
      ],
      near: [
        agentWith(reached('net.http-request', 'network', when(boss))),
        agentWith(reached('net.http-headers', 'network', { severity: 'low', ...when(byHash) })),
        agentWith(reached('process.start', 'process', when(trigger('host', 'equals', ['mail1'], { valueFrom: 'recovered' })))),
        agentWith(reached('reflect.invoke', 'code-load', when(byHash))),
        agentWith(fed(flow('mail-mime', 'content', 'network', null), { category: 'network', ...when(byHash) })),
        agentWith(reached('process.start', 'process', when({ ...byHash, negated: true }))),
      ],
    },
  ],
  [
    'one-way-native',
    {
      meets: [agentWith(toNative('mail-mime', 'content'), toNative('mail-envelope', 'address'))],
      near: [
        agentWith(toNative('mail-mime', 'content')),
        agentWith(toNative('mail-subject', 'text'), toNative('mail-envelope', 'address')),
        agentWith(toNative('mail-mime', 'content'), toNative('mail-envelope', 'address', 'b.dll!G')),
        agentWith(toNative('mail-mime', 'content'), toNative('mail-envelope', 'address'), reached('mail.reject', 'mail-modify', when(answer))),
        agentWith(
          toNative('mail-mime', 'content'),
          toNative('mail-envelope', 'address'),
          reached('mail.reject', 'mail-modify', { condition: { state: 'partial', anyOf: [] } }),
        ),
        agentWith(
          toNative('mail-mime', 'content'),
          toNative('mail-envelope', 'address'),
          reached('mail.write-header', 'mail-modify', { flows: [flow('native', 'content', 'mail-header', null)] }),
        ),
        budgetOut(toNative('mail-mime', 'content'), toNative('mail-envelope', 'address')),
      ],
    },
  ],
  [
    'concealed-condition',
    {
      meets: [agentWith(reached('mail.reject', 'mail-modify', when(byHash))), agentWith(reached('file.write', 'file-write', when(byHash)))],
      near: [
        agentWith(reached('mail.reject', 'mail-modify', when(boss))),
        agentWith(reached('mail.read-body', 'mail-read', when(byHash))),
        agentWith(reached('log.trace', 'log', when(byHash)), reached('net.http-request', 'network', when(byHash))),
        agentWith(reached('log.trace', 'log', when(byHash)), reached('mail.write-body', 'mail-modify', when(byHash))),
      ],
    },
  ],
  [
    'mail-to-log',
    {
      meets: [agentWith(fed(flow('mail-body', 'content', 'log', null))), agentWith(fed(flow('mail-subject', 'text', 'log', 'logs.example.invalid')))],
      near: [agentWith(fed(flow('mail-subject', 'text', 'log', null))), agentWith(fed(flow('mail-subject', 'text', 'log', 'localhost')))],
    },
  ],
  ...(
    [
      ['file', 'file', 'text'],
      ['network', 'network', null],
      ['process', 'process-stdin', null],
      ['native', 'native', null],
      ['code', 'reflection', null],
      ['mail', 'mail-new', null],
      ['database', 'database', 'text'],
      ['registry', 'registry', 'address'],
    ] as const
  ).map(([id, sink, tooLittle]): readonly [string, Tried] => [
    `mail-to-${id}`,
    {
      meets: [agentWith(fed(flow('mail-body', 'content', sink, null))), budgetOut(fed(flow('mail-body', 'content', sink, null)))],
      near: [
        agentWith(reached('x.y', 'log', { flows: [flow('file', 'content', sink, null)] })),
        agentWith(fed(flow('mail-body', 'content', 'mail-content', null))),
        ...(tooLittle === null ? [] : [agentWith(fed(flow('mail-header', tooLittle, sink, null)))]),
      ],
    },
  ]),
  [
    'reroutes',
    {
      meets: [agentWith(reached('mail.reroute', 'mail-redirect', { flows: [flow('constant', null, 'mail-recipient', 'relay.invalid')] }))],
      near: [
        agentWith(reached('mail.reroute', 'mail-redirect')),
        agentWith(reached('mail.reroute', 'mail-redirect', { flows: [flow('config', 'content', 'mail-recipient', null)] })),
      ],
    },
  ],
  [
    'adds-recipient',
    {
      meets: [
        agentWith(copies()),
        agentWith(reached('mail.add-recipient', 'mail-redirect')),
        agentWith(rewrites({ flows: [flow('constant', null, 'mail-recipient', 'all@corp.invalid')] })),
        agentWith(rewrites({ flows: [flow('file', 'content', 'mail-recipient', null)] })),
        agentWith(rewrites({ flows: [flow('config', 'content', 'mail-recipient', null)], ...when(trigger('subject', 'contains', ['x'])) })),
        agentWith(reached('mail.add-recipient', 'mail-redirect', { flows: [flow('mail-body', 'content', 'mail-recipient', null)] })),
      ],
      near: [
        agentWith(rewrites()),
        agentWith(rewrites({ flows: [flow('file', 'content', 'mail-recipient', null)], ...when(trigger('recipient', 'in', [], { valueFrom: 'external' })) })),
        agentWith(rewrites({ flows: [flow('constant', null, 'mail-recipient', '{?}@new.invalid')] })),
        agentWith(reached('mail.add-recipient', 'mail-redirect', { flows: [flow('mail-envelope', 'address', 'mail-recipient', null)] })),
        saw(finding('mail.add-recipient', { category: 'mail-redirect' })),
      ],
    },
  ],
  [
    'mail-names-target',
    {
      meets: [
        ((finding: Finding): Case => ({ ...agentWith(finding), flow: { ...followed, namedByMail: new Set([finding.id]) } }))(
          reached('file.delete', 'file-write'),
        ),
      ],
      near: [agentWith(reached('file.delete', 'file-write'))],
    },
  ],
  [
    'forges',
    {
      meets: [
        agentWith(reached('mail.write-user', 'mail-modify')),
        agentWith(reached('mail.write-sender', 'mail-modify', { flows: [flow('constant', null, 'mail-header', 'ceo@corp.invalid')] })),
      ],
      near: [
        agentWith(reached('mail.write-sender', 'mail-modify')),
        agentWith(reached('mail.write-sender', 'mail-modify', { flows: [flow('config', 'content', 'mail-header', null)] })),
      ],
    },
  ],
  [
    'trust-header',
    {
      meets: [agentWith(reached('mail.exchange-header', 'mail-read'), reached('mail.write-header', 'mail-modify'))],
      near: [
        agentWith(reached('mail.exchange-header', 'mail-read')),
        agentWith(reached('mail.exchange-header', 'mail-read'), reached('mail.write-header', 'mail-modify', { entries: [otherEvent] })),
      ],
    },
  ],
  ['unfollowed-mail', { meets: [agentWith(reached('flow.unfollowed', 'code-load', { severity: 'low' }))], near: [agentWith(reached('flow.log', 'log'))] }],
  [
    'unproven-mail',
    {
      meets: [open('not-proven', { kind: 'mail-body', grade: 'content' })],
      near: [open('not-proven', { kind: 'mail-recipient', grade: 'address' }), open('native', { kind: 'mail-body', grade: 'content' })],
    },
  ],
  [
    'chooses-code',
    {
      meets: [open('reflection')],
      near: [open('native'), { ...open('reflection'), isAgent: false }],
    },
  ],
]
/** What a server's records say of `helper.dll`, registered as this. */
const onServer = (agent: Partial<AgentRecord>, options: ServerOptions = {}, strongName: Identity['strongName'] = unsigned.strongName): Case => {
  const helper = helperFile()
  const subject = { ...helper, identity: { ...helper.identity, strongName } }
  const context = recordsOf(agentRecord('Mail Helper', agent), installed(utc('2026-03-01T10:00:00Z')))
  const server = serverCase(subject, { ...options, context }, { header: null, pdb: null, isReproducible: false, signed: null, isSignedTimeGood: false })
  return { ...followedAgent, identity: subject.identity, server }
}
const allowed = (ticket: string, from: string) => ({
  file: { name: 'changes.csv', sha256: '' },
  changes: [{ from: Date.parse(from), to: Date.parse('2026-03-02T00:00Z'), who: '', ticket }],
})
const inTime = { changes: allowed('CHG-1', '2026-03-01T00:00Z') }
const tooLate = { changes: allowed('CHG-1', '2026-03-01T11:00Z') }
const acting = (one: Case): Case => ({ ...one, findings: [fed(flow('mail-body', 'content', 'network', null))] })
const ownIdentity = { identity: 'Content Filter Agent' }
const microsoft: Identity['strongName'] = { integrity: 'ok', publicKeyToken: '31bf3856ad364e35', pinnedMicrosoftKey: true }

const serverTried: readonly [string, Tried][] = [
  ['registered-as-exchange', { meets: [onServer(ownIdentity)], near: [onServer({}), onServer(ownIdentity, {}, microsoft)] }],
  ['change-not-authorised', { meets: [acting(onServer({}, tooLate))], near: [acting(onServer({}, inTime)), acting(onServer({})), onServer({}, tooLate)] }],
  ['change-unexplained', { meets: [onServer({}, tooLate)], near: [onServer({}, inTime), onServer({}), acting(onServer({}, tooLate))] }],
  [
    'registration-mismatch',
    { meets: [onServer({ factory: 'Contoso.Mail.Other' }), onServer(ownIdentity, {}, microsoft)], near: [onServer({}), onServer({ factory: null })] },
  ],
  ['registration-unexplained', { meets: [onServer({}, tooLate)], near: [onServer({}, inTime), onServer({})] }],
]
for (const [id, cases] of [...flowTried, ...serverTried]) tried.set(id, cases)

t.test('every condition is tried here', async (t) => {
  t.strictSame(
    conditions.map(({ id }) => id).filter((id) => !tried.has(id)),
    [],
  )
  t.strictSame(new Set(conditions.map(({ id }) => id)).size, conditions.length)
})

for (const condition of conditions) {
  const { meets, near } = tried.get(condition.id) ?? { meets: [], near: [] }
  t.test(`${condition.id}: ${condition.asks}`, async (t) => {
    for (const one of meets) {
      const grounds = condition.grounds(one)
      t.ok(grounds.length > 0, 'holds')
      const known = new Set(one.findings.map(({ id }) => id))
      for (const ground of grounds) for (const id of ground.findings) t.ok(known.has(id), `${id} is a finding`)
      const { decision, reasons } = decide(one, [])
      t.ok(reasons.some(({ id }) => id === condition.id))
      t.equal(decision, condition.decision)
    }
    for (const [place, one] of near.entries()) t.strictSame(condition.grounds(one), [], `near miss ${place}`)
  })
}

t.test('once data was followed, reading content beside a way out is no reason any more', async (t) => {
  const one = (more: Partial<Case>): Case => ({ ...plain, findings: [content(), finding('x.y', { category: 'file-write' })], ...more })
  t.equal(decide(one({ flow: null }), []).decision, 'review')
  t.equal(decide(one({ flow: { ...followed, complete: false } }), []).decision, 'review')
  const { decision, reasons } = decide(one({ flow: followed }), [])
  t.equal(decision, 'expected')
  t.match(reasons[0]?.text, /followed/)
})

t.test('reflection that was followed is no choice of code any more', async (t) => {
  const calls = finding('reflect.invoke', { category: 'code-load' })
  t.equal(decide({ ...plain, findings: [calls] }, []).decision, 'review')
  t.equal(decide({ ...plain, findings: [calls], flow: followed }, []).decision, 'expected')
})

t.test('record-keeping of addresses and subjects is expected', async (t) => {
  const logs = agentWith(toFile('address', folder), toFile('text', null), fed(flow('mail-subject', 'text', 'log', null)))
  t.equal(decide(logs, []).decision, 'expected')
})

t.test('a scanner is reviewed: a file deleted again, a socket of this machine, an open rejection', async (t) => {
  const file = toFile('content', 'C:\\Temp\\scan.tmp')
  const one: Case = { ...agentWith(file, toNet('127.0.0.1:3310'), reached('mail.reject', 'mail-modify')), flow: { ...followed, tidied: new Set([file.id]) } }
  const { decision, reasons } = decide(one, [])
  t.equal(decision, 'review')
  t.match(reasons.map(({ text }) => text).join('\n'), /deleted again/)
})

t.test('an implant ranks above a scanner', async (t) => {
  const implant = decide(agentWith(toFile('content', folder, when(boss))), [])
  const scanner = decide(agentWith(toNet('127.0.0.1:3310'), toFile('content', null), fed(flow('mail-mime', 'content', 'process-stdin', null))), [])
  t.ok(implant.score > scanner.score, `${implant.score} of ${scanner.score}`)
})

t.test('what escalates is not told again as a reason to review', async (t) => {
  const { reasons } = decide(agentWith(copies(when(boss))), [])
  t.strictSame(
    reasons.map(({ id }) => id),
    ['mail-changed'],
  )
})

t.test('a reason says what goes where, and when', async (t) => {
  const texts = (one: Case) => decide(one, []).reasons.map((reason) => reason.text)
  t.strictSame(
    texts(agentWith(fed(flow('mail-attachment', 'content', 'network', url), when(trigger('sender', 'equals', ['a@b.invalid', 'c@d.invalid'])))))[0],
    ['N.Agent.OnEndOfData sends attachments to "https://collect.example.invalid/up" only when the sender is "a@b.invalid" or "c@d.invalid"'][0],
  )
  const [body, subject] = ['mail-body', 'mail-subject'].map((kind) => fed(flow(kind, 'content', 'file', folder), when(boss)))
  if (body === undefined || subject === undefined) throw new TypeError('two findings were made')
  t.strictSame(texts(agentWith(body, subject)), [
    `N.Agent.OnEndOfData writes the body and the subject to the file "${folder}" only when a recipient is "boss@corp.invalid"`,
  ])
})

t.test('a proof by what such members usually do, or a condition known in part, is less sure', async (t) => {
  const one = toFile('content', folder, when(boss))
  t.equal(decide(agentWith(one), []).confidence, 'high')
  t.equal(decide({ ...agentWith(one), flow: { ...followed, byDefault: new Set([one.id]) } }, []).confidence, 'medium')
  t.equal(decide(agentWith({ ...one, condition: { ...one.condition, state: 'partial' } }), []).confidence, 'medium')
  t.equal(decide(followedAgent, []).confidence, 'high')
  t.equal(decide(open('native'), []).confidence, 'medium')
})

t.test('bounds of following data are told, and are no unread part of the file', async (t) => {
  const limits = ['flowSteps']
  const one = { ...followedAgent, completeness: { ...followedAgent.completeness, limits } }
  t.equal(decide(one, []).decision, 'review')
  t.equal(decide({ ...one, flow: { ...followed, complete: false, bounds: limits } }, []).decision, 'expected')
})

t.test('the decision comes from conditions, never from the score', async (t) => {
  const loud = decide(saw(...Array.from({ length: 40 }, (_, place) => finding(`log.${place}`, { severity: 'critical' }))), [])
  t.equal(loud.score, 100)
  t.equal(loud.decision, 'expected')
  const quiet = decide({ ...plain, oddities: [{ id: 'x', text: 'odd', points: 0 }] }, [])
  t.equal(quiet.score, 0)
  t.equal(quiet.decision, 'review')
})

t.test('a score is a whole number from 0 to 100', async (t) => {
  for (const one of [plain, claiming(own, {}), ...[...tried.values()].flatMap(({ meets }) => meets)]) {
    const { score } = decide(one, [])
    t.ok(Number.isInteger(score) && score >= 0 && score <= 100)
  }
})

t.test('an expected agent and a library say why they are', async (t) => {
  t.strictSame(
    decide(plain, []).reasons.map(({ id }) => id),
    ['stays-in-the-message'],
  )
  const library = decide(
    { ...plain, agents: [], factories: [], isAgent: false, findings: [finding('process.start', { category: 'process', level: 'called' })] },
    [],
  )
  t.equal(library.decision, 'expected')
  t.strictSame(
    library.reasons.map(({ id }) => id),
    ['library'],
  )
})

t.test('a library that is concealed is reviewed', async (t) => {
  const marks = finding('conceal.obfuscator', { category: 'concealment', level: 'referenced' })
  t.equal(decide({ ...plain, agents: [], factories: [], isAgent: false, findings: [marks] }, []).decision, 'review')
})

t.test('what is no .NET assembly is not judged', async (t) => {
  t.equal(notJudged('because', []).decision, 'not-judged')
  for (const bytes of [new Uint8Array(), new Uint8Array([0x4d, 0x5a]), new TextEncoder().encode('text'), bytesOf('package.json')]) {
    const { verdict, format } = inspect(bytes)
    t.equal(verdict.decision, 'not-judged')
    t.not(format, 'dotnet')
  }
})

t.test('a decision on missing or unread parts is not confident', async (t) => {
  t.equal(decide({ ...plain, unresolvedBases: [{ type: 'T', base: 'B', assembly: 'A' }] }, []).confidence, 'low')
  t.equal(decide({ ...plain, completeness: { ...plain.completeness, status: 'partial' } }, []).confidence, 'low')
})

const exit = { category: 'network' } as const

t.test('a reason names the event and not the constructor or factory that reaches no more', async (t) => {
  const { reasons } = decide(saw(finding('net.x', { ...exit, entries: [factory, ownConstructor, event] })), [])
  t.strictSame(
    reasons.map(({ text }) => text),
    ['N.Agent.OnEndOfData can use the network'],
  )
})

t.test('a constructor that reaches what no event does is named after the events', async (t) => {
  const { reasons } = decide(saw(finding('net.x', { ...exit, entries: [ownConstructor] }), finding('net.y', { ...exit, entries: [event] })), [])
  t.strictSame(
    reasons.map(({ text }) => text),
    ['N.Agent.OnEndOfData and N.Agent.constructor can use the network'],
  )
})

t.test('a constructor or factory is named where no event does the same', async (t) => {
  const { reasons } = decide(saw(finding('net.x', { ...exit, entries: [factory, ownConstructor] })), [])
  t.strictSame(
    reasons.map(({ text }) => text),
    ['N.Factory.factory and N.Agent.constructor can use the network'],
  )
})

t.test('a factory of another agent is not covered by this agent’s event', async (t) => {
  const other: Entry = { kind: 'factory', type: 'N.Stranger', event: null, token: '0x06000009' }
  const { reasons } = decide(saw(finding('net.x', { ...exit, entries: [other, event] })), [])
  t.strictSame(
    reasons.map(({ text }) => text),
    ['N.Agent.OnEndOfData and N.Stranger.factory can use the network'],
  )
})

t.test('a constructor is not told again beside an event that reads content on the same way out', async (t) => {
  const one = saw(content({ entries: [event] }), finding('net.x', { ...exit, entries: [ownConstructor, event] }))
  t.strictSame(
    decide(one, []).reasons.map(({ id }) => id),
    ['content-and-network'],
  )
})

t.test('a constructor that alone reads content is not lost behind an event that does not', async (t) => {
  const one = saw(content({ entries: [ownConstructor] }), finding('net.x', { ...exit, entries: [ownConstructor, event] }))
  t.strictSame(
    decide(one, []).reasons.map(({ text }) => text.split(';')[0]),
    ['N.Agent.constructor reads message content and can use the network', 'N.Agent.OnEndOfData can use the network'],
  )
})

t.test('attachments put on a share and replaced by links are reviewed, and escalate where they are not replaced as well', async (t) => {
  const shared = (more: Partial<Finding> = {}) => fed(flow('mail-attachment', 'content', 'file', '\\\\files.corp.invalid\\mail\\{?}'), more)
  const removes = (more: Partial<Finding> = {}) => reached('mail.remove-attachment', 'mail-modify', more)
  const writes = (more: Partial<Finding> = {}) => reached('mail.write-body', 'mail-modify', more)
  const decision = (...findings: readonly Finding[]) => decide(agentWith(...findings), []).decision
  const large = when(trigger('size', 'greater', ['1000']))
  t.equal(decision(shared(), removes(), writes()), 'review')
  t.equal(decision(shared(large), removes(large), writes(large)), 'review')
  t.equal(decision(shared(), removes()), 'escalate', 'nobody is told')
  t.equal(decision(shared(), writes()), 'escalate', 'a copy')
  t.equal(decision(shared(), removes(large), writes()), 'escalate', 'not wherever it is copied')
  t.equal(decision(shared(when(trigger('size', 'greater', ['1']))), removes(large), writes()), 'escalate', 'under another condition')
  const aimed = when(trigger('recipient', 'equals', ['ceo@corp.invalid']))
  t.equal(decision(shared(aimed), removes(aimed), writes(aimed)), 'escalate', 'of chosen people')
  const sent = fed(flow('mail-attachment', 'content', 'network', 'https://files.invalid/x'))
  t.equal(decision(sent, removes(), writes()), 'escalate', 'to the network')
})
