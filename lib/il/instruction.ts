import { lasting } from '../bytes/columns.ts'
import type { Span } from '../bytes/span.ts'
import { limits } from '../limits.ts'
import { op, opcodeFlows, opcodeOperands, opcodeSizes, operandCode } from './opcode-lookup.ts'

/**
 * The instructions of one method in columns, by instruction number in the order of their offsets. `at` and all offsets
 * count bytes into the code (IL offsets). Instructions never overlap; from `decodeCode` they lie end to end, from
 * `decodeByFlow` there may be gaps.
 */
export interface Code {
  readonly span: Span
  /** Number of instructions. */
  readonly count: number
  /** IL offset of each instruction. */
  readonly offsets: Int32Array
  /** Dense opcode id of each instruction, see `op`. */
  readonly opcodes: Uint16Array
  /**
   * By kind of operand: the token as int32 (`>>> 0` makes it a token), the absolute IL offset of a branch target, the
   * integer or the variable's number; for ldc.i8, ldc.r4 and ldc.r8 the IL offset of the operand's bytes; for a switch
   * the place in `switchTargets` where the number of its targets stands. 0 where there is none.
   */
  readonly operands: Int32Array
  /** For every switch the number of its targets, then the targets as absolute IL offsets. */
  readonly switchTargets: Int32Array
  /** IL offset where decoding stopped: the end of the code, or of what could be decoded. */
  readonly end: number
  /** What stopped decoding: an unknown opcode, or one whose operand runs past the end; `value` is the opcode's byte(s). */
  readonly invalid: { readonly at: number; readonly value: number } | null
}

const noTargets = new Int32Array(0)

/**
 * All instructions from the first byte on, one after the other. Never throws: what cannot be decoded ends the code and
 * is told in `invalid`. At most `limits.codeSize` bytes are looked at. III.1.2
 */
export function decodeCode(span: Span): Code {
  const bytes = span.bytes
  const length = Math.min(bytes.length, limits.codeSize)
  let count = 0
  let cells = 0
  let at = 0
  while (at < length) {
    const size = sizeAt(span, at, length)
    if (size === 0) break
    if (bytes[at] === op.switch) cells += (size - 1) >>> 2
    count++
    at += size
  }
  return fillCode(span, { count, cells, starts: null, end: at, invalid: at < length ? invalidAt(span, at) : null })
}

/** What is known of code before its columns are filled. */
export interface CodeExtent {
  readonly count: number
  /** Length of `switchTargets`. */
  readonly cells: number
  /** By IL offset, 1 where an instruction starts; null when they lie end to end. */
  readonly starts: Uint8Array | null
  readonly end: number
  readonly invalid: Code['invalid']
}

/** Columns of instructions whose sizes were checked before. */
export function fillCode(span: Span, { count, cells, starts, end, invalid }: CodeExtent): Code {
  const bytes = span.bytes
  const offsets = lasting.int32(count)
  const opcodes = lasting.uint16(count)
  const operands = lasting.int32(count)
  const switchTargets = cells === 0 ? noTargets : lasting.int32(cells)
  let cell = 0
  let at = 0
  for (let i = 0; i < count; i++) {
    if (starts !== null) while (starts[at] !== 1) at++
    const first = bytes[at] ?? 0
    const wide = first === 0xfe
    const id = wide ? 256 + (bytes[at + 1] ?? 0) : first
    offsets[i] = at
    opcodes[i] = id
    if (id === op.switch) {
      operands[i] = cell
      cell = readTargets(span, at + 1, switchTargets, cell)
      at += 1 + 4 * (cell - (operands[i] ?? 0))
    } else {
      const size = opcodeSizes[id] ?? 0
      if (size > 2 || (size === 2 && !wide)) operands[i] = operandAt(span, at + (wide ? 2 : 1), at + size, id)
      at += size
    }
  }
  return { span, count, offsets, opcodes, operands, switchTargets, end, invalid }
}

