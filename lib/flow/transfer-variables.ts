import { op, opcodeName } from '../il/opcode-lookup.ts'
import { runOf } from '../metadata/runs.ts'
import { rowToken } from '../metadata/tables.ts'
import { homeOfType, resolveField } from '../model/program.ts'
import { edgeWay, filter } from './graph.ts'
import { argumentNode } from './instances.ts'
import { type InstanceInfo, nodeOf, operandAt, type Solver, type Step } from './solver.ts'
import { valueKind } from './ssa.ts'
import { type Action, fieldCell, freshObject, loadField, operandNode } from './step.ts'
import { structLocals } from './struct-locals.ts'

/** Phis, locals before their first store, variables that a call was given the address of, fields of a state machine. */
export function transferValues(solver: Solver, instance: InstanceInfo): void {
  const { ssa } = instance
  const count = ssa.code.code.count
  const structs = localStructs(solver, instance)
  for (let value = count; value < ssa.valueCount; value++) {
    const node = nodeOf(instance, value)
    const data = ssa.data[value] ?? 0
    switch (ssa.kinds[value]) {
      case valueKind.phi:
        for (let at = ssa.phiStart[value - count] ?? 0; at < (ssa.phiStart[value - count + 1] ?? 0); at++) {
          solver.graph.edge(nodeOf(instance, ssa.phiArgs[at] ?? 0), node)
        }
        break
      case valueKind.local: {
        const type = structs[data]
        if (type !== undefined && type !== 0) solver.graph.add(node, freshObject(solver, instance, node, type, ''))
        break
      }
      case valueKind.written: {
        const address = operandAt(ssa, data, ssa.places[value] ?? 0)
        if (address >= 0) solver.graph.edge(cellOfAddress(solver, instance, address, overwrites(solver, instance, data)), node)
        break
      }
      case valueKind.field: {
        const self = argumentNode(instance, 0)
        if (self >= 0) loadField(solver, self, fieldCell(solver, instance.index, data), node, node)
        break
      }
      default:
    }
  }
}

/** By local: the struct of the set it is of, else 0. */
function localStructs(solver: Solver, instance: InstanceInfo): readonly number[] {
  const known = solver.structs.get(instance.method)
  if (known !== undefined) return known
  const made = structLocals(solver.program, instance.ssa.code)
  solver.structs.set(instance.method, made)
  return made
}

/** The cell behind the address that `ldloca` or `ldarga` gives; any other value is its own. */
function cellOfAddress(solver: Solver, instance: InstanceInfo, value: number, isOverwritten = false): number {
  const { ssa } = instance
  const node = nodeOf(instance, value)
  const known = solver.addresses.get(node)
  if (known !== undefined) return known
  const made = solver.graph.nodes(1)
  solver.addresses.set(node, made)
  const referred = value < ssa.code.code.count ? (ssa.referred[value] ?? -1) : -1
  if (referred >= 0 && !isOverwritten) solver.graph.edge(nodeOf(instance, referred), made)
  return made
}

/** Does an instruction that is given an address put something new there, whatever was there before? */
function overwrites(solver: Solver, instance: InstanceInfo, instruction: number): boolean {
  const { code } = instance.ssa.code
  const opcode = code.opcodes[instruction] ?? 0
  if (opcode === op.initobj || opcode === op.stobj || (opcodeName(opcode)?.startsWith('stind') ?? false)) return true
  if (opcode !== op.call) return false
  const callee = solver.callees(instance.index, (code.operands[instruction] ?? 0) >>> 0)
  return callee !== null && callee.method === 0 && callee.name === '.ctor'
}

/** The cell of a variable whose address goes further. */
function variableCell(step: Step, isLocal: boolean, variable: number): number {
  const { solver, number } = step
  const key = number * 0x2_0000 + (isLocal ? 0x1_0000 : 0) + variable
  const known = solver.variables.get(key)
  if (known !== undefined) return known
  const cellNode = solver.graph.nodes(1)
  solver.variables.set(key, cellNode)
  return cellNode
}

function address(step: Step, isLocal: boolean, variable: number): void {
  const { solver, instance, instruction, site } = step
  const { ssa } = instance
  const escapes = (isLocal ? ssa.localEscapes : ssa.argumentEscapes)[variable] === 1
  const target = escapes ? variableCell(step, isLocal, variable) : cellOfAddress(solver, instance, instruction)
  solver.graph.add(site, solver.elements.of({ kind: 'ref', cell: target }))
  if (escapes) seedVariable(step, isLocal, variable, target)
}

/** What a variable in memory holds when the method begins: what the caller gave, or an empty struct. */
function seedVariable(step: Step, isLocal: boolean, variable: number, target: number): void {
  const { solver, instance } = step
  if (isLocal) {
    const type = localStructs(solver, instance)[variable] ?? 0
    if (type !== 0) solver.graph.add(target, freshObject(solver, instance, target, type, ''))
    return
  }
  const given = argumentNode(instance, variable)
  if (given >= 0) solver.graph.edge(given, target)
}

/** A struct of the set that is put into a variable is a copy: field by field, so that changing one does not change the other. */
function copyStruct(step: Step, local: number): void {
  const { solver, instance, site } = step
  const type = localStructs(solver, instance)[local] ?? 0
  if (type === 0) return
  const { graph, heap } = solver
  const from = operandNode(step, 0)
  const made = freshObject(solver, instance, site, type, '')
  graph.edge(from, site, edgeWay.plain, -1, filter.data)
  graph.add(site, made)
  heap.objects(from, (object, item) => {
    if (!('type' in item) || item.type !== type) return
    for (const name of fieldsOf(solver, type)) graph.edge(heap.read(object, name), heap.cell(made, name), edgeWay.heap)
  })
}

/** Cells of the fields that a type declares. */
function fieldsOf({ program }: Solver, type: number): string[] {
  const { index, assembly, row } = homeOfType(program, type)
  return runOf(assembly.metadata.tables, 'TypeDef', row, 'FieldList', 'Field').map((field) => `f${resolveField(program, index, rowToken('Field', field))}`)
}

/** Loads and stores of variables that are memory; others have no action but that of a struct. */
export function variableActions(table: (Action | undefined)[]): void {
  for (const [prefix, isLocal, stores] of [
    ['ldloc', true, false],
    ['stloc', true, true],
    ['ldarg', false, false],
    ['starg', false, true],
  ] as const) {
    for (let id = 0; id < 512; id++) {
      const name = opcodeName(id)
      if (name === null || (name !== prefix && !name.startsWith(`${prefix}.`))) continue
      const digit = name.slice(prefix.length + 1)
      const fixed = /^[0-3]$/.test(digit) ? Number(digit) : null
      table[id] = (step) => {
        const variable = fixed ?? step.token
        const { ssa } = step.instance
        if ((isLocal ? ssa.localEscapes : ssa.argumentEscapes)[variable] !== 1) {
          if (isLocal && stores) copyStruct(step, variable)
          return
        }
        const cellNode = variableCell(step, isLocal, variable)
        if (stores) step.solver.graph.edge(operandNode(step, 0), cellNode, edgeWay.heap, step.site)
        else step.solver.graph.edge(cellNode, step.site, edgeWay.heap, step.site)
      }
    }
  }
  for (const [name, isLocal] of [
    ['ldloca', true],
    ['ldloca.s', true],
    ['ldarga', false],
    ['ldarga.s', false],
  ] as const) {
    table[op[name]] = (step) => address(step, isLocal, step.token)
  }
}
