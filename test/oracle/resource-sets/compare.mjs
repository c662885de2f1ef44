#!/usr/bin/env node
// Compares the reading of .resources sets with mono's ResourceReader: name, type, length and content of every entry of every
// set in the corpus (see ../files.mjs). Prints the differences and totals; exit status 1 when there are any.
//   compare.mjs [FILE…]
// In sets of version 1 only names and content are compared: GetResourceData takes their type index for a type code.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { listFiles } from '../files.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const dist = pathToFileURL(`${process.env.TXRAY_DIST || path.join(here, '../../../dist')}/lib/model/`)
const { openAssembly } = await import(new URL('assembly.js', dist))
const { resourceBytes } = await import(new URL('embedded.js', dist))
const { isResourceSet, readResourceSet } = await import(new URL('resource-set.js', dist))
const { resources } = await import(new URL('resources.js', dist))

const files = process.argv.length > 2 ? process.argv.slice(2) : listFiles().map(({ file }) => file)
const theirs = readTheirs(files)
const totals = { files: files.length, sets: 0, entries: 0, differences: 0 }
for (const file of files) {
  for (const [name, set] of readOurs(file)) {
    const key = `${file}\t${name}`
    const expected = theirs.get(key)
    theirs.delete(key)
    totals.sets++
    totals.entries += set.length
    if (
      set.join('\n') ===
      expected
        ?.map((line) => comparable(line, set.version))
        .sort()
        .join('\n')
    )
      continue
    totals.differences++
    console.log(`differs: ${key}`)
  }
}
for (const key of theirs.keys()) console.log(`not read: ${key}`)
totals.differences += theirs.size
console.log(JSON.stringify(totals))
process.exitCode = totals.differences === 0 ? 0 : 1

function readTheirs(list) {
  const work = mkdtempSync(path.join(tmpdir(), 'txray-resource-sets-'))
  try {
    const gac = '/usr/lib/mono/gac/Mono.Cecil'
    const cecil = path.join(
      gac,
      readdirSync(gac)
        .filter((name) => name.startsWith('0.11'))
        .at(-1) ?? '',
      'Mono.Cecil.dll',
    )
    writeFileSync(path.join(work, 'Mono.Cecil.dll'), readFileSync(cecil))
    writeFileSync(path.join(work, 'list'), list.join('\n'))
    execFileSync('mcs', ['-nologo', `-r:${cecil}`, `-out:${path.join(work, 'Reader.exe')}`, path.join(here, 'Reader.cs')])
    const output = execFileSync('mono', [path.join(work, 'Reader.exe'), path.join(work, 'list')], { encoding: 'utf8', maxBuffer: 2 ** 30 })
    const sets = new Map()
    let entries = []
    for (const line of output.split('\n')) {
      const [kind, ...fields] = line.split('\t')
      if (kind === 'set') {
        entries = []
        sets.set(fields.join('\t'), entries)
      } else if (kind === 'entry') entries.push(fields)
    }
    return sets
  } finally {
    rmSync(work, { recursive: true })
  }
}

function comparable([name, type, size, hash], version) {
  return [name, version === 1 ? '' : type, size, hash].join(' ')
}

function* readOurs(file) {
  const assembly = openAssembly(new Uint8Array(readFileSync(file)))
  for (const resource of resources(assembly)) {
    if (resource.size === null) continue
    const span = resourceBytes(assembly, resource)
    if (!isResourceSet(span)) continue
    const { version, entries } = readResourceSet(span, assembly.defects)
    const lines = entries.map((entry) => {
      const stored = asStored(entry)
      const name = Buffer.from(entry.name, 'utf16le').toString('hex')
      return comparable([name, stored.type, stored.bytes.length, createHash('sha1').update(stored.bytes).digest('hex')], version)
    })
    yield [resource.name, Object.assign(lines.sort(), { version })]
  }
}

/** The value with the length that stands before it, and the type as GetResourceData names it. */
function asStored({ type, bytes }) {
  const content = bytes === null ? Buffer.alloc(0) : Buffer.from(bytes.bytes)
  if (type === 'null') return { type: 'ResourceTypeCode.Null', bytes: content }
  if (type === 'System.String') return { type: 'ResourceTypeCode.String', bytes: Buffer.concat([packedLength(content.length), content]) }
  if (type === 'System.Byte[]' || type === 'System.IO.Stream') {
    const length = Buffer.alloc(4)
    length.writeInt32LE(content.length)
    return { type: type === 'System.Byte[]' ? 'ResourceTypeCode.ByteArray' : 'ResourceTypeCode.Stream', bytes: Buffer.concat([length, content]) }
  }
  return { type: /^System\.\w+$/.test(type) ? type.replace('System.', 'ResourceTypeCode.') : type, bytes: content }
}

function packedLength(length) {
  const bytes = []
  for (; length >= 0x80; length >>>= 7) bytes.push((length & 0x7f) | 0x80)
  return Buffer.from([...bytes, length])
}
