import { type Case, isFollowed } from './case.ts'
import { conditions } from './conditions.ts'
import type { Decision, Finding, Verdict } from './profile.ts'
import { score } from './score.ts'

/** Who acts on a decision. */
const actsOn: Readonly<Record<Decision, string>> = {
  escalate: 'incident response, now: contain the agent and keep the evidence',
  review: 'a Tier-2 analyst: answer the open reasons before the agent stays in service',
  expected: 'the owner of the change: confirm that it is a known one',
  'not-judged': 'whoever sent the file: there is no .NET assembly in it to judge',
}

/** The decision from the conditions that hold; the score only ranks files with one decision. */
export function decide(one: Case, unknowns: readonly string[]): Verdict {
  const reasons = conditions.flatMap((condition) =>
    condition
      .grounds(one)
      .map((ground) => ({ condition, reason: { id: condition.id, text: ground.text, points: condition.points, findings: [...ground.findings] } })),
  )
  const grave = reasons.filter(({ condition }) => condition.decision === 'escalate')
  const decision: Decision = grave.length > 0 ? 'escalate' : reasons.length > 0 ? 'review' : 'expected'
  const isCovered = covering(
    one,
    grave.flatMap(({ reason }) => reason.findings),
  )
  const kept = reasons.filter(({ condition, reason }) => condition.decision === 'escalate' || !isCovered(reason.findings))
  const told = kept.map(({ reason }) => reason)
  if (told.length === 0) told.push(ordinary(one))
  return {
    decision,
    to: actsOn[decision],
    score: score(one, kept, decision),
    confidence: confidence(one, decision, told),
    reasons: told,
    unknowns: [...unknowns],
  }
}

/** What escalates needs no second, lesser reason: neither its findings, nor others at the same instruction. */
function covering(one: Case, grave: readonly string[]): (findings: readonly string[]) => boolean {
  const ids = new Set(grave)
  const placeOf = ({ evidence: [at] }: Finding) => (at === undefined || at.ilOffset === null ? null : `${at.assembly} ${at.token} ${at.ilOffset}`)
  const places = new Set(one.findings.flatMap((finding) => (ids.has(finding.id) ? (placeOf(finding) ?? []) : [])))
  const byId = new Map(one.findings.map((finding) => [finding.id, finding]))
  const isIn = (id: string) => {
    const finding = byId.get(id)
    const place = finding === undefined ? null : placeOf(finding)
    return ids.has(id) || (place !== null && places.has(place))
  }
  return (findings) => findings.length > 0 && findings.every(isIn)
}

/** No assembly was read, so nothing is decided of the file itself; what was found inside has verdicts of its own, and the strongest is told. */
export function notJudged(why: string, children: readonly { readonly name: string; readonly profile: { readonly verdict: Verdict } }[]): Verdict {
  const worst = (decision: Decision) => children.filter(({ profile }) => profile.verdict.decision === decision)
  const carried = [...worst('escalate'), ...worst('review')]
  return {
    decision: 'not-judged',
    to: carried[0]?.profile.verdict.to ?? actsOn['not-judged'],
    score: 0,
    confidence: 'high',
    reasons: [
      ...carried
        .slice(0, 3)
        .map(({ name, profile }) => ({ id: 'carries', text: `${name}, found inside: ${profile.verdict.decision}`, points: 0, findings: [] })),
      { id: 'no-assembly', text: why, points: 0, findings: [] },
    ],
    unknowns: ['what the file does: only .NET assemblies are analysed'],
  }
}

function ordinary(one: Case): Verdict['reasons'][number] {
  if (!one.isAgent) {
    return {
      id: 'library',
      text: 'there is no agent, no factory and no event subscription in it: it is judged as a library, by what it can call',
      points: 0,
      findings: [],
    }
  }
  const stays = `what the agent’s entry points reach stays within reading, openly changing, routing, rejecting or logging mail${alsoWrites(one)}`
  return {
    id: 'stays-in-the-message',
    text: isFollowed(one)
      ? `${stays}; all that mail data enters was followed, and its content was not seen to leave`
      : `${stays}; no way out for its content was seen`,
    points: 0,
    findings: [],
  }
}

/** A file or database that is written where no content is read is record-keeping; it is told all the same. */
function alsoWrites(one: Case): string {
  const writes = (category: Finding['category']) => one.findings.some((finding) => finding.category === category && finding.entries.length > 0)
  const places = [...(writes('file-write') ? ['files'] : []), ...(writes('database') ? ['a database'] : [])]
  if (places.length === 0) return ''
  return isFollowed(one)
    ? ` (it also writes to ${places.join(' and ')}, and no content of mail goes there)`
    : ` (it also writes to ${places.join(' and ')}, from entry points that read no content)`
}

/**
 * In the decision itself. An identity claim is arithmetic, and a flow that was proven step by step is proven; where each step of the
 * only proof goes by what a member of that kind usually does, or a condition is known in part, less is sure.
 */
function confidence(one: Case, decision: Decision, reasons: Verdict['reasons']): Verdict['confidence'] {
  if (decision === 'escalate') return reasons.some(({ id, findings }) => isSure(one, id, findings)) ? 'high' : 'medium'
  if (one.completeness.status === 'partial' || one.unresolvedBases.length > 0) return 'low'
  if (!isFollowed(one) && one.isAgent) return 'medium'
  return (one.flow?.unfollowed ?? []).length === 0 ? 'high' : 'medium'
}

function isSure(one: Case, id: string, findings: readonly string[]): boolean {
  const grave = conditions.some((condition) => condition.id === id && condition.decision === 'escalate')
  if (!grave || findings.length === 0) return grave
  const shown = one.findings.filter((finding) => findings.includes(finding.id))
  return shown.some((finding) => one.flow?.byDefault.has(finding.id) !== true && finding.condition.state !== 'partial')
}
