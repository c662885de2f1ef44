import { type Span, slice, u16, u32 } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { HashAlgorithm } from './hash-parts.ts'

/** An RSA public key as strong names carry it: which hash goes with it, modulus and exponent. */
export interface RsaPublicKey {
  readonly algorithm: HashAlgorithm
  readonly modulus: bigint
  readonly exponent: bigint
  /** Bytes of the modulus, and so of every signature. */
  readonly size: number
}

/** Hashes by ALG_ID; a key that states none is used with SHA-1. Weaker ones the CLR refuses. wincrypt.h */
const hashIds: ReadonlyMap<number, HashAlgorithm> = new Map<number, HashAlgorithm>([
  [0, 'sha1'],
  [0x8004, 'sha1'],
  [0x800c, 'sha256'],
  [0x800d, 'sha384'],
  [0x800e, 'sha512'],
])

const publicKeyBlob = 0x06
const rsa1 = 0x3141_5352

/**
 * Reads the public key of an assembly: SigAlgID, HashAlgID, size, then a PUBLICKEYBLOB of CryptoAPI.
 * Throws `truncated`, `bad-magic`, `bad-value`, `unsupported`, `limit`. II.6.2.1.3, strongname.h
 */
export function readPublicKey(span: Span): RsaPublicKey {
  const algorithm = hashIds.get(u32(span, 4))
  if (algorithm === undefined)
    throw new FormatError('unsupported', span.offset + 4, `the key names a hash, 0x${u32(span, 4).toString(16)}, that no strong name uses`)
  const blob = slice(span, 12, u32(span, 8))
  if (u16(blob, 0) !== (0x0200 | publicKeyBlob) || u32(blob, 8) !== rsa1) throw new FormatError('bad-magic', blob.offset, 'the key is no RSA public key')
  const bits = u32(blob, 12)
  if (bits > limits.rsaBits) throw new FormatError('limit', blob.offset + 12, `the key has ${bits} bits`, 'rsaBits')
  if (bits < 384 || bits % 8 !== 0) throw new FormatError('bad-value', blob.offset + 12, `the key has ${bits} bits`, 'rsaBits')
  const size = bits / 8
  const modulus = littleEndian(slice(blob, 20, size).bytes)
  const exponent = BigInt(u32(blob, 16))
  // with an exponent of 1 everyone can sign, and an even number is no exponent or modulus of RSA
  if (exponent < 3n || exponent % 2n === 0n || modulus % 2n === 0n) throw new FormatError('bad-value', blob.offset + 16, 'the key is no key of RSA')
  return { algorithm, modulus, exponent, size }
}

/** What stands before the hash under PKCS #1 v1.5: the DigestInfo up to its octets. RFC 8017 9.2, note 1 */
const digestPrefixes: Readonly<Record<HashAlgorithm, readonly number[]>> = {
  sha1: [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14],
  sha256: [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20],
  sha384: [0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30],
  sha512: [0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40],
}

/**
 * The whole encoded message the hash must give: 0, 1, FF…, 0, DigestInfo. Null where the key is too short for it.
 * Comparing all of it leaves nothing to parse, and so nothing to forge. RFC 8017 9.2
 */
function encodedMessage(algorithm: HashAlgorithm, digest: Uint8Array, size: number): Uint8Array | null {
  const prefix = digestPrefixes[algorithm]
  const start = size - prefix.length - digest.length
  if (start < 11) return null
  const message = new Uint8Array(size).fill(0xff, 2, start - 1)
  message[1] = 1
  message.set(prefix, start)
  message.set(digest, start + prefix.length)
  return message
}

/** Is this little-endian signature one of that hash, made with the key's algorithm, under PKCS #1 v1.5? RFC 8017 8.2.2, in CryptoAPI's byte order */
export function verifySignature(key: RsaPublicKey, digest: Uint8Array, signature: Uint8Array): boolean {
  const expected = encodedMessage(key.algorithm, digest, key.size)
  if (expected === null || signature.length !== key.size) return false
  const value = littleEndian(signature)
  return value < key.modulus && power(value, key.exponent, key.modulus) === littleEndian(expected.reverse())
}

/** The exponent has at most 32 bits, so this is at most 64 multiplications. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

function littleEndian(bytes: Uint8Array): bigint {
  let text = '0x0'
  for (let at = bytes.length - 1; at >= 0; at--) text += (bytes[at] ?? 0).toString(16).padStart(2, '0')
  return BigInt(text)
}
