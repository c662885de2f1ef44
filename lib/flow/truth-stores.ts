import { simpleName } from '../agents/find-agents.ts'
import { op } from '../il/opcode-lookup.ts'
import { allOf, and, anyOf, asKept, asksNothing, asPartial, type Formula, isNever, no, not, unsure, yes } from './formula.ts'
import { type Asking, type Spot, ssaAt, storesAt } from './guard-context.ts'
import { leadsTo } from './loops.ts'
import type { Ssa } from './ssa.ts'
import { isState } from './trigger.ts'
import { blockOf, isResult, literalOf, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { storedSpot } from './trigger-slice.ts'
import type { Stored } from './view.ts'

/** Stores looked at for one value that is loaded; a flag has a handful. */
const mostStores = 32

/** How a stored value answers: the same question as about the loaded one. */
export type Answering = (stored: Spot, want: boolean) => Formula

/**
 * What is kept in a field, a property bag or a captured variable, asked where it is loaded: it is as one of the stores left it, so
 * the answer is that of each store together with what guards it. What it is from the start (zero, or what a constructor puts
 * there) guards nothing; that it still is so means that no store changed it.
 */
export function storedTruth(asking: Asking, spot: Spot, want: boolean, initial: boolean, answer: Answering): Formula | null {
  const stores = storesAt(asking, spot)
  if (stores.length === 0) return null
  if (stores.length > mostStores) return unsure
  const first = startOf(asking, stores, initial, spot, answer)
  const changed = (to: boolean) =>
    anyOf(stores.map((one) => leftBefore(asking, spot, stores, and(guardOf(asking, spot, one), answer(storedSpot(spot, one), to)))))
  const found = want === first ? not(changed(!first)) : changed(want)
  if (!isNever(found) || (want !== first && want !== initial)) {
    return ofSeveral(asking, spot, found, () => stores.map((one) => answer(storedSpot(spot, one), want)))
  }
  // before anything is stored it is what it is from the start
  return stores.some((one) => isSetBefore(asking, spot, one) && asksNothing(answer(storedSpot(spot, one), !want))) ? no : yes
}

/** What left a value in a field of the set's own, from one message to the next unless its method stores there before it is loaded. */
export function leftBefore(asking: Asking, spot: Spot, stores: readonly Stored[], formula: Formula): Formula {
  if (formula === yes || formula === no || !isState(asking, spot)) return formula
  const ssa = ssaAt(asking, spot.instance)
  const isOwn = (one: Stored) => one.instance === spot.instance && ssa !== null && spot.value < ssa.code.code.count && isSetBefore(asking, spot, one)
  return stores.some(isOwn) ? formula : asKept(formula)
}

/**
 * What is loaded from one of several objects, of which some answer so whatever happens and others never do: which one it is was chosen
 * before, so the answer is told in part.
 */
export function ofSeveral(asking: Asking, spot: Spot, found: Formula, answers: () => readonly Formula[]): Formula {
  if (found.partial || !asksNothing(found)) return found
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value) || opcodeOf(ssa, spot.value) !== op.ldfld) return found
  if (!asking.view.isOneOfSeveral({ instance: spot.instance, value: operandAt(ssa, spot.value, 0) })) return found
  const all = answers()
  return all.some(isNever) && all.some(asksNothing) ? asPartial(found) : found
}

/** Is it loaded from a field that one message leaves for the next, and that no constructor stores in? It is 0 then to begin with. */
export function beginsUnset(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isState(asking, spot)) return false
  const { view } = asking
  const isMaking = ({ instance }: Stored) => constructors.has(simpleName(view.program, view.methodOf(instance)))
  return !storesAt(asking, spot).some((one) => isMaking(one) || (one.instance === spot.instance && isSetBefore(asking, spot, one)))
}

/** Places that set such a flag; one does. */
const mostSet = 4

/**
 * Is it loaded from a flag that is only set once it was found not to be, so that the first message is told from all others? `while`
 * loops ask theirs again.
 */
export function isLatch(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isState(asking, spot)) return false
  const load = blockOf(ssa, spot.value)
  const { view } = asking
  const later = storesAt(asking, spot).filter(({ instance }) => !constructors.has(simpleName(view.program, view.methodOf(instance))))
  const isSet = ({ instance, instruction, value }: Stored) => {
    const block = blockOf(ssa, instruction)
    return instance === spot.instance && numberOf(ssa, value) === 1 && block !== load && isAbove(ssa, load, block) && !leadsTo(ssa, block, load)
  }
  return later.length > 0 && later.length <= mostSet && later.every(isSet)
}

const constructors = new Set(['.ctor', '.cctor'])

/** Is something stored there whenever it is loaded: by the constructor, or in the same method on every way to the load? */
function isSetBefore(asking: Asking, spot: Spot, stored: Stored): boolean {
  const ssa = ssaAt(asking, stored.instance)
  if (ssa === null) return false
  const block = blockOf(ssa, stored.instruction)
  if (stored.instance === spot.instance && spot.value < ssa.code.code.count) {
    const load = blockOf(ssa, spot.value)
    return block === load ? stored.instruction < spot.value : isAbove(ssa, block, load)
  }
  const { view } = asking
  const isMaking = simpleName(view.program, view.methodOf(stored.instance)) === '.ctor'
  return isMaking && asksNothing(asking.whenBlock(stored.instance, block, null))
}

/** Does control come to a block only by another? */
function isAbove({ flow }: Ssa, above: number, block: number): boolean {
  let at = block
  while (at !== above && at >= 0 && flow.idom[at] !== at) at = flow.idom[at] ?? -1
  return at === above
}

/** When control comes to the instruction that stores. In the same method the way to the method is asked for elsewhere. */
export function guardOf(asking: Asking, spot: Spot, stored: Stored): Formula {
  const ssa = ssaAt(asking, stored.instance)
  if (ssa === null) return yes
  const block = blockOf(ssa, stored.instruction)
  if (stored.instance === spot.instance) return asking.whenBlock(stored.instance, block, spot.frame)
  return allOf([asking.whenBlock(stored.instance, block, null), asking.whenInstance(stored.instance)])
}

/** What the value is unless something changes it: a constant that is stored without a condition tells. */
function startOf(asking: Asking, stores: readonly Stored[], initial: boolean, spot: Spot, answer: Answering): boolean {
  const starts = new Set<boolean>()
  for (const one of stores) {
    const ssa = ssaAt(asking, one.instance)
    if (ssa === null || literalOf(ssa, one.value) === null) continue
    const frame = one.instance === spot.instance ? spot.frame : null
    if (!asksNothing(asking.whenBlock(one.instance, blockOf(ssa, one.instruction), frame))) continue
    const truth = answer(storedSpot(spot, one), true)
    if (isNever(truth)) starts.add(false)
    else if (asksNothing(truth)) starts.add(true)
  }
  const [only] = starts
  return starts.size === 1 && only !== undefined ? only : initial
}
