import { type FlowTechnique, flowTechniques } from '../capabilities/flow-rules.ts'
import { aimsOf } from './aim.ts'
import { isMail } from './flow-join.ts'
import { type Flow, flowPlace, isShell } from './leaving.ts'
import type { Finding } from './profile.ts'

/** Rules that change what a recipient reads, all in the open where they stand alone. */
export const contentChanges: ReadonlySet<string> = new Set([
  ...(['mail.write-subject', 'mail.write-addresses', 'mail.edit-mime', 'mail.write-body', 'mail.write-part', 'mail.write-mime'] as const),
  ...(['mail.add-attachment', 'mail.write-attachment', 'flow.mail-content'] as const),
])

/** ATT&CK of a finding: its rule's, and what its flows and its condition show besides. */
export function techniquesOf(finding: Finding, isTidied: boolean): string[] {
  const techniques = new Set(finding.attack)
  for (const one of flowTechniques) if (finding.flows.some((flow) => shows(finding, flow, one, isTidied))) techniques.add(one.technique)
  if (contentChanges.has(finding.rule) && isAimed(finding)) techniques.add('T1565.002')
  return [...techniques]
}

function isAimed(finding: Finding): boolean {
  const aims = aimsOf(finding)
  return aims.has('people') || aims.has('hidden')
}

function shows(finding: Finding, flow: Flow, { sinks, grades, from, only }: FlowTechnique, isTidied: boolean): boolean {
  const { source, sink } = flow
  const grade = source.grade
  if (!sinks.some((kind) => kind === sink.kind) || grade === null || !grades.includes(grade)) return false
  if (from === 'mail' ? !isMail(source.kind) || finding.level !== 'fed' : source.kind !== from) return false
  switch (only) {
    case null:
      return true
    case 'kept':
      return !isTidied
    case 'away':
      return flowPlace(flow) === 'away'
    case 'shell':
      return isShell(flow)
    case 'aimed':
      return isAimed(finding)
    default:
      return only
  }
}
