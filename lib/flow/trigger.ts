import { op } from '../il/opcode-lookup.ts'
import { ownerOfField, resolveField, typeNameOf } from '../model/program.ts'
import { fieldName } from './field-names.ts'
import { asPartial, type Formula, formulaOf, type Test } from './formula.ts'
import { type Asking, beside, codePlace, keyOf, type Spot, ssaAt } from './guard-context.ts'
import { parameterTypes } from './predicates.ts'
import { type Comparison, isResult, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { hashOf } from './trigger-hash.ts'
import { isMixed, partTest } from './trigger-parts.ts'
import { identity, type OutsideCall, outsideCallAt, seeThrough, walkBack } from './trigger-slice.ts'
import { type Subject, subjectOf } from './trigger-subject.ts'
import { sinceName } from './trigger-time.ts'
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

/** How comparisons of numbers are told. */
export const operatorOf: Readonly<Record<Comparison, TriggerOperator>> = { equal: 'equals', less: 'less', greater: 'greater' }

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
  const given = spelled(subject, comparedWith(asking, other, form))
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

const printable = /^(?:[2-6][0-9a-f]|7[0-9a-e])+$/

/** The bytes of a text are its letters. */
function spelled({ grade }: Subject, given: Compared): Compared {
  if ((grade !== 'text' && grade !== 'address') || !given.isBytes || !given.values.every((value) => printable.test(value))) return given
  const text = (digits: string) => (digits.match(/../g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join('')
  return { ...given, values: given.values.map(text) }
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
  const letters = operator === 'equals' ? firstLetters(asking, subject.root.spot, given) : null
  if (letters !== null) return testOf(asking, comparing, { ...subject, name: 'letter 1' }, operator, letters, offset)
  const isNamed = subject.name?.startsWith('letter') === true
  const { operator: how, part } = isNamed ? { operator, part: null } : partTest(asking, subject.root.spot, subject.subject, operator, given.values)
  const name = (subject.subject === 'time' ? sinceName(asking, subject.root.spot) : null) ?? subject.name
  const test: Test = {
    subject: subject.subject,
    name: part === null ? name : name === null ? part : `${part} of ${name}`,
    operator: how,
    negated: comparing.negated,
    ignoreCase: comparing.ignoreCase || subject.root.folded || given.folded,
    values: given.values,
    valueFrom: given.valueFrom,
    from: given.from,
    at: codePlace(asking, comparing.at.instance, comparing.at.instruction),
    about: subject.about,
    offset,
  }
  const formula = formulaOf(test)
  return given.values.length > 0 && isMixed(asking, subject.root.spot) ? asPartial(formula) : formula
}

/** `Asc(text)` gives the first letter as a number. */
function firstLetters(asking: Asking, root: Spot, given: Compared): Compared | null {
  const api = outsideCallAt(asking, root)?.callee.api
  if (api !== 'Microsoft.VisualBasic.Strings::Asc' && api !== 'Microsoft.VisualBasic.Strings::AscW') return null
  if (given.values.length === 0 || !given.values.every((value) => /^\d{2,5}$/.test(value))) return null
  return { ...given, values: given.values.map((value) => String.fromCharCode(Number(value))) }
}

/** Nothing but constants. */
export const constantOnly: Compared = { values: [], valueFrom: 'constant', from: null, folded: false }

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
  const counted = withoutStep(asking, spot)
  const root = seeThrough(asking, counted)
  // a counter that only its own steps are stored in is called as it is where it is asked
  const kept = withoutStep(asking, root.spot)
  const name = fieldName(asking, root.spot) ?? fieldName(asking, kept) ?? fieldName(asking, counted) ?? keptIn(asking, kept) ?? exchangedField(asking, kept)
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

const numbers: ReadonlySet<string> = new Set(['System.Int32', 'System.Int64', 'System.UInt32', 'System.UInt64', 'System.Boolean'])

const shared: ReadonlySet<string> = new Set(['System.Threading.Interlocked', 'System.Threading.Volatile'])

/** Name of the field that `Interlocked` or `Volatile` changes or reads, where that is a number; null for other values. */
export function exchangedField(asking: Asking, spot: Spot): string | null {
  const call = outsideCallAt(asking, spot)
  if (call === null || !shared.has(call.callee.owner) || !isNumberExchanged(call)) return null
  const address = call.operands[0]
  return address === undefined ? null : fieldName(asking, beside(call.spot, address))
}

/** Is what is exchanged or read a number, and not a reference? */
export function isNumberExchanged({ callee }: OutsideCall): boolean {
  const [type = ''] = parameterTypes(callee.signature)
  return numbers.has(type.replace('&', ''))
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

/** Is it loaded from a field that was written as one, not from what compilers keep the locals of closures and iterators in? */
export function isState(asking: Asking, spot: Spot): boolean {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null || fieldName(asking, spot)?.startsWith('<') !== false) return false
  const field = resolveField(asking.view.program, ssa.code.index, (ssa.code.code.operands[spot.value] ?? 0) >>> 0)
  return field > 0 && !/(?:^|[.+/])(?:<|_Closure\$)/.test(typeNameOf(asking.view.program, ownerOfField(asking.view.program, field)))
}
