import { allOf } from './interpret-cursor.ts'
import { any, array, bool, chars, int, type Members, on1, on2, on3, text, textOrNull, then, under } from './interpret-member.ts'
import { allocate, joinedText, type Member, madeText, type Run, spend } from './interpret-run.ts'
import { cased, formatParts, textOf } from './interpret-text.ts'
import { charsValue, isTrap, outOfRange, type Result, raise, stop, textOfUnits, type Value } from './interpret-values.ts'

/** `Substring` with the exception of the platform. */
export function substring(run: Run, value: string, at: number, length: number): Result {
  if (at < 0 || length < 0 || at + length > value.length) return outOfRange()
  return madeText(run, value.slice(at, at + length))
}

/** `String.Concat` of whatever objects. */
export function concatenated(run: Run, values: readonly Value[]): Result {
  const parts: string[] = []
  for (const value of values) {
    const part = textOf(run, value)
    if (isTrap(part)) return part
    parts.push(part)
  }
  return joinedText(run, parts)
}

function concatAll(run: Run, values: Value): Result {
  return then(allOf(run, values), (all) => concatenated(run, all))
}

/** `String.Format` of a format and its arguments. */
export function formattedText(run: Run, format: string, args: readonly Value[]): Result {
  const parts = formatParts(format)
  if (parts === null) return raise('System.FormatException')
  const made: string[] = []
  for (const part of parts) {
    if (typeof part === 'string') {
      made.push(part)
      continue
    }
    const value = args[part.place]
    if (value === undefined) return raise('System.FormatException')
    const shown = textOf(run, value, part.format)
    if (isTrap(shown)) return shown
    made.push(part.width < 0 ? shown.padEnd(-part.width) : shown.padStart(part.width))
  }
  return joinedText(run, made)
}

const formatWith =
  (skip: number): Member =>
  (run, args) => {
    const format = args[skip]
    return typeof format === 'string' ? formattedText(run, format, args.slice(skip + 1)) : stop('a format that is no text')
  }

const formatArray = (skip: number): Member =>
  skip === 0
    ? on2(text, array, (run, format, values) => then(allOf(run, values), (all) => formattedText(run, format, all)))
    : on3(any, text, array, (run, _culture, format, values) => then(allOf(run, values), (all) => formattedText(run, format, all)))

function joinTexts(run: Run, separator: string, values: Value): Result {
  return then(allOf(run, values), (all) =>
    concatenated(
      run,
      all.flatMap((value, at) => (at === 0 ? [value] : [separator, value])),
    ),
  )
}

/** White space as `Char.IsWhiteSpace` and `Trim` see it. */
const blanks = /[\t-\r\u0085\p{Z}]/u

function trimmed(run: Run, value: string, isBlank: (one: string) => boolean, start: boolean, end: boolean): Result {
  let from = 0
  let to = value.length
  while (start && from < to && isBlank(value.charAt(from))) from++
  while (end && to > from && isBlank(value.charAt(to - 1))) to--
  return madeText(run, value.slice(from, to))
}

/** White space as `Trim` sees it. */
export const isBlank = (one: string): boolean => blanks.test(one)

const trims: Members = (
  [
    ['Trim', true, true],
    ['TrimStart', true, false],
    ['TrimEnd', false, true],
  ] as const
).flatMap(([name, start, end]): Members => {
  const ofChars = on2(text, any, (run, value, given) => {
    if (given === null) return trimmed(run, value, isBlank, start, end)
    if (typeof given === 'number') return trimmed(run, value, (one) => one === String.fromCharCode(given), start, end)
    const set = chars(given)
    if (set === undefined) return stop(`System.String::${name}`)
    return trimmed(run, value, set.length === 0 ? isBlank : (one) => set.includes(one.charCodeAt(0)), start, end)
  })
  return [
    [`System.String::${name}()`, on1(text, (run, value) => trimmed(run, value, isBlank, start, end))],
    [`System.String::${name}`, ofChars],
  ]
})

/** A text or a character looked for. */
const needle = (value: Value): string | undefined => (typeof value === 'number' ? String.fromCharCode(value & 0xffff) : text(value))

const ignoring = (comparison: Value | undefined): boolean => comparison === 1 || comparison === 3 || comparison === 5

