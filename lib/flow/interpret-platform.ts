import { typeNameOf } from '../model/program.ts'
import { isEqual } from './interpret-collections.ts'
import { any, bool, int, type Members, on0, on1, on2, text, textOrNull, then, thing, under } from './interpret-member.ts'
import { readAt, writeAt } from './interpret-memory.ts'
import { type Member, madeText } from './interpret-run.ts'
import { textOf } from './interpret-text.ts'
import { isThing, isTrap, type Result, raise, stop, type Value } from './interpret-values.ts'

const nothing: Member = () => null

const equal = (a: Value, b: Value): Result => {
  const is = isEqual(a, b)
  return is === undefined ? stop('an equality of their own') : bool(is)
}

const objectMembers: Members = [
  ['System.Object::.ctor', on0(() => ({ kind: 'token', name: 'object' }))],
  [
    'System.Object::ReferenceEquals',
    on2(any, any, (_run, a, b) => (typeof a === 'string' && typeof b === 'string' ? stop('identity of texts') : bool(a === b))),
  ],
  ['System.Object::Equals(System.Object,System.Object)', on2(any, any, (_run, a, b) => equal(a, b))],
  ['System.Object::Equals(System.Object)', on2(any, any, (_run, a, b) => (a === null ? raise('System.NullReferenceException') : equal(a, b)))],
  ['System.Object::ToString', on1(any, (run, value) => (value === null ? raise('System.NullReferenceException') : then(textOf(run, value), (made) => made)))],
  ['System.Object::GetType', on1(thing('object'), (run, value) => ({ kind: 'type', own: value.type, name: typeNameOf(run.machine.program, value.type) }))],
  ['System.Exception::get_Message', on1(thing('exception'), (_run, value, site) => (typeof value.message === 'string' ? value.message : stop(site.signature)))],
]

const monitor = 'System.Threading.Monitor'

/** There is one thread here. */
const threadMembers: Members = [
  [`${monitor}::Enter`, (_run, args) => (args[1] === undefined ? null : writeAt(args[1], null, 1))],
  ...under(monitor, ['Exit', 'Pulse', 'PulseAll'], nothing),
  ['System.Threading.Thread::get_CurrentThread', on0(() => ({ kind: 'token', name: 'thread' }))],
  ...under('System.Threading.Thread', ['get_ManagedThreadId'], () => 1),
  ...under('System.Threading.Thread', ['MemoryBarrier'], nothing),
  ['System.Environment::get_CurrentManagedThreadId', () => 1],
  [
    'System.Threading.Interlocked::CompareExchange',
    (_run, args) => {
      const [address = null, value = null, comparand = null] = args
      const held = readAt(address, null)
      if (isTrap(held)) return held
      return held === comparand ? (writeAt(address, null, value) ?? held) : held
    },
  ],
  [
    'System.Threading.Interlocked::Exchange',
    (_run, args) => {
      const held = readAt(args[0] ?? null, null)
      return isTrap(held) ? held : (writeAt(args[0] ?? null, null, args[1] ?? null) ?? held)
    },
  ],
]

