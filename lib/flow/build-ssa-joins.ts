import { passing } from '../bytes/columns.ts'
import { edgeKind } from '../il/edges.ts'
import { flowOf, indexAt } from '../il/instruction.ts'
import { flowCode, op } from '../il/opcode-lookup.ts'
import type { MethodCode } from '../model/method-code.ts'
import type { LogicalFlow } from './ssa.ts'

/** Where values of a variable meet that come along no normal edge. */
export interface Joins {
  /** By first block of a handler or filter: the clauses whose exceptions enter it. Their `try` gives it all its definitions. */
  readonly entered: ReadonlyMap<number, readonly number[]>
  /** By first block of a filter's handler: blocks where the filter ends. */
  readonly filtered: ReadonlyMap<number, readonly number[]>
  /** By block that a `leave` goes to: the finally clauses that run on the way. */
  readonly finallies: ReadonlyMap<number, readonly number[]>
  /** By clause: blocks where its finally ends. */
  readonly endings: ReadonlyMap<number, readonly number[]>
  /** Blocks through which control comes into the `try` of a clause. */
  readonly entriesOf: (clause: number) => readonly number[]
}

export function findJoins(code: MethodCode, flow: LogicalFlow): Joins {
  const { clauses, covers } = code.flow
  const entered = new Map<number, number[]>()
  const filtered = new Map<number, number[]>()
  const finallies = new Map<number, Set<number>>()
  const endings = new Map<number, number[]>()
  const enteredBy = new Set(covers)
  for (const [number, { handlerFirst, filterFirst }] of clauses.entries()) {
    if (enteredBy.has(number)) append(entered, filterFirst < 0 ? handlerFirst : filterFirst, number)
  }
  for (const block of clauses.length === 0 ? [] : flow.order) {
    const last = (code.flow.blockStarts[block + 1] ?? 0) - 1
    const opcode = code.code.opcodes[last]
    if (opcode === op.endfilter) {
      for (let edge = code.flow.successorStarts[block] ?? 0; edge < (code.flow.successorStarts[block + 1] ?? 0); edge++) {
        if (code.flow.successorKinds[edge] === edgeKind.filter) append(filtered, code.flow.successors[edge] ?? 0, block)
      }
    }
    if (opcode === op.endfinally) append(endings, code.flow.handlerOf[block] ?? -1, block)
    if (flowOf(code.code, last) !== flowCode.leave) continue
    const target = code.flow.blockOf[indexAt(code.code, code.code.operands[last] ?? -1)] ?? -1
    if (!goesTo(flow, block, target)) continue
    for (let k = code.flow.finallyStarts[block] ?? 0; k < (code.flow.finallyStarts[block + 1] ?? 0); k++) {
      const passed = finallies.get(target) ?? new Set()
      finallies.set(target, passed.add(code.flow.finallies[k] ?? 0))
    }
  }
  const { least, greatest } = reachOfPredecessors(code, flow, entered, filtered)
  const known = new Map<number, readonly number[]>()
  const entriesOf = (number: number): readonly number[] => {
    const found = known.get(number)
    if (found !== undefined) return found
    const entries: number[] = []
    const clause = clauses[number]
    for (let block = clause?.tryFirst ?? 0; block < (clause?.tryEnd ?? 0); block++) {
      if ((flow.position[block] ?? -1) < 0) continue
      if (block === 0 || (least[block] ?? 0) < (clause?.tryFirst ?? 0) || (greatest[block] ?? 0) >= (clause?.tryEnd ?? 0)) entries.push(block)
    }
    known.set(number, entries)
    return entries
  }
  const passed = new Map([...finallies].map(([block, set]) => [block, [...set]] as const))
  return { entered, filtered, finallies: passed, endings, entriesOf }
}

type Lists = ReadonlyMap<number, readonly number[]>

/** The lowest and highest block that control comes from, so that one from outside a `try` is told at once. */
function reachOfPredecessors({ flow: { clauses } }: MethodCode, flow: LogicalFlow, entered: Lists, filtered: Lists) {
  const least = passing.int32(flow.blockCount).fill(flow.blockCount)
  const greatest = passing.int32(flow.blockCount).fill(-1)
  const note = (block: number, from: number): void => {
    least[block] = Math.min(least[block] ?? 0, from)
    greatest[block] = Math.max(greatest[block] ?? 0, from)
  }
  for (const block of flow.order) {
    for (let edge = flow.predecessorStarts[block] ?? 0; edge < (flow.predecessorStarts[block + 1] ?? 0); edge++) note(block, flow.predecessors[edge] ?? 0)
    for (const number of entered.get(block) ?? []) {
      note(block, clauses[number]?.tryFirst ?? 0)
      note(block, (clauses[number]?.tryEnd ?? 1) - 1)
    }
    for (const from of filtered.get(block) ?? []) note(block, from)
  }
  return { least, greatest }
}

function goesTo(flow: LogicalFlow, block: number, target: number): boolean {
  for (let edge = flow.successorStarts[block] ?? 0; edge < (flow.successorStarts[block + 1] ?? 0); edge++) if (flow.successors[edge] === target) return true
  return false
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
