import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { algorithmNamed } from '../lib/profile/digest-algorithms.ts'
import { visible } from '../lib/report/escape.ts'
import { type Format, formats } from '../lib/report/render.ts'
import { isTime } from '../lib/report/stix.ts'
import { dumpCommand } from './command-dump.ts'
import { type InspectArguments, inspectCommand, judged } from './command-inspect.ts'
import { type MatchArguments, matchCommand, matchFormats } from './command-match.ts'
import { explainCommand, rulesCommand } from './command-rules.ts'
import { triageCommand } from './command-triage.ts'
import type { ServerArguments } from './context-files.ts'
import type { Engine } from './engine.ts'
import { type ExitStatus, exitStatus } from './exit-status.ts'
import { type Io, say } from './io.ts'
import { isOutputError } from './output-error.ts'
import { packageFile, packageVersion } from './package-file.ts'

/** The command line without a process: arguments in, exit status out; text goes through `io`. Never throws. */
export async function run(argv: readonly string[], io: Io, engine: Engine): Promise<ExitStatus> {
  const writes: Promise<void>[] = []
  const outcome: { status: ExitStatus } = { status: exitStatus.ok }
  const program = makeProgram(io, engine, writes, outcome)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return outcome.status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.ok : exitStatus.usage
    if (isOutputError(error)) {
      await say(io, `txray: ${error.message}`)
      return exitStatus.unreadable
    }
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const stack = argv.includes('--verbose') && error instanceof Error ? `\n${error.stack ?? ''}` : ''
    await say(io, `txray: internal error (${what}). This is a defect of txray: please report it, with version ${packageVersion()} and the command${stack}`)
    return exitStatus.defect
  } finally {
    await Promise.all(writes)
  }
}

const examples = `
Examples:
  txray suspect.dll                         the report, on a terminal
  txray suspect.dll --format json           the profile, for scripts (the default when piped)
  txray -o report.json suspect.dll          written whole or not at all
  txray suspect.dll --with helper.dll       follow calls into an assembly that came with it
  txray evidence.zip                        each file of an archive; locked ones are tried with "infected"
  txray inspect C:\\agents --recursive --fail-on escalate
                                            every file of a folder; exit status 1 when one must be escalated
  type suspect.dll | txray -                from standard input
  txray match all suspect.dll --list our-addresses.txt
                                            whose mail is meant, where the code has only hashes of it
  txray explain escalate                    what a word or a rule of the report means
  txray dump il suspect.dll                 the code itself, one method a line

Exit status: 0 the scan succeeded, whatever it found; 1 --fail-on was reached; 2 wrong usage;
11 an input could not be read, or the document not written; 12 a context file is invalid;
70 a defect of txray; 130 interrupted.
The file is read, never run. txray inspect --help lists the options.`

