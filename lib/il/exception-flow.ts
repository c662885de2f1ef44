import { lasting } from '../bytes/columns.ts'
import type { Defect } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Blocks } from './blocks.ts'
import type { Clause } from './body.ts'
import { addEdge, type EdgeList, edgeKind } from './edges.ts'
import { type Code, flowOf, indexAt } from './instruction.ts'
import { flowCode, op } from './opcode-lookup.ts'
import type { InstructionClause } from './place-clauses.ts'

/** Where a clause lies, by first block and the one behind the last. `filterFirst` is -1 without a filter. */
export interface ClauseBlocks {
  readonly clause: Clause
  readonly tryFirst: number
  readonly tryEnd: number
  readonly handlerFirst: number
  readonly handlerEnd: number
  readonly filterFirst: number
}

/**
 * Which clauses concern which blocks. Numbers are places in the list of clauses, -1 is none. Where no clause was placed all
 * columns are empty: read them with `?? 0` for starts and `?? -1` for clauses.
 */
export interface ExceptionFlow {
  /** Clauses that protect each block, in the order of the file (inner first). */
  readonly coverStarts: Int32Array
  readonly covers: Int32Array
  /** For a block that ends in leave: the finally clauses that run before its target, inner first. */
  readonly finallyStarts: Int32Array
  readonly finallies: Int32Array
  /** Innermost clause whose handler holds the block. */
  readonly handlerOf: Int32Array
  /** Innermost clause whose filter holds the block. */
  readonly filterOf: Int32Array
}

/** Clauses by block, in the same order. Blocks begin at their borders, see `findBlocks`. */
export function clauseBlocks(blocks: Blocks, clauses: readonly InstructionClause[]): readonly ClauseBlocks[] {
  const blockAt = (index: number): number => blocks.blockOf[index] ?? blocks.count
  return clauses.map((placed) => ({
    clause: placed.clause,
    tryFirst: blockAt(placed.tryFirst),
    tryEnd: blockAt(placed.tryEnd),
    handlerFirst: blockAt(placed.handlerFirst),
    handlerEnd: blockAt(placed.handlerEnd),
    filterFirst: placed.filterFirst < 0 ? -1 : blockAt(placed.filterFirst),
  }))
}

const none = new Int32Array(0)
const noExceptions: ExceptionFlow = { coverStarts: none, covers: none, finallyStarts: none, finallies: none, handlerOf: none, filterOf: none }

/**
 * Adds the edges of exceptions, filters and finally blocks. At most `limits.exceptionEdges`; above that the rest is left
 * out and told as a defect.
 */
export function exceptionFlow(code: Code, blocks: Blocks, clauses: readonly ClauseBlocks[], edges: EdgeList, defects: Defect[]): ExceptionFlow {
  if (clauses.length === 0) return noExceptions
  const handlerOf = innermost(
    blocks.count,
    clauses.map((clause) => [clause.handlerFirst, clause.handlerEnd]),
  )
  const filterOf = innermost(
    blocks.count,
    clauses.map((clause) => [clause.filterFirst, clause.handlerFirst]),
  )
  const budget = { left: limits.exceptionEdges }
  const { coverStarts, covers } = coveringClauses(blocks.count, clauses, budget)
  for (let block = 0; block < blocks.count; block++) {
    for (let k = coverStarts[block] ?? 0; k < (coverStarts[block + 1] ?? 0); k++) {
      const clause = clauses[covers[k] ?? 0]
      if (clause !== undefined) addEdge(edges, block, clause.filterFirst < 0 ? clause.handlerFirst : clause.filterFirst, edgeKind.exception)
    }
  }
  const finallyStarts = lasting.int32(blocks.count + 1)
  const finallies: number[] = []
  const endings: number[][] = clauses.map(() => [])
  const continuations: Set<number>[] = clauses.map(() => new Set())
  for (let block = 0; block < blocks.count; block++) {
    const last = (blocks.starts[block + 1] ?? 0) - 1
    const opcode = code.opcodes[last]
    if (opcode === op.endfilter) {
      const clause = clauses[filterOf[block] ?? -1]
      if (clause !== undefined) addEdge(edges, block, clause.handlerFirst, edgeKind.filter)
    } else if (opcode === op.endfinally) {
      endings[handlerOf[block] ?? -1]?.push(block)
    } else if (flowOf(code, last) === flowCode.leave) {
      const target = blocks.blockOf[indexAt(code, code.operands[last] ?? 0)] ?? -1
      let before = -1
      for (let k = coverStarts[block] ?? 0; k < (coverStarts[block + 1] ?? 0); k++) {
        const number = covers[k] ?? 0
        const clause = clauses[number]
        if (clause?.clause.kind !== 'finally' || (target >= clause.tryFirst && target < clause.tryEnd)) continue
        finallies.push(number)
        continuations[before]?.add(clause.handlerFirst)
        before = number
      }
      if (target >= 0) continuations[before]?.add(target)
    }
    finallyStarts[block + 1] = finallies.length
  }
  addFinallyEdges(endings, continuations, edges, budget)
  if (budget.left < 0)
    defects.push({ code: 'limit', offset: code.span.offset, detail: `more than ${limits.exceptionEdges} exception edges`, limit: 'exceptionEdges' })
  return { coverStarts, covers, finallyStarts, finallies: Int32Array.from(finallies), handlerOf, filterOf }
}

