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

/** What each status says, for a reader. */
export const exitMeanings: Readonly<Record<keyof typeof exitStatus, string>> = {
  ok: 'the scan succeeded, whatever it found',
  reached: 'a file reached the decision given to `--fail-on`',
  usage: 'wrong usage',
  unreadable: 'an input could not be read, the others were; or a document could not be written (a full disk)',
  invalidRules: 'a context file, list of changes, list of addresses or baseline cannot be read or is none; nothing was scanned',
  defect: 'a defect of txray itself',
  interrupted: 'interrupted; with `--output` nothing is written',
}

/** Gravest first: an unreadable file never hides a decision that was reached. */
export const precedence: readonly ExitStatus[] = [
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
