import { op } from '../il/opcode-lookup.ts'
import { allOf, and, asPartial, type Formula, not, type Test, unsure } from './formula.ts'
import { type Asking, type Spot, ssaAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { operatorOf, plainTest } from './trigger.ts'
import { blockOf, type Comparison, decides, numberOf, opcodeOf, operandAt, phiArguments } from './trigger-code.ts'
import { identity, type OutsideCall, operand, outsideCallAt, seeThrough, siteOf } from './trigger-slice.ts'
import { sized, subjectOf } from './trigger-subject.ts'
import type { Site, TriggerSubject } from './view.ts'

const enumerable = 'System.Linq.Enumerable'

/** Members that leave out elements by their place, or give others made of two: which, and of what, is not followed. */
const choosing = new Set(['Skip', 'SkipWhile', 'SkipLast', 'Take', 'TakeWhile', 'TakeLast', 'Join', 'GroupJoin', 'Zip'])

const mostLinks = 16

/** Is a collection not all of what its elements come from? */
export function isChosen(asking: Asking, collection: Spot): boolean {
  for (const { callee } of links(asking, collection)) if (choosing.has(callee.name) && callee.owner === enumerable) return true
  return false
}

const lists: ReadonlySet<string> = new Set(['get_Recipients', 'get_To', 'get_Cc', 'get_Bcc', 'get_Attachments'])

/** Does a collection, or what goes through it, have what the message has of something: its recipients, its attachments? */
export function isOfMessage(asking: Asking, collection: Spot): boolean {
  for (const { callee } of links(asking, collection)) {
    if (lists.has(callee.name) && callee.owner.startsWith('Microsoft.Exchange.')) return true
    if (callee.owner !== enumerable && callee.name !== 'GetEnumerator') return false
  }
  return false
}

/** The calls that a collection comes from, each made of what the next one gives. */
function* links(asking: Asking, collection: Spot): Generator<OutsideCall> {
  let call = outsideCallAt(asking, seeThrough(asking, collection).spot)
  for (let link = 0; link < mostLinks && call !== null; link++) {
    yield call
    if (call.operands.length === 0) return
    call = outsideCallAt(asking, seeThrough(asking, operand(call, 0)).spot)
  }
}

/** What an element of a part of them fulfils one of all does, and more is asked; that none of a part does says nothing of all. */
export function ofChosen(formula: Formula, isOne: boolean): Formula {
  return isOne ? asPartial(formula) : unsure
}

/** How many elements a number stands for, or the largest, or what they come to. */
const sums = new Set(['Sum', 'Max', 'Min', 'Average', 'Aggregate'])

/** What counts elements by a test: one that passes, none, or how many. */
export type Counting = (passes: Formula, holds: (count: number) => boolean, number: number, none: () => Formula) => Formula

/**
 * `words.Sum(word => word.Length) > 40`: the size of what is added up, or the largest of it; where each element counts with a constant
 * or with nothing, the test that chooses which. Null for other calls.
 */
export function sumTruth(asking: Asking, call: OutsideCall, by: Comparison, constant: number, want: boolean, count: Counting): Formula | null {
  const { name, owner } = call.callee
  if (owner !== enumerable || !sums.has(name)) return null
  const added = addedBy(asking, call)
  const { collection, delegate } = added
  if (name === 'Sum' && delegate !== null && countsOnly(asking, delegate)) {
    const over = { elements: collection, at: siteOf(call) }
    const passes = and(asking.filters(collection), asking.answer(delegate, true, over))
    const isPart = isChosen(asking, collection)
    return count(
      isPart ? ofChosen(passes, true) : passes,
      (value) => decides(by, value, constant) === want,
      constant,
      () => (isPart ? ofChosen(passes, false) : not(passes)),
    )
  }
  const subject = subjectOf(asking, call.spot)
  if (subject === null || !sized.has(subject.subject)) return null
  // what letters add up to is not what they say
  if (subject.grade !== 'measure') return name === 'Sum' || name === 'Average' ? unsure : null
  const test = sizeTest(asking, siteOf(call), call.spot, subject.subject, by, constant, want)
  const filter = asking.filters(collection)
  const isAll = name !== 'Average' && filter.anyOf.length === 1 && filter.anyOf[0]?.length === 0 && !isChosen(asking, collection)
  if (isAll) return test
  // what some come to all come to as well; that some do not says nothing of all
  const isAtLeast = (by === 'greater') === want && by !== 'equal'
  return isAtLeast ? asPartial(and(filter, test)) : unsure
}

/** The collection and what chooses a number of each element, given here or to the `Select` before. */
function addedBy(asking: Asking, call: OutsideCall): { readonly collection: Spot; readonly delegate: Spot | null } {
  const collection = operand(call, 0)
  if (call.operands.length > 1) return { collection, delegate: operand(call, 1) }
  const before = outsideCallAt(asking, seeThrough(asking, collection).spot)
  const isMapped = before !== null && before.callee.owner === enumerable && before.callee.name === 'Select' && before.operands.length > 1
  return isMapped ? { collection: operand(before, 0), delegate: operand(before, 1) } : { collection, delegate: null }
}

/** Does a delegate of the set give nothing but constants, none below 0? */
function countsOnly(asking: Asking, delegate: Spot): boolean {
  const instances = asking.view.delegatesAt(delegate)
  return instances.length > 0 && instances.every((instance) => returnsCounts(ssaAt(asking, instance)))
}

function returnsCounts(ssa: Ssa | null): boolean {
  if (ssa === null) return false
  let returned = 0
  for (let instruction = 0; instruction < ssa.code.code.count; instruction++) {
    if (opcodeOf(ssa, instruction) !== op.ret || (ssa.flow.position[blockOf(ssa, instruction)] ?? -1) < 0) continue
    returned++
    const value = operandAt(ssa, instruction, 0)
    const values = value >= 0 && ssa.kinds[value] === valueKind.phi ? phiArguments(ssa, value).map((one) => one.value) : [value]
    if (!values.every((one) => one >= 0 && (numberOf(ssa, one) ?? -1) >= 0)) return false
  }
  return returned > 0
}

/** A number that says how large something of the mail is, compared with a constant. */
export function sizeTest(asking: Asking, at: Site, number: Spot, of: TriggerSubject, by: Comparison, constant: number, want: boolean): Formula {
  const root = seeThrough(asking, number)
  const about = `size ${identity(asking, root.spot)}`
  return plainTest(asking, at, { subject: 'size', name: of, grade: 'measure', root, about }, operatorOf[by], !want, [String(constant)])
}

/**
 * What several kinds of data all do, where one method asks the same of each; in part where methods differ, for which of them decides is
 * not known then.
 */
export function ofEachKind(told: Formula): Formula {
  const tests = told.anyOf.flatMap((all) => (all.length === 1 ? all : []))
  const look = ({ operator, negated, ignoreCase, values }: Test) => JSON.stringify([operator, negated, ignoreCase, values])
  const isSame = tests.length === told.anyOf.length && new Set(tests.map(look)).size === 1 && new Set(tests.map(({ subject }) => subject)).size === tests.length
  return isSame ? allOf(tests.map((test) => ({ anyOf: [[test]], partial: false }))) : asPartial(told)
}
