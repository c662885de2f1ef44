/** What the process tells its caller. What was found is no failure: that is 0 unless `--fail-on` asks. */
export const exitStatus = {
  ok: 0,
  /** A file reached the decision given to `--fail-on`. */
  reached: 1,
  usage: 2,
  /** An input could not be read, or the document not be written. */
  unreadable: 11,
  /** A rule or context file is invalid. */
  invalidRules: 12,
  /** A defect of txray itself. */
  defect: 70,
  interrupted: 130,
} as const
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus]

/** Gravest first: an unreadable file never hides a decision that was reached. */
const precedence: readonly ExitStatus[] = [
  exitStatus.interrupted,
  exitStatus.defect,
  exitStatus.usage,
  exitStatus.invalidRules,
  exitStatus.reached,
  exitStatus.unreadable,
]

/** The one status for all that happened in a run. */
export function worstStatus(statuses: ReadonlySet<ExitStatus>): ExitStatus {
  return precedence.find((status) => statuses.has(status)) ?? exitStatus.ok
}
