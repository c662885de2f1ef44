import { indexAt } from '../il/instruction.ts'
import type { OpcodeName } from '../il/opcodes.ts'
import { baseNameOf, chainOf, resolveType } from '../model/program.ts'
import { type Frame, type Handler, pop, type Run } from './interpret-run.ts'
import { isException, isOwnKind } from './interpret-types.ts'
import { isThing, misused, raise, stop, type Trap, type Value } from './interpret-values.ts'

/** Goes to the handler for an exception of the running instruction; the exception where this method has none. I.12.4.2.5 */
export function handled(run: Run, frame: Frame, exception: Value): Trap | null {
  const { flow } = frame.code
  const block = flow.blockOf[frame.at] ?? 0
  const covers = flow.covers.subarray(flow.coverStarts[block] ?? 0, flow.coverStarts[block + 1] ?? 0)
  return search(run, frame, exception, [...covers])
}

/** Looks through clauses, inner ones first. A finally block on the way runs at once, which no code can tell from the two passes of the CLR. */
function search(run: Run, frame: Frame, exception: Value, clauses: readonly number[]): Trap | null {
  for (const [place, number] of clauses.entries()) {
    const placed = frame.code.flow.clauses[number]
    if (placed === undefined) continue
    const { clause } = placed
    if (clause.kind === 'catch' && !isCaught(run, frame, exception, clause.classToken)) continue
    dropPending(frame, placed.tryFirst)
    frame.stack.length = 0
    if (clause.kind === 'catch') {
      frame.caught.set(number, exception)
      frame.stack.push(exception)
    } else {
      frame.pending.push({ clause: number, isFilter: clause.kind === 'filter', rest: clauses.slice(place + 1), target: null, exception })
      if (clause.kind === 'filter') frame.stack.push(exception)
    }
    frame.next = frame.code.flow.blockStarts[clause.kind === 'filter' ? placed.filterFirst : placed.handlerFirst] ?? -1
    return frame.next < 0 ? stop('a handler without code') : null
  }
  return { kind: 'throw', exception }
}

/** Handlers that an exception leaves are not gone on with. */
function dropPending(frame: Frame, block: number): void {
  for (let top = frame.pending[frame.pending.length - 1]; top !== undefined; top = frame.pending[frame.pending.length - 1]) {
    const placed = frame.code.flow.clauses[top.clause]
    if (placed !== undefined && block >= placed.handlerFirst && block < placed.handlerEnd) return
    frame.pending.pop()
  }
}

function isCaught(run: Run, frame: Frame, exception: Value, token: number): boolean {
  const { program } = run.machine
  const own = resolveType(program, frame.code.index, token)
  const wanted = own === 0 ? frame.code.assembly.names.openType(token) : ''
  if (!isThing(exception)) return wanted === 'System.Object'
  if (exception.kind === 'exception') return own === 0 && isException(exception.type, wanted)
  if (exception.kind !== 'object') return wanted === 'System.Object'
  if (own !== 0) return isOwnKind(program, exception.type, own)
  const top = chainOf(program, exception.type).at(-1) ?? exception.type
  return isException(baseNameOf(program, top) ?? 'System.Object', wanted)
}

function goTo(frame: Frame, target: number): Trap | null {
  frame.next = indexAt(frame.code.code, target)
  return frame.next < 0 ? stop('a branch to no instruction') : null
}

/** Runs the finally handlers between here and the target, then goes there. III.3.46 */
const leave: Handler = (_run, frame, operand) => {
  const { flow } = frame.code
  const block = flow.blockOf[frame.at] ?? 0
  frame.stack.length = 0
  return leaveThrough(frame, [...flow.finallies.subarray(flow.finallyStarts[block] ?? 0, flow.finallyStarts[block + 1] ?? 0)], operand)
}

function leaveThrough(frame: Frame, finallies: readonly number[], target: number): Trap | null {
  const [clause, ...rest] = finallies
  if (clause === undefined) return goTo(frame, target)
  frame.pending.push({ clause, isFilter: false, rest, target, exception: null })
  frame.next = frame.code.flow.blockStarts[frame.code.flow.clauses[clause]?.handlerFirst ?? -1] ?? -1
  return frame.next < 0 ? stop('a handler without code') : null
}

const endfinally: Handler = (run, frame) => {
  const ended = frame.pending.pop()
  if (ended === undefined || ended.isFilter) return stop('the end of no handler')
  frame.stack.length = 0
  return ended.target === null ? search(run, frame, ended.exception, ended.rest) : leaveThrough(frame, ended.rest, ended.target)
}

const endfilter: Handler = (run, frame) => {
  const answer = pop(frame)
  const ended = frame.pending.pop()
  const handler = frame.code.flow.clauses[ended?.clause ?? -1]
  if (ended === undefined || !ended.isFilter || handler === undefined) return stop('the end of no filter')
  if (typeof answer !== 'number') return misused(answer, 'a filter that gives no number')
  frame.stack.length = 0
  if (answer !== 1) return search(run, frame, ended.exception, ended.rest)
  frame.caught.set(ended.clause, ended.exception)
  frame.stack.push(ended.exception)
  frame.next = frame.code.flow.blockStarts[handler.handlerFirst] ?? -1
  return frame.next < 0 ? stop('a handler without code') : null
}

const throwOp: Handler = (_run, frame) => {
  const exception = pop(frame)
  if (exception === null) return raise('System.NullReferenceException')
  if (isThing(exception) && exception.kind === 'unknown') return stop(exception.because)
  return { kind: 'throw', exception }
}

const rethrow: Handler = (_run, frame) => {
  const { flow } = frame.code
  const exception = frame.caught.get(flow.handlerOf[flow.blockOf[frame.at] ?? 0] ?? -1)
  return exception === undefined ? stop('rethrow outside a handler') : { kind: 'throw', exception }
}

/** Structured exception handling. III.3.35, III.3.46, III.4.31 */
export const exceptionOps: readonly (readonly [OpcodeName, Handler])[] = [
  ['leave', leave],
  ['leave.s', leave],
  ['endfinally', endfinally],
  ['endfilter', endfilter],
  ['throw', throwOp],
  ['rethrow', rethrow],
]
