import type { Decision } from '../lib/profile/profile.ts'
import { visible } from '../lib/report/escape.ts'
import { decisionWords } from '../lib/report/words.ts'

/** What a run's summary needs of one input. */
export interface SummaryRow {
  readonly name: string
  readonly decision: Decision | null
  readonly score: number
  readonly reason: string
}

const order: readonly (Decision | null)[] = ['escalate', 'review', null, 'expected', 'not-judged']

/** A table of a run over several inputs, gravest first; within a decision by score. For standard error. */
export function summaryText(rows: readonly SummaryRow[]): string {
  const sorted = [...rows].sort((a, b) => order.indexOf(a.decision) - order.indexOf(b.decision) || b.score - a.score)
  const lines = sorted.map(({ name, decision, score, reason }) => {
    const headline = decision === null ? 'NOT READ' : decisionWords[decision].headline
    const because = reason === '' ? '' : `  ${visible(reason, { max: 100, spaces: true })}`
    return `  ${headline.padEnd(10)}  ${(decision === null ? '' : String(score)).padStart(3)}  ${visible(name, { spaces: true })}${because}`
  })
  const counts = order.flatMap((decision) => {
    const many = rows.filter((row) => row.decision === decision).length
    return many === 0 ? [] : [`${many} ${decision === null ? 'not read' : decisionWords[decision].headline.toLowerCase()}`]
  })
  return `\n${rows.length} inputs: ${counts.join(', ')}\n${lines.join('\n')}\n`
}
