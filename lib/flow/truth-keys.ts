import { and, anyOf, type Formula, isNever, not, yes } from './formula.ts'
import { type Asking, beside, calleeAt, ssaAt, storesAt } from './guard-context.ts'
import { plainTest } from './trigger.ts'
import { isCall, literalOf, opcodeOf, operandsAt } from './trigger-code.ts'
import { type OutsideCall, outsideCallAt, seeThrough } from './trigger-slice.ts'
import type { Subject } from './trigger-subject.ts'
import { guardOf } from './truth-stores.ts'
import type { Instance, Site, Stored } from './view.ts'

const writers = new Set(['set_Item', 'Add', 'TryAdd'])
/** Writes into the bag of the recipient that is being named. */
const recipientWriter = 'SetRecipientProperty'

/** Sites that put something under a constant key into a property bag of Exchange's, by key. */
export function findBagWrites(asking: Asking): ReadonlyMap<string, readonly Site[]> {
  const { view } = asking
  const found = new Map<string, Site[]>()
  const byMethod = new Map<number, readonly number[]>()
  for (let instance = 0; instance < view.instanceCount; instance++) {
    const method = view.methodOf(instance)
    const instructions = byMethod.get(method) ?? writesIn(asking, instance)
    byMethod.set(method, instructions)
    for (const instruction of instructions) {
      const call = outsideCallAt(asking, { instance, value: instruction, frame: null })
      const key = call === null || !(call.callee.name === recipientWriter || isBag(asking, call)) ? null : keyOfCall(asking, call)
      if (key !== null) found.set(key, [...(found.get(key) ?? []), { instance, instruction }])
    }
  }
  return found
}

/** Instructions that may write a property: what they give is void or no matter, so it is the instruction that names them. */
function writesIn(asking: Asking, instance: number): readonly number[] {
  const ssa = ssaAt(asking, instance)
  if (ssa === null) return []
  const found: number[] = []
  for (let instruction = 0; instruction < ssa.code.code.count; instruction++) {
    if (!isCall(opcodeOf(ssa, instruction))) continue
    const callee = calleeAt(asking, ssa, instruction)
    if (callee === null || callee.method !== 0) continue
    if (callee.name === recipientWriter || (writers.has(callee.name) && callee.owner.includes('Dictionary'))) found.push(instruction)
  }
  return found
}

const bags = new Set(['get_Properties', 'get_MailItemProperties'])

function isBag(asking: Asking, call: OutsideCall): boolean {
  const receiver = call.operands[0]
  if (receiver === undefined) return false
  const callee = outsideCallAt(asking, seeThrough(asking, beside(call.spot, receiver)).spot)?.callee
  return callee !== undefined && bags.has(callee.name) && callee.owner.startsWith('Microsoft.Exchange.')
}

/** The constant key that a call of a collection names; null where it is none. */
export function keyOfCall(asking: Asking, call: OutsideCall): string | null {
  const value = call.operands[1]
  if (value === undefined) return null
  const literal = literalOf(call.ssa, value)
  return literal?.kind === 'text' ? literal.value : (asking.constants.text(beside(call.spot, value))?.text ?? null)
}

/** Whether a key is there that only code of the set puts there: when it does. Null when it is not known which, or who does. */
export function keyTruth(asking: Asking, call: OutsideCall, want: boolean): Formula | null {
  const key = keyOfCall(asking, call)
  if (key === null) return null
  const stores = writesOf(asking, call, key)
  if (stores.length > 0) {
    const put = anyOf(stores.map((one) => guardOf(asking, call.spot, one)))
    if (want) return put
    const missing = not(put)
    return isNever(missing) ? yes : missing
  }
  return isBag(asking, call) ? bagTest(asking, call, key, want) : null
}

/** What is kept under a constant key of a property bag, asked where it is read. Null when the call does not read one. */
export function keptTruth(asking: Asking, call: OutsideCall, want: boolean): Formula | null {
  const reads = call.callee.name === 'get_Item' || call.callee.name === 'TryGetValue'
  const key = reads && isBag(asking, call) ? keyOfCall(asking, call) : null
  if (key === null) return null
  const stores = writesOf(asking, call, key)
  if (stores.length === 0) return bagTest(asking, call, key, want)
  const put = anyOf(stores.map((one) => and(guardOf(asking, call.spot, one), asking.truth({ instance: one.instance, value: one.value, frame: null }, true))))
  if (want) return put
  const missing = not(put)
  return isNever(missing) ? yes : missing
}

function bagTest(asking: Asking, call: OutsideCall, key: string, want: boolean): Formula {
  const root = { spot: call.spot, folded: false, through: [] }
  const subject: Subject = { subject: 'state', name: key, grade: null, root, about: `property ${key}` }
  return plainTest(asking, { instance: call.spot.instance, instruction: call.instruction }, subject, 'exists', !want)
}

/** Calls that put something under this key into the same collection, with the value they put there. */
function writesOf(asking: Asking, call: OutsideCall, key: string): readonly Stored[] {
  const known = isBag(asking, call) ? (asking.bagWrites().get(key) ?? []) : storesAt(asking, call.spot)
  const found = new Map<string, Stored>()
  for (const { instance, instruction } of known) {
    const ssa = ssaAt(asking, instance)
    if (ssa === null || !isCall(opcodeOf(ssa, instruction))) continue
    const write = outsideCallAt(asking, { instance, value: instruction, frame: null })
    if (write === null || !(writers.has(write.callee.name) || write.callee.name === recipientWriter) || keyOfCall(asking, write) !== key) continue
    found.set(`${instance}:${instruction}`, { instance, instruction, value: operandsAt(ssa, instruction)[2] ?? -1 })
  }
  return ofSameAgent(asking, call.spot.instance, [...found.values()])
}

/** Another agent of the same file has keys of its own, even where they are called the same; what only it writes, it writes. */
function ofSameAgent(asking: Asking, reader: Instance, writes: readonly Stored[]): readonly Stored[] {
  const own = rootsOf(asking, reader)
  const same = writes.filter((one) => [...rootsOf(asking, one.instance)].some((root) => own.has(root)))
  return same.length > 0 ? same : writes
}

const mostAbove = 256

/** Where code comes from outside that leads to an instance. */
function rootsOf(asking: Asking, instance: Instance): ReadonlySet<Instance> {
  const seen = new Set([instance])
  const roots = new Set<Instance>()
  for (const one of seen) {
    const callers = asking.view.callersOf(one)
    if (callers.length === 0) roots.add(one)
    if (seen.size < mostAbove) for (const call of callers) seen.add(call.instance)
  }
  return roots
}
