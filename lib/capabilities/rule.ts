import type { Category, Severity } from '../facts/vocabulary.ts'
import type { Unfollowed } from '../flow/flow-result.ts'
import type { SinkKind, SourceKind } from '../flow/label.ts'

/**
 * What a rule rests on; one of its features is enough. Member names carry no parameters
 * (`System.IO.File::WriteAllBytes` is every overload) unless they end in a parameter list
 * (`System.IO.StreamWriter::.ctor(System.String)` is that overload alone). Generic methods are named without
 * arity. Accessors are written as in the metadata: `get_Name`, `set_Name`, `add_Name`, constructors `.ctor`.
 */
export type Feature =
  /**
   * An instruction uses this member. `receiver`: only on an object known to be one of these types or to come from
   * one of these members (the compiler names `Stream::Write` for every stream). `notReceiver`: on any other
   * object, one that is not known included. `argument`: only when that argument, counted from 0 without the
   * receiver, is one of these constants; booleans are 0 and 1, enums their number, null means that it is not known.
   */
  | {
      readonly api: string
      readonly receiver?: readonly string[]
      readonly notReceiver?: readonly string[]
      readonly argument?: { readonly at: number; readonly oneOf: readonly (string | number | null)[] }
    }
  /** The type is named in the metadata: never more than `referenced`. */
  | { readonly type: string }
  /** Any type of this namespace or one below it is named in the metadata. */
  | { readonly namespace: string }
  /** A P/Invoke function, without the A or W at its end, any letter case; `module` without `.dll`, any case. `*` is any function. */
  | { readonly native: string; readonly module?: string }
  /** A method overrides or implements this member of another assembly. */
  | { readonly override: string }
  /** A string constant contains this text, any letter case (ASCII). */
  | { readonly string: string }
  /** The assembly or module carries an attribute of this type. */
  | { readonly attribute: string }
  /** The file itself shows this oddity, by its id: never more than `referenced`, for no instruction does it. */
  | { readonly oddity: string }
  /** A catch clause that does nothing. */
  | { readonly emptyCatch: true }
  /** Data from one of these sources was proven to reach this sink. More than a count or a length must arrive. */
  | { readonly flow: SinkKind; readonly from: readonly SourceKind[] }
  /** Code of the file makes a text that stands nowhere in it. */
  | { readonly recovered: true }
  /** Mail data goes where following ended for one of these reasons. */
  | { readonly unfollowed: Unfollowed['kind'] }

/** One capability: what it is called, what it means, and the features any one of which shows it. */
export interface Rule {
  /** Stable, `topic.what`, e.g. `process.start`. */
  readonly id: string
  /** What the code does, as a sentence without a subject: "Starts a process". */
  readonly title: string
  readonly category: Category
  readonly severity: Severity
  /** ATT&CK technique ids where one truly fits; often empty. */
  readonly attack: readonly string[]
  /** Why an analyst should care, and what the ordinary use is. One or two sentences. */
  readonly why: string
  readonly anyOf: readonly Feature[]
}
