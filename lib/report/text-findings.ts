import type { Entry, Finding, Profile } from '../profile/profile.ts'
import { capped, columns, hang, heading, type Paper, paint, prose, value } from './layout.ts'
import { merge } from './merge.ts'
import { pipelineOrder } from './text-agents.ts'
import { conditionText, flowTexts, placeText, stepTexts } from './text-proof.ts'
import { compare, count, entryWords, levelWords, severityInks } from './words.ts'

/** What the code does, by the entry point that runs it; what no entry point reaches is folded into one table. */
export function findingLines(profile: Profile, paper: Paper): string[] {
  if (profile.findings.length === 0) return []
  const groups = groupByEntry(profile)
  const loose = profile.findings.filter((finding) => finding.entries.length === 0)
  const lines = groups.length > 0 ? heading(paper, 'What it does, and when') : []
  for (const group of groups) lines.push(...groupLines(group, paper))
  if (loose.length > 0) lines.push(...looseLines(loose, groups.length > 0, paper))
  return lines
}

interface Group {
  readonly entry: Entry
  readonly findings: Finding[]
}

/** A finding stands under its first entry in pipeline order; its other entries are named beside it. */
function groupByEntry(profile: Profile): Group[] {
  const stages = new Map<string, number>()
  pipelineOrder(profile.agents).forEach(({ agent, event }, index) => {
    const key = `${agent.type}\n${event.event}`
    if (!stages.has(key)) stages.set(key, index)
  })
  const rank = (entry: Entry): number => stages.get(`${entry.type}\n${entry.event ?? ''}`) ?? stages.size
  const groups = new Map<string, Group>()
  for (const finding of profile.findings) {
    const [entry] = [...finding.entries].sort((a, b) => rank(a) - rank(b) || compare(entryKey(a), entryKey(b)))
    if (entry === undefined) continue
    const group = groups.get(entryKey(entry)) ?? { entry, findings: [] }
    group.findings.push(finding)
    groups.set(entryKey(entry), group)
  }
  return [...groups.values()].sort((a, b) => rank(a.entry) - rank(b.entry) || compare(entryKey(a.entry), entryKey(b.entry)))
}

function entryKey({ type, kind, event }: Entry): string {
  return `${type}\n${kind}\n${event ?? ''}`
}

function groupLines({ entry, findings }: Group, paper: Paper): string[] {
  const when = entry.event === null ? entryWords[entry.kind] : value(paper, entry.event)
  const shown = merge(findings.filter((finding) => finding.severity !== 'info' || paper.verbose))
  const folded = findings.filter((finding) => finding.severity === 'info' && !paper.verbose)
  return [
    ...hang(paper, 2, when, 0, `${value(paper, entry.type)}, ${when}`).map((line) => paint(paper, 'bold', line)),
    ...capped(paper, 4, shown, 12, conditionTeller(shown, entry, paper)),
    ...(folded.length > 0 ? hang(paper, 4, 'INFO', severityWidth, foldedText(folded, paper)) : []),
  ]
}

const severityWidth = 9

/** Conditions shorter than this are told each time. */
const shortCondition = 40

/** A condition that several findings of a group share is told with the first and called by its number with the others. */
function conditionTeller(shown: readonly Finding[][], entry: Entry, paper: Paper): (same: readonly Finding[]) => string[] {
  const texts = shown.map(([first]) => (first === undefined ? '' : conditionText(first, paper)))
  const numbers = new Map<string, number>()
  for (const [place, text] of texts.entries()) {
    if (text.length >= shortCondition && !numbers.has(text) && texts.indexOf(text, place + 1) > 0) numbers.set(text, numbers.size + 1)
  }
  const told = new Set<string>()
  return (same) => {
    const [first] = same
    const text = first === undefined ? '' : conditionText(first, paper)
    const number = numbers.get(text)
    const when = number === undefined ? `when: ${text}` : told.has(text) ? `when: [${number}], as above` : `when [${number}]: ${text}`
    told.add(text)
    return sameLines(same, when, entry, paper)
  }
}

function sameLines(same: readonly Finding[], when: string, entry: Entry, paper: Paper): string[] {
  const [first] = same
  if (first === undefined) return []
  const row = (text: string): string[] => hang(paper, 4, '', severityWidth, text)
  const times = same.length > 1 ? ` ×${same.length}` : ''
  const attack = first.attack.length > 0 ? ` · ${first.attack.map((id) => value(paper, id)).join(' ')}` : ''
  const others = first.entries.filter((other) => entryKey(other) !== entryKey(entry))
  return [
    ...hang(
      paper,
      4,
      first.severity.toUpperCase(),
      severityWidth,
      `${prose(paper, first.title)}${times} · ${levelWords[first.level]}${attack}`,
      severityInks[first.severity],
    ),
    ...capped(paper, 4 + severityWidth + 1, same, 2, (finding) => row(placeText(finding, paper))),
    ...guardLines(first, when, paper).flatMap(row),
    ...(paper.verbose ? same.flatMap((finding) => stepTexts(finding, paper)).flatMap(row) : []),
    ...row(`rule ${value(paper, first.rule)}${others.length > 0 ? ` · also from ${otherEntries(others, paper)}` : ''}`),
  ]
}

/** The trigger and the flow: on one line while both are short. */
function guardLines(finding: Finding, when: string, paper: Paper): string[] {
  const texts = [when, ...flowTexts(finding, paper)]
  const joined = texts.join(' · ')
  return columns(joined) <= paper.width - 15 ? [joined] : texts
}

function otherEntries(entries: readonly Entry[], paper: Paper): string {
  const shown = paper.verbose ? entries : entries.slice(0, 3)
  const names = shown.map(({ type, kind, event }) => `${value(paper, type)} (${event === null ? kind : value(paper, event)})`)
  return names.join(', ') + (shown.length < entries.length ? ` and ${entries.length - shown.length} more` : '')
}

function foldedText(findings: readonly Finding[], paper: Paper): string {
  const times = new Map<string, number>()
  for (const same of merge(findings)) for (const { title } of same) times.set(title, (times.get(title) ?? 0) + 1)
  const names = [...times].slice(0, 8).map(([title, many]) => `${prose(paper, title)}${many > 1 ? ` ×${many}` : ''}`)
  return names.join('; ') + (times.size > 8 ? `; +${times.size - 8} more (see --verbose)` : '')
}

/** Code no entry point is known to reach: one line a rule. */
function looseLines(findings: readonly Finding[], hasEntries: boolean, paper: Paper): string[] {
  const title = hasEntries ? 'Also in the file, not reached from an entry point' : 'What the file can do (no entry point is known)'
  const kinds = merge(findings)
  return [
    ...heading(paper, title),
    ...capped(paper, 2, kinds, 15, (same) => {
      const [first] = same
      if (first === undefined) return []
      const where = `${placeText(first, paper)}${same.length > 1 ? ` and ${count(same.length - 1, 'more place')}` : ''}`
      const head = `${prose(paper, first.title)} · ${levelWords[first.level]} · ${where}`
      return hang(paper, 2, first.severity.toUpperCase(), severityWidth, head, severityInks[first.severity])
    }),
  ]
}
