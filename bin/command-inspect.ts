import { resolve } from 'node:path'
import { ContextError } from '../lib/context/context-error.ts'
import type { Decision, Profile } from '../lib/profile/profile.ts'
import { exposureHead } from '../lib/report/exposure-csv.ts'
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
import { isOutputError } from './output-error.ts'
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
  /** Where the table of exposed mail goes. */
  readonly exposure: string | null
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
  readonly exposure: ExposureTable | null
  /** Folders without any file. */
  readonly empty: readonly string[]
  /** Asked between two inputs, so that the document is still closed. */
  readonly isInterrupted: () => boolean
}

/** `txray inspect`: one profile for each input, in their order; an input that fails never stops the others. */
export async function inspectCommand(given: InspectArguments, io: Io, engine: Engine): Promise<ExitStatus> {
  const { sources, many, empty } = await findSources(given.paths, given.recursive)
  if (sources.filter(({ kind }) => kind === 'stdin').length > 1) return refuse(io, 'standard input (-) can be given once')
  const overwritten: Source[] = []
  for (const [option, path] of outputsOf(given)) {
    for (const source of await findOverwritten(sources, path)) {
      if (!(source.kind === 'found' && (await isEarlierReport(source.input)))) return refuse(io, `${option} would overwrite the input ${source.input}`)
      overwritten.push(source)
    }
  }
  const refused = refusedServer(given) ?? refusedExposure(given)
  if (refused !== null) return refuse(io, refused)
  const server = await serverOf(given, io)
  if (server === null) return exitStatus.invalidRules
  const { companions, paths, errors } = await readCompanions(given.with)
  for (const [option, output] of outputsOf(given)) {
    for (const path of server.paths) if (await isSameFile(path, output)) return refuse(io, `${option} would overwrite ${path}`)
    for (const path of paths) if (await isSameFile(path, output)) return refuse(io, `${option} would overwrite ${path}, given with --with`)
  }
  for (const { input, error } of errors) await say(io, `txray: ${input}: ${error}`)
  // before anything is written, so that whatever ends the run can take it away again
  const isInterrupted = io.catchInterrupts()
  const sinks: Sink[] = []
  for (const path of [given.output, ...(given.exposure === null ? [] : [given.exposure])]) {
    try {
      sinks.push(await openSink(path, io))
    } catch (error) {
      await discardAll(sinks)
      return refuse(io, `cannot write ${path}: ${fileErrorText(error)}`)
    }
  }
  const [sink, table] = sinks
  if (sink === undefined) return exitStatus.usage
  const statuses = new Set<ExitStatus>(errors.length > 0 ? [exitStatus.unreadable] : [])
  const left = sources.filter((source) => !overwritten.includes(source))
  try {
    const exposure = table === undefined ? null : await beginExposure(table)
    return await scan(left, many, sink, { given, io, engine, companions, server, statuses, exposure, empty, isInterrupted })
  } catch (error) {
    await discardAll(sinks)
    throw error
  }
}

function outputsOf({ output, exposure }: InspectArguments): [option: string, path: string][] {
  return [...(output === null || output === '-' ? [] : [['-o', output] as const]), ...(exposure === null ? [] : [['--exposure', exposure] as const])].map(
    ([option, path]) => [option, path],
  )
}

/** What is wrong with `--exposure`; null: nothing. */
function refusedExposure({ exposure, output, context }: InspectArguments): string | null {
  if (exposure === null) return null
  if (exposure === '-') return '--exposure needs a file: standard output is for the document'
  if (context.length === 0) return '--exposure says nothing without --context: give message tracking logs'
  return output !== null && resolve(output) === resolve(exposure) ? '--exposure and -o name one file' : null
}

async function discardAll(sinks: readonly Sink[]): Promise<void> {
  for (const sink of sinks) await sink.discard()
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
    if (isInterrupted() || isUnread(run)) break
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
      if (isInterrupted() || isUnread(run)) break
    }
  }
  await document?.end()
  if (isInterrupted()) {
    await sink.discard()
    await run.exposure?.sink.discard()
    return exitStatus.interrupted
  }
  await (document?.isEmpty() ? sink.discard() : sink.commit())
  await run.exposure?.sink.commit()
  const below = given.recursive ? '' : ' (add --recursive to go into folders below it)'
  for (const folder of run.empty) await say(io, `txray: ${folder}: no files in the folder${below}`)
  if (rows.length > 1 && !given.quiet) await io.err.write(summaryText(rows))
  if (run.exposure !== null && !given.quiet) await say(io, exposureText(run))
  return worstStatus(statuses)
}

/** Nobody reads the document any more, and nothing but it was asked for. */
function isUnread({ given, io }: Run): boolean {
  return io.out.isGone() && given.failOn === null && given.exposure === null && (given.output === null || given.output === '-')
}

/** The table of mail that met the conditions, under way. */
interface ExposureTable {
  readonly sink: Sink
  readonly write: (text: string) => Promise<void>
  readonly lines: () => number
}

async function beginExposure(sink: Sink): Promise<ExposureTable> {
  let lines = 0
  await sink.write(exposureHead)
  return {
    sink,
    write: (text) => {
      lines += text.split('\r\n').length - 1
      return sink.write(text)
    },
    lines: () => lines,
  }
}

function exposureText({ exposure, given, server }: Run): string {
  const many = exposure?.lines() ?? 0
  const why =
    many > 0 ? '' : server.tracking.length === 0 ? ': no message tracking log was given' : ': no file is to escalate, or no mail met what escalates it'
  return `txray: ${given.exposure ?? ''}: ${many} ${many === 1 ? 'line' : 'lines'} about mail${why}`
}

/** The inputs that are where a document goes. No evidence is ever overwritten: only a report of an earlier run that lies in the folder. */
async function findOverwritten(sources: readonly Source[], output: string): Promise<Source[]> {
  const found: Source[] = []
  for (const source of sources) if (source.kind !== 'stdin' && (await isSameFile(source.input, output))) found.push(source)
  return found
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

async function inspectSubject(subject: Subject, { given, engine, companions, server, statuses, exposure }: Run): Promise<InputRecord> {
  const { input, member } = subject
  if ('error' in subject) {
    statuses.add(exitStatus.unreadable)
    return { input, member, status: 'error', error: subject.error, profile: null }
  }
  try {
    const name = subject.name === null ? {} : { name: subject.name }
    const profile = await withExposure(await engine.inspect(subject.bytes, { ...name, with: [...companions], ...server.options }), server, exposure?.write)
    if (given.failOn !== null && reachesWithin(profile, given.failOn)) statuses.add(exitStatus.reached)
    return { input, member, status: 'ok', error: null, profile }
  } catch (error) {
    if (isOutputError(error)) throw error
    if (error instanceof ContextError) {
      statuses.add(exitStatus.invalidRules)
      return { input, member, status: 'error', error: error.message, profile: null }
    }
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
