import { matchBuiltIn, roleOf } from './built-in-match.ts'
import { unlistedAgents } from './pipeline-match.ts'
import { placeText } from './place-text.ts'
import type { Decision, Profile, Registration } from './profile.ts'
import { listed, mergeAgents } from './registration.ts'
import { isLoadedByItself } from './server-case.ts'
import type { ServerRecords } from './server-records.ts'

/** One line of a triage: a registration with its file, one without, or a file without a registration. */
export interface TriageRow {
  readonly registration: Registration
  /** The file it was found in; null where none of those given is it. */
  readonly file: { readonly name: string; readonly sha256: string } | null
  /** Null where there is no file. */
  readonly decision: Decision | null
  /** The first reason of the decision. */
  readonly because: string | null
}

/** A file of the folder, with its profile, made with the same records. */
export interface TriageFile {
  readonly name: string
  readonly profile: Profile
}

const order: readonly (Decision | null)[] = ['escalate', 'review', null, 'expected', 'not-judged']
const states: readonly Registration['state'][] = ['mismatch', 'missing-file', 'unexpected', 'unregistered-file', 'expected']

/**
 * Every registration that was told, with its file and decision; what is registered, or runs, and is not among the files; and files that hold
 * an agent, or are to be looked at, and that nobody registers. Worst first.
 */
export function triage(files: readonly TriageFile[], records: ServerRecords): TriageRow[] {
  const rows: TriageRow[] = []
  const found = new Set<string>()
  for (const { name, profile } of files) {
    const { decision, reasons } = profile.verdict
    const about = { file: { name, sha256: profile.file.sha256 }, decision, because: reasons[0]?.text ?? null }
    for (const registration of profile.registration) {
      // one that only shares the factory with a file of another name still has that file
      if (registration.identity !== null) found.add(keyOf(registration.identity, registration.source))
      rows.push({ registration, ...about })
    }
    const isWorthTelling = profile.agents.length + profile.factories.length > 0 || decision === 'escalate' || decision === 'review'
    if (profile.registration.length === 0 && isWorthTelling) rows.push({ registration: unregistered(profile, name), ...about })
  }
  const all = mergeAgents(records.agents)
  for (const one of all) {
    const source = one.origins.map(placeText)
    if (found.has(keyOf(one.identity, listed(source)))) continue
    const names = records.agents.filter(({ origin }) => one.origins.some((other) => other.source === origin.source)).map(({ identity }) => identity)
    const { mismatches } = matchBuiltIn(one, roleOf(names, one.identity), { integrity: 'ok', publicKeyToken: null, pinnedMicrosoftKey: true })
    const { identity, enabled, priority, service } = one
    const registration: Registration = {
      ...{ identity, factory: one.factory ?? '', path: one.path ?? '', enabled, priority, service, state: 'missing-file', linkedTo: null },
      mismatches: [...mismatches],
      source: listed(source),
    }
    rows.push({ registration, file: null, decision: null, because: null })
  }
  for (const { identity, events, source } of unlistedAgents(records, isLoadedByItself)) {
    const registration: Registration = {
      ...{ identity, factory: '', path: '', enabled: null, priority: null, service: null, state: 'missing-file', linkedTo: null },
      mismatches: [`pipeline: it runs at ${events.slice(0, 5).join(', ')}, and no list of agents has it`],
      source,
    }
    rows.push({ registration, file: null, decision: null, because: null })
  }
  return rows.sort((a, b) => rank(a) - rank(b))
}

function rank({ decision, registration }: TriageRow): number {
  return order.indexOf(decision) * states.length + states.indexOf(registration.state)
}

function keyOf(identity: string, source: string): string {
  return `${identity.toLowerCase()}\n${source}`
}

function unregistered({ factories }: Profile, name: string): Registration {
  const factory = factories[0]?.type ?? ''
  return {
    identity: null,
    factory,
    path: name,
    enabled: null,
    priority: null,
    service: null,
    state: 'unregistered-file',
    mismatches: [],
    linkedTo: null,
    source: '',
  }
}
