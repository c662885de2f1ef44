import type { Host } from './hashing.ts'

/** What may be told to `inspect` besides the bytes. */
export interface InspectOptions {
  /** The file's name as it was given; it stands in the profile and decides nothing. */
  readonly name?: string
  /** Further assemblies: bases and calls are resolved into them. */
  readonly with?: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  /** What the platform does better than plain TypeScript. */
  readonly host?: Host
}
