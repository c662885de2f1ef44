import { and, anyOf, type Formula, no, not, or, unsure, yes } from './formula.ts'
import { type Asking, beside, keyOf, once, type Spot, ssaAt } from './guard-context.ts'
import { foundValue } from './look-ups.ts'
import { parameterTypes } from './predicates.ts'
import { type Comparing, compare } from './trigger.ts'
import { literalOf } from './trigger-code.ts'
import { compareNumbers, measured } from './trigger-numbers.ts'
import { isEmpty, type OutsideCall, operand, outsideCallAt, seeThrough, siteOf } from './trigger-slice.ts'
import { collectionFolds, foldsIn, type NumberForm } from './trigger-values.ts'
import { whenSet } from './truth-filled.ts'
import { expandAll, expandKinds, whenNotEmpty } from './truth-leaves.ts'
import { tupleTruth } from './truth-pieces.ts'
import { overPieces } from './truth-tuples.ts'
import type { TriggerOperator } from './view.ts'

const timeTypes = new Set(['System.DateTime', 'System.DateTimeOffset', 'System.TimeSpan'])

interface TextPlaces {
  readonly operator: TriggerOperator
  readonly subject: number
  readonly value: number
}

/** A comparison of two texts; where one is only one of some constants, when it is which. `left`: what stands for the first of them. */
export function textTruth(asking: Asking, call: OutsideCall, places: TextPlaces, want: boolean, left = operand(call, places.subject)): Formula {
  const right = operand(call, places.value)
  const nothing = nullSide(asking, left, right)
  if (nothing !== null && places.operator === 'equals') return asking.truth(nothing, !want)
  const pieces = places.operator === 'equals' ? tupleTruth(asking, left, right, want, (one, other) => equalPieces(asking, call, one, other, want)) : null
  if (pieces !== null) return pieces
  if (places.operator === 'equals' && measured(asking, left) !== null) return compareNumbers(asking, siteOf(call), 'equal', left, right, want)
  const isPattern = places.operator === 'matches'
  const ignoreCase = foldsIn(asking, call) || (isPattern && collectionFolds(asking, right))
  const at = siteOf(call)
  const about = timeTypes.has(call.callee.owner) ? 'time' : null
  const ask = (one: Spot, other: Spot) => {
    const known = bothKnown(asking, one, other, places.operator, ignoreCase)
    if (known !== null) return known === want ? yes : { anyOf: [], partial: false }
    const comparing: Comparing = {
      at,
      operator: places.operator,
      left: one,
      right: isPattern ? patternOf(asking, other) : other,
      ignoreCase,
      negated: !want,
      about,
      isSequence: call.callee.name === 'SequenceEqual',
    }
    const compared = compare(asking, comparing, formOf(call, places.value))
    return want ? and(compared, and(whenSet(asking, one), whenSet(asking, other))) : compared
  }
  const taken = overPieces(asking, left, (piece) =>
    once(asking, `piece ${call.spot.instance}:${call.instruction} ${places.operator} ${keyOf(piece)} ${want}`, no, () =>
      textTruth(asking, call, places, want, piece),
    ),
  )
  if (taken !== null) return taken
  const found = foundValue(asking, left, (value) => ask(value, right), !want) ?? foundValue(asking, right, (value) => ask(left, value), !want)
  if (found !== null) return found
  const leaves = expandAll(asking, left, (spot) => isTextOrNothing(asking, spot)) ?? expandKinds(asking, left)
  if (leaves !== null) return anyOf(leaves.map((leaf) => and(leaf.when, ask(leaf.spot, right))))
  const there = whenNotEmpty(asking, left)
  if (there === yes) return ask(left, right)
  const asked = and(there, ask(left, right))
  return want ? asked : or(asked, there.partial ? unsure : not(there))
}

/** Letters are numbers to the code, and told as what they are. */
function formOf({ callee }: OutsideCall, place: number): NumberForm {
  const type = parameterTypes(callee.signature)[place - (callee.hasThis ? 1 : 0)]
  if (type === 'System.Char[]') return 'letters'
  return type === 'System.Char' ? 'letter' : 'decimal'
}

/** A piece of each of two tuples. */
function equalPieces(asking: Asking, call: OutsideCall, left: Spot, right: Spot, want: boolean): Formula {
  const known = bothKnown(asking, left, right, 'equals', false)
  if (known !== null) return known === want ? yes : no
  return compare(asking, { at: siteOf(call), operator: 'equals', left, right, ignoreCase: false, negated: !want })
}

function isTextOrNothing(asking: Asking, { instance, value }: Spot): boolean {
  const ssa = ssaAt(asking, instance)
  return ssa !== null && (literalOf(ssa, value)?.kind === 'text' || isEmpty(asking, ssa, value))
}

/** The text that a `Regex` object was made of. */
function patternOf(asking: Asking, spot: Spot): Spot {
  const made = outsideCallAt(asking, seeThrough(asking, spot).spot)
  const pattern = made?.callee.name === '.ctor' ? made.operands[0] : undefined
  return made === null || pattern === undefined ? spot : beside(made.spot, pattern)
}

/** `x == null` written with an operator of its own: the other side. */
function nullSide(asking: Asking, left: Spot, right: Spot): Spot | null {
  if (isNull(asking, right)) return left
  if (isNull(asking, left)) return right
  const ssa = ssaAt(asking, right.instance)
  // VB: `s = ""` is also true for nothing
  return ssa !== null && literalOf(ssa, right.value)?.kind === 'text' && isEmptyText(asking, right) ? left : null
}

function isNull(asking: Asking, { instance, value }: Spot): boolean {
  const ssa = ssaAt(asking, instance)
  return ssa !== null && literalOf(ssa, value)?.kind === 'null'
}

function isEmptyText(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  const literal = ssa === null ? null : literalOf(ssa, spot.value)
  return literal?.kind === 'text' && literal.value === ''
}

function bothKnown(asking: Asking, left: Spot, right: Spot, operator: string, ignoreCase: boolean): boolean | null {
  const one = textOf(asking, left, ignoreCase)
  const other = textOf(asking, right, ignoreCase)
  if (one === null || other === null) return null
  if (operator === 'equals') return one === other
  if (operator === 'contains') return one.includes(other)
  if (operator === 'starts-with') return one.startsWith(other)
  return operator === 'ends-with' ? one.endsWith(other) : null
}

function textOf(asking: Asking, from: Spot, ignoreCase: boolean): string | null {
  const root = seeThrough(asking, from)
  // what else may stand there, of data, is not seen
  const spot = root.folded || asking.view.labelsAt(from).length > 0 ? from : root.spot
  const ssa = ssaAt(asking, spot.instance)
  const literal = ssa === null ? null : literalOf(ssa, spot.value)
  if (ssa !== null && literal === null && isEmpty(asking, ssa, spot.value)) return ''
  if (literal?.kind === 'null') return ''
  if (literal?.kind !== 'text') return null
  return ignoreCase ? literal.value.toLowerCase() : literal.value
}
