// Builds and runs the oracle program.
import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cache, sdk } from './files.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const silence = 120_000 // longest time without a sign of life from the oracle

/** Dumps lines from..to of the list. A file on which the process dies is marked in its output; the rest goes on. */
export async function runOracle(oracle, list, out, sections, from, to) {
  for (let next = from; next < to; ) {
    const args = [sections.join(','), '--list', list, '--out', out, '--from', String(next), '--to', String(to), '--search', searchPath()]
    const { started, code } = await new Promise((resolve, reject) => {
      const child = spawn(oracle, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      let started = next
      let text = ''
      let timer
      const alive = () => {
        clearTimeout(timer)
        timer = setTimeout(() => child.kill('SIGKILL'), silence)
      }
      alive()
      child.stdout.on('data', (chunk) => {
        alive()
        text += chunk
        started = Number(/start (\d+)(?![\s\S]*start \d)/.exec(text)?.[1] ?? started)
        text = text.slice(-40)
      })
      child.on('error', reject)
      child.on('close', (code, signal) => {
        clearTimeout(timer)
        resolve({ started, code: code ?? signal })
      })
    })
    if (code === 0) return
    for (const s of sections) writeFileSync(path.join(out, `${started}.${s}.ndjson`), `{"oracleError":"the oracle process died (${code})"}\n`)
    next = started + 1
  }
}

/** Where the definitions of enums in other assemblies are looked for, behind the file's own folder. */
export function searchPath() {
  const shared = path.join(sdk, 'shared')
  const core = ['Microsoft.NETCore.App', 'Microsoft.AspNetCore.App', 'Microsoft.AspNetCore.All'].map((n) => path.join(shared, n, '2.2.2'))
  return ['/usr/lib/mono/4.5', ...core, path.join(cache, 'oracle', 'extra')].join(':')
}

/** Builds the oracle when needed; the path of the command that runs it. */
export function buildOracle() {
  const built = spawnSync(path.join(here, 'build.sh'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  if (built.status !== 0) throw new Error('build.sh failed')
  return built.stdout.trim()
}
