import { lazy } from '../lazy.ts'
import { type LimitLog, limits } from '../limits.ts'
import { resolveField } from '../model/program.ts'
import { makeCallees } from './callee.ts'
import { answerOf, filtersOn, whenGiven } from './filters.ts'
import { allOf, and, anyOf, asKept, asPartial, conditionFrom, type Formula, isNever, no, unsure, yes } from './formula.ts'
import { onEdge, sinceDominator, turnTo, whenBlock } from './guard-blocks.ts'
import { type Asking, type ConstantSource, type Frame, once, type Spot, ssaAt } from './guard-context.ts'
import { keyGuard } from './guard-keys.ts'
import { nameGuard } from './guard-names.ts'
import { findThrowers, whenPassed } from './guard-passes.ts'
import { whenReceived, withReceiver } from './guard-receivers.ts'
import { blockOf, operandsAt } from './trigger-code.ts'
import { truthOf } from './truth.ts'
import { groupTruth } from './truth-calls.ts'
import { countNumberWrites } from './truth-exchanged.ts'
import { findKeptWrites } from './truth-filled.ts'
import { findBagWrites } from './truth-keys.ts'
import type { Condition, FlowView, Instance, Site } from './view.ts'

/** What guards the code of a set: each answer is worked out when it is asked for. */
export interface Guards {
  /** When control comes to a block, counted from the start of its method. */
  readonly whenBlock: (instance: Instance, block: number) => Formula
  /** When the method runs in this context: what guards its calls, its subscription, the start of its thread or timer. */
  readonly whenInstance: (instance: Instance) => Formula
  readonly conditionOf: (site: Site) => Condition
  /** When any of them runs: one instruction in several contexts. */
  readonly conditionOfAny: (sites: readonly Site[]) => Condition
  /** When data goes all the way: each step must run. */
  readonly formulaOfSteps: (sites: readonly Site[]) => Formula
  /** What the data had to fulfil that an instruction takes out of a collection. */
  readonly filtersOf: (site: Site) => Formula
}

function findStateFields(view: FlowView): ReadonlySet<number> {
  const fields = new Set<number>()
  for (let instance = 0; instance < view.instanceCount; instance++) {
    const ssa = view.ssaOf(view.methodOf(instance))
    if (ssa === null || ssa.flow.stateField === null) continue
    fields.add(resolveField(view.program, ssa.code.index, ssa.flow.stateField))
  }
  return fields
}

/** Callers of one method in one context that are looked at. */
const mostCallers = 64
/** Callers of callers that are looked through for long chains. */
const mostAbove = 4096
/** Calls between those that are asked first. */
const farAbove = 32

