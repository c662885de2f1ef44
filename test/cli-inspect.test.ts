import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { bytes, runCli, zipOf } from './make/cli.ts'
import { hostileName } from './make/profile.ts'
import { validateProfile } from './make/validate.ts'

const json = ['--format', 'json'] as const

t.test('one file in JSON is its profile, and standard error is empty', async (t) => {
  const folder = t.testdir({ 'a.dll': 'escalate' })
  const { status, out, err } = await runCli(['inspect', join(folder, 'a.dll'), ...json])
  t.equal(status, 0)
  t.equal(err, '')
  t.same(validateProfile(JSON.parse(out)), [])
  t.equal(JSON.parse(out).file.name, 'a.dll')
})

t.test('inspect is the default command, text the default on a terminal and JSON elsewhere', async (t) => {
  const folder = t.testdir({ 'a.dll': 'review' })
  t.equal(JSON.parse((await runCli([join(folder, 'a.dll')])).out).format, 'dotnet')
  t.match((await runCli([join(folder, 'a.dll')], { terminal: true })).out, /REVIEW/)
})

t.test('standard input is read by -, once', async (t) => {
  const { out } = await runCli(['-'], { stdin: bytes('expected') })
  t.equal(JSON.parse(out).verdict.decision, 'expected')
  t.equal(JSON.parse(out).file.name, null)
  t.equal((await runCli(['-', '-'])).status, 2)
})

t.test('several files are an array of records, in the order given', async (t) => {
  const folder = t.testdir({ 'a.dll': 'escalate', 'b.dll': 'text' })
  const { out } = await runCli([join(folder, 'b.dll'), join(folder, 'a.dll')])
  const records = JSON.parse(out)
  t.match(records, [
    { input: join(folder, 'b.dll'), member: null, status: 'ok', error: null, profile: { verdict: { decision: 'not-judged' } } },
    { input: join(folder, 'a.dll'), profile: { verdict: { decision: 'escalate' } } },
  ])
})

t.test('a file that cannot be read is 11, is named, and does not stop the others or open the array', async (t) => {
  const folder = t.testdir({ 'a.dll': 'escalate' })
  const { status, out, err } = await runCli([join(folder, 'none.dll'), join(folder, 'a.dll')])
  t.equal(status, 11)
  t.match(err, /none\.dll: no such file/)
  t.match(JSON.parse(out), [
    { status: 'error', error: 'no such file', profile: null },
    { status: 'ok', error: null },
  ])
})

t.test('one file that cannot be read leaves standard output empty', async (t) => {
  const folder = t.testdir({})
  const { status, out, err } = await runCli([join(folder, 'none.dll'), ...json])
  t.same({ status, out }, { status: 11, out: '' })
  t.match(err, /no such file/)
})

t.test('ndjson is one record a line, also for one file', async (t) => {
  const folder = t.testdir({ 'a.dll': 'escalate', 'b.dll': 'crash' })
  const { out } = await runCli([folder, '--format', 'ndjson'])
  const lines = out.trimEnd().split('\n')
  t.match(
    lines.map((line) => JSON.parse(line)),
    [{ status: 'ok' }, { status: 'error' }],
  )
  t.same(Object.keys(JSON.parse(lines[0] ?? '')), ['input', 'member', 'status', 'error', 'profile'])
  t.match(JSON.parse((await runCli([join(folder, 'a.dll'), '--format', 'ndjson'])).out), { member: null, profile: {} })
})

t.test('a folder gives its own files by name; --recursive those below; links are not followed', async (t) => {
  const folder = t.testdir({ 'b.dll': 'text', 'a.dll': 'text', sub: { 'c.dll': 'text', deep: { 'd.dll': 'text' } } })
  symlinkSync(join(folder, 'a.dll'), join(folder, 'link.dll'))
  symlinkSync(folder, join(folder, 'sub', 'loop'))
  const names = async (...options: string[]): Promise<string[]> =>
    JSON.parse((await runCli([folder, ...options])).out).map(({ input }: { input: string }) => input.slice(folder.length + 1))
  t.same(await names(), ['a.dll', 'b.dll'])
  t.same(await names('--recursive'), ['a.dll', 'b.dll', join('sub', 'c.dll'), join('sub', 'deep', 'd.dll')])
})

