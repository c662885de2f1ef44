import { op } from '../il/opcode-lookup.ts'
import { type Asking, beside, keyOf, type Spot, ssaAt, storesAt } from './guard-context.ts'
import { foldsCase, parameterTypes } from './predicates.ts'
import { valueKind } from './ssa.ts'
import { isResult, literalOf, numberOf, opcodeOf } from './trigger-code.ts'
import { adders, type OutsideCall, outsideCallAt, rootOf, seeThrough, storedSpot, walkBack } from './trigger-slice.ts'
import { externalName, isExternal, labelsOf, subjectOf } from './trigger-subject.ts'
import type { Atom, Constant, Constants } from './view.ts'

/** What something is compared with. */
export interface Compared {
  readonly values: readonly string[]
  readonly valueFrom: Atom['valueFrom']
  readonly from: string | null
  readonly folded: boolean
  /** The values are bytes, in hexadecimal digits. */
  readonly isBytes?: boolean
}

/**
 * How numbers are written: in decimal, as the byte or letter they are, or as the hash they are, in as many digits as their type has.
 * `letters`: a text stands for each of its letters.
 */
export type NumberForm = 'decimal' | 'byte' | 'letter' | 'letters' | 'hash'

const nowhere: Compared = { values: [], valueFrom: 'computed', from: null, folded: false }

/** What is known of the value side of a comparison: constants, or where it comes from. */
export function comparedWith(asking: Asking, spot: Spot, form: NumberForm = 'decimal'): Compared {
  const root = seeThrough(asking, spot)
  const external = isExternal(labelsOf(asking, spot, root))
  const known = knownAt(asking, spot, root.spot)
  const found = fromConstants(known.values, form)
  // what a field begins with, where code outside fills it from a file as well
  if (found !== null && external && isFieldLoad(asking, root.spot))
    return { values: found.values.filter((value) => value !== ''), valueFrom: 'external', from: externalName(asking, spot), folded: root.folded }
  if (found !== null && (known.complete || !external)) return { ...found, folded: root.folded }
  const built = builtTexts(asking, root.spot, form)
  if (built !== null) return { ...built, folded: root.folded }
  if (external) return { values: [], valueFrom: 'external', from: externalName(asking, spot), folded: root.folded }
  if (known.complete || found !== null) return { ...(found ?? nowhere), folded: root.folded }
  const subject = subjectOf(asking, spot)
  return { values: [], valueFrom: 'computed', from: subject === null || subject.subject === 'unknown' ? null : subject.subject, folded: root.folded }
}

function isFieldLoad(asking: Asking, { instance, value }: Spot): boolean {
  const ssa = ssaAt(asking, instance)
  return ssa !== null && isResult(ssa, value) && opcodeOf(ssa, value) === op.ldfld
}

function knownAt(asking: Asking, spot: Spot, root: Spot): Constants {
  const known = asking.constants.at(spot)
  return known.values.length > 0 || root.value === spot.value ? known : asking.constants.at(root)
}

/** What the constants of a comparison are, before case. */
type Found = Omit<Compared, 'folded'>

/** The constants a value is built from, or those that were put where it is taken from. */
function builtTexts(asking: Asking, spot: Spot, form: NumberForm): Found | null {
  const own = builtText(asking, spot, form)
  if (own !== null) return { values: [own], valueFrom: 'constant', from: null }
  const added = addedTo(asking, spot, form)
  if (added !== null) return added
  const texts = storesAt(asking, spot).map((one) => builtText(asking, seeThrough(asking, storedSpot(spot, one)).spot, form))
  const found = texts.filter((text) => text !== null)
  return found.length === 0 || found.length < texts.length ? null : { values: [...new Set(found)], valueFrom: 'constant', from: null }
}

/** Constants, as they stand or worked out, that are added to a collection where it is made; null where another thing is added, or none. */
function addedTo(asking: Asking, made: Spot, form: NumberForm): Found | null {
  const call = outsideCallAt(asking, made)
  if (call === null || call.callee.name !== '.ctor' || !call.callee.owner.startsWith('System.Collections.')) return null
  const texts = new Set<string>()
  let by: string | null = null
  for (let instruction = 0; instruction < call.ssa.code.code.count; instruction++) {
    const add = outsideCallAt(asking, beside(made, instruction))
    if (add === null || !adders.has(add.callee.name)) continue
    const receiver = rootOf(asking, add, 0)
    if (receiver === null || keyOf(receiver.spot) !== keyOf(made)) continue
    const item = addedItem(asking, add, form)
    if (item === null) return null
    for (const text of item.values) texts.add(text)
    by = item.from ?? by
  }
  return texts.size === 0 ? null : { values: [...texts], valueFrom: by === null ? 'constant' : 'recovered', from: by }
}

