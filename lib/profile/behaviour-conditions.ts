import type { Condition } from './case.ts'
import { concealedNotes, concealedTriggers } from './concealed-conditions.ts'
import { contentStaged } from './content-staged.ts'
import { escalations } from './escalations.ts'
import { flowConditions } from './flow-conditions.ts'
import { oneWayNative } from './one-way-native.ts'
import { reachConditions } from './reach-conditions.ts'

/** What a file does that escalates, in the order in which it is told. */
export const graveBehaviour: readonly Condition[] = [...escalations, contentStaged, ...concealedTriggers, oneWayNative]

/** What a file does that has to be looked at. */
export const openBehaviour: readonly Condition[] = [...flowConditions, ...concealedNotes, ...reachConditions]
