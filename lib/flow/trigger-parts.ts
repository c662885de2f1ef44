import type { Formula, Test } from './formula.ts'
import { type Asking, beside, type Spot, ssaAt } from './guard-context.ts'
import { kindOfLabel } from './label.ts'
import { isElementLoad, isResult, numberOf, opcodeOf, operandAt } from './trigger-code.ts'
import { type OutsideCall, outsideCallAt, seeThrough } from './trigger-slice.ts'
import type { TriggerOperator, TriggerSubject } from './view.ts'

/** A piece of a text: where it lies in it; `length` where the code says how long it is. */
interface Piece {
  readonly at: 'head' | 'tail' | 'extension' | 'part' | 'line' | 'changed' | 'decoded'
  readonly length: number | null
}

/** A test of a piece of a text, as a test of the text. */
export interface PartTest {
  readonly operator: TriggerOperator
  /** What the piece is called; null where the operator says where it is. */
  readonly part: Exclude<Piece['at'], 'head' | 'tail'> | null
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

const part: Piece = { at: 'part', length: null }
const line: Piece = { at: 'line', length: null }
/** With letters replaced, moved or put in. */
const changed: Piece = { at: 'changed', length: null }
const decoded: Piece = { at: 'decoded', length: null }

/** Members that give a piece of a text, whatever they are called with. */
const givers: ReadonlyMap<string, Piece> = new Map([
  ...['Capture', 'Group', 'Match'].map((type) => [`System.Text.RegularExpressions.${type}::get_Value`, part] as const),
  ...['TextReader', 'StreamReader', 'StringReader'].flatMap((type) =>
    ['ReadLine', 'ReadLineAsync'].map((name) => [`System.IO.${type}::${name}`, line] as const),
  ),
  ['Microsoft.VisualBasic.Strings::Mid', part],
  ['System.String::Split', part],
  ['Microsoft.VisualBasic.Strings::Split', part],
  ['System.Text.RegularExpressions.Regex::Split', part],
  ['System.IO.Path::GetExtension', { at: 'extension', length: null }],
  ['System.IO.FileSystemInfo::get_Extension', { at: 'extension', length: null }],
  ['System.IO.Path::GetFileNameWithoutExtension', { at: 'head', length: null }],
  ['System.String::Replace', changed],
  ['System.String::Insert', changed],
  ['System.String::PadLeft', changed],
  ['System.String::PadRight', changed],
  ['System.Text.RegularExpressions.Regex::Replace', changed],
  ['System.Linq.Enumerable::Reverse', changed],
  ['Microsoft.VisualBasic.Strings::Replace', changed],
  ['Microsoft.VisualBasic.Strings::StrReverse', changed],
  ['System.Convert::ToBase64String', changed],
  ['System.BitConverter::ToString', changed],
  ['System.Uri::EscapeDataString', changed],
  ['System.Convert::FromBase64String', decoded],
  ['System.Uri::UnescapeDataString', decoded],
  ...['WebUtility', 'HttpUtility'].flatMap((type) =>
    ['HtmlDecode', 'UrlDecode', 'UrlDecodeToBytes'].map((name) => [`System.${type === 'WebUtility' ? 'Net' : 'Web'}.${type}::${name}`, decoded] as const),
  ),
  ...['Year', 'Month', 'Day', 'Hour', 'Minute', 'Second', 'DayOfWeek', 'DayOfYear', 'TimeOfDay', 'Date'].flatMap((name) =>
    ['DateTime', 'DateTimeOffset'].map((type) => [`System.${type}::get_${name}`, part] as const),
  ),
])

/**
 * What a comparison with a piece of a text says of the text. A piece of as many letters as it is compared with is its beginning or
 * end; of a longer or shorter one that says too much or too little, as it is or turned round.
 */
export function partTest(asking: Asking, root: Spot, subject: TriggerSubject, operator: TriggerOperator, values: readonly string[]): PartTest {
  const whole = { operator, part: null }
  const piece = texts.has(subject) && compared.has(operator) ? pieceOf(asking, root) : null
  if (piece === null) return whole
  const isJust = operator === 'equals' && values.length > 0 && values.every((value) => value.length === piece.length)
  if (piece.at === 'head' && (isJust || operator === 'starts-with')) return { operator: 'starts-with', part: null }
  if (piece.at === 'tail' && (isJust || operator === 'ends-with')) return { operator: 'ends-with', part: null }
  // the two parts of an address are told as the address is
  if (addresses.has(subject)) return whole
  return { operator, part: piece.at === 'head' || piece.at === 'tail' ? 'part' : piece.at }
}

/** Members that put a text together. */
const joining = new Set([
  ...(['System.String::Concat', 'System.String::Format'] as const),
  ...['ToString', 'Append', 'AppendLine', 'AppendFormat', '.ctor'].map((name) => `System.Text.StringBuilder::${name}`),
])

/** Was a text put together of several things, so that what it is compared with is none of them alone? */
export function isMixed(asking: Asking, root: Spot): boolean {
  const call = outsideCallAt(asking, root)
  if (call === null || !joining.has(call.callee.api)) return false
  const kinds = asking.view.labelsAt(root).map(kindOfLabel)
  return new Set(kinds).size > 1
}

function pieceOf(asking: Asking, root: Spot, depth = 0): Piece | null {
  const call = outsideCallAt(asking, root)
  if (call !== null) {
    const isMade = call.callee.api === 'System.String::.ctor'
    if (depth < longest && (isMade || reading.has(call.callee.name))) return pieceOf(asking, ofCall(asking, call, isAtOne(call) ? 1 : 0), depth + 1)
    const cut = cutBy(call)
    if (cut === null) return givers.get(call.callee.api) ?? ofElement(asking, call)
    const before = depth < longest ? pieceOf(asking, ofCall(asking, call), depth + 1) : part
    return before === null || before.at === cut.at ? cut : part
  }
  const ssa = ssaAt(asking, root.instance)
  if (ssa === null || !isResult(ssa, root.value) || !isElementLoad(opcodeOf(ssa, root.value))) return null
  return isOfParts(asking, beside(root, operandAt(ssa, root.value, 0))) ? part : null
}

/** Members that give what a text says as a number or a date, or in another form. */
const reading = new Set([
  ...['Parse', 'TryParse', 'ParseExact', 'TryParseExact', 'ToInt16', 'ToInt32', 'ToInt64', 'ToUInt32', 'ToBoolean'],
  ...['GetString', 'GetBytes', 'ToArray', 'ToCharArray'],
])

function ofCall(asking: Asking, { spot, operands }: OutsideCall, place = 0): Spot {
  return seeThrough(asking, beside(spot, operands[place] ?? -1)).spot
}

/** `encoding.GetString(bytes)` */
function isAtOne({ callee }: OutsideCall): boolean {
  return callee.owner.startsWith('System.Text.') && callee.hasThis
}

/** `Substring`, `Remove` and their like, by what they are called with. */
function cutBy({ callee, ssa, operands }: OutsideCall): Piece | null {
  const [, one, two] = operands.map((value) => numberOf(ssa, value))
  switch (callee.api) {
    case 'System.String::Substring':
      return callee.parameters === 1 ? { at: 'tail', length: null } : one === 0 ? { at: 'head', length: two ?? null } : part
    case 'System.String::Remove':
      return callee.parameters === 1 ? { at: 'head', length: one ?? null } : one === 0 ? { at: 'tail', length: null } : null
    case 'Microsoft.VisualBasic.Strings::Left':
      return { at: 'head', length: one ?? null }
    case 'Microsoft.VisualBasic.Strings::Right':
      return { at: 'tail', length: one ?? null }
    default:
      return null
  }
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
function ofElement(asking: Asking, { callee, spot, operands }: OutsideCall): Piece | null {
  return taking.has(callee.name) && isOfParts(asking, beside(spot, operands[0] ?? -1)) ? part : null
}

const passing = new Set(['GetEnumerator', 'ToList', 'ToArray', 'Select', 'Where', 'Skip', 'Take', 'Reverse', 'OrderBy', 'Distinct', 'AsEnumerable', '.ctor'])
const longest = 8

/** What is asked of the elements of a list that a text was cut into is asked of parts of the text. */
export function asParts(asking: Asking, collection: Spot, formula: Formula): Formula {
  const isPlain = ({ name, subject, operator }: Test) => name === null && texts.has(subject) && !addresses.has(subject) && compared.has(operator)
  if (!formula.anyOf.some((tests) => tests.some(isPlain)) || !isOfParts(asking, collection)) return formula
  return { ...formula, anyOf: formula.anyOf.map((tests) => tests.map((test) => (isPlain(test) ? { ...test, name: 'part' } : test))) }
}

/** Is it a list that a text was cut into? */
function isOfParts(asking: Asking, collection: Spot): boolean {
  let spot = collection
  for (let step = 0; step < longest; step++) {
    const call = outsideCallAt(asking, seeThrough(asking, spot).spot)
    if (call === null) return false
    if (givers.get(call.callee.api) === part) return true
    if (!passing.has(call.callee.name)) return false
    spot = beside(call.spot, call.operands[0] ?? -1)
  }
  return false
}
