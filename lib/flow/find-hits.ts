import { limits } from '../limits.ts'
import { filter } from './graph.ts'
import { gradeOfLabel, isTelling, kindOfLabel, type Label, labelCount, lowered, type SinkKind } from './label.ts'
import { type Proof, type ProofBudget, proofBudget, prove } from './proof.ts'
import type { SinkAt, Solver } from './solver.ts'

/** A flow that was proven: instructions by their nodes. */
export interface ProvenFlow {
  readonly sink: SinkKind
  readonly member: string
  /** The instruction that brings the data to the sink. */
  readonly site: number
  readonly label: Label
  /** Where the proof begins. */
  readonly node: number
  readonly proof: Proof
  /** Node that says where it goes; -1 for none. */
  readonly target: number
  readonly port: number | null
}

/** Data that reaches a sink by the masks, but on no way that could be shown. */
export interface Unproven {
  readonly sink: SinkKind
  readonly member: string
  readonly site: number
  readonly label: Label
}

export interface Hits {
  readonly flows: readonly ProvenFlow[]
  readonly unproven: readonly Unproven[]
  /** What is left for other ways. */
  readonly budget: ProofBudget
}

/** Every sink with the best that reaches it from each kind of source, each proven backwards. */
export function findHits(solver: Solver): Hits {
  const flows: ProvenFlow[] = []
  const unproven: Unproven[] = []
  const budget = proofBudget()
  for (const sink of solver.sinks) {
    for (const { node, site, labels } of arrivals(solver, sink)) {
      for (const label of bestOfEachKind(labels)) {
        if (flows.length >= limits.flowHits) {
          solver.log.hit.add('flowHits')
          return { flows, unproven, budget }
        }
        const proof = prove(solver, node, label, budget)
        if (proof === null || proof === 'budget') unproven.push({ sink: sink.kind, member: sink.member, site, label })
        else flows.push({ sink: sink.kind, member: memberAt(solver, site, sink), site, label, node, proof, target: sink.target, port: sink.port })
      }
    }
  }
  return { flows, unproven, budget }
}

interface Arrival {
  readonly node: number
  readonly site: number
  readonly labels: readonly Label[]
}

/** For the content of an object each instruction that writes into it; for an argument the call. */
function arrivals(solver: Solver, sink: SinkAt): Arrival[] {
  const { graph } = solver
  if (sink.site >= 0) return [{ node: sink.node, site: sink.site, labels: labelsOf(graph.at(sink.node)) }]
  const found: Arrival[] = []
  const seen = new Set([sink.node])
  for (const node of seen) {
    for (const edge of graph.into(node)) {
      const { site, filter: through } = graph.info(edge)
      const from = graph.from(edge)
      // what comes to life in the object is not written into it
      if (solver.echoes.has(from) || solver.sources.get(from)?.some((source) => source.site === sink.madeAt) === true) continue
      if (site < 0) {
        if (seen.size < limits.chain) seen.add(from)
        continue
      }
      const labels =
        through === filter.digest || through === filter.measure
          ? labelsOf(graph.at(from)).map((label) => lowered(label, through === filter.digest ? 'digest' : 'measure'))
          : labelsOf(graph.at(from))
      // the proof starts behind the edge, which for lowered data is the node itself
      if (labels.length > 0) found.push({ node: through === filter.digest || through === filter.measure ? node : from, site, labels })
    }
  }
  return found
}

function labelsOf(elements: Iterable<number>): Label[] {
  return [...elements].filter((element) => element < labelCount)
}

/** Of each kind of source the highest grade: labels are numbered by kind, then from the highest grade down. */
function bestOfEachKind(labels: readonly Label[]): Label[] {
  const best = new Map<string, Label>()
  for (const label of [...labels].sort((a, b) => a - b)) {
    if (!isTelling(gradeOfLabel(label))) continue
    const kind = kindOfLabel(label)
    if (!best.has(kind)) best.set(kind, label)
  }
  return [...best.values()]
}

/** What is called where the data arrives: the writing member for a stream, else what made the sink one. */
function memberAt(solver: Solver, site: number, sink: SinkAt): string {
  return solver.outside.get(site)?.signature ?? sink.member
}
