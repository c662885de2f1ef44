import { FormatError } from '../lib/errors.ts'
import { visibleJson } from '../lib/report/escape.ts'
import type { Engine } from './engine.ts'
import { type ExitStatus, exitStatus } from './exit-status.ts'
import { findSources, openSource } from './inputs.ts'
import { type Io, say } from './io.ts'
import { closestNames } from './near-miss.ts'

/** Characters gathered before they are written, so that a large dump is not one write a line. */
const chunk = 64 * 1024

/** `txray dump`: raw metadata of one assembly, one JSON object a line. */
export async function dumpCommand(section: string, path: string, password: string | null, io: Io, engine: Engine): Promise<ExitStatus> {
  if (!engine.dumpSections.includes(section)) {
    const near = closestNames(section, engine.dumpSections)
    await say(io, `txray: no section ${section}${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '.'} There are: ${engine.dumpSections.join(', ')}`)
    return exitStatus.usage
  }
  const { sources, many } = await findSources([path], false)
  const [source] = sources
  const opened = source === undefined || many ? null : await openSource(source, io, password)
  if (opened === null || opened.many) {
    await say(io, `txray: ${path}: dump takes one file, not a folder or an archive of several`)
    return exitStatus.usage
  }
  for await (const subject of opened.subjects) {
    if ('error' in subject) {
      await say(io, `txray: ${subject.input}: ${subject.error}`)
      return exitStatus.unreadable
    }
    try {
      await writeLines(engine.dump(subject.bytes, section), io)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      await say(io, `txray: ${subject.input}: ${error.message}${error.offset === null ? '' : ` (at byte ${error.offset})`}`)
      return exitStatus.unreadable
    }
  }
  return exitStatus.ok
}

async function writeLines(lines: Iterable<string>, io: Io): Promise<void> {
  let text = ''
  for (const line of lines) {
    text += `${visibleJson(line)}\n`
    if (text.length < chunk) continue
    await io.out.write(text)
    text = ''
  }
  await io.out.write(text)
}
