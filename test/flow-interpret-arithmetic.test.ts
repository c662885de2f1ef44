import t, { type Test } from 'tap'
import { binaryOps, compared, shiftOps, truth, unaryOps } from '../lib/flow/interpret-arithmetic.ts'
import type { Value } from '../lib/flow/interpret-values.ts'
import type { OpcodeName } from '../lib/il/opcodes.ts'

const float = (value: number): Value => ({ kind: 'float', value })

/** III.3: one case for each kind of operand, `trap` where the instruction throws. */
const binary: readonly (readonly [OpcodeName, Value, Value, Value | 'trap'])[] = [
  ['add', 0x7fff_ffff, 1, -0x8000_0000],
  ['add', 0x7fff_ffff_ffff_ffffn, 1n, -0x8000_0000_0000_0000n],
  ['add', float(0.5), float(0.25), float(0.75)],
  ['sub', -0x8000_0000, 1, 0x7fff_ffff],
  ['sub', 1n, 2n, -1n],
  ['sub', float(1), float(3), float(-2)],
  ['mul', 0x1_0000, 0x1_0000, 0],
  ['mul', 3n, -4n, -12n],
  ['mul', float(3), float(0.5), float(1.5)],
  ['div', -7, 2, -3],
  ['div', -7n, 2n, -3n],
  ['div', float(1), float(4), float(0.25)],
  ['div', 1, 0, 'trap'],
  ['div', 1n, 0n, 'trap'],
  ['div.un', -1, 2, 0x7fff_ffff],
  ['div.un', -1n, 2n, 0x7fff_ffff_ffff_ffffn],
  ['rem', -7, 2, -1],
  ['rem', -7n, 2n, -1n],
  ['rem', float(7), float(4), float(3)],
  ['rem.un', -1, 10, 5],
  ['rem.un', -1n, 10n, 5n],
  ['and', 0b1100, 0b1010, 0b1000],
  ['and', 12n, 10n, 8n],
  ['or', 0b1100, 0b1010, 0b1110],
  ['or', 12n, 10n, 14n],
  ['xor', 0b1100, 0b1010, 0b0110],
  ['xor', 12n, 10n, 6n],
  ['add.ovf', 0x7fff_ffff, 1, 'trap'],
  ['add.ovf', 0x7fff_ffff_ffff_ffffn, 1n, 'trap'],
  ['add.ovf', 1, 2, 3],
  ['add.ovf.un', -1, 1, 'trap'],
  ['sub.ovf', -0x8000_0000, 1, 'trap'],
  ['sub.ovf', 5n, 3n, 2n],
  ['sub.ovf.un', 1, 2, 'trap'],
  ['mul.ovf', 0x1_0000, 0x1_0000, 'trap'],
  ['mul.ovf', 5n, 3n, 15n],
  ['mul.ovf.un', -1, 2, 'trap'],
]

t.test('two numbers give what the standard says, and an exception where it says so', async (t) => {
  for (const [name, a, b, wanted] of binary) same(t, name, binaryOps.get(name)?.(a, b), wanted)
  same(t, 'shl', shiftOps.get('shl')?.(1, 31), -0x8000_0000)
  same(t, 'shl', shiftOps.get('shl')?.(1n, 33), 0x2_0000_0000n)
  same(t, 'shr', shiftOps.get('shr')?.(-8, 1), -4)
  same(t, 'shr', shiftOps.get('shr')?.(-8n, 1), -4n)
  same(t, 'shr.un', shiftOps.get('shr.un')?.(-8, 28), 15)
  same(t, 'shr.un', shiftOps.get('shr.un')?.(-1n, 63), 1n)
})

const unary: readonly (readonly [OpcodeName, Value, Value | 'trap'])[] = [
  ['neg', 5, -5],
  ['neg', 5n, -5n],
  ['neg', float(5), float(-5)],
  ['not', 5, -6],
  ['not', 5n, -6n],
  ['conv.i1', 0x1ff, -1],
  ['conv.i1', 0x1ffn, -1],
  ['conv.u1', 0x1ff, 0xff],
  ['conv.u1', float(300), 44],
  ['conv.i2', 0x1_8000, -0x8000],
  ['conv.u2', -1, 0xffff],
  ['conv.i4', 0x1_0000_0002n, 2],
  ['conv.u4', -1n, -1],
  ['conv.i8', -1, -1n],
  ['conv.i8', float(-2.5), -2n],
  ['conv.u8', -1, 0xffff_ffffn],
  ['conv.u8', float(2.5), 2n],
  ['conv.r4', 0x100_0001, float(0x100_0000)],
  ['conv.r4', 3n, float(3)],
  ['conv.r8', 3, float(3)],
  ['conv.r8', 3n, float(3)],
  ['conv.r.un', -1, float(0xffff_ffff)],
  ['conv.r.un', -1n, float(2 ** 64)],
  ['conv.ovf.i1', 127, 127],
  ['conv.ovf.i1', 128, 'trap'],
  ['conv.ovf.u1', -1, 'trap'],
  ['conv.ovf.u1', 255n, 255],
  ['conv.ovf.i4', float(1e12), 'trap'],
  ['conv.ovf.i4', float(7.9), 7],
  ['conv.ovf.i8.un', -1, 0xffff_ffffn],
  ['conv.ovf.u4.un', -1n, 'trap'],
  ['conv.ovf.i8', float(Number.NaN), 'trap'],
]

t.test('one number is negated and converted as the standard says', async (t) => {
  for (const [name, a, wanted] of unary) same(t, name, unaryOps.get(name)?.(a), wanted)
})

t.test('numbers are compared signed or unsigned, references by identity, and what is no number has no order', async (t) => {
  t.equal(compared(-1, 1, false), 'less')
  t.equal(compared(-1, 1, true), 'greater')
  t.equal(compared(-1n, 1n, true), 'greater')
  t.equal(compared(float(Number.NaN), float(1), false), 'unordered')
  t.equal(compared(null, null, false), 'equal')
  t.same([truth(0), truth(2), truth(0n), truth(float(0)), truth(null)], [false, true, false, false, false])
})

function same(t: Pick<Test, 'ok' | 'same'>, name: string, given: unknown, wanted: Value | 'trap'): void {
  if (wanted === 'trap') t.ok(typeof given === 'object' && given !== null && !('value' in given && 'kind' in given && given.kind === 'float'), name)
  else t.same(given, wanted, name)
}
