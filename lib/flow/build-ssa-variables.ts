import { lasting, passing } from '../bytes/columns.ts'
import { op, opcodeName } from '../il/opcode-lookup.ts'
import { isPhi } from '../il/value.ts'
import type { MethodCode } from '../model/method-code.ts'

/** How an instruction touches a variable, by dense opcode id; 0 where it does not. */
export const access = { none: 0, load: 1, store: 2, address: 3 } as const

const localAccess = new Uint8Array(512)
const argumentAccess = new Uint8Array(512)
const fixedVariable = new Int32Array(512).fill(-1)

for (let id = 0; id < 512; id++) {
  const parts = /^(ld|st)(loc|arg)(a?)(?:\.(\d|s))?$/.exec(opcodeName(id) ?? '')
  if (parts === null) continue
  const [, way, kind, address, place] = parts
  const column = kind === 'loc' ? localAccess : argumentAccess
  column[id] = way === 'st' ? access.store : address === 'a' ? access.address : access.load
  if (place !== undefined && place !== 's') fixedVariable[id] = Number(place)
}

/** Variables of a method have one number each: locals, then arguments, then promoted fields. */
export interface Variables {
  readonly locals: number
  readonly arguments: number
  /** Fields of `this` that are treated as variables. */
  readonly fields: readonly PromotedField[]
  /** Number of the variable an instruction touches; -1 when it touches none. */
  readonly variableOf: Int32Array
  /** `access` by instruction. */
  readonly accessOf: Uint8Array
  /** By variable, 1 where it is memory. */
  readonly escapes: Uint8Array
  /** By variable, 1 where a store copies a struct of the set that may then be changed: the value is the store's own. */
  readonly copies: Uint8Array
  /** By instruction that pushes the address of a variable which does not escape, the variable; else -1. */
  readonly addressed: Int32Array
}

/** A field of a state machine that is treated as a variable. */
export interface PromotedField {
  readonly token: number
  /** Nobody else writes it: it is zero when the method is first entered. */
  readonly isOwn: boolean
}

/** How many locals and arguments the code names. */
export function countVariables({ code }: MethodCode): { readonly locals: number; readonly arguments: number } {
  let locals = 0
  let args = 0
  for (let at = 0; at < code.count; at++) {
    const opcode = code.opcodes[at] ?? 0
    if (localAccess[opcode] !== access.none) locals = Math.max(locals, numberAt(code, at) + 1)
    else if (argumentAccess[opcode] !== access.none) args = Math.max(args, numberAt(code, at) + 1)
  }
  return { locals, arguments: args }
}

function numberAt(code: MethodCode['code'], at: number): number {
  const fixed = fixedVariable[code.opcodes[at] ?? 0] ?? -1
  return fixed >= 0 ? fixed : (code.operands[at] ?? 0)
}

/**
 * Which instructions touch which variables, and which variables escape: those whose address goes further than calls, field
 * accesses and indirect loads and stores, and with a damaged operand stack all whose address is taken.
 */