t.test('an empty folder is an empty array, and that is said', async (t) => {
  const { status, out, err } = await runCli([t.testdir({})])
  t.same({ status, out }, { status: 0, out: '[]\n' })
  t.match(err, /no files in the folder/)
})

t.test('a defect of txray is 70 for that file, asks for a report, and leaves the others', async (t) => {
  const folder = t.testdir({ 'a.dll': 'crash', 'b.dll': 'escalate' })
  const { status, out, err } = await runCli([folder])
  t.equal(status, 70)
  t.match(err, /a\.dll: internal error \(TypeError: no such row\)\. This is a defect of txray.*please report it/)
  t.notMatch(err, / {4}at /)
  t.match(JSON.parse(out)[1], { status: 'ok' })
  t.match((await runCli([join(folder, 'a.dll'), '--verbose'])).err, / {4}at /)
})

t.test('--fail-on gives 1 from the decision upwards, and nothing found is no failure without it', async (t) => {
  const status = async (content: string, ...options: string[]): Promise<number> => (await runCli(['-', ...options], { stdin: bytes(content) })).status
  t.equal(await status('escalate'), 0)
  t.equal(await status('escalate', '--fail-on', 'escalate'), 1)
  t.equal(await status('review', '--fail-on', 'escalate'), 0)
  t.equal(await status('review', '--fail-on', 'review'), 1)
  t.equal(await status('expected', '--fail-on', 'expected'), 1)
  t.equal(await status('nothing', '--fail-on', 'expected'), 0)
  t.equal(await status('carries', '--fail-on', 'expected'), 1)
})

t.test('the gravest status wins: 70, then 1, then 11', async (t) => {
  const folder = t.testdir({ 'a.dll': 'escalate', 'b.dll': 'crash' })
  const [a, b, none] = [join(folder, 'a.dll'), join(folder, 'b.dll'), join(folder, 'none')]
  t.equal((await runCli([none, a, '--fail-on', 'review'])).status, 1)
  t.equal((await runCli([none, a, b, '--fail-on', 'review'])).status, 70)
})

t.test('-o writes the document whole and leaves nothing beside it', async (t) => {
  const folder = t.testdir({ in: { 'a.dll': 'escalate' }, out: {} })
  const { status, out } = await runCli([join(folder, 'in', 'a.dll'), '-o', join(folder, 'out', 'report.json')])
  t.same({ status, out }, { status: 0, out: '' })
  t.equal(JSON.parse(readFileSync(join(folder, 'out', 'report.json'), 'utf8')).verdict.decision, 'escalate')
  t.same(readdirSync(join(folder, 'out')), ['report.json'])
})

t.test('-o that fails or is interrupted leaves what was there', async (t) => {
  const folder = t.testdir({ 'a.dll': 'escalate', out: { 'report.json': 'before' } })
  const report = join(folder, 'out', 'report.json')
  t.equal((await runCli([join(folder, 'none'), '-o', report])).status, 11)
  t.equal((await runCli([folder, '-o', report], { interruptAfter: 1 })).status, 130)
  t.equal(readFileSync(report, 'utf8'), 'before')
  t.same(readdirSync(join(folder, 'out')), ['report.json'])
  t.equal((await runCli([join(folder, 'a.dll'), '-o', join(folder, 'none', 'x')])).status, 2)
  t.equal((await runCli([join(folder, 'a.dll'), '-o', folder])).status, 2)
})

t.test('-o never overwrites an input', async (t) => {
  const folder = t.testdir({ 'a.dll': 'escalate' })
  const { status, err } = await runCli([join(folder, 'a.dll'), '-o', join(folder, 'a.dll')])
  t.equal(status, 2)
  t.match(err, /would overwrite the input/)
  t.equal(readFileSync(join(folder, 'a.dll'), 'utf8'), 'escalate')
})

