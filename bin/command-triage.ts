import { ContextError } from '../lib/context/context-error.ts'
import { type TriageFile, triage } from '../lib/profile/triage.ts'
import { renderJson } from '../lib/report/json.ts'
import { renderTriage } from '../lib/report/text-triage.ts'
import { readServer, refusedServer, type ServerArguments, type ServerInputs } from './context-files.ts'
import type { Engine } from './engine.ts'
import { type ExitStatus, exitStatus, worstStatus } from './exit-status.ts'
import { findSources } from './inputs.ts'
import { type Io, say } from './io.ts'
import { fileErrorText, readFileAtMost } from './read-at-most.ts'

export interface TriageArguments extends ServerArguments {
  readonly folder: string
  readonly json: boolean
}

/** `txray triage`: a server's collected agents folder against what registers agents there; one table. */
export async function triageCommand(given: TriageArguments, io: Io, engine: Engine): Promise<ExitStatus> {
  const refused = given.context.length === 0 ? 'triage needs --context: a list of the server’s agents at least' : refusedServer(given)
  if (refused !== null) {
    await say(io, `txray: ${refused}`)
    return exitStatus.usage
  }
  let server: ServerInputs
  try {
    server = await readServer(given)
  } catch (error) {
    if (!(error instanceof ContextError)) throw error
    await say(io, `txray: ${error.message}`)
    return exitStatus.invalidRules
  }
  const records = server.options.context
  if (records === undefined) return exitStatus.usage
  if (records.agents.length === 0) {
    await say(io, 'txray: none of the context files lists agents: give agents.config, or Get-TransportAgent as list, CSV or JSON')
    return exitStatus.invalidRules
  }
  const statuses = new Set<ExitStatus>()
  const files: TriageFile[] = []
  const { sources } = await findSources([given.folder], true)
  const [only] = sources
  if (sources.length === 1 && only !== undefined && only.failed !== null) {
    await say(io, `txray: ${only.input}: ${only.failed}`)
    return exitStatus.unreadable
  }
  for (const { input, failed } of sources) {
    if (failed === null && !/\.(dll|exe)$/i.test(input)) continue
    try {
      if (failed !== null) throw new Error(failed)
      const bytes = await readFileAtMost(input)
      const name = input.split(/[\\/]/).at(-1) ?? input
      files.push({ name: input, profile: await engine.inspect(bytes, { name, ...server.options }) })
    } catch (error) {
      statuses.add(exitStatus.unreadable)
      await say(io, `txray: ${input}: ${fileErrorText(error)}`)
    }
  }
  if (files.length === 0 && statuses.size === 0) await say(io, `txray: ${given.folder}: neither .dll nor .exe in the folder or below it`)
  const rows = triage(files, records)
  const width = io.out.isTerminal && io.out.columns !== null ? Math.min(160, Math.max(60, io.out.columns)) : 100
  await io.out.write(given.json ? renderJson(rows, 'indented') : renderTriage(rows, { width }))
  return worstStatus(statuses)
}
