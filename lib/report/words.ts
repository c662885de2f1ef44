import type { Level, Severity } from '../facts/vocabulary.ts'
import type { Decision, EntryKind, Integrity, Profile } from '../profile/profile.ts'
import type { Ink } from './layout.ts'

/** Each decision as a headline, and its colour. No colour says "fine": `expected` is an answer to one question only. */
export const decisionWords: { readonly [D in Decision]: { readonly headline: string; readonly ink: Ink } } = {
  escalate: { headline: 'ESCALATE', ink: 'red' },
  review: { headline: 'REVIEW', ink: 'yellow' },
  expected: { headline: 'EXPECTED', ink: 'cyan' },
  'not-judged': { headline: 'NOT JUDGED', ink: 'magenta' },
}

/** How far the proof of a finding goes. */
export const levelWords: { readonly [L in Level]: string } = {
  referenced: 'named in the metadata, no call seen',
  called: 'called, but not reached from a known entry point',
  reachable: 'reached from the entry point',
  fed: 'mail data flows into it',
}

export const severityInks: { readonly [S in Severity]: Ink } = { critical: 'red', high: 'red', medium: 'yellow', low: 'cyan', info: 'dim' }

/** What runs the code, for entry points that are not an event of the mail pipeline. */
export const entryWords: { readonly [K in EntryKind]: string } = {
  event: 'on an event',
  factory: 'when the factory is made or asked for an agent',
  constructor: 'when it is made',
  'static-constructor': 'when the type is first used',
  module: 'when the assembly is loaded',
  close: 'when the agent or factory is closed',
  callback: 'called back later, or by others: a timer, a thread, a delegate kept, an object handed over',
}

export const formatWords: { readonly [F in Profile['format']]: string } = {
  dotnet: '.NET assembly',
  pe: 'Windows executable without readable .NET metadata',
  other: 'not a Windows executable',
}

export const integrityWords: { readonly [I in Integrity]: string } = {
  ok: 'the bytes match the signature',
  broken: 'the signature does not match the bytes',
  'delay-signed': 'room for a signature, none written',
  absent: 'none',
  'not-checked': 'present, not checked',
}

/** `1 thing`, `2 things`. */
export function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`
}

/** Order by UTF-16 code units: the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Why there is no compile time. */
export const stampWords: { readonly [S in NonNullable<Profile['identity']['build']>['stamp']]: string } = {
  time: 'no time that can be read',
  hash: 'a hash in place of the time (deterministic build)',
  none: 'no time in the header',
}
