import { type AgentSurface, findAgentSurface } from '../agents/entries.ts'
import { agentBases } from '../agents/exchange.ts'
import { spanOf } from '../bytes/span.ts'
import { compileRules, matchFacts, wantedBy } from '../capabilities/match.ts'
import { rules, rulesVersion } from '../capabilities/rules.ts'
import { FormatError } from '../errors.ts'
import { extractFacts } from '../facts/extract.ts'
import { type LimitLog, limits } from '../limits.ts'
import { tokenText } from '../metadata/token.ts'
import { type Assembly, assemblyIdentity, methodName, openImage } from '../model/assembly.ts'
import { type CallGraph, makeCallGraph } from '../model/call-graph.ts'
import { isPlatformAssembly } from '../model/framework-names.ts'
import { makeTracer } from '../model/origins.ts'
import { homeOfMethod, homeOfType, makeProgram, type Program, typeNameOf } from '../model/program.ts'
import { publicKeyToken } from '../model/references.ts'
import { isImage, readImage } from '../pe/image.ts'
import { toolVersion } from '../version.ts'
import type { Case } from './conditions.ts'
import { emptyProfile } from './empty.ts'
import { evidenceAt } from './evidence.ts'
import { makeFindings } from './findings.ts'
import { type Host, pureHost } from './hashing.ts'
import { makeClaims, makeIdentity } from './identity.ts'
import { makeIndicators } from './indicators.ts'
import type { InspectOptions } from './options.ts'
import { answerPlaybook, nextActions } from './playbook.ts'
import type { Agent, Factory, Profile } from './profile.ts'
import { unknownsOf } from './unknowns.ts'
import { decide, notJudged } from './verdict.ts'

const ruleIndex = compileRules(rules)
const wanted = wantedBy(ruleIndex)

/** Everything about one file. Never throws on bytes: what is no .NET assembly gives a profile that says so. */
export function inspect(bytes: Uint8Array, options: InspectOptions = {}): Profile {
  const host = options.host ?? pureHost
  const blank = emptyProfile(bytes, options, host, { version: toolVersion, rulesVersion })
  const opened = open(bytes)
  if (opened.assembly === null) {
    return { ...blank, format: opened.format, verdict: notJudged(opened.why), defects: opened.defects }
  }
  return inspectAssembly(opened.assembly, blank, options, host)
}

interface Opened {
  readonly assembly: Assembly | null
  readonly format: Profile['format']
  readonly why: string
  readonly defects: Profile['defects']
}

function open(bytes: Uint8Array): Opened {
  const none = { assembly: null, defects: [] }
  const file = spanOf(bytes)
  const pe = isImage(file)
  if (!pe) return { ...none, format: 'other', why: 'this is no PE file' }
  try {
    return { assembly: openImage(readImage(file)), format: 'dotnet', why: '', defects: [] }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return {
      assembly: null,
      format: 'pe',
      why: `this is a PE file, but no .NET assembly can be read in it: ${error.message}`,
      defects: [{ code: error.code, offset: error.offset, detail: error.message }],
    }
  }
}

function inspectAssembly(assembly: Assembly, blank: Profile, options: InspectOptions, host: Host): Profile {
  const log: LimitLog = { hit: new Set() }
  const program = makeProgram(assembly, helpers(options))
  const graph = makeCallGraph(program)
  const tracer = makeTracer(graph, log)
  const surface = findAgentSurface(tracer)
  const facts = program.assemblies.map((_, index) => extractFacts(tracer, index, wanted))
  const { findings, reachable } = makeFindings(
    graph,
    surface,
    facts.map((list, index) => ({ index, matches: matchFacts(ruleIndex, list, log) })),
    log,
  )
  const agents = agentsOf(program, surface)
  const factories = factoriesOf(program, surface)
  const identity = makeIdentity(assembly, host)
  identity.claims = makeClaims(assembly, identity, agents, factories)
  const indicators = makeIndicators(program, facts[0] ?? [], log)
  const unresolvedBases = surface.types.unresolved.map(({ type, base, assembly: where }) => ({ type: typeNameOf(program, type), base, assembly: where }))
  const completeness = completenessOf(graph, reachable, assembly, log)
  const one: Case = {
    agents,
    factories,
    unresolvedBases,
    identity,
    findings,
    completeness,
    oddities: odditiesOf(program, surface),
    isAgent: surface.types.agents.length + surface.types.factories.length + surface.strays.length + unresolvedBases.length > 0,
  }
  const verdict = decide(one, unknownsOf(one, assembly, surface, graph))
  return {
    ...blank,
    format: 'dotnet',
    verdict,
    identity,
    agents,
    factories,
    unresolvedBases,
    findings,
    indicators,
    playbook: answerPlaybook(one, verdict),
    actions: nextActions(one, verdict.decision),
    attack: attackOf(findings),
    completeness,
    defects: assembly.defects.slice(0, limits.defects).map(({ code, offset, detail }) => ({ code, offset, detail })),
  }
}

