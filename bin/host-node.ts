import { createHash } from 'node:crypto'

/** What Node does better than the library's own code: hashing. Each hash is lower-case hex. */
export const hostNode = {
  hash: (algorithm: 'md5' | 'sha1' | 'sha256', bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest('hex'),
} as const
