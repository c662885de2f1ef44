import { type Span, slice, spanOf } from '../bytes/span.ts'
import { defectOf, FormatError, salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { cell, rowCount, rowToken } from '../metadata/tables.ts'
import { spanAtRva } from '../pe/image.ts'
import { type Assembly, assemblyIdentity } from './assembly.ts'
import { attributeArguments, attributeType } from './attributes.ts'
import { type HashAlgorithm, type HashParts, hashParts } from './hash-parts.ts'
import { hex } from './references.ts'
import { type RsaPublicKey, readPublicKey, verifySignature } from './rsa.ts'
import { signedContent } from './strong-name-content.ts'

export interface StrongName {
  /**
   * `ok`: the signature is one of these bytes under this key. `delay-signed`: there is a key and no signature, or one
   * of zeros. `broken`: the signature does not fit, or key or signature cannot be one. `not-checked`: a bound of ours
   * was met.
   */
  readonly integrity: 'ok' | 'broken' | 'delay-signed' | 'absent' | 'not-checked'
  /** The hash that is signed; null where it did not come to that. */
  readonly algorithm: HashAlgorithm | null
  /** The key vouches for a second one (AssemblySignatureKeyAttribute), and that voucher holds. */
  readonly counterSigned: boolean
  /** Why, in words that end a sentence. */
  readonly because: string
}

/**
 * Does the strong name hold? The flag in the CLI header that says so is not asked: it is set on public-signed files
 * too. A good answer means that these bytes come from an owner of the key, not that they are harmless; nothing is
 * said of bytes that are not signed (see `signedContent`). Never throws on bytes: damage is an answer. II.6.2.1.3
 */
export function verifyStrongName(assembly: Assembly, hash: HashParts = hashParts): StrongName {
  const key = assemblyIdentity(assembly)?.publicKey
  if (key === undefined || key.bytes.length === 0) return answer('absent', null, 'the assembly has no public key')
  const signature = attempt(assembly, () => readSignature(assembly))
  if (signature instanceof FormatError) return answer('broken', null, `the signature cannot be read: ${signature.message}`)
  if (signature === null || signature.bytes.every((byte) => byte === 0)) return answer('delay-signed', null, 'it carries a public key and no signature')
  const identityKey = attempt(assembly, () => readPublicKey(hex(key.bytes) === ecmaKey ? spanOf(unhex(platformKey)) : key))
  if (identityKey instanceof FormatError) return answer('broken', null, `its public key cannot be used: ${identityKey.message}`)
  const content = attempt(assembly, () => signedContent(assembly.image, { offset: signature.offset, size: signature.bytes.length }))
  if (content instanceof FormatError) {
    const integrity = content.code === 'limit' ? 'not-checked' : 'broken'
    return answer(integrity, identityKey.algorithm, `what it signs cannot be read: ${content.message}`)
  }
  const signs = (one: RsaPublicKey) => signature.bytes.length === one.size && verifySignature(one, hash(one.algorithm, content), signature.bytes)
  const second = secondKey(assembly, identityKey, hash)
  const counterSigned = second !== null
  if (second !== null && signs(second)) return answer('ok', second.algorithm, 'the signature fits, under a key that the public key vouches for', counterSigned)
  if (signs(identityKey)) return answer('ok', identityKey.algorithm, 'the signature fits', counterSigned)
  return answer('broken', identityKey.algorithm, 'the signature does not fit the file and its public key', counterSigned)
}

function answer(integrity: StrongName['integrity'], algorithm: HashAlgorithm | null, because: string, counterSigned = false): StrongName {
  return { integrity, algorithm, counterSigned, because }
}

/** What was read, or what is wrong with it; a bound that was met is told besides. */
function attempt<T>(assembly: Assembly, read: () => T): T | FormatError {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    if (error.code === 'limit') assembly.defects.push(defectOf(error, `strong name: ${error.message}`))
    return error
  }
}

/** Null where there is none. Throws `bad-index`, `truncated`. */
function readSignature(assembly: Assembly): Span | null {
  const { rva, size } = assembly.cli.strongName
  return rva === 0 || size === 0 ? null : slice(spanAtRva(assembly.image, rva), 0, size)
}

/**
 * The key of an AssemblySignatureKeyAttribute, where its counter-signature holds: the identity key's signature of the
 * whole blob of the new one. Null where there is none, or where it is not vouched for, as anyone can write it.
 */
function secondKey(assembly: Assembly, identityKey: RsaPublicKey, hash: HashParts): RsaPublicKey | null {
  const texts = signatureKeyTexts(assembly)
  if (texts === null) return null
  const blob = unhex(texts.publicKey)
  if (!verifySignature(identityKey, hash(identityKey.algorithm, [blob]), unhex(texts.counterSignature))) return null
  const key = attempt(assembly, () => readPublicKey(spanOf(blob)))
  return key instanceof FormatError ? null : key
}

/** Longest key text worth decoding: blob headers, a modulus of `limits.rsaBits`, two digits a byte. */
const longestKey = 2 * (32 + limits.rsaBits / 8)

function signatureKeyTexts(assembly: Assembly): { readonly publicKey: string; readonly counterSignature: string } | null {
  const { tables } = assembly.metadata
  for (let row = 1; row <= rowCount(tables, 'CustomAttribute'); row++) {
    if (cell(tables, 'CustomAttribute', row, 'Parent') !== rowToken('Assembly', 1)) continue
    if (attributeType(assembly, row) !== 'System.Reflection.AssemblySignatureKeyAttribute') continue
    const [publicKey, counterSignature] = salvage(assembly.defects, 'AssemblySignatureKeyAttribute', () => attributeArguments(assembly, row).fixed, [])
    if (typeof publicKey !== 'string' || typeof counterSignature !== 'string') return null
    return publicKey.length > longestKey || counterSignature.length > longestKey ? null : { publicKey, counterSignature }
  }
  return null
}

/** Empty where the text is no hexadecimal. */
function unhex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return new Uint8Array()
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(index * 2, index * 2 + 2), 16))
}

/** The key the ECMA standard gives its own libraries: no key at all, a name for the one of the platform. II.6.2.1.3 */
const ecmaKey = '00000000000000000400000000000000'

/**
 * What Microsoft's CLR puts in the place of the ECMA key: the one with the token b03f5f7f11d50a3a. thekey.h of the
 * shared source CLI. Other platforms have their own, so Mono's own library does not verify with it.
 */
const platformKey =
  '002400000480000094000000060200000024000052534131000400000100010007d1fa57c4aed9f0a32e84aa0faefd0de9e8fd6aec8f87fb03766c834c99921e' +
  'b23be79ad9d5dcc1dd9ad236132102900b723cf980957fc4e177108fc607774f29e8320e92ea05ece4e821c0a5efe8f1645c4c0c93c1ab99285d622caa652c1d' +
  'fad63d745d6f2de5f17e5eaf0fc4963d261c8a12436518206dc093344d5ad293'
