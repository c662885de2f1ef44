import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter, type ZipWriterConstructorOptions } from '@zip.js/zip.js'
import { run } from '../../bin/cli.ts'
import type { Engine } from '../../bin/engine.ts'
import { host } from '../../bin/host-node.ts'
import type { Io } from '../../bin/io.ts'
import { FormatError } from '../../lib/errors.ts'
import type { Decision, Profile } from '../../lib/profile/profile.ts'
import { exampleProfile } from './profile.ts'

/** Text as the bytes of a file. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/**
 * A library whose answer is what the file says: `escalate`, `review`, `expected`; `crash` is a defect of its own, anything
 * else is not judged. So the command line is tested without assemblies.
 */
export const fakeEngine: Engine = {
  inspect: (file, options) => profileOf(new TextDecoder().decode(file), options.name ?? null, file, options.with ?? []),
  dumpSections: ['tables', 'types', 'il'],
  dump: (file, section) => {
    const text = new TextDecoder().decode(file)
    if (text === 'other') throw new FormatError('bad-magic', 0, 'no MZ signature')
    return [JSON.stringify({ section, text })]
  },
  rules: [
    {
      id: 'process.start',
      title: 'Starts a process',
      category: 'process',
      severity: 'high',
      attack: ['T1059'],
      why: 'An agent has no reason to start programs, but for scanners.',
      anyOf: [{ api: 'System.Diagnostics.Process::Start' }, { native: 'CreateProcess', module: 'kernel32' }],
    },
  ],
  rulesVersion: '1.0.0',
  findRule: (id) => fakeEngine.rules.find((rule) => rule.id === id) ?? null,
}

function profileOf(text: string, name: string | null, file: Uint8Array, companions: readonly { name: string; bytes: Uint8Array }[]): Profile {
  if (text.startsWith('crash')) throw new TypeError('no such row')
  const decisions: readonly Decision[] = ['escalate', 'review', 'expected']
  const profile = exampleProfile()
  profile.file = { name, size: file.length, md5: host.hash('md5', file), sha1: host.hash('sha1', file), sha256: host.hash('sha256', file) }
  // what stands inside counts for --fail-on: `carries` keeps it, an input of its own decision has nothing inside
  if (!text.startsWith('carries')) profile.children = []
  profile.verdict.decision = decisions.find((decision) => text.startsWith(decision)) ?? 'not-judged'
  profile.inputs = companions.map((companion) => ({ role: 'with', name: companion.name, sha256: host.hash('sha256', companion.bytes) }))
  profile.identity.references = [{ name: 'Helper', version: '1.0.0.0', publicKeyToken: null }]
  return profile
}

export interface Outcome {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs the command line in this process, with nothing but memory for its streams. `interruptAfter`: Ctrl-C once so many files were inspected. */
export async function runCli(
  argv: readonly string[],
  process: { stdin?: Uint8Array; env?: Io['env']; terminal?: boolean; interruptAfter?: number } = {},
): Promise<Outcome> {
  const text = { out: '', err: '' }
  let inspected = 0
  const engine: Engine = {
    ...fakeEngine,
    inspect: (file, options) => {
      inspected++
      return fakeEngine.inspect(file, options)
    },
  }
  const channel = (name: 'out' | 'err'): Io['out'] => ({
    isTerminal: process.terminal === true,
    columns: null,
    isGone: () => false,
    write: async (piece) => {
      text[name] += piece
    },
  })
  const io: Io = {
    out: channel('out'),
    err: channel('err'),
    env: process.env ?? {},
    readStdin: async () => process.stdin ?? new Uint8Array(),
    catchInterrupts: () => () => process.interruptAfter !== undefined && inspected >= process.interruptAfter,
  }
  const status = await run(argv, io, engine)
  return { status, ...text }
}

/** A zip archive in memory. */
export async function zipOf(files: Readonly<Record<string, Uint8Array | string>>, options: ZipWriterConstructorOptions = {}): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, ...options })
  for (const [path, content] of Object.entries(files)) {
    await writer.add(path, path.endsWith('/') ? undefined : new Uint8ArrayReader(typeof content === 'string' ? bytes(content) : content), {
      directory: path.endsWith('/'),
    })
  }
  return writer.close()
}
