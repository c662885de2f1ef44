import { passing } from '../bytes/columns.ts'
import { salvage } from '../errors.ts'
import { edgeKind } from '../il/edges.ts'
import { flowOf } from '../il/instruction.ts'
import { flowCode, op } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import { readFieldSig, type TypeSig } from '../metadata/signature.ts'
import { cell, rowsWhere, rowToken } from '../metadata/tables.ts'
import type { MethodCode } from '../model/method-code.ts'
import { homeOfType, ownerOf, ownerOfField, type Program, resolveField } from '../model/program.ts'
import { quietOpcodes, smallConstant } from './state-machine-opcodes.ts'
import { isThis, operandAt, type Place, type Walker, walk } from './state-machine-walk.ts'

/** How a state machine's control goes when nobody counts its states. */
export interface Undone {
  /** Row of the state field, as a token. */
  readonly field: number
  /** Blocks that branch by the state, with the successors that are left when it runs for the first time. */
  readonly dispatch: ReadonlyMap<number, readonly number[]>
  /** Blocks where the method waits, with where it goes on. They stand above `dispatch`. */
  readonly joins: ReadonlyMap<number, readonly number[]>
}

const start: Place = { block: 0, locals: new Map(), fields: new Map() }

/**
 * Finds the state machine that a method is, by its code: interfaces that runtimes drive it by, a field that its first branch
 * asks, and constants stored there before it returns which that branch knows. Null when it is none. Where the walks are more
 * than `limits.stateSteps` allows nothing is undone and `bounded` is called.
 */
export function undoStateMachine(program: Program, method: number, code: MethodCode, bounded: () => void): Undone | null {
  const sig = code.assembly.names.methodSig(code.row)
  if (sig === null || !sig.hasThis || sig.parameters.length > 0 || code.flow.blockCount < 3 || !isDriven(program, method)) return null
  const walker: Walker = { code, fieldOf: ownIntegers(program, method, code), budget: { left: limits.stateSteps * code.code.count } }
  const field = decidingField(walker)
  if (field === 0) return null
  const undone = undo(walker, field)
  if (walker.budget.left >= 0) return undone
  bounded()
  return null
}

const drivers: ReadonlySet<string> = new Set([
  'System.Runtime.CompilerServices.IAsyncStateMachine',
  'System.Collections.IEnumerator',
  'System.Collections.Generic.IEnumerator`1',
  'System.Collections.Generic.IAsyncEnumerator`1',
])

/** Whether the method's type has an interface by which a machine is moved on: unlike names and attributes it cannot be stripped. */
function isDriven(program: Program, method: number): boolean {
  const type = ownerOf(program, method)
  if (type === 0) return false
  const { assembly, row } = homeOfType(program, type)
  const { tables } = assembly.metadata
  const listed = rowsWhere(tables, 'InterfaceImpl', 'Class', rowToken('TypeDef', row)).slice(0, limits.chain)
  return listed.some((one) => drivers.has(assembly.names.openType(cell(tables, 'InterfaceImpl', one, 'Interface'))))
}

const integers: ReadonlySet<string> = new Set(['System.Int32', 'System.UInt32', 'System.Int16', 'System.SByte', 'System.Byte'])

/** Which own field of an integer type a token names, each asked once. */
function ownIntegers(program: Program, method: number, code: MethodCode): (token: number) => number {
  const owner = ownerOf(program, method)
  const known = new Map<number, number>()
  return (token) => {
    const found = known.get(token)
    if (found !== undefined) return found
    const field = resolveField(program, code.index, token)
    const isOwn = field !== 0 && ownerOfField(program, field) === owner && isInteger(code, field)
    known.set(token, isOwn ? field : 0)
    return isOwn ? field : 0
  }
}

/** `resolveField` puts the assembly above the 24 bits of the row. */
function rowOfField(field: number): number {
  return field % 0x100_0000
}

