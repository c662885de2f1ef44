import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { exitStatus } from '../bin/exit-status.ts'
import { topics } from '../bin/topics.ts'
import { findRule, rules } from '../lib/capabilities/rules.ts'
import { inspect, render } from '../lib/index.ts'
import { conditions } from '../lib/profile/conditions.ts'
import { decide, notJudged } from '../lib/profile/verdict.ts'
import { dumpSections } from '../lib/report/dump.ts'
import { runCli } from './make/cli.ts'
import { isField } from './make/docs/names.ts'
import { generatedPages } from './make/docs/pages.ts'
import { brokenLinks, codeSpans, fences, type Page, readPages } from './make/docs/read.ts'
import { join as joinBytes } from './make/image.ts'
import type { Stream } from './make/metadata.ts'
import { exampleProfile } from './make/profile.ts'
import { bytesOf, root } from './make/root.ts'
import { addMethod, addRows, call, fat, ldstr, ret, tiny, trickBytes } from './make/trick.ts'

const pages = readPages()
const built = (name: string) => new URL(`../${name}`, import.meta.url)

function pageAt(path: string): Page {
  return pages.find((page) => page.path === path) ?? { path, text: '' }
}

for (const [name, make] of generatedPages) {
  t.test(`docs/${name} is what its data gives (else: npm run docs)`, async (t) => {
    t.ok(readFileSync(join(root, 'docs', name), 'utf8') === make(), 'run npm run docs and read the difference')
  })
}

t.test('every relative link of the documentation leads to a file and a heading', async (t) => {
  t.ok(pages.length > 10)
  t.same(pages.flatMap(brokenLinks), [])
})

/** Paths upwards in a text that lead out of the repository, from the page that names them. */
function pathsOutside({ path, text }: { readonly path: string; readonly text: string }): string[] {
  const upwards = [...text.matchAll(/(?:\.\.\/)+[\w./-]*/g)].map((match) => match[0])
  return upwards.filter((one) => relative(root, join(root, dirname(path), one)).startsWith('..'))
}

t.test('the documentation names no path of one machine, and none outside the repository', async (t) => {
  const above = dirname(root)
  const places = ['/tmp/', '/home/', '/root/', `${tmpdir()}/`, `${homedir()}/`, `${root}/`, ...(above === '/' ? [] : [`${above}/`])]
  t.same(
    pages.flatMap(({ path, text }) => places.filter((place) => text.includes(place)).map((place) => `${path}: ${place}`)),
    [],
  )
  t.same(
    pages.flatMap((page) => pathsOutside(page).map((one) => `${page.path}: ${one}`)),
    [],
  )
  t.same(pathsOutside({ path: 'docs/x.md', text: 'see `../lib/index.ts`, ../../elsewhere/design.md and ../../x.' }), ['../../elsewhere/design.md', '../../x.'])
  t.same(pathsOutside({ path: 'README.md', text: '(../notes.md)' }), ['../notes.md'])
})

t.test('hand-written pages promise nothing about a file', async (t) => {
  const written = pages.filter(({ path }) => !generatedPages.has(path.slice('docs/'.length)))
  t.same(
    written.flatMap(({ path, text }) => [...text.matchAll(/\b(safe|clean|trusted|benign)\b/gi)].map((match) => `${path}: ${match[0]}`)),
    [],
  )
})

const commands = ['inspect', 'triage', 'match', 'dump', 'rules', 'explain', 'schema']

async function knownOptions(): Promise<string[]> {
  const helps = await Promise.all([['--help'], ...commands.map((command) => [command, '--help'])].map((argv) => runCli(argv)))
  return [...new Set(helps.flatMap(({ out }) => [...out.matchAll(/--[a-z][a-z-]*/g)].map((match) => match[0])))]
}

/** Options of the fuzzer, as its source lists them. */
function fuzzOptions(): string[] {
  return [...readFileSync(join(root, 'test/fuzz/fuzz.ts'), 'utf8').matchAll(/^ {4}'?([a-z-]+)'?: \{ type: '(?:string|boolean)'/gm)].map(
    (match) => `--${match[1]}`,
  )
}

t.test('every option the documentation names exists, and the command line page names them all', async (t) => {
  const known = new Set(await knownOptions())
  const named = pages.flatMap(({ path, text }) => [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map((match) => ({ path, option: match[0] })))
  const ofFuzzer = fuzzOptions()
  t.ok(ofFuzzer.includes('--replay'))
  t.same(
    named.filter(({ path, option }) => !known.has(option) && !(path === 'docs/hostile-input.md' && ofFuzzer.includes(option))),
    [],
  )
  const { text } = pageAt('docs/command-line.md')
  t.same(
    [...known].filter((option) => !text.includes(option)),
    [],
  )
})

t.test('every command and dump section the documentation names exists, and the command line page names them all', async (t) => {
  const uses = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\btxray (inspect|triage|dump|rules|explain|schema)(?: +([a-z][\w.-]*))?/g)].map((use) => ({ path, use })),
  )
  const wrong = uses.filter(({ use: [, command, word = ''] }) => {
    if (command === 'dump') return word !== '' && !dumpSections.some((section) => section === word)
    if (command === 'explain') return word !== '' && findRule(word) === null && !topics.some(({ name }) => name === word)
    return false
  })
  t.same(
    wrong.map(({ path, use }) => `${path}: ${use[0]}`),
    [],
  )
  const spans = codeSpans(pageAt('docs/command-line.md')).join('\n')
  t.same(
    [...dumpSections, ...commands].filter((name) => !new RegExp(`\\b${name}\\b`).test(spans)),
    [],
  )
})

