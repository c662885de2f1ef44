import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { type Outcome, zipOf } from './make/cli.ts'
import { root } from './make/root.ts'
import { validateProfile } from './make/validate.ts'

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url))

function txray(argv: readonly string[], options: { input?: string | Uint8Array; env?: Record<string, string> } = {}): Outcome {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env
  const child = spawnSync(process.execPath, [main, ...argv], { encoding: 'utf8', input: options.input ?? '', env: { ...inherited, ...options.env } })
  return { status: child.status ?? -1, out: child.stdout, err: child.stderr }
}

t.test('a file that is no assembly is an answer: 0, a valid profile, nothing on standard error', async (t) => {
  const folder = t.testdir({ 'note.txt': 'just text' })
  const { status, out, err } = txray([join(folder, 'note.txt')])
  t.same({ status, err }, { status: 0, err: '' })
  const profile = JSON.parse(out)
  t.same(validateProfile(profile), [])
  t.match(profile, { format: 'other', verdict: { decision: 'not-judged' }, file: { name: 'note.txt', size: 9 } })
})

t.test('standard input of any size is read whole', async (t) => {
  const { status, out } = txray(['-'], { input: 'x'.repeat(300_000) })
  t.equal(status, 0)
  t.equal(JSON.parse(out).file.size, 300_000)
})

t.test('a locked archive is read from standard input', async (t) => {
  const archive = await zipOf({ 'a.bin': 'one', 'b.bin': 'two' }, { password: 'infected' })
  const { status, out } = txray(['-', '--format', 'ndjson'], { input: archive })
  t.equal(status, 0)
  t.equal(out.trimEnd().split('\n').length, 2)
})

t.test('a missing file is 11 and wrong usage 2, each with an empty standard output', async (t) => {
  t.match(txray([join(t.testdir({}), 'none.dll')]), { status: 11, out: '', err: /no such file/ })
  t.match(txray(['--format', 'cape', 'x']), { status: 2, out: '', err: /not|no such format/ })
})

t.test('--fail-on that is reached is 1, also beside an input that cannot be read', async (t) => {
  const agent = join(root, 'samples/bin/exchange-masquerade.mcs.dll')
  t.match(txray([agent, '--fail-on', 'escalate']), { status: 1, err: '' })
  t.equal(txray([agent]).status, 0)
  t.equal(txray([agent, join(t.testdir({}), 'none.dll'), '--fail-on', 'review']).status, 1)
})

t.test('a defect of txray itself is 70, and says so', async (t) => {
  // an installation with a part missing: whatever breaks inside takes this way out
  const folder = t.testdir({})
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true })
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'dist/bin/main.js'), 'schema'], { encoding: 'utf8' })
  t.match({ status, stdout, stderr }, { status: 70, stdout: '', stderr: /This is a defect of txray: please report it/ })
})

t.test('-o writes the same bytes that standard output would get', async (t) => {
  const folder = t.testdir({ 'note.txt': 'just text' })
  const { out } = txray([join(folder, 'note.txt')])
  t.match(txray([join(folder, 'note.txt'), '-o', join(folder, 'report.json')]), { status: 0, out: '' })
  t.equal(readFileSync(join(folder, 'report.json'), 'utf8'), out)
})

t.test('text has no colours when it is piped, unless forced', async (t) => {
  const folder = t.testdir({ 'note.txt': 'just text' })
  const report = [join(folder, 'note.txt'), '--format', 'text']
  t.notOk(txray(report).out.includes('\u001b'))
  t.ok(txray(report, { env: { FORCE_COLOR: '1' } }).out.includes('\u001b'))
  t.notOk(txray([...report, '--no-color'], { env: { FORCE_COLOR: '1' } }).out.includes('\u001b'))
})

t.test('help, version, rules and schema answer', async (t) => {
  t.match(txray(['--help']), { status: 0, out: /Examples:/, err: '' })
  t.match(txray(['--version']), { status: 0, out: /^\d+\.\d+\.\d+\n$/ })
  t.ok(JSON.parse(txray(['rules', '--json']).out).rules.length > 0)
  t.equal(JSON.parse(txray(['schema']).out).title, 'txray profile')
})

t.test('a reader that goes away is no error', async (t) => {
  const child = spawn(process.execPath, [main, 'rules', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let err = ''
  child.stderr.on('data', (chunk) => {
    err += String(chunk)
  })
  const status = await new Promise((resolve) => child.on('close', resolve))
  t.same({ status, err }, { status: 0, err: '' })
})

t.test('Ctrl-C while waiting for standard input is 130', { skip: process.platform === 'win32' }, async (t) => {
  const interrupted = async (afterMs: number) => {
    const child = spawn(process.execPath, [main, '-'], { stdio: ['pipe', 'pipe', 'ignore'] })
    setTimeout(() => child.kill('SIGINT'), afterMs)
    const status = await new Promise((resolve) => child.on('close', resolve))
    child.stdin.destroy()
    return status
  }
  // a signal before the program listens ends it the system's way, with no status: a busy machine starts late
  t.equal((await interrupted(1500)) ?? (await interrupted(10_000)), 130)
})
