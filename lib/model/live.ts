import type { Body } from '../il/body.ts'
import { controlFlow } from '../il/control-flow.ts'
import { type Code, flowOf } from '../il/instruction.ts'
import { flowCode } from '../il/opcode-lookup.ts'

/**
 * Which instructions control can reach from the method's start, handlers included: what stands behind a jump that nothing leads
 * to never runs. Where the flow cannot be told for sure (branches into instructions, misplaced clauses) every one counts.
 */
export function liveIn(code: Code, body: Body): (instruction: number) => boolean {
  if (!turnsAside(code)) return everything
  const { blockOf, position, badTargets, defects } = controlFlow(code, body.clauses)
  if (badTargets.length > 0 || defects.length > 0) return everything
  return (instruction) => (position[blockOf[instruction] ?? 0] ?? -1) >= 0
}

const everything = () => true

/** Most methods are short and run straight to their end: no need to look further. */
function turnsAside(code: Code): boolean {
  for (let at = 0; at + 1 < code.count; at++) if (flowOf(code, at) >= flowCode.branch) return true
  return false
}
