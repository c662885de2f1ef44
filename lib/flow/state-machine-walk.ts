import { flowOf, indexAt, switchTargetsOf } from '../il/instruction.ts'
import { flowCode, op } from '../il/opcode-lookup.ts'
import type { MethodCode } from '../model/method-code.ts'
import { binaries, branchTests, loadedLocal, loadsThis, quietOpcodes, smallConstant, storedLocal, unaries } from './state-machine-opcodes.ts'

/** A number that is known on a walk; `field` is the field of `this` it was made of, 0 for a plain constant. */
export interface Known {
  readonly number: number
  readonly field: number
}

/** Where a walk is: at the beginning of a block, with the locals and own fields that are known there. */
export interface Place {
  readonly block: number
  readonly locals: ReadonlyMap<number, Known>
  readonly fields: ReadonlyMap<number, Known>
}

/** A branch that what is known decides; `field` is the field that decides it, `before` the place where its block begins. */
export interface Decision {
  readonly before: Place
  readonly to: number
  readonly field: number
}

/** What a walk may look at. */
export interface Walker {
  readonly code: MethodCode
  /** Field of the method's own type that a token names, if it holds an integer; 0 for others. */
  readonly fieldOf: (token: number) => number
  /** Instructions that may still be looked at; negative when a walk ended for that. */
  readonly budget: { left: number }
}

/** The operand that an instruction takes at a place, as the stack names it. */
export function operandAt({ stack }: MethodCode, instruction: number, place: number): number {
  const start = stack.operandStart[instruction] ?? 0
  return start + place < (stack.operandStart[instruction + 1] ?? 0) ? (stack.operandDefs[start + place] ?? -1) : -1
}

/** Whether the operand at a place is argument 0 as it was loaded. */
export function isThis(code: MethodCode, instruction: number, place: number): boolean {
  const value = operandAt(code, instruction, place)
  return value >= 0 && loadsThis(code.code.opcodes[value] ?? 0, code.code.operands[value] ?? 0)
}

const mostLocals = 256

/**
 * Follows control from a place as long as nothing but numbers is moved about and each branch is decided by fields that `load`
 * knows; tells the decisions in order, and stops where `meet` says so. Ends before the first call, store or open branch.
 */
export function walk(walker: Walker, from: Place, load: (field: number) => number | null, meet: (decision: Decision) => boolean): void {
  const { code, flow } = walker.code
  const locals = new Map(from.locals)
  const fields = new Map(from.fields)
  const values = new Map<number, Known>()
  const seen = new Set<number>()

  function operand(instruction: number, place: number): Known | undefined {
    return values.get(operandAt(walker.code, instruction, place))
  }

  function keep(instruction: number, number: number, of: readonly (Known | undefined)[]): void {
    values.set(instruction, { number, field: of.find((one) => one !== undefined && one.field !== 0)?.field ?? 0 })
  }

  /** False where the instruction does more than move known numbers. */
  function step(at: number): boolean {
    const opcode = code.opcodes[at] ?? 0
    const immediate = code.operands[at] ?? 0
    const constant = smallConstant(opcode, immediate)
    if (constant !== null) values.set(at, { number: constant, field: 0 })
    else if (opcode === op.ldfld || opcode === op.stfld)
      return isThis(walker.code, at, 0) ? access(at, opcode, walker.fieldOf(immediate >>> 0)) : opcode === op.ldfld
    else if (!quietOpcodes.has(opcode)) return false
    const loaded = loadedLocal(opcode, immediate)
    const local = loaded >= 0 ? locals.get(loaded) : undefined
    if (local !== undefined) values.set(at, local)
    const stored = storedLocal(opcode, immediate)
    if (stored >= 0) {
      const value = operand(at, 0)
      if (value === undefined) locals.delete(stored)
      else locals.set(stored, value)
    }
    const binary = binaries.get(opcode)
    const first = binary !== undefined || unaries.has(opcode) ? operand(at, 0) : undefined
    const second = operand(at, 1)
    if (first !== undefined && binary === undefined) values.set(at, first)
    if (first !== undefined && second !== undefined && binary !== undefined) keep(at, binary(first.number, second.number), [first, second])
    return locals.size <= mostLocals
  }

  function access(at: number, opcode: number, field: number): boolean {
    if (opcode === op.stfld) {
      const value = operand(at, 1)
      if (value === undefined || field === 0) return false
      fields.set(field, value)
      return true
    }
    const number = field === 0 ? null : load(field)
    const known = fields.get(field) ?? (number === null ? undefined : { number, field })
    if (known !== undefined) values.set(at, known)
    return true
  }

  /** The block a decided branch goes to, with what decided it; null where it is open or leads nowhere. */
  function decide(last: number, isSwitch: boolean): { readonly to: number; readonly field: number } | null {
    const first = operand(last, 0)
    const test = branchTests.get(code.opcodes[last] ?? 0)
    const second = operand(last, 1)
    if (first === undefined) return null
    let target = -1
    if (isSwitch) target = switchTargetsOf(code, last)[first.number >>> 0] ?? -1
    else if (test === undefined || (test.length === 2 && second === undefined)) return null
    else if (test(first.number, second?.number ?? 0) === 1) target = code.operands[last] ?? -1
    const to = target < 0 ? flow.blockOf[last + 1] : flow.blockOf[indexAt(code, target)]
    const field = first.field !== 0 ? first.field : (second?.field ?? 0)
    return to === undefined ? null : { to, field }
  }

  for (let block = from.block; !seen.has(block); ) {
    seen.add(block)
    const last = (flow.blockStarts[block + 1] ?? 0) - 1
    const way = flowOf(code, last)
    const branches = way === flowCode.cond || way === flowCode.switch
    const before: Place | null = branches ? { block, locals: new Map(locals), fields: new Map(fields) } : null
    if (before !== null) walker.budget.left -= locals.size
    for (let at = flow.blockStarts[block] ?? 0; at <= last; at++) if (--walker.budget.left < 0 || !step(at)) return
    let to: number | undefined
    if (before !== null) {
      const decided = decide(last, way === flowCode.switch)
      if (decided === null || decided.field === 0 || !meet({ before, ...decided })) return
      to = decided.to
    } else if (way <= flowCode.meta) to = flow.blockOf[last + 1]
    else if (way === flowCode.branch || way === flowCode.leave) to = flow.blockOf[indexAt(code, code.operands[last] ?? -1)]
    if (to === undefined) return
    block = to
  }
}
