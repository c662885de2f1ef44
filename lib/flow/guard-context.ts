import { type LimitLog, limits } from '../limits.ts'
import type { Callee, Callees } from './callee.ts'
import { anyOf, asPartial, costOf, type Formula, unsure, yes } from './formula.ts'
import { type Ssa, valueKind } from './ssa.ts'
import type { CodePlace, Constants, FlowView, Instance, Site, Stored, ValueAt } from './view.ts'

/** What values are known to be, worked out on demand. */
export interface ConstantSource {
  readonly at: (where: ValueAt) => Constants
  readonly text: (where: ValueAt) => { readonly text: string; readonly recovered: boolean } | null
}

/**
 * How a method is looked at: as it is called at one place, so that its arguments are those of this one call, or with one object that
 * something in it is called on.
 */
export interface Frame {
  /** The same chain of calls has the same number; 0 stands for no frame. */
  readonly id: number
  readonly instance: Instance
  /** Null where it is seen from all its callers. */
  readonly call: Site | null
  /** What values with this identity are, of the several objects they may be. */
  readonly received: { readonly name: string; readonly object: number } | null
  readonly parent: Frame | null
  readonly depth: number
}

/** A value as seen from a chain of calls; `frame` is of its instance, or null. */
export interface Spot extends ValueAt {
  readonly frame: Frame | null
}

/**
 * Answers that depend on questions in progress. Each stands while those are open: without them, questions that lead to each other in
 * circles would be worked out again by every way through the circle.
 */
export interface Interim {
  readonly answers: Map<string, { readonly answer: Formula; readonly outermost: number; readonly on: bigint }>
  /** Keys to forget when the question at a depth is answered. */
  readonly until: Map<number, string[]>
  /** How often a question was worked out. */
  readonly times: Map<string, number>
}

/** A value seen through copies, casts, getters and what only tidies a text up. */
export interface Root {
  readonly spot: Spot
  /** Case was folded on the way. */
  readonly folded: boolean
  /** Names of the members that changed the text on the way, the last one first. */
  readonly through: readonly string[]
}

/** What a delegate is asked about: the elements of a collection, or one value, and the instruction that asks. */
export interface Over {
  readonly elements: Spot
  readonly at: Site
  /** Each element by itself: it is the one that code goes on with. */
  readonly isOfEach?: boolean
}

/** What the parts that work out conditions share. They ask each other through it. */
export interface Asking {
  readonly view: FlowView
  readonly constants: ConstantSource
  readonly callees: Callees
  readonly log: LimitLog
  readonly frames: Map<string, Frame>
  /** Where values come from, as far as that was seen through before, by `keyOf`. */
  readonly roots: Map<string, Root>
  /** By instance, the identities of what it asks something of, each with how often. */
  readonly asked: Map<Instance, ReadonlyMap<string, number>>
  /** `left`: of this question; `total`: of all; `depth`: questions within questions now. */
  readonly budget: { left: number; total: number; depth: number }
  /** Answers that do not depend on a question in progress. */
  readonly known: Map<string, Formula>
  /** Questions in progress, with their depth. */
  readonly open: Map<string, number>
  /**
   * What the present answer depends on: the least depth of an open question, -1 where the budget ended it, and a bit for the depth of
   * each.
   */
  readonly met: { outermost: number; on: bigint }
  readonly interim: Interim
  /** When the value is true, not zero, not null; or the opposite. */
  readonly truth: (spot: Spot, want: boolean) => Formula
  /** When control comes to the block of this instance, counted from the start of the method. */
  readonly whenBlock: (instance: Instance, block: number, frame: Frame | null) => Formula
  /** When control comes from one block to the next, once it is in the first. */
  readonly onEdge: (instance: Instance, from: number, to: number, frame: Frame | null) => Formula
  /** When a turn of the loop that begins at `head` comes to one of its blocks. */
  readonly turnTo: (instance: Instance, head: number, block: number, frame: Frame | null) => Formula
  /** When control comes by that edge, once it is in the block that dominates both. */
  readonly sinceDominator: (instance: Instance, from: number, to: number, frame: Frame | null) => Formula
  readonly whenInstance: (instance: Instance) => Formula
  /** What the elements of a collection, or what was taken out of it, had to fulfil. */
  readonly filters: (spot: Spot) => Formula
  /** Sites that write a constant key into a property bag, by key. */
  readonly bagWrites: () => ReadonlyMap<string, readonly Site[]>
  /** Sites that put something into a collection that a field holds, by field. */
  readonly keptWrites: () => ReadonlyMap<number, readonly Site[]>
  /** How often own code stores in a field, by field. */
  readonly numberWrites: () => ReadonlyMap<number, number>
  /** Instances that throw, themselves or in what they call. */
  readonly throwers: () => ReadonlySet<Instance>
  /** Fields that hold the state of an async method or iterator, by `resolveField`. */
  readonly stateFields: () => ReadonlySet<number>
  /** When the methods behind a delegate value answer so about elements. */
  readonly answer: (delegate: Spot, want: boolean, over: Over) => Formula
}