/** Assemblies to resolve into. The platform's own are known by name and stay outside; what cannot be read is left out. */
function helpers(options: InspectOptions): Assembly[] {
  const opened: Assembly[] = []
  for (const { bytes } of options.with ?? []) {
    const { assembly } = open(bytes)
    if (assembly === null) continue
    const own = assemblyIdentity(assembly)
    const token = own === null || own.publicKey.bytes.length === 0 ? null : publicKeyToken(own.publicKey.bytes)
    if (own === null || !isPlatformAssembly(own.name, token)) opened.push(assembly)
  }
  return opened
}

function agentsOf(program: Program, surface: AgentSurface): Agent[] {
  return surface.agents.map((agent) => ({
    type: typeNameOf(program, agent.type),
    token: tokenText(0x0200_0000 | homeOfType(program, agent.type).row),
    base: agent.base,
    kind: agent.kind,
    events: agent.events.map(({ subscription, handler }) => {
      const { event } = subscription
      const home = handler === null ? null : homeOfMethod(program, handler)
      const code = evidenceAt(program, subscription.method, null, null)
      return {
        event: event.name,
        stage: event.stage,
        sees: [...event.sees],
        handler: home === null ? '[not resolved]' : methodName(home.assembly, home.row),
        handlerToken: tokenText(home === null ? 0x0600_0000 : 0x0600_0000 | home.row),
        at: { ...code, api: `${event.base}::add_${event.name}` },
      }
    }),
  }))
}

function factoriesOf(program: Program, surface: AgentSurface): Factory[] {
  return surface.factories.map((factory) => ({
    type: typeNameOf(program, factory.type),
    token: tokenText(0x0200_0000 | homeOfType(program, factory.type).row),
    base: factory.base,
    creates: factory.creates.map((type) => typeNameOf(program, type)),
  }))
}

function odditiesOf(program: Program, surface: AgentSurface): Case['oddities'] {
  const oddities: { id: string; text: string; points: number }[] = []
  for (const agent of surface.agents) {
    const name = typeNameOf(program, agent.type)
    if (agentBases.get(agent.base)?.thirdParty === false) {
      oddities.push({ id: 'closed-base', text: `${name} derives from ${agent.base}, which is not open to third parties`, points: 20 })
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

function completenessOf(graph: CallGraph, reachable: number, assembly: Assembly, log: LimitLog): Profile['completeness'] {
  const reached = [...log.hit]
  const partial = reached.length > 0 || graph.analysed < graph.bodies || assembly.defects.length > 0
  return { status: partial ? 'partial' : 'complete', methods: { total: graph.bodies, analysed: graph.analysed, reachable }, limits: reached }
}

function attackOf(findings: Profile['findings']): Profile['attack'] {
  const techniques = new Map<string, string[]>()
  for (const finding of findings) {
    for (const technique of finding.attack) techniques.set(technique, [...(techniques.get(technique) ?? []), finding.id])
  }
  return [...techniques].sort(([a], [b]) => (a < b ? -1 : 1)).map(([technique, ids]) => ({ technique, findings: ids }))
}
