import { op } from '../il/opcode-lookup.ts'
import { yieldsAt } from './filters.ts'
import { and, anyOf, asPartial, type Formula, no, not, sameFormula, unsure, yes } from './formula.ts'
import { asEach, forEachValue } from './formula-tests.ts'
import { type Asking, beside, enter, type Over, type Spot, ssaAt, weakened } from './guard-context.ts'
import { ofReceiver, whenReceived } from './guard-receivers.ts'
import { isTelling } from './label.ts'
import { type Predicate, predicateOf } from './predicates.ts'
import { compilerLookup } from './switches.ts'
import { compare, isState, plainTest, stateOf, testOf, unknownAt } from './trigger.ts'
import { blockOf, type Comparison, decides, isResult, numberOf, opcodeOf, operandsAt } from './trigger-code.ts'
import { ownMakerOf } from './trigger-made.ts'
import { keptCollection } from './trigger-numbers.ts'
import { asParts } from './trigger-parts.ts'
import { identity, type OutsideCall, operand, outsideCallAt, seeThrough, siteOf } from './trigger-slice.ts'
import { externalName, headerName, type Subject, subjectOf } from './trigger-subject.ts'
import { collectionFolds, comparedWith, foldsIn } from './trigger-values.ts'
import { exchangedTruth } from './truth-exchanged.ts'
import { whenFilled } from './truth-filled.ts'
import { groupCall, ofElement, passesTruth } from './truth-groups.ts'
import { keyTruth } from './truth-keys.ts'
import { hasFlagTruth } from './truth-masks.ts'
import { isMemo } from './truth-memos.ts'
import { parsedTruth, propertyTruth } from './truth-properties.ts'
import { isChosen, isOfMessage, ofChosen, ofEachKind, sumTruth } from './truth-sequences.ts'
import { signalTruth } from './truth-signals.ts'
import { textTruth } from './truth-texts.ts'
import type { Site, TriggerOperator } from './view.ts'

/** When an own method, called here, answers so: one of its returns is reached with such a value. */
export function ownCallTruth(asking: Asking, spot: Spot, instruction: number, want: boolean): Formula {
  const call: Site = { instance: spot.instance, instruction }
  const returns = ofReceiver(asking, spot, instruction, asking.view.returnedBy(spot.instance, instruction))
  if (returns.length === 0) return invokedTruth(asking, spot, call, want) ?? unknownAt(asking, call, spot, !want)
  const isOne = returns.every(({ instance }) => instance === returns[0]?.instance)
  return anyOf(
    returns.map((one) => {
      const entered = enter(asking, call, one.instance, spot.frame)
      const ssa = ssaAt(asking, one.instance)
      if (ssa === null) return unsure
      const { frame } = entered
      const run = isOne ? yes : whenReceived(asking, call, one.instance, spot.frame)
      const reached = and(run, asking.whenBlock(one.instance, blockOf(ssa, one.instruction), frame))
      return weakened(asking, and(reached, asking.truth({ instance: one.instance, value: one.value, frame }, want)), entered)
    }),
  )
}

/** What a delegate made of a member outside says of elements; null for other delegates. */
export function groupTruth(asking: Asking, delegate: Spot, want: boolean, over: Over): Formula | null {
  const group = groupCall(asking, delegate, over)
  return group === null ? null : ofElement(outsideTruth(asking, group, want), delegate)
}

/** What a delegate that is called here says of its one argument, where it is a member outside. */
function invokedTruth(asking: Asking, spot: Spot, at: Site, want: boolean): Formula | null {
  const ssa = ssaAt(asking, spot.instance)
  const operands = ssa === null ? [] : operandsAt(ssa, at.instruction)
  const [delegate, argument] = operands
  if (delegate === undefined || argument === undefined || operands.length !== 2) return null
  const group = groupCall(asking, beside(spot, delegate), { elements: beside(spot, argument), at })
  return group === null ? null : outsideTruth(asking, group, want)
}

