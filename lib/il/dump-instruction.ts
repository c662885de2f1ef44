import { tokenText } from '../metadata/token.ts'
import { type Code, instructionSize, operandFloatBits, operandInt64 } from './instruction.ts'
import { opcodeName, opcodeOperands, operandCode } from './opcode-lookup.ts'

/** IL offset, opcode name, operands: `[6, "br.s", 12]`. */
export type DumpedInstruction = readonly (number | string)[]

/**
 * One instruction as `txray dump il` writes it: tokens and floats as hex text, branch and switch targets as absolute IL
 * offsets, ldc.i8 as decimal text. The number behind the last instruction gives what stopped decoding:
 * `[at, "invalid", "0xfe24"]`.
 */
export function dumpInstruction(code: Code, index: number): DumpedInstruction {
  if (index >= code.count) {
    if (code.invalid === null || index > code.count) throw new TypeError(`there is no instruction ${index}`)
    const { at, value } = code.invalid
    return [at, 'invalid', `0x${value.toString(16).padStart(2, '0')}`]
  }
  const at = code.offsets[index] ?? 0
  const id = code.opcodes[index] ?? 0
  const name = opcodeName(id) ?? 'invalid'
  const operand = code.operands[index] ?? 0
  switch (opcodeOperands[id]) {
    case operandCode.none:
      return [at, name]
    case operandCode.i64:
      return [at, name, operandInt64(code, index).toString()]
    case operandCode.f32:
    case operandCode.f64:
      return [at, name, operandFloatBits(code, index)]
    case operandCode.method:
    case operandCode.field:
    case operandCode.type:
    case operandCode.token:
    case operandCode.string:
    case operandCode.sig:
      return [at, name, tokenText(operand)]
    case operandCode.branch32:
      return [at, name, ...displacedTargets(code, index, at + 1, 1)]
    case operandCode.switch:
      return [at, name, ...displacedTargets(code, index, at + 5, code.switchTargets[operand] ?? 0)]
    default:
      return [at, name, operand]
  }
}

/** All instructions of a body as `txray dump il` writes them. */
export function dumpCode(code: Code): readonly DumpedInstruction[] {
  const rows: DumpedInstruction[] = []
  for (let index = 0; index < code.count; index++) rows.push(dumpInstruction(code, index))
  if (code.invalid !== null) rows.push(dumpInstruction(code, code.count))
  return rows
}

/** Targets from their displacements in the bytes: the columns wrap at 2^31, the dump shows the sum as it is. */
function* displacedTargets(code: Code, index: number, at: number, count: number): Generator<number> {
  const next = (code.offsets[index] ?? 0) + instructionSize(code, index)
  for (let k = 0; k < count; k++) yield next + code.span.view.getInt32(at + 4 * k, true)
}
