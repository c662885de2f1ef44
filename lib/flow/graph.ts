import { lasting } from '../bytes/columns.ts'
import { type LimitLog, limits } from '../limits.ts'
import { append, growing } from '../model/growing.ts'
import { labelCount, lowered } from './label.ts'
import { hashOf, larger, makeNumberSets } from './number-sets.ts'

/** What an edge lets through. `data` only labels; `digest` and `measure` lower them; `objects` everything but labels. */
export const filter = { all: 0, data: 1, digest: 2, measure: 3, objects: 4 } as const

/** How an edge lies to the calls: within a method, into a called one, out of it, or through the heap, where calls do not count. */
export const edgeWay = { plain: 0, enter: 1, leave: 2, heap: 3 } as const

/** What is known of an edge besides its ends. `site`: node of the instruction that passes it on, -1 for none. */
export interface EdgeInfo {
  readonly filter: number
  readonly way: number
  readonly site: number
  /** It goes by the default rule for members without a row. */
  readonly byDefault: boolean
}

/**
 * Inclusion constraints with difference propagation: every element at the start of an edge is, filtered, at its end. Elements are
 * numbers; those below `labelCount` are labels. Deterministic: the order of the work follows from the order of the calls.
 */
export interface Graph {
  readonly nodeCount: () => number
  /** So many new nodes, side by side; the first one's number. */
  readonly nodes: (count: number) => number
  readonly add: (node: number, element: number) => void
  readonly edge: (from: number, to: number, way?: number, site?: number, through?: number, byDefault?: boolean) => void
  /** Calls back for every element that is at the node or will be; may come twice for one. */
  readonly watch: (node: number, see: (element: number) => void) => void
  /** Works until nothing changes; false when the budget ended it. */
  readonly run: () => boolean
  readonly has: (node: number, element: number) => boolean
  readonly at: (node: number) => Iterable<number>
  readonly size: (node: number) => number
  /** Edges that end at the node. */
  readonly into: (node: number) => readonly number[]
  readonly from: (edge: number) => number
  readonly to: (edge: number) => number
  readonly info: (edge: number) => EdgeInfo
  readonly steps: () => number
  readonly exhausted: () => boolean
}

