import { op, opcodeName } from '../il/opcode-lookup.ts'
import { type Formula, no, yes } from './formula.ts'
import { type Asking, beside, keyOf, type Spot, ssaAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { type Comparing, compare, constantOnly, plainTest, testOf, unknownAt } from './trigger.ts'
import { type Comparison, decides, isElementLoad, isResult, type Literal, literalOf, numberOf, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { identity, type OutsideCall, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { type Subject, subjectOf } from './trigger-subject.ts'
import { type Compared, comparedWith } from './trigger-values.ts'
import type { Site, TriggerOperator } from './view.ts'

const counts = new Set(['get_Count', 'Count', 'LongCount'])
const lengths = new Set(['get_Length', 'get_LongLength', 'GetLength', 'Len'])

/** A number that says how many or how large: of what. */
export function measured(asking: Asking, spot: Spot): { readonly kind: 'count' | 'size'; readonly of: Spot; readonly isText: boolean } | null {
  const { spot: root } = seeThrough(asking, spot)
  const ssa = ssaAt(asking, root.instance)
  if (ssa === null || !isResult(ssa, root.value)) return null
  if (opcodeOf(ssa, root.value) === op.ldlen) {
    const of = beside(root, operandAt(ssa, root.value, 0))
    const isContent = subjectOf(asking, of)?.grade === 'content'
    return { kind: isContent ? 'size' : 'count', of, isText: false }
  }
  const call = outsideCallAt(asking, root)
  const receiver = call?.operands[0]
  if (call === null || receiver === undefined) return null
  const { name, owner } = call.callee
  if (counts.has(name)) return { kind: 'count', of: beside(root, receiver), isText: false }
  return lengths.has(name) ? { kind: 'size', of: beside(root, receiver), isText: owner === 'System.String' || owner === 'Microsoft.VisualBasic.Strings' } : null
}

/** A number that says how many or how large, and a constant: `list.Count - 1`. */
export function movedCount(asking: Asking, from: Spot): { readonly of: Spot; readonly by: number } | null {
  const { spot } = seeThrough(asking, from)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return null
  const opcode = opcodeOf(ssa, spot.value)
  if (opcode !== op.add && opcode !== op.sub) return null
  const by = numberOf(ssa, operandAt(ssa, spot.value, 1))
  const of = beside(spot, operandAt(ssa, spot.value, 0))
  return by === null || measured(asking, of) === null ? null : { of, by: opcode === op.add ? by : -by }
}

/** How many of what: `recipients`, `attachments`, or the kind of data counted. */
function measuredName(asking: Asking, of: Spot): string | null {
  const call = outsideCallAt(asking, seeThrough(asking, of).spot)
  const name = call?.callee.name ?? ''
  if (name === 'get_Recipients' || name === 'get_To' || name === 'get_Cc' || name === 'get_Bcc') return 'recipients'
  if (name === 'get_Attachments') return 'attachments'
  const subject = subjectOf(asking, of)
  return subject === null || subject.subject === 'unknown' ? null : subject.subject
}

const operators: Readonly<Record<Comparison, TriggerOperator>> = { equal: 'equals', less: 'less', greater: 'greater' }

/** A comparison of two numbers; one that is known to be constant stands on the right. */
export function compareNumbers(asking: Asking, at: Site, by: Comparison, left: Spot, right: Spot, want: boolean): Formula {
  const ssa = ssaAt(asking, right.instance)
  const constant = ssa === null ? null : literalOf(ssa, right.value)
  const how = measured(asking, left)
  const comparing: Comparing = { at, operator: operators[by], left, right, ignoreCase: false, negated: !want }
  if (how !== null) return countTest(asking, comparing, how.kind, how.of, constant)
  return (
    pieceTest(asking, comparing, (kind) => comparedWith(asking, comparing.right, kind)) ??
    distanceTest(asking, comparing, constant) ??
    compare(asking, comparing)
  )
}

/** How far two pointers into a text are apart: its size. Null for other numbers. */
function distanceTest(asking: Asking, comparing: Comparing, constant: Literal | null): Formula | null {
  let { spot } = seeThrough(asking, comparing.left)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || constant?.kind === 'text' || constant === null) return null
  if (isResult(ssa, spot.value) && opcodeOf(ssa, spot.value) === op.div) spot = seeThrough(asking, beside(spot, operandAt(ssa, spot.value, 0))).spot
  if (spot.instance !== comparing.left.instance || !isResult(ssa, spot.value) || opcodeOf(ssa, spot.value) !== op.sub) return null
  if (![0, 1].every((place) => isPointer(ssa, operandAt(ssa, spot.value, place), 0))) return null
  const subject = subjectOf(asking, spot)
  if (subject === null) return null
  const root = seeThrough(asking, comparing.left)
  const size: Subject = { subject: 'size', name: subject.subject, grade: 'measure', root, about: `size ${identity(asking, root.spot)}` }
  return testOf(asking, comparing, size, comparing.operator, comparedWith(asking, comparing.right))
}

const deepest = 6
const pointers = new Set(['conv.u', 'conv.i', 'localloc'])

/** Is a value an address that is reckoned with? */
function isPointer(ssa: Ssa, value: number, depth: number): boolean {
  if (value < 0 || depth > deepest) return false
  if (ssa.kinds[value] === valueKind.phi) return phiArguments(ssa, value).some((one) => one.value !== value && isPointer(ssa, one.value, depth + 1))
  if (!isResult(ssa, value)) return false
  const opcode = opcodeOf(ssa, value)
  if (opcode === op.add || opcode === op.sub) return isPointer(ssa, operandAt(ssa, value, 0), depth + 1)
  return pointers.has(opcodeName(opcode) ?? '')
}

/** A count or size compared with a constant. */
export function compareMeasured(asking: Asking, at: Site, by: Comparison, left: Spot, number: number, want: boolean): Formula {
  const how = measured(asking, left)
  const comparing: Comparing = { at, operator: operators[by], left, right: left, ignoreCase: false, negated: !want }
  return how === null ? unknownAt(asking, at, left, !want) : countTest(asking, comparing, how.kind, how.of, { kind: 'number', value: number })
}

function countTest(asking: Asking, comparing: Comparing, kind: 'count' | 'size', of: Spot, constant: Literal | null): Formula {
  const root = seeThrough(asking, comparing.left)
  const about = identity(asking, root.spot)
  const subject: Subject = { subject: kind, name: measuredName(asking, of), grade: 'measure', root, about }
  const number = constant?.kind === 'number' || constant?.kind === 'long' ? Number(constant.value) : null
  if (number === null) return testOf(asking, comparing, subject, comparing.operator, comparedWith(asking, comparing.right))
  const { operator, negated } = comparing
  // counts are never negative: "not 0", "at least 1" and "more than 0" are one
  const isZero = (operator === 'equals' && number === 0) || (operator === 'less' && number === 1) || (operator === 'greater' && number === 0)
  if (isZero) return plainTest(asking, comparing.at, subject, 'greater', operator === 'greater' ? negated : !negated, ['0'])
  return plainTest(asking, comparing.at, subject, operator, negated, [String(number)])
}

/** What something is compared with, as a number or as a byte. */
type Given = (kind?: 'byte') => Compared

const pieces: ReadonlySet<number> = new Set([op['ldind.u1'], op['ldind.u2'], op['ldelem.u1'], op['ldelem.u2']])

/** What a value is told as that is asked for as it is: that a letter or byte is not 0. Null for other values. */
export function pieceTruth(asking: Asking, at: Site, piece: Spot, want: boolean): Formula | null {
  const ssa = ssaAt(asking, piece.instance)
  if (ssa === null || !isResult(ssa, piece.value) || !pieces.has(opcodeOf(ssa, piece.value))) return null
  const comparing: Comparing = { at, operator: 'equals', left: piece, right: piece, ignoreCase: false, negated: want }
  return pieceTest(asking, comparing, (kind) => ({ ...constantOnly, values: [kind === 'byte' ? '00' : '0'] }))
}

/** One letter of a text, or one byte of content; null for other values. `given`: what it is compared with. */
function pieceTest(asking: Asking, comparing: Comparing, given: Given): Formula | null {
  if (comparing.operator !== 'equals') return null
  const { spot } = seeThrough(asking, comparing.left)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return null
  if (!isResult(ssa, spot.value)) return isLetterGiven(ssa, spot.value) ? letterTest(asking, comparing, given, spot, spot, null) : null
  const call = outsideCallAt(asking, spot)
  const words = call === null ? null : wordTest(asking, comparing, call)
  if (words !== null) return words
  const opcode = opcodeOf(ssa, spot.value)
  // which letter or byte a pointer is at is not known, nor which one an enumerator is
  if (opcode === op['ldind.u2'] || (call?.callee.holds === 'System.Char' && givesElement.has(call.callee.name)))
    return letterTest(asking, comparing, given, spot, spot, null)
  if (opcode === op['ldind.u1']) return byteTest(asking, comparing, given, spot, null)
  const place = numberOf(ssa, operandAt(ssa, spot.value, 1))
  const of = beside(spot, operandAt(ssa, spot.value, 0))
  if (call?.callee.api === 'System.String::get_Chars' || opcode === op['ldelem.u2']) return letterTest(asking, comparing, given, spot, of, place)
  return isElementLoad(opcode) ? byteTest(asking, comparing, given, of, place) : null
}

const givesElement = new Set(['get_Current', 'get_Item'])

/** Is it an argument whose type is a letter? */
function isLetterGiven(ssa: Ssa, value: number): boolean {
  if (ssa.kinds[value] !== valueKind.argument) return false
  const sig = ssa.code.assembly.names.methodSig(ssa.code.row)
  const type = sig?.parameters[(ssa.data[value] ?? 0) - (sig.hasThis ? 1 : 0)]
  return type?.kind === 'primitive' && type.name === 'System.Char'
}

function letterTest(asking: Asking, comparing: Comparing, given: Given, letter: Spot, of: Spot, place: number | null): Formula | null {
  const subject = subjectOf(asking, of)
  if (subject === null || subject.grade === 'digest' || subject.grade === 'measure') return null
  const other = given()
  const values = other.values.map((value) => (/^\d+$/.test(value) ? String.fromCharCode(Number(value)) : value))
  if (place === 0) return testOf(asking, comparing, subject, 'starts-with', { ...other, values })
  // that one letter is another says nothing of the rest
  const about = place === null ? keyOf(letter) : `${subject.about} letter ${place}`
  const name = `${place === null ? 'letter' : `letter ${place + 1}`}${subject.name === null ? '' : ` of ${subject.name}`}`
  return testOf(asking, comparing, { ...subject, name, about }, 'equals', { ...other, values })
}

function byteTest(asking: Asking, comparing: Comparing, given: Given, of: Spot, place: number | null): Formula | null {
  const subject = subjectOf(asking, of)
  if (subject?.grade !== 'content') return null
  // the whole array is what later bytes are joined by
  return testOf(asking, comparing, place === null || place === 0 ? subject : { ...subject, name: `offset ${place}` }, 'bytes-at', given('byte'), place ?? -1)
}

/** Bytes read by `BitConverter.ToInt32(data, offset)` and its like. */
const wordSizes: ReadonlyMap<string, number> = new Map([
  ['ToInt16', 2],
  ['ToUInt16', 2],
  ['ToInt32', 4],
  ['ToUInt32', 4],
  ['ToInt64', 8],
  ['ToUInt64', 8],
])

/** Some bytes of content read as one number, the lowest first; null for other calls. */
function wordTest(asking: Asking, comparing: Comparing, call: OutsideCall): Formula | null {
  const size = call.callee.owner === 'System.BitConverter' ? wordSizes.get(call.callee.name) : undefined
  const offset = numberOf(call.ssa, call.operands[1] ?? -1)
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
  return testOf(asking, comparing, offset === 0 ? subject : { ...subject, name: `offset ${offset}` }, 'bytes-at', { ...constantOnly, values: [bytes] }, offset)
}

/** The outcome of two known numbers; null when one is not known. */
export function decided(asking: Asking, by: Comparison, left: Spot, right: Spot, want: boolean): Formula | null {
  const one = numberAt(asking, left)
  const other = numberAt(asking, right)
  if (one === null || other === null) return null
  return decides(by, one, other) === want ? yes : no
}

function numberAt(asking: Asking, spot: Spot): number | bigint | null {
  const ssa = ssaAt(asking, spot.instance)
  const literal = ssa === null ? null : literalOf(ssa, spot.value)
  if (literal === null) return null
  if (literal.kind === 'null') return 0
  return literal.kind === 'text' ? null : literal.value
}
