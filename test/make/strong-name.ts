import { constants, createHash, generateKeyPairSync, type KeyObject, privateEncrypt } from 'node:crypto'
import { firstRva, join, patched, peAt } from './image.ts'
import { assemblyOf, coded, makeHeaps, word } from './metadata.ts'

/** A key pair: the public key as assemblies hold it, and the hash it signs with. */
export interface Key {
  readonly blob: Uint8Array
  readonly secret: KeyObject
  readonly hash: string
}

const hashIds = new Map([
  ['sha1', 0x8004],
  ['sha256', 0x800c],
  ['sha384', 0x800d],
  ['sha512', 0x800e],
])

/** A new RSA key. */
export function makeKey(hash = 'sha1', bits = 1024): Key {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits, publicExponent: 0x10001 })
  const modulus = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url')).reverse()
  return { blob: keyBlob(hashIds.get(hash) ?? 0, bits, 0x10001, modulus), secret: privateKey, hash }
}

/** SigAlgID, HashAlgID, size, PUBLICKEYBLOB. II.6.2.1.3 */
export function keyBlob(hashId: number, bits: number, exponent: number, modulus: Uint8Array): Uint8Array {
  return join(
    word(0x2400, 4),
    word(hashId, 4),
    word(20 + modulus.length, 4),
    [6, 2, 0, 0],
    word(0x2400, 4),
    [0x52, 0x53, 0x41, 0x31],
    word(bits, 4),
    word(exponent, 4),
    modulus,
  )
}

const digestInfo = new Map([
  ['sha1', '3021300906052b0e03021a05000414'],
  ['sha256', '3031300d060960864801650304020105000420'],
  ['sha384', '3041300d060960864801650304020205000430'],
  ['sha512', '3051300d060960864801650304020305000440'],
])

/** PKCS #1 v1.5 by Node's own RSA, low byte first. */
export function signed(key: Key, data: Uint8Array): Uint8Array {
  const info = join(Buffer.from(digestInfo.get(key.hash) ?? '', 'hex'), createHash(key.hash).update(data).digest())
  return new Uint8Array(privateEncrypt({ key: key.secret, padding: constants.RSA_PKCS1_PADDING }, info)).reverse()
}

/** Places in a file that `unsigned` builds. */
export const signatureAt = 0x400 + 80 // the code of a built file, which is here no code
export const cliSignature = 0x400 + 32
export const certificateEntry = peAt + 24 + 96 + 4 * 8
export const checkSum = peAt + 24 + 64

/** A file with this public key and room for a signature, and its last section header ends at `headersEnd`. */
export function unsigned(key: Uint8Array, room: number, attribute?: Uint8Array, name = 'Signed'): Uint8Array {
  const heaps = makeHeaps()
  const nil = heaps.string('')
  const attributes = attribute
    ? {
        TypeRef: [[0, heaps.string('AssemblySignatureKeyAttribute'), heaps.string('System.Reflection')]],
        MemberRef: [[coded('MemberRefParent', 'TypeRef', 1), heaps.string('.ctor'), heaps.blob([0x20, 2, 1, 0x0e, 0x0e])]],
        CustomAttribute: [[coded('HasCustomAttribute', 'Assembly', 1), coded('CustomAttributeType', 'MemberRef', 1), heaps.blob(attribute)]],
      }
    : {}
  const image = assemblyOf(
    {
      Module: [[0, heaps.string('Signed.dll'), heaps.guid(1), 0, 0]],
      Assembly: [[0x8004, 1, 2, 3, 4, 1, heaps.blob(key), heaps.string(name), nil]],
      ...attributes,
    },
    heaps,
    { code: new Uint8Array(room) },
  )
  const padding = new Uint8Array(512)
  return patched(join(image, padding), [cliSignature, firstRva + 80, 4], [cliSignature + 4, room, 4])
}

/** What is signed, written down a second time from the description in facts of the format, by offsets of a built file. */
export function contentOf(image: Uint8Array, room: number): Uint8Array {
  const view = new DataView(image.buffer, image.byteOffset)
  const headersEnd = peAt + 24 + 0xe0 + 40
  const headers = patched(image.subarray(0, headersEnd), [checkSum, 0, 4], [certificateEntry, 0, 4], [certificateEntry + 4, 0, 4])
  const size = view.getUint32(headersEnd - 40 + 16, true)
  return join(headers, image.subarray(0x400, signatureAt), image.subarray(signatureAt + room, 0x400 + size))
}

/** The file with its signature in its place. */
export function sign(image: Uint8Array, key: Key): Uint8Array {
  const room = key.secret.asymmetricKeyDetails?.modulusLength ?? 0
  const copy = image.slice()
  copy.set(signed(key, contentOf(image, room / 8)), signatureAt)
  return copy
}
