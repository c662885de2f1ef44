import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from '../../lib/index.ts'
import { makeRandom } from '../fuzz/random.ts'
import { generatedAgent } from './generated-agent.ts'
import { paddedSample } from './padded-sample.ts'
import { bytesOf, root } from './root.ts'
import { solverWork } from './solver-work.ts'

// What following the data costs: every sample, agents made to grow, and a sample padded with code that its handler leads to (needs mcs).
// Milliseconds are of a whole inspection, warm: of samples the median of five, of the others one, with the time that all threads were
// busy, which other work on the machine changes less. Peak memory is that of a process of its own, Node itself (some 90 MB, warm)
// included; steps are those of the solver, which no machine changes.
// `node dist/test/make/flow-cost.js [--samples | --growth [SHAPE…] | --padded]`

const shapes = ['chain', 'mutual', 'decoder', 'switch', 'alias'] as const
/** Sizes aimed at, in KB. */
const sizes = [100, 300, 1000, 3000, 10_000]
const runs = 5
/** Milliseconds above which an inspection is not repeated. */
const long = 2000

const head =
  '| Shape | KB | ms | CPU ms | CPU ms per MB | Peak MB | Steps | Instructions | Methods reached | Flows | Bounds met |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |'

const words = process.argv.slice(2)
if (words[0] === '--row') row(words[1] ?? '', words[2] ?? '')
else {
  const isAll = !words.some((word) => word.startsWith('--'))
  if (isAll || words.includes('--samples')) samples()
  if (isAll || words.includes('--growth')) growth(shapes.filter((shape) => words.length < 2 || words.includes(shape)))
  if (isAll || words.includes('--padded')) padded()
}

function samples(): void {
  const files = readdirSync(join(root, 'samples/bin')).filter((name) => name.endsWith('.dll'))
  const images = files.sort().map((name) => ({ name, bytes: bytesOf('samples/bin', name) }))
  // the first round makes the code fast and is not counted
  for (const { bytes } of images) inspect(bytes)
  const rows = images.map(({ name, bytes }) => ({ name, bytes, ms: medianOf(bytes), steps: solverWork(bytes).steps }))
  console.log('| Sample | KB | ms | Steps |\n| --- | --- | --- | --- |')
  for (const row of rows) console.log(`| \`${row.name}\` | ${kilobytes(row.bytes)} | ${row.ms.toFixed(0)} | ${grouped(row.steps)} |`)
  const sorted = rows.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (part: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(0)
  console.log(`\n${rows.length} files: median ${at(0.5)} ms, nine of ten below ${at(0.9)} ms, the slowest ${at(1)} ms\n`)
}

function growth(asked: readonly (typeof shapes)[number][]): void {
  console.log(head)
  inFolder((folder) => {
    for (const shape of asked) {
      const each = generatedAgent(shape, 1000, makeRandom(1, 1)).length / 1000
      for (const size of sizes) {
        const path = join(folder, 'agent.dll')
        writeFileSync(path, generatedAgent(shape, Math.round((size * 1024) / each), makeRandom(1, 1)))
        inProcess(shape, path)
      }
    }
  })
}

function padded(): void {
  console.log(head)
  inFolder((folder) => {
    const stubs = join(root, 'samples/bin/stub')
    const each = (paddedSample(1000, folder, stubs).length - paddedSample(100, folder, stubs).length) / 900
    for (const size of sizes) {
      const path = join(folder, 'agent.dll')
      writeFileSync(path, paddedSample(Math.round((size * 1024) / each), folder, stubs))
      inProcess('sample', path)
    }
  })
}

function inFolder(act: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'flow-cost-'))
  try {
    act(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A row of its own process, so that its peak is its own. */
function inProcess(shape: string, path: string): void {
  process.stdout.write(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--row', shape, path]))
}

function row(shape: string, path: string): void {
  for (const warm of shapes) for (let round = 0; round < 3; round++) inspect(generatedAgent(warm, 20, makeRandom(1, 1)))
  const bytes = readFileSync(path)
  const before = process.cpuUsage()
  const started = performance.now()
  const { completeness, findings } = inspect(bytes)
  const ms = performance.now() - started
  const busy = (process.cpuUsage(before).user + process.cpuUsage(before).system) / 1000
  const peak = process.resourceUsage().maxRSS / 1024
  const { steps, instructions, methods } = solverWork(bytes)
  const flows = findings.filter(({ level }) => level === 'fed').map(({ rule }) => `\`${rule}\``)
  const perMegabyte = (busy / bytes.length) * 1024 * 1024
  const numbers = [kilobytes(bytes), ms.toFixed(0), busy.toFixed(0), perMegabyte.toFixed(0), peak.toFixed(0), grouped(steps), grouped(instructions)]
  const reached = `${grouped(methods)} of ${grouped(completeness.methods.reachable)}`
  console.log(`| ${[shape, ...numbers, reached, flows.join(', '), completeness.limits.map((name) => `\`${name}\``).join(', ')].join(' | ')} |`)
}

function medianOf(bytes: Uint8Array): number {
  const times: number[] = []
  while (times.length < runs && (times[0] ?? 0) < long) {
    const started = performance.now()
    inspect(bytes)
    times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

function kilobytes(bytes: Uint8Array): string {
  return (bytes.length / 1024).toFixed(0)
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
