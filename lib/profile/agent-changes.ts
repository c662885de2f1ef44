import type { CmdletRecord } from '../context/record.ts'
import { type AuthorisedChanges, type Link, linkChange } from './changes.ts'
import type { Profile } from './profile.ts'
import { agentCmdlets, fileNameOf, type ServerRecords } from './server-records.ts'

/** What the file given is known by among a server's records. */
export type Subject = Pick<Profile, 'file' | 'identity' | 'agents' | 'factories' | 'unresolvedBases'>

/** Does a registration with this factory and path name the file? Either is enough; what is not known names nothing. */
export type Names = (factory: string | null, path: string | null) => boolean

/** By the file's name, the assembly's (an analyst's copy has another file name), and its factories. */
export function namesOf({ file, identity, factories }: Subject): Names {
  const files = new Set<string>()
  if (file.name !== null && file.name !== '') files.add(fileNameOf(file.name))
  if (identity.assembly !== null && identity.assembly.name !== '') files.add(`${identity.assembly.name.toLowerCase()}.dll`)
  const types = new Set(factories.map(({ type }) => type.toLowerCase()))
  return (factory, path) => (factory !== null && types.has(factory.trim().toLowerCase())) || (path !== null && files.has(fileNameOf(path)))
}

/** A cmdlet that changed which agents run. */
export interface AgentChange {
  readonly what: 'install' | 'enable' | 'disable' | 'set' | 'uninstall'
  readonly record: CmdletRecord
  readonly identity: string | null
  /** Of an installation. */
  readonly factory: string | null
  readonly path: string | null
  /** It concerns the file given. */
  readonly isThis: boolean
  /** Null where no list of authorised changes was given, or nothing was changed. */
  readonly link: Link | null
}

/**
 * All changes to agents that were recorded, in the order of their files. `identities`: names, in lower case, under which the file is
 * registered; those it was installed under are added.
 */
export function agentChanges(records: ServerRecords, authorised: AuthorisedChanges | null, names: Names, identities: Set<string>): AgentChange[] {
  const read = records.cmdlets.flatMap((record) => {
    const what = agentCmdlets.get(record.cmdlet.toLowerCase())
    if (what === undefined) return []
    const value = (...wanted: readonly string[]): string | null => {
      const found = record.parameters.find(({ name }) => wanted.includes(name.toLowerCase().replace(/^-/, '')))?.value.replace(/^(["'])(.*)\1$/s, '$2') ?? ''
      return found === '' ? null : found
    }
    // some sources tell only the names of parameters, and what was changed beside them
    const identity = (what === 'install' ? value('name', '') : value('identity', '')) ?? record.object
    return [{ what, record, identity, factory: value('transportagentfactory'), path: value('assemblypath') }]
  })
  for (const { what, identity, factory, path } of read)
    if (what === 'install' && identity !== null && names(factory, path)) identities.add(identity.toLowerCase())
  return read.map((one) => ({
    ...one,
    isThis: names(one.factory, one.path) || (one.identity !== null && identities.has(one.identity.toLowerCase())),
    link: authorised === null || one.record.succeeded === false ? null : linkChange(authorised.changes, one.record.time, one.record.who),
  }))
}
