import { levels, severities } from '../facts/vocabulary.ts'
import type { Finding } from '../profile/profile.ts'
import { compare } from './words.ts'

/** One instruction that several kinds of sources flow into is told once, with all that flows there. */
function joinSources(findings: readonly Finding[]): Finding[] {
  const joined: Finding[] = []
  const places = new Map<string, number>()
  for (const finding of findings) {
    const { rule, level, condition, flows, evidence } = finding
    const [at] = evidence
    const key = JSON.stringify([rule, level, at?.assembly, at?.token, at?.ilOffset, condition.state, condition.anyOf.map(withoutPlaces)])
    const place = places.get(key)
    const known = place === undefined ? undefined : joined[place]
    const isOther = known !== undefined && flows.length > 0 && !known.flows.some(({ source }) => flows.some((flow) => flow.source.kind === source.kind))
    if (place === undefined || !isOther) places.set(key, joined.push(finding) - 1)
    else joined[place] = { ...known, flows: [...known.flows, ...flows] }
  }
  return joined
}

/** Findings that differ only in where they stand, gravest first. */
export function merge(findings: readonly Finding[]): Finding[][] {
  const merged = new Map<string, Finding[]>()
  for (const finding of joinSources(findings)) {
    const { rule, severity, level, condition, flows } = finding
    const ends = [...new Set(flows.map(({ source, sink }) => JSON.stringify([source.kind, source.grade, sink.kind, sink.target])))].sort()
    const key = JSON.stringify([rule, severity, level, condition.state, condition.anyOf.map(withoutPlaces), ends])
    const same = merged.get(key)
    if (same === undefined) merged.set(key, [finding])
    else same.push(finding)
  }
  return [...merged.values()].sort(([a], [b]) => (a === undefined || b === undefined ? 0 : compareFindings(a, b)))
}

function withoutPlaces(triggers: Finding['condition']['anyOf'][number]): unknown[] {
  return triggers.map(({ at: _, ...trigger }) => trigger)
}

/** Gravest first, then by how far the proof goes, then by name. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    levels.indexOf(b.level) - levels.indexOf(a.level) ||
    compare(a.title, b.title) ||
    compare(a.id, b.id)
  )
}
