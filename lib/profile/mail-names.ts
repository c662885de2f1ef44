import type { Match } from '../capabilities/match.ts'
import type { FlowResult } from '../flow/flow-result.ts'
import type { CodePlace } from '../flow/view.ts'

/**
 * Rules on members that are given the name of what they touch, with the parameters that it stands in. Archives name files by subjects
 * and attachments, but not by bodies.
 */
const touching: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...['file.write', 'file.stream-write', 'file.read', 'file.stream-read', 'file.open', 'file.delete', 'file.list', 'file.make-folder'].map(
    (rule) => [rule, [0]] as const,
  ),
  ...['file.copy', 'file.change-folder'].map((rule) => [rule, [0, 1]] as const),
  ...['process.list', 'registry.write', 'registry.open-to-write', 'registry.delete'].map((rule) => [rule, [0]] as const),
])

/** Is what a member reads, writes, moves, removes or looks for named by a body or what is in an attachment? */
export function isNamedByMail(flow: FlowResult, { rule, fact }: Match, at: CodePlace): boolean {
  const parameters = fact.kind === 'api' && fact.hidden !== true ? (touching.get(rule.id) ?? []) : []
  return parameters.some((parameter) => flow.isWritten(at, parameter))
}
