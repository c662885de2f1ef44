import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { FormatError } from '../errors.ts'
import type { DigestAlgorithm } from './authenticode-result.ts'

const hashes = { 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-384': sha384, 'SHA-512': sha512 } as const

const identifiers: ReadonlyMap<string, DigestAlgorithm> = new Map([
  ['1.3.14.3.2.26', 'SHA-1'],
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
])

/** The digest an object identifier names. Throws `unsupported` for any other, MD5 among them. */
export function digestNamed(identifier: string): DigestAlgorithm {
  const found = identifiers.get(identifier)
  if (found !== undefined) return found
  const name = identifier === '1.2.840.113549.2.5' ? 'MD5' : identifier.slice(0, 64)
  throw new FormatError('unsupported', null, `the digest algorithm ${name} is not one of SHA-1, SHA-256, SHA-384, SHA-512`)
}

/** The digest of the parts one after the other. */
export function digestOf(algorithm: DigestAlgorithm, parts: readonly Uint8Array[]): Uint8Array {
  const running = hashes[algorithm].create()
  for (const part of parts) running.update(part)
  return running.digest()
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
