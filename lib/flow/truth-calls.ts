import { op } from '../il/opcode-lookup.ts'
import { calledSig } from '../model/method-code.ts'
import { plainType } from './callee.ts'
import { yieldsAt } from './filters.ts'
import { and, anyOf, type Formula, not, unsure, yes } from './formula.ts'
import { type Asking, beside, enter, type Spot, ssaAt, weakened } from './guard-context.ts'
import { isTelling } from './label.ts'
import { type Predicate, predicateOf } from './predicates.ts'
import { compilerLookup } from './switches.ts'
import { compare, plainTest, stateOf, testOf, unknownAt } from './trigger.ts'
import { blockOf, type Comparison, decides, isResult, literalOf, numberOf, opcodeOf } from './trigger-code.ts'
import { ownMakerOf } from './trigger-made.ts'
import { identity, isEmpty, type OutsideCall, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { externalName, headerName, type Subject, subjectOf } from './trigger-subject.ts'
import { collectionFolds, comparedWith, foldsIn } from './trigger-values.ts'
import { keyTruth } from './truth-keys.ts'
import { expand } from './truth-leaves.ts'
import type { Site, TriggerOperator } from './view.ts'

/** When an own method, called here, answers so: one of its returns is reached with such a value. */
export function ownCallTruth(asking: Asking, spot: Spot, instruction: number, want: boolean): Formula {
  const call: Site = { instance: spot.instance, instruction }
  const returns = asking.view.returnedBy(spot.instance, instruction)
  if (returns.length === 0) return unknownAt(asking, call, spot, !want)
  return anyOf(
    returns.map((one) => {
      const entered = enter(asking, call, one.instance, spot.frame)
      const ssa = ssaAt(asking, one.instance)
      if (ssa === null) return unsure
      const { frame } = entered
      const reached = asking.whenBlock(one.instance, blockOf(ssa, one.instruction), frame)
      return weakened(asking, and(reached, asking.truth({ instance: one.instance, value: one.value, frame }, want)), entered)
    }),
  )
}

/** When the result of an outside member is true, not zero or not null; or the opposite. */
export function outsideTruth(asking: Asking, call: OutsideCall, want: boolean): Formula {
  const predicate = predicateOf(call.callee.api, call.callee.signature, call.operands.length)
  if (call.callee.name === 'MoveNext') return want ? (yieldsAt(asking, siteOf(call)) ?? asking.filters(operand(call, 0))) : yes
  return predicate === null ? propertyTruth(asking, call, want) : predicateTruth(asking, call, predicate, want)
}

function operand(call: OutsideCall, place: number): Spot {
  return beside(call.spot, call.operands[place] ?? -1)
}

function siteOf(call: OutsideCall): Site {
  return { instance: call.spot.instance, instruction: call.instruction }
}

function predicateTruth(asking: Asking, call: OutsideCall, predicate: Predicate, want: boolean): Formula {
  switch (predicate.kind) {
    case 'tidy':
      return yes
    case 'compare':
      return textTruth(asking, call, predicate, want !== predicate.negated)
    case 'order':
      return textTruth(asking, call, predicate, !want)
    case 'position':
      return textTruth(asking, call, { ...predicate, operator: 'contains' }, want)
    case 'in':
    case 'place':
      return memberTruth(asking, call, predicate.collection, predicate.item, want)
    case 'key': {
      const lookup = compilerLookup(asking, call.spot, call.instruction, want)
      return lookup ?? keyTruth(asking, call, want) ?? memberTruth(asking, call, predicate.collection, predicate.item, want)
    }
    case 'any':
    case 'taken':
    case 'index':
      return and(want ? asking.filters(operand(call, predicate.collection)) : yes, asking.answer(operand(call, predicate.delegate), want))
    case 'all':
      return asking.answer(operand(call, predicate.delegate), want)
    case 'filled':
      return filledTruth(asking, siteOf(call), operand(call, predicate.of), want !== predicate.negated)
    case 'text':
      return presence(asking, siteOf(call), operand(call, predicate.of), want !== predicate.negated)
    case 'path': {
      const subject = subjectOf(asking, operand(call, predicate.of))
      const name = comparedWith(asking, operand(call, predicate.of)).values[0] ?? externalName(asking, operand(call, predicate.of)) ?? null
      const root = subject?.root ?? seeThrough(asking, operand(call, predicate.of))
      return plainTest(asking, siteOf(call), { subject: 'config', name, grade: null, root, about: `path ${name ?? call.instruction}` }, 'exists', !want)
    }
    case 'same':
      return asking.truth(operand(call, predicate.of), want)
    case 'header':
      return headerTruth(asking, call, want)
    default:
      return predicate satisfies never
  }
}

const timeTypes = new Set(['System.DateTime', 'System.DateTimeOffset', 'System.TimeSpan'])

interface TextPlaces {
  readonly operator: TriggerOperator
  readonly subject: number
  readonly value: number
}

/** A comparison of two texts; where one is only one of some constants, when it is which. */
function textTruth(asking: Asking, call: OutsideCall, places: TextPlaces, want: boolean): Formula {
  const left = operand(call, places.subject)
  const right = operand(call, places.value)
  const nothing = nullSide(asking, call, left, right)
  if (nothing !== null && places.operator === 'equals') return asking.truth(nothing, !want)
  const isPattern = places.operator === 'matches'
  const ignoreCase = foldsIn(asking, call) || (isPattern && collectionFolds(asking, right))
  const at = siteOf(call)
  const about = timeTypes.has(call.callee.owner) ? 'time' : null
  const ask = (one: Spot, other: Spot) => {
    const known = bothKnown(asking, one, other, places.operator, ignoreCase)
    if (known !== null) return known === want ? yes : { anyOf: [], partial: false }
    return compare(asking, {
      at,
      operator: places.operator,
      left: one,
      right: isPattern ? patternOf(asking, other) : other,
      ignoreCase,
      negated: !want,
      about,
      isSequence: call.callee.name === 'SequenceEqual',
    })
  }
  const leaves = expand(asking, left, (spot) => isTextOrNothing(asking, spot))
  if (leaves !== null) return anyOf(leaves.map((leaf) => and(leaf.when, ask(leaf.spot, right))))
  return ask(left, right)
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
function nullSide(asking: Asking, call: OutsideCall, left: Spot, right: Spot): Spot | null {
  if (literalOf(call.ssa, right.value)?.kind === 'null') return left
  if (literalOf(call.ssa, left.value)?.kind === 'null') return right
  const ssa = ssaAt(asking, right.instance)
  // VB: `s = ""` is also true for nothing
  return ssa !== null && literalOf(ssa, right.value)?.kind === 'text' && isEmptyText(asking, right) ? left : null
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

function textOf(asking: Asking, spot: Spot, ignoreCase: boolean): string | null {
  const ssa = ssaAt(asking, spot.instance)
  const literal = ssa === null ? null : literalOf(ssa, spot.value)
  if (ssa !== null && literal === null && isEmpty(asking, ssa, spot.value)) return ''
  if (literal?.kind !== 'text') return null
  return ignoreCase ? literal.value.toLowerCase() : literal.value
}

/** Lists that Exchange keeps. */
const serverLists: ReadonlyMap<string, string> = new Map([
  ['Microsoft.Exchange.Data.Transport.AcceptedDomainCollection', 'accepted domains'],
  ['Microsoft.Exchange.Data.Transport.RemoteDomainCollection', 'remote domains'],
  ['Microsoft.Exchange.Data.Transport.AddressBook', 'address book'],
])

/** An item among those of a collection: the item is what is looked at, the collection what it is compared with. */
function memberTruth(asking: Asking, call: OutsideCall, collection: number, item: number, want: boolean): Formula {
  const of = operand(call, collection)
  const what = operand(call, item)
  const subject = subjectOf(asking, what)
  const ignoreCase = foldsIn(asking, call) || collectionFolds(asking, of)
  const comparing = { at: siteOf(call), operator: 'in' as const, left: what, right: of, ignoreCase, negated: !want }
  if (subject === null || subject.subject === 'config') {
    // the collection is the mail's: does it hold this constant?
    const held = call.callee.owner.endsWith('EnvelopeRecipientCollection') ? recipientsOf(asking, of) : subjectOf(asking, of)
    if (held !== null && isMail(held)) return testOf(asking, comparing, held, 'equals', comparedWith(asking, what))
  }
  if (subject?.grade === 'digest') return compare(asking, comparing)
  const given = comparedWith(asking, of)
  const server = serverLists.get(call.callee.owner)
  // what was collected while running says nothing of where it comes from, but for what own code made
  const members =
    server !== undefined
      ? { ...given, valueFrom: 'external' as const, from: server }
      : given.valueFrom === 'computed'
        ? { ...given, from: ownMakerOf(asking, of) }
        : given
  return testOf(asking, comparing, subject ?? stateOf(asking, what), 'in', members)
}

/** The recipients of the message, asked as a collection. */
function recipientsOf(asking: Asking, of: Spot): Subject {
  const root = seeThrough(asking, of)
  return { subject: 'recipient', name: null, grade: null, root, about: identity(asking, root.spot) }
}

function isMail({ subject }: Subject): boolean {
  return subject !== 'config' && subject !== 'unknown' && subject !== 'state' && subject !== 'host'
}

/** Whether a collection has elements: those that a filter let through, or any. */
export function filledTruth(asking: Asking, at: Site, of: Spot, want: boolean): Formula {
  const call = outsideCallAt(asking, seeThrough(asking, of).spot)
  const predicate = call === null ? null : predicateOf(call.callee.api, call.callee.signature, call.operands.length)
  if (call !== null && (predicate?.kind === 'compare' || predicate?.kind === 'header')) return predicateTruth(asking, call, predicate, want)
  const filter = asking.filters(of)
  const isPlain = filter.anyOf.length === 1 && filter.anyOf[0]?.length === 0
  if (!isPlain) return want ? filter : not(filter)
  const subject = subjectOf(asking, of)
  const about = `count ${subject?.about ?? `${of.instance}:${of.value}`}`
  const counted: Subject = { subject: 'count', name: countedName(asking, of, subject), grade: 'measure', root: seeThrough(asking, of), about }
  return plainTest(asking, at, counted, 'greater', !want, ['0'])
}

function countedName(asking: Asking, of: Spot, subject: Subject | null): string | null {
  const name = outsideCallAt(asking, seeThrough(asking, of).spot)?.callee.name
  if (name === 'get_Recipients') return 'recipients'
  return name === 'get_Attachments' ? 'attachments' : (subject?.subject ?? null)
}

/**
 * Whether a text or a setting is there. That it is, is what tidy code asks before it looks; that it is not can open a way of its own.
 */
export function presence(asking: Asking, at: Site, spot: Spot, want: boolean): Formula {
  const subject = subjectOf(asking, spot)
  if (want) return subject?.subject === 'config' ? yes : asking.truth(spot, true)
  return subject === null || subject.grade === null || !isTelling(subject.grade) ? asking.truth(spot, false) : plainTest(asking, at, subject, 'exists', true)
}

function headerTruth(asking: Asking, call: OutsideCall, want: boolean): Formula {
  const root = seeThrough(asking, call.spot)
  const name = headerName(asking, call.spot)
  const subject: Subject = { subject: 'header', name, grade: null, root, about: `header ${name ?? `${call.spot.instance}:${call.instruction}`}` }
  return plainTest(asking, siteOf(call), subject, 'exists', !want)
}

/** A property or function that says yes or no, a number, or an object. */
function propertyTruth(asking: Asking, call: OutsideCall, want: boolean): Formula {
  const { callee, spot } = call
  const subject = subjectOf(asking, spot)
  const at = siteOf(call)
  if (callee.native) {
    const name = subject ?? { ...stateOf(asking, spot), subject: 'native-result' as const, name: callee.name }
    if (callee.returnsName === 'System.Boolean') return plainTest(asking, at, { ...name, name: callee.name }, 'returns', !want, ['true'])
    return plainTest(asking, at, { ...name, name: callee.name }, 'returns', want, ['0'])
  }
  if (callee.returnsName === 'System.Boolean') {
    if (subject === null) return unknownAt(asking, at, spot, !want)
    const name = propertyName(callee.name)
    if (name !== null) return plainTest(asking, at, { ...subject, name: subject.name ?? name }, 'equals', !want, ['true'])
    // what a member finds of a value that has no row of its own: told by its name
    const comparing = { at, operator: 'matches' as const, left: spot, right: spot, ignoreCase: false, negated: !want }
    return testOf(asking, comparing, subject, 'matches', { values: [], valueFrom: 'computed', from: callee.api, folded: false })
  }
  if (callee.returns === 'scalar' || givesNumber(call))
    return subject === null ? unknownAt(asking, at, spot, !want) : plainTest(asking, at, subject, 'equals', want, ['0'])
  // a setting or header that is there or not is told; other objects are handles
  if (subject?.subject === 'config' && subject.grade !== null && callee.returns !== 'void' && isTelling(subject.grade)) {
    return plainTest(asking, at, subject, 'exists', !want)
  }
  if (want || callee.returns !== 'text' || subject === null) return yes
  return plainTest(asking, at, subject, 'exists', true)
}

/** Enumerations are numbers, though their type has a name. */
function givesNumber({ ssa, instruction }: OutsideCall): boolean {
  const sig = calledSig(ssa.code.assembly, (ssa.code.code.operands[instruction] ?? 0) >>> 0)
  const type = sig === null ? null : plainType(sig.returns)
  return type?.kind === 'named' && type.valueType
}

function propertyName(name: string): string | null {
  return name.startsWith('get_') ? name.slice(4) : null
}

/**
 * A number that a member gives, compared with a constant: an order of texts, a place in a text or list. Null when the member is none
 * of those.
 */
export function numberTruth(asking: Asking, number: Spot, by: Comparison, constant: number, want: boolean): Formula | null {
  const call = outsideCallAt(asking, seeThrough(asking, number).spot)
  const predicate = call === null ? null : predicateOf(call.callee.api, call.callee.signature, call.operands.length)
  if (call === null || predicate === null) return null
  const holds = (value: number) => decides(by, value, constant)
  switch (predicate.kind) {
    case 'tidy':
      return yes
    case 'order':
      if (by === 'equal') return textTruth(asking, call, predicate, constant === 0 && want)
      return textTruth(asking, call, { ...predicate, operator: by }, want)
    case 'position': {
      const { first } = predicate
      const [absent, start, later] = [holds(first - 1), holds(first), holds(first + 1)]
      if (absent === start && absent === later) return absent === want ? yes : { anyOf: [], partial: false }
      if (absent === later) return textTruth(asking, call, { ...predicate, operator: 'starts-with' }, start === want)
      return textTruth(asking, call, { ...predicate, operator: 'contains' }, later === want)
    }
    case 'place':
      return holds(-1) === holds(0) ? null : memberTruth(asking, call, predicate.collection, predicate.item, holds(0) === want)
    case 'index':
      return holds(-1) === holds(0) ? null : asking.answer(operand(call, predicate.delegate), holds(0) === want)
    default:
      return null
  }
}

/** Is a value yes or no, by what gives it? */
export function isBoolean(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || !isResult(ssa, spot.value)) return false
  const opcode = opcodeOf(ssa, spot.value)
  if (opcode === op.ceq || opcode === op.cgt || opcode === op['cgt.un'] || opcode === op.clt || opcode === op['clt.un']) return true
  if (opcode !== op.call && opcode !== op.callvirt) return false
  return asking.callees(ssa.code.index, (ssa.code.code.operands[spot.value] ?? 0) >>> 0)?.returnsName === 'System.Boolean'
}

/** Is the value the number 0 or 1 that an instruction writes out? */
export function bitOf(asking: Asking, spot: Spot): boolean | null {
  const ssa = ssaAt(asking, spot.instance)
  const number = ssa === null ? null : numberOf(ssa, spot.value)
  return number === 0 ? false : number === 1 ? true : null
}
