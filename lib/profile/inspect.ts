import { host } from '#host'
import { findAgentSurface } from '../agents/entries.ts'
import { spanOf } from '../bytes/span.ts'
import { compileRules, matchFacts, wantedBy } from '../capabilities/match.ts'
import { rules, rulesVersion } from '../capabilities/rules.ts'
import { type Defect, defectOf, FormatError } from '../errors.ts'
import { extractFacts } from '../facts/extract.ts'
import type { Fact } from '../facts/fact.ts'
import { flowFacts } from '../facts/flow-facts.ts'
import { analyseFlow } from '../flow/analyse-flow.ts'
import type { FlowResult } from '../flow/flow-result.ts'
import { type LimitLog, limits } from '../limits.ts'
import { type Assembly, assemblyIdentity, openImage } from '../model/assembly.ts'
import { type CallGraph, makeCallGraph } from '../model/call-graph.ts'
import { type Embedded, findEmbedded, findEmbeddedInNative, type Opaque } from '../model/embedded.ts'
import { isPlatformAssembly } from '../model/framework-names.ts'
import { imageKinds } from '../model/image-kind.ts'
import { loads } from '../model/loads.ts'
import { makeTracer } from '../model/origins.ts'
import { makeProgram, typeNameOf } from '../model/program.ts'
import { publicKeyToken } from '../model/references.ts'
import { directoryIndex } from '../pe/directories.ts'
import { type Image, isImage, readImage } from '../pe/image.ts'
import { toolVersion } from '../version.ts'
import type { Case, CaseFlow } from './case.ts'
import { childrenOf, type Inspector, type Nesting, outermost } from './children.ts'
import { emptyProfile } from './empty.ts'
import { openExposure } from './exposure.ts'
import { type Findings, makeFindings } from './findings.ts'
import type { Host } from './hashing.ts'
import { imageIdentity, makeClaims, makeIdentity } from './identity.ts'
import { makeIndicators } from './indicators.ts'
import { readInstant } from './moments.ts'
import type { InspectOptions } from './options.ts'
import { answerPlaybook, nextActions } from './playbook.ts'
import type { Profile } from './profile.ts'
import { serverCase } from './server-case.ts'
import { agentsOf, factoriesOf, odditiesOf } from './surface.ts'
import type { BuildTimes } from './timeline.ts'
import { unknownsOf } from './unknowns.ts'
import { decide, notJudged } from './verdict.ts'

const ruleIndex = compileRules(rules)
const wanted = wantedBy(ruleIndex)

/** Everything about one file. Never throws on bytes: what is no .NET assembly gives a profile that says so. */
export function inspect(bytes: Uint8Array, options: InspectOptions = {}): Profile {
  return inspectAt(bytes, options, options.host ?? host, outermost(bytes.length))
}

function inspectAt(bytes: Uint8Array, options: InspectOptions, by: Host, nesting: Nesting): Profile {
  const blank = emptyProfile(bytes, options, by, { version: toolVersion, rulesVersion })
  const opened = open(bytes)
  const log: LimitLog = { hit: new Set() }
  const inspector: Inspector = { hash: (child) => by.hash('sha256', child), inspect: (child, name, deeper) => inspectAt(child, { name }, by, deeper) }
  const inside = (found: readonly Embedded[]) => childrenOf(found, nesting, log, inspector)
  if (opened.assembly !== null) return inspectAssembly(opened.assembly, blank, options, by, log, inside)
  const { image, format, defects, why } = opened
  if (format === 'other') return registered({ ...blank, verdict: notJudged(why, []) }, options)
  const told = { ...blank, format, loads: loads(spanOf(bytes), null), defects: toldDefects(defects) }
  if (image === null) return registered({ ...told, verdict: notJudged(why, []) }, options)
  const children = inside(findEmbeddedInNative(image, defects, log).images)
  const identity = { ...blank.identity, ...imageIdentity(image, defects, options.authenticode) }
  defects.push(...(options.authenticode?.defects ?? []))
  const bounds = boundsMet(defects, log)
  const profile: Profile = {
    ...told,
    verdict: { ...notJudged(why, children), confidence: saysDotnet(image) ? 'low' : 'high' },
    identity,
    children,
    completeness: { ...blank.completeness, status: bounds.length > 0 || defects.length > (saysDotnet(image) ? 0 : 1) ? 'partial' : 'complete', limits: bounds },
    defects: toldDefects(defects),
  }
  return registered(profile, options)
}

