import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { type Span, slice, spanOf } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { limits } from '../limits.ts'
import { checkDer, derContent } from './authenticode-der.ts'
import { digestNamed } from './authenticode-digest.ts'
import type { DigestAlgorithm } from './authenticode-result.ts'

/** Object identifiers of Authenticode and CMS that are read. */
export const oids = {
  signedData: '1.2.840.113549.1.7.2',
  data: '1.2.840.113549.1.7.1',
  indirectData: '1.3.6.1.4.1.311.2.1.4',
  peImage: '1.3.6.1.4.1.311.2.1.15',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  countersignature: '1.2.840.113549.1.9.6',
  timestampToken: '1.3.6.1.4.1.311.3.3.1',
  timestampInfo: '1.2.840.113549.1.9.16.1.4',
  nestedSignature: '1.3.6.1.4.1.311.2.4.1',
  subjectKeyIdentifier: '2.5.29.14',
} as const

/** A CMS SignedData with its first signer. `content` is what is signed: the content value without its tag and length. RFC 5652, 5 */
export interface SignedMessage {
  readonly contentType: string
  readonly content: Uint8Array
  readonly contentBlock: unknown
  readonly certificates: readonly pkijs.Certificate[]
  readonly signer: pkijs.SignerInfo
  readonly signers: number
  /** Bytes of the span that the message takes; what follows is not part of it. */
  readonly size: number
}

/** Runs code of pkijs or asn1js: whatever they throw at bytes they do not like is `unsupported`, for the bytes are well-formed DER by now. */
export function byLibrary<T>(offset: number | null, what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof FormatError) throw error
    throw new FormatError('unsupported', offset, `${what} has a form that is not read`)
  }
}

/** Parses one DER value, which must be well formed and within bounds before asn1js sees it. Throws as `checkDer` does. */
export function parseDer(span: Span): { readonly block: asn1js.AsnType; readonly size: number } {
  const size = checkDer(span)
  const { bytes } = slice(span, 0, size)
  const parsed = byLibrary(span.offset, 'the ASN.1', () =>
    asn1js.fromBER(bytes, { maxDepth: limits.asn1Depth + 1, maxNodes: limits.asn1Nodes + 1, parseEmbedded: false }),
  )
  if (parsed.offset !== size) throw new FormatError('unsupported', span.offset, 'the ASN.1 has a form that is not read')
  return { block: parsed.result, size }
}

/** Throws `bad-value` for what is no signed message, `unsupported` for one of another form, and as `checkDer` does. */
export function readSignedMessage(span: Span): SignedMessage {
  const { block, size } = parseDer(span)
  const parts = childrenOf(block)
  if (oidOf(parts[0]) !== oids.signedData) throw new FormatError('bad-value', span.offset, 'the ASN.1 is no signed message')
  return byLibrary(span.offset, 'the signed message', () => {
    const message = new pkijs.SignedData({ schema: new pkijs.ContentInfo({ schema: block }).content })
    const [signer] = message.signerInfos
    if (signer === undefined) throw new FormatError('bad-value', span.offset, 'the signed message has no signer')
    const contentBlock: unknown = message.encapContentInfo.eContent
    return {
      contentType: message.encapContentInfo.eContentType,
      content: derContent(spanOf(encodedBytes(contentBlock))),
      contentBlock,
      certificates: (message.certificates ?? []).filter((one) => one instanceof pkijs.Certificate),
      signer,
      signers: message.signerInfos.length,
      size,
    }
  })
}

/** What a file's signature is about: the kind of file, the digest's algorithm and value. Throws `bad-value`, `unsupported`. */
export function readIndirectData(message: SignedMessage): { readonly algorithm: DigestAlgorithm; readonly digest: Uint8Array } {
  if (message.contentType !== oids.indirectData) throw new FormatError('bad-value', null, 'what is signed is no digest of a file')
  const [data, digestInfo] = childrenOf(message.contentBlock)
  if (oidOf(childrenOf(data)[0]) !== oids.peImage) throw new FormatError('bad-value', null, 'what is signed is the digest of another kind of file')
  const [algorithm, digest] = childrenOf(digestInfo)
  const value = octetsOf(digest)
  const name = oidOf(childrenOf(algorithm)[0])
  if (name === null || value === null) throw new FormatError('bad-value', null, 'the signed digest of the file cannot be read')
  return { algorithm: digestNamed(name), digest: value }
}

/** All values of an attribute, in order; empty without attributes. */
export function attributeValues(attributes: pkijs.SignedAndUnsignedAttributes | undefined, oid: string): unknown[] {
  return (attributes?.attributes ?? []).filter((one) => one.type === oid).flatMap((one): unknown[] => one.values)
}

/** Values in a SEQUENCE, SET or constructed context tag; empty for anything else. */
export function childrenOf(block: unknown): readonly unknown[] {
  return block instanceof asn1js.Constructed ? block.valueBlock.value : []
}

/** Dotted numbers; null when the value is no object identifier. */
export function oidOf(block: unknown): string | null {
  return block instanceof asn1js.ObjectIdentifier ? block.valueBlock.toString() : null
}

/** Bytes of an OCTET STRING in one piece; null when the value is none. */
export function octetsOf(block: unknown): Uint8Array | null {
  return block instanceof asn1js.OctetString && !block.idBlock.isConstructed ? block.valueBlock.valueHexView : null
}

/** A value as it stood in the file, with tag and length. Throws `bad-value` when there is none. */
export function encodedBytes(block: unknown): Uint8Array {
  if (!(block instanceof asn1js.BaseBlock) || block.valueBeforeDecodeView.length === 0)
    throw new FormatError('bad-value', null, 'a part of the signature is missing')
  return block.valueBeforeDecodeView
}
