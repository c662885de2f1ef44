import { lazy } from '../lazy.ts'
import { limits } from '../limits.ts'
import { methodFlags, typeFlags } from '../metadata/flags.ts'
import { cell, columnOf, isRowOf, rowsWhere, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { type Assembly, memberName } from './assembly.ts'
import {
  baseNameOf,
  chainOf,
  homeOfMethod,
  homeOfType,
  memberKey,
  methodByKey,
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
  /** Interface members and bodies that were paired. */
  readonly pairs: Set<number>
  /** Steps that may still be taken to find the bodies of interface members. */
  left: number
  told: boolean
}

function collect(program: Program): Collected {
  const collected: Collected = { inside: new Map(), outside: new Map(), members: new Map(), pairs: new Set(), left: limits.interfaceSteps, told: false }
  for (let type = 1; type <= program.typeCount; type++) {
    const { assembly, row } = homeOfType(program, type)
    if ((cell(assembly.metadata.tables, 'TypeDef', row, 'Flags') & typeFlags.interface) !== 0) continue
    const explicit = explicitBodies(program, type, collected)
    const interfaces = interfacesOf(program, type)
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
    if (inside !== 0) {
      declarations.add(inside)
      push(collected.inside, inside, body)
    } else if (isRowOf(tables, 'MemberRef', declaration)) {
      push(collected.outside, type, { method: body, api: memberName(assembly, tokenRow(declaration)).api })
    }
  }
  return { bodies, declarations }
}

/** The interfaces a type names and those that they name: compilers list all of them, other tools need not. At most `limits.chain`. */
function interfacesOf(program: Program, type: number): { readonly inside: number[]; readonly outside: string[] } {
  const inside = new Set<number>()
  const outside = new Set<string>()
  const todo = [type]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { index, assembly, row } = homeOfType(program, next)
    const { tables } = assembly.metadata
    for (const impl of rowsWhere(tables, 'InterfaceImpl', 'Class', rowToken('TypeDef', row))) {
      const token = cell(tables, 'InterfaceImpl', impl, 'Interface')
      const resolved = resolveType(program, index, token)
      if (resolved === 0) outside.add(assembly.names.openType(token))
      else if (!inside.has(resolved) && inside.size < limits.chain) {
        inside.add(resolved)
        todo.push(resolved)
      }
    }
  }
  return { inside: [...inside], outside: [...outside] }
}

/** A member of an interface is implemented by name and signature, by this type or a base, unless a MethodImpl says otherwise. II.12.2 */
function implementInterfaces(program: Program, type: number, interfaces: readonly number[], explicit: ReadonlySet<number>, collected: Collected): void {
  if (interfaces.length === 0) return
  const chain = chainOf(program, type).map((at) => ({ type: at, generic: isGeneric(program, at) }))
  for (const one of interfaces) {
    for (const member of membersOf(program, one, collected)) {
      collected.left -= chain.length
      if (collected.left < 0) {
        tellLimit(program, collected)
        return
      }
      if (explicit.has(member.method)) continue
      for (const body of findBodies(program, chain, member)) pushOnce(collected, member.method, body)
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
function pushOnce(collected: Collected, member: number, body: number): void {
  const pair = member * 0x1_0000_0000 + body
  if (collected.pairs.has(pair)) return
  collected.pairs.add(pair)
  push(collected.inside, member, body)
}

function tellLimit(program: Program, collected: Collected): void {
  if (collected.told) return
  collected.told = true
  program.assemblies[0]?.defects.push({ code: 'limit', offset: null, detail: 'interfaces are implemented more often than is followed' })
}

/** Several where type parameters hide which one it is. */
function findBodies(program: Program, chain: readonly { readonly type: number; readonly generic: boolean }[], { method: member, key }: Member): number[] {
  for (const { type, generic } of chain) {
    const exact = methodByKey(program, type, key)
    const found = new Set(exact === 0 ? [] : [exact])
    if (generic || key.includes('!')) {
      for (const method of methodsOf(program, type)) if (isVirtual(program, method) && mayMatch(program, method, member)) found.add(method)
    }
    if (found.size > 0) return [...found]
  }
  return []
}

function isGeneric(program: Program, type: number): boolean {
  const { assembly, row } = homeOfType(program, type)
  return rowsWhere(assembly.metadata.tables, 'GenericParam', 'Owner', rowToken('TypeDef', row)).length > 0
}

/** Can the two be one method once type parameters are replaced? Where neither has any, only the key decides. */
function mayMatch(program: Program, one: number, other: number): boolean {
  return sameShape(program, one, other) && (memberKey(program, one).includes('!') || memberKey(program, other).includes('!'))
}

function sameShape(program: Program, method: number, member: number): boolean {
  return shape(program, method) === shape(program, member)
}

/** Name and number of parameters: all that holds when types are replaced. */
function shape(program: Program, method: number): string {
  const { assembly, row } = homeOfMethod(program, method)
  const name = assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name'))
  return `${name}/${assembly.names.methodSig(row)?.parameters.length ?? -1}`
}

function isVirtual(program: Program, method: number): boolean {
  return (flagsOf(program, method) & methodFlags.virtual) !== 0
}

function flagsOf(program: Program, method: number): number {
  const { assembly, row } = homeOfMethod(program, method)
  return columnOf(assembly.metadata.tables, 'MethodDef', 'Flags')[row] ?? 0
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
      const overridden = inBases(program, bases, method)
      for (const base of overridden) push(collected.inside, base, method)
      if (overridden.length > 0) continue
      if (outsideBase !== null) push(collected.outside, type, { method, api: `${outsideBase}::${name}` })
    }
    // a body that a MethodImpl names implements that member and no other
    if (!explicit.has(method)) for (const one of outsideInterfaces) push(collected.outside, type, { method, api: `${one}::${name}` })
  }
}

function nameOf(assembly: Assembly, row: number): string {
  return assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name'))
}

/** The methods of the nearest base that this one can take the place of: several where type parameters hide which one it is. */
function inBases(program: Program, bases: readonly number[], method: number): number[] {
  const key = memberKey(program, method)
  for (const base of bases) {
    const exact = methodByKey(program, base, key)
    const found = new Set(exact !== 0 && isVirtual(program, exact) ? [exact] : [])
    if (isGeneric(program, base)) {
      for (const one of methodsOf(program, base)) if (isVirtual(program, one) && mayMatch(program, one, method)) found.add(one)
    }
    if (found.size > 0) return [...found]
  }
  return []
}
