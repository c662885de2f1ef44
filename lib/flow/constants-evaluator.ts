import { op, opcodeName } from '../il/opcode-lookup.ts'
import type { LimitLog } from '../limits.ts'
import { methodName } from '../model/assembly.ts'
import type { CodeCache } from '../model/method-code.ts'
import { homeOfMethod } from '../model/program.ts'
import type { Known } from './constants-item.ts'
import type { Interpreter } from './interpret.ts'
import type { Types } from './interpret-types.ts'
import { gradeOfLabel, isTelling, type Label } from './label.ts'
import { type Ssa, valueKind } from './ssa.ts'
import type { FlowView, Instance, Site, Stored, ValueAt, ValueOrigin } from './view.ts'

/** What the parts that work out constants share. They ask each other through it. */
export interface Evaluator {
  readonly view: FlowView
  readonly interpreter: Interpreter
  readonly cache: CodeCache
  readonly types: Types
  readonly log: LimitLog
  /** What a value may be, followed through copies. `except`: a call that may change the array it is asked for. */
  readonly known: (at: ValueAt, except?: Site) => Known
  /** What any of several values may be. */
  readonly knownOf: (places: readonly ValueAt[]) => Known
  /** The places a value comes from by copies only; `complete` is false where some are not known. */
  readonly leavesOf: (places: readonly ValueAt[]) => Leaves
  /** Takes from the time of the question; false once it is used up. */
  readonly spend: (steps: number) => boolean
  /** By type of the set, whether its objects stay as their constructors leave them. */
  readonly keptTypes: Map<number, boolean>
  /** Instructions by the value they take, by method. */
  readonly uses: Map<number, ReadonlyMap<number, readonly Use[]>>
}

/** Where copies end. */
export interface Leaves {
  readonly leaves: readonly ValueAt[]
  /** Values that are known without a place, as the zero of a field. */
  readonly others: readonly Known[]
  readonly complete: boolean
  /** All places that were looked at on the way, the leaves included. */
  readonly visited: readonly ValueAt[]
}

/** An instruction that takes a value, and as which of its operands. */
export interface Use {
  readonly instruction: number
  readonly place: number
}

/** A value with the code it stands in. */
export interface Spot extends ValueAt {
  readonly ssa: Ssa
}

/** Null where the code is not at hand. */
export function spotOf(ev: Evaluator, at: ValueAt): Spot | null {
  const ssa = ev.view.ssaOf(ev.view.methodOf(at.instance))
  return ssa === null || at.value < 0 || at.value >= ssa.valueCount ? null : { ...at, ssa }
}

/** Opcode of the instruction behind a value; -1 where none is. */
export function opcodeAt({ ssa, value }: Spot): number {
  return ssa.kinds[value] === valueKind.result ? (ssa.code.code.opcodes[value] ?? -1) : -1
}

/** The token an instruction names. */
export function tokenAt({ ssa, value }: Spot): number {
  return (ssa.code.code.operands[value] ?? 0) >>> 0
}

/** The values an instruction takes, the deepest first. */
export function operandsAt(spot: Spot, instruction = spot.value): ValueAt[] {
  const { ssa, instance } = spot
  const start = ssa.operandStart[instruction] ?? 0
  return [...ssa.operands.subarray(start, ssa.operandStart[instruction + 1] ?? 0)].map((value) => ({ instance, value }))
}

/** What stands at an address of a variable that is only read there; any other value is its own. */
export function behindAddress(ev: Evaluator, at: ValueAt): ValueAt {
  const ssa = ev.view.ssaOf(ev.view.methodOf(at.instance))
  const referred = ssa !== null && at.value < ssa.code.code.count ? (ssa.referred[at.value] ?? -1) : -1
  return referred < 0 ? at : { instance: at.instance, value: referred }
}

/** What was stored where a value is loaded from. The view also names what the load itself is given, whose data may come along: no store. */
export function storesAt(ev: Evaluator, at: ValueAt): readonly Stored[] {
  return ev.view.storesOf(at).filter(({ instance, instruction }) => instance !== at.instance || instruction !== at.value)
}

