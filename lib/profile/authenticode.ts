import type { Certificate } from 'pkijs'
import { type Span, sliceUpTo, spanOf } from '../bytes/span.ts'
import { type Defect, defectOf, FormatError, salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { hex } from '../model/references.ts'
import { type CertificateTable, certificateTypes, readCertificateTable, signedParts } from '../pe/certificates.ts'
import { type Image, readImage } from '../pe/image.ts'
import { attributeValues, encodedBytes, oids, readIndirectData, readSignedMessage, type SignedMessage } from './authenticode-cms.ts'
import { digestOf, sameBytes } from './authenticode-digest.ts'
import { nameText, timeText } from './authenticode-names.ts'
import type { AuthenticodeResult, DigestAlgorithm } from './authenticode-result.ts'
import { readTimestamp } from './authenticode-timestamp.ts'
import { checkSigner, findCertificate, type SubtleLike } from './authenticode-verify.ts'

export interface AuthenticodeOptions {
  /** Web Crypto's `crypto.subtle`, of Node or a browser. Without it no signature can be `ok`; a file that was changed is still `broken`. */
  readonly crypto?: SubtleLike
}

/** What the checks of one signature share. */
interface Checking {
  readonly image: Image
  readonly table: CertificateTable
  readonly subtle: SubtleLike | null
  readonly digests: Map<DigestAlgorithm, Uint8Array>
  readonly defects: Defect[]
  readonly notes: string[]
}

type Verdict = Omit<AuthenticodeResult, 'notes' | 'defects'>

const nothing: Verdict = {
  integrity: 'absent',
  claimedSigner: null,
  issuer: null,
  serial: null,
  validFrom: null,
  validTo: null,
  timestamp: null,
  digestAlgorithm: null,
  digestMatches: null,
  signatureMatches: null,
  nested: 0,
  because: '',
}

const catalogue = 'A catalogue on the machine it came from may still list it.'

/** Reads and checks the first signature of a file. Any bytes give a result; nothing is thrown at the bytes' wish. */
export async function checkAuthenticode(bytes: Uint8Array, options: AuthenticodeOptions = {}): Promise<AuthenticodeResult> {
  const defects: Defect[] = []
  const notes: string[] = []
  const verdict = await judgeFile(spanOf(bytes), options.crypto ?? null, defects, notes)
  return { ...verdict, notes, defects }
}

async function judgeFile(file: Span, subtle: SubtleLike | null, defects: Defect[], notes: string[]): Promise<Verdict> {
  const image = salvage(defects, 'headers', () => readImage(file), null)
  if (image === null) return { ...nothing, because: `No PE file, so no signature can stand in it. ${catalogue}` }
  const table = readCertificateTable(image, defects)
  if (table === null) {
    const lie = defects.length === 0 ? 'No signature stands in the file.' : 'The file says where its signature stands, but none can stand there.'
    return { ...nothing, because: `${lie} ${catalogue}` }
  }
  const entries = table.entries.filter((one) => one.type === certificateTypes.pkcsSignedData)
  const [entry, ...further] = entries
  if (entry === undefined) {
    if (table.entries.length === 0) return { ...nothing, integrity: 'broken', because: 'The certificate table holds nothing that can be read.' }
    return { ...nothing, because: `The certificate table holds no Authenticode signature, only entries of other kinds. ${catalogue}` }
  }
  if (further.length > 0) notes.push(`${further.length} further signatures stand in the certificate table; only the first was looked at.`)
  if (entry.data === null) {
    const integrity = entry.length > limits.certificateSize ? 'not-checked' : 'broken'
    return { ...nothing, integrity, because: 'The signature is cut off, or larger than what is read.' }
  }
  const { data } = entry
  const checking: Checking = { image, table, subtle, digests: new Map(), defects, notes }
  return guard(checking, async () => {
    const message = readSignedMessage(data)
    tellPadding(sliceUpTo(data, message.size, data.bytes.length), notes)
    const verdict = await judgeMessage(message, checking)
    const nested = attributeValues(message.signer.unsignedAttrs, oids.nestedSignature)
    await tellNested(nested, checking)
    return { ...verdict, nested: nested.length }
  })
}

/** Damage that makes reading end: `limit` and `unsupported` leave the question open, all else answers it. */
async function guard(checking: Checking, judge: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await judge()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    checking.defects.push(defectOf(error, `signature: ${error.message}`))
    const integrity = isOpen(error) ? 'not-checked' : 'broken'
    return { ...nothing, integrity, because: `The signature ${integrity === 'broken' ? 'cannot be read' : 'was not checked'}: ${error.message}.` }
  }
}

function isOpen(error: FormatError): boolean {
  return error.code === 'limit' || error.code === 'unsupported'
}

