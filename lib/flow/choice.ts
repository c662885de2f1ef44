/**
 * A table written as code: which of several constants stands at `to` is chosen by the value `by`, an element of a longer whole that
 * is gone through one by one. All that was chosen by, together, is the whole again. A choice that is made once, or by something that
 * is no single element (a text, a flag, an address), tells little of it and is none.
 */
export interface Choice {
  readonly by: number
  readonly to: number
  /** The branch. */
  readonly at: number
}

/** `returned`: to what the method returns. */
export interface Choices {
  readonly choices: readonly Choice[]
  readonly returned: readonly Choice[]
  /** Branches that only send each element to its constant. */
  readonly branches: ReadonlySet<number>
}