t.test('every rule the documentation names in code exists', async (t) => {
  const topicsOfRules = new Set(rules.map(({ id }) => id.split('.')[0]))
  const named = pages.flatMap((page) => codeSpans(page).map((span) => ({ path: page.path, span })))
  const wrong = named.filter(
    ({ span }) =>
      /^[a-z]+\.[a-z-]+$/.test(span) && topicsOfRules.has(span.split('.')[0]) && !/\.(ts|md|json|dll)$/.test(span) && findRule(span) === null && !isField(span),
  )
  t.same(wrong, [])
})

t.test('every exit status stands in the readme and in the command line page', async (t) => {
  for (const path of ['README.md', 'docs/command-line.md']) {
    const { text } = pageAt(path)
    t.same(
      Object.values(exitStatus).filter((status) => !text.includes(`| ${status} |`)),
      [],
      path,
    )
  }
})

t.test('every field of a profile stands in docs/profile.md', async (t) => {
  const spans = new Set(codeSpans(pageAt('docs/profile.md')).flatMap((span) => [span, ...span.split(/[.[\]]+/)]))
  const missing = fieldNames(exampleProfile()).filter((name) => !spans.has(name))
  t.same(missing, [])
})

function fieldNames(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(fieldNames))]
  if (typeof value !== 'object' || value === null) return []
  return [...new Set(Object.entries(value).flatMap(([key, inner]) => [key, ...fieldNames(inner)]))]
}

t.test('every reason a verdict can have stands in docs/decisions.md', async (t) => {
  const nothing = exampleProfile()
  const quiet = { ...nothing, agents: [], factories: [], unresolvedBases: [], findings: [], isCut: false, children: [], oddities: [], flow: null }
  const fallbacks = [true, false].flatMap((isAgent) => decide({ ...quiet, isAgent }, []).reasons)
  const ids = [...conditions, ...fallbacks, ...notJudged('', [{ name: '', profile: { verdict: { ...notJudged('', []), decision: 'review' } } }]).reasons].map(
    ({ id }) => id,
  )
  const spans = new Set(codeSpans(pageAt('docs/decisions.md')))
  t.same(
    ids.filter((id) => !spans.has(id)),
    [],
  )
})

t.test('the output that the readme shows is the output there is', async (t) => {
  const name = 'mime-upload.roslyn.dll'
  const text = render(inspect(bytesOf('samples/bin', name), { name }), 'text', { width: 100, color: false })
  const shown = fences(pageAt('README.md'), 'text')
  t.equal(shown.length, 2)
  for (const block of shown) t.ok(text.includes(block), block)
})

t.test('the sample that the architecture page follows has these places', async (t) => {
  const { text } = pageAt('docs/architecture.md')
  const { findings, verdict } = inspect(bytesOf('samples/bin/mime-upload.roslyn.dll'))
  const evidence = findings.filter(({ rule }) => rule === 'net.http-upload' || rule === 'mail.read-mime').flatMap((finding) => finding.evidence)
  const posts = evidence.find(({ api }) => api?.includes('::PostAsync(') === true)
  const reads = evidence.find(({ api }) => api?.includes('::GetMimeReadStream(') === true)
  for (const place of [posts, reads]) {
    t.ok(text.includes(`\`${place?.token}\``), `${place?.token}`)
    t.ok(text.includes(`IL_${place?.ilOffset?.toString(16).padStart(4, '0')}`), `IL ${place?.ilOffset}`)
    t.ok(text.includes(`0x${place?.fileOffset?.toString(16)}`), `offset ${place?.fileOffset}`)
  }
  t.ok(text.includes(`\`${verdict.reasons[0]?.id}\` holds, ${verdict.reasons[0]?.points} points`))
  t.ok(text.includes(`The decision is \`${verdict.decision}\``))
  t.ok(text.includes(`the score of ${verdict.score}.`))
})

t.test('the library snippet of the readme runs', async (t) => {
  const [snippet = ''] = fences(pageAt('README.md'), 'ts')
  const sample = join(root, 'samples/bin/mime-upload.roslyn.dll')
  const program = snippet
    .replace("'txray'", JSON.stringify(built('lib/index.js').href))
    .replace("readFileSync('suspect.dll')", `readFileSync(${JSON.stringify(sample)})`)
  const file = join(t.testdir(), 'snippet.mjs')
  writeFileSync(file, program)
  const out = execFileSync(process.execPath, [file], { encoding: 'utf8' })
  t.match(out, /^escalate\n/)
  t.match(out, /^net\.http-upload fed 0x0600000e 1947$/m)
  t.match(out, /^ESCALATE {2}suspect\.dll$/m)
})

