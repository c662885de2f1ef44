import { decodeUtf8, decodeUtf16 } from '../bytes/text.ts'
import type { Run } from './interpret-run.ts'
import { type EncodingName, isThing, isTrap, misused, type Result, stop, textOfUnits, type Value } from './interpret-values.ts'

const utf8 = new TextEncoder()

/** 0x80 to 0x9F in windows-1252; what is not assigned stays as it is. */
const windows1252: readonly number[] = [
  ...[0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f],
  ...[0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178],
]

const question = 0x3f

/** Bytes to text as the platform's encodings do it; what is not valid becomes their replacement. */
export function decoded(encoding: EncodingName, bytes: Uint8Array): string {
  switch (encoding) {
    case 'utf-8':
      return decodeUtf8(bytes)
    case 'utf-16le':
      return decodeUtf16(bytes)
    case 'utf-16be':
      return decodeUtf16(swapped(bytes))
    case 'ascii':
      return textOfUnits(bytes.map((one) => (one < 0x80 ? one : question)))
    case 'latin1':
      return textOfUnits(bytes)
    case 'windows-1252':
      return textOfUnits(Uint16Array.from(bytes, (one) => (one >= 0x80 && one < 0xa0 ? (windows1252[one - 0x80] ?? one) : one)))
    default:
      return unreachable(encoding)
  }
}

/** Text to bytes. */
export function encoded(encoding: EncodingName, text: string): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return utf8.encode(text)
    case 'utf-16le':
      return units(text, 0)
    case 'utf-16be':
      return units(text, 1)
    case 'ascii':
      return single(text, (code) => (code < 0x80 ? code : question))
    case 'latin1':
      return single(text, (code) => (code < 0x100 ? code : question))
    case 'windows-1252':
      return single(text, (code) => {
        const place = windows1252.indexOf(code)
        return place >= 0 ? 0x80 + place : code < 0x80 || (code >= 0xa0 && code < 0x100) ? code : question
      })
    default:
      return unreachable(encoding)
  }
}

function unreachable(value: never): never {
  throw new TypeError(`no such encoding: ${String(value)}`)
}

function single(text: string, byteOf: (code: number) => number): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = byteOf(text.charCodeAt(at))
  return bytes
}

function units(text: string, low: 0 | 1): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    bytes[at * 2 + low] = code & 0xff
    bytes[at * 2 + 1 - low] = code >> 8
  }
  return bytes
}

function swapped(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes.length & ~1)
  for (let at = 0; at < copy.length; at++) copy[at] = bytes[at ^ 1] ?? 0
  return copy
}

/** Encodings that `Encoding.GetEncoding` gives by name or code page and that are the same everywhere. */
export const encodingNames: ReadonlyMap<string | number, EncodingName> = new Map<string | number, EncodingName>([
  ...(['utf-8', 'utf8', 'unicode-1-1-utf-8', 65001] as const).map((name) => [name, 'utf-8'] as const),
  ...(['utf-16', 'utf-16le', 'unicode', 1200] as const).map((name) => [name, 'utf-16le'] as const),
  ...(['utf-16be', 'unicodefffe', 1201] as const).map((name) => [name, 'utf-16be'] as const),
  ...(['us-ascii', 'ascii', 20127] as const).map((name) => [name, 'ascii'] as const),
  ...(['iso-8859-1', 'latin1', 28591] as const).map((name) => [name, 'latin1'] as const),
  ...(['windows-1252', 1252] as const).map((name) => [name, 'windows-1252'] as const),
])

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const base64Values = new Map([...base64Alphabet].map((one, value) => [one, value]))

/** The bytes that base64 text stands for, blanks allowed; null where it is none. RFC 4648 4 */
export function fromBase64(text: string): Uint8Array | null {
  const digits: number[] = []
  let padding = 0
  for (const one of text) {
    if (one === ' ' || one === '\t' || one === '\r' || one === '\n') continue
    const value = base64Values.get(one)
    if (one === '=') padding++
    else if (value === undefined || padding > 0) return null
    else digits.push(value)
  }
  if (padding > 2 || (digits.length + padding) % 4 !== 0) return null
  const bytes = new Uint8Array((digits.length * 6) >> 3)
  let held = 0
  let bits = 0
  let at = 0
  for (const value of digits) {
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (held >> bits) & 0xff
  }
  return bytes
}

/** RFC 4648 4 */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const held = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const digit = (shift: number): string => base64Alphabet.charAt((held >> shift) & 63)
    text += digit(18) + digit(12) + (at + 1 < bytes.length ? digit(6) : '=') + (at + 2 < bytes.length ? digit(0) : '=')
  }
  return text
}

/** The bytes that pairs of hex digits stand for; null where the text is none. */
export function fromHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return null
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16))
}

