import type { AgentSurface } from '../agents/entries.ts'
import { indexAt } from '../il/instruction.ts'
import { limits } from '../limits.ts'
import { methodName } from '../model/assembly.ts'
import { hasCode } from '../model/method-code.ts'
import type { Tracer } from '../model/origin.ts'
import { homeOfMethod } from '../model/program.ts'
import { type Constants, makeConstants } from './constants.ts'
import { hostAndPort } from './effect-ports.ts'
import { findHits, type ProvenFlow } from './find-hits.ts'
import type { FlowResult, HiddenCall, Hit, Recovered, Unfollowed } from './flow-result.ts'
import { type Guards, makeGuards } from './guards.ts'
import { makeInterpreter } from './interpret.ts'
import { argumentText, hiddenArgumentText, isWritten, type JoinedTexts, type KnownText, memberText, type TextSources, textAt } from './known-texts.ts'
import { gradeOfLabel, isTelling, kindOfLabel, labelCount } from './label.ts'
import { ownerOfNode, placeOf } from './owner-of-node.ts'
import type { ProofBudget } from './proof.ts'
import { findReached, type Reached } from './reached.ts'
import { makeSolver, settle, solve } from './solve.ts'
import { makeView } from './solved-view.ts'
import type { Solver } from './solver.ts'
import type { CodePlace, Condition, FlowView } from './view.ts'
import { conditionOfWays, endsOf } from './ways.ts'
import { completeAddress, isRelativeRequest } from './web-target.ts'

/** A condition of code that was not looked at. */
export const notAnalysed: Condition = { state: 'not-analysed', anyOf: [] }

/** What a set without agents gives: nothing runs, so nothing flows. */
const nothing: FlowResult = {
  hits: [],
  conditionOf: () => notAnalysed,
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

/** The parts that answer questions about one solved set. */
interface Answers extends TextSources {
  readonly view: FlowView
  readonly guards: Guards
  readonly reached: Reached
}

/**
 * Follows the data of mail from the entry points through all code that runs, in bounded steps: the same bytes give the same answer on
 * every machine. A set that Exchange enters nowhere costs nothing.
 */
export function analyseFlow(tracer: Tracer, surface: AgentSurface): FlowResult {
  if (surface.entries.length === 0) return nothing
  const solver = makeSolver(tracer, surface)
  const { log, cache } = tracer
  const interpreter = makeInterpreter(cache, log)
  solve(solver, surface)
  const recovered = new Map<string, Recovered>()
  const joined = nameWhatIsCalled(solver, () => makeConstants(makeView(solver), interpreter, cache, log), recovered)
  const view = makeView(solver)
  const constants = makeConstants(view, interpreter, cache, log)
  const answers: Answers = { solver, joined, view, constants, guards: makeGuards(view, constants, log), reached: findReached(solver, surface) }
  const { flows, unproven, budget } = findHits(solver)
  const hits = flows.map((flow) => hitOf(answers, flow, recovered, budget))
  const notProven = unproven.map(
    ({ sink, member, site, label }): Unfollowed => ({
      kind: 'not-proven',
      what: `${member} (${sink})`,
      mail: [{ kind: kindOfLabel(label), grade: gradeOfLabel(label) }],
      at: placeOf(solver, site),
    }),
  )
  const complete = !solver.graph.exhausted() && !solver.work.isFull
  return {
    hits,
    conditionOf: (at) => conditionAt(answers, at),
    isReached: (method) => (solver.ofMethod.has(method) ? true : complete && hasCode(solver.program, method) ? false : null),
    entriesOf: answers.reached.entriesOf,
    pathTo: answers.reached.pathTo,
    recovered: [...recovered.values()],
    hiddenCalls: hiddenCalls(solver),
    unfollowed: [
      ...unfollowed(solver),
      ...notProven,
      ...(complete ? [] : [{ kind: 'budget' as const, what: 'the step budget ended the analysis', mail: [], at: null }]),
    ],
    argumentText: (at, parameter, hidden) => (hidden === undefined ? argumentText(answers, at, parameter) : hiddenArgumentText(answers, at, parameter, hidden)),
    isWritten: (at, parameter) => isWritten(answers, at, parameter),
    complete,
  }
}

/** Names for reflection that only decoding gives, and paths: each found leads further, at most `limits.flowRounds` times. */
function nameWhatIsCalled(solver: Solver, constants: () => Constants, recovered: Map<string, Recovered>): JoinedTexts {
  const joined = new Map<number, { readonly text: string; readonly by: string | null }>()
  const done = new Set<number>()
  for (let round = 0; !solver.graph.exhausted(); round++) {
    const open = [...solver.names, ...solver.paths].filter(([node]) => !done.has(node) && !hasText(solver, node))
    if (open.length === 0) break
    if (round >= limits.flowRounds) {
      solver.log.hit.add('flowRounds')
      break
    }
    const asked = constants()
    let found = 0
    for (const [node, at] of open) {
      done.add(node)
      if (solver.paths.has(node)) {
        // the same template in two places is the same file
        const path = asked.text(at)
        if (path === null || !tellsApart(path.text)) continue
        solver.graph.add(node, solver.elements.of({ kind: 'text', value: path.text }))
        joined.set(node, { text: path.text, by: path.recovered ? (path.by ?? '') : null })
        found++
        continue
      }
      for (const value of asked.at(at).values) {
        if (value.kind !== 'text' || !value.pieces.every((piece) => typeof piece === 'string')) continue
        const text = value.pieces.join('')
        solver.graph.add(node, solver.elements.of({ kind: 'text', value: text }))
        if (value.from.kind === 'recovered') joined.set(node, { text, by: value.from.by })
        found++
        const place = placeOf(solver, node)
        if (value.from.kind === 'recovered' && place !== null) recovered.set(text, { text, by: value.from.by, at: place })
      }
    }
    if (found === 0) break
    settle(solver)
  }
  for (let round = 0; round < limits.flowRounds && (round === 0 || solver.unresolved.length > 0); round++) {
    for (const act of solver.unresolved.splice(0)) act()
    settle(solver, true)
  }
  if (solver.unresolved.length > 0) solver.log.hit.add('flowRounds')
  return joined
}

/** A name of holes alone is any name. */
function tellsApart(template: string): boolean {
  return template.replaceAll(/\{[^}]*\}/g, '').length >= 4
}

