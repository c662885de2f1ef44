import { type Asking, beside, type Spot, ssaAt } from './guard-context.ts'
import { isElementLoad, isResult, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { type OutsideCall, outsideCallAt, seeThrough } from './trigger-slice.ts'
import type { TriggerOperator, TriggerSubject } from './view.ts'

/** How a piece of a text lies in it. */
type Part = 'head' | 'tail' | 'part' | 'line'

/** A test of a piece of a text, as a test of the text. */
export interface PartTest {
  readonly operator: TriggerOperator
  /** What the piece is called; null where the operator says where it is. */
  readonly part: 'part' | 'line' | null
}

const texts: ReadonlySet<TriggerSubject> = new Set<TriggerSubject>([
  'subject',
  'body',
  'header',
  'attachment-name',
  'attachment-content',
  'sender',
  'recipient',
])
const addresses: ReadonlySet<TriggerSubject> = new Set<TriggerSubject>(['sender', 'recipient'])
const compared: ReadonlySet<TriggerOperator> = new Set<TriggerOperator>(['equals', 'in', 'contains', 'starts-with', 'ends-with', 'matches', 'like'])

/** Members that give a piece of a text, whatever they are called with. */
const givers: ReadonlyMap<string, Part> = new Map([
  ...['Capture', 'Group', 'Match'].map((type) => [`System.Text.RegularExpressions.${type}::get_Value`, 'part'] as const),
  ...['TextReader', 'StreamReader', 'StringReader'].flatMap((type) =>
    ['ReadLine', 'ReadLineAsync'].map((name) => [`System.IO.${type}::${name}`, 'line'] as const),
  ),
  ['Microsoft.VisualBasic.Strings::Left', 'head'],
  ['Microsoft.VisualBasic.Strings::Right', 'tail'],
  ['Microsoft.VisualBasic.Strings::Mid', 'part'],
  ['System.String::Split', 'part'],
  ['Microsoft.VisualBasic.Strings::Split', 'part'],
  ['System.Text.RegularExpressions.Regex::Split', 'part'],
])

/** What a comparison with a piece of a text says of the text. */
export function partTest(asking: Asking, root: Spot, subject: TriggerSubject, operator: TriggerOperator): PartTest {
  const whole = { operator, part: null }
  const part = texts.has(subject) && compared.has(operator) ? partOf(asking, root) : null
  if (part === null) return whole
  if (part === 'head' && (operator === 'equals' || operator === 'starts-with')) return { operator: 'starts-with', part: null }
  if (part === 'tail' && (operator === 'equals' || operator === 'ends-with')) return { operator: 'ends-with', part: null }
  // the two parts of an address are told as the address is
  if (addresses.has(subject)) return whole
  return { operator, part: part === 'line' ? 'line' : 'part' }
}

function partOf(asking: Asking, root: Spot, depth = 0): Part | null {
  const call = outsideCallAt(asking, root)
  if (call !== null) {
    if (depth < longest && reading.has(call.callee.name)) return partOf(asking, ofCall(asking, call), depth + 1)
    const cut = cutBy(call)
    if (cut === null) return givers.get(call.callee.api) ?? ofElement(asking, call)
    const before = depth < longest ? partOf(asking, ofCall(asking, call), depth + 1) : 'part'
    return before === null || before === cut ? cut : 'part'
  }
  const ssa = ssaAt(asking, root.instance)
  if (ssa === null || !isResult(ssa, root.value) || !isElementLoad(opcodeOf(ssa, root.value))) return null
  return isOfParts(asking, beside(root, operandAt(ssa, root.value, 0))) ? 'part' : null
}

/** Members that give what a text says as a number or a date. */
const reading = new Set(['Parse', 'TryParse', 'ParseExact', 'TryParseExact', 'ToInt16', 'ToInt32', 'ToInt64', 'ToUInt32', 'ToBoolean'])

function ofCall(asking: Asking, { spot, operands }: OutsideCall): Spot {
  return seeThrough(asking, beside(spot, operands[0] ?? -1)).spot
}

/** `Substring` and `Remove`, by what they are called with. */
function cutBy({ callee, ssa, operands }: OutsideCall): Part | null {
  const isFromStart = numberOf(ssa, operands[1] ?? -1) === 0
  if (callee.api === 'System.String::Substring') return callee.parameters === 1 ? 'tail' : isFromStart ? 'head' : 'part'
  if (callee.api === 'System.String::Remove') return callee.parameters === 1 ? 'head' : isFromStart ? 'tail' : null
  return null
}

const taking = new Set([
  'get_Current',
  'get_Item',
  'First',
  'FirstOrDefault',
  'Last',
  'LastOrDefault',
  'ElementAt',
  'ElementAtOrDefault',
  'GetValue',
  'Dequeue',
])

/** An element of a list of pieces. */
function ofElement(asking: Asking, { callee, spot, operands }: OutsideCall): Part | null {
  return taking.has(callee.name) && isOfParts(asking, beside(spot, operands[0] ?? -1)) ? 'part' : null
}

const passing = new Set(['GetEnumerator', 'ToList', 'ToArray', 'Select', 'Where', 'Skip', 'Take', 'Reverse', 'OrderBy', 'Distinct', 'AsEnumerable', '.ctor'])
const longest = 8

/** Is it a list that a text was cut into? */
function isOfParts(asking: Asking, collection: Spot): boolean {
  let spot = collection
  for (let step = 0; step < longest; step++) {
    const call = outsideCallAt(asking, seeThrough(asking, spot).spot)
    if (call === null) return false
    if (givers.get(call.callee.api) === 'part') return true
    if (!passing.has(call.callee.name)) return false
    spot = beside(call.spot, call.operands[call.callee.name === '.ctor' ? 1 : 0] ?? -1)
  }
  return false
}
