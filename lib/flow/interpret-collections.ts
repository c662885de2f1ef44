import { allOf, cursorOf } from './interpret-cursor.ts'
import { any, array, bool, int, type Members, on0, on1, on2, on3, then, thing, under } from './interpret-member.ts'
import { allocate, type Member, makeArray, type Run } from './interpret-run.ts'
import { storageOfName } from './interpret-storage.ts'
import { textOrder } from './interpret-strings.ts'
import { cased } from './interpret-text.ts'
import { type Cursor, isThing, isTrap, type ListThing, outOfRange, type Result, raise, setElement, stop, type Value } from './interpret-values.ts'

const list = thing('list')

/** An array of these values: of numbers where the element's type says so. */
export function arrayOf(run: Run, element: string, items: readonly Value[]): Result {
  const made = makeArray(run, { storage: storageOfName(element) ?? 'ref', own: 0, name: element }, items.length)
  if (isTrap(made) || !isThing(made) || (made.kind !== 'numbers' && made.kind !== 'items')) return made
  for (const [at, item] of items.entries()) if (!setElement(made, at, item)) return stop('an array of mixed values')
  return made
}

/** What keeps equal keys together; undefined for what has an equality of its own. */
export function keyOf(value: Value, ignoreCase: boolean): string | number | bigint | object | undefined {
  if (typeof value === 'string') return `t${ignoreCase ? cased(value, 'upper') : value}`
  if (value === null) return 'n'
  if (!isThing(value)) return value
  if (value.kind === 'box') return isThing(value.value) ? undefined : `${value.type} ${String(value.value)}`
  if (value.kind === 'type') return `y${value.name}`
  return value.kind === 'numbers' || value.kind === 'items' ? value : undefined
}

/** Equality as `Equals` has it; undefined where that is not known. */
export function isEqual(a: Value, b: Value): boolean | undefined {
  const left = keyOf(a, false)
  const right = keyOf(b, false)
  return left === undefined || right === undefined ? (a === b ? true : undefined) : left === right
}

function placeOf(items: readonly Value[], value: Value): Result<number> {
  for (const [at, item] of items.entries()) {
    const is = isEqual(item, value)
    if (is === undefined) return stop('an equality of their own')
    if (is) return at
  }
  return -1
}

/** A list of these items, which are memory. */
export function newList(run: Run, element: string, items: Value[]): Result {
  return allocate(run, 32 + items.length * 8) ?? { kind: 'list', element, items }
}

/** Changes a list; what is added is memory. */
function changed(run: Run, self: ListThing, items: Value[]): Result {
  const short = allocate(run, Math.max(0, items.length - self.items.length) * 8)
  if (short !== null) return short
  self.items = items
  return null
}

const added: Member = on2(list, any, (run, self, value) => {
  const short = allocate(run, 8)
  if (short !== null) return short
  self.items.push(value)
  return null
})

const ofSequence: Member = (run, args, site) => then(allOf(run, args[0] ?? null), (items) => newList(run, site.typeArgs[0] ?? '', [...items]))
const empty: Member = on0((run, site) => newList(run, site.typeArgs[0] ?? '', []))

/** An enumerator that stands before the first item. */
function enumerator(cursor: Result<Cursor>): Result {
  return isTrap(cursor) ? cursor : { kind: 'enumerator', cursor, current: null }
}

const getEnumerator: Member = (run, args) => enumerator(cursorOf(run, args[0] ?? null))

function ordered(run: Run, items: readonly Value[]): Result<Value[]> {
  const short = allocate(run, items.length * 16)
  if (short !== null) return short
  if (items.every((one) => typeof one === 'string')) return [...items].sort((a, b) => textOrder(String(a), String(b), false))
  if (items.every((one) => typeof one === 'number')) return [...items].sort((a, b) => Number(a) - Number(b))
  return stop('an order of their own')
}

const listType = 'System.Collections.Generic.List`1'
const collections = ['System.Collections.Generic.ICollection`1', 'System.Collections.Generic.IList`1', 'System.Collections.IList'] as const

/** A member that lists and the interfaces they are used through have. */
function ofLists(name: string, member: Member): Members {
  return [listType, ...collections].map((type) => [`${type}::${name}`, member] as const)
}

