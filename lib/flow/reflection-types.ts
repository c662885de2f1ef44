import { simpleName } from '../agents/find-agents.ts'
import { typeNamed } from '../model/origin-operands.ts'
import { methodsOf, typeNameOf } from '../model/program.ts'
import type { Item } from './elements.ts'
import { comType } from './members/com.ts'
import { anyTypes } from './reflection-names.ts'
import { arrayOf, type CallByName, membersOf, texts } from './reflection-nodes.ts'
import type { OutsideCall } from './solver.ts'
import { typeArgumentOf } from './type-arguments.ts'

export function typeOfObject({ step, receiver, result }: OutsideCall): void {
  const { heap, graph, elements } = step.solver
  if (receiver < 0 || result < 0) return
  heap.objects(receiver, (_, item) => {
    if ('type' in item && item.type !== 0) graph.add(result, elements.of({ kind: 'type', type: item.type, name: typeNameOf(step.solver.program, item.type) }))
  })
}

export function typeByName(call: OutsideCall, parameter: number): void {
  const { solver, instance } = call.step
  const { result } = call
  if (result < 0) return
  let isNamed = false
  texts(call, call.given[parameter], (text) => {
    isNamed = true
    const type = typeNamed(solver.program, instance.index, text)
    const name = (text.split(',', 1)[0] ?? '').trim().replaceAll('+', '/')
    solver.graph.add(result, solver.elements.of({ kind: 'type', type, name }))
  })
  solver.unresolved.push(() => {
    if (isNamed) return
    for (const type of anyTypes(solver, instance.index))
      solver.graph.add(result, solver.elements.of({ kind: 'type', type, name: typeNameOf(solver.program, type) }))
  })
}

/** `Assembly.GetTypes()`: an array of those own types that may be made in the place of others. */
export function allTypes(call: OutsideCall): void {
  const { solver, instance } = call.step
  const element = arrayOf(call, 'System.Type[]')
  if (element < 0) return
  for (const type of anyTypes(solver, instance.index))
    solver.graph.add(element, solver.elements.of({ kind: 'type', type, name: typeNameOf(solver.program, type) }))
}

/** A COM class by its program's name. */
export function comTypeByName(call: OutsideCall): void {
  const { graph, elements } = call.step.solver
  texts(call, call.given[0], (text) => {
    if (call.result >= 0) graph.add(call.result, elements.of({ kind: 'type', type: 0, name: comType(text) }))
  })
}

export function createComObject(call: OutsideCall, by: CallByName): void {
  texts(call, call.given[0], (text) => construct(call, by, { kind: 'type', type: 0, name: comType(text) }, undefined))
}

/** `Activator.CreateInstance(Type, args…)`: an object, and its constructor with those arguments. */
export function create(call: OutsideCall, by: CallByName): void {
  const { solver } = call.step
  const [types, args] = call.given
  if (types === undefined) {
    // `new T()`
    const type = typeArgumentOf(call.step, 0)
    if (type !== 0) construct(call, by, { kind: 'type', type, name: '' }, undefined)
    return
  }
  solver.graph.watch(types, (element) => {
    const item = solver.elements.item(element)
    if (item?.kind === 'type') construct(call, by, item, args)
  })
}

export function createByName(call: OutsideCall, by: CallByName): void {
  const { solver, instance } = call.step
  texts(call, call.given[0], (text) => construct(call, by, { kind: 'type', type: typeNamed(solver.program, instance.index, text), name: text }, undefined))
}

function construct(call: OutsideCall, by: CallByName, item: Extract<Item, { kind: 'type' }>, args: number | undefined): void {
  const { step, result } = call
  const { solver } = step
  if (result < 0) return
  const isAgent = item.type !== 0 && solver.agentTypes.has(item.type)
  const made = solver.elements.of(
    isAgent
      ? { kind: 'agent', type: item.type, name: '' }
      : { kind: 'object', type: item.type, name: item.type === 0 ? item.name : '', site: step.site, depth: step.instance.depth },
  )
  solver.graph.add(result, made)
  const given = args === undefined ? [] : membersOf(solver, args)
  if (item.type === 0) {
    by(call, `${item.name}::.ctor`, result, given, -1)
    return
  }
  for (const method of methodsOf(solver.program, item.type)) if (simpleName(solver.program, method) === '.ctor') solver.runOn(step, method, made, -1, given, -1)
}
