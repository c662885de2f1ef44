import { op } from '../il/opcode-lookup.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from '../model/assembly.ts'
import { type Formula, formulaOf, no, type Test, yes } from './formula.ts'
import { type Asking, beside, codePlace, keyOf, type Spot, ssaAt } from './guard-context.ts'
import { type Comparison, decides, isElementLoad, isResult, type Literal, literalOf, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { hashOf } from './trigger-hash.ts'
import { identity, type OutsideCall, outsideCallAt, seeThrough, walkBack } from './trigger-slice.ts'
import { type Subject, subjectOf } from './trigger-subject.ts'
import { type Compared, comparedWith, type NumberForm } from './trigger-values.ts'
import type { Site, TriggerOperator, TriggerSubject } from './view.ts'

/** One comparison as code makes it. */
export interface Comparing {
  /** The instruction that compares. */
  readonly at: Site
  readonly operator: TriggerOperator
  readonly left: Spot
  readonly right: Spot
  readonly ignoreCase: boolean
  readonly negated: boolean
  /** Arrays or other sequences are compared. */
  readonly isSequence?: boolean
  /** What the comparison is about where its values are several things. */
  readonly about?: TriggerSubject | null
}

const mirrored: ReadonlyMap<TriggerOperator, TriggerOperator> = new Map<TriggerOperator, TriggerOperator>([
  ['less', 'greater'],
  ['greater', 'less'],
  // a constant that holds, or starts with, what it is asked for
  ['contains', 'in'],
  ['starts-with', 'in'],
  ['ends-with', 'in'],
])

/** A test on the side that comes from the mail, or from farthest outside the code. */
export function compare(asking: Asking, comparing: Comparing, form: NumberForm = 'decimal'): Formula {
  const left = subjectOf(asking, comparing.left, comparing.about)
  const right = subjectOf(asking, comparing.right, comparing.about)
  const isTurned = weight(right) > weight(left)
  const subject = isTurned ? right : left
  const operator = isTurned ? (mirrored.get(comparing.operator) ?? comparing.operator) : comparing.operator
  const [one, other] = isTurned ? [comparing.right, comparing.left] : [comparing.left, comparing.right]
  if (subject === null) return ofNothing(asking, { ...comparing, operator, left: one, right: other })
  const hash = operator === 'equals' || operator === 'in' ? hashOf(asking, subject) : null
  if (hash !== null) return hashTest(asking, comparing, subject, other, hash)
  const isName = subject.subject === 'header' && operator === 'equals' && outsideCallAt(asking, subject.root.spot)?.callee.name === 'get_Name'
  const given = comparedWith(asking, other, form)
  if (isName && given.values.length === 1) return testOf(asking, comparing, { ...subject, name: given.values[0] ?? null }, 'exists', { ...given, values: [] })
  if (subject.subject === 'native-result' && operator === 'equals') return testOf(asking, comparing, subject, 'returns', given)
  // one after the other, not one of them
  if (comparing.isSequence === true && subject.grade !== 'content' && given.values.length > 1) {
    const from = `SequenceEqual ${given.values.join(', ')}`
    return testOf(asking, comparing, subject, 'matches', { values: [], valueFrom: 'computed', from, folded: false })
  }
  const isBytes = comparing.isSequence === true && subject.grade === 'content'
  return testOf(asking, comparing, subject, isBytes ? 'bytes-at' : operator, given)
}

function weight(subject: Subject | null): number {
  if (subject === null) return 0
  if (subject.subject === 'config') return 1
  return subject.subject === 'session' || subject.subject === 'time' || subject.subject === 'host' || subject.subject === 'direction' ? 2 : 3
}

function hashTest(asking: Asking, comparing: Comparing, subject: Subject, other: Spot, hash: string): Formula {
  const given = comparedWith(asking, other, 'hash')
  const external = given.valueFrom === 'external'
  const from = external && given.from !== null ? `${hash} in ${given.from}` : hash
  return testOf(asking, comparing, subject, 'hash-equals', { ...given, valueFrom: external ? 'external' : 'computed', from })
}

/** Makes the test; `offset` where bytes stand. */
export function testOf(asking: Asking, comparing: Comparing, subject: Subject, operator: TriggerOperator, given: Compared, offset = 0): Formula {
  const test: Test = {
    subject: subject.subject,
    name: subject.name,
    operator,
    negated: comparing.negated,
    ignoreCase: comparing.ignoreCase || subject.root.folded || given.folded,
    values: given.values,
    valueFrom: given.valueFrom,
    from: given.from,
    at: codePlace(asking, comparing.at.instance, comparing.at.instruction),
    about: subject.about,
    offset,
  }
  return formulaOf(test)
}

const constantOnly: Compared = { values: [], valueFrom: 'constant', from: null, folded: false }

/** A test without values. */
export function plainTest(asking: Asking, at: Site, subject: Subject, operator: TriggerOperator, negated: boolean, values: readonly string[] = []): Formula {
  const comparing: Comparing = { at, operator, left: subject.root.spot, right: subject.root.spot, ignoreCase: false, negated }
  return testOf(asking, comparing, subject, operator, { ...constantOnly, values })
}

/** A comparison of values nothing is known of: of a field of the set's own it is a state. */
function ofNothing(asking: Asking, comparing: Comparing): Formula {
  const given = comparedWith(asking, comparing.right)
  const isKnown = given.valueFrom !== 'computed'
  return testOf(asking, comparing, stateOf(asking, comparing.left), comparing.operator === 'in' ? 'equals' : comparing.operator, isKnown ? given : constantOnly)
}

/** What a value of the set's own is: a field by its name, or unknown. */
export function stateOf(asking: Asking, spot: Spot): Subject {
  const root = seeThrough(asking, withoutStep(asking, spot))
  // a counter that only its own steps are stored in is called as it is where it is asked
  const kept = withoutStep(asking, root.spot)
  const name = fieldName(asking, root.spot) ?? fieldName(asking, kept) ?? fieldName(asking, spot) ?? keptIn(asking, kept)
  const about = identity(asking, root.spot)
  if (name === null) return { subject: 'unknown', name: isAnswer(asking, root.spot) ? 'network answer' : null, grade: null, root, about }
  return { subject: 'state', name, grade: null, root, about }
}

const lookups = new Set(['get_Item', 'TryGetValue', 'GetOrAdd', 'AddOrUpdate'])

/** Name of the field that holds the collection a value was looked up in: counts by address, times by sender. */
function keptIn(asking: Asking, spot: Spot): string | null {
  const call = outsideCallAt(asking, spot)
  const receiver = call?.operands[0]
  if (call === null || receiver === undefined || !lookups.has(call.callee.name) || !call.callee.owner.startsWith('System.Collections.')) return null
  return fieldName(asking, beside(call.spot, receiver))
}

const listens = /^System\.Net\.(?:Sockets\.|Security\.)/

/** Is a text or number what another machine answered over a connection? */
function isAnswer(asking: Asking, spot: Spot): boolean {
  let found = false
  walkBack(asking, spot, ({ callee }) => {
    if (listens.test(callee.owner)) found = true
    return !found
  })
  return found
}

/** A counter is the field it is kept in. */
function withoutStep(asking: Asking, spot: Spot): Spot {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return spot
  const opcode = opcodeOf(ssa, spot.value)
  const isStep = (opcode === op.add || opcode === op.sub) && numberOf(ssa, operandAt(ssa, spot.value, 1)) !== null
  return isStep ? beside(spot, operandAt(ssa, spot.value, 0)) : spot
}

export function unknownAt(asking: Asking, at: Site, spot: Spot, negated: boolean): Formula {
  const subject: Subject = { subject: 'unknown', name: null, grade: null, root: { spot, folded: false, through: [] }, about: keyOf(spot) }
  return plainTest(asking, at, subject, 'equals', negated)
}

/** Name of the field that a load names; null for other values. */
export function fieldName(asking: Asking, spot: Spot): string | null {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return null
  const opcode = opcodeOf(ssa, spot.value)
  if (opcode !== op.ldfld && opcode !== op.ldsfld) return null
  const { assembly } = ssa.code
  const { tables } = assembly.metadata
  const token = (ssa.code.code.operands[spot.value] ?? 0) >>> 0
  if (isRowOf(tables, 'MemberRef', token)) return memberName(assembly, tokenRow(token)).name
  return isRowOf(tables, 'Field', token) ? assembly.names.nameAt(cell(tables, 'Field', tokenRow(token), 'Name')) : null
}

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
  return pieceTest(asking, comparing) ?? compare(asking, comparing)
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

/** One letter of a text, or one byte of content, at a constant place; null for other values. */
function pieceTest(asking: Asking, comparing: Comparing): Formula | null {
  if (comparing.operator !== 'equals') return null
  const { spot } = seeThrough(asking, comparing.left)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return null
  const call = outsideCallAt(asking, spot)
  const words = call === null ? null : wordTest(asking, comparing, call)
  if (words !== null) return words
  const isLetter = call?.callee.api === 'System.String::get_Chars' || opcodeOf(ssa, spot.value) === op['ldelem.u2']
  if (!isLetter && !isElementLoad(opcodeOf(ssa, spot.value))) return null
  const place = numberOf(ssa, operandAt(ssa, spot.value, 1))
  const of = beside(spot, operandAt(ssa, spot.value, 0))
  const subject = subjectOf(asking, of)
  if (subject === null || subject.grade === 'digest' || subject.grade === 'measure') return null
  const given = comparedWith(asking, comparing.right, isLetter ? 'decimal' : 'byte')
  if (isLetter) {
    const values = given.values.map((value) => (/^\d+$/.test(value) ? String.fromCharCode(Number(value)) : value))
    if (place === 0) return testOf(asking, comparing, subject, 'starts-with', { ...given, values })
    // that one letter is another says nothing of the rest
    const about = place === null ? keyOf(spot) : `${subject.about} letter ${place}`
    const name = `${place === null ? 'letter' : `letter ${place + 1}`}${subject.name === null ? '' : ` of ${subject.name}`}`
    return testOf(asking, comparing, { ...subject, name, about }, 'equals', { ...given, values })
  }
  if (subject.grade !== 'content') return null
  // the whole array is what later bytes are joined by
  return testOf(asking, comparing, place === null || place === 0 ? subject : { ...subject, name: `offset ${place}` }, 'bytes-at', given, place ?? -1)
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
