import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { toolVersion } from '../lib/version.ts'
import { root } from './make/root.ts'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The package as npm would publish it, unpacked where a user's project would have it; its dependencies are this repository's. */
const project = mkdtempSync(join(tmpdir(), 'txray-package-'))
t.teardown(() => rmSync(project, { recursive: true, force: true }))
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
)
const modules = join(project, 'node_modules')
mkdirSync(join(modules, 'txray'), { recursive: true })
execFileSync('tar', ['xzf', join(project, packed.filename), '--strip-components=1', '-C', join(modules, 'txray')])
for (const dependency of Object.keys(manifest.dependencies)) {
  const [scope, name] = dependency.split('/')
  if (name !== undefined) mkdirSync(join(modules, scope ?? ''), { recursive: true })
  symlinkSync(join(root, 'node_modules', dependency), join(modules, dependency))
}

function run(source: string): string {
  const file = join(project, 'use.mjs')
  writeFileSync(file, source)
  return execFileSync(process.execPath, [file, join(root, 'samples/bin/mime-upload.roslyn.dll')], { cwd: project, encoding: 'utf8' })
}

t.test('the packed library inspects, opens and renders as a user imports it', async (t) => {
  const output = run(`
    import { FormatError, inspect, openAssembly, render } from 'txray'
    import { readFileSync } from 'node:fs'
    const bytes = readFileSync(process.argv[2])
    const profile = inspect(bytes, { name: 'agent.dll' })
    let refused = false
    try { openAssembly(new Uint8Array(3)) } catch (error) { refused = error instanceof FormatError }
    console.log(JSON.stringify({
      decision: profile.verdict.decision,
      agents: profile.agents.map((agent) => agent.type),
      opened: typeof openAssembly(bytes).metadata,
      text: render(profile, 'text').startsWith('ESCALATE'),
      json: JSON.parse(render(profile, 'json')).file.sha256 === profile.file.sha256,
      refused,
    }))`)
  t.same(JSON.parse(output), { decision: 'escalate', agents: ['Adatum.MessageInsight.InsightAgent'], opened: 'object', text: true, json: true, refused: true })
})

t.test('the packed command runs, and its schema is there', async (t) => {
  const main = join(modules, 'txray', manifest.bin.txray)
  t.equal(execFileSync(process.execPath, [main, '--version'], { encoding: 'utf8' }).trim(), manifest.version)
  t.match(JSON.parse(execFileSync(process.execPath, [main, 'schema'], { encoding: 'utf8' })), { $schema: 'https://json-schema.org/draft/2020-12/schema' })
  t.match(run("import schema from 'txray/schema/profile.json' with { type: 'json' }; console.log(typeof schema)"), 'object')
})

t.test('the package holds what is used and nothing else', async (t) => {
  const files: string[] = packed.files.map((file: { path: string }) => file.path)
  t.same(
    files.filter(
      (file) => !/^(dist\/(lib|bin)\/.*\.(js|d\.ts)|schema\/|docs\/|(README|CONTRIBUTING|SECURITY)\.md|LICENSE|package\.json|samples\/README\.md)/.test(file),
    ),
    [],
  )
  t.ok(files.includes('dist/lib/index.d.ts'))
  t.ok(readdirSync(join(modules, 'txray')).includes('LICENSE'))
})

t.test('version and licence are told once', async (t) => {
  t.equal(manifest.version, toolVersion)
  t.match(readFileSync(join(root, 'LICENSE'), 'utf8'), manifest.license)
})
