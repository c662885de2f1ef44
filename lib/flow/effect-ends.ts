import type { EffectOf, Place } from './effect.ts'
import { places, readPlace, targetOf, write } from './effect-places.ts'
import { portBeside } from './effect-ports.ts'
import { edgeWay, filter } from './graph.ts'
import { labelOf } from './label.ts'
import { messages } from './outside-messages.ts'
import type { OutsideCall, Solver } from './solver.ts'

/** Data comes to life here; under a path it is what was put there before. */
export function source(call: OutsideCall, effect: EffectOf<'source'>): void {
  const { step, callee } = call
  const { solver, site } = step
  const { graph, heap } = solver
  const begin = graph.nodes(1)
  const label = labelOf(effect.source, effect.grade)
  const target = targetOf(call, effect.target)
  solver.sources.set(begin, [{ label, site, member: callee.api, target }])
  beginData(call, effect, () => graph.add(begin, label))
  write(call, effect.to, begin, filter.data)
  if (target >= 0 && (effect.source === 'file' || effect.source === 'registry')) {
    places(call, effect.target, target, (place) => {
      const from = heap.cell(place, 'content')
      solver.echoes.add(from)
      write(call, effect.to, from, filter.data)
    })
  }
}

/** A message or part that the code made itself holds what the code put there, not mail. */
function beginData(call: OutsideCall, effect: EffectOf<'source'>, begin: () => void): void {
  const { solver } = call.step
  if (call.receiver < 0 || call.isNew || !effect.source.startsWith('mail-')) {
    begin()
    return
  }
  let known = false
  solver.heap.objects(call.receiver, (_, item) => {
    known = true
    const own = item.kind === 'handle' ? solver.elements.item(item.root) : item
    if (own?.kind !== 'object') begin()
    else if (item.kind === 'handle') write(call, effect.to, solver.heap.cell(item.root, 'content'), filter.data)
  })
  solver.deferred.push(() => {
    if (!known) begin()
  })
}

/** What was put into the files that a place names is at a node as well. */
export function filesNamed(call: OutsideCall, named: Place, node: number, into: number): void {
  const { solver, site } = call.step
  const { graph, heap } = solver
  places(call, named, node, (place) => graph.edge(heap.deep(heap.read(place, 'content')), into, edgeWay.heap, site, filter.data))
}

/** Sinks that take a file by its name as well as content. */
const takesPath = new Set(['process-file', 'code', 'script', 'network', 'mail-new'])

export function sink(call: OutsideCall, effect: EffectOf<'sink'>): void {
  const { step, callee } = call
  const { solver, site } = step
  const { graph, heap } = solver
  const node = graph.nodes(1)
  const target = targetOf(call, effect.target)
  for (const from of readPlace(call, effect.from)) {
    graph.edge(heap.deep(from), node, edgeWay.plain, site, filter.data)
    if (takesPath.has(effect.sink))
      places(call, effect.from, from, (place) => graph.edge(heap.deep(heap.read(place, 'content')), node, edgeWay.heap, site, filter.data))
    if (effect.sink !== 'mail-content' && effect.sink !== 'mail-header') messages(solver, from, node, site, callee.api)
    if (effect.sink === 'mail-header' || effect.sink === 'mail-content') intoOwnMessage(call, from)
  }
  const port = effect.sink === 'network' && effect.target !== null && effect.target.cells.length === 0 ? portBeside(call, effect.target) : null
  solver.sinks.push({ kind: effect.sink, node, site, madeAt: site, member: callee.api, target, port })
  if (target >= 0 && (effect.sink === 'file' || effect.sink === 'registry')) {
    places(call, effect.target, target, (place) => graph.edge(node, heap.cell(place, 'content'), edgeWay.heap, site, filter.data))
  }
}

/** A change to a message that the code made itself is content of that message. */
function intoOwnMessage(call: OutsideCall, from: number): void {
  const { solver, site } = call.step
  if (call.receiver < 0) return
  const { heap, graph } = solver
  heap.objects(call.receiver, (_, item) => {
    if (item.kind !== 'handle' || item.root === solver.mail) return
    const content = heap.cell(item.root, 'content')
    graph.edge(heap.deep(from), content, edgeWay.heap, site, filter.data)
    // a part of the mail that is put in whole
    messages(solver, from, content, site, call.callee.api)
  })
}

/** What is written there goes away. */
const channelSinks = new Set(['network', 'process-stdin', 'log'])

export function role(call: OutsideCall, effect: EffectOf<'role'>): void {
  const { step, callee } = call
  const { solver, site } = step
  const { graph, heap } = solver
  const target = targetOf(call, effect.target)
  for (const base of readPlace(call, effect.of)) {
    heap.objects(base, (object) => {
      if (channelSinks.has(effect.sink)) heap.makeChannel(object)
      const cell = heap.written(object)
      const sinkAt = { kind: effect.sink, node: cell, site: -1, madeAt: site, member: callee.api, target, port: null }
      if (effect.sink === 'mail-content' && call.receiver >= 0) {
        heap.objects(call.receiver, (_, item) => {
          if (item.kind === 'handle' && item.root !== solver.mail) graph.edge(cell, heap.cell(item.root, 'content'), edgeWay.heap, -1, filter.data)
          else addSink(solver, sinkAt)
        })
      } else addSink(solver, sinkAt)
      if (effect.sink === 'file' && target >= 0) {
        places(call, effect.target, target, (place) => graph.edge(cell, heap.cell(place, 'content'), edgeWay.heap, site, filter.data))
      }
    })
  }
}

function addSink(solver: Solver, made: Solver['sinks'][number]): void {
  if (!solver.sinks.some((one) => one.kind === made.kind && one.node === made.node)) solver.sinks.push(made)
}
