import { salvage } from '../errors.ts'
import { indexAt, operandFloat, operandInt64 } from '../il/instruction.ts'
import { op, opcodeName } from '../il/opcode-lookup.ts'
import type { OpcodeName } from '../il/opcodes.ts'
import type { TypeSig } from '../metadata/signature.ts'
import { type Ssa, valueKind } from './ssa.ts'

/** How two numbers are compared; the others are these turned round. */
export type Comparison = 'equal' | 'less' | 'greater'

/** What a conditional branch asks: one value, or a comparison of two; `want` false turns the answer round. */
export type BranchTest = { readonly kind: 'value'; readonly want: boolean } | { readonly kind: 'compare'; readonly by: Comparison; readonly want: boolean }

const branches: readonly (readonly [OpcodeName, BranchTest])[] = [
  ...one(['brtrue', 'brtrue.s'], { kind: 'value', want: true }),
  ...one(['brfalse', 'brfalse.s'], { kind: 'value', want: false }),
  ...one(['beq', 'beq.s'], { kind: 'compare', by: 'equal', want: true }),
  ...one(['bne.un', 'bne.un.s'], { kind: 'compare', by: 'equal', want: false }),
  ...one(['blt', 'blt.s', 'blt.un', 'blt.un.s'], { kind: 'compare', by: 'less', want: true }),
  ...one(['bge', 'bge.s', 'bge.un', 'bge.un.s'], { kind: 'compare', by: 'less', want: false }),
  ...one(['bgt', 'bgt.s', 'bgt.un', 'bgt.un.s'], { kind: 'compare', by: 'greater', want: true }),
  ...one(['ble', 'ble.s', 'ble.un', 'ble.un.s'], { kind: 'compare', by: 'greater', want: false }),
]

function one(names: readonly OpcodeName[], test: BranchTest): (readonly [OpcodeName, BranchTest])[] {
  return names.map((name) => [name, test])
}

/** By opcode id. */
export const branchTests: ReadonlyMap<number, BranchTest> = new Map(branches.map(([name, test]) => [op[name], test]))

/** `ceq` and its like, by opcode id. */
export const comparisons: ReadonlyMap<number, Comparison> = new Map<number, Comparison>([
  [op.ceq, 'equal'],
  [op.cgt, 'greater'],
  [op['cgt.un'], 'greater'],
  [op.clt, 'less'],
  [op['clt.un'], 'less'],
])

const passing: ReadonlySet<OpcodeName> = new Set<OpcodeName>(['castclass', 'isinst', 'box', 'unbox.any', 'unbox', 'ldobj', 'ldind.ref'])

/** Does the instruction give its operand on, in another shape? */
export function passesOn(opcode: number): boolean {
  const name = opcodeName(opcode)
  return name !== null && (passing.has(name) || name.startsWith('conv.') || name.startsWith('ldind.'))
}

const pointing = /^(?:add|sub|conv\.|localloc)/

/** Does the instruction read memory through a pointer that was worked out? What is there is not what the pointer is. */
export function readsMemory(ssa: Ssa, instruction: number): boolean {
  const name = opcodeName(opcodeOf(ssa, instruction))
  if (name === null || (name !== 'ldobj' && !name.startsWith('ldind.'))) return false
  const pointer = operandAt(ssa, instruction, 0)
  if (pointer < 0 || ssa.kinds[pointer] === valueKind.phi) return pointer >= 0
  return isResult(ssa, pointer) && pointing.test(opcodeName(opcodeOf(ssa, pointer)) ?? '')
}

/** Does the instruction load what was stored elsewhere? */
export function isLoad(opcode: number): boolean {
  const name = opcodeName(opcode)
  return name !== null && (name === 'ldfld' || name === 'ldsfld' || name.startsWith('ldelem') || name.startsWith('ldloc') || name.startsWith('ldarg'))
}

/** Does an instruction reckon with numbers, bit by bit or as a whole? */
export function isArithmetic(ssa: Ssa, value: number): boolean {
  return isResult(ssa, value) && arithmetic.has(opcodeName(opcodeOf(ssa, value)) ?? '')
}

const arithmetic = new Set(['add', 'sub', 'mul', 'div', 'div.un', 'rem', 'rem.un', 'and', 'or', 'xor', 'shl', 'shr', 'shr.un', 'neg', 'not'])

/** Type of an argument; null for `this` and other values. */
export function argumentType(ssa: Ssa, value: number): TypeSig | null {
  if (ssa.kinds[value] !== valueKind.argument) return null
  const sig = ssa.code.assembly.names.methodSig(ssa.code.row)
  return sig?.parameters[(ssa.data[value] ?? 0) - (sig.hasThis ? 1 : 0)] ?? null
}

/** Does it only put a value into a variable, or double it? */
export function isMove(opcode: number): boolean {
  const name = opcodeName(opcode)
  return name === 'dup' || name === 'pop' || (name?.startsWith('stloc') ?? false)
}

export function isElementLoad(opcode: number): boolean {
  return opcodeName(opcode)?.startsWith('ldelem') ?? false
}

