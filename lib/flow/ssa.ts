import type { MethodCode } from '../model/method-code.ts'

/**
 * Control flow as the programmer wrote it, in the blocks of the method's `ControlFlow` (same numbers, same instructions): the
 * dispatch of state machines is taken out, a block that waits goes on where it is resumed, `leave` is a jump, exceptions stand
 * apart. Lists by block stand in a column with a column of starts, which has one entry more.
 */
export interface LogicalFlow {
  readonly blockCount: number
  readonly successorStarts: Int32Array
  readonly successors: Int32Array
  readonly predecessorStarts: Int32Array
  readonly predecessors: Int32Array
  /** Blocks control reaches, handlers and filters included, in reverse postorder over normal and exception edges. */
  readonly order: Int32Array
  /** Place in `order`; -1 when unreachable. */
  readonly position: Int32Array
  /** Immediate dominator; its own number for the entry and for a handler's first block, -1 when unreachable. */
  readonly idom: Int32Array
  /** For the first block of each handler and filter the block where its `try` begins; -1 elsewhere: what guards the try guards the handler. */
  readonly tryOf: Int32Array
  /** The state field (token of its row) of an async method or iterator that was undone; null for ordinary code. */
  readonly stateField: number | null
  /** `limits.stateSteps` ended the search for states: the dispatch, if there is one, still stands. */
  readonly bounded: boolean
}

/** What a value is; `data` of the value means the number named here. */
export const valueKind = {
  /** What an instruction pushes; `data`: its number, and the value's own id is the same number. */
  result: 0,
  /** One of several, by the block control came from; `data`: its block. */
  phi: 1,
  /** What the caller gave; `data`: number of the argument, `this` is 0 where there is one. */
  argument: 2,
  /** A local before anything is stored in it; `data`: its number, -1 for a field that only its state machine writes. Zero, null, or an empty struct. */
  local: 3,
  /** A variable after an instruction that was given its address; `data`: that instruction, `place`: which operand it was. */
  written: 4,
  /** A field of the method's own state machine as it stands when the method is entered; `data`: the field's token. */
  field: 5,
  /** The object that a handler or filter is given; `data`: number of the clause in `ControlFlow.clauses`. */
  exception: 6,
  unknown: 7,
} as const

/**
 * One method in single-assignment form. Values are numbers below `valueCount`; those below `code.count` are instructions.
 * Loads of locals, arguments, `dup` and moves have no value of their own: operands name what was stored. A variable whose
 * address escapes is memory: its loads are results of the load instruction, its stores are instructions with an effect.
 */
export interface Ssa {
  readonly method: number
  readonly code: MethodCode
  readonly flow: LogicalFlow
  readonly valueCount: number
  readonly kinds: Uint8Array
  readonly data: Int32Array
  readonly places: Int32Array
  /** The values instruction i takes are `operands[operandStart[i] .. operandStart[i + 1])`, the deepest first. */
  readonly operandStart: Int32Array
  readonly operands: Int32Array
  /** The values that meet in phi v are `phiArgs[phiStart[v - code.count] .. phiStart[v - code.count + 1])`; empty for other values. */
  readonly phiStart: Int32Array
  readonly phiArgs: Int32Array
  /**
   * The block each of them comes from, a predecessor of the phi's; -1 where it comes along no such edge: any instruction of a `try`
   * may have led to its handler, a finally block ran on the way, the method was entered here, or one instruction was given
   * the variable's address twice.
   */
  readonly phiBlocks: Int32Array
  /** By instruction: for `ldloca` and `ldarga` of a variable that does not escape, the value it holds there; else -1. */
  readonly referred: Int32Array
  /** By local and by argument, 1 where its address goes further than a call, a field access or an indirect load or store. */
  readonly localEscapes: Uint8Array
  readonly argumentEscapes: Uint8Array
  /** By instruction, 1 where it loads a promoted field: the load is no read of the heap, what is loaded is a value. */
  readonly promoted: Uint8Array
  /** `limits.ssaSteps` was reached: variables that remained count as escaping. */
  readonly bounded: boolean
}
