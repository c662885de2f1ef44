/**
 * Many sets of numbers, one for each key, in the order in which each was filled. They stand in a few flat columns: an object for each of
 * a million sets would be most of the memory that the analysis takes. Keys, and the values, are whole numbers from 0 on.
 */
export interface NumberSets {
  /** False when it was there already. */
  readonly add: (key: number, value: number) => boolean
  readonly has: (key: number, value: number) => boolean
  readonly size: (key: number) => number
  /** The values of a key, in their order. */
  readonly list: (key: number) => number[]
  /** Walking without a list: entries of a key from `first` by `next` to `last`; 0 is none. What is added meanwhile comes behind. */
  readonly first: (key: number) => number
  readonly last: (key: number) => number
  readonly next: (entry: number) => number
  readonly value: (entry: number) => number
}

/** Sets up to this size are looked through, larger ones hashed. */
const small = 8
const none: number[] = []

export function makeNumberSets(): NumberSets {
  let firsts = new Int32Array(256)
  let lasts = new Int32Array(256)
  let sizes = new Int32Array(256)
  let owners = new Int32Array(256)
  let values = new Int32Array(256)
  let nexts = new Int32Array(256)
  let used = 1
  /** Entries of larger sets by the hash of key and value; 0 where free. */
  let table = new Int32Array(64)
  let hashed = 0

  function put(entry: number): void {
    const mask = table.length - 1
    let at = hashOf(owners[entry] ?? 0, values[entry] ?? 0) & mask
    while (table[at] !== 0) at = (at + 1) & mask
    table[at] = entry
  }

  function hash(entry: number): void {
    if (++hashed * 2 > table.length) {
      const before = table
      table = new Int32Array(before.length * 2)
      for (const one of before) if (one !== 0) put(one)
    }
    put(entry)
  }

  function has(key: number, value: number): boolean {
    const size = sizes[key] ?? 0
    if (size <= small) {
      for (let entry = firsts[key] ?? 0; entry !== 0; entry = nexts[entry] ?? 0) if (values[entry] === value) return true
      return false
    }
    const mask = table.length - 1
    for (let at = hashOf(key, value) & mask; ; at = (at + 1) & mask) {
      const entry = table[at] ?? 0
      if (entry === 0) return false
      if (values[entry] === value && owners[entry] === key) return true
    }
  }

  function add(key: number, value: number): boolean {
    if (has(key, value)) return false
    if (key >= firsts.length) {
      firsts = larger(firsts, key)
      lasts = larger(lasts, key)
      sizes = larger(sizes, key)
    }
    const entry = used++
    if (entry >= values.length) {
      owners = larger(owners, entry)
      values = larger(values, entry)
      nexts = larger(nexts, entry)
    }
    owners[entry] = key
    values[entry] = value
    const last = lasts[key] ?? 0
    if (last === 0) firsts[key] = entry
    else nexts[last] = entry
    lasts[key] = entry
    const size = (sizes[key] ?? 0) + 1
    sizes[key] = size
    if (size === small + 1) for (let one = firsts[key] ?? 0; one !== 0; one = nexts[one] ?? 0) hash(one)
    else if (size > small) hash(entry)
    return true
  }

  return {
    add,
    has,
    size: (key) => sizes[key] ?? 0,
    list: (key) => {
      const first = firsts[key] ?? 0
      if (first === 0) return none
      const all: number[] = []
      for (let entry = first; entry !== 0; entry = nexts[entry] ?? 0) all.push(values[entry] ?? 0)
      return all
    },
    first: (key) => firsts[key] ?? 0,
    last: (key) => lasts[key] ?? 0,
    next: (entry) => nexts[entry] ?? 0,
    value: (entry) => values[entry] ?? 0,
  }
}

/** The same column with room for a place. */
export function larger(column: Int32Array<ArrayBuffer>, place: number): Int32Array<ArrayBuffer> {
  if (place < column.length) return column
  const made = new Int32Array(Math.max(place + 1, column.length * 2))
  made.set(column)
  return made
}

/** Mixed so that numbers side by side, as nodes are, lie apart. */
export function hashOf(first: number, second: number): number {
  let mixed = Math.imul(first, 0x9e37_79b1) ^ Math.imul(second, 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b_3c6d)
  return (mixed ^ (mixed >>> 13)) >>> 0
}
