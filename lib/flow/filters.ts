import { decodeBody } from '../il/decode-body.ts'
import { op } from '../il/opcode-lookup.ts'
import { cell } from '../metadata/tables.ts'
import { salvagedBody } from '../model/assembly.ts'
import { homeOfMethod, methodsOf, ownerOf } from '../model/program.ts'
import { whenNotShort, whenRepeated } from './chosen-counts.ts'
import { and, anyOf, type Formula, isNever, no, unsure, yes } from './formula.ts'
import { type Asking, beside, calleeAt, type Frame, keyOf, once, overReturns, type Spot, seenWith, ssaAt, storesAt } from './guard-context.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { compare } from './trigger.ts'
import { blockOf, isCall, isElementLoad, isMove, isResult, opcodeOf, operandAt, operandsAt, phiArguments } from './trigger-code.ts'
import { asParts } from './trigger-parts.ts'
import { adders, identity, type OutsideCall, outsideCallAt, seeThrough, storedSpot } from './trigger-slice.ts'
import { collectionFolds, foldsIn } from './trigger-values.ts'
import { ofElement } from './truth-groups.ts'
import { guardOf } from './truth-stores.ts'
import type { Site } from './view.ts'

/** Members that give those elements only for which a delegate says yes. */
const filtering = new Set(['Where', 'First', 'FirstOrDefault', 'Last', 'LastOrDefault', 'Single', 'SingleOrDefault', 'Find', 'FindLast', 'FindAll', 'Count'])

/** Members that give elements of their first operand, or a collection of them. */
const passing = new Set([
  ...['get_Current', 'MoveNext', 'GetEnumerator', 'get_Item', 'ElementAt', 'First', 'FirstOrDefault', 'Last', 'Single', 'get_Value', 'get_Key'],
  ...['ToList', 'ToArray', 'ToDictionary', 'ToLookup', 'ToHashSet', 'AsEnumerable', 'AsQueryable', 'AsParallel', 'AsReadOnly', 'Cast', 'OfType'],
  ...['OrderBy', 'OrderByDescending', 'ThenBy', 'ThenByDescending', 'Reverse', 'Distinct', 'Take', 'Skip', 'Concat', 'Union', 'Select', 'SelectMany'],
  ...['GetRange', 'get_Values', 'get_Keys', 'Peek', 'Pop', 'Dequeue', 'DefaultIfEmpty', 'TakeWhile', 'SkipWhile', 'GroupBy', 'Count', 'LongCount'],
  ...['GetConsumingEnumerable'],
])

/** Members that give what was put in before. */
const kept = new Set(['get_Current', 'get_Item', 'Peek', 'Pop', 'Dequeue'])

/** What the elements of a collection, or what was taken out of it, had to fulfil: `Where`, `OfType`, what guards their `Add`. */
export function filtersOn(asking: Asking, spot: Spot): Formula {
  return once(asking, `filters ${keyOf(spot)}`, no, () => {
    const found = filters(asking, spot)
    return isNever(found) ? yes : found
  })
}

function filters(asking: Asking, from: Spot): Formula {
  const { spot } = seeThrough(asking, from)
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return yes
  if (ssa.kinds[spot.value] === valueKind.phi) {
    const block = ssa.data[spot.value] ?? 0
    return anyOf(
      phiArguments(ssa, spot.value)
        .filter((one) => one.value !== spot.value)
        .map((one) => onlyIfFiltered(asking.filters(beside(spot, one.value)), () => asking.sinceDominator(spot.instance, one.block, block, spot.frame))),
    )
  }
  const call = outsideCallAt(asking, spot)
  if (call !== null) return whenRepeated(asking, call) ?? ofCall(asking, call)
  const made = whenNotShort(asking, spot)
  if (made !== null) return made
  if (isResult(ssa, spot.value) && isElementLoad(opcodeOf(ssa, spot.value))) return asking.filters(beside(spot, operandAt(ssa, spot.value, 0)))
  if (!isResult(ssa, spot.value) || !isCall(opcodeOf(ssa, spot.value)) || opcodeOf(ssa, spot.value) === op.newobj) return yes
  return ofReturns(asking, ssa, spot)
}

/** A way that filters nothing asks nothing here: when it is taken is asked for elsewhere. */
function onlyIfFiltered(filter: Formula, way: () => Formula): Formula {
  return filter.anyOf.length === 1 && filter.anyOf[0]?.length === 0 ? filter : and(filter, way())
}

