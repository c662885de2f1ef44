import { createCipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { deflateRawSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { startRun } from '../lib/flow/interpret-machine.ts'
import { members } from '../lib/flow/interpret-members.ts'
import type { Run } from '../lib/flow/interpret-run.ts'
import { staticFacts } from '../lib/flow/interpret-statics.ts'
import { makeTypes } from '../lib/flow/interpret-types.ts'
import { bytesValue, charsValue, isThing, isTrap, numbersOf, type Result, type Value } from '../lib/flow/interpret-values.ts'
import { limits } from '../lib/limits.ts'
import { makeCodeCache } from '../lib/model/method-code.ts'
import { findOverrides } from '../lib/model/overrides.ts'
import { makeRunnable, staticSig, type } from './make/runnable.ts'

/** Methods for delegates: each takes what its name says. */
const made = makeRunnable()
const double = made.method('Double', staticSig(type.int, type.int), ['ldarg.0', 'ldc.i4.2', 'mul', 'ret'])
const isBig = made.method('IsBig', staticSig(type.bool, type.int), ['ldarg.0', 'ldc.i4.2', 'cgt', 'ret'])
const add = made.method('Add', staticSig(type.int, type.int, type.int), ['ldarg.0', 'ldarg.1', 'add', 'ret'])
const twice = made.method('Twice', staticSig(type.object, type.object), ['ldarg.0', 'ret'])
const program = made.program()

function newRun(): Run {
  return startRun({
    program,
    cache: makeCodeCache(program),
    types: makeTypes(program),
    log: { hit: new Set() },
    overrides: () => findOverrides(program),
    statics: () => staticFacts(program),
    targets: new Map(),
    prepared: new Map(),
    dispatch: new Map(),
    left: limits.interpretTotal,
  })
}

const delegate = (token: number): Value => ({ kind: 'delegate', method: token & 0xff_ffff, site: null, target: null, isStatic: true })
const bytes = (...values: number[]): Value => bytesValue(Uint8Array.from(values))
const ints = (...values: number[]): Value => numbersOf('System.Int32', Int32Array.from(values))
const texts = (...data: Value[]): Value => ({ kind: 'items', element: 'System.String', data })
const list = (...items: Value[]): Value => ({ kind: 'list', element: 'System.Int32', items })
const box = (name: string, value: Value): Value => ({ kind: 'box', type: `System.${name}`, value })
const float = (value: number): Value => ({ kind: 'float', value })
const utf8: Value = { kind: 'encoding', name: 'utf-8' }
const ref = (...slots: Value[]): Value => ({ kind: 'reference', slots, index: 0, storage: 'unknown' })

/** Calls a member by its name in the table, with the signature of the overload that code names. */
function call(name: string, args: readonly Value[], overload = '', typeArgs: readonly string[] = []): Result {
  const api = name.replace(/\(.*/, '')
  const signature = overload === '' ? name : `${api}(${overload})`
  const member = members.get(signature) ?? members.get(api)
  if (member === undefined) throw new TypeError(`no member ${name}`)
  const parameters = /\(\)$/.test(signature) || !signature.includes('(') ? 0 : signature.split(',').length
  return member(newRun(), args, { api, signature, typeArgs, assembly: 0, token: 0, hasThis: true, parameters })
}

/** A result as a test writes it: arrays as lists, exceptions as `throws X`, other ends as `stops`. */
function shown(result: Result | Value): unknown {
  if (isTrap(result))
    return result.kind === 'stop'
      ? 'stops'
      : isThing(result.exception) && result.exception.kind === 'exception'
        ? `throws ${result.exception.type.replace(/.*\./, '')}`
        : 'throws'
  if (!isThing(result)) return result
  switch (result.kind) {
    case 'numbers':
      return [...result.data]
    case 'items':
      return result.data.map(shown)
    case 'list':
      return result.items.map(shown)
    case 'float':
    case 'nullable':
      return shown(result.value)
    case 'box':
      return shown(result.value)
    case 'builder':
      return result.text
    case 'tuple':
      return result.items.map(shown)
    case 'pair':
      return [shown(result.key), shown(result.value)]
    case 'map':
      return [...result.entries.values()].map(([key, value]) => [shown(key), shown(value)])
    case 'encoding':
    case 'type':
      return result.name
    case 'stream':
      return [...result.bytes.subarray(result.position, result.length)]
    case 'sequence': {
      const cursor = result.open()
      if (isTrap(cursor)) return shown(cursor)
      const items: unknown[] = []
      for (let item = cursor(); item !== undefined; item = cursor()) {
        items.push(shown(item))
        if (isTrap(item)) break
      }
      return items
    }
    default:
      return result.kind
  }
}

type Row = readonly [name: string, args: readonly Value[], wanted: unknown, overload?: string | undefined, typeArgs?: readonly string[]]

function rows(about: string, all: readonly Row[]): void {
  t.test(about, async (t) => {
    for (const [name, args, wanted, overload, typeArgs] of all) t.strictSame(shown(call(name, args, overload, typeArgs)), wanted, `${name} ${overload ?? ''}`)
  })
}

const s = 'System.String'

rows('texts are cut, joined, sought and compared', [
  [`${s}::Concat(System.Object)`, [box('Int32', 5)], '5'],
  [`${s}::Concat(System.Object[])`, [texts('a', null, 'b')], 'ab'],
  [`${s}::Concat(System.String[])`, [texts('a', 'b')], 'ab'],
  [`${s}::Concat(System.Collections.Generic.IEnumerable\`1<System.String>)`, [list('a', 'b')], 'ab'],
  [`${s}::Concat(System.Collections.Generic.IEnumerable\`1<!!0>)`, [list(65, 66)], 'AB', undefined, ['System.Char']],
  [`${s}::Concat`, ['a', null, box('Char', 0x62)], 'ab'],
  [`${s}::Concat`, [{ kind: 'assembly', index: 0 }], 'stops'],
  [`${s}::Format(System.String,System.Object[])`, ['{1}{0}', texts('a', 'b')], 'ba'],
  [`${s}::Format(System.IFormatProvider,System.String,System.Object[])`, [null, '{0,3}', texts('a')], '  a'],
  [`${s}::Format(System.String,System.Object)`, ['{0:X2}|{0,-4}|', box('Byte', 10)], '0A|10  |'],
  [`${s}::Format(System.String,System.Object)`, ['{1}', 'a'], 'throws FormatException'],
  [`${s}::Format(System.String,System.Object)`, ['{', 'a'], 'throws FormatException'],
  [`${s}::Format(System.IFormatProvider,System.String,System.Object)`, [null, '{0}', 'a'], 'a'],
  [`${s}::Join(System.String,System.String[])`, [',', texts('a', 'b')], 'a,b'],
  [`${s}::Join(System.String,System.Object[])`, [null, texts('a', box('Boolean', 1))], 'aTrue'],
  [`${s}::Join(System.String,System.Collections.Generic.IEnumerable\`1<System.String>)`, ['-', list('a', 'b')], 'a-b'],
  [`${s}::Join(System.String,System.Collections.Generic.IEnumerable\`1<!!0>)`, ['-', ints(1, 2)], '1-2', undefined, ['System.Int32']],
  [`${s}::Substring(System.Int32)`, ['hello', 2], 'llo'],
  [`${s}::Substring(System.Int32)`, ['a', 2], 'throws ArgumentOutOfRangeException'],
  [`${s}::Substring(System.Int32,System.Int32)`, ['hello', 1, 3], 'ell'],
  [`${s}::Remove(System.Int32)`, ['hello', 2], 'he'],
  [`${s}::Remove(System.Int32,System.Int32)`, ['hello', 1, 3], 'ho'],
  [`${s}::Remove(System.Int32,System.Int32)`, ['hello', 4, 3], 'throws ArgumentOutOfRangeException'],
  [`${s}::Insert`, ['ad', 1, 'bc'], 'abcd'],
  [`${s}::Insert`, ['ad', 3, 'bc'], 'throws ArgumentOutOfRangeException'],
  [`${s}::Replace(System.String,System.String)`, ['a#b#', '#', null], 'ab'],
  [`${s}::Replace(System.String,System.String)`, ['a', '', 'b'], 'throws ArgumentException'],
  [`${s}::Replace(System.Char,System.Char)`, ['aba', 0x61, 0x63], 'cbc'],
  [`${s}::Trim()`, [' a\t'], 'a'],
  [`${s}::TrimStart`, ['xxa', 0x78], 'a'],
  [`${s}::TrimEnd`, ['axy', charsValue('yx')], 'a'],
  [`${s}::Trim`, [' a ', null], 'a'],
  [`${s}::Trim`, [' a ', 'x'], 'stops'],
  [`${s}::StartsWith`, ['abc', 'ab'], 1],
  [`${s}::EndsWith`, ['abC', 'c', 5], 1, 'System.String,System.StringComparison'],
  [`${s}::Contains`, ['abc', 'd'], 0],
  [`${s}::Contains`, [null, 'd'], 'throws NullReferenceException'],
  [`${s}::IndexOf(System.Char)`, ['abc', 0x63], 2],
  [`${s}::IndexOf(System.String,System.Int32)`, ['abab', 'ab', 1], 2],
  [`${s}::IndexOf(System.String,System.Int32)`, ['abab', 'ab', 5], 'throws ArgumentOutOfRangeException'],
  [`${s}::IndexOf(System.String,System.StringComparison)`, ['aB', 'b', 5], 1],
  [`${s}::IndexOf(System.String,System.StringComparison)`, ['aB', 'b', 4], -1],
  [`${s}::LastIndexOf(System.String)`, ['abab', 'ab'], 2],
  [`${s}::LastIndexOf(System.String,System.Int32)`, ['abab', 'ab', 2], 0],
  [`${s}::Split`, ['a,b;c', charsValue(',;')], ['a', 'b', 'c'], 'System.Char[]'],
  [`${s}::Split`, ['a  b', charsValue('')], ['a', '', 'b'], 'System.Char[]'],
  [`${s}::Split`, ['a--b', texts('-'), 1], ['a', 'b'], 'System.String[],System.StringSplitOptions'],
  [`${s}::Split`, ['a=b=c', charsValue('='), 2], ['a', 'b=c'], 'System.Char[],System.Int32'],
  [`${s}::Split`, ['a', null], ['a'], 'System.Char[]'],
  [`${s}::Split`, ['a b', 0x20, 5], 'stops', 'System.Char,System.StringSplitOptions'],
  [`${s}::ToCharArray()`, ['ab'], [97, 98]],
  [`${s}::ToCharArray(System.Int32,System.Int32)`, ['abc', 1, 2], [98, 99]],
  [`${s}::ToUpperInvariant`, ['aß'], 'Aß'],
  [`${s}::ToLower`, ['AÉ'], 'aé'],
  [`${s}::ToString`, ['a'], 'a'],
  [`${s}::get_Length`, ['abc'], 3],
  [`${s}::get_Chars`, ['abc', 1], 98],
  [`${s}::get_Chars`, ['abc', 3], 'throws IndexOutOfRangeException'],
  [`${s}::PadLeft(System.Int32)`, ['a', 3], '  a'],
  [`${s}::PadRight(System.Int32)`, ['a', 3], 'a  '],
  [`${s}::PadLeft(System.Int32,System.Char)`, ['a', 3, 0x30], '00a'],
  [`${s}::PadRight(System.Int32,System.Char)`, ['a', 3, 0x30], 'a00'],
  [`${s}::PadRight(System.Int32,System.Char)`, ['a', -1, 0x30], 'throws ArgumentOutOfRangeException'],
  [`${s}::op_Equality`, ['a', null], 0],
  [`${s}::op_Inequality`, ['a', 'b'], 1],
  [`${s}::Equals(System.String)`, ['a', 'a'], 1],
  [`${s}::Equals(System.String,System.StringComparison)`, ['a', 'A', 5], 1],
  [`${s}::Compare(System.String,System.String,System.Boolean)`, ['a', 'A', 1], 0],
  [`${s}::CompareOrdinal(System.String,System.String)`, ['a', 'b'], -1],
  [`${s}::IsNullOrEmpty`, [null], 1],
  [`${s}::IsNullOrWhiteSpace`, [' \u00a0'], 1],
  [`${s}::.ctor(System.Char[])`, [charsValue('ab')], 'ab'],
  [`${s}::.ctor(System.Char[])`, [null], ''],
  [`${s}::.ctor(System.Char[],System.Int32,System.Int32)`, [charsValue('abc'), 1, 2], 'bc'],
  [`${s}::.ctor(System.Char[],System.Int32,System.Int32)`, [charsValue('abc'), 2, 2], 'throws ArgumentOutOfRangeException'],
  [`${s}::.ctor(System.Char,System.Int32)`, [0x61, 3], 'aaa'],
  [`${s}::.ctor(System.Char,System.Int32)`, [0x61, -1], 'throws ArgumentOutOfRangeException'],
])

rows('characters have their kinds', [
  ...(['IsLetter', 'IsLetterOrDigit', 'IsLower'] as const).map((name): Row => [`System.Char::${name}(System.Char)`, [0x61], 1]),
  ...(['IsDigit', 'IsUpper', 'IsWhiteSpace', 'IsPunctuation', 'IsControl', 'IsNumber'] as const).map(
    (name): Row => [`System.Char::${name}(System.Char)`, [0x61], 0],
  ),
  ['System.Char::IsDigit(System.String,System.Int32)', ['a1', 1], 1],
  ['System.Char::IsDigit(System.String,System.Int32)', ['a1', 2], 'throws ArgumentOutOfRangeException'],
  ['System.Char::ToUpper', [0x61], 0x41],
  ['System.Char::ToLowerInvariant', [0x41], 0x61],
  ['System.Char::ToString', [box('Char', 0x41)], 'A'],
  ['System.Char::GetNumericValue(System.Char)', [0x37], 7],
])

const b = 'System.Text.StringBuilder'
const builder = (text: string): Value => ({ kind: 'builder', text })

rows('builders grow and change', [
  [`${b}::.ctor`, [], ''],
  [`${b}::.ctor(System.String)`, ['a'], 'a'],
  [`${b}::.ctor(System.String,System.Int32)`, ['a', 5], 'a'],
  [`${b}::Append(System.String)`, [builder('a'), 'b'], 'ab'],
  [`${b}::Append(System.Char)`, [builder('a'), 0x62], 'ab'],
  [`${b}::Append(System.Int32)`, [builder('a'), 5], 'a5'],
  [`${b}::Append(System.Char[])`, [builder('a'), charsValue('bc')], 'abc'],
  [`${b}::Append(System.Char[])`, [builder('a'), 'bc'], 'stops'],
  [`${b}::Append(System.Char,System.Int32)`, [builder('a'), 0x62, 2], 'abb'],
  [`${b}::Append(System.String,System.Int32,System.Int32)`, [builder('a'), 'xyz', 1, 1], 'ay'],
  [`${b}::AppendLine()`, [builder('a')], 'a\r\n'],
  [`${b}::AppendLine(System.String)`, [builder('a'), 'b'], 'ab\r\n'],
  [`${b}::AppendFormat(System.String,System.Object[])`, [builder('a'), '{0}', texts('b')], 'ab'],
  [`${b}::AppendFormat(System.String,System.Object)`, [builder('a'), '{0}', 'b'], 'ab'],
  [`${b}::Insert(System.Int32,System.String)`, [builder('ac'), 1, 'b'], 'abc'],
  [`${b}::Insert(System.Int32,System.String)`, [builder('ac'), 3, 'b'], 'throws ArgumentOutOfRangeException'],
  [`${b}::Insert(System.Int32,System.Char)`, [builder('ac'), 0, 0x62], 'bac'],
  [`${b}::Remove`, [builder('abc'), 1, 1], 'ac'],
  [`${b}::Remove`, [builder('abc'), 1, 5], 'throws ArgumentOutOfRangeException'],
  [`${b}::Replace(System.String,System.String)`, [builder('abc'), 'b', 'x'], 'axc'],
  [`${b}::Replace(System.Char,System.Char)`, [builder('abc'), 0x62, 0x78], 'axc'],
  [`${b}::ToString()`, [builder('abc')], 'abc'],
  [`${b}::ToString(System.Int32,System.Int32)`, [builder('abc'), 1, 1], 'b'],
  [`${b}::get_Length`, [builder('abc')], 3],
  [`${b}::set_Length`, [builder('abc'), 1], 'a'],
  [`${b}::set_Length`, [builder('abc'), -1], 'throws ArgumentOutOfRangeException'],
  [`${b}::Clear`, [builder('abc')], ''],
  [`${b}::get_Capacity`, [builder('abc')], 16],
  [`${b}::EnsureCapacity`, [builder('abc'), 3], 16],
  [`${b}::get_Chars`, [builder('abc'), 1], 98],
  [`${b}::get_Chars`, [builder('abc'), 3], 'throws IndexOutOfRangeException'],
  [`${b}::set_Chars`, [builder('abc'), 1, 0x78], 'axc'],
  [`${b}::set_Chars`, [builder('abc'), 3, 0x78], 'throws ArgumentOutOfRangeException'],
])

rows('numbers are converted, parsed and written', [
  ['System.Convert::ToInt32', ['1f', 16], 31, 'System.String,System.Int32'],
  ['System.Convert::ToInt32', ['ffffffff', 16], -1, 'System.String,System.Int32'],
  ['System.Convert::ToInt32', ['12x'], 'throws FormatException', 'System.String'],
  ['System.Convert::ToInt32', ['9999999999'], 'throws OverflowException', 'System.String'],
  ['System.Convert::ToInt32', [null], 0, 'System.String'],
  ['System.Convert::ToInt32', [float(2.5)], 2, 'System.Double'],
  ['System.Convert::ToInt32', [float(3.5)], 4, 'System.Double'],
  ['System.Convert::ToInt32', [box('Char', 65)], 65, 'System.Object'],
  ['System.Convert::ToByte', ['101', 2], 5, 'System.String,System.Int32'],
  ['System.Convert::ToByte', ['17', 8], 15, 'System.String,System.Int32'],
  ['System.Convert::ToByte', [300], 'throws OverflowException', 'System.Int32'],
  ['System.Convert::ToUInt64', [-1], 0xffffffffn, 'System.UInt32'],
  ['System.Convert::ToChar', [65], 65, 'System.Int32'],
  ['System.Convert::ToChar', ['ab'], 'throws FormatException', 'System.String'],
  ['System.Convert::ToBoolean', [2], 1, 'System.Int32'],
  ['System.Convert::ToString', [255, 2], '11111111', 'System.Int32,System.Int32'],
  ['System.Convert::ToString', [-1, 16], 'ffffffff', 'System.Int32,System.Int32'],
  ['System.Convert::ToString', [1, 3], 'throws ArgumentException', 'System.Int32,System.Int32'],
  ['System.Convert::ToString', [65], 'A', 'System.Char'],
  ['System.Convert::FromBase64String(System.String)', ['aGk='], [104, 105]],
  ['System.Convert::FromBase64String(System.String)', ['?'], 'throws FormatException'],
  ['System.Convert::FromBase64CharArray', [charsValue('xaGk='), 1, 4], [104, 105]],
  ['System.Convert::FromBase64CharArray', [charsValue('x'), 1, 4], 'throws ArgumentOutOfRangeException'],
  ['System.Convert::ToBase64String(System.Byte[])', [bytes(104, 105)], 'aGk='],
  ['System.Convert::ToBase64String(System.Byte[],System.Int32,System.Int32)', [bytes(1, 104, 105), 1, 2], 'aGk='],
  ['System.Convert::FromHexString(System.String)', ['6869'], [104, 105]],
  ['System.Convert::FromHexString(System.String)', ['686'], 'throws FormatException'],
  ['System.Convert::ToHexString(System.Byte[])', [bytes(0xab, 1)], 'AB01'],
  ['System.Int32::Parse(System.String)', [' -12 '], -12],
  ['System.Byte::Parse(System.String,System.Globalization.NumberStyles)', ['fe', 0x203], 254],
  ['System.Byte::Parse(System.String,System.Globalization.NumberStyles)', ['zz', 0x203], 'throws FormatException'],
  ['System.Int32::Parse(System.String,System.IFormatProvider)', ['7', null], 7],
  ['System.Int32::Parse(System.String,System.Globalization.NumberStyles,System.IFormatProvider)', ['7', 7, null], 7],
  ['System.Byte::ToString(System.String)', [10, 'X2'], '0A'],
  ['System.Int32::ToString()', [box('Int32', -5)], '-5'],
  ['System.Int32::ToString(System.IFormatProvider)', [5, null], '5'],
  ['System.Int32::ToString(System.String,System.IFormatProvider)', [5, 'D3', null], '005'],
  ['System.Int32::ToString(System.String)', ['x', 'D3'], 'stops'],
  ['System.Int32::Equals(System.Int32)', [5, 5], 1],
  ['System.Boolean::ToString()', [1], 'True'],
  ['System.Math::Abs', [-5], 5],
  ['System.Math::Abs', [-5n], 5n],
  ['System.Math::Abs', [float(-1.5)], 1.5],
  ['System.Math::Abs', ['x'], 'stops'],
  ['System.Math::Max', [-1, 1], -1, 'System.UInt32,System.UInt32'],
  ['System.Math::Min', [-1, 1], -1, 'System.Int32,System.Int32'],
  ['System.Math::Max', [float(1), float(2)], 2, 'System.Double,System.Double'],
  ['System.Math::Pow', [float(2), float(3)], 8],
  ['System.Math::Sqrt', [float(9)], 3],
  ['System.Math::Floor(System.Double)', [float(1.5)], 1],
  ['System.Math::Sign', [-3], -1],
  ['System.Math::BigMul', [3, 4], 12n],
])

rows('bytes are read, written and decoded', [
  ['System.Text.Encoding::get_UTF8', [], 'utf-8'],
  ['System.Text.UTF8Encoding::.ctor', [], 'utf-8'],
  ['System.Text.Encoding::GetEncoding(System.String)', ['ISO-8859-1'], 'latin1'],
  ['System.Text.Encoding::GetEncoding(System.Int32)', [1252], 'windows-1252'],
  ['System.Text.Encoding::GetEncoding(System.Int32)', [850], 'stops'],
  ['System.Text.Encoding::GetString(System.Byte[])', [utf8, bytes(104, 105)], 'hi'],
  ['System.Text.Encoding::GetString(System.Byte[],System.Int32,System.Int32)', [utf8, bytes(104, 105), 1, 1], 'i'],
  ['System.Text.Encoding::GetString(System.Byte[],System.Int32,System.Int32)', [utf8, bytes(104, 105), 1, 2], 'throws ArgumentOutOfRangeException'],
  ['System.Text.Encoding::GetChars(System.Byte[])', [utf8, bytes(104)], [104]],
  ['System.Text.Encoding::GetBytes(System.String)', [utf8, 'é'], [0xc3, 0xa9]],
  ['System.Text.Encoding::GetBytes(System.Char[])', [utf8, charsValue('a')], [97]],
  ['System.Text.Encoding::GetByteCount(System.String)', [utf8, 'é'], 2],
  ['System.Text.Encoding::GetCharCount(System.Byte[])', [utf8, bytes(0xc3, 0xa9)], 1],
  ['System.Text.Encoding::GetPreamble', [utf8], [0xef, 0xbb, 0xbf]],
  ['System.BitConverter::ToInt16(System.Byte[],System.Int32)', [bytes(0, 0xff, 0xff), 1], -1],
  ['System.BitConverter::ToUInt16(System.Byte[],System.Int32)', [bytes(1, 2), 0], 0x201],
  ['System.BitConverter::ToChar(System.Byte[],System.Int32)', [bytes(65, 0), 0], 65],
  ['System.BitConverter::ToInt32(System.Byte[],System.Int32)', [bytes(1, 0, 0, 0x80), 0], -0x7fffffff],
  ['System.BitConverter::ToUInt32(System.Byte[],System.Int32)', [bytes(1, 0, 0, 0), 0], 1],
  ['System.BitConverter::ToInt64(System.Byte[],System.Int32)', [bytes(1, 0, 0, 0, 0, 0, 0, 0), 0], 1n],
  ['System.BitConverter::ToUInt64(System.Byte[],System.Int32)', [bytes(1, 0, 0, 0, 0, 0, 0, 0), 0], 1n],
  ['System.BitConverter::ToSingle(System.Byte[],System.Int32)', [bytes(0, 0, 0x80, 0x3f), 0], 1],
  ['System.BitConverter::ToDouble(System.Byte[],System.Int32)', [bytes(0, 0, 0, 0, 0, 0, 0xf0, 0x3f), 0], 1],
  ['System.BitConverter::ToInt32(System.Byte[],System.Int32)', [bytes(1), 0], 'throws ArgumentOutOfRangeException'],
  ['System.BitConverter::GetBytes(System.Int32)', [0x01020304], [4, 3, 2, 1]],
  ['System.BitConverter::GetBytes(System.Int64)', [-1n], new Array(8).fill(255)],
  ['System.BitConverter::GetBytes(System.Int32)', ['x'], 'stops'],
  ['System.BitConverter::ToString(System.Byte[])', [bytes(1, 0xab)], '01-AB'],
  ['System.BitConverter::ToString(System.Byte[],System.Int32,System.Int32)', [bytes(1, 0xab), 1, 1], 'AB'],
  ['System.BitConverter::ToString(System.Byte[],System.Int32,System.Int32)', [bytes(1), 1, 1], 'throws ArgumentOutOfRangeException'],
])

const a = 'System.Array'

t.test('arrays are copied, turned and sought in place', async (t) => {
  const target = ints(0, 0, 0)
  call(`${a}::Copy(System.Array,System.Array,System.Int32)`, [ints(1, 2), target, 2])
  t.strictSame(shown(target), [1, 2, 0])
  call(`${a}::Copy(System.Array,System.Int32,System.Array,System.Int32,System.Int32)`, [target, 0, target, 1, 2])
  t.strictSame(shown(target), [1, 1, 2], 'a part of itself')
  call(`${a}::Reverse(System.Array)`, [target])
  t.strictSame(shown(target), [2, 1, 1])
  call(`${a}::Reverse(System.Array,System.Int32,System.Int32)`, [target, 0, 2])
  t.strictSame(shown(target), [1, 2, 1])
  call(`${a}::Clear(System.Array,System.Int32,System.Int32)`, [target, 1, 1])
  t.strictSame(shown(target), [1, 0, 1])
  call(`${a}::Sort(System.Array)`, [target])
  t.strictSame(shown(target), [0, 1, 1])
  call(`${a}::CopyTo(System.Array,System.Int32)`, [ints(9), target, 2])
  t.strictSame(shown(target), [0, 1, 9])
  const words = bytes(0, 0, 0, 0)
  call('System.Buffer::BlockCopy', [ints(0x04030201), 0, words, 0, 4])
  t.strictSame(shown(words), [1, 2, 3, 4])
  call('System.Buffer::SetByte', [words, 0, 9])
  t.equal(shown(call('System.Buffer::GetByte', [words, 0])), 9)
  const place = ref(ints(1, 2, 3))
  call(`${a}::Resize`, [place, 2], '', ['System.Int32'])
  t.strictSame(isThing(place) && place.kind === 'reference' && 'slots' in place ? shown(place.slots[0] ?? null) : null, [1, 2])
  const none = ref(null)
  call(`${a}::Resize`, [none, 2], '', ['System.Byte'])
  t.strictSame(isThing(none) && none.kind === 'reference' && 'slots' in none ? shown(none.slots[0] ?? null) : null, [0, 0])
})

rows('arrays answer', [
  [`${a}::Copy(System.Array,System.Array,System.Int32)`, [ints(1), ints(0), 2], 'throws ArgumentException'],
  [`${a}::Reverse(System.Array,System.Int32,System.Int32)`, [ints(1), 0, 2], 'throws ArgumentException'],
  [`${a}::Resize`, [ref(ints(1)), -1], 'throws ArgumentOutOfRangeException'],
  [`${a}::Resize`, [ref('x'), 1], 'stops'],
  [`${a}::Clear(System.Array,System.Int32,System.Int32)`, [ints(1), 0, 2], 'throws IndexOutOfRangeException'],
  [`${a}::Clear(System.Array,System.Int32,System.Int32)`, [texts('a'), 0, 1], null],
  [`${a}::Sort(System.Array)`, [texts('a')], 'stops'],
  [`${a}::Clone`, [ints(1, 2)], [1, 2]],
  [`${a}::IndexOf(System.Array,System.Object)`, [ints(1, 2), box('Int32', 2)], 1],
  [`${a}::IndexOf(!!0[],!!0)`, [texts('a', 'b'), 'c'], -1],
  [`${a}::IndexOf(!!0[],!!0,System.Int32)`, [ints(1, 1), 1, 1], 1],
  [`${a}::get_Length`, [ints(1, 2)], 2],
  [`${a}::GetUpperBound`, [ints(1, 2), 0], 1],
  [`${a}::GetLowerBound`, [ints(1, 2), 0], 0],
  [`${a}::get_LongLength`, [ints(1, 2)], 2n],
  [`${a}::get_Rank`, [ints(1)], 1],
  [`${a}::get_Length`, ['x'], 'stops'],
  [`${a}::ConvertAll`, [ints(1, 2), delegate(double)], [2, 4], undefined, ['System.Int32', 'System.Int32']],
  [`${a}::FindIndex(!!0[],System.Predicate\`1<!!0>)`, [ints(1, 3), delegate(isBig)], 1],
  [`${a}::Find`, [ints(1, 3), delegate(isBig)], 3],
  [`${a}::Find`, [texts('a'), delegate(isBig)], 'stops'],
  [`${a}::Exists`, [ints(1), delegate(isBig)], 0],
  [`${a}::ForEach`, [ints(1), delegate(double)], null],
  [`${a}::Empty`, [], [], undefined, ['System.Byte']],
  [`${a}::GetValue(System.Int32)`, [ints(5), 0], 5],
  [`${a}::GetValue(System.Int32)`, [ints(5), 1], 'throws IndexOutOfRangeException'],
  ['System.Buffer::ByteLength', [ints(5)], 4],
  ['System.Buffer::ByteLength', [texts('a')], 'stops'],
  ['System.Buffer::BlockCopy', [ints(5), 0, bytes(1), 0, 4], 'throws ArgumentException'],
  ['System.Buffer::SetByte', [bytes(1), 2, 0], 'throws ArgumentOutOfRangeException'],
  [
    'System.ReadOnlySpan`1::.ctor(System.Void*,System.Int32)',
    [{ kind: 'pointer', data: Uint8Array.of(1, 2, 3), at: 1 }, 2],
    [2, 3],
    undefined,
    ['System.Byte'],
  ],
  ['System.ReadOnlySpan`1::.ctor(System.Void*,System.Int32)', [{ kind: 'pointer', data: Uint8Array.of(1), at: 0 }, 2], 'stops', undefined, ['System.Byte']],
  ['System.ReadOnlySpan`1::.ctor(System.Void*,System.Int32)', [{ kind: 'pointer', data: Uint8Array.of(1), at: 0 }, 1], 'stops', undefined, ['System.String']],
  ['System.ReadOnlySpan`1::get_Length', [bytes(1)], 1],
  ['System.ReadOnlySpan`1::get_IsEmpty', [bytes(1)], 0],
  ['System.ReadOnlySpan`1::get_Item', [bytes(1), 0], 'pointer'],
  ['System.Span`1::get_Item', [texts('a'), 0], 'reference'],
  ['System.Span`1::get_Item', [bytes(1), 1], 'throws IndexOutOfRangeException'],
  ['System.Span`1::ToArray', [bytes(1)], [1]],
  ['System.Span`1::op_Implicit(!0[])', [bytes(1)], [1]],
])

const l = 'System.Collections.Generic.List`1'

t.test('lists change in place', async (t) => {
  const changed = (name: string, ...more: Value[]) => {
    const self = list(3, 1, 2)
    const result = call(`${l}::${name}`, [self, ...more])
    return isTrap(result) ? shown(result) : shown(self)
  }
  t.strictSame(changed('Add', 4), [3, 1, 2, 4])
  t.strictSame(changed('AddRange', ints(4, 5)), [3, 1, 2, 4, 5])
  t.strictSame(changed('InsertRange', 1, ints(4)), [3, 4, 1, 2])
  t.equal(changed('InsertRange', 9, ints(4)), 'throws ArgumentOutOfRangeException')
  t.strictSame(changed('Insert', 0, 4), [4, 3, 1, 2])
  t.equal(changed('Insert', 9, 4), 'throws ArgumentOutOfRangeException')
  t.strictSame(changed('RemoveAt', 0), [1, 2])
  t.equal(changed('RemoveAt', 3), 'throws ArgumentOutOfRangeException')
  t.strictSame(changed('RemoveRange', 0, 2), [2])
  t.equal(changed('RemoveRange', 2, 2), 'throws ArgumentOutOfRangeException')
  t.strictSame(changed('Remove', 1), [3, 2])
  t.strictSame(changed('Remove', 9), [3, 1, 2])
  t.strictSame(changed('Clear'), [])
  t.strictSame(changed('Reverse()'), [2, 1, 3])
  t.strictSame(changed('Sort()'), [1, 2, 3])
  t.strictSame(changed('set_Item', 0, 9), [9, 1, 2])
  t.equal(changed('set_Item', 3, 9), 'throws ArgumentOutOfRangeException')
  const target = ints(0, 0, 0, 0)
  call(`${l}::CopyTo(!0[])`, [list(1, 2), target])
  t.strictSame(shown(target), [1, 2, 0, 0])
})

const stack = 'System.Collections.Generic.Stack`1'
const queue = 'System.Collections.Generic.Queue`1'

rows('lists, stacks and queues answer', [
  [`${l}::.ctor`, [], []],
  [`${l}::.ctor(System.Collections.Generic.IEnumerable\`1<!0>)`, [ints(1, 2)], [1, 2]],
  [`${l}::Contains`, [list(1), 1], 1],
  [`${l}::Contains`, [list({ kind: 'assembly', index: 0 }), 1], 'stops'],
  [`${l}::IndexOf`, [list('a', 'b'), 'b'], 1],
  [`${l}::get_Item`, [list(1), 0], 1],
  [`${l}::get_Item`, [list(1), 1], 'throws ArgumentOutOfRangeException'],
  [`${l}::get_Item`, ['x', 1], 'stops'],
  [`${l}::get_Count`, [list(1)], 1],
  [`${l}::ToArray`, [list(1)], [1]],
  [`${l}::ToArray`, [list('a')], 'stops'],
  [`${l}::GetRange`, [list(1, 2, 3), 1, 2], [2, 3]],
  [`${l}::GetRange`, [list(1), 1, 2], 'throws ArgumentOutOfRangeException'],
  [`${l}::ForEach`, [list(1), delegate(double)], null],
  [`${l}::CopyTo(!0[])`, [list(1, 2), ints(0)], 'throws ArgumentException'],
  [`${l}::Sort()`, [list('b', 'a')], null],
  [`${l}::Sort()`, [list('b', 1)], 'stops'],
  [`${stack}::.ctor(System.Collections.Generic.IEnumerable\`1<!0>)`, [ints(1, 2)], [2, 1]],
  [`${stack}::Push`, [list(1), 2], null],
  [`${stack}::Pop`, [list(1)], 1],
  [`${stack}::Pop`, [list()], 'throws InvalidOperationException'],
  [`${stack}::Peek`, [list(1)], 1],
  [`${stack}::get_Count`, [list(1)], 1],
  [`${stack}::Clear`, [list(1)], null],
  [`${stack}::ToArray`, [list(1)], [1]],
  [`${stack}::Contains`, [list(1), 1], 1],
  [`${queue}::.ctor(System.Collections.Generic.IEnumerable\`1<!0>)`, [ints(1, 2)], [1, 2]],
  [`${queue}::Enqueue`, [list(1), 2], null],
  [`${queue}::Dequeue`, [list(1, 2)], 1],
  [`${queue}::Peek`, [list()], 'throws InvalidOperationException'],
  ['System.Collections.Generic.ICollection`1::get_Count', [ints(1, 2)], 2],
  ['System.Collections.ICollection::get_Count', [list(1)], 1],
  ['System.Collections.Generic.IReadOnlyList`1::get_Item', [ints(4), 0], 4],
  ['System.Collections.Generic.Dictionary`2/KeyCollection::get_Count', [list(1)], 1],
])

const m = 'System.Collections.Generic.Dictionary`2'
const set = 'System.Collections.Generic.HashSet`1'
const newMap = (ignoreCase = false): Value => {
  const result = call(`${m}::.ctor`, ignoreCase ? [{ kind: 'comparer', ignoreCase }] : [])
  if (isTrap(result)) throw new TypeError('no map')
  return result
}

t.test('dictionaries keep their keys apart', async (t) => {
  const map = newMap()
  call(`${m}::Add`, [map, 'a', 1])
  call(`${m}::set_Item`, [map, 'b', 2])
  t.equal(shown(call(`${m}::Add`, [map, 'a', 1])), 'throws ArgumentException')
  t.equal(shown(call(`${m}::Add`, [map, null, 1])), 'throws ArgumentNullException')
  t.equal(shown(call(`${m}::Add`, [map, { kind: 'assembly', index: 0 }, 1])), 'stops')
  t.equal(shown(call(`${m}::TryAdd`, [map, 'a', 1])), 0)
  t.equal(shown(call(`${m}::get_Item`, [map, 'a'])), 1)
  t.equal(shown(call(`${m}::get_Item`, [map, 'z'])), 'throws KeyNotFoundException')
  t.equal(shown(call('System.Collections.Hashtable::get_Item', [map, 'z'])), null)
  t.equal(shown(call(`${m}::ContainsKey`, [map, 'b'])), 1)
  const place = ref(null)
  t.equal(shown(call(`${m}::TryGetValue`, [map, 'b', place], '', ['System.String', 'System.Int32'])), 1)
  t.equal(shown(call(`${m}::TryGetValue`, [map, 'z', place], '', ['System.String', 'System.Int64'])), 0)
  t.strictSame(isThing(place) && place.kind === 'reference' && 'slots' in place ? place.slots : null, [0n])
  t.strictSame(shown(call(`${m}::get_Keys`, [map])), ['a', 'b'])
  t.strictSame(shown(call(`${m}::get_Values`, [map])), [1, 2])
  t.equal(shown(call(`${m}::get_Count`, [map])), 2)
  t.equal(shown(call(`${m}::Remove`, [map, 'a'])), 1)
  t.equal(shown(call(`${m}::Remove`, [map, 'a'])), 0)
  call(`${m}::Clear`, [map])
  t.strictSame(shown(map), [])
  const folded = newMap(true)
  call(`${m}::Add`, [folded, 'A', 1])
  t.equal(shown(call(`${m}::get_Item`, [folded, 'a'])), 1)
  t.equal(shown(call(`${m}::.ctor`, ['x'])), 'stops')
})

rows('sets and pairs', [
  [`${set}::.ctor`, [], []],
  [`${set}::.ctor(System.Collections.Generic.IEnumerable\`1<!0>)`, [ints(1, 1)], [[1, 1]]],
  ['System.Collections.Generic.KeyValuePair`2::.ctor', ['a', 1], ['a', 1]],
  ['System.Collections.Generic.KeyValuePair`2::get_Key', [{ kind: 'pair', key: 'a', value: 1 }], 'a'],
  ['System.Collections.Generic.KeyValuePair`2::get_Value', [{ kind: 'pair', key: 'a', value: 1 }], 1],
])

t.test('a set takes each value once', async (t) => {
  const made = call(`${set}::.ctor`, [])
  const self = isTrap(made) ? null : made
  t.equal(shown(call(`${set}::Add`, [self, 'a'])), 1)
  t.equal(shown(call(`${set}::Add`, [self, 'a'])), 0)
  t.equal(shown(call(`${set}::Contains`, [self, 'a'])), 1)
  t.equal(shown(call(`${set}::Remove`, [self, 'a'])), 1)
})

t.test('what can be enumerated is, item by item', async (t) => {
  const items = (source: Value): unknown[] => {
    const found: unknown[] = []
    const made = call('System.Collections.IEnumerable::GetEnumerator', [source])
    if (isTrap(made)) return [shown(made)]
    while (shown(call('System.Collections.IEnumerator::MoveNext', [made])) === 1) found.push(shown(call('System.Collections.IEnumerator::get_Current', [made])))
    call('System.Collections.Generic.IEnumerator`1::Dispose', [made])
    return found
  }
  const map = newMap()
  call(`${m}::Add`, [map, 'a', 1])
  t.strictSame(items(ints(1, 2)), [1, 2])
  t.strictSame(items(list('a')), ['a'])
  t.strictSame(items('ab'), [97, 98])
  t.strictSame(items(map), [['a', 1]])
  t.strictSame(items({ kind: 'assembly', index: 0 }), ['stops'])
  const made = call('System.String::GetEnumerator', ['a'])
  t.equal(shown(call('System.CharEnumerator::MoveNext', [isTrap(made) ? null : made])), 1)
})

const q = 'System.Linq.Enumerable'
const plain = 'System.Collections.Generic.IEnumerable`1<!!0>'
const i32 = ['System.Int32', 'System.Int32']

rows('queries over sequences', [
  [`${q}::Select`, [ints(1, 2), delegate(double)], [2, 4], `${plain},System.Func\`2<!!0,!!1>`, i32],
  [`${q}::Select`, [ints(5, 6), delegate(add)], [5, 7], `${plain},System.Func\`3<!!0,System.Int32,!!1>`, i32],
  [`${q}::Select`, [5, delegate(double)], 'stops', `${plain},System.Func\`2<!!0,!!1>`, i32],
  [`${q}::Where`, [ints(1, 3), delegate(isBig)], [3], `${plain},System.Func\`2<!!0,System.Boolean>`, i32],
  [`${q}::SelectMany`, [texts('ab', 'c'), delegate(twice)], [97, 98, 99], `${plain},System.Func\`2<!!0,X>`, i32],
  [`${q}::SelectMany`, [texts('ab'), delegate(twice), null], 'stops'],
  [`${q}::ToArray`, [list(1, 2)], [1, 2], undefined, ['System.Byte']],
  [`${q}::ToList`, [ints(1, 2)], [1, 2]],
  [
    `${q}::ToDictionary`,
    [ints(1, 2), delegate(double)],
    [
      [2, 1],
      [4, 2],
    ],
  ],
  [`${q}::ToDictionary`, [ints(1), delegate(double), delegate(double)], [[2, 2]]],
  [`${q}::ToDictionary`, [ints(1, 1), delegate(double)], 'throws ArgumentException'],
  [`${q}::Reverse`, [ints(1, 2)], [2, 1]],
  [`${q}::Concat`, [ints(1), ints(2)], [1, 2]],
  [`${q}::Skip`, [ints(1, 2, 3), 1], [2, 3]],
  [`${q}::Take(${plain},System.Int32)`, [ints(1, 2, 3), 2], [1, 2]],
  [`${q}::TakeWhile`, [ints(5, 1, 5), delegate(isBig)], [5]],
  [`${q}::SkipWhile`, [ints(5, 1, 5), delegate(isBig)], [1, 5]],
  [`${q}::Aggregate(${plain},System.Func\`3<!!0,!!0,!!0>)`, [ints(1, 2, 3), delegate(add)], 6],
  [`${q}::Aggregate(${plain},System.Func\`3<!!0,!!0,!!0>)`, [ints(), delegate(add)], 'throws InvalidOperationException'],
  [`${q}::Aggregate(${plain},!!1,System.Func\`3<!!1,!!0,!!1>)`, [ints(1, 2), 10, delegate(add)], 13],
  [`${q}::Range`, [3, 2], [3, 4]],
  [`${q}::Range`, [3, -1], 'throws ArgumentOutOfRangeException'],
  [`${q}::Repeat`, ['a', 2], ['a', 'a']],
  [`${q}::Repeat`, ['a', -1], 'throws ArgumentOutOfRangeException'],
  [`${q}::Cast`, [list(box('Int32', 1))], [1]],
  [`${q}::AsEnumerable`, [ints(1)], [1]],
  [`${q}::Zip`, [ints(1, 2), ints(10), delegate(add)], [11]],
  [`${q}::Distinct(${plain})`, [ints(1, 2, 1)], [1, 2]],
  [`${q}::Distinct(${plain})`, [list({ kind: 'assembly', index: 0 }, { kind: 'assembly', index: 0 })], 'stops'],
  [`${q}::OrderBy`, [ints(2, 1), delegate(double)], [1, 2]],
  [`${q}::OrderByDescending`, [texts('a', 'b'), delegate(twice)], ['b', 'a']],
  [`${q}::OrderBy`, [list('a', 1), delegate(twice)], 'stops'],
  [`${q}::First`, [ints(7)], 7],
  [`${q}::First`, [ints(1, 7), delegate(isBig)], 7],
  [`${q}::First`, [ints()], 'throws InvalidOperationException'],
  [`${q}::FirstOrDefault`, [ints()], 0, undefined, ['System.Int32']],
  [`${q}::FirstOrDefault`, [ints()], 0n, undefined, ['System.Int64']],
  [`${q}::Last(${plain})`, [ints(1, 2)], 2],
  [`${q}::ElementAt(${plain},System.Int32)`, [ints(1, 2), 2], 'throws ArgumentOutOfRangeException'],
  [`${q}::Count`, [ints(1, 2)], 2],
  [`${q}::Count`, [ints(1, 5), delegate(isBig)], 1],
  [`${q}::Any`, [ints()], 0],
  [`${q}::Any`, [ints(5), delegate(isBig)], 1],
  [`${q}::All`, [ints(5, 1), delegate(isBig)], 0],
  [`${q}::All`, [ints(5), delegate(isBig)], 1],
  [`${q}::Contains(${plain},!!0)`, [ints(5), 5], 1],
  [`${q}::Sum(System.Collections.Generic.IEnumerable\`1<System.Int32>)`, [ints(5, 6)], 11],
  [`${q}::Sum(System.Collections.Generic.IEnumerable\`1<System.Int32>)`, [ints(0x7fffffff, 6)], 'throws OverflowException'],
  [`${q}::Sum(System.Collections.Generic.IEnumerable\`1<System.Int32>)`, [list('a')], 'stops'],
  [`${q}::SequenceEqual(${plain},${plain})`, [ints(5), list(5)], 1],
  [`${q}::Empty`, [], []],
])

t.test('a query looks at what stands there when it is asked', async (t) => {
  const source = ints(1, 2)
  const made = call(`${q}::Select`, [source, delegate(double)], `${plain},System.Func\`2<!!0,!!1>`, i32)
  if (isThing(source) && source.kind === 'numbers') source.data[0] = 5
  t.strictSame(shown(made), [10, 4])
})

const c = 'System.Security.Cryptography'
const stream = (...values: number[]): Value => ({ kind: 'stream', bytes: Uint8Array.from(values), length: values.length, position: 0, finish: null })
const hashed = (name: string, args: readonly Value[], data: Uint8Array, how = 'ComputeHash(System.Byte[])'): unknown => {
  const self = call(name, args)
  return isTrap(self) ? shown(self) : shown(call(`${c}.HashAlgorithm::${how}`, [self, bytesValue(data)]))
}

t.test('hashes and keys are those of the platform', async (t) => {
  const data = new TextEncoder().encode('what do ya want for nothing?')
  const key = new TextEncoder().encode('Jefe')
  for (const name of ['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512']) {
    t.strictSame(hashed(`${c}.${name}::Create()`, [], data), [...createHash(name).update(data).digest()], name)
    t.strictSame(hashed(`${c}.HMAC${name}::.ctor(System.Byte[])`, [bytesValue(key)], data), [...createHmac(name, key).update(data).digest()], `HMAC ${name}`)
    const long = new Uint8Array(300).fill(7)
    t.strictSame(
      hashed(`${c}.HMAC${name}::.ctor(System.Byte[])`, [bytesValue(long)], data),
      [...createHmac(name, long).update(data).digest()],
      `HMAC ${name} with a long key`,
    )
  }
  t.strictSame(shown(call(`${c}.SHA256::HashData(System.Byte[])`, [bytesValue(data)])), [...createHash('sha256').update(data).digest()])
  const sha = call(`${c}.SHA256Managed::.ctor`, [])
  const self = isTrap(sha) ? null : sha
  t.strictSame(shown(call(`${c}.SHA256::ComputeHash(System.Byte[],System.Int32,System.Int32)`, [self, bytes(1, 2, 3), 1, 2])), [
    ...createHash('sha256').update(Uint8Array.of(2, 3)).digest(),
  ])
  t.equal(shown(call(`${c}.SHA256::ComputeHash(System.Byte[],System.Int32,System.Int32)`, [self, bytes(1), 1, 2])), 'throws ArgumentException')
  t.strictSame(shown(call(`${c}.SHA256::ComputeHash(System.IO.Stream)`, [self, stream(2, 3)])), [...createHash('sha256').update(Uint8Array.of(2, 3)).digest()])
  const salt = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
  for (const args of [
    ['pass', bytesValue(salt), 50],
    [textBytes('pass'), bytesValue(salt), 50],
  ] as const) {
    const derive = call(`${c}.Rfc2898DeriveBytes::.ctor(System.${typeof args[0] === 'string' ? 'String' : 'Byte[]'},System.Byte[],System.Int32)`, args)
    const given = [16, 24].flatMap((count) => shown(call(`${c}.DeriveBytes::GetBytes`, [isTrap(derive) ? null : derive, count])))
    t.strictSame(given, [...pbkdf2Sync('pass', salt, 50, 40, 'sha1')])
  }
  t.equal(
    shown(call(`${c}.Rfc2898DeriveBytes::.ctor(System.String,System.Byte[],System.Int32)`, ['p', bytesValue(salt), 0])),
    'throws ArgumentOutOfRangeException',
  )
  const short = call(`${c}.Rfc2898DeriveBytes::.ctor(System.String,System.Byte[])`, ['p', bytesValue(salt)])
  t.strictSame(shown(call(`${c}.DeriveBytes::GetBytes`, [isTrap(short) ? null : short, 4])), [...pbkdf2Sync('p', salt, 1000, 4, 'sha1')])
  t.equal(shown(call(`${c}.DeriveBytes::GetBytes`, [isTrap(short) ? null : short, 0])), 'throws ArgumentOutOfRangeException')
})

function textBytes(text: string): Value {
  return bytesValue(new TextEncoder().encode(text))
}

/** An AES object with these settings, and a transform of it. */
function aes(settings: readonly (readonly [string, Value])[], name: 'CreateDecryptor' | 'CreateEncryptor'): Result {
  const cipher = call(`${c}.Aes::Create()`, [])
  if (isTrap(cipher)) return cipher
  for (const [property, value] of settings) call(`${c}.SymmetricAlgorithm::set_${property}`, [cipher, value])
  return call(`${c}.SymmetricAlgorithm::${name}()`, [cipher])
}

const whole = (transform: Result, data: Uint8Array): unknown =>
  isTrap(transform) ? shown(transform) : shown(call(`${c}.ICryptoTransform::TransformFinalBlock`, [transform, bytesValue(data), 0, data.length]))

t.test('AES with modes and paddings is that of the platform', async (t) => {
  const key = new TextEncoder().encode('0123456789abcdef')
  const iv = new TextEncoder().encode('fedcba9876543210')
  const plain = new TextEncoder().encode('the quick brown fox jumps')
  const set = [
    ['Key', bytesValue(key)],
    ['IV', bytesValue(iv)],
  ] as const
  const cbc = createCipheriv('aes-128-cbc', key, iv)
  const packed = Uint8Array.from(Buffer.concat([cbc.update(plain), cbc.final()]))
  t.strictSame(whole(aes(set, 'CreateEncryptor'), plain), [...packed])
  t.strictSame(whole(aes(set, 'CreateDecryptor'), packed), [...plain])
  const ecb = createCipheriv('aes-128-ecb', key, null)
  const blocks = Uint8Array.from(Buffer.concat([ecb.update(plain), ecb.final()]))
  t.strictSame(
    whole(
      aes(
        [
          ['Key', bytesValue(key)],
          ['Mode', 2],
        ],
        'CreateEncryptor',
      ),
      plain,
    ),
    [...blocks],
  )
  t.strictSame(
    whole(
      aes(
        [
          ['Key', bytesValue(key)],
          ['Mode', 2],
        ],
        'CreateDecryptor',
      ),
      blocks,
    ),
    [...plain],
  )
  t.equal(whole(aes(set, 'CreateDecryptor'), packed.subarray(1)), 'throws CryptographicException')
  t.equal(whole(aes(set, 'CreateDecryptor'), new Uint8Array(16)), 'throws CryptographicException')
  t.equal(whole(aes([...set, ['Padding', 1]], 'CreateEncryptor'), plain), 'throws CryptographicException')
  t.equal(whole(aes([...set, ['Padding', 5]], 'CreateEncryptor'), plain), 'stops')
  const zeros = whole(aes([...set, ['Padding', 3]], 'CreateEncryptor'), plain)
  t.equal(Array.isArray(zeros) ? zeros.length : 0, 32)
  const ansi = whole(aes([...set, ['Padding', 4]], 'CreateEncryptor'), plain)
  t.strictSame(whole(aes([...set, ['Padding', 4]], 'CreateDecryptor'), Uint8Array.from(Array.isArray(ansi) ? ansi : [])), [...plain])
  t.equal(whole(aes([['Key', bytesValue(key)]], 'CreateDecryptor'), packed), 'stops', 'the IV would be random')
  t.equal(whole(aes([...set, ['Mode', 4]], 'CreateDecryptor'), packed), 'stops', 'another mode')
  t.equal(whole(aes([...set, ['BlockSize', 256]], 'CreateDecryptor'), packed), 'stops', 'another block')
  t.equal(
    whole(
      aes(
        [
          ['Key', bytes(1)],
          ['IV', bytesValue(iv)],
        ],
        'CreateDecryptor',
      ),
      packed,
    ),
    'throws CryptographicException',
  )
})

t.test('streams of a cipher read and write', async (t) => {
  const set = [
    ['Key', bytesValue(new Uint8Array(16))],
    ['IV', bytesValue(new Uint8Array(16))],
  ] as const
  const target = stream()
  const encryptor = aes(set, 'CreateEncryptor')
  const writing = call(`${c}.CryptoStream::.ctor`, [target, isTrap(encryptor) ? null : encryptor, 1])
  const layer = isTrap(writing) ? null : writing
  call('System.IO.Stream::Write(System.Byte[],System.Int32,System.Int32)', [layer, bytes(1, 2, 3), 0, 3])
  call(`${c}.CryptoStream::FlushFinalBlock`, [layer])
  call('System.IDisposable::Dispose', [layer])
  call('System.IO.Stream::set_Position', [target, 0n])
  const decryptor = aes(set, 'CreateDecryptor')
  t.strictSame(shown(call(`${c}.CryptoStream::.ctor`, [target, isTrap(decryptor) ? null : decryptor, 0])), [1, 2, 3])
  t.equal(shown(call(`${c}.CryptoStream::.ctor`, [target, 'x', 0])), 'stops')
})

const cipher = (): Value => {
  const made = call(`${c}.RijndaelManaged::.ctor`, [])
  return isTrap(made) ? null : made
}

rows('a cipher that was not given a key has a random one', [
  [`${c}.Aes::get_Key`, [cipher()], 'stops'],
  [`${c}.Aes::get_IV`, [cipher()], 'stops'],
  [`${c}.Aes::get_BlockSize`, [cipher()], 128],
  [`${c}.Aes::get_KeySize`, [cipher()], 256],
  [`${c}.Aes::set_KeySize`, [cipher(), 128], null],
  [`${c}.Aes::Clear`, [cipher()], null],
  [`${c}.Aes::CreateDecryptor(System.Byte[],System.Byte[])`, [cipher(), bytesValue(new Uint8Array(16)), bytesValue(new Uint8Array(16))], 'transform'],
  [`${c}.ICryptoTransform::TransformFinalBlock`, [null, bytes(1), 0, 2], 'throws NullReferenceException'],
])

t.test('memory streams keep their place', async (t) => {
  const self = stream(1, 2, 3)
  const at = (name: string, ...args: Value[]): unknown => shown(call(`System.IO.Stream::${name}`, [self, ...args]))
  const buffer = bytes(0, 0)
  t.equal(at('Read(System.Byte[],System.Int32,System.Int32)', buffer, 0, 2), 2)
  t.strictSame(shown(buffer), [1, 2])
  t.equal(at('get_Position'), 2n)
  t.equal(at('ReadByte'), 3)
  t.equal(at('ReadByte'), -1)
  t.equal(at('Seek', 1n, 0), 1n)
  t.equal(at('Seek', -1n, 2), 2n)
  t.equal(at('Seek', -9n, 1), 'throws IOException')
  at('WriteByte', 9)
  at('Write(System.Byte[],System.Int32,System.Int32)', bytes(7, 8), 0, 2)
  t.equal(at('Write(System.Byte[],System.Int32,System.Int32)', bytes(7, 8), 1, 2), 'throws ArgumentException')
  t.equal(at('Read(System.Byte[],System.Int32,System.Int32)', buffer, 1, 2), 'throws ArgumentException')
  t.strictSame(shown(call('System.IO.MemoryStream::ToArray', [self])), [1, 2, 9, 7, 8])
  t.equal(at('get_Length'), 5n)
  t.equal(at('Flush'), null)
  t.equal(at('SetLength', 1n), 'stops')
  t.equal(at('get_CanRead'), 1)
  const other = stream()
  at('set_Position', 3n)
  at('CopyTo(System.IO.Stream)', other)
  t.strictSame(shown(call('System.IO.MemoryStream::ToArray', [other])), [7, 8])
  t.strictSame(shown(call('System.IO.MemoryStream::.ctor', [])), [])
  t.strictSame(shown(call('System.IO.MemoryStream::.ctor(System.Byte[])', [bytes(1)])), [1])
  t.strictSame(shown(call('System.IO.MemoryStream::.ctor(System.Byte[],System.Boolean)', [bytes(1), 0])), [1])
  t.strictSame(shown(call('System.IO.MemoryStream::.ctor(System.Byte[],System.Int32,System.Int32)', [bytes(1, 2), 1, 1])), [2])
  t.equal(shown(call('System.IO.MemoryStream::.ctor(System.Byte[],System.Int32,System.Int32)', [bytes(1, 2), 1, 2])), 'throws ArgumentException')
  t.strictSame(shown(call('System.IO.MemoryStream::GetBuffer', [stream(1)])), [1])
})

t.test('packed bytes are unpacked, within the memory of the run', async (t) => {
  const data = new TextEncoder().encode('hello hello hello hello')
  t.strictSame(shown(call('System.IO.Compression.DeflateStream::.ctor', [stream(...deflateRawSync(data)), 0])), [...data])
  t.strictSame(shown(call('System.IO.Compression.GZipStream::.ctor', [stream(...gzipSync(data)), 0])), [...data])
  t.equal(shown(call('System.IO.Compression.DeflateStream::.ctor', [stream(), 1])), 'stops')
  t.equal(shown(call('System.IO.Compression.DeflateStream::.ctor', [stream(1, 2, 3, 4, 5, 6, 7, 8, 9), 0])), 'stops')
  t.equal(shown(call('System.IO.Compression.DeflateStream::.ctor', [stream(...deflateRawSync(new Uint8Array(2 * limits.interpretMemory))), 0])), 'stops')
})

t.test('text and numbers are read from streams', async (t) => {
  const reader = call('System.IO.StreamReader::.ctor(System.IO.Stream)', [stream(0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0x62, 0x0a, 0x63)])
  const self = isTrap(reader) ? null : reader
  t.equal(shown(call('System.IO.TextReader::ReadLine', [self])), 'a')
  t.equal(shown(call('System.IO.TextReader::Peek', [self])), 0x62)
  t.equal(shown(call('System.IO.TextReader::Read()', [self])), 0x62)
  t.equal(shown(call('System.IO.StreamReader::get_EndOfStream', [self])), 0)
  t.equal(shown(call('System.IO.TextReader::ReadToEnd', [self])), '\nc')
  t.equal(shown(call('System.IO.TextReader::ReadLine', [self])), null)
  t.equal(shown(call('System.IO.TextReader::Read()', [self])), -1)
  t.equal(shown(call('System.IO.TextReader::Peek', [self])), -1)
  t.equal(shown(call('System.IO.TextReader::Close', [self])), null)
  t.equal(shown(call('System.IO.StringReader::.ctor', ['x'])), 'text-reader')
  t.equal(shown(call('System.IO.StreamReader::.ctor(System.IO.Stream,System.Text.Encoding)', [stream(), 'x'])), 'stops')
  const numbers = call('System.IO.BinaryReader::.ctor', [
    stream(1, 0xff, 1, 1, 0, 2, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 2, 104, 105, 7, 8),
  ])
  const binary = isTrap(numbers) ? null : numbers
  const next = (name: string, ...args: Value[]): unknown => shown(call(`System.IO.BinaryReader::${name}`, [binary, ...args]))
  t.strictSame(
    [next('ReadByte'), next('ReadSByte'), next('ReadBoolean'), next('ReadInt16'), next('ReadUInt16'), next('ReadInt32'), next('ReadUInt32')],
    [1, -1, 1, 1, 2, 3, 4],
  )
  t.strictSame([next('ReadInt64'), next('ReadUInt64'), next('ReadString'), next('ReadBytes', 9)], [5n, 6n, 'hi', [7, 8]])
  t.equal(next('ReadByte'), 'throws EndOfStreamException')
  t.equal(next('ReadBytes', -1), 'throws ArgumentOutOfRangeException')
  t.strictSame(next('get_BaseStream'), [])
  t.equal(next('Close'), null)
  t.equal(shown(call('System.IO.BinaryReader::.ctor', ['x'])), 'stops')
})

t.test('resources that are not there are null', async (t) => {
  t.equal(shown(call('System.Reflection.Assembly::GetManifestResourceStream(System.String)', [{ kind: 'assembly', index: 0 }, 'x'])), null)
  t.strictSame(shown(call('System.Reflection.Assembly::GetManifestResourceNames', [{ kind: 'assembly', index: 0 }])), [])
})

t.test('a seeded generator gives the numbers of the platform', async (t) => {
  const seeded = (seed: number) => {
    const made = call('System.Random::.ctor(System.Int32)', [seed])
    return isTrap(made) ? null : made
  }
  const self = seeded(1234)
  const target = bytes(0, 0, 0, 0)
  t.strictSame(
    [
      shown(call('System.Random::Next()', [self])),
      shown(call('System.Random::Next(System.Int32)', [self, 100])),
      shown(call('System.Random::Next(System.Int32,System.Int32)', [self, -5, 5])),
    ],
    [857019877, 89, -2],
  )
  call('System.Random::NextBytes(System.Byte[])', [self, target])
  t.strictSame(shown(target), [12, 192, 189, 59])
  t.strictSame(
    [0, -7, -0x80000000].map((seed) => shown(call('System.Random::Next()', [seeded(seed)]))),
    [1559595546, 822959691, 1559595546],
  )
  const later = seeded(5)
  for (let round = 0; round < 60; round++) call('System.Random::Next()', [later])
  t.equal(shown(call('System.Random::Next()', [later])), 1493640053)
  t.equal(shown(call('System.Random::Next(System.Int32,System.Int32)', [self, 5, 1])), 'throws ArgumentOutOfRangeException')
  t.equal(shown(call('System.Random::Next(System.Int32,System.Int32)', [self, -0x80000000, 0x7fffffff])), 'stops')
  t.type(shown(call('System.Random::NextDouble', [self])), 'number')
})

const own: Value = { kind: 'type', own: 2, name: 'N.Outer/Inner' }

rows('what is the same on every machine', [
  ['System.Object::.ctor', [], 'token'],
  ['System.Object::ReferenceEquals', [null, null], 1],
  ['System.Object::ReferenceEquals', ['a', 'a'], 'stops'],
  ['System.Object::Equals(System.Object,System.Object)', ['a', 'a'], 1],
  ['System.Object::Equals(System.Object)', [box('Int32', 1), box('Byte', 1)], 0],
  ['System.Object::Equals(System.Object)', [null, 1], 'throws NullReferenceException'],
  ['System.Object::ToString', [box('Int32', 1)], '1'],
  ['System.Object::ToString', [null], 'throws NullReferenceException'],
  ['System.Object::GetType', [{ kind: 'object', type: 2, fields: new Map() }], 'N.A'],
  ['System.Exception::get_Message', [{ kind: 'exception', type: 'System.Exception', message: 'm' }], 'm'],
  ['System.Exception::get_Message', [{ kind: 'exception', type: 'System.Exception', message: null }], 'stops'],
  ['System.Threading.Monitor::Enter', [null], null],
  ['System.Threading.Monitor::Exit', [null], null],
  ['System.Threading.Thread::get_CurrentThread', [], 'token'],
  ['System.Threading.Thread::get_ManagedThreadId', [null], 1],
  ['System.Threading.Thread::MemoryBarrier', [], null],
  ['System.Environment::get_CurrentManagedThreadId', [], 1],
  ['System.Environment::get_NewLine', [], '\r\n'],
  ['System.Threading.Interlocked::CompareExchange', [ref(1), 2, 1], 1],
  ['System.Threading.Interlocked::CompareExchange', [ref(1), 2, 3], 1],
  ['System.Threading.Interlocked::Exchange', [ref(1), 2], 1],
  ['System.Type::GetTypeFromHandle', [own], 'N.Outer/Inner'],
  ['System.Type::get_Assembly', [own], 'assembly'],
  ['System.Type::get_Assembly', [{ kind: 'type', own: 0, name: 'X' }], 'stops'],
  ['System.Reflection.MemberInfo::get_Name', [own], 'Inner'],
  ['System.Type::get_FullName', [own], 'N.Outer+Inner'],
  ['System.Type::get_Namespace', [own], 'N'],
  ['System.Type::get_Namespace', [{ kind: 'type', own: 0, name: 'X' }], null],
  ['System.Type::op_Equality', [own, own], 1],
  ['System.Type::op_Inequality', [own, own], 0],
  ['System.Reflection.Assembly::GetExecutingAssembly', [], 'assembly'],
  ['System.Nullable`1::.ctor', [5], 5],
  ['System.Nullable`1::op_Implicit', [5], 5],
  ['System.Nullable`1::get_HasValue', [{ kind: 'nullable', value: 1, has: true }], 1],
  ['System.Nullable`1::get_Value', [{ kind: 'nullable', value: 1, has: true }], 1],
  ['System.Nullable`1::get_Value', [{ kind: 'nullable', value: null, has: false }], 'throws InvalidOperationException'],
  ['System.Nullable`1::GetValueOrDefault()', [{ kind: 'nullable', value: null, has: false }], 0, undefined, ['System.Int32']],
  ['System.Nullable`1::GetValueOrDefault()', [{ kind: 'nullable', value: null, has: false }], 'stops', undefined, ['X']],
  ['System.Tuple`2::.ctor', ['a', 1], ['a', 1]],
  ['System.Tuple`2::get_Item2', [{ kind: 'tuple', items: ['a', 1] }], 1],
  ['System.Tuple::Create', ['a'], ['a']],
  ['System.IO.Path::Combine(System.String,System.String)', ['a', 'b'], 'a\\b'],
  ['System.IO.Path::Combine', ['a', 'b', 'c'], 'a\\b\\c'],
  ['System.IO.Path::Combine', ['a', 1], 'stops'],
  ['System.IO.Path::GetFileName', ['C:\\a\\b.c'], 'b.c'],
  ['System.IO.Path::GetExtension', ['a.b'], '.b'],
  ['System.IO.Path::GetExtension', ['a.'], ''],
  ['System.IO.Path::GetFileNameWithoutExtension', ['x\\a.b.c'], 'a.b'],
  ['System.IO.Path::GetFileNameWithoutExtension', ['a'], 'a'],
  ['System.StringComparer::get_OrdinalIgnoreCase', [], 'comparer'],
  ['System.GC::SuppressFinalize', [null], null],
  ['System.Globalization.CultureInfo::get_InvariantCulture', [], 'token'],
  ['System.Globalization.NumberFormatInfo::get_InvariantInfo', [], 'token'],
  ['System.Runtime.CompilerServices.RuntimeHelpers::get_OffsetToStringData', [], 0],
  ['Microsoft.VisualBasic.Strings::Chr', [65], 65],
  ['Microsoft.VisualBasic.Strings::Chr', [200], 'stops'],
  ['Microsoft.VisualBasic.Strings::ChrW', [200], 200],
  ['Microsoft.VisualBasic.Strings::AscW(System.Char)', [65], 65],
  ['Microsoft.VisualBasic.Strings::AscW(System.String)', ['A'], 65],
  ['Microsoft.VisualBasic.Strings::AscW(System.String)', [''], 'throws ArgumentException'],
  ['Microsoft.VisualBasic.Strings::StrReverse', ['ab'], 'ba'],
  ['Microsoft.VisualBasic.Strings::Len(System.String)', ['ab'], 2],
  ['Microsoft.VisualBasic.Strings::Mid(System.String,System.Int32,System.Int32)', ['abc', 2, 1], 'b'],
  ['Microsoft.VisualBasic.Strings::Mid(System.String,System.Int32,System.Int32)', ['abc', 0, 1], 'throws ArgumentException'],
  ['Microsoft.VisualBasic.Strings::Mid(System.String,System.Int32,System.Int32)', ['abc', 'x', 1], 'stops'],
  ['Microsoft.VisualBasic.CompilerServices.Operators::CompareString', ['a', 'b'], -1],
])

t.test('a value that is not known ends every member by its own reason', async (t) => {
  const unknown: Value = { kind: 'unknown', because: 'the clock' }
  for (const name of [
    `${s}::get_Length`,
    `${s}::Concat(System.Object)`,
    `${b}::ToString()`,
    `${a}::get_Length`,
    `${q}::ToList`,
    'System.Convert::FromBase64String(System.String)',
  ]) {
    t.strictSame(call(name, [unknown]), { kind: 'stop', because: 'the clock' }, name)
  }
})
