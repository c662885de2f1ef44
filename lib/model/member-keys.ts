import type { MethodSig, TypeSig } from '../metadata/signature.ts'
import type { Assembly } from './assembly.ts'
import { isMethodSig } from './names.ts'

/**
 * Members by name and signature, as short keys that are equal where these are. Names may be a megabyte long and parameter lists as
 * long as a name may be written, for any number of rows: each text is kept once and has a number.
 */
export interface MemberKeys {
  /** Name, number of type parameters, parameter types: what a method is overridden by, its return type left out. */
  readonly method: (assembly: Assembly, name: number, sig: MethodSig | null) => string
  /** The whole signature as well: what a MemberRef is resolved by. */
  readonly exact: (assembly: Assembly, name: number, sig: MethodSig | TypeSig | null) => string
  /** The `#Strings` index of a field's name, as a key. */
  readonly name: (assembly: Assembly, name: number) => string
  /** The same for a method whose name and parameter list are known, `.cctor` and `()`. */
  readonly literal: (name: string, parameters: string) => string
}

/** Keys of one set of assemblies: only those can be compared. */
export function makeMemberKeys(): MemberKeys {
  const numbers = new Map<string, number>()
  const nameNumbers = new WeakMap<Assembly, Map<number, number>>()
  let strangers = 0
  /** What there is no room for is equal to nothing. */
  const numberOf = (text: string, assembly: Assembly | null): number => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    if (assembly !== null && !assembly.names.takeRoom(text.length)) return --strangers
    numbers.set(text, numbers.size + 1)
    return numbers.size
  }
  /** Rows share signatures, which are decoded once: so is their text. */
  const textNumbers = new WeakMap<MethodSig | TypeSig, number>()
  const written = (sig: MethodSig | TypeSig, assembly: Assembly, text: () => string): number => {
    const before = textNumbers.get(sig)
    if (before !== undefined) return before
    const made = numberOf(text(), assembly)
    // shared objects stand for primitive types
    if (isMethodSig(sig) || sig.kind !== 'primitive') textNumbers.set(sig, made)
    return made
  }
  const nameNumber = (assembly: Assembly, index: number): number => {
    const known = nameNumbers.get(assembly) ?? new Map<number, number>()
    nameNumbers.set(assembly, known)
    const before = known.get(index)
    if (before !== undefined) return before
    const made = numberOf(assembly.names.exactAt(index), null)
    known.set(index, made)
    return made
  }
  const method = (assembly: Assembly, name: number, sig: MethodSig | null): string =>
    sig === null
      ? `${nameNumber(assembly, name)}`
      : `${nameNumber(assembly, name)}\`${sig.genericParameters}(${written(sig, assembly, () => assembly.names.parameters(sig))})`
  return {
    method,
    exact: (assembly, name, sig) => {
      if (sig === null) return method(assembly, name, null)
      if (isMethodSig(sig)) return `${method(assembly, name, sig)}:${written(sig.returns, assembly, () => assembly.names.typeSig(sig.returns))}`
      return `${nameNumber(assembly, name)}:${written(sig, assembly, () => assembly.names.typeSig(sig))}`
    },
    name: (assembly, name) => `${nameNumber(assembly, name)}`,
    literal: (name, parameters) => `${numberOf(name, null)}\`0(${numberOf(parameters, null)})`,
  }
}
