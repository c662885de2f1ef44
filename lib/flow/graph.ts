import { type LimitLog, limits } from '../limits.ts'
import { labelCount, lowered } from './label.ts'

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

const none: readonly number[] = []

/** An empty graph with a budget of `limits.flowSteps` and `limits.flowNodes`. */
export function makeGraph(log: LimitLog): Graph {
  const sets: (Set<number> | undefined)[] = []
  const pending: (number[] | undefined)[] = []
  const outgoing: (number[] | undefined)[] = []
  const incoming: (number[] | undefined)[] = []
  const watchers: (((element: number) => void)[] | undefined)[] = []
  const from: number[] = []
  const to: number[] = []
  const sites: number[] = []
  const flags: number[] = []
  const known = new Set<number>()
  const queue: number[] = []
  let head = 0
  let count = 0
  let steps = 0
  let ended = false

  function nodes(more: number): number {
    const first = count
    count += more
    if (count > limits.flowNodes) end('flowNodes')
    return first
  }

  function end(limit: 'flowNodes' | 'flowSteps'): void {
    if (!ended) log.hit.add(limit)
    ended = true
  }

  function add(node: number, element: number): void {
    if (++steps > limits.flowSteps) end('flowSteps')
    let set = sets[node]
    if (set === undefined) {
      set = new Set()
      sets[node] = set
    } else if (set.has(element)) return
    if (ended) return
    set.add(element)
    const waiting = pending[node]
    if (waiting !== undefined) waiting.push(element)
    else {
      pending[node] = [element]
      queue.push(node)
    }
  }

  function pass(element: number, through: number, node: number): void {
    if (element < labelCount) {
      if (through === filter.objects) return
      add(node, through === filter.digest ? lowered(element, 'digest') : through === filter.measure ? lowered(element, 'measure') : element)
    } else if (through === filter.all || through === filter.objects) add(node, element)
  }

  function edge(start: number, finish: number, way: number = edgeWay.plain, site = -1, through: number = filter.all, byDefault = false): void {
    if (start === finish) return
    const key = (start * 0x40_0000 + finish) * 8 + through
    if (known.has(key) || ended) return
    known.add(key)
    const number = from.length
    from.push(start)
    to.push(finish)
    sites.push(site)
    flags.push(through | (way << 3) | (byDefault ? 64 : 0))
    const out = outgoing[start]
    if (out === undefined) outgoing[start] = [number]
    else out.push(number)
    const into = incoming[finish]
    if (into === undefined) incoming[finish] = [number]
    else into.push(number)
    const set = sets[start]
    if (set !== undefined) for (const element of [...set]) pass(element, through, finish)
  }

  function watch(node: number, see: (element: number) => void): void {
    const list = watchers[node]
    if (list === undefined) watchers[node] = [see]
    else list.push(see)
    const set = sets[node]
    if (set !== undefined) for (const element of [...set]) see(element)
  }

  function run(): boolean {
    for (; head < queue.length && !ended; head++) {
      const node = queue[head] ?? 0
      const fresh = pending[node] ?? []
      pending[node] = undefined
      const seeing = watchers[node]?.length ?? 0
      for (const element of fresh) {
        for (const number of outgoing[node] ?? none) pass(element, (flags[number] ?? 0) & 7, to[number] ?? 0)
        for (let at = 0; at < seeing; at++) watchers[node]?.[at]?.(element)
      }
      if (head > 65_536) {
        queue.splice(0, head)
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
    has: (node, element) => sets[node]?.has(element) ?? false,
    at: (node) => sets[node] ?? none,
    size: (node) => sets[node]?.size ?? 0,
    into: (node) => incoming[node] ?? none,
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
