import { switchTargetsOf } from '../il/instruction.ts'
import { op } from '../il/opcode-lookup.ts'
import { and, costOf, type Formula, inAnotherTurn, isNever, no, or, unsure, yes } from './formula.ts'
import { type Asking, beside, dependsOn, type Frame, inRound, keep, once, type Round, spend, ssaAt } from './guard-context.ts'
import { whenStayed } from './guard-loops.ts'
import { handlersBetween, whenPassed } from './guard-passes.ts'
import { whenCaught } from './guard-throws.ts'
import type { Ssa } from './ssa.ts'
import { blockAt, branchTests, operandAt } from './trigger-code.ts'
import { comparedTruth } from './truth.ts'
import { isFirstTurn } from './truth-loops.ts'
import { switchTruth } from './truth-switch.ts'
import type { Instance, Site } from './view.ts'

/**
 * When control comes to a block, from the start of its method: what leads to its immediate dominator, and some way from there. A
 * handler runs when its `try` does and something in it throws.
 */
export function whenBlock(asking: Asking, instance: Instance, block: number, frame: Frame | null): Formula {
  const ssa = ssaAt(asking, instance)
  if (ssa === null) return yes
  const key = (at: number) => `block ${frame?.id ?? 0}:${instance}:${at}`
  // upwards to what is known, then down again: chains of dominators are as long as methods
  const chain: number[] = []
  const seen = new Set<number>()
  let round: Round = { answer: yes, isWhole: true, outermost: Number.POSITIVE_INFINITY, on: 0n }
  for (let at = block; at >= 0 && !seen.has(at); ) {
    const known = asking.known.get(key(at))
    const meanwhile = asking.interim.answers.get(key(at))
    if (known !== undefined) {
      round = { ...round, answer: known }
      break
    }
    if (meanwhile !== undefined) {
      round = { ...meanwhile, isWhole: false }
      dependsOn(asking, meanwhile)
      break
    }
    seen.add(at)
    chain.push(at)
    const above = ssa.flow.idom[at] ?? -1
    at = above === at ? (ssa.flow.tryOf[at] ?? -1) : above
  }
  for (const at of chain.reverse()) {
    const above = ssa.flow.idom[at] ?? -1
    const upTo = round
    const step = inRound(asking, Number.POSITIVE_INFINITY, () =>
      and(
        upTo.answer,
        above >= 0 && above !== at
          ? and(behind(asking, ssa, instance, at, frame), since(asking, ssa, instance, at, frame))
          : whenCaught(asking, ssa, instance, at, frame),
      ),
    )
    round = {
      answer: step.answer,
      isWhole: upTo.isWhole && step.isWhole,
      outermost: Math.min(upTo.outermost, step.outermost),
      on: upTo.on | step.on,
    }
    keep(asking, key(at), round)
  }
  return round.answer
}

/** What the immediate dominator's own instructions ask for, where every way to the block passes them all. */
function behind(asking: Asking, ssa: Ssa, instance: Instance, block: number, frame: Frame | null): Formula {
  const above = ssa.flow.idom[block] ?? -1
  const passed = whenPassed(asking, ssa, instance, above, Number.POSITIVE_INFINITY, frame)
  return passed === yes || handlersBetween(ssa, above, block).length > 0 ? yes : passed
}

/** When control comes by an edge, once it is in the block that dominates both ends; -1: from anywhere in a `try`. */
export function sinceDominator(asking: Asking, instance: Instance, from: number, to: number, frame: Frame | null): Formula {
  const ssa = ssaAt(asking, instance)
  if (ssa === null || from < 0) return yes
  const stop = ssa.flow.idom[to] ?? -1
  const chain: number[] = []
  for (let at = from; at >= 0 && at !== to && at !== stop && chain.length < ssa.flow.blockCount; ) {
    const above = ssa.flow.idom[at] ?? -1
    if (above === at) break
    chain.push(at)
    at = above
  }
  let formula = yes
  for (const at of chain.reverse()) formula = and(formula, since(asking, ssa, instance, at, frame))
  const edge = and(formula, onEdge(asking, instance, from, to, frame))
  // by the next turn of a loop its values are others
  return (ssa.flow.position[from] ?? -1) >= (ssa.flow.position[to] ?? -1) ? inAnotherTurn(edge) : edge
}

/** When a turn of the loop that begins at `head` comes to one of its blocks. */
export function turnTo(asking: Asking, instance: Instance, head: number, block: number, frame: Frame | null): Formula {
  const ssa = ssaAt(asking, instance)
  if (ssa === null) return yes
  const chain: number[] = []
  for (let at = block; at >= 0 && at !== head; at = ssa.flow.idom[at] ?? -1) {
    if (ssa.flow.idom[at] === at || chain.length > largestRegion) return unsure
    chain.push(at)
  }
  let formula = yes
  for (const at of chain.reverse()) formula = and(formula, since(asking, ssa, instance, at, frame))
  return formula
}

