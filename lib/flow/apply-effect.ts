import { simpleName } from '../agents/find-agents.ts'
import { chainOf, methodsOf } from '../model/program.ts'
import type { CellName, Effect, Place } from './effect.ts'
import { edgeWay, filter } from './graph.ts'
import { labelOf } from './label.ts'
import { messages } from './outside-messages.ts'
import { type OutsideCall, operandAt, operandsOf, type Solver } from './solver.ts'
import { smallConstant } from './step.ts'

type Of<K extends Effect['kind']> = Extract<Effect, { readonly kind: K }>

/** Puts one effect of an outside member into constraints. */
export function applyEffect(call: OutsideCall, effect: Effect): void {
  switch (effect.kind) {
    case 'copy':
      for (const node of readPlace(call, effect.from)) write(call, effect.to, withPort(call, effect, node), filter.all)
      break
    case 'data':
      for (const node of readPlace(call, effect.from)) write(call, effect.to, call.step.solver.heap.deep(node), throughOf(effect.as))
      break
    case 'source':
      source(call, effect)
      break
    case 'sink':
      sink(call, effect)
      break
    case 'role':
      role(call, effect)
      break
    case 'call':
      callDelegate(call, effect)
      break
    case 'run':
      runMethod(call, effect)
      break
    case 'wrap':
      wrap(call, effect)
      break
    case 'new':
      break
    default: {
      const missing: never = effect
      throw new TypeError(`no effect ${String(missing)}`)
    }
  }
}

