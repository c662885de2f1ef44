import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { bytesOf, root } from './make/root.ts'

const page = readFileSync(join(root, 'docs', 'integration.md'), 'utf8')
const insight = bytesOf('samples/bin', 'mime-upload.roslyn.dll')

/** A project that has txray installed, with the made-up server of the guide and a file to inspect. */
function projectAt(folder: string): void {
  cpSync(join(root, 'test/fixtures/guide'), folder, { recursive: true })
  for (const name of ['node_modules', 'agents/Insight', 'agents/Footer']) mkdirSync(join(folder, name), { recursive: true })
  symlinkSync(root, join(folder, 'node_modules', 'txray'), 'dir')
  for (const name of ['suspect.dll', 'Adatum.MessageInsight.dll', 'agents/Insight/Adatum.MessageInsight.dll']) writeFileSync(join(folder, name), insight)
  writeFileSync(join(folder, 'agents/Footer/Contoso.Mail.Disclaimer.dll'), bytesOf('samples/bin', 'disclaimer.roslyn.dll'))
}

const blocks = /^(?:<!-- (?<mark>[^\n]+) -->\n)?```(?<language>js|sh)\n(?<code>.*?)^```$(?:\n\n```text\n(?<shown>.*?)^```$)?/gms

t.test('every program of the page runs and prints what stands below it', { timeout: 120_000 }, async (t) => {
  const folder = t.testdir({})
  projectAt(folder)
  let printed = ''
  let ran = 0
  for (const { groups } of page.matchAll(blocks)) {
    const { mark = '', language, code = '', shown }: Record<string, string | undefined> = groups ?? {}
    const isFile = mark.startsWith('file: ')
    const name = isFile ? mark.slice('file: '.length) : `block-${ran}.mjs`
    if (language === 'js') writeFileSync(join(folder, name), code)
    if (isFile) continue
    const argv = language === 'js' ? [name] : [join(root, 'dist/bin/main.js'), ...code.trim().split(' ').slice(1)]
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8', input: mark === 'stdin' ? printed : '' })
    // the command of the page finds a file to escalate
    t.equal(status, language === 'sh' ? 1 : 0, `${code}\n${stderr}`)
    if (shown !== undefined) t.equal(stdout, shown, code)
    printed = stdout
    ran++
  }
  t.ok(ran > 6)
  t.equal([...page.matchAll(blocks)].filter(({ 4: shown }) => shown !== undefined).length, [...page.matchAll(/^```text$/gm)].length)
})