export function isCall(opcode: number): boolean {
  return opcode === op.call || opcode === op.callvirt || opcode === op.newobj
}

export function opcodeOf(ssa: Ssa, instruction: number): number {
  return ssa.code.code.opcodes[instruction] ?? 0
}

/** Is the value what an instruction gives? Its number is the instruction's then. */
export function isResult(ssa: Ssa, value: number): boolean {
  return value >= 0 && value < ssa.code.code.count && ssa.kinds[value] === valueKind.result
}

/** The value an instruction takes at a place, the deepest first; -1 where there is none. */
export function operandAt(ssa: Ssa, instruction: number, place: number): number {
  const start = ssa.operandStart[instruction] ?? 0
  return place >= 0 && start + place < (ssa.operandStart[instruction + 1] ?? 0) ? (ssa.operands[start + place] ?? -1) : -1
}

export function operandsAt(ssa: Ssa, instruction: number): readonly number[] {
  const start = ssa.operandStart[instruction] ?? 0
  return [...ssa.operands.subarray(start, ssa.operandStart[instruction + 1] ?? start)]
}

/** Values that meet in a phi with the block each comes from. */
export function phiArguments(ssa: Ssa, value: number): { readonly value: number; readonly block: number }[] {
  const at = value - ssa.code.code.count
  const start = ssa.phiStart[at] ?? 0
  const found: { readonly value: number; readonly block: number }[] = []
  for (let place = start; place < (ssa.phiStart[at + 1] ?? start); place++) {
    found.push({ value: ssa.phiArgs[place] ?? -1, block: ssa.phiBlocks[place] ?? -1 })
  }
  return found
}

export function blockOf(ssa: Ssa, instruction: number): number {
  return ssa.code.flow.blockOf[instruction] ?? 0
}

/** What an instruction loads as a constant; null where it is none. `null` is told as 0 is. */
export type Literal =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'long'; readonly value: bigint }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'null' }

const short: ReadonlyMap<number, number> = new Map([
  [op['ldc.i4.m1'], -1],
  [op['ldc.i4.0'], 0],
  [op['ldc.i4.1'], 1],
  [op['ldc.i4.2'], 2],
  [op['ldc.i4.3'], 3],
  [op['ldc.i4.4'], 4],
  [op['ldc.i4.5'], 5],
  [op['ldc.i4.6'], 6],
  [op['ldc.i4.7'], 7],
  [op['ldc.i4.8'], 8],
])

/** The constant that the instruction behind a value writes out, conversions of numbers seen through; null for any other. */
export function literalOf(ssa: Ssa, value: number): Literal | null {
  let at = value
  for (let step = 0; step < 4 && isResult(ssa, at) && (opcodeName(opcodeOf(ssa, at))?.startsWith('conv.') ?? false); step++) at = operandAt(ssa, at, 0)
  if (at >= 0 && ssa.kinds[at] === valueKind.local) return { kind: 'number', value: 0 }
  if (!isResult(ssa, at)) return null
  const { code, assembly } = ssa.code
  const opcode = opcodeOf(ssa, at)
  const known = short.get(opcode)
  if (known !== undefined) return { kind: 'number', value: known }
  switch (opcode) {
    case op['ldc.i4']:
    case op['ldc.i4.s']:
      return { kind: 'number', value: code.operands[at] ?? 0 }
    case op['ldc.i8']:
      return { kind: 'long', value: operandInt64(code, at) }
    case op['ldc.r4']:
    case op['ldc.r8']:
      return { kind: 'number', value: operandFloat(code, at) }
    case op.ldnull:
      return { kind: 'null' }
    case op.ldstr: {
      const text = salvage<string | null>(assembly.defects, 'string', () => assembly.metadata.userString((code.operands[at] ?? 0) & 0xff_ffff), null)
      return text === null ? null : { kind: 'text', value: text }
    }
    default:
      return null
  }
}

/** The number behind a value; null when it is none, or a long. */
export function numberOf(ssa: Ssa, value: number): number | null {
  const literal = literalOf(ssa, value)
  return literal?.kind === 'number' ? literal.value : null
}

/** Zero, null, false: what a value is before anything is stored. */
export function isZero(ssa: Ssa, value: number): boolean {
  const literal = literalOf(ssa, value)
  if (literal === null) return false
  return literal.kind === 'null' || (literal.kind === 'number' && literal.value === 0) || (literal.kind === 'long' && literal.value === 0n)
}

/** The outcome of a comparison of two known numbers. */
export function decides(by: Comparison, left: number | bigint, right: number | bigint): boolean {
  if (by === 'less') return left < right
  if (by === 'greater') return left > right
  return typeof left === typeof right ? left === right : Number(left) === Number(right)
}

/** The block that an offset of a branch leads to; -1 where there is none. */
export function blockAt(ssa: Ssa, ilOffset: number): number {
  const index = indexAt(ssa.code.code, ilOffset)
  return index < 0 ? -1 : (ssa.code.flow.blockOf[index] ?? -1)
}
