import type { OpcodeName } from '../il/opcodes.ts'
import { isThing, misused, type Result, raise, stop, type Trap, type Value } from './interpret-values.ts'

/** Two operands to one value, both as the stack holds them. III.3 */
export type Binary = (a: Value, b: Value) => Result

interface Ways {
  readonly int: (a: number, b: number) => number | Trap
  readonly long: (a: bigint, b: bigint) => bigint | Trap
  readonly float: ((a: number, b: number) => number) | null
}

const long = (value: bigint): bigint => BigInt.asIntN(64, value)
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value)

/** Integers of 32 bits meet native ones where IL allows it: the result is native. */
function binary({ int, long: wide, float }: Ways): Binary {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return int(a, b)
    const left = asLong(a)
    const right = asLong(b)
    if (left !== null && right !== null) return wide(left, right)
    if (float !== null && isThing(a) && a.kind === 'float' && isThing(b) && b.kind === 'float') return { kind: 'float', value: float(a.value, b.value) }
    const bad = left === null && !(isThing(a) && a.kind === 'float') ? a : b
    return noNumber(bad)
  }
}

/** Null is no number either, but no reason for a managed exception: valid code does not get here. */
function noNumber(value: Value): Trap {
  return value === null ? stop('arithmetic on no number') : misused(value, 'arithmetic on no number')
}

function asLong(value: Value): bigint | null {
  return typeof value === 'bigint' ? value : typeof value === 'number' ? BigInt(value) : null
}

const overflow = (): Trap => raise('System.OverflowException')
const byZero = (): Trap => raise('System.DivideByZeroException')

const inInt = (value: number): number | Trap => (value === (value | 0) ? value | 0 : overflow())
const inUint = (value: number): number | Trap => (value === value >>> 0 ? value | 0 : overflow())
const inLong = (value: bigint): bigint | Trap => (value === long(value) ? value : overflow())
const inUlong = (value: bigint): bigint | Trap => (value === unsigned(value) ? long(value) : overflow())
const viaLong =
  (run: (a: bigint, b: bigint) => bigint, isIn: (value: number) => number | Trap, sign: (value: number) => number) =>
  (a: number, b: number): number | Trap => {
    const exact = run(BigInt(sign(a)), BigInt(sign(b)))
    return exact > 0xffff_ffffn || exact < -0x8000_0000n ? overflow() : isIn(Number(exact))
  }
const asIs = (value: number): number => value
const asUint = (value: number): number => value >>> 0

/** The arithmetic instructions of two operands but shifts. III.3.1 ff. */
export const binaryOps: ReadonlyMap<OpcodeName, Binary> = new Map<OpcodeName, Binary>([
  ['add', binary({ int: (a, b) => (a + b) | 0, long: (a, b) => long(a + b), float: (a, b) => a + b })],
  ['sub', binary({ int: (a, b) => (a - b) | 0, long: (a, b) => long(a - b), float: (a, b) => a - b })],
  ['mul', binary({ int: Math.imul, long: (a, b) => long(a * b), float: (a, b) => a * b })],
  [
    'div',
    binary({
      int: (a, b) => (b === 0 ? byZero() : a === -0x8000_0000 && b === -1 ? overflow() : (a / b) | 0),
      long: (a, b) => (b === 0n ? byZero() : inLong(a / b)),
      float: (a, b) => a / b,
    }),
  ],
  [
    'rem',
    binary({
      int: (a, b) => (b === 0 ? byZero() : (a % b) | 0),
      long: (a, b) => (b === 0n ? byZero() : a % b),
      float: (a, b) => a % b,
    }),
  ],
  [
    'div.un',
    binary({
      int: (a, b) => (b === 0 ? byZero() : Math.floor((a >>> 0) / (b >>> 0)) | 0),
      long: (a, b) => (b === 0n ? byZero() : long(unsigned(a) / unsigned(b))),
      float: null,
    }),
  ],
  [
    'rem.un',
    binary({
      int: (a, b) => (b === 0 ? byZero() : ((a >>> 0) % (b >>> 0)) | 0),
      long: (a, b) => (b === 0n ? byZero() : long(unsigned(a) % unsigned(b))),
      float: null,
    }),
  ],
  ['and', binary({ int: (a, b) => a & b, long: (a, b) => a & b, float: null })],
  ['or', binary({ int: (a, b) => a | b, long: (a, b) => a | b, float: null })],
  ['xor', binary({ int: (a, b) => a ^ b, long: (a, b) => a ^ b, float: null })],
  ['add.ovf', binary({ int: (a, b) => inInt(a + b), long: (a, b) => inLong(a + b), float: null })],
  ['sub.ovf', binary({ int: (a, b) => inInt(a - b), long: (a, b) => inLong(a - b), float: null })],
  ['mul.ovf', binary({ int: viaLong((a, b) => a * b, inInt, asIs), long: (a, b) => inLong(a * b), float: null })],
  ['add.ovf.un', binary({ int: (a, b) => inUint((a >>> 0) + (b >>> 0)), long: (a, b) => inUlong(unsigned(a) + unsigned(b)), float: null })],
  ['sub.ovf.un', binary({ int: (a, b) => inUint((a >>> 0) - (b >>> 0)), long: (a, b) => inUlong(unsigned(a) - unsigned(b)), float: null })],
  ['mul.ovf.un', binary({ int: viaLong((a, b) => a * b, inUint, asUint), long: (a, b) => inUlong(unsigned(a) * unsigned(b)), float: null })],
])

