#!/usr/bin/env node
// Compares `txray dump` with the oracle, section by section and line by line.
//   compare.mjs [--list FILE | --sample N | FILE…] [--sections a,b] [--show N] [--batch N] [--timeout SECONDS] [--self-test]
// Without files: the whole corpus of files.mjs. txray is taken from dist/, or from TXRAY_DIST.
// Exit status: 0 no difference, 1 differences, 2 the comparison itself failed.
// One process runs the oracle on the next batch while a worker thread compares the present one.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { listFiles, sample } from './files.mjs'
import { compareLines, shorten } from './lines.mjs'
import { buildOracle, runOracle } from './oracle.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const allSections = ['tables', 'types', 'methods', 'members', 'strings', 'il', 'attributes', 'resources', 'imports', 'references']

// ---- txray's side: the only place that knows txray --------------------------------------------------------------------

const dist = pathToFileURL(`${path.resolve(process.env.TXRAY_DIST ?? path.join(here, '..', '..', 'dist'))}/`)
let last = { file: '', assembly: null }

/** The lines of `txray dump SECTION FILE`, through the built library. */
async function txraySide(file, section) {
  const { openAssembly } = await import(new URL('lib/index.js', dist))
  const { dumpLines } = await import(new URL('lib/report/dump.js', dist))
  if (last.file !== file) last = { file, assembly: openAssembly(new Uint8Array(readFileSync(file))) }
  return [...dumpLines(last.assembly, section)]
}

const readLines = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.length > 0)

/** One section of one file. `side` is txray's, or in a self-test another run of the oracle. */
async function compareSection({ file, section, prefix }, side) {
  const oracle = readLines(`${prefix}.${section}.ndjson`)
  if (oracle[0]?.startsWith('{"oracleError":')) return { oracleError: JSON.parse(oracle[0]).oracleError }
  const started = performance.now()
  let result
  try {
    result = compareLines(oracle, await side(file, section))
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND') throw error
    result = failure(
      'exception',
      String(error?.stack ?? error)
        .split('\n')
        .slice(0, 3)
        .join(' | '),
    )
  }
  const seconds = (performance.now() - started) / 1000
  const { differences, skipped } = result
  return { lines: oracle.length, skipped, seconds, count: differences.length, differences: differences.slice(0, 20).map(shorten) }
}

const failure = (what, text) => ({ lines: 0, skipped: 0, seconds: 0, count: 1, differences: [{ line: 0, what, oracle: null, txray: text }] })

/** A worker that compares one section at a time, and is replaced when one takes too long. */
function comparer(side, timeout) {
  let worker = null
  return {
    compare(task) {
      worker ??= new Worker(fileURLToPath(import.meta.url), { workerData: side, resourceLimits: { maxOldGenerationSizeMb: 6000 } })
      const present = worker
      return new Promise((resolve, reject) => {
        const end = (settle, value, broken) => {
          clearTimeout(timer)
          present.off('message', onMessage).off('error', onError)
          if (broken) {
            worker = null
            present.on('error', () => {}).terminate()
          }
          settle(value)
        }
        const onMessage = (m) => (m.fatal ? end(reject, new Error(m.fatal), true) : end(resolve, m.result, false))
        const onError = (e) => end(resolve, failure(`worker died: ${e.message}`, null), true)
        const timer = setTimeout(() => end(resolve, failure(`no answer in ${timeout} s`, null), true), timeout * 1000)
        present.on('message', onMessage).on('error', onError)
        present.postMessage(task)
      })
    },
    close: () => worker?.terminate(),
  }
}

// ---- the whole run ----------------------------------------------------------------------------------------------------

