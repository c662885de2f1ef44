import type { AuthenticodeResult } from './authenticode-result.ts'
import type { Host } from './hashing.ts'
import type { ServerOptions } from './server-case.ts'

/** What may be told to `inspect` besides the bytes. */
export interface InspectOptions extends ServerOptions {
  /** The file's name as it was given; it stands in the profile and decides nothing. */
  readonly name?: string
  /** Further assemblies: bases and calls are resolved into them. */
  readonly with?: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  /** What `checkAuthenticode` said of these bytes; without it a signature is `not-checked`. */
  readonly authenticode?: AuthenticodeResult
  /** What the platform does better than plain TypeScript; on Node its own hashing is the default. */
  readonly host?: Host
}
