#!/usr/bin/env node
// Compares `txray dump attributes` line by line with Mono.Cecil 0.11: owner, type, fixed and named arguments of every row.
//   compare.mjs [--sample N | FILE…]
// Without files: the whole corpus of ../files.mjs. One process of the reader reads all files. What Cecil does not decide is counted
// and named. In every file one thing is changed after the comparison, which must then show.
// Exit status: 0 no difference, 1 differences, 2 the comparison itself failed or there was nothing to compare.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { listFiles, sample } from '../files.mjs'
import { compareLines, shorten } from '../lines.mjs'
import { searchPath } from '../oracle.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const dist = pathToFileURL(`${path.resolve(process.env.TXRAY_DIST || path.join(here, '../../../dist'))}/`)
const shown = 20

/** What the reader says, file by file: { file, lines } or { file, unread }. */
async function* readTheirs(files) {
  const work = mkdtempSync(path.join(tmpdir(), 'txray-attributes-'))
  try {
    const reader = spawn('mono', [buildReader(work), writeList(work, files), searchPath()], { stdio: ['ignore', 'pipe', 'inherit'] })
    const closed = once(reader, 'close')
    let present = null
    for await (const line of linesOf(reader.stdout)) {
      const [kind, file, why] = line.startsWith('{') ? [] : line.split('\t')
      if (kind === undefined) present.lines.push(line)
      else if (kind === 'seen') totals.seen.push(`${why} ${file}`)
      else {
        if (present !== null) yield present
        present = kind === 'file' ? { file, lines: [] } : { file, unread: why }
      }
    }
    const [code, signal] = await closed
    if (code !== 0) throw new Error(`the reader ended with ${code ?? signal} after ${present?.file}`)
    if (present !== null) yield present
  } finally {
    rmSync(work, { recursive: true })
  }
}

function writeList(work, files) {
  const list = path.join(work, 'list')
  writeFileSync(list, files.join('\n'))
  return list
}

function buildReader(work) {
  const gac = '/usr/lib/mono/gac/Mono.Cecil'
  const version = readdirSync(gac).find((name) => name.startsWith('0.11'))
  if (version === undefined) throw new Error(`no Mono.Cecil 0.11 in ${gac} (Debian: mono-devel)`)
  const cecil = path.join(work, 'Mono.Cecil.dll')
  writeFileSync(cecil, readFileSync(path.join(gac, version, 'Mono.Cecil.dll')))
  const out = path.join(work, 'Reader.exe')
  const sources = readdirSync(here).filter((name) => name.endsWith('.cs'))
  execFileSync('mcs', ['-nologo', '-optimize', '-warnaserror', `-r:${cecil}`, `-out:${out}`, ...sources.map((name) => path.join(here, name))])
  return out
}

