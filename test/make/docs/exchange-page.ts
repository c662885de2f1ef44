import { agentBases, factoryBases, managerBases } from '../../../lib/agents/exchange.ts'
import { exchangeFamilies } from '../../../lib/agents/exchange-builds.ts'
import { type BuiltInAgent, builtInAgents } from '../../../lib/agents/exchange-built-in.ts'
import { type AgentEvent, agentEvents } from '../../../lib/agents/exchange-events.ts'
import {
  exchangePublicKeyToken,
  knownPublicKeyTokens,
  masqueradeAssemblies,
  microsoftAgentAssemblies,
  microsoftNames,
} from '../../../lib/agents/exchange-names.ts'
import { code, page, table } from './markdown.ts'

const prefix = 'Microsoft.Exchange.Data.Transport.'

/** docs/exchange.md: what txray knows of Exchange, from the data it works with. */
export function exchangePage(): string {
  return page('What txray knows of Exchange', '`lib/agents/`', [
    `Names without a namespace stand in \`${prefix.slice(0, -1)}\`. "Since" is the first build family: 8.0 is Exchange 2007, 14.0 2010, 15.0 2013, 15.1 2016, 15.2 2019 and SE.`,
    '## Agent bases',
    'A type is an agent when its chain of base classes, through whatever assemblies were given, ends in one of these names. The version and key of the reference do not matter. An agent on a base that is closed to third parties, or that subscribes to an event that other assemblies cannot reach, is a reason to review.',
    table(
      ['Base', 'Kind', 'Open to third parties', 'Since'],
      [...agentBases].map(([name, base]) => [short(name), code(base.kind), base.thirdParty ? 'yes' : 'no', base.since]),
    ),
    '## Factories and managers',
    'A factory’s constructors, its creating method and `Close` run without any message; so do the constructors of the managers that a delivery factory names as its type argument.',
    table(
      ['Base', 'Kind', 'Creates agents with'],
      [
        ...[...factoryBases].map(([name, base]) => [short(name), code(base.kind), base.createMethod === null ? 'not public' : code(base.createMethod)]),
        ...[...managerBases].map(([name, base]) => [short(name), code(base.kind), 'is a manager']),
      ],
    ),
    '## Events',
    'Stage is the place in the life of a message: 0 at any point of an SMTP session; 1 to 15 SMTP receive; 16 to 19 submission from a mailbox; 20 to 23 the categorizer; 24 to 28 queues; 30 to 32 a delivery agent; 40 to 44 delivery into a mailbox; 60 to 66 HTTP. "Sees" is what a handler can lay hands on then. "Internal" events are not open to other assemblies, so a subscription goes around the rules. Aliases are names that listings and documentation use; no version has such a member.',
    ...[...new Set(agentEvents.map((event) => event.base))].flatMap(eventTable),
    '## Agents that Exchange brings along',
    'A name from this list on another file is a claim: `identity.claims` says that it is made, and that nothing bears it out unless the assembly carries Microsoft’s full public key (and then that the signature was not checked). "Invisible" agents are loaded by the service itself and never stand in the list of an administrator.',
    table(['Identity', 'Factory', 'File', 'Roles', 'Registered'], builtInAgents.map(builtInRow)),
    '## Names and keys',
    `A type, namespace or assembly name that begins with ${microsoftNames.map(({ prefix: start, claim }) => `${code(start)} (${claim === 'sample' ? 'a sample: a weaker claim, not weighed' : 'Exchange'})`).join(' or ')} claims to be Microsoft’s. Assemblies with agents that Microsoft ships: ${microsoftAgentAssemblies.map(code).join(', ')}. Known false ones: ${masqueradeAssemblies.map(code).join(', ')}.`,
    `Exchange is signed with the key of token ${code(exchangePublicKeyToken)}. A token is eight bytes of a SHA-1, so the full key is compared by its SHA-256 (\`identity.strongName.pinnedMicrosoftKey\`). The whole list:`,
    table(
      ['Token', 'Whose'],
      [...knownPublicKeyTokens].map(([token, { owner }]) => [code(token), owner]),
    ),
    '## Builds',
    'The version of the reference to `Microsoft.Exchange.Data.Transport` tells which Exchange the author had. The update is named only where the build is next to a published one.',
    table(
      ['Family', 'Version', 'Builds of updates'],
      exchangeFamilies.map(({ name, major, minor, updates }) => [
        name,
        `${major}.${minor}`,
        updates.length === 0 ? 'not told apart' : updates.map(([build, update]) => `${build} ${update}`).join(', '),
      ]),
    ),
  ])
}

function short(name: string): string {
  return code(name.startsWith(prefix) ? name.slice(prefix.length) : name)
}

function eventTable(base: string): string[] {
  const events = agentEvents.filter((event) => event.base === base)
  return [
    `### ${base.slice(prefix.length)}`,
    table(
      ['Event', 'Stage', 'Sees', 'Since', 'When'],
      events.map((event) => [eventName(event), String(event.stage), event.sees.join(', ') || 'nothing of a message', event.since, event.doc]),
    ),
  ]
}

function eventName({ name, aliases, internal }: AgentEvent): string {
  const also = aliases.length === 0 ? '' : ` (alias ${aliases.map(code).join(', ')})`
  return `${code(name)}${internal ? ', internal' : ''}${also}`
}

function builtInRow({ identity, factory, file, roles, registered }: BuiltInAgent): string[] {
  return [identity, factory === null ? 'not known' : code(factory), file === null ? 'not known' : code(file), roles.join(', '), registered]
}
