import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { inspect, render } from '../lib/index.ts'
import { hostileAgent, hostileTexts, payloads } from './make/hostile-agent.ts'
import { exampleProfile } from './make/profile.ts'

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0)
const skip = browser === undefined ? 'no Chromium here (Debian: apt-get install chromium): that hostile names run nothing was not tried in a browser' : false

interface Seen {
  /** The title after scripts had their time. */
  readonly title: string
  /** Whether the page asked for anything of the host that the payloads name. */
  readonly asked: boolean
}

/** Opens a page in headless Chromium, with a log of the network, and tells what became of it. */
async function open(page: string): Promise<Seen> {
  const folder = mkdtempSync(join(tmpdir(), 'txray-page-'))
  const [file, log] = [join(folder, 'page.html'), join(folder, 'net.json')]
  writeFileSync(file, page)
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', `--user-data-dir=${join(folder, 'profile')}`]
  const child = spawn(browser ?? '', [...flags, `--log-net-log=${log}`, '--virtual-time-budget=2000', '--dump-dom', `file://${file}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let dom = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    dom += text
  })
  await new Promise((resolve) => child.on('close', resolve))
  const asked = readFileSync(log, 'utf8').includes('evil.invalid')
  rmSync(folder, { recursive: true, force: true })
  return { title: /<title>([^<]*)<\/title>/.exec(dom)?.[1] ?? '', asked }
}

const hostile = render(inspect(hostileAgent(), { name: hostileTexts.file }), 'html')
// no frame: Chromium looks up the host of one before it asks the policy, which then refuses it
const raw = `<p>${payloads.html}</p><link rel="stylesheet" href="https://evil.invalid/x.css"><style>body{background:url(https://evil.invalid/b.png)}</style>`

t.test('a page with hostile names runs nothing and asks for nothing', { skip }, async (t) => {
  t.same(await open(hostile), { title: 'txray report', asked: false })
  t.same(await open(render(exampleProfile(), 'html')), { title: 'txray report', asked: false })
})

t.test('were a name ever written as it is, the policy of the page would still stop it', { skip }, async (t) => {
  t.same(await open(hostile.replace('<body>', `<body>${raw}`)), { title: 'txray report', asked: false })
})

t.test('without policy and escapes these payloads do run and ask, so this test can see it', { skip }, async (t) => {
  t.same(await open(`<!DOCTYPE html><title>plain</title><body>${raw}`), { title: 'RAN', asked: true })
})
