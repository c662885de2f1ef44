/**
 * One condition without which a loader refuses an image. `test` gives what is wrong in words, or null; it never throws
 * on a context that could be read. `source` is the loader's function that asks for it.
 */
export interface LoaderRule<C> {
  readonly id: string
  readonly text: string
  readonly source: string
  readonly test: (context: C) => string | null
}

export interface BrokenRule {
  readonly rule: string
  readonly detail: string
}

/** The rules of a list that the context breaks, in the list's order. */
export function brokenIn<C>(rules: readonly LoaderRule<C>[], context: C): BrokenRule[] {
  const broken: BrokenRule[] = []
  for (const { id, test } of rules) {
    const detail = test(context)
    if (detail !== null) broken.push({ rule: id, detail })
  }
  return broken
}

export const hexText = (value: number | bigint): string => `0x${value.toString(16)}`
