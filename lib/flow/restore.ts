import { simpleName } from '../agents/find-agents.ts'
import { salvage } from '../errors.ts'
import { fieldFlags } from '../metadata/flags.ts'
import { runOf } from '../metadata/runs.ts'
import { readTypeSpec, type TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { methodArguments } from '../model/origin-operands.ts'
import { baseNameOf, chainOf, homeOfMethod, homeOfType, methodsOf, resolveField, resolveType } from '../model/program.ts'
import { openName, plainType, shapeOf } from './callee.ts'
import type { EffectOf } from './effect.ts'
import { readPlace, write } from './effect-places.ts'
import { edgeWay, filter } from './graph.ts'
import type { OutsideCall, Solver, Step } from './solver.ts'
import { freshObject, operandNode } from './step.ts'
import { typeArgumentOf } from './type-arguments.ts'
import { isDelegateType } from './value-types.ts'

/** Name of an object of which only the data is known that it is made from, until a cast or a type argument says what it is. */
const restoredName = '(restored)'

/** Levels of lists in lists that are followed in the type of a field. */
const deepestNesting = 8

/** Objects of the set that outside code makes from data: what it was made from is in each of their fields. */
export function restore(call: OutsideCall, effect: EffectOf<'restore'>): void {
  const { step } = call
  const { solver, site } = step
  const { graph, heap } = solver
  const data = graph.nodes(1)
  for (const node of readPlace(call, effect.from)) graph.edge(heap.deep(node), data, edgeWay.plain, site, filter.data)
  write(call, effect.to, data, filter.data)
  const made = graph.nodes(1)
  if (effect.to.base !== 'return') {
    for (const node of readPlace(call, effect.to))
      heap.objects(node, (object, item) => 'type' in item && item.type !== 0 && fill(step, object, item.type, data))
    return
  }
  const marked = freshObject(solver, step.instance, site, 0, restoredName)
  graph.add(made, marked)
  graph.edge(data, heap.cell(marked, 'content'), edgeWay.heap, site, filter.data)
  const [argument] = methodArguments(step.instance.ssa.code, step.token)
  if (argument !== undefined) {
    const type = typeArgumentOf(step, 0)
    const sig = plainType(argument)
    if (sig.kind !== 'variable') put(step, made, sig, step.instance.index, data)
    else if (type !== 0) putOwn(step, made, type, data)
  }
  // a serialiser that was made for a type, or is given one
  for (const node of typesGiven(call)) {
    graph.watch(node, (element) => {
      const item = solver.elements.item(element)
      if (item?.kind === 'type' && item.type !== 0) putOwn(step, made, item.type, data)
    })
  }
  write(call, effect.to, made, filter.all)
}

function typesGiven({ step, receiver, given }: OutsideCall): number[] {
  const { graph, heap } = step.solver
  if (receiver < 0) return [...given]
  const kept = graph.nodes(1)
  heap.objects(receiver, (object) => graph.edge(heap.read(object, 'target'), kept, edgeWay.heap))
  return [...given, kept]
}

/** `castclass`, `isinst`, `unbox.any`: says what an object is that was made from data. */
export function castRestored(step: Step): void {
  const { solver, instance, token, site } = step
  const { assembly, index } = instance.ssa.code
  const { tables } = assembly.metadata
  const own = resolveType(solver.program, index, token)
  const isSpec = isRowOf(tables, 'TypeSpec', token)
  if (own === 0 && !isSpec) return
  const read = () => readTypeSpec(assembly.metadata.blob(cell(tables, 'TypeSpec', tokenRow(token), 'Signature')))
  const sig = isSpec ? salvage<TypeSig | null>(assembly.defects, 'type', read, null) : null
  solver.graph.watch(operandNode(step, 0), (element) => {
    const item = solver.elements.item(element)
    if (item?.kind !== 'object' || item.name !== restoredName) return
    const data = solver.heap.cell(element, 'content')
    if (sig === null) putOwn(step, site, own, data)
    else put(step, site, sig, index, data)
  })
}

/** Puts an object of a type at a node, where it is one of the set's or may hold such. */
function put(step: Step, node: number, of: TypeSig, index: number, data: number, depth = 0): void {
  const { solver } = step
  const { graph, heap, elements } = solver
  const sig = plainType(of)
  const { token } = shapeOf(sig)
  const own = token === 0 ? 0 : resolveType(solver.program, index, token)
  if (own !== 0) {
    putOwn(step, node, own, data)
    return
  }
  const inner = sig.kind === 'vector' || sig.kind === 'array' ? [sig.of] : sig.kind === 'generic' ? sig.args : []
  if (inner.length === 0 || depth > deepestNesting) return
  const written = solver.program.assemblies[index]?.names.typeSig(sig) ?? ''
  const made = elements.of({ kind: 'object', type: 0, name: openName(written), site: node, depth: step.instance.depth })
  graph.add(node, made)
  for (const held of inner) {
    for (const at of sig.kind === 'generic' ? (['element', 'value', 'key'] as const) : (['element'] as const)) {
      const cellNode = heap.cell(made, at)
      graph.edge(data, cellNode, edgeWay.heap, step.site, filter.data)
      put(step, cellNode, held, index, data, depth + 1)
    }
  }
}

/** An object of a type of the set, with the data in its fields and in those of the objects that it holds. */
function putOwn(step: Step, node: number, type: number, data: number): void {
  const { solver, instance, site } = step
  if (baseNameOf(solver.program, type) === 'System.Enum' || isDelegateType(solver.program, type) || solver.agentTypes.has(type)) return
  const made = freshObject(solver, instance, site, type, '')
  solver.graph.add(node, made)
  fill(step, made, type, data)
}

/** Puts the data into the fields of an object. Its constructor runs, and what its properties do when they are set; once for each object. */
function fill(step: Step, object: number, type: number, data: number): void {
  const { solver, site } = step
  const { graph, heap, program } = solver
  const self = graph.nodes(1)
  const isKnown = solver.restoring.known.has(object)
  solver.restoring.known.add(object)
  graph.add(self, object)
  for (const at of chainOf(program, type)) {
    const { index, assembly, row } = homeOfType(program, at)
    const { tables } = assembly.metadata
    for (const field of runOf(tables, 'TypeDef', row, 'FieldList', 'Field')) {
      if ((cell(tables, 'Field', field, 'Flags') & fieldFlags.static) !== 0) continue
      const cellNode = heap.cell(object, `f${resolveField(program, index, rowToken('Field', field))}`)
      graph.edge(data, cellNode, edgeWay.heap, site, filter.data)
      const sig = isKnown ? null : solver.fieldTypes(index, field)
      if (sig === null) continue
      if (shapeOf(sig).shape === 'text') graph.add(cellNode, solver.elements.of({ kind: 'token', site: cellNode }))
      else solver.restoring.pending.push(() => put(step, cellNode, sig, index, data))
    }
    if (isKnown) continue
    for (const method of methodsOf(program, at)) {
      const name = simpleName(program, method)
      const parameters = solver.ssaOf(method)?.code.assembly.names.methodSig(homeOfMethod(program, method).row)?.parameters.length
      if (name === '.ctor' && parameters === 0 && at === type) solver.runOn(step, method, object, self, [], -1)
      else if (name.startsWith('set_') && parameters === 1) solver.runOn(step, method, object, self, [data], -1)
      // the elements of a collection of settings
      else if (name === 'CreateNewElement' && parameters === 0) solver.runOn(step, method, object, self, [], heap.cell(object, 'element'))
    }
  }
  work(solver)
}

/** Objects that are held by objects, one after the other: how deep they lie is the file's choice. */
function work(solver: Solver): void {
  if (solver.restoring.runs) return
  solver.restoring.runs = true
  for (let next = solver.restoring.pending.pop(); next !== undefined; next = solver.restoring.pending.pop()) if (!solver.graph.exhausted()) next()
  solver.restoring.runs = false
}
