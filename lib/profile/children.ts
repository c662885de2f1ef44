import { type LimitLog, type LimitName, limits } from '../limits.ts'
import type { Embedded } from '../model/embedded.ts'
import { isPlatformAssembly } from '../model/framework-names.ts'
import type { Profile } from './profile.ts'

/** How deep this file lies in others, and what all files inside together may still cost. */
export interface Nesting {
  readonly depth: number
  readonly left: { files: number; platform: number; bytes: number }
}

/** The outermost file. */
export function outermost(size: number): Nesting {
  return { depth: 0, left: { files: limits.children, platform: limits.platformChildren, bytes: size * limits.childBytes + limits.childBytesFree } }
}

/** What the profile of a file is made with. */
export interface Inspector {
  readonly hash: (bytes: Uint8Array) => string
  readonly inspect: (bytes: Uint8Array, name: string, nesting: Nesting) => Profile
}

/**
 * Inspects what was found inside, in the order it was found, each image once, as far as the bounds allow; a bound that was met
 * deeper in is met here. The platform's own assemblies are not told, unless something in them is.
 */
export function childrenOf(found: readonly Embedded[], nesting: Nesting, log: LimitLog, by: Inspector): Profile['children'] {
  const children: Profile['children'] = []
  const seen = new Set<string>()
  const { left } = nesting
  for (const { name, where, chain, bytes } of found) {
    const full = nesting.depth >= limits.childDepth ? 'childDepth' : left.files <= 0 ? 'children' : left.bytes < bytes.length ? 'childBytes' : null
    if (full !== null) {
      log.hit.add(full)
      continue
    }
    const hash = by.hash(bytes)
    if (seen.has(hash)) continue
    seen.add(hash)
    left.files--
    left.bytes -= bytes.length
    const profile = by.inspect(bytes, name, { depth: nesting.depth + 1, left })
    for (const bound of bounds) if (profile.completeness.limits.includes(bound)) log.hit.add(bound)
    if (isDullPlatform(profile)) {
      if (left.platform > 0) {
        left.platform--
        left.files++
      } else log.hit.add('platformChildren')
      continue
    }
    children.push({ name, where: chain.length === 0 ? where : `${where} (${chain.join(' > ')})`, profile })
  }
  return children
}

const bounds: readonly LimitName[] = ['childDepth', 'children', 'platformChildren', 'childBytes']

/**
 * Name and key are no proof: the platform ships files whose strong name was never completed, and anyone can write its public key
 * into a file. So one that holds anything worth telling is told.
 */
function isDullPlatform({ identity, verdict, agents, factories, children }: Profile): boolean {
  if (verdict.decision !== 'expected' || agents.length + factories.length + children.length > 0) return false
  return identity.assembly !== null && isPlatformAssembly(identity.assembly.name, identity.strongName.publicKeyToken)
}