function isInteger({ assembly }: MethodCode, field: number): boolean {
  const { metadata, defects } = assembly
  const read = () => readFieldSig(metadata.blob(cell(metadata.tables, 'Field', rowOfField(field), 'Signature')))
  const type = salvage<TypeSig | null>(defects, 'field', read, null)
  return type?.kind === 'primitive' && integers.has(type.name)
}

/** The field that decides the first branch; 0 when something else does. */
function decidingField(walker: Walker): number {
  let deciding = 0
  walk(
    walker,
    start,
    () => 0,
    ({ field }) => {
      deciding = field
      return false
    },
  )
  return deciding
}

/** What a block has to do with the state. */
interface Stores {
  /** Whether a block stores a state, and the last one it stores where that is a constant. */
  readonly has: (block: number) => boolean
  readonly last: ReadonlyMap<number, number>
}

function undo(walker: Walker, field: number): Undone | null {
  const { code } = walker
  const stores = findStores(walker, field)
  const tail = tails(code, stores)
  /** Where a state leads: behind the last branch that asks it; -1 when none does. */
  const target = (state: number): number => {
    let to = -1
    walk(walker, start, loader(field, state), (decision) => {
      to = decision.to
      return true
    })
    return to
  }
  const states = new Set(stores.last.values())
  const unused = (from: number, by: number): number => {
    let state = from
    while (states.has(state)) state += by
    return state
  }
  const elsewhere = target(unused(0x7fff_0000, -1))
  const resumes = new Map<number, number>()
  for (const state of states) {
    if (walker.budget.left < 0) return null
    const to = target(state)
    if (to >= 0 && to !== elsewhere && tail(to) !== 'quiet') resumes.set(state, to)
  }
  const joins = findJoins(code, stores, tail, resumes)
  if (joins.size === 0) return null
  const initial = [0, -1, -3].find((state) => {
    const to = resumes.has(state) ? -1 : target(state)
    return to >= 0 && tail(to) !== 'quiet'
  })
  const dispatch = findDispatch(walker, field, resumes, initial ?? unused(-1, -1), unused(-1, -1))
  return { field: rowToken('Field', rowOfField(field)), dispatch, joins }
}

function loader(field: number, state: number): (asked: number) => number | null {
  return (asked) => (asked === field ? state : null)
}

function findStores({ code, fieldOf }: Walker, field: number): Stores {
  const storing = new Set<number>()
  const last = new Map<number, number>()
  for (let at = 0; at < code.code.count; at++) {
    if (code.code.opcodes[at] !== op.stfld || fieldOf((code.code.operands[at] ?? 0) >>> 0) !== field || !isThis(code, at, 0)) continue
    const block = code.flow.blockOf[at] ?? 0
    const value = operandAt(code, at, 1)
    const constant = value < 0 ? null : smallConstant(code.code.opcodes[value] ?? 0, code.code.operands[value] ?? 0)
    storing.add(block)
    if (constant === null) last.delete(block)
    else last.set(block, constant)
  }
  return { has: (block) => storing.has(block), last }
}

/** Normal successors as the code has them. */
function successorsOf({ flow }: MethodCode, block: number): number[] {
  const found: number[] = []
  for (let edge = flow.successorStarts[block] ?? 0; edge < (flow.successorStarts[block + 1] ?? 0); edge++) {
    if ((flow.successorKinds[edge] ?? 0) <= edgeKind.leave) found.push(flow.successors[edge] ?? 0)
  }
  return found
}

function lastOf({ flow }: MethodCode, block: number): number {
  return (flow.blockStarts[block + 1] ?? 0) - 1
}

/** Whether control goes straight from a block to the method's end: `quiet` when nothing is called or stored on the way, else `loud`. */
type Tail = 'quiet' | 'loud' | 'none'

