import { op } from '../il/opcode-lookup.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { dominates } from './dominators.ts'
import { fieldName } from './field-names.ts'
import { type Asking, beside, type Spot, ssaAt, storesAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'

import { blockAt, blockOf, branchTests, isCall, isResult, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { identity, type OutsideCall, operand, outsideCallAt } from './trigger-slice.ts'
import type { Stored } from './view.ts'

const writers = new Set(['Add', 'TryAdd', 'set_Item'])

/**
 * Is this look-up one in a memo: a dictionary in a field that only the assembly sees, filled nowhere but where this very look-up found
 * nothing, under the same key? That something was worked out before says nothing of when the code runs.
 */
export function isMemo(asking: Asking, call: OutsideCall): boolean {
  if (call.given !== undefined || call.callee.name !== 'TryGetValue' || !isOwnField(asking, operand(call, 0))) return false
  const { ssa, spot, instruction } = call
  const read = ssa.kinds.findIndex((kind, value) => kind === valueKind.written && ssa.data[value] === instruction)
  // what the variable is set to beside is no store in the dictionary
  const isBeside = (one: Stored) => one.instance === spot.instance && !(one.instruction < ssa.code.code.count && isCall(opcodeOf(ssa, one.instruction)))
  const stores = read < 0 ? [] : storesAt(asking, beside(spot, read)).filter((one) => !isBeside(one))
  const missing = blockWithout(ssa, instruction)
  if (stores.length === 0 || missing < 0) return false
  const key = identity(asking, operand(call, 1))
  return stores.every((one) => {
    const write = one.instance === spot.instance ? outsideCallAt(asking, beside(spot, one.instruction)) : null
    if (write === null || !writers.has(write.callee.name) || identity(asking, operand(write, 1)) !== key) return false
    return dominates(ssa.flow.idom, missing, blockOf(ssa, one.instruction))
  })
}

/** Is it a field of the set that is not public? */
function isOwnField(asking: Asking, receiver: Spot): boolean {
  const ssa = ssaAt(asking, receiver.instance)
  if (ssa === null || fieldName(asking, receiver) === null) return false
  const { tables } = ssa.code.assembly.metadata
  const token = (ssa.code.code.operands[receiver.value] ?? 0) >>> 0
  return isRowOf(tables, 'Field', token) && (cell(tables, 'Field', tokenRow(token), 'Flags') & accessMask) <= assemblyAccess
}

const accessMask = 7
const assemblyAccess = 3

/** The block where control comes only when what an instruction gives is false; -1 where no branch asks it at once. */
function blockWithout(ssa: Ssa, instruction: number): number {
  const block = blockOf(ssa, instruction)
  const last = (ssa.code.flow.blockStarts[block + 1] ?? 0) - 1
  const test = branchTests.get(opcodeOf(ssa, last))
  if (test?.kind !== 'value') return -1
  const asked = operandAt(ssa, last, 0)
  const isTurned = isResult(ssa, asked) && opcodeOf(ssa, asked) === op.ceq && numberOf(ssa, operandAt(ssa, asked, 1)) === 0
  if ((isTurned ? operandAt(ssa, asked, 0) : asked) !== instruction) return -1
  const taken = blockAt(ssa, ssa.code.code.operands[last] ?? 0)
  const found = test.want === isTurned ? taken : block + 1
  const entries = (ssa.flow.predecessorStarts[found + 1] ?? 0) - (ssa.flow.predecessorStarts[found] ?? 0)
  return found === block || entries !== 1 ? -1 : found
}
