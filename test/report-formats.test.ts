import t from 'tap'
import { inspect, render } from '../lib/index.ts'
import type { Profile } from '../lib/profile/profile.ts'
import { type Format, formats } from '../lib/report/render.ts'
import { actingCharacters, type Check, checkCsv, checkHtml, checkLayer, checkMarkdown, checkSarif, checkStix, readCsv } from './make/format-checks.ts'
import { matchGolden } from './make/golden.ts'
import { hostileAgent, hostileTexts, loneSurrogate, payloads } from './make/hostile-agent.ts'
import { checkSigma, checkYara } from './make/hunt-checks.ts'
import { exampleProfile } from './make/profile.ts'
import { bytesOf } from './make/root.ts'

/** What checks a format besides its golden files; text has tests of its own. */
const checks = new Map<Format, Check>([
  ['markdown', checkMarkdown],
  ['html', checkHtml],
  ['sarif', checkSarif],
  ['stix', checkStix],
  ['navigator', checkLayer],
  ['csv', checkCsv],
  ['yara', checkYara],
  ['sigma', checkSigma],
])

const endings: ReadonlyMap<Format, string> = new Map([
  ['markdown', 'md'],
  ['html', 'html'],
  ['sarif', 'sarif.json'],
  ['stix', 'stix.json'],
  ['navigator', 'layer.json'],
  ['csv', 'csv'],
  ['yara', 'yar'],
  ['sigma', 'sigma.yml'],
])

/** One that is escalated, one to review, one that is expected. */
const samples = ['concealed-implant.roslyn', 'clam-scan.mcs', 'disclaimer.roslyn']
const profileOf = (sample: string): Profile => inspect(bytesOf('samples/bin', `${sample}.dll`), { name: `${sample}.dll` })
const profiles: readonly (readonly [name: string, profile: Profile])[] = [
  ...samples.map((sample) => [sample, profileOf(sample)] as const),
  ['example', exampleProfile()],
]
const hostile = inspect(hostileAgent(), { name: hostileTexts.file })

for (const [format, check] of checks) {
  t.test(`${format} is what was read and blessed, and valid`, async (t) => {
    for (const [name, profile] of profiles) {
      const text = render(profile, format)
      t.same(check(text), [], name)
      matchGolden(t, `report/${name}.${endings.get(format)}`, text)
    }
  })

  t.test(`${format} is valid for every sample, for bytes that are no image, and the same each time`, async (t) => {
    for (const sample of ['native-companion.mcs', 'helper-base.mcs', 'shapes.roslyn', 'mime-upload.roslyn'])
      t.same(check(render(profileOf(sample), format)), [], sample)
    const other = inspect(new Uint8Array([1, 2, 3]))
    t.same(check(render(other, format)), [])
    t.equal(render(hostile, format), render(inspect(hostileAgent(), { name: hostileTexts.file }), format))
  })

  t.test(`${format} is valid with a payload in every name, string, path and resource`, async (t) => {
    t.same(check(render(hostile, format)), [])
    for (const [what, payload] of Object.entries(payloads)) t.same(check(render(everywhere(exampleProfile(), payload), format)), [], what)
    t.same(check(render(everywhere(exampleProfile(), `=${Object.values(payloads).join('')}${loneSurrogate}`), format)), [])
  })
}

t.test('the payloads do arrive in the profile, and JSON gives each name back exactly', async (t) => {
  const texts = [...stringsOf(JSON.parse(render(hostile, 'json')))]
  t.same(stringsOf(JSON.parse(render(hostile, 'ndjson'))), new Set(texts))
  const { url: _, formula: __, ...names } = hostileTexts
  for (const [what, name] of Object.entries(names))
    t.ok(
      texts.some((text) => text.includes(name)),
      what,
    )
  t.same(
    hostile.agents.map(({ type }) => type),
    [`${hostileTexts.namespace}.${hostileTexts.agent}`],
  )
  t.same(
    hostile.children.map(({ name, profile }) => [name, profile.identity.assembly?.name]),
    [[hostileTexts.resource, hostileTexts.inner]],
  )
  t.match(
    hostile.findings.map(({ rule, level }) => `${rule} ${level}`),
    ['file.write fed', 'native.call fed'],
  )
})

t.test('no format holds a character that a terminal acts on', async (t) => {
  for (const format of formats) {
    t.same(actingCharacters(render(hostile, format)), [], format)
    t.same(actingCharacters(render(hostile, format, { verbose: true })), [], format)
  }
})

t.test('what people read shows what was there, escaped', async (t) => {
  for (const format of ['text', 'markdown', 'html'] as const)
    t.ok(
      render(hostile, format)
        .replaceAll('\\\\', '\\')
        .replaceAll(/\\([{}])/g, '$1')
        .includes('\\u{1b}'),
      format,
    )
  t.match(render(hostile, 'html'), '&lt;script&gt;document.title')
})

t.test('no file is ever called safe, clean, benign or trusted, whatever the decision', async (t) => {
  for (const [, profile] of profiles)
    for (const format of checks.keys())
      t.notMatch(render(profile, format).replaceAll('keeps the log clean', ''), /\b(?:safe|clean|benign|trusted|harmless|"pass"|"malicious")\b/i, format)
})