/** Every command with its arguments and options; what runs puts its exit status into `outcome`. */
export function makeProgram(io: Io, engine: Engine, writes: Promise<void>[], outcome: { status: ExitStatus }): Command {
  const settle = async (status: Promise<ExitStatus>): Promise<void> => {
    outcome.status = await status
  }
  const program = new Command('txray')
    .description('X-rays Exchange transport agents: what a suspect .NET assembly does with the mail it sees, when, and whether to escalate.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .exitOverride()
    .showHelpAfterError('txray --help teaches by example.')
    .configureOutput({
      writeOut: (text) => writes.push(io.out.write(text)),
      writeErr: (text) =>
        writes.push(
          io.err.write(
            text
              .split('\n')
              .map((line) => visible(line))
              .join('\n'),
          ),
        ),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', examples)
  addInspect(program, io, engine, settle)
  addServer(
    program
      .command('triage')
      .description('compare a server’s collected agents folder with what registers agents there: one table')
      .argument('<folder>', 'assemblies of the server; folders below it are gone into')
      .option('--json', 'as JSON'),
  ).action((folder: string, options: ServerOptionValues & { json?: boolean }) =>
    settle(triageCommand({ folder, json: options.json === true, ...serverArguments(options) }, io, engine)),
  )
  addMatch(program, io, engine, settle)
  program
    .command('dump')
    .description('print raw metadata of one assembly, one JSON object a line')
    .argument('<section>', engine.dumpSections.join(', '))
    .argument('<file>', 'an assembly, a zip archive of one, or - for standard input')
    .option('--password <password>', 'password of a zip archive')
    .action((section: string, file: string, options: { password?: string }) => settle(dumpCommand(section, file, options.password ?? null, io, engine)))
  program
    .command('rules')
    .description('list the rules')
    .option('--json', 'as JSON, with what each rests on')
    .action((options: { json?: boolean }) => settle(rulesCommand(options.json === true, io, engine)))
  program
    .command('explain')
    .description('say what a rule looks for, or what a word of the report means')
    .argument('<id>', 'a rule, a decision (escalate), a level (fed), levels, condition, score, exit-status')
    .action((id: string) => settle(explainCommand(id, io, engine)))
  program
    .command('schema')
    .description('print the JSON Schema of a profile')
    .action(async () => {
      await io.out.write(packageFile('schema/profile.json'))
    })
  return program
}

interface ServerOptionValues {
  context: string[]
  changes?: string
  baseline?: string
  asOf?: string
  window?: string
}

/** Options that tell of the server. */
function addServer(command: Command): Command {
  return command
    .addOption(
      new Option('--context <file>', 'a list of agents, log or listing of the server, of a kind told by its content (repeatable)')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--changes <file>', 'authorised changes, CSV or JSON: from, to, who, ticket')
    .option('--baseline <file>', 'an earlier list of agents, or a folder of a server that is known')
    .addOption(new Option('--as-of <time>', 'when the analysis was made: recent looks back from it, stix states it; 2026-01-31T12:00:00Z').argParser(parseTime))
    .option('--window <span>', 'how far recent looks back: 36h, 30d, 2w (30d unless told)')
}

function serverArguments({ context, changes, baseline, asOf, window }: ServerOptionValues): ServerArguments {
  return { context, changes: changes ?? null, baseline: baseline ?? null, asOf: asOf ?? null, window: window ?? null }
}

interface InspectOptionValues extends ServerOptionValues {
  format?: Format
  output?: string
  exposure?: string
  with: string[]
  password?: string
  recursive?: boolean
  failOn?: (typeof judged)[number]
  quiet?: boolean
  verbose?: boolean
  color: boolean
}

function addInspect(program: Command, io: Io, engine: Engine, settle: (status: Promise<ExitStatus>) => Promise<void>): void {
  const command = program
    .command('inspect', { isDefault: true })
    .description('read files and print a risk profile of each (the default command)')
    .argument('<files...>', 'files, folders, zip archives, or - for standard input')
    .addOption(new Option('-f, --format <format>', `${formats.join(', ')} (text on a terminal, json elsewhere)`).argParser(parseFormat))
    .option('-o, --output <file>', 'write the document there, whole or not at all')
    .option('--exposure <file>', 'write the mail that met the condition there, as CSV; needs message tracking logs with --context')
    .addOption(new Option('--with <file>', 'an assembly, or a folder of them, to follow calls into (repeatable)').argParser(collect).default([], 'none'))
  addServer(command)
    .option('--password <password>', 'password of zip archives; without it, "infected" is tried')
    .option('-r, --recursive', 'go into folders below the folders given; links are not followed')
    .addOption(new Option('--fail-on <decision>', 'exit status 1 when a file reaches this decision').choices(judged))
    .option('-q, --quiet', 'no hints and no summary on standard error')
    .option('-v, --verbose', 'show every list of the text report whole')
    .option('--no-color', 'no colours (also the environment variable NO_COLOR)')
    .addHelpText('after', examples)
    .action((paths: string[], options: InspectOptionValues) => settle(inspectCommand(inspectArguments(paths, options), io, engine)))
}

interface MatchOptionValues {
  list: string
  profile?: string
  column?: string
  algorithm?: NonNullable<MatchArguments['algorithm']>
  format?: (typeof matchFormats)[number]
}

function addMatch(program: Command, io: Io, engine: Engine, settle: (status: Promise<ExitStatus>) => Promise<void>): void {
  const command = program
    .command('match')
    .description('try a list of addresses on the hashes that a condition compares with; nothing leaves the machine')
    .argument('<finding>', 'id of a finding, or of a rule; all for every one')
    .argument('[file]', 'the assembly, or a profile of it that was written with --format json')
    .requiredOption('--list <file>', 'addresses, one a line, or CSV')
    .option('--profile <file>', 'the same as [file]')
    .option('--column <name>', 'the column of a CSV that holds them, where its name is not a usual one')
    .addOption(
      new Option('--algorithm <name>', 'how the file’s own hash is made, if you know it: md5, sha1, sha256, sha384, sha512, gethashcode, fnv1a').argParser(
        (text) => {
          const found = algorithmNamed(text)
          if (found === null) throw new InvalidArgumentError('It is none of those that can be tried.')
          return found
        },
      ),
    )
    .addOption(new Option('-f, --format <format>', 'text or json (text on a terminal, json elsewhere)').choices(matchFormats))
  command.action((finding: string, file: string | undefined, { list, profile, column, algorithm, format }: MatchOptionValues) => {
    const subject = file ?? profile
    if (subject === undefined || (file !== undefined && profile !== undefined)) {
      command.error('error: match needs one file: the assembly, or a profile of it', { exitCode: exitStatus.usage })
      return
    }
    return settle(matchCommand({ finding, file: subject, list, column: column ?? null, algorithm: algorithm ?? null, format: format ?? null }, io, engine))
  })
}

function inspectArguments(paths: readonly string[], options: InspectOptionValues): InspectArguments {
  return {
    paths,
    format: options.format ?? null,
    output: options.output ?? null,
    exposure: options.exposure ?? null,
    with: options.with,
    ...serverArguments(options),
    password: options.password ?? null,
    recursive: options.recursive === true,
    failOn: options.failOn ?? null,
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    color: options.color,
  }
}

function parseFormat(text: string): Format {
  const format = formats.find((name) => name === text)
  if (format === undefined) throw new InvalidArgumentError(`There is no such format in this version; there are ${formats.join(', ')}.`)
  return format
}

function parseTime(text: string): string {
  if (!isTime(text)) throw new InvalidArgumentError('A time is given in UTC, such as 2026-01-31T12:00:00Z.')
  return text
}

function collect(text: string, before: string[]): string[] {
  return [...before, text]
}
