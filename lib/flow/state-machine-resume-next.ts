import { passing } from '../bytes/columns.ts'
import { flowOf, indexAt } from '../il/instruction.ts'
import { flowCode, op } from '../il/opcode-lookup.ts'
import type { MethodCode } from '../model/method-code.ts'

/**
 * Visual Basic's `On Error`: a handler that leaves into the middle of its own `try`, where a switch goes on behind the statement
 * that failed. Gives the switches only such handlers lead to, with the successors left when each statement follows the one before
 * it; a place that nothing else leads to, as behind `On Error GoTo`, stays. `follow` gives the blocks control goes on to from a
 * block, exceptions included.
 */
export function withoutResumeNext(code: MethodCode, follow: (block: number) => readonly number[]): ReadonlyMap<number, readonly number[]> {
  const left = new Map<number, readonly number[]>()
  const entries = resumeEntries(code)
  if (entries.size === 0) return left
  const plain = reach(code.flow.blockCount, [0], (block) => (entries.has(block) ? [] : follow(block)))
  const resumed = reach(
    code.flow.blockCount,
    [...entries].filter((block) => plain[block] === 1).map((block) => resumeTarget(code, block)),
    (block) => (plain[block] === 1 ? [] : follow(block)),
  )
  for (let block = 0; block < code.flow.blockCount; block++) {
    const last = (code.flow.blockStarts[block + 1] ?? 0) - 1
    if (resumed[block] !== 1 || plain[block] === 1 || code.code.opcodes[last] !== op.switch) continue
    left.set(
      block,
      follow(block).filter((next) => plain[next] !== 1),
    )
  }
  return left
}

/** Blocks of handlers that leave into the `try` they belong to, not to its beginning: C# does that to try again. */
function resumeEntries(code: MethodCode): ReadonlySet<number> {
  const entries = new Set<number>()
  const { flow } = code
  for (let block = 0; block < flow.blockCount && flow.clauses.length > 0; block++) {
    const clause = flow.clauses[flow.handlerOf[block] ?? -1]
    if (clause === undefined || flowOf(code.code, (flow.blockStarts[block + 1] ?? 0) - 1) !== flowCode.leave) continue
    const target = resumeTarget(code, block)
    if (target > clause.tryFirst && target < clause.tryEnd) entries.add(block)
  }
  return entries
}

function resumeTarget({ code, flow }: MethodCode, block: number): number {
  const last = (flow.blockStarts[block + 1] ?? 0) - 1
  return flow.blockOf[indexAt(code, code.operands[last] ?? -1)] ?? -1
}

/** By block, 1 where control comes from one of the given ones. */
function reach(blockCount: number, from: readonly number[], follow: (block: number) => readonly number[]): Uint8Array {
  const reached = passing.uint8(blockCount)
  const work = [...from]
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (block < 0 || reached[block] === 1) continue
    reached[block] = 1
    for (const next of follow(block)) work.push(next)
  }
  return reached
}
