import { passing } from '../bytes/columns.ts'
import type { Span } from '../bytes/span.ts'
import { limits } from '../limits.ts'
import type { Clause } from './body.ts'
import { type Code, fillCode, invalidAt, sizeAt } from './instruction.ts'
import { flowCode, op, opcodeFlows, opcodeOperands, operandCode } from './opcode-lookup.ts'

/**
 * The instructions that control can reach from the first byte and from handlers and filters, as a JIT compiler finds them:
 * bytes that are jumped over are not looked at. Use it where `decodeCode` met an invalid opcode or a branch into an
 * instruction: obfuscators put junk there. Instructions do not overlap: what was reached first keeps its bytes, as the CLR
 * refuses such code. `invalid` is the lowest offset that was reached and could not be decoded. Never throws.
 */
export function decodeByFlow(span: Span, clauses: readonly Clause[]): Code {
  const length = Math.min(span.bytes.length, limits.codeSize)
  const marks = passing.uint8(length)
  const work: number[] = []
  for (const clause of clauses) {
    work.push(clause.handlerOffset)
    if (clause.kind === 'filter') work.push(clause.filterOffset)
  }
  work.push(0)
  let count = 0
  let cells = 0
  let end = 0
  let invalid = length
  // instructions that are kept need each byte once; the rest is for those that are refused, which may be long switches
  let looks = 16 * length
  while (work.length > 0) {
    let at = work.pop() ?? 0
    while (at >= 0 && at < length && marks[at] === 0) {
      const size = sizeAt(span, at, length)
      looks -= size
      if (size === 0 || looks < 0 || isTaken(marks, at, size)) {
        invalid = Math.min(invalid, at)
        break
      }
      marks.fill(inside, at, at + size)
      marks[at] = start
      count++
      end = Math.max(end, at + size)
      const id = opcodeIdAt(span, at)
      if (id === op.switch) cells += (size - 1) >>> 2
      pushTargets(span, at, size, id, work)
      if ((opcodeFlows[id] ?? 0) > flowCode.switch) break
      at += size
    }
  }
  return fillCode(span, { count, cells, starts: marks, end, invalid: invalid < length ? invalidAt(span, invalid) : null })
}

const start = 1
const inside = 2

function opcodeIdAt(span: Span, at: number): number {
  const first = span.bytes[at] ?? 0
  return first === 0xfe ? 256 + (span.bytes[at + 1] ?? 0) : first
}

/** Whether another instruction starts in the bytes behind `at`. One that holds `at` itself was ruled out before. */
function isTaken(marks: Uint8Array, at: number, size: number): boolean {
  for (let behind = at + 1; behind < at + size; behind++) if (marks[behind] === start) return true
  return false
}

function pushTargets(span: Span, at: number, size: number, id: number, work: number[]): void {
  const next = at + size
  switch (opcodeOperands[id]) {
    case operandCode.branch8:
      work.push(next + span.view.getInt8(next - 1))
      break
    case operandCode.branch32:
      work.push(next + span.view.getInt32(next - 4, true))
      break
    case operandCode.switch:
      for (let cell = at + 5; cell < next; cell += 4) work.push(next + span.view.getInt32(cell, true))
      break
    default:
  }
}