/** `StartsWith` and its like: the third argument may say that case does not matter. */
function tests(name: string, is: (value: string, sought: string) => boolean): readonly [string, Member] {
  const member: Member = (run, args, site) => {
    const fold = ignoring(args[2])
    const compare = on2(text, needle, (inner, value, sought) => {
      const short = spend(inner, value.length >> 6)
      return short ?? bool(fold ? is(cased(value, 'lower'), cased(sought, 'lower')) : is(value, sought))
    })
    return compare(run, args, site)
  }
  return [`System.String::${name}`, member]
}

function find(name: string, last: boolean): Members {
  const at = (value: string, sought: string, from: number): number => (last ? value.lastIndexOf(sought, from) : value.indexOf(sought, from))
  const plain = on2(text, needle, (run, value, sought) => spend(run, value.length >> 6) ?? at(value, sought, last ? value.length : 0))
  const from = on3(text, needle, int, (run, value, sought, start) => {
    if (start < 0 || start > value.length) return outOfRange()
    // backwards the match has to end at the start, too
    return spend(run, value.length >> 6) ?? at(value, sought, last ? start - sought.length + 1 : start)
  })
  const folded: Member = (run, args, site) => {
    if (!ignoring(args[2])) return plain(run, args, site)
    return on2(text, needle, (_inner, value, sought) => at(cased(value, 'lower'), cased(sought, 'lower'), last ? value.length : 0))(run, args, site)
  }
  return [
    [`System.String::${name}(System.Char)`, plain],
    [`System.String::${name}(System.String)`, plain],
    [`System.String::${name}(System.Char,System.Int32)`, from],
    [`System.String::${name}(System.String,System.Int32)`, from],
    [`System.String::${name}(System.String,System.StringComparison)`, folded],
  ]
}

function splitText(run: Run, value: string, isSeparator: (at: number) => number, most: number, dropsEmpty: boolean): Result {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < value.length && parts.length < most - 1; ) {
    const width = isSeparator(at)
    if (width === 0) at++
    else {
      if (!dropsEmpty || at > from) parts.push(value.slice(from, at))
      at += width
      from = at
    }
  }
  if (!dropsEmpty || from < value.length) parts.push(value.slice(from))
  return allocate(run, value.length * 2 + parts.length * 24) ?? { kind: 'items', element: 'System.String', data: parts }
}

const split: Member = (run, args, site) => {
  const [value = null, separator = null, ...rest] = args
  if (typeof value !== 'string') return stop(site.signature)
  const isCounted = site.signature.includes('System.Int32')
  const options = site.signature.includes('StringSplitOptions') ? rest[rest.length - 1] : 0
  const most = isCounted ? (typeof rest[0] === 'number' ? rest[0] : 0) : Number.MAX_SAFE_INTEGER
  if (options !== 0 && options !== 1) return stop(site.signature)
  const seekers = typeof separator === 'number' || typeof separator === 'string' ? [separator] : separator === null ? [] : allOf(run, separator)
  if (isTrap(seekers)) return seekers
  const texts = seekers.map(needle).filter((one) => one !== undefined && one !== '')
  const short = spend(run, (value.length * (texts.length + 1)) >> 4)
  if (short !== null) return short
  const width = (at: number): number => {
    if (seekers.length === 0) return isBlank(value.charAt(at)) ? 1 : 0
    return texts.find((one) => one !== undefined && value.startsWith(one, at))?.length ?? 0
  }
  return most <= 0 ? stop(site.signature) : splitText(run, value, width, most, options === 1)
}

/** `Replace` of each occurrence. */
export function replaced(run: Run, value: string, from: string, to: string): Result {
  if (from === '') return raise('System.ArgumentException')
  const parts = value.split(from)
  const length = value.length + (parts.length - 1) * (to.length - from.length)
  return allocate(run, 16 + length * 2) ?? parts.join(to)
}

/** Order of texts: ordinal, or ordinal of what is left when case does not matter. */
export function textOrder(a: string, b: string, ignoreCase: boolean): number {
  const left = ignoreCase ? cased(a, 'upper') : a
  const right = ignoreCase ? cased(b, 'upper') : b
  return left < right ? -1 : left > right ? 1 : 0
}

const nullOrText = (value: Value): string | null | undefined => (value === null ? null : text(value))

