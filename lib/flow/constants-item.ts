import { limits } from '../limits.ts'
import { bytesValue, elementAt, isThing, type NumberArray, numbersOf, textOfUnits, type Value } from './interpret-values.ts'
import { plainText, type Template, wholeText } from './template.ts'
import type { Constant, Constants, ValueOrigin } from './view.ts'

/** What a value may be while it is worked out: a constant, or something the interpreter can be given. */
export type Item =
  | { readonly kind: 'value'; readonly value: null | number | bigint; readonly from: ValueOrigin }
  | { readonly kind: 'float'; readonly value: number; readonly from: ValueOrigin }
  | ({ readonly kind: 'text' } & Template)
  | { readonly kind: 'type'; readonly own: number; readonly name: string; readonly from: ValueOrigin }
  /** An array nobody changes. */
  | { readonly kind: 'array'; readonly value: Value; readonly from: ValueOrigin }
  /** A collection or array of items not all of which are plain. */
  | { readonly kind: 'list'; readonly items: readonly Item[]; readonly complete: boolean; readonly from: ValueOrigin }
  /** Something that is no data: an encoding, a comparer. */
  | { readonly kind: 'tool'; readonly value: Value; readonly from: ValueOrigin }

/** Values a place may have; `complete` is false when there may be others. */
export interface Known {
  readonly items: readonly Item[]
  readonly complete: boolean
}

/** It stands in the code as it is. */
export const constantOrigin: ValueOrigin = { kind: 'constant' }
/** It may be anything. */
export const nothingKnown: Known = { items: [], complete: false }

/** It is this and nothing else. */
export function one(item: Item): Known {
  return { items: [item], complete: true }
}

/** A template as an item. */
export function textItem(template: Template): Item {
  return { kind: 'text', pieces: template.pieces, from: template.from }
}

/** A text without holes as an item. */
export function stringItem(text: string, from: ValueOrigin = constantOrigin): Item {
  return textItem(plainText(text, from))
}

/** The more telling of several origins. */
export function originOf(items: readonly Item[]): ValueOrigin {
  for (const item of items) if (item.from.kind === 'recovered') return item.from
  return constantOrigin
}

/** Several answers as one: each value once, at most `limits.constants`. */
export function united(answers: readonly Known[]): Known {
  const items = new Map<string, Item>()
  let complete = true
  for (const answer of answers) {
    complete = complete && answer.complete
    for (const item of answer.items) {
      const key = keyOfItem(item, 0)
      if (items.has(key)) continue
      if (items.size >= limits.constants) return { items: [...items.values()], complete: false }
      items.set(key, item)
    }
  }
  return { items: [...items.values()], complete }
}

/** Equal for equal values; where they come from is left out. */
function keyOfItem(item: Item, depth: number): string {
  switch (item.kind) {
    case 'value':
      return `${typeof item.value} ${String(item.value)}`
    case 'float':
      return `float ${item.value}`
    case 'text':
      return `text ${JSON.stringify(item.pieces)}`
    case 'type':
      return `type ${item.own} ${item.name}`
    case 'array':
      return `array ${valueKey(item.value, depth)}`
    case 'list':
      return `list ${item.complete} ${depth > 4 ? '' : item.items.map((one) => keyOfItem(one, depth + 1)).join('\n')}`
    case 'tool':
      return `tool ${valueKey(item.value, depth)}`
    default:
      return item satisfies never
  }
}

function valueKey(value: Value, depth: number): string {
  if (!isThing(value)) return JSON.stringify(typeof value === 'bigint' ? `${value}n` : value)
  if (value.kind === 'numbers') return `${value.element} ${value.data.length} ${value.data.subarray(0, 64).join(' ')} ${checkOf(value)}`
  if (value.kind === 'items') return depth > 4 ? '' : value.data.map((one) => valueKey(one, depth + 1)).join('\n')
  return value.kind === 'encoding' ? value.name : value.kind
}

/** Tells long arrays apart by all their bytes. FNV-1a */
function checkOf({ data }: NumberArray): number {
  let check = 0x811c_9dc5
  for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) check = Math.imul(check ^ byte, 0x0100_0193)
  return check >>> 0
}

/** What the interpreter is given for an item, arrays as copies of their own; undefined where that cannot be. */
export function givenOf(item: Item): Value | undefined {
  switch (item.kind) {
    case 'value':
    case 'tool':
      return item.value
    case 'float':
      return { kind: 'float', value: item.value }
    case 'text':
      return wholeText(item.pieces) ?? undefined
    case 'type':
      return { kind: 'type', own: item.own, name: item.name }
    case 'array':
      return copyOf(item.value)
    case 'list':
      return undefined
    default:
      return item satisfies never
  }
}

