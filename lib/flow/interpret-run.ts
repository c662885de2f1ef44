import type { LimitLog } from '../limits.ts'
import type { CodeCache, MethodCode } from '../model/method-code.ts'
import type { Overrides } from '../model/overrides.ts'
import type { Program } from '../model/program.ts'
import type { StaticFacts } from './interpret-statics.ts'
import { makeNumbers, widthOf, zeroOf } from './interpret-storage.ts'
import { fieldShape, ownType, type Shape, type Types } from './interpret-types.ts'
import { isTrap, numbersOf, type Result, type Site, type Storage, stop, type Trap, type Value } from './interpret-values.ts'

/** What one interpreter keeps between runs: facts about the program, never values. */
export interface Machine {
  readonly program: Program
  readonly cache: CodeCache
  readonly types: Types
  readonly log: LimitLog
  readonly overrides: () => Overrides
  readonly statics: () => StaticFacts
  readonly targets: Map<number, Target | null>
  readonly prepared: Map<number, Prepared>
  readonly dispatch: Map<string, number>
  /** Steps left for all runs together. */
  left: number
}

/** A member outside the set as code: what it gives for these values, the receiver first. */
export type Member = (run: Run, args: readonly Value[], site: Site) => Result

/** What a call instruction names. */
export interface Target {
  /** Method of the set; 0 when it stands outside. */
  readonly own: number
  readonly site: Site
  readonly member: Member | null
  /** Values it takes, the receiver included; a constructor's receiver is not on the stack of `newobj`. */
  readonly takes: number
  readonly gives: boolean
  readonly name: string
  /** Type of the set that declares it. */
  readonly owner: number
}

/** How a method's variables are kept. */
export interface Prepared {
  readonly args: readonly Storage[]
  readonly locals: readonly Shape[]
}

/** A `leave` or an exception that waits for a finally handler or a filter to end. */
export interface Pending {
  /** The clause whose handler or filter is running. */
  readonly clause: number
  readonly isFilter: boolean
  /** Clauses still to be looked at. */
  readonly rest: readonly number[]
  /** Where a `leave` goes; null for an exception. */
  readonly target: number | null
  readonly exception: Value
}

/** One call of a method of the set. */
export interface Frame {
  readonly method: number
  readonly code: MethodCode
  readonly prepared: Prepared
  readonly stack: Value[]
  readonly locals: Value[]
  readonly args: Value[]
  /** Instruction that runs, and the one that runs next; -1 once the method has returned. */
  at: number
  next: number
  /** Type token of a `constrained.` prefix; 0 without one. */
  constrained: number
  readonly pending: Pending[]
  /** Exceptions given to catch handlers, by clause: what `rethrow` throws. */
  readonly caught: Map<number, Value>
  result: Value
}

/** One run with its own copy of the program's state. */
export interface Run {
  readonly machine: Machine
  steps: number
  memory: number
  depth: number
  readonly statics: Map<number, Value>
  /** Types whose initialiser was begun, with the reason where it could not be finished. */
  readonly initialised: Map<number, string | null>
  readonly written: Set<number>
  readonly entered: Set<number>
  /** Above 0 while a type initialiser runs: members that are not known give unknown values instead of ending the run. */
  tolerant: number
  /** Calls a method of the set; the receiver first. */
  readonly invoke: (method: number, args: readonly Value[]) => Result
  /** Calls a member outside the set, or a method of the set that takes its place on this receiver. */
  readonly invokeOutside: (site: Site, member: Member | null, args: readonly Value[], isVirtual: boolean) => Result
  readonly callDelegate: (delegate: Value, args: readonly Value[]) => Result
}

/** One instruction: it takes its operands from the frame's stack and says why the run or the method ends, if it does. */
export type Handler = (run: Run, frame: Frame, operand: number) => Trap | null

/** The topmost value. The machine has seen to it that there is one. */
export function pop(frame: Frame): Value {
  return frame.stack.pop() ?? null
}

/** Pushes a result, or hands on why there is none. */
export function push(frame: Frame, result: Result): Trap | null {
  if (isTrap(result)) return result
  frame.stack.push(result)
  return null
}

/** Takes from the run's time; null while there is some left. */
export function spend(run: Run, steps: number): Trap | null {
  run.steps -= steps
  if (run.steps >= 0) return null
  run.machine.log.hit.add('interpretSteps')
  return stop('limit interpretSteps')
}

/** Takes memory, and time for filling it. */
export function allocate(run: Run, bytes: number): Trap | null {
  run.memory -= bytes
  if (run.memory >= 0) return spend(run, bytes >>> 8)
  run.machine.log.hit.add('interpretMemory')
  return stop('limit interpretMemory')
}

/** A text that was made: its characters are memory. */
export function madeText(run: Run, text: string): Result {
  return allocate(run, 16 + text.length * 2) ?? text
}

/**
 * Texts put together: the engine shares the longest part, so only the others are memory, and the whole only some time. So a text
 * that grows by a character at a time costs what it is long.
 */
export function joinedText(run: Run, parts: readonly string[]): Result<string> {
  let longest = 0
  let length = 0
  for (const part of parts) {
    longest = Math.max(longest, part.length)
    length += part.length
  }
  const short = allocate(run, 16 + (length - longest) * 2) ?? spend(run, length >>> 8)
  return short ?? parts.join('')
}

/** An array of zeros, nulls or empty structs. */
export function makeArray(run: Run, element: Shape, length: number): Result {
  const short = allocate(run, 16 + length * widthOf(element.storage))
  if (short !== null) return short
  const numbers = makeNumbers(element.storage, length)
  if (numbers !== null) return numbersOf(element.name, numbers)
  const data: Value[] = []
  for (let at = 0; at < length; at++) {
    const zero = zeroOfShape(run, element)
    if (isTrap(zero)) return zero
    data.push(zero)
  }
  return { kind: 'items', element: element.name, data }
}

/** What a variable of this type holds at first. */
export function zeroOfShape(run: Run, shape: Shape): Result {
  if (shape.storage !== 'struct') return zeroOf(shape.storage)
  if (shape.own === 0) return { kind: 'zero', type: shape.name }
  return allocate(run, 48) ?? { kind: 'struct', type: shape.own, fields: new Map() }
}

/** What a field of an object holds; one never stored gets its zero on the first look. */
export function fieldOf(run: Run, fields: Map<number, Value>, field: number): Result {
  const value = fields.get(field)
  if (value !== undefined) return value
  const zero = zeroOfShape(run, fieldShape(run.machine.types, field))
  if (!isTrap(zero)) fields.set(field, zero)
  return zero
}

/** A new object of a type of the set, before its constructor ran. */
export function makeObject(run: Run, type: number): Result {
  const isStruct = ownType(run.machine.types, type).isStruct
  return allocate(run, 48) ?? { kind: isStruct ? 'struct' : 'object', type, fields: new Map() }
}
