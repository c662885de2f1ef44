import { passing } from '../bytes/columns.ts'
import { append, type Growing, growing } from '../model/growing.ts'
import { valueKind } from './ssa.ts'

/**
 * Values while they are made. Numbers below `base` are instructions, those above stand in columns. A load is an alias of what it
 * loads; the arguments of a phi are `[firstArg, endArg)` of `argValues` and `argBlocks`, given all at once.
 */
export interface Values {
  readonly base: number
  /** By instruction that has no value of its own, what it stands for; else -1. */
  readonly alias: Int32Array
  readonly kinds: Growing
  readonly data: Growing
  readonly places: Growing
  readonly firstArg: Growing
  readonly endArg: Growing
  readonly argValues: Growing
  readonly argBlocks: Growing
  readonly interned: Map<number, number>
}

export function makeValues(base: number): Values {
  return {
    base,
    alias: passing.int32(base).fill(-1),
    kinds: growing(),
    data: growing(),
    places: growing(),
    firstArg: growing(),
    endArg: growing(),
    argValues: growing(),
    argBlocks: growing(),
    interned: new Map(),
  }
}

export function valueCount(values: Values): number {
  return values.base + values.kinds.length
}

/** A value of its own; `kind` is one of `valueKind`. */
export function addValue(values: Values, kind: number, data: number, place = 0): number {
  append(values.kinds, kind)
  append(values.data, data)
  append(values.places, place)
  append(values.firstArg, 0)
  append(values.endArg, 0)
  return valueCount(values) - 1
}

/** The one value of this kind with this number. */
export function intern(values: Values, kind: number, data: number): number {
  const key = (data + 1) * 8 + kind
  const known = values.interned.get(key)
  if (known !== undefined) return known
  const made = addValue(values, kind, data)
  values.interned.set(key, made)
  return made
}

export function unknown(values: Values): number {
  return intern(values, valueKind.unknown, 0)
}

/** Begins the arguments of a phi; what is added until the next begins is its own. */
export function beginArgs(values: Values, phi: number): void {
  values.firstArg.values[phi - values.base] = values.argValues.length
  values.endArg.values[phi - values.base] = values.argValues.length
}

export function addArg(values: Values, phi: number, value: number, block: number): void {
  append(values.argValues, value)
  append(values.argBlocks, block)
  values.endArg.values[phi - values.base] = values.argValues.length
}

/** What a name stands for in the end; ways are shortened. Loads that stand for each other in a ring, in code that cannot run, stay as they are. */
export function resolved(values: Values, name: number): number {
  const { alias } = values
  let end = name
  let steps = 0
  while (end < values.base && (alias[end] ?? -1) >= 0 && steps++ <= values.base) end = alias[end] ?? 0
  if (steps > values.base) {
    alias[name] = -1
    return name
  }
  for (let at = name; at !== end; ) {
    const next = alias[at] ?? end
    alias[at] = end
    at = next
  }
  return end
}
