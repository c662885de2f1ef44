import type { TypeSig } from '../metadata/signature.ts'
import { isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from '../model/assembly.ts'
import { ownerOfField, resolveField } from '../model/program.ts'
import { edgeWay } from './graph.ts'
import { initialise } from './instances.ts'
import type { Step } from './solver.ts'
import { type Action, fieldCell, loadField, operandNode } from './step.ts'
import { structOf } from './struct-locals.ts'

/** The cell of a static field. */
function staticCell(step: Step): number | null {
  const { solver, instance, token } = step
  const field = resolveField(solver.program, instance.index, token)
  if (field === 0) return null
  initialise(solver, ownerOfField(solver.program, field))
  return solver.heap.cell(solver.statics, `f${field}`)
}

/** `ldfld`: one that is promoted is a value and read nowhere. */
export const loadFieldOf: Action = (step) => {
  if (step.instance.ssa.promoted[step.instruction] === 1) return
  loadField(step.solver, operandNode(step, 0), fieldCell(step.solver, step.instance.index, step.token), step.site, step.site)
}

/** `stfld` */
export const storeFieldOf: Action = (step) => {
  const { solver, instance, token, site } = step
  const { graph, heap } = solver
  const name = fieldCell(solver, instance.index, token)
  const value = operandNode(step, 1)
  heap.objects(operandNode(step, 0), (element) => graph.edge(value, heap.cell(element, name), edgeWay.heap, site))
}

/** `ldflda` */
export const fieldAddress: Action = (step) => {
  const { solver, instance, token, site } = step
  const { graph, heap, elements, program } = solver
  const field = resolveField(program, instance.index, token)
  const struct = field === 0 ? 0 : fieldStruct(step)
  const name = fieldCell(solver, instance.index, token)
  heap.objects(operandNode(step, 0), (element) => {
    const cellNode = heap.cell(element, name)
    // a struct in a field is there from the start
    if (struct !== 0) graph.add(cellNode, elements.of({ kind: 'object', type: struct, name: '', site: cellNode, depth: instance.depth }))
    graph.add(site, elements.of({ kind: 'ref', cell: cellNode }))
  })
}

/** The struct of the set that a field is of, else 0. */
function fieldStruct(step: Step): number {
  const { assembly } = step.instance.ssa.code
  const { tables } = assembly.metadata
  if (!isRowOf(tables, 'Field', step.token)) return 0
  const type = solverFieldType(step)
  return type === null ? 0 : structOf(step.solver.program, step.instance.index, type)
}

function solverFieldType(step: Step): TypeSig | null {
  return step.solver.fieldTypes(step.instance.index, tokenRow(step.token))
}

/** `ldsfld` */
export const loadStatic: Action = (step) => {
  const cellNode = staticCell(step)
  if (cellNode !== null) step.solver.graph.edge(cellNode, step.site, edgeWay.heap, step.site)
  else loadOutsideStatic(step)
}

/** Outside fields that name this machine. */
const localAddresses: ReadonlyMap<string, string> = new Map([
  ['System.Net.IPAddress::Loopback', '127.0.0.1'],
  ['System.Net.IPAddress::IPv6Loopback', '::1'],
])

function loadOutsideStatic({ solver, instance, token, site }: Step): void {
  const { assembly } = instance.ssa.code
  if (!isRowOf(assembly.metadata.tables, 'MemberRef', token)) return
  const address = localAddresses.get(memberName(assembly, tokenRow(token)).api)
  if (address === undefined) return
  const { graph, heap, elements } = solver
  const made = elements.of({ kind: 'object', type: 0, name: 'System.Net.IPAddress', site, depth: instance.depth })
  graph.add(site, made)
  graph.add(heap.cell(made, 'target'), elements.of({ kind: 'text', value: address }))
}

/** `stsfld` */
export const storeStatic: Action = (step) => {
  const cellNode = staticCell(step)
  if (cellNode !== null) step.solver.graph.edge(operandNode(step, 0), cellNode, edgeWay.heap, step.site)
}

/** `ldsflda` */
export const staticAddress: Action = (step) => {
  const cellNode = staticCell(step)
  if (cellNode !== null) step.solver.graph.add(step.site, step.solver.elements.of({ kind: 'ref', cell: cellNode }))
}
