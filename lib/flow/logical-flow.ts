import { lasting, passing } from '../bytes/columns.ts'
import { addEdge, type EdgeList, edgeKind, edgeList, gatherEdges } from '../il/edges.ts'
import { reversePostorder } from '../il/reverse-postorder.ts'
import type { MethodCode } from '../model/method-code.ts'
import type { Program } from '../model/program.ts'
import { immediateDominators } from './dominators.ts'
import type { LogicalFlow } from './ssa.ts'
import { type Undone, undoStateMachine } from './state-machine.ts'
import { quietOpcodes } from './state-machine-opcodes.ts'
import { withoutResumeNext } from './state-machine-resume-next.ts'

/**
 * Control flow as the programmer wrote it. Exceptions order blocks and tell what dominates a handler, but they are no successors; a
 * finally block is entered like a handler and leads nowhere, so that its tests do not guard what follows it. Never throws.
 */
export function logicalFlow(program: Program, method: number, code: MethodCode): LogicalFlow {
  const { flow } = code
  let bounded = false
  const undone = undoStateMachine(program, method, code, () => {
    bounded = true
  })
  const changed = new Map<number, readonly number[]>(undone === null ? [] : undoneSuccessors(code, undone))
  const normal = (block: number): readonly number[] => changed.get(block) ?? successorsOf(code, block, isNormal)
  const beside = (block: number): readonly number[] => successorsOf(code, block, isException)
  for (const [block, left] of withoutResumeNext(code, (block) => [...normal(block), ...beside(block)])) changed.set(block, left)

  const edges = edgeList()
  const all = edgeList()
  for (let block = 0; block < flow.blockCount; block++) {
    for (const next of normal(block)) addBoth(edges, all, block, next)
    for (const next of beside(block)) addEdge(all, block, next, edgeKind.exception)
  }
  const ways = gatherEdges(flow.blockCount, all.from, all.to, all.kinds, null)
  const { order, position } = reversePostorder(flow.blockCount, ways)
  const successors = gatherEdges(flow.blockCount, edges.from, edges.to, edges.kinds, null)
  const predecessors = gatherEdges(flow.blockCount, edges.to, edges.from, edges.kinds, position)
  const idom = immediateDominators(flow.blockCount, ways, gatherEdges(flow.blockCount, all.to, all.from, all.kinds, position))
  return {
    blockCount: flow.blockCount,
    successorStarts: successors.starts,
    successors: successors.ends,
    predecessorStarts: predecessors.starts,
    predecessors: predecessors.ends,
    order,
    position,
    idom,
    tryOf: setApart(code, idom),
    stateField: undone?.field ?? null,
    bounded,
  }
}

function addBoth(edges: EdgeList, all: EdgeList, from: number, to: number): void {
  addEdge(edges, from, to, edgeKind.branch)
  addEdge(all, from, to, edgeKind.branch)
}

function isNormal(kind: number): boolean {
  return kind <= edgeKind.leave
}

function isException(kind: number): boolean {
  return kind === edgeKind.exception || kind === edgeKind.filter
}

function successorsOf({ flow }: MethodCode, block: number, isWanted: (kind: number) => boolean): number[] {
  const found: number[] = []
  for (let edge = flow.successorStarts[block] ?? 0; edge < (flow.successorStarts[block + 1] ?? 0); edge++) {
    if (isWanted(flow.successorKinds[edge] ?? 0)) found.push(flow.successors[edge] ?? 0)
  }
  return found
}

/** Makes handlers and filters roots of their own in `idom`, and gives what dominated them: the first block of their `try`. */
function setApart({ flow }: MethodCode, idom: Int32Array): Int32Array {
  const tryOf = lasting.int32(flow.blockCount).fill(-1)
  for (const { handlerFirst, filterFirst } of flow.clauses) {
    const entered = filterFirst < 0 ? handlerFirst : filterFirst
    const before = (tryOf[entered] === -1 ? idom[entered] : tryOf[entered]) ?? -1
    for (const first of [entered, handlerFirst]) {
      if (first === 0 || (idom[first] ?? -1) < 0 || tryOf[first] !== -1) continue
      tryOf[first] = before < 0 ? (idom[first] ?? -1) : before
      idom[first] = first
    }
  }
  return tryOf
}

/**
 * The successors a state machine is left with. A state that is only set from outside leads to code nothing else leads to: such an
 * edge of the dispatch is put back, unless it goes straight to the end.
 */
function undoneSuccessors(code: MethodCode, { dispatch, joins }: Undone): Map<number, readonly number[]> {
  const changed = new Map([...dispatch, ...joins])
  const open = new Set([...dispatch.keys()].filter((block) => !joins.has(block)))
  const { blockCount } = code.flow
  const reached = passing.uint8(blockCount)
  const work = [0]
  const asking: number[] = []
  for (;;) {
    for (let block = work.pop(); block !== undefined; block = work.pop()) {
      if (reached[block] === 1) continue
      reached[block] = 1
      if (open.has(block)) asking.push(block)
      for (const next of changed.get(block) ?? successorsOf(code, block, isNormal)) work.push(next)
      for (const next of successorsOf(code, block, isException)) work.push(next)
    }
    for (let block = asking.pop(); block !== undefined; block = asking.pop()) {
      const lost = successorsOf(code, block, isNormal).filter((next) => reached[next] !== 1 && doesSomething(code, next, reached))
      if (lost.length === 0) continue
      changed.set(block, [...(changed.get(block) ?? []), ...lost])
      for (const next of lost) work.push(next)
    }
    if (work.length === 0) return changed
  }
}

/** Blocks looked at before a region counts as doing something: what only returns is two or three. */
const quietBlocks = 16

function doesSomething(code: MethodCode, first: number, reached: Uint8Array): boolean {
  const seen = new Set<number>()
  const work = [first]
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (reached[block] === 1 || seen.has(block)) continue
    seen.add(block)
    if (seen.size > quietBlocks) return true
    for (let at = code.flow.blockStarts[block] ?? 0; at < (code.flow.blockStarts[block + 1] ?? 0); at++) {
      if (!quietOpcodes.has(code.code.opcodes[at] ?? 0)) return true
    }
    for (const next of successorsOf(code, block, isNormal)) work.push(next)
  }
  return false
}
