import type { AgentSurface } from '../agents/entries.ts'
import { agentBases } from '../agents/exchange.ts'
import { tokenText } from '../metadata/token.ts'
import { methodName } from '../model/assembly.ts'
import { homeOfMethod, homeOfType, type Program, typeNameOf } from '../model/program.ts'
import type { Case } from './case.ts'
import { evidenceAt } from './evidence.ts'
import type { Agent, Factory } from './profile.ts'

/** Agents as the profile tells them, each event with the place where it is subscribed. */
export function agentsOf(program: Program, surface: AgentSurface): Agent[] {
  return surface.agents.map((agent) => ({
    type: typeNameOf(program, agent.type),
    token: tokenText(0x0200_0000 | homeOfType(program, agent.type).row),
    base: agent.base,
    kind: agent.kind,
    events: agent.events.map(({ subscription, handler }) => {
      const { event } = subscription
      const home = handler === null ? null : homeOfMethod(program, handler)
      const at = evidenceAt(program, subscription.method, subscription.ilOffset, `${event.base}::add_${event.name}`)
      return {
        event: event.name,
        stage: event.stage,
        sees: [...event.sees],
        handler: home === null ? '[not resolved]' : methodName(home.assembly, home.row),
        handlerToken: tokenText(home === null ? 0x0600_0000 : 0x0600_0000 | home.row),
        at,
      }
    }),
  }))
}

/** Factories as the profile tells them. */
export function factoriesOf(program: Program, surface: AgentSurface): Factory[] {
  return surface.factories.map((factory) => ({
    type: typeNameOf(program, factory.type),
    token: tokenText(0x0200_0000 | homeOfType(program, factory.type).row),
    base: factory.base,
    creates: factory.creates.map((type) => typeNameOf(program, type)),
  }))
}

/** What is unusual about agents, factories and subscriptions, in words. */
export function odditiesOf(program: Program, surface: AgentSurface): Case['oddities'] {
  const oddities: { id: string; text: string; points: number }[] = []
  for (const agent of surface.agents) {
    const name = typeNameOf(program, agent.type)
    if (agentBases.get(agent.base)?.thirdParty === false) {
      oddities.push({ id: 'closed-base', text: `${name} derives from ${agent.base}, which is not open to third parties`, points: 20 })
    }
    const closed = agentBases.get(agent.base)?.thirdParty === true ? agent.events.find(({ subscription }) => subscription.event.internal) : undefined
    if (closed !== undefined) {
      const { base, name: event } = closed.subscription.event
      oddities.push({ id: 'closed-event', text: `${name} subscribes to ${event} of ${base}, which is not accessible to other assemblies`, points: 20 })
    }
    if (agent.events.some((event) => event.handler === null)) {
      oddities.push({ id: 'unknown-handler', text: `${name} subscribes to an event with a handler that could not be told`, points: 15 })
    }
  }
  for (const factory of surface.factories) {
    if (factory.createsUnknown)
      oddities.push({ id: 'unknown-agent', text: `${typeNameOf(program, factory.type)} creates an agent that could not be told`, points: 20 })
  }
  for (const stray of surface.strays) {
    oddities.push({
      id: 'stray-subscription',
      text: `${stray.base}::add_${stray.event.name} is called on a type that derives from no known agent base`,
      points: 15,
    })
  }
  return oddities
}
