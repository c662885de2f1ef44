import t from 'tap'
import { type AgentSurface, findAgentSurface } from '../lib/agents/entries.ts'
import { extractFacts } from '../lib/facts/extract.ts'
import { inspect } from '../lib/index.ts'
import { tokenRow } from '../lib/metadata/token.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { makeCallGraph } from '../lib/model/call-graph.ts'
import { makeTracer, type Tracer } from '../lib/model/origins.ts'
import { makeProgram, methodId, typeNameOf } from '../lib/model/program.ts'
import { reachBudget, reachFrom } from '../lib/model/reach.ts'
import { bytesOf } from './make/root.ts'

const nothing = { knows: () => false, wantsConstants: () => false, wantsReceiver: () => false }

interface Opened {
  readonly tracer: Tracer
  readonly surface: AgentSurface
  /** `Type.Event` or `Type.kind` of every entry that reaches the code that holds this string, in order. */
  readonly entriesOf: (mark: string) => string[]
}

function opened(...files: string[]): Opened {
  const [subject, ...others] = files.map((file) => openAssembly(bytesOf('test/fixtures/model', `${file}.dll`)))
  if (subject === undefined) throw new TypeError('no file')
  const program = makeProgram(subject, others)
  const graph = makeCallGraph(program)
  const tracer = makeTracer(graph, { hit: new Set() })
  const surface = findAgentSurface(tracer)
  const holders = new Map<string, number>()
  for (const index of program.assemblies.keys()) {
    for (const fact of extractFacts(tracer, index, nothing)) {
      if (fact.kind === 'string') holders.set(fact.value, methodId(program, index, tokenRow(fact.at.method)))
    }
  }
  const reached = surface.entries.map((entry) => reachFrom(graph, [entry.method], surface.handedOver, reachBudget(), { hit: new Set() }))
  const entriesOf = (mark: string) => {
    const holder = holders.get(mark)
    if (holder === undefined) throw new TypeError(`no code holds ${mark}`)
    return surface.entries
      .filter((_, place) => reached[place]?.before[holder] !== 0)
      .map((entry) => `${typeNameOf(program, entry.type)}.${entry.event?.name ?? entry.kind}`)
      .sort()
  }
  return { tracer, surface, entriesOf }
}

const names = ({ tracer }: Opened, list: readonly { readonly type: number }[]) => list.map(({ type }) => typeNameOf(tracer.program, type))

for (const library of ['Agents.mcs', 'Agents.roslyn', 'Agents.roslyn-debug']) {
  const one = opened(library)
  const reaches = (name: string, wanted: Readonly<Record<string, readonly string[]>>) =>
    t.test(`${library}: ${name}`, async (t) => {
      for (const [mark, entries] of Object.entries(wanted)) t.strictSame(one.entriesOf(mark), [...entries].sort(), mark)
    })

  reaches('each entry reaches its own code, and what nobody calls is reached by none', {
    'factory static constructor': ['Entries.Factory.static-constructor'],
    'factory constructor': ['Entries.Factory.constructor'],
    'factory finalizer': ['Entries.Factory.callback'],
    factory: ['Entries.Factory.factory'],
    close: ['Entries.Factory.close'],
    'another close': [],
    'another create': [],
    'agent static constructor': ['Entries.Agent.static-constructor', 'Entries.Factory.factory'],
    'agent constructor': ['Entries.Agent.constructor', 'Entries.Factory.factory'],
    connect: ['Entries.Agent.OnConnect'],
    data: ['Entries.Agent.OnEndOfData'],
    'both events': ['Entries.Agent.OnConnect', 'Entries.Agent.OnEndOfData'],
    nothing: [],
  })

  reaches('what the CLR and Exchange may call back on an agent is an entry', {
    'agent finalizer': ['Entries.Agent.callback', 'Entries.Factory.factory'],
    'agent ToString': ['Entries.Agent.callback', 'Entries.Factory.factory'],
  })

  reaches('the names of agents and factories without their bases are no entries', { 'no factory': [], 'no close': [], 'no agent': [], 'no event': [] })

  reaches('an abstract agent that nothing completes is an entry itself', { 'abstract alone': ['Alone.Base.OnSubmittedMessage'] })

  // by the hierarchy alone either heir may be the one: who is who is told by the objects, not by candidate calls
  reaches('an abstract agent that is completed is entered through its heirs only', {
    'first heir': ['Completed.First.OnSubmittedMessage', 'Completed.Second.OnSubmittedMessage'],
    'second heir': ['Completed.First.OnSubmittedMessage', 'Completed.Second.OnSubmittedMessage'],
  })

  reaches('agents nested in generic types are found', { 'nested generic': ['Nested.Outer`1/Agent`1.OnRoutedMessage'] })

  reaches('a handler that goes through an event of one’s own is bound, and the accessor belongs to who subscribes', {
    'custom accessor': ['Accessors.Agent.OnEndOfData'],
    accessor: ['Accessors.Agent.constructor'],
  })

  reaches('a handler that is only removed is bound to nothing', { 'only removed': [] })

  reaches('a constructor that also calls its handler reaches it', {
    'called and subscribed': ['CalledToo.Agent.OnResolvedMessage', 'CalledToo.Agent.constructor'],
  })

  reaches('anonymous, static and asynchronous handlers and what they start are reached from their event alone', {
    anonymous: ['Delivering.Agent.OnOpenConnection'],
    'thread of an event': ['Delivering.Agent.OnDeliverMailItem'],
    'after await': ['Asynchronous.Agent.OnCategorizedMessage'],
  })

  reaches('a delivery manager’s constructor is an entry', { manager: ['Delivering.Manager.constructor'], protocol: ['Delivering.Manager.callback'] })

  t.test(`${library}: a factory says what it creates, or that it cannot be told`, async (t) => {
    const creates = new Map(
      one.surface.factories.map((factory) => [
        typeNameOf(one.tracer.program, factory.type),
        { creates: factory.creates.map((type) => typeNameOf(one.tracer.program, type)), unknown: factory.createsUnknown },
      ]),
    )
    t.strictSame(creates.get('Entries.Factory'), { creates: ['Entries.Agent'], unknown: false })
    t.strictSame(creates.get('Nested.Outer`1/Factory'), { creates: ['Nested.Outer`1/Agent`1'], unknown: false })
    t.strictSame(creates.get('Delivering.Factory'), { creates: ['Delivering.Agent'], unknown: false })
    t.strictSame(creates.get('FactoryAlone.Factory'), { creates: [], unknown: true })
    t.strictSame(creates.get('FactoryAlone.FactoryByName'), { creates: ['Elsewhere.Agent'], unknown: false })
    t.strictSame(creates.get('FactoryAlone.FactoryOfNull'), { creates: [], unknown: true })
  })
}

