import { salvage } from '../errors.ts'
import { op, opcodeName } from '../il/opcode-lookup.ts'
import { runOf } from '../metadata/runs.ts'
import type { TypeSig } from '../metadata/signature.ts'
import { isRowOf, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from '../model/assembly.ts'
import { homeOfType, ownerOfField, resolveField, resolveMethod, resolveType } from '../model/program.ts'
import { transferCall, transferNew } from './calls.ts'
import { edgeWay, filter } from './graph.ts'
import { argumentNode, initialise } from './instances.ts'
import { type InstanceInfo, nodeOf, operandAt, operandsOf, type Solver, type Step } from './solver.ts'
import { valueKind } from './ssa.ts'
import { fieldCell, freshObject, loadField, operandNode, smallConstant, throwTo } from './step.ts'
import { structLocals, structOf } from './struct-locals.ts'
import { transferChoices } from './transfer-choices.ts'
import { isValueType } from './value-types.ts'

/** Turns the body of an instance into constraints, each instruction once. */
export function transferBody(solver: Solver, number: number): void {
  const instance = solver.instances[number]
  if (instance === undefined) return
  const { ssa } = instance
  const { code, flow } = ssa.code
  transferValues(solver, instance)
  transferChoices(solver, instance)
  for (let block = 0; block < flow.blockCount; block++) {
    if ((ssa.flow.position[block] ?? -1) < 0) continue
    const end = flow.blockStarts[block + 1] ?? 0
    for (let instruction = flow.blockStarts[block] ?? 0; instruction < end; instruction++) {
      const act = actions[code.opcodes[instruction] ?? 0]
      if (act === undefined || solver.graph.exhausted()) continue
      act({ solver, instance, number, instruction, token: (code.operands[instruction] ?? 0) >>> 0, site: nodeOf(instance, instruction) })
    }
  }
}

/** Phis, locals before their first store, variables that a call was given the address of, fields of a state machine. */
function transferValues(solver: Solver, instance: InstanceInfo): void {
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

/** The cell of a static field. */
function staticCell(step: Step): number | null {
  const { solver, instance, token } = step
  const field = resolveField(solver.program, instance.index, token)
  if (field === 0) return null
  initialise(solver, ownerOfField(solver.program, field))
  return solver.heap.cell(solver.statics, `f${field}`)
}

type Action = (step: Step) => void

const pass: Action = (step) => {
  const from = operandNode(step, 0)
  if (from >= 0) step.solver.graph.edge(from, step.site)
}

const compute: Action = (step) => {
  for (let place = 0; place < operandsOf(step.instance.ssa, step.instruction); place++) {
    step.solver.graph.edge(operandNode(step, place), step.site, edgeWay.plain, step.site, filter.data)
  }
}

const measure: Action = (step) => {
  const { graph, heap } = step.solver
  graph.edge(heap.deep(operandNode(step, 0)), step.site, edgeWay.plain, step.site, filter.measure)
}

/** A constant index of the first elements keeps them apart. */
function indexKey(step: Step, place: number): string | null {
  const value = operandAt(step.instance.ssa, step.instruction, place)
  const index = value < 0 ? null : smallConstant(step.instance, value)
  return index !== null && index >= 0 && index < 16 ? String(index) : null
}

const loadElement: Action = (step) => {
  const { graph, heap } = step.solver
  const array = operandNode(step, 0)
  const key = indexKey(step, 1)
  graph.edge(array, step.site, edgeWay.plain, step.site, filter.data)
  // encoders look up what they write by what they read
  graph.edge(operandNode(step, 1), step.site, edgeWay.plain, step.site, filter.data)
  heap.objects(array, (element) => graph.edge(heap.read(element, 'element', key), step.site, edgeWay.heap, step.site))
}

const storeElement: Action = (step) => {
  const { graph, heap } = step.solver
  const key = indexKey(step, 1)
  const value = operandNode(step, 2)
  heap.objects(operandNode(step, 0), (element) => graph.edge(value, heap.cell(element, 'element', key), edgeWay.heap, step.site))
}

const elementAddress: Action = (step) => {
  const { graph, heap, elements } = step.solver
  const key = indexKey(step, 1)
  heap.objects(operandNode(step, 0), (element) => {
    const cellNode = heap.cell(element, 'element', key)
    graph.add(step.site, elements.of({ kind: 'ref', cell: cellNode }))
  })
}

const loadIndirect: Action = (step) => {
  const from = operandNode(step, 0)
  step.solver.graph.edge(from, step.site, edgeWay.plain, step.site, filter.data)
  step.solver.heap.refs(from, (cellNode) => step.solver.graph.edge(cellNode, step.site, edgeWay.heap, step.site))
  step.solver.heap.objects(from, (element, item) => {
    // a struct is its own address; otherwise it is what stands behind a native pointer
    if (item.kind === 'object' && item.type !== 0) step.solver.graph.add(step.site, element)
    else step.solver.graph.edge(step.solver.heap.read(element, 'pointee'), step.site, edgeWay.heap, step.site, filter.data)
  })
}

const storeIndirect: Action = (step) => {
  const value = operandNode(step, 1)
  step.solver.heap.refs(operandNode(step, 0), (cellNode) => step.solver.graph.edge(value, cellNode, edgeWay.heap, step.site))
}

const copyIndirect: Action = (step) => {
  const { graph, heap } = step.solver
  heap.refs(operandNode(step, 0), (target) => heap.refs(operandNode(step, 1), (source) => graph.edge(source, target, edgeWay.heap, step.site)))
}

const clear: Action = (step) => {
  const { solver, instance, token } = step
  const own = resolveType(solver.program, instance.index, token)
  if (own === 0 || !isValueType(solver.program, own)) return
  solver.heap.refs(operandNode(step, 0), (target) => solver.graph.add(target, freshObject(solver, instance, step.site, own, '')))
}

const loadFieldOf: Action = (step) => {
  if (step.instance.ssa.promoted[step.instruction] === 1) return
  loadField(step.solver, operandNode(step, 0), fieldCell(step.solver, step.instance.index, step.token), step.site, step.site)
}

const storeFieldOf: Action = (step) => {
  const { solver, instance, token, site } = step
  const { graph, heap } = solver
  const name = fieldCell(solver, instance.index, token)
  const value = operandNode(step, 1)
  heap.objects(operandNode(step, 0), (element) => graph.edge(value, heap.cell(element, name), edgeWay.heap, site))
}

const fieldAddress: Action = (step) => {
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

const loadStatic: Action = (step) => {
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

const storeStatic: Action = (step) => {
  const cellNode = staticCell(step)
  if (cellNode !== null) step.solver.graph.edge(operandNode(step, 0), cellNode, edgeWay.heap, step.site)
}

const staticAddress: Action = (step) => {
  const cellNode = staticCell(step)
  if (cellNode !== null) step.solver.graph.add(step.site, step.solver.elements.of({ kind: 'ref', cell: cellNode }))
}

const loadText: Action = (step) => {
  const { assembly } = step.instance.ssa.code
  const text = salvage<string | null>(assembly.defects, 'string', () => assembly.metadata.userString(step.token & 0xff_ffff), null)
  if (text !== null) step.solver.graph.add(step.site, step.solver.elements.of({ kind: 'text', value: text }))
}

const newArray: Action = (step) => {
  const { assembly } = step.instance.ssa.code
  const name = `${assembly.names.type(step.token)}[]`
  step.solver.graph.add(step.site, freshObject(step.solver, step.instance, step.site, 0, name))
}

const functionPointer: Action = (step) => {
  const { solver, instance, token, site } = step
  const callee = solver.callees(instance.index, token)
  if (callee === null) return
  const opcode = instance.ssa.code.code.opcodes[step.instruction]
  solver.graph.add(site, solver.elements.of({ kind: 'pointer', method: callee.method, api: callee.api, virtual: opcode === op.ldvirtftn }))
}

const typeToken: Action = (step) => {
  const { solver, instance, token, site } = step
  const { assembly } = instance.ssa.code
  const { tables } = assembly.metadata
  if (isRowOf(tables, 'TypeDef', token) || isRowOf(tables, 'TypeRef', token) || isRowOf(tables, 'TypeSpec', token)) {
    const type = resolveType(solver.program, instance.index, token)
    solver.graph.add(site, solver.elements.of({ kind: 'type', type, name: assembly.names.openType(token) }))
    return
  }
  const method = resolveMethod(solver.program, instance.index, token)
  if (method !== 0) solver.graph.add(site, solver.elements.of({ kind: 'pointer', method, api: '', virtual: false }))
  else if (isRowOf(tables, 'MemberRef', token)) {
    solver.graph.add(site, solver.elements.of({ kind: 'pointer', method: 0, api: memberName(assembly, tokenRow(token)).api, virtual: false }))
  }
}

const giveBack: Action = (step) => {
  const value = operandNode(step, 0)
  if (value >= 0) step.solver.graph.edge(value, step.instance.returns)
}

const throwIt: Action = (step) => {
  const value = operandNode(step, 0)
  if (value >= 0) throwTo(step, value)
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
function variableActions(table: (Action | undefined)[]): void {
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

const actions = actionTable()

function actionTable(): (Action | undefined)[] {
  const table: (Action | undefined)[] = []
  for (let id = 0; id < 512; id++) {
    const name = opcodeName(id)
    if (name === null) continue
    if (name.startsWith('conv.') || name.startsWith('neg') || name === 'not') table[id] = pass
    else if (/^(add|sub|mul|div|rem|and|or|xor|shl|shr)(\.|$)/.test(name)) table[id] = compute
    else if (name.startsWith('ldelem') && name !== 'ldelema') table[id] = loadElement
    else if (name.startsWith('stelem')) table[id] = storeElement
    else if (name.startsWith('ldind') || name === 'ldobj') table[id] = loadIndirect
    else if (name.startsWith('stind') || name === 'stobj') table[id] = storeIndirect
  }
  for (const name of ['castclass', 'isinst', 'box', 'unbox', 'unbox.any', 'mkrefany', 'refanyval'] as const) table[op[name]] = pass
  variableActions(table)
  table[op.ldlen] = measure
  table[op.ldelema] = elementAddress
  table[op.cpobj] = copyIndirect
  table[op.cpblk] = copyIndirect
  table[op.initobj] = clear
  table[op.ldfld] = loadFieldOf
  table[op.stfld] = storeFieldOf
  table[op.ldflda] = fieldAddress
  table[op.ldsfld] = loadStatic
  table[op.stsfld] = storeStatic
  table[op.ldsflda] = staticAddress
  table[op.ldstr] = loadText
  table[op.newarr] = newArray
  table[op.ldftn] = functionPointer
  table[op.ldvirtftn] = functionPointer
  table[op.ldtoken] = typeToken
  table[op.ret] = giveBack
  table[op.throw] = throwIt
  table[op.call] = transferCall
  table[op.callvirt] = transferCall
  table[op.calli] = transferCall
  table[op.newobj] = transferNew
  return table
}
