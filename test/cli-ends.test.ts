import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Outcome } from './make/cli.ts'
import { root } from './make/root.ts'

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url))

function txray(argv: readonly string[]): Outcome {
  const child = spawnSync(process.execPath, [main, ...argv], { encoding: 'utf8', input: '' })
  return { status: child.status ?? -1, out: child.stdout, err: child.stderr }
}

t.test('--fail-on is told although the reader went away', async (t) => {
  const agent = join(root, 'samples/bin/exchange-masquerade.mcs.dll')
  const statusOf = (...more: string[]) => {
    const child = spawn(process.execPath, [main, agent, '-f', 'json', ...more], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    child.stderr.resume()
    return new Promise((resolve) => child.on('close', resolve))
  }
  t.equal(await statusOf('--fail-on', 'escalate'), 1)
  t.equal(await statusOf(), 0)
})

t.test('a full disk is 11 with its reason, no defect', { skip: !existsSync('/dev/full') }, async (t) => {
  const agent = join(root, 'samples/bin/exchange-masquerade.mcs.dll')
  t.match(txray([agent, '-o', '/dev/full']), { status: 11, out: '', err: /^txray: cannot write \/dev\/full: no space left\n$/ })
  const { status, stderr } = spawnSync('/bin/sh', ['-c', '"$0" "$1" "$2" > /dev/full', process.execPath, main, agent], { encoding: 'utf8' })
  t.match({ status, stderr }, { status: 11, stderr: /^txray: cannot write: no space left\n$/ })
})

t.test('a process that is told to end leaves no half of a document', { skip: process.platform === 'win32' }, async (t) => {
  const folder = t.testdir({})
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    const child = spawn(process.execPath, [main, '-', '-o', join(folder, 'report.json')], { stdio: ['pipe', 'ignore', 'ignore'] })
    // it has its name only once the program listens
    while (!readdirSync(folder).some((name) => name.endsWith('.part'))) await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill(signal)
    t.equal(await new Promise((resolve) => child.on('close', resolve)), 130)
    child.stdin.destroy()
    t.same(readdirSync(folder), [])
  }
})

t.test('a folder without files says so, each by its name', async (t) => {
  const folder = t.testdir({ empty: {}, full: { 'a.txt': 'x' } })
  const { status, err } = txray([join(folder, 'empty'), join(folder, 'full')])
  t.match({ status, err }, { status: 0, err: /^txray: .*empty: no files in the folder \(add --recursive/ })
  t.notMatch(err, /full: no files/)
  t.notMatch(txray([join(folder, 'empty'), '-r']).err, /add --recursive/)
  t.match(txray(['triage', '--context', join(root, 'test/fixtures/context/agents.config'), join(folder, 'full')]).err, /neither \.dll nor \.exe/)
})
