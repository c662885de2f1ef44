#!/usr/bin/env node
// Builds the samples again from their sources and compares each with the committed DLL, section by section of the dump: some
// compilers write another time or MVID each time, so bytes say nothing. Leaves the work tree as it was.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const dist = pathToFileURL(`${path.resolve(process.env.TXRAY_DIST ?? path.join(root, 'dist'))}/`)
const { openAssembly } = await import(new URL('lib/index.js', dist))
const { dumpLines, dumpSections } = await import(new URL('lib/report/dump.js', dist))

const work = mkdtempSync(path.join(tmpdir(), 'txray-samples-'))
let differences = 0
try {
  cpSync(path.join(root, 'samples'), path.join(work, 'samples'), { recursive: true })
  execFileSync('bash', [path.join(work, 'samples', 'build.sh')], { stdio: ['ignore', 'ignore', 'inherit'] })
  const files = readdirSync(path.join(root, 'samples/bin')).filter((name) => name.endsWith('.dll'))
  for (const name of files) {
    const [committed, built] = [root, work].map((folder) => openAssembly(new Uint8Array(readFileSync(path.join(folder, 'samples/bin', name)))))
    for (const section of dumpSections) {
      if ([...dumpLines(committed, section)].join('\n') === [...dumpLines(built, section)].join('\n')) continue
      differences++
      console.log(`${name}: ${section} differs from its sources`)
    }
  }
  console.log(`rebuild: ${files.length} samples, ${differences} sections differ`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = differences > 0 ? 1 : 0
