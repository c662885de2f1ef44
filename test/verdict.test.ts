import t from 'tap'
import { inspect } from '../lib/index.ts'
import type { Case } from '../lib/profile/case.ts'
import { conditions } from '../lib/profile/conditions.ts'
import type { Entry, Finding, Identity } from '../lib/profile/profile.ts'
import { decide, notJudged } from '../lib/profile/verdict.ts'
import { exampleProfile } from './make/profile.ts'
import { bytesOf } from './make/root.ts'

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
