import { moveAddresses } from './addresses.ts'
import type { CellName, Place } from './effect.ts'
import { edgeWay, filter } from './graph.ts'
import { gradeOfLabel, isTelling, labelCount } from './label.ts'
import type { OutsideCall, Solver } from './solver.ts'
import { smallConstant } from './step.ts'

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
      heap.refs(node, (cell) => call.step.solver.graph.edge(reached(call, cell), into, edgeWay.heap, -1, name === 'pointee' ? filter.all : filter.data))
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

/** Members that reach what lies beside the element whose address they are given. */
function movesAddresses({ callee }: OutsideCall): boolean {
  return callee.owner === 'System.Runtime.CompilerServices.Unsafe' || callee.owner === 'System.Runtime.InteropServices.MemoryMarshal'
}

/** What a member reaches that is given an address. */
function reached(call: OutsideCall, cell: number): number {
  return movesAddresses(call) ? call.step.solver.heap.beside(cell) : cell
}

/** The value itself, and what stands behind it where it is an address. */
function behind(call: OutsideCall, node: number): number {
  const { graph, heap } = call.step.solver
  const into = graph.nodes(1)
  graph.edge(node, into)
  heap.refs(node, (cell) => graph.edge(cell, into, edgeWay.heap))
  if (movesAddresses(call)) {
    moveAddresses(call.step.solver, node, into)
    heap.refs(node, (cell) => graph.edge(reached(call, cell), into, edgeWay.heap))
  }
  return into
}

/** Puts what is at a node where a place says. */
export function write(call: OutsideCall, place: Place, from: number, through: number): void {
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
    if (last === 'pointee') heap.refs(holder, (cell) => into(reached(call, cell)))
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
      into(reached(call, item.cell))
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
      } else if (item?.kind === 'token' || item?.kind === 'text' || (element < labelCount && isTelling(gradeOfLabel(element)))) unknown()
    })
  }
  solver.deferred.push(() => {
    if (known === 0) unknown()
  })
}

export function targetOf(call: OutsideCall, target: Place | null): number {
  return target === null ? -1 : (readPlace(call, target)[0] ?? -1)
}

/** What stands behind each name at a node: the same for everyone who has the same text. */
export function places(call: OutsideCall, named: Place | null, node: number, see: (place: number) => void): void {
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
