import type { Agent, Profile } from '../profile/profile.ts'
import { capped, hang, heading, type Paper, value } from './layout.ts'
import { withoutParameters } from './owner.ts'
import { compare } from './words.ts'

/** The agents and the events they hook, in the order a message meets them, each with what it can see there. */
export function agentLines(profile: Profile, paper: Paper): string[] {
  const { agents, factories, unresolvedBases } = profile
  if (profile.format !== 'dotnet') return []
  const lines = heading(paper, 'When it runs')
  if (agents.length === 0) lines.push('  No transport agent class was found.')
  lines.push(...capped(paper, 2, pipelineOrder(agents), 40, (hook) => hookLines(hook, paper)))
  for (const agent of agents.filter(({ events }) => events.length === 0)) {
    lines.push(...hang(paper, 2, '(no event)', labelWidth, `${value(paper, agent.type)} (${agent.kind}) hooks no event that was recognised`))
  }
  lines.push(
    ...capped(paper, 2, factories, 20, ({ type, creates }) =>
      hang(
        paper,
        2,
        'factory',
        labelWidth,
        `${value(paper, type)} makes ${creates.map((name) => value(paper, name)).join(', ') || 'nothing that was recognised'}`,
      ),
    ),
    ...capped(paper, 2, unresolvedBases, 20, ({ type, base, assembly }) =>
      hang(
        paper,
        2,
        'unresolved',
        labelWidth,
        `${value(paper, type)} could be an agent: its base ${value(paper, base)} is in ${value(paper, assembly)}; give that file with --with`,
        'yellow',
      ),
    ),
  )
  return lines
}

const labelWidth = 22

interface Hook {
  readonly agent: Agent
  readonly event: Agent['events'][number]
}

/** Events of all agents by pipeline stage; ties by name, so that the order never depends on the file's. */
export function pipelineOrder(agents: readonly Agent[]): Hook[] {
  const hooks = agents.flatMap((agent) => agent.events.map((event) => ({ agent, event })))
  return hooks.sort((a, b) => a.event.stage - b.event.stage || compare(a.event.event, b.event.event) || compare(a.agent.type, b.agent.type))
}

function hookLines({ agent, event }: Hook, paper: Paper): string[] {
  const sees = event.sees.length > 0 ? `sees ${event.sees.map((part) => value(paper, part)).join(', ')}` : 'what it sees is not known'
  return [
    ...hang(paper, 2, value(paper, event.event), labelWidth, `${value(paper, agent.type)} (${agent.kind})`, 'cyan'),
    ...hang(paper, 2, '', labelWidth, sees),
    ...hang(paper, 2, '', labelWidth, `handler ${value(paper, withoutParameters(event.handler))} ${value(paper, event.handlerToken)}`),
  ]
}