function itemAt(value: Value, at: number): Result {
  if (isThing(value) && value.kind === 'list') return value.items[at] ?? (at >= 0 && at < value.items.length ? null : outOfRange())
  return stop('an item of no list')
}

const listMembers: Members = [
  [`${listType}::.ctor`, empty],
  [`${listType}::.ctor(System.Collections.Generic.IEnumerable\`1<!0>)`, ofSequence],
  ...ofLists('Add', added),
  [`${listType}::AddRange`, on2(list, any, (run, self, more) => then(allOf(run, more), (items) => changed(run, self, [...self.items, ...items])))],
  [
    `${listType}::InsertRange`,
    on3(list, int, any, (run, self, at, more) =>
      then(allOf(run, more), (items) =>
        at < 0 || at > self.items.length ? outOfRange() : changed(run, self, [...self.items.slice(0, at), ...items, ...self.items.slice(at)]),
      ),
    ),
  ],
  ...ofLists(
    'Insert',
    on3(list, int, any, (run, self, at, value) =>
      at < 0 || at > self.items.length ? outOfRange() : changed(run, self, [...self.items.slice(0, at), value, ...self.items.slice(at)]),
    ),
  ),
  ...ofLists(
    'RemoveAt',
    on2(list, int, (run, self, at) => (at < 0 || at >= self.items.length ? outOfRange() : changed(run, self, self.items.toSpliced(at, 1)))),
  ),
  [
    `${listType}::RemoveRange`,
    on3(list, int, int, (run, self, at, count) =>
      at < 0 || count < 0 || at + count > self.items.length ? outOfRange() : changed(run, self, self.items.toSpliced(at, count)),
    ),
  ],
  ...ofLists(
    'Remove',
    on2(list, any, (run, self, value) =>
      then(placeOf(self.items, value), (at) => (typeof at !== 'number' || at < 0 ? 0 : then(changed(run, self, self.items.toSpliced(at, 1)), () => 1))),
    ),
  ),
  ...ofLists(
    'Clear',
    on1(list, (run, self) => changed(run, self, [])),
  ),
  ...ofLists(
    'Contains',
    on2(list, any, (_run, self, value) => then(placeOf(self.items, value), (at) => bool(typeof at === 'number' && at >= 0))),
  ),
  ...ofLists(
    'IndexOf',
    on2(list, any, (_run, self, value) => placeOf(self.items, value)),
  ),
  ...ofLists('get_Item', (_run, args, site) => on2(any, int, (_inner, self, at) => itemAt(self, at))(_run, args, site)),
  ...ofLists(
    'set_Item',
    on3(list, int, any, (_run, self, at, value) => {
      if (at < 0 || at >= self.items.length) return outOfRange()
      self.items[at] = value
      return null
    }),
  ),
  [`${listType}::get_Count`, on1(list, (_run, self) => self.items.length)],
  [`${listType}::ToArray`, on1(list, (run, self) => arrayOf(run, self.element, self.items))],
  [`${listType}::Reverse()`, on1(list, (run, self) => changed(run, self, [...self.items].reverse()))],
  [`${listType}::Sort()`, on1(list, (run, self) => then(ordered(run, self.items), (items) => (Array.isArray(items) ? changed(run, self, items) : items)))],
  [
    `${listType}::GetRange`,
    on3(list, int, int, (run, self, at, count) =>
      at < 0 || count < 0 || at + count > self.items.length ? outOfRange() : newList(run, self.element, self.items.slice(at, at + count)),
    ),
  ],
  [
    `${listType}::ForEach`,
    on2(list, any, (run, self, action) => {
      for (const item of [...self.items]) {
        const done = run.callDelegate(action, [item])
        if (isTrap(done)) return done
      }
      return null
    }),
  ],
  [
    `${listType}::CopyTo(!0[])`,
    on2(list, array, (_run, self, target) => {
      if (target.data.length < self.items.length) return raise('System.ArgumentException')
      return self.items.every((item, at) => setElement(target, at, item)) ? null : stop('an array of mixed values')
    }),
  ],
]

