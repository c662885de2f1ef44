import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../bin/cli.ts'
import { engine } from '../bin/engine.ts'
import type { Io } from '../bin/io.ts'
import { type Outcome, zipOf } from './make/cli.ts'
import { bytesOf, root } from './make/root.ts'

const path = join(root, 'docs', 'guide.md')
const page = readFileSync(path, 'utf8')
const { BLESS: bless } = process.env

/** What was collected from the made-up server, with the samples under the names that they have there. */
async function serverAt(folder: string): Promise<void> {
  cpSync(join(root, 'test/fixtures/guide'), folder, { recursive: true })
  const insight = bytesOf('samples/bin', 'mime-upload.roslyn.dll')
  for (const name of ['agents/Insight', 'agents/Footer']) mkdirSync(join(folder, name), { recursive: true })
  for (const name of ['Adatum.MessageInsight.dll', 'agents/Insight/Adatum.MessageInsight.dll']) writeFileSync(join(folder, name), insight)
  writeFileSync(join(folder, 'agents/Footer/Contoso.Mail.Disclaimer.dll'), bytesOf('samples/bin', 'disclaimer.roslyn.dll'))
  writeFileSync(join(folder, 'Lamna.SessionCache.dll'), bytesOf('samples/bin', 'concealed-implant.roslyn.dll'))
  writeFileSync(join(folder, 'evidence.zip'), await zipOf({ 'Adatum.MessageInsight.dll': insight }, { password: 'infected' }))
}

/** Runs a command as on a terminal of 100 columns, in this process: text where nothing else is asked for. */
async function runHere(line: string): Promise<Outcome> {
  const argv = line.split(' ').slice(1)
  const isPlain = ['explain', 'triage'].includes(argv[0] ?? '') || argv.includes('--format')
  const text = { out: '', err: '' }
  const channel = (name: 'out' | 'err'): Io['out'] => ({
    isTerminal: false,
    columns: null,
    isGone: () => false,
    write: async (piece) => {
      text[name] += piece
    },
  })
  const io: Io = {
    out: channel('out'),
    err: channel('err'),
    env: { NO_COLOR: '1' },
    readStdin: async () => new Uint8Array(),
    catchInterrupts: () => () => false,
  }
  const status = await run([...argv, ...(isPlain ? [] : ['--format', 'text'])], io, engine)
  return { status, ...text }
}

/** Lines of a report from the first that holds these words, without blank ones at the end. */
function excerpt(out: string, count: number, words: string): string {
  const lines = out.split('\n')
  const start = lines.findIndex((line) => line.includes(words))
  return start < 0
    ? ''
    : lines
        .slice(start, start + count)
        .join('\n')
        .trimEnd()
}

const marks = /^```sh\n(?<commands>.*?)^```$|^<!-- (?<count>\d+) lines from: (?<words>[^\n]+) -->\n```text\n(?<shown>.*?)^```$/gms

t.test('every command of the guide runs, and every excerpt is what it prints (else: BLESS=1)', { timeout: 120_000 }, async (t) => {
  const folder = t.testdir({})
  await serverAt(folder)
  process.chdir(folder)
  t.teardown(() => process.chdir(root))
  const printed: string[] = []
  let now = page
  for (const { 0: block, groups } of page.matchAll(marks)) {
    const { commands, count, words = '', shown = '' }: Record<string, string | undefined> = groups ?? {}
    for (const line of commands?.trimEnd().split('\n') ?? []) {
      const { status, out, err } = await runHere(line)
      t.equal(status, 0, `${line}: ${err}`)
      const [, written] = / -o (\S+)/.exec(line) ?? []
      if (written !== undefined) t.ok(existsSync(join(folder, written)), written)
      printed.push(out)
    }
    if (commands !== undefined) continue
    // of the command before it, or the nearest earlier one that prints this
    const fresh =
      [...printed]
        .reverse()
        .map((out) => excerpt(out, Number(count), words))
        .find((text) => text !== '') ?? ''
    t.not(fresh, '', `something printed holds: ${words}`)
    if (bless) now = now.replace(block, () => `<!-- ${count} lines from: ${words} -->\n\`\`\`text\n${fresh}\n\`\`\``)
    else t.equal(shown, `${fresh}\n`, words)
  }
  t.ok(printed.length > 10)
  if (bless) writeFileSync(path, now)
  const counts = [/^```text$/gm, /^<!-- \d+ lines from: /gm].map((mark) => [...page.matchAll(mark)].length)
  t.equal(counts[0], counts[1], 'no excerpt goes unchecked')
})

t.test('the hash that the listing of the made-up server gives is that of the sample', async (t) => {
  const listed: { FullName: string; SHA256: string }[] = JSON.parse(readFileSync(join(root, 'test/fixtures/guide/context/files.json'), 'utf8'))
  for (const [sample, file] of [
    ['mime-upload.roslyn.dll', 'Adatum.MessageInsight.dll'],
    ['disclaimer.roslyn.dll', 'Contoso.Mail.Disclaimer.dll'],
  ] as const) {
    const hash = createHash('sha256').update(bytesOf('samples/bin', sample)).digest('hex').toUpperCase()
    t.equal(listed.find(({ FullName }) => FullName.endsWith(file))?.SHA256, hash, file)
  }
})

t.test('what the guide lists as authorised is what was given', async (t) => {
  const [, shown = ''] = /^```csv\n(.*?)^```$/ms.exec(page) ?? []
  t.equal(shown, readFileSync(join(root, 'test/fixtures/guide/changes.csv'), 'utf8'))
})
