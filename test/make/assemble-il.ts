import { spanOf } from '../../lib/bytes/span.ts'
import { type Code, decodeCode } from '../../lib/il/instruction.ts'
import { op, opcodeRow } from '../../lib/il/opcode-lookup.ts'
import type { OpcodeName } from '../../lib/il/opcodes.ts'
import { operandSizes } from '../../lib/il/opcodes.ts'

/** An instruction for `assemble`: opcode, then its operand: a number, a label to jump to, or labels of a switch. */
export type Line = OpcodeName | readonly [OpcodeName, number | string | readonly string[]] | { readonly label: string }

/** A label before the next line. */
export function label(name: string): Line {
  return { label: name }
}

/** Bytes of IL text, and where its labels are. */
export function assemble(lines: readonly Line[]): { readonly bytes: Uint8Array; readonly at: (label: string) => number } {
  const labels = new Map<string, number>()
  let size = 0
  for (const line of lines) {
    if (typeof line === 'object' && 'label' in line) labels.set(line.label, size)
    else size += lineSize(line)
  }
  const at = (name: string): number => {
    const offset = labels.get(name)
    if (offset === undefined) throw new TypeError(`no label ${name}`)
    return offset
  }
  const bytes: number[] = []
  for (const line of lines) {
    if (typeof line === 'object' && 'label' in line) continue
    const next = bytes.length + lineSize(line)
    const [name, operand] = typeof line === 'string' ? [line, 0] : line
    const id = op[name]
    if (id > 255) bytes.push(0xfe)
    bytes.push(id & 0xff)
    const kind = opcodeRow(id)?.[1] ?? 'none'
    if (typeof operand === 'object') {
      bytes.push(...little(operand.length, 4))
      for (const target of operand) bytes.push(...little(at(target) - next, 4))
    } else bytes.push(...little(typeof operand === 'string' ? at(operand) - next : operand, operandSizes[kind]))
  }
  return { bytes: Uint8Array.from(bytes), at }
}

function lineSize(line: OpcodeName | readonly [OpcodeName, number | string | readonly string[]]): number {
  const [name, operand] = typeof line === 'string' ? [line, 0] : line
  const kind = opcodeRow(op[name])?.[1] ?? 'none'
  return (op[name] > 255 ? 2 : 1) + operandSizes[kind] + (typeof operand === 'object' ? 4 * operand.length : 0)
}

/** A number as so many bytes, low byte first. */
export function little(value: number, size: number): number[] {
  const bytes: number[] = []
  for (let k = 0; k < size; k++) bytes.push(k < 4 ? (value >> (8 * k)) & 0xff : value < 0 ? 0xff : 0)
  return bytes
}

/** Decoded bytes. */
export function decode(...bytes: number[]): Code {
  return decodeCode(spanOf(Uint8Array.from(bytes)))
}
