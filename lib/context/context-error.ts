/**
 * The one error for "this context file cannot be taken": which file, where, what is wrong, and what to do about it. Texts of the file in
 * it are short and free of control characters.
 */
export class ContextError extends Error {
  /** The name the file was given under. */
  readonly source: string
  /** From 1; null where the fault has no place in the file. */
  readonly line: number | null
  readonly what: string
  /** A sentence, with the command to run where there is one. */
  readonly remedy: string

  constructor(source: string, line: number | null, what: string, remedy: string) {
    super(`${source}${line === null ? '' : `, line ${line}`}: ${what}. ${remedy}`)
    this.name = 'ContextError'
    this.source = source
    this.line = line
    this.what = what
    this.remedy = remedy
  }
}
