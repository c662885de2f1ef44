import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { ContextError } from '../lib/context/context-error.ts'
import { openContext } from '../lib/context/open.ts'
import type { AgentRecord, ContextRecord, ContextSummary } from '../lib/context/record.ts'
import { limits } from '../lib/limits.ts'
import type { Baseline } from '../lib/profile/baseline.ts'
import { readChanges } from '../lib/profile/changes.ts'
import { type ExposedMessage, openExposure } from '../lib/profile/exposure.ts'
import { readWindow } from '../lib/profile/moments.ts'
import type { Profile } from '../lib/profile/profile.ts'
import type { ServerOptions } from '../lib/profile/server-case.ts'
import { collectRecords, type GivenFile } from '../lib/profile/server-records.ts'
import { exposureLine } from '../lib/report/exposure-csv.ts'
import { fileErrorText, readFileAtMost } from './read-at-most.ts'

/** What the command line was told of the server, as it was written. */
export interface ServerArguments {
  readonly context: readonly string[]
  readonly changes: string | null
  readonly baseline: string | null
  /** When the analysis was made; formats that state a time take it as well. */
  readonly asOf: string | null
  readonly window: string | null
}

/** What `inspect` is told of the server, and where the lines are that are too many to keep. */
export interface ServerInputs {
  readonly options: ServerOptions
  readonly tracking: readonly { readonly path: string; readonly name: string }[]
  /** Every file that was read. */
  readonly paths: readonly string[]
}

/** Bytes of a list of changes; tens of thousands of changes fit. */
const changesLimit = 64 * 1024 * 1024

/** What is wrong with the options by themselves; null: nothing. */
export function refusedServer({ context, changes, baseline, window }: ServerArguments): string | null {
  const needing = [changes === null ? [] : ['--changes'], baseline === null ? [] : ['--baseline'], window === null ? [] : ['--window']].flat()
  if (context.length === 0 && needing.length > 0) return `${needing[0]} says nothing without --context`
  if (window !== null && readWindow(window) === null) return `--window takes hours, days or weeks, such as 36h, 30d or 2w, and was given ${window}`
  return null
}

/** Reads all that was given of the server, streaming. Throws `ContextError` for what cannot be read or is no such file. */
export async function readServer({ context, changes, baseline, asOf, window }: ServerArguments): Promise<ServerInputs> {
  if (context.length === 0) return { options: {}, tracking: [], paths: [] }
  const names = shortNames(context)
  const collector = collectRecords()
  const files: GivenFile[] = []
  const tracking: { path: string; name: string }[] = []
  for (const path of context) {
    const name = names.get(path) ?? path
    let hasMail = false
    const { sha256, summary } = await streamContext(path, name, (record) => {
      hasMail ||= record.kind === 'message'
      collector.add(record)
    })
    files.push({ name, sha256 })
    if (hasMail) tracking.push({ path, name })
    const [first] = summary.skipped
    if (first !== undefined) {
      const where = first.line === null ? '' : `line ${first.line}: `
      collector.note(`${summary.skippedCount} places of ${name} that could not be read; the first, ${where}${first.why}`)
    }
  }
  const hours = window === null ? null : readWindow(window)
  const before = baseline === null ? null : await readBaseline(baseline)
  return {
    options: {
      context: collector.done(files),
      ...(changes === null ? {} : { changes: await readChangesFile(changes) }),
      ...(before === null ? {} : { baseline: before.baseline }),
      ...(asOf === null ? {} : { asOf }),
      ...(hours === null ? {} : { window: hours }),
    },
    tracking,
    paths: [...context, ...(changes === null ? [] : [changes]), ...(before?.paths ?? [])],
  }
}

/** Where lines of the table of exposed mail go. */
export type WriteLines = (text: string) => Promise<void>

/**
 * Reads the logs of mail once more, for the condition that this profile told; the profile with the answer. `write` takes a line for each
 * message that met it, those of one piece of a log at a time.
 */
