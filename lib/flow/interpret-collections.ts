import { allOf, cursorOf } from './interpret-cursor.ts'
import { any, array, bool, int, type Members, on0, on1, on2, on3, type Reader, then, thing, under } from './interpret-member.ts'
import { writeAt } from './interpret-memory.ts'
import { allocate, type Member, makeArray, type Run } from './interpret-run.ts'
import { textOrder } from './interpret-strings.ts'
import { cased } from './interpret-text.ts'
import {
  type Cursor,
  isThing,
  isTrap,
  type ListThing,
  type MapThing,
  type Result,
  raise,
  type Site,
  setElement,
  stop,
  storageOfName,
  type Value,
} from './interpret-values.ts'

const list = thing('list')
const map = thing('map')
const outOfRange = (): Result => raise('System.ArgumentOutOfRangeException')

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

function newList(run: Run, element: string, items: Value[]): Result {
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

const mapType = 'System.Collections.Generic.Dictionary`2'
const setType = 'System.Collections.Generic.HashSet`1'

function newMap(run: Run, site: Site, args: readonly Value[], isSet: boolean): Result {
  const comparer = args.find((arg) => isThing(arg) && arg.kind === 'comparer')
  const ignoreCase = isThing(comparer) && comparer.kind === 'comparer' && comparer.ignoreCase
  if (args.some((arg) => arg !== null && typeof arg !== 'number' && arg !== comparer)) return stop(site.signature)
  return allocate(run, 64) ?? { kind: 'map', isSet, ignoreCase, entries: new Map() }
}

/** Keys that are null, or have an equality of their own, end it. */
function putIn(run: Run, self: MapThing, key: Value, value: Value, when: 'new' | 'always'): Result<boolean> {
  if (key === null && !self.isSet) return raise('System.ArgumentNullException')
  const kept = keyOf(key, self.ignoreCase)
  if (kept === undefined) return stop('an equality of their own')
  const known = self.entries.get(kept)
  if (known !== undefined && when === 'new') return false
  const short = allocate(run, 48)
  if (short !== null) return short
  self.entries.set(kept, [known?.[0] ?? key, value])
  return true
}

function entryOf(self: MapThing, key: Value): Result<readonly [key: Value, value: Value] | undefined> {
  const kept = keyOf(key, self.ignoreCase)
  return kept === undefined ? stop('an equality of their own') : self.entries.get(kept)
}

const maps = [mapType, 'System.Collections.Generic.IDictionary`2', 'System.Collections.Generic.IReadOnlyDictionary`2', 'System.Collections.Hashtable'] as const

function ofMaps(name: string, member: Member): Members {
  return maps.map((type) => [`${type}::${name}`, member] as const)
}

const reference: Reader<Value> = (value) => (isThing(value) && (value.kind === 'reference' || value.kind === 'pointer') ? value : undefined)

/** Dictionaries, sets, and their pairs. */
export const mapMembers: Members = [
  ...[mapType, 'System.Collections.Hashtable'].map(
    (type) => [`${type}::.ctor`, (run: Run, args: readonly Value[], site: Site) => newMap(run, site, args, false)] as const,
  ),
  [`${setType}::.ctor`, (run, args, site) => newMap(run, site, args, true)],
  [
    `${setType}::.ctor(System.Collections.Generic.IEnumerable\`1<!0>)`,
    (run, args, site) =>
      then(newMap(run, site, [], true), (made) =>
        then(allOf(run, args[0] ?? null), (items) => {
          if (!isThing(made) || made.kind !== 'map') return made
          for (const item of items) {
            const put = putIn(run, made, item, item, 'new')
            if (isTrap(put)) return put
          }
          return made
        }),
      ),
  ],
  ...ofMaps(
    'Add',
    on3(map, any, any, (run, self, key, value) => then(putIn(run, self, key, value, 'new'), (is) => (is === true ? null : raise('System.ArgumentException')))),
  ),
  ...ofMaps(
    'set_Item',
    on3(map, any, any, (run, self, key, value) => then(putIn(run, self, key, value, 'always'), () => null)),
  ),
  [`${mapType}::TryAdd`, on3(map, any, any, (run, self, key, value) => then(putIn(run, self, key, value, 'new'), (is) => bool(is === true)))],
  ...ofMaps(
    'get_Item',
    on2(map, any, (_run, self, key, site) =>
      then(entryOf(self, key), (entry) =>
        Array.isArray(entry) ? (entry[1] ?? null) : site.api.endsWith('Hashtable::get_Item') ? null : raise('System.Collections.Generic.KeyNotFoundException'),
      ),
    ),
  ),
  ...['ContainsKey', 'Contains'].flatMap((name) =>
    ofMaps(
      name,
      on2(map, any, (_run, self, key) => then(entryOf(self, key), (entry) => bool(entry !== undefined))),
    ),
  ),
  ...ofMaps(
    'TryGetValue',
    on3(map, any, reference, (_run, self, key, address, site) => {
      const entry = entryOf(self, key)
      if (isTrap(entry)) return entry
      // what is not there is the zero of its type
      const zero = storageOfName(site.typeArgs[1] ?? '')
      const missing: Value =
        zero === null || zero === 'ref' ? null : zero === 'i8' || zero === 'u8' ? 0n : zero === 'r4' || zero === 'r8' ? { kind: 'float', value: 0 } : 0
      return then(writeAt(address, null, entry === undefined ? missing : entry[1]), () => bool(entry !== undefined))
    }),
  ),
  ...ofMaps(
    'Remove',
    on2(map, any, (_run, self, key) => removed(self, key)),
  ),
  ...ofMaps(
    'Clear',
    on1(map, (_run, self) => {
      self.entries.clear()
      return null
    }),
  ),
  ...maps.flatMap((type) =>
    under(type, ['get_Keys', 'get_Values'], (run, args, site) =>
      on1(map, (inner, self) => {
        const place = site.api.endsWith('get_Keys') ? 0 : 1
        return newList(
          inner,
          site.typeArgs[place] ?? '',
          [...self.entries.values()].map((entry) => entry[place] ?? null),
        )
      })(run, args, site),
    ),
  ),
  [`${setType}::Add`, on2(map, any, (run, self, key) => then(putIn(run, self, key, key, 'new'), (is) => bool(is === true)))],
  [`${setType}::Contains`, on2(map, any, (_run, self, key) => then(entryOf(self, key), (entry) => bool(entry !== undefined)))],
  [`${setType}::Remove`, on2(map, any, (_run, self, key) => removed(self, key))],
  ...[mapType, setType, 'System.Collections.Hashtable'].map((type) => [`${type}::get_Count`, on1(map, (_run, self) => self.entries.size)] as const),
  ...under(
    'System.Collections.Generic.KeyValuePair`2',
    ['get_Key'],
    on1(thing('pair'), (_run, pair) => pair.key),
  ),
  ...under(
    'System.Collections.Generic.KeyValuePair`2',
    ['get_Value'],
    on1(thing('pair'), (_run, pair) => pair.value),
  ),
  ['System.Collections.Generic.KeyValuePair`2::.ctor', on2(any, any, (_run, key, value) => ({ kind: 'pair', key, value }))],
]

function removed(self: MapThing, key: Value): Result {
  const kept = keyOf(key, self.ignoreCase)
  return kept === undefined ? stop('an equality of their own') : bool(self.entries.delete(kept))
}

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
