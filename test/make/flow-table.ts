import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from '../../lib/index.ts'
import type { Finding, Trigger } from '../../lib/profile/profile.ts'
import { bytesOf, root } from './root.ts'

/** Every sample and build in one line: decision, flows, conditions. `node dist/test/make/flow-table.js [FILE…]` */
const given = process.argv.slice(2)
const files = given.length > 0 ? given : readdirSync(join(root, 'samples/bin')).filter((name) => name.endsWith('.dll') && !name.startsWith('pairs'))
for (const name of files.sort()) {
  const profile = inspect(bytesOf(given.length > 0 ? name : join('samples/bin', name)), { name })
  const flows = new Set<string>()
  for (const finding of profile.findings) for (const line of linesOf(finding)) flows.add(line)
  console.log(`${name}: ${profile.verdict.decision}${flows.size === 0 ? '' : ` | ${[...flows].join(' ; ')}`}`)
}

function linesOf(finding: Finding): string[] {
  const when = conditionText(finding)
  if (finding.level === 'fed') {
    return finding.flows.map(
      ({ source, sink }) => `${source.kind}(${source.grade ?? '-'})→${sink.kind}${sink.target === null ? '' : ` ${sink.target}`} [${when}]`,
    )
  }
  const telling = finding.level === 'reachable' && (finding.severity === 'high' || finding.severity === 'critical' || finding.severity === 'medium')
  return telling ? [`${finding.rule} [${when}]`] : []
}

function conditionText({ condition }: Finding): string {
  if (condition.state === 'always' || condition.state === 'not-analysed') return condition.state
  const text = condition.anyOf.map((atoms) => atoms.map(atomText).join(' & ')).join(' OR ')
  return condition.state === 'partial' ? `partly: ${text}` : text
}

function atomText({ subject, name, operator, negated, values, valueFrom }: Trigger): string {
  const from = valueFrom === 'constant' ? '' : ` ${valueFrom}`
  return `${negated ? 'not ' : ''}${subject}${name === null ? '' : `(${name})`} ${operator}${values.length === 0 ? '' : ` ${values.join('|')}`}${from}`
}
