import t from 'tap'
import { findAgentSurface } from '../lib/agents/entries.ts'
import { agentBases, factoryBases, managerBases } from '../lib/agents/exchange.ts'
import { agentEvents } from '../lib/agents/exchange-events.ts'
import { simpleName } from '../lib/agents/find-agents.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { makeCallGraph } from '../lib/model/call-graph.ts'
import { makeTracer } from '../lib/model/origins.ts'
import { makeProgram, typeNameOf } from '../lib/model/program.ts'
import { bytesOf } from './make/root.ts'

// refers to Microsoft.Exchange.Data.Transport in a version and with a key that nobody has
const program = makeProgram(openAssembly(bytesOf('test/fixtures/model/Bases.il.dll')), [])
const surface = findAgentSurface(makeTracer(makeCallGraph(program), { hit: new Set() }))

t.test('every agent base is known by its full name, whatever the version and key of the reference', async (t) => {
  const found = surface.agents.map(({ base, kind }) => ({ base, kind }))
  t.strictSame(
    found,
    [...agentBases].map(([base, { kind }]) => ({ base, kind })),
  )
})

t.test('every factory and manager base is known', async (t) => {
  t.strictSame(
    surface.factories.map(({ base }) => base),
    [...factoryBases.keys()],
  )
  t.strictSame(
    surface.types.managers.map(({ base }) => base),
    [...managerBases.keys()],
  )
})

t.test('a simple name, another namespace, another letter case or a longer name makes no agent', async (t) => {
  const all = [...surface.agents, ...surface.factories, ...surface.types.managers].map(({ type }) => typeNameOf(program, type))
  t.strictSame(
    all.filter((name) => name.startsWith('Own.')),
    [],
  )
  t.strictSame(surface.types.unresolved, [], 'their bases stand in the framework')
})

for (const agent of surface.agents) {
  t.test(`every event of ${agent.base} is bound, by each of its names`, async (t) => {
    const wanted = agentEvents
      .filter((event) => event.base === agent.base)
      .flatMap((event) => [event.name, ...event.aliases].map((name) => `${event.name} On_${name}`))
    const bound = agent.events.map(({ subscription, handler }) => `${subscription.event.name} ${handler === null ? '?' : simpleName(program, handler)}`)
    t.strictSame(bound.sort(), wanted.sort())
  })
}

t.test('events are told in the order of their stages', async (t) => {
  for (const { events } of surface.agents) {
    const stages = events.map(({ subscription }) => subscription.event.stage)
    t.strictSame(
      stages,
      [...stages].sort((a, b) => a - b),
    )
  }
})
