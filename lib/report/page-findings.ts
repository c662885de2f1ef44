import { whenWords } from '../profile/condition-words.ts'
import { flowSentences } from '../profile/flow-words.ts'
import type { Evidence, Finding, Profile } from '../profile/profile.ts'
import { merge } from './merge.ts'
import { findOwner, withoutParameters } from './owner.ts'
import { type Block, type Cell, codes, type Depth, type Inline, list, paragraph, type Section, table } from './page.ts'
import { entryName } from './places.ts'
import { levelWords } from './words.ts'

/** What the code does, by entry point; then each proof, instruction by instruction. */
export function findingSections(profile: Profile, depth: Depth): Section[] {
  const { findings } = profile
  if (findings.length === 0) return []
  const reached = merge(findings.filter(({ entries }) => entries.length > 0))
  const loose = merge(findings.filter(({ entries }) => entries.length === 0))
  const sections: Section[] = []
  if (reached.length > 0) sections.push({ id: 'findings', title: 'What it does, and when', blocks: findingTable(reached, depth) })
  if (loose.length > 0) {
    const title = reached.length > 0 ? 'Also in the file, not reached from an entry point' : 'What the file can do (no entry point is known)'
    sections.push({ id: 'loose', title, blocks: table(depth, ['Severity', 'What', 'Proof', 'Where', 'Rule'], loose, (same) => looseRow(same)) })
  }
  const proofs = depth.steps ? proofBlocks(reached.flat(), depth) : []
  return proofs.length > 0 ? [...sections, { id: 'evidence', title: 'Evidence, instruction by instruction', blocks: proofs }] : sections
}

/** Conditions shorter than this are told each time. */
const shortCondition = 60

function findingTable(merged: readonly Finding[][], depth: Depth): Block[] {
  // a ticket tells what hardly matters in one sentence
  const isMinor = ([first]: readonly Finding[]) => !depth.steps && first?.severity === 'info'
  const told = merged.filter((same) => !isMinor(same))
  const minor = merged.filter(isMinor).map(([first, ...more]) => `${first?.title ?? ''}${more.length > 0 ? ` ×${more.length + 1}` : ''}`)
  const when = conditionTeller(told, depth)
  return [
    ...table(depth, ['Severity', 'What', 'When', 'Data', 'Where'], told, (same) => {
      const [first] = same
      if (first === undefined) return []
      const times = same.length > 1 ? ` ×${same.length}` : ''
      const attack: Cell = first.attack.length > 0 ? [' ', ...codes(first.attack, depth.values)] : []
      return [
        [{ severity: first.severity }],
        [{ strong: first.title }, `${times} (${levelWords[first.level]}; rule `, { code: first.rule }, ')', ...attack],
        [...codes([...new Set(first.entries.map(entryName))], depth.values), ': ', when(first)],
        [flowWords(first)],
        places(same, depth.values),
      ]
    }),
    ...(minor.length > 0 ? [paragraph(`Severity info besides: ${minor.join('; ')}.`)] : []),
  ]
}

/** A condition that several findings share is told with the first, and called by its number with the others. */
function conditionTeller(merged: readonly Finding[][], depth: Depth): (finding: Finding) => string {
  const texts = merged.map(([first]) => (first === undefined ? '' : conditionWords(first, depth)))
  const shared = [...new Set(texts.filter((text, at) => text.length >= shortCondition && texts.indexOf(text) !== at))]
  const told = new Set<string>()
  return (finding) => {
    const text = conditionWords(finding, depth)
    const number = shared.indexOf(text) + 1
    if (number === 0) return text
    if (told.has(text)) return `[${number}], as above`
    told.add(text)
    return `[${number}] ${text}`
  }
}

function looseRow(same: readonly Finding[]): Cell[] {
  const [first] = same
  if (first === undefined) return []
  const times = same.length > 1 ? ` ×${same.length}` : ''
  return [[{ severity: first.severity }], [first.title, times], [levelWords[first.level]], places(same, 2), [{ code: first.rule }]]
}

