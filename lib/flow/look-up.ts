import { op, opcodeName } from '../il/opcode-lookup.ts'
import { edgeWay, filter } from './graph.ts'
import { type OutsideCall, operandAt } from './solver.ts'
import { type Ssa, valueKind } from './ssa.ts'

const lookups = new Set(['get_Item', 'TryGetValue', 'GetValueOrDefault'])
const elementTypes = /^System\.(?:Char|S?Byte|U?Int(?:16|32|64))$/

/**
 * Is something looked up in a table by a single character or number? Encoders do that with each element of what they encode, so what
 * they find tells as much as what they looked for. A look-up by a whole text or an object is a choice of one entry, and tells little.
 */
export function isElementLookup({ step, callee, effects, isNew }: OutsideCall): boolean {
  if (isNew || !callee.hasThis || !lookups.has(callee.name)) return false
  if (effects?.some((effect) => effect.kind === 'copy' && effect.from.base === 'this' && effect.from.keyed === 0) !== true) return false
  if (elementTypes.test(callee.holds)) return true
  const { ssa, index } = step.instance
  return isElementText(ssa, operandAt(ssa, step.instruction, 1), (token) => step.solver.callees(index, token)?.api ?? '')
}

/** What is found holds the data that it was looked up by. */
export function lookUp({ step, given, result, callee }: OutsideCall): void {
  const { graph, heap } = step.solver
  const key = given[0] ?? -1
  if (key < 0) return
  if (result >= 0 && callee.name !== 'TryGetValue') graph.edge(heap.deep(key), result, edgeWay.plain, step.site, filter.data)
  const into = callee.name === 'TryGetValue' ? (given[1] ?? -1) : -1
  if (into >= 0) heap.refs(into, (cell) => graph.edge(heap.deep(key), cell, edgeWay.heap, step.site, filter.data))
}

/** A text or object that is made of one character: boxed, by `ToString`, `new string(c, 1)` or `Substring(i, 1)`. */
function isElementText({ kinds, code: { code }, operandStart, operands }: Ssa, value: number, apiOf: (token: number) => string): boolean {
  if (value < 0 || value >= code.count || kinds[value] !== valueKind.result) return false
  const opcode = code.opcodes[value] ?? 0
  if (opcode === op.box) return true
  if (opcode !== op.call && opcode !== op.callvirt && opcode !== op.newobj) return false
  const api = apiOf((code.operands[value] ?? 0) >>> 0)
  if (/^System\.(?:Char|S?Byte|U?Int(?:16|32))::ToString$/.test(api)) return true
  if (api !== 'System.String::Substring' && api !== 'System.String::.ctor') return false
  const last = operands[(operandStart[value + 1] ?? 0) - 1] ?? -1
  const count = (operandStart[value + 1] ?? 0) - (operandStart[value] ?? 0)
  return count === (opcode === op.newobj ? 2 : 3) && last >= 0 && last < code.count && opcodeName(code.opcodes[last] ?? 0) === 'ldc.i4.1'
}
