import t from 'tap'
import { findAgentSurface } from '../lib/agents/entries.ts'
import { findEvent } from '../lib/agents/exchange.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { makeCallGraph } from '../lib/model/call-graph.ts'
import { makeTracer } from '../lib/model/origins.ts'
import { makeProgram } from '../lib/model/program.ts'
import { odditiesOf } from '../lib/profile/surface.ts'
import { bytesOf } from './make/root.ts'

const program = makeProgram(openAssembly(bytesOf('samples/bin/connection-guard.mcs.dll')), [])
const surface = findAgentSurface(makeTracer(makeCallGraph(program), { hit: new Set() }))
const smtp = 'Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgent'

/** The agents of a sample as if they derived from this base and subscribed to this event. */
function oddities(base: string, eventName: string) {
  const event = findEvent(smtp, eventName)
  if (event === null) throw new TypeError(`there is no ${eventName}`)
  const agents = surface.agents.map((agent) => ({
    ...agent,
    base,
    events: agent.events.map((one) => ({ ...one, subscription: { ...one.subscription, event } })),
  }))
  return odditiesOf(program, { ...surface, agents }).map(({ id, text }) => `${id}: ${text}`)
}

t.test('an event that other assemblies cannot reach is told, one that is open is not', async (t) => {
  t.ok(surface.agents.some(({ events }) => events.length > 0))
  t.match(oddities(smtp, 'OnProxyInboundMessage'), [
    /^closed-event: .* subscribes to OnProxyInboundMessage of .*SmtpReceiveAgent, which is not accessible to other assemblies$/,
  ])
  t.same(oddities(smtp, 'OnEndOfData'), [])
})

t.test('a base that is not open to third parties is told once, whatever its events are', async (t) => {
  t.match(oddities('Microsoft.Exchange.Data.Transport.Storage.StorageAgent', 'OnProxyInboundMessage'), [/^closed-base: .* derives from .*StorageAgent/])
})
