import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from '../../../lib/index.ts'
import { bytesOf, root } from '../root.ts'
import { code, page, table } from './markdown.ts'

/** Builds of one source by another compiler are judged alike, which other tests ask; here the one of the first suffices. */
const again = /\.roslyn(-debug)?\.dll$/
const order = ['escalate', 'review', 'expected', 'not-judged']

/** docs/samples.md: each sample with its decision, its score and its first reason, the gravest first. */
export function samplesPage(): string {
  const files = readdirSync(join(root, 'samples/bin')).filter((name) => name.endsWith('.dll') && !again.test(name))
  const rows = files.sort().map((name) => {
    const { decision, score, reasons } = inspect(bytesOf('samples/bin', name), { name }).verdict
    return { name, decision, score, reason: reasons[0]?.id ?? '' }
  })
  rows.sort((a, b) => order.indexOf(a.decision) - order.indexOf(b.decision) || b.score - a.score || (a.name < b.name ? -1 : 1))
  return page('Samples', '`samples/bin`', [
    'What txray decides of its own samples, each alone, in one build of each. What each of them does stands in `samples/README.md`; `pairs`, `metamorphic` and `matrix` hold many agents that are judged one by one in the tests, and say most of what a file can hold. The score ranks within a decision.',
    table(
      ['Decision', 'Score', 'Sample', 'First reason'],
      rows.map(({ name, decision, score, reason }) => [decision, String(score), name, code(reason)]),
    ),
  ])
}
