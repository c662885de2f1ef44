import { simpleName } from '../agents/find-agents.ts'
import { op } from '../il/opcode-lookup.ts'
import { resolveField } from '../model/program.ts'
import { type Formula, yes } from './formula.ts'
import { type Asking, calleeAt, ssaAt } from './guard-context.ts'
import { exchangedField, isNumberExchanged, operatorOf, plainTest, stateOf } from './trigger.ts'
import { type Comparison, isCall, opcodeOf, operandAt } from './trigger-code.ts'
import { type OutsideCall, siteOf } from './trigger-slice.ts'

/** Members that give what a number was before they change it. */
const exchanges: ReadonlySet<string> = new Set(['Exchange', 'CompareExchange'])

/**
 * What `Interlocked` and `Volatile` tell of a number in a field, compared with a constant: a state. Nothing is asked where other code sets
 * the number back, as a lock does, nor of references, which code exchanges to hand them over. Null for numbers elsewhere.
 */
export function exchangedTruth(asking: Asking, call: OutsideCall, by: Comparison, constant: number, want: boolean): Formula | null {
  if (!isNumberExchanged(call)) return yes
  if (exchangedField(asking, call.spot) === null) return null
  if (exchanges.has(call.callee.name) && isSetElsewhere(asking, call)) return yes
  return plainTest(asking, siteOf(call), stateOf(asking, call.spot), operatorOf[by], !want, [String(constant)])
}

/** Does another instruction, that is of no constructor, store in the field as well? */
function isSetElsewhere(asking: Asking, { spot, operands }: OutsideCall): boolean {
  return (asking.numberWrites().get(fieldAt(asking, spot.instance, operands[0] ?? -1)) ?? 0) > 1
}

/** How many instructions of own methods, constructors left out, store in a field or exchange what is in it, by field. */
export function countNumberWrites(asking: Asking): ReadonlyMap<number, number> {
  const { view } = asking
  const found = new Map<number, number>()
  const seen = new Set<number>()
  for (let instance = 0; instance < view.instanceCount; instance++) {
    const method = view.methodOf(instance)
    const ssa = ssaAt(asking, instance)
    if (ssa === null || seen.has(method) || constructors.has(simpleName(view.program, method))) continue
    seen.add(method)
    for (let at = 0; at < ssa.code.code.count; at++) {
      const opcode = opcodeOf(ssa, at)
      const isStore = opcode === op.stsfld || opcode === op.stfld
      const place = isStore ? at : isCall(opcode) && isExchange(asking, instance, at) ? operandAt(ssa, at, 0) : -1
      const field = place < 0 ? 0 : fieldAt(asking, instance, place)
      if (field > 0) found.set(field, (found.get(field) ?? 0) + 1)
    }
  }
  return found
}

const constructors = new Set(['.ctor', '.cctor'])

/** The field that an instruction names. */
function fieldAt(asking: Asking, instance: number, instruction: number): number {
  const code = ssaAt(asking, instance)?.code
  return code === undefined ? 0 : resolveField(asking.view.program, code.index, (code.code.operands[instruction] ?? 0) >>> 0)
}

function isExchange(asking: Asking, instance: number, instruction: number): boolean {
  const ssa = ssaAt(asking, instance)
  const callee = ssa === null ? null : calleeAt(asking, ssa, instruction)
  return callee !== null && callee.owner === 'System.Threading.Interlocked' && exchanges.has(callee.name)
}
