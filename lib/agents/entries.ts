import { op } from '../il/opcode-lookup.ts'
import type { CallGraph } from '../model/call-graph.ts'
import { methodCode, operandOf } from '../model/method-code.ts'
import { type Origin, originsOf, type Tracer } from '../model/origins.ts'
import { chainOf, ownerOf, type Program, typeArgument, typeId } from '../model/program.ts'
import { edgeKey, handsOver, type Reach, reachBudget, reachFrom } from '../model/reach.ts'
import { factoryBases } from './exchange.ts'
import type { AgentEvent } from './exchange-events.ts'
import { type AgentType, type AgentTypes, derivesFromAgent, findAgentTypes, isConcrete, ownMethodsNamed } from './find-agents.ts'
import { findRemovals, findSubscriptions, handlerFor, type Subscription } from './subscriptions.ts'

/** What starts code of the set without any code of it calling it. */
export type EntryKind = 'event' | 'factory' | 'constructor' | 'static-constructor' | 'module' | 'close' | 'callback'

/** A place where Exchange, or the CLR, enters the assembly. */
export interface EntryPoint {
  readonly kind: EntryKind
  readonly type: number
  readonly event: AgentEvent | null
  readonly method: number
}

/** An event and the method that runs for it; null where the handler could not be told. */
export interface BoundEvent {
  readonly subscription: Subscription
  readonly handler: number | null
}

export interface FoundAgent extends AgentType {
  readonly events: readonly BoundEvent[]
}

export interface FoundFactory extends AgentType {
  /** Types its creating method gives, as far as the code shows them. */
  readonly creates: readonly number[]
  /** The creating method gives something that could not be told: reflection, or code that is not there. */
  readonly createsUnknown: boolean
}

export interface AgentSurface {
  readonly types: AgentTypes
  readonly agents: readonly FoundAgent[]
  readonly factories: readonly FoundFactory[]
  /** Subscriptions on types that derive from no known agent base. */
  readonly strays: readonly Subscription[]
  readonly entries: readonly EntryPoint[]
  /** Edges of the call graph that only hand a handler to an event, see `edgeKey`. */
  readonly handedOver: ReadonlySet<number>
}

/** Everything Exchange would call in this set, and when. Agents and factories of the subject come first. */
export function findAgentSurface(tracer: Tracer): AgentSurface {
  const { program } = tracer
  const types = findAgentTypes(program)
  const subscriptions = findSubscriptions(tracer)
  const agentTypes = new Set(types.agents.map((one) => one.type))
  const agents = types.agents.map((one) => bindEvents(tracer, one, subscriptions, agentTypes))
  const run = agents.filter((one) => !one.abstract || isAlone(program, one, types.agents))
  const factories = types.factories.map((one) => findCreated(tracer, one))
  const bound = new Set(agents.flatMap((agent) => agent.events.map((event) => event.subscription)))
  // another assembly's own agents are the business of its own profile
  const subject = program.typeStarts[1] ?? program.typeCount
  const strays = subscriptions.filter((one) => !bound.has(one) && one.on.some((type) => type <= subject && !derivesFromAgent(program, type)))
  const handed = handedOver(tracer, [...subscriptions, ...findRemovals(tracer)])
  return { types, agents, factories, strays, entries: entryPoints(tracer, run, factories, types.managers, strays, handed), handedOver: handed }
}

/** `ldftn` of a handler leads to the handler for the event, not for the code that subscribes it or takes it back. */
function handedOver(tracer: Tracer, subscriptions: readonly Subscription[]): Set<number> {
  const edges = new Set<number>()
  for (const { handlers } of subscriptions) {
    for (const { method, instruction } of handlers) {
      const site = methodCode(tracer.cache, method)?.code.offsets[instruction]
      if (site !== undefined) edges.add(edgeKey(method, site))
    }
  }
  return edges
}

/** An abstract agent that nothing in the set derives from: whoever completes it is elsewhere. */
function isAlone(program: Program, one: AgentType, all: readonly AgentType[]): boolean {
  return !all.some((other) => other.type !== one.type && chainOf(program, other.type).includes(one.type))
}

