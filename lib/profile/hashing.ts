import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { hex } from '../model/references.ts'

export type HashAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** What a platform does better than plain TypeScript. Lower-case hex. */
export interface Host {
  readonly hash: (algorithm: HashAlgorithm, bytes: Uint8Array) => string
}

const algorithms = { md5, sha1, sha256, sha384, sha512 } as const

/** Hashes in plain TypeScript, for browsers; Node's own stand in `bin/host-node.ts`. Package conditions choose (`#host`). */
export const host: Host = { hash: (algorithm, bytes) => hex(algorithms[algorithm](bytes)) }
