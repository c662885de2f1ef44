import { op, opcodeName } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import { resolveField } from '../model/program.ts'
import { adding, asking, changesByCall, isChangedElsewhere, isMutating } from './constants-changes.ts'
import { type Evaluator, opcodeAt, operandsAt, type Spot, spotOf, storesAt, tokenAt, usesOf } from './constants-evaluator.ts'
import { constantOrigin, elementOfItem, givenOf, type Item, type Known, nothingKnown, one, originOf } from './constants-item.ts'
import { makeNumbers, widthOf } from './interpret-storage.ts'
import { fieldBytes, homeOfField, shapeOfToken } from './interpret-types.ts'
import { isThing, numbersOf, setElement } from './interpret-values.ts'
import type { ValueAt } from './view.ts'

/** An array as the code that makes it fills it. */
interface Filled {
  readonly length: number
  /** By index; null where nothing is stored. */
  readonly stores: readonly (ValueAt | null)[]
  /** What `InitializeArray` puts in, as it stands in the file. */
  readonly data: Uint8Array | null
}

/**
 * Follows what a new array is given where it is made. Null where its length is not known, something is stored at an unknown place
 * or twice, or it is handed to code that may change it. `except`: an instruction that may, because what it is given is asked for.
 */
export function filledArray(ev: Evaluator, spot: Spot, except: number | null): Filled | null {
  const [size] = operandsAt(spot)
  const length = size === undefined ? null : singleNumber(ev.known(size))
  if (length === null || length < 0 || length > limits.constantLength) return null
  const stores = new Map<number, ValueAt>()
  let data: Uint8Array | null = null
  for (const use of usesOf(ev, spot)) {
    const at: Spot = { ...spot, value: use.instruction }
    const opcode = spot.ssa.code.code.opcodes[use.instruction] ?? 0
    const name = opcodeName(opcode) ?? ''
    if (name.startsWith('stelem') && use.place === 0) {
      const [, index, value] = operandsAt(spot, use.instruction)
      const place = index === undefined ? null : singleNumber(ev.known(index))
      if (place === null || value === undefined || place < 0 || place >= length || stores.has(place)) return null
      stores.set(place, value)
    } else if (opcode === op.ldelema) return null
    else if (opcode === op.call || opcode === op.callvirt || opcode === op.newobj) {
      if (ev.view.outsideAt(spot.ssa.method, use.instruction)?.api === 'System.Runtime.CompilerServices.RuntimeHelpers::InitializeArray') {
        data = initialData(ev, at)
        if (data === null) return null
      } else if (use.instruction !== except && changesByCall(ev, at, use, 0)) return null
    } else if (opcode === op.stsfld && isChangedElsewhere(ev, at)) return null
  }
  // an array nothing is put into is there to be filled
  if (length > 0 && stores.size === 0 && data === null) return null
  if (data === null ? length > limits.constantList : stores.size > 0) return null
  const list: (ValueAt | null)[] = []
  if (data === null) for (let place = 0; place < length; place++) list.push(stores.get(place) ?? null)
  return { length, stores: list, data }
}

/** The number a value is, when it can be only one. */
export function singleNumber({ items, complete }: Known): number | null {
  const [item] = items
  if (!complete || items.length !== 1 || item?.kind !== 'value') return null
  return typeof item.value === 'bigint' ? Number(item.value) : item.value
}

function initialData(ev: Evaluator, call: Spot): Uint8Array | null {
  const [, handle] = operandsAt(call)
  const token = handle === undefined ? null : spotOf(ev, handle)
  if (token === null || opcodeAt(token) !== op.ldtoken) return null
  const field = resolveField(ev.view.program, token.ssa.code.index, tokenAt(token))
  if (field === 0) return null
  const { index, row } = homeOfField(ev.view.program, field)
  return fieldBytes(ev.view.program, index, row, limits.constantLength * 8)
}

/** What a `newarr` makes. */
export function arrayKnown(ev: Evaluator, spot: Spot, except: number | null = null): Known {
  const filled = filledArray(ev, spot, except)
  if (filled === null) return nothingKnown
  const shape = shapeOfToken(ev.types, spot.ssa.code.index, tokenAt(spot))
  if (filled.data !== null && filled.data.length < filled.length * widthOf(shape.storage)) return nothingKnown
  const numbers = makeNumbers(shape.storage, filled.length)
  if (numbers !== null && filled.data !== null) {
    const raw = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
    raw.set(filled.data.subarray(0, raw.length))
    return one({ kind: 'array', value: numbersOf(shape.name, numbers), from: constantOrigin })
  }
  if (filled.data !== null) return nothingKnown
  const items: Item[] = []
  let complete = true
  for (const store of filled.stores) {
    const known: Known =
      store === null
        ? one({ kind: 'value', value: numbers instanceof BigInt64Array ? 0n : numbers === null ? null : 0, from: constantOrigin })
        : ev.known(store)
    const [item] = known.items
    if (item === undefined || known.items.length !== 1 || !known.complete) complete = false
    for (const each of known.items) items.push(each)
  }
  const from = originOf(items)
  if (complete && numbers !== null) {
    const array = numbersOf(shape.name, numbers)
    const fits = items.every((item, place) => setElement(array, place, givenOf(item) ?? null))
    return fits ? one({ kind: 'array', value: array, from }) : nothingKnown
  }
  if (numbers !== null) return nothingKnown
  const values = items.map(givenOf)
  if (complete && values.every((value) => value !== undefined && !isThing(value))) {
    return one({ kind: 'array', value: { kind: 'items', element: shape.name, data: values.map((value) => value ?? null) }, from })
  }
  return items.length === 0 ? nothingKnown : one({ kind: 'list', items, complete, from })
}

