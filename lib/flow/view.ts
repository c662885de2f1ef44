import type { EntryPoint } from '../agents/entries.ts'
import type { Program } from '../model/program.ts'
import type { Label } from './label.ts'
import type { Ssa } from './ssa.ts'

/** A method in one context: methods are analysed once for each kind of caller. Dense numbers from 0. */
export type Instance = number

/** An instruction of a method in one context. */
export interface Site {
  readonly instance: Instance
  /** Number of the instruction. */
  readonly instruction: number
}

/** A value of a method in one context. */
export interface ValueAt {
  readonly instance: Instance
  readonly value: number
}

/** A value that was put where it is loaded from later, and the instruction that put it there. */
export interface Stored extends ValueAt {
  readonly instruction: number
}

/** The member of another assembly, or the native function, that an instruction calls. */
export interface OutsideMember {
  /** `Namespace.Type::Name`, as rules write it; `kernel32.dll!CreateFileW` for a native function. */
  readonly api: string
  /** With parameter types. */
  readonly signature: string
  readonly hasThis: boolean
  readonly parameters: number
}

/** What the solver found out, as those ask who work on its answers: constants, conditions, proofs. */
export interface FlowView {
  readonly program: Program
  readonly instanceCount: number
  /** `MethodId` of an instance. */
  readonly methodOf: (instance: Instance) => number
  /** Null for a method without readable IL. */
  readonly ssaOf: (method: number) => Ssa | null
  /** Calls that lead to the instance from code of the set; empty for one that only Exchange calls. */
  readonly callersOf: (instance: Instance) => readonly Site[]
  /** Entry points that are this very instance. */
  readonly entriesOf: (instance: Instance) => readonly EntryPoint[]
  /** Instances of the set that run for this call, delegates and callbacks included. */
  readonly targetsOf: (instance: Instance, instruction: number) => readonly Instance[]
  /** The member outside the set that a call, `newobj` or field access names; null where it stands in the set. */
  readonly outsideAt: (method: number, instruction: number) => OutsideMember | null
  /** Data in the value: its own and that in the cells of the objects it may be. */
  readonly labelsAt: (at: ValueAt) => readonly Label[]
  /**
   * Where a loaded value was stored: for a load of a field, static, array element, escaping variable, promoted field
   * (`valueKind.field`), or a call that reads a cell (`get_Item`, a property of an own type).
   */
  readonly storesOf: (at: ValueAt) => readonly Stored[]
  /** What the callers give for an argument (`valueKind.argument`). */
  readonly givenTo: (at: ValueAt) => readonly Stored[]
  /** What the own methods called by this instruction return: the values of their `ret`. */
  readonly returnedBy: (instance: Instance, instruction: number) => readonly Stored[]
  /** Types of the set, and names of outside types, that the value may be an object of. */
  readonly typesAt: (at: ValueAt) => { readonly own: readonly number[]; readonly outside: readonly string[] }
  /** The object whose method an instance is, 0 for none. */
  readonly receiverOf: (instance: Instance) => number
  /** May the value be the object? */
  readonly mayBe: (at: ValueAt, object: number) => boolean
  /** May the value be more than one object or delegate? */
  readonly isOneOfSeveral: (at: ValueAt) => boolean
  /** Of a load of a field: the objects in whose field a delegate may stand that runs this instance. */
  readonly holdersOf: (load: ValueAt, instance: Instance) => readonly number[]
  /** May a call on the value, or of it, run this instance? */
  readonly mayRun: (at: ValueAt, instance: Instance) => boolean
  /** Own methods behind a delegate value. */
  readonly delegatesAt: (at: ValueAt) => readonly Instance[]
  /** Is this branch part of a table written as code, which each element goes through one way or the other? */
  readonly isTable: (method: number, instruction: number) => boolean
}

/** One text with holes: what is between the constant pieces is not known, `label` says what kind of data it is where that is. */
export type Piece = string | { readonly hole: Label | null }

/** What a value is known to be. */
export type Constant =
  | { readonly kind: 'null' }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'long'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  /** Without holes it is a constant string; otherwise a template. */
  | { readonly kind: 'text'; readonly pieces: readonly Piece[]; readonly from: ValueOrigin }
  | { readonly kind: 'bytes'; readonly value: Uint8Array; readonly from: ValueOrigin }
  /** An array or collection whose members are known. */
  | { readonly kind: 'list'; readonly values: readonly Constant[]; readonly complete: boolean }
  /** A type: of the set by its id, or by name. */
  | { readonly kind: 'type'; readonly own: number; readonly name: string }

/** How a constant came to be known. `recovered`: code of the file made it, `by` names the method. */
export type ValueOrigin = { readonly kind: 'constant' } | { readonly kind: 'recovered'; readonly by: string; readonly method: number }

/** At most `limits.constants` values; `complete` is false when there may be others. */
export interface Constants {
  readonly values: readonly Constant[]
  readonly complete: boolean
}

/** A place in the code of the set. */
export interface CodePlace {
  readonly method: number
  readonly ilOffset: number
}

/** What a condition looks at. The same words stand in a profile. */
export type TriggerSubject =
  | 'recipient'
  | 'sender'
  | 'subject'
  | 'header'
  | 'body'
  | 'attachment-name'
  | 'attachment-content'
  | 'size'
  | 'count'
  | 'direction'
  | 'session'
  | 'time'
  | 'host'
  | 'config'
  | 'native-result'
  | 'state'
  | 'unknown'

export type TriggerOperator =
  | 'equals'
  | 'contains'
  | 'starts-with'
  | 'ends-with'
  | 'matches'
  | 'like'
  | 'in'
  | 'less'
  | 'greater'
  | 'exists'
  | 'bytes-at'
  | 'hash-equals'
  | 'returns'

/** One comparison that decides whether something happens. */
export interface Atom {
  readonly subject: TriggerSubject
  /** Header name, property key, registry key, file, native function. */
  readonly name: string | null
  readonly operator: TriggerOperator
  readonly negated: boolean
  readonly ignoreCase: boolean
  /** Constants it is compared with; bytes as hex. */
  readonly values: readonly string[]
  readonly valueFrom: 'constant' | 'recovered' | 'external' | 'computed'
  /** For `external` which file, key or function; for `computed` the hash and the normalisation before it; for `recovered` the method. */
  readonly from: string | null
  readonly at: CodePlace
}

/** Alternatives of conjunctions; `always`: some way there asks nothing. `partial`: part of what guards it could not be told. */
export interface Condition {
  readonly state: 'always' | 'known' | 'partial' | 'not-analysed'
  readonly anyOf: readonly (readonly Atom[])[]
}
