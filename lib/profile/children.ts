import { type LimitLog, limits } from '../limits.ts'
import type { Embedded } from '../model/embedded.ts'
import { isPlatformAssembly } from '../model/framework-names.ts'
import type { Profile } from './profile.ts'

/** How deep this file lies in others, and what all files inside together may still cost. */
export interface Nesting {
  readonly depth: number
  readonly left: { files: number; bytes: number }
}

/** The outermost file. */
export function outermost(size: number): Nesting {
  return { depth: 0, left: { files: limits.children, bytes: size * limits.childBytes + limits.childBytesFree } }
}

/**
 * Inspects what was found inside, in the order it was found, each image once, as far as the bounds allow. The platform's own
 * assemblies in a bundle are not agents and are left out.
 */
export function childrenOf(
  found: readonly Embedded[],
  nesting: Nesting,
  log: LimitLog,
  inspectOne: (bytes: Uint8Array, name: string, nesting: Nesting) => Profile,
): Profile['children'] {
  const children: Profile['children'] = []
  const seen = new Set<string>()
  for (const { name, where, chain, bytes } of found) {
    const { left } = nesting
    const full = nesting.depth >= limits.childDepth ? 'childDepth' : left.files <= 0 ? 'children' : left.bytes < bytes.length ? 'childBytes' : null
    if (full !== null) {
      log.hit.add(full)
      continue
    }
    left.files--
    left.bytes -= bytes.length
    const profile = inspectOne(bytes, name, { depth: nesting.depth + 1, left })
    if (seen.has(profile.file.sha256) || isPlatform(profile)) continue
    seen.add(profile.file.sha256)
    children.push({ name, where: chain.length === 0 ? where : `${where} (${chain.join(' > ')})`, profile })
  }
  return children
}

function isPlatform({ identity }: Profile): boolean {
  return identity.assembly !== null && isPlatformAssembly(identity.assembly.name, identity.strongName.publicKeyToken)
}