/** One step of the budget; false when it is used up, which is told. */
export function mayAsk(asking: Asking): boolean {
  const { budget, log } = asking
  if (budget.depth > limits.conditionDepth) log.hit.add('conditionDepth')
  else if (--budget.left < 0) log.hit.add('conditionSteps')
  else if (--budget.total < 0) log.hit.add('conditionTotal')
  else return true
  return false
}

/** Takes steps that were not asked for one by one. */
export function spend({ budget }: Asking, steps: number): void {
  budget.left -= steps
  budget.total -= steps
}

/**
 * Answers a question once. A question that comes up within itself adds nothing to its answer (the least answer that fits), so
 * `inside` is given for it; what was answered with its help is kept for good only where the whole round is known.
 */
export function once(asking: Asking, key: string, inside: Formula, work: () => Formula): Formula {
  const { known, open, met, budget, interim } = asking
  const before = known.get(key)
  if (before !== undefined) return before
  const place = open.get(key)
  if (place !== undefined) {
    dependsOn(asking, { outermost: place, on: 1n << BigInt(place) })
    return inside
  }
  const meanwhile = interim.answers.get(key)
  if (meanwhile !== undefined) {
    dependsOn(asking, meanwhile)
    return meanwhile.answer
  }
  const times = (interim.times.get(key) ?? 0) + 1
  if (times > limits.conditionAgain) asking.log.hit.add('conditionAgain')
  if (times > limits.conditionAgain || !mayAsk(asking)) {
    met.outermost = -1
    return unsure
  }
  interim.times.set(key, times)
  const depth = budget.depth++
  open.set(key, depth)
  const round = inRound(asking, depth, work)
  const { answer } = round
  open.delete(key)
  budget.depth--
  for (const other of interim.until.get(depth) ?? []) interim.answers.delete(other)
  interim.until.delete(depth)
  spend(asking, costOf(answer))
  keep(asking, key, round)
  return answer
}

/** Keeps an answer for good, or as long as what it depends on is open. */
export function keep({ known, interim }: Asking, key: string, { answer, isWhole, outermost, on }: Round): void {
  if (isWhole) known.set(key, answer)
  else if (outermost >= 0) {
    const innermost = on.toString(2).length - 1
    interim.answers.set(key, { answer, outermost, on })
    const keys = interim.until.get(innermost)
    if (keys === undefined) interim.until.set(innermost, [key])
    else keys.push(key)
  }
}

/** Takes over what an answer depends on that was worked out before. */
export function dependsOn({ met }: Asking, { outermost, on }: Pick<Round, 'outermost' | 'on'>): void {
  met.outermost = Math.min(met.outermost, outermost)
  met.on |= on
}

/** An answer, whether it depends on no open question, and else on which. */
export interface Round {
  readonly answer: Formula
  readonly isWhole: boolean
  readonly outermost: number
  readonly on: bigint
}

/** Works something out and tells whether it depends on no question that is still open, but those from `depth` on. */
export function inRound(asking: Asking, depth: number, work: () => Formula): Round {
  const { met } = asking
  const outer = { ...met }
  met.outermost = Number.POSITIVE_INFINITY
  met.on = 0n
  const answer = work()
  const isWhole = met.outermost >= depth
  const { outermost } = met
  const on = Number.isFinite(depth) ? BigInt.asUintN(depth, met.on) : met.on
  met.outermost = isWhole ? outer.outermost : Math.min(outer.outermost, outermost)
  met.on = outer.on | on
  return { answer, isWhole, outermost, on }
}

