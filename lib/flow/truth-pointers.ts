import { op, opcodeName } from '../il/opcode-lookup.ts'
import { type Asking, calleeAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { blockOf, isCall, isResult, numberOf, opcodeOf, operandAt, operandsAt, phiArguments } from './trigger-code.ts'
import { isInLoop } from './truth-loops.ts'

/**
 * Does a value load the letter that a pointer is at which a loop moves over a text, and does only that loop ask for it? Every text ends
 * with a 0, so that it is one, or none yet, asks nothing. Behind the loop it tells why the loop ended, and other memory ends nowhere.
 */
export function endsText(asking: Asking, ssa: Ssa, value: number): boolean {
  if (!isResult(ssa, value) || opcodeOf(ssa, value) !== op['ldind.u2']) return false
  const pointer = operandAt(ssa, value, 0)
  if (pointer < 0 || ssa.kinds[pointer] !== valueKind.phi || !phiArguments(ssa, pointer).some((one) => isMoved(ssa, one.value, pointer))) return false
  return isInText(asking, ssa, pointer) && usersOf(ssa, value).every((user) => isInLoop(ssa, pointer, blockOf(ssa, user)))
}

/** Is it the pointer and a constant, in whatever numbers? */
function isMoved(ssa: Ssa, value: number, pointer: number): boolean {
  if (!isResult(ssa, value) || opcodeOf(ssa, value) !== op.add) return false
  return operandAt(ssa, value, 0) === pointer && numberOf(ssa, operandAt(ssa, value, 1)) !== null
}

const mostValues = 32

/**
 * Does every value a pointer may come from stand for a place in a text? The text itself does, where its letters are found by their
 * offset in it, as what it is where it is null; and so does what `GetPinnableReference` gives.
 */
function isInText(asking: Asking, ssa: Ssa, pointer: number): boolean {
  const seen = new Set([pointer])
  const texts = new Set<number>()
  const bare = new Set<number>()
  let isFound = false
  for (const value of seen) {
    if (seen.size > mostValues) return false
    const next = (one: number): void => void seen.add(one)
    if (ssa.kinds[value] === valueKind.phi) for (const one of phiArguments(ssa, value)) next(one.value)
    else if (isResult(ssa, value) && ssa.referred[value] === -1 && opcodeOf(ssa, value) === op.add) {
      const [from, by] = [operandAt(ssa, value, 0), operandAt(ssa, value, 1)]
      if (calledAt(asking, ssa, by) === 'System.Runtime.CompilerServices.RuntimeHelpers::get_OffsetToStringData') texts.add(converted(ssa, from))
      else next(from)
    } else if (isConversion(ssa, value)) next(operandAt(ssa, value, 0))
    else if (calledAt(asking, ssa, value) === 'System.String::GetPinnableReference') isFound = true
    else if (numberOf(ssa, value) !== 0) bare.add(value)
  }
  return (isFound || texts.size > 0) && [...bare].every((value) => texts.has(value))
}

function calledAt(asking: Asking, ssa: Ssa, value: number): string | null {
  return isResult(ssa, value) && isCall(opcodeOf(ssa, value)) ? (calleeAt(asking, ssa, value)?.api ?? null) : null
}

function isConversion(ssa: Ssa, value: number): boolean {
  return isResult(ssa, value) && (opcodeName(opcodeOf(ssa, value))?.startsWith('conv.') ?? false)
}

function converted(ssa: Ssa, value: number): number {
  let at = value
  for (let step = 0; step < 4 && isConversion(ssa, at); step++) at = operandAt(ssa, at, 0)
  return at
}

function usersOf(ssa: Ssa, value: number): readonly number[] {
  const found: number[] = []
  for (let instruction = 0; instruction < ssa.code.code.count; instruction++) if (operandsAt(ssa, instruction).includes(value)) found.push(instruction)
  return found
}
