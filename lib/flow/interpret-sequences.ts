import { isEqual, keyOf } from './interpret-collections.ts'
import { allOf, cursorOf } from './interpret-cursor.ts'
import { any, on2, then } from './interpret-member.ts'
import { allocate, type Member, type Run, spend } from './interpret-run.ts'
import { type Cursor, isTrap, type Result, raise, type Sequence, stop, type Trap, type Value } from './interpret-values.ts'

/** A sequence that is worked out when it is asked for, each time anew. */
export function sequence(element: string, open: () => Result<Cursor>): Sequence {
  return { kind: 'sequence', element, open }
}

/** Items of a source through a step that keeps, changes or drops each. */
export function through(run: Run, source: Value, element: string, makeStep: () => (item: Value) => Result<readonly Value[]>): Sequence {
  return sequence(element, () => {
    const cursor = cursorOf(run, source)
    if (isTrap(cursor)) return cursor
    const step = makeStep()
    const waiting: Value[] = []
    return () => {
      for (;;) {
        const ready = waiting.shift()
        if (ready !== undefined) return ready
        const item = cursor()
        if (item === undefined || isTrap(item)) return item
        const made = spend(run, 1) ?? step(item)
        if (isTrap(made)) return made
        waiting.push(...made)
      }
    }
  })
}

/** A lambda may take the place of the item besides. */
export function counting(run: Run, action: Value, withPlace: boolean): (item: Value) => Result {
  let place = 0
  return (item) => run.callDelegate(action, withPlace ? [item, place++] : [item])
}

/** Does the delegate of an overload take the place of the item? */
export const withPlace = (signature: string, arity: 2 | 3): boolean => signature.includes(`Func\`${arity}<!!0,System.Int32`)

/** `Select`, with the place or without. */
export const select: Member = (run, args, site) =>
  on2(any, any, (_inner, source, action) =>
    through(run, source, site.typeArgs[1] ?? '', () => {
      const call = counting(run, action, withPlace(site.signature, 3))
      return (item) => {
        const made = call(item)
        return isTrap(made) ? made : [made]
      }
    }),
  )(run, args, site)

/** `Where`, with the place or without. */
export const where: Member = (run, args, site) =>
  on2(any, any, (_inner, source, action) =>
    through(run, source, site.typeArgs[0] ?? '', () => {
      const call = counting(run, action, withPlace(site.signature, 3))
      return (item) => {
        const is = call(item)
        return isTrap(is) ? is : is === 1 ? [item] : []
      }
    }),
  )(run, args, site)

/** `SelectMany` of one delegate. */
export const selectMany: Member = (run, args, site) =>
  on2(any, any, (_inner, source, action) =>
    through(run, source, site.typeArgs[1] ?? '', () => (item) => {
      const made = run.callDelegate(action, [item])
      return isTrap(made) ? made : allOf(run, made)
    }),
  )(run, args, site)

/** `Take`, `Skip`, `TakeWhile`, `SkipWhile` by a test on place and item. */
export function part(run: Run, source: Value, element: string, keeps: () => (item: Value) => Result<boolean | 'end'>): Sequence {
  return sequence(element, () => {
    const cursor = cursorOf(run, source)
    if (isTrap(cursor)) return cursor
    const test = keeps()
    let ended = false
    return () => {
      while (!ended) {
        const item = cursor()
        if (item === undefined || isTrap(item)) return item
        const is = spend(run, 1) ?? test(item)
        if (isTrap(is)) return is
        if (is === 'end') ended = true
        else if (is) return item
      }
      return undefined
    }
  })
}

/** `Aggregate`, with a seed or without. */
export function aggregate(run: Run, source: Value, seed: Value | undefined, action: Value): Result {
  const cursor = cursorOf(run, source)
  if (isTrap(cursor)) return cursor
  let held = seed
  for (let item = cursor(); item !== undefined; item = cursor()) {
    if (isTrap(item)) return item
    const next: Result = held === undefined ? item : run.callDelegate(action, [held, item])
    if (isTrap(next)) return next
    held = next
  }
  return held ?? (seed === undefined ? raise('System.InvalidOperationException') : null)
}

/** The first item that passes a test, if there is one. */
export function firstWhere(run: Run, source: Value, action: Value | undefined): Result<{ readonly item: Value } | null> {
  const cursor = cursorOf(run, source)
  if (isTrap(cursor)) return cursor
  for (let item = cursor(); item !== undefined; item = cursor()) {
    if (isTrap(item)) return item
    const is = action === undefined ? 1 : run.callDelegate(action, [item])
    if (isTrap(is)) return is
    if (is === 1) return { item }
  }
  return null
}

const zero = (element: string): Value => (/^System\.(Byte|SByte|Char|Boolean|U?Int(16|32))$/.test(element) ? 0 : /^System\.U?Int64$/.test(element) ? 0n : null)

