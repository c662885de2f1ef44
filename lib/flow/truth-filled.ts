import { op } from '../il/opcode-lookup.ts'
import { resolveField } from '../model/program.ts'
import { anyOf, asKept, type Formula, type Test, yes } from './formula.ts'
import { type Asking, beside, calleeAt, type Spot, ssaAt, storesAt } from './guard-context.ts'
import { isState } from './trigger.ts'
import { isCall, isResult, opcodeOf, operandsAt } from './trigger-code.ts'
import { adders } from './trigger-slice.ts'
import { guardOf } from './truth-stores.ts'
import type { Site } from './view.ts'

const mostWrites = 16
const writers = new Set([...adders, 'GetOrAdd', 'AddOrUpdate', 'Insert', 'AddFirst'])

/** Calls that put something into a collection that a field holds, by field. */
export function findKeptWrites(asking: Asking): ReadonlyMap<number, readonly Site[]> {
  const { view } = asking
  const found = new Map<number, Site[]>()
  for (let instance = 0; instance < view.instanceCount; instance++) {
    const ssa = ssaAt(asking, instance)
    for (let instruction = 0; ssa !== null && instruction < ssa.code.code.count; instruction++) {
      if (!isCall(opcodeOf(ssa, instruction))) continue
      const callee = calleeAt(asking, ssa, instruction)
      if (callee === null || callee.method !== 0 || !writers.has(callee.name) || !callee.owner.startsWith('System.Collections.')) continue
      const field = fieldOf(asking, { instance, value: operandsAt(ssa, instruction)[0] ?? -1, frame: null })
      if (field > 0) found.set(field, [...(found.get(field) ?? []), { instance, instruction }])
    }
  }
  return found
}

function fieldOf(asking: Asking, { instance, value }: Spot): number {
  const ssa = ssaAt(asking, instance)
  if (ssa === null || value < 0 || !isResult(ssa, value)) return 0
  const opcode = opcodeOf(ssa, value)
  return opcode === op.ldfld || opcode === op.ldsfld ? resolveField(asking.view.program, ssa.code.index, (ssa.code.code.operands[value] ?? 0) >>> 0) : 0
}

/**
 * When something was put into a collection that one message leaves for the next: what guards the places that put something in, where all
 * of them ask for something that is written in the code. Whether it was in there before is left out: it is asked beside.
 */
export function whenFilled(asking: Asking, collection: Spot): Formula {
  const writes = asking.keptWrites().get(fieldOf(asking, collection)) ?? []
  if (writes.length === 0 || writes.length > mostWrites) return yes
  return ofWritten(writes.map((one) => guardOf(asking, beside(collection, -1), { ...one, value: -1 })))
}

/** The same of a field that one message leaves for the next, and that another value is compared with. */
export function whenSet(asking: Asking, spot: Spot): Formula {
  if (!isState(asking, spot)) return yes
  const stores = storesAt(asking, spot)
  return stores.length === 0 || stores.length > mostWrites ? yes : ofWritten(stores.map((one) => guardOf(asking, spot, one)))
}

function ofWritten(guards: readonly Formula[]): Formula {
  if (guards.some(({ partial }) => partial)) return yes
  const told = guards.map(({ anyOf: alternatives }) => ({ anyOf: alternatives.map((tests) => tests.filter(isWritten)), partial: false }))
  const isTold = told.every(({ anyOf: alternatives }) => alternatives.length > 0 && alternatives.every((tests) => tests.length > 0))
  return isTold ? asKept(anyOf(told)) : yes
}

/** Does a test ask a message for something that is written in the code? */
function isWritten({ subject, valueFrom, values }: Test): boolean {
  return subject !== 'state' && subject !== 'count' && subject !== 'unknown' && values.length > 0 && (valueFrom === 'constant' || valueFrom === 'recovered')
}
