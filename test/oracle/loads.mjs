#!/usr/bin/env node
// Compares txray's `loads` with what CoreCLR's Assembly.LoadFile does: over the corpus, over given files, or over damaged images
// made from a seed. Exit status 1 when an answer disagrees that no reason below covers.
//   loads.mjs [FILE…]                    the corpus of files.mjs, or these files
//   loads.mjs --random N [--seed S]      N images with one field changed each
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { listFiles } from './files.mjs'
import { buildHello, layoutOf } from './hello-image.mjs'
import { damage } from './random-damage.mjs'
import { coreLoads, txrayLoads } from './txray-loads.mjs'

/** Refusals that are not about the image: the binder's, by name, version, culture or an identity that is loaded already. */
const binder = new Set(['System.IO.FileLoadException', 'System.IO.FileNotFoundException', 'System.Globalization.CultureNotFoundException'])
/** Cases that LoadFile decides otherwise for reasons of its own. */
const exceptions = [
  { because: 'the runtime’s own core library cannot be loaded twice', covers: ({ file }) => /[/\\]System\.Private\.CoreLib\.dll$/.test(file) },
  {
    because: 'a program with a culture is loaded as a file and never started',
    covers: ({ broken }) => broken.length === 1 && broken[0].rule === 'assembly.culture',
  },
]

const option = (name) => {
  const at = process.argv.indexOf(name)
  return at < 0 ? null : Number(process.argv[at + 1])
}

/** Sorts one file's two answers. */
function judge({ clr, answer, ...rest }) {
  const expected = clr.taken ? 'yes' : 'no'
  if (!clr.taken && binder.has(clr.exception) && answer !== 'no') return 'binder'
  if (answer === 'unknown') return 'unknown'
  if (answer === expected) return 'agrees'
  return exceptions.some(({ covers }) => covers({ broken: [], ...rest })) ? 'excepted' : 'disagrees'
}

async function compare(files) {
  const ask = await txrayLoads()
  const answers = await coreLoads(files)
  const rows = files.map((file, index) => ({ file, clr: answers[index], ...ask(readFileSync(file)) }))
  const kinds = new Map()
  for (const row of rows) {
    const kind = judge(row)
    const clr = row.clr.taken ? 'taken' : `refused ${row.clr.code || row.clr.exception}`
    const key = `${kind}\t${clr}\t${row.answer}${row.broken.length > 0 ? ` ${row.broken.map(({ rule }) => rule).join(' ')}` : ''}`
    kinds.set(key, [...(kinds.get(key) ?? []), row])
  }
  return { rows, kinds }
}

function print({ rows, kinds }, describe) {
  console.log('| files | | CoreCLR | txray |\n| ---: | --- | --- | --- |')
  for (const [key, members] of [...kinds].sort((a, b) => b[1].length - a[1].length)) console.log(`| ${members.length} | ${key.split('\t').join(' | ')} |`)
  const wrong = rows.filter((row) => judge(row) === 'disagrees')
  for (const row of wrong.slice(0, 40)) {
    console.log(
      `disagrees: ${describe(row)}: CoreCLR ${row.clr.taken ? 'takes it' : `${row.clr.exception} ${row.clr.message}`}, txray ${row.answer} ${JSON.stringify(row.broken)}`,
    )
  }
  const count = (kind) => rows.filter((row) => judge(row) === kind).length
  const known = ['agrees', 'disagrees', 'excepted', 'unknown', 'binder'].map((kind) => `${kind} ${count(kind)}`).join(', ')
  console.log(`${rows.length} files: ${known}`)
  return wrong.length > 0 ? 1 : 0
}

/** The same image with its tables called `#-`, which the runtime reads by another path. */
function uncompressed({ bytes, at }) {
  const copy = Buffer.from(bytes)
  copy.write('#-', at.stream('#~').nameAt, 'latin1')
  return { bytes: copy, at }
}

async function random(count, seed) {
  const folder = mkdtempSync(path.join(tmpdir(), 'txray-damage-'))
  try {
    const bases = [buildHello('exe'), buildHello('library')].map((bytes) => ({ bytes, at: layoutOf(bytes) }))
    bases.push(uncompressed(bases[1]))
    const images = damage(bases, count, seed).map(({ bytes, what }, index) => {
      const file = path.join(folder, `${index}.dll`)
      writeFileSync(file, bytes)
      return { file, what }
    })
    const what = new Map(images.map((image) => [image.file, image.what]))
    return print(await compare(images.map(({ file }) => file)), ({ file }) => what.get(file))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

try {
  const count = option('--random')
  const named = process.argv.slice(2).filter((one) => !one.startsWith('--'))
  if (count !== null) process.exitCode = await random(count, option('--seed') ?? 1)
  else process.exitCode = print(await compare(named.length > 0 ? named : listFiles().map(({ file }) => file)), ({ file }) => file)
} catch (error) {
  console.error(`loads.mjs: ${error.stack}`)
  process.exitCode = 2
}
