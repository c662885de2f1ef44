import { op } from '../il/opcode-lookup.ts'
import { and, anyOf, type Formula, or, yes } from './formula.ts'
import { type Asking, beside, calleeAt, keyOf, type Spot, ssaAt } from './guard-context.ts'
import { isLoopHead } from './loops.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { isCall, isResult, numberOf, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { expand } from './truth-leaves.ts'

/** Numbers a value can come to, each with when it does. */
type Totals = ReadonlyMap<number, Formula>

const mostTotals = 24
/** Values that are looked at for one number. */
const mostValues = 256

const reckonings: ReadonlyMap<number, (left: number, right: number) => number> = new Map([
  [op.add, (left, right) => (left + right) | 0],
  [op.sub, (left, right) => (left - right) | 0],
  [op.mul, (left, right) => Math.imul(left, right)],
  [op.or, (left, right) => left | right],
  [op.and, (left, right) => left & right],
  [op.xor, (left, right) => left ^ right],
])

/**
 * A number that is put together of constants on the ways to it, points for this and for that: when it is one that is asked for. Null
 * where it is one constant, where a loop makes it, or where not all of it is written in the code.
 */
export function totalTruth(asking: Asking, from: Spot, isAsked: (total: number) => boolean): Formula | null {
  const ssa = ssaAt(asking, from.instance)
  if (ssa === null || numberOf(ssa, from.value) !== null) return null
  const totals = totalsOf(asking, ssa, from, new Map())
  if (totals === null || totals.size < 2) return null
  return anyOf([...totals].filter(([total]) => isAsked(total)).map(([, when]) => when))
}

/** Each value once: ways part and meet again. `known` holds null for those that are still worked out. */
function totalsOf(asking: Asking, ssa: Ssa, spot: Spot, known: Map<string, Totals | null>): Totals | null {
  const key = keyOf(spot)
  const before = known.get(key)
  if (before !== undefined || known.size > mostValues) return before ?? null
  known.set(key, null)
  const found = spot.value < 0 ? null : workedOut(asking, ssa, spot, known)
  known.set(key, found)
  return found
}

function workedOut(asking: Asking, ssa: Ssa, spot: Spot, known: Map<string, Totals | null>): Totals | null {
  const constant = numberOf(ssa, spot.value)
  if (constant !== null) return new Map([[constant, yes]])
  if (ssa.kinds[spot.value] === valueKind.phi) return ofPhi(asking, ssa, spot, known)
  if (!isResult(ssa, spot.value)) return null
  const opcode = opcodeOf(ssa, spot.value)
  const reckon = reckonings.get(opcode)
  if (reckon !== undefined) return ofTwo(asking, ssa, spot, reckon, known)
  if (!isCall(opcode) || opcode === op.newobj || calleeAt(asking, ssa, spot.value)?.method === 0) return null
  return together(expand(asking, spot, () => true)?.map(({ spot: returned, when }) => ({ spot: returned, when: () => when })) ?? [], (one) => {
    const callee = ssaAt(asking, one.instance)
    return callee === null ? null : totalsOf(asking, callee, one, known)
  })
}

function ofPhi(asking: Asking, ssa: Ssa, spot: Spot, known: Map<string, Totals | null>): Totals | null {
  const block = ssa.data[spot.value] ?? 0
  if (isLoopHead(ssa, block)) return null
  const ways = phiArguments(ssa, spot.value).map(({ value, block: from }) => ({
    spot: beside(spot, value),
    when: () => asking.sinceDominator(spot.instance, from, block, spot.frame),
  }))
  return together(ways, (one) => totalsOf(asking, ssa, one, known))
}

function together(ways: readonly { readonly spot: Spot; readonly when: () => Formula }[], totalsAt: (spot: Spot) => Totals | null): Totals | null {
  const found = new Map<number, Formula>()
  // what they are is known before it is asked when they are
  const parts = ways.map(({ spot }) => totalsAt(spot))
  for (const [place, part] of parts.entries()) {
    const way = ways[place]
    if (part === null || way === undefined) return null
    const when = way.when()
    for (const [total, then] of part) {
      const now = and(when, then)
      const before = found.get(total)
      found.set(total, before === undefined ? now : or(before, now))
    }
    if (found.size > mostTotals) return null
  }
  return found.size === 0 ? null : found
}

function ofTwo(asking: Asking, ssa: Ssa, spot: Spot, reckon: (left: number, right: number) => number, known: Map<string, Totals | null>): Totals | null {
  const [left, right] = [0, 1].map((place) => totalsOf(asking, ssa, beside(spot, operandAt(ssa, spot.value, place)), known))
  if (left == null || right == null || left.size * right.size > mostTotals * 2) return null
  const found = new Map<number, Formula>()
  for (const [one, when] of left) {
    for (const [other, then] of right) {
      const total = reckon(one, other)
      const now = and(when, then)
      const before = found.get(total)
      found.set(total, before === undefined ? now : or(before, now))
    }
  }
  return found.size > mostTotals ? null : found
}