/** What one call adds; null where not all that it may be is known. */
function addedItem(asking: Asking, add: OutsideCall, form: NumberForm): Found | null {
  const root = rootOf(asking, add, 1)
  const text = root === null ? null : builtText(asking, root.spot, form)
  if (text !== null) return { values: [text], valueFrom: 'constant', from: null }
  const given = beside(add.spot, add.operands[1] ?? -1)
  const known = root === null ? asking.constants.at(given) : knownAt(asking, given, root.spot)
  return known.complete ? fromConstants(known.values, form) : null
}

/** Null where no constant of it can be written. */
function fromConstants(constants: readonly Constant[], form: NumberForm): Found | null {
  const values = new Set<string>()
  let by: string | null = null
  const isBytes = constants.length > 0 && constants.every(({ kind }) => kind === 'bytes')
  const add = (constant: Constant) => {
    const text = written(constant, form)
    for (const one of text === null ? [] : form === 'letters' ? text : [text]) values.add(one)
    if ((constant.kind === 'text' || constant.kind === 'bytes') && constant.from.kind === 'recovered') by = constant.from.by
    if (constant.kind === 'list') constant.values.forEach(add)
  }
  constants.forEach(add)
  if (values.size === 0) return null
  return { values: [...values], valueFrom: by === null ? 'constant' : 'recovered', from: by, ...(isBytes ? { isBytes } : {}) }
}

function written(constant: Constant, form: NumberForm): string | null {
  switch (constant.kind) {
    case 'int':
      return writeNumber(constant.value, form, 8)
    case 'long':
      return writeNumber(constant.value, form, 16)
    case 'float':
      return String(constant.value)
    case 'text':
      return constant.pieces.every((piece) => typeof piece === 'string') ? constant.pieces.join('') : null
    case 'bytes':
      return [...constant.value].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    case 'type':
      return constant.name
    case 'null':
    case 'list':
      return null
    default:
      return constant satisfies never
  }
}

