#!/usr/bin/env node
// Inspects assemblies that nobody wrote for us (mono's, the SDK package's): every profile must fit the schema, and no damage may be
// told, since System.Reflection.Metadata reads all of them without error (test/oracle). `--sample N` takes an even part.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { listFiles, sample } from '../oracle/files.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const dist = pathToFileURL(`${path.resolve(process.env.TXRAY_DIST ?? path.join(here, '..', '..', 'dist'))}/`)
const { inspect } = await import(new URL('lib/index.js', dist))
const { validateProfile } = await import(new URL('test/make/validate.js', dist))

const { values, positionals } = parseArgs({ allowPositionals: true, options: { sample: { type: 'string' }, slow: { type: 'string', default: '3' } } })
const all = positionals.length > 0 ? positionals : listFiles().map((one) => one.file)
const listed = values.sample && positionals.length === 0 ? sample(listFiles(), Number(values.sample)).map((one) => one.file) : all
// the oracle's own shapes hold invalid IL on purpose
const files = listed.filter((file) => !file.includes('/oracle/extra/'))

let failed = 0
let bytes = 0
const decisions = new Map()
const times = []
const fail = (file, what) => {
  failed++
  console.log(`FAILED ${file}: ${what}`)
}
for (const file of files) {
  const content = new Uint8Array(readFileSync(file))
  const started = performance.now()
  try {
    const profile = inspect(content, { name: path.basename(file) })
    const errors = validateProfile(profile)
    if (errors.length > 0) fail(file, errors.slice(0, 2).join('; '))
    if (profile.defects.length > 0) fail(file, `${profile.defects.length} defects: ${profile.defects[0].detail}`)
    decisions.set(profile.verdict.decision, (decisions.get(profile.verdict.decision) ?? 0) + 1)
  } catch (error) {
    fail(
      file,
      String(error?.stack ?? error)
        .split('\n')
        .slice(0, 3)
        .join(' | '),
    )
  }
  times.push({ file, ms: performance.now() - started })
  bytes += content.length
}
times.sort((a, b) => b.ms - a.ms)
for (const { file, ms } of times.slice(0, Number(values.slow))) console.log(`slow ${Math.round(ms)} ms ${path.basename(file)}`)
const total = times.reduce((sum, one) => sum + one.ms, 0)
console.log(
  `${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${(total / 1000).toFixed(1)} s, decisions ${[...decisions].map(([name, count]) => `${name} ${count}`).join(', ')}`,
)
console.log(`corpus: ${files.length - failed} of ${files.length} files as they should be`)
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0
