// What txray says of an image, and what CoreCLR's Assembly.LoadFile says of many: the only place that knows either's interface.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildOracle } from './oracle.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const dist = process.env.TXRAY_DIST || path.join(here, '..', '..', 'dist')

/** A function from an image's bytes to what txray's `loads` gives. */
export async function txrayLoads() {
  const module = (file) => import(pathToFileURL(path.resolve(dist, 'lib', file)))
  const [{ loads }, { spanOf }, { openAssembly }] = await Promise.all([module('model/loads.js'), module('bytes/span.js'), module('model/assembly.js')])
  return (bytes) => {
    const exact = new Uint8Array(bytes)
    let assembly = null
    try {
      assembly = openAssembly(exact)
    } catch (error) {
      if (error.name !== 'FormatError') throw error
    }
    return loads(spanOf(exact), assembly)
  }
}

/** One answer for each file: whether LoadFile took it, and if not by which exception and code; `died` when the process did. */
export async function coreLoads(files) {
  const oracle = buildOracle()
  const folder = mkdtempSync(path.join(tmpdir(), 'txray-loads-'))
  const list = path.join(folder, 'list')
  const answers = new Map()
  try {
    writeFileSync(list, `${files.join('\n')}\n`)
    for (let from = 0; from < files.length; ) {
      const { status, out } = await run(oracle, ['loads', '--list', list, '--from', String(from)])
      let last = from
      for (const line of out.split('\n')) {
        if (line.startsWith('start ')) last = Number(line.slice('start '.length))
        else if (line.startsWith('{')) answers.set(last, parse(line))
      }
      if (status === 0) break
      if (!answers.has(last)) answers.set(last, { taken: false, exception: 'died', code: String(status) })
      from = last + 1
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return files.map((_, index) => answers.get(index) ?? { taken: false, exception: 'no answer', code: '' })
}

function parse(line) {
  const { loads, exception = '', hresult = '', message = '' } = JSON.parse(line)
  return { taken: loads, exception: loads ? '' : exception, code: hresult, message }
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ status: code ?? signal, out }))
  })
}
