import { passing } from '../bytes/columns.ts'
import type { MethodCode } from '../model/method-code.ts'
import type { Joins } from './build-ssa-joins.ts'
import type { StackName } from './build-ssa-stack.ts'
import { addArg, addValue, beginArgs, intern, type Values } from './build-ssa-values.ts'
import { access, mayWrite, type Variables } from './build-ssa-variables.ts'
import { type LogicalFlow, valueKind } from './ssa.ts'

/** What renaming works on and fills: aliases and values of `values`, and by instruction the value an address leads to. */
export interface Renaming {
  readonly code: MethodCode
  readonly flow: LogicalFlow
  readonly variables: Variables
  readonly values: Values
  readonly joins: Joins
  readonly name: StackName
  readonly referred: Int32Array
  /** Steps that may still be taken. */
  left: number
}

/** In place of the operand's place: the instruction loads the variable, or stores into it. */
const load = -1
const store = -2

/** What happens to each variable, by variable, in the order of the instructions. */
interface Events {
  readonly starts: Int32Array
  readonly instructions: Int32Array
  readonly places: Int32Array
}

/** Gives every load of a variable its value, one variable after the other. False when the steps ran out: what was left is memory then. */
export function renameVariables(renaming: Renaming): boolean {
  const { variables, flow } = renaming
  const events = findEvents(renaming)
  const exits = passing.int32(flow.blockCount).fill(-1)
  const entries = passing.int32(flow.blockCount).fill(-1)
  for (let variable = 0; variable < variables.escapes.length; variable++) {
    const first = events.starts[variable] ?? 0
    const end = events.starts[variable + 1] ?? 0
    if (first === end) continue
    renameOne(renaming, variable, events.instructions.subarray(first, end), events.places.subarray(first, end), exits, entries)
    if (renaming.left >= 0) continue
    for (let left = variable; left < variables.escapes.length; left++) giveUp(renaming, left, events)
    return false
  }
  return true
}

function giveUp({ variables, values, referred, code }: Renaming, variable: number, { starts, instructions, places }: Events): void {
  variables.escapes[variable] = 1
  for (let event = starts[variable] ?? 0; event < (starts[variable + 1] ?? 0); event++) {
    const at = instructions[event] ?? 0
    const place = places[event] ?? 0
    if (place === load) values.alias[at] = -1
    if (place >= 0) referred[code.stack.operandDefs[(code.stack.operandStart[at] ?? 0) + place] ?? 0] = -1
  }
}

function findEvents({ code, flow, variables }: Renaming): Events {
  const { stack } = code
  const { variableOf, accessOf, addressed, escapes } = variables
  const starts = passing.int32(escapes.length + 2)
  let instructions: Int32Array = passing.int32(0)
  let places: Int32Array = passing.int32(0)
  const note = (variable: number, at: number, place: number, isCounting: boolean): void => {
    // counted one place up, so that filling moves each start to its own
    const slot = starts[variable + (isCounting ? 2 : 1)] ?? 0
    starts[variable + (isCounting ? 2 : 1)] = slot + 1
    if (isCounting) return
    instructions[slot] = at
    places[slot] = place
  }
  for (const isCounting of [true, false]) {
    for (let block = 0; block < flow.blockCount; block++) {
      if ((flow.position[block] ?? -1) < 0) continue
      for (let at = code.flow.blockStarts[block] ?? 0; at < (code.flow.blockStarts[block + 1] ?? 0); at++) {
        const start = stack.operandStart[at] ?? 0
        for (let place = start; place < (stack.operandStart[at + 1] ?? 0); place++) {
          const variable = addressed[stack.operandDefs[place] ?? -1] ?? -1
          if (variable >= 0) note(variable, at, place - start, isCounting)
        }
        const variable = variableOf[at] ?? -1
        if (variable < 0 || escapes[variable] === 1 || accessOf[at] === access.address) continue
        note(variable, at, accessOf[at] === access.load ? load : store, isCounting)
      }
    }
    if (!isCounting) continue
    for (let variable = 1; variable < starts.length; variable++) starts[variable] = (starts[variable] ?? 0) + (starts[variable - 1] ?? 0)
    instructions = passing.int32(starts[starts.length - 1] ?? 0)
    places = passing.int32(instructions.length)
  }
  return { starts, instructions, places }
}