const equals = on2(nullOrText, any, (_run, a, b) => bool(a === b))
const equalsBy: Member = (run, args, site) => {
  const fold = ignoring(args[2])
  return on2(nullOrText, nullOrText, (_inner, a, b) => bool(a === null || b === null ? a === b : textOrder(a, b, fold) === 0))(run, args, site)
}
const compareBy: Member = (run, args, site) => {
  const fold = site.signature.includes('System.Boolean') ? args[2] === 1 : ignoring(args[2])
  return on2(textOrNull, textOrNull, (_inner, a, b) => textOrder(a, b, fold))(run, args, site)
}

/** System.String */
export const stringMembers: Members = [
  ['System.String::Concat(System.Object)', on1(any, (run, a) => concatenated(run, [a]))],
  ['System.String::Concat(System.Object[])', on1(array, concatAll)],
  ['System.String::Concat(System.String[])', on1(array, concatAll)],
  ['System.String::Concat(System.Collections.Generic.IEnumerable`1<System.String>)', on1(any, concatAll)],
  [
    'System.String::Concat(System.Collections.Generic.IEnumerable`1<!!0>)',
    on1(any, (run, values, site) => then(typedItems(run, values, site.typeArgs[0] ?? ''), (all) => concatenated(run, all))),
  ],
  ['System.String::Concat', (run, args) => concatenated(run, args)],
  ['System.String::Format(System.String,System.Object[])', formatArray(0)],
  ['System.String::Format(System.IFormatProvider,System.String,System.Object[])', formatArray(1)],
  ...[1, 2, 3].map((count) => [`System.String::Format(System.String${',System.Object'.repeat(count)})`, formatWith(0)] as const),
  ...[1, 2, 3].map((count) => [`System.String::Format(System.IFormatProvider,System.String${',System.Object'.repeat(count)})`, formatWith(1)] as const),
  ['System.String::Join(System.String,System.String[])', on2(textOrNull, array, joinTexts)],
  ['System.String::Join(System.String,System.Object[])', on2(textOrNull, array, joinTexts)],
  ['System.String::Join(System.String,System.Collections.Generic.IEnumerable`1<System.String>)', on2(textOrNull, any, joinTexts)],
  [
    'System.String::Join(System.String,System.Collections.Generic.IEnumerable`1<!!0>)',
    on2(textOrNull, any, (run, separator, values, site) =>
      then(typedItems(run, values, site.typeArgs[0] ?? ''), (all) => joinTexts(run, separator, { kind: 'items', element: 'System.Object', data: [...all] })),
    ),
  ],
  ['System.String::Substring(System.Int32)', on2(text, int, (run, value, at) => substring(run, value, at, value.length - at))],
  ['System.String::Substring(System.Int32,System.Int32)', on3(text, int, int, substring)],
  ['System.String::Remove(System.Int32)', on2(text, int, (run, value, at) => substring(run, value, 0, at))],
  [
    'System.String::Remove(System.Int32,System.Int32)',
    on3(text, int, int, (run, value, at, count) =>
      at < 0 || count < 0 || at + count > value.length ? outOfRange() : madeText(run, value.slice(0, at) + value.slice(at + count)),
    ),
  ],
  [
    'System.String::Insert',
    on3(text, int, text, (run, value, at, added) => (at < 0 || at > value.length ? outOfRange() : madeText(run, value.slice(0, at) + added + value.slice(at)))),
  ],
  ['System.String::Replace(System.String,System.String)', on3(text, text, textOrNull, replaced)],
  [
    'System.String::Replace(System.Char,System.Char)',
    on3(text, int, int, (run, value, from, to) => replaced(run, value, String.fromCharCode(from), String.fromCharCode(to))),
  ],
  ...trims,
  tests('StartsWith', (value, sought) => value.startsWith(sought)),
  tests('EndsWith', (value, sought) => value.endsWith(sought)),
  tests('Contains', (value, sought) => value.includes(sought)),
  ...find('IndexOf', false),
  ...find('LastIndexOf', true),
  ['System.String::Split', split],
  ['System.String::ToCharArray()', on1(text, (run, value) => allocate(run, 16 + value.length * 2) ?? charsValue(value))],
  [
    'System.String::ToCharArray(System.Int32,System.Int32)',
    on3(text, int, int, (run, value, at, length) => then(substring(run, value, at, length), (part) => (typeof part === 'string' ? charsValue(part) : part))),
  ],
  ...under(
    'System.String',
    ['ToLower', 'ToLowerInvariant'],
    on1(text, (run, value) => madeText(run, cased(value, 'lower'))),
  ),
  ...under(
    'System.String',
    ['ToUpper', 'ToUpperInvariant'],
    on1(text, (run, value) => madeText(run, cased(value, 'upper'))),
  ),
  ...under(
    'System.String',
    ['ToString', 'Clone', 'Intern', 'Copy', 'Normalize'],
    on1(text, (_run, value) => value),
  ),
  ['System.String::get_Length', on1(text, (_run, value) => value.length)],
  [
    'System.String::get_Chars',
    on2(text, int, (_run, value, at) => (at >= 0 && at < value.length ? value.charCodeAt(at) : raise('System.IndexOutOfRangeException'))),
  ],
  ['System.String::PadLeft(System.Int32)', on2(text, int, (run, value, width) => padded(run, value, width, 0x20, true))],
  ['System.String::PadRight(System.Int32)', on2(text, int, (run, value, width) => padded(run, value, width, 0x20, false))],
  ['System.String::PadLeft(System.Int32,System.Char)', on3(text, int, int, (run, value, width, one) => padded(run, value, width, one, true))],
  ['System.String::PadRight(System.Int32,System.Char)', on3(text, int, int, (run, value, width, one) => padded(run, value, width, one, false))],
  ['System.String::op_Equality', on2(nullOrText, nullOrText, (_run, a, b) => bool(a === b))],
  ['System.String::op_Inequality', on2(nullOrText, nullOrText, (_run, a, b) => bool(a !== b))],
  ['System.String::Equals(System.Object)', equals],
  ['System.String::Equals(System.String)', equals],
  ['System.String::Equals(System.String,System.String)', equals],
  ['System.String::Equals(System.String,System.StringComparison)', equalsBy],
  ['System.String::Equals(System.String,System.String,System.StringComparison)', equalsBy],
  ['System.String::Compare(System.String,System.String)', compareBy],
  ['System.String::Compare(System.String,System.String,System.Boolean)', compareBy],
  ['System.String::Compare(System.String,System.String,System.StringComparison)', compareBy],
  ['System.String::CompareOrdinal(System.String,System.String)', compareBy],
  ['System.String::CompareTo(System.String)', compareBy],
  ['System.String::IsNullOrEmpty', on1(nullOrText, (_run, value) => bool(value === null || value === ''))],
  ['System.String::IsNullOrWhiteSpace', on1(nullOrText, (_run, value) => bool(value === null || [...value].every(isBlank)))],
  [
    'System.String::.ctor(System.Char[])',
    on1(
      (value) => (value === null ? new Uint16Array(0) : chars(value)),
      (run, units) => madeUnits(run, units, 0, units.length),
    ),
  ],
  ['System.String::.ctor(System.Char[],System.Int32,System.Int32)', on3(chars, int, int, madeUnits)],
  ['System.String::.ctor(System.Char,System.Int32)', on2(int, int, (run, one, count) => (count < 0 ? outOfRange() : padded(run, '', count, one, true)))],
  ['System.String::GetEnumerator', on1(text, (_run, value) => ({ kind: 'enumerator', cursor: unitsOf(value), current: null }))],
]

/** Enumerates characters as numbers. */
function unitsOf(value: string): () => Result | undefined {
  let at = 0
  return () => (at < value.length ? value.charCodeAt(at++) : undefined)
}

function madeUnits(run: Run, units: Uint16Array, at: number, count: number): Result {
  if (at < 0 || count < 0 || at + count > units.length) return outOfRange()
  return allocate(run, 16 + count * 2) ?? textOfUnits(units.subarray(at, at + count))
}

/** A text filled up to a width. */
export function padded(run: Run, value: string, width: number, one: number, left: boolean): Result {
  if (width < 0) return outOfRange()
  const fill = String.fromCharCode(one & 0xffff)
  return allocate(run, 16 + width * 2) ?? (left ? value.padStart(width, fill) : value.padEnd(width, fill))
}

/** Elements of a sequence of numbers with their type, as text needs it. */
function typedItems(run: Run, values: Value, element: string): Result<readonly Value[]> {
  const all = allOf(run, values)
  if (isTrap(all)) return all
  return all.map((value): Value => (typeof value === 'number' || typeof value === 'bigint' ? { kind: 'box', type: element, value } : value))
}
