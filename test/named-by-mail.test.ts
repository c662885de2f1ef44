import t from 'tap'
import { inspect } from '../lib/index.ts'
import { bytesOf } from './make/root.ts'

for (const build of ['mcs', 'roslyn', 'roslyn-debug']) {
  const reasons = ['pairs-more', 'pairs-sinks'].flatMap((name) => inspect(bytesOf('samples/bin', `${name}.${build}.dll`)).verdict.reasons)
  const findings = reasons.filter(({ id }) => id === 'mail-names-target').flatMap((reason) => reason.findings)

  t.test(`what a body names is told, and neither what a subject names nor what is written under a fixed name (${build})`, async (t) => {
    t.same(
      findings.map((id) => id.split('/').slice(0, 2)),
      [['file.delete', 'Txray.Pairs.P444.Claim.OnSubmittedMessage']],
    )
  })
}
