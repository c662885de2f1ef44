import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { measuredRuntime } from '../lib/model/loads.ts'
import { inspect } from '../lib/profile/inspect.ts'
import { ascii, buildImage, patched, peAt } from './make/image.ts'
import { bytesOf, root } from './make/root.ts'
import { validateProfile } from './make/validate.ts'

const plain = bytesOf('samples/bin/catch-all.mcs.dll')
const optional = new DataView(plain.buffer).getUint32(0x3c, true) + 24
const loadsOf = (bytes: Uint8Array) => inspect(bytes).loads

t.test('every sample loads', async (t) => {
  for (const name of readdirSync(join(root, 'samples', 'bin')).filter((one) => one.endsWith('.dll')))
    t.same(loadsOf(bytesOf('samples', 'bin', name)), { runtime: measuredRuntime, answer: 'yes', broken: [] }, name)
})

t.test('a copy that breaks a rule of the loader is still judged as before, and does not load', async (t) => {
  const copies: readonly [rule: string, bytes: Uint8Array][] = [
    ['pe.size-of-headers', patched(plain, [optional + 60, 0x1ff, 4])],
    ['pe.image-base', patched(plain, [optional + 28, 0x40_0001, 4])],
    ['section.in-file', plain.subarray(0, plain.length - 1)],
  ]
  const { decision } = inspect(plain).verdict
  for (const [rule, bytes] of copies) {
    const { loads, verdict, format } = inspect(bytes)
    t.match(loads, { answer: 'no', broken: [{ rule, detail: /./ }] }, rule)
    t.equal(format, 'dotnet')
    t.not(verdict.decision, 'not-judged')
    if (rule.startsWith('pe.')) t.equal(verdict.decision, decision, 'what does not load is no better for it')
  }
})

t.test('a PE file without .NET in it does not load, for that', async (t) => {
  const { format, loads } = inspect(buildImage({ sections: [{ data: ascii('native code') }] }))
  t.equal(format, 'pe')
  t.equal(loads.answer, 'no')
  t.ok(loads.broken.length > 0)
  const whole = patched(plain, [optional + 96 + 14 * 8, 0, 4], [optional + 96 + 14 * 8 + 4, 0, 4])
  t.match(inspect(whole), { format: 'pe', loads: { answer: 'no', broken: [{ rule: 'cli.directory' }] } })
})

t.test('a PE file whose headers cannot be read does not load, for that', async (t) => {
  const { format, loads, defects } = inspect(plain.subarray(0, optional + 20))
  t.equal(format, 'pe')
  t.match(loads, { answer: 'no', broken: [{ rule: /^pe\./ }] })
  t.match(defects, [{ code: 'truncated' }])
})

t.test('an assembly whose metadata cannot be read does not load, for that', async (t) => {
  const at = Buffer.from(plain).indexOf('BSJB')
  t.match(inspect(patched(plain, [at, 0, 4])), { format: 'pe', loads: { answer: 'no', broken: [{ rule: 'metadata.signature' }] } })
})

t.test('of what is no PE file nothing is said', async (t) => {
  const unknown = { runtime: measuredRuntime, answer: 'unknown', broken: [] }
  for (const bytes of [ascii('just text'), new Uint8Array(), ascii('MZ'), patched(plain, [peAt, 0, 4])]) {
    const profile = inspect(bytes)
    t.match(profile, { format: 'other', loads: unknown, verdict: { decision: 'not-judged' }, completeness: { status: 'complete', limits: [] } })
    t.same(validateProfile(profile), [])
  }
})

t.test('what the answer does not cover is told as that', async (t) => {
  const text = new DataView(plain.buffer).getUint32(optional + 0xe0 + 20, true)
  const cor = text + new DataView(plain.buffer).getUint32(optional + 96 + 14 * 8, true) - new DataView(plain.buffer).getUint32(optional + 0xe0 + 12, true)
  const flags = new DataView(plain.buffer).getUint32(cor + 16, true)
  const metadataRva = new DataView(plain.buffer).getUint32(cor + 8, true)
  const precompiled = patched(plain, [cor + 16, flags | 0x4, 4], [cor + 64, metadataRva, 4], [cor + 68, 16, 4])
  t.match(loadsOf(precompiled), { answer: 'unknown', broken: [{ rule: 'precompiled' }] })
})