export function findVariables(
  code: MethodCode,
  structs: readonly number[],
  fields: ReadonlyMap<number, PromotedField>,
  fieldAt: (instruction: number) => number,
): Variables {
  const { count, opcodes } = code.code
  const { locals, arguments: args } = countVariables(code)
  const promoted = [...fields]
  const numbers = new Map(promoted.map(([field], place) => [field, locals + args + place]))
  const variableOf = passing.int32(count).fill(-1)
  const accessOf = passing.uint8(count)
  const escapes = lasting.uint8(locals + args + promoted.length)
  const addressed = passing.int32(count).fill(-1)
  const isDamaged = code.stack.defects.length > 0
  for (let at = 0; at < count; at++) {
    const opcode = opcodes[at] ?? 0
    const local = localAccess[opcode] ?? 0
    const argument = argumentAccess[opcode] ?? 0
    if (local !== access.none) variableOf[at] = numberAt(code.code, at)
    else if (argument !== access.none) variableOf[at] = locals + numberAt(code.code, at)
    accessOf[at] = local + argument
    if (accessOf[at] === access.address) {
      addressed[at] = variableOf[at] ?? -1
      if (isDamaged) escapes[variableOf[at] ?? 0] = 1
    }
    if (opcode !== op.ldfld && opcode !== op.stfld) continue
    const number = numbers.get(fieldAt(at))
    if (number === undefined) continue
    variableOf[at] = number
    accessOf[at] = opcode === op.ldfld ? access.load : access.store
  }
  markEscapes(code, addressed, escapes)
  const copies = passing.uint8(escapes.length)
  for (let at = 0; at < count; at++) {
    const variable = addressed[at] ?? -1
    if (escapes[variable] === 1) addressed[at] = -1
    else if (variable >= 0 && variable < locals && (structs[variable] ?? 0) !== 0) copies[variable] = 1
  }
  return { locals, arguments: args, fields: promoted.map(([, field]) => field), variableOf, accessOf, escapes, copies, addressed }
}

const reads = new Set(
  (
    [
      ...(['ldfld', 'ldflda', 'ldobj', 'pop', 'ldind.i1', 'ldind.u1', 'ldind.i2', 'ldind.u2', 'ldind.i4', 'ldind.u4'] as const),
      ...(['ldind.i8', 'ldind.i', 'ldind.r4', 'ldind.r8', 'ldind.ref'] as const),
    ] as const
  ).map((name) => op[name]),
)
const calls = new Set([op.call, op.callvirt, op.calli, op.newobj])
const writesFirst = new Set(
  (['initobj', 'stobj', 'cpobj', 'stind.ref', 'stind.i1', 'stind.i2', 'stind.i4', 'stind.i8', 'stind.r4', 'stind.r8', 'stind.i'] as const).map(
    (name) => op[name],
  ),
)

/** Whether an instruction that takes a variable's address as this operand may give the variable another value. */
export function mayWrite(opcode: number, place: number): boolean {
  return calls.has(opcode) || (place === 0 && writesFirst.has(opcode))
}

/** Whether the address ends at this operand. */
function endsAt(opcode: number, place: number): boolean {
  return mayWrite(opcode, place) || reads.has(opcode) || (opcode === op.stfld && place === 0) || opcode === op.cpobj
}

function markEscapes({ code, stack }: MethodCode, addressed: Int32Array, escapes: Uint8Array): void {
  const roots = rootsOf(code.opcodes, stack)
  const release = (value: number): void => {
    const variable = addressed[roots(value)] ?? -1
    if (variable >= 0) escapes[variable] = 1
  }
  for (let at = 0; at < code.count; at++) {
    const start = stack.operandStart[at] ?? 0
    const end = stack.operandStart[at + 1] ?? 0
    for (let place = start; place < end; place++) {
      if (!endsAt(code.opcodes[at] ?? 0, place - start)) release(stack.operandDefs[place] ?? -1)
    }
  }
  for (let phi = 0; phi < stack.phiCount; phi++) for (const value of stack.phiArgs(phi)) if (!isPhi(value)) release(value)
}

/** The address that an address of a field lies in: `ldflda` goes back to what it was taken of. */
function rootsOf(opcodes: Uint16Array, { operandStart, operandDefs }: MethodCode['stack']): (value: number) => number {
  const known = passing.int32(opcodes.length).fill(-1)
  return (value) => {
    const path: number[] = []
    let at = value
    while (at >= 0 && (known[at] ?? -1) < 0 && opcodes[at] === op.ldflda) {
      // a ring of addresses has no root
      known[at] = at
      path.push(at)
      const start = operandStart[at] ?? 0
      at = start < (operandStart[at + 1] ?? 0) ? (operandDefs[start] ?? -1) : -1
    }
    const end = known[at] ?? -1
    const root = end >= 0 ? end : at
    for (const one of path) known[one] = root < 0 ? one : root
    return root
  }
}