/** `digits`: those of its type as hexadecimal number. */
export function writeNumber(value: number | bigint, form: NumberForm, digits: 8 | 16): string {
  if (form === 'decimal' || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  if (form === 'letter' || form === 'letters') return String.fromCharCode(Number(value))
  const whole = typeof value === 'bigint' ? value : BigInt(Math.trunc(value))
  if (form === 'byte') return BigInt.asUintN(8, whole).toString(16).padStart(2, '0')
  return BigInt.asUintN(digits * 4, whole)
    .toString(16)
    .padStart(digits, '0')
}

/** A constant that is built where it is used: a date, an address, a number that an instruction writes out. */
function builtText(asking: Asking, spot: Spot, form: NumberForm): string | null {
  const ssa = ssaAt(asking, spot.instance)
  if (ssa === null) return null
  const literal = literalOf(ssa, spot.value)
  if (literal?.kind === 'text') return literal.value
  if (literal?.kind === 'number') return writeNumber(literal.value, form, 8)
  if (literal?.kind === 'long') return writeNumber(literal.value, form, 16)
  if (isResult(ssa, spot.value) && opcodeOf(ssa, spot.value) === op.ldsfld) {
    const field = asking.view.outsideAt(ssa.method, spot.value)?.api ?? ''
    return namedConstants.get(field) ?? null
  }
  const call = outsideCallAt(asking, spot)
  return call === null ? null : (dateText(asking, call) ?? spanText(asking, call) ?? madeText(asking, call))
}

const namedConstants: ReadonlyMap<string, string> = new Map([
  ['Microsoft.Exchange.Data.Transport.RoutingAddress::NullReversePath', '<>'],
  ['Microsoft.Exchange.Data.Transport.RoutingAddress::Empty', ''],
  ['System.String::Empty', ''],
  ['System.DateTime::MinValue', '0001-01-01T00:00:00'],
  ['System.DateTime::MaxValue', '9999-12-31T23:59:59'],
])

/** `new DateTime(2024, 3, 1)` and `new DateTime(ticks)` as ISO text, `DateTime.Parse` as what it parses. */
function dateText(asking: Asking, call: OutsideCall): string | null {
  const { callee, ssa } = call
  if (callee.owner !== 'System.DateTime' && callee.owner !== 'System.DateTimeOffset') return null
  if (callee.name === 'Parse' || callee.name === 'ParseExact') return asking.constants.text(beside(call.spot, call.operands[0] ?? -1))?.text ?? null
  if (callee.name !== '.ctor') return null
  const given = givenParts(call)
  const first = literalOf(ssa, given[0] ?? -1)
  if (first?.kind === 'long') return ticksText(first.value)
  const numbers = given.slice(0, 6).map((value) => numberOf(ssa, value))
  const known = numbers.indexOf(null)
  const parts = (known < 0 ? numbers : numbers.slice(0, known)).map((one) => one ?? 0)
  if (parts.length < 3) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const two = (value: number) => String(value).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`
}

const ticksOf1970 = 621_355_968_000_000_000n
const lastTick = 3_155_378_975_999_999_999n

function ticksText(ticks: bigint): string | null {
  if (ticks < 0n || ticks > lastTick) return null
  return new Date(Number((ticks - ticksOf1970) / 10_000n)).toISOString().slice(0, 19)
}

const spans: ReadonlyMap<string, string> = new Map([
  ['FromDays', 'days'],
  ['FromHours', 'hours'],
  ['FromMinutes', 'minutes'],
  ['FromSeconds', 'seconds'],
  ['FromMilliseconds', 'milliseconds'],
])

/** `TimeSpan.FromDays(30)` as `30 days`, `new TimeSpan(22, 30, 0)` as `22:30:00`, `TimeSpan.Parse` as what it parses. */
function spanText(asking: Asking, call: OutsideCall): string | null {
  const { callee, ssa, operands } = call
  if (callee.owner !== 'System.TimeSpan') return null
  if (callee.name === 'Parse') return asking.constants.text(beside(call.spot, operands[0] ?? -1))?.text ?? null
  if (callee.name === '.ctor') return clockText(givenParts(call).map((value) => numberOf(ssa, value)))
  const unit = spans.get(callee.name)
  const count = unit === undefined ? null : numberOf(ssa, operands[0] ?? -1)
  return count === null ? null : `${count} ${unit}`
}

/** Hours, minutes and seconds, with days before them where there are four numbers, and thousandths behind them. */
function clockText(numbers: readonly (number | null)[]): string | null {
  const parts = numbers.filter((one) => one !== null)
  if (parts.length < Math.max(3, numbers.length)) return null
  const [days, hours = 0, minutes = 0, seconds = 0, thousandths = 0] = parts.length === 3 ? [0, ...parts] : parts
  const clock = [hours, minutes, seconds].map((one) => String(one).padStart(2, '0')).join(':')
  return `${days ? `${days}.` : ''}${clock}${thousandths ? `.${String(thousandths).padStart(3, '0')}` : ''}`
}

/** What a constructor is given; where a value is built in place, its own address comes first. */
function givenParts({ spot, ssa, operands }: OutsideCall): readonly number[] {
  return ssa.kinds[spot.value] === valueKind.written ? operands.slice(1) : operands
}

/** What `Guid` and `Version` are made of, as it is written. */
function madeText(asking: Asking, call: OutsideCall): string | null {
  const { owner, name } = call.callee
  if ((owner !== 'System.Guid' && owner !== 'System.Version') || (name !== '.ctor' && name !== 'Parse')) return null
  const given = name === 'Parse' ? call.operands : givenParts(call)
  return given.length === 1 ? (asking.constants.text(beside(call.spot, given[0] ?? -1))?.text ?? null) : null
}

/** Does a constant argument, or the comparer, say that case does not matter? `from`: the first operand that is no text. */
export function foldsIn(asking: Asking, call: OutsideCall): boolean {
  const types = parameterTypes(call.callee.signature)
  const first = call.operands.length - types.length
  return call.operands.some((value, place) => {
    const type = types[place - first] ?? ''
    const number = numberOf(call.ssa, value)
    if (number !== null && foldsCase(type, number)) return true
    return isComparer(type) || (place === 0 && isComparer(call.callee.owner)) ? isFoldingComparer(asking, call, place) : false
  })
}

function isComparer(type: string): boolean {
  return type.startsWith('System.StringComparer') || type.includes('Comparer`1') || type.startsWith('System.Collections.IEqualityComparer')
}

function isFoldingComparer(asking: Asking, call: OutsideCall, place: number): boolean {
  const root = rootOf(asking, call, place)
  const made = root === null ? null : outsideCallAt(asking, root.spot)
  return made !== null && made.callee.owner === 'System.StringComparer' && made.callee.name.endsWith('IgnoreCase')
}

/** Was the collection, or the pattern, made to take no notice of case? */
export function collectionFolds(asking: Asking, collection: Spot): boolean {
  let folds = false
  walkBack(asking, collection, (call) => {
    if (call.callee.owner.startsWith('System.Collections.') || call.callee.owner.startsWith('System.Linq.') || call.callee.owner.startsWith('System.Text.')) {
      if (foldsIn(asking, call)) folds = true
      return call.callee.name !== '.ctor'
    }
    return false
  })
  return folds
}
