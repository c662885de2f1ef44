import type { Profile } from '../lib/profile/profile.ts'

/** One line of `ndjson`, one element of the array that several inputs give. */
export interface InputRecord {
  /** As given, or below the folder that was given; `-` is standard input. */
  readonly input: string
  /** Path inside an archive; data only, never a place on this machine. */
  readonly member: string | null
  readonly status: 'ok' | 'error' | 'timeout' | 'memory'
  readonly error: string | null
  readonly profile: Profile | null
}

/** The input and, inside an archive, the member: for messages. */
export function recordName({ input, member }: { readonly input: string; readonly member: string | null }): string {
  return member === null ? input : `${input}: ${member}`
}