/** When control comes to a block once it is in its immediate dominator: some way between them that does not go round a loop. */
function since(asking: Asking, ssa: Ssa, instance: Instance, block: number, frame: Frame | null): Formula {
  return once(asking, `since ${frame?.id ?? 0}:${instance}:${block}`, no, () => {
    const region = regionAbove(ssa, block)
    if (region === null) {
      asking.log.hit.add('conditionSteps')
      return unsure
    }
    if (isCertain(ssa, block)) return yes
    const { position, predecessorStarts, predecessors } = ssa.flow
    const above = ssa.flow.idom[block] ?? 0
    const formulas = new Map<number, Formula>([[above, yes]])
    for (const at of region) {
      const tried = ssa.flow.idom[at] === at ? (ssa.flow.tryOf[at] ?? -1) : -1
      let formula = tried < 0 ? no : and(formulas.get(tried) ?? yes, whenCaught(asking, ssa, instance, at, frame))
      for (let edge = predecessorStarts[at] ?? 0; edge < (predecessorStarts[at + 1] ?? 0); edge++) {
        const from = predecessors[edge] ?? 0
        const before = (position[from] ?? -1) < (position[at] ?? -1) ? formulas.get(from) : undefined
        if (before !== undefined) formula = or(formula, and(before, onEdge(asking, instance, from, at, frame)))
      }
      spend(asking, 1 + costOf(formula))
      if (asking.budget.left < 0 || asking.budget.total < 0) return unsure
      formulas.set(at, formula)
    }
    return formulas.get(block) ?? yes
  })
}

const largestRegion = 4096

/** Blocks on the ways from the immediate dominator to a block, in the order control takes, the dominator left out; null for too many. */
function regionAbove(ssa: Ssa, block: number): readonly number[] | null {
  const { position, predecessorStarts, predecessors, idom } = ssa.flow
  const above = idom[block] ?? 0
  const found = new Set([block])
  for (const at of found) {
    if (found.size > largestRegion) return null
    // what an exception leads to comes after the first block of its try
    const tried = idom[at] === at ? (ssa.flow.tryOf[at] ?? -1) : -1
    if (tried >= 0 && tried !== above) found.add(tried)
    for (let edge = predecessorStarts[at] ?? 0; edge < (predecessorStarts[at + 1] ?? 0); edge++) {
      const from = predecessors[edge] ?? 0
      if (from !== above && (position[from] ?? -1) > (position[above] ?? -1) && (position[from] ?? -1) < (position[at] ?? -1)) found.add(from)
    }
  }
  return [...found].sort((a, b) => (position[a] ?? 0) - (position[b] ?? 0))
}

/** Does every way on from the immediate dominator lead through the block, none of them back to the dominator first? */
function isCertain(ssa: Ssa, block: number): boolean {
  const above = ssa.flow.idom[block] ?? 0
  const { successorStarts, successors } = ssa.flow
  const seen = new Set([above])
  for (const at of seen) {
    if (seen.size > largestRegion) return false
    const start = successorStarts[at] ?? 0
    const end = successorStarts[at + 1] ?? 0
    if (start === end) return false
    for (let edge = start; edge < end; edge++) {
      const to = successors[edge] ?? 0
      if (to === above) return false
      if (to !== block) seen.add(to)
    }
  }
  return true
}

/** When control goes from one block to the next, once it is in the first. */
export function onEdge(asking: Asking, instance: Instance, from: number, to: number, frame: Frame | null): Formula {
  const ssa = ssaAt(asking, instance)
  if (ssa === null) return yes
  const edge = branchTaken(asking, ssa, instance, from, to, frame)
  if (isNever(edge)) return edge
  const stayed = whenStayed(asking, ssa, instance, from, to, frame)
  return stayed === yes ? edge : and(edge, stayed)
}

function branchTaken(asking: Asking, ssa: Ssa, instance: Instance, from: number, to: number, frame: Frame | null): Formula {
  const { successorStarts } = ssa.flow
  const { flow, code } = ssa.code
  if ((successorStarts[from + 1] ?? 0) - (successorStarts[from] ?? 0) < 2) return yes
  const instruction = (flow.blockStarts[from + 1] ?? 0) - 1
  // what stands in a table is all of it
  if (asking.view.isTable(ssa.method, instruction)) return yes
  const opcode = code.opcodes[instruction] ?? 0
  const at: Site = { instance, instruction }
  const spot = (place: number) => beside({ instance, value: 0, frame }, operandAt(ssa, instruction, place))
  if (opcode === op.switch) {
    const targets = [...switchTargetsOf(code, instruction)].map((target) => blockAt(ssa, target))
    // what chooses may itself depend on the way that was chosen, round a loop
    return once(asking, `switch ${frame?.id ?? 0}:${instance}:${from}:${to}`, no, () =>
      switchTruth(asking, at, spot(0), (value) => (targets[value] ?? from + 1) === to, targets.length),
    )
  }
  const test = branchTests.get(opcode)
  if (test === undefined) return yes
  const taken = blockAt(ssa, code.operands[instruction] ?? 0)
  const next = from + 1
  // a branch to where control goes anyway, or an edge that a state machine had put in, asks nothing
  if (taken === next || (to !== taken && to !== next)) return yes
  const want = (to === taken) === test.want
  if (test.kind === 'value') return isFirstTurn(asking, spot(0), at, (entry) => asking.truth(entry, want)) ? yes : asking.truth(spot(0), want)
  return comparedTruth(asking, at, test.by, spot(0), spot(1), want)
}
