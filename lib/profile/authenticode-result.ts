import type { Defect } from '../errors.ts'
import type { Identity } from './profile.ts'

/** Digests a signature may name, as Web Crypto spells them. */
export type DigestAlgorithm = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'

/** When someone else says the signature was there. Arithmetic only, as for the signature: who that someone is, is a claim. */
export interface Timestamp {
  /** ISO 8601 in UTC; null where it cannot be read. */
  readonly time: string | null
  readonly kind: 'rfc3161' | 'countersignature'
  readonly integrity: 'ok' | 'broken' | 'not-checked'
  /** Subject of the certificate that signed the time; null where it is not in the file. */
  readonly claimedBy: string | null
  readonly because: string
}

/**
 * What arithmetic says of a file's Authenticode signature. `ok`: the file's digest is the signed one, and the signature fits the
 * key of the certificate that comes with it. Who issued that certificate is never checked, so every name is a claim.
 */
export interface AuthenticodeResult {
  readonly integrity: 'ok' | 'broken' | 'absent' | 'not-checked'
  /** Distinguished names of the signer's certificate, most specific part first. */
  readonly claimedSigner: string | null
  readonly issuer: string | null
  /** Lower-case hex. */
  readonly serial: string | null
  /** ISO 8601 in UTC. No clock is asked, so a time that has passed changes nothing. */
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly timestamp: Timestamp | null
  readonly digestAlgorithm: DigestAlgorithm | null
  /** The file's digest is the one that was signed; null where it could not be compared. */
  readonly digestMatches: boolean | null
  /** Content and signed attributes fit the certificate's key; null where that could not be checked. */
  readonly signatureMatches: boolean | null
  /** Signatures inside this one; what they say stands in `notes`. */
  readonly nested: number
  /** Why `integrity` is what it is, one or two sentences. */
  readonly because: string
  /** What else a reader should know, a sentence each. */
  readonly notes: readonly string[]
  /** Damage in the table and in the signature; a bound that was met is one with code `limit`. */
  readonly defects: readonly Defect[]
}

/** What a profile tells of it. A time whose signature is broken is left out: it says nothing about this file. */
export function authenticodeIdentity({ integrity, claimedSigner, issuer, timestamp }: AuthenticodeResult): Identity['authenticode'] {
  const time = timestamp === null || timestamp.integrity === 'broken' ? null : timestamp.time
  return { integrity, claimedSigner, issuer, timestamp: time, chain: 'not-checked' }
}

/** The signature as a claim of the file's: the arithmetic bears out who holds a key, never who that is. */
export function authenticodeClaims({ integrity, claimedSigner, because }: AuthenticodeResult): Identity['claims'] {
  if (claimedSigner === null) return []
  const why = integrity === 'ok' ? 'the arithmetic holds, and the chain to a known root was not checked: anyone can make a certificate with any name' : because
  return [{ what: `is signed by ${claimedSigner}, by its Authenticode signature`, supported: false, because: why }]
}
