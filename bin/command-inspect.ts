import { ContextError } from '../lib/context/context-error.ts'
import type { Decision, Profile } from '../lib/profile/profile.ts'
import type { Format, RenderOptions } from '../lib/report/render.ts'
import { readServer, refusedServer, type ServerArguments, type ServerInputs, withExposure } from './context-files.ts'
import { beginDocument } from './document.ts'
import type { Engine } from './engine.ts'
import { type ExitStatus, exitStatus, worstStatus } from './exit-status.ts'
import { host } from './host-node.ts'
import { findSources, openSource, readCompanions, type Source, type Subject } from './inputs.ts'
import { type Io, say } from './io.ts'
import { findNeighbours } from './neighbours.ts'
import { isEarlierReport, isSameFile, openSink, type Sink } from './output.ts'
import { packageVersion } from './package-file.ts'
import { fileErrorText } from './read-at-most.ts'
import { type InputRecord, recordName } from './record.ts'
import { type SummaryRow, summaryText } from './summary.ts'

/** Decisions `--fail-on` takes, lowest first; a file that was not judged reaches none. */
export const judged = ['expected', 'review', 'escalate'] as const satisfies readonly Decision[]

export interface InspectArguments extends ServerArguments {
  readonly paths: readonly string[]
  /** Null: text on a terminal, JSON elsewhere. */
  readonly format: Format | null
  readonly output: string | null
  readonly with: readonly string[]
  readonly password: string | null
  readonly recursive: boolean
  readonly failOn: (typeof judged)[number] | null
  readonly quiet: boolean
  readonly verbose: boolean
  /** Whether colours were allowed on the command line. */
  readonly color: boolean
}

/** What one run carries from input to input. */
interface Run {
  readonly given: InspectArguments
  readonly io: Io
  readonly engine: Engine
  readonly companions: readonly { name: string; bytes: Uint8Array }[]
  readonly server: ServerInputs
  readonly statuses: Set<ExitStatus>
  /** Asked between two inputs, so that the document is still closed. */
  readonly isInterrupted: () => boolean
}

/** `txray inspect`: one profile for each input, in their order; an input that fails never stops the others. */
export async function inspectCommand(given: InspectArguments, io: Io, engine: Engine): Promise<ExitStatus> {
  const { sources, many } = await findSources(given.paths, given.recursive)
  if (sources.filter(({ kind }) => kind === 'stdin').length > 1) return refuse(io, 'standard input (-) can be given once')
  const overwritten = await findOverwritten(sources, given.output)
  if (overwritten !== null && !(overwritten.kind === 'found' && (await isEarlierReport(overwritten.input)))) {
    return refuse(io, `-o would overwrite the input ${overwritten.input}`)
  }
  const refused = refusedServer(given)
  if (refused !== null) return refuse(io, refused)
  const server = await serverOf(given, io)
  if (server === null) return exitStatus.invalidRules
  if (given.output !== null) for (const path of server.paths) if (await isSameFile(path, given.output)) return refuse(io, `-o would overwrite ${path}`)
  const { companions, paths, errors } = await readCompanions(given.with)
  for (const path of paths)
    if (given.output !== null && (await isSameFile(path, given.output))) return refuse(io, `-o would overwrite ${path}, given with --with`)
  for (const { input, error } of errors) await say(io, `txray: ${input}: ${error}`)
  let sink: Sink
  try {
    sink = await openSink(given.output, io)
  } catch (error) {
    return refuse(io, `cannot write ${given.output}: ${fileErrorText(error)}`)
  }
  const statuses = new Set<ExitStatus>(errors.length > 0 ? [exitStatus.unreadable] : [])
  const left = sources.filter((source) => source !== overwritten)
  try {
    return await scan(left, many, sink, { given, io, engine, companions, server, statuses, isInterrupted: io.catchInterrupts() })
  } catch (error) {
    await sink.discard()
    throw error
  }
}

/** What was told of the server; null, and said why, where it cannot be read: half of it would judge wrongly. */
async function serverOf(given: InspectArguments, io: Io): Promise<ServerInputs | null> {
  try {
    return await readServer(given)
  } catch (error) {
    if (!(error instanceof ContextError)) throw error
    await say(io, `txray: ${error.message}`)
    return null
  }
}

