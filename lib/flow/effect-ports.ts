import type { EffectOf, Place } from './effect.ts'
import { edgeWay, filter } from './graph.ts'
import { type OutsideCall, operandAt, operandsOf } from './solver.ts'
import { smallConstant } from './step.ts'

/** A host goes with the port that stands beside it, whether it is a text or an object that was made of one. */
export function withPort(call: OutsideCall, { from, to }: EffectOf<'copy'>, node: number): number {
  if (to.cells[to.cells.length - 1] !== 'target' || !call.callee.owner.startsWith('System.Net.')) return node
  const port = portBeside(call, from)
  const { graph, elements, heap } = call.step.solver
  const made = graph.nodes(1)
  graph.edge(node, made, edgeWay.plain, -1, filter.data)
  const take = (place: number) =>
    graph.watch(place, (element) => {
      const item = elements.item(element)
      if (item !== null) graph.add(made, item.kind === 'text' && port !== null ? elements.of({ kind: 'text', value: hostAndPort(item.value, port) }) : element)
    })
  take(node)
  heap.objects(node, (object) => take(heap.read(object, 'target')))
  return made
}

/** `host:port`, where the host is none of the longer ways to name one. */
export function hostAndPort(host: string, port: number): string {
  return host.includes('/') || /:\d+$/.test(host) ? host : host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The constant number behind the parameter that names a host. */
export function portBeside({ step, callee, isNew }: OutsideCall, place: Place): number | null {
  // the number behind the host of a ping is how long to wait
  if (typeof place.base !== 'number' || !callee.owner.startsWith('System.Net.') || callee.owner.startsWith('System.Net.NetworkInformation.')) return null
  const { ssa } = step.instance
  const at = place.base + 1 + (callee.hasThis && !isNew ? 1 : 0)
  if (at >= operandsOf(ssa, step.instruction)) return null
  const value = operandAt(ssa, step.instruction, at)
  const port = value < 0 ? null : smallConstant(step.instance, value)
  return port !== null && port > 0 && port < 0x1_0000 ? port : null
}

/** The host of `host:port`. */
export function withoutPort(text: string): string {
  return text.replace(/:\d+$/, '')
}
