import { limits } from '../limits.ts'
import { edgeWay, filter } from './graph.ts'
import { type Label, labelCount, lowered } from './label.ts'
import type { Solver, SourceAt } from './solver.ts'

/** The way of one flow. `sites`: nodes of the instructions that pass the data on, source first; the sink's own is not among them. */
export interface Proof {
  readonly source: SourceAt
  readonly sites: readonly number[]
  readonly byDefault: boolean
}

/** Calls that were left on the way back and must be entered again, innermost first; 0 is the empty stack. */
interface Frame {
  readonly site: number
  readonly below: number
  readonly depth: number
}

const deepest = 12 // calls matched; deeper ones may be mixed up, which costs precision alone

/** What all proofs of one file may look at together. */
export interface ProofBudget {
  left: number
}

export function proofBudget(): ProofBudget {
  return { left: limits.proofTotal }
}

/** Room for the number of a frame in a key: no proof makes as many. */
const mostFrames = 2 ** 20

/**
 * Goes back from a node to where the label began, calls and returns matched. The first way found is a shortest one. `budget`: more than
 * `limits.proofNodes` were looked at, or the budget was used up; null: there is no way that calls could really take.
 */
export function prove(solver: Solver, node: number, label: Label, budget: ProofBudget): Proof | 'budget' | null {
  const most = Math.min(limits.proofNodes, budget.left)
  const way = search(solver, node, label, most, none)
  budget.left -= way.looked
  if (way.proof === 'budget') solver.log.hit.add(most < limits.proofNodes ? 'proofTotal' : 'proofNodes')
  return way.proof
}

const none: ReadonlySet<number> = new Set()

/** The same of a way that passes none of some instructions, given by their sites, among the `limits.wayNodes` nearest nodes. */
export function proveBeside(solver: Solver, node: number, label: Label, budget: ProofBudget, avoided: ReadonlySet<number>): Proof | 'budget' | null {
  const way = search(solver, node, label, Math.min(limits.wayNodes, budget.left), avoided)
  budget.left -= way.looked
  return way.proof
}

function search(
  solver: Solver,
  node: number,
  label: Label,
  most: number,
  avoided: ReadonlySet<number>,
): { readonly proof: Proof | 'budget' | null; readonly looked: number } {
  const { graph, sources } = solver
  const frames: Frame[] = [{ site: -1, below: 0, depth: 0 }]
  const known = new Map<string, number>()
  const nodes: number[] = [node]
  const labels: Label[] = [label]
  const stacks: number[] = [0]
  const before: number[] = [-1]
  const by: number[] = [-1]
  const keyOf = (at: number, carried: Label, stack: number) => (at * labelCount + carried) * mostFrames + stack
  const seen = new Set<number>([keyOf(node, label, 0)])

  function push(site: number, below: number): number {
    const depth = (frames[below]?.depth ?? 0) + 1
    if (depth > deepest || frames.length === mostFrames) return below
    const key = `${site} ${below}`
    const made = known.get(key) ?? frames.length
    if (made === frames.length) {
      frames.push({ site, below, depth })
      known.set(key, made)
    }
    return made
  }

  for (let at = 0; at < nodes.length; at++) {
    const here = nodes[at] ?? 0
    const carried = labels[at] ?? 0
    const found = sources.get(here)?.find((source) => source.label === carried && !avoided.has(source.site))
    if (found !== undefined) return { proof: proofOf(solver, found, at, before, by), looked: nodes.length }
    if (nodes.length > most) return { proof: 'budget', looked: nodes.length }
    const stack = stacks[at] ?? 0
    for (const edge of graph.into(here)) {
      const { filter: through, way, site } = graph.info(edge)
      if (through === filter.objects || avoided.has(site)) continue
      let next = way === edgeWay.heap ? 0 : stack
      if (way === edgeWay.leave) next = push(site, stack)
      else if (way === edgeWay.enter && stack !== 0) {
        const frame = frames[stack]
        if (frame === undefined || frame.site !== site) continue
        next = frame.below
      }
      const from = graph.from(edge)
      for (const asked of labelsBefore(solver, from, carried, through)) {
        const key = keyOf(from, asked, next)
        if (seen.has(key)) continue
        seen.add(key)
        nodes.push(from)
        labels.push(asked)
        stacks.push(next)
        before.push(at)
        by.push(edge)
      }
    }
  }
  return { proof: null, looked: nodes.length }
}

/** Labels at the start of an edge that are this one at its end. */
function labelsBefore({ graph }: Solver, from: number, label: Label, through: number): Label[] {
  if (through === filter.all || through === filter.data) return graph.has(from, label) ? [label] : []
  const to = through === filter.digest ? 'digest' : 'measure'
  return [...graph.at(from)].filter((element) => element < labelCount && lowered(element, to) === label)
}

function proofOf(solver: Solver, source: SourceAt, found: number, before: readonly number[], by: readonly number[]): Proof {
  const sites: number[] = [source.site]
  let byDefault = false
  for (let at = found; at >= 0; at = before[at] ?? -1) {
    const edge = by[at] ?? -1
    if (edge < 0) continue
    const info = solver.graph.info(edge)
    if (info.byDefault) byDefault = true
    if (info.site >= 0 && sites[sites.length - 1] !== info.site) sites.push(info.site)
  }
  return { source, sites, byDefault }
}