const stackType = 'System.Collections.Generic.Stack`1'
const queueType = 'System.Collections.Generic.Queue`1'
const none = (): Result => raise('System.InvalidOperationException')

/** A stack's first item is its top: so it is enumerated. */
const stackMembers: Members = [
  ...[stackType, queueType].flatMap(
    (type): Members => [
      [`${type}::.ctor`, empty],
      [`${type}::get_Count`, on1(list, (_run, self) => self.items.length)],
      [`${type}::Peek`, on1(list, (_run, self) => self.items[0] ?? (self.items.length > 0 ? null : none()))],
      [`${type}::${type === stackType ? 'Pop' : 'Dequeue'}`, on1(list, (_run, self) => (self.items.length === 0 ? none() : (self.items.shift() ?? null)))],
      [`${type}::Clear`, on1(list, (run, self) => changed(run, self, []))],
      [`${type}::ToArray`, on1(list, (run, self) => arrayOf(run, self.element, self.items))],
      [`${type}::Contains`, on2(list, any, (_run, self, value) => then(placeOf(self.items, value), (at) => bool(typeof at === 'number' && at >= 0)))],
    ],
  ),
  [
    `${stackType}::.ctor(System.Collections.Generic.IEnumerable\`1<!0>)`,
    (run, args, site) => then(allOf(run, args[0] ?? null), (items) => newList(run, site.typeArgs[0] ?? '', [...items].reverse())),
  ],
  [`${queueType}::.ctor(System.Collections.Generic.IEnumerable\`1<!0>)`, ofSequence],
  [`${stackType}::Push`, on2(list, any, (run, self, value) => changed(run, self, [value, ...self.items]))],
  [`${queueType}::Enqueue`, added],
]

/** Names of the generic types with keys. */
export const mapType = 'System.Collections.Generic.Dictionary`2'
/** The set that has its own keys as values. */
export const setType = 'System.Collections.Generic.HashSet`1'

const enumerable = [
  ...[listType, stackType, queueType, mapType, setType, 'System.Collections.Hashtable', 'System.Array'],
  ...['System.Collections.Generic.IEnumerable`1', 'System.Collections.IEnumerable', `${mapType}/KeyCollection`, `${mapType}/ValueCollection`],
] as const
const enumerators = [
  ...[`${listType}/Enumerator`, `${stackType}/Enumerator`, `${queueType}/Enumerator`, `${mapType}/Enumerator`, `${setType}/Enumerator`],
  ...[`${mapType}/KeyCollection/Enumerator`, `${mapType}/ValueCollection/Enumerator`, 'System.CharEnumerator'],
  ...['System.Collections.Generic.IEnumerator`1', 'System.Collections.IEnumerator'],
] as const

/** `foreach` over whatever. */
const enumeration: Members = [
  ...enumerable.map((type) => [`${type}::GetEnumerator`, getEnumerator] as const),
  ...enumerators.flatMap(
    (type): Members => [
      [
        `${type}::MoveNext`,
        on1(thing('enumerator'), (_run, self) => {
          const next = self.cursor()
          if (next === undefined) return 0
          if (isTrap(next)) return next
          self.current = next
          return 1
        }),
      ],
      [`${type}::get_Current`, on1(thing('enumerator'), (_run, self) => self.current)],
      [`${type}::Dispose`, () => null],
    ],
  ),
  ...under(
    'System.Collections.Generic.ICollection`1',
    ['get_Count'],
    on1(any, (run, value) => then(allOf(run, value), (all) => all.length)),
  ),
  ['System.Collections.ICollection::get_Count', on1(any, (run, value) => then(allOf(run, value), (all) => all.length))],
  ...['KeyCollection', 'ValueCollection'].map((name) => [`${mapType}/${name}::get_Count`, on1(list, (_run, self) => self.items.length)] as const),
  ['System.Collections.Generic.IReadOnlyList`1::get_Item', on2(any, int, (run, value, at) => then(allOf(run, value), (all) => all[at] ?? outOfRange()))],
]

/** Lists, stacks, queues and what enumerates. */
export const collectionMembers: Members = [...listMembers, ...stackMembers, ...enumeration]
