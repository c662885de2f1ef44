import { type LimitLog, limits } from '../limits.ts'
import type { CallGraph } from './call-graph.ts'

/** How one starting point leads to a node: the node before it and the instruction there. */
export interface Reach {
  /** By node: the node before it on a shortest path; 0 not reached, itself at the start. */
  readonly before: Int32Array
  readonly site: Int32Array
  /** Methods on the path before the node. */
  readonly depth: Int32Array
  /** The nodes that were reached, nearest first, in the first `count` places. */
  readonly order: Int32Array
  count: number
}

/**
 * Does this edge only hand something over (a delegate that is made, an object given to outside code), so that what it leads to runs
 * when somebody calls it, which may be later?
 */
export function handsOver(graph: CallGraph, edge: number): boolean {
  return (graph.targets[edge] ?? 0) > 2 * graph.program.methodCount || graph.pointers[edge] === 1
}

/** An edge that is not walked: the node it leaves and the IL offset there. */
export function edgeKey(node: number, site: number): number {
  return node * 0x1_0000_0000 + site
}

/**
 * Nodes that are reached from the starting methods, over shortest paths. `steps` is what all calls together may still walk.
 * `blocked` edges (see `edgeKey`) lead nowhere: a handler that is only handed to an event does not run there. `reuse` is an
 * earlier answer that is not needed any more: its room is taken. `now`: only what runs before the start returns, as far as calls
 * tell; what is merely handed over is left out.
 */
export function reachFrom(
  graph: CallGraph,
  starts: readonly number[],
  blocked: ReadonlySet<number>,
  steps: { left: number },
  log: LimitLog,
  reuse?: Reach,
  now = false,
): Reach {
  const reach = reuse === undefined ? emptyReach(graph) : cleared(reuse)
  const { before, site, depth, order } = reach
  for (const start of starts) {
    if (start <= 0 || before[start] !== 0) continue
    before[start] = start
    order[reach.count++] = start
  }
  for (let next = 0; next < reach.count; next++) {
    const node = order[next] ?? 0
    const last = graph.starts[node + 1] ?? 0
    const below = (depth[node] ?? 0) + (node <= graph.program.methodCount ? 1 : 0)
    for (let at = graph.starts[node] ?? 0; at < last; at++) {
      if (steps.left-- <= 0) {
        log.hit.add('reachSteps')
        return reach
      }
      const target = graph.targets[at] ?? 0
      if (before[target] !== 0 || (blocked.size > 0 && blocked.has(edgeKey(node, graph.sites[at] ?? -1))) || (now && handsOver(graph, at))) continue
      before[target] = node
      site[target] = graph.sites[at] ?? -1
      depth[target] = below
      order[reach.count++] = target
    }
  }
  return reach
}

function emptyReach({ nodes }: CallGraph): Reach {
  const column = () => new Int32Array(nodes + 1)
  return { before: column(), site: column().fill(-1), depth: column(), order: column(), count: 0 }
}

/** Only what was written is wiped: many entry points reach little of a large program. */
function cleared(reach: Reach): Reach {
  for (let at = 0; at < reach.count; at++) {
    const node = reach.order[at] ?? 0
    reach.before[node] = 0
    reach.site[node] = -1
    reach.depth[node] = 0
  }
  reach.count = 0
  return reach
}

/** All that may be walked over in one inspection. */
export function reachBudget(): { left: number } {
  return { left: limits.reachSteps }
}

/** One step of a path: a method and the IL offset in it that leads on; null in the last one. */
export interface PathStep {
  readonly method: number
  readonly ilOffset: number | null
}

/**
 * From the starting method to this one, the helper nodes left out; empty when it is not reached. Of a path that is longer than
 * `limits.pathSteps` the start and the end are given, the start without offset; the log is told.
 */
export function pathTo(graph: CallGraph, reach: Reach, method: number, log?: LimitLog): PathStep[] {
  if ((reach.before[method] ?? 0) === 0) return []
  const path: PathStep[] = [{ method, ilOffset: null }]
  let node = method
  let site = reach.site[node] ?? -1
  while (reach.before[node] !== node) {
    node = reach.before[node] ?? 0
    if (node === 0) break
    if (path.length >= limits.pathSteps - 1) {
      log?.hit.add('pathSteps')
      path.push({ method: reach.order[0] ?? 0, ilOffset: null })
      break
    }
    if (node <= graph.program.methodCount) {
      path.push({ method: node, ilOffset: site })
      site = reach.site[node] ?? -1
    } else if (site < 0) site = reach.site[node] ?? -1
  }
  return path.reverse()
}