function ofCall(asking: Asking, call: OutsideCall): Formula {
  const { callee, operands, spot } = call
  const collection = beside(spot, operands[0] ?? -1)
  const delegate = operands[1]
  if (operands[0] === undefined && callee.name !== '.ctor') return yes
  if (filtering.has(callee.name) && delegate !== undefined) {
    const answer = asking.answer(beside(spot, delegate), true, {
      elements: collection,
      at: { instance: spot.instance, instruction: call.instruction },
      isOfEach: true,
    })
    return and(asking.filters(collection), isOfSettings(answer) ? yes : asParts(asking, collection, answer))
  }
  if (callee.owner === 'System.Linq.Enumerable' && (callee.name === 'Intersect' || callee.name === 'Except')) return ofBoth(asking, call)
  if (callee.name === '.ctor' && callee.owner.startsWith('System.Collections.'))
    return callee.parameters > 0 ? asking.filters(collection) : (ofCollected(asking, call) ?? yes)
  if (!passing.has(callee.name) && !isPart(callee)) return yes
  const added = kept.has(callee.name) ? ofAdds(asking, call) : null
  return added ?? asking.filters(collection)
}

/** Does it give a part of a message or of what belongs to one? What the whole had to fulfil, its parts had. */
function isPart({ owner, name, hasThis }: OutsideCall['callee']): boolean {
  return hasThis && owner.startsWith('Microsoft.Exchange.Data.') && (name.startsWith('get_') || name.startsWith('Get'))
}

/** Members that call a delegate for each element, and what it does is done for those alone. */
const given = new Set([
  ...['ForEach', 'Select', 'SelectMany', 'Aggregate', 'ConvertAll', 'ToDictionary', 'ToLookup', 'GroupBy', 'OrderBy'],
  ...['Sum', 'Max', 'Min', 'Average'],
])

/** What elements fulfil for which a member outside calls a delegate, where a method runs as that: `list.ForEach(act)`. */
export function whenGiven(asking: Asking, site: Site): Formula {
  const call = outsideCallAt(asking, { instance: site.instance, value: site.instruction, frame: null })
  if (call === null || call.operands.length < 2) return yes
  const repeated = whenRepeated(asking, call)
  if (repeated !== null) return repeated
  if (!given.has(call.callee.name)) return yes
  return asking.filters(beside(call.spot, call.operands[0] ?? -1))
}

/** Those elements of one collection that another has, or has not. */
function ofBoth(asking: Asking, call: OutsideCall): Formula {
  const [left, right] = [0, 1].map((place) => beside(call.spot, call.operands[place] ?? -1))
  if (left === undefined || right === undefined) return unsure
  const ignoreCase = foldsIn(asking, call) || collectionFolds(asking, left) || collectionFolds(asking, right)
  const at: Site = { instance: call.spot.instance, instruction: call.instruction }
  const among = compare(asking, { at, operator: 'in', left, right, ignoreCase, negated: call.callee.name === 'Except' })
  return and(asking.filters(left), ofElement(among, call.spot))
}

/** Settings that are sorted out when they are read are no condition on mail. */
function isOfSettings({ anyOf: alternatives }: Formula): boolean {
  const subjects = new Set(alternatives.flat().map((test) => test.subject))
  return subjects.has('config') && ![...subjects].some((subject) => looksAtMail.has(subject))
}

/**
 * What guards the places where elements are put into a new collection that only its own method has, where all of it looks at the mail;
 * null otherwise.
 */
function ofCollected(asking: Asking, { spot, ssa }: OutsideCall): Formula | null {
  const ways: Formula[] = []
  for (let instruction = 0; instruction < ssa.code.code.count; instruction++) {
    const place = operandsAt(ssa, instruction).indexOf(spot.value)
    if (place < 0 || isMove(opcodeOf(ssa, instruction))) continue
    const call = isCall(opcodeOf(ssa, instruction)) ? outsideCallAt(asking, beside(spot, instruction)) : null
    // others may put something in
    if (call === null || place > 0) return null
    const add = adders.has(call.callee.name) && call.callee.owner.startsWith('System.Collections.') ? call : null
    if (add === null) continue
    ways.push(and(asking.whenBlock(spot.instance, blockOf(ssa, instruction), spot.frame), asking.filters(beside(spot, add.operands[1] ?? -1))))
  }
  const put = anyOf(ways)
  return put.anyOf.length > 0 && put.anyOf.every((tests) => tests.some((test) => looksAtMail.has(test.subject))) ? put : null
}

/** What guards the places where elements were put in, where it looks at the mail; null otherwise. */
function ofAdds(asking: Asking, call: OutsideCall): Formula | null {
  const stores = storesAt(asking, call.spot)
  if (stores.length === 0 || stores.length > 16) return null
  const put = anyOf(
    stores.map((one) => {
      const guard = guardOf(asking, call.spot, one)
      return guard.anyOf.some((tests) => tests.length === 0) ? guard : and(guard, asking.filters(storedSpot(call.spot, one)))
    }),
  )
  return put.anyOf.some((tests) => tests.some((test) => looksAtMail.has(test.subject))) ? put : null
}