function bindEvents(tracer: Tracer, agent: AgentType, subscriptions: readonly Subscription[], agentTypes: ReadonlySet<number>): FoundAgent {
  const types = chainOf(tracer.program, agent.type)
  const events: BoundEvent[] = []
  for (const subscription of subscriptions) {
    if (!subscription.on.some((type) => types.includes(type))) continue
    if (subscription.handlers.length === 0) events.push({ subscription, handler: null })
    // a helper that subscribes what it is given serves each agent with that agent's own delegates
    const own = subscription.handlers.filter(({ madeBy }) => !agentTypes.has(madeBy) || types.includes(madeBy))
    for (const handler of own) events.push({ subscription, handler: handlerFor(tracer, agent.type, handler) })
  }
  return { ...agent, events: events.sort((a, b) => a.subscription.event.stage - b.subscription.event.stage) }
}

function findCreated(tracer: Tracer, factory: AgentType): FoundFactory {
  const creates = new Set<number>()
  let createsUnknown = false
  for (const method of createsOf(tracer, factory)) {
    for (const origin of returned(tracer, method)) {
      const created =
        origin.kind === 'new' ? origin.owner : origin.kind === 'variable' ? typeArgument(tracer.program, factory.type, origin.owner, origin.index) : 0
      if (created !== 0) creates.add(created)
      else if (origin.kind !== 'null') createsUnknown = true
    }
  }
  const unknown = createsUnknown || creates.size === 0
  return { ...factory, creates: [...creates].sort((a, b) => a - b), createsUnknown: unknown && !factory.abstract }
}

/** The creating methods of a factory that have code, the type's own or inherited: overrides only, for nobody calls another of that name. */
function createsOf(tracer: Tracer, factory: AgentType): number[] {
  const name = factoryBases.get(factory.base)?.createMethod
  return name ? callbacksNamed(tracer, factory.type, (one) => one === name) : []
}

/** Methods that take the place of members of outside bases whose names pass the test, and have code. */
function callbacksNamed(tracer: Tracer, type: number, test: (name: string) => boolean): number[] {
  return tracer.graph.overrides
    .callbacks(type)
    .filter(({ api, method }) => test(api.slice(api.lastIndexOf('::') + 2)) && isConcrete(tracer.program, method))
    .map(({ method }) => method)
}

function returned(tracer: Tracer, method: number): Origin[] {
  const code = methodCode(tracer.cache, method)
  const origins: Origin[] = []
  for (let at = 0; code !== null && at < code.code.count; at++) {
    if (code.code.opcodes[at] === op.ret && operandOf(code, at, 0) !== null) origins.push(...originsOf(tracer, method, at, 0))
  }
  return origins
}

function entryPoints(
  tracer: Tracer,
  agents: readonly FoundAgent[],
  factories: readonly FoundFactory[],
  managers: readonly AgentType[],
  strays: readonly Subscription[],
  handedOver: ReadonlySet<number>,
): EntryPoint[] {
  const { program } = tracer
  const entries: EntryPoint[] = []
  const add = (kind: EntryKind, type: number, methods: readonly number[], event: AgentEvent | null = null) => {
    for (const method of methods) entries.push({ kind, type, event, method })
  }
  for (const factory of factories) {
    add('static-constructor', factory.type, ownMethodsNamed(program, factory.type, '.cctor'))
    add('constructor', factory.type, ownMethodsNamed(program, factory.type, '.ctor'))
    const createMethod = factoryBases.get(factory.base)?.createMethod
    add('factory', factory.type, createsOf(tracer, factory))
    add(
      'close',
      factory.type,
      callbacksNamed(tracer, factory.type, (name) => name === 'Close'),
    )
    // what else can be called on the factory: a finalizer, say
    add(
      'callback',
      factory.type,
      callbacksNamed(tracer, factory.type, (name) => name !== 'Close' && name !== createMethod),
    )
  }
  for (const { type } of [...managers, ...agents]) {
    add('static-constructor', type, ownMethodsNamed(program, type, '.cctor'))
    add('constructor', type, ownMethodsNamed(program, type, '.ctor'))
  }
  for (const { type } of managers) {
    add(
      'callback',
      type,
      callbacksNamed(tracer, type, () => true),
    )
  }
  for (const agent of agents) {
    for (const { subscription, handler } of agent.events) if (handler !== null) add('event', agent.type, [handler], subscription.event)
    // what Exchange can call on the agent besides its events: overrides of the base, a finalizer
    add(
      'callback',
      agent.type,
      callbacksNamed(tracer, agent.type, () => true),
    )
  }
  for (const stray of strays) {
    const type = stray.on[0] ?? 0
    for (const handler of stray.handlers) add('event', type, [handler.target], stray.event)
  }
  if (entries.length > 0) moduleInitialiser(program, add)
  return unique([...entries, ...calledLater(tracer, entries, handedOver)])
}

