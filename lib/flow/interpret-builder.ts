import { allOf } from './interpret-cursor.ts'
import { any, anyInt, array, bool, chars, int, type Members, on0, on1, on2, on3, on4, text, textOrNull, then, thing, under } from './interpret-member.ts'
import { allocate, joinedText, type Member, madeText, type Run } from './interpret-run.ts'
import { formattedText, isBlank, padded, replaced, substring } from './interpret-strings.ts'
import { cased, textOf } from './interpret-text.ts'
import { isThing, isTrap, outOfRange, type Result, raise, stop, textOfUnits, type Value } from './interpret-values.ts'

const letter = /\p{L}/u
const digit = /\p{Nd}/u
const upper = /\p{Lu}/u
const lower = /\p{Ll}/u
const punctuation = /\p{P}/u
const control = /\p{Cc}/u

const characterTests: readonly (readonly [string, (one: string) => boolean])[] = [
  ['IsLetter', (one) => letter.test(one)],
  ['IsDigit', (one) => digit.test(one)],
  ['IsLetterOrDigit', (one) => letter.test(one) || digit.test(one)],
  ['IsUpper', (one) => upper.test(one)],
  ['IsLower', (one) => lower.test(one)],
  ['IsWhiteSpace', isBlank],
  ['IsPunctuation', (one) => punctuation.test(one)],
  ['IsControl', (one) => control.test(one)],
  ['IsNumber', (one) => /\p{N}/u.test(one)],
]

const charOf = (value: number): string => String.fromCharCode(value & 0xffff)

/** System.Char */
export const charMembers: Members = [
  ...characterTests.flatMap(
    ([name, is]): Members => [
      [`System.Char::${name}(System.Char)`, on1(int, (_run, one) => bool(is(charOf(one))))],
      [
        `System.Char::${name}(System.String,System.Int32)`,
        on2(text, int, (_run, value, at) => (at < 0 || at >= value.length ? outOfRange() : bool(is(value.charAt(at))))),
      ],
    ],
  ),
  ...(['lower', 'upper'] as const).flatMap((to): Members => {
    const name = to === 'lower' ? 'ToLower' : 'ToUpper'
    return under(
      'System.Char',
      [name, `${name}Invariant`],
      on1(int, (_run, one) => cased(charOf(one), to).charCodeAt(0)),
    )
  }),
  [
    'System.Char::ToString',
    on1(
      (value) => int(isThing(value) && value.kind === 'box' ? value.value : value),
      (_run, one) => charOf(one),
    ),
  ],
  ['System.Char::GetNumericValue(System.Char)', on1(int, (_run, one) => ({ kind: 'float', value: one >= 0x30 && one <= 0x39 ? one - 0x30 : -1 }))],
]

const builder = thing('builder')

/** Puts text behind a builder's and gives the builder. */
const append = (part: (run: Run, value: Value) => Result<string>): Member =>
  on2(builder, any, (run, self, value) =>
    then(part(run, value), (added) => {
      if (typeof added !== 'string') return added
      const joined = joinedText(run, [self.text, added])
      if (isTrap(joined)) return joined
      self.text = joined
      return self
    }),
  )

const newLine = '\r\n'
const plain = append((run, value) => textOf(run, value))
const appendTyped = (type: string): Member => append((run, value) => textOf(run, isThing(value) || value === null ? value : { kind: 'box', type, value }))
const numberTypes = ['Byte', 'SByte', 'Int16', 'UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64', 'Boolean', 'Char'] as const

const sb = 'System.Text.StringBuilder'