for (const compiler of ['mcs', 'roslyn']) {
  t.test(`Heirs.${compiler}: without the library of their bases agents are unresolved, and what can be seen is still bound`, async (t) => {
    const one = opened(`Heirs.${compiler}`)
    t.strictSame(names(one, one.surface.agents), [])
    t.strictSame(
      one.surface.types.unresolved.map(({ base, assembly }) => `${base} in ${assembly}`),
      ['Helper.Base in Helper', 'Helper.Base in Helper', 'Helper.Generic`1 in Helper', 'Helper.Base in Helper'],
    )
    t.equal(one.surface.strays.length, 1)
  })

  t.test(`Heirs.${compiler}: with that library handlers, overrides and factories are those of the subject`, async (t) => {
    const one = opened(`Heirs.${compiler}`, `Helper.${compiler}`)
    t.strictSame(names(one, one.surface.agents), ['Heirs.Overriding', 'Heirs.Inheriting', 'Heirs.Subscribing'])
    t.strictSame(one.surface.types.unresolved, [])
    t.strictSame(one.surface.strays, [])
    t.strictSame(one.entriesOf('override'), ['Heirs.Overriding.OnSubmittedMessage'])
    t.strictSame(one.entriesOf('helper of the base'), ['Heirs.Overriding.OnSubmittedMessage'])
    t.strictSame(one.entriesOf('base'), ['Heirs.Inheriting.OnSubmittedMessage', 'Heirs.Subscribing.OnSubmittedMessage'])
    t.strictSame(one.entriesOf('tool'), ['Heirs.Subscribing.OnResolvedMessage'])
    const [factory] = one.surface.factories
    t.strictSame(
      factory?.creates.map((type) => typeNameOf(one.tracer.program, type)),
      ['Heirs.Overriding'],
    )
    t.equal(factory?.createsUnknown, false)
  })

  t.test(`an agent in a library that is only resolved into (${compiler}) is not the subject’s, nor a stray subscription`, async (t) => {
    const one = opened(`Calls.${compiler}`, `Helper.${compiler}`)
    t.strictSame(one.surface.agents, [])
    t.strictSame(one.surface.strays, [])
    t.strictSame(one.surface.entries, [])
    t.strictSame(one.entriesOf('own'), [])
  })
}

t.test('a subscription on a type whose base is not there is agent evidence, and its handler an entry', async (t) => {
  const one = opened('Stray.il')
  t.strictSame(
    one.surface.strays.map(({ base, event }) => `${base} ${event.name}`),
    ['Missing.Base OnEndOfData'],
  )
  t.strictSame(one.entriesOf('stray'), ['Stray.Agent.OnEndOfData'])
  t.strictSame(
    one.surface.types.unresolved.map(({ base }) => base),
    ['Missing.Base', 'Missing.Base'],
  )
})

t.test('a handler that cannot be told leaves the event without one', async (t) => {
  const one = opened('Stray.il')
  const agent = one.surface.agents.find(({ type }) => typeNameOf(one.tracer.program, type) === 'Stray.Unknown')
  t.strictSame(
    agent?.events.map(({ subscription, handler }) => [subscription.event.name, handler]),
    [['OnSubmittedMessage', null]],
  )
})

t.test('the module initialiser is an entry where there is anything Exchange would load', async (t) => {
  t.strictSame(opened('Stray.il').entriesOf('module'), ['<Module>.module'])
  t.strictSame(
    opened('Shapes.il').surface.entries.map(({ kind }) => kind),
    [],
  )
})

t.test('a library is judged as one, whatever it is given to resolve into', async (t) => {
  const profile = inspect(bytesOf('test/fixtures/model/Calls.mcs.dll'), {
    with: [{ name: 'Helper.dll', bytes: bytesOf('test/fixtures/model/Helper.mcs.dll') }],
  })
  t.equal(profile.verdict.decision, 'expected')
  t.strictSame(
    profile.verdict.reasons.map(({ id }) => id),
    ['library'],
  )
})
