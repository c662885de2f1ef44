import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { inspect } from '../lib/index.ts'
import type { Finding } from '../lib/profile/profile.ts'
import { conditionText } from './make/pair-conditions.ts'
import { type AgentSays, judgeFindings } from './make/pairs.ts'
import { bytesOf, root } from './make/root.ts'

// three agents in six forms (plain, renamed, reordered, helpers extracted, inlined, boxed in closures) by three compilers
const wanted: Omit<AgentSays, 'type'> & { readonly decision: string } = JSON.parse(readFileSync(join(root, 'samples/metamorphic.json'), 'utf8'))
const files = readdirSync(join(root, 'samples/bin')).filter((name) => /^metamorphic-.*\.dll$/.test(name))
const profiles = new Map(files.sort().map((file) => [file, inspect(bytesOf('samples/bin', file), { name: file })]))
const plain = profiles.get('metamorphic-base.roslyn.dll')

t.test('six forms by three compilers are there', async (t) => {
  t.equal(profiles.size, 18)
})

for (const [file, { agents, findings, indicators, verdict }] of profiles) {
  t.test(`${file}: flows, conditions and decision are those of the source`, async (t) => {
    t.equal(agents.length, 3)
    t.strictSame(judgeFindings(findings, indicators, wanted), [])
    t.equal(verdict.decision, wanted.decision)
  })

  t.test(`${file}: its form and compiler change nothing`, async (t) => {
    t.strictSame(told(findings), told(plain?.findings ?? []))
    t.equal(verdict.decision, plain?.verdict.decision)
  })
}

/** What is said of mail, without any name that the file gives. */
function told(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ level, category }) => level === 'fed' || (level === 'reachable' && ['mail-drop', 'mail-redirect', 'mail-send'].includes(category)))
    .flatMap(({ rule, level, flows, condition, entries }) => {
      const events = entries.map(({ kind, event }) => event ?? kind).sort()
      const start = `${rule} ${level} on ${events.join(', ')} when ${conditionText(condition)}`
      return flows.length === 0 ? [start] : flows.map(({ source, sink }) => `${start}: ${source.kind}/${source.grade} -> ${sink.kind} ${sink.target ?? '?'}`)
    })
    .sort()
}