/** System.Text.StringBuilder */
export const builderMembers: Members = [
  [`${sb}::.ctor`, on0(() => ({ kind: 'builder', text: '' }))],
  [`${sb}::.ctor(System.String)`, on1(textOrNull, (_run, value) => ({ kind: 'builder', text: value }))],
  [`${sb}::.ctor(System.String,System.Int32)`, on1(textOrNull, (_run, value) => ({ kind: 'builder', text: value }))],
  [`${sb}::Append(System.String)`, plain],
  [`${sb}::Append(System.Object)`, plain],
  [`${sb}::Append(System.Text.StringBuilder)`, plain],
  [
    `${sb}::Append(System.Char[])`,
    append((_run, value) => {
      const units = chars(value)
      return units === undefined ? stop(`${sb}::Append(System.Char[])`) : textOfUnits(units)
    }),
  ],
  ...numberTypes.map((type) => [`${sb}::Append(System.${type})`, appendTyped(`System.${type}`)] as const),
  [
    `${sb}::Append(System.Char,System.Int32)`,
    on3(builder, int, int, (run, self, one, count) =>
      then(padded(run, '', count, one, true), (added) => {
        if (typeof added === 'string') self.text += added
        return self
      }),
    ),
  ],
  [
    `${sb}::Append(System.String,System.Int32,System.Int32)`,
    on4(builder, text, int, int, (run, self, value, at, count) =>
      then(substring(run, value, at, count), (added) => {
        if (typeof added === 'string') self.text += added
        return self
      }),
    ),
  ],
  [`${sb}::AppendLine()`, on1(builder, (run, self) => then(joinedText(run, [self.text, newLine]), (joined) => set(self, joined)))],
  [
    `${sb}::AppendLine(System.String)`,
    on2(builder, textOrNull, (run, self, value) => then(joinedText(run, [self.text, value, newLine]), (joined) => set(self, joined))),
  ],
  [
    `${sb}::AppendFormat(System.String,System.Object[])`,
    on3(builder, text, array, (run, self, format, values) =>
      then(allOf(run, values), (all) =>
        then(formattedText(run, format, all), (made) => then(joinedText(run, [self.text, String(made)]), (joined) => set(self, joined))),
      ),
    ),
  ],
  ...[1, 2, 3].map((count): Members[number] => [
    `${sb}::AppendFormat(System.String${',System.Object'.repeat(count)})`,
    (run, args, site) =>
      on2(builder, text, (inner, self, format) =>
        then(formattedText(inner, format, args.slice(2)), (made) => then(joinedText(inner, [self.text, String(made)]), (joined) => set(self, joined))),
      )(run, args, site),
  ]),
  [
    `${sb}::Insert(System.Int32,System.String)`,
    on3(builder, int, textOrNull, (run, self, at, value) =>
      at < 0 || at > self.text.length
        ? outOfRange()
        : then(joinedText(run, [self.text.slice(0, at), value, self.text.slice(at)]), (joined) => set(self, joined)),
    ),
  ],
  [
    `${sb}::Insert(System.Int32,System.Char)`,
    on3(builder, int, int, (run, self, at, one) =>
      at < 0 || at > self.text.length
        ? outOfRange()
        : then(joinedText(run, [self.text.slice(0, at), charOf(one), self.text.slice(at)]), (joined) => set(self, joined)),
    ),
  ],
  [
    `${sb}::Remove`,
    on3(builder, int, int, (run, self, at, count) =>
      at < 0 || count < 0 || at + count > self.text.length
        ? outOfRange()
        : then(joinedText(run, [self.text.slice(0, at), self.text.slice(at + count)]), (joined) => set(self, joined)),
    ),
  ],
  [
    `${sb}::Replace(System.String,System.String)`,
    on3(builder, text, textOrNull, (run, self, from, to) => then(replaced(run, self.text, from, to), (made) => set(self, String(made)))),
  ],
  [
    `${sb}::Replace(System.Char,System.Char)`,
    on3(builder, int, int, (run, self, from, to) => then(replaced(run, self.text, charOf(from), charOf(to)), (made) => set(self, String(made)))),
  ],
  [`${sb}::ToString()`, on1(builder, (run, self) => madeText(run, self.text))],
  [`${sb}::ToString(System.Int32,System.Int32)`, on3(builder, int, int, (run, self, at, count) => substring(run, self.text, at, count))],
  [`${sb}::get_Length`, on1(builder, (_run, self) => self.text.length)],
  [
    `${sb}::set_Length`,
    on2(builder, int, (run, self, length) => {
      if (length < 0) return outOfRange()
      const short = allocate(run, Math.max(0, length - self.text.length) * 2)
      return short ?? set(self, self.text.slice(0, length).padEnd(length, '\0'))
    }),
  ],
  [`${sb}::Clear`, on1(builder, (_run, self) => set(self, ''))],
  [`${sb}::get_Capacity`, on1(builder, (_run, self) => Math.max(16, self.text.length))],
  [`${sb}::EnsureCapacity`, on1(builder, (_run, self) => Math.max(16, self.text.length))],
  [
    `${sb}::get_Chars`,
    on2(builder, anyInt, (_run, self, at) => (at >= 0 && at < self.text.length ? self.text.charCodeAt(at) : raise('System.IndexOutOfRangeException'))),
  ],
  [
    `${sb}::set_Chars`,
    on3(builder, anyInt, int, (run, self, at, one) =>
      at < 0 || at >= self.text.length
        ? outOfRange()
        : then(joinedText(run, [self.text.slice(0, at), charOf(one), self.text.slice(at + 1)]), (joined) => set(self, joined)),
    ),
  ],
]

function set(self: { readonly kind: 'builder'; text: string }, value: string): Result {
  self.text = value
  return self
}