/** The count is a number or native; what it does above the width is not said by the standard, x64 masks it. III.3.58 */
function shift(int: (a: number, count: number) => number, wide: (a: bigint, count: bigint) => bigint): Binary {
  return (a, b) => {
    const count = typeof b === 'bigint' ? Number(BigInt.asIntN(32, b)) : b
    if (typeof count !== 'number') return noNumber(b)
    if (typeof a === 'number') return int(a, count & 31)
    if (typeof a === 'bigint') return wide(a, BigInt(count & 63))
    return noNumber(a)
  }
}

/** III.3.58 to III.3.60 */
export const shiftOps: ReadonlyMap<OpcodeName, Binary> = new Map<OpcodeName, Binary>([
  [
    'shl',
    shift(
      (a, count) => a << count,
      (a, count) => long(a << count),
    ),
  ],
  [
    'shr',
    shift(
      (a, count) => a >> count,
      (a, count) => a >> count,
    ),
  ],
  [
    'shr.un',
    shift(
      (a, count) => (a >>> count) | 0,
      (a, count) => long(unsigned(a) >> count),
    ),
  ],
])

/** A conversion of a number by kind; null for what cannot be converted. */
interface Conversion {
  readonly int: (a: number) => Value | Trap
  readonly long: (a: bigint) => Value | Trap
  readonly float: (a: number) => Value | Trap
}

const float = (value: number): Value => ({ kind: 'float', value })
const whole = (value: number): bigint => (Number.isFinite(value) ? BigInt(Math.trunc(value)) : -0x8000_0000_0000_0000n)
const narrow = (cut: (value: number) => number): Conversion => ({
  int: cut,
  long: (a) => cut(Number(BigInt.asIntN(32, a))),
  float: (a) => cut(Number(BigInt.asIntN(32, whole(a)))),
})
const wideSigned: Conversion = { int: (a) => BigInt(a), long: (a) => a, float: (a) => long(whole(a)) }
const wideUnsigned: Conversion = { int: (a) => BigInt(a >>> 0), long: (a) => a, float: (a) => long(whole(a)) }

/** Within bounds, or an overflow; `from` reads the operand as unsigned. */
function checked([low, high, isWide]: Range, fromUnsigned: boolean): Conversion {
  const fit = (value: bigint): Value | Trap => {
    if (value < low || value > high) return overflow()
    return isWide ? long(value) : Number(BigInt.asIntN(32, value))
  }
  return {
    int: (a) => fit(BigInt(fromUnsigned ? a >>> 0 : a)),
    long: (a) => fit(fromUnsigned ? unsigned(a) : a),
    float: (a) => (Number.isFinite(a) ? fit(BigInt(Math.trunc(a))) : overflow()),
  }
}

type Range = readonly [low: bigint, high: bigint, isWide: boolean]

