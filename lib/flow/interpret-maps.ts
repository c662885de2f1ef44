import { keyOf, mapType, newList, setType } from './interpret-collections.ts'
import { allOf } from './interpret-cursor.ts'
import { any, bool, type Members, on1, on2, on3, type Reader, then, thing, under } from './interpret-member.ts'
import { writeAt } from './interpret-memory.ts'
import { allocate, type Member, type Run } from './interpret-run.ts'
import { storageOfName } from './interpret-storage.ts'
import { isThing, isTrap, type MapThing, type Result, raise, type Site, stop, type Value } from './interpret-values.ts'

const map = thing('map')

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