/** `First` and `FirstOrDefault`, with a test or without. */
export const first =
  (orDefault: boolean): Member =>
  (run, args, site) => {
    const found = firstWhere(run, args[0] ?? null, args[1])
    if (isTrap(found)) return found
    return found !== null ? found.item : orDefault ? zero(site.typeArgs[0] ?? '') : raise('System.InvalidOperationException')
  }

/** `ToDictionary` by keys that have the common equality. */
export const toMap: Member = (run, args, site) => {
  const items = allOf(run, args[0] ?? null)
  if (isTrap(items)) return items
  const entries = new Map<string | number | bigint | object, readonly [Value, Value]>()
  for (const item of items) {
    const key = run.callDelegate(args[1] ?? null, [item])
    if (isTrap(key)) return key
    const value = args[2] === undefined ? item : run.callDelegate(args[2], [item])
    if (isTrap(value)) return value
    const kept = keyOf(key, false)
    if (kept === undefined) return stop(site.signature)
    if (entries.has(kept)) return raise('System.ArgumentException')
    const short = allocate(run, 48)
    if (short !== null) return short
    entries.set(kept, [key, value])
  }
  return { kind: 'map', isSet: false, ignoreCase: false, entries }
}

/** `Distinct` by the common equality. */
export function unique(run: Run, items: readonly Value[], element: string): Result {
  const kept: Value[] = []
  for (const item of items) {
    const short = spend(run, kept.length + 1)
    if (short !== null) return short
    let known: boolean | undefined = false
    for (const one of kept) {
      known = isEqual(one, item)
      if (known !== false) break
    }
    if (known === undefined) return stop('an equality of their own')
    if (!known) kept.push(item)
  }
  return { kind: 'list', element, items: kept }
}

/** `Sum` of integers. */
export function sum(items: readonly Value[]): Result {
  let total = 0
  for (const item of items) {
    if (typeof item !== 'number') return stop('a sum of others than integers')
    total += item
  }
  return total === (total | 0) ? total : raise('System.OverflowException')
}

/** `Zip` as far as both go. */
export function zip(run: Run, one: Value, other: Value, action: Value, element: string): Sequence {
  return sequence(element, () => {
    const left = cursorOf(run, one)
    if (isTrap(left)) return left
    const right = cursorOf(run, other)
    if (isTrap(right)) return right
    return () => {
      const a = left()
      if (a === undefined || isTrap(a)) return a
      const b = right()
      if (b === undefined || isTrap(b)) return b
      return run.callDelegate(action, [a, b])
    }
  })
}

/** `Range`, worked out number by number. */
export function range(run: Run, start: number, count: number): Result {
  if (count < 0) return raise('System.ArgumentOutOfRangeException')
  return sequence('System.Int32', () => {
    let at = 0
    return () => (at >= count ? undefined : (spend(run, 1) ?? (start + at++) | 0))
  })
}

/** A step on each item that the sequence below has already paid for. */
export const listed = (run: Run, source: Value, next: (items: readonly Value[]) => Result): Result => then(allOf(run, source), next)

function compare(a: Value, b: Value): number | null {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return null
}

/** `OrderBy` of numbers, or of texts in ordinal order; stable. */
export const orderBy =
  (descending: boolean): Member =>
  (run, args, site) => {
    const items = allOf(run, args[0] ?? null)
    if (isTrap(items)) return items
    const keyed: { readonly key: Value; readonly item: Value }[] = []
    for (const item of items) {
      const key = run.callDelegate(args[1] ?? null, [item])
      if (isTrap(key)) return key
      keyed.push({ key, item })
    }
    let mixed = false
    const sorted = keyed.sort((a, b) => {
      const order = compare(a.key, b.key)
      if (order === null) mixed = true
      return (descending ? -1 : 1) * (order ?? 0)
    })
    const short: Trap | null = spend(run, keyed.length * 8)
    return short ?? (mixed ? stop(site.signature) : { kind: 'list', element: site.typeArgs[0] ?? '', items: sorted.map(({ item }) => item) })
  }

/** `Repeat`. */
export function repeated(run: Run, value: Value, count: number, element: string): Result {
  if (count < 0) return raise('System.ArgumentOutOfRangeException')
  return sequence(element, () => {
    let at = 0
    return () => (at++ >= count ? undefined : (spend(run, 1) ?? value))
  })
}

/** `Count`, with a test or without. */
export function counted(run: Run, args: readonly Value[]): Result {
  const [source = null, action] = args
  const items = allOf(run, source)
  if (isTrap(items)) return items
  if (action === undefined) return items.length
  let count = 0
  for (const item of items) {
    const is = run.callDelegate(action, [item])
    if (isTrap(is)) return is
    if (is === 1) count++
  }
  return count
}
