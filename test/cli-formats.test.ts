import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { runCli } from './make/cli.ts'
import { type Check, checkCsv, checkHtml, checkLayer, checkMarkdown, checkSarif, checkStix } from './make/format-checks.ts'
import { checkSigma, checkYara } from './make/hunt-checks.ts'
import { root } from './make/root.ts'

const samples = ['concealed-implant.roslyn.dll', 'disclaimer.roslyn.dll'].map((name) => join(root, 'samples/bin', name))
const checks: readonly (readonly [string, Check])[] = [
  ['markdown', checkMarkdown],
  ['html', checkHtml],
  ['sarif', checkSarif],
  ['stix', checkStix],
  ['navigator', checkLayer],
  ['csv', checkCsv],
  ['yara', checkYara],
  ['sigma', checkSigma],
]

for (const [format, check] of checks) {
  t.test(`several inputs are one ${format} document, and one that cannot be read does not break it`, async (t) => {
    const { status, out } = await runCli([...samples, 'not-there.dll', '--format', format, '-q'])
    t.equal(status, 11)
    t.same(check(out), [])
  })
}

t.test('each input is a run of a SARIF log, and one that could not be read says so', async (t) => {
  const { out } = await runCli([...samples, 'not-there.dll', '--format', 'sarif', '-q'])
  const { runs } = JSON.parse(out)
  t.equal(runs.length, 3)
  t.match(runs[2], { invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', message: { text: /not-there\.dll/ } }] }] })
})

t.test('inputs of the same names have each Sigma rule once, at its gravest level', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'txray-sigma-'))
  const paths = ['expected', 'escalate', 'review'].map((decision, at) => {
    mkdirSync(join(folder, String(at)))
    writeFileSync(join(folder, String(at), 'agent.dll'), decision)
    return join(folder, String(at), 'agent.dll')
  })
  const { out } = await runCli([...paths, '--format', 'sigma', '-q'])
  t.same(checkSigma(out), [])
  t.equal(out.split(/^---$/m).length, 4)
  t.equal([...out.matchAll(/^level: "high"$/gm)].length, 3)
  writeFileSync(join(folder, 'other.dll'), 'review')
  const two = await runCli([...paths, join(folder, 'other.dll'), '--format', 'sigma', '-q'])
  t.equal(two.out.split(/^---$/m).length, 7)
})

t.test('--as-of is a time in UTC, and stands in STIX', async (t) => {
  const [sample = ''] = samples
  const { out } = await runCli([sample, '--format', 'stix', '--as-of', '2026-01-31T12:00:00Z'])
  t.match(out, '"created": "2026-01-31T12:00:00.000Z"')
  t.match(await runCli([sample, '--format', 'stix', '--as-of', 'now']), { status: 2, out: '', err: /in UTC, such as/ })
})

t.test('a report that lies in the folder is overwritten by the next run, evidence never', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'txray-formats-'))
  writeFileSync(join(folder, 'a.txt'), 'x')
  for (const format of ['html', 'markdown', 'csv', 'sarif']) {
    const report = join(folder, `report.${format}`)
    t.equal((await runCli([folder, '--format', format, '-q', '-o', report])).status, 0, format)
    t.equal((await runCli([folder, '--format', format, '-q', '-o', report])).status, 0, `${format} again`)
  }
  writeFileSync(join(folder, 'mail.html'), '<!DOCTYPE html><p>evidence')
  t.match(await runCli([folder, '--format', 'html', '-q', '-o', join(folder, 'mail.html')]), { status: 2, err: /would overwrite/ })
})