export function keyOf(spot: Spot): string {
  return `${spot.frame?.id ?? 0}:${spot.instance}:${spot.value}`
}

/** A method as it is seen where values with this identity are that object. */
export function seenWith(asking: Asking, instance: Instance, name: string, object: number): Frame {
  const key = `received ${instance} ${name} ${object}`
  const known = asking.frames.get(key)
  if (known !== undefined) return known
  const frame: Frame = { id: asking.frames.size + 1, instance, call: null, received: { name, object }, parent: null, depth: 0 }
  asking.frames.set(key, frame)
  return frame
}

/** How a called method is seen from a chain of calls. */
export interface Entered {
  /** Null where the chain is too long: the method is seen from all its callers then. */
  readonly frame: Frame | null
  /** Nobody else's call is seen with it. */
  readonly isExact: boolean
}

/** A method of the set as it is called here. */
export function enter(asking: Asking, call: Site, callee: Instance, parent: Frame | null): Entered {
  const depth = (parent?.depth ?? 0) + 1
  if (depth > limits.conditionInline) return { frame: null, isExact: asking.view.callersOf(callee).length === 1 }
  const key = `${parent?.id ?? 0}:${call.instance}:${call.instruction}:${callee}`
  const known = asking.frames.get(key)
  if (known !== undefined) return { frame: known, isExact: true }
  const frame: Frame = { id: asking.frames.size + 1, instance: callee, call, received: null, parent, depth }
  asking.frames.set(key, frame)
  return { frame, isExact: true }
}

/** What was found with calls of others in it may ask less than it should, which is told where it asks something. */
export function weakened(asking: Asking, formula: Formula, { isExact }: Entered): Formula {
  const asks = formula.anyOf.some((tests) => tests.length > 0)
  if (isExact || !asks) return formula
  asking.log.hit.add('conditionInline')
  return asPartial(formula)
}

/** A value that an own method returns to a call, and when it returns that. */
export interface Returned {
  readonly spot: Spot
  readonly when: () => Formula
}

/** What own methods return to the call at a spot, as `ask` has it of each; null where none does. */
export function overReturns(asking: Asking, spot: Spot, ask: (returned: Returned) => Formula): Formula | null {
  const returns = asking.view.returnedBy(spot.instance, spot.value)
  if (returns.length === 0) return null
  return anyOf(
    returns.map((one) => {
      const entered = enter(asking, { instance: spot.instance, instruction: spot.value }, one.instance, spot.frame)
      const ssa = ssaAt(asking, one.instance)
      if (ssa === null) return yes
      const { frame } = entered
      const when = () => asking.whenBlock(one.instance, ssa.code.flow.blockOf[one.instruction] ?? 0, frame)
      return weakened(asking, ask({ spot: { instance: one.instance, value: one.value, frame }, when }), entered)
    }),
  )
}

export function ssaAt(asking: Asking, instance: Instance): Ssa | null {
  return asking.view.ssaOf(asking.view.methodOf(instance))
}

/** Where a loaded value was put; what the load itself takes is no such place, nor is a variable before a call wrote into it. */
export function storesAt(asking: Asking, at: ValueAt): readonly Stored[] {
  const ssa = ssaAt(asking, at.instance)
  const isWritten = ssa !== null && ssa.kinds[at.value] === valueKind.written
  const by = isWritten ? (ssa.data[at.value] ?? -1) : at.value
  const isBefore = (one: Stored) => isWritten && ssa.kinds[one.value] === valueKind.local
  return asking.view.storesOf(at).filter((one) => one.instance !== at.instance || (one.instruction !== by && !isBefore(one)))
}

/** The same value name in the same method and chain of calls. */
export function beside(spot: Spot, value: number): Spot {
  return { instance: spot.instance, value, frame: spot.frame }
}

export function codePlace(asking: Asking, instance: Instance, instruction: number): CodePlace {
  const method = asking.view.methodOf(instance)
  return { method, ilOffset: asking.view.ssaOf(method)?.code.code.offsets[instruction] ?? 0 }
}

export function calleeAt(asking: Asking, ssa: Ssa, instruction: number): Callee | null {
  return asking.callees(ssa.code.index, (ssa.code.code.operands[instruction] ?? 0) >>> 0)
}
