#!/usr/bin/env node
import { run } from './cli.ts'
import { engine } from './engine.ts'
import { exitStatus } from './exit-status.ts'
import { nodeIo } from './io.ts'

/** A reader that has seen enough (`| head`) is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    process.stderr.write(`txray: cannot write: ${error.message}\n`)
    process.exit(exitStatus.defect)
  })
}

process.exitCode = await run(process.argv.slice(2), nodeIo(), engine)
