import { op } from '../il/opcode-lookup.ts'
import type { Formula } from './formula.ts'
import { yes } from './formula.ts'
import { type Asking, beside, calleeAt, type Spot, ssaAt } from './guard-context.ts'
import { predicateOf } from './predicates.ts'
import { type Ssa, valueKind } from './ssa.ts'
import { type Comparing, stateOf, testOf } from './trigger.ts'
import { blockOf, isCall, isResult, literalOf, numberOf, opcodeOf, operandAt, operandsAt } from './trigger-code.ts'
import { subjectOf } from './trigger-subject.ts'
import type { Site } from './view.ts'

/**
 * What compilers make of a `switch` on a text: csc and vbc ask for a hash, the length or one letter of it before they compare it, mcs
 * looks it up in a dictionary of numbers. Such a test says no more than which of the texts that are compared later it lets through:
 * the others are told as excluded, so that what is left of the formula are the texts themselves. Null when the number is none of
 * those; a hash that leads to no comparison of the same text stays a hash.
 */
export function compilerTest(asking: Asking, at: Site, number: Spot, accepts: (value: number) => boolean): Formula | null {
  const ssa = ssaAt(asking, number.instance)
  if (ssa === null) return null
  const measure = measureOf(asking, ssa, number.value) ?? mapped(asking, ssa, number.value)
  if (measure === null) return null
  const excluded = [...measure.cases].filter(([, value]) => value === null || !accepts(value)).map(([text]) => text)
  return excluded.length === 0 ? yes : equalsTest(asking, at, beside(number, measure.text), excluded, true)
}

/** `TryGetValue` on a map that the compiler made for a `switch`: one of its texts. Null for any other dictionary. */
export function compilerLookup(asking: Asking, call: Spot, instruction: number, want: boolean): Formula | null {
  const ssa = ssaAt(asking, call.instance)
  const map = ssa === null ? null : mapAt(asking, ssa, instruction)
  if (ssa === null || map === null) return null
  return equalsTest(asking, { instance: call.instance, instruction }, beside(call, operandAt(ssa, instruction, 1)), [...map.keys()], !want)
}

function equalsTest(asking: Asking, at: Site, text: Spot, values: readonly string[], negated: boolean): Formula {
  const comparing: Comparing = { at, operator: 'equals', left: text, right: text, ignoreCase: false, negated }
  const subject = subjectOf(asking, text) ?? stateOf(asking, text)
  return testOf(asking, comparing, subject, 'equals', { values, valueFrom: 'constant', from: null, folded: false })
}

/** A number made of a text, and what it is for each text that is compared later; null where it would have none. */
interface Measure {
  readonly text: number
  readonly cases: ReadonlyMap<string, number | null>
}

function measureOf(asking: Asking, ssa: Ssa, value: number): Measure | null {
  let number = value
  for (let step = 0; step < 4 && isResult(ssa, number) && isConversion(opcodeOf(ssa, number)); step++) number = operandAt(ssa, number, 0)
  if (!isResult(ssa, number) || !isCall(opcodeOf(ssa, number))) return null
  const callee = calleeAt(asking, ssa, number)
  const text = operandAt(ssa, number, 0)
  if (callee === null || text < 0) return null
  const reckon = reckoning(callee.api, callee.method, operandsAt(ssa, number).length, numberOf(ssa, operandAt(ssa, number, 1)))
  if (reckon === null) return null
  const texts = comparedLater(asking, ssa, text, blockOf(ssa, number))
  const cases = new Map(texts.map((one) => [one, reckon(one)]))
  // a hash of the set's own that gives other numbers is not the compiler's
  if (cases.size === 0 || (callee.method !== 0 && !isCompilersHash(ssa, number, cases))) return null
  return { text, cases }
}

function isConversion(opcode: number): boolean {
  return opcode === op['conv.u4'] || opcode === op['conv.i4'] || opcode === op['conv.u8'] || opcode === op['conv.i8']
}