/** The first kind of data in a value that tells something. */
export function labelOfValue(ev: Evaluator, at: ValueAt): Label | null {
  return ev.view.labelsAt(at).find((label) => isTelling(gradeOfLabel(label))) ?? null
}

/** What code of this method made. */
export function recoveredBy(ev: Evaluator, method: number): ValueOrigin {
  const { assembly, row } = homeOfMethod(ev.view.program, method)
  return { kind: 'recovered', by: methodName(assembly, row), method }
}

/** Where a value is taken, phis of it included: what is put into an array or builder by another name counts. */
export function usesOf(ev: Evaluator, { instance, ssa, value }: Spot): readonly (Use & { readonly instance: Instance })[] {
  const all = ev.uses.get(ssa.method) ?? indexUses(ssa)
  ev.uses.set(ssa.method, all)
  const found: (Use & { readonly instance: Instance })[] = []
  const names = new Set([value])
  for (const name of names) {
    for (const use of all.get(name) ?? []) {
      if (use.instruction < 0) names.add(use.place)
      else found.push({ ...use, instance })
    }
  }
  return found
}

/** For a phi the instruction is -1 and the place the phi. */
function indexUses(ssa: Ssa): ReadonlyMap<number, readonly Use[]> {
  const uses = new Map<number, Use[]>()
  const add = (value: number, use: Use): void => {
    const known = uses.get(value)
    if (known === undefined) uses.set(value, [use])
    else known.push(use)
  }
  const { count } = ssa.code.code
  for (let instruction = 0; instruction < count; instruction++) {
    const start = ssa.operandStart[instruction] ?? 0
    const end = ssa.operandStart[instruction + 1] ?? 0
    if ((ssa.flow.position[ssa.code.flow.blockOf[instruction] ?? 0] ?? -1) < 0) continue
    for (let at = start; at < end; at++) add(ssa.operands[at] ?? 0, { instruction, place: at - start })
  }
  for (let value = count; value < ssa.valueCount; value++) {
    if (ssa.kinds[value] !== valueKind.phi) continue
    for (let at = ssa.phiStart[value - count] ?? 0; at < (ssa.phiStart[value - count + 1] ?? 0); at++)
      add(ssa.phiArgs[at] ?? 0, { instruction: -1, place: value })
  }
  return uses
}

/** Does every way to block `b` lead through block `a`? A handler counts as behind its try. */
export function dominates({ flow }: Ssa, a: number, b: number): boolean {
  let at = b
  for (let step = 0; step <= flow.blockCount; step++) {
    if (at === a) return true
    const up = flow.idom[at] ?? -1
    const next = up === at ? (flow.tryOf[at] ?? -1) : up
    if (next < 0 || next === at) return false
    at = next
  }
  return false
}

/** Does an instruction only store the value in a variable, whose loads are known by the value itself? */
export function isMove({ ssa }: Spot, { instruction, place }: Use): boolean {
  const { code } = ssa.code
  const opcode = code.opcodes[instruction] ?? 0
  if (opcodeName(opcode)?.startsWith('stloc') === true) return !ssa.localEscapes.includes(1)
  if (opcodeName(opcode)?.startsWith('starg') === true) return !ssa.argumentEscapes.includes(1)
  return opcode === op.stfld && place === 1 && ssa.promoted.some((is, at) => is === 1 && code.operands[at] === code.operands[instruction])
}

/** Can control come back to the instruction without making the object anew? */
export function isRepeated(made: Spot, instruction: number): boolean {
  const { flow, code } = made.ssa
  const start = code.flow.blockOf[instruction] ?? 0
  const maker = code.flow.blockOf[made.value] ?? 0
  if (start === maker) return false
  const seen = new Set<number>()
  const todo = [start]
  for (let block = todo.pop(); block !== undefined; block = todo.pop()) {
    for (let at = flow.successorStarts[block] ?? 0; at < (flow.successorStarts[block + 1] ?? 0); at++) {
      const to = flow.successors[at] ?? 0
      if (to === start) return true
      if (to === maker || seen.has(to)) continue
      seen.add(to)
      todo.push(to)
    }
  }
  return false
}
