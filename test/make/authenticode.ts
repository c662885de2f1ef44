import { createHash, webcrypto } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'

/** Someone who signs in a test: a self-made certificate and the way its key signs. */
export interface Signer {
  readonly certificate: pkijs.Certificate
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>
  readonly algorithm: asn1js.Sequence
  readonly hash: Hash
}

export type Hash = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'

/** What tests set of a certificate; the rest is as a tool makes it. */
export interface SignerParts {
  readonly subject?: string
  readonly kind?: 'rsa' | 'pss' | 'ecdsa'
  readonly hash?: Hash
  readonly notBefore?: Date
  readonly notAfter?: Date
}

/** What tests set of a signature. Functions are given what they are to sign. */
export interface SignatureParts {
  readonly signer: Signer
  readonly unsigned?: (signature: Uint8Array) => Promise<asn1js.Sequence[]>
  /** Stands in for the digest of the file. */
  readonly digest?: Uint8Array
  readonly kindOfFile?: string
  readonly digestOid?: string
  /** Names the certificate by its key identifier where given. */
  readonly keyIdentifier?: Uint8Array
  readonly certificates?: readonly pkijs.Certificate[]
  readonly signers?: number
  readonly signedAttributes?: boolean
}

const hashOids = {
  'SHA-1': '1.3.14.3.2.26',
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
} as const
const ecdsaOids = {
  'SHA-1': '1.2.840.10045.4.1',
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
} as const
const nodeNames = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const

const engine = pkijs.getCrypto(true)
const { subtle } = webcrypto

export const sequence = (...value: asn1js.AsnType[]) => new asn1js.Sequence({ value })
export const set = (...value: asn1js.AsnType[]) => new asn1js.Set({ value })
export const oid = (value: string) => new asn1js.ObjectIdentifier({ value })
export const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: new Uint8Array(bytes).buffer })
export const integer = (value: number) => new asn1js.Integer({ value })
export const context = (tagNumber: number, ...value: asn1js.AsnType[]) => new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value })
export const attribute = (type: string, ...values: asn1js.AsnType[]) => sequence(oid(type), set(...values))
export const encoded = (block: asn1js.AsnType) => new Uint8Array(block.toBER())
const hashAlgorithm = (identifier: string) => sequence(oid(identifier), new asn1js.Null())
export const hashed = (hash: Hash, bytes: Uint8Array) => new Uint8Array(createHash(nodeNames[hash]).update(bytes).digest())

/** Content octets of a value shorter than 64 KB. */
export function contentOf(der: Uint8Array): Uint8Array {
  const first = der[1] ?? 0
  return der.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f))
}

