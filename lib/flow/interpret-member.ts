import type { Member, Run } from './interpret-run.ts'
import { isThing, isTrap, misused, type Result, type Site, type Thing, type Trap, type Value } from './interpret-values.ts'

/** Reads an argument as what a member takes; undefined where it is something else. */
export type Reader<T> = (value: Value) => T | undefined

/** A text that is there. */
export const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined)
/** A text, or null as the empty one: as concatenation takes it. */
export const textOrNull: Reader<string> = (value) => (value === null ? '' : text(value))
/** An integer of up to 32 bits, a character, a truth value. */
export const int: Reader<number> = (value) => (typeof value === 'number' ? value : undefined)
/** An integer of any width, as far as a double holds it. */
export const anyInt: Reader<number> = (value) => (typeof value === 'bigint' ? Number(value) : int(value))
/** An integer of any width as 64 bits. */
export const long: Reader<bigint> = (value) => (typeof value === 'bigint' ? value : typeof value === 'number' ? BigInt(value) : undefined)
/** A floating-point number. */
export const float: Reader<number> = (value) => (isThing(value) && value.kind === 'float' ? value.value : undefined)
/** Any value that is known. */
export const any: Reader<Value> = (value) => (isThing(value) && value.kind === 'unknown' ? undefined : value)
/** The content of a `byte[]`, not a copy. */
export const bytes: Reader<Uint8Array> = (value) => (isThing(value) && value.kind === 'numbers' && value.data instanceof Uint8Array ? value.data : undefined)
/** The same, or null. */
export const bytesOrNull: Reader<Uint8Array | null> = (value) => (value === null ? null : bytes(value))
/** The content of a `char[]`, not a copy. */
export const chars: Reader<Uint16Array> = (value) => (isThing(value) && value.kind === 'numbers' && value.data instanceof Uint16Array ? value.data : undefined)

type OfKind<K extends Thing['kind']> = Extract<Thing, { readonly kind: K }>

/** A thing of one kind. */
export function thing<K extends Thing['kind']>(kind: K): Reader<OfKind<K>> {
  const is = (value: Thing): value is OfKind<K> => value.kind === kind
  return (value) => (isThing(value) && is(value) ? value : undefined)
}

/** A typed array or one of objects. */
export const array: Reader<OfKind<'numbers'> | OfKind<'items'>> = (value) =>
  isThing(value) && (value.kind === 'numbers' || value.kind === 'items') ? value : undefined

/** Null where the value fits; else why the run ends there. */
function unfit(value: Value | undefined, site: Site): Trap {
  return misused(value ?? null, site.signature)
}

/** A member that looks at nothing it is given. */
export function on0(run: (run: Run, site: Site) => Result): Member {
  return (state, _args, site) => run(state, site)
}

/** A member of one argument, its receiver included. */
export function on1<A>(a: Reader<A>, run: (run: Run, a: A, site: Site) => Result): Member {
  return (state, args, site) => {
    const [first = null] = args
    const one = a(first)
    return one === undefined ? unfit(first, site) : run(state, one, site)
  }
}

/** A member of two arguments. */
export function on2<A, B>(a: Reader<A>, b: Reader<B>, run: (run: Run, a: A, b: B, site: Site) => Result): Member {
  return (state, args, site) => {
    const [first = null, second = null] = args
    const one = a(first)
    const two = b(second)
    if (one === undefined) return unfit(first, site)
    return two === undefined ? unfit(second, site) : run(state, one, two, site)
  }
}

/** A member of three arguments. */
export function on3<A, B, C>(a: Reader<A>, b: Reader<B>, c: Reader<C>, run: (run: Run, a: A, b: B, c: C, site: Site) => Result): Member {
  return (state, args, site) => {
    const three = c(args[2] ?? null)
    if (three === undefined) return unfit(args[2], site)
    return on2(a, b, (inner, one, two) => run(inner, one, two, three, site))(state, args, site)
  }
}

/** A member of four arguments. */
export function on4<A, B, C, D>(a: Reader<A>, b: Reader<B>, c: Reader<C>, d: Reader<D>, run: (run: Run, a: A, b: B, c: C, d: D, site: Site) => Result): Member {
  return (state, args, site) => {
    const four = d(args[3] ?? null)
    if (four === undefined) return unfit(args[3], site)
    return on3(a, b, c, (inner, one, two, three) => run(inner, one, two, three, four, site))(state, args, site)
  }
}

/** A member of five arguments. */
export function on5<A, B, C, D, E>(
  a: Reader<A>,
  b: Reader<B>,
  c: Reader<C>,
  d: Reader<D>,
  e: Reader<E>,
  run: (run: Run, a: A, b: B, c: C, d: D, e: E, site: Site) => Result,
): Member {
  return (state, args, site) => {
    const five = e(args[4] ?? null)
    if (five === undefined) return unfit(args[4], site)
    return on4(a, b, c, d, (inner, one, two, three, four) => run(inner, one, two, three, four, five, site))(state, args, site)
  }
}

/** Members of one topic: by `Type::Name`, or with parameters where overloads differ. */
export type Members = readonly (readonly [name: string, member: Member])[]

/** The same member under several names of one type. */
export function under(type: string, names: readonly string[], member: Member): Members {
  return names.map((name) => [`${type}::${name}`, member] as const)
}

/** What an outcome is, once it is known to be no trap. */
export function then<T>(result: Result<T>, next: (value: T) => Result): Result {
  return isTrap(result) ? result : next(result)
}

/** True and false as the stack holds them. */
export function bool(value: boolean): number {
  return value ? 1 : 0
}
