#!/usr/bin/env node
// Changes one thing in a small program at a time, lets CoreCLR run each result, and asks txray the same. Prints the table and
// the totals; exit status 1 when they disagree, 2 when nothing could be measured.
//   mutations.mjs [--reasons] [--json]
import { withCoreClr } from './core-clr.mjs'
import { buildHello, greeting, layoutOf } from './hello-image.mjs'
import { mutationsOf } from './mutation-list.mjs'
import { txrayLoads } from './txray-loads.mjs'

/** Mutations that txray may leave open, each with its reason. */
const unknownAllowed = new Map([])

async function measure() {
  const ask = await txrayLoads()
  const hello = buildHello()
  const changes = [...mutationsOf(hello, layoutOf(hello))]
  return withCoreClr(async (run) => {
    const rows = []
    let next = 0
    const worker = async () => {
      while (next < changes.length) {
        const index = next++
        const [name, change] = changes[index]
        const copy = Buffer.from(hello)
        const bytes = change(copy) ?? copy
        const result = await run(Buffer.isBuffer(bytes) ? bytes : copy)
        const ran = result.status === 0 && result.out.trim() === greeting
        rows[index] = { name, clr: ran ? 'runs' : 'refused', because: ran ? '' : reason(result), ...ask(Buffer.isBuffer(bytes) ? bytes : copy) }
      }
    }
    await Promise.all([worker(), worker()])
    return rows
  })
}

/** What the runtime wrote of it: its code for the failure, or the exception's name. */
function reason({ errors, out, status }) {
  const text = `${errors}\n${out}`
  return /0x8[0-9A-Fa-f]{7}/.exec(text)?.[0] ?? /System\.\w+(?:\.\w+)*Exception/.exec(text)?.[0] ?? `status ${status}`
}

const agrees = ({ name, clr, answer }) => (answer === 'unknown' ? unknownAllowed.has(name) : (answer === 'yes') === (clr === 'runs'))

function print(rows, reasons) {
  console.log('| mutation | CoreCLR 2.2 | txray | broken rules |')
  console.log('| --- | --- | --- | --- |')
  for (const row of rows) {
    const clr = reasons && row.because !== '' ? `${row.clr} (${row.because})` : row.clr
    const broken = row.broken.map(({ rule, detail }) => (reasons ? `${rule}: ${detail}` : `\`${rule}\``)).join('; ')
    console.log(`| ${row.name} | ${clr} | ${row.answer}${agrees(row) ? '' : ' **DISAGREES**'} | ${broken} |`)
  }
}

try {
  const rows = await measure()
  if (rows[0]?.clr !== 'runs') throw new Error(`the unchanged program does not run: ${rows[0]?.because}`)
  const wrong = rows.filter((row) => !agrees(row))
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 1))
  else print(rows, process.argv.includes('--reasons'))
  const count = (clr) => rows.filter((row) => row.clr === clr).length
  console.error(`${rows.length} images, CoreCLR runs ${count('runs')} and refuses ${count('refused')}; txray agrees on ${rows.length - wrong.length}`)
  process.exitCode = wrong.length > 0 ? 1 : 0
} catch (error) {
  console.error(`mutations.mjs: ${error.stack}`)
  process.exitCode = 2
}
