import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { FormatError, inspect, openAssembly } from '../../lib/index.ts'
import { validateProfile } from '../make/validate.ts'
import { contradictionIn } from './check-profile.ts'
import { type CodeInput, codeInputs } from './il-seeds.ts'
import { mutate } from './mutate.ts'
import { makeRandom, type Random } from './random.ts'
import { findSeeds } from './seeds.ts'

/**
 * Structure-aware fuzzing of the built samples and of images with rare structures: `node dist/test/fuzz/fuzz.js --runs 3000 --seed 1`.
 * Every input follows from seed and run; `--replay RUN` does one again, `--save FILE` keeps its bytes. `--without-agents` leaves the
 * following of data out: all readers, many more runs. `--mode il` leaves metadata mostly sound
 * and makes the code anything.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    replay: { type: 'string' },
    save: { type: 'string' },
    slow: { type: 'string', default: '2000' },
    only: { type: 'string', default: '' },
    mode: { type: 'string', default: 'reader' },
    'without-agents': { type: 'boolean', default: false },
  },
})
const runs = count('runs', values.runs)
const seed = count('seed', values.seed)
const slow = count('slow', values.slow)

if (values.mode !== 'reader' && values.mode !== 'il') throw new TypeError(`--mode is reader or il, not ${values.mode}`)
const isCode = values.mode === 'il'
const makeInput = isCode ? codeInputs(values.only) : fileInputs()

const progress = new SharedArrayBuffer(4)
const watch = new Worker(new URL('./watch.js', import.meta.url), { workerData: { shared: progress, seed, seconds: 60 } })
watch.unref()

let failures = 0
let slowest = { run: -1, ms: 0, sample: '' }
let opened = 0

if (values.replay !== undefined) {
  const run = count('replay', values.replay)
  const { name, bytes } = inputOf(run)
  console.log(`seed ${seed} run ${run}: ${name}, ${bytes.length} bytes`)
  if (values.save !== undefined) writeFileSync(values.save, bytes)
  one(run, true)
} else {
  for (let run = 0; run < runs; run++) one(run, run % (isCode ? 10 : 50) === 0)
}
const done = values.replay === undefined ? runs : 1
console.log(
  `slowest: run ${slowest.run} of ${slowest.sample}; ${opened} of ${done} could be opened; peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
)
console.log(`fuzz: ${done} runs, ${failures} failures, slowest ${Math.round(slowest.ms)} ms`)
await watch.terminate()
process.exitCode = failures > 0 ? 1 : 0

function fileInputs(): (random: Random) => CodeInput {
  const samples = findSeeds(values.only, values['without-agents'])
  return (random) => {
    const sample = random.pick(samples)
    return { name: sample.name, bytes: mutate(sample, random.pick(samples), random) }
  }
}

function inputOf(run: number): CodeInput {
  return makeInput(makeRandom(seed, run))
}

function one(run: number, twice: boolean): void {
  Atomics.store(new Int32Array(progress), 0, run)
  const { name, bytes } = inputOf(run)
  const started = performance.now()
  const problem = problemOf(bytes, twice)
  const ms = performance.now() - started
  if (ms > slowest.ms) slowest = { run, ms, sample: name }
  // time says as much of the machine as of the input: it is told, and only what is wrong fails
  if (ms > slow) console.log(`slow: seed ${seed} run ${run} (${name}): ${Math.round(ms)} ms`)
  if (problem === null) return
  failures++
  console.log(`FAIL seed ${seed} run ${run} (${name}): ${problem}`)
}

/** What is wrong with how an input was taken; null when nothing is. */
function problemOf(bytes: Uint8Array, twice: boolean): string | null {
  try {
    openAssembly(bytes)
    opened++
  } catch (error) {
    if (!(error instanceof FormatError)) return `openAssembly: ${stackOf(error)}`
  }
  try {
    const profile = inspect(bytes)
    const errors = validateProfile(profile)
    if (errors.length > 0) return `profile: ${errors.slice(0, 3).join('; ')}`
    const contradiction = contradictionIn(profile, bytes)
    if (contradiction !== null) return `profile: ${contradiction}`
    if (twice && JSON.stringify(inspect(bytes)) !== JSON.stringify(profile)) return 'the second profile is another'
    return null
  } catch (error) {
    return `inspect: ${stackOf(error)}`
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 6).join('\n') : String(error)
}

function count(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`--${name} takes a whole number, not ${text}`)
  return value
}
