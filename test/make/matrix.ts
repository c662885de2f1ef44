import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { conditions } from '../../lib/profile/conditions.ts'
import type { Profile } from '../../lib/profile/profile.ts'
import { root } from './root.ts'

/** What a person decides of one agent, and the conditions that must be the reason. */
export interface Judged {
  readonly decision: 'escalate' | 'review' | 'expected'
  readonly because: readonly string[]
}

/** One agent that is made from the axes: what goes where under which condition. */
export interface Cell extends Judged {
  readonly sink: string
  readonly grade: string
  readonly guard: string
}

/** An agent of `samples/matrix/cases` in words. */
export interface Case extends Judged {
  readonly agent: string
  readonly does: string
}

/** A library that is judged as a whole, alone or with another. */
export interface FileCase extends Judged {
  readonly file: string
  readonly with: readonly string[]
  readonly does: string
}

/** `samples/matrix.json`: the axes in words, each cell, and cases beside it. */
export interface Matrix {
  readonly grades: Readonly<Record<string, string>>
  readonly sinks: Readonly<Record<string, string>>
  readonly guards: Readonly<Record<string, string>>
  readonly cells: readonly Cell[]
  readonly impossible: readonly (Omit<Cell, keyof Judged> & { readonly why: string })[]
  readonly cases: readonly { readonly about: string; readonly claim: Case; readonly other: Case }[]
  readonly files: readonly { readonly about: string; readonly sides: readonly FileCase[] }[]
}

export function readMatrix(): Matrix {
  return JSON.parse(readFileSync(join(root, 'samples/matrix.json'), 'utf8'))
}

const capital = (words: string) => words.replace(/(?:^|\s)(.)/g, (_, letter: string) => letter.toUpperCase())

/** The type of a cell's agent. */
export function agentOf({ sink, grade, guard }: Omit<Cell, keyof Judged>): string {
  return `Txray.Matrix.To${capital(sink)}.${capital(grade)}${capital(guard)}`
}

/** The library of a sink as a compiler built it. */
export function fileOf(sink: string, compiler: string): string {
  return `matrix-${sink.replace(' ', '-')}.${compiler}.dll`
}

/** The decision on a whole file and the conditions that are its reason. */
export function judgedFile({ verdict }: Profile): { readonly decision: string; readonly because: readonly string[] } {
  const held = verdict.reasons.filter(({ id }) => byId.get(id)?.decision === verdict.decision)
  return { decision: verdict.decision, because: [...new Set(held.map(({ id }) => id))].sort() }
}

const byId = new Map(conditions.map((condition) => [condition.id, condition]))

/**
 * What a profile of several agents says of one of them: the strongest of the reasons whose findings its entry points reach. Reasons without
 * findings are the agent's if they begin with its name; `others` are those that speak of the whole file, so that a test can ask that there are none.
 */
export function judgedAgent({ verdict, findings }: Profile, type: string): Judged & { readonly others: readonly string[] } {
  const own = new Set(findings.filter(({ entries }) => entries.some((entry) => entry.type === type || entry.type === `${type}Factory`)).map(({ id }) => id))
  const decisionOf = (id: string) => byId.get(id)?.decision
  const reasons = verdict.reasons.filter(({ text, findings: ids }) => (ids.length === 0 ? text.startsWith(`${type} `) : ids.some((id) => own.has(id))))
  const held = reasons.map(({ id }) => id)
  const decision = held.some((id) => decisionOf(id) === 'escalate') ? 'escalate' : held.length > 0 ? 'review' : 'expected'
  const because = [...new Set(held.filter((id) => decisionOf(id) === decision))].sort()
  const others = verdict.reasons.filter(({ id, text, findings: ids }) => byId.has(id) && ids.length === 0 && !text.startsWith('Txray.Matrix.'))
  return { decision, because, others: others.map(({ text }) => text) }
}