/** `exits` and `entries` are lent: -1 everywhere before and after. */
function renameOne(renaming: Renaming, variable: number, instructions: Int32Array, places: Int32Array, exits: Int32Array, entries: Int32Array): void {
  const { code, flow, variables, values, joins, name, referred } = renaming
  const { stack } = code
  const { blockOf, blockStarts, clauses } = code.flow
  const definedAt: number[] = []
  const definedAs: number[] = []
  const touched: number[] = []
  const pending: number[] = []

  function define(at: number, value: number): void {
    const block = blockOf[at] ?? 0
    const place = definedAt.length - 1
    if (definedAt[place] === at) definedAs[place] = either(definedAs[place] ?? 0, value, block)
    else {
      definedAt.push(at)
      definedAs.push(value)
    }
    exits[block] = definedAs[definedAs.length - 1] ?? -1
  }

  /** One of two values, without a way that tells which. */
  function either(one: number, other: number, block: number): number {
    const phi = addValue(values, valueKind.phi, block)
    beginArgs(values, phi)
    addArg(values, phi, one, -1)
    addArg(values, phi, other, -1)
    return phi
  }

  /** Place in the list of definitions of the first one at an instruction or behind it. */
  function firstDefinition(instruction: number): number {
    let low = 0
    let high = definedAt.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((definedAt[middle] ?? 0) < instruction) low = middle + 1
      else high = middle
    }
    return low
  }

  function isDefinedIn(clause: number): boolean {
    const { handlerFirst = 0, handlerEnd = 0 } = clauses[clause] ?? {}
    return (definedAt[firstDefinition(blockStarts[handlerFirst] ?? 0)] ?? code.code.count) < (blockStarts[handlerEnd] ?? 0)
  }

  function isJoin(block: number): boolean {
    const count = (flow.predecessorStarts[block + 1] ?? 0) - (flow.predecessorStarts[block] ?? 0)
    if (count !== 1 || block === 0 || joins.entered.has(block) || joins.filtered.has(block)) return true
    const passed = joins.finallies.get(block)
    if (passed === undefined) return false
    renaming.left -= passed.length
    return passed.some(isDefinedIn)
  }

  function keep(block: number, value: number): void {
    entries[block] = value
    touched.push(block)
  }

  function atEntry(asked: number): number {
    const first = touched.length
    let block = asked
    let value = entries[block] ?? -1
    while (value < 0) {
      renaming.left--
      if (isJoin(block)) {
        value = makePhi(block)
        keep(block, value)
      } else {
        keep(block, 0)
        block = flow.predecessors[flow.predecessorStarts[block] ?? 0] ?? 0
        value = (exits[block] ?? -1) >= 0 ? (exits[block] ?? -1) : (entries[block] ?? -1)
      }
    }
    for (let place = first; place < touched.length; place++) entries[touched[place] ?? 0] = value
    return value
  }

  function makePhi(block: number): number {
    if (block === 0 && flow.predecessorStarts[0] === flow.predecessorStarts[1]) return initialValue(renaming, variable)
    pending.push(block)
    return addValue(values, valueKind.phi, block)
  }

  function atExit(block: number): number {
    const value = exits[block] ?? -1
    return value >= 0 ? value : atEntry(block)
  }

  function fillPhi(block: number): void {
    const phi = entries[block] ?? 0
    beginArgs(values, phi)
    const add = (value: number, from: number): void => {
      renaming.left--
      addArg(values, phi, value, from)
    }
    for (let edge = flow.predecessorStarts[block] ?? 0; edge < (flow.predecessorStarts[block + 1] ?? 0) && renaming.left >= 0; edge++) {
      add(atExit(flow.predecessors[edge] ?? 0), flow.predecessors[edge] ?? 0)
    }
    if (block === 0) add(initialValue(renaming, variable), -1)
    for (const number of joins.entered.get(block) ?? []) {
      for (const entry of joins.entriesOf(number)) if (renaming.left >= 0) add(atEntry(entry), -1)
      const { tryFirst = 0, tryEnd = 0 } = clauses[number] ?? {}
      const end = blockStarts[tryEnd] ?? 0
      for (let place = firstDefinition(blockStarts[tryFirst] ?? 0); (definedAt[place] ?? end) < end && renaming.left >= 0; place++)
        add(definedAs[place] ?? 0, -1)
    }
    for (const from of joins.filtered.get(block) ?? []) if (renaming.left >= 0) add(atExit(from), -1)
    for (const number of joins.finallies.get(block) ?? []) {
      if (!isDefinedIn(number)) continue
      for (const from of joins.endings.get(number) ?? []) if (renaming.left >= 0) add(atExit(from), -1)
    }
  }

  for (let event = 0; event < instructions.length; event++) {
    const at = instructions[event] ?? 0
    const place = places[event] ?? 0
    if (place === store && variables.copies[variable] === 1) define(at, at)
    else if (place === store) define(at, name(stack.operandDefs[(stack.operandStart[at + 1] ?? 0) - 1] ?? -1, blockOf[at] ?? 0))
    else if (place >= 0 && mayWrite(code.code.opcodes[at] ?? 0, place)) define(at, addValue(values, valueKind.written, at, place))
  }
  let next = 0
  let inBlock = -1
  let value = -1
  for (let event = 0; event < instructions.length && renaming.left >= 0; event++) {
    renaming.left--
    const at = instructions[event] ?? 0
    const place = places[event] ?? 0
    const block = blockOf[at] ?? 0
    if (block !== inBlock) value = -1
    inBlock = block
    if (value < 0 && place !== store) value = atEntry(block)
    if (place === load) values.alias[at] = value
    else if (place >= 0) {
      const address = stack.operandDefs[(stack.operandStart[at] ?? 0) + place] ?? 0
      const before = referred[address] ?? -1
      referred[address] = before < 0 || before === value ? value : either(before, value, block)
    }
    // an instruction looks at all its operands before it writes through any
    if (definedAt[next] === at && instructions[event + 1] !== at) value = definedAs[next++] ?? -1
  }
  for (let block = pending.pop(); block !== undefined && renaming.left >= 0; block = pending.pop()) fillPhi(block)
  for (const block of touched) entries[block] = -1
  for (const at of definedAt) exits[blockOf[at] ?? 0] = -1
}

function initialValue({ variables, values }: Renaming, variable: number): number {
  if (variable < variables.locals) return intern(values, valueKind.local, variable)
  const beyond = variable - variables.locals
  if (beyond < variables.arguments) return intern(values, valueKind.argument, beyond)
  const field = variables.fields[beyond - variables.arguments]
  return field === undefined || field.isOwn ? intern(values, valueKind.local, -1) : intern(values, valueKind.field, field.token)
}