const ranges = {
  i1: [-0x80n, 0x7fn, false],
  u1: [0n, 0xffn, false],
  i2: [-0x8000n, 0x7fffn, false],
  u2: [0n, 0xffffn, false],
  i4: [-0x8000_0000n, 0x7fff_ffffn, false],
  u4: [0n, 0xffff_ffffn, false],
  i8: [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn, true],
  u8: [0n, 0xffff_ffff_ffff_ffffn, true],
  i: [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn, true],
  u: [0n, 0xffff_ffff_ffff_ffffn, true],
} as const
const kinds = ['i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'i', 'u'] as const

const conversions: ReadonlyMap<OpcodeName, Conversion> = new Map<OpcodeName, Conversion>([
  ['conv.i1', narrow((a) => (a << 24) >> 24)],
  ['conv.u1', narrow((a) => a & 0xff)],
  ['conv.i2', narrow((a) => (a << 16) >> 16)],
  ['conv.u2', narrow((a) => a & 0xffff)],
  ['conv.i4', narrow((a) => a)],
  ['conv.u4', narrow((a) => a)],
  ['conv.i8', wideSigned],
  ['conv.u8', wideUnsigned],
  ['conv.i', wideSigned],
  ['conv.u', wideUnsigned],
  ['conv.r4', { int: (a) => float(Math.fround(a)), long: (a) => float(Math.fround(Number(a))), float: (a) => float(Math.fround(a)) }],
  ['conv.r8', { int: float, long: (a) => float(Number(a)), float }],
  ['conv.r.un', { int: (a) => float(a >>> 0), long: (a) => float(Number(unsigned(a))), float }],
  ...kinds.map((kind): readonly [OpcodeName, Conversion] => [`conv.ovf.${kind}`, checked(ranges[kind], false)]),
  ...kinds.map((kind): readonly [OpcodeName, Conversion] => [`conv.ovf.${kind}.un`, checked(ranges[kind], true)]),
  ['neg', { int: (a) => -a | 0, long: (a) => long(-a), float: (a) => float(-a) }],
  ['not', { int: (a) => ~a, long: (a) => ~a, float: () => noNumber(null) }],
  ['ckfinite', { int: (a) => a, long: (a) => a, float: (a) => (Number.isFinite(a) ? float(a) : raise('System.ArithmeticException')) }],
])

/** One operand to one value; addresses pass conversions to native integers as they are. III.3.27 ff. */
export const unaryOps: ReadonlyMap<OpcodeName, (a: Value) => Result> = new Map(
  [...conversions].map(([name, conversion]) => [
    name,
    (a: Value): Result => {
      if (typeof a === 'number') return conversion.int(a)
      if (typeof a === 'bigint') return conversion.long(a)
      if (isThing(a) && a.kind === 'float') return conversion.float(a.value)
      if (isThing(a) && (a.kind === 'pointer' || a.kind === 'reference') && (name === 'conv.i' || name === 'conv.u')) return a
      return noNumber(a)
    },
  ]),
)

/** How a comparison turned out; `unordered` where one is not a number. */
export type Order = 'less' | 'equal' | 'greater' | 'unordered'

/** Two operands compared, integers as unsigned where asked. References are only equal or not (`greater`). III.1.5 */
export function compared(a: Value, b: Value, isUnsigned: boolean): Order | Trap {
  if (typeof a === 'number' && typeof b === 'number') return isUnsigned ? orderOf(a >>> 0, b >>> 0) : orderOf(a, b)
  const left = asLong(a)
  const right = asLong(b)
  if (left !== null && right !== null) return isUnsigned ? orderOf(unsigned(left), unsigned(right)) : orderOf(left, right)
  if (left !== null || right !== null) return noNumber(left !== null ? b : a)
  if (isThing(a) && a.kind === 'unknown') return misused(a, '')
  if (isThing(b) && b.kind === 'unknown') return misused(b, '')
  if (isThing(a) && isThing(b)) {
    if (a.kind === 'float' && b.kind === 'float') return Number.isNaN(a.value) || Number.isNaN(b.value) ? 'unordered' : orderOf(a.value, b.value)
    if (a.kind === 'pointer' && b.kind === 'pointer' && a.data === b.data) return orderOf(a.at, b.at)
  }
  return a === b ? 'equal' : a === null ? 'less' : 'greater'
}

function orderOf<T extends number | bigint>(a: T, b: T): Order {
  return a < b ? 'less' : a > b ? 'greater' : 'equal'
}

/** What `brtrue` makes of a value. III.3.18 */
export function truth(value: Value): boolean | Trap {
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'bigint') return value !== 0n
  if (isThing(value) && value.kind === 'unknown') return misused(value, '')
  if (isThing(value) && value.kind === 'float') return value.value !== 0
  return value !== null
}
