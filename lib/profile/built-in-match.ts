import { agentBases } from '../agents/exchange.ts'
import { type BuiltInAgent, builtInAgents, findBuiltInByFactory, findBuiltInByFile, findBuiltInByIdentity } from '../agents/exchange-built-in.ts'
import { findNameClaim } from '../agents/exchange-names.ts'
import type { AgentRecord } from '../context/record.ts'
import type { Identity } from './profile.ts'
import { fileNameOf, folderOf } from './server-records.ts'

/** The fields of a registration that the table of built-in agents speaks of. */
export type Registered = Pick<AgentRecord, 'identity' | 'factory' | 'path' | 'baseType' | 'service'>

/** A registration beside the built-in agent it most looks like. */
export interface BuiltInAnswer {
  /** It goes by the name or the factory of Exchange’s own, or its factory by a name of Exchange’s. */
  readonly claims: boolean
  /** Null where it has nothing of any. */
  readonly row: BuiltInAgent | null
  /** Field by field what differs, in words; empty where all that is known fits. */
  readonly mismatches: readonly string[]
  /** The file bears Microsoft’s own signature. */
  readonly isSigned: boolean
}

/** Which kind of server a list of agents is from, by Exchange’s own agents in it; null where these do not tell. */
export type ServerRole = 'edge' | 'mailbox' | null

/** By agents that only one role has from the start. `but`: the one that is asked about tells nothing of itself. */
export function roleOf(identities: readonly string[], but: string): ServerRole {
  const others = new Set(identities.map((name) => name.toLowerCase()))
  others.delete(but.toLowerCase())
  const has = (role: 'edge' | 'mailbox') =>
    builtInAgents.some((row) => row.registered === 'default' && row.roles.length > 0 && onlyFor(row, role) && others.has(row.identity.toLowerCase()))
  const [edge, mailbox] = [has('edge'), has('mailbox')]
  return edge === mailbox ? null : edge ? 'edge' : 'mailbox'
}

function onlyFor({ roles }: BuiltInAgent, role: 'edge' | 'mailbox'): boolean {
  return role === 'edge' ? roles.every((one) => one === 'edge') : !roles.includes('edge')
}

/** Compares a registration with Exchange’s own agents: identity, factory, file, folder, base, server role, and the file’s signature. */
export function matchBuiltIn(one: Registered, role: ServerRole, strongName: Identity['strongName']): BuiltInAnswer {
  const byName = [...findBuiltInByIdentity(one.identity), ...(one.factory === null ? [] : findBuiltInByFactory(one.factory))]
  const rows = byName.length > 0 ? byName : one.path === null ? [] : findBuiltInByFile(fileNameOf(one.path))
  const isSigned = strongName.integrity === 'ok' && strongName.pinnedMicrosoftKey
  const [best] = rows.map((row) => ({ row, mismatches: differences(one, row, role) })).sort((a, b) => a.mismatches.length - b.mismatches.length)
  if (best === undefined) {
    const isNamed = one.factory !== null && findNameClaim(one.factory) === 'exchange'
    const mismatches = isNamed && !isSigned ? [`factory: ${one.factory} has a name of Exchange’s own and belongs to none of its agents`] : []
    return { claims: isNamed, row: null, mismatches, isSigned }
  }
  const signature = isSigned ? [] : [`signature: Exchange’s own is signed with Microsoft’s key, this file ${unsigned(strongName)}`]
  return { claims: byName.length > 0, row: best.row, mismatches: [...best.mismatches, ...signature], isSigned }
}

function unsigned({ integrity, pinnedMicrosoftKey }: Identity['strongName']): string {
  if (integrity === 'not-checked') return 'was not checked for it'
  if (integrity === 'absent') return 'has no strong name'
  return pinnedMicrosoftKey ? 'carries the key without a signature that fits' : 'is not'
}

function differences(one: Registered, row: BuiltInAgent, role: ServerRole): string[] {
  const found: string[] = []
  const compare = (field: string, is: string | null, own: string | null) => {
    if (is !== null && own !== null && is.toLowerCase() !== own.toLowerCase()) found.push(`${field}: registered is ${is}, Exchange’s own has ${own}`)
  }
  compare('identity', one.identity, row.identity)
  compare('factory', one.factory, row.factory)
  if (one.path !== null) {
    compare('file', fileNameOf(one.path), row.file?.toLowerCase() ?? null)
    const folder = row.folder?.split('\\').at(-1) ?? null
    if (folder !== null && !folderOf(one.path).endsWith(`\\${folder.toLowerCase()}`))
      found.push(`folder: ${folderOf(one.path)}, Exchange’s own stands in ${folder}`)
  }
  const base = one.baseType === null ? undefined : agentBases.get(one.baseType)
  if (base !== undefined && row.kind !== 'other' && base.kind !== row.kind)
    found.push(`base: registered is ${one.baseType}, Exchange’s own is of the kind ${row.kind}`)
  if (row.registered === 'invisible') found.push(`list: ${row.identity} is loaded by the service itself and stands in no list of agents`)
  else if (role !== null && !fits(row, role))
    found.push(`role: ${row.identity} belongs to ${row.roles.join(' and ')} servers, the other agents to ${role} servers`)
  return found
}

function fits({ roles }: BuiltInAgent, role: 'edge' | 'mailbox'): boolean {
  return roles.some((one) => (one === 'edge') === (role === 'edge'))
}
