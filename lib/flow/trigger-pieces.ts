import { op } from '../il/opcode-lookup.ts'
import type { Formula } from './formula.ts'
import { type Asking, beside, keyOf, type Spot, ssaAt } from './guard-context.ts'
import type { Ssa } from './ssa.ts'
import { type Comparing, constantOnly, testOf } from './trigger.ts'
import { argumentType, isElementLoad, isResult, literalOf, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { type OutsideCall, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { subjectOf } from './trigger-subject.ts'
import { type Compared, type NumberForm, writeNumber } from './trigger-values.ts'
import type { Site } from './view.ts'

/** What something is compared with, in a form. */
type Given = (form: NumberForm) => Compared

const pieces: ReadonlySet<number> = new Set([op['ldind.u1'], op['ldind.u2'], op['ldelem.u1'], op['ldelem.u2']])

/** What a value is told as that is asked for as it is: that a letter or byte is not 0. Null for other values. */
export function pieceTruth(asking: Asking, at: Site, piece: Spot, want: boolean): Formula | null {
  const ssa = ssaAt(asking, piece.instance)
  if (ssa === null || !isResult(ssa, piece.value) || !pieces.has(opcodeOf(ssa, piece.value))) return null
  const comparing: Comparing = { at, operator: 'equals', left: piece, right: piece, ignoreCase: false, negated: want }
  return pieceTest(asking, comparing, (form) => ({ ...constantOnly, values: [writeNumber(0, form, 8)] }))
}

/** One letter of a text, or one byte of content; null for other values. `given`: what it is compared with. */
export function pieceTest(asking: Asking, comparing: Comparing, given: Given): Formula | null {
  const { spot } = seeThrough(asking, comparing.left)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return null
  const letter = (of: Spot, place: number | null) => letterTest(asking, comparing, given, spot, of, place)
  const byte = (of: Spot, place: number | null) => byteTest(asking, comparing, given, spot, of, place)
  if (!isResult(ssa, spot.value)) return isLetterGiven(ssa, spot.value) ? letter(spot, null) : null
  const call = outsideCallAt(asking, spot)
  const words = call === null ? null : wordTest(asking, comparing, call)
  if (words !== null) return words
  const opcode = opcodeOf(ssa, spot.value)
  // `letter | 0x20`: both cases of a letter
  if (opcode === op.or && numberOf(ssa, operandAt(ssa, spot.value, 1)) === 0x20)
    return pieceTest(asking, { ...comparing, left: beside(spot, operandAt(ssa, spot.value, 0)), ignoreCase: true }, given)
  // which letter or byte a pointer is at is not known, nor which one an enumerator or a reader is at
  if (opcode === op['ldind.u2'] || (call !== null && givesLetter(call))) return letter(spot, null)
  if (opcode === op['ldind.u1'] || call?.callee.name === 'ReadByte') return byte(spot, null)
  const place = numberOf(ssa, operandAt(ssa, spot.value, 1))
  const of = beside(spot, operandAt(ssa, spot.value, 0))
  if ((call !== null && indexed.has(call.callee.api)) || opcode === op['ldelem.u2']) return letter(of, place)
  return isElementLoad(opcode) ? byte(of, place) : null
}

/** Members that give the letter at a place. */
export const indexed: ReadonlySet<string> = new Set(['System.String::get_Chars', 'System.Text.StringBuilder::get_Chars'])
const readers = new Set(['System.IO.TextReader', 'System.IO.StreamReader', 'System.IO.StringReader'])

function givesLetter({ callee }: OutsideCall): boolean {
  if (readers.has(callee.owner)) return callee.parameters === 0 && (callee.name === 'Read' || callee.name === 'Peek')
  return callee.api === 'System.IO.BinaryReader::ReadChar' || (callee.holds === 'System.Char' && givesElement.has(callee.name))
}

const givesElement = new Set(['get_Current', 'get_Item'])

/** Is it an argument whose type is a letter? */
function isLetterGiven(ssa: Ssa, value: number): boolean {
  const type = argumentType(ssa, value)
  return type?.kind === 'primitive' && type.name === 'System.Char'
}

function letterTest(asking: Asking, comparing: Comparing, given: Given, letter: Spot, of: Spot, place: number | null): Formula | null {
  const subject = subjectOf(asking, of)
  if (subject === null || subject.grade === 'digest' || subject.grade === 'measure') return null
  const other = given('letter')
  if (place === 0 && comparing.operator === 'equals') return testOf(asking, comparing, subject, 'starts-with', other)
  // that one letter is another says nothing of the rest
  const about = place === null ? keyOf(letter) : `${subject.about} letter ${place}`
  const name = `${place === null ? 'letter' : `letter ${place + 1}`}${subject.name === null ? '' : ` of ${subject.name}`}`
  return testOf(asking, comparing, { ...subject, name, about }, comparing.operator, other)
}

function byteTest(asking: Asking, comparing: Comparing, given: Given, byte: Spot, of: Spot, place: number | null): Formula | null {
  const subject = subjectOf(asking, of)
  // the bytes of a text are its letters, in every encoding that mail is made of but one
  if (subject?.grade === 'text') return letterTest(asking, comparing, given, byte, of, place)
  if (subject?.grade !== 'content' || comparing.operator !== 'equals') return null
  // the whole array is what later bytes are joined by
  const named = place === null || place === 0 ? subject : { ...subject, name: `offset ${place}` }
  return testOf(asking, comparing, place === null ? { ...named, about: keyOf(byte) } : named, 'bytes-at', given('byte'), place ?? -1)
}

/** Bytes read by `BitConverter.ToInt32(data, offset)` or `BinaryReader.ReadInt32()` and their like. */
const wordSizes: ReadonlyMap<string, number> = new Map([
  ['ToInt16', 2],
  ['ToUInt16', 2],
  ['ToInt32', 4],
  ['ToUInt32', 4],
  ['ToInt64', 8],
  ['ToUInt64', 8],
  ['ReadInt16', 2],
  ['ReadUInt16', 2],
  ['ReadInt32', 4],
  ['ReadUInt32', 4],
  ['ReadInt64', 8],
  ['ReadUInt64', 8],
])

/** Some bytes of content read as one number, the lowest first; null for other calls. */
function wordTest(asking: Asking, comparing: Comparing, call: OutsideCall): Formula | null {
  const { owner, name } = call.callee
  // which bytes a reader is at is not known
  const isRead = owner === 'System.IO.BinaryReader'
  const size = isRead || owner === 'System.BitConverter' ? wordSizes.get(name) : undefined
  const offset = isRead ? -1 : numberOf(call.ssa, call.operands[1] ?? -1)
  const ssa = ssaAt(asking, comparing.right.instance)
  const literal = ssa === null ? null : literalOf(ssa, comparing.right.value)
  if (size === undefined || offset === null || (literal?.kind !== 'number' && literal?.kind !== 'long')) return null
  const subject = subjectOf(asking, beside(call.spot, call.operands[0] ?? -1))
  if (subject?.grade !== 'content') return null
  if (!Number.isInteger(Number(literal.value))) return null
  const digits = BigInt.asUintN(8 * size, BigInt(literal.value))
    .toString(16)
    .padStart(2 * size, '0')
  const bytes = (digits.match(/../g) ?? []).reverse().join('')
  const named = offset <= 0 ? subject : { ...subject, name: `offset ${offset}` }
  return testOf(asking, comparing, isRead ? { ...named, about: keyOf(call.spot) } : named, 'bytes-at', { ...constantOnly, values: [bytes] }, offset)
}