export async function withExposure(profile: Profile, { options, tracking }: ServerInputs, write?: WriteLines): Promise<Profile> {
  if (options.context === undefined || tracking.length === 0) return profile
  let lines: string[] = []
  const onMessage = write === undefined ? undefined : (exposed: ExposedMessage) => lines.push(exposureLine(profile, exposed))
  const reader = openExposure(profile, options.context, options, onMessage)
  if (reader === null) return profile
  const flush = async (): Promise<void> => {
    if (lines.length === 0) return
    const text = lines.join('')
    lines = []
    await write?.(text)
  }
  for (const { path, name } of tracking) {
    await streamContext(path, name, reader.push, flush)
    await flush()
  }
  return { ...profile, exposure: reader.end() }
}

/** The last part of each path; all of it where two have the same. */
function shortNames(paths: readonly string[]): Map<string, string> {
  const short = paths.map((path) => basename(path))
  return new Map(paths.map((path, at) => [path, short.filter((name) => name === short[at]).length > 1 ? path : (short[at] ?? path)]))
}

async function streamContext(
  path: string,
  name: string,
  onRecord: (record: ContextRecord) => void,
  onPiece?: () => Promise<void>,
): Promise<{ sha256: string; summary: ContextSummary }> {
  const reader = openContext(name, onRecord)
  const hash = createHash('sha256')
  const stream = await reading(name, 'Name a file that can be read.', async () => {
    if ((await stat(path)).isDirectory()) throw new Error('is a folder')
    return createReadStream(path)
  })
  try {
    const chunks = stream[Symbol.asyncIterator]()
    for (;;) {
      const next = await reading(name, 'Name a file that can be read.', () => chunks.next())
      if (next.done === true) break
      const bytes: Uint8Array = next.value
      hash.update(bytes)
      reader.push(bytes)
      // apart from reading: what cannot be written is no fault of this file
      await onPiece?.()
    }
  } finally {
    stream.destroy()
  }
  return { sha256: hash.digest('hex'), summary: reader.end() }
}

/** Errors of the file system as the one error for context files. */
async function reading<T>(name: string, remedy: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof ContextError ? error : new ContextError(name, null, fileErrorText(error), remedy)
  }
}

async function readChangesFile(path: string): Promise<ReturnType<typeof readChanges>> {
  const name = basename(path)
  const bytes = await reading(name, 'Name a file that can be read.', () => readFileAtMost(path, changesLimit))
  return readChanges(name, createHash('sha256').update(bytes).digest('hex'), bytes)
}

/** A list of agents, or a folder with assemblies and, if it is there, `agents.config`. */
async function readBaseline(path: string): Promise<{ baseline: Baseline; paths: string[] }> {
  const isFolder = await reading(path, 'Name a file or a folder that can be read.', async () => (await stat(path)).isDirectory())
  if (!isFolder) {
    const { file, agents } = await readAgents(path, basename(path))
    return { baseline: { files: [file], agents, hashes: [] }, paths: [path] }
  }
  const found = await reading(path, 'Name a folder that can be read.', () => readdir(path, { recursive: true, withFileTypes: true }))
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hashes: GivenFile[] = []
  const agents: AgentRecord[] = []
  const configs: GivenFile[] = []
  const paths: string[] = []
  for (const one of files.sort()) {
    const name = relative(path, one)
    if (/(^|[\\/])(fet)?agents\.config$/i.test(one)) {
      const read = await readAgents(one, name)
      agents.push(...read.agents)
      configs.push(read.file)
    } else if (/\.(dll|exe)$/i.test(one))
      hashes.push({ name, sha256: await reading(name, 'Make it readable, or take it out of the folder.', () => hashOf(one)) })
    else continue
    paths.push(one)
  }
  if (paths.length === 0)
    throw new ContextError(path, null, 'the folder holds neither assemblies nor agents.config', 'Name the agents folder of a server that is known.')
  return { baseline: { files: [...configs, ...hashes], agents, hashes }, paths }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

async function readAgents(path: string, name: string): Promise<{ file: GivenFile; agents: AgentRecord[] }> {
  const agents: AgentRecord[] = []
  const { sha256 } = await streamContext(path, name, (record) => {
    if (record.kind === 'agent' && agents.length < limits.serverRecords) agents.push(structuredClone(record))
  })
  if (agents.length === 0)
    throw new ContextError(name, null, 'it lists no agents', 'A baseline is an earlier agents.config, a list of Get-TransportAgent, or a folder.')
  return { file: { name, sha256 }, agents }
}
