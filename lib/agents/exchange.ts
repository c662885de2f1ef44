import { type AgentEvent, agentEvents } from './exchange-events.ts'

/** What kind of agent a type is: which part of the transport service runs it. */
export const agentKinds = ['smtp-receive', 'routing', 'delivery', 'store-driver', 'storage', 'http', 'other'] as const
export type AgentKind = (typeof agentKinds)[number]

export interface AgentBase {
  readonly kind: AgentKind
  /** The documentation lets others than Microsoft derive from it. */
  readonly thirdParty: boolean
  /** First build family that has it. */
  readonly since: string
}

const transport = 'Microsoft.Exchange.Data.Transport'

/**
 * Every class an agent can derive from, by full name. An agent on a base that is not open to third parties
 * and that Microsoft has not signed is itself an anomaly. Bases that are internal to the assembly are listed
 * because reflection, or an access-check bypass, reaches them all the same.
 */
export const agentBases: ReadonlyMap<string, AgentBase> = new Map([
  [`${transport}.Smtp.SmtpReceiveAgent`, { kind: 'smtp-receive', thirdParty: true, since: '8.0' }],
  [`${transport}.Routing.RoutingAgent`, { kind: 'routing', thirdParty: true, since: '8.0' }],
  [`${transport}.Delivery.DeliveryAgent`, { kind: 'delivery', thirdParty: true, since: '14.0' }],
  // Mailbox transport runs these; public since 15.1, internal in 15.0.
  [`${transport}.StoreDriverDelivery.StoreDriverDeliveryAgent`, { kind: 'store-driver', thirdParty: false, since: '15.0' }],
  // Its ancestor in 14.x and 15.0, internal: the same simple name as the public delivery base.
  [`${transport}.StoreDriver.DeliveryAgent`, { kind: 'store-driver', thirdParty: false, since: '14.0' }],
  [`${transport}.StoreDriver.SubmissionAgent`, { kind: 'store-driver', thirdParty: false, since: '14.0' }],
  [`${transport}.StoreDriver.SubmissionRoutingAgent`, { kind: 'store-driver', thirdParty: false, since: '15.1' }],
  [`${transport}.Storage.StorageAgent`, { kind: 'storage', thirdParty: false, since: '15.0' }],
  [`${transport}.Http.HttpReceiveAgent`, { kind: 'http', thirdParty: false, since: '15.2' }],
  [`${transport}.HttpSubmission.HttpSubmissionAgent`, { kind: 'http', thirdParty: false, since: '15.2' }],
  [`${transport}.HttpSubmission.NoopHttpSubmissionAgent`, { kind: 'http', thirdParty: false, since: '15.2' }],
  [`${transport}.Queue.QueueAgent`, { kind: 'other', thirdParty: false, since: '15.1' }],
  // The common root: no events of its own; nobody derives from it directly without a reason.
  [`${transport}.Agent`, { kind: 'other', thirdParty: false, since: '8.0' }],
])

export interface FactoryBase {
  readonly kind: AgentKind
  /** The method the service calls for a new agent; null where the base declares none that is public. */
  readonly createMethod: string | null
}

/**
 * Every class an agent factory can derive from, by full name with generic arity. Its constructor, static
 * constructor, `CreateAgent` and `Close` run without any message: at service start, per session, at stop.
 */
export const factoryBases: ReadonlyMap<string, FactoryBase> = new Map([
  [`${transport}.Smtp.SmtpReceiveAgentFactory`, { kind: 'smtp-receive', createMethod: 'CreateAgent' }],
  [`${transport}.Routing.RoutingAgentFactory`, { kind: 'routing', createMethod: 'CreateAgent' }],
  [`${transport}.Delivery.DeliveryAgentFactory\`1`, { kind: 'delivery', createMethod: 'CreateAgent' }],
  [`${transport}.StoreDriverDelivery.StoreDriverDeliveryAgentFactory`, { kind: 'store-driver', createMethod: 'CreateAgent' }],
  [`${transport}.Storage.StorageAgentFactory`, { kind: 'storage', createMethod: null }],
  [`${transport}.Http.HttpReceiveAgentFactory`, { kind: 'http', createMethod: 'CreateAgent' }],
  [`${transport}.HttpSubmission.HttpSubmissionAgentFactory`, { kind: 'http', createMethod: 'CreateAgent' }],
  [`${transport}.AgentFactory`, { kind: 'other', createMethod: null }],
])

/** Classes whose heirs the service makes beside the factory (type argument of the delivery factory): their constructors run too. */
export const managerBases: ReadonlyMap<string, { readonly kind: AgentKind }> = new Map([
  [`${transport}.Delivery.DeliveryAgentManager`, { kind: 'delivery' }],
  [`${transport}.AgentManager`, { kind: 'other' }],
])

/**
 * The event that a method of a known base subscribes to: `add_OnEndOfData`, or any other name the event goes
 * by (`add_OnRcptToCommand`), or the name without `add_`. Null when that base has no such event.
 */
export function findEvent(baseType: string, addMethodName: string): AgentEvent | null {
  return byBase.get(baseType)?.get(eventName(addMethodName)) ?? null
}

/**
 * The event that `add_OnXxx` subscribes to when its owner is not known, for instance a base class of one's
 * own in an assembly that is not there. Where bases share a name the one open to third parties is given.
 */
export function findEventByMethod(name: string): AgentEvent | null {
  return byName.get(eventName(name)) ?? null
}

function eventName(name: string): string {
  return name.startsWith('add_') ? name.slice('add_'.length) : name
}

const byBase = new Map<string, Map<string, AgentEvent>>()
const byName = new Map<string, AgentEvent>()
for (const event of agentEvents) {
  const events = byBase.get(event.base) ?? new Map<string, AgentEvent>()
  byBase.set(event.base, events)
  for (const name of [event.name, ...event.aliases]) {
    events.set(name, event)
    if (!byName.has(name)) byName.set(name, event) // the table begins with the public bases
  }
}
