import type { Hit, Unfollowed } from '../flow/flow-result.ts'
import type { Token } from '../metadata/token.ts'

/** Where something was seen: a method of this assembly and the byte in its code; null where it is not in code. */
export interface Place {
  readonly method: Token<'MethodDef'>
  readonly ilOffset: number
}

/** A constant that an argument is known to have. Unknown is null, and never the same as any constant. */
export type ConstantValue = string | number | null

/**
 * One thing that was seen, and where: the seam between seeing and judging. Names are in txray's notation
 * (`Namespace.Outer/Inner`, `Namespace.Type::Name`); generic arity is part of a type's name, method
 * arity and parameters stand in `signature`.
 */
export type Fact =
  | {
      /** An instruction uses a member of another assembly. */
      readonly kind: 'api'
      /** `System.IO.File::WriteAllBytes`; accessors and constructors keep their metadata names. */
      readonly api: string
      /** `System.IO.File::WriteAllBytes(System.String,System.Byte[])` */
      readonly signature: string
      /** Types the receiver is made with, where the code shows it; empty when only the declared type is known. */
      readonly receivers: readonly string[]
      /** Constant arguments, the receiver not counted, where a rule asks for them; else empty. */
      readonly constants: readonly ConstantValue[]
      /** Nothing in the code names the member: `at` is the instruction that calls it by reflection or late binding. */
      readonly hidden?: true
      readonly at: Place
    }
  /** A member of another assembly is named in the metadata and no instruction uses it. */
  | { readonly kind: 'api-reference'; readonly api: string; readonly signature: string; readonly token: Token }
  /** A type of another assembly is named in the metadata. */
  | { readonly kind: 'type'; readonly type: string; readonly token: Token }
  /** An instruction calls a P/Invoke method. */
  | { readonly kind: 'native'; readonly module: string; readonly function: string; readonly at: Place }
  /** A P/Invoke method is declared and no instruction calls it. */
  | { readonly kind: 'native-reference'; readonly module: string; readonly function: string; readonly token: Token }
  /** `ldstr` */
  | { readonly kind: 'string'; readonly value: string; readonly at: Place }
  /** A method of this assembly overrides or implements a member of another assembly. */
  | { readonly kind: 'override'; readonly api: string; readonly token: Token<'MethodDef'> }
  /** A custom attribute stands on the assembly or module. */
  | { readonly kind: 'attribute'; readonly type: string; readonly token: Token }
  /** A catch clause whose handler does nothing; `tried`: where its `try` begins, in IL. */
  | { readonly kind: 'empty-catch'; readonly tried: number; readonly at: Place }
  /** The file shows something no compiler writes, see `Oddity`; `offset` counts from the start of the file. */
  | { readonly kind: 'oddity'; readonly oddity: string; readonly detail: string; readonly offset: number | null }
  /** Data was proven to go from a source to a sink; `at` is the sink's instruction. */
  | { readonly kind: 'flow'; readonly hit: Hit; readonly at: Place }
  /** Code of the file makes a text that stands nowhere in it; `by` names the method that does. */
  | { readonly kind: 'recovered'; readonly text: string; readonly by: string; readonly at: Place }
  /** An instruction where following ended, with what mail data goes in there. */
  | { readonly kind: 'unfollowed'; readonly unfollowed: Unfollowed; readonly at: Place }
