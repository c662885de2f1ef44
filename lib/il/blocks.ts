import { lasting, passing } from '../bytes/columns.ts'
import { type Code, flowOf, indexAt, instructionSize, switchTargetsOf } from './instruction.ts'
import { flowCode } from './opcode-lookup.ts'
import type { InstructionClause } from './place-clauses.ts'

/** Basic blocks: runs of instructions that are entered at the first and left at the last. */
export interface Blocks {
  readonly count: number
  /** First instruction of each block, and behind the last block the number of instructions: a block ends where the next starts. */
  readonly starts: Int32Array
  /** Block of each instruction. */
  readonly blockOf: Int32Array
}

/** A branch to where no instruction starts, in IL offsets. */
export interface BadTarget {
  readonly at: number
  readonly target: number
}

/** Cuts code into blocks: at targets, behind instructions that do not simply go on, at the borders of clauses. */
export function findBlocks(code: Code, clauses: readonly InstructionClause[]): Blocks {
  const leaders = passing.uint8(code.count + 1)
  leaders[0] = 1
  for (let index = 0; index < code.count; index++) {
    if (flowOf(code, index) <= flowCode.meta) {
      if (!isFollowed(code, index)) leaders[index + 1] = 1
      continue
    }
    leaders[index + 1] = 1
    forEachTarget(code, index, (target) => {
      const to = indexAt(code, target)
      if (to >= 0) leaders[to] = 1
    })
  }
  for (const clause of clauses) {
    for (const border of [clause.tryFirst, clause.tryEnd, clause.handlerFirst, clause.handlerEnd]) leaders[border] = 1
    if (clause.filterFirst >= 0) leaders[clause.filterFirst] = 1
  }
  return number(code, leaders)
}

function number(code: Code, leaders: Uint8Array): Blocks {
  let count = 0
  for (let index = 0; index < code.count; index++) count += leaders[index] ?? 0
  const starts = lasting.int32(count + 1)
  const blockOf = lasting.int32(code.count)
  let block = -1
  for (let index = 0; index < code.count; index++) {
    if (leaders[index] === 1) starts[++block] = index
    blockOf[index] = block
  }
  starts[count] = code.count
  return { count, starts, blockOf }
}

/** Calls back with the IL offset of every place an instruction may jump to, fall-through not included. */
export function forEachTarget(code: Code, index: number, visit: (target: number) => void): void {
  switch (flowOf(code, index)) {
    case flowCode.cond:
    case flowCode.branch:
    case flowCode.leave:
      visit(code.operands[index] ?? 0)
      break
    case flowCode.switch:
      for (const target of switchTargetsOf(code, index)) visit(target)
      break
    default:
  }
}

/** Whether the next instruction starts where this one ends. */
export function isFollowed(code: Code, index: number): boolean {
  return index + 1 < code.count && code.offsets[index + 1] === (code.offsets[index] ?? 0) + instructionSize(code, index)
}
