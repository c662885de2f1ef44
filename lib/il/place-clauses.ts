import type { Defect } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Clause } from './body.ts'
import { type Code, indexAt, indexFrom } from './instruction.ts'

/** Where a clause lies, by first instruction and the one behind the last. `filterFirst` is -1 without a filter. */
export interface InstructionClause {
  readonly clause: Clause
  readonly tryFirst: number
  readonly tryEnd: number
  readonly handlerFirst: number
  readonly handlerEnd: number
  readonly filterFirst: number
}

/**
 * Clauses by instruction. One whose handler or filter starts at no instruction, or that protects nothing, is left out; ends
 * that lie inside an instruction or behind the code are moved to the next border. Both are told as defects.
 */
export function placeClauses(code: Code, clauses: readonly Clause[], defects: Defect[]): readonly InstructionClause[] {
  const placed: InstructionClause[] = []
  for (const clause of clauses) {
    const found = place(code, clause)
    const tell = (what: string): void => {
      if (defects.length >= limits.defects) return
      defects.push({ code: 'bad-value', offset: code.span.offset, detail: `${clause.kind} clause at IL ${clause.tryOffset}: ${what}` })
    }
    if (found === null) tell('left out, it fits no instructions')
    else {
      placed.push(found)
      if (!isBorder(code, clause.tryOffset) || !isBorder(code, clause.tryOffset + clause.tryLength)) tell('its try block is not whole instructions')
      if (!isBorder(code, clause.handlerOffset + clause.handlerLength)) tell('its handler is not whole instructions')
    }
  }
  return placed
}

function place(code: Code, clause: Clause): InstructionClause | null {
  const tryFirst = indexFrom(code, clause.tryOffset)
  const tryEnd = indexFrom(code, clause.tryOffset + clause.tryLength)
  const handlerFirst = indexAt(code, clause.handlerOffset)
  const handlerEnd = indexFrom(code, clause.handlerOffset + clause.handlerLength)
  const filterFirst = clause.kind === 'filter' ? indexAt(code, clause.filterOffset) : -1
  if (tryFirst >= tryEnd || handlerFirst < 0 || handlerFirst >= handlerEnd) return null
  if (clause.kind === 'filter' && filterFirst < 0) return null
  return { clause, tryFirst, tryEnd, handlerFirst, handlerEnd, filterFirst }
}

function isBorder(code: Code, ilOffset: number): boolean {
  return ilOffset === code.end || indexAt(code, ilOffset) >= 0
}