/** Size of the instruction that starts at an offset; 0 when there is no such opcode or it does not end before `length`. */
export function sizeAt(span: Span, at: number, length: number): number {
  const first = span.bytes[at] ?? 0
  let id = first
  if (first === 0xfe) {
    if (at + 1 >= length) return 0
    id = 256 + (span.bytes[at + 1] ?? 0)
  }
  let size = opcodeSizes[id] ?? 0
  if (at + size > length) return 0
  // the count is an unsigned number of 32 bits: no overflow in a double, and the bytes at hand bound it
  if (id === op.switch) size += 4 * span.view.getUint32(at + 1, true)
  return at + size > length ? 0 : size
}

function operandAt(span: Span, at: number, next: number, id: number): number {
  switch (opcodeOperands[id]) {
    case operandCode.u8var:
    case operandCode.u8:
      return span.bytes[at] ?? 0
    case operandCode.u16var:
      return span.view.getUint16(at, true)
    case operandCode.i8:
      return span.view.getInt8(at)
    case operandCode.i64:
    case operandCode.f32:
    case operandCode.f64:
      return at
    case operandCode.branch8:
      return next + span.view.getInt8(at)
    case operandCode.branch32:
      // past 2^31 the sum wraps to a negative number, where no instruction starts
      return (next + span.view.getInt32(at, true)) | 0
    default:
      return span.view.getInt32(at, true)
  }
}

function readTargets(span: Span, at: number, into: Int32Array, cell: number): number {
  const count = span.view.getUint32(at, true)
  const next = at + 4 + 4 * count
  into[cell++] = count
  for (let k = 0; k < count; k++) into[cell++] = (next + span.view.getInt32(at + 4 + 4 * k, true)) | 0
  return cell
}

/** What stands at an offset where no instruction can be decoded. */
export function invalidAt(span: Span, at: number): { readonly at: number; readonly value: number } {
  const first = span.bytes[at] ?? 0
  return { at, value: first === 0xfe && at + 1 < span.bytes.length ? 0xfe00 | (span.bytes[at + 1] ?? 0) : first }
}

/** Number of the instruction that starts at an IL offset; -1 when none does. */
export function indexAt(code: Code, ilOffset: number): number {
  const index = indexFrom(code, ilOffset)
  return index < code.count && code.offsets[index] === ilOffset ? index : -1
}

/** Number of the first instruction that starts at an IL offset or behind it; `count` when none does. */
export function indexFrom(code: Code, ilOffset: number): number {
  let low = 0
  let high = code.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((code.offsets[middle] ?? 0) < ilOffset) low = middle + 1
    else high = middle
  }
  return low
}

/** Bytes of an instruction with its operand. */
export function instructionSize(code: Code, index: number): number {
  const id = code.opcodes[index] ?? 0
  const size = opcodeSizes[id] ?? 0
  return id === op.switch ? size + 4 * (code.switchTargets[code.operands[index] ?? 0] ?? 0) : size
}

/** Targets of a switch as absolute IL offsets, a window on the column. Empty for other instructions. */
export function switchTargetsOf(code: Code, index: number): Int32Array {
  if (code.opcodes[index] !== op.switch) return noTargets
  const cell = code.operands[index] ?? 0
  return code.switchTargets.subarray(cell + 1, cell + 1 + (code.switchTargets[cell] ?? 0))
}

/** Way of control of an instruction, one of `flowCode`. */
export function flowOf(code: Code, index: number): number {
  return opcodeFlows[code.opcodes[index] ?? 0] ?? 0
}

/** The number of an ldc.i8. */
export function operandInt64(code: Code, index: number): bigint {
  return code.span.view.getBigInt64(code.operands[index] ?? 0, true)
}

/** The number of an ldc.r4 or ldc.r8. */
export function operandFloat(code: Code, index: number): number {
  const at = code.operands[index] ?? 0
  return code.opcodes[index] === op['ldc.r4'] ? code.span.view.getFloat32(at, true) : code.span.view.getFloat64(at, true)
}

/** The bits of an ldc.r4 or ldc.r8 as `0x` and 8 or 16 hex digits: exact for every NaN, unlike the number. */
export function operandFloatBits(code: Code, index: number): string {
  const at = code.operands[index] ?? 0
  if (code.opcodes[index] === op['ldc.r4']) return `0x${code.span.view.getUint32(at, true).toString(16).padStart(8, '0')}`
  return `0x${code.span.view.getBigUint64(at, true).toString(16).padStart(16, '0')}`
}