/** The values an array of arguments is made of, in their order; null where they are not known one by one. */
export function elementsOf(ev: Evaluator, at: ValueAt): readonly ValueAt[] | null {
  const { leaves, complete } = ev.leavesOf([at])
  const [leaf] = leaves
  const spot = leaf === undefined || leaves.length !== 1 || !complete ? null : spotOf(ev, leaf)
  if (spot === null) return null
  if (opcodeAt(spot) === op.call && ev.view.outsideAt(spot.ssa.method, spot.value)?.api === 'System.Array::Empty') return []
  if (opcodeAt(spot) !== op.newarr) return null
  const filled = filledArray(ev, spot, null)
  if (filled === null || filled.data !== null) return null
  const stores = filled.stores.filter((store) => store !== null)
  return stores.length === filled.length ? stores : null
}

/** What `ldelem` gives: one element of a known array, or any of what is stored in it. */
export function elementKnown(ev: Evaluator, spot: Spot): Known {
  const [array, index] = operandsAt(spot)
  if (array === undefined || index === undefined) return nothingKnown
  const whole = ev.known(array)
  const [item] = whole.items
  const place = singleNumber(ev.known(index))
  if (whole.complete && whole.items.length === 1 && item !== undefined && (item.kind === 'array' || (item.kind === 'list' && item.complete))) {
    const length = item.kind === 'list' ? item.items.length : lengthOf(item)
    if (place !== null) {
      const element = elementOfItem(item, place)
      return element === null ? nothingKnown : one(element)
    }
    const items: Item[] = []
    for (let at = 0; at < Math.min(length, limits.constants); at++) {
      const element = elementOfItem(item, at)
      if (element !== null) items.push(element)
    }
    return { items, complete: length <= limits.constants && items.length === length }
  }
  const stores = storesAt(ev, spot)
  return stores.length === 0 ? nothingKnown : ev.knownOf(stores)
}

/** Elements of a known array; -1 for another item. */
export function lengthOf(item: Item): number {
  if (item.kind === 'list') return item.complete ? item.items.length : -1
  return item.kind === 'array' && isThing(item.value) && (item.value.kind === 'numbers' || item.value.kind === 'items') ? item.value.data.length : -1
}

/** Types whose objects hold what is added to them. */
const collectionTypes =
  /^System\.Collections\.(?:Generic\.(?:List|HashSet|Dictionary|SortedSet|SortedDictionary|SortedList|Queue|Stack|LinkedList)`\d|Concurrent\.Concurrent\w+`\d|ObjectModel\.Collection`1|ArrayList|Hashtable|Specialized\.StringCollection|Specialized\.NameValueCollection)::\.ctor$/
/** What a new collection is filled with where it is made: its keys where it has keys. Null for an object of another kind. */
export function collectionKnown(ev: Evaluator, spot: Spot): Known | null {
  const made = ev.view.outsideAt(spot.ssa.method, spot.value)
  if (made === null || !collectionTypes.test(made.api)) return null
  const items: Item[] = []
  let complete = true
  for (const given of operandsAt(spot)) {
    for (const item of ev.known(given).items) {
      if (item.kind === 'list') items.push(...item.items)
      else for (let place = 0; place < lengthOf(item); place++) items.push(elementOfItem(item, place) ?? item)
      complete = complete && item.kind !== 'list'
    }
    if (ev.known(given).items.length === 0) complete = false
  }
  for (const use of usesOf(ev, spot)) {
    const opcode = spot.ssa.code.code.opcodes[use.instruction] ?? 0
    const at: Spot = { ...spot, value: use.instruction }
    if (opcode === op.stsfld) complete = complete && !isChangedElsewhere(ev, at)
    if (opcode === op.stfld && use.place === 1) complete = false
    if (opcode !== op.call && opcode !== op.callvirt && opcode !== op.newobj) continue
    const member = ev.view.outsideAt(spot.ssa.method, use.instruction)
    const api = member?.api ?? ''
    if (adding.test(api) && use.place === 0) {
      const key = operandsAt(spot, use.instruction)[1]
      const known = key === undefined ? nothingKnown : ev.known(key)
      complete = complete && known.complete && known.items.length > 0
      items.push(...known.items)
    } else if (!asking.test(api) && (member === null || (member.hasThis && use.place === 0) || isMutating(api))) complete = false
    if (items.length > limits.constantList) return nothingKnown
  }
  if (items.length === 0) return nothingKnown
  return one({ kind: 'list', items, complete, from: originOf(items) })
}
