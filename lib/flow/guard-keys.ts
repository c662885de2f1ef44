import { type Formula, yes } from './formula.ts'
import { type Asking, beside, ssaAt, storesAt } from './guard-context.ts'
import { stateOf, testOf } from './trigger.ts'
import { isCall, literalOf, opcodeOf, operandAt } from './trigger-code.ts'
import { outsideCallAt, seeThrough } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import type { Instance, Site } from './view.ts'

/**
 * A delegate that was looked up in a dictionary runs where the key is one under which it was put there: a table of commands. Asks
 * nothing for any other call.
 */
export function keyGuard(asking: Asking, { instance, instruction }: Site, target: Instance): Formula {
  const ssa = ssaAt(asking, instance)
  const delegate = ssa === null ? -1 : operandAt(ssa, instruction, 0)
  if (ssa === null || delegate < 0 || !isCall(opcodeOf(ssa, instruction))) return yes
  const found = seeThrough(asking, { instance, value: delegate, frame: null }).spot
  const lookup = outsideCallAt(asking, found)
  if (lookup === null || (lookup.callee.name !== 'TryGetValue' && lookup.callee.name !== 'get_Item')) return yes
  const keys = keysOf(asking, found, target)
  const key = lookup.operands[1]
  if (keys.length === 0 || key === undefined) return yes
  const asked = beside(found, key)
  const subject = subjectOf(asking, asked) ?? stateOf(asking, asked)
  const at = { instance, instruction: lookup.instruction }
  const comparing = { at, operator: 'equals' as const, left: asked, right: asked, ignoreCase: false, negated: false }
  return testOf(asking, comparing, subject, 'equals', { values: keys, valueFrom: 'constant', from: null, folded: false })
}

/** Constant keys under which this method was put there. */
function keysOf(asking: Asking, found: { readonly instance: Instance; readonly value: number }, target: Instance): readonly string[] {
  const { view } = asking
  const method = view.methodOf(target)
  const keys = new Set<string>()
  for (const stored of storesAt(asking, found)) {
    const ssa = ssaAt(asking, stored.instance)
    if (ssa === null || !isCall(opcodeOf(ssa, stored.instruction))) continue
    if (!view.delegatesAt(stored).some((one) => view.methodOf(one) === method)) continue
    const value = operandAt(ssa, stored.instruction, 1)
    const literal = literalOf(ssa, value)
    const text = literal?.kind === 'text' ? literal.value : asking.constants.text({ instance: stored.instance, value })?.text
    if (text !== undefined) keys.add(text)
  }
  return [...keys]
}