/** Bits of the integer types that `ToString` shows; negative ones of them are shown in two's complement by `X`. */
const widths: ReadonlyMap<string, number> = new Map([
  ['System.SByte', 8],
  ['System.Byte', 8],
  ['System.Int16', 16],
  ['System.UInt16', 16],
  ['System.Int32', 32],
  ['System.UInt32', 32],
  ['System.Int64', 64],
  ['System.UInt64', 64],
])

/** An integer of a type as text by a format: none, `G`, `D` or `X` with a number of digits; null for other formats and types. */
export function formatted(type: string, value: number | bigint, format: string): string | null {
  const width = widths.get(type)
  const parts = /^([GgDdXx]?)(\d{0,2})$/.exec(format)
  if (width === undefined || parts === null) return null
  const whole = type.startsWith('System.U') || type === 'System.Byte' ? BigInt.asUintN(width, BigInt(value)) : BigInt.asIntN(width, BigInt(value))
  const [, kind = '', digits = ''] = parts
  if (kind === 'X') return BigInt.asUintN(width, whole).toString(16).toUpperCase().padStart(Number(digits), '0')
  if (kind === 'x') return BigInt.asUintN(width, whole).toString(16).padStart(Number(digits), '0')
  if (kind !== '' && /[Gg]/.test(kind) && digits !== '') return null
  const text = (whole < 0n ? -whole : whole).toString().padStart(Number(digits), '0')
  return whole < 0n ? `-${text}` : text
}

/** What `ToString` gives, for a value whose text does not depend on where the program runs. */
export function textOf(run: Run, value: Value, format = ''): Result<string> {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (!isThing(value)) return stop('a number without a type as text')
  switch (value.kind) {
    case 'box':
      if (isThing(value.value) && value.value.kind === 'struct') return ownText(run, value)
      return boxText(run, value.type, value.value, format)
    case 'builder':
      return value.text
    case 'exception':
      return stop('an exception as text')
    case 'object':
    case 'struct':
      return ownText(run, value)
    default:
      return misused(value, 'an object as text')
  }
}

/** What the type's own `ToString` gives; without one it would be the type's name. */
function ownText(run: Run, value: Value): Result<string> {
  const made = run.invokeOutside(objectToString, null, [value], true)
  if (isTrap(made)) return made.kind === 'throw' ? made : stop('an object as text')
  return typeof made === 'string' ? made : stop('an object as text')
}

/** The call that text of an object of the set is made by. */
const objectToString = {
  api: 'System.Object::ToString',
  signature: 'System.Object::ToString()',
  typeArgs: [],
  assembly: 0,
  token: 0,
  hasThis: true,
  parameters: 0,
}

/** A number as text by its type. */
export function boxText(run: Run, type: string, value: Value, format: string): Result<string> {
  if (typeof value === 'number' && type === 'System.Char') return String.fromCharCode(value & 0xffff)
  if (typeof value === 'number' && type === 'System.Boolean') return value !== 0 ? 'True' : 'False'
  if (typeof value === 'number' || typeof value === 'bigint') return formatted(type, value, format) ?? stop(`${type} as text by ${format}`)
  if (isThing(value) && value.kind === 'float' && Number.isInteger(value.value) && Math.abs(value.value) < 1e15 && format === '') return String(value.value)
  return typeof value === 'string'
    ? value
    : isThing(value) && value.kind !== 'float' && value.kind !== 'box'
      ? textOf(run, value, format)
      : stop(`${type} as text`)
}

/** Characters to lower or upper case one by one, as the invariant culture does. */
export function cased(text: string, to: 'lower' | 'upper'): string {
  let made = ''
  for (let at = 0; at < text.length; at++) {
    const one = text.charAt(at)
    const other = to === 'lower' ? one.toLowerCase() : one.toUpperCase()
    made += other.length === 1 ? other : one
  }
  return made
}

/**
 * `String.Format`: `{0}`, `{0,-8}`, `{0:X2}`, doubled braces. `fill` gives the text of an argument; null where the format is wrong.
 */
export function formatParts(format: string): (string | { readonly place: number; readonly width: number; readonly format: string })[] | null {
  const parts: (string | { readonly place: number; readonly width: number; readonly format: string })[] = []
  let plain = ''
  for (let at = 0; at < format.length; at++) {
    const one = format.charAt(at)
    if ((one === '{' || one === '}') && format.charAt(at + 1) === one) {
      plain += one
      at++
    } else if (one === '{') {
      const end = format.indexOf('}', at)
      const hole = end < 0 || end - at > 64 ? null : /^\{(\d{1,4})(?:, *(-?\d{1,4}))? *(?::([^{}]*))?\}$/.exec(format.slice(at, end + 1))
      if (hole === null) return null
      if (plain !== '') parts.push(plain)
      plain = ''
      parts.push({ place: Number(hole[1]), width: Number(hole[2] ?? 0), format: hole[3] ?? '' })
      at = end
    } else if (one === '}') return null
    else plain += one
  }
  if (plain !== '') parts.push(plain)
  return parts
}
