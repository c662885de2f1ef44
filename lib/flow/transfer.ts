import { salvage } from '../errors.ts'
import { op, opcodeName } from '../il/opcode-lookup.ts'
import { isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from '../model/assembly.ts'
import { resolveMethod, resolveType } from '../model/program.ts'
import { transferCall, transferNew } from './calls.ts'
import { edgeWay, filter } from './graph.ts'
import { castRestored } from './restore.ts'
import { nodeOf, type Solver } from './solver.ts'
import { type Action, freshObject, operandNode, throwTo } from './step.ts'
import { transferChoices } from './transfer-choices.ts'
import { fieldAddress, loadFieldOf, loadStatic, staticAddress, storeFieldOf, storeStatic } from './transfer-fields.ts'
import {
  addUp,
  clear,
  compute,
  convertAddress,
  copyIndirect,
  elementAddress,
  loadElement,
  loadIndirect,
  stackMemory,
  storeElement,
  storeIndirect,
  takeAway,
} from './transfer-memory.ts'
import { transferValues, variableActions } from './transfer-variables.ts'

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

const pass: Action = (step) => {
  const from = operandNode(step, 0)
  if (from >= 0) step.solver.graph.edge(from, step.site)
}

const cast: Action = (step) => {
  pass(step)
  castRestored(step)
}

const measure: Action = (step) => {
  const { graph, heap } = step.solver
  graph.edge(heap.deep(operandNode(step, 0)), step.site, edgeWay.plain, step.site, filter.measure)
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

const actions = actionTable()

function actionTable(): (Action | undefined)[] {
  const table: (Action | undefined)[] = []
  for (let id = 0; id < 512; id++) {
    const name = opcodeName(id)
    if (name === null) continue
    if (/^conv\.(ovf\.)?[iu](8)?(\.|$)/.test(name)) table[id] = convertAddress
    else if (/^add(\.|$)/.test(name)) table[id] = addUp
    else if (/^sub(\.|$)/.test(name)) table[id] = takeAway
    else if (name.startsWith('conv.') || name.startsWith('neg') || name === 'not') table[id] = pass
    else if (/^(mul|div|rem|and|or|xor|shl|shr)(\.|$)/.test(name)) table[id] = compute
    else if (name.startsWith('ldelem') && name !== 'ldelema') table[id] = loadElement
    else if (name.startsWith('stelem')) table[id] = storeElement
    else if (name.startsWith('ldind') || name === 'ldobj') table[id] = loadIndirect
    else if (name.startsWith('stind') || name === 'stobj') table[id] = storeIndirect
  }
  for (const name of ['box', 'unbox', 'mkrefany', 'refanyval'] as const) table[op[name]] = pass
  for (const name of ['castclass', 'isinst', 'unbox.any'] as const) table[op[name]] = cast
  variableActions(table)
  table[op.ldlen] = measure
  table[op.localloc] = stackMemory
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
