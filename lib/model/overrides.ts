import { lazy } from '../lazy.ts'
import { limits } from '../limits.ts'
import { methodFlags, typeFlags } from '../metadata/flags.ts'
import { cell, isRowOf, rowsWhere, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { type Assembly, memberName } from './assembly.ts'
import { flagsOf, hasVariables, isGeneric, isVirtual, type MatchSearch, makeMatchSearch, matching, spend, spendPair } from './override-match.ts'
import {
  baseNameOf,
  chainOf,
  homeOfMethod,
  homeOfType,
  memberKey,
  methodOfKey,
  methodsOf,
  ownerOf,
  type Program,
  resolveMethod,
  resolveType,
} from './program.ts'

/** A method that takes the place of a member that stands outside the set. */
export interface OutsideOverride {
  readonly method: number
  /** `Type::Name`; the interface's name where only the name tells which member it is. */
  readonly api: string
}

/** Which methods may run in the place of which. */
export interface Overrides {
  /** Methods of the set that override or implement this one, directly. */
  readonly of: (method: number) => readonly number[]
  /** The other way round: the methods of the set whose place this one takes, directly. */
  readonly declarations: (method: number) => readonly number[]
  /** The method that runs when `method` is called on an object of this type. */
  readonly on: (type: number, method: number) => number
  /** Methods that outside code can call on an object of this type, its bases' included: of several the one that runs. */
  readonly callbacks: (type: number) => readonly OutsideOverride[]
  /** What the type itself adds to its base's. */
  readonly ownCallbacks: (type: number) => readonly OutsideOverride[]
  /** Members outside the set whose place the method takes, not through a base. */
  readonly apisOf: (method: number) => readonly string[]
  /** How much `callbacks` looks at for this type. */
  readonly weight: (type: number) => number
}

export function findOverrides(program: Program): Overrides {
  const all = lazy(() => collect(program))
  const declared = lazy(() => {
    const above = new Map<number, number[]>()
    for (const [declaration, bodies] of all().inside) for (const body of bodies) push(above, body, declaration)
    return above
  })
  /** By type: the methods it puts in the place of others. */
  const byOwner = lazy(() => {
    const pairs = new Map<number, Pair[]>()
    for (const [declaration, bodies] of all().inside) for (const body of bodies) push(pairs, ownerOf(program, body), { declaration, body })
    return pairs
  })
  const apis = lazy(() => {
    const names = new Map<number, string[]>()
    for (const overrides of all().outside.values()) for (const { method, api } of overrides) push(names, method, api)
    return names
  })
  /** For each of the methods the one that runs: what a type puts in its place, from the topmost base down. */
  const latest = (type: number, methods: (at: number) => readonly number[]): Map<number, number> => {
    const running = new Map<number, number>()
    const standsFor = new Map<number, number[]>()
    for (const at of chainOf(program, type).reverse()) {
      for (const method of methods(at)) {
        running.set(method, method)
        push(standsFor, method, method)
      }
      for (const { declaration, body } of byOwner().get(at) ?? []) {
        for (const method of standsFor.get(declaration) ?? []) {
          if (running.get(method) === body) continue
          running.set(method, body)
          push(standsFor, body, method)
        }
      }
    }
    return running
  }
  return {
    of: (method) => all().inside.get(method) ?? [],
    declarations: (method) => declared().get(method) ?? [],
    on: (type, method) => {
      const chain = chainOf(program, type)
      const top = chain[chain.length - 1]
      return latest(type, (at) => (at === top ? [method] : [])).get(method) ?? method
    },
    callbacks: (type) => {
      const { outside } = all()
      const running = latest(type, (at) => (outside.get(at) ?? []).map(({ method }) => method))
      const found = new Map<string, OutsideOverride>()
      for (const at of chainOf(program, type)) {
        for (const { method, api } of outside.get(at) ?? []) {
          const one = running.get(method) ?? method
          found.set(`${one} ${api}`, { method: one, api })
        }
      }
      return [...found.values()]
    },
    ownCallbacks: (type) => all().outside.get(type) ?? [],
    apisOf: (method) => apis().get(method) ?? [],
    weight: (type) => chainOf(program, type).reduce((sum, at) => sum + 1 + (byOwner().get(at)?.length ?? 0) + (all().outside.get(at)?.length ?? 0), 0),
  }
}

interface Pair {
  readonly declaration: number
  readonly body: number
}

interface Collected {
  readonly inside: Map<number, number[]>
  readonly outside: Map<number, OutsideOverride[]>
  readonly members: Map<number, readonly Member[]>
  readonly interfaces: Map<number, Interfaces>
  /** Interface members and bodies that were paired. */
  readonly pairs: Set<number>
  readonly search: MatchSearch
}

function collect(program: Program): Collected {
  const collected: Collected = {
    inside: new Map(),
    outside: new Map(),
    members: new Map(),
    interfaces: new Map(),
    pairs: new Set(),
    search: makeMatchSearch(),
  }
  for (let type = 1; type <= program.typeCount; type++) {
    const { assembly, row } = homeOfType(program, type)
    if ((cell(assembly.metadata.tables, 'TypeDef', row, 'Flags') & typeFlags.interface) !== 0) continue
    const explicit = explicitBodies(program, type, collected)
    const interfaces = interfacesOf(program, type, collected)
    implementInterfaces(program, type, interfaces.inside, explicit.declarations, collected)
    overrideBases(program, type, explicit.bodies, interfaces.outside, collected)
  }
  return collected
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** MethodImpl rows: the body runs for the declaration, whatever their names. II.22.27 */
function explicitBodies(program: Program, type: number, collected: Collected): { readonly bodies: Set<number>; readonly declarations: Set<number> } {
  const { index, assembly, row } = homeOfType(program, type)
  const { tables } = assembly.metadata
  const bodies = new Set<number>()
  const declarations = new Set<number>()
  for (const impl of rowsWhere(tables, 'MethodImpl', 'Class', rowToken('TypeDef', row))) {
    const body = resolveMethod(program, index, cell(tables, 'MethodImpl', impl, 'MethodBody'))
    if (body === 0) continue
    bodies.add(body)
    const declaration = cell(tables, 'MethodImpl', impl, 'MethodDeclaration')
    const inside = resolveMethod(program, index, declaration)
    if (!spendPair(program, collected.search)) break
    if (inside !== 0) {
      declarations.add(inside)
      push(collected.inside, inside, body)
    } else if (isRowOf(tables, 'MemberRef', declaration)) {
      push(collected.outside, type, { method: body, api: memberName(assembly, tokenRow(declaration)).api })
    }
  }
  return { bodies, declarations }
}

/** Interfaces of the set, and the names of others. */
interface Interfaces {
  readonly inside: readonly number[]
  readonly outside: readonly string[]
}

/** The interfaces a type names and those that they name: compilers list all of them, other tools need not. At most `limits.chain`. */
function interfacesOf(program: Program, type: number, collected: Collected): Interfaces {
  const inside = new Set<number>()
  const outside = new Set<string>()
  const todo = [type]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const named = namedInterfaces(program, next, collected)
    if (!spend(program, collected.search, named.inside.length + named.outside.length)) break
    for (const one of named.outside) outside.add(one)
    for (const one of named.inside) {
      if (inside.has(one) || inside.size >= limits.chain) continue
      inside.add(one)
      todo.push(one)
    }
  }
  return { inside: [...inside], outside: [...outside] }
}

/** What the type's own rows name, each once. */
function namedInterfaces(program: Program, type: number, { interfaces }: Collected): Interfaces {
  const known = interfaces.get(type)
  if (known !== undefined) return known
  const inside = new Set<number>()
  const outside = new Set<string>()
  const { index, assembly, row } = homeOfType(program, type)
  const { tables } = assembly.metadata
  for (const impl of rowsWhere(tables, 'InterfaceImpl', 'Class', rowToken('TypeDef', row))) {
    const token = cell(tables, 'InterfaceImpl', impl, 'Interface')
    const resolved = resolveType(program, index, token)
    if (resolved === 0) outside.add(assembly.names.openType(token))
    else inside.add(resolved)
  }
  const made = { inside: [...inside], outside: [...outside] }
  interfaces.set(type, made)
  return made
}

/** A member of an interface is implemented by name and signature, by this type or a base, unless a MethodImpl says otherwise. II.12.2 */
function implementInterfaces(program: Program, type: number, interfaces: readonly number[], explicit: ReadonlySet<number>, collected: Collected): void {
  if (interfaces.length === 0) return
  const chain = chainOf(program, type)
  for (const one of interfaces) {
    for (const member of membersOf(program, one, collected)) {
      if (!spend(program, collected.search, chain.length)) return
      if (explicit.has(member.method)) continue
      for (const body of findBodies(program, chain, member, collected)) pushOnce(program, collected, member.method, body)
    }
  }
}

/** A method of an interface, and what a body is found by. */
interface Member {
  readonly method: number
  readonly key: string
}

function membersOf(program: Program, type: number, { members }: Collected): readonly Member[] {
  const known = members.get(type)
  if (known !== undefined) return known
  const made = methodsOf(program, type).map((method) => ({ method, key: memberKey(program, method) }))
  members.set(type, made)
  return made
}

/** Heirs name again what their bases implement. */
function pushOnce(program: Program, collected: Collected, member: number, body: number): void {
  const pair = member * 0x1_0000_0000 + body
  if (collected.pairs.has(pair) || !spendPair(program, collected.search)) return
  collected.pairs.add(pair)
  push(collected.inside, member, body)
}

/** Several where type parameters hide which one it is. */
function findBodies(program: Program, chain: readonly number[], { method: member, key }: Member, collected: Collected): number[] {
  for (const type of chain) {
    const exact = methodOfKey(program, type, key)
    const found = new Set(exact === 0 ? [] : [exact])
    if (isGeneric(program, type, collected.search) || hasVariables(program, member, collected.search))
      for (const one of matching(program, type, member, collected.search)) found.add(one)
    if (found.size > 0) return [...found]
  }
  return []
}

/** Virtual methods without a new slot take a base's; those that match nothing in the set may answer outside code. */
function overrideBases(program: Program, type: number, explicit: ReadonlySet<number>, outsideInterfaces: readonly string[], collected: Collected): void {
  const bases = chainOf(program, type).slice(1)
  const outsideBase = baseNameOf(program, bases[bases.length - 1] ?? type)
  for (const method of methodsOf(program, type)) {
    const flags = flagsOf(program, method)
    if ((flags & methodFlags.virtual) === 0) continue
    const { assembly, row } = homeOfMethod(program, method)
    const name = nameOf(assembly, row)
    if ((flags & methodFlags.newSlot) === 0) {
      const overridden = inBases(program, bases, method, collected)
      for (const base of overridden) if (spendPair(program, collected.search)) push(collected.inside, base, method)
      if (overridden.length > 0) continue
      if (outsideBase !== null && spendPair(program, collected.search)) push(collected.outside, type, { method, api: `${outsideBase}::${name}` })
    }
    // a body that a MethodImpl names implements that member and no other
    if (explicit.has(method) || !spend(program, collected.search, outsideInterfaces.length)) continue
    for (const one of outsideInterfaces) if (spendPair(program, collected.search)) push(collected.outside, type, { method, api: `${one}::${name}` })
  }
}

function nameOf(assembly: Assembly, row: number): string {
  return assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name'))
}

/** The methods of the nearest base that this one can take the place of: several where type parameters hide which one it is. */
function inBases(program: Program, bases: readonly number[], method: number, collected: Collected): number[] {
  const key = memberKey(program, method)
  for (const base of bases) {
    const exact = methodOfKey(program, base, key)
    const found = new Set(exact !== 0 && isVirtual(program, exact) ? [exact] : [])
    if (isGeneric(program, base, collected.search)) for (const one of matching(program, base, method, collected.search)) found.add(one)
    if (found.size > 0) return [...found]
  }
  return []
}