/** A host goes with the port that stands beside it, whether it is a text or an object that was made of one. */
function withPort(call: OutsideCall, { from, to }: Of<'copy'>, node: number): number {
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
function portBeside({ step, callee, isNew }: OutsideCall, place: Place): number | null {
  // the number behind the host of a ping is how long to wait
  if (typeof place.base !== 'number' || !callee.owner.startsWith('System.Net.') || callee.owner.startsWith('System.Net.NetworkInformation.')) return null
  const { ssa } = step.instance
  const at = place.base + 1 + (callee.hasThis && !isNew ? 1 : 0)
  if (at >= operandsOf(ssa, step.instruction)) return null
  const value = operandAt(ssa, step.instruction, at)
  const port = value < 0 ? null : smallConstant(step.instance, value)
  return port !== null && port > 0 && port < 0x1_0000 ? port : null
}

function throughOf(as: 'same' | 'digest' | 'measure'): number {
  return as === 'digest' ? filter.digest : as === 'measure' ? filter.measure : filter.data
}

/** Nodes of the place itself, without its cells. */
function bases({ step, receiver, given, isNew, result }: OutsideCall, base: Place['base']): number[] {
  if (base === 'this') return isNew ? [step.site] : receiver >= 0 ? [receiver] : []
  if (base === 'return') return result >= 0 ? [result] : []
  if (base === 'params') return given.filter((node) => node >= 0)
  const node = given[base] ?? -1
  return node >= 0 ? [node] : []
}

/** Nodes that hold what is at a place. */
export function readPlace(call: OutsideCall, place: Place): number[] {
  const { heap } = call.step.solver
  let nodes = bases(call, place.base)
  if (place.cells.length === 0 && place.keyed === null) {
    if (place.base !== 'this' && !isByRef(call, place.base)) return nodes
    return nodes.map((node) => behind(call, node))
  }
  const cells: readonly CellName[] = place.cells.length > 0 ? place.cells : ['value']
  for (const [depth, name] of cells.entries()) {
    const last = depth === cells.length - 1
    nodes = nodes.map((node) => {
      const into = call.step.solver.graph.nodes(1)
      call.step.solver.graph.edge(node, into, edgeWay.plain, -1, filter.data)
      // data of the variable behind an address; `pointee` is that variable itself
      heap.refs(node, (cell) => call.step.solver.graph.edge(cell, into, edgeWay.heap, -1, name === 'pointee' ? filter.all : filter.data))
      if (name === 'target') {
        // to whom a message of its own goes is one for all its parts
        heap.objects(node, (object, item) =>
          join(call.step.solver, heap.read(item.kind === 'handle' && item.root !== call.step.solver.mail ? item.root : object, name), into),
        )
      } else if (last && place.keyed !== null) {
        withKey(call, place.keyed, (key) => heap.objects(node, (object) => join(call.step.solver, heap.read(object, name, key), into)))
      } else heap.objects(node, (object) => join(call.step.solver, heap.read(object, name), into))
      return into
    })
  }
  return nodes
}

function join(solver: Solver, from: number, into: number): void {
  solver.graph.edge(from, into, edgeWay.heap)
}

function isByRef({ callee }: OutsideCall, base: Place['base']): boolean {
  return typeof base === 'number' && callee.byRef[base] === true
}

/** The value itself, and what stands behind it where it is an address. */
function behind(call: OutsideCall, node: number): number {
  const { graph, heap } = call.step.solver
  const into = graph.nodes(1)
  graph.edge(node, into)
  heap.refs(node, (cell) => graph.edge(cell, into, edgeWay.heap))
  return into
}

/** Puts what is at a node where a place says. */
function write(call: OutsideCall, place: Place, from: number, through: number): void {
  const { graph, heap } = call.step.solver
  const { site } = call.step
  const into = (node: number) => graph.edge(from, node, edgeWay.heap, site, through)
  for (const base of bases(call, place.base)) {
    if (place.cells.length === 0 && place.keyed === null) {
      if (place.base === 'return' || (place.base === 'this' && call.isNew)) graph.edge(from, base, edgeWay.plain, site, through)
      else writeBehind(call, base, into)
      continue
    }
    const cells: readonly CellName[] = place.cells.length > 0 ? place.cells : ['value']
    let node = base
    for (const name of cells.slice(0, -1)) {
      const next = graph.nodes(1)
      heap.objects(node, (object) => join(call.step.solver, heap.read(object, name), next))
      node = next
    }
    const last = cells[cells.length - 1] ?? 'content'
    const holder = node
    if (last === 'pointee') heap.refs(holder, into)
    if (place.keyed !== null) withKey(call, place.keyed, (key) => heap.objects(holder, (object) => into(heap.cell(object, last, key))))
    else if (!isAlsoKeyed(call, place, last)) heap.objects(holder, (object) => into(mailCell(call.step.solver, object, last)))
  }
}

/** A row that also puts the value under its key: the plain cell would say that any key may have it. */
function isAlsoKeyed({ effects }: OutsideCall, place: Place, last: CellName): boolean {
  return last === 'value' && (effects ?? []).some((effect) => effect.kind === 'copy' && effect.to.base === place.base && effect.to.keyed !== null)
}

/** What is put into any part of a message that the code made itself is in that message. */
function mailCell(solver: Solver, object: number, name: CellName): number {
  const item = solver.elements.item(object)
  if (name === 'target' && item?.kind === 'handle' && item.root !== solver.mail) return solver.heap.cell(item.root, name)
  if (name !== 'content') return solver.heap.cell(object, name)
  return item?.kind === 'handle' && item.root !== solver.mail ? solver.heap.cell(item.root, name) : solver.heap.written(object)
}

/** Data given to a value as such: an array is filled, a stream written, a variable set. */
function writeBehind(call: OutsideCall, base: number, into: (node: number) => void): void {
  const { heap, elements, graph } = call.step.solver
  graph.watch(base, (element) => {
    const item = elements.item(element)
    if (item === null) return
    if (item.kind === 'ref') {
      into(item.cell)
      return
    }
    if (item.kind === 'text' || item.kind === 'token' || item.kind === 'type' || item.kind === 'member' || item.kind === 'pointer') return
    into(heap.mainCell(item) === 'content' ? mailCell(call.step.solver, element, 'content') : heap.cell(element, heap.mainCell(item)))
  })
}

/** Calls back with each key that a parameter is known to be; with null where none is known, once that can be told. */
function withKey(call: OutsideCall, parameter: number, use: (key: string | null) => void): void {
  const { step, callee } = call
  const { solver, instance, instruction } = step
  const node = call.given[parameter] ?? -1
  const place = parameter + (callee.hasThis && !call.isNew ? 1 : 0)
  const value = instance.ssa.operands[(instance.ssa.operandStart[instruction] ?? 0) + place] ?? -1
  const number = value < 0 ? null : smallConstant(instance, value)
  if (number !== null) {
    use(String(number))
    return
  }
  let known = 0
  let open = false
  const unknown = () => {
    if (!open) use(null)
    open = true
  }
  if (node >= 0) {
    solver.graph.watch(node, (element) => {
      const item = solver.elements.item(element)
      if (item?.kind === 'text' && known < 16) {
        known++
        use(item.value)
      } else if (item?.kind === 'token' || item?.kind === 'text') unknown()
    })
  }
  solver.deferred.push(() => {
    if (known === 0) unknown()
  })
}

function targetOf(call: OutsideCall, target: Place | null): number {
  return target === null ? -1 : (readPlace(call, target)[0] ?? -1)
}

/** Data comes to life here; under a path it is what was put there before. */
function source(call: OutsideCall, effect: Of<'source'>): void {
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
function beginData(call: OutsideCall, effect: Of<'source'>, begin: () => void): void {
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

/** What stands behind each name at a node: the same for everyone who has the same text. */
function places(call: OutsideCall, named: Place | null, node: number, see: (place: number) => void): void {
  const { solver, number, instance } = call.step
  // the same name may be put together in two places: texts that are worked out later come here as well
  if (named !== null && typeof named.base === 'number' && named.cells.length === 0) {
    const value = (call.given[named.base] ?? -1) - instance.base
    if (value >= 0 && value < instance.ssa.valueCount) solver.paths.set(node, { instance: number, value })
  }
  solver.graph.watch(node, (element) => {
    const item = solver.elements.item(element)
    if (item?.kind === 'text' || item?.kind === 'token') see(solver.elements.of({ kind: 'place', of: element }))
  })
}

/** Sinks that take a file by its name as well as content. */
const takesPath = new Set(['process-file', 'code', 'script', 'network', 'mail-new'])

function sink(call: OutsideCall, effect: Of<'sink'>): void {
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

function role(call: OutsideCall, effect: Of<'role'>): void {
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

function callDelegate(call: OutsideCall, effect: Of<'call'>): void {
  const { solver } = call.step
  const given = effect.with.map((place) => merged(solver, readPlace(call, place)))
  const result = solver.graph.nodes(1)
  if (effect.to !== null) write(call, effect.to, result, filter.all)
  for (const node of readPlace(call, effect.delegate)) {
    solver.heap.objects(node, (object, item) => {
      if (item.kind === 'delegate') solver.invoke(call.step, object, item, given, result)
    })
  }
}

function merged(solver: Solver, nodes: readonly number[]): number {
  const [only] = nodes
  if (nodes.length <= 1) return only ?? -1
  const into = solver.graph.nodes(1)
  for (const node of nodes) solver.graph.edge(node, into)
  return into
}

/** Outside code calls a method of the set by its name: `MoveNext` of a state machine that a builder starts. */
function runMethod(call: OutsideCall, effect: Of<'run'>): void {
  const { solver } = call.step
  const result = solver.graph.nodes(1)
  if (effect.to !== null) write(call, effect.to, result, filter.all)
  for (const node of readPlace(call, effect.on)) {
    solver.heap.objects(node, (object, item) => {
      if (!('type' in item) || item.type === 0) return
      for (const method of methodsNamed(solver, item.type, effect.method)) solver.runOn(call.step, method, object, node, [], result)
    })
  }
}

function methodsNamed(solver: Solver, type: number, name: string): number[] {
  for (const at of chainOf(solver.program, type)) {
    // an explicit implementation carries the interface's name before it; obfuscators rename the method and keep the override
    const found = methodsOf(solver.program, at).filter((method) => {
      const own = simpleName(solver.program, method)
      return own === name || own.endsWith(`.${name}`) || solver.callGraph.overrides.apisOf(method).some((api) => api.endsWith(`::${name}`))
    })
    if (found.length > 0) return found
  }
  return []
}

/** A layer above a stream: what is read from it was below, what is written to it goes below. */
function wrap(call: OutsideCall, effect: Of<'wrap'>): void {
  const { solver } = call.step
  const { graph, heap } = solver
  const { reads, writes } = directions(call, effect)
  const inners = readPlace(call, effect.inner)
  for (const outer of readPlace(call, effect.outer)) {
    heap.objects(outer, (object) => {
      // both ways: what is written goes on and does not come back
      if (reads && writes) heap.makeChannel(object)
      for (const inner of inners) {
        graph.edge(inner, heap.cell(object, 'inner'), edgeWay.heap)
        if (reads) graph.edge(inner, heap.cell(object, 'content'), edgeWay.heap, -1, filter.data)
        heap.objects(inner, (below, item) => {
          if (item.kind === 'agent') return
          if (reads) graph.edge(heap.read(below, 'content'), heap.cell(object, 'content'), edgeWay.heap, -1, filter.data)
          if (writes) graph.edge(heap.written(object), heap.written(below), edgeWay.heap, -1, filter.data)
        })
      }
    })
  }
}

function directions(call: OutsideCall, { direction }: Of<'wrap'>): { readonly reads: boolean; readonly writes: boolean } {
  if (direction === 'read') return { reads: true, writes: false }
  if (direction === 'write') return { reads: false, writes: true }
  if (direction === 'both') return { reads: true, writes: true }
  const { instance, instruction } = call.step
  const place = direction.by + (call.callee.hasThis && !call.isNew ? 1 : 0)
  const value = instance.ssa.operands[(instance.ssa.operandStart[instruction] ?? 0) + place] ?? -1
  const mode = value < 0 ? null : smallConstant(instance, value)
  return mode === null ? { reads: true, writes: true } : { reads: mode !== direction.write, writes: mode === direction.write }
}
