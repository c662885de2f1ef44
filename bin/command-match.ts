import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { openAddressList } from '../lib/context/address-list.ts'
import { ContextError } from '../lib/context/context-error.ts'
import { limits } from '../lib/limits.ts'
import type { DigestAlgorithm } from '../lib/profile/digest-algorithms.ts'
import { type DigestAnswer, openDigestMatcher } from '../lib/profile/digest-match.ts'
import { digestTests } from '../lib/profile/digest-tests.ts'
import { type FoundCondition, findingsIn, findingsNamed } from '../lib/profile/read-findings.ts'
import { visible } from '../lib/report/escape.ts'
import { renderJson } from '../lib/report/json.ts'
import { renderMatch } from '../lib/report/text-match.ts'
import type { Engine } from './engine.ts'
import { type ExitStatus, exitStatus } from './exit-status.ts'
import { host } from './host-node.ts'
import { type Io, say } from './io.ts'
import { closestNames } from './near-miss.ts'
import { fileErrorText, readFileAtMost } from './read-at-most.ts'

export const matchFormats = ['text', 'json'] as const

export interface MatchArguments {
  /** The id of a finding, of a rule, or `all`. */
  readonly finding: string
  /** An assembly, or a profile that was written down. */
  readonly file: string
  readonly list: string
  readonly column: string | null
  readonly algorithm: DigestAlgorithm | null
  /** Null: text on a terminal, JSON elsewhere. */
  readonly format: (typeof matchFormats)[number] | null
}

/** `txray match`: which addresses of a list have the hashes that a condition compares with. Nothing leaves the machine. */
export async function matchCommand(given: MatchArguments, io: Io, engine: Engine): Promise<ExitStatus> {
  let all: readonly FoundCondition[]
  try {
    all = await readFindings(given.file, engine)
  } catch (error) {
    await say(io, `txray: ${given.file}: ${fileErrorText(error)}`)
    return exitStatus.unreadable
  }
  const chosen = findingsNamed(all, given.finding)
  if (chosen.length === 0) {
    const names = [...new Set([...all.map(({ rule }) => rule), ...all.map(({ id }) => id)])]
    const near = closestNames(given.finding, names)
    const withHash = [
      ...new Set(all.filter(({ condition }) => condition.anyOf.flat().some(({ operator }) => operator === 'hash-equals')).map(({ rule }) => rule)),
    ]
    const has = withHash.length === 0 ? 'No finding of it compares with a hash' : `Findings that compare with a hash are of ${withHash.slice(0, 6).join(', ')}`
    await say(
      io,
      `txray: no finding ${given.finding} in ${given.file}${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '.'} ${has}; all asks for every one`,
    )
    return exitStatus.usage
  }
  const tests = digestTests(chosen, given.algorithm)
  let read: Awaited<ReturnType<typeof readList>>
  try {
    read = await readList(given, tests)
  } catch (error) {
    if (!(error instanceof ContextError)) throw error
    await say(io, `txray: ${error.message}`)
    return exitStatus.invalidRules
  }
  const { answer, list } = read
  if (list !== null && list.skipped > 0 && list.firstSkipped !== null)
    await say(
      io,
      `txray: ${list.name}: ${list.skipped} ${list.skipped === 1 ? 'entry was' : 'entries were'} not tried; the first in line ${list.firstSkipped.line}: ${list.firstSkipped.why}`,
    )
  const findings = [...new Set(chosen.filter(({ condition }) => condition.anyOf.length > 0).map(({ id }) => id))]
  const width = io.out.isTerminal && io.out.columns !== null ? Math.min(160, Math.max(60, io.out.columns)) : 100
  const isText = given.format === null ? io.out.isTerminal : given.format === 'text'
  await io.out.write(isText ? renderMatch(answer, { width }) : renderJson({ findings, list, ...answer }, 'indented'))
  return exitStatus.ok
}

/** Tries the list, streaming. A list is read even where nothing can be tried, so that what is wrong with it is told at once. */
async function readList(
  given: MatchArguments,
  tests: ReturnType<typeof digestTests>,
): Promise<{ answer: DigestAnswer; list: { name: string; sha256: string; skipped: number; firstSkipped: { line: number; why: string } | null } }> {
  const name = basename(given.list)
  const matcher = openDigestMatcher(tests, host)
  const addresses = tests.tests.length > 0 && tests.tests.every(({ subject }) => subject === 'recipient' || subject === 'sender')
  const reader = openAddressList(name, { addresses, ...(given.column === null ? {} : { column: given.column }) }, matcher.push)
  const hash = createHash('sha256')
  try {
    if ((await stat(given.list)).isDirectory()) throw new Error('is a folder')
    for await (const chunk of createReadStream(given.list)) {
      const bytes: Uint8Array = chunk
      hash.update(bytes)
      reader.push(bytes)
    }
  } catch (error) {
    throw error instanceof ContextError ? error : new ContextError(name, null, fileErrorText(error), 'Name a file that can be read.')
  }
  const { skipped, firstSkipped } = reader.end()
  return { answer: matcher.end(), list: { name, sha256: hash.digest('hex'), skipped, firstSkipped } }
}

/** Characters of a written profile that are read; a large one has some megabytes. */
const profileLimit = 256 * 1024 * 1024

async function readFindings(path: string, engine: Engine): Promise<readonly FoundCondition[]> {
  const bytes = await readFileAtMost(path)
  const head = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart()
  if (!head.startsWith('{') && !head.startsWith('[')) {
    const name = basename(path)
    return findingsIn(await engine.inspect(bytes, { name })) ?? []
  }
  if (bytes.length > profileLimit) throw new Error('larger than a profile may be')
  const found = findingsIn(parse(new TextDecoder().decode(bytes)))
  if (found === null) throw new Error('is JSON, but no profile of txray: give what txray --format json wrote, or the assembly itself')
  return found
}

/** One document, or one a line. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    try {
      if (lines.length > 1 && lines.length <= limits.serverRecords) return lines.map((line): unknown => JSON.parse(line))
    } catch (second) {
      if (!(second instanceof SyntaxError)) throw second
    }
    throw new Error(`begins as JSON and is none (${visible(error.message, { max: 80 })})`)
  }
}