async function* linesOf(stream) {
  let rest = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

const totals = { files: 0, seen: [], lines: 0, differences: 0, reordered: [], undecided: [], unread: [], changes: 0, unseen: 0 }

/** Whether two lines say the same; `skipped` where Cecil gives no values. */
function compareLine(expectedText, actualText) {
  const expected = JSON.parse(expectedText)
  const actual = JSON.parse(actualText)
  if ('undecided' in expected) return isDeepStrictEqual(headOf(expected), headOf(actual)) ? 'skipped' : 'token, parent, type'
  if (isDeepStrictEqual(expected, actual)) return 'same'
  if (Array.isArray(actual.named)) {
    // Cecil keeps fields and properties apart: how they are mixed it does not tell
    const of = (kind) => actual.named.filter((one) => one.kind === kind)
    const apart = { ...actual, named: [...of('field'), ...of('property')] }
    if (apart.named.length === actual.named.length && isDeepStrictEqual(expected, apart)) return 'reordered'
  }
  const differs = Object.keys({ ...expected, ...actual }).filter((key) => !isDeepStrictEqual(expected[key], actual[key]))
  return differs.length > 0 ? differs.join(', ') : 'keys'
}

const headOf = ({ token, parent, type }) => ({ token, parent, type })

function compareFile(theirs, ours) {
  const { differences } = compareLines(theirs, ours, compareLine)
  const isOrder = ({ what }) => what === 'reordered'
  return { reordered: differences.filter(isOrder).map(shorten), differences: differences.filter((one) => !isOrder(one)) }
}

/** The lines with one thing changed, another one for every `n`; null where there is nothing that Cecil decides. */
function change(theirs, lines, n) {
  const at = theirs.findIndex((line, i) => i >= (n * 7919) % lines.length && !line.includes(',"undecided":'))
  if (at < 0) return null
  if (n % 16 === 0) return lines.toSpliced(at, 1)
  if (n % 16 === 1) return lines.toSpliced(at, 0, lines[at])
  if (n % 16 === 2 && at > 0) return lines.toSpliced(at - 1, 2, lines[at], lines[at - 1])
  const line = JSON.parse(lines[at])
  const leaves = leavesOf(line)
  const { holder, key } = leaves[n % leaves.length]
  holder[key] = changed(holder[key])
  return lines.with(at, JSON.stringify(line))
}

function leavesOf(holder) {
  return Object.keys(holder).flatMap((key) => {
    const value = holder[key]
    return value === null || typeof value !== 'object' || isDeepStrictEqual(value, []) ? [{ holder, key }] : leavesOf(value)
  })
}

function changed(value) {
  if (value === null) return ''
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  return typeof value === 'string' ? `${value.slice(0, -1)}${value.endsWith('?') ? '!' : '?'}` : null
}

async function compareAll(files) {
  const { openAssembly } = await import(new URL('lib/index.js', dist))
  const { dumpLines } = await import(new URL('lib/report/dump.js', dist))
  for await (const { file, lines, unread } of readTheirs(files)) {
    totals.files++
    if (unread !== undefined) {
      totals.unread.push(`${file}: ${unread}`)
      continue
    }
    totals.lines += lines.length
    for (const line of lines) if (line.includes(',"undecided":')) totals.undecided.push(`${file} ${line}`)
    let ours
    try {
      ours = [...dumpLines(openAssembly(new Uint8Array(readFileSync(file))), 'attributes')]
    } catch (error) {
      totals.differences++
      console.log(`differs: ${file}: txray threw ${error?.message}`)
      continue
    }
    const { reordered, differences } = compareFile(lines, ours)
    for (const { txray } of reordered) totals.reordered.push(`${file} ${txray}`)
    show(file, differences)
    totals.differences += differences.length
    const other = differences.length === 0 ? change(lines, ours, totals.files) : null
    if (other === null) continue
    totals.changes++
    if (compareFile(lines, other).differences.length > 0) continue
    totals.unseen++
    console.log(`a change in ${file} does not show: ${other.find((line, i) => line !== ours[i])}`)
  }
  if (totals.files !== files.length) throw new Error(`the reader answered for ${totals.files} of ${files.length} files`)
}

function show(file, differences) {
  for (const difference of differences.slice(0, Math.max(0, shown - totals.differences))) {
    const { line, what, oracle, txray } = shorten(difference)
    console.log(`differs: ${file}:${line} ${what}\n  Cecil  ${oracle}\n  txray  ${txray}`)
  }
}

function report() {
  for (const one of totals.unread) console.log(`Cecil cannot open ${one}`)
  for (const one of totals.undecided.slice(0, shown)) console.log(`Cecil does not decide ${one}`)
  for (const one of totals.reordered.slice(0, shown)) console.log(`Cecil does not tell the order of fields and properties ${one}`)
  console.log(
    `${totals.undecided.length} lines not decided by Cecil, ${totals.unread.length} files not opened; ${totals.reordered.length} lines without the order of fields and properties`,
  )
  console.log(`values: ${totals.seen.join(', ')}`)
  console.log(`self-check: one thing changed in each of ${totals.changes} files, ${totals.changes - totals.unseen} seen`)
  console.log(`${totals.files} files, ${totals.lines} lines compared, ${totals.differences} differences`)
}

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { sample: { type: 'string' } } })
  const corpus = () => (values.sample ? sample(listFiles(), Number(values.sample)) : listFiles()).map(({ file }) => file)
  await compareAll(positionals.length > 0 ? positionals.map((file) => path.resolve(file)) : corpus())
  report()
  if (totals.differences > 0) return 1
  return totals.lines === totals.undecided.length || totals.changes === 0 || totals.unseen > 0 ? 2 : 0
}

process.exitCode = await main().catch((error) => {
  console.error(`attributes/compare.mjs: ${error.message}`)
  return 2
})
