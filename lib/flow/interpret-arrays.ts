import { arrayOf, isEqual } from './interpret-collections.ts'
import { allOf } from './interpret-cursor.ts'
import { any, anyInt, array, bool, int, type Members, on1, on2, on3, on5, then, thing, under } from './interpret-member.ts'
import { readAt, writeAt } from './interpret-memory.ts'
import { type Member, makeArray, type Run, spend } from './interpret-run.ts'
import { storageOfName } from './interpret-storage.ts'
import { fieldBytes } from './interpret-types.ts'
import {
  elementAt,
  type ItemArray,
  isThing,
  isTrap,
  misused,
  type NumberArray,
  type Result,
  raise,
  type Site,
  setElement,
  stop,
  type Value,
} from './interpret-values.ts'

type AnyArray = NumberArray | ItemArray

const wrong = (): Result => raise('System.ArgumentException')

/** Copies items through a list of their own, so that a part may be moved within its array. */
function copyItems(run: Run, from: AnyArray, at: number, to: AnyArray, place: number, count: number): Result {
  if (at < 0 || place < 0 || count < 0 || at + count > from.data.length || place + count > to.data.length) return wrong()
  const short = spend(run, count >> 4)
  if (short !== null) return short
  const items: Value[] = []
  for (let k = 0; k < count; k++) items.push(elementAt(from, at + k) ?? null)
  return items.every((item, k) => setElement(to, place + k, item)) ? null : stop('an array of mixed values')
}

function cloned(run: Run, from: AnyArray, length: number): Result {
  const made = makeArray(run, { storage: storageOfName(from.element) ?? (from.kind === 'numbers' ? 'i4' : 'ref'), own: 0, name: from.element }, length)
  if (isTrap(made) || !isThing(made) || (made.kind !== 'numbers' && made.kind !== 'items')) return made
  const copied = copyItems(run, from, 0, made, 0, Math.min(length, from.data.length))
  return isTrap(copied) ? copied : made
}

function reversed(run: Run, self: AnyArray, at: number, count: number): Result {
  if (at < 0 || count < 0 || at + count > self.data.length) return wrong()
  const short = spend(run, count >> 4)
  if (short !== null) return short
  const items: Value[] = []
  for (let k = 0; k < count; k++) items.push(elementAt(self, at + k) ?? null)
  for (const [k, item] of items.reverse().entries()) setElement(self, at + k, item)
  return null
}

function indexIn(run: Run, self: AnyArray, value: Value, from: number): Result {
  const sought = isThing(value) && value.kind === 'box' ? value.value : value
  for (let at = from; at < self.data.length; at++) {
    const short = spend(run, 1)
    if (short !== null) return short
    const is = isEqual(elementAt(self, at) ?? null, sought)
    if (is === undefined) return stop('an equality of their own')
    if (is) return at
  }
  return -1
}

function raw(self: AnyArray): Uint8Array | null {
  return self.kind === 'numbers' ? new Uint8Array(self.data.buffer, self.data.byteOffset, self.data.byteLength) : null
}

function blockCopy(run: Run, from: AnyArray, at: number, to: AnyArray, place: number, count: number): Result {
  const source = raw(from)
  const target = raw(to)
  if (source === null || target === null) return wrong()
  if (at < 0 || place < 0 || count < 0 || at + count > source.length || place + count > target.length) return wrong()
  target.set(source.slice(at, at + count), place)
  return spend(run, count >> 6)
}

function zeroed(self: AnyArray, at: number, count: number): Result {
  if (at < 0 || count < 0 || at + count > self.data.length) return raise('System.IndexOutOfRangeException')
  if (self.kind === 'items') self.data.fill(null, at, at + count)
  else raw(self)?.fill(0, at * self.data.BYTES_PER_ELEMENT, (at + count) * self.data.BYTES_PER_ELEMENT)
  return null
}

function sorted(run: Run, self: AnyArray): Result {
  if (self.kind === 'items') return stop('an order of their own')
  self.data.sort()
  return spend(run, self.data.length * 4)
}

