import type { Feature } from './rule.ts'

/** Members of one type; a name that ends in a parameter list is that overload alone. */
export function membersOf(type: string, ...names: readonly string[]): Feature[] {
  return names.map((name) => ({ api: `${type}::${name}` }))
}

/** Members that count only on an object of these types or from these members: compilers name the least derived declaration. */
export function membersOn(receiver: readonly string[], type: string, ...names: readonly string[]): Feature[] {
  return names.map((name) => ({ api: `${type}::${name}`, receiver }))
}

/** Members that count on every object but those known to be one of `notReceiver`. */
export function membersExcept(notReceiver: readonly string[], type: string, ...names: readonly string[]): Feature[] {
  return names.map((name) => ({ api: `${type}::${name}`, notReceiver }))
}

/** Members that count only when argument `at` (from 0, the receiver not counted) is one of these constants; null is one that is not known. */
export function membersWhen(at: number, oneOf: readonly (string | number | null)[], type: string, ...names: readonly string[]): Feature[] {
  return names.map((name) => ({ api: `${type}::${name}`, argument: { at, oneOf } }))
}

/** P/Invoke functions of any module, written without the A or W of their two text forms. */
export function natives(...names: readonly string[]): Feature[] {
  return names.map((native) => ({ native }))
}

/** P/Invoke functions whose names say too little without their module. */
export function nativesOf(module: string, ...names: readonly string[]): Feature[] {
  return names.map((native) => ({ native, module }))
}

/** Texts a string constant may contain. */
export function texts(...values: readonly string[]): Feature[] {
  return values.map((string) => ({ string }))
}
