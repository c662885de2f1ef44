import { lasting, passing } from '../bytes/columns.ts'
import { limits } from '../limits.ts'
import type { ControlFlow } from './control-flow.ts'
import type { Code } from './instruction.ts'
import { opcodePops, opcodePushes, varies } from './opcode-lookup.ts'

/** Values an instruction takes from the operand stack and puts there. */
export interface CallShape {
  /** All it pops: receiver and arguments, the function pointer of calli, the value of ret. */
  readonly pops: number
  readonly pushes: 0 | 1
}

/**
 * Effect of call, callvirt, newobj and calli by their token, and of ret (token 0). Null when it cannot be told: the rest
 * of that block stays unknown. `opcode` is the dense id.
 */
export type CallShapeOf = (token: number, opcode: number) => CallShape | null

/** In place of the number of pushed values: the call's effect is not known. */
export const noShape = 255
/** In place of the number of pushed values: `limits.stackValues` was reached before this instruction. */
export const tooMany = 254

/** Pops and pushes by instruction. */
export interface StackEffects {
  /** What instruction i pops has the places `[operandStart[i], operandStart[i + 1])`. Nothing in unreachable blocks. */
  readonly operandStart: Int32Array
  /** Values pushed: 0, 1, 2 (dup), `noShape` or `tooMany`. */
  readonly pushes: Uint8Array
}

/** Pops and pushes of every reachable instruction; each call is asked for once. */
export function stackEffects(code: Code, flow: ControlFlow, callShape: CallShapeOf): StackEffects {
  const operandStart = lasting.int32(code.count + 1)
  const pushes = passing.uint8(code.count)
  let sum = 0
  for (let block = 0; block < flow.blockCount; block++) {
    const reachable = (flow.position[block] ?? -1) >= 0
    const end = flow.blockStarts[block + 1] ?? 0
    for (let index = flow.blockStarts[block] ?? 0; index < end; index++) {
      operandStart[index] = sum
      if (!reachable) continue
      const opcode = code.opcodes[index] ?? 0
      let pops = opcodePops[opcode] ?? 0
      let pushed = opcodePushes[opcode] ?? 0
      if (pops === varies) {
        const shape = callShape((code.operands[index] ?? 0) >>> 0, opcode)
        pops = shape?.pops ?? 0
        if (shape === null) pushed = noShape
        else if (pushed === varies) pushed = shape.pushes
      }
      if (sum + pops > limits.stackValues) {
        pops = 0
        pushed = tooMany
      }
      pushes[index] = pushed
      sum += pops
    }
  }
  operandStart[code.count] = sum
  return { operandStart, pushes }
}
