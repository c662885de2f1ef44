import type { Span } from '../bytes/span.ts'
import type { Assembly } from './assembly.ts'
import { assemblyRules } from './loader-assembly-rules.ts'
import { cliPlaceRules, cliRules, isIlOnly, readLoaderCli } from './loader-cli-rules.ts'
import { headerRules, readNtHeaders } from './loader-headers.ts'
import { ilOnlyRules } from './loader-il-only-rules.ts'
import { machineRules, notModelled } from './loader-kinds.ts'
import { ntRules } from './loader-nt-rules.ts'
import { type BrokenRule, brokenIn } from './loader-rule.ts'
import { readStorage, rootRules, storageRules } from './loader-storage-rules.ts'
import { readLoaderSchema, tableRules, tableStreamRules } from './loader-table-rules.ts'

/** What a loader would say of a file. For `unknown`, `broken` names what the rules do not cover. */
export interface Loads {
  readonly runtime: string
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly broken: BrokenRule[]
}

export const measuredRuntime = 'CoreCLR 2.2 (measured; Exchange runs .NET Framework, which was not at hand)'

/** Every rule in the order in which they are asked; what the documentation lists. */
export const loaderRules = [
  ...headerRules,
  ...ntRules,
  ...cliPlaceRules,
  ...cliRules,
  ...machineRules,
  ...ilOnlyRules,
  ...rootRules,
  ...storageRules,
  ...tableStreamRules,
  ...tableRules,
  ...assemblyRules,
].map(({ id, text, source }) => ({ id, text, source }))

/**
 * Would a CLR take this file? Works on the bytes alone, so that a file that cannot be opened is explained too; `assembly` is
 * the opened file or null. Names, references and types are not asked: they fail later, one by one. Never throws.
 */
export function loads(file: Span, assembly: Assembly | null): Loads {
  const { broken, open } = judge(file, assembly)
  if (broken.length > 0) return { runtime: measuredRuntime, answer: 'no', broken }
  return { runtime: measuredRuntime, answer: open.length > 0 ? 'unknown' : 'yes', broken: open }
}

interface Judged {
  readonly broken: BrokenRule[]
  readonly open: BrokenRule[]
}

/** Group by group, as the CLR does: what a broken group leads to is not told, it follows from it. */
function judge(file: Span, assembly: Assembly | null): Judged {
  const stopped = (broken: BrokenRule[]): Judged => ({ broken, open: [] })
  const headers = brokenIn(headerRules, file)
  if (headers.length > 0) return stopped(headers)
  const nt = readNtHeaders(file)
  const container = [...brokenIn(ntRules, nt), ...brokenIn(cliPlaceRules, nt)]
  const cli = readLoaderCli(nt)
  if (container.length > 0 || cli === null) return stopped(container)
  const open = notModelled(cli)
  const header = [...brokenIn(cliRules, cli), ...brokenIn(machineRules, cli), ...brokenIn(rootRules, cli)]
  if (isIlOnly(cli) && open.length === 0) header.push(...brokenIn(ilOnlyRules, cli))
  const storage = readStorage(cli)
  if (header.length > 0 || storage === null) return stopped(header)
  const streams = [...brokenIn(storageRules, storage), ...brokenIn(tableStreamRules, storage)]
  const schema = readLoaderSchema(storage)
  if (streams.length > 0 || schema === null) return stopped(streams)
  const tables = brokenIn(tableRules, schema)
  if (tables.length > 0) return stopped(tables)
  if (assembly !== null) return { broken: brokenIn(assemblyRules, assembly), open }
  return { broken: [], open: [...open, { rule: 'unread', detail: 'the tables could not be opened, so what stands in them was not asked' }] }
}
