import { severities } from '../facts/vocabulary.ts'
import type { Case, Condition } from './case.ts'
import { isMail } from './flow-join.ts'
import { flowPlace } from './leaving.ts'
import type { Decision, Finding, Verdict } from './profile.ts'

const severityPoints: Readonly<Record<Finding['severity'], number>> = { info: 0, low: 1, medium: 3, high: 6, critical: 12 }

/** What scanners do is explained sooner than what nobody on this machine answers for. */
const onThisMachine = 0.5

/** An administrator wrote down where it goes. */
const byAdministrator = 0.7

/** What the strongest reason counts of its points, and each other. Points of what escalates are higher as well. */
const shares = { escalate: { strongest: 0.4, other: 0.1 }, review: { strongest: 1, other: 0.2 } } as const
const mostOfOthers = 12
const mostBreadth = 8

/**
 * The rank among files of one decision, 0 to 100; it never makes one. The strongest reason counts most, other kinds of reasons
 * 12 at most, and what else is reached 8 at most. Without a reason only the latter counts, in full.
 */
export function score(
  one: Case,
  reasons: readonly { readonly condition: Condition; readonly reason: Verdict['reasons'][number] }[],
  decision: Decision,
): number {
  const breadth = breadthOf(one)
  if (decision !== 'escalate' && decision !== 'review') return Math.min(100, breadth)
  const byId = new Map(one.findings.map((finding) => [finding.id, finding]))
  const weights = new Map<string, number>()
  for (const { condition, reason } of reasons) {
    const rests = reason.findings.flatMap((id) => byId.get(id) ?? [])
    const weight = condition.points * (condition.decision === 'review' ? explained(one, rests) : 1)
    weights.set(condition.id, Math.max(weight, weights.get(condition.id) ?? 0))
  }
  const [strongest = 0, ...others] = [...weights.values()].sort((a, b) => b - a)
  const share = shares[decision]
  const more = share.other * others.reduce((sum, weight) => sum + weight, 0)
  return Math.min(100, Math.round(share.strongest * strongest + Math.min(mostOfOthers, more) + Math.min(mostBreadth, breadth / 4)))
}

/** What part of its points is left of a reason that rests on these findings: of the one that is explained least. */
function explained(one: Case, findings: readonly Finding[]): number {
  return findings.length === 0 ? 1 : Math.max(...findings.map((finding) => explainedPart(one, finding)))
}

const ofSettings: ReadonlySet<string> = new Set(['config', 'file', 'registry'])
const local: ReadonlySet<Finding['category']> = new Set(['process', 'native'])

function explainedPart(one: Case, finding: Finding): number {
  if (one.flow?.tidied.has(finding.id) === true) return onThisMachine
  const flows = finding.flows.filter(({ source }) => isMail(source.kind))
  // programs and native code run on this machine, whoever gave them; one that lies elsewhere escalates
  if (local.has(finding.category)) return onThisMachine
  if (flows.length === 0) return 1
  if (flows.every((flow) => flowPlace(flow) === 'here')) return onThisMachine
  const places = new Set(flows.map(({ sink: { at } }) => `${at.assembly} ${at.token} ${at.ilOffset}`))
  const isPlaced = one.findings.some((other) =>
    other.flows.some(({ source, sink: { at } }) => ofSettings.has(source.kind) && places.has(`${at.assembly} ${at.token} ${at.ilOffset}`)),
  )
  return isPlaced && flows.every((flow) => flowPlace(flow) === 'open') ? byAdministrator : 1
}

/** Each rule that is reached counts once, by its most severe use. */
function breadthOf(one: Case): number {
  const strongest = new Map<string, Finding>()
  for (const finding of one.findings) {
    if (finding.entries.length === 0) continue
    const known = strongest.get(finding.rule)
    if (known === undefined || severities.indexOf(finding.severity) > severities.indexOf(known.severity)) strongest.set(finding.rule, finding)
  }
  let points = 0
  for (const finding of strongest.values()) points += severityPoints[finding.severity]
  return points
}
