/** Something no compiler writes: a sign that a tool, or a hand, went over the file. */
export interface Oddity {
  /** Stable: the feature that rules ask for. */
  readonly id: string
  /** Bytes from the start of the file; null where it is no one place. */
  readonly offset: number | null
  /** What was seen, with its numbers; may hold names from the file. */
  readonly detail: string
}
