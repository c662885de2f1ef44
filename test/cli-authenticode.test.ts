import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Outcome } from './make/cli.ts'
import { root } from './make/root.ts'
import { validateProfile } from './make/validate.ts'

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url))
const fixture = (name: string): string => join(root, 'test', 'fixtures', 'authenticode', name)

function txray(...argv: readonly string[]): Outcome {
  const { FORCE_COLOR: _, ...env } = process.env
  const child = spawnSync(process.execPath, [main, ...argv], { encoding: 'utf8', env: { ...env, NO_COLOR: '1' } })
  return { status: child.status ?? -1, out: child.stdout, err: child.stderr }
}

t.test('JSON tells a good signature, its signer as a claim, and that the chain was not checked', async (t) => {
  const { status, out, err } = txray(fixture('microsoft-name.dll'), '--format', 'json')
  t.same({ status, err }, { status: 0, err: '' })
  const profile = JSON.parse(out)
  t.same(validateProfile(profile), [])
  t.match(profile.identity, {
    authenticode: { integrity: 'ok', claimedSigner: /^CN=Microsoft Corporation/, issuer: /^CN=Microsoft Corporation/, chain: 'not-checked' },
    claims: [{ what: /^is signed by CN=Microsoft Corporation/, supported: false, because: /the chain to a known root was not checked/ }],
  })
})

t.test('text tells the same', async (t) => {
  const { out } = txray(fixture('rfc3161.dll'), '--format', 'text')
  const text = out.replaceAll(/\s+/g, ' ')
  t.match(text, /Authenticode .{0,40}claims the signer CN=txray test signer/)
  t.match(text, /timestamp 2024-01-02T03:04:05Z/)
  t.match(text, /certificate chain not checked/)
  t.match(text, /claims is signed by CN=txray test signer.{0,80}Authenticode signature: NOT borne out/)
})

t.test('every signed fixture is told as good, every unsigned sample as unsigned', async (t) => {
  const { out } = txray(join(root, 'test', 'fixtures', 'authenticode'), '--format', 'ndjson')
  const profiles = out.split('\n').flatMap((line) => (line.includes('"format":"dotnet"') ? [JSON.parse(line)] : []))
  t.ok(profiles.length >= 8)
  for (const { input, profile } of profiles) t.equal(profile.identity.authenticode.integrity, 'ok', input)
  const sample = JSON.parse(txray(join(root, 'samples', 'bin', 'disclaimer.mcs.dll'), '--format', 'json').out)
  t.match(sample.identity, { authenticode: { integrity: 'absent', claimedSigner: null }, claims: [] })
})
