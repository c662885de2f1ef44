import { type Bag, count, cutFields, members, moment, namedValue, noMoment, text, textOf, truth, wholeText } from './bag.ts'
import { readParameters } from './cmdlet-parameters.ts'
import type { Shape } from './shape.ts'

/** `Get-TransportAgent`. */
export const agentShape: Shape = {
  type: 'Get-TransportAgent',
  needs: [
    ['identity', 'transportagentfactory'],
    ['priority', 'transportagentfactory'],
    ['enabled', 'transportagentfactory'],
  ],
  // rules of mailboxes have an identity, a priority and a state as well
  unless: ['ruleidentity', 'mailboxownerid'],
  read: (bag, place) => {
    const identity = text(bag, 'identity', 'name')
    const enabled = wholeText(bag, 'enabled')
    if (identity === null) return 'an agent without an identity'
    if (enabled !== null && truth(enabled) === null) return 'an agent whose Enabled is neither True nor False'
    return {
      kind: 'agent',
      identity,
      factory: wholeText(bag, 'transportagentfactory'),
      path: wholeText(bag, 'assemblypath'),
      baseType: null,
      enabled: truth(enabled),
      priority: count(wholeText(bag, 'priority')),
      service: wholeText(bag, 'transportservice')?.toLowerCase() ?? place.service,
      isDefault: truth(wholeText(bag, 'isdefault')),
      cut: cutFields(bag, { identity: ['identity', 'name'], factory: ['transportagentfactory'], path: ['assemblypath'], enabled: ['enabled'] }),
      origin: { source: place.source, line: bag.line },
    }
  },
}

/** `Get-TransportPipeline`. */
export const pipelineShape: Shape = {
  type: 'Get-TransportPipeline',
  needs: [['event'], ['transportagents']],
  read: (bag, place) => {
    const event = text(bag, 'event')
    if (event === null) return 'a pipeline without an event'
    const { values, isCut } = members(bag.get('transportagents'))
    const agents = values.map((one) => textOf(one)).filter((one) => one !== null)
    // `System.Object[]` and its like are what Export-Csv and a JSON without depth make of a list
    const isLost = agents.some((one) => /^(?:System|Microsoft)\.[\w.`]+\[/.test(one))
    const cut = isCut || isLost || bag.isCut('transportagents')
    return {
      kind: 'pipeline',
      event,
      agents: isLost ? [] : agents,
      cut: [...cutFields(bag, { event: ['event'] }), ...(cut ? ['agents'] : [])],
      origin: { source: place.source, line: bag.line },
    }
  },
}

/** `Search-AdminAuditLog`. */
export const auditShape: Shape = {
  type: 'admin audit log',
  needs: [['cmdletname'], ['rundate'], ['caller']],
  read: (bag, place) => {
    const cmdlet = text(bag, 'cmdletname')
    if (cmdlet === null) return 'an entry without a cmdlet'
    const { values, isCut } = members(bag.get('cmdletparameters'))
    const isLost = values.some((one) => typeof one === 'string' && /^(?:System|Microsoft)\.[\w.`]+\W/.test(one))
    return {
      kind: 'cmdlet',
      time: moment(bag, place.zone, 'rundate') ?? noMoment,
      cmdlet,
      parameters: isLost ? [] : values.map(namedValue).filter((one) => one !== null),
      object: wholeText(bag, 'objectmodified'),
      who: wholeText(bag, 'caller'),
      from: wholeText(bag, 'clientip'),
      succeeded: truth(wholeText(bag, 'succeeded')),
      host: wholeText(bag, 'originatingserver'),
      cut: [...cutFields(bag, { cmdlet: ['cmdletname'], object: ['objectmodified'], who: ['caller'] }), ...(isCut || isLost ? ['parameters'] : [])],
      origin: { source: place.source, line: bag.line },
    }
  },
}

/** The text logs under `Logging\CmdletInfra`. */
export const cmdletLogShape: Shape = {
  type: 'cmdlet log',
  needs: [['cmdlet'], ['parameters'], ['datetime', 'starttime']],
  read: (bag, place) => {
    const cmdlet = text(bag, 'cmdlet')
    if (cmdlet === null) return null
    const result = text(bag, 'executionresult')
    return {
      kind: 'cmdlet',
      time: moment(bag, place.zone, 'starttime', 'datetime') ?? noMoment,
      cmdlet,
      parameters: readParameters(text(bag, 'parameters') ?? ''),
      object: null,
      who: text(bag, 'authenticateduser', 'executingusersid'),
      from: text(bag, 'clientapplication'),
      succeeded: result === null ? null : result.toLowerCase() === 'success',
      host: text(bag, 'serverhostname'),
      cut: cutFields(bag, { cmdlet: ['cmdlet'], parameters: ['parameters'] }),
      origin: { source: place.source, line: bag.line },
    }
  },
}

/** Message tracking logs, and `Get-MessageTrackingLog`. */
export const trackingShape: Shape = {
  type: 'message tracking log',
  needs: [['eventid'], ['source'], ['sourcecontext', 'messageid'], ['recipientaddress', 'recipients'], ['datetime', 'timestamp']],
  read: (bag, place) => ({
    kind: 'message',
    time: moment(bag, place.zone, 'datetime', 'timestamp') ?? noMoment,
    event: text(bag, 'eventid') ?? '',
    component: text(bag, 'source') ?? '',
    context: text(bag, 'sourcecontext') ?? '',
    sender: text(bag, 'senderaddress', 'sender'),
    returnPath: text(bag, 'returnpath'),
    recipients: addresses(bag, 'recipientaddress', 'recipients'),
    subject: text(bag, 'messagesubject'),
    messageId: text(bag, 'messageid'),
    size: count(text(bag, 'totalbytes')),
    directionality: text(bag, 'directionality'),
    originalClient: text(bag, 'originalclientip'),
    origin: { source: place.source, line: bag.line },
  }),
}

/** Agent logs, and `Get-AgentLog`. */
export const agentLogShape: Shape = {
  type: 'agent log',
  needs: [['timestamp'], ['agent'], ['event'], ['action']],
  read: (bag, place) => {
    const agent = text(bag, 'agent')
    if (agent === null) return 'an action without an agent'
    return {
      kind: 'agent-action',
      time: moment(bag, place.zone, 'timestamp') ?? noMoment,
      agent,
      event: text(bag, 'event') ?? '',
      action: text(bag, 'action') ?? '',
      sender: text(bag, 'p1fromaddress'),
      recipients: addresses(bag, 'recipient', 'recipients'),
      messageId: text(bag, 'messageid'),
      origin: { source: place.source, line: bag.line },
    }
  },
}

/** A list, or a text with `;` between its members. */
function addresses(bag: Bag, ...keys: readonly string[]): string[] {
  for (const key of keys) {
    const value = bag.get(key)
    if (value === undefined || value === null) continue
    if (typeof value === 'string' && !value.startsWith('{')) return splitAddresses(value)
    return members(value).values.flatMap((one) => splitAddresses(textOf(one) ?? ''))
  }
  return []
}

function splitAddresses(list: string): string[] {
  const parts = list.includes(';') ? list.split(';') : [list]
  return parts.map((one) => one.trim()).filter((one) => one !== '')
}