/** A new key and a certificate that it signs itself. */
export async function makeSigner(parts: SignerParts = {}): Promise<Signer> {
  const { kind = 'rsa', hash = 'SHA-256' } = parts
  const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash }
  const keys =
    kind === 'ecdsa'
      ? await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
      : await subtle.generateKey({ name: kind === 'pss' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5', ...rsa }, true, ['sign', 'verify'])
  const certificate = new pkijs.Certificate()
  certificate.version = 2
  certificate.serialNumber = new asn1js.Integer({
    valueHex: webcrypto.getRandomValues(new Uint8Array(8)).map((byte, at) => (at === 0 ? (byte & 0x3f) | 0x40 : byte)).buffer,
  })
  for (const name of [certificate.subject, certificate.issuer])
    name.typesAndValues.push(new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value: parts.subject ?? 'txray test' }) }))
  certificate.notBefore.value = parts.notBefore ?? new Date('2024-01-01T00:00:00Z')
  certificate.notAfter.value = parts.notAfter ?? new Date('2044-01-01T00:00:00Z')
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine)
  const identifier = encoded(octets(hashed('SHA-1', new Uint8Array(certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView))))
  certificate.extensions = [new pkijs.Extension({ extnID: '2.5.29.14', extnValue: identifier.buffer })]
  await certificate.sign(keys.privateKey, hash, engine)
  const parsed = pkijs.Certificate.fromBER(certificate.toSchema(true).toBER())
  if (kind === 'ecdsa') {
    const sign = async (bytes: Uint8Array) => plainToDer(new Uint8Array(await subtle.sign({ name: 'ECDSA', hash }, keys.privateKey, bytes)))
    return { certificate: parsed, hash, sign, algorithm: sequence(oid(ecdsaOids[hash])) }
  }
  if (kind === 'pss') {
    const sign = async (bytes: Uint8Array) => new Uint8Array(await subtle.sign({ name: 'RSA-PSS', saltLength: 32 }, keys.privateKey, bytes))
    const mask = sequence(oid('1.2.840.113549.1.1.8'), hashAlgorithm(hashOids[hash]))
    const parameters = sequence(context(0, hashAlgorithm(hashOids[hash])), context(1, mask), context(2, integer(32)))
    return { certificate: parsed, hash, sign, algorithm: sequence(oid('1.2.840.113549.1.1.10'), parameters) }
  }
  const sign = async (bytes: Uint8Array) => new Uint8Array(await subtle.sign('RSASSA-PKCS1-v1_5', keys.privateKey, bytes))
  return { certificate: parsed, hash, sign, algorithm: sequence(oid('1.2.840.113549.1.1.1'), new asn1js.Null()) }
}

function plainToDer(plain: Uint8Array): Uint8Array {
  const half = plain.length / 2
  const number = (bytes: Uint8Array) => {
    const from = Math.max(
      0,
      Math.min(
        bytes.findIndex((byte) => byte !== 0),
        bytes.length - 1,
      ),
    )
    const digits = [...bytes.subarray(from)]
    return new asn1js.Integer({ valueHex: new Uint8Array((digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits).buffer })
  }
  return encoded(sequence(number(plain.subarray(0, half)), number(plain.subarray(half))))
}

async function signerInfo(
  parts: SignatureParts,
  type: string,
  content: Uint8Array,
  extra: asn1js.Sequence[] = [],
): Promise<{ info: asn1js.Sequence; signature: Uint8Array }> {
  const { signer } = parts
  const attributes = [attribute('1.2.840.113549.1.9.3', oid(type)), attribute('1.2.840.113549.1.9.4', octets(hashed(signer.hash, content))), ...extra]
  const bare = parts.signedAttributes === false
  const signature = await signer.sign(bare ? content : encoded(set(...attributes)))
  const unsigned = parts.unsigned === undefined ? [] : [context(1, ...(await parts.unsigned(signature)))]
  const identifier = parts.keyIdentifier
  const sid =
    identifier === undefined
      ? sequence(signer.certificate.issuer.toSchema(), signer.certificate.serialNumber)
      : new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: new Uint8Array(identifier).buffer })
  const info = sequence(
    integer(1),
    sid,
    hashAlgorithm(hashOids[signer.hash]),
    ...(bare ? [] : [context(0, ...attributes)]),
    signer.algorithm,
    octets(signature),
    ...unsigned,
  )
  return { info, signature }
}

async function signedMessage(parts: SignatureParts, type: string, content: asn1js.AsnType, extra: asn1js.Sequence[] = []): Promise<asn1js.Sequence> {
  const { info } = await signerInfo(parts, type, contentOf(encoded(content)), extra)
  const certificates = (parts.certificates ?? [parts.signer.certificate]).map((one) => one.toSchema())
  const infos = Array.from({ length: parts.signers ?? 1 }, () => info)
  const message = sequence(
    integer(1),
    set(hashAlgorithm(hashOids[parts.signer.hash])),
    sequence(oid(type), context(0, content)),
    context(0, ...certificates),
    set(...infos),
  )
  return sequence(oid('1.2.840.113549.1.7.2'), context(0, message))
}

