import { isConcrete, simpleName } from '../agents/find-agents.ts'
import { limits } from '../limits.ts'
import { methodFlags, typeFlags } from '../metadata/flags.ts'
import { cell, rowCount, rowsWhere, rowToken } from '../metadata/tables.ts'
import { baseOf, homeOfMethod, methodsOf, type Program, resolveType, typeId } from '../model/program.ts'
import { texts } from './reflection-nodes.ts'
import type { OutsideCall, Solver } from './solver.ts'

/**
 * Names of methods at a node, and where they are not in the code, of any method of the own types or objects at another: the mail, or a
 * setting, says which. `isAnyAccess`: not only of public ones.
 */
export function methodNames(call: OutsideCall, node: number | undefined, holders: number, isAnyAccess: boolean, see: (name: string) => void): void {
  const { solver } = call.step
  let isNamed = false
  texts(call, node, (text) => {
    isNamed = true
    see(text)
  })
  solver.unresolved.push(() => {
    if (isNamed || holders < 0) return
    const names = new Set<string>()
    for (const element of solver.graph.at(holders)) {
      const item = solver.elements.item(element)
      if (item === null || !('type' in item) || item.type === 0) continue
      for (const method of nameable(solver, item.type, isAnyAccess)) {
        if (method !== call.step.instance.method) names.add(simpleName(solver.program, method))
      }
    }
    for (const name of bounded(solver, [...names])) see(name)
  })
}

/** Methods of a type that somebody would name: no accessors, and none that a compiler named. */
export function nameable(solver: Solver, type: number, isAnyAccess: boolean): readonly number[] {
  const { program } = solver
  const isNamed = (method: number) => isNameable(program, method, isAnyAccess) && !simpleName(program, method).startsWith('<')
  const found = once(program, `${type} ${isAnyAccess}`, () => methodsOf(program, type).filter(isNamed))
  return bounded(solver, found)
}

/** As many as one name from outside may stand for. */
function bounded<Item>({ log }: Solver, found: readonly Item[]): readonly Item[] {
  if (found.length <= limits.flowNames) return found
  log.hit.add('flowNames')
  return found.slice(0, limits.flowNames)
}

const known = new WeakMap<Program, Map<string, readonly number[]>>()

/** What is found in a program, once. */
function once(program: Program, key: string, find: () => readonly number[]): readonly number[] {
  const found = known.get(program) ?? new Map<string, readonly number[]>()
  known.set(program, found)
  const made = found.get(key) ?? find()
  found.set(key, made)
  return made
}

function isNameable(program: Program, method: number, isAnyAccess: boolean): boolean {
  const { assembly, row } = homeOfMethod(program, method)
  const flags = cell(assembly.metadata.tables, 'MethodDef', row, 'Flags')
  if ((flags & methodFlags.specialName) !== 0 || !isConcrete(program, method)) return false
  return isAnyAccess || (flags & methodFlags.accessMask) === methodFlags.public
}

/**
 * Own types that may be made where nothing says which: those that stand for others, by an interface of the set's own or a class of its
 * own that they derive from.
 */
export function anyTypes(solver: Solver, index: number): readonly number[] {
  const { program } = solver
  return bounded(
    solver,
    once(program, `types ${index}`, () => findTypes(program, index)),
  )
}

function findTypes(program: Program, index: number): readonly number[] {
  const tables = program.assemblies[index]?.metadata.tables
  const found: number[] = []
  for (let row = 1; tables !== undefined && row <= rowCount(tables, 'TypeDef') && found.length <= limits.flowNames; row++) {
    const flags = cell(tables, 'TypeDef', row, 'Flags')
    if ((flags & (typeFlags.interface | typeFlags.abstract)) !== 0) continue
    const type = typeId(program, index, row)
    const isOwn = (interfaceToken: number) => resolveType(program, index, interfaceToken) !== 0
    const interfaces = rowsWhere(tables, 'InterfaceImpl', 'Class', rowToken('TypeDef', row))
    if (baseOf(program, type) !== 0 || interfaces.some((impl) => isOwn(cell(tables, 'InterfaceImpl', impl, 'Interface')))) found.push(type)
  }
  return found
}
