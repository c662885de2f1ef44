import type { Effect, Place } from '../effect.ts'
import { parseEffects } from '../parse-effects.ts'
import { basesOf } from './bases.ts'
import { nativeEffects } from './native.ts'
import { memberTables } from './tables.ts'

/** Rows by type, then by member. A later table adds to an earlier one; the earlier one's row stays. */
const rows: ReadonlyMap<string, ReadonlyMap<string, string>> = collectRows()
const parsed = new Map<string, readonly Effect[]>()

function collectRows(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const types = new Map<string, Map<string, string>>()
  for (const table of memberTables) {
    for (const [type, members] of Object.entries(table)) {
      const known = types.get(type) ?? new Map<string, string>()
      for (const [member, row] of Object.entries(members)) if (!known.has(member)) known.set(member, row)
      types.set(type, known)
    }
  }
  return types
}

/**
 * What a member outside the set does with its arguments; null: no row says it, the default rule holds. `api` is `Namespace.Type::Name`
 * or `module.dll!Function`, `signature` the same with its parameters, or without where they are not known. A row of the very overload
 * goes before one of the name, the type's own before those of its bases; `XxxAsync` and `BeginXxx` follow `Xxx`. Statements about
 * parameters that this overload does not have are left out. Native functions always have an answer.
 */
export function lookupEffects(api: string, signature: string): readonly Effect[] | null {
  const at = api.lastIndexOf('::')
  if (at < 0) return nativeEffects(api)
  const type = api.slice(0, at)
  const name = api.slice(at + 2)
  const written = signature.startsWith(`${api}(`) && signature.endsWith(')') ? signature.slice(api.length + 1, -1) : null
  const parameters = written === null ? null : splitParameters(written)
  const row = findRow(type, name, parameters)
  if (row !== null) return effectsOf(row, parameters?.length ?? null, 'same')
  return followed(type, name, parameters)
}

/** Parameter types of a signature: commas inside of generic arguments, array ranks and function types do not part them. */
export function splitParameters(written: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let begin = 0
  for (let at = 0; at < written.length; at++) {
    const character = written[at] ?? ''
    if ('<[('.includes(character)) depth++
    else if ('>])'.includes(character)) depth--
    else if (character === ',' && depth === 0) {
      parts.push(written.slice(begin, at))
      begin = at + 1
    }
  }
  return written === '' ? parts : [...parts, written.slice(begin)]
}

function findRow(type: string, name: string, parameters: readonly string[] | null): string | null {
  const exact = parameters === null ? name : `${name}(${parameters.join(',')})`
  // a constructor is nobody's but the type's own
  for (const one of name === '.ctor' ? [type] : basesOf(type)) {
    const members = rows.get(one)
    const row = members?.get(exact) ?? members?.get(name)
    if (row !== undefined) return row
  }
  return null
}

/** How a row is read for a member that does the same later. */
type Reading = 'same' | 'task' | 'begin'

const token = 'System.Threading.CancellationToken'

/** The row of the member that does the same at once. */
function followed(type: string, name: string, parameters: readonly string[] | null): readonly Effect[] | null {
  const count = parameters?.length ?? null
  for (const ending of ['TaskAsync', 'Async']) {
    if (!name.endsWith(ending) || name.length === ending.length) continue
    const given = parameters?.[parameters.length - 1] === token ? parameters.slice(0, -1) : parameters
    const row = findRow(type, name.slice(0, -ending.length), given)
    if (row !== null) return effectsOf(row, count, 'task')
  }
  if (name.startsWith('Begin') && name.length > 5) {
    const row = findRow(type, name.slice(5), parameters?.slice(0, -2) ?? null)
    if (row !== null) return effectsOf(row, count, 'begin')
  }
  if (name.startsWith('End') && name.length > 3 && findRow(type, name.slice(3), null) !== null) return effectsOf('0.result > return', count, 'same')
  return null
}

function effectsOf(row: string, count: number | null, reading: Reading): readonly Effect[] {
  const key = `${reading} ${count ?? ''} ${row}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const own = count !== null && reading === 'begin' ? count - 2 : count
  const effects = parseEffects(row).filter((effect) => own === null || placesOf(effect).every(({ base }) => typeof base !== 'number' || base < own))
  const made = reading === 'same' ? effects : [...later(effects), ...(reading === 'begin' ? begun(own) : [])]
  parsed.set(key, made)
  return made
}

const whole: Place = { base: 'return', cells: [], keyed: null }
const result: Place = { base: 'return', cells: ['result'], keyed: null }

/**
 * What comes back is a task with the result. One object stands for both where the result is an object: what the row says of the
 * object is said of the task, which is its own result.
 */
function later(effects: readonly Effect[]): Effect[] {
  const isObject = effects.some((effect) => effect.kind === 'new' || placesOf(effect).some(({ base, cells }) => base === 'return' && cells.length > 0))
  const own: Effect[] = isObject ? [{ kind: 'copy', from: whole, to: result }] : []
  return [{ kind: 'new' }, ...own, ...effects.filter(({ kind }) => kind !== 'new').map(intoResult)]
}

function intoResult(effect: Effect): Effect {
  switch (effect.kind) {
    case 'copy':
    case 'data':
    case 'source':
      return { ...effect, to: resultOf(effect.to) }
    case 'call':
    case 'run':
      return effect.to === null ? effect : { ...effect, to: resultOf(effect.to) }
    default:
      return effect
  }
}

function resultOf(place: Place): Place {
  return place.base === 'return' && place.cells.length === 0 ? result : place
}

/** The callback is called with what `BeginXxx` gives back, which keeps the state object. */
function begun(callback: number | null): Effect[] {
  if (callback === null || callback < 0) return []
  return [
    { kind: 'call', delegate: { base: callback, cells: [], keyed: null }, with: [whole], to: null },
    { kind: 'copy', from: { base: callback + 1, cells: [], keyed: null }, to: { base: 'return', cells: ['value'], keyed: null } },
  ]
}

/** Every place that an effect names. */
export function placesOf(effect: Effect): readonly Place[] {
  switch (effect.kind) {
    case 'copy':
    case 'data':
      return [effect.from, effect.to]
    case 'source':
      return effect.target === null ? [effect.to] : [effect.to, effect.target]
    case 'sink':
      return effect.target === null ? [effect.from] : [effect.from, effect.target]
    case 'role':
      return effect.target === null ? [effect.of] : [effect.of, effect.target]
    case 'call':
      return effect.to === null ? [effect.delegate, ...effect.with] : [effect.delegate, ...effect.with, effect.to]
    case 'run':
      return effect.to === null ? [effect.on] : [effect.on, effect.to]
    case 'restore':
      return [effect.from, effect.to]
    case 'wrap':
      return [effect.outer, effect.inner]
    case 'new':
      return []
    default: {
      const missing: never = effect
      throw new TypeError(`no effect ${String(missing)}`)
    }
  }
}
