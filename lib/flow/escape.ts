import { limits } from '../limits.ts'
import { resolveType } from '../model/program.ts'
import { plainType, shapeOf } from './callee.ts'
import { edgeWay, filter } from './graph.ts'
import type { Solver, Step } from './solver.ts'

/**
 * Outside code was given an object of the set and may call what it overrides, with data from what else it was given, and with what
 * it writes into the object. What the object's methods return or fill in is what outside code reads from it.
 */
export function escapeTo(step: Step, object: number, type: number, others: readonly number[], isEnumerator = false): void {
  const { solver } = step
  const { graph, heap } = solver
  let data = solver.escaped.get(object)
  if (data === undefined) {
    data = graph.nodes(1)
    solver.escaped.set(object, data)
    if (solver.escaped.size > limits.flowCallbacks) {
      solver.log.hit.add('flowCallbacks')
      return
    }
    graph.edge(heap.cell(object, 'content'), data, edgeWay.heap, -1, filter.data)
    runCallbacks(step, object, type, data, isEnumerator)
  }
  for (const other of others) graph.edge(heap.deep(other), data, edgeWay.heap, step.site, filter.data)
}

/** Members that everything has, and that say nothing when outside code calls them. */
const common = new Set(['System.Object', 'Microsoft.Exchange.Data.Transport.Agent', 'Microsoft.Exchange.Data.Transport.AgentFactory'])

function runCallbacks(step: Step, object: number, type: number, data: number, isEnumerator: boolean): void {
  const { solver } = step
  const { graph, heap } = solver
  const produced = graph.nodes(1)
  const enumerators = graph.nodes(1)
  const current = graph.nodes(1)
  for (const { method, api } of solver.callGraph.overrides.callbacks(type)) {
    if (common.has(api.slice(0, api.lastIndexOf('::')))) continue
    // nobody asks an enumerator for another one, though compilers make both one class
    if (isEnumerator && api.endsWith('Enumerator')) continue
    solver.runOn(
      step,
      method,
      object,
      -1,
      parameters(solver, method, data, produced),
      api.endsWith('Enumerator') ? enumerators : api.endsWith('::get_Current') ? current : produced,
    )
  }
  graph.edge(produced, heap.read(object, 'content'), edgeWay.heap, step.site, filter.data)
  graph.edge(current, heap.read(object, 'element'), edgeWay.heap, step.site)
  // what an enumerator of its own gives is what enumerating it gives
  graph.edge(enumerators, heap.read(object, 'element'), edgeWay.heap, step.site, filter.data)
  heap.objects(enumerators, (inner, item) => {
    if (inner === object) return
    if (item.kind === 'object' && item.type !== 0) escapeTo(step, inner, item.type, [], true)
    graph.edge(heap.read(inner, 'element'), heap.read(object, 'element'), edgeWay.heap, step.site)
  })
}

/** What outside code passes: objects and arrays of its own, with the data it has. What is filled into them comes out. */
function parameters(solver: Solver, method: number, data: number, produced: number): number[] {
  const { graph, heap, elements, program } = solver
  const ssa = solver.ssaOf(method)
  if (ssa === null) return []
  const { assembly, index, row } = ssa.code
  return (assembly.names.methodSig(row)?.parameters ?? []).map((sig) => {
    const node = graph.nodes(1)
    graph.edge(data, node, edgeWay.heap, -1, filter.data)
    const { shape, token } = shapeOf(sig)
    if (shape === 'object') {
      const given = elements.of({
        kind: 'external',
        type: token === 0 ? 0 : resolveType(program, index, token),
        name: assembly.names.typeSig(plainType(sig)),
        site: node,
      })
      graph.add(node, given)
      graph.edge(heap.read(given, 'element'), produced, edgeWay.heap, -1, filter.data)
    }
    return node
  })
}