t.test('a decision of expected makes no result that fails, no indicator, and no suspicion', async (t) => {
  const profile = profileOf('disclaimer.roslyn')
  t.equal(profile.verdict.decision, 'expected')
  const reasons = JSON.parse(render(profile, 'sarif')).runs[0].results.filter(({ ruleId }: { ruleId: string }) => ruleId.startsWith('decision/'))
  for (const { kind, level } of reasons) t.same([kind, level], ['informational', 'none'])
  const { objects } = JSON.parse(render(profile, 'stix'))
  t.same(
    objects.filter(({ type }: { type: string }) => type === 'indicator'),
    [],
  )
  t.match(
    objects.find(({ type }: { type: string }) => type === 'malware-analysis'),
    { result: 'unknown', labels: ['txray-decision-expected'] },
  )
})

t.test('SARIF tells the decision first, the way of the data, the offset in the file and the method with its token', async (t) => {
  const [run] = JSON.parse(render(profileOf('concealed-implant.roslyn'), 'sarif')).runs
  t.match(run.results[0], { ruleId: 'decision/content-aimed', level: 'error', kind: 'fail', rank: 89 })
  const sent = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === 'net.stream-send')
  const [place] = sent.locations
  t.same(place.physicalLocation.region, { byteOffset: 1460 })
  t.match(place.physicalLocation.address, { kind: 'instruction', name: 'IL_00ac', offsetFromParent: 172 })
  t.match(run.addresses[place.physicalLocation.address.parentIndex], { name: '0x06000009', kind: 'function' })
  t.match(run.logicalLocations[place.logicalLocations[0].index], {
    decoratedName: '0x06000009 Lamna.SessionCache.CacheClient::Commit(System.Byte[])',
    name: 'Commit',
  })
  const [{ threadFlows }] = sent.codeFlows
  t.equal(threadFlows[0].locations.length, 9)
  t.match(threadFlows[0].locations.at(0), { kinds: ['source'] })
  t.match(threadFlows[0].locations.at(-1), { kinds: ['sink'], location: { physicalLocation: { region: { byteOffset: 1460 } } } })
  t.match(
    run.taxonomies[0].taxa.find(({ id }: { id: string }) => id === 'T1048'),
    { name: 'Exfiltration Over Alternative Protocol' },
  )
})

t.test('a message of SARIF holds no link and no placeholder of the file', async (t) => {
  const [run] = JSON.parse(render(hostile, 'sarif')).runs
  const messages: string[] = run.results.map(({ message }: { message: { text: string } }) => message.text)
  for (const text of messages) t.notMatch(text.replaceAll(/\\[\\[\]]/g, '').replaceAll(/\{\{|\}\}/g, ''), /[[\]{}]/)
  t.match(run.artifacts[0].location.uri, /^%3Dfile%1B%5B31m/)
})

t.test('STIX states the time it is given, and 1970 where none is', async (t) => {
  const times = (text: string): Set<string> => new Set(JSON.parse(text).objects.flatMap(({ valid_from: from }: { valid_from?: string }) => from ?? []))
  const profile = profileOf('concealed-implant.roslyn')
  t.same(times(render(profile, 'stix')), new Set(['1970-01-01T00:00:00.000Z']))
  const text = render(profile, 'stix', { asOf: '2026-11-23T02:00:00Z' })
  t.same(times(text), new Set(['2026-11-23T02:00:00.000Z']))
  t.same(checkStix(text), [])
  for (const asOf of ['yesterday', '2026-02-30T00:00:00Z', '2026-11-23T02:00:00+01:00', '']) t.throws(() => render(profile, 'stix', { asOf }), TypeError)
})

t.test('STIX names the file by the id that the standard gives it, and finds the address that data goes to', async (t) => {
  const profile = profileOf('concealed-implant.roslyn')
  const { objects } = JSON.parse(render(profile, 'stix'))
  // RFC 9562 5.5 over 00abedb4-aa42-466c-9c01-fed23315a9b7 and {"hashes":{"MD5":"06740e2fc77199ba47eb07d2668b1967"},"name":"concealed-implant.roslyn.dll"}
  t.match(
    objects.find(({ type }: { type: string }) => type === 'file'),
    { id: 'file--4a4938fa-f726-58e8-90a8-b73eb7f57bd8', hashes: { MD5: profile.file.md5 } },
  )
  const patterns = objects.flatMap(({ pattern }: { pattern?: string }) => pattern ?? [])
  t.same(patterns, [`[file:hashes.'SHA-256' = '${profile.file.sha256}']`, "[url:value = 'https://relay.updates.invalid/session/commit']"])
})

t.test('a cell that begins like a formula is none, and keeps what it says', async (t) => {
  const [, first = []] = readCsv(render(hostile, 'csv'))
  t.match(first[1], /^'=file\\u\{1b\}\[31m/)
  t.equal(first[0], hostile.file.sha256)
})

/** The same profile with one text in the place of every string that the file could choose. */
function everywhere(profile: Profile, text: string): Profile {
  const kept = new Set([
    'kind',
    'state',
    'severity',
    'level',
    'operator',
    'subject',
    'valueFrom',
    'grade',
    'decision',
    'confidence',
    'integrity',
    'chain',
    'role',
    'schemaVersion',
  ])
  const kinds = new Set([
    'category',
    'status',
    'answer',
    'zone',
    'trust',
    'format',
    'sha256',
    'sha1',
    'md5',
    'token',
    'handlerToken',
    'rule',
    'technique',
    'attack',
    'version',
    'rulesVersion',
    'imphash',
    'typeRefHash',
    'authentihash',
  ])
  const change = (value: unknown, key: string): unknown => {
    if (kept.has(key) || kinds.has(key)) return value
    if (typeof value === 'string') return text
    if (Array.isArray(value)) return value.map((one) => change(one, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one, name)]))
  }
  return JSON.parse(JSON.stringify(change(profile, '')))
}

function stringsOf(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') found.add(value)
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) stringsOf(one, found)
  return found
}
