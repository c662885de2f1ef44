import { op } from '../il/opcode-lookup.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from '../model/assembly.ts'
import { type Asking, type Spot, ssaAt } from './guard-context.ts'
import { isResult, opcodeOf } from './trigger-code.ts'

/** Name of the field that is loaded, or whose address is; null for other values. */
export function fieldName(asking: Asking, spot: Spot): string | null {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return null
  const opcode = opcodeOf(ssa, spot.value)
  if (opcode !== op.ldfld && opcode !== op.ldsfld && opcode !== op.ldflda && opcode !== op.ldsflda) return null
  const { assembly } = ssa.code
  const { tables } = assembly.metadata
  const token = (ssa.code.code.operands[spot.value] ?? 0) >>> 0
  if (isRowOf(tables, 'MemberRef', token)) return memberName(assembly, tokenRow(token)).name
  return isRowOf(tables, 'Field', token) ? assembly.names.nameAt(cell(tables, 'Field', tokenRow(token), 'Name')) : null
}
