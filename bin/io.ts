import { once } from 'node:events'
import { visible } from '../lib/report/escape.ts'
import { exitStatus } from './exit-status.ts'
import { removeParts } from './output.ts'
import { outputError } from './output-error.ts'
import { fileErrorText, readAtMost } from './read-at-most.ts'

/** One of the two output streams. */
export interface Channel {
  readonly isTerminal: boolean
  readonly columns: number | null
  readonly write: (text: string) => Promise<void>
  /** Nobody reads it any more (`| head`): what is written goes nowhere. */
  readonly isGone: () => boolean
}

/** Everything the command line takes from its process, so that tests can run it without one. */
export interface Io {
  /** The document, and nothing else. */
  readonly out: Channel
  /** Messages, hints and the summary of a run. */
  readonly err: Channel
  readonly env: { readonly NO_COLOR?: string | undefined; readonly FORCE_COLOR?: string | undefined; readonly TERM?: string | undefined }
  /** Standard input as a whole; rejects when it is larger than an input may be. */
  readonly readStdin: () => Promise<Uint8Array>
  /** From now on Ctrl-C is remembered instead of ending the process, and other ends take half a document with them; gives the question whether it came. */
  readonly catchInterrupts: () => () => boolean
}

/** A message on standard error. File names and error texts in it may be hostile: all of it is made visible. */
export async function say(io: Io, message: string): Promise<void> {
  await io.err.write(
    `${message
      .split('\n')
      .map((line) => visible(line))
      .join('\n')}\n`,
  )
}

/** The process's own streams. */
export function nodeIo(): Io {
  return {
    out: channel(process.stdout),
    err: channel(process.stderr),
    env: process.env,
    readStdin: () => readAtMost(process.stdin),
    catchInterrupts,
  }
}

/** It ends the wait for standard input; a second one ends the process at once. */
function catchInterrupts(): () => boolean {
  let interrupted = false
  process.once('SIGINT', () => {
    interrupted = true
    process.stdin.destroy()
  })
  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      removeParts()
      process.exit(exitStatus.interrupted)
    })
  return () => interrupted
}

function channel(stream: NodeJS.WriteStream): Channel {
  let isGone = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // a reader that has seen enough is no error, and the exit status is still worked out
    if (error.code === 'EPIPE') isGone = true
    else {
      removeParts()
      process.stderr.write(`txray: cannot write: ${fileErrorText(error)}\n`)
      process.exit(exitStatus.unreadable)
    }
  })
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.columns ?? null,
    isGone: () => isGone,
    write: async (text) => {
      if (isGone || stream.write(text)) return
      try {
        await once(stream, 'drain')
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw outputError('standard output', error)
      }
    },
  }
}
