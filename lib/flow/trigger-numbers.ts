import { op, opcodeName } from '../il/opcode-lookup.ts'
import { fieldName } from './field-names.ts'
import { and, type Formula, no, or, yes } from './formula.ts'
import { type Asking, beside, keyOf, type Spot, ssaAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { type Comparing, compare, operatorOf, plainTest, testOf, unknownAt } from './trigger.ts'
import { type Comparison, decides, isResult, type Literal, literalOf, numberOf, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { pieceTest } from './trigger-pieces.ts'
import { counts, reckonedTest } from './trigger-reckoned.ts'
import { givenTo, identity, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { type Subject, subjectOf } from './trigger-subject.ts'
import { comparedWith } from './trigger-values.ts'
import type { Site } from './view.ts'

const lengths = new Set(['get_Length', 'get_LongLength', 'GetLength', 'Len'])

/** A number that says how many or how large: of what. */
export function measured(asking: Asking, spot: Spot): { readonly kind: 'count' | 'size'; readonly of: Spot; readonly isText: boolean } | null {
  const { spot: root } = seeThrough(asking, spot)
  const ssa = ssaAt(asking, root.instance)
  if (ssa === null || !isResult(ssa, root.value)) return null
  if (opcodeOf(ssa, root.value) === op.ldlen) {
    const of = beside(root, operandAt(ssa, root.value, 0))
    // an array of texts has as many as it has, whatever they say
    const made = outsideCallAt(asking, seeThrough(asking, of).spot)?.callee
    const isList = made?.owner === 'System.Linq.Enumerable' || made?.returnsName === 'System.String[]'
    const isContent = !isList && subjectOf(asking, of)?.grade === 'content'
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

/** Name of the field that keeps a collection of the set's own: what it counts is not what one message has. Null for others. */
export function keptCollection(asking: Asking, of: Spot): string | null {
  const name = fieldName(asking, of)
  if (name === null || name.startsWith('<')) return null
  const made = outsideCallAt(asking, seeThrough(asking, of).spot)?.callee
  return made?.name === '.ctor' && made.owner.startsWith('System.Collections.') ? name : null
}

/** How many of what: `recipients`, `attachments`, or the kind of data counted. */
function measuredName(asking: Asking, of: Spot): string | null {
  const call = outsideCallAt(asking, seeThrough(asking, of).spot)
  const name = call?.callee.name ?? ''
  if (name === 'get_Recipients' || name === 'get_To' || name === 'get_Cc' || name === 'get_Bcc') return 'recipients'
  if (name === 'get_Attachments') return 'attachments'
  const kept = keptCollection(asking, of)
  if (kept !== null) return kept
  const subject = subjectOf(asking, of)
  return subject === null || subject.subject === 'unknown' ? null : subject.subject
}

/** A comparison of two numbers; one that is known to be constant stands on the right. */
export function compareNumbers(asking: Asking, at: Site, by: Comparison, left: Spot, right: Spot, want: boolean): Formula {
  const ssa = ssaAt(asking, right.instance)
  const constant = ssa === null ? null : literalOf(ssa, right.value)
  const how = measured(asking, left)
  const comparing: Comparing = { at, operator: operatorOf[by], left, right, ignoreCase: false, negated: !want }
  if (how !== null) return countTest(asking, comparing, how.kind, how.of, constant)
  const special = pieceTest(asking, comparing, (form) => comparedWith(asking, comparing.right, form)) ?? distanceTest(asking, comparing, constant)
  const number = constant?.kind === 'number' || constant?.kind === 'long' ? String(constant.value) : null
  return special ?? reckonedTest(asking, at, left, by, number, want) ?? compare(asking, comparing)
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

/**
 * A count or size, and a constant, compared with a number. As an unsigned number what is below the constant is past every other:
 * `count - 3 <= 2` is 3, 4 or 5.
 */
export function movedTruth(
  asking: Asking,
  at: Site,
  by: Comparison,
  moved: { readonly of: Spot; readonly by: number },
  number: number,
  want: boolean,
): Formula {
  const told = compareMeasured(asking, at, by, moved.of, number - moved.by, want)
  const ssa = ssaAt(asking, at.instance)
  const isUnsigned = ssa !== null && (opcodeName(opcodeOf(ssa, at.instruction)) ?? '').includes('.un')
  if (!isUnsigned || by === 'equal' || moved.by >= 0) return told
  const isWithin = decides(by, 0, number) === want
  const least = compareMeasured(asking, at, 'less', moved.of, -moved.by, !isWithin)
  return isWithin ? and(least, told) : or(least, told)
}

/** A count or size compared with a constant. */
export function compareMeasured(asking: Asking, at: Site, by: Comparison, left: Spot, number: number, want: boolean): Formula {
  const how = measured(asking, left)
  const comparing: Comparing = { at, operator: operatorOf[by], left, right: left, ignoreCase: false, negated: !want }
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

/** The outcome of two known numbers; null when one is not known. */
export function decided(asking: Asking, by: Comparison, left: Spot, right: Spot, want: boolean): Formula | null {
  const one = numberAt(asking, left)
  const other = numberAt(asking, right)
  if (one === null || other === null) return null
  return decides(by, one, other) === want ? yes : no
}

/** Places where a number may be handed over that are looked at. */
const mostHanded = 32

/** A number that is written in the code, here or wherever it is handed over; 0 for null. */
function numberAt(asking: Asking, from: Spot): number | bigint | null {
  const seen = new Map([[keyOf(from), from]])
  const numbers = new Set<number | bigint | null>()
  for (const spot of seen.values()) {
    const ssa = ssaAt(asking, spot.instance)
    const given = ssa?.kinds[spot.value] === valueKind.argument ? givenTo(asking, spot) : []
    for (const one of given) seen.set(keyOf(one), one)
    if (given.length === 0) numbers.add(ssa === null ? null : literalNumber(ssa, spot.value))
    if (numbers.size > 1 || seen.size > mostHanded) return null
  }
  const [only] = numbers
  return only ?? null
}

function literalNumber(ssa: Ssa, value: number): number | bigint | null {
  const literal = literalOf(ssa, value)
  if (literal === null || literal.kind === 'text') return null
  return literal.kind === 'null' ? 0 : literal.value
}