/** What the server's records say of a file that is no assembly: an agent may be registered with it all the same. */
function registered(profile: Profile, options: InspectOptions): Profile {
  const signed = { header: null, pdb: null, isReproducible: false, ...signedTime(options) }
  const server = serverCase(profile, options, signed)
  return server === null ? profile : { ...profile, registration: server.registered.map(({ row }) => row), timeline: server.timeline.events }
}

interface Opened {
  readonly assembly: Assembly | null
  readonly image: Image | null
  readonly format: Profile['format']
  readonly why: string
  readonly defects: Defect[]
}

function open(bytes: Uint8Array): Opened {
  const file = spanOf(bytes)
  if (!isImage(file)) return { assembly: null, image: null, format: 'other', why: 'this is no PE file', defects: [] }
  let image: Image | null = null
  try {
    image = readImage(file)
    return { assembly: openImage(image), image, format: 'dotnet', why: '', defects: [] }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    const why = saysDotnet(image)
      ? `its headers say it is a .NET assembly, which cannot be read: ${error.message}. It is damaged or cut off: get a whole copy`
      : `this is a PE file without .NET: ${error.message}`
    return { assembly: null, image, format: 'pe', why, defects: [...(image?.defects ?? []), defectOf(error, error.message)] }
  }
}

/** A CLI header is named, whether or not it can be read. */
function saysDotnet(image: Image | null): boolean {
  return (image?.directories[directoryIndex.CLRRuntimeHeader]?.rva ?? 0) !== 0
}

type Inside = (found: readonly Embedded[]) => Profile['children']

function inspectAssembly(assembly: Assembly, blank: Profile, options: InspectOptions, by: Host, log: LimitLog, inside: Inside): Profile {
  const program = makeProgram(assembly, helpers(options))
  const graph = makeCallGraph(program)
  const tracer = makeTracer(graph, log)
  const surface = findAgentSurface(tracer)
  const embedded = findEmbedded(assembly, log)
  const met = new Set(log.hit)
  const flow = analyseFlow(tracer, surface)
  const flowBounds = [...log.hit].filter((bound) => !met.has(bound))
  const facts = program.assemblies.map((_, index) => [...extractFacts(tracer, index, wanted), ...flowFacts(program, flow, index, wanted)])
  facts[0]?.push(...embedded.opaque.map(opaqueFact))
  const made = makeFindings(
    graph,
    surface,
    facts.map((list, index) => ({ index, facts: list, matches: matchFacts(ruleIndex, list, log) })),
    flow,
    log,
  )
  const { findings, reachable } = made
  const agents = agentsOf(program, surface)
  const factories = factoriesOf(program, surface)
  const identity = makeIdentity(assembly, by, options.authenticode, options.asOf === undefined ? null : readInstant(options.asOf))
  identity.claims.push(...makeClaims(assembly, identity, agents, factories, options.name?.split(/[\\/]/).at(-1) ?? null))
  const indicators = makeIndicators(program, facts[0] ?? [], flow.recovered, log)
  const unresolvedBases = surface.types.unresolved.map(({ type, base, assembly: where }) => ({ type: typeNameOf(program, type), base, assembly: where }))
  const children = inside(embedded.images)
  assembly.defects.push(...(options.authenticode?.defects ?? []))
  const kinds = imageKinds(assembly)
  const server = serverCase({ file: blank.file, identity, agents, factories, unresolvedBases }, options, buildTimes(assembly, options))
  identity.build?.remarks.push(...(server?.timeline.remarks ?? []))
  // the last that reads: what is told of damage and bounds is all there is
  const completeness = completenessOf(graph, reachable, assembly, log)
  const one: Case = {
    agents,
    factories,
    unresolvedBases,
    identity,
    findings,
    completeness,
    isCut: assembly.image.sections.some(({ pointerToRawData, size, sizeOfRawData }) => pointerToRawData !== 0 && size < sizeOfRawData),
    children,
    oddities: odditiesOf(program, surface),
    isAgent: surface.types.agents.length + surface.types.factories.length + surface.strays.length + unresolvedBases.length > 0,
    flow: caseFlow(flow, made, flowBounds),
    server,
  }
  const verdict = decide(one, unknownsOf(one, kinds, surface, graph))
  const told: Profile = {
    ...blank,
    format: 'dotnet',
    verdict,
    identity,
    loads: loads(assembly.image.file, assembly),
    agents,
    factories,
    unresolvedBases,
    findings,
    indicators,
    registration: server?.registered.map(({ row }) => row) ?? [],
    timeline: server?.timeline.events ?? [],
    playbook: answerPlaybook(one, verdict),
    actions: nextActions(one, verdict.decision),
    attack: attackOf(findings),
    children,
    completeness,
    defects: toldDefects(assembly.defects),
  }
  return options.context === undefined ? told : { ...told, exposure: openExposure(told, options.context, options)?.end() ?? null }
}