function reckoning(api: string, method: number, operands: number, place: number | null): ((text: string) => number | null) | null {
  if (api === 'System.String::get_Length') return (text) => text.length
  if (api === 'System.String::get_Chars') return place === null ? null : (text) => (place >= 0 && place < text.length ? text.charCodeAt(place) : null)
  return method !== 0 && operands === 1 ? stringHash : null
}

/** Every number that this hash is compared with is that of one of the texts. */
function isCompilersHash(ssa: Ssa, hash: number, cases: ReadonlyMap<string, number | null>): boolean {
  const known = new Set(cases.values())
  const { count } = ssa.code.code
  let asked = 0
  for (let instruction = 0; instruction < count; instruction++) {
    const operands = operandsAt(ssa, instruction)
    if (operands.length !== 2 || !operands.includes(hash)) continue
    const other = numberOf(ssa, operands[0] === hash ? (operands[1] ?? -1) : (operands[0] ?? -1))
    if (other === null) continue
    asked++
    if (!known.has(other >>> 0)) return false
  }
  return asked > 0
}

/** FNV-1a over UTF-16 units, as `ComputeStringHash` of Roslyn has it. */
export function stringHash(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(text.charCodeAt(at) ^ hash, 0x01000193)
  return hash >>> 0
}

/** Constants with which the text is compared behind a block. */
function comparedLater(asking: Asking, ssa: Ssa, text: number, block: number): string[] {
  const found = new Set<string>()
  const { code } = ssa.code
  const from = ssa.flow.position[block] ?? -1
  for (let instruction = 0; instruction < code.count; instruction++) {
    if (!isCall(opcodeOf(ssa, instruction)) || (ssa.flow.position[blockOf(ssa, instruction)] ?? -1) < from) continue
    const operands = operandsAt(ssa, instruction)
    if (!operands.includes(text)) continue
    const callee = calleeAt(asking, ssa, instruction)
    const predicate = callee === null || callee.method !== 0 ? null : predicateOf(callee.api, callee.signature, operands.length)
    if (predicate === null || (predicate.kind !== 'compare' && predicate.kind !== 'order') || predicate.operator !== 'equals') continue
    const other = operands[predicate.subject] === text ? operands[predicate.value] : operands[predicate.subject]
    const literal = other === undefined ? null : literalOf(ssa, other)
    if (literal?.kind === 'text') found.add(literal.value)
  }
  return [...found]
}

/** The number that a map of mcs gives out for a text. */
function mapped(asking: Asking, ssa: Ssa, value: number): Measure | null {
  if (ssa.kinds[value] !== valueKind.written) return null
  const instruction = ssa.data[value] ?? -1
  const map = mapAt(asking, ssa, instruction)
  return map === null ? null : { text: operandAt(ssa, instruction, 1), cases: map }
}

/** The map a `TryGetValue` looks into, where the same method fills it with constants and keeps it in a field of its own. */
function mapAt(asking: Asking, ssa: Ssa, instruction: number): ReadonlyMap<string, number> | null {
  if (instruction < 0 || !isCall(opcodeOf(ssa, instruction))) return null
  const callee = calleeAt(asking, ssa, instruction)
  if (callee?.name !== 'TryGetValue' || !callee.owner.startsWith('System.Collections.')) return null
  const looked = operandAt(ssa, instruction, 0)
  if (!isResult(ssa, looked) || opcodeOf(ssa, looked) !== op.ldsfld) return null
  const field = ssa.code.code.operands[looked]
  const map = new Map<string, number>()
  const { code } = ssa.code
  let made = -1
  for (let at = 0; at < code.count; at++) if (code.opcodes[at] === op.stsfld && code.operands[at] === field) made = operandAt(ssa, at, 0)
  if (!isResult(ssa, made) || opcodeOf(ssa, made) !== op.newobj) return null
  for (let at = 0; at < code.count; at++) {
    if (!isCall(opcodeOf(ssa, at)) || operandAt(ssa, at, 0) !== made) continue
    const key = literalOf(ssa, operandAt(ssa, at, 1))
    const number = numberOf(ssa, operandAt(ssa, at, 2))
    if (key?.kind === 'text' && number !== null) map.set(key.value, number)
  }
  return map.size === 0 ? null : map
}
