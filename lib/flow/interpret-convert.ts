import { any, bool, bytes, chars, float, int, long, type Members, on1, on2, on3, text, textOrNull } from './interpret-member.ts'
import { allocate, type Member, madeText, type Run, spend } from './interpret-run.ts'
import { formatted, fromBase64, fromHex, textOf, toBase64 } from './interpret-text.ts'
import { bytesValue, isThing, isTrap, outOfRange, type Result, raise, type Site, type Storage, stop, textOfUnits, type Value } from './interpret-values.ts'

const wrongFormat = (): Result => raise('System.FormatException')

/** Bytes that were made, as an array. */
export function madeBytes(run: Run, made: Uint8Array): Result {
  return allocate(run, 16 + made.length) ?? bytesValue(made)
}

/** A part of an array; null where it does not lie inside. */
export function window(data: Uint8Array, at: number, count: number): Uint8Array | null {
  return at < 0 || count < 0 || at + count > data.length ? null : data.subarray(at, at + count)
}

interface IntegerType {
  readonly name: string
  readonly storage: Storage
  readonly low: bigint
  readonly high: bigint
}

const bits = (width: number): bigint => 1n << BigInt(width)
const signed = (name: string, storage: Storage, width: number): IntegerType => ({ name, storage, low: -bits(width - 1), high: bits(width - 1) - 1n })
const unsigned = (name: string, storage: Storage, width: number): IntegerType => ({ name, storage, low: 0n, high: bits(width) - 1n })

const integers: readonly IntegerType[] = [
  signed('SByte', 'i1', 8),
  unsigned('Byte', 'u1', 8),
  signed('Int16', 'i2', 16),
  unsigned('UInt16', 'u2', 16),
  signed('Int32', 'i4', 32),
  unsigned('UInt32', 'u4', 32),
  signed('Int64', 'i8', 64),
  unsigned('UInt64', 'u8', 64),
]

const isWide = ({ storage }: IntegerType): boolean => storage === 'i8' || storage === 'u8'

/** An integer as the stack holds it, once it is known to be in the type's range. */
function fitted(type: IntegerType, value: bigint): Result {
  if (value < type.low || value > type.high) return raise('System.OverflowException')
  return isWide(type) ? BigInt.asIntN(64, value) : Number(BigInt.asIntN(32, value))
}

/** Reads digits; a sign only in base 10. In other bases the sign bit may be written out. */
function parsed(type: IntegerType, digits: string, base: number): Result {
  const shape = base === 16 ? /^(?:0[xX])?([0-9a-fA-F]{1,16})$/ : base === 2 ? /^([01]{1,64})$/ : base === 8 ? /^([0-7]{1,22})$/ : /^\s*([+-]?\d{1,20})\s*$/
  const match = digits.length > 128 ? null : shape.exec(digits)
  const body = match?.[1]
  if (body === undefined) return wrongFormat()
  if (base === 10) return fitted(type, BigInt(body.startsWith('+') ? body.slice(1) : body))
  const value = BigInt(`${base === 16 ? '0x' : base === 8 ? '0o' : '0b'}${body}`)
  if (value > type.high - type.low) return raise('System.OverflowException')
  return fitted(type, value > type.high ? value + 2n * type.low : value)
}

/** `NumberStyles` with AllowHexSpecifier; of the others only those that change nothing for digits. */
const hexStyle = 0x200

function parseStyled(type: IntegerType, value: string, style: number): Result {
  if ((style & hexStyle) === 0) return parsed(type, value, 10)
  return /^\s*[0-9a-fA-F]+\s*$/.test(value.slice(0, 64)) ? parsed(type, value.trim(), 16) : wrongFormat()
}

/** An integer that is not yet cut to a type, as the overloads of Convert take it; unsigned where its parameter is. */
function wholeOf(value: Value, parameter: string): bigint | null {
  if (typeof value === 'bigint') return parameter === 'System.UInt64' ? BigInt.asUintN(64, value) : value
  if (typeof value === 'number') return parameter === 'System.UInt32' ? BigInt(value >>> 0) : BigInt(value)
  return null
}

