import type { LimitLog } from '../limits.ts'
import type { CallGraph } from './call-graph.ts'
import type { CodeCache } from './method-code.ts'
import type { Program } from './program.ts'
import type { Uses } from './uses.ts'

/** Where a value comes from, as far back as the code shows it. `method` and `instruction` name the place. */
export type Origin =
  /** `newobj`: of a type of the set (`owner`) or of another assembly (`type` is its name). */
  | { readonly kind: 'new'; readonly type: string; readonly owner: number; readonly method: number; readonly instruction: number }
  /** What a member of another assembly gave; `type` is its declared return type. */
  | { readonly kind: 'outside'; readonly api: string; readonly type: string; readonly method: number; readonly instruction: number }
  | { readonly kind: 'constant'; readonly value: string | number | bigint }
  /** `ldftn`, `ldvirtftn`: the method of the set, or 0 with the name of an outside one. */
  | { readonly kind: 'pointer'; readonly target: number; readonly virtual: boolean; readonly method: number; readonly instruction: number }
  /** `this` of a method of the set. */
  | { readonly kind: 'this'; readonly owner: number }
  /** A parameter that nobody in the set gives a value: its declared type is all there is. */
  | { readonly kind: 'parameter'; readonly type: string; readonly method: number; readonly position: number }
  /** A `System.Type` of a type of the set. */
  | { readonly kind: 'type'; readonly owner: number }
  /** `new T()` of a type parameter of a class of the set. */
  | { readonly kind: 'variable'; readonly owner: number; readonly index: number }
  /** `newarr` */
  | { readonly kind: 'array'; readonly method: number; readonly instruction: number }
  | { readonly kind: 'null' }
  | { readonly kind: 'unknown' }

/** Answers where values come from. One per inspection. */
export interface Tracer {
  readonly graph: CallGraph
  readonly program: Program
  readonly cache: CodeCache
  readonly uses: () => Uses
  readonly log: LimitLog
  /** Instructions and uses looked at by all questions together. */
  readonly spent: { steps: number }
}