/** What a condition looks at that is the mail's, or of how and when it comes. */
export const looksAtMail: ReadonlySet<string> = new Set([
  ...['recipient', 'sender', 'subject', 'header', 'body', 'attachment-name', 'attachment-content', 'session', 'time', 'host'],
  ...['count', 'size', 'direction'],
])

function ofReturns(asking: Asking, ssa: Ssa, spot: Spot): Formula {
  if (calleeAt(asking, ssa, spot.value)?.method === 0) return yes
  return overReturns(asking, spot, (returned) => onlyIfFiltered(asking.filters(returned.spot), returned.when)) ?? yes
}

/**
 * When the iterators of the set that run here give an element: what guards their `yield return`, where it looks at the mail. Null where
 * none of the set's own runs.
 */
export function yieldsAt(asking: Asking, site: Site): Formula | null {
  const instances = asking.view.targetsOf(site.instance, site.instruction)
  const given: Formula[] = []
  for (const instance of instances.slice(0, 8)) {
    const ssa = ssaAt(asking, instance)
    const field = ssa === null ? -1 : currentField(asking, asking.view.methodOf(instance))
    if (ssa === null || field < 0) return null
    for (let instruction = 0; instruction < ssa.code.code.count; instruction++) {
      if (opcodeOf(ssa, instruction) !== op.stfld || ssa.code.code.operands[instruction] !== field) continue
      if ((ssa.flow.position[blockOf(ssa, instruction)] ?? -1) < 0) continue
      const value = operandAt(ssa, instruction, 1)
      const filter = value < 0 ? yes : asking.filters({ instance, value, frame: null })
      given.push(and(asking.whenBlock(instance, blockOf(ssa, instruction), null), filter))
    }
  }
  if (given.length === 0) return null
  const any = anyOf(given)
  return any.anyOf.every((tests) => tests.every((test) => looksAtMail.has(test.subject) && test.operator !== 'bytes-at')) ? any : yes
}

/** Token of the field that the `Current` of an iterator gives, by the type of its `MoveNext`; -1 where there is none. */
function currentField(asking: Asking, moveNext: number): number {
  const { program } = asking.view
  for (const method of methodsOf(program, ownerOf(program, moveNext))) {
    const { assembly, row } = homeOfMethod(program, method)
    if (!assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name')).endsWith('get_Current')) continue
    const body = salvagedBody(assembly, row)
    if (body === null || body.code.bytes.length > 64) continue
    const code = decodeBody(body)
    for (let instruction = 0; instruction < code.count; instruction++) {
      if (code.opcodes[instruction] === op.ldfld) return code.operands[instruction] ?? -1
    }
  }
  return -1
}

/** When the own methods behind a delegate value say yes, or no; null where there is none. */
export function answerOf(asking: Asking, delegate: Spot, want: boolean, isOfEach = false): Formula | null {
  const instances = asking.view.delegatesAt(delegate)
  if (instances.length === 0) return null
  if (instances.length > 16) return unsure
  const received = isOfEach ? (delegate.frame?.received ?? null) : null
  return once(asking, `answer ${keyOf(delegate)} ${want} ${received?.object ?? 0}`, unsure, () =>
    anyOf(
      instances.map((instance) => {
        const ssa = ssaAt(asking, instance)
        return ssa === null
          ? unsure
          : anyOf(returnsIn(asking, ssa, instance, want, received === null ? null : asElement(asking, ssa, instance, received.object)))
      }),
    ),
  )
}

/** A method that is asked about an element, seen where that is one object; null where its argument cannot be. */
function asElement(asking: Asking, ssa: Ssa, instance: number, object: number): Frame | null {
  for (let value = 0; value < ssa.valueCount; value++) {
    if (ssa.kinds[value] !== valueKind.argument || !asking.view.mayBe({ instance, value }, object)) continue
    return seenWith(asking, instance, identity(asking, { instance, value, frame: null }), object)
  }
  return null
}

function* returnsIn(asking: Asking, ssa: Ssa, instance: number, want: boolean, frame: Frame | null): Generator<Formula> {
  for (let instruction = 0; instruction < ssa.code.code.count; instruction++) {
    const block = blockOf(ssa, instruction)
    if (opcodeOf(ssa, instruction) !== op.ret || (ssa.flow.position[block] ?? -1) < 0) continue
    const value = operandAt(ssa, instruction, 0)
    if (value >= 0) yield and(asking.whenBlock(instance, block, frame), asking.truth({ instance, value, frame }, want))
  }
}
