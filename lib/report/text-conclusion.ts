import { severities } from '../facts/vocabulary.ts'
import type { Profile } from '../profile/profile.ts'
import { hang, type Paper, prose, value } from './layout.ts'
import { count, decisionWords, formatWords } from './words.ts'

const labelWidth = 11

/** The decision, who acts on it, why, and what was read: what a reader must know who reads nothing else. */
export function conclusionLines(profile: Profile, paper: Paper): string[] {
  const { verdict, file } = profile
  const { headline, ink } = decisionWords[verdict.decision]
  const name = file.name === null ? 'standard input' : value(paper, file.name)
  const row = (label: string, text: string): string[] => hang(paper, 2, label, labelWidth, text)
  return [
    ...hang(paper, 0, headline, headline.length + 1, name, ink),
    ...row('Who acts', prose(paper, verdict.to)),
    ...reasonLines(profile, paper),
    ...row('Confidence', `${verdict.confidence}; score ${verdict.score} of 100 within this decision`),
    ...row('Findings', findingCounts(profile)),
    ...row('Coverage', coverage(profile)),
    ...(verdict.unknowns.length > 0 ? row('Not known', `${count(verdict.unknowns.length, 'thing')}, listed at the end`) : []),
    ...row('File', `${formatWords[profile.format]}, ${file.size} bytes`),
    ...row('', `sha256 ${value(paper, file.sha256)}`),
  ]
}

/** The first three; where they all rest on the code, what the server's records say in place of the third. */
function firstOf(reasons: Profile['verdict']['reasons']): Profile['verdict']['reasons'] {
  const first = reasons.slice(0, 3)
  const recorded = reasons.slice(3).find(({ findings }) => findings.length === 0)
  return recorded === undefined || first.some(({ findings }) => findings.length === 0) ? first : [...first.slice(0, 2), recorded]
}

function reasonLines(profile: Profile, paper: Paper): string[] {
  const { reasons } = profile.verdict
  const shown = paper.verbose ? reasons : firstOf(reasons)
  const lines = shown.flatMap((reason, index) => {
    const proof = reason.findings.length > 0 ? ` (${count(reason.findings.length, 'finding')})` : ''
    return hang(paper, 2, index === 0 ? 'Because' : '', labelWidth, `${index + 1}. ${prose(paper, reason.text)}${proof}`)
  })
  const rest = reasons.length - shown.length
  return rest > 0 ? [...lines, ...hang(paper, 2, '', labelWidth, `+${rest} more (see --format json)`)] : lines
}

function findingCounts(profile: Profile): string {
  const { findings } = profile
  if (findings.length === 0) return 'none'
  const parts = [...severities].reverse().flatMap((severity) => {
    const many = findings.filter((finding) => finding.severity === severity).length
    return many > 0 ? [`${many} ${severity}`] : []
  })
  const entered = findings.filter((finding) => finding.entries.length > 0).length
  return `${parts.join(', ')}; ${entered} of ${findings.length} reached from an entry point`
}

function coverage(profile: Profile): string {
  const { status, methods, limits } = profile.completeness
  const bounds = limits.length > 0 ? `; bounds met: ${limits.length}` : ''
  const defects = profile.defects.length > 0 ? `; damaged places: ${profile.defects.length}` : ''
  return `${status}: ${methods.analysed} of ${methods.total} methods analysed, ${methods.reachable} reachable${bounds}${defects}`
}
