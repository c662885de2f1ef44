import { op } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import { resolveField } from '../model/program.ts'
import type { Callee } from './callee.ts'
import { type Asking, beside, calleeAt, enter, keyOf, type Root, type Spot, ssaAt, storesAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { forms } from './text-forms.ts'
import { isCall, isElementLoad, isLoad, isResult, literalOf, opcodeOf, operandAt, operandsAt, passesOn, phiArguments, readsMemory } from './trigger-code.ts'
import type { Site, Stored } from './view.ts'

const longest = 48

/** Where a value comes from, as far as there is only one place and nothing changes what it says. */
export function seeThrough(asking: Asking, from: Spot): Root {
  const seen = new Map<string, Step>()
  let spot = from
  let known = asking.roots.get(keyOf(spot))
  while (known === undefined && seen.size < longest && !seen.has(keyOf(spot))) {
    const ssa = ssaAt(asking, spot.instance)
    const next = ssa === null ? null : nextOf(asking, ssa, spot)
    if (next === null) break
    seen.set(keyOf(spot), next)
    spot = next.spot
    known = asking.roots.get(keyOf(spot))
  }
  let root: Root = known ?? { spot, folded: false, through: [] }
  // what lies on the way is seen through as well
  for (const [key, { name, folds }] of [...seen].reverse()) {
    if (name !== null || folds) root = { spot: root.spot, folded: root.folded || folds, through: name === null ? root.through : [name, ...root.through] }
    asking.roots.set(key, root)
  }
  return root
}

/** Where `seeThrough` passes over nothing for the one value that may stand there instead: with the block that comes from. */
export function metOnTheWay(asking: Asking, from: Spot): readonly { readonly phi: Spot; readonly block: number }[] {
  const met: { readonly phi: Spot; readonly block: number }[] = []
  const seen = new Set<string>()
  let spot = from
  while (seen.size < longest && !seen.has(keyOf(spot))) {
    seen.add(keyOf(spot))
    const ssa = ssaAt(asking, spot.instance)
    const next = ssa === null ? null : nextOf(asking, ssa, spot)
    if (ssa === null || next === null) break
    if (ssa.kinds[spot.value] === valueKind.phi) {
      const [only, ...more] = phiArguments(ssa, spot.value).filter(({ value }) => value === next.spot.value)
      if (only !== undefined && more.length === 0) met.push({ phi: spot, block: only.block })
    }
    spot = next.spot
  }
  return met
}

interface Step {
  readonly spot: Spot
  readonly name: string | null
  readonly folds: boolean
}

function plain(spot: Spot | null): Step | null {
  return spot === null ? null : { spot, name: null, folds: false }
}

function nextOf(asking: Asking, ssa: Ssa, spot: Spot): Step | null {
  switch (ssa.kinds[spot.value]) {
    case valueKind.result:
      return isResult(ssa, spot.value) ? throughInstruction(asking, ssa, spot, spot.value) : null
    case valueKind.phi:
      return plain(onlyArgument(asking, ssa, spot))
    case valueKind.argument:
      return plain(onlyOne(givenTo(asking, spot)))
    case valueKind.field:
      return plain(onlyOne(storesOf(asking, spot)))
    case valueKind.written: {
      const instruction = ssa.data[spot.value] ?? -1
      const callee = isCall(opcodeOf(ssa, instruction)) ? calleeAt(asking, ssa, instruction) : null
      // a value type is built where its address is: the first operand is that address
      const row = callee === null ? undefined : (forms.get(callee.signature) ?? forms.get(callee.api))
      if (callee?.name === '.ctor' && row !== undefined) return plain(operandSpot(ssa, spot, instruction, 1))
      // what is found under a key asks for the key
      const isOpaque = callee === null || callee.name === '.ctor' || (callee.method === 0 && callee.name === 'TryGetValue')
      return isOpaque ? null : plain(onlyOne(storesOf(asking, spot)))
    }
    default:
      return null
  }
}

function throughInstruction(asking: Asking, ssa: Ssa, spot: Spot, instruction: number): Step | null {
  const opcode = opcodeOf(ssa, instruction)
  const referred = ssa.referred[instruction] ?? -1
  if (referred >= 0) return plain(beside(spot, referred))
  if (readsMemory(ssa, instruction)) return null
  if (passesOn(opcode)) return plain(operandSpot(ssa, spot, instruction, 0))
  if (isLoad(opcode) && !isElementLoad(opcode)) return plain(onlyOne(storesOf(asking, spot)))
  if (!isCall(opcode)) return null
  const callee = calleeAt(asking, ssa, instruction)
  if (callee === null) return null
  if (callee.method !== 0) return opcode === op.newobj ? null : plain(onlyOne(returnsOf(asking, spot, instruction).filter((one) => !isDefault(asking, one))))
  const row = forms.get(callee.signature) ?? forms.get(callee.api)
  if (row !== undefined) {
    const next = operandSpot(ssa, spot, instruction, row.operand)
    return next === null ? null : { spot: next, name: row.folds ? callee.name : null, folds: row.folds }
  }
  // on a constrained receiver the method is named by what declares it first
  return callee.name === 'ToString' && callee.hasThis && callee.parameters === 0 ? plain(operandSpot(ssa, spot, instruction, 0)) : null
}

export function operandSpot(ssa: Ssa, spot: Spot, instruction: number, place: number): Spot | null {
  const value = operandAt(ssa, instruction, place)
  return value < 0 ? null : beside(spot, value)
}

function onlyOne(spots: readonly Spot[]): Spot | null {
  const [first] = spots
  return first === undefined || spots.some((one) => keyOf(one) !== keyOf(first)) ? null : first
}

/** `x ?? ""`: the other value of a phi stands for it. */
function onlyArgument(asking: Asking, ssa: Ssa, spot: Spot): Spot | null {
  let found = -1
  for (const { value } of phiArguments(ssa, spot.value)) {
    if (value === spot.value || value === found || isEmpty(asking, ssa, value)) continue
    if (found >= 0) return null
    found = value
  }
  return found < 0 || literalOf(ssa, found) !== null ? null : beside(spot, found)
}

/** A null, an empty text, or a local nothing was stored in. */
export function isEmpty(asking: Asking, ssa: Ssa, value: number): boolean {
  // a local before anything is stored in it
  if (ssa.kinds[value] === valueKind.local) return true
  if (isCleared(ssa, value)) return true
  const literal = literalOf(ssa, value)
  if (literal !== null) return literal.kind === 'null' || (literal.kind === 'text' && literal.value === '')
  if (!isResult(ssa, value) || opcodeOf(ssa, value) !== op.ldsfld) return false
  return asking.view.outsideAt(ssa.method, value)?.api === 'System.String::Empty'
}

function isCleared(ssa: Ssa, value: number): boolean {
  return ssa.kinds[value] === valueKind.written && opcodeOf(ssa, ssa.data[value] ?? -1) === op.initobj
}

/** A struct without anything in it: a `Nullable` that holds no value. */
function isDefault(asking: Asking, { instance, value }: Spot): boolean {
  const ssa = ssaAt(asking, instance)
  return ssa !== null && isCleared(ssa, value)
}

/** What the caller gives for an argument: this one call where the frame tells which, else every caller. */
export function givenTo(asking: Asking, spot: Spot): readonly Spot[] {
  const given = asking.view.givenTo(spot)
  const { frame } = spot
  const call = frame?.call ?? null
  if (frame === null || call === null) return unique(given.map((one) => ({ instance: one.instance, value: one.value, frame: null })))
  const here = given.filter((one) => one.instance === call.instance && one.instruction === call.instruction)
  const parent = frame.parent
  return unique(here.map((one) => ({ instance: one.instance, value: one.value, frame: parent !== null && parent.instance === one.instance ? parent : null })))
}

/** Where a loaded value was put. In another instance nothing is known of the chain of calls. */
export function storesOf(asking: Asking, spot: Spot): readonly Spot[] {
  return unique(storesAt(asking, spot).map((one) => storedSpot(spot, one)))
}

export function storedSpot(spot: Spot, stored: Stored): Spot {
  return { instance: stored.instance, value: stored.value, frame: stored.instance === spot.instance ? spot.frame : null }
}

/** What the own methods return that an instruction calls, each seen from this call. */
export function returnsOf(asking: Asking, spot: Spot, instruction: number): readonly Spot[] {
  const call = { instance: spot.instance, instruction }
  return unique(
    asking.view.returnedBy(spot.instance, instruction).map((one) => {
      const { frame } = enter(asking, call, one.instance, spot.frame)
      return { instance: one.instance, value: one.value, frame }
    }),
  )
}

function unique(spots: readonly Spot[]): readonly Spot[] {
  if (spots.length < 2) return spots
  return [...new Map(spots.map((spot) => [keyOf(spot), spot])).values()]
}

/** The call of an outside or native member that gives a value; null when something else does. */
export interface OutsideCall {
  readonly spot: Spot
  readonly ssa: Ssa
  readonly instruction: number
  readonly callee: Callee
  readonly operands: readonly number[]
  /** Of a member that a delegate stands for: what it is called with, wherever that comes from; `operands` is empty then. */
  readonly given?: readonly Spot[]
}

export function outsideCallAt(asking: Asking, spot: Spot): OutsideCall | null {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return null
  const instruction = ssa.kinds[spot.value] === valueKind.written ? (ssa.data[spot.value] ?? -1) : isResult(ssa, spot.value) ? spot.value : -1
  if (instruction < 0 || !isCall(opcodeOf(ssa, instruction))) return null
  const callee = calleeAt(asking, ssa, instruction)
  return callee === null || callee.method !== 0 ? null : { spot, ssa, instruction, callee, operands: operandsAt(ssa, instruction) }
}

/** What a member is called with at a place, the receiver first. */
export function operand(call: OutsideCall, place: number): Spot {
  return call.given?.[place] ?? beside(call.spot, call.operands[place] ?? -1)
}

export function siteOf(call: OutsideCall): Site {
  return { instance: call.spot.instance, instruction: call.instruction }
}

/** An operand of a call seen through to where it comes from. */
export function rootOf(asking: Asking, call: OutsideCall, place: number): Root | null {
  const value = call.operands[place]
  return value === undefined ? null : seeThrough(asking, beside(call.spot, value))
}

/**
 * Walks backwards from a value through operands, returns, stores, callers and phis, nearest first, and gives every outside call on
 * the way that `visit` does not stop at (it says whether to go on behind it).
 */
export function walkBack(asking: Asking, from: Spot, visit: (call: OutsideCall) => boolean, receiversOnly = false): void {
  const todo = new Map<string, Spot>([[keyOf(from), from]])
  for (const spot of todo.values()) {
    if (todo.size > limits.conditionSlice) {
      asking.log.hit.add('conditionSlice')
      return
    }
    const call = outsideCallAt(asking, spot)
    const goOn = call === null || visit(call)
    if (!goOn) continue
    for (const next of call === null ? behind(asking, spot) : behindCall(asking, call, receiversOnly)) if (!todo.has(keyOf(next))) todo.set(keyOf(next), next)
  }
}

function behindCall(asking: Asking, call: OutsideCall, receiversOnly: boolean): readonly Spot[] {
  if (!receiversOnly && call.callee.name === '.ctor' && call.callee.owner.startsWith('System.Collections.'))
    return [...given(call), ...addedBeside(asking, call)]
  const operands = receiversOnly ? given(call).slice(0, 1) : given(call)
  return reads.has(call.callee.name) ? [...storesOf(asking, call.spot), ...operands] : operands
}

function given(call: OutsideCall): readonly Spot[] {
  return call.operands.map((value) => beside(call.spot, value))
}

/** Members that put their last operand into a collection. */
export const adders: ReadonlySet<string> = new Set(['Add', 'TryAdd', 'Enqueue', 'Push', 'set_Item', 'AddLast'])

/** Instructions of a method that are looked through for what is done with one object. */
export const mostScanned = 4096

/** What the method that makes a collection adds to it. */
function addedBeside(asking: Asking, { spot, ssa }: OutsideCall): readonly Spot[] {
  const added: Spot[] = []
  for (let instruction = 0; instruction < Math.min(ssa.code.code.count, mostScanned); instruction++) {
    if (!isCall(opcodeOf(ssa, instruction)) || operandAt(ssa, instruction, 0) !== spot.value) continue
    const name = calleeAt(asking, ssa, instruction)?.name ?? ''
    if (adders.has(name)) added.push(beside(spot, operandsAt(ssa, instruction).at(-1) ?? -1))
  }
  return added
}

/** Members that give what was put in before. */
const reads = new Set(['get_Item', 'get_Current', 'get_Value', 'get_Key', 'TryGetValue', 'Dequeue', 'Pop', 'Peek', 'TryDequeue', 'TryTake'])

/** The collection whose elements a call hands to a delegate. */
function elementsGiven(asking: Asking, { instance, instruction }: Site): readonly Spot[] {
  const call = outsideCallAt(asking, { instance, value: instruction, frame: null })
  return call === null || call.operands.length < 2 ? [] : [operand(call, 0)]
}

/** The values that a value was made of, where no outside call gives it. */
function behind(asking: Asking, spot: Spot): readonly Spot[] {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return []
  switch (ssa.kinds[spot.value]) {
    case valueKind.phi:
      return phiArguments(ssa, spot.value).map(({ value }) => beside(spot, value))
    case valueKind.argument: {
      const given = givenTo(asking, spot)
      return given.length > 0 ? given : asking.view.callersOf(spot.instance).flatMap((site) => elementsGiven(asking, site))
    }
    case valueKind.field:
    case valueKind.written:
      return storesOf(asking, spot)
    case valueKind.result: {
      if (!isResult(ssa, spot.value)) return []
      const opcode = opcodeOf(ssa, spot.value)
      const referred = ssa.referred[spot.value] ?? -1
      if (referred >= 0) return [beside(spot, referred)]
      if (isCall(opcode)) return opcode === op.newobj ? [] : returnsOf(asking, spot, spot.value)
      const operands = operandsAt(ssa, spot.value).map((value) => beside(spot, value))
      return isLoad(opcode) ? [...storesOf(asking, spot), ...(isElementLoad(opcode) ? operands.slice(0, 1) : putInto(asking, ssa, spot.value))] : operands
    }
    default:
      return []
  }
}

/** What own code puts into the collection that a field holds. */
function putInto(asking: Asking, ssa: Ssa, load: number): readonly Spot[] {
  const field = resolveField(asking.view.program, ssa.code.index, (ssa.code.code.operands[load] ?? 0) >>> 0)
  return (asking.keptWrites().get(field) ?? []).flatMap(({ instance, instruction }) => {
    const writer = ssaAt(asking, instance)
    return writer === null ? [] : [{ instance, value: operandsAt(writer, instruction).at(-1) ?? -1, frame: null }]
  })
}

/** The same text for values that are the same by what they are made of: getters of the same object, constant places. */
export function identity(asking: Asking, from: Spot, depth = 0): string {
  const { spot } = seeThrough(asking, from)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return keyOf(spot)
  const literal = literalOf(ssa, spot.value)
  if (literal !== null) return literal.kind === 'null' ? 'null' : `=${String(literal.value)}`
  if (depth < 6 && isResult(ssa, spot.value)) {
    const instruction = spot.value
    const parts = () => operandsAt(ssa, instruction).map((value) => identity(asking, beside(spot, value), depth + 1))
    const call = outsideCallAt(asking, spot)
    if (call !== null && isPure(call.callee)) return `${call.callee.api}(${parts().join(',')})`
    if (isElementLoad(opcodeOf(ssa, instruction)) && literalOf(ssa, operandAt(ssa, instruction, 1)) !== null) return `element(${parts().join(',')})`
  }
  // it is the same value, with whichever object it is seen
  return keyOf(spot.frame?.received ? { ...spot, frame: null } : spot)
}

/** Asked twice it says the same, as far as a condition cares. An enumerator's `get_Current` does not. */
function isPure(callee: Callee): boolean {
  return (callee.name.startsWith('get_') && callee.name !== 'get_Current') || pure.has(callee.name)
}

const pure = new Set(['FindFirst', 'Substring', 'ElementAt', 'op_Subtraction', 'GetValue', 'Mid', 'Left', 'Right', 'LocalPart'])
