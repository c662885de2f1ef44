import type { ProvenFlow } from './find-hits.ts'
import { and, asPartial, conditionFrom, or, sameFormula } from './formula.ts'
import type { Guards } from './guards.ts'
import { type ProofBudget, proveBeside } from './proof.ts'
import { sitesOf } from './solved-view.ts'
import type { Solver } from './solver.ts'
import type { Condition } from './view.ts'

/** Ways of one flow that are looked for; beyond that its condition is told in part. */
const mostWays = 4

/** Nodes of the instructions a flow passes, that of the sink last. */
export function endsOf({ proof: { sites }, site }: Pick<ProvenFlow, 'proof' | 'site'>): readonly number[] {
  return sites[sites.length - 1] === site ? sites : [...sites, site]
}

/**
 * When data goes to the sink by any way. A way is asked for by all its steps; where some step asks more than the sink itself, the same
 * data may come by another, without that step.
 */
export function conditionOfWays(solver: Solver, guards: Guards, flow: ProvenFlow, budget: ProofBudget): Condition {
  const along = (nodes: readonly number[]) => guards.formulaOfSteps(nodes.flatMap((node) => sitesOf(solver, [node])))
  const here = along([flow.site])
  const avoided = new Set<number>()
  let any = along(endsOf(flow))
  let sites: readonly number[] = flow.proof.sites
  for (let way = 1; !sameFormula(and(here, any), here); way++) {
    const guarded = sites.filter((site) => site !== flow.site && !sameFormula(and(here, along([site])), here))
    for (const site of guarded) avoided.add(site)
    const other = guarded.length === 0 ? null : proveBeside(solver, flow.node, flow.label, budget, avoided)
    if (other === null) break
    if (other === 'budget' || way === mostWays) return conditionFrom(asPartial(any))
    sites = other.sites
    any = or(any, along(endsOf({ ...flow, proof: other })))
  }
  return conditionFrom(any)
}