export function makeGuards(view: FlowView, constants: ConstantSource, log: LimitLog): Guards {
  const asking: Asking = {
    view,
    constants,
    callees: makeCallees(view.program),
    log,
    frames: new Map(),
    roots: new Map(),
    asked: new Map(),
    budget: { left: limits.conditionSteps, total: limits.conditionTotal, depth: 0 },
    known: new Map(),
    open: new Map(),
    met: { outermost: Number.POSITIVE_INFINITY, on: 0n },
    interim: { answers: new Map(), until: new Map(), times: new Map() },
    truth: (spot, want) => truthOf(asking, spot, want),
    whenBlock: (instance, block, frame) => whenBlock(asking, instance, block, frame),
    onEdge: (instance, from, to, frame) => onEdge(asking, instance, from, to, frame),
    turnTo: (instance, head, block, frame) => turnTo(asking, instance, head, block, frame),
    sinceDominator: (instance, from, to, frame) => sinceDominator(asking, instance, from, to, frame),
    whenInstance,
    filters: (spot) => filtersOn(asking, spot),
    bagWrites: lazy(() => findBagWrites(asking)),
    keptWrites: lazy(() => findKeptWrites(asking)),
    numberWrites: lazy(() => countNumberWrites(asking)),
    throwers: lazy(() => findThrowers(asking)),
    stateFields: lazy(() => findStateFields(view)),
    answer: (delegate, want, over) => answerOf(asking, delegate, want, over.isOfEach) ?? groupTruth(asking, delegate, want, over) ?? unsure,
  }

  function whenInstance(instance: Instance): Formula {
    return once(asking, `instance ${instance}`, no, () => {
      const callers = view.callersOf(instance)
      if (callers.length > mostCallers) return unsure
      // an agent is made, and its events are subscribed, by code of the set where that is known
      const entered = view.entriesOf(instance).some(({ kind }) => kind !== 'constructor' && kind !== 'event')
      if (entered || callers.length === 0) return yes
      return anyOf(callers.map((call) => whenCalled(call, instance)))
    })
  }

  /** When a call runs this instance. */
  function whenCalled(call: Site, instance: Instance): Formula {
    const frame = withReceiver(asking, call, instance)
    const guarded = allOf([whenSite(call, frame), keyGuard(asking, call, instance), nameGuard(asking, call, instance), whenGiven(asking, call)])
    const all = and(guarded, whenReceived(asking, call, instance, frame))
    // what excludes each other lies apart: one message put the object there that another one finds
    return isNever(all) ? asPartial(guarded) : all
  }

  function whenSite({ instance, instruction }: Site, frame: Frame | null = null): Formula {
    const ssa = ssaAt(asking, instance)
    if (ssa === null) return yes
    const block = blockOf(ssa, instruction)
    const reached = and(whenInstance(instance), whenBlock(asking, instance, block, frame))
    return and(reached, whenPassed(asking, ssa, instance, block, instruction, frame))
  }

  function filtersOf({ instance, instruction }: Site): Formula {
    const ssa = ssaAt(asking, instance)
    if (ssa === null) return yes
    const spots: Spot[] = [instruction, ...operandsAt(ssa, instruction)].filter((value) => value >= 0).map((value) => ({ instance, value, frame: null }))
    return allOf(spots.map(asking.filters))
  }

  const climbed = new Set<Instance>()

  /** Callers far above are asked first, so that a long chain of calls is no question deep inside others. */
  function askFarCallers(from: Instance): void {
    const depths = new Map([[from, 0]])
    const far: Instance[] = []
    for (const [instance, depth] of depths) {
      if (depths.size > mostAbove) return
      // above that all were asked before
      if (climbed.has(instance)) {
        far.push(instance)
        continue
      }
      climbed.add(instance)
      if (depth > 0 && depth % farAbove === 0) far.push(instance)
      for (const call of view.callersOf(instance).slice(0, mostCallers)) if (!depths.has(call.instance)) depths.set(call.instance, depth + 1)
    }
    for (const instance of far.reverse()) whenInstance(instance)
  }

  /** Each question has steps of its own, so that a hard one takes nothing from the next. */
  function formulaOf(site: Site): Formula {
    asking.budget.left = limits.conditionSteps
    askFarCallers(site.instance)
    return and(whenSite(site), filtersOf(site))
  }

  function formulaOfSteps(sites: readonly Site[]): Formula {
    const different = [...new Map(sites.map((site) => [`${site.instance}:${site.instruction}`, site])).values()]
    const all = allOf(different.map(formulaOf))
    const last = different.at(-1)
    if (!isNever(all) || last === undefined) return all
    // steps that exclude each other were not understood: what guards the last one is still true
    const guarded = formulaOf(last)
    if (isNever(guarded)) return no
    // or an earlier message left what this one takes on
    const before = and(guarded, asKept(allOf(different.slice(0, -1).map(formulaOf))))
    return asPartial(isNever(before) ? guarded : before)
  }

  return {
    whenBlock: (instance, block) => whenBlock(asking, instance, block, null),
    whenInstance,
    conditionOf: (site) => conditionFrom(formulaOf(site)),
    conditionOfAny: (sites) => conditionFrom(anyOf(sites.map(formulaOf))),
    formulaOfSteps,
    filtersOf,
  }
}