t.test('the snippet of the Authenticode page runs', async (t) => {
  const [snippet = ''] = fences(pageAt('docs/authenticode.md'), 'ts')
  const program = snippet
    .replace("'txray'", JSON.stringify(built('lib/index.js').href))
    .replace("'txray/authenticode'", JSON.stringify(built('lib/profile/authenticode.js').href))
    .replace("readFileSync('suspect.dll')", `readFileSync(${JSON.stringify(join(root, 'test/fixtures/authenticode/rsa-sha256.dll'))})`)
  const file = join(t.testdir(), 'snippet.mjs')
  writeFileSync(file, program)
  t.match(execFileSync(process.execPath, [file], { encoding: 'utf8' }), /^.+\nok\n$/)
})

const title = '\u001b]0;x\u0007'

/** The images of docs/hostile-input.md, in the order of its table. */
function fiveImages(): Uint8Array[] {
  const plain = trickBytes()
  const decoys = ['#GUlD', '#Blop', '#strings', '#BLOB', '#', '', '<Module>', ...Array.from({ length: 163 }, (_, k) => `#${k}`)].map(
    (name): Stream => [name, Uint8Array.of(0xff, 0xff, 0xff, 0xff)],
  )
  return [
    trickBytes((trick) => {
      trick.streams = (streams) => [...decoys, ...streams, ...decoys]
    }),
    trickBytes((trick) => {
      trick.rows.MethodDef = []
      addMethod(trick, 'Run', tiny([0x2b, 0x02, 0xfe, 0xff, ...ldstr(trick.heaps.userString('x')), ...call(0x0a00_0001), ret]))
    }),
    trickBytes((trick) => void addMethod(trick, 'Odd', fat([ret], { size: 0x7fff_ffff }))),
    joinBytes(plain.subarray(0, 0x400), new Uint8Array(0x2000 - 0x400), plain.subarray(0x400)),
    trickBytes((trick) => void addRows(trick, 'TypeDef', [0, trick.heaps.string(title), 0, 0, 1, 2])),
  ]
}

t.test('the five images of the page on hostile input are told as it says', async (t) => {
  const { text } = pageAt('docs/hostile-input.md')
  const [, table = ''] = text.split('## Five images')
  const rows = (table.split('\n## ')[0] ?? '').split('\n').filter((line) => /^\| (?!---|Image)/.test(line))
  t.equal(rows.length, 5)
  for (const [at, image] of fiveImages().entries()) {
    const { verdict, completeness, defects, findings } = inspect(image)
    const told = [
      ...findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('oddity.')),
      verdict.decision,
      ...(verdict.decision === 'review' ? verdict.reasons.map(({ id }) => id) : []),
      ...completeness.limits,
      completeness.status,
      ...defects.map(({ code }) => code),
    ]
    const said = codeSpans({ path: '', text: rows[at]?.split(' | ')[2] ?? '' })
    t.same(said.sort(), told.sort(), `image ${at + 1}`)
    t.ok(findings.some(({ rule, level }) => rule === 'file.delete' && level === 'called'))
  }
  const named = render(inspect(fiveImages()[4] ?? new Uint8Array()), 'text', { width: 100, color: false })
  t.ok(named.includes(']0;x'))
  t.notOk(named.includes('\u001b'))
})

t.test('the commands that the readme teaches run', async (t) => {
  const [, , use = ''] = fences(pageAt('README.md'), 'sh')
  const main = fileURLToPath(built('bin/main.js'))
  const sample = join(root, 'samples/bin/mime-upload.roslyn.dll')
  const folder = t.testdir({ agents: {}, helpers: {} })
  for (const name of ['suspect.dll', 'agents/suspect.dll']) writeFileSync(join(folder, name), readFileSync(sample))
  const records = join(root, 'test/fixtures/guide/context')
  for (const [name, from] of [
    ['agents.config', 'agents.config'],
    ['MSGTRK.LOG', 'MSGTRK2026022800-1.LOG'],
  ] as const) {
    writeFileSync(join(folder, name), readFileSync(join(records, from)))
  }
  const lines = use.split('\n').filter((line) => line.startsWith('txray ') && !line.includes('evidence.zip'))
  t.ok(lines.length > 5)
  for (const line of lines) {
    const argv = (line.split('#')[0] ?? '').trim().split(/ +/).slice(1)
    const { status } = spawnSync(process.execPath, [main, ...argv], { cwd: folder, stdio: 'pipe' })
    // the sample is one to escalate
    t.equal(status, argv.includes('--fail-on') ? exitStatus.reached : exitStatus.ok, line)
  }
})
