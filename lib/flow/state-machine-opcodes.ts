import { op } from '../il/opcode-lookup.ts'
import type { OpcodeName } from '../il/opcodes.ts'

/** Numbers of `ldc.i4.m1` to `ldc.i4.8` by dense opcode id. */
const smallConstants: ReadonlyMap<number, number> = new Map(
  (['ldc.i4.m1', 'ldc.i4.0', 'ldc.i4.1', 'ldc.i4.2', 'ldc.i4.3', 'ldc.i4.4', 'ldc.i4.5', 'ldc.i4.6', 'ldc.i4.7', 'ldc.i4.8'] as const).map((name, place) => [
    op[name],
    place - 1,
  ]),
)

/** The number an instruction pushes; null when it is no `ldc.i4`. */
export function smallConstant(opcode: number, operand: number): number | null {
  return opcode === op['ldc.i4'] || opcode === op['ldc.i4.s'] ? operand : (smallConstants.get(opcode) ?? null)
}

type Binary = (a: number, b: number) => number

/** Arithmetic and comparisons on 32-bit integers that compilers put between a state and the branch on it. */
export const binaries: ReadonlyMap<number, Binary> = new Map<number, Binary>([
  [op.add, (a, b) => (a + b) | 0],
  [op.sub, (a, b) => (a - b) | 0],
  [op.and, (a, b) => a & b],
  [op.or, (a, b) => a | b],
  [op.xor, (a, b) => a ^ b],
  [op.ceq, (a, b) => Number(a === b)],
  [op.cgt, (a, b) => Number(a > b)],
  [op['cgt.un'], (a, b) => Number(a >>> 0 > b >>> 0)],
  [op.clt, (a, b) => Number(a < b)],
  [op['clt.un'], (a, b) => Number(a >>> 0 < b >>> 0)],
])

/** What leaves the number as it is. */
export const unaries: ReadonlySet<number> = new Set([op['conv.i4'], op['conv.u4']])

const tests: readonly (readonly [OpcodeName, Binary])[] = [
  ['beq', (a, b) => Number(a === b)],
  ['bne.un', (a, b) => Number(a !== b)],
  ['bge', (a, b) => Number(a >= b)],
  ['bgt', (a, b) => Number(a > b)],
  ['ble', (a, b) => Number(a <= b)],
  ['blt', (a, b) => Number(a < b)],
  ['bge.un', (a, b) => Number(a >>> 0 >= b >>> 0)],
  ['bgt.un', (a, b) => Number(a >>> 0 > b >>> 0)],
  ['ble.un', (a, b) => Number(a >>> 0 <= b >>> 0)],
  ['blt.un', (a, b) => Number(a >>> 0 < b >>> 0)],
  ['brtrue', (a) => Number(a !== 0)],
  ['brfalse', (a) => Number(a === 0)],
]

/** Whether a conditional branch is taken, by its operands; 1 or 0. The short forms stand 0x0d below the long ones. III.3.6 */
export const branchTests: ReadonlyMap<number, Binary> = new Map<number, Binary>(
  tests.flatMap(([name, test]) => [
    [op[name], test],
    [op[name] - 0x0d, test],
  ]),
)

const loads = [
  ...(['nop', 'ldarg.0', 'ldarg.1', 'ldarg.2', 'ldarg.3', 'ldarg.s', 'ldarg', 'ldloc.0', 'ldloc.1', 'ldloc.2', 'ldloc.3', 'ldloc.s', 'ldloc'] as const),
  ...(['stloc.0', 'stloc.1', 'stloc.2', 'stloc.3', 'stloc.s', 'stloc', 'ldnull', 'ldc.i4', 'ldc.i4.s', 'ldc.i8', 'ldc.r4', 'ldc.r8', 'ldstr'] as const),
  ...(['dup', 'pop', 'ldfld', 'switch', 'br', 'br.s', 'leave', 'leave.s', 'ret'] as const),
] as const

/** What only moves numbers and control about: no call, no store outside the method's own locals. */
export const quietOpcodes: ReadonlySet<number> = new Set([
  ...loads.map((name) => op[name]),
  ...smallConstants.keys(),
  ...binaries.keys(),
  ...unaries,
  ...branchTests.keys(),
])

/** Number of the local an instruction stores or loads; -1 when it does not. */
export function storedLocal(opcode: number, operand: number): number {
  if (opcode >= op['stloc.0'] && opcode <= op['stloc.3']) return opcode - op['stloc.0']
  return opcode === op['stloc.s'] || opcode === op.stloc ? operand : -1
}

export function loadedLocal(opcode: number, operand: number): number {
  if (opcode >= op['ldloc.0'] && opcode <= op['ldloc.3']) return opcode - op['ldloc.0']
  return opcode === op['ldloc.s'] || opcode === op.ldloc ? operand : -1
}

/** Whether an instruction pushes argument 0. */
export function loadsThis(opcode: number, operand: number): boolean {
  return opcode === op['ldarg.0'] || ((opcode === op['ldarg.s'] || opcode === op.ldarg) && operand === 0)
}
