import t from 'tap'
import { op, opcodeFlows, opcodeIdOf, opcodeIds, opcodeName, opcodeNames, opcodePops, opcodePushes, opcodeSizes, varies } from '../lib/il/opcode-lookup.ts'
import { type OpcodeRow, opcodes, operandSizes } from '../lib/il/opcodes.ts'

/** Codes the standard assigns, as inclusive ranges (III.1.2.1 and Partition VI, annex C). */
const assigned: readonly (readonly [number, number])[] = [
  [0x00, 0x23],
  [0x25, 0x76],
  [0x79, 0xa5],
  [0xb3, 0xba],
  [0xc2, 0xc3],
  [0xc6, 0xc6],
  [0xd0, 0xe0],
  [0xfe00, 0xfe07],
  [0xfe09, 0xfe0f],
  [0xfe11, 0xfe1a],
  [0xfe1c, 0xfe1e],
]

t.test('the table has exactly the codes of the standard, each once', async (t) => {
  const expected: number[] = []
  for (const [first, last] of assigned) for (let code = first; code <= last; code++) expected.push(code)
  const codes = Object.values(opcodes).map(([code]) => code)
  t.equal(expected.length, 219, '218 of System.Reflection.Emit.OpCodes and no.')
  t.same(codes, expected, 'in the order of their codes')
})

t.test('an opcode has its encoded size: one or two bytes and the operand', async (t) => {
  t.equal(opcodeSizes[op.nop], 1)
  t.equal(opcodeSizes[op['ldc.i4.s']], 2)
  t.equal(opcodeSizes[op.call], 5)
  t.equal(opcodeSizes[op['ldc.i8']], 9)
  t.equal(opcodeSizes[op.ceq], 2)
  t.equal(opcodeSizes[op['unaligned.']], 3)
  t.equal(opcodeSizes[op.ldarg], 4)
  t.equal(opcodeSizes[op['constrained.']], 6)
  t.equal(opcodeSizes[op.switch], 5, 'without its targets')
})

t.test('ids are dense and lead back to the name', async (t) => {
  t.equal(op.call, 0x28)
  t.equal(op.ceq, 257)
  let found = 0
  for (let id = 0; id < opcodeIds; id++) if (opcodeName(id) !== null) found++
  t.equal(found, 219)
  for (const name of opcodeNames()) {
    const row: OpcodeRow = opcodes[name]
    if (opcodeName(op[name]) !== name || op[name] !== opcodeIdOf(row[0])) t.fail(name)
    if (opcodeSizes[op[name]] !== (row[0] > 255 ? 2 : 1) + operandSizes[row[1]]) t.fail(name)
  }
  t.equal(opcodeName(0x24), null)
  t.equal(opcodeSizes[0x24], 0)
})

t.test('only calls and ret have effects that depend on more than the opcode', async (t) => {
  const variable = opcodeNames().filter((name) => opcodePops[op[name]] === varies || opcodePushes[op[name]] === varies)
  t.same(variable, ['call', 'calli', 'ret', 'callvirt', 'newobj'])
})

t.test('instructions after which control does not simply go on are the known ones', async (t) => {
  const names = opcodeNames().filter((name) => ['return', 'throw', 'end', 'leave'].includes(opcodes[name][4]))
  t.same(names, ['jmp', 'ret', 'throw', 'endfinally', 'leave', 'leave.s', 'endfilter', 'rethrow'])
  t.equal(opcodeNames().filter((name) => opcodes[name][4] === 'cond').length, 24)
  t.equal(opcodeFlows[op['tail.']], opcodeFlows[op['no.']], 'prefixes alike')
})
