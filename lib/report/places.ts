import type { Entry } from '../profile/profile.ts'
import { entryWords } from './words.ts'

/** What runs the code: `N.Agent, OnEndOfData`, or `N.Agent, when it is made`. The type's name is the file's own. */
export function entryName({ type, event, kind }: Entry): string {
  return `${type}, ${event ?? entryWords[kind]}`
}