/** Entry points that end before any message comes: what they hand over runs later, or never. */
export function runsBefore(kind: EntryKind): boolean {
  return kind === 'static-constructor' || kind === 'constructor' || kind === 'factory' || kind === 'module'
}

/**
 * What constructors and factories only hand over: delegates they make (a timer's, a thread's, one kept for later) and objects that
 * outside code calls back. When it runs is not known, so each is an entry of its own and no part of who made it.
 */
function calledLater(tracer: Tracer, entries: readonly EntryPoint[], handed: ReadonlySet<number>): EntryPoint[] {
  const { graph, program, log } = tracer
  const known = new Set(entries.filter(({ kind }) => !runsBefore(kind)).map(({ method }) => method))
  const owners = new Set(entries.map(({ type }) => type))
  const found: EntryPoint[] = []
  const steps = reachBudget()
  let reach: Reach | undefined
  for (const entry of entries) {
    if (!runsBefore(entry.kind)) continue
    reach = reachFrom(graph, [entry.method], handed, steps, log, reach, true)
    for (let at = 0; at < reach.count; at++) {
      const node = reach.order[at] ?? 0
      for (let edge = graph.starts[node] ?? 0; edge < (graph.starts[node + 1] ?? 0); edge++) {
        if (!handsOver(graph, edge) || handed.has(edgeKey(node, graph.sites[edge] ?? -1))) continue
        for (const method of methodsBehind(graph, graph.targets[edge] ?? 0)) {
          if (known.has(method) || !isConcrete(program, method)) continue
          known.add(method)
          // an agent's own method is that agent's; of a closure all that is known is who made it
          const owner = ownerOf(program, method)
          const type = (graph.pointers[edge] ?? 0) === 1 && !owners.has(owner) ? entry.type : owner
          found.push({ kind: 'callback', type, event: null, method })
        }
      }
    }
  }
  return found
}

/** The methods a node of the graph stands for: itself, or what a virtual call or a callback may run. */
function methodsBehind(graph: CallGraph, node: number): number[] {
  const { methodCount } = graph.program
  const methods: number[] = []
  const seen = new Set([node])
  for (const at of seen) {
    if (at <= methodCount) methods.push(at)
    else for (let edge = graph.starts[at] ?? 0; edge < (graph.starts[at + 1] ?? 0); edge++) seen.add(graph.targets[edge] ?? 0)
  }
  return methods
}

/** `<Module>::.cctor` of the subject runs when the module is loaded, before anything else. */
function moduleInitialiser(program: Program, add: (kind: EntryKind, type: number, methods: readonly number[]) => void): void {
  const module = typeId(program, 0, 1)
  add('module', module, ownMethodsNamed(program, module, '.cctor'))
}

function unique(entries: readonly EntryPoint[]): EntryPoint[] {
  const seen = new Set<string>()
  return entries.filter((entry) => {
    const key = `${entry.kind}:${entry.type}:${entry.method}:${entry.event?.name ?? ''}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
