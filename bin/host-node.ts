import { createHash } from 'node:crypto'
import type { Host } from '../lib/profile/hashing.ts'

/** What Node does better than the library's own code: hashing. Each hash is lower-case hex. Chosen by package conditions (`#host`). */
export const host: Host = {
  hash: (algorithm, bytes) => createHash(algorithm).update(bytes).digest('hex'),
}