function copyOf(value: Value): Value {
  if (isThing(value) && value.kind === 'numbers') return numbersOf(value.element, value.data.slice())
  return isThing(value) && value.kind === 'items' ? { kind: 'items', element: value.element, data: [...value.data] } : value
}

/** What the interpreter gave, as far as it stays what it is; null for what can change. */
export function itemOf(value: Value, from: ValueOrigin): Item | null {
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return { kind: 'value', value, from }
  if (typeof value === 'string') return stringItem(value, from)
  switch (value.kind) {
    case 'float':
      return { kind: 'float', value: value.value, from }
    case 'box':
      return itemOf(value.value, from)
    case 'type':
      return { kind: 'type', own: value.own, name: value.name, from }
    case 'numbers':
      return { kind: 'array', value: copyOf(value), from }
    case 'items':
      return value.data.every((one) => !isThing(one)) ? { kind: 'array', value: copyOf(value), from } : null
    case 'list': {
      const items = value.items.map((one) => itemOf(one, from))
      return items.every((one) => one !== null) ? { kind: 'list', items, complete: true, from } : null
    }
    case 'encoding':
    case 'comparer':
      return { kind: 'tool', value, from }
    default:
      return null
  }
}

/** A single byte of an array, a character of a text: what `ldelem` of a known array gives. */
export function elementOfItem(item: Item, index: number): Item | null {
  if (item.kind === 'list') return item.items[index] ?? null
  if (item.kind !== 'array' || !isThing(item.value) || (item.value.kind !== 'numbers' && item.value.kind !== 'items')) return null
  const element = elementAt(item.value, index)
  return element === undefined ? null : itemOf(element, item.from)
}

/** How others see what is known. */
export function constantsOf(known: Known): Constants {
  const values: Constant[] = []
  let complete = known.complete
  for (const item of known.items) {
    const value = constantOf(item)
    if (value === null) complete = false
    else values.push(value)
  }
  return { values, complete }
}

function constantOf(item: Item): Constant | null {
  switch (item.kind) {
    case 'value':
      if (item.value === null) return { kind: 'null' }
      return typeof item.value === 'number' ? { kind: 'int', value: item.value } : { kind: 'long', value: item.value }
    case 'float':
      return { kind: 'float', value: item.value }
    case 'text':
      return { kind: 'text', pieces: item.pieces.length === 0 ? [''] : item.pieces, from: item.from }
    case 'type':
      return { kind: 'type', own: item.own, name: item.name }
    case 'array':
      return arrayConstant(item.value, item.from)
    case 'list': {
      const values = item.items.slice(0, limits.constantList).map(constantOf)
      const known = values.filter((one) => one !== null)
      return { kind: 'list', values: known, complete: item.complete && known.length === item.items.length }
    }
    case 'tool':
      return null
    default:
      return item satisfies never
  }
}

function arrayConstant(value: Value, from: ValueOrigin): Constant | null {
  if (!isThing(value)) return null
  if (value.kind === 'numbers') return numbersConstant(value, from)
  if (value.kind !== 'items') return null
  const values: Constant[] = []
  for (const item of value.data.slice(0, limits.constantList)) {
    const made = itemOf(item, from)
    const constant = made === null ? null : constantOf(made)
    if (constant === null) return null
    values.push(constant)
  }
  return { kind: 'list', values, complete: values.length === value.data.length }
}

function numbersConstant(value: NumberArray, from: ValueOrigin): Constant {
  const { data } = value
  if (data instanceof Uint8Array && value.element !== 'System.Boolean') return { kind: 'bytes', value: data.slice(), from }
  if (data instanceof Uint16Array && value.element === 'System.Char') return { kind: 'text', pieces: [textOfUnits(data)], from }
  const values: Constant[] = []
  for (let at = 0; at < Math.min(data.length, limits.constantList); at++) {
    const element = data[at] ?? 0
    values.push(
      typeof element === 'bigint'
        ? { kind: 'long', value: BigInt.asIntN(64, element) }
        : data instanceof Float32Array || data instanceof Float64Array
          ? { kind: 'float', value: element }
          : { kind: 'int', value: element | 0 },
    )
  }
  return { kind: 'list', values, complete: values.length === data.length }
}

/** Bytes as an item. */
export function bytesItem(data: Uint8Array, from: ValueOrigin): Item {
  return { kind: 'array', value: bytesValue(data), from }
}
