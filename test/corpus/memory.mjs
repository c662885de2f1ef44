#!/usr/bin/env node
// Measures the peak memory of `txray inspect` (a process of its own for each file, resident set) and holds it to what
// docs/hostile-input.md states: a base, so many bytes for each byte of the file and of what is unpacked from it, and a share for
// agents. Each process has no more heap than that, so that what V8 is merely late to collect does not count.
//   memory.mjs [--size BYTES] [--largest N] [--only TEXT] [FILE…]
// Without files: images that are full of one thing (test/make/heavy-images.ts) of --size bytes each, small files that unpack to
// large ones, the saved hostile inputs and the --largest files of the corpus, where that is installed.
// Exit status 1 above the bound or when a process fails.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { listFiles } from '../oracle/files.mjs'

const base = 256e6
const times = 96
const forAgents = 1200e6
/** What a process has besides its heap: code, stacks, and the file itself outside it. */
const besides = 96e6
const patience = 120_000

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.join(here, '..', '..')
const dist = path.resolve(process.env.TXRAY_DIST ?? path.join(root, 'dist'))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { size: { type: 'string', default: '2000000' }, largest: { type: 'string', default: '12' }, only: { type: 'string', default: '' } },
})

const folder = mkdtempSync(path.join(tmpdir(), 'txray-memory-'))

/** Peak resident bytes of a process that inspects the file; null with the reason when it failed. */
function measure(file, bound) {
  const started = performance.now()
  const heap = `--max-old-space-size=${Math.round((bound - besides) / 2 ** 20)}`
  const args = [heap, '--import', pathToFileURL(path.join(here, 'peak.mjs')).href, path.join(dist, 'bin', 'main.js'), 'inspect', '--format', 'json', file]
  const run = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], timeout: patience, killSignal: 'SIGKILL' })
  const peak = Number(run.output?.[3]?.toString() ?? '') * 1024
  const failed = run.status === 0 ? null : `${run.signal ?? run.status}: ${run.stderr.toString().split('\n').slice(0, 3).join(' ')}`
  return { peak, failed, seconds: (performance.now() - started) / 1000 }
}

/** Each case as name, file, and bytes that are unpacked from it. Made one at a time: they are large. */
async function* cases() {
  if (positionals.length > 0) {
    for (const file of positionals) yield { name: file, file, unpacked: 0, agents: true }
    return
  }
  const { heavyImages, packedImages } = await import(pathToFileURL(path.join(dist, 'test/make/heavy-images.js')))
  const file = path.join(folder, 'image.dll')
  const write = (bytes) => {
    writeFileSync(file, bytes)
    return file
  }
  const wanted = (name) => name.includes(values.only)
  for (const [name, { make, agents }] of heavyImages) if (wanted(name)) yield { name, file: write(make(Number(values.size))), unpacked: 0, agents }
  for (const [name, make] of packedImages) {
    if (!wanted(name)) continue
    const { bytes, unpacked } = make()
    yield { name, file: write(bytes), unpacked }
  }
  for (const name of readdirSync(path.join(root, 'test/fixtures/hostile')).filter((one) => one.endsWith('.bin') && wanted(one)))
    yield { name, file: path.join(root, 'test/fixtures/hostile', name), unpacked: 0 }
  const real = existsSync('/usr/lib/mono') ? listFiles() : []
  const largest = real.map(({ file: one }) => ({ file: one, size: statSync(one).size })).sort((a, b) => b.size - a.size)
  for (const one of largest.slice(0, Number(values.largest))) if (wanted(one.file)) yield { name: path.basename(one.file), file: one.file, unpacked: 0 }
}

let count = 0
let failures = 0
let most = { times: 0, name: '' }
try {
  console.log(' file MB  unpacked MB  peak MB  times   s')
  for await (const { name, file, unpacked, agents = false } of cases()) {
    const size = statSync(file).size
    const bound = base + times * (size + unpacked) + (agents ? forAgents : 0)
    const { peak, failed, seconds } = measure(file, bound)
    const multiple = Math.max(0, peak - base - (agents ? forAgents : 0)) / (size + unpacked)
    const isOver = failed !== null || !(peak <= bound)
    if (isOver) failures++
    count++
    if (multiple > most.times) most = { times: multiple, name }
    const cells = [(size / 1e6).toFixed(2).padStart(8), (unpacked / 1e6).toFixed(0).padStart(13), (peak / 1e6).toFixed(0).padStart(9)]
    console.log(`${cells.join('')}${multiple.toFixed(1).padStart(7)}${seconds.toFixed(1).padStart(6)}  ${name}${isOver ? `  TOO MUCH ${failed ?? ''}` : ''}`)
  }
} finally {
  rmSync(folder, { recursive: true })
}
console.log(
  `bound: ${base / 1e6} MB, ${times} times file and unpacked bytes, ${forAgents / 1e6} MB for agents; most above the base: ${most.times.toFixed(1)} times (${most.name})`,
)
console.log(`memory: ${count - failures} of ${count} files within the bound`)
process.exitCode = failures > 0 || count === 0 ? 1 : 0
