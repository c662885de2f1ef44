import { isConcrete, simpleName } from '../agents/find-agents.ts'
import { methodFlags, typeFlags } from '../metadata/flags.ts'
import { cell, rowCount, rowsWhere, rowToken } from '../metadata/tables.ts'
import { baseOf, homeOfMethod, methodsOf, type Program, resolveType, typeId } from '../model/program.ts'
import { edgeWay } from './graph.ts'
import type { OutsideCall, Solver } from './solver.ts'

/** What calls a member by reflection or late binding: an ordinary call once type and name are known. */
export type CallByName = (call: OutsideCall, api: string, receiver: number, given: readonly number[], result: number) => void

export function give({ step, result }: OutsideCall, node: number | undefined): void {
  if (node !== undefined && node >= 0 && result >= 0) step.solver.graph.edge(node, result)
}

/** Texts at a node, those that are worked out later included. */
export function texts(call: OutsideCall, node: number | undefined, see: (text: string) => void): void {
  const { solver, number, instance } = call.step
  if (node === undefined || node < 0) return
  if (node >= instance.base && node < instance.base + instance.ssa.valueCount) solver.names.set(node, { instance: number, value: node - instance.base })
  solver.graph.watch(node, (element) => {
    const item = solver.elements.item(element)
    if (item?.kind === 'text') see(item.value)
  })
}

/** Arguments in an array: its first members as nodes. */
export function membersOf(solver: Solver, array: number): number[] {
  const { graph, heap } = solver
  return Array.from({ length: 8 }, (_, place) => {
    const node = graph.nodes(1)
    if (array >= 0) heap.objects(array, (object) => graph.edge(heap.read(object, 'element', String(place)), node, edgeWay.heap))
    return node
  })
}

/** Makes the array that a call gives: the node of its members, or -1. */
export function arrayOf({ step: { solver, site, instance }, result }: OutsideCall, name: string): number {
  if (result < 0) return -1
  const made = solver.elements.of({ kind: 'object', type: 0, name, site, depth: instance.depth })
  solver.graph.add(result, made)
  return solver.heap.cell(made, 'element')
}

/** Methods of one type, and types, that a name from outside may stand for; that it is not known which is told where it is used. */
const mostNamed = 64

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
      for (const method of nameable(solver.program, item.type, isAnyAccess)) {
        if (method !== call.step.instance.method) names.add(simpleName(solver.program, method))
      }
    }
    for (const name of [...names].slice(0, mostNamed)) see(name)
  })
}

/** Methods of a type that somebody would name: no accessors, and none that a compiler named. */
export function nameable(program: Program, type: number, isAnyAccess: boolean): readonly number[] {
  const isNamed = (method: number) => isNameable(program, method, isAnyAccess) && !simpleName(program, method).startsWith('<')
  return once(program, `${type} ${isAnyAccess}`, () => methodsOf(program, type).filter(isNamed).slice(0, mostNamed))
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
export function anyTypes({ program }: Solver, index: number): readonly number[] {
  return once(program, `types ${index}`, () => findTypes(program, index))
}

function findTypes(program: Program, index: number): readonly number[] {
  const tables = program.assemblies[index]?.metadata.tables
  const found: number[] = []
  for (let row = 1; tables !== undefined && row <= rowCount(tables, 'TypeDef') && found.length < mostNamed; row++) {
    const flags = cell(tables, 'TypeDef', row, 'Flags')
    if ((flags & (typeFlags.interface | typeFlags.abstract)) !== 0) continue
    const type = typeId(program, index, row)
    const isOwn = (interfaceToken: number) => resolveType(program, index, interfaceToken) !== 0
    const interfaces = rowsWhere(tables, 'InterfaceImpl', 'Class', rowToken('TypeDef', row))
    if (baseOf(program, type) !== 0 || interfaces.some((impl) => isOwn(cell(tables, 'InterfaceImpl', impl, 'Interface')))) found.push(type)
  }
  return found
}