/** `InitializeArray`: the field's data, as they stand in the file, into an array of numbers. */
function initialiseArray(run: Run, self: NumberArray, token: { readonly assembly: number; readonly row: number }): Result {
  const target = raw(self)
  if (target === null) return wrong()
  const data = fieldBytes(run.machine.program, token.assembly, token.row, target.length)
  if (data === null || data.length < target.length) return stop('data of a field')
  target.set(data)
  return spend(run, data.length >> 6)
}

const arrayType = 'System.Array'

function copyTo(run: Run, self: AnyArray, to: AnyArray, place: number): Result {
  return copyItems(run, self, 0, to, place, self.data.length)
}

const resize: Member = on2(any, int, (run, address, length, site) =>
  then(readAt(address, null), (held) => {
    if (length < 0) return raise('System.ArgumentOutOfRangeException')
    if (held === null) {
      const element = site.typeArgs[0] ?? ''
      return then(makeArray(run, { storage: storageOfName(element) ?? 'ref', own: 0, name: element }, length), (made) => writeAt(address, null, made))
    }
    const self = array(held)
    return self === undefined ? stop(site.signature) : then(cloned(run, self, length), (made) => writeAt(address, null, made))
  }),
)

function convertAll(run: Run, self: AnyArray, action: Value, site: Site): Result {
  return then(allOf(run, self), (items) => {
    const made: Value[] = []
    for (const item of items) {
      const one = run.callDelegate(action, [item])
      if (isTrap(one)) return one
      made.push(one)
    }
    return arrayOf(run, site.typeArgs[1] ?? '', made)
  })
}

function found(run: Run, self: AnyArray, action: Value, give: (item: Value, at: number) => Value, none: Value): Result {
  for (let at = 0; at < self.data.length; at++) {
    const item = elementAt(self, at) ?? null
    const is = run.callDelegate(action, [item])
    if (isTrap(is)) return is
    if (is === 1) return give(item, at)
  }
  return none
}