function buildTimes(assembly: Assembly, options: InspectOptions): BuildTimes {
  const { pdb, reproducible } = assembly.debug()
  return { header: assembly.image.timeDateStamp, pdb: pdb?.timeDateStamp ?? null, isReproducible: reproducible, ...signedTime(options) }
}

function signedTime({ authenticode }: InspectOptions): Pick<BuildTimes, 'signed' | 'isSignedTimeGood'> {
  const time = authenticode?.timestamp ?? null
  return { signed: time === null || time.integrity === 'broken' ? null : time.time, isSignedTimeGood: time?.integrity === 'ok' }
}

function caseFlow(
  { complete, unfollowed }: FlowResult,
  { tidied, hiddenTargets, byDefault, picked, namedByMail }: Findings,
  bounds: readonly string[],
): CaseFlow {
  return { complete, unfollowed, tidied, hiddenTargets, byDefault, picked, namedByMail, bounds }
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

function opaqueFact({ where, offset, size, entropy }: Opaque): Fact {
  return { kind: 'oddity', oddity: 'data.opaque', detail: `${where}: ${size} bytes of ${entropy.toFixed(2)} bits of entropy each`, offset }
}

function completenessOf(graph: CallGraph, reachable: number, assembly: Assembly, log: LimitLog): Profile['completeness'] {
  const bounds = boundsMet(assembly.defects, log)
  const partial = bounds.length > 0 || graph.analysed < graph.bodies || assembly.defects.length > 0
  return { status: partial ? 'partial' : 'complete', methods: { total: graph.bodies, analysed: graph.analysed, reachable }, limits: bounds }
}

/** Names of the bounds that were met: those that readers put into a defect, and those of the analysis. */
function boundsMet(defects: readonly Defect[], log: LimitLog): string[] {
  if (defects.length > limits.defects) log.hit.add('defects')
  for (const { limit } of defects) if (limit !== undefined) log.hit.add(limit)
  return [...log.hit]
}

function toldDefects(defects: readonly Defect[]): Profile['defects'] {
  return defects.slice(0, limits.defects).map(({ code, offset, detail }) => ({ code, offset, detail }))
}

function attackOf(findings: Profile['findings']): Profile['attack'] {
  const techniques = new Map<string, string[]>()
  for (const finding of findings) {
    for (const technique of finding.attack) techniques.set(technique, [...(techniques.get(technique) ?? []), finding.id])
  }
  return [...techniques].sort(([a], [b]) => (a < b ? -1 : 1)).map(([technique, ids]) => ({ technique, findings: ids }))
}