async function scan(sources: readonly Source[], many: boolean, sink: Sink, run: Run): Promise<ExitStatus> {
  const { given, io, statuses, isInterrupted } = run
  const { format, page } = chooseFormat(given, io)
  const rows: SummaryRow[] = []
  let document = many ? await beginDocument(sink, format, many, page) : null
  for (const source of sources) {
    if (isInterrupted()) break
    const opened = await openSource(source, io, given.password)
    if (isInterrupted()) break
    document ??= await beginDocument(sink, format, opened.many, page)
    for await (const subject of opened.subjects) {
      const record = await inspectSubject(subject, run)
      if (record.error !== null) await say(io, `txray: ${recordName(record)}: ${record.error}`)
      else if (record.profile !== null && !given.quiet) await hint(record.profile, subject, run)
      await document.add(record)
      rows.push(summaryRow(record))
      await nextTurn()
      if (isInterrupted()) break
    }
  }
  await document?.end()
  if (isInterrupted()) {
    await sink.discard()
    return exitStatus.interrupted
  }
  await (document?.isEmpty() ? sink.discard() : sink.commit())
  if (sources.length === 0) await say(io, 'txray: no files in the folder (add --recursive to go into folders below it)')
  if (rows.length > 1 && format === 'text' && !given.quiet) await io.err.write(summaryText(rows))
  return worstStatus(statuses)
}

/** The input that `-o` names. No evidence is ever overwritten: only a report of an earlier run that lies in the folder. */
async function findOverwritten(sources: readonly Source[], output: string | null): Promise<Source | null> {
  if (output === null || output === '-') return null
  for (const source of sources) if (source.kind !== 'stdin' && (await isSameFile(source.input, output))) return source
  return null
}

async function refuse(io: Io, message: string): Promise<ExitStatus> {
  await say(io, `txray: ${message}`)
  return exitStatus.usage
}

function chooseFormat(given: InspectArguments, io: Io): { format: Format; page: RenderOptions } {
  const toTerminal = io.out.isTerminal && (given.output === null || given.output === '-')
  const format = given.format ?? (toTerminal ? 'text' : 'json')
  const width = toTerminal && io.out.columns !== null ? Math.min(160, Math.max(60, io.out.columns)) : 100
  const time = given.asOf === null ? {} : { asOf: given.asOf }
  return { format, page: { width, color: wantsColor(given, io, toTerminal), verbose: given.verbose, ...time } }
}

/** `--no-color`, then FORCE_COLOR, then NO_COLOR, then whether it is a terminal. */
function wantsColor({ color }: InspectArguments, { env }: Io, toTerminal: boolean): boolean {
  const force = env.FORCE_COLOR ?? ''
  if (!color) return false
  if (force !== '') return force !== '0'
  return (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb' && toTerminal
}

async function inspectSubject(subject: Subject, { given, engine, companions, server, statuses }: Run): Promise<InputRecord> {
  const { input, member } = subject
  if ('error' in subject) {
    statuses.add(exitStatus.unreadable)
    return { input, member, status: 'error', error: subject.error, profile: null }
  }
  try {
    const name = subject.name === null ? {} : { name: subject.name }
    const profile = await withExposure(await engine.inspect(subject.bytes, { ...name, with: [...companions], ...server.options }), server)
    if (given.failOn !== null && reachesWithin(profile, given.failOn)) statuses.add(exitStatus.reached)
    return { input, member, status: 'ok', error: null, profile }
  } catch (error) {
    statuses.add(exitStatus.defect)
    return { input, member, status: 'error', error: defectText(error, subject.bytes, given.verbose), profile: null }
  }
}

/** The file's own decision, or that of anything inside it: a native host has none of its own. */
function reachesWithin(profile: Profile, least: (typeof judged)[number]): boolean {
  return reaches(profile.verdict.decision, least) || profile.children.some((child) => reachesWithin(child.profile, least))
}

function reaches(decision: Decision, least: (typeof judged)[number]): boolean {
  return judged.some((name, rank) => name === decision && rank >= judged.indexOf(least))
}

function defectText(error: unknown, bytes: Uint8Array, verbose: boolean): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const stack = verbose && error instanceof Error && error.stack !== undefined ? `\n${error.stack}` : ''
  const sha256 = host.hash('sha256', bytes)
  return `internal error (${what}). This is a defect of txray, whatever the file is: please report it, with version ${packageVersion()} and sha256 ${sha256}${stack}`
}

/** Assemblies beside the file that could be looked into: told once a file, and only for files given by name. */
async function hint(profile: Profile, subject: Subject, { given, io }: Run): Promise<void> {
  if (!('folder' in subject) || subject.folder === null) return
  const beside = await findNeighbours(profile, subject.folder, given.with)
  if (beside.length === 0) return
  const more = beside.length > 3 ? ` (and ${beside.length - 3} more)` : ''
  await say(io, `txray: hint: ${subject.name ?? 'it'} refers to ${beside.slice(0, 3).join(', ')}${more} beside it; add --with to follow what it does there`)
}

function summaryRow(record: InputRecord): SummaryRow {
  const verdict = record.profile?.verdict
  return {
    name: recordName(record),
    decision: verdict?.decision ?? null,
    score: verdict?.score ?? 0,
    reason: record.error ?? verdict?.reasons[0]?.text ?? '',
  }
}

/** Lets signals in between two inputs. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
