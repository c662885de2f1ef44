import { type Entry, type FileEntry, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js'
import { concatenate } from './read-at-most.ts'

/** Bounds on what an archive may hold; what goes beyond is told as that member's error. */
export const zipLimits = {
  /** Members read. Samples are sent in archives of one to a dozen. */
  entries: 1000,
  /** Bytes of one member: four times the largest known managed assembly. */
  memberSize: 256 * 1024 * 1024,
  /** Bytes of all members: what one run may cost. */
  totalSize: 1024 * 1024 * 1024,
  /** Growth by unpacking, above `ratioFrom` bytes. Assemblies shrink to a third; 200 is far into zip bombs. */
  ratio: 200,
  ratioFrom: 1024 * 1024,
}
export type ZipLimits = typeof zipLimits

/** What samples are locked with when people send them to each other. */
const customaryPassword = 'infected'

export interface ZipMember {
  /** As the archive says it: data, never a path on this machine. */
  readonly path: string
  /** Unpacks it in memory. Rejects with a plain sentence when it is too large, locked or damaged. */
  readonly read: () => Promise<Uint8Array>
}

/** Told by the first bytes, not by a name: a .NET file begins `MZ` and so never is one. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04
}

/** The files of an archive in its own order, without folders. Rejects when the archive's directory cannot be read. Nothing is written to disk. */
export async function openZip(bytes: Uint8Array, password: string | null, limits: ZipLimits = zipLimits): Promise<ZipMember[]> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, strictness: 'tolerant', filenameValidation: 'tolerant' })
  const members: ZipMember[] = []
  const budget = { left: limits.totalSize }
  const passwords = password === null ? [customaryPassword] : [password, customaryPassword]
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (!isFile(entry)) continue
      if (members.length === limits.entries) {
        members.push({
          path: entry.filename,
          read: () => Promise.reject(new Error(`the archive holds more than ${limits.entries} files; this and further ones were not read`)),
        })
        break
      }
      members.push({ path: entry.filename, read: () => readMember(entry, passwords, budget, limits) })
    }
  } catch (error) {
    throw new Error(`not a readable zip archive: ${errorText(error)}`)
  }
  return members
}

function isFile(entry: Entry): entry is FileEntry {
  return !entry.directory
}

async function readMember(entry: FileEntry, passwords: readonly string[], budget: { left: number }, limits: ZipLimits): Promise<Uint8Array> {
  const allowed = Math.min(limits.memberSize, Math.max(limits.ratioFrom, entry.compressedSize * limits.ratio))
  if (entry.uncompressedSize > limits.memberSize) throw new Error(`larger than a member may be (${limits.memberSize} bytes)`)
  if (entry.uncompressedSize > allowed) throw new Error(`unpacks to more than ${limits.ratio} times its size`)
  if (entry.uncompressedSize > budget.left) throw new Error(`the archive unpacks to more than ${limits.totalSize} bytes`)
  const most = Math.min(allowed, budget.left)
  const unpacked = entry.encrypted ? await unlock(entry, passwords, most) : await unpack(entry, null, most)
  if (!('bytes' in unpacked)) throw new Error(unpacked.problem)
  budget.left -= unpacked.bytes.length
  return unpacked.bytes
}

type Unpacked = { readonly bytes: Uint8Array } | { readonly problem: string; readonly tooLarge: boolean }

/** A ZipCrypto check is one byte: one wrong password in 256 passes it, and fails later or by the CRC. So every failure tries the next. */
async function unlock(entry: FileEntry, passwords: readonly string[], most: number): Promise<Unpacked> {
  for (const password of passwords) {
    const unpacked = await unpack(entry, password, most)
    if ('bytes' in unpacked || unpacked.tooLarge) return unpacked
  }
  const tried = passwords.length > 1 ? 'neither the password given nor "infected" opens it' : '"infected" does not open it; give its password with --password'
  return { problem: `encrypted, and ${tried}`, tooLarge: false }
}

async function unpack(entry: FileEntry, password: string | null, most: number): Promise<Unpacked> {
  const chunks: Uint8Array[] = []
  let size = 0
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => {
      size += chunk.length
      if (size > most) throw new Error('too large')
      chunks.push(chunk.slice())
    },
  })
  try {
    await entry.getData(sink, { useWebWorkers: false, checkCrc32: true, ...(password === null ? {} : { password }) })
  } catch (error) {
    const tooLarge = size > most
    return { problem: tooLarge ? `unpacks to more than it may (${most} bytes)` : `cannot be unpacked: ${errorText(error)}`, tooLarge }
  }
  return { bytes: concatenate(chunks) }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
