import type { Hit } from '../flow/flow-result.ts'
import type { Atom, CodePlace, Condition } from '../flow/view.ts'
import { limits } from '../limits.ts'
import type { Program } from '../model/program.ts'
import { evidenceAt } from './evidence.ts'
import { gradeName } from './flow-join.ts'
import type { Evidence, Finding, FlowEnd, Trigger } from './profile.ts'

/** A place of the flow layer as evidence. */
export function evidenceOf(program: Program, { method, ilOffset }: CodePlace, api: string | null = null): Evidence {
  return evidenceAt(program, method, ilOffset, api)
}

/** A hit as a profile tells it: both ends and every step between them. `source`: the kind as a profile names it. */
export function flowOf(program: Program, hit: Hit, source: string): Finding['flows'][number] {
  return {
    source: endOf(program, source, gradeName(hit.source.grade), hit.source),
    sink: endOf(program, hit.sink.kind, null, hit.sink),
    steps: hit.steps.map((step) => evidenceOf(program, step)),
  }
}

function endOf(program: Program, kind: string, grade: FlowEnd['grade'], { member, target, at }: Hit['source'] | Hit['sink']): FlowEnd {
  return { kind, grade, member, target, at: evidenceOf(program, at, member) }
}

/** Alternatives of one condition that are told; more help nobody. */
const alternatives = 8

/** Any of these conditions, as a profile tells it: what is always so in one case is always so. */
export function anyCondition(program: Program, conditions: readonly Condition[]): Finding['condition'] {
  const analysed = conditions.filter(({ state }) => state !== 'not-analysed')
  if (analysed.length === 0) return { state: 'not-analysed', anyOf: [] }
  if (analysed.some(({ state }) => state === 'always')) return { state: 'always', anyOf: [] }
  const isWhole = analysed.length === conditions.length && analysed.every(({ state }) => state === 'known')
  const anyOf: (readonly Atom[])[] = []
  const seen = new Set<string>()
  for (const all of analysed.flatMap((condition) => condition.anyOf)) {
    const key = JSON.stringify(all.map(withoutPlace))
    if (seen.has(key)) continue
    seen.add(key)
    anyOf.push(all)
  }
  const merged = mergeValues(anyOf)
  const state = isWhole && merged.length <= alternatives ? 'known' : 'partial'
  return { state, anyOf: merged.slice(0, alternatives).map((all) => all.map((atom) => triggerOf(program, atom))) }
}

function withoutPlace({ at: _, ...atom }: Atom): Omit<Atom, 'at'> {
  return atom
}

/** Alternatives that differ in the values of one comparison alone are one with all these values. */
function mergeValues(anyOf: readonly (readonly Atom[])[]): (readonly Atom[])[] {
  const merged: (readonly Atom[])[] = []
  for (const all of anyOf) {
    const at = merged.findIndex((known) => differingIn(known, all) !== null)
    const known = merged[at]
    const place = known === undefined ? null : differingIn(known, all)
    if (known === undefined || place === null) merged.push(all)
    else merged[at] = known.map((atom, index) => (index === place ? { ...atom, values: [...new Set([...atom.values, ...(all[index]?.values ?? [])])] } : atom))
  }
  return merged
}

/** The one comparison whose values alone differ, where both ask for any of their values; else null. */
function differingIn(a: readonly Atom[], b: readonly Atom[]): number | null {
  if (a.length !== b.length) return null
  let place: number | null = null
  for (const [index, atom] of a.entries()) {
    const other = b[index]
    if (other === undefined || JSON.stringify({ ...withoutPlace(atom), values: [] }) !== JSON.stringify({ ...withoutPlace(other), values: [] })) return null
    if (JSON.stringify(atom.values) === JSON.stringify(other.values)) continue
    if (place !== null || atom.negated || atom.values.length === 0 || other.values.length === 0) return null
    place = index
  }
  return place
}

function triggerOf(program: Program, { at, values, ...atom }: Atom): Trigger {
  return { ...atom, values: values.slice(0, limits.triggerValues), at: evidenceOf(program, at) }
}

/** Flows that begin at other places or end at other ones; of those that do not the first. */
export function distinctHits(hits: readonly Hit[]): Hit[] {
  const told = new Set<string>()
  return hits.filter(({ source, sink }) => {
    const key = JSON.stringify([source.kind, source.grade, source.target, source.at, sink.kind, sink.at, sink.target])
    return !told.has(key) && told.add(key)
  })
}
