import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { root } from './make/root.ts'

/** Lowest first. A folder and a file directly in `lib/` of that name are the same layer. */
const layers = 'errors limits lazy version bytes context pe metadata il model agents flow facts capabilities profile report index'.split(' ')

/** What a file imports, by the name it writes; type imports, re-exports and dynamic imports count too. */
type Imports = ReadonlyMap<string, readonly string[]>

/** Who may use which package. */
const packages: ReadonlyMap<string, (file: string) => boolean> = new Map([
  ['#host', (file) => file === 'profile/inspect.ts'],
  ['pe-library', (file) => file === 'pe/image.ts'],
  ['fflate', (file) => file === 'model/unpack.ts'],
  ['pkijs', (file) => file.startsWith('profile/authenticode')],
  ['asn1js', (file) => file.startsWith('profile/authenticode')],
  ['@noble/hashes', (file) => ['model/', 'profile/', 'report/'].some((folder) => file.startsWith(folder))],
])

const from = /(?:^|[\s;}])(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g

function importsIn(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  return [...code.matchAll(from)].map((match) => match[2] ?? '')
}

function layerOf(file: string): number {
  const name = file.split('/')[0] ?? ''
  return layers.indexOf(name.endsWith('.ts') ? name.slice(0, -3) : name)
}

/** The file a relative import names, from the folder of the importing one; a path out of `lib/` begins with `..`. */
function resolved(file: string, specifier: string): string {
  const parts = file.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '.') continue
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

/** What is wrong with the imports of `lib/`, one sentence each, in order. */
function problemsOf(files: Imports): string[] {
  const problems: string[] = []
  for (const [file, specifiers] of files) {
    if (layerOf(file) < 0) problems.push(`${file} stands in no layer`)
    for (const specifier of specifiers) {
      const problem = specifier.startsWith('.') ? relativeProblem(files, file, specifier) : packageProblem(file, specifier)
      if (problem !== null) problems.push(`${file} ${problem}`)
    }
  }
  return [...problems, ...circles(files)]
}

function relativeProblem(files: Imports, file: string, specifier: string): string | null {
  const target = resolved(file, specifier)
  if (!files.has(target)) return `imports ${target}, which is not in lib`
  return layerOf(target) > layerOf(file) ? `imports upwards: ${target}` : null
}

function packageProblem(file: string, specifier: string): string | null {
  if (specifier.startsWith('node:')) return `imports ${specifier}: lib runs in a browser too`
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const allowed = packages.get(name)
  if (allowed === undefined) return `imports ${name}, which no layer is known to use`
  return allowed(file) ? null : `imports ${name}, which is not its business`
}

/** One circle for each import that leads back to a file on the way to it. */
function circles(files: Imports): string[] {
  const found: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (file: string, path: readonly string[]) => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      found.push(`circle: ${[...path.slice(path.indexOf(file)), file].join(' > ')}`)
      return
    }
    state.set(file, 'open')
    for (const specifier of files.get(file) ?? []) {
      const target = specifier.startsWith('.') ? resolved(file, specifier) : ''
      if (files.has(target)) visit(target, [...path, file])
    }
    state.set(file, 'done')
  }
  for (const file of files.keys()) visit(file, [])
  return found
}

function libFiles(): Imports {
  const names = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
  const files = names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.ts'))
  return new Map(files.sort().map((file) => [file, importsIn(readFileSync(join(root, 'lib', file), 'utf8'))]))
}

t.test('lib imports downwards only, in no circle, and nothing of a platform', async (t) => {
  const files = libFiles()
  t.ok(files.size > 100)
  t.ok([...files.values()].flat().length > 400, 'imports are really read')
  t.strictSame(problemsOf(files), [])
})

t.test('only pe/image.ts uses pe-library', async (t) => {
  const users = [...libFiles()].filter(([, specifiers]) => specifiers.some((one) => one.startsWith('pe-library'))).map(([file]) => file)
  t.strictSame(users, ['pe/image.ts'])
})

t.test('every way to write an import is seen, and none in a comment or a text', async (t) => {
  t.strictSame(importsIn("import { a } from './a.ts'"), ['./a.ts'])
  t.strictSame(importsIn("import {\n  a,\n  type b,\n} from './b.ts'\n"), ['./b.ts'])
  t.strictSame(importsIn("import type { C } from '../c.ts'"), ['../c.ts'])
  t.strictSame(importsIn("import './d.ts'"), ['./d.ts'])
  t.strictSame(importsIn("export type * from './e.ts'\nexport { f } from './f.ts'"), ['./e.ts', './f.ts'])
  t.strictSame(importsIn("const g = await import('./g.ts')"), ['./g.ts'])
  t.strictSame(importsIn("type H = import('./h.ts').H"), ['./h.ts'])
  t.strictSame(importsIn("/** import { x } from './x.ts' */\n  // from './y.ts'\n"), [])
})

const made = (files: Readonly<Record<string, readonly string[]>>) => problemsOf(new Map(Object.entries(files)))

t.test('imports of the own layer and of lower ones are right', async (t) => {
  t.strictSame(made({ 'errors.ts': [], 'model/a.ts': ['./b.ts', '../errors.ts'], 'model/b.ts': ['../errors.ts'] }), [])
  t.strictSame(made({ 'index.ts': ['./report/text.ts'], 'report/text.ts': [] }), [])
})

t.test('an import that points upwards is refused', async (t) => {
  t.strictSame(made({ 'model/a.ts': ['../agents/b.ts'], 'agents/b.ts': [] }), ['model/a.ts imports upwards: agents/b.ts'])
  t.strictSame(made({ 'limits.ts': ['./bytes/span.ts'], 'bytes/span.ts': [] }), ['limits.ts imports upwards: bytes/span.ts'])
  t.strictSame(made({ 'report/a.ts': ['../index.ts'], 'index.ts': [] }), ['report/a.ts imports upwards: index.ts'])
})

t.test('a circle is refused, within one layer too', async (t) => {
  t.strictSame(made({ 'il/a.ts': ['./b.ts'], 'il/b.ts': ['./c.ts'], 'il/c.ts': ['./a.ts'] }), ['circle: il/a.ts > il/b.ts > il/c.ts > il/a.ts'])
  t.strictSame(made({ 'il/a.ts': ['./a.ts'] }), ['circle: il/a.ts > il/a.ts'])
  t.strictSame(made({ 'il/a.ts': ['./b.ts', './c.ts'], 'il/b.ts': ['./c.ts'], 'il/c.ts': [] }), [], 'two ways to one file are none')
})

t.test('a platform, an unknown package and a way out of lib are refused', async (t) => {
  t.strictSame(made({ 'pe/a.ts': ['node:fs'] }), ['pe/a.ts imports node:fs: lib runs in a browser too'])
  t.strictSame(made({ 'pe/a.ts': ['pe-library'] }), ['pe/a.ts imports pe-library, which is not its business'])
  t.strictSame(made({ 'pe/image.ts': ['pe-library/dist/format/index.js'] }), [])
  t.strictSame(made({ 'report/a.ts': ['commander'] }), ['report/a.ts imports commander, which no layer is known to use'])
  t.strictSame(made({ 'report/a.ts': ['../../bin/output.ts'] }), ['report/a.ts imports ../bin/output.ts, which is not in lib'])
  t.strictSame(made({ 'helpers/a.ts': [] }), ['helpers/a.ts stands in no layer'])
})