const parameterOf = (site: Site): string => /\((?:[^,()]*)/.exec(site.signature)?.[0].slice(1) ?? ''

function convertTo(type: IntegerType): Member {
  return (run, args, site) => {
    const [value = null, base] = args
    if (typeof value === 'string') return parsed(type, value, typeof base === 'number' ? base : 10)
    if (isThing(value) && value.kind === 'box') return convertTo(type)(run, [value.value], { ...site, signature: `(${value.type}` })
    const parameter = parameterOf(site)
    if (isThing(value) && value.kind === 'float' && Number.isFinite(value.value)) {
      const floor = Math.floor(value.value)
      const rest = value.value - floor
      // halves go to the even neighbour
      return fitted(type, BigInt(rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor))
    }
    const whole = wholeOf(value, parameter)
    return whole === null ? (value === null && parameter === 'System.String' ? 0 : stop(site.signature)) : fitted(type, whole)
  }
}

const convertToText: Member = (run, args, site) => {
  const [value = null, base] = args
  const type = parameterOf(site)
  if (site.parameters === 2 && typeof base === 'number' && site.signature.endsWith(',System.Int32)')) {
    if (typeof value !== 'number' && typeof value !== 'bigint') return stop(site.signature)
    if (base !== 2 && base !== 8 && base !== 10 && base !== 16) return raise('System.ArgumentException')
    const width = type === 'System.Byte' ? 8 : type === 'System.Int16' ? 16 : type === 'System.Int64' ? 64 : 32
    return (base === 10 ? BigInt(value) : BigInt.asUintN(width, BigInt(value))).toString(base)
  }
  if (value === null || typeof value === 'string') return value ?? ''
  return textOf(run, isThing(value) && value.kind !== 'float' ? value : { kind: 'box', type, value })
}

const convert = 'System.Convert'

const convertMembers: Members = [
  ...integers.map((type) => [`${convert}::To${type.name}`, convertTo(type)] as const),
  [
    `${convert}::ToChar`,
    (run, args, site) =>
      typeof args[0] === 'string' ? (args[0].length === 1 ? args[0].charCodeAt(0) : wrongFormat()) : convertTo(unsigned('Char', 'u2', 16))(run, args, site),
  ],
  [`${convert}::ToBoolean`, (_run, args, site) => (typeof args[0] === 'number' ? bool(args[0] !== 0) : stop(site.signature))],
  [`${convert}::ToString`, convertToText],
  [
    `${convert}::FromBase64String`,
    on1(text, (run, value) => {
      const made = spend(run, value.length >> 2) ?? fromBase64(value)
      if (made === null) return wrongFormat()
      return isTrap(made) ? made : madeBytes(run, made)
    }),
  ],
  [
    `${convert}::FromBase64CharArray`,
    on3(chars, int, int, (run, units, at, count) => {
      if (at < 0 || count < 0 || at + count > units.length) return outOfRange()
      const made = spend(run, count >> 2) ?? fromBase64(textOfUnits(units.subarray(at, at + count)))
      if (made === null) return wrongFormat()
      return isTrap(made) ? made : madeBytes(run, made)
    }),
  ],
  [`${convert}::ToBase64String(System.Byte[])`, on1(bytes, (run, data) => spend(run, data.length >> 2) ?? madeText(run, toBase64(data)))],
  [
    `${convert}::ToBase64String(System.Byte[],System.Int32,System.Int32)`,
    on3(bytes, int, int, (run, data, at, count) => {
      const part = window(data, at, count)
      return part === null ? outOfRange() : (spend(run, count >> 2) ?? madeText(run, toBase64(part)))
    }),
  ],
  [
    `${convert}::FromHexString(System.String)`,
    on1(text, (run, value) => {
      const made = fromHex(value)
      return made === null ? wrongFormat() : (spend(run, value.length) ?? madeBytes(run, made))
    }),
  ],
  [`${convert}::ToHexString(System.Byte[])`, on1(bytes, (run, data) => madeText(run, hex(data, '')))],
]

/** Two digits a byte, in upper case. */
export function hex(data: Uint8Array, between: string): string {
  return [...data].map((one) => one.toString(16).toUpperCase().padStart(2, '0')).join(between)
}

/** `Parse`, `TryParse` is left out: its zero would be a guess where culture decides. */
const numberMembers: Members = [
  ...integers.flatMap((type): Members => {
    const name = `System.${type.name}`
    const own = (value: Value): Value => (isThing(value) && value.kind === 'box' ? value.value : value)
    const shown = (value: Value, format: string, site: Site): Result => {
      const held = own(value)
      if (typeof held !== 'number' && typeof held !== 'bigint') return stop(site.signature)
      return formatted(name, held, format) ?? stop(site.signature)
    }
    return [
      [`${name}::Parse(System.String)`, on1(text, (_run, value) => parsed(type, value, 10))],
      [`${name}::Parse(System.String,System.Globalization.NumberStyles)`, on2(text, int, (_run, value, style) => parseStyled(type, value, style))],
      [`${name}::Parse(System.String,System.IFormatProvider)`, on1(text, (_run, value) => parsed(type, value, 10))],
      [
        `${name}::Parse(System.String,System.Globalization.NumberStyles,System.IFormatProvider)`,
        on2(text, int, (_run, value, style) => parseStyled(type, value, style)),
      ],
      [`${name}::ToString()`, on1(any, (_run, value, site) => shown(value, '', site))],
      [`${name}::ToString(System.IFormatProvider)`, on1(any, (_run, value, site) => shown(value, '', site))],
      [`${name}::ToString(System.String)`, on2(any, textOrNull, (_run, value, format, site) => shown(value, format, site))],
      [`${name}::ToString(System.String,System.IFormatProvider)`, on2(any, textOrNull, (_run, value, format, site) => shown(value, format, site))],
      [`${name}::Equals(System.${type.name})`, on2(any, any, (_run, a, b) => bool(own(a) === own(b)))],
    ]
  }),
  ['System.Boolean::ToString()', on1(any, (_run, value) => ((isThing(value) && value.kind === 'box' ? value.value : value) === 0 ? 'False' : 'True'))],
]

const math = 'System.Math'
const float1 = (run: (value: number) => number): Member => on1(float, (_run, value) => ({ kind: 'float', value: run(value) }))

/** Minimum and maximum by the type of the overload: unsigned types are compared as such. */
const extreme =
  (greater: boolean): Member =>
  (_run, args, site) => {
    const [a = null, b = null] = args
    const type = parameterOf(site)
    if (isThing(a) && a.kind === 'float' && isThing(b) && b.kind === 'float')
      return { kind: 'float', value: greater ? Math.max(a.value, b.value) : Math.min(a.value, b.value) }
    const left = wholeOf(a, type)
    const right = wholeOf(b, type)
    if (left === null || right === null) return stop(site.signature)
    return left > right === greater ? a : b
  }

const mathMembers: Members = [
  [
    `${math}::Abs`,
    (_run, args, site) => {
      const [value] = args
      if (typeof value === 'number') return value === -0x8000_0000 ? raise('System.OverflowException') : Math.abs(value)
      if (typeof value === 'bigint') return value < 0n ? BigInt.asIntN(64, -value) : value
      return isThing(value) && value.kind === 'float' ? { kind: 'float', value: Math.abs(value.value) } : stop(site.signature)
    },
  ],
  [`${math}::Max`, extreme(true)],
  [`${math}::Min`, extreme(false)],
  [`${math}::Pow`, on2(float, float, (_run, a, b) => ({ kind: 'float', value: a ** b }))],
  [`${math}::Sqrt`, float1(Math.sqrt)],
  [`${math}::Floor(System.Double)`, float1(Math.floor)],
  [`${math}::Ceiling(System.Double)`, float1(Math.ceil)],
  [`${math}::Truncate(System.Double)`, float1(Math.trunc)],
  [`${math}::Sign`, (_run, args, site) => (typeof args[0] === 'number' ? Math.sign(args[0]) : stop(site.signature))],
  [`${math}::BigMul`, on2(long, long, (_run, a, b) => a * b)],
]

/** Numbers and texts of numbers. */
export const conversionMembers: Members = [...convertMembers, ...numberMembers, ...mathMembers]
