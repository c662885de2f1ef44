import { type OpcodeFlow, type OpcodeName, type OpcodeRow, type OperandKind, opcodes, operandSizes } from './opcodes.ts'

/**
 * Opcodes are numbered densely here, so that facts about them fit flat arrays: one byte codes keep their number, `0xFExx`
 * is 256 + xx. Ids run to `opcodeIds` exclusive; not every id is an opcode.
 */
export const opcodeIds = 512

const rows: (OpcodeRow | null)[] = new Array(opcodeIds).fill(null)
const names: (OpcodeName | null)[] = new Array(opcodeIds).fill(null)

/** Dense id of the code 0x00..0xFF or 0xFE00..0xFEFF. */
export function opcodeIdOf(code: number): number {
  return code > 0xff ? 256 + (code & 0xff) : code
}

/** Values an opcode pops or pushes, by dense id, where this depends on the operand or the method. */
export const varies = 255

/** Values popped, by dense id; `varies` where only the operand tells. */
export const opcodePops = new Uint8Array(opcodeIds)
/** Values pushed, by dense id; `varies` where only the operand tells. */
export const opcodePushes = new Uint8Array(opcodeIds)
/** Bytes of opcode and operand together, by dense id; 0 where there is no such opcode. A switch: without its targets. */
export const opcodeSizes = new Uint8Array(opcodeIds)
/** One of `operandCode`, by dense id. */
export const opcodeOperands = new Uint8Array(opcodeIds)
/** One of `flowCode`, by dense id. */
export const opcodeFlows = new Uint8Array(opcodeIds)

/** Numbers for the kinds of operand, for use in flat arrays. */
export const operandCode = {
  none: 0,
  u8var: 1,
  u16var: 2,
  i8: 3,
  u8: 4,
  i32: 5,
  i64: 6,
  f32: 7,
  f64: 8,
  method: 9,
  field: 10,
  type: 11,
  token: 12,
  string: 13,
  sig: 14,
  branch8: 15,
  branch32: 16,
  switch: 17,
} as const satisfies Readonly<Record<OperandKind, number>>

/** Numbers for the ways control goes, for use in flat arrays. */
export const flowCode = {
  next: 0,
  call: 1,
  meta: 2,
  cond: 3,
  switch: 4,
  branch: 5,
  leave: 6,
  return: 7,
  throw: 8,
  end: 9,
} as const satisfies Readonly<Record<OpcodeFlow, number>>

/** Dense id of each opcode by name: `op.call`, `op['ldarg.0']`. */
export const op = fill()

function fill(): Readonly<Record<OpcodeName, number>> {
  const ids: Partial<Record<OpcodeName, number>> = {}
  for (const name of opcodeNames()) {
    const row: OpcodeRow = opcodes[name]
    const [code, operand, pops, pushes, flow] = row
    const id = opcodeIdOf(code)
    ids[name] = id
    rows[id] = row
    names[id] = name
    opcodePops[id] = pops === 'var' ? varies : pops
    opcodePushes[id] = pushes === 'var' ? varies : pushes
    opcodeSizes[id] = (code > 0xff ? 2 : 1) + operandSizes[operand]
    opcodeOperands[id] = operandCode[operand]
    opcodeFlows[id] = flowCode[flow]
  }
  if (!isComplete(ids)) throw new TypeError('an opcode has no id')
  return ids
}

/** Names of all opcodes, in the order of their codes. */
export function opcodeNames(): readonly OpcodeName[] {
  return Object.keys(opcodes).filter(isOpcodeName)
}

/** Whether a text names an opcode. */
export function isOpcodeName(name: string): name is OpcodeName {
  return Object.hasOwn(opcodes, name)
}

function isComplete(ids: Partial<Record<OpcodeName, number>>): ids is Record<OpcodeName, number> {
  return opcodeNames().every((name) => ids[name] !== undefined)
}

/** Name of a dense id; null where there is no such opcode. */
export function opcodeName(id: number): OpcodeName | null {
  return names[id] ?? null
}

/** The table row of a dense id; null where there is no such opcode. */
export function opcodeRow(id: number): OpcodeRow | null {
  return rows[id] ?? null
}