/** When the result of an outside member is true, not zero or not null; or the opposite. */
export function outsideTruth(asking: Asking, call: OutsideCall, want: boolean): Formula {
  const predicate = predicateOf(call.callee.api, call.callee.signature, (call.given ?? call.operands).length)
  if (call.callee.name === 'MoveNext') return want ? (yieldsAt(asking, siteOf(call)) ?? asking.filters(operand(call, 0))) : yes
  if (predicate === null && call.given !== undefined) return passesTruth(asking, call, want) ?? unsure
  const special = parsedTruth(asking, call, want) ?? hasFlagTruth(asking, call, want) ?? sumTruth(asking, call, 'equal', 0, !want, passingCount)
  if (special !== null) return special
  return predicate === null ? propertyTruth(asking, call, want) : predicateTruth(asking, call, predicate, want)
}

function predicateTruth(asking: Asking, call: OutsideCall, predicate: Predicate, want: boolean): Formula {
  switch (predicate.kind) {
    case 'tidy':
      return yes
    case 'exchanged':
      return exchangedTruth(asking, call, 'equal', 0, !want) ?? unsure
    case 'compare':
      return textTruth(asking, call, predicate, want !== predicate.negated)
    case 'order':
    case 'position':
    case 'place':
    case 'index':
      return placeTruth(asking, call, predicate, 'equal', 0, !want) ?? unsure
    case 'in':
      return memberTruth(asking, call, predicate.collection, predicate.item, want)
    case 'key': {
      const lookup = call.given === undefined ? compilerLookup(asking, call.spot, call.instruction, want) : null
      return lookup ?? keyTruth(asking, call, want) ?? memberTruth(asking, call, predicate.collection, predicate.item, want)
    }
    case 'moved':
      // whether it was there before is asked of what one message leaves for the next
      if (!isState(asking, operand(call, predicate.collection))) return yes
      return memberTruth(asking, call, predicate.collection, predicate.item, want !== predicate.negated)
    case 'any':
    case 'taken':
    case 'tally':
      return and(want ? asking.filters(operand(call, predicate.collection)) : yes, answerOver(asking, call, predicate, want))
    case 'all':
      return answerOver(asking, call, predicate, want)
    case 'filled':
      return filledTruth(asking, siteOf(call), operand(call, predicate.of), want !== predicate.negated)
    case 'text':
      return presence(asking, siteOf(call), operand(call, predicate.of), want !== predicate.negated)
    case 'valid': {
      const subject = subjectOf(asking, operand(call, predicate.of))
      if (want) return yes
      return subject === null ? unsure : plainTest(asking, siteOf(call), subject, 'exists', true)
    }
    case 'signal':
      return signalTruth(asking, call, want)
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

/** What a delegate answers about the elements of a collection. */
function answerOver(asking: Asking, call: OutsideCall, places: Quantifier, want: boolean): Formula {
  const elements = operand(call, places.collection)
  const delegate = operand(call, places.delegate)
  const over = { elements, at: siteOf(call) }
  const told = asParts(asking, elements, asking.answer(delegate, want, over))
  const isOfAll = (places.kind === 'all') === want
  // that all do is that none does not; where several methods decide, which of them do for these elements is not known
  const isOpen = isOfAll && told.anyOf.length > 1 && !told.partial && !sameFormula(told, not(asParts(asking, elements, asking.answer(delegate, !want, over))))
  const answer = isOpen ? ofEachKind(told) : isOfAll ? ofEach(told, isOfMessage(asking, elements)) : told
  return isChosen(asking, elements) ? ofChosen(answer, !isOfAll) : answer
}

/** Of all values that stand in the code, or of all that the mail has of something. */
function ofEach({ anyOf: alternatives, partial }: Formula, isMail: boolean): Formula {
  return { anyOf: alternatives.map((tests) => tests.flatMap((test) => (isMail ? [asEach(test)] : forEachValue(test)))), partial }
}

type Quantifier = Extract<Predicate, { readonly delegate: number }>

/** Lists that Exchange keeps. */
const serverLists: ReadonlyMap<string, string> = new Map([
  ['Microsoft.Exchange.Data.Transport.AcceptedDomainCollection', 'accepted domains'],
  ['Microsoft.Exchange.Data.Transport.RemoteDomainCollection', 'remote domains'],
  ['Microsoft.Exchange.Data.Transport.AddressBook', 'address book'],
])

/** An item among those of a collection: the item is what is looked at, the collection what it is compared with. */
export function memberTruth(asking: Asking, call: OutsideCall, collection: number, item: number, want: boolean): Formula {
  const of = operand(call, collection)
  const what = operand(call, item)
  const subject = subjectOf(asking, what)
  const ignoreCase = foldsIn(asking, call) || collectionFolds(asking, of)
  const comparing = { at: siteOf(call), operator: 'in' as const, left: what, right: of, ignoreCase, negated: !want }
  if (subject === null && isMemo(asking, call)) return yes
  if (subject === null || subject.subject === 'config') {
    // the collection is the mail's: does it hold this constant?
    const held = call.callee.owner.endsWith('EnvelopeRecipientCollection') ? recipientsOf(asking, of) : subjectOf(asking, of)
    const key = comparedWith(asking, what)
    if (held?.subject === 'config' && subject === null && key.valueFrom === 'constant' && key.values.length > 0)
      return testOf(asking, comparing, held, 'contains', key)
    if (held !== null && isMail(held)) return asParts(asking, of, testOf(asking, comparing, held, 'equals', comparedWith(asking, what)))
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
  const isIn = testOf(asking, comparing, subject ?? stateOf(asking, what), 'in', members)
  return want && members.valueFrom === 'computed' && isState(asking, of) ? and(isIn, whenFilled(asking, of)) : isIn
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
  const yielded = yieldsAt(asking, at) ?? yes
  const filter = and(asking.filters(of), yielded)
  const isPlain = filter.anyOf.length === 1 && filter.anyOf[0]?.length === 0
  if (isChosen(asking, of)) return ofChosen(filter, want)
  if (!isPlain) return want ? filter : not(filter)
  const subject = subjectOf(asking, of)
  const about = `count ${subject?.about ?? `${of.instance}:${of.value}`}`
  const counted: Subject = { subject: 'count', name: countedName(asking, of, subject), grade: 'measure', root: seeThrough(asking, of), about }
  return plainTest(asking, at, counted, 'greater', !want, ['0'])
}

function countedName(asking: Asking, of: Spot, subject: Subject | null): string | null {
  const name = outsideCallAt(asking, seeThrough(asking, of).spot)?.callee.name
  if (name === 'get_Recipients') return 'recipients'
  return name === 'get_Attachments' ? 'attachments' : (keptCollection(asking, of) ?? subject?.subject ?? null)
}

/**
 * Whether a text or a setting is there. That it is, is what tidy code asks before it looks; that it is not can open a way of its own.
 */
export function presence(asking: Asking, at: Site, spot: Spot, want: boolean): Formula {
  const subject = subjectOf(asking, spot)
  if (want) return asking.truth(spot, true)
  return subject === null || subject.grade === null || !isTelling(subject.grade) ? asking.truth(spot, false) : plainTest(asking, at, subject, 'exists', true)
}

function headerTruth(asking: Asking, call: OutsideCall, want: boolean): Formula {
  const root = seeThrough(asking, call.spot)
  const name = headerName(asking, call.spot)
  const subject: Subject = { subject: 'header', name, grade: null, root, about: `header ${name ?? `${call.spot.instance}:${call.instruction}`}` }
  return plainTest(asking, siteOf(call), subject, 'exists', !want)
}

/**
 * A number that a member gives, compared with a constant: an order of texts, a place in a text or list. Null when the member is none
 * of those.
 */
export function numberTruth(asking: Asking, number: Spot, by: Comparison, constant: number, want: boolean): Formula | null {
  const call = outsideCallAt(asking, seeThrough(asking, number).spot)
  if (call === null) return null
  const sum = sumTruth(asking, call, by, constant, want, passingCount)
  if (sum !== null) return sum
  const predicate = predicateOf(call.callee.api, call.callee.signature, call.operands.length)
  if (predicate === null) return null
  const holds = (value: number) => decides(by, value, constant)
  switch (predicate.kind) {
    case 'tidy':
      return isUnitRead(call) && !tellsEnd(holds) ? null : yes
    case 'exchanged':
      return exchangedTruth(asking, call, by, constant, want)
    case 'tally': {
      const passes = and(asking.filters(operand(call, predicate.collection)), answerOver(asking, call, predicate, true))
      return passingCount(
        passes,
        (value) => holds(value) === want,
        constant,
        () => answerOver(asking, call, predicate, false),
      )
    }
    default:
      return placeTruth(asking, call, predicate, by, constant, want)
  }
}

/** An order of two texts, or where something stands in a text or list, compared with a constant; null for other numbers. */
function placeTruth(asking: Asking, call: OutsideCall, predicate: Predicate, by: Comparison, constant: number, want: boolean): Formula | null {
  const holds = (value: number) => decides(by, value, constant) === want
  switch (predicate.kind) {
    case 'order': {
      const [less, same, greater] = [holds(-1), holds(0), holds(1)]
      if (less === greater) return same === less ? (same ? yes : no) : textTruth(asking, call, { ...predicate, operator: orderedBy(call) }, same)
      return textTruth(asking, call, { ...predicate, operator: same === less ? 'greater' : 'less' }, same === less ? greater : less)
    }
    case 'position': {
      const { first } = predicate
      const isThere = (there: boolean) => textTruth(asking, call, { ...predicate, operator: 'contains' }, there)
      const isFirst = (there: boolean) => textTruth(asking, call, { ...predicate, operator: 'starts-with' }, there)
      return foundTruth(holds, first, constant, isThere, isFirst)
    }
    case 'place':
      return foundTruth(holds, 0, constant, (there) => memberTruth(asking, call, predicate.collection, predicate.item, there))
    case 'index':
      return foundTruth(holds, 0, constant, (there) => answerOver(asking, call, predicate, there))
    default:
      return null
  }
}

/** Texts of which only a beginning, or another piece, is compared. */
function orderedBy({ callee, ssa, operands }: OutsideCall): TriggerOperator {
  if (callee.owner !== 'System.String' || callee.parameters < 5) return 'equals'
  return numberOf(ssa, operands[1] ?? -1) === 0 ? 'starts-with' : 'contains'
}

type Found = (there: boolean) => Formula

/** What a number says of where something was found: one less than `first` is that it was not. */
function foundTruth(holds: (value: number) => boolean, first: number, constant: number, isThere: Found, isFirst: Found | null = null): Formula {
  const [absent, start, later, far] = [first - 1, first, first + 1, Math.max(constant, first) + 1].map(holds)
  if (later === far) {
    // `IndexOf(':') > 0` looks for it as well
    if (absent !== later) return isThere(later === true)
    if (start === later) return absent ? yes : no
    if (isFirst !== null) return isFirst(start === true)
  }
  // that it is there, and more; that it is not there, or elsewhere, is not one test
  return absent ? unsure : asPartial(isThere(true))
}

/** Reads one byte or letter, or finds that there is none: -1. */
const unitReads = new Set(['ReadByte', 'Read', 'Peek', 'PeekChar'])

function isUnitRead({ callee }: OutsideCall): boolean {
  return unitReads.has(callee.name) && callee.parameters === 0 && callee.returnsName !== 'System.Boolean'
}

function tellsEnd(holds: (value: number) => boolean): boolean {
  return holds(-1) !== holds(0) && holds(0) === holds(1)
}

/**
 * How many elements pass a test, compared with a number: that any does, that none does, or more than that, which is told in part.
 * `none`: when no element passes.
 */
export function passingCount(passes: Formula, holds: (count: number) => boolean, number: number, none: () => Formula): Formula {
  const [zero, one, many] = [holds(0), holds(1), holds(Math.max(number, 1) + 1)]
  const isEach = one === many && holds(Math.max(number, 1)) === one
  if (zero === one && isEach) return zero ? yes : { anyOf: [], partial: false }
  if (isEach) return one ? passes : none()
  return zero ? unsure : asPartial(passes)
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