/** The last part of a name in our notation. */
function simpleName(name: string): string {
  const open = /^[^<[]*/.exec(name)?.[0] ?? ''
  return open.slice(Math.max(open.lastIndexOf('.'), open.lastIndexOf('/')) + 1)
}

/** The part before the outermost type; null where there is none. */
function namespaceOf(name: string): string | null {
  const outer = /^[^<[/]*/.exec(name)?.[0] ?? ''
  return outer.includes('.') ? outer.slice(0, outer.lastIndexOf('.')) : null
}

const typeMembers: Members = [
  ['System.Type::GetTypeFromHandle', on1(thing('type'), (_run, value) => value)],
  [
    'System.Type::get_Assembly',
    on1(thing('type'), (run, value, site) =>
      value.own === 0 ? stop(site.signature) : { kind: 'assembly', index: assemblyOf(run.machine.program.typeStarts, value.own) },
    ),
  ],
  ...under(
    'System.Reflection.MemberInfo',
    ['get_Name'],
    on1(thing('type'), (_run, value, site) => (value.name === '' ? stop(site.signature) : simpleName(value.name))),
  ),
  [
    'System.Type::get_FullName',
    on1(thing('type'), (_run, value, site) => (value.name === '' || /[<[]/.test(value.name) ? stop(site.signature) : value.name.replaceAll('/', '+'))),
  ],
  ['System.Type::get_Namespace', on1(thing('type'), (_run, value, site) => (value.name === '' ? stop(site.signature) : namespaceOf(value.name)))],
  ['System.Type::op_Equality', on2(any, any, (_run, a, b) => equal(a, b))],
  ['System.Type::op_Inequality', on2(any, any, (_run, a, b) => then(equal(a, b), (is) => (is === 1 ? 0 : 1)))],
  ['System.Reflection.Assembly::GetExecutingAssembly', on0((_run, site) => ({ kind: 'assembly', index: site.assembly }))],
]

function assemblyOf(starts: readonly number[], type: number): number {
  let index = starts.length - 1
  while (index > 0 && type <= (starts[index] ?? 0)) index--
  return index
}

const comparers: readonly (readonly [string, boolean])[] = [
  ['Ordinal', false],
  ['OrdinalIgnoreCase', true],
  ['InvariantCulture', false],
  ['InvariantCultureIgnoreCase', true],
]

const nullable = thing('nullable')
const nullableType = 'System.Nullable`1'

const valueMembers: Members = [
  [`${nullableType}::.ctor`, on1(any, (_run, value) => ({ kind: 'nullable', value, has: true }))],
  [`${nullableType}::get_HasValue`, on1(any, (_run, value) => bool(isThing(value) && value.kind === 'nullable' && value.has))],
  [`${nullableType}::get_Value`, on1(nullable, (_run, value) => (value.has ? value.value : raise('System.InvalidOperationException')))],
  [
    `${nullableType}::GetValueOrDefault()`,
    on1(nullable, (_run, value, site) => (value.has ? value.value : /Int|Byte|Char|Bool/.test(site.typeArgs[0] ?? '') ? 0 : stop(site.signature))),
  ],
  [`${nullableType}::op_Implicit`, on1(any, (_run, value) => ({ kind: 'nullable', value, has: true }))],
  ...[1, 2, 3, 4, 5, 6, 7].flatMap((count): Members => {
    const made: Member = (_run, args) => ({ kind: 'tuple', items: args.slice(0, count) })
    return [
      [`System.Tuple\`${count}::.ctor`, made],
      [`System.ValueTuple\`${count}::.ctor`, made],
      ...[1, 2, 3, 4, 5, 6, 7]
        .slice(0, count)
        .map((place): Members[number] => [`System.Tuple\`${count}::get_Item${place}`, on1(thing('tuple'), (_run, tuple) => tuple.items[place - 1] ?? null)]),
    ]
  }),
  ['System.Tuple::Create', (_run, args) => ({ kind: 'tuple', items: [...args] })],
]

/** A path below another, as Windows joins them. */
export function combinedPath(first: string, second: string): string {
  if (second === '') return first
  if (first === '' || /^[\\/]/.test(second) || /^[A-Za-z]:/.test(second)) return second
  return /[\\/:]$/.test(first) ? first + second : `${first}\\${second}`
}

const path = 'System.IO.Path'
const fileName = (value: string): string => value.slice(Math.max(value.lastIndexOf('\\'), value.lastIndexOf('/'), value.lastIndexOf(':')) + 1)
const extension = (value: string): string => {
  const name = fileName(value)
  const dot = name.lastIndexOf('.')
  return dot < 0 || dot === name.length - 1 ? '' : name.slice(dot)
}

const pathMembers: Members = [
  [`${path}::Combine(System.String,System.String)`, on2(text, text, (run, a, b) => madeText(run, combinedPath(a, b)))],
  [
    `${path}::Combine`,
    (run, args, site) => {
      let made = ''
      for (const arg of args) {
        if (typeof arg !== 'string') return stop(site.signature)
        made = combinedPath(made, arg)
      }
      return madeText(run, made)
    },
  ],
  [`${path}::GetFileName`, on1(text, (run, value) => madeText(run, fileName(value)))],
  [`${path}::GetExtension`, on1(text, (run, value) => madeText(run, extension(value)))],
  [
    `${path}::GetFileNameWithoutExtension`,
    on1(text, (run, value) => {
      const name = fileName(value)
      const dot = name.lastIndexOf('.')
      return madeText(run, dot < 0 ? name : name.slice(0, dot))
    }),
  ],
]

/** Objects, locks, types, comparers, tuples, paths, and what is the same on every machine. */
export const platformMembers: Members = [
  ...objectMembers,
  ...threadMembers,
  ...typeMembers,
  ...valueMembers,
  ...pathMembers,
  ...comparers.map(([name, ignoreCase]) => [`System.StringComparer::get_${name}`, on0(() => ({ kind: 'comparer', ignoreCase }))] as const),
  ...under('System.GC', ['SuppressFinalize', 'KeepAlive', 'Collect'], nothing),
  ['System.Environment::get_NewLine', () => '\r\n'],
  ...under('System.Globalization.CultureInfo', ['get_InvariantCulture'], () => ({ kind: 'token', name: 'culture' })),
  ['System.Globalization.NumberFormatInfo::get_InvariantInfo', () => ({ kind: 'token', name: 'culture' })],
  ['System.Runtime.CompilerServices.RuntimeHelpers::get_OffsetToStringData', () => 0],
  ['Microsoft.VisualBasic.Strings::Chr', on1(int, (_run, code, site) => (code >= 0 && code < 0x80 ? code : stop(site.signature)))],
  ['Microsoft.VisualBasic.Strings::ChrW', on1(int, (_run, code) => code & 0xffff)],
  ['Microsoft.VisualBasic.Strings::AscW(System.Char)', on1(int, (_run, code) => code)],
  ['Microsoft.VisualBasic.Strings::AscW(System.String)', on1(text, (_run, value) => (value === '' ? raise('System.ArgumentException') : value.charCodeAt(0)))],
  ['Microsoft.VisualBasic.Strings::StrReverse', on1(textOrNull, (run, value) => madeText(run, value.split('').reverse().join('')))],
  ['Microsoft.VisualBasic.Strings::Len(System.String)', on1(textOrNull, (_run, value) => value.length)],
  [
    'Microsoft.VisualBasic.Strings::Mid(System.String,System.Int32,System.Int32)',
    (run, args, site) => {
      const [value, start, count] = args
      if (typeof value !== 'string' || typeof start !== 'number' || typeof count !== 'number') return stop(site.signature)
      return start < 1 || count < 0 ? raise('System.ArgumentException') : madeText(run, value.slice(start - 1, start - 1 + count))
    },
  ],
  ['Microsoft.VisualBasic.CompilerServices.Operators::CompareString', on2(textOrNull, textOrNull, (_run, a, b) => (a < b ? -1 : a > b ? 1 : 0))],
]
