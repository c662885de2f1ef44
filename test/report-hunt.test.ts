import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { inspect, render } from '../lib/index.ts'
import type { Profile } from '../lib/profile/profile.ts'
import { hostileAgent, hostileTexts, payloads } from './make/hostile-agent.ts'
import { checkYara, readYaml } from './make/hunt-checks.ts'
import { exampleProfile } from './make/profile.ts'
import { assembliesIn, monoFolder } from './make/real-assemblies.ts'
import { bytesOf, root } from './make/root.ts'

interface Expected {
  readonly file: string
  readonly sample: string
  readonly nature: 'implant' | 'ordinary' | 'test'
}

const expected: Expected[] = JSON.parse(new TextDecoder().decode(bytesOf('samples/expected.json')))
const profileOf = (file: string): Profile => inspect(bytesOf('samples/bin', file), { name: file })
const skip = spawnSync('yara', ['--version']).status === 0 ? false : 'no YARA here (Debian: apt-get install yara): what the rules hit was not tried'

const folder = mkdtempSync(join(tmpdir(), 'txray-yara-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** Files that a rule hits, each target a file or a folder. Any warning or error of YARA's is an error. */
function hits(rule: string, target: string): string[] {
  const file = join(folder, 'rule.yar')
  writeFileSync(file, rule)
  const { status, stdout, stderr } = spawnSync('yara', ['-r', '--fail-on-warnings', file, target], { encoding: 'utf8' })
  if (status !== 0 || stderr !== '') throw new TypeError(`yara: ${status} ${stderr}`)
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(line.indexOf(' ') + 1)]))
}

t.test('a rule of one build hits the builds by the other compilers, and no ordinary sample', { skip }, async (t) => {
  const ordinary = new Set(expected.filter(({ nature }) => nature === 'ordinary').map(({ file }) => file))
  let compared = 0
  for (const { file, sample } of expected.filter(({ nature }) => nature === 'implant')) {
    const found = hits(render(profileOf(file), 'yara'), join(root, 'samples/bin')).map((path) => path.slice(path.lastIndexOf('/') + 1))
    const builds = expected.filter((one) => one.sample === sample).map((one) => one.file)
    t.same(
      builds.filter((build) => !found.includes(build)),
      [],
      `${file} misses`,
    )
    t.same(
      found.filter((one) => ordinary.has(one)),
      [],
      `${file} hits`,
    )
    compared += builds.length - 1
  }
  t.ok(compared > 20, `${compared} builds by another compiler`)
})

t.test('no rule hits a file of the framework', { skip: skip || (monoFolder === null ? 'no Mono here: its files were not tried' : false) }, async (t) => {
  const list = join(folder, 'files.txt')
  const files = assembliesIn(monoFolder ?? '').filter((_, at) => at % 10 === 0)
  writeFileSync(list, files.join('\n'))
  const rules = [...new Set(expected.filter(({ nature }) => nature === 'implant').map(({ file }) => render(profileOf(file), 'yara')))]
  const one = rules.map((rule, at) => rule.replace(/^rule txray_/, `rule txray_${at}_`)).join('')
  writeFileSync(join(folder, 'all.yar'), one)
  const { status, stdout, stderr } = spawnSync('yara', ['--fail-on-warnings', '--scan-list', join(folder, 'all.yar'), list], { encoding: 'utf8' })
  t.same({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' }, `${files.length} files`)
})

t.test('YARA takes a rule whose every name is hostile, and it hits its own file', { skip }, async (t) => {
  for (const text of [...Object.values(payloads), '"} condition: true //', 'näme\0\n"\\x', '\\', '"'.repeat(9), 'a'.repeat(5000), '漢字漢字仮名交じり']) {
    const rule = render(named(`Own ${text} Name`), 'yara')
    t.same(checkYara(rule), [], `${text.length} characters`)
    hits(rule, join(root, 'package.json'))
  }
  writeFileSync(join(folder, 'hostile.dll'), hostileAgent())
  const rule = render(inspect(hostileAgent(), { name: hostileTexts.file }), 'yara')
  if (rule.startsWith('rule')) t.equal(hits(rule, join(folder, 'hostile.dll')).length, 1)
})

t.test('a file with too few traits of its own has no rule, and the text says why', async (t) => {
  const bare = { ...example(), agents: [], findings: [], indicators: [] }
  const factory = { type: 'N.MyAgentFactory', token: '0x02000002', base: 'B', creates: [] }
  const assembly = { name: 'Agent', version: '1.0.0.0', culture: '', mvid: '' }
  const few = { ...bare, factories: [factory], identity: { ...bare.identity, assembly } }
  t.match(render(few, 'yara'), /^\/\/ txray_Agent: no rule: the file has too few names/)
  t.match(render({ ...few, factories: [] }, 'yara'), 'no rule: the file holds no agent and no factory')
  t.match(render({ ...few, format: 'other' }, 'yara'), 'no rule: the file is no .NET assembly')
  const own = { ...factory, type: 'Fabrikam.Hygiene.HygieneFactory' }
  t.match(render({ ...few, factories: [own] }, 'yara'), '2 of ($own_*)')
})

t.test('names that Exchange or every agent has are no traits', async (t) => {
  const rule = render(profileOf('exchange-masquerade.mcs.dll'), 'yara')
  t.notMatch(rule, /"(?:ConnectionFilteringAgent|Microsoft\.Exchange\.Transport)/)
  t.match(rule, /"X-Connection-Count" wide/)
})

t.test('Sigma looks for the installation by factory, assembly and file, with wildcards taken as they stand', async (t) => {
  const factory = { type: 'N.Outer/In*ner?\\', token: '0x02000002', base: 'B', creates: [] }
  const text = render({ ...example(), factories: [factory] }, 'sigma')
  const rules = text
    .split(/^---\n/m)
    .slice(1)
    .map(readYaml)
  t.equal(rules.length, 3)
  t.match(rules[0], { detection: { install: { 'Data|contains': 'Install-TransportAgent' } } })
  t.match(text, String.raw`"N.Outer+In\\*ner\\?\\\\"`)
  t.equal(render({ ...example(), factories: [], agents: [] }, 'sigma'), '# no rule: the file holds no agent and no factory\n')
})

function example(): Profile {
  const profile = exampleProfile()
  const references = [{ name: 'Microsoft.Exchange.Data.Transport', version: '15.0.0.0', publicKeyToken: null }]
  return { ...profile, format: 'dotnet', identity: { ...profile.identity, references } }
}

function named(text: string): Profile {
  const profile = example()
  const at = { assembly: null, method: null, token: null, ilOffset: null, fileOffset: null, api: null }
  const assembly = { name: text, version: '1.0.0.0', culture: '', mvid: '' }
  const factory = { type: `${text}.${text}`, token: '0x02000002', base: 'B', creates: [] }
  const indicators = [{ kind: 'command', value: text, recovered: false, at } as const]
  return { ...profile, factories: [factory], indicators, identity: { ...profile.identity, assembly } }
}
