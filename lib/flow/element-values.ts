import { op, opcodeName } from '../il/opcode-lookup.ts'
import type { TypeSig } from '../metadata/signature.ts'
import type { Callees } from './callee.ts'
import { operandAt, operandsOf } from './solver.ts'
import { type Ssa, valueKind } from './ssa.ts'

/** What is asked of the code around a method. `parameters` and `returns` as its signature has them, `this` left out. */
export interface Surroundings {
  readonly callees: Callees
  readonly index: number
  readonly hasThis: boolean
  readonly parameters: readonly TypeSig[]
  readonly returns: TypeSig | null
}

/** Types that hold one element of a text or of bytes. */
export function isElementType(type: TypeSig): boolean {
  return (
    type.kind === 'primitive' && (type.name === 'System.Char' || type.name === 'System.Byte' || type.name === 'System.SByte' || type.name === 'System.UInt16')
  )
}

/** Values looked at behind one branch: an expression of a person is smaller. */
const widest = 48

/**
 * The single elements that a branch looks at: a character of a text at a place that changes, a byte of an array or stream, what an
 * enumerator is at. And the arguments that hold one.
 */
export function elementsBehind(
  ssa: Ssa,
  around: Surroundings,
  branch: number,
  budget: { left: number },
): { readonly elements: readonly number[]; readonly arguments: readonly number[] } {
  const elements: number[] = []
  const given: number[] = []
  const seen = new Set(operands(ssa, branch))
  for (const value of seen) {
    if (seen.size > widest || budget.left-- <= 0) break
    if (ssa.kinds[value] === valueKind.argument) {
      const type = around.parameters[(ssa.data[value] ?? 0) - (around.hasThis ? 1 : 0)]
      if (type !== undefined && isElementType(type)) given.push(value)
      continue
    }
    if (ssa.kinds[value] === valueKind.phi) {
      const at = value - ssa.code.code.count
      for (let arg = ssa.phiStart[at] ?? 0; arg < (ssa.phiStart[at + 1] ?? 0); arg++) seen.add(ssa.phiArgs[arg] ?? 0)
      continue
    }
    if (ssa.kinds[value] !== valueKind.result || value >= ssa.code.code.count) continue
    if (isElement(ssa, around, value)) elements.push(value)
    else if (leadsOn(ssa, value)) for (const operand of operands(ssa, value)) seen.add(operand)
  }
  return { elements, arguments: given }
}

function operands(ssa: Ssa, instruction: number): number[] {
  const found: number[] = []
  for (let place = 0; place < operandsOf(ssa, instruction); place++) {
    const value = operandAt(ssa, instruction, place)
    if (value < 0) continue
    const behind = value < ssa.code.code.count ? (ssa.referred[value] ?? -1) : -1
    found.push(behind < 0 ? value : behind)
  }
  return found
}

/** What is made of an element still is one: calculated, compared, boxed, asked for by a member. */
function leadsOn({ code: { code } }: Ssa, value: number): boolean {
  const opcode = code.opcodes[value] ?? 0
  if (opcode === op.call || opcode === op.callvirt || opcode === op.box || opcode === op.newobj) return true
  return /^(add|sub|mul|div|rem|and|or|xor|shl|shr|conv|neg|not|ceq|cgt|clt)(\.|$)/.test(opcodeName(opcode) ?? '')
}

const readers = new Set(['ReadByte', 'Read', 'ReadChar', 'ReadSByte'])

function isElement(ssa: Ssa, { callees, index }: Surroundings, value: number): boolean {
  const { code } = ssa.code
  const opcode = code.opcodes[value] ?? 0
  const name = opcodeName(opcode) ?? ''
  if (/^ldelem\.[iu][12]$/.test(name)) return !isConstant(ssa, operandAt(ssa, value, 1))
  if (/^ldind\.[iu][12]$/.test(name)) return true
  if (opcode !== op.call && opcode !== op.callvirt) return false
  const callee = callees(index, (code.operands[value] ?? 0) >>> 0)
  if (callee === null || callee.method !== 0) return false
  if (callee.name === 'get_Chars' || (callee.name === 'get_Item' && callee.owner === 'System.Collections.BitArray'))
    return !isConstant(ssa, operandAt(ssa, value, 1))
  if (callee.name === 'get_Current') return callee.returns === 'scalar' || /^System\.(?:Char|Byte|SByte|Boolean)$/.test(callee.holds)
  return readers.has(callee.name) && callee.parameters === 0 && callee.returns === 'scalar'
}

function isConstant({ code: { code } }: Ssa, value: number): boolean {
  return value >= 0 && value < code.count && (opcodeName(code.opcodes[value] ?? 0)?.startsWith('ldc.') ?? false)
}
