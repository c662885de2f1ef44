import { lazy } from '../lazy.ts'
import { methodFlags, typeFlags } from '../metadata/flags.ts'
import { cell, columnOf, isRowOf, rowsWhere, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { type Assembly, memberName } from './assembly.ts'
import {
  baseNameOf,
  baseOf,
  chainOf,
  homeOfMethod,
  homeOfType,
  memberKey,
  methodByKey,
  methodsOf,
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
  /** Methods that outside code can call on an object of this type, its bases' included. */
  readonly callbacks: (type: number) => readonly OutsideOverride[]
}

export function findOverrides(program: Program): Overrides {
  const all = lazy(() => collect(program))
  return {
    of: (method) => all().inside.get(method) ?? [],
    callbacks: (type) => {
      const found: OutsideOverride[] = []
      for (const at of chainOf(program, type)) found.push(...(all().outside.get(at) ?? []))
      return found
    },
  }
}

interface Collected {
  readonly inside: Map<number, number[]>
  readonly outside: Map<number, OutsideOverride[]>
}

function collect(program: Program): Collected {
  const collected: Collected = { inside: new Map(), outside: new Map() }
  for (let type = 1; type <= program.typeCount; type++) {
    const { assembly, row } = homeOfType(program, type)
    if ((cell(assembly.metadata.tables, 'TypeDef', row, 'Flags') & typeFlags.interface) !== 0) continue
    const explicit = explicitBodies(program, type, collected)
    const interfaces = interfacesOf(program, type)
    implementInterfaces(program, type, interfaces.inside, collected)
    overrideBases(program, type, explicit, interfaces.outside, collected)
  }
  return collected
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** MethodImpl rows: the body runs for the declaration, whatever their names. II.22.27 */
function explicitBodies(program: Program, type: number, collected: Collected): Set<number> {
  const { index, assembly, row } = homeOfType(program, type)
  const { tables } = assembly.metadata
  const bodies = new Set<number>()
  for (const impl of rowsWhere(tables, 'MethodImpl', 'Class', rowToken('TypeDef', row))) {
    const body = resolveMethod(program, index, cell(tables, 'MethodImpl', impl, 'MethodBody'))
    if (body === 0) continue
    bodies.add(body)
    const declaration = cell(tables, 'MethodImpl', impl, 'MethodDeclaration')
    const inside = resolveMethod(program, index, declaration)
    if (inside !== 0) push(collected.inside, inside, body)
    else if (isRowOf(tables, 'MemberRef', declaration)) {
      push(collected.outside, type, { method: body, api: memberName(assembly, tokenRow(declaration)).api })
    }
  }
  return bodies
}

function interfacesOf(program: Program, type: number): { readonly inside: number[]; readonly outside: string[] } {
  const { index, assembly, row } = homeOfType(program, type)
  const { tables } = assembly.metadata
  const inside: number[] = []
  const outside: string[] = []
  for (const impl of rowsWhere(tables, 'InterfaceImpl', 'Class', rowToken('TypeDef', row))) {
    const token = cell(tables, 'InterfaceImpl', impl, 'Interface')
    const resolved = resolveType(program, index, token)
    if (resolved !== 0) inside.push(resolved)
    else outside.push(assembly.names.openType(token))
  }
  return { inside, outside }
}

/** A member of an interface is implemented by name and signature, by this type or a base. II.12.2 */
function implementInterfaces(program: Program, type: number, interfaces: readonly number[], collected: Collected): void {
  for (const one of interfaces) {
    for (const member of methodsOf(program, one)) {
      const body = findBody(program, type, member)
      if (body !== 0) push(collected.inside, member, body)
    }
  }
}

function findBody(program: Program, type: number, member: number): number {
  const key = memberKey(program, member)
  const generic = key.includes('!')
  for (const at of chainOf(program, type)) {
    const exact = methodByKey(program, at, key)
    if (exact !== 0) return exact
    // the interface's own type parameters stand for anything here
    const loose = generic ? methodsOf(program, at).find((method) => isVirtual(program, method) && sameShape(program, method, member)) : undefined
    if (loose !== undefined) return loose
  }
  return 0
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
  const genericBase = baseIsGeneric(program, type)
  for (const method of methodsOf(program, type)) {
    const flags = flagsOf(program, method)
    if ((flags & methodFlags.virtual) === 0 || explicit.has(method)) continue
    const { assembly, row } = homeOfMethod(program, method)
    const name = nameOf(assembly, row)
    if ((flags & methodFlags.newSlot) === 0) {
      const base = inBases(program, bases, method, genericBase)
      if (base !== 0) {
        push(collected.inside, base, method)
        continue
      }
      if (outsideBase !== null) push(collected.outside, type, { method, api: `${outsideBase}::${name}` })
    }
    for (const one of outsideInterfaces) push(collected.outside, type, { method, api: `${one}::${name}` })
  }
}

function nameOf(assembly: Assembly, row: number): string {
  return assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name'))
}

function baseIsGeneric(program: Program, type: number): boolean {
  const { assembly, row } = homeOfType(program, type)
  return baseOf(program, type) !== 0 && isRowOf(assembly.metadata.tables, 'TypeSpec', cell(assembly.metadata.tables, 'TypeDef', row, 'Extends'))
}

function inBases(program: Program, bases: readonly number[], method: number, generic: boolean): number {
  const key = memberKey(program, method)
  for (const base of bases) {
    const exact = methodByKey(program, base, key)
    if (exact !== 0 && isVirtual(program, exact)) return exact
    const loose = generic ? methodsOf(program, base).find((one) => isVirtual(program, one) && sameShape(program, one, method)) : undefined
    if (loose !== undefined) return loose
  }
  return 0
}
