import { limits } from '../limits.ts'
import type { Found } from './indicator-characters.ts'
import { findCommands } from './indicator-command.ts'
import { findDomains, findEmails } from './indicator-host.ts'
import { findIps } from './indicator-ip.ts'
import { findPaths } from './indicator-path.ts'
import { findRegistryKeys } from './indicator-registry.ts'
import { findGuids, findHashes, findHeaders, findModules } from './indicator-token.ts'
import { findUrls } from './indicator-url.ts'

/** What an analyst can look for elsewhere. */
export const indicatorKinds = ['email', 'url', 'domain', 'ip', 'path', 'registry', 'native-module', 'command', 'header', 'hash', 'guid'] as const
export type IndicatorKind = (typeof indicatorKinds)[number]

export interface FoundIndicator {
  readonly kind: IndicatorKind
  /** A part of the text, as it stands there. */
  readonly value: string
}

/**
 * Scanners in the order in which they claim text: what an earlier one took is not told again by a later one, so
 * the host of a URL, an address or a share is told with it only. Each gives spans that do not overlap, in time
 * that grows with the text.
 */
const scanners: readonly { readonly kind: IndicatorKind; readonly find: (text: string) => Found[] }[] = [
  { kind: 'url', find: findUrls },
  { kind: 'registry', find: findRegistryKeys },
  { kind: 'path', find: findPaths },
  { kind: 'email', find: findEmails },
  { kind: 'guid', find: findGuids },
  { kind: 'hash', find: findHashes },
  { kind: 'ip', find: findIps },
  { kind: 'native-module', find: findModules },
  { kind: 'domain', find: findDomains },
  { kind: 'header', find: findHeaders },
]

/** Whether `findIndicators` looks at all of the text, or stops at `limits.indicatorText`. */
export function searchedWhole(text: string): boolean {
  return text.length <= limits.indicatorText
}

/**
 * What stands in a string that can be looked for elsewhere, in order of position, each kind and value once.
 * A command line is told as a whole and what it contains besides.
 */
export function findIndicators(text: string): FoundIndicator[] {
  const searched = searchedWhole(text) ? text : text.slice(0, limits.indicatorText)
  const spans = [...findCommands(searched).map((span) => ({ kind: 'command' as const, ...span })), ...claimed(searched)]
  spans.sort((left, right) => left.start - right.start || right.end - left.end)
  const seen = new Set<string>()
  const indicators: FoundIndicator[] = []
  for (const { kind, start, end } of spans) {
    const value = searched.slice(start, end)
    const key = `${kind} ${value}`
    if (seen.has(key)) continue
    seen.add(key)
    indicators.push({ kind, value })
  }
  return indicators
}

function claimed(text: string): (Found & { readonly kind: IndicatorKind })[] {
  const taken = new Uint8Array(text.length)
  return scanners.flatMap(({ kind, find }) => {
    const free = find(text).filter(({ start, end }) => !taken.subarray(start, end).includes(1))
    for (const { start, end } of free) taken.fill(1, start, end)
    return free.map((span) => ({ kind, ...span }))
  })
}
