import { sha1 } from '@noble/hashes/legacy.js'

/** A UUID of version 5: the same for the same namespace and name. RFC 9562 5.5 */
export function uuid5(namespace: string, name: string): string {
  const space = namespace.replaceAll('-', '')
  const prefix = Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(space.slice(index * 2, index * 2 + 2), 16))
  const text = new TextEncoder().encode(name)
  const bytes = new Uint8Array(16 + text.length)
  bytes.set(prefix)
  bytes.set(text, 16)
  const hash = sha1(bytes).slice(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
