import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'

/** Bytes of one input, from a file or a pipe. Assemblies are below 200 MB; more would only fill the memory. */
export const inputLimit = 1024 * 1024 * 1024

/** A stream as a whole. Rejects when it does not end within the limit (a device may never end). */
export async function readAtMost(stream: AsyncIterable<Uint8Array | string>, limit: number = inputLimit): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    size += bytes.length
    if (size > limit) throw new Error(tooLarge(limit))
    chunks.push(bytes)
  }
  return concatenate(chunks)
}

/** Pieces as one array. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** A file as a whole, which may be a pipe; its size is asked first. Rejects as `fs` does, and for what is too large. */
export async function readFileAtMost(path: string, limit: number = inputLimit): Promise<Uint8Array> {
  const stats = await stat(path)
  if (stats.isDirectory()) throw new Error('is a folder')
  if (!stats.isFile()) return readAtMost(createReadStream(path), limit)
  if (stats.size > limit) throw new Error(tooLarge(limit))
  return new Uint8Array(await readFile(path))
}

function tooLarge(limit: number): string {
  return `larger than may be read here (${Math.floor(limit / 1024 / 1024)} MB)`
}

/** What went wrong with a file, in words, without its path. */
export function fileErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return fileErrors.get(code) ?? error.message
}

const fileErrors: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'not permitted'],
  ['EISDIR', 'is a folder'],
  ['ELOOP', 'too many symbolic links'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ENOSPC', 'no space left'],
  ['EROFS', 'the file system is read-only'],
])