function hasText(solver: Solver, node: number): boolean {
  for (const element of solver.graph.at(node)) if (solver.elements.item(element)?.kind === 'text') return true
  return false
}

function hitOf(answers: Answers, flow: ProvenFlow, recovered: Map<string, Recovered>, budget: ProofBudget): Hit {
  const { solver, guards, reached } = answers
  const { source } = flow.proof
  const at = placeOf(solver, flow.site) ?? { method: 0, ilOffset: 0 }
  const target = textAt(answers, flow.target) ?? (flow.sink.startsWith('mail-') && flow.target >= 0 ? memberText(answers, flow.target) : null)
  if (target?.recovered === true) recovered.set(target.text, { text: target.text, by: target.by ?? '', at })
  const instance = ownerOfNode(solver, flow.site)?.instance ?? -1
  const sourceTarget = textAt(answers, source.target)
  return {
    source: {
      kind: kindOfLabel(flow.label),
      grade: gradeOfLabel(flow.label),
      member: source.member,
      at: placeOf(solver, source.site) ?? at,
      target: sourceTarget?.text ?? null,
    },
    sink: {
      kind: flow.sink === 'file' && isPickup(target?.text ?? '') ? 'mail-new' : flow.sink,
      member: flow.member,
      at,
      target: targetText(answers, flow, target),
      targetRecovered: target?.recovered ?? false,
    },
    steps: endsOf(flow).flatMap((site) => placeOf(solver, site) ?? []),
    byDefault: flow.proof.byDefault,
    condition: conditionOfWays(solver, guards, flow, budget),
    entries: reached.entriesOfInstance(instance),
    path: reached.pathToInstance(instance),
  }
}

function targetText(answers: Answers, flow: ProvenFlow, target: KnownText | null): string | null {
  if (target === null) return null
  if (flow.port !== null) return hostAndPort(target.text, flow.port)
  return isRelativeRequest(flow.member, target.text) ? completeAddress(baseAddress(answers, flow.site), target.text) : target.text
}

/** What the client that a call is made on was given as the beginning of its addresses. */
function baseAddress(answers: Answers, site: number): string | null {
  const { graph, heap, instances } = answers.solver
  const owner = ownerOfNode(answers.solver, site)
  const info = owner === null ? undefined : instances[owner.instance]
  const receiver = info === undefined || owner === null ? undefined : info.ssa.operands[info.ssa.operandStart[owner.value] ?? 0]
  if (info === undefined || receiver === undefined) return null
  for (const element of graph.at(info.base + receiver)) {
    for (const [name, cell] of heap.names(element)) if (name === 'path') return textAt(answers, cell)?.text ?? null
  }
  return null
}

/** Exchange sends what is put into these folders of its own. */
function isPickup(path: string): boolean {
  return /[\\/](?:pickup|replay)(?:[\\/]|$)/i.test(path)
}

/** The condition of an instruction in any of the contexts in which it runs. */
function conditionAt({ solver, guards }: Answers, at: CodePlace): Condition {
  const instances = solver.ofMethod.get(at.method) ?? []
  const ssa = solver.ssaOf(at.method)
  if (instances.length === 0 || ssa === null) return notAnalysed
  const instruction = indexAt(ssa.code.code, at.ilOffset)
  if (instruction < 0) return notAnalysed
  return guards.conditionOfAny(instances.map((instance) => ({ instance, instruction })))
}

function hiddenCalls(solver: Solver): HiddenCall[] {
  const found: HiddenCall[] = []
  for (const [site, apis] of solver.hidden) {
    const at = placeOf(solver, site)
    if (at !== null) for (const api of apis.keys()) found.push({ api, signature: api, recovered: false, at })
  }
  return found
}

function unfollowed(solver: Solver): Unfollowed[] {
  const found: Unfollowed[] = []
  for (const [site, { kind, what, node }] of solver.unfollowed) {
    const mail = new Map<string, Unfollowed['mail'][number]>()
    for (const element of [...solver.graph.at(node)].sort((a, b) => a - b)) {
      if (element >= labelCount || !isTelling(gradeOfLabel(element))) continue
      const source = kindOfLabel(element)
      if (!mail.has(source)) mail.set(source, { kind: source, grade: gradeOfLabel(element) })
    }
    found.push({ kind, what, mail: [...mail.values()], at: placeOf(solver, site) })
  }
  return found
}

/** The name of a method of the set, as reports write it. */
export function nameOfMethod(solver: Solver, method: number): string {
  const { assembly, row } = homeOfMethod(solver.program, method)
  return methodName(assembly, row)
}
