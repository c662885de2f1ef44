import * as pkijs from 'pkijs'
import { spanOf } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { attributeValues, byLibrary, encodedBytes, oids, parseDer, readSignedMessage, type SignedMessage } from './authenticode-cms.ts'
import { digestNamed, digestOf, sameBytes } from './authenticode-digest.ts'
import { nameText, timeOf, timeText } from './authenticode-names.ts'
import type { Timestamp } from './authenticode-result.ts'
import { checkSigner, findCertificate, type SignerCheck, type SubtleLike } from './authenticode-verify.ts'

/** The first timestamp of a signature, of the newer kind where there are both; null without one. Never throws `FormatError`. */
export async function readTimestamp(message: SignedMessage, subtle: SubtleLike | null): Promise<Timestamp | null> {
  const { unsignedAttrs, signature } = message.signer
  const signed = signature.valueBlock.valueHexView
  const [token] = attributeValues(unsignedAttrs, oids.timestampToken)
  const [countersignature] = attributeValues(unsignedAttrs, oids.countersignature)
  if (token !== undefined) return salvageTimestamp('rfc3161', () => readToken(token, signed, subtle))
  if (countersignature !== undefined)
    return salvageTimestamp('countersignature', () => readCountersignature(countersignature, message.certificates, signed, subtle))
  return null
}

async function salvageTimestamp(kind: Timestamp['kind'], read: () => Promise<Timestamp>): Promise<Timestamp> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { time: null, kind, integrity: 'not-checked', claimedBy: null, because: `the timestamp cannot be read: ${error.message}` }
  }
}

/** A signed message of its own, whose content names the time and the hash of the signature value. RFC 3161, 2.4.2 */
async function readToken(block: unknown, signature: Uint8Array, subtle: SubtleLike | null): Promise<Timestamp> {
  const message = readSignedMessage(spanOf(encodedBytes(block)))
  if (message.contentType !== oids.timestampInfo) throw new FormatError('bad-value', null, 'the token says no time')
  const inner = parseDer(spanOf(message.content)).block
  const info = byLibrary(null, 'the time', () => new pkijs.TSTInfo({ schema: inner }))
  const imprint = info.messageImprint
  const hashed = digestOf(digestNamed(imprint.hashAlgorithm.algorithmId), [signature])
  const isOver = sameBytes(hashed, imprint.hashedMessage.valueBlock.valueHexView)
  const time = timeText(info.genTime)
  const certificate = findCertificate(message.signer, message.certificates)
  const claim = { time, kind: 'rfc3161', claimedBy: certificate === null ? null : nameText(certificate.subject) } as const
  if (!isOver) return { ...claim, integrity: 'broken', because: 'the time was signed for another signature' }
  return { ...claim, ...(await judge(() => checkSigner(message.signer, certificate, { type: oids.timestampInfo, bytes: message.content }, subtle))) }
}

/** A further signer over the signature value; its certificate stands among those of the file's signature. RFC 2985, 5.3.6 */
async function readCountersignature(
  block: unknown,
  certificates: readonly pkijs.Certificate[],
  signature: Uint8Array,
  subtle: SubtleLike | null,
): Promise<Timestamp> {
  const signer = byLibrary(null, 'the countersignature', () => new pkijs.SignerInfo({ schema: block }))
  const time = timeOf(attributeValues(signer.signedAttrs, oids.signingTime)[0])
  const certificate = findCertificate(signer, certificates)
  const claim = { time, kind: 'countersignature', claimedBy: certificate === null ? null : nameText(certificate.subject) } as const
  return { ...claim, ...(await judge(() => checkSigner(signer, certificate, { type: oids.data, bytes: signature }, subtle))) }
}

async function judge(check: () => Promise<SignerCheck>): Promise<Pick<Timestamp, 'integrity' | 'because'>> {
  try {
    const { contentMatches, signatureMatches, problem } = await check()
    if (!contentMatches || signatureMatches === false) return { integrity: 'broken', because: 'the signature over the time does not fit' }
    if (signatureMatches === null) return { integrity: 'not-checked', because: `not checked: ${problem ?? 'no reason was given'}` }
    return { integrity: 'ok', because: 'the time was signed for this signature' }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { integrity: 'not-checked', because: `not checked: ${error.message}` }
  }
}
