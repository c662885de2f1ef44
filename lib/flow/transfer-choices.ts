import type { Choices } from './choice.ts'
import { choicesOf } from './choices.ts'
import { edgeWay, filter } from './graph.ts'
import { isStatic } from './instances.ts'
import { type InstanceInfo, nodeOf, type Solver } from './solver.ts'

/** What was chosen element by element holds the data it was chosen by. */
export function transferChoices(solver: Solver, instance: InstanceInfo): void {
  const { choices, returned } = known(solver, instance)
  for (const { by, to, at } of choices) solver.graph.edge(nodeOf(instance, by), nodeOf(instance, to), edgeWay.plain, nodeOf(instance, at), filter.data)
  for (const { by, at } of returned) solver.graph.edge(nodeOf(instance, by), instance.returns, edgeWay.plain, nodeOf(instance, at), filter.data)
}

/** A method is looked at once, however many contexts it has. */
function known(solver: Solver, { method, ssa, index }: InstanceInfo): Choices {
  const before = solver.choices.get(method)
  if (before !== undefined) return before
  const sig = ssa.code.assembly.names.methodSig(ssa.code.row)
  const made =
    sig === null
      ? { choices: [], returned: [], branches: new Set<number>() }
      : choicesOf(ssa, { callees: solver.callees, index, hasThis: !isStatic(solver, method), parameters: sig.parameters, returns: sig.returns })
  solver.choices.set(method, made)
  return made
}
