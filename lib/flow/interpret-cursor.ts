import { allocate, type Run, spend } from './interpret-run.ts'
import { type Cursor, elementAt, isThing, isTrap, misused, type Result, type Site, stop, type Value } from './interpret-values.ts'

/** A call of an interface's member on an object of the set, by its name. */
function interfaceSite(api: string): Site {
  return { api, signature: api, typeArgs: [], assembly: 0, token: 0, hasThis: true, parameters: 0 }
}

const getters = ['System.Collections.Generic.IEnumerable`1::GetEnumerator', 'System.Collections.IEnumerable::GetEnumerator'].map(interfaceSite)
const moveNext = interfaceSite('System.Collections.IEnumerator::MoveNext')
const currents = ['System.Collections.Generic.IEnumerator`1::get_Current', 'System.Collections.IEnumerator::get_Current'].map(interfaceSite)

/** The first of these members that the object has. */
function firstOf(run: Run, sites: readonly Site[], receiver: Value): Result {
  let result: Result = stop('an object that cannot be enumerated')
  for (const site of sites) {
    result = run.invokeOutside(site, null, [receiver], true)
    if (!isTrap(result) || result.kind === 'throw' || result.because !== site.signature) return result
  }
  return result
}

/** Items one after the other, each a step. */
export function cursorOf(run: Run, value: Value): Result<Cursor> {
  if (typeof value === 'string') return counted(run, value.length, (at) => value.charCodeAt(at))
  if (!isThing(value)) return misused(value, 'something that cannot be enumerated')
  switch (value.kind) {
    case 'numbers':
    case 'items':
      return counted(run, value.data.length, (at) => elementAt(value, at) ?? null)
    case 'list': {
      // a copy: what is added on the way would throw there
      const items = [...value.items]
      return counted(run, items.length, (at) => items[at] ?? null)
    }
    case 'map': {
      const entries = [...value.entries.values()]
      return counted(run, entries.length, (at) => {
        const [key = null, item = null] = entries[at] ?? []
        return value.isSet ? key : { kind: 'pair', key, value: item }
      })
    }
    case 'sequence':
      return value.open()
    case 'enumerator':
      return value.cursor
    case 'object':
      return ownCursor(run, value)
    default:
      return misused(value, 'something that cannot be enumerated')
  }
}

function counted(run: Run, length: number, itemAt: (at: number) => Value): Cursor {
  let at = 0
  return () => (at >= length ? undefined : (spend(run, 1) ?? itemAt(at++)))
}

function ownCursor(run: Run, source: Value): Result<Cursor> {
  const opened = firstOf(run, getters, source)
  if (isTrap(opened)) return opened
  if (!isThing(opened) || opened.kind !== 'object') return cursorOf(run, isThing(opened) && opened.kind !== 'sequence' ? opened : null)
  return () => {
    const more = run.invokeOutside(moveNext, null, [opened], true)
    if (isTrap(more)) return more
    return more === 0 ? undefined : firstOf(run, currents, opened)
  }
}

/** All items of something that can be enumerated. */
export function allOf(run: Run, value: Value): Result<readonly Value[]> {
  if (isThing(value) && value.kind === 'items') return spend(run, value.data.length) ?? value.data
  const cursor = cursorOf(run, value)
  if (isTrap(cursor)) return cursor
  const items: Value[] = []
  for (let item = cursor(); item !== undefined; item = cursor()) {
    if (isTrap(item)) return item
    const short = allocate(run, 8)
    if (short !== null) return short
    items.push(item)
  }
  return items
}
