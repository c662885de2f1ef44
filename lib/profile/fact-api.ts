import type { Fact } from '../facts/fact.ts'

/** What the finding calls the thing used: a member, a native function, a type; of an oddity, what was seen. */
export function apiOf(fact: Fact): string | null {
  switch (fact.kind) {
    case 'api':
    case 'api-reference':
      return fact.signature
    case 'native':
    case 'native-reference':
      return `${fact.module}!${fact.function}`
    case 'type':
    case 'attribute':
      return fact.type
    case 'override':
      return fact.api
    case 'oddity':
      return fact.detail
    case 'flow':
      return fact.hit.sink.member
    case 'recovered':
      return fact.text
    case 'unfollowed':
      return fact.unfollowed.what
    case 'string':
    case 'empty-catch':
      return null
    default:
      return fact
  }
}