async function judgeMessage(message: SignedMessage, checking: Checking): Promise<Verdict> {
  if (message.signers > 1) checking.notes.push(`The signature has ${message.signers} signers where Authenticode has one; the first was looked at.`)
  const { algorithm, digest } = readIndirectData(message)
  const digestMatches = sameBytes(fileDigest(checking, algorithm), digest)
  const timestamp = await readTimestamp(message, checking.subtle)
  const certificate = findCertificate(message.signer, message.certificates)
  const known = { ...nothing, ...(certificate === null ? {} : certificateFacts(certificate)), digestAlgorithm: algorithm, digestMatches, timestamp }
  tellTime(known, checking.notes)
  try {
    const content = { type: oids.indirectData, bytes: message.content }
    const { contentMatches, signatureMatches, problem } = await checkSigner(message.signer, certificate, content, checking.subtle)
    const fits = contentMatches ? signatureMatches : false
    return {
      ...known,
      signatureMatches: fits,
      ...conclusion(algorithm, digestMatches, fits, contentMatches ? problem : 'its signed attributes do not fit what it signs'),
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    checking.defects.push(defectOf(error, `signature: ${error.message}`))
    const fits = isOpen(error) ? null : false
    return { ...known, signatureMatches: fits, ...conclusion(algorithm, digestMatches, fits, error.message) }
  }
}

function certificateFacts(certificate: Certificate) {
  return {
    claimedSigner: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serial: hex(certificate.serialNumber.valueBlock.valueHexView),
    validFrom: timeText(certificate.notBefore.value),
    validTo: timeText(certificate.notAfter.value),
  }
}

function conclusion(
  algorithm: DigestAlgorithm,
  digestMatches: boolean,
  signatureMatches: boolean | null,
  problem: string | null,
): Pick<Verdict, 'integrity' | 'because'> {
  if (!digestMatches)
    return { integrity: 'broken', because: `The file is not the one that was signed: its ${algorithm} digest is another than the signature’s.` }
  if (signatureMatches === false) {
    const why = problem ?? 'it does not fit the key of the certificate that comes with it'
    return { integrity: 'broken', because: `The signature is not good: ${why}.` }
  }
  if (signatureMatches === null) return { integrity: 'not-checked', because: `The signature was not checked: ${problem ?? 'no reason was given'}.` }
  return {
    integrity: 'ok',
    because: `The file is as it was signed (${algorithm}), and the signature fits the certificate that comes with it. Who issued that certificate was not checked: anyone can make one in any name.`,
  }
}

function fileDigest({ image, table, digests }: Checking, algorithm: DigestAlgorithm): Uint8Array {
  const digest = digests.get(algorithm) ?? digestOf(algorithm, signedParts(image, table))
  digests.set(algorithm, digest)
  return digest
}

/** Up to seven zeros round an entry to a multiple of 8. More, or anything else, is data that no signature covers. */
function tellPadding(behind: Span, notes: string[]): void {
  const { length } = behind.bytes
  if (length > 7 || behind.bytes.some((byte) => byte !== 0))
    notes.push(`${length} bytes stand behind the signature in the certificate table, at offset ${behind.offset}: no signature covers them.`)
}

function tellTime({ timestamp, validFrom, validTo }: Verdict, notes: string[]): void {
  if (timestamp !== null && timestamp.integrity !== 'ok') notes.push(`The timestamp is ${timestamp.integrity}: ${timestamp.because}.`)
  const time = timestamp === null || timestamp.integrity === 'broken' ? null : timestamp.time
  if (time === null || validFrom === null || validTo === null) return
  if (time < validFrom || time > validTo) notes.push(`The timestamp ${time} lies outside the time the certificate is for, ${validFrom} to ${validTo}.`)
}

async function tellNested(values: readonly unknown[], checking: Checking): Promise<void> {
  for (const [index, value] of values.slice(0, limits.nestedSignatures).entries()) {
    const inner: Checking = { ...checking, notes: [] }
    const verdict = await guard(inner, async () => judgeMessage(readSignedMessage(spanOf(encodedBytes(value))), inner))
    const algorithm = verdict.digestAlgorithm === null ? '' : ` (${verdict.digestAlgorithm})`
    const signer = verdict.claimedSigner === null ? '' : ` It claims the signer ${verdict.claimedSigner}.`
    checking.notes.push(`Nested signature ${index + 1} of ${values.length}${algorithm}: ${verdict.integrity}.${signer}`)
  }
  if (values.length > limits.nestedSignatures)
    checking.defects.push({
      code: 'limit',
      offset: null,
      detail: `only the first ${limits.nestedSignatures} of ${values.length} nested signatures were looked at`,
      limit: 'nestedSignatures',
    })
}
