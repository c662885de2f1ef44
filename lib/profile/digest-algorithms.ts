import type { HashAlgorithm, Host } from './hashing.ts'

/** Hashes that can be worked out again: those of the platform without a key, and two that are worked out from text alone. */
export const digestAlgorithms = ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'gethashcode', 'fnv1a'] as const
export type DigestAlgorithm = (typeof digestAlgorithms)[number]

/** Bytes of each. */
export const digestSizes: Readonly<Record<DigestAlgorithm, number>> = {
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  gethashcode: 4,
  fnv1a: 4,
}

/** The algorithm that a condition names, `SHA256` or `GetHashCode`; null where it names none of these. */
export function algorithmNamed(name: string): DigestAlgorithm | null {
  const plain = name.toLowerCase().replace('-', '')
  return digestAlgorithms.find((one) => one === plain) ?? null
}

/** How a text becomes bytes before it is hashed. */
export const digestEncodings = ['UTF-8', 'UTF-16'] as const
export type DigestEncoding = (typeof digestEncodings)[number]

const utf8 = new TextEncoder()

function bytesOf(text: string, encoding: DigestEncoding): Uint8Array {
  if (encoding === 'UTF-8') return utf8.encode(text)
  const bytes = new Uint8Array(text.length * 2)
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    bytes[at * 2] = unit & 0xff
    bytes[at * 2 + 1] = unit >> 8
  }
  return bytes
}

/** The hash in lower-case hexadecimal digits; a number as it is written, its highest digit first. */
export function digestOf(host: Host, algorithm: DigestAlgorithm, text: string, encoding: DigestEncoding): string {
  if (algorithm === 'gethashcode') return number(stringHash(text))
  if (algorithm === 'fnv1a') return number(fnv1a(bytesOf(text, encoding)))
  const platform: HashAlgorithm = algorithm
  return host.hash(platform, bytesOf(text, encoding))
}

/** Only these depend on how text becomes bytes. */
export function encodingsOf(algorithm: DigestAlgorithm): readonly DigestEncoding[] {
  return algorithm === 'gethashcode' ? ['UTF-16'] : digestEncodings
}

function number(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}

/** `String.GetHashCode` of the .NET Framework in a 64-bit process, which Exchange's service is; it stops at the first zero. */
function stringHash(text: string): number {
  let even = 5381
  let odd = even
  for (let at = 0; at < text.length; at += 2) {
    const first = text.charCodeAt(at)
    if (first === 0) break
    even = (Math.imul(even, 33) ^ first) | 0
    const second = at + 1 < text.length ? text.charCodeAt(at + 1) : 0
    if (second === 0) break
    odd = (Math.imul(odd, 33) ^ second) | 0
  }
  return (even + Math.imul(odd, 1566083941)) | 0
}

function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}
