import type { Indicator, IndicatorKind, Profile } from '../profile/profile.ts'
import { capped, hang, heading, type Paper, prose, value } from './layout.ts'
import { codePlace } from './text-proof.ts'
import { decisionWords } from './words.ts'

const indicatorWords: { readonly [K in IndicatorKind]: string } = {
  email: 'address',
  url: 'URL',
  domain: 'domain',
  ip: 'IP address',
  path: 'path',
  registry: 'registry',
  'native-module': 'native module',
  command: 'command',
  header: 'mail header',
  hash: 'hash',
  guid: 'GUID',
}

/** Values to look for elsewhere, by kind; one that stands in several places is told once. */
export function indicatorLines(profile: Profile, paper: Paper): string[] {
  if (profile.indicators.length === 0) return []
  const distinct = new Map<string, Indicator>()
  for (const indicator of profile.indicators) {
    const key = `${indicator.kind}\n${indicator.recovered}\n${indicator.value}`
    if (!distinct.has(key)) distinct.set(key, indicator)
  }
  const lines = heading(paper, 'Indicators')
  for (const [kind, label] of Object.entries(indicatorWords)) {
    const some = [...distinct.values()].filter((indicator) => indicator.kind === kind)
    lines.push(
      ...capped(paper, 2, some, 10, (indicator) =>
        hang(
          paper,
          2,
          label,
          13,
          [
            value(paper, indicator.value),
            ...(indicator.recovered ? ['recovered from the code'] : []),
            ...codePlace(indicator.at.token, indicator.at.ilOffset, paper),
          ].join(' · '),
        ),
      ),
    )
  }
  return lines
}

/** What the server's own records say of this file: registration, events in time, how much mail it may have seen. */
export function contextLines(profile: Profile, paper: Paper): string[] {
  const { registration, timeline, exposure } = profile
  const lines: string[] = []
  if (registration.length > 0) {
    lines.push(...heading(paper, 'Registration'))
    lines.push(
      ...capped(paper, 2, registration, 20, (row) => {
        const parts = [
          row.identity === null ? 'under no name' : value(paper, row.identity),
          row.factory === '' ? 'factory not known' : `factory ${value(paper, row.factory)}`,
          row.path === '' ? 'path not known' : value(paper, row.path),
          row.enabled === null ? 'enabled or not: unknown' : row.enabled ? 'enabled' : 'disabled',
          ...(row.priority === null ? [] : [`priority ${row.priority}`]),
          ...(row.service === null ? [] : [value(paper, row.service)]),
          ...row.mismatches.map((text) => prose(paper, text)),
          ...(row.linkedTo === null ? [] : [`authorised change: ${prose(paper, row.linkedTo)}`]),
          `from ${value(paper, row.source)}`,
        ]
        return hang(paper, 2, row.state, 18, parts.join(' · '), row.state === 'expected' ? 'dim' : 'yellow')
      }),
    )
  }
  if (timeline.length > 0) {
    lines.push(...heading(paper, 'Timeline'))
    lines.push(
      ...capped(paper, 2, timeline, 40, (row) => {
        const zone = row.zone === 'utc' || row.time === null ? '' : ` (${row.zone === 'local' ? 'local time' : 'time zone unknown'})`
        const who = row.who === null ? '' : ` · by ${value(paper, row.who)}`
        const line = row.line === null ? '' : ` line ${row.line}`
        const text = `${prose(paper, row.event)}${who} · ${value(paper, row.source)}${line}${row.trust === 'forgeable' ? ' · can be forged' : ''}`
        return hang(paper, 2, `${value(paper, row.time ?? 'no time')}${zone}`, 26, text)
      }),
    )
  }
  if (exposure !== null) {
    const span = `${value(paper, exposure.from ?? 'unknown')} to ${value(paper, exposure.to ?? 'unknown')}`
    const answer = exposure.answer === 'known' ? `${span}, ${exposure.messages ?? 'unknown number of'} messages` : `cannot tell (${span})`
    lines.push(...heading(paper, 'Exposure'), ...hang(paper, 2, 'answer', 10, answer), ...hang(paper, 2, 'because', 10, prose(paper, exposure.because)))
    lines.push(...capped(paper, 2, exposure.mailboxes, 20, (mailbox) => hang(paper, 2, 'mailbox', 10, value(paper, mailbox))))
  }
  return lines
}

/** Assemblies found inside, each with its own decision. */
export function childLines(profile: Profile, paper: Paper): string[] {
  if (profile.children.length === 0) return []
  return [
    ...heading(paper, 'Assemblies found inside'),
    ...capped(paper, 2, profile.children, 20, (child) => {
      const { decision, reasons } = child.profile.verdict
      const { headline, ink } = decisionWords[decision]
      const because = reasons[0] === undefined ? '' : ` · ${prose(paper, reasons[0].text)}`
      return hang(
        paper,
        2,
        headline,
        11,
        `${value(paper, child.name)} in ${value(paper, child.where)}${because} · sha256 ${value(paper, child.profile.file.sha256)}`,
        ink,
      )
    }),
  ]
}
