import { type Elements, type Item, isObject } from './elements.ts'
import { edgeWay, filter, type Graph } from './graph.ts'

/**
 * What objects hold: a node for each object and cell. A cell is named by a field (`f12`), by what an outside object holds (`content`,
 * `element`, see `CellName`), or by one of these with a constant key (`value[X-Key]`). What is written under a key that is not known
 * stands in the plain cell; who reads without a key sees all.
 */
export interface Heap {
  readonly graph: Graph
  readonly elements: Elements
  /** To write into. */
  readonly cell: (object: number, name: string, key?: string | null) => number
  /** To read from: with the cells that may be the same one. */
  readonly read: (object: number, name: string, key?: string | null) => number
  /** All data in the value at a node: its own labels and what is in the cells of its objects, however deep. */
  readonly deep: (node: number) => number
  /** Calls back for each object at a node; addresses are followed to what they lead to. */
  readonly objects: (node: number, see: (object: number, item: Item) => void) => void
  /** Calls back for each address at a node with the node it leads to. */
  readonly refs: (node: number, see: (cell: number) => void) => void
  readonly names: (object: number) => ReadonlyMap<string, number>
  /** The cell where data that is given to the object as such lands: an array's elements, a stream's content. */
  readonly mainCell: (item: Item) => 'content' | 'element' | 'pointee'
  /** The cell of an array's element, for an address of it. */
  readonly elementAt: (object: number, key: string | null) => number
  /** The cell that an address leads to once it has moved: all elements, where it was one of an array; else the same. */
  readonly beside: (cell: number) => number
  /** Says that what is written into the object leaves it: nobody reads it back from there. */
  readonly makeChannel: (object: number) => void
  /** The cell that takes what is written into an object's content. */
  readonly written: (object: number) => number
}

const sent = 'sent'

export function makeHeap(graph: Graph, elements: Elements): Heap {
  const cells = new Map<number, Map<string, number>>()
  const deepOfObject = new Map<number, number>()
  const deepOfNode = new Map<number, number>()
  /** Objects whose deep data somebody asks for: new cells of theirs join it. */
  const joining = new Map<number, (node: number) => void>()
  const channels = new Set<number>()
  /** Arrays, by the cells of their elements that addresses were taken of. */
  const arrays = new Map<number, number>()

  function namesOf(object: number): Map<string, number> {
    let names = cells.get(object)
    if (names === undefined) {
      names = new Map()
      cells.set(object, names)
    }
    return names
  }

  function cellNamed(object: number, name: string): number {
    const names = namesOf(object)
    const known = names.get(name)
    if (known !== undefined) return known
    const node = graph.nodes(1)
    names.set(name, node)
    // what was sent through a channel is not in it any more
    if (name !== sent) joining.get(object)?.(node)
    return node
  }

  function mainCell(item: Item): 'content' | 'element' | 'pointee' {
    if (item.kind === 'ref') return 'pointee'
    if (!('name' in item)) return 'content'
    if (item.name === 'System.IntPtr' || item.name === 'System.UIntPtr' || item.name.endsWith('*')) return 'pointee'
    return item.name.endsWith(']') ? 'element' : 'content'
  }

  /** What stands behind an address and what is an element are one in memory, whichever way it is looked at. */
  function nameIn(object: number, name: string): string {
    if (name !== 'element' && name !== 'pointee') return name
    const item = elements.item(object)
    const main = item === null ? 'content' : mainCell(item)
    return main === 'content' ? name : main
  }

  function cell(object: number, called: string, key: string | null = null): number {
    const name = nameIn(object, called)
    if (key === null) return cellNamed(object, name)
    const full = `${name}[${key}]`
    const isNew = !namesOf(object).has(full)
    const node = cellNamed(object, full)
    if (isNew) {
      const all = namesOf(object).get(`${name}*`)
      if (all !== undefined) graph.edge(node, all, edgeWay.heap)
    }
    return node
  }

  function read(object: number, called: string, key: string | null = null): number {
    const name = nameIn(object, called)
    const names = namesOf(object)
    const asked = key === null ? `${name}*` : `${name}[${key}]?`
    const known = names.get(asked)
    if (known !== undefined) return known
    const node = cellNamed(object, asked)
    graph.edge(cell(object, name), node, edgeWay.heap)
    if (key !== null) graph.edge(cell(object, name, key), node, edgeWay.heap)
    else for (const [other, from] of [...names]) if (other.startsWith(`${name}[`) && other.endsWith(']')) graph.edge(from, node, edgeWay.heap)
    return node
  }

  function deepObject(object: number): number {
    const known = deepOfObject.get(object)
    if (known !== undefined) return known
    const node = graph.nodes(1)
    deepOfObject.set(object, node)
    const join = (from: number) => graph.edge(deep(from), node, edgeWay.heap, -1, filter.data)
    joining.set(object, join)
    for (const [name, from] of [...namesOf(object)]) if (name !== sent) join(from)
    return node
  }

  function deep(node: number): number {
    const known = deepOfNode.get(node)
    if (known !== undefined) return known
    const made = graph.nodes(1)
    deepOfNode.set(node, made)
    graph.edge(node, made, edgeWay.plain, -1, filter.data)
    graph.watch(node, (element) => {
      const item = elements.item(element)
      if (item === null) return
      // what a delegate or an agent can reach is not what it is
      if (item.kind === 'ref') graph.edge(deep(item.cell), made, edgeWay.heap, -1, filter.data)
      else if (isObject(item) && item.kind !== 'delegate' && item.kind !== 'agent' && item.kind !== 'statics') {
        graph.edge(deepObject(element), made, edgeWay.heap, -1, filter.data)
        // a message that the code made is one, whichever part of it is held
        if (item.kind === 'handle' && elements.item(item.root)?.kind === 'object') graph.edge(deepObject(item.root), made, edgeWay.heap, -1, filter.data)
      }
    })
    return made
  }

  function objects(node: number, see: (object: number, item: Item) => void, depth = 0): void {
    graph.watch(node, (element) => {
      const item = elements.item(element)
      if (item === null) return
      // the address of an address of an address: nobody writes more, and a cell may hold its own
      if (item.kind === 'ref' && depth < 3) objects(item.cell, see, depth + 1)
      else if (item.kind !== 'ref' && isObject(item)) see(element, item)
    })
  }

  function refs(node: number, see: (cellNode: number) => void): void {
    graph.watch(node, (element) => {
      const item = elements.item(element)
      if (item?.kind === 'ref') see(item.cell)
    })
  }

  function elementAt(object: number, key: string | null): number {
    const node = cell(object, 'element', key)
    if (arrays.has(node)) return node
    arrays.set(node, object)
    // one node is read and written: it has what any element may have, and any element may have what is in it
    if (key === null) graph.edge(read(object, 'element'), node, edgeWay.heap)
    else graph.edge(cell(object, 'element'), node, edgeWay.heap)
    return node
  }

  function beside(node: number): number {
    const object = arrays.get(node)
    return object === undefined ? node : elementAt(object, null)
  }

  return {
    graph,
    elements,
    cell,
    read,
    deep,
    objects: (node, see) => objects(node, see),
    refs,
    makeChannel: (object) => channels.add(object),
    written: (object) => cell(object, channels.has(object) ? sent : 'content'),
    names: (object) => cells.get(object) ?? new Map(),
    elementAt,
    beside,
    mainCell,
  }
}
