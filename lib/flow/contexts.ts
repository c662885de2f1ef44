import { hashOf, larger } from './number-sets.ts'

/** Instances by their context, in flat columns: a call in a large file asks for one a million times. */
export interface Contexts {
  /** -1 where there is none. */
  readonly find: (method: number, receiver: number, site: number, second: number) => number
  readonly add: (instance: number, method: number, receiver: number, site: number, second: number) => void
}

export function makeContexts(): Contexts {
  /** Four numbers for each entry, from entry 1 on. */
  let keys = new Int32Array(1024)
  let instances = new Int32Array(256)
  let table = new Int32Array(256)
  let count = 0

  function placeOf(method: number, receiver: number, site: number, second: number): number {
    const mask = table.length - 1
    for (let at = hashOf(hashOf(method, receiver), hashOf(site, second)) & mask; ; at = (at + 1) & mask) {
      const key = (table[at] ?? 0) * 4
      if (key === 0) return at
      if (keys[key] === method && keys[key + 1] === receiver && keys[key + 2] === site && keys[key + 3] === second) return at
    }
  }

  return {
    find: (method, receiver, site, second) => {
      const entry = table[placeOf(method, receiver, site, second)] ?? 0
      return entry === 0 ? -1 : (instances[entry] ?? -1)
    },
    add: (instance, method, receiver, site, second) => {
      const entry = ++count
      keys = larger(keys, entry * 4 + 3)
      instances = larger(instances, entry)
      instances[entry] = instance
      keys.set([method, receiver, site, second], entry * 4)
      if (entry * 2 > table.length) {
        table = new Int32Array(table.length * 2)
        for (let one = 1; one < entry; one++) {
          const key = one * 4
          table[placeOf(keys[key] ?? 0, keys[key + 1] ?? 0, keys[key + 2] ?? 0, keys[key + 3] ?? 0)] = one
        }
      }
      table[placeOf(method, receiver, site, second)] = entry
    },
  }
}
