import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inputLimit } from '../../../bin/read-at-most.ts'
import { zipLimits } from '../../../bin/zip.ts'
import { limits } from '../../../lib/limits.ts'
import { root } from '../root.ts'
import { code, page, table } from './markdown.ts'

/** docs/limits.md: every bound with the reason that stands beside it in the source. */
export function limitsPage(): string {
  return page('Limits', '`lib/limits.ts` and `bin/zip.ts`', [
    'Every count, size and depth that a file could choose is held to a bound. A bound that is met never moves what follows it, and most are told: in `completeness.limits` by name or as a defect with code `limit` and its place, either of which makes the profile `partial`. Budgets count steps, not seconds, so the same bytes give the same profile on any machine.',
    '## In the library',
    boundsTable(limits, reasonsIn('lib/limits.ts')),
    '## In the command line',
    boundsTable({ input: inputLimit, ...zipLimits }, new Map([['input', 'Bytes of one input, and of all companions together.'], ...reasonsIn('bin/zip.ts')])),
    'An archive inside an archive is not opened. What goes beyond a bound is told as that input’s error, and the others go on.',
  ])
}

function boundsTable(bounds: Readonly<Record<string, number>>, reasons: ReadonlyMap<string, string>): string {
  const rows = Object.entries(bounds).map(([name, value]) => [code(name), value.toLocaleString('en-US'), reasons.get(name) ?? 'Belongs to the one above.'])
  return table(['Bound', 'Value', 'What it holds, and why'], rows)
}

/** The one-line doc comment before each entry of a table of bounds, by the entry's name. */
function reasonsIn(path: string): Map<string, string> {
  const reasons = new Map<string, string>()
  let comment = ''
  for (const line of readFileSync(join(root, path), 'utf8').split('\n')) {
    const text = line.trim()
    if (text.startsWith('/** ') && text.endsWith(' */')) comment = text.slice(4, -3)
    else {
      const name = /^(\w+): [\d_ *]+,$/.exec(text)?.[1]
      if (name !== undefined && comment !== '') reasons.set(name, comment)
      comment = ''
    }
  }
  return reasons
}
