import { edgeKind } from '../il/edges.ts'
import { op, opcodePushes, varies } from '../il/opcode-lookup.ts'
import { exceptionValue, isPhi, phiNumber, phiValue, unknownValue } from '../il/value.ts'
import type { MethodCode } from '../model/method-code.ts'
import { addArg, addValue, beginArgs, intern, unknown, type Values } from './build-ssa-values.ts'
import { type LogicalFlow, valueKind } from './ssa.ts'

/** Names a value of the operand stack, as it is met in a block. */
export type StackName = (value: number, block: number) => number

/**
 * Makes phis of the operand stack's phis, with an argument for each predecessor that is left, and gives the naming of its values.
 * What a damaged stack does not tell is unknown.
 */
export function nameStack(code: MethodCode, flow: LogicalFlow, values: Values): StackName {
  const { stack } = code
  const firstPhi = values.base + values.kinds.length
  for (let phi = 0; phi < stack.phiCount; phi++) addValue(values, valueKind.phi, stack.phiBlock(phi))
  const name: StackName = (value, block) => {
    if (value >= 0) return value
    if (isPhi(value)) return firstPhi + phiNumber(value)
    const clause = value === unknownValue ? -1 : clauseOf(code, block)
    return clause < 0 ? unknown(values) : intern(values, valueKind.exception, clause)
  }
  if (stack.phiCount === 0) return name
  const exits = exitStacks(code)
  let slot = 0
  for (let phi = 0; phi < stack.phiCount; phi++) {
    const block = stack.phiBlock(phi)
    slot = phi > 0 && stack.phiBlock(phi - 1) === block ? slot + 1 : 0
    beginArgs(values, firstPhi + phi)
    for (let edge = flow.predecessorStarts[block] ?? 0; edge < (flow.predecessorStarts[block + 1] ?? 0); edge++) {
      const from = flow.predecessors[edge] ?? 0
      addArg(values, firstPhi + phi, name(exits.get(from)?.[slot] ?? unknownValue, from), from)
    }
  }
  return name
}

/** The clause whose thrown object a block works on. */
function clauseOf({ flow }: MethodCode, block: number): number {
  const filter = flow.filterOf[block] ?? -1
  return filter >= 0 ? filter : (flow.handlerOf[block] ?? -1)
}

/** What each block leaves on the operand stack for those behind it, where it leaves something. */
function exitStacks(code: MethodCode): ReadonlyMap<number, readonly number[]> {
  const { flow, stack } = code
  const exits = new Map<number, readonly number[]>()
  const firstPhis = new Map<number, number>()
  const entered = new Set(flow.clauses.flatMap(({ handlerFirst, filterFirst }) => [handlerFirst, filterFirst]))
  for (let phi = stack.phiCount - 1; phi >= 0; phi--) firstPhis.set(stack.phiBlock(phi), phi)
  for (const block of flow.order) {
    const behind = depthBehind(code, block)
    if (behind <= 0) continue
    const held = entered.has(block) ? [exceptionValue] : entryStack(code, block, firstPhis.get(block), exits)
    const first = flow.blockStarts[block] ?? 0
    const end = flow.blockStarts[block + 1] ?? 0
    for (let at = first; at < end; at++) {
      const pops = (stack.operandStart[at + 1] ?? 0) - (stack.operandStart[at] ?? 0)
      const top = held[held.length - 1] ?? unknownValue
      held.length = Math.max(0, held.length - pops)
      if (code.code.opcodes[at] === op.dup) held.push(top, top)
      else if (at + 1 < end ? (stack.depth[at + 1] ?? 0) > held.length : pushesLast(code, at, behind > held.length)) held.push(at)
    }
    exits.set(block, held)
  }
  return exits
}

/** A call at the end of a block gives a value when the next block finds one more. */
function pushesLast({ code }: MethodCode, at: number, isMore: boolean): boolean {
  const pushes = opcodePushes[code.opcodes[at] ?? 0] ?? 0
  return pushes === varies ? isMore : pushes === 1
}

/** The greatest depth that a block its end falls or branches to is entered with. */
function depthBehind({ flow, stack }: MethodCode, block: number): number {
  let depth = 0
  for (let edge = flow.successorStarts[block] ?? 0; edge < (flow.successorStarts[block + 1] ?? 0); edge++) {
    if ((flow.successorKinds[edge] ?? 0) > edgeKind.branch) continue
    depth = Math.max(depth, stack.depth[flow.blockStarts[flow.successors[edge] ?? 0] ?? 0] ?? 0)
  }
  return depth
}

function entryStack({ flow, stack }: MethodCode, block: number, firstPhi: number | undefined, exits: ReadonlyMap<number, readonly number[]>): number[] {
  const depth = stack.depth[flow.blockStarts[block] ?? 0] ?? 0
  const below = exits.get(flow.predecessors[flow.predecessorStarts[block] ?? 0] ?? -1)
  const held: number[] = []
  for (let slot = 0; slot < depth; slot++) held.push(firstPhi === undefined ? (below?.[slot] ?? unknownValue) : phiValue(firstPhi + slot))
  return held
}
