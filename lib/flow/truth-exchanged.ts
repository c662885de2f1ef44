import { op } from '../il/opcode-lookup.ts'
import { resolveField } from '../model/program.ts'
import { type Formula, yes } from './formula.ts'
import { type Asking, calleeAt, ssaAt } from './guard-context.ts'
import { exchangedField, operatorOf, plainTest, stateOf } from './trigger.ts'
import { type Comparison, isCall, opcodeOf, operandAt } from './trigger-code.ts'
import { type OutsideCall, siteOf } from './trigger-slice.ts'

/** Members that give what a number was before they change it. */
const exchanges: ReadonlySet<string> = new Set(['Exchange', 'CompareExchange'])

/**
 * What `Interlocked` tells of a number in a field, compared with a constant: a state. Nothing is asked where other code sets the number
 * back, as a lock does. Null for other calls.
 */
export function exchangedTruth(asking: Asking, call: OutsideCall, by: Comparison, constant: number, want: boolean): Formula | null {
  if (exchangedField(asking, call.spot) === null) return null
  if (exchanges.has(call.callee.name) && isSetElsewhere(asking, call)) return yes
  return plainTest(asking, siteOf(call), stateOf(asking, call.spot), operatorOf[by], !want, [String(constant)])
}

/** Does another instruction of an own method, that is no constructor, store in the field as well? */
function isSetElsewhere(asking: Asking, { spot, ssa, operands }: OutsideCall): boolean {
  const { view } = asking
  const fieldAt = (instance: number, instruction: number) => {
    const code = ssaAt(asking, instance)?.code
    return code === undefined ? 0 : resolveField(view.program, code.index, (code.code.operands[instruction] ?? 0) >>> 0)
  }
  const field = fieldAt(spot.instance, operands[0] ?? -1)
  for (let instance = 0; field > 0 && instance < view.instanceCount; instance++) {
    const other = ssaAt(asking, instance)
    for (let at = 0; other !== null && at < other.code.code.count; at++) {
      if (other === ssa && at === spot.value) continue
      const opcode = opcodeOf(other, at)
      const isStore = opcode === op.stsfld || opcode === op.stfld
      if (isStore && fieldAt(instance, at) === field) return true
      const address = isCall(opcode) && isExchange(asking, instance, at) ? operandAt(other, at, 0) : -1
      if (address >= 0 && fieldAt(instance, address) === field) return true
    }
  }
  return false
}

function isExchange(asking: Asking, instance: number, instruction: number): boolean {
  const ssa = ssaAt(asking, instance)
  const callee = ssa === null ? null : calleeAt(asking, ssa, instruction)
  return callee !== null && callee.owner === 'System.Threading.Interlocked' && exchanges.has(callee.name)
}