/** What must hold before it runs, names as they are: whoever writes it escapes it. */
export function conditionWords({ condition }: Finding, { values }: Depth): string {
  if (condition.state === 'not-analysed') return 'not analysed'
  if (condition.state === 'always') return 'always, nothing guards it'
  return whenWords(condition, quoted, { alternatives: values, clauses: values * 2, values, or: '; OR ' }).trimStart()
}

/** What flows where, in a sentence for each sink. */
export function flowWords({ flows }: Finding): string {
  return flowSentences(flows, quoted).join('; ')
}

function quoted(text: string): string {
  return `"${text}"`
}

function places(same: readonly Finding[], most: number): Cell {
  const cells = same.slice(0, most).map(({ evidence, path }) => {
    const [at] = evidence
    const where = at?.method != null ? at : (path.at(-1) ?? at)
    return where === undefined ? ['no place in the code'] : [...placeOf({ ...where, api: at?.api ?? null })]
  })
  const shown = cells.flatMap((cell, index) => (index === 0 ? cell : ['; ', ...cell]))
  return same.length > most ? [...shown, ` and ${same.length - most} more`] : shown
}

type Place = Pick<Evidence, 'method' | 'token' | 'ilOffset' | 'api'>

/** A method as a person wrote it, its token and offset, and the member it uses. */
export function placeOf({ method, token, ilOffset, api }: Place): Cell {
  const offset = ilOffset === null ? '' : ` ${ilText(ilOffset)}`
  const place: Inline[] = [...(method === null ? [] : [{ code: findOwner(method) ?? withoutParameters(method) }, ' ']), `${token ?? ''}${offset}`]
  return api === null ? place : [...place, ' → ', { code: api }]
}

/** An offset in a method's code as ildasm writes it. */
export function ilText(ilOffset: number): string {
  return `IL_${ilOffset.toString(16).padStart(4, '0')}`
}

/** Flows of one finding told at most. */
const mostFlows = 8

function proofBlocks(findings: readonly Finding[], depth: Depth): Block[] {
  const told = findings.filter(({ flows, path }) => flows.length > 0 || path.length > 0).slice(0, depth.rows / 4)
  return told.flatMap((finding) => [
    paragraph({ strong: finding.title }, ' · ', { code: finding.id }),
    ...pathBlocks(finding, depth),
    ...flowBlocks(finding, depth),
  ])
}

function pathBlocks({ path }: Finding, depth: Depth): Block[] {
  return list(depth, path, (step) => ({ text: ['calls: ', ...placeOf({ ...step, api: null })] }), true)
}

function flowBlocks({ flows }: Finding, depth: Depth): Block[] {
  const head = ['Step', 'Method', 'Token', 'IL', 'File offset', 'Assembly']
  return [...flows]
    .sort((a, b) => a.steps.length - b.steps.length)
    .slice(0, mostFlows)
    .flatMap((flow) => {
      const { source, sink, steps } = flow
      const ends = steps.length > 0 ? steps : [source.at, sink.at]
      const role = (index: number) => (index === 0 ? 'source' : index === ends.length - 1 ? 'sink' : String(index))
      const rows = ends.map((step, index) => ({ step, role: role(index) }))
      return [
        paragraph('Data: ', { code: source.member }, ' → ', { code: sink.member }, ...(sink.target === null ? [] : [' (', { code: sink.target }, ')'])),
        ...table(depth, head, rows, ({ step, role }) => [
          [role],
          step.method === null ? [] : [{ code: withoutParameters(step.method) }],
          [step.token ?? ''],
          [step.ilOffset === null ? '' : ilText(step.ilOffset)],
          [step.fileOffset === null ? '' : `0x${step.fileOffset.toString(16)}`],
          [step.assembly ?? 'the file itself'],
        ]),
      ]
    })
}