/** An empty graph with a budget of `limits.flowSteps` and `limits.flowNodes`. Lists of edges are columns of numbers, see `NumberSets`. */
export function makeGraph(log: LimitLog): Graph {
  const sets = makeNumberSets()
  // by node: the first and last edge that leaves it, that enters it, the first and last watcher; 0 is none
  let firstOut = new Int32Array(256)
  let lastOut = new Int32Array(256)
  let firstIn = new Int32Array(256)
  let lastIn = new Int32Array(256)
  let firstWatch = new Int32Array(256)
  let lastWatch = new Int32Array(256)
  /** The last entry of the node's set that was passed on. */
  let passed = new Int32Array(256)
  let waits = new Int32Array(256)
  // by edge, from 1 on
  let from = new Int32Array(256)
  let to = new Int32Array(256)
  let sites = new Int32Array(256)
  let flags = new Int32Array(256)
  let nextOut = new Int32Array(256)
  let nextIn = new Int32Array(256)
  let edges = 0
  /** Edges by the hash of their ends; 0 where free. */
  let table = new Int32Array(256)
  const watchers: ((element: number) => void)[] = [() => {}]
  let nextWatch = new Int32Array(256)
  const queue = growing(lasting)
  let head = 0
  let count = 0
  let steps = 0
  let ended = false

  function nodes(more: number): number {
    const first = count
    count += more
    if (count > limits.flowNodes) end('flowNodes')
    if (count > firstOut.length && !ended) {
      firstOut = larger(firstOut, count)
      lastOut = larger(lastOut, count)
      firstIn = larger(firstIn, count)
      lastIn = larger(lastIn, count)
      firstWatch = larger(firstWatch, count)
      lastWatch = larger(lastWatch, count)
      passed = larger(passed, count)
      waits = larger(waits, count)
    }
    return first
  }

  function end(limit: 'flowNodes' | 'flowSteps'): void {
    if (!ended) log.hit.add(limit)
    ended = true
  }

  function add(node: number, element: number): void {
    if (++steps > limits.flowSteps) end('flowSteps')
    if (ended || node < 0 || !sets.add(node, element) || waits[node] === 1) return
    waits[node] = 1
    append(queue, node)
  }

  function pass(element: number, through: number, node: number): void {
    if (element < labelCount) {
      if (through === filter.objects) return
      add(node, through === filter.digest ? lowered(element, 'digest') : through === filter.measure ? lowered(element, 'measure') : element)
    } else if (through === filter.all || through === filter.objects) add(node, element)
  }

  /** The place of an edge in the table: where it stands, or the free one where it belongs. */
  function placeOf(start: number, finish: number, through: number): number {
    const mask = table.length - 1
    for (let at = hashOf(start * 5 + through, finish) & mask; ; at = (at + 1) & mask) {
      const edge = table[at] ?? 0
      if (edge === 0 || (from[edge] === start && to[edge] === finish && ((flags[edge] ?? 0) & 7) === through)) return at
    }
  }

  /** Room for one more edge. */
  function enlarge(): void {
    if (edges + 1 >= from.length) {
      from = larger(from, edges + 1)
      to = larger(to, edges + 1)
      sites = larger(sites, edges + 1)
      flags = larger(flags, edges + 1)
      nextOut = larger(nextOut, edges + 1)
      nextIn = larger(nextIn, edges + 1)
    }
    if ((edges + 1) * 2 <= table.length) return
    table = new Int32Array(table.length * 4)
    for (let edge = 1; edge <= edges; edge++) table[placeOf(from[edge] ?? 0, to[edge] ?? 0, (flags[edge] ?? 0) & 7)] = edge
  }

  function edge(start: number, finish: number, way: number = edgeWay.plain, site = -1, through: number = filter.all, byDefault = false): void {
    if (start === finish || start < 0 || finish < 0 || ended) return
    if (++steps > limits.flowSteps) end('flowSteps')
    enlarge()
    const place = placeOf(start, finish, through)
    if (table[place] !== 0) return
    const number = ++edges
    table[place] = number
    from[number] = start
    to[number] = finish
    sites[number] = site
    flags[number] = through | (way << 3) | (byDefault ? 64 : 0)
    const before = lastOut[start] ?? 0
    if (before === 0) firstOut[start] = number
    else nextOut[before] = number
    lastOut[start] = number
    const beside = lastIn[finish] ?? 0
    if (beside === 0) firstIn[finish] = number
    else nextIn[beside] = number
    lastIn[finish] = number
    // what is there; nothing comes to the start meanwhile
    for (let entry = sets.first(start); entry !== 0; entry = sets.next(entry)) pass(sets.value(entry), through, finish)
  }

  function watch(node: number, see: (element: number) => void): void {
    if (!ended && node >= 0) {
      const number = watchers.length
      watchers.push(see)
      nextWatch = larger(nextWatch, number)
      const before = lastWatch[node] ?? 0
      if (before === 0) firstWatch[node] = number
      else nextWatch[before] = number
      lastWatch[node] = number
    }
    const last = sets.last(node)
    if (last === 0) return
    for (let entry = sets.first(node); ; entry = sets.next(entry)) {
      if (++steps > limits.flowSteps) end('flowSteps')
      see(sets.value(entry))
      if (entry === last) return
    }
  }

  /** Passes on what came to a node since it last did. */
  function work(node: number): void {
    waits[node] = 0
    const before = passed[node] ?? 0
    const last = sets.last(node)
    passed[node] = last
    // who begins to watch meanwhile is told what is there
    const watching = lastWatch[node] ?? 0
    for (let entry = before === 0 ? sets.first(node) : sets.next(before); ; entry = sets.next(entry)) {
      const element = sets.value(entry)
      for (let edge = firstOut[node] ?? 0; edge !== 0; edge = nextOut[edge] ?? 0) pass(element, (flags[edge] ?? 0) & 7, to[edge] ?? 0)
      if (watching !== 0) {
        for (let at = firstWatch[node] ?? 0; ; at = nextWatch[at] ?? 0) {
          if (++steps > limits.flowSteps) end('flowSteps')
          watchers[at]?.(element)
          if (at === watching) break
        }
      }
      if (entry === last || ended) return
    }
  }

  function run(): boolean {
    for (; head < queue.length && !ended; head++) {
      work(queue.values[head] ?? 0)
      if (head > 65_536) {
        queue.values.copyWithin(0, head, queue.length)
        queue.length -= head
        head = 0
      }
    }
    return !ended
  }

  return {
    nodeCount: () => count,
    nodes,
    add,
    edge,
    watch,
    run,
    has: sets.has,
    at: sets.list,
    size: sets.size,
    into: (node) => {
      const all: number[] = []
      for (let edge = firstIn[node] ?? 0; edge !== 0; edge = nextIn[edge] ?? 0) all.push(edge)
      return all
    },
    from: (number) => from[number] ?? 0,
    to: (number) => to[number] ?? 0,
    info: (number) => {
      const flag = flags[number] ?? 0
      return { filter: flag & 7, way: (flag >> 3) & 7, site: sites[number] ?? -1, byDefault: (flag & 64) !== 0 }
    },
    steps: () => steps,
    exhausted: () => ended,
  }
}
