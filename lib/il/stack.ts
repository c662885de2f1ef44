import { lasting, passing } from '../bytes/columns.ts'
import type { Defect } from '../errors.ts'
import { limits } from '../limits.ts'
import type { ControlFlow } from './control-flow.ts'
import { edgeKind } from './edges.ts'
import type { Code } from './instruction.ts'
import { type CallShapeOf, noShape, stackEffects, tooMany } from './stack-effects.ts'
import { stackJoins } from './stack-joins.ts'
import { unknownValue } from './value.ts'

/**
 * The operand stack of one method, as far as it could be followed. A value is named by a number: 0 and above is the
 * instruction that pushed it (what comes through dup keeps its name), see `value.ts` for the others.
 */
export interface Stack {
  /** Values on the stack before each instruction; -1 where unreachable or unknown. */
  readonly depth: Int32Array
  /** The values popped by instruction i are `operandDefs[operandStart[i] .. operandStart[i + 1])`, the deepest first. */
  readonly operandStart: Int32Array
  readonly operandDefs: Int32Array
  /** Greatest depth that was met. */
  readonly maxDepth: number
  readonly phiCount: number
  /** The different values that meet in a phi (by number), itself left out. Loops can put phis into each other's arguments. */
  readonly phiArgs: (phi: number) => readonly number[]
  /** Block at whose entry a phi stands. */
  readonly phiBlock: (phi: number) => number
  /** At most `limits.defects`. */
  readonly defects: readonly Defect[]
}

/**
 * Follows the operand stack through every reachable block, each once. Never throws: what cannot be followed (underflow, a
 * call without a shape, a bound) ends its block, and that and joins of different depth, where the smaller is kept, are told
 * in `defects`. III.1.7.5, III.1.8.1.3
 */
export function simulateStack(code: Code, flow: ControlFlow, callShape: CallShapeOf): Stack {
  const { operandStart, pushes } = stackEffects(code, flow, callShape)
  const operandDefs = lasting.int32(operandStart[code.count] ?? 0).fill(unknownValue)
  const depth = lasting.int32(code.count).fill(-1)
  const defects: Defect[] = []
  const joins = stackJoins(flow)
  const stack: number[] = []
  const done = passing.uint8(flow.blockCount)
  const late: number[] = []
  let maxDepth = 0

  function tell(index: number, kind: Defect['code'], detail: string): void {
    if (defects.length >= limits.defects) return
    const ilOffset = code.offsets[index] ?? 0
    defects.push({ code: kind, offset: code.span.offset + ilOffset, detail: `operand stack at IL ${ilOffset}: ${detail}` })
  }

  /** Runs a block on the values it is entered with; false when it had to be given up. */
  function runBlock(first: number, end: number): boolean {
    let size = stack.length
    for (let index = first; index < end; index++) {
      depth[index] = size
      if (size > maxDepth) maxDepth = size
      const pushed = pushes[index] ?? noShape
      const start = operandStart[index] ?? 0
      const base = size - (operandStart[index + 1] ?? 0) + start
      if (pushed >= tooMany || base < 0 || size > limits.stackDepth) {
        if (pushed === noShape) tell(index, 'unsupported', 'the effect of this call is not known')
        else if (base < 0) tell(index, 'bad-value', `${size} values are there, ${size - base} are popped`)
        else tell(index, 'limit', 'too many values')
        return false
      }
      for (let at = base; at < size; at++) operandDefs[start + at - base] = stack[at] ?? unknownValue
      size = base
      // only dup pushes two: the value below it, under its own name
      if (pushed === 2) size += 2
      else if (pushed === 1) size++
      if (pushed === 2) stack[size - 1] = stack[base] ?? unknownValue
      else if (pushed === 1) stack[base] = index
    }
    if (size > maxDepth) maxDepth = size
    stack.length = size
    return true
  }

  function visit(block: number): void {
    const first = flow.blockStarts[block] ?? 0
    const end = flow.blockStarts[block + 1] ?? 0
    const entry = joins.enter(block, stack)
    if (entry === 'unknown') return
    done[block] = 1
    if (entry === 'mismatch') tell(first, 'bad-value', 'paths of different depth meet')
    if (entry === 'limit') tell(first, 'limit', 'too many values')
    if (entry === 'limit' || !runBlock(first, end)) return
    const exit = joins.leave(block, stack)
    if (exit === 'mismatch') tell(end - 1, 'bad-value', 'the place it goes to was entered with another depth')
    if (exit === 'limit') tell(end - 1, 'limit', 'too many values')
    for (let edge = flow.successorStarts[block] ?? 0; edge < (flow.successorStarts[block + 1] ?? 0); edge++) {
      const to = flow.successors[edge] ?? 0
      if (done[to] === 0 && (flow.successorKinds[edge] ?? 0) <= edgeKind.branch) late.push(to)
    }
  }

  for (const block of flow.order) visit(block)
  // where all forward predecessors were given up, a back edge may still tell the depth
  while (late.length > 0) {
    const block = late.pop() ?? 0
    if (done[block] === 0) visit(block)
  }

  const { phis } = joins
  return {
    depth,
    operandStart,
    operandDefs,
    maxDepth,
    phiCount: phis.blocks.length,
    phiArgs: phis.args,
    phiBlock: (phi) => phis.blocks[phi] ?? -1,
    defects,
  }
}
