import { anyOf, type Formula, isNever, not, yes } from './formula.ts'
import { type Asking, beside, ssaAt, storesAt } from './guard-context.ts'
import { isCall, numberOf, opcodeOf } from './trigger-code.ts'
import { type OutsideCall, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { guardOf } from './truth-stores.ts'

/** Members after which an event, semaphore or token says yes. */
const raising = new Set(['Set', 'Release', 'Signal', 'Cancel', 'CancelAfter', 'CancelAsync'])

/**
 * Whether an event, a semaphore or a token was raised: when code of the set raises it. Nothing is asked where it is raised from the
 * start, or where no code of the set does.
 */
export function signalTruth(asking: Asking, call: OutsideCall, want: boolean): Formula {
  const raised = storesAt(asking, call.spot).filter(({ instance, instruction }) => {
    const ssa = ssaAt(asking, instance)
    if (ssa === null || !isCall(opcodeOf(ssa, instruction))) return false
    return raising.has(outsideCallAt(asking, { instance, value: instruction, frame: null })?.callee.name ?? '')
  })
  if (raised.length === 0 || isRaisedFirst(asking, call)) return yes
  const when = anyOf(raised.map((one) => guardOf(asking, call.spot, one)))
  if (want) return when
  const never = not(when)
  return isNever(never) ? yes : never
}

/** `new ManualResetEvent(true)`, `new SemaphoreSlim(1)` */
function isRaisedFirst(asking: Asking, call: OutsideCall): boolean {
  const made = outsideCallAt(asking, seeThrough(asking, beside(call.spot, call.operands[0] ?? -1)).spot)
  if (made?.callee.name !== '.ctor') return false
  const first = made.operands.find((value) => numberOf(made.ssa, value) !== null)
  return first !== undefined && numberOf(made.ssa, first) !== 0
}
