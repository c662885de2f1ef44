import type { Command } from 'commander'
import { makeProgram } from '../../../bin/cli.ts'
import { engine } from '../../../bin/engine.ts'
import { exitStatus } from '../../../bin/exit-status.ts'
import type { Channel } from '../../../bin/io.ts'

const nowhere: Channel = { isTerminal: false, columns: null, write: async () => undefined, isGone: () => false }

/** One command of the command line as it is declared. */
export interface CommandWords {
  /** `txray` or `txray inspect`. */
  readonly name: string
  readonly description: string
  readonly usage: string
  readonly parameters: readonly { readonly term: string; readonly description: string }[]
  readonly options: readonly { readonly term: string; readonly description: string; readonly isRequired: boolean }[]
  /** `--format`, `-f`: whatever can be written. */
  readonly flags: readonly string[]
}

/** The program itself, then each of its commands, from the definitions that parse the arguments. */
export function commandWords(): CommandWords[] {
  const io = { out: nowhere, err: nowhere, env: {}, readStdin: async () => new Uint8Array(), catchInterrupts: () => () => false }
  const program = makeProgram(io, engine, [], { status: exitStatus.ok })
  return [wordsOf('txray', program), ...program.commands.map((command) => wordsOf(`txray ${command.name()}`, command))]
}

function wordsOf(name: string, command: Command): CommandWords {
  const help = command.createHelp()
  const options = help.visibleOptions(command)
  return {
    name,
    description: command.description(),
    usage: help.commandUsage(command),
    parameters: help.visibleArguments(command).map((one) => ({ term: help.argumentTerm(one), description: help.argumentDescription(one) })),
    options: options.map((one) => ({ term: help.optionTerm(one), description: help.optionDescription(one), isRequired: one.mandatory })),
    flags: options.flatMap(({ long, short }) => [long, short].filter((flag) => typeof flag === 'string')),
  }
}
