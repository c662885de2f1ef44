import { graveBehaviour, openBehaviour } from './behaviour-conditions.ts'
import type { Condition } from './case.ts'
import { serverConditions } from './server-conditions.ts'
import { claimConditions, structureConditions } from './structure-conditions.ts'

/**
 * Every reason to escalate or review, in the order in which they are told. A reason rests on evidence of its own level: flows that were
 * proven, conditions that were read, code that is reached. Where data was not followed to its end, content and a way out in one handler
 * make a review with that reason, never a guess.
 */
export const conditions: readonly Condition[] = [...graveBehaviour, ...claimConditions, ...serverConditions, ...openBehaviour, ...structureConditions]
