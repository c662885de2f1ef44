import { and, anyOf, type Formula, not, yes } from './formula.ts'
import { type Asking, beside, enter, type Spot, ssaAt, storesAt, weakened } from './guard-context.ts'
import { leadsTo } from './loops.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { blockOf, isCall, opcodeOf, operandsAt } from './trigger-code.ts'
import { storedSpot } from './trigger-slice.ts'
import type { Instance, Stored } from './view.ts'

/** Stores that are looked at for one variable. */
const mostStores = 32

/** A value that a variable may hold after a call that was given its address, and when it is that one. */
export interface Left {
  readonly spot: Spot
  readonly when: () => Formula
}

/**
 * What own methods leave in a variable whose address a call gives them, an `out` or `ref` argument: of each method the values it
 * stores there itself, each when no later store follows it, and what the variable held before, when nothing is stored. Empty where
 * a store is elsewhere.
 */
export function leftByCall(asking: Asking, ssa: Ssa, spot: Spot): readonly Left[] {
  const instruction = ssa.kinds[spot.value] === valueKind.written ? (ssa.data[spot.value] ?? -1) : -1
  if (instruction < 0 || !isCall(opcodeOf(ssa, instruction))) return []
  const targets = new Set(asking.view.targetsOf(spot.instance, instruction))
  const stores = storesAt(asking, spot)
  if (stores.length === 0 || stores.length > mostStores || stores.some((one) => !targets.has(one.instance))) return []
  const left: Left[] = []
  const ways: (() => Formula)[] = []
  for (const target of targets) {
    const inside = stores.filter((one) => one.instance === target)
    const entered = enter(asking, { instance: spot.instance, instruction }, target, spot.frame)
    const whenStored = (one: Stored) => weakened(asking, comesTo(asking, target, one.instruction, entered.frame), entered)
    for (const one of inside) {
      const later = () => inside.filter((other) => isLater(asking, target, one.instruction, other.instruction))
      const when = () => and(whenStored(one), not(anyOf(later().map(whenStored))))
      left.push({ spot: { ...storedSpot(spot, one), frame: entered.frame }, when })
    }
    ways.push(() => anyOf(inside.map(whenStored)))
  }
  const before = heldBefore(ssa, spot, instruction)
  // C# lets nothing return without a store to an `out` argument
  if (before !== null) left.push({ spot: beside(spot, before), when: () => anyOf(ways.map((way) => not(way()))) })
  return left
}

function comesTo(asking: Asking, instance: Instance, instruction: number, frame: Spot['frame']): Formula {
  const ssa = ssaAt(asking, instance)
  return ssa === null ? yes : asking.whenBlock(instance, blockOf(ssa, instruction), frame)
}

/** What the variable held when the call was given its address; null where nothing was stored in it. */
function heldBefore(ssa: Ssa, spot: Spot, instruction: number): number | null {
  const address = operandsAt(ssa, instruction)[ssa.places[spot.value] ?? -1] ?? -1
  const held = ssa.referred[address] ?? -1
  return held < 0 || ssa.kinds[held] === valueKind.local ? null : held
}

/** May control come from one instruction to another, and not back? */
function isLater(asking: Asking, instance: Instance, from: number, to: number): boolean {
  const ssa = ssaAt(asking, instance)
  if (ssa === null || from === to) return false
  const one = blockOf(ssa, from)
  const other = blockOf(ssa, to)
  if (one === other) return to > from
  return leadsTo(ssa, one, other) && !leadsTo(ssa, other, one)
}
