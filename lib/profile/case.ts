import type { Unfollowed } from '../flow/flow-result.ts'
import type { Agent, Factory, Finding, Identity, Profile } from './profile.ts'
import type { ServerCase } from './server-case.ts'

/** What following the data gave besides findings. All ids are of findings. */
export interface CaseFlow {
  /** False where a budget ended it, or nothing was followed. */
  readonly complete: boolean
  readonly unfollowed: readonly Unfollowed[]
  /** The file that is written is deleted again. */
  readonly tidied: ReadonlySet<string>
  /** The code hides where it goes. */
  readonly hiddenTargets: ReadonlySet<string>
  /** Every flow of the finding passes a member of which only the signature is known. */
  readonly byDefault: ReadonlySet<string>
  /** The name service is asked for hosts or addresses that were found in the text. */
  readonly picked: ReadonlySet<string>
  /** What is touched there is named by a body or what is in an attachment. */
  readonly namedByMail: ReadonlySet<string>
  /** Bounds that ended a part of it. */
  readonly bounds: readonly string[]
}

/** What a verdict is made of: all that was seen, nothing judged yet. */
export interface Case {
  readonly agents: readonly Agent[]
  readonly factories: readonly Factory[]
  readonly unresolvedBases: Profile['unresolvedBases']
  readonly identity: Identity
  readonly findings: readonly Finding[]
  readonly completeness: Profile['completeness']
  /** Sections state more bytes than the file has: a copy that was cut off looks like that, and breaks much else with it. */
  readonly isCut: boolean
  /** Assemblies found inside. */
  readonly children: Profile['children']
  /** Handlers that could not be told, agents on bases closed to third parties, factories whose product could not be told: in words. */
  readonly oddities: readonly { readonly id: string; readonly text: string; readonly points: number }[]
  /** Is there anything that Exchange could run: an agent, a factory, a subscription, a base that is missing? */
  readonly isAgent: boolean
  /** Null where the data was not followed at all. */
  readonly flow: CaseFlow | null
  /** What the server's records say of it; null or absent where none were given. */
  readonly server?: ServerCase | null
}

/** Was the data of mail followed to its end, so that what was not seen to flow is known not to? */
export function isFollowed(one: Case): boolean {
  return one.flow?.complete === true
}

/** Why a condition holds: the words, and the findings they rest on. */
export interface Ground {
  readonly text: string
  readonly findings: readonly string[]
}

/** One reason to escalate or to review: what it asks for, in words, and the test. */
export interface Condition {
  readonly id: string
  readonly decision: 'escalate' | 'review'
  /** What has to hold, for a reader who asks. */
  readonly asks: string
  readonly points: number
  readonly grounds: (one: Case) => Ground[]
}
