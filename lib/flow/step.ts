import { op } from '../il/opcode-lookup.ts'
import { isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from '../model/assembly.ts'
import { resolveField } from '../model/program.ts'
import { edgeWay, filter } from './graph.ts'
import { type InstanceInfo, nodeOf, operandAt, type Solver, type Step } from './solver.ts'

/** Turns an instruction into constraints. */
export type Action = (step: Step) => void

/** Node of an operand of a step; -1 when there is none. */
export function operandNode(step: Step, place: number): number {
  const value = operandAt(step.instance.ssa, step.instruction, place)
  return value < 0 ? -1 : nodeOf(step.instance, value)
}

/** A new object made at a site, in the context of its instance. An agent or factory is one, whoever makes it. */
export function freshObject(solver: Solver, instance: InstanceInfo, site: number, type: number, name: string): number {
  if (type !== 0 && solver.agentTypes.has(type)) return solver.elements.of({ kind: 'agent', type, name: '' })
  return solver.elements.of({ kind: 'object', type, name, site, depth: instance.depth })
}

/** Loads a field of all objects at a node into another. Data that lies on the object's own value (an outside struct) comes along. */
export function loadField(solver: Solver, object: number, name: string, into: number, site: number): void {
  const { graph, heap } = solver
  graph.edge(object, into, edgeWay.plain, site, filter.data)
  heap.objects(object, (element) => graph.edge(heap.read(element, name), into, edgeWay.heap, site))
}

/** The cell of a field: of the set by its number, of outside types by its name; a tuple's fields are its items. */
export function fieldCell(solver: Solver, index: number, token: number): string {
  const field = resolveField(solver.program, index, token)
  if (field !== 0) return `f${field}`
  const assembly = solver.program.assemblies[index]
  if (assembly === undefined || !isRowOf(assembly.metadata.tables, 'MemberRef', token)) return `x${token}`
  const { api, name } = memberName(assembly, tokenRow(token))
  if (/^Item[1-7]$/.test(name)) return name.toLowerCase()
  if (name === 'Rest') return 'item8'
  return api === 'System.Runtime.CompilerServices.StrongBox`1::Value' ? 'value' : `x${api}`
}

/** The integer that a value is, where one instruction says so. */
export function smallConstant(instance: InstanceInfo, value: number): number | null {
  const { code } = instance.ssa.code
  if (value >= code.count) return null
  const opcode = code.opcodes[value] ?? 0
  if (opcode === op['ldc.i4'] || opcode === op['ldc.i4.s']) return code.operands[value] ?? 0
  return opcode >= op['ldc.i4.m1'] && opcode <= op['ldc.i4.8'] ? opcode - op['ldc.i4.0'] : null
}

/** Handlers that cover the instruction get the object, and, as none may take it, whoever called as well. */
export function throwTo(step: Step, node: number): void {
  const { solver, instance, instruction, site } = step
  const { ssa } = instance
  const { flow } = ssa.code
  const block = flow.blockOf[instruction] ?? 0
  for (let at = flow.coverStarts[block] ?? 0; at < (flow.coverStarts[block + 1] ?? 0); at++) {
    for (const caught of instance.given.exceptions.get(flow.covers[at] ?? -1) ?? []) solver.graph.edge(node, instance.base + caught, edgeWay.plain, site)
  }
  solver.graph.edge(node, instance.throws, edgeWay.plain, site)
}
