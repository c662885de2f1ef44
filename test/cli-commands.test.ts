import { join } from 'node:path'
import t from 'tap'
import { closestNames } from '../bin/near-miss.ts'
import { conditions } from '../lib/profile/conditions.ts'
import { bytes, runCli, zipOf } from './make/cli.ts'
import { profileSchema } from './make/validate.ts'

t.test('help teaches by example and is a success on standard output', async (t) => {
  for (const argv of [['--help'], ['inspect', '--help'], ['help']]) {
    const { status, out, err } = await runCli(argv)
    t.same({ status, err }, { status: 0, err: '' })
    t.match(out, /Examples:\n {2}txray suspect\.dll/)
  }
})

t.test('help names no option that does nothing', async (t) => {
  const { out } = await runCli(['inspect', '--help'])
  t.notMatch(out, /--(jobs|resume)|cape/)
})

t.test('the version is the package version', async (t) => {
  t.match(await runCli(['--version']), { status: 0, out: /^\d+\.\d+\.\d+\n$/, err: '' })
})

t.test('explain knows the reasons of a verdict', async (t) => {
  t.match(await runCli(['explain', 'claims-exchange']), { status: 0, out: /^claims-exchange: a reason to escalate\n/ })
})

t.test('wrong usage is 2 with a message on standard error alone', async (t) => {
  for (const argv of [[], ['--nonsense'], ['inspect'], ['x', '--fail-on', 'sometimes'], ['explain'], ['dump', 'il'], ['schema', 'more']]) {
    const { status, out, err } = await runCli(argv)
    t.same({ status, out }, { status: 2, out: '' }, argv.join(' '))
    t.ok(err.length > 0)
  }
})

t.test('a format of a later version is refused, and the ones there are are named', async (t) => {
  for (const format of ['cape', 'xml', 'pdf']) {
    const { status, err } = await runCli(['x', '--format', format])
    t.equal(status, 2)
    t.match(err, /no such format in this version; there are text, json, ndjson/)
  }
})

t.test('dump prints one JSON object a line, from a file, standard input or an archive of one', async (t) => {
  const folder = t.testdir({ 'a.dll': 'x\u009by' })
  const line = (text: string): string => `${JSON.stringify({ section: 'il', text })}\n`
  t.same(await runCli(['dump', 'il', join(folder, 'a.dll')]), { status: 0, out: line('x\u009by').replace('\u009b', '\\u009b'), err: '' })
  t.match(await runCli(['dump', 'il', '-'], { stdin: bytes('y') }), { status: 0, out: line('y') })
  t.match(await runCli(['dump', 'il', '-', '--password', 'p'], { stdin: await zipOf({ a: 'z' }, { password: 'p' }) }), { status: 0, out: line('z') })
})

t.test('dump of what is no assembly or cannot be read is 11, of several or an unknown section 2', async (t) => {
  const folder = t.testdir({ 'a.dll': 'x' })
  t.match(await runCli(['dump', 'il', '-'], { stdin: bytes('other') }), { status: 11, out: '', err: /no MZ signature \(at byte 0\)/ })
  t.equal((await runCli(['dump', 'il', join(folder, 'none')])).status, 11)
  t.equal((await runCli(['dump', 'il', folder])).status, 2)
  t.equal((await runCli(['dump', 'il', '-'], { stdin: await zipOf({ a: 'x', b: 'y' }) })).status, 2)
  t.match(await runCli(['dump', 'type', '-']), { status: 2, err: /no section type; did you mean types\? There are: tables, types, il/ })
})

t.test('rules are listed by category, and as JSON whole', async (t) => {
  t.match((await runCli(['rules'])).out, /1 rules, version 1\.0\.0.*\n\nprocess\n {2}high +process\.start +Starts a process \(T1059\)\n/)
  t.match(JSON.parse((await runCli(['rules', '--json'])).out), { rulesVersion: '1.0.0', rules: [{ id: 'process.start', anyOf: [{}, {}] }] })
})

t.test('explain decision tells every reason under the decision it leads to', async (t) => {
  const { status, out } = await runCli(['explain', 'decision'])
  t.equal(status, 0)
  const [escalate = '', review = ''] = out.split('\n\n')
  for (const { id, decision } of conditions) t.ok((decision === 'escalate' ? escalate : review).includes(`  ${id} (`), id)
})

t.test('explain tells what a rule rests on, and what the words of the report mean', async (t) => {
  const { out } = await runCli(['explain', 'process.start'])
  t.match(
    out,
    /process\.start: Starts a process\n.*scanners\.\n.*- use of System\.Diagnostics\.Process::Start\n +- a call of the native function CreateProcess of kernel32/s,
  )
  for (const word of ['escalate', 'review', 'expected', 'not-judged', 'levels', 'fed', 'Condition', 'exit-status'])
    t.equal((await runCli(['explain', word])).status, 0, word)
})

t.test('explain offers what was nearly meant', async (t) => {
  t.match(await runCli(['explain', 'proces.start']), { status: 2, out: '', err: /nothing is called proces\.start; did you mean process\.start\?/ })
  t.match(await runCli(['explain', 'qqqqqq']), { status: 2, err: /txray rules lists the rules/ })
})

t.test('near misses are parts of a name or a few letters off, nearest first', async (t) => {
  t.same(closestNames('esclate', ['escalate', 'review']), ['escalate'])
  t.same(closestNames('start', ['process.start', 'file.write']), ['process.start'])
  t.same(closestNames('', ['ab']), [])
})

t.test('the schema is the one that ships', async (t) => {
  t.same(JSON.parse((await runCli(['schema'])).out), profileSchema)
})
