import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { spanOf } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { limits } from '../limits.ts'
import { attributeValues, byLibrary, childrenOf, octetsOf, oidOf, oids, parseDer } from './authenticode-cms.ts'
import { digestNamed, digestOf, sameBytes } from './authenticode-digest.ts'
import type { DigestAlgorithm } from './authenticode-result.ts'

/** The two calls of Web Crypto's SubtleCrypto that are used; Node's and a browser's both fit. */
export interface SubtleLike {
  importKey(format: 'spki', key: Uint8Array<ArrayBuffer>, algorithm: SubtleAlgorithm, extractable: boolean, usages: 'verify'[]): Promise<unknown>
  verify(algorithm: SubtleAlgorithm, key: unknown, signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<boolean>
}

/** What Web Crypto takes as an algorithm, for importing and for verifying alike. */
export interface SubtleAlgorithm {
  readonly name: 'RSASSA-PKCS1-v1_5' | 'RSA-PSS' | 'ECDSA'
  readonly hash: DigestAlgorithm
  readonly saltLength: number
  readonly namedCurve: string
}

/** One signer against the content it says it signed. Null is "not checked", and `problem` says why. */
export interface SignerCheck {
  /** The messageDigest attribute is the hash of the content, and the contentType attribute its type. */
  readonly contentMatches: boolean
  /** The signature over the signed attributes fits the key of the certificate. */
  readonly signatureMatches: boolean | null
  readonly problem: string | null
}

interface Content {
  readonly type: string
  readonly bytes: Uint8Array
}

const rsaEncryption = '1.2.840.113549.1.1.1'
const rsaPss = '1.2.840.113549.1.1.10'
const ecPublicKey = '1.2.840.10045.2.1'
const mgf1 = '1.2.840.113549.1.1.8'

/** Signature algorithms and the digest that their name fixes; null where the signer's digest algorithm decides. */
const signatureAlgorithms: ReadonlyMap<string, { readonly name: SubtleAlgorithm['name']; readonly hash: DigestAlgorithm | null }> = new Map([
  [rsaEncryption, { name: 'RSASSA-PKCS1-v1_5', hash: null }],
  ['1.2.840.113549.1.1.5', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' }],
  ['1.2.840.113549.1.1.11', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
  ['1.2.840.113549.1.1.12', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' }],
  ['1.2.840.113549.1.1.13', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }],
  [rsaPss, { name: 'RSA-PSS', hash: null }],
  [ecPublicKey, { name: 'ECDSA', hash: null }],
  ['1.2.840.10045.4.1', { name: 'ECDSA', hash: 'SHA-1' }],
  ['1.2.840.10045.4.3.2', { name: 'ECDSA', hash: 'SHA-256' }],
  ['1.2.840.10045.4.3.3', { name: 'ECDSA', hash: 'SHA-384' }],
  ['1.2.840.10045.4.3.4', { name: 'ECDSA', hash: 'SHA-512' }],
])

/** Curves that Web Crypto has, with the bytes of one coordinate. */
const curves: ReadonlyMap<string, { readonly name: string; readonly size: number }> = new Map([
  ['1.2.840.10045.3.1.7', { name: 'P-256', size: 32 }],
  ['1.3.132.0.34', { name: 'P-384', size: 48 }],
  ['1.3.132.0.35', { name: 'P-521', size: 66 }],
])

/**
 * Checks the two sums of one signer: hash of the content, signature over the signed attributes. The certificate's
 * key is used; nothing else about it is checked. Throws `unsupported`, `bad-value`, `limit`. RFC 5652, 5.4 and 5.6
 */
export async function checkSigner(
  signer: pkijs.SignerInfo,
  certificate: pkijs.Certificate | null,
  content: Content,
  subtle: SubtleLike | null,
): Promise<SignerCheck> {
  const hash = digestNamed(signer.digestAlgorithm.algorithmId)
  const attributes = signer.signedAttrs
  if (attributes === undefined) throw new FormatError('unsupported', null, 'the signer has no signed attributes')
  const [type, ...moreTypes] = attributeValues(attributes, oids.contentType)
  const [digest, ...moreDigests] = attributeValues(attributes, oids.messageDigest)
  const stated = octetsOf(digest)
  const contentMatches =
    moreTypes.length === 0 && moreDigests.length === 0 && oidOf(type) === content.type && stated !== null && sameBytes(digestOf(hash, [content.bytes]), stated)
  const check = { contentMatches, signatureMatches: null }
  if (certificate === null) return { ...check, problem: 'the signer’s certificate is not in the file' }
  if (subtle === null) return { ...check, problem: 'no cryptography was given to check it with' }
  const signatureMatches = await checkSignature(signer, hash, certificate, new Uint8Array(attributes.encodedValue), subtle)
  return { ...check, signatureMatches, problem: null }
}

/** The signer's certificate, by issuer and serial number, byte for byte, or by subject key identifier; null when it is not there. RFC 5652, 5.3 */
export function findCertificate(signer: pkijs.SignerInfo, certificates: readonly pkijs.Certificate[]): pkijs.Certificate | null {
  const sid: unknown = signer.sid
  if (sid instanceof pkijs.IssuerAndSerialNumber) {
    const issuer = new Uint8Array(sid.issuer.valueBeforeDecode)
    const serial = sid.serialNumber.valueBlock.valueHexView
    const isIt = (one: pkijs.Certificate) =>
      sameBytes(one.serialNumber.valueBlock.valueHexView, serial) && sameBytes(new Uint8Array(one.issuer.valueBeforeDecode), issuer)
    return certificates.find(isIt) ?? null
  }
  const wanted = sid instanceof asn1js.Primitive ? sid.valueBlock.valueHexView : octetsOf(childrenOf(sid)[0])
  if (wanted === null) return null
  return certificates.find((one) => keyIdentifier(one).some((value) => sameBytes(value, wanted))) ?? null
}

function keyIdentifier(certificate: pkijs.Certificate): Uint8Array[] {
  const extensions = (certificate.extensions ?? []).filter((one) => one.extnID === oids.subjectKeyIdentifier)
  // the extension's value is an OCTET STRING in an OCTET STRING, and identifiers are shorter than 128 bytes
  return extensions.map((one) => one.extnValue.valueBlock.valueHexView.subarray(2))
}

async function checkSignature(
  signer: pkijs.SignerInfo,
  hash: DigestAlgorithm,
  certificate: pkijs.Certificate,
  signed: Uint8Array<ArrayBuffer>,
  subtle: SubtleLike,
): Promise<boolean> {
  const named = signatureAlgorithms.get(signer.signatureAlgorithm.algorithmId)
  if (named === undefined)
    throw new FormatError('unsupported', null, `the signature algorithm ${signer.signatureAlgorithm.algorithmId.slice(0, 64)} is not known`)
  if (named.hash !== null && named.hash !== hash) throw new FormatError('unsupported', null, 'the signer names two digest algorithms')
  const key = certificate.subjectPublicKeyInfo
  const keyKind = key.algorithm.algorithmId
  const fits = named.name === 'ECDSA' ? keyKind === ecPublicKey : keyKind === rsaEncryption || (named.name === 'RSA-PSS' && keyKind === rsaPss)
  if (!fits) return false
  const signature = octetsOf(signer.signature)
  if (signature === null) throw new FormatError('unsupported', null, 'the signature value stands in pieces')
  if (named.name === 'ECDSA') {
    const curve = curves.get(oidOf(key.algorithm.algorithmParams) ?? '')
    if (curve === undefined) throw new FormatError('unsupported', null, 'the key lies on a curve that is not known')
    const plain = plainSignature(signature, curve.size)
    return plain !== null && verify(subtle, { name: named.name, hash, saltLength: 0, namedCurve: curve.name }, keyBytes(key), plain, signed)
  }
  const saltLength = named.name === 'RSA-PSS' ? pssSaltLength(signer, hash) : 0
  return verify(subtle, { name: named.name, hash, saltLength, namedCurve: '' }, keyBytes(key), signature, signed)
}

async function verify(
  subtle: SubtleLike,
  algorithm: SubtleAlgorithm,
  key: Uint8Array<ArrayBuffer>,
  signature: Uint8Array,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const imported = await subtle.importKey('spki', key, algorithm, false, ['verify'])
    return await subtle.verify(algorithm, imported, new Uint8Array(signature), signed)
  } catch {
    // Web Crypto rejects keys that it cannot use; it gives false for signatures that do not fit
    throw new FormatError('unsupported', null, 'the signer’s key cannot be used')
  }
}

/** SubjectPublicKeyInfo in DER; a key that is meant for PSS alone is given as plain RSA, which is all that Web Crypto imports. */
function keyBytes(key: pkijs.PublicKeyInfo): Uint8Array<ArrayBuffer> {
  const encoded = byLibrary(null, 'the signer’s key', () => {
    const algorithm =
      key.algorithm.algorithmId === rsaPss ? new pkijs.AlgorithmIdentifier({ algorithmId: rsaEncryption, algorithmParams: new asn1js.Null() }) : key.algorithm
    return new asn1js.Sequence({ value: [algorithm.toSchema(), key.subjectPublicKey] }).toBER()
  })
  if (encoded.byteLength > limits.signerKey)
    throw new FormatError('limit', null, `the signer’s key has ${encoded.byteLength} bytes, ${limits.signerKey} is the bound`, 'signerKey')
  return new Uint8Array(encoded)
}

/** Web Crypto knows PSS with one digest in all places. Throws `unsupported` for other forms. RFC 4055, 3.1 */
function pssSaltLength(signer: pkijs.SignerInfo, hash: DigestAlgorithm): number {
  const stated = byLibrary(null, 'the signature algorithm', () => new pkijs.RSASSAPSSParams({ schema: signer.signatureAlgorithm.algorithmParams }))
  const mask = stated.maskGenAlgorithm
  const maskHash = oidOf(childrenOf(mask.algorithmParams)[0])
  if (digestNamed(stated.hashAlgorithm.algorithmId) !== hash || mask.algorithmId !== mgf1 || maskHash === null || digestNamed(maskHash) !== hash)
    throw new FormatError('unsupported', null, 'the signature mixes digest algorithms')
  if (stated.saltLength > 512) throw new FormatError('bad-value', null, 'the signature’s salt is longer than a signature')
  return stated.saltLength
}

/** SEQUENCE of two INTEGERs to the two numbers side by side, as Web Crypto wants them; null where they cannot fit the curve. RFC 3279, 2.2.3 */
function plainSignature(signature: Uint8Array, size: number): Uint8Array | null {
  const numbers = childrenOf(parseDer(spanOf(signature)).block)
  const plain = new Uint8Array(2 * size)
  for (const [index, number] of numbers.entries()) {
    if (index > 1 || !(number instanceof asn1js.Integer)) return null
    const digits = number.valueBlock.valueHexView
    const from = digits.findIndex((byte) => byte !== 0)
    const length = from < 0 ? 0 : digits.length - from
    if (length > size) return null
    if (length > 0) plain.set(digits.subarray(from), (index + 1) * size - length)
  }
  return numbers.length === 2 ? plain : null
}