/** The signature of a file whose digest is given, as DER. */
export function signDigest(digest: Uint8Array, parts: SignatureParts): Promise<asn1js.Sequence> {
  const image = sequence(
    new asn1js.BitString({ valueHex: new ArrayBuffer(0) }),
    context(0, context(2, new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: new ArrayBuffer(0) }))),
  )
  const content = sequence(
    sequence(oid(parts.kindOfFile ?? '1.3.6.1.4.1.311.2.1.15'), image),
    sequence(hashAlgorithm(parts.digestOid ?? hashOids[parts.signer.hash]), octets(parts.digest ?? digest)),
  )
  return signedMessage(parts, '1.3.6.1.4.1.311.2.1.4', content)
}

/** PKCS#9 countersignature over a signature value: the older kind of timestamp. */
export async function countersign(signer: Signer, time: Date, signature: Uint8Array): Promise<asn1js.Sequence> {
  const extra = attribute('1.2.840.113549.1.9.5', new asn1js.UTCTime({ valueDate: time }))
  const { info } = await signerInfo({ signer }, '1.2.840.113549.1.7.1', signature, [extra])
  return attribute('1.2.840.113549.1.9.6', info)
}

/** RFC 3161 token over a signature value: the newer kind of timestamp. */
export async function timestampToken(signer: Signer, time: Date, signature: Uint8Array): Promise<asn1js.Sequence> {
  const info = sequence(
    integer(1),
    oid('1.3.6.1.4.1.601.10.3.1'),
    sequence(hashAlgorithm(hashOids['SHA-256']), octets(hashed('SHA-256', signature))),
    integer(7),
    new asn1js.GeneralizedTime({ valueDate: time }),
  )
  return attribute('1.3.6.1.4.1.311.3.3.1', await signedMessage({ signer }, '1.2.840.113549.1.9.16.1.4', octets(encoded(info))))
}

/** Where a test image keeps the fields that no signature covers. */
export function uncovered(bytes: Uint8Array): { readonly checksum: number; readonly directory: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const optional = view.getUint32(0x3c, true) + 24
  return { checksum: optional + 64, directory: optional + (view.getUint16(optional, true) === 0x20b ? 112 : 96) + 32 }
}

/** The digest of an unsigned image whose length is a multiple of 8, and of what is to stand behind its table. */
export function fileDigest(hash: Hash, bytes: Uint8Array, behind = new Uint8Array()): Uint8Array {
  const { checksum, directory } = uncovered(bytes)
  const covered = [bytes.subarray(0, checksum), bytes.subarray(checksum + 4, directory), bytes.subarray(directory + 8), behind]
  return hashed(hash, Buffer.concat(covered))
}

/** One WIN_CERTIFICATE, filled up to a multiple of 8. */
export function certificateEntry(data: Uint8Array, type = 2): Uint8Array {
  const entry = new Uint8Array(Math.ceil((data.length + 8) / 8) * 8)
  const view = new DataView(entry.buffer)
  view.setUint32(0, entry.length, true)
  view.setUint16(4, 0x200, true)
  view.setUint16(6, type, true)
  entry.set(data, 8)
  return entry
}

/** The image with a certificate table behind it and directory 4 pointing there. */
export function withTable(bytes: Uint8Array, table: Uint8Array, behind = new Uint8Array()): Uint8Array {
  const whole = new Uint8Array(bytes.length + table.length + behind.length)
  whole.set(bytes)
  whole.set(table, bytes.length)
  whole.set(behind, bytes.length + table.length)
  const view = new DataView(whole.buffer)
  const { directory } = uncovered(whole)
  view.setUint32(directory, bytes.length, true)
  view.setUint32(directory + 4, table.length, true)
  return whole
}

/** The image, signed. */
export async function signImage(bytes: Uint8Array, parts: SignatureParts, behind = new Uint8Array()): Promise<Uint8Array> {
  const signature = await signDigest(fileDigest(parts.signer.hash, bytes, behind), parts)
  return withTable(bytes, certificateEntry(encoded(signature)), behind)
}
