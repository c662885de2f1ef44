import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findAgentSurface } from '../../lib/agents/entries.ts'
import { makeSolver, solve } from '../../lib/flow/solve.ts'
import { inspect } from '../../lib/index.ts'
import type { LimitLog } from '../../lib/limits.ts'
import { openAssembly } from '../../lib/model/assembly.ts'
import { makeCallGraph } from '../../lib/model/call-graph.ts'
import { makeTracer } from '../../lib/model/origins.ts'
import { makeProgram } from '../../lib/model/program.ts'
import { makeRandom } from '../fuzz/random.ts'
import { generatedAgent } from './generated-agent.ts'
import { bytesOf, root } from './root.ts'

// What following the data costs: every sample, and agents made to grow. Milliseconds are of a whole inspection, warm, the median of
// five, or a single one where it takes seconds; steps are those of the solver, which no machine changes.
// `node dist/test/make/flow-cost.js [--samples | --growth]`

const shapes = ['chain', 'mutual', 'decoder', 'switch', 'alias'] as const
const sizes = [100, 1000, 5000]
const runs = 5
/** Milliseconds above which an inspection is not repeated. */
const long = 2000

const words = process.argv.slice(2)
if (!words.includes('--growth')) samples()
if (!words.includes('--samples')) growth()

function samples(): void {
  const files = readdirSync(join(root, 'samples/bin')).filter((name) => name.endsWith('.dll'))
  const images = files.sort().map((name) => ({ name, bytes: bytesOf('samples/bin', name) }))
  // the first round makes the code fast and is not counted
  for (const { bytes } of images) inspect(bytes)
  const rows = images.map(({ name, bytes }) => ({ name, bytes, ms: medianOf(bytes), steps: solverSteps(bytes) }))
  console.log('| Sample | KB | ms | Steps |\n| --- | --- | --- | --- |')
  for (const row of rows) console.log(`| \`${row.name}\` | ${kilobytes(row.bytes)} | ${row.ms.toFixed(0)} | ${grouped(row.steps)} |`)
  const sorted = rows.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (part: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(0)
  console.log(`\n${rows.length} files: median ${at(0.5)} ms, nine of ten below ${at(0.9)} ms, the slowest ${at(1)} ms\n`)
}

function growth(): void {
  console.log('| Shape | Methods | KB | ms | Steps | Bounds met |\n| --- | --- | --- | --- | --- | --- |')
  for (const shape of shapes) {
    for (const methods of sizes) {
      const bytes = generatedAgent(shape, methods, makeRandom(1, 1))
      inspect(bytes)
      const met = inspect(bytes).completeness.limits.map((name) => `\`${name}\``)
      const cells = [shape, grouped(methods), kilobytes(bytes), medianOf(bytes).toFixed(0), grouped(solverSteps(bytes)), met.join(', ')]
      console.log(`| ${cells.join(' | ')} |`)
    }
  }
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

/** Elements passed on by the solver. A file that is no assembly takes none. */
function solverSteps(bytes: Uint8Array): number {
  const log: LimitLog = { hit: new Set() }
  const tracer = makeTracer(makeCallGraph(makeProgram(openAssembly(bytes), [])), log)
  const surface = findAgentSurface(tracer)
  if (surface.entries.length === 0) return 0
  const solver = makeSolver(tracer, surface)
  solve(solver, surface)
  return solver.graph.steps()
}

function kilobytes(bytes: Uint8Array): string {
  return (bytes.length / 1024).toFixed(0)
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
