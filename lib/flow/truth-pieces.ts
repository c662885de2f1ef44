import { op } from '../il/opcode-lookup.ts'
import { allOf, and, anyOf, type Formula, no, yes } from './formula.ts'
import { type Asking, beside, calleeAt, type Spot, ssaAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { isCall, isResult, opcodeOf, phiArguments } from './trigger-code.ts'
import { outsideCallAt, seeThrough } from './trigger-slice.ts'

const tuples = /^System\.(?:(?:Value)?Tuple(?:`\d)?::(?:\.ctor|Create)|Collections\.Generic\.KeyValuePair`2::\.ctor)$/

/** Two tuples that are made in the code: each piece of one is compared with that of the other. Null for any other values. */
export function tupleTruth(asking: Asking, left: Spot, right: Spot, want: boolean, ask: (one: Spot, other: Spot) => Formula): Formula | null {
  const [ones, others] = [left, right].map((spot) => piecesOf(asking, spot))
  if (ones === undefined || others === undefined || ones.length === 0 || ones.length !== others.length) return null
  const answers = ones.map((one, place) => ask(one, others[place] ?? one))
  return want ? allOf(answers) : anyOf(answers)
}

/** What a tuple or pair was made of; empty for other values. */
export function piecesOf(asking: Asking, from: Spot): readonly Spot[] {
  const { spot } = seeThrough(asking, from)
  const call = outsideCallAt(asking, spot)
  if (call === null || !tuples.test(call.callee.api)) return []
  // built in place, its own address comes first
  const isPlaced = call.ssa.kinds[spot.value] === valueKind.written
  return call.operands.slice(isPlaced ? 1 : 0).map((value) => beside(spot, value))
}

/**
 * What a `Nullable` holds, or nothing: `x.GetValueOrDefault()` of a yes or no that may be missing, where the code shows what was put in
 * it; null where it does not.
 */
export function heldTruth(asking: Asking, receiver: Spot, want: boolean, depth = 0): Formula | null {
  const ssa = ssaAt(asking, receiver.instance)
  if (ssa === null || depth > deepest) return null
  const spot = nullableAt(ssa, asking, receiver)
  const kind = ssa.kinds[spot.value]
  if (kind === valueKind.phi) {
    const block = ssa.data[spot.value] ?? 0
    const met: Formula[] = []
    for (const one of phiArguments(ssa, spot.value)) {
      if (one.value === spot.value) continue
      const held = heldTruth(asking, beside(spot, one.value), want, depth + 1)
      if (held === null) return null
      met.push(and(asking.sinceDominator(spot.instance, one.block, block, spot.frame), held))
    }
    return anyOf(met)
  }
  if (kind === valueKind.written && opcodeOf(ssa, ssa.data[spot.value] ?? -1) === op.initobj) return want ? no : yes
  const call = outsideCallAt(asking, spot)
  const given = call?.callee.api === 'System.Nullable`1::.ctor' ? call.operands.at(-1) : undefined
  return given === undefined ? null : asking.truth(beside(spot, given), want)
}

const deepest = 4
const mostReads = 8

/** The value in a variable that calls on its address only read. */
function nullableAt(ssa: Ssa, asking: Asking, receiver: Spot): Spot {
  let spot = receiver
  for (let step = 0; step < mostReads; step++) {
    const referred = isResult(ssa, spot.value) ? (ssa.referred[spot.value] ?? -1) : -1
    const call = ssa.kinds[spot.value] === valueKind.written ? outsideCallAt(asking, spot) : null
    const isRead = call !== null && call.callee.owner === 'System.Nullable`1' && call.callee.name !== '.ctor'
    const before = isRead ? (call.operands[0] ?? -1) : referred
    if (before < 0) break
    spot = beside(spot, before)
  }
  return spot
}

/** Whether a `Nullable` holds a value, where the code shows what was put in it; null where it does not. */
export function hasValueTruth(asking: Asking, receiver: Spot, want: boolean): Formula | null {
  const ssa = ssaAt(asking, receiver.instance)
  if (ssa === null) return null
  const spot = nullableAt(ssa, asking, receiver)
  const kind = ssa.kinds[spot.value]
  if (kind === valueKind.phi) return asking.truth(spot, want)
  const callee = isResult(ssa, spot.value) && isCall(opcodeOf(ssa, spot.value)) ? calleeAt(asking, ssa, spot.value) : null
  if (callee !== null && callee.method !== 0 && callee.returnsName === 'System.Nullable`1') return asking.truth(spot, want)
  const given = kind === valueKind.written ? opcodeOf(ssa, ssa.data[spot.value] ?? -1) : isResult(ssa, spot.value) ? opcodeOf(ssa, spot.value) : -1
  if (kind === valueKind.written && given === op.initobj) return want ? no : yes
  return outsideCallAt(asking, spot)?.callee.api === 'System.Nullable`1::.ctor' ? (want ? yes : no) : null
}
