import { hasHole, hostPlace, type Whereabouts } from '../profile/place.ts'
import type { Evidence, IndicatorKind, Profile } from '../profile/profile.ts'

/** Hashes of the file itself are indicators too. */
export type ListedKind = IndicatorKind | 'file-sha256' | 'file-sha1' | 'file-md5' | 'imphash' | 'typeref-hash' | 'authentihash'

export interface ListedIndicator {
  readonly kind: ListedKind
  readonly value: string
  /** `file`: a hash of it; `text`: stands in it; `recovered`: hidden in the code; `flow`: data was seen to go there. */
  readonly origin: 'file' | 'text' | 'recovered' | 'flow'
  readonly at: Evidence | null
}

/**
 * Everything of a file that can be looked for elsewhere, each once: its hashes, the indicators, and the fixed places that
 * data flows to. A place of which a part is not known is none: nothing would ever match it.
 */
export function listIndicators(profile: Profile): ListedIndicator[] {
  const listed = [...fileHashes(profile), ...textIndicators(profile), ...flowTargets(profile)]
  const known = new Set<string>()
  return listed.filter(({ kind, value }) => {
    const key = `${kind}\n${value}`
    return !known.has(key) && known.add(key) !== null
  })
}

function fileHashes({ file, identity }: Profile): ListedIndicator[] {
  const { imphash, typeRefHash, authentihash } = identity.hashes
  const hashes = [
    ['file-sha256', file.sha256],
    ['file-sha1', file.sha1],
    ['file-md5', file.md5],
    ['imphash', imphash],
    ['typeref-hash', typeRefHash],
    ['authentihash', authentihash],
  ] as const
  return hashes.flatMap(([kind, value]) => (value === null ? [] : [{ kind, value, origin: 'file' as const, at: null }]))
}

function textIndicators({ indicators }: Profile): ListedIndicator[] {
  return indicators.map(({ kind, value, recovered, at }) => ({ kind, value, origin: recovered ? 'recovered' : 'text', at }))
}

function flowTargets({ findings }: Profile): ListedIndicator[] {
  return findings.flatMap(({ flows }) =>
    flows.flatMap(({ sink }): ListedIndicator[] => {
      const { target, at } = sink
      if (target === null || hasHole(target)) return []
      const kind = targetKind(sink.kind, target)
      return kind === null ? [] : [{ kind, value: target, origin: 'flow', at }]
    }),
  )
}

function targetKind(sink: string, target: string): IndicatorKind | null {
  if (sink === 'network') return netKind(target, hostPlace(target))
  if (sink === 'file' || sink === 'process-file') return /[\\/]/.test(target) ? 'path' : null
  if (sink === 'mail-recipient') return target.includes('@') ? 'email' : null
  if (sink === 'registry') return 'registry'
  return null
}

/** A place on this machine is nothing to look for. */
function netKind(target: string, place: Whereabouts): IndicatorKind | null {
  if (place !== 'away') return null
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return 'url'
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(target) ? (/^[0-9.]+$/.test(target) ? 'ip' : 'domain') : null
}