function addFinallyEdges(endings: readonly number[][], continuations: readonly Set<number>[], edges: EdgeList, budget: { left: number }): void {
  for (let number = 0; number < endings.length; number++) {
    for (const block of endings[number] ?? []) {
      for (const target of continuations[number] ?? []) {
        if (--budget.left < 0) return
        addEdge(edges, block, target, edgeKind.finally)
      }
    }
  }
}

/** Clauses by the blocks they protect; the clause that would exceed the budget and all behind it are left out. */
function coveringClauses(
  blockCount: number,
  clauses: readonly ClauseBlocks[],
  budget: { left: number },
): { readonly coverStarts: Int32Array; readonly covers: Int32Array } {
  const coverStarts = lasting.int32(blockCount + 1)
  let used = 0
  let kept = 0
  for (const { tryFirst, tryEnd } of clauses) {
    budget.left -= tryEnd - tryFirst
    if (budget.left < 0) break
    kept++
    used += tryEnd - tryFirst
    for (let block = tryFirst; block < tryEnd; block++) coverStarts[block] = (coverStarts[block] ?? 0) + 1
  }
  let sum = 0
  for (let block = 0; block <= blockCount; block++) {
    sum += coverStarts[block] ?? 0
    coverStarts[block] = sum
  }
  const covers = lasting.int32(used)
  for (let number = kept - 1; number >= 0; number--) {
    const { tryFirst = 0, tryEnd = 0 } = clauses[number] ?? {}
    for (let block = tryFirst; block < tryEnd; block++) {
      const place = (coverStarts[block] ?? 0) - 1
      coverStarts[block] = place
      covers[place] = number
    }
  }
  return { coverStarts, covers }
}

/** For each block the number of the range `[first, end)` that holds it and started last; -1 where none does. One sweep. */
function innermost(blockCount: number, ranges: readonly (readonly [number, number])[]): Int32Array {
  const holder = lasting.int32(blockCount).fill(-1)
  const numbers = ranges.map((_, number) => number).filter((number) => (ranges[number]?.[0] ?? -1) >= 0)
  const first = (number: number): number => ranges[number]?.[0] ?? 0
  const end = (number: number): number => ranges[number]?.[1] ?? 0
  numbers.sort((a, b) => first(a) - first(b) || end(b) - end(a) || b - a)
  const open: number[] = []
  let next = 0
  for (let block = 0; block < blockCount; block++) {
    while (next < numbers.length && first(numbers[next] ?? 0) <= block) open.push(numbers[next++] ?? 0)
    while (open.length > 0 && end(open[open.length - 1] ?? 0) <= block) open.pop()
    holder[block] = open[open.length - 1] ?? -1
  }
  return holder
}