/** Arrays, their memory, and what compilers put in for them. */
export const arrayMembers: Members = [
  [`${arrayType}::Copy(System.Array,System.Array,System.Int32)`, on3(array, array, anyInt, (run, from, to, count) => copyItems(run, from, 0, to, 0, count))],
  [`${arrayType}::Copy(System.Array,System.Int32,System.Array,System.Int32,System.Int32)`, on5(array, int, array, int, int, copyItems)],
  [`${arrayType}::ConstrainedCopy`, on5(array, int, array, int, int, copyItems)],
  [`${arrayType}::Reverse(System.Array)`, on1(array, (run, self) => reversed(run, self, 0, self.data.length))],
  [`${arrayType}::Reverse(!!0[])`, on1(array, (run, self) => reversed(run, self, 0, self.data.length))],
  [`${arrayType}::Reverse(System.Array,System.Int32,System.Int32)`, on3(array, int, int, reversed)],
  [`${arrayType}::Clone`, on1(array, (run, self) => cloned(run, self, self.data.length))],
  [`${arrayType}::Resize`, resize],
  [`${arrayType}::IndexOf(System.Array,System.Object)`, on2(array, any, (run, self, value) => indexIn(run, self, value, 0))],
  [`${arrayType}::IndexOf(!!0[],!!0)`, on2(array, any, (run, self, value) => indexIn(run, self, value, 0))],
  [`${arrayType}::IndexOf(!!0[],!!0,System.Int32)`, on3(array, any, int, indexIn)],
  [`${arrayType}::Clear(System.Array,System.Int32,System.Int32)`, on3(array, int, int, (_run, self, at, count) => zeroed(self, at, count))],
  [`${arrayType}::Sort(System.Array)`, on1(array, sorted)],
  [`${arrayType}::Sort(!!0[])`, on1(array, sorted)],
  ...under(arrayType, ['get_Length', 'GetLength', 'get_LongLength', 'GetUpperBound', 'get_Rank'], (_run, args, site) => {
    const self = array(args[0] ?? null)
    if (self === undefined) return misused(args[0] ?? null, site.signature)
    if (site.api.endsWith('get_Rank')) return 1
    if (site.api.endsWith('get_LongLength')) return BigInt(self.data.length)
    return self.data.length - (site.api.endsWith('GetUpperBound') ? 1 : 0)
  }),
  [`${arrayType}::GetLowerBound`, () => 0],
  [`${arrayType}::CopyTo(System.Array,System.Int32)`, on3(array, array, int, copyTo)],
  [`${arrayType}::ConvertAll`, on2(array, any, convertAll)],
  [`${arrayType}::FindIndex(!!0[],System.Predicate\`1<!!0>)`, on2(array, any, (run, self, action) => found(run, self, action, (_item, at) => at, -1))],
  [
    `${arrayType}::Find`,
    on2(array, any, (run, self, action) =>
      self.kind === 'items' ? found(run, self, action, (item) => item, null) : found(run, self, action, (item) => item, 0),
    ),
  ],
  [`${arrayType}::Exists`, on2(array, any, (run, self, action) => found(run, self, action, () => 1, 0))],
  [`${arrayType}::ForEach`, on2(array, any, (run, self, action) => found(run, self, action, () => null, null))],
  [`${arrayType}::Empty`, (run, _args, site) => arrayOf(run, site.typeArgs[0] ?? '', [])],
  [
    `${arrayType}::GetValue(System.Int32)`,
    on2(array, int, (_run, self, at) => {
      const value = elementAt(self, at)
      if (value === undefined) return raise('System.IndexOutOfRangeException')
      return typeof value === 'number' || typeof value === 'bigint' ? { kind: 'box', type: self.element, value } : value
    }),
  ],
  ['System.Buffer::BlockCopy', on5(array, int, array, int, int, blockCopy)],
  ['System.Buffer::ByteLength', on1(array, (_run, self) => raw(self)?.length ?? stop('an array of objects'))],
  ['System.Buffer::GetByte', on2(array, int, (_run, self, at) => raw(self)?.[at] ?? raise('System.ArgumentOutOfRangeException'))],
  [
    'System.Buffer::SetByte',
    on3(array, int, int, (_run, self, at, value) => {
      const data = raw(self)
      if (data === null || at < 0 || at >= data.length) return raise('System.ArgumentOutOfRangeException')
      data[at] = value
      return null
    }),
  ],
  ['System.Runtime.CompilerServices.RuntimeHelpers::InitializeArray', on2(thing('numbers'), thing('field-token'), initialiseArray)],
]

/** Spans over data of the file, as newer compilers write constant arrays: they are arrays here. */
export const spanMembers: Members = [
  [
    'System.ReadOnlySpan`1::.ctor(System.Void*,System.Int32)',
    on2(thing('pointer'), int, (run, pointer, length, site) => {
      const element = site.typeArgs[0] ?? ''
      const made = makeArray(run, { storage: storageOfName(element) ?? 'ref', own: 0, name: element }, Math.max(0, length))
      if (isTrap(made) || !isThing(made) || made.kind !== 'numbers') return isTrap(made) ? made : stop(site.signature)
      const target = raw(made)
      const source = new Uint8Array(pointer.data.buffer, pointer.data.byteOffset, pointer.data.byteLength).subarray(pointer.at)
      if (target === null || source.length < target.length) return stop(site.signature)
      target.set(source.subarray(0, target.length))
      return made
    }),
  ],
  ...(['System.ReadOnlySpan`1', 'System.Span`1'] as const).flatMap(
    (type): Members => [
      [`${type}::get_Length`, on1(array, (_run, self) => self.data.length)],
      [
        `${type}::get_Item`,
        on2(array, int, (_run, self, at) => {
          if (at < 0 || at >= self.data.length) return raise('System.IndexOutOfRangeException')
          if (self.kind === 'items') return { kind: 'reference', slots: self.data, index: at, storage: 'unknown' }
          return { kind: 'pointer', data: self.data, at: at * self.data.BYTES_PER_ELEMENT }
        }),
      ],
      [`${type}::ToArray`, on1(array, (run, self) => cloned(run, self, self.data.length))],
      [`${type}::op_Implicit(!0[])`, on1(array, (_run, self) => self)],
      [`${type}::get_IsEmpty`, on1(array, (_run, self) => bool(self.data.length === 0))],
    ],
  ),
]
