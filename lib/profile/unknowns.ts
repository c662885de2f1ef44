import type { AgentSurface } from '../agents/entries.ts'
import type { Unfollowed } from '../flow/flow-result.ts'
import { isTelling } from '../flow/label.ts'
import type { CallGraph } from '../model/call-graph.ts'
import { type ImageKind, imageKindWords } from '../model/image-kind.ts'
import { type Case, isFollowed } from './case.ts'
import { joined } from './condition-words.ts'
import { sourceName } from './flow-join.ts'
import { sourceWords } from './flow-words.ts'
import { quote } from './grounds.ts'

/** What was not, or could not be, looked at: each in one sentence that a reader can act on. */
export function unknownsOf(one: Case, kinds: readonly ImageKind[], surface: AgentSurface, graph: CallGraph): string[] {
  const unknowns: string[] = []
  const say = (holds: boolean, text: string) => {
    if (holds) unknowns.push(text)
  }
  say(one.isAgent && one.flow === null, 'which mail data flows into which call, and under which condition: not analysed')
  say(
    one.isAgent && one.flow !== null && !isFollowed(one),
    'where mail data goes beyond what is told: following it met a bound, and what was not seen to flow is not known not to',
  )
  unknowns.push(...unfollowedWords(one))
  say(one.isAgent && one.server == null, 'whether and how the agent is registered: no records of the server were given')
  unknowns.push(...(one.server?.unknowns ?? []))
  for (const { type, base, assembly: where } of one.unresolvedBases.slice(0, 8)) {
    unknowns.push(`${type} derives from ${base} in ${where}, which was not given: give it with --with`)
  }
  say(graph.analysed < graph.bodies, `${graph.bodies - graph.analysed} of ${graph.bodies} method bodies could not be read to their end`)
  for (const kind of kinds) unknowns.push(imageKindWords[kind])
  say(
    one.findings.some((finding) => finding.category === 'native'),
    'what native code does that the assembly calls',
  )
  say(
    !isFollowed(one) && one.findings.some((finding) => finding.rule.startsWith('reflect.') && finding.level === 'reachable'),
    'what is called by reflection: names given at run time were not followed',
  )
  say(
    surface.agents.some((agent) => agent.events.some((event) => event.handler === null)),
    'which method handles an event whose delegate could not be followed',
  )
  say(
    one.findings.some((finding) => finding.rule === 'oddity.opaque-data'),
    'what the data holds that looks encrypted',
  )
  say(one.isAgent && isFollowed(one), 'what somebody could conclude from which branch runs: data was followed, not the choices made by it')
  say(one.identity.strongName.integrity === 'not-checked', 'whether the strong-name signature is good: not checked')
  say(one.identity.authenticode.integrity === 'not-checked', 'whether the Authenticode signature is good: not checked')
  say(one.identity.authenticode.integrity === 'absent' && one.isAgent, 'whether a catalogue signs the file: no catalogue was looked at')
  return unknowns
}

/** Places that are told one by one. */
const told = 8

/** Where following ended, what mail data enters first. */
function unfollowedWords(one: Case): string[] {
  if (!one.isAgent) return []
  const lines = new Set<string>()
  const all = one.flow?.unfollowed ?? []
  for (const each of [...all.filter(({ mail }) => mail.length > 0), ...all.filter(({ mail }) => mail.length === 0)]) {
    const line = unfollowedLine(each)
    if (line !== null) lines.add(line)
  }
  const shown = [...lines].slice(0, told)
  return lines.size > told ? [...shown, `${lines.size - told} more places where data could not be followed`] : shown
}

function unfollowedLine({ kind, what, mail }: Unfollowed): string | null {
  const names = [...new Set(mail.flatMap(({ kind: source, grade }) => (isTelling(grade) ? (sourceWords.get(sourceName(source) ?? '') ?? []) : [])))]
  const given = names.length === 0 ? '' : `, which is given ${joined(names, 'and')}`
  switch (kind) {
    case 'native':
      return `what the native ${quote(what)} does${given}`
    case 'reflection':
      return `what is called by reflection at ${quote(what)}${given}: the name could not be told`
    case 'assembly':
      return `what ${quote(what)} does${given}: its assembly was not given`
    case 'delegate':
      return `what the delegate ${quote(what)} runs${given}`
    case 'not-proven':
      return names.length === 0
        ? null
        : `whether ${joined(names, 'and')} ${names.length > 1 || /s$/.test(names[0] ?? '') ? 'reach' : 'reaches'} ${quote(what)}: not proven`
    case 'budget':
      // said once, by what is not complete
      return null
    default:
      return kind
  }
}
