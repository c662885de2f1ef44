#!/usr/bin/env node
// Lists the corpus, one path a line: every PE file with a CLI header under mono's library folders, the .NET Core SDK package, the
// C++/CLI files of another and the oracle's own cache (its extra files), each content once, in an order that does not change between runs.
//   files.mjs [--sample N] [--kinds] [DIR…]
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'txray')
export const sdk = process.env.TXRAY_DOTNET_SDK || path.join(cache, 'dotnet-sdk', 'package')
const roots = ['/usr/lib/mono', '/usr/lib/mono-cecil', sdk, path.join(cache, 'edge-js', 'package'), path.join(cache, 'oracle', 'extra')]

/** Every distinct .NET file under the folders: path and kind, sorted by kind and path. */
export function listFiles(folders = roots) {
  const seen = new Set()
  const found = []
  for (const file of folders.flatMap(walk)) {
    const bytes = readFileSync(file)
    const kind = kindOf(file, bytes)
    const hash = createHash('sha256').update(bytes).digest('hex')
    if (kind === null || seen.has(hash)) continue
    seen.add(hash)
    found.push({ file, kind })
  }
  return found.sort((a, b) => order(a.kind, b.kind) || order(a.file, b.file))
}

/** At most `count` files, spread evenly over each kind; small kinds are kept whole. */
export function sample(files, count) {
  const kinds = [...group(files).values()].sort((a, b) => a.length - b.length)
  const picked = []
  kinds.forEach((members, i) => {
    const share = Math.min(members.length, Math.floor((count - picked.length) / (kinds.length - i)))
    for (let n = 0; n < share; n++) picked.push(members[Math.floor((n * members.length) / share)])
  })
  return picked.sort((a, b) => order(a.kind, b.kind) || order(a.file, b.file))
}

function group(files) {
  const groups = new Map()
  for (const f of files) groups.set(f.kind, [...(groups.get(f.kind) ?? []), f])
  return groups
}

const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

function walk(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => order(a.name, b.name))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name)
      if (entry.isDirectory()) return walk(file)
      if (!/\.(dll|exe|netmodule|node)$/i.test(entry.name) || !existsSync(file)) return []
      return [realpathSync(file)]
    })
}

/** What sort of .NET file it is; null when it has no CLI header. */
function kindOf(file, bytes) {
  const corHeader = findCorHeader(bytes)
  if (corHeader === null) return null
  if (/\.resources\.dll$/i.test(file)) return 'satellite'
  if (/\.netmodule$/i.test(file)) return 'netmodule'
  if (/[/\\]extra[/\\]/.test(file)) return 'extra'
  if (corHeader + 72 <= bytes.length && bytes.readUInt32LE(corHeader + 64) !== 0) return 'ready-to-run'
  if (corHeader + 20 <= bytes.length && (bytes.readUInt32LE(corHeader + 16) & 1) === 0) return 'mixed'
  if (/-api[/\\]/.test(file)) return 'mono-reference'
  return file.startsWith(roots[0]) ? 'mono' : 'core'
}

function findCorHeader(bytes) {
  if (bytes.length < 0x80 || bytes.readUInt16LE(0) !== 0x5a4d) return null
  const pe = bytes.readUInt32LE(0x3c)
  if (pe + 0xf8 > bytes.length || bytes.readUInt32LE(pe) !== 0x4550) return null
  const optional = pe + 24
  const directories = optional + (bytes.readUInt16LE(optional) === 0x20b ? 112 : 96)
  const rva = bytes.readUInt32LE(directories + 14 * 8)
  if (rva === 0) return null
  let section = optional + bytes.readUInt16LE(pe + 20)
  for (let i = bytes.readUInt16LE(pe + 6); i > 0 && section + 40 <= bytes.length; i--, section += 40) {
    const start = bytes.readUInt32LE(section + 12)
    if (rva >= start && rva < start + bytes.readUInt32LE(section + 16)) return rva - start + bytes.readUInt32LE(section + 20)
  }
  return null
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2)
  const kinds = args.includes('--kinds')
  const at = args.indexOf('--sample')
  const folders = args.filter((a, i) => !a.startsWith('--') && (at < 0 || i !== at + 1))
  let files = folders.length > 0 ? listFiles(folders) : listFiles()
  if (at >= 0) files = sample(files, Number(args[at + 1]))
  process.stdout.write(files.map((f) => `${kinds ? `${f.kind}\t` : ''}${f.file}\n`).join(''))
}