function tails(code: MethodCode, stores: Stores): (block: number) => Tail {
  const known = new Map<number, Tail>()
  const isQuiet = (block: number): boolean => {
    for (let at = code.flow.blockStarts[block] ?? 0; at <= lastOf(code, block); at++) if (!quietOpcodes.has(code.code.opcodes[at] ?? 0)) return false
    return true
  }
  return (asked) => {
    const path: number[] = []
    let block = asked
    while (!known.has(block)) {
      // until it is known otherwise: a way that comes back here has no end
      known.set(block, 'none')
      const next = successorsOf(code, block)
      const ends = code.code.opcodes[lastOf(code, block)] === op.ret
      if (stores.has(block) || (!ends && next.length !== 1)) break
      if (ends) known.set(block, isQuiet(block) ? 'quiet' : 'loud')
      else path.push(block)
      block = next[0] ?? block
    }
    for (let behind = known.get(block) ?? 'none'; path.length > 0; ) {
      const before = path.pop() ?? 0
      if (behind === 'quiet' && !isQuiet(before)) behind = 'loud'
      known.set(before, behind)
    }
    return known.get(asked) ?? 'none'
  }
}

/**
 * Each place where a state was stored that can be resumed and the method then returns: from there control goes on at the
 * resume block. A shared way to the end that does nothing is left out, one that does something is kept beside.
 */
function findJoins(code: MethodCode, stores: Stores, tail: (block: number) => Tail, resumes: ReadonlyMap<number, number>): Map<number, readonly number[]> {
  const { flow } = code
  const joins = new Map<number, readonly number[]>()
  const stamps = passing.int32(flow.blockCount)
  const seen = new Map<number, number>()
  const handlers = new Set(flow.clauses.flatMap(({ handlerFirst, filterFirst }) => [handlerFirst, filterFirst]))
  let stamp = 0
  for (const [block, state] of stores.last) {
    const to = resumes.get(state)
    if (to === undefined || (flow.position[block] ?? -1) < 0) continue
    stamp++
    seen.clear()
    const region = [block]
    stamps[block] = stamp
    for (let place = 0; place < region.length; place++) {
      for (const next of successorsOf(code, region[place] ?? 0)) {
        if (stamps[next] === stamp || tail(next) !== 'none' || stores.has(next) || next === 0 || handlers.has(next)) continue
        const count = (seen.get(next) ?? 0) + 1
        seen.set(next, count)
        if (count < (flow.predecessorStarts[next + 1] ?? 0) - (flow.predecessorStarts[next] ?? 0)) continue
        stamps[next] = stamp
        region.push(next)
      }
    }
    for (const waiting of region) {
      const next = successorsOf(code, waiting)
      const isOut = (one: number) => stamps[one] !== stamp && tail(one) !== 'none'
      const ends = flowOf(code.code, lastOf(code, waiting)) === flowCode.return
      if (!ends && !next.some(isOut)) continue
      joins.set(waiting, [...new Set([...next.filter((one) => !isOut(one) || tail(one) !== 'quiet'), to])])
    }
  }
  return joins
}

/** The branches that ask the state, with what is left of them: `initial` at the entry, `running` at those that only resumed states meet there. */
function findDispatch(walker: Walker, field: number, resumes: ReadonlyMap<number, number>, initial: number, running: number): Map<number, readonly number[]> {
  const kept = new Map<number, Set<number>>()
  const keep = (from: Place, state: number): void =>
    walk(walker, from, loader(field, state), ({ before, to }) => {
      const known = kept.get(before.block)
      if (known === undefined) kept.set(before.block, new Set([to]))
      else known.add(to)
      return true
    })
  keep(start, initial)
  for (const state of resumes.keys()) {
    walk(walker, start, loader(field, state), ({ before }) => {
      if (!kept.has(before.block)) keep(asRunning(before, running), running)
      return true
    })
    if (walker.budget.left < 0) break
  }
  const dispatch = new Map<number, readonly number[]>()
  for (const [block, left] of kept) {
    dispatch.set(
      block,
      successorsOf(walker.code, block).filter((next) => left.has(next)),
    )
  }
  return dispatch
}

/** The same place with another state in the locals that copy it. */
function asRunning({ block, locals, fields }: Place, state: number): Place {
  const changed = [...locals].map(([local, known]) => [local, known.field === 0 ? known : { ...known, number: state }] as const)
  return { block, locals: new Map(changed), fields }
}
