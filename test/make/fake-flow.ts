import { findAgentSurface } from '../../lib/agents/entries.ts'
import { compileRules, matchFacts, wantedBy } from '../../lib/capabilities/match.ts'
import { rules } from '../../lib/capabilities/rules.ts'
import { extractFacts } from '../../lib/facts/extract.ts'
import { flowFacts } from '../../lib/facts/flow-facts.ts'
import type { FlowResult, Hit } from '../../lib/flow/flow-result.ts'
import type { Atom, CodePlace, Condition } from '../../lib/flow/view.ts'
import { tokenRow } from '../../lib/metadata/token.ts'
import { methodName, openAssembly } from '../../lib/model/assembly.ts'
import { makeCallGraph } from '../../lib/model/call-graph.ts'
import { makeTracer } from '../../lib/model/origins.ts'
import { homeOfMethod, makeProgram, methodId } from '../../lib/model/program.ts'
import { type Findings, makeFindings } from '../../lib/profile/findings.ts'
import { makeIndicators } from '../../lib/profile/indicators.ts'
import { bytesOf } from './root.ts'

const index = compileRules(rules)
const wanted = wantedBy(index)

/** A flow analysis that ended and found nothing. */
export const noFlow: FlowResult = {
  hits: [],
  conditionOf: () => ({ state: 'always', anyOf: [] }),
  isReached: () => null,
  entriesOf: () => [],
  pathTo: () => [],
  recovered: [],
  hiddenCalls: [],
  unfollowed: [],
  argumentText: () => null,
  isWritten: () => false,
  complete: true,
}

/** A built sample, and what would be found in it if following its data gave this or that. */
export function openSample(name: string) {
  const assembly = openAssembly(bytesOf('samples/bin', name))
  const program = makeProgram(assembly, [])
  const graph = makeCallGraph(program)
  const log = { hit: new Set<string>() }
  const tracer = makeTracer(graph, log)
  const surface = findAgentSurface(tracer)
  const facts = extractFacts(tracer, 0, { ...wanted, knows: () => true })
  return {
    surface,
    /** The first instruction that uses this member, in a method whose name holds the text. */
    place(api: string, within = ''): CodePlace {
      for (const fact of facts) {
        if (fact.kind !== 'api' || fact.api !== api || !methodName(assembly, tokenRow(fact.at.method)).includes(within)) continue
        return { method: methodId(program, 0, tokenRow(fact.at.method)), ilOffset: fact.at.ilOffset }
      }
      throw new TypeError(`${api} is not used in ${name}`)
    },
    nameOf(method: number): string {
      const home = homeOfMethod(program, method)
      return methodName(home.assembly, home.row)
    },
    findings(flow: Partial<FlowResult>): Findings {
      const all = { ...noFlow, ...flow }
      const seen = [...extractFacts(tracer, 0, wanted), ...flowFacts(program, all, 0, wanted)]
      return makeFindings(graph, surface, [{ index: 0, facts: seen, matches: matchFacts(index, seen) }], all, log)
    },
    indicators(flow: Partial<FlowResult>) {
      return makeIndicators(program, facts, { ...noFlow, ...flow }.recovered, log)
    },
  }
}

/** A flow of message content of this kind to a sink at this place. */
export function hitAt(
  at: CodePlace,
  source: Hit['source']['kind'],
  sink: Hit['sink']['kind'],
  more: { readonly [K in keyof Hit]?: Partial<Hit[K]> } = {},
): Hit {
  return {
    source: { kind: source, grade: 'content', member: 'N.Source::Get()', at, target: null, ...more.source },
    sink: { kind: sink, member: 'N.Sink::Put()', at, target: null, targetRecovered: false, ...more.sink },
    steps: steps(more) ?? [at],
    byDefault: false,
    condition: { state: 'always', anyOf: [], ...more.condition },
    entries: [],
    path: [],
  }
}

function steps(more: { readonly steps?: Partial<Hit['steps']> }): CodePlace[] | undefined {
  return more.steps?.flatMap((step) => step ?? [])
}

/** Only when the subject holds one of these. */
export function onSubject(at: CodePlace, ...values: readonly string[]): Condition {
  const atom: Atom = { subject: 'subject', name: null, operator: 'contains', negated: false, ignoreCase: true, values, valueFrom: 'constant', from: null, at }
  return { state: 'known', anyOf: [[atom]] }
}
