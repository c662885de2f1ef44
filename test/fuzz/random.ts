/** Numbers that follow from a seed alone, so that every run can be made again. */
export interface Random {
  /** A whole number from 0 up to and without `end`; 0 where `end` is not above 0. */
  readonly below: (end: number) => number
  readonly chance: (oneIn: number) => boolean
  /** One of the list, which must not be empty. */
  readonly pick: <T>(list: readonly T[]) => T
}

/** The numbers of one run: mulberry32 over a mix of seed and run. */
export function makeRandom(seed: number, run: number): Random {
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((run + 1) | 0, 0x85ebca6b)) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => (end > 0 ? Math.floor(next() * end) : 0)
  const pick = <T>(list: readonly T[]): T => {
    const one = list[below(list.length)]
    if (one === undefined) throw new TypeError('there is nothing to pick from')
    return one
  }
  return { below, chance: (oneIn) => below(oneIn) === 0, pick }
}
