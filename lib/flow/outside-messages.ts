import { edgeWay } from './graph.ts'
import { isMessage } from './handles.ts'
import { labelOf } from './label.ts'
import type { Solver } from './solver.ts'

/** Whoever is handed the message itself has its content. */
export function messages(solver: Solver, node: number, into: number, site: number, member: string): void {
  solver.heap.objects(node, (_, item) => {
    if (item.kind !== 'handle' || item.root !== solver.mail || !isMessage(item.name)) return
    const begin = solver.graph.nodes(1)
    const label = labelOf('mail-mime', 'content')
    solver.graph.add(begin, label)
    solver.sources.set(begin, [{ label, site, member, target: -1 }])
    solver.graph.edge(begin, into, edgeWay.plain, site)
  })
}
