import type { AgentSurface } from '../agents/entries.ts'
import type { CallGraph } from '../model/call-graph.ts'
import { type ImageKind, imageKindWords } from '../model/image-kind.ts'
import type { Case } from './case.ts'

/** What was not, or could not be, looked at: each in one sentence that a reader can act on. */
export function unknownsOf(one: Case, kinds: readonly ImageKind[], surface: AgentSurface, graph: CallGraph): string[] {
  const unknowns: string[] = []
  const say = (holds: boolean, text: string) => {
    if (holds) unknowns.push(text)
  }
  say(one.isAgent, 'which mail data flows into which call, and under which condition: not analysed in this version')
  say(one.isAgent, 'whether and how the agent is registered: no records of the server were given')
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
    one.findings.some((finding) => finding.rule.startsWith('reflect.') && finding.level === 'reachable'),
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
  say(one.identity.strongName.integrity === 'not-checked', 'whether the strong-name signature is good: not checked')
  say(one.identity.authenticode.integrity === 'not-checked', 'whether the Authenticode signature is good: not checked')
  say(one.identity.authenticode.integrity === 'absent' && one.isAgent, 'whether a catalogue signs the file: no catalogue was looked at')
  return unknowns
}