async function run({ files, sections, batch, timeout, side, work, oracle, oracleDir }) {
  const list = path.join(work, 'list')
  writeFileSync(list, files.map((f) => `${f}\n`).join(''))
  const total = { files: files.length, lines: 0, skipped: 0, seconds: 0, sections: {}, differences: [], oracleErrors: [] }
  for (const s of sections) total.sections[s] = { lines: 0, skipped: 0, differences: 0, files: 0, seconds: 0 }
  const dump = (from) => runOracle(oracle, list, oracleDir, sections, from, Math.min(from + batch, files.length))
  const worker = comparer(side, timeout)
  let ready = dump(0)
  for (let from = 0; from < files.length; from += batch) {
    await ready
    const end = Math.min(from + batch, files.length)
    ready = end < files.length ? dump(end) : Promise.resolve()
    ready.catch(() => {}) // awaited at the next batch
    for (let n = from; n < end; n++) {
      const prefix = path.join(oracleDir, String(n))
      for (const section of sections) {
        collect(total, files[n], section, await worker.compare({ file: files[n], n, prefix, section }))
        rmSync(`${prefix}.${section}.ndjson`, { force: true })
      }
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${end}/${files.length} files, ${sum(total.sections, 'differences')} differences `)
  }
  if (process.stderr.isTTY) process.stderr.write('\n')
  worker.close()
  return total
}

function collect(total, file, name, result) {
  if (result.oracleError !== undefined) {
    const known = total.oracleErrors.find((e) => e.file === file && e.error === result.oracleError)
    if (known) known.sections.push(name)
    else total.oracleErrors.push({ file, error: result.oracleError, sections: [name] })
    return
  }
  const sums = total.sections[name]
  sums.lines += result.lines
  sums.skipped += result.skipped
  sums.seconds += result.seconds
  sums.differences += result.count
  if (result.count > 0) sums.files++
  for (const d of result.differences) total.differences.push({ file, section: name, ...d })
}

const sum = (sections, key) => Object.values(sections).reduce((n, s) => n + s[key], 0)

function report(total, show) {
  console.log(`${total.files} files, ${sum(total.sections, 'lines')} lines compared, ${sum(total.sections, 'skipped')} of them not decided by the oracle`)
  console.log('section         lines  skipped  differences  in files  txray s')
  for (const [name, s] of Object.entries(total.sections)) {
    const cells = [String(s.lines).padStart(10), String(s.skipped).padStart(9), String(s.differences).padStart(13), String(s.files).padStart(10)]
    console.log(name.padEnd(11) + cells.join('') + s.seconds.toFixed(1).padStart(9))
  }
  for (const { file, error, sections } of total.oracleErrors) {
    const what = sections.length === Object.keys(total.sections).length ? 'all sections' : sections.join(', ')
    console.log(`oracle cannot read ${file} (${what}): ${error}`)
  }
  for (const name of Object.keys(total.sections)) {
    // One difference a file first: many files tell more than many lines of one.
    const all = total.differences.filter((d) => d.section === name)
    const firsts = all.filter((d, i) => all.findIndex((x) => x.file === d.file) === i)
    const shown = [...firsts, ...all.filter((d) => !firsts.includes(d))].slice(0, show)
    for (const d of shown) {
      console.log(`\n${name} ${d.file}:${d.line} ${d.what}`)
      if (d.oracle !== null) console.log(`  oracle ${d.oracle}`)
      if (d.txray !== null) console.log(`  txray  ${d.txray}`)
    }
  }
}

// ---- self-test --------------------------------------------------------------------------------------------------------

const mutations = {
  none: (lines) => lines,
  value: (lines) => lines.map((l, i) => (i === lines.length >> 1 ? l.replace(/.(?="?\}$)/, (c) => (c === '7' ? '8' : '7')) : l)),
  missing: (lines) => lines.filter((_, i) => i !== lines.length >> 1),
  additional: (lines) => [...lines.slice(0, 1), '{"token":"0x7fffffff"}', ...lines.slice(1)],
  order: (lines) => [...lines.slice(1, 2), ...lines.slice(0, 1), ...lines.slice(2)],
  text: (lines) => lines.map((l) => l.replace(/^\{/, '{ ').replace(/[^\u0020-\u007e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)),
  exception: () => {
    throw new Error('made up')
  },
}

/** Two runs of the oracle must agree; one with a change made to it must not, section by section. */
async function selfTest(options) {
  const second = path.join(options.work, 'second')
  const list = path.join(options.work, 'list2')
  writeFileSync(list, options.files.map((f) => `${f}\n`).join(''))
  await runOracle(options.oracle, list, second, options.sections, 0, options.files.length)
  let failures = 0
  for (const mutation of Object.keys(mutations)) {
    const total = await run({ ...options, side: { second, mutation } })
    for (const [name, s] of Object.entries(total.sections)) {
      if (s.lines < 2) {
        console.log(`${mutation} ${name}: too few lines to say`)
        failures++
        continue
      }
      const silent = mutation === 'none' || mutation === 'text'
      if (silent ? s.differences !== 0 : s.differences === 0) {
        failures++
        console.log(`FAILED ${mutation} ${name}: ${s.differences} differences`)
      }
    }
    console.log(`${mutation}: ${sum(total.sections, 'differences')} differences in ${sum(total.sections, 'lines')} lines`)
  }
  console.log(failures === 0 ? 'self-test passed' : `self-test: ${failures} failures`)
  return failures === 0 ? 0 : 1
}

// ---- entry points -----------------------------------------------------------------------------------------------------

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'string' },
      sample: { type: 'string' },
      sections: { type: 'string' },
      show: { type: 'string', default: '3' },
      batch: { type: 'string', default: '40' },
      timeout: { type: 'string', default: '120' },
      'self-test': { type: 'boolean' },
    },
  })
  const sections = values.sections?.split(',') ?? allSections
  for (const s of sections) if (!allSections.includes(s)) throw new Error(`no section ${s}`)
  const oracle = buildOracle()
  let files = positionals
  if (values.list) files = readLines(values.list)
  else if (files.length === 0) files = (values.sample ? sample(listFiles(), Number(values.sample)) : listFiles()).map((f) => f.file)
  if (files.length === 0) throw new Error('no files')
  files = files.map((f) => path.resolve(f))

  const work = mkdtempSync(path.join(tmpdir(), 'txray-oracle-'))
  const started = performance.now()
  try {
    const options = { files, sections, oracle, work, oracleDir: path.join(work, 'out'), batch: Number(values.batch), timeout: Number(values.timeout) }
    if (values['self-test']) return await selfTest(options)
    const total = await run({ ...options, side: null })
    report(total, Number(values.show))
    console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`)
    if (sum(total.sections, 'differences') > 0) return 1
    if (sum(total.sections, 'lines') === 0) throw new Error('no lines compared')
    return 0
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

if (isMainThread) {
  if (process.argv[1] === fileURLToPath(import.meta.url)) {
    process.exitCode = await main().catch((error) => {
      console.error(`compare.mjs: ${error.message}`)
      return 2
    })
  }
} else {
  const side = workerData === null ? txraySide : null
  parentPort.on('message', async (task) => {
    const secondRun = (_file, section) => mutations[workerData.mutation](readLines(path.join(workerData.second, `${task.n}.${section}.ndjson`)))
    try {
      parentPort.postMessage({ result: await compareSection(task, side ?? secondRun) })
    } catch (error) {
      parentPort.postMessage({ fatal: error.message })
    }
  })
}
