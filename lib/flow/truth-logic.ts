import { opcodeName } from '../il/opcode-lookup.ts'
import { and, asPartial, type Formula, or, unsure } from './formula.ts'
import { type Asking, beside, calleeAt, keyOf, type Spot, ssaAt } from './guard-context.ts'
import { predicateOf } from './predicates.ts'
import { valueKind } from './ssa.ts'
import { argumentType, isLoad, isResult, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { outsideCallAt, returnsOf, storesOf } from './trigger-slice.ts'
import { bitOf, isBoolean } from './truth-calls.ts'

/** What a task or lazy value ends with is what was stored as its result. */
export function isWaiting(name: string): boolean {
  return name === 'GetResult' || name === 'get_Result' || name === 'get_Value' || name === 'get_Item' || name === 'get_Current'
}

const mostValues = 32

/** Is a value yes or no: 0 and 1, comparisons, and what is put together of such, round a loop as well? */
export function isLogical(asking: Asking, from: Spot): boolean {
  const seen = new Map([[keyOf(from), from]])
  const all = (spots: readonly Spot[]) => {
    for (const one of spots) seen.set(keyOf(one), one)
    return spots.length > 0
  }
  for (const spot of seen.values()) if (seen.size > mostValues || !isOne(asking, spot, all)) return false
  return true
}

/** That two of them are both true or both false; or that one is. */
export function areAlike(asking: Asking, left: Spot, right: Spot, want: boolean): Formula {
  return or(and(asking.truth(left, true), asking.truth(right, want)), and(asking.truth(left, false), asking.truth(right, !want)))
}

/** `all`: those it is put together of must be such as well. */
function isOne(asking: Asking, spot: Spot, all: (spots: readonly Spot[]) => boolean): boolean {
  if (bitOf(asking, spot) !== null || isBoolean(asking, spot)) return true
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return false
  const kind = ssa.kinds[spot.value]
  if (kind === valueKind.argument) return isYesOrNo(argumentType(ssa, spot.value))
  if (kind === valueKind.phi) return all(phiArguments(ssa, spot.value).map((one) => beside(spot, one.value)))
  if (kind === valueKind.written && outsideCallAt(asking, spot)?.callee.api === 'System.Boolean::TryParse') return true
  if (kind === valueKind.field || kind === valueKind.written) return all(storesOf(asking, spot))
  if (!isResult(ssa, spot.value)) return false
  const opcode = opcodeOf(ssa, spot.value)
  const name = opcodeName(opcode) ?? ''
  if (isLoad(opcode)) return all(storesOf(asking, spot))
  if (name === 'call' || name === 'callvirt') {
    const called = calleeAt(asking, ssa, spot.value)?.name ?? ''
    if (called === 'Invoke') return all(returnsOf(asking, spot, spot.value))
    return isWaiting(called) && all(storesOf(asking, spot))
  }
  if (name !== 'and' && name !== 'or' && name !== 'xor') return false
  return all([0, 1].map((place) => beside(spot, operandAt(ssa, spot.value, place))))
}

/** Is it a yes or no that may be missing? */
export function isMaybe(asking: Asking, spot: Spot): boolean {
  const callee = outsideCallAt(asking, spot)?.callee
  return callee?.owner === 'System.Nullable`1' && callee.holds === 'System.Boolean' && callee.name !== 'get_HasValue'
}

function isYesOrNo(type: ReturnType<typeof argumentType>): boolean {
  return type?.kind === 'primitive' && type.name === 'System.Boolean'
}

/**
 * `InStr(a, x) Or InStr(b, y)`: numbers that say where something was found, put together bit by bit, as Visual Basic does. Either was found;
 * or both, and their places share a bit, which is told in part. Null for other values.
 */
export function foundTogether(asking: Asking, spot: Spot, want: boolean): Formula | null {
  const ssa = ssaAt(asking, spot.instance)
  const name = ssa !== null && isResult(ssa, spot.value) ? opcodeName(opcodeOf(ssa, spot.value)) : null
  if (ssa === null || (name !== 'or' && name !== 'and')) return null
  const left = beside(spot, operandAt(ssa, spot.value, 0))
  const right = beside(spot, operandAt(ssa, spot.value, 1))
  if (!isPlaceFound(asking, left) || !isPlaceFound(asking, right)) return null
  if (name === 'or') return (want ? or : and)(asking.truth(left, want), asking.truth(right, want))
  return want ? asPartial(and(asking.truth(left, true), asking.truth(right, true))) : unsure
}

/** Does a member say where something stands, counted from 1, or a number put together of such? */
function isPlaceFound(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return false
  const name = isResult(ssa, spot.value) ? opcodeName(opcodeOf(ssa, spot.value)) : null
  if (name === 'or') return [0, 1].every((place) => isPlaceFound(asking, beside(spot, operandAt(ssa, spot.value, place))))
  const call = outsideCallAt(asking, spot)
  const predicate = call === null ? null : predicateOf(call.callee.api, call.callee.signature, call.operands.length)
  return predicate?.kind === 'position' && predicate.first === 1
}
