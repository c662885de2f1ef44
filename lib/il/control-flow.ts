import type { Defect } from '../errors.ts'
import { limits } from '../limits.ts'
import { type BadTarget, findBlocks } from './blocks.ts'
import type { Clause } from './body.ts'
import { addNormalEdges, edgeList, gatherEdges } from './edges.ts'
import { type ClauseBlocks, clauseBlocks, type ExceptionFlow, exceptionFlow } from './exception-flow.ts'
import { type Code, instructionSize } from './instruction.ts'
import { placeClauses } from './place-clauses.ts'
import { reversePostorder } from './reverse-postorder.ts'

/**
 * Control flow of one method in columns. Lists by block stand in a column with a column of starts, which has one entry
 * more: the list of block b is `[starts[b], starts[b + 1])`.
 */
export interface ControlFlow extends ExceptionFlow {
  readonly blockCount: number
  /** First instruction of each block, and behind the last block the number of instructions: a block ends where the next starts. */
  readonly blockStarts: Int32Array
  /** Block of each instruction. */
  readonly blockOf: Int32Array
  /** Normal successors first: fall-through, then branch targets in order, each block once. */
  readonly successorStarts: Int32Array
  readonly successors: Int32Array
  /** `edgeKind` of each successor. */
  readonly successorKinds: Uint8Array
  /** Reachable blocks only, so that junk behind a branch changes nothing. */
  readonly predecessorStarts: Int32Array
  readonly predecessors: Int32Array
  readonly predecessorKinds: Uint8Array
  /** Reachable blocks in reverse postorder over all kinds of edges. */
  readonly order: Int32Array
  /** Place of each block in `order`; -1 when unreachable. */
  readonly position: Int32Array
  /** Clauses that could be placed, by block; the numbers in `covers` and so on are places in this list. */
  readonly clauses: readonly ClauseBlocks[]
  /** Branches into the middle of an instruction or out of the code; they have no edge. At most `limits.defects`. */
  readonly badTargets: readonly BadTarget[]
  readonly defects: readonly Defect[]
}

/**
 * Blocks and edges of decoded code. Never throws: clauses that fit no instructions, reachable code that runs off its end and
 * a bound that was met are told in `defects`, wrong targets in `badTargets`. III.1.7.2, I.12.4.2
 */
export function controlFlow(code: Code, bodyClauses: readonly Clause[]): ControlFlow {
  const defects: Defect[] = []
  const badTargets: BadTarget[] = []
  const placed = placeClauses(code, bodyClauses, defects)
  const blocks = findBlocks(code, placed)
  const clauses = clauseBlocks(blocks, placed)
  const edges = edgeList()
  const runOff = addNormalEdges(code, blocks, edges, badTargets)
  const exceptions = exceptionFlow(code, blocks, clauses, edges, defects)
  const successors = gatherEdges(blocks.count, edges.from, edges.to, edges.kinds, null)
  const { order, position } = reversePostorder(blocks.count, successors)
  const predecessors = gatherEdges(blocks.count, edges.to, edges.from, edges.kinds, position)
  for (const index of runOff) {
    if ((position[blocks.blockOf[index] ?? 0] ?? -1) < 0 || defects.length >= limits.defects) continue
    const ilOffset = (code.offsets[index] ?? 0) + instructionSize(code, index)
    defects.push({ code: 'bad-value', offset: code.span.offset + ilOffset, detail: `code runs on to IL ${ilOffset}, where no instruction is` })
  }
  return {
    blockCount: blocks.count,
    blockStarts: blocks.starts,
    blockOf: blocks.blockOf,
    successorStarts: successors.starts,
    successors: successors.ends,
    successorKinds: successors.kinds,
    predecessorStarts: predecessors.starts,
    predecessors: predecessors.ends,
    predecessorKinds: predecessors.kinds,
    order,
    position,
    clauses,
    ...exceptions,
    badTargets,
    defects,
  }
}
