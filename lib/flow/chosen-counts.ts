import { op } from '../il/opcode-lookup.ts'
import { anyOf, type Formula, yes } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt } from './guard-context.ts'
import { isResult, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { type OutsideCall, seeThrough } from './trigger-slice.ts'
import { expand } from './truth-leaves.ts'

const most = 8

/**
 * That there is something to do a number of times which the code chooses: `for (i = 0; i < (test ? 1 : 0); i++)`. Nothing where the
 * number is not one of a few that are written in the code, and where none of them is 0.
 */
export function whenSome(asking: Asking, count: Spot): Formula {
  const leaves = expand(asking, count, () => true)
  if (leaves === null || leaves.length > most) return yes
  const numbers = leaves.map(({ spot }) => numberAt(asking, spot))
  if (numbers.includes(null) || !numbers.includes(0)) return yes
  return anyOf(leaves.filter((_, place) => (numbers[place] ?? 0) > 0).map(({ when }) => when))
}

/** The same of a new array, by its length; null for other values. */
export function whenNotShort(asking: Asking, array: Spot): Formula | null {
  const { spot } = seeThrough(asking, array)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value) || opcodeOf(ssa, spot.value) !== op.newarr) return null
  return whenSome(asking, beside(spot, operandAt(ssa, spot.value, 0)))
}

/** Members that do or give something as often as their second argument says. */
const repeating = new Set(['System.Linq.Enumerable::Range', 'System.Linq.Enumerable::Repeat', 'System.Threading.Tasks.Parallel::For'])

/** The same of what repeats; null for other calls. */
export function whenRepeated(asking: Asking, { callee, operands, spot }: OutsideCall): Formula | null {
  return repeating.has(callee.api) ? whenSome(asking, beside(spot, operands[1] ?? -1)) : null
}

function numberAt(asking: Asking, { instance, value }: Spot): number | null {
  const ssa = ssaAt(asking, instance)
  return ssa === null ? null : numberOf(ssa, value)
}
