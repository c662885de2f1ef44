import { rmSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Io } from './io.ts'
import { outputError } from './output-error.ts'

/** Where a document goes. It is there as a whole after `commit`, and not at all after `discard`. */
export interface Sink {
  readonly write: (text: string) => Promise<void>
  readonly commit: () => Promise<void>
  readonly discard: () => Promise<void>
}

/**
 * Standard output, or a file that appears whole: it is written beside its place and renamed. A device or pipe is written
 * to as it is. Rejects when the file cannot be written.
 */
export async function openSink(path: string | null, io: Io): Promise<Sink> {
  if (path === null || path === '-') return { write: io.out.write, commit: nothing, discard: nothing }
  const target = resolve(path)
  const existing = await stat(target).catch(() => null)
  if (existing?.isDirectory()) throw new Error('is a folder')
  const direct = existing !== null && !existing.isFile()
  const written = direct ? target : join(dirname(target), `.${basename(target)}.${process.pid}.part`)
  const file = await open(written, direct ? 'w' : 'wx')
  if (!direct) parts.add(written)
  const telling = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      throw outputError(path, error)
    }
  }
  let isClosed = false
  const close = async (): Promise<void> => {
    if (isClosed) return
    isClosed = true
    await file.close()
  }
  return {
    write: (text) => telling(() => file.writeFile(text)),
    commit: () =>
      telling(async () => {
        await close()
        if (direct) return
        await rename(written, target)
        parts.delete(written)
      }),
    discard: async () => {
      await close().catch(() => {})
      if (direct) return
      await rm(written, { force: true })
      parts.delete(written)
    },
  }
}

/** Documents under way, by the names they have until they are whole. */
const parts = new Set<string>()

/** Takes away what is written of documents, at once: for a process that is told to end. */
export function removeParts(): void {
  for (const path of parts) rmSync(path, { force: true })
  parts.clear()
}

/** How reports begin; nothing that is evidence does. The page is told by its policy, which stands first in it. */
const reportBeginnings =
  /^(?:\{|\[|(?:# )?(?:ESCALATE|REVIEW|EXPECTED|NOT JUDGED|NOT READ)[ :]|file_sha256,file|<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy")/

/** Is this file one that an earlier run wrote? */
export async function isEarlierReport(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return false
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(128), 0, 128, 0)
    return bytesRead === 0 || reportBeginnings.test(buffer.toString('latin1', 0, bytesRead))
  } finally {
    await file.close()
  }
}

/** Whether two paths are one file, as far as the file system tells. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => stat(path).catch(() => null)))
  return first != null && second != null && first.ino !== 0 && first.ino === second.ino && first.dev === second.dev
}

async function nothing(): Promise<void> {}
