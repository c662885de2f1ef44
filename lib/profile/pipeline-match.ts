import { agentEvents } from '../agents/exchange-events.ts'
import type { PipelineRecord } from '../context/record.ts'
import type { Subject } from './agent-changes.ts'
import { placeText } from './place-text.ts'
import type { ServerRecords } from './server-records.ts'

/** What a listing of the pipeline says of one registration. */
export interface PipelineAnswer {
  /** What contradicts the list of agents or the code, in words. */
  readonly mismatches: readonly string[]
  /** What it leaves open, in words: it shows only what ran since the service was started. */
  readonly unknowns: readonly string[]
}

/** A registration as far as the pipeline is compared with it. */
export interface Running {
  readonly identity: string
  readonly factory: string | null
  readonly enabled: boolean | null
  readonly service: string | null
}

const own: ReadonlyMap<string, string> = new Map(agentEvents.flatMap(({ name, aliases }) => [name, ...aliases].map((word) => [word.toLowerCase(), name])))

/** The event as metadata has it: listings know some under other names. */
function eventNamed(word: string): string {
  return own.get(word.trim().toLowerCase()) ?? word.trim()
}

/** Where the pipeline shows each agent, by its name in lower case. */
function shownAt(pipelines: readonly PipelineRecord[], identity: string): PipelineRecord[] {
  const wanted = identity.toLowerCase()
  return pipelines.filter(({ agents }) => agents.some((name) => name.trim().toLowerCase() === wanted))
}

/**
 * Compares where the pipeline shows an agent with the list of agents and with the events that its code subscribes to. An event at which it
 * is shown and that the code does not have is a contradiction; that it is not shown may only mean that nothing went through it yet.
 */
export function matchPipeline(subject: Subject, one: Running, { pipelines, agents }: Pick<ServerRecords, 'pipelines' | 'agents'>): PipelineAnswer {
  const nothing: PipelineAnswer = { mismatches: [], unknowns: [] }
  // a listing does not say which service it is of; another one than the Transport service is rarely listed
  if (pipelines.length === 0 || (one.service !== null && one.service !== 'hub')) return nothing
  const isNamedTwice =
    new Set(agents.filter(({ identity, service }) => identity.toLowerCase() === one.identity.toLowerCase() && service !== null).map(({ service }) => service))
      .size > 1
  if (isNamedTwice) return nothing
  const shown = shownAt(pipelines, one.identity)
  const place = (record: PipelineRecord | undefined) => (record === undefined ? '' : ` (${placeText(record.origin)})`)
  if (shown.length === 0) {
    if (one.enabled === false) return nothing
    if (pipelines.some(({ cut }) => cut.includes('agents')))
      return { ...nothing, unknowns: [`whether ${one.identity} runs: the listing of the pipeline is cut short`] }
    const why = 'the service may not have been started since, no mail may have come by, or it does not run'
    return { ...nothing, unknowns: [`whether ${one.identity} runs: the pipeline shows it at no event${place(pipelines[0])}; ${why}`] }
  }
  const mismatches: string[] = []
  const events = [...new Set(shown.map(({ event }) => eventNamed(event)))]
  if (one.enabled === false) mismatches.push(`pipeline: it runs at ${events.slice(0, 5).join(', ')}, and is listed as disabled${place(shown[0])}`)
  const code = eventsInCode(subject, one.factory)
  if (code === null) return { ...nothing, mismatches }
  const foreign = events.filter((event) => !code.has(event))
  const foreignAt = shown.find(({ event }) => foreign.includes(eventNamed(event)))
  if (foreign.length > 0)
    mismatches.push(
      `pipeline: it runs at ${foreign.slice(0, 5).join(', ')}, and this file’s agent has handlers only at ${[...code].slice(0, 5).join(', ')}${place(foreignAt)}`,
    )
  const silent = pipelines.filter(({ event, cut }) => code.has(eventNamed(event)) && !events.includes(eventNamed(event)) && !cut.includes('agents'))
  const unknowns =
    silent.length === 0
      ? []
      : [
          `why ${one.identity} is not shown at ${[...new Set(silent.map(({ event }) => eventNamed(event)))].slice(0, 5).join(', ')}, where its code has a handler and the pipeline was in use${place(silent[0])}`,
        ]
  return { mismatches, unknowns }
}

/** The events that the agents of a factory subscribe to; null where that is not sure: they may be made, or subscribe, elsewhere. */
function eventsInCode({ agents, factories, unresolvedBases }: Subject, factory: string | null): ReadonlySet<string> | null {
  if (factory === null || unresolvedBases.length > 0) return null
  const creates = new Set(factories.filter(({ type }) => type.toLowerCase() === factory.trim().toLowerCase()).flatMap((one) => one.creates))
  const made = agents.filter(({ type }) => creates.has(type))
  if (made.length === 0 || made.length < creates.size || made.some(({ events }) => events.length === 0)) return null
  return new Set(made.flatMap(({ events }) => events.map(({ event }) => eventNamed(event))))
}

/** An agent that the pipeline shows and that no list of agents has. */
export interface Unlisted {
  readonly identity: string
  readonly events: readonly string[]
  readonly source: string
}

/** Agents that run and are registered nowhere, those aside that Exchange loads by itself: their own list says so. */
export function unlistedAgents(
  { pipelines, agents }: Pick<ServerRecords, 'pipelines' | 'agents'>,
  isLoadedByItself: (identity: string) => boolean,
): Unlisted[] {
  if (agents.length === 0) return []
  const listed = new Set(agents.map(({ identity }) => identity.trim().toLowerCase()))
  const found = new Map<string, { identity: string; events: Set<string>; source: string }>()
  for (const { agents: names, event, cut, origin } of pipelines) {
    for (const [at, name] of names.entries()) {
      const identity = name.trim()
      // the last name of a list that is cut short may be a part of one
      if (identity === '' || (cut.includes('agents') && at === names.length - 1)) continue
      if (listed.has(identity.toLowerCase()) || isLoadedByItself(identity)) continue
      const one = found.get(identity.toLowerCase()) ?? { identity, events: new Set(), source: placeText(origin) }
      found.set(identity.toLowerCase(), one)
      one.events.add(eventNamed(event))
    }
  }
  return [...found.values()].map(({ identity, events, source }) => ({ identity, events: [...events], source }))
}