t.test('an earlier report in the folder is replaced, not inspected', async (t) => {
  const folder = t.testdir({ 'a.dll': 'escalate', 'report.json': '[]' })
  await runCli([folder, '-o', join(folder, 'report.json')])
  t.match(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')), { length: 1 })
})

t.test('no evidence is overwritten: neither a file found in a folder nor one given with --with', async (t) => {
  const folder = t.testdir({ in: { 'a.dll': 'escalate', 'b.dll': 'MZ' }, 'helper.dll': 'MZ' })
  const found = await runCli([join(folder, 'in'), '-o', join(folder, 'in', 'b.dll')])
  t.match(found, { status: 2, err: /-o would overwrite the input .*b\.dll/ })
  const given = await runCli([join(folder, 'in', 'a.dll'), '--with', join(folder, 'helper.dll'), '-o', join(folder, 'helper.dll')])
  t.match(given, { status: 2, err: /-o would overwrite .*helper\.dll, given with --with/ })
  t.equal(readFileSync(join(folder, 'in', 'b.dll'), 'utf8') + readFileSync(join(folder, 'helper.dll'), 'utf8'), 'MZMZ')
})

t.test('an interrupted run closes its array and is 130', async (t) => {
  const folder = t.testdir({ 'a.dll': 'text', 'b.dll': 'text', 'c.dll': 'text' })
  const { status, out } = await runCli([folder], { interruptAfter: 1 })
  t.equal(status, 130)
  t.equal(JSON.parse(out).length, 1)
})

t.test('--with hands assemblies over; of a folder, those that begin as executables do', async (t) => {
  const folder = t.testdir({ 'a.dll': 'text', libs: { 'x.dll': 'MZx', 'note.txt': 'text' }, 'y.dll': 'MZy', 'note.txt': 'text' })
  const { status, out, err } = await runCli([
    join(folder, 'a.dll'),
    '--with',
    join(folder, 'libs'),
    '--with',
    join(folder, 'y.dll'),
    '--with',
    join(folder, 'none.dll'),
    '--with',
    join(folder, 'note.txt'),
  ])
  t.equal(status, 11)
  t.match(err, /none\.dll: no such file/)
  t.match(err, /note\.txt: is no assembly/)
  t.same(
    JSON.parse(out).inputs.map(({ name }: { name: string }) => name),
    ['x.dll', 'y.dll'],
  )
})

t.test('a referenced assembly beside the file is pointed out, unless quiet or given', async (t) => {
  const folder = t.testdir({ 'a.dll': 'text', 'helper.DLL': 'MZ' })
  const file = join(folder, 'a.dll')
  t.match((await runCli([file])).err, /hint: a\.dll refers to helper\.DLL beside it; add --with/)
  t.equal((await runCli([file, '--quiet'])).err, '')
  t.equal((await runCli([file, '--with', join(folder, 'helper.DLL')])).err, '')
})

t.test('several reports in text are told apart, and a table of them stands on standard error', async (t) => {
  const folder = t.testdir({ 'a.dll': 'expected', 'b.dll': 'escalate' })
  const { out, err } = await runCli([folder, join(folder, 'none'), '--format', 'text'])
  t.match(out, /===== .*a\.dll =====\nEXPECTED.*===== .*b\.dll =====\nESCALATE.*===== .*none =====\nNot read: no such file/s)
  t.match(err, /3 inputs: 1 escalate, 1 not read, 1 expected\n {2}ESCALATE .*b\.dll.*\n {2}NOT READ .*none.*\n {2}EXPECTED .*a\.dll/)
  t.notMatch((await runCli([folder, '--format', 'text', '--quiet'])).err, /inputs:/)
  for (const format of ['json', 'ndjson', 'sarif']) t.match((await runCli([folder, '--format', format])).err, /2 inputs: 1 escalate, 1 expected/)
  t.notMatch((await runCli([join(folder, 'a.dll'), '--format', 'json'])).err, /inputs/)
})

t.test('colours only on a terminal, unless forced; NO_COLOR and --no-color turn them off', async (t) => {
  const colored = async (options: string[], terminal: boolean, env: Record<string, string>): Promise<boolean> => {
    const { out } = await runCli(['-', '--format', 'text', ...options], { stdin: bytes('escalate'), terminal, env })
    return out.includes('\u001b[')
  }
  t.equal(await colored([], true, {}), true)
  t.equal(await colored([], false, {}), false)
  t.equal(await colored([], true, { NO_COLOR: '1' }), false)
  t.equal(await colored([], true, { NO_COLOR: '' }), true)
  t.equal(await colored([], true, { TERM: 'dumb' }), false)
  t.equal(await colored([], false, { FORCE_COLOR: '1' }), true)
  t.equal(await colored([], true, { FORCE_COLOR: '0' }), false)
  t.equal(await colored(['--no-color'], true, { FORCE_COLOR: '1' }), false)
})

t.test('an archive of one is as the file in it, an archive of several is an array of members', async (t) => {
  const one = JSON.parse((await runCli(['-'], { stdin: await zipOf({ 'x/a.dll': 'escalate' }) })).out)
  t.match(one, { file: { name: 'a.dll' }, verdict: { decision: 'escalate' } })
  const several = JSON.parse((await runCli(['-'], { stdin: await zipOf({ 'x/a.dll': 'escalate', 'x\\b.dll': 'text' }) })).out)
  t.match(several, [
    { input: '-', member: 'x/a.dll', profile: { file: { name: 'a.dll' } } },
    { input: '-', member: 'x\\b.dll', profile: { file: { name: 'b.dll' } } },
  ])
})

t.test('a locked archive opens with the customary password or the one given, else it is 11', async (t) => {
  const infected = await zipOf({ 'a.dll': 'escalate' }, { password: 'infected', zipCrypto: true })
  const other = await zipOf({ 'a.dll': 'escalate' }, { password: 'other' })
  t.equal((await runCli(['-'], { stdin: infected })).status, 0)
  t.equal((await runCli(['-', '--password', 'other'], { stdin: other })).status, 0)
  const wrong = await runCli(['-'], { stdin: other })
  t.same({ status: wrong.status, out: wrong.out }, { status: 11, out: '' })
  t.match(wrong.err, /-: a\.dll: encrypted.*--password/)
})

t.test('an archive in an archive is not opened and said; an empty or broken one is 11', async (t) => {
  const nested = await runCli(['-'], { stdin: await zipOf({ 'in.zip': await zipOf({ a: 'escalate' }) }) })
  t.equal(nested.status, 11)
  t.match(nested.err, /in\.zip: a zip archive inside a zip archive is not opened/)
  t.equal((await runCli(['-'], { stdin: await zipOf({ 'folder/': '' }) })).status, 11)
  t.equal((await runCli(['-'], { stdin: bytes('PK\u0003\u0004') })).status, 11)
})

t.test('hostile member names reach standard error and a terminal escaped, and JSON exactly', async (t) => {
  const archive = await zipOf({ 'a\u001b[2J.dll': 'crash', 'b\u202e.dll': 'text' })
  const run = await runCli(['-'], { stdin: archive })
  t.notMatch(run.err.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u)
  t.notMatch(run.out.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u)
  t.equal(JSON.parse(run.out)[0].member, 'a\u001b[2J.dll')
  const text = await runCli(['-', '--format', 'text'], { stdin: archive })
  t.notMatch((text.out + text.err).replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u)
})

t.test('nothing is written to disk from an archive', async (t) => {
  const folder = t.testdir({ in: {} })
  await runCli(['-'], { stdin: await zipOf({ [`${folder}/out.dll`]: 'text', '../out.dll': 'text' }) })
  t.notOk(existsSync(join(folder, 'out.dll')))
  t.same(readdirSync(folder), ['in'])
})

t.test('an argument that is no option is shown escaped', async (t) => {
  const { status, err } = await runCli([`--${hostileName}`])
  t.equal(status, 2)
  t.notMatch(err.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u)
})
