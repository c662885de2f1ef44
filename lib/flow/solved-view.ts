import { op } from '../il/opcode-lookup.ts'
import { isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from '../model/assembly.ts'
import { chainOf, ownerOf } from '../model/program.ts'
import { firstItem } from './elements.ts'
import { edgeWay, filter } from './graph.ts'
import { type Label, labelCount } from './label.ts'
import { ownerOfNode } from './owner-of-node.ts'
import { operandAt, type Solver } from './solver.ts'
import { valueKind } from './ssa.ts'
import { fieldCell } from './step.ts'
import type { FlowView, Instance, OutsideMember, Site, Stored, ValueAt } from './view.ts'

/** Nodes looked at to answer one question about where a value was stored or what is in it. */
const reach = 512

/** The solved graph as those see it who work on the answers. */
export function makeView(solver: Solver): FlowView {
  const { graph, heap, elements, instances } = solver
  const deepLabels = new Map<number, readonly Label[]>()
  const stores = new Map<number, readonly Stored[]>()
  const givens = new Map<number, readonly Stored[]>()
  const returns = new Map<number, readonly Stored[]>()
  const callers = new Map<number, readonly Site[]>()
  const nodeAt = ({ instance, value }: ValueAt) => (instances[instance]?.base ?? 0) + value

  function labelsAt(at: ValueAt): readonly Label[] {
    const node = nodeAt(at)
    const known = deepLabels.get(node)
    if (known !== undefined) return known
    const found = new Set<Label>()
    const seen = new Set([node])
    const objects = new Set<number>()
    for (const one of seen) {
      if (seen.size > reach) break
      for (const element of graph.at(one)) {
        if (element < labelCount) found.add(element)
        const item = element >= firstItem ? elements.item(element) : null
        if (item === null || item.kind === 'delegate' || item.kind === 'agent' || item.kind === 'statics' || objects.has(element)) continue
        objects.add(element)
        if (item.kind === 'ref') seen.add(item.cell)
        else for (const [, cell] of heap.names(element)) seen.add(cell)
      }
    }
    const labels = [...found].sort((a, b) => a - b)
    deepLabels.set(node, labels)
    return labels
  }

  /** Instance values behind a node, through nodes that belong to none. */
  function storedAt(start: number, isAsked: (way: number) => boolean, fallback: number): Stored[] {
    const found = new Map<string, Stored>()
    const seen = new Map([[start, fallback]])
    for (const [node, near] of seen) {
      if (seen.size > reach) break
      for (const edge of graph.into(node)) {
        const info = graph.info(edge)
        // what only the data came from is not what was stored
        if ((node === start && !isAsked(info.way)) || (info.filter !== filter.all && info.filter !== filter.objects)) continue
        const from = graph.from(edge)
        const site = info.site >= 0 ? info.site : near
        const owner = ownerOfNode(solver, from)
        if (owner === null) {
          if (!seen.has(from)) seen.set(from, site)
          continue
        }
        const by = site >= 0 ? ownerOfNode(solver, site) : null
        // the instruction that stores is the one whose operand the value is
        const instruction = by !== null && by.instance === owner.instance ? by.value : owner.value
        found.set(`${from} ${instruction}`, { instance: owner.instance, value: owner.value, instruction })
      }
    }
    return [...found.values()]
  }

  /** May what stands at a node, called or called on, run an instance? */
  function mayRun(node: number, instance: Instance): boolean {
    const info = instances[instance]
    if (info === undefined || node < 0) return false
    for (const element of graph.at(node)) {
      if (element < firstItem) continue
      if (element === info.receiver) return true
      const item = elements.item(element)
      if (item === null) continue
      if (item.kind === 'delegate') {
        if (item.method === 0 || item.virtual || item.method === info.method) return true
      } else if (
        info.receiver === 0 &&
        'type' in item &&
        (item.type === 0 || chainOf(solver.program, item.type).includes(ownerOf(solver.program, info.method)))
      )
        return true
    }
    return false
  }

  return {
    program: solver.program,
    instanceCount: instances.length,
    methodOf: (instance) => instances[instance]?.method ?? 0,
    ssaOf: solver.ssaOf,
    callersOf: (instance) => remembered(callers, instance, () => sitesOf(solver, solver.callers.list(instance))),
    entriesOf: (instance) => solver.roots.get(instance) ?? [],
    targetsOf: (instance, instruction) => solver.targets.list((instances[instance]?.base ?? 0) + instruction),
    outsideAt: (method, instruction) => outsideAt(solver, method, instruction),
    labelsAt,
    storesOf: (at) => {
      const info = instances[at.instance]
      if (info === undefined) return []
      const kind = info.ssa.kinds[at.value]
      const isLoad = kind === valueKind.result || kind === valueKind.field || kind === valueKind.written
      return isLoad ? remembered(stores, nodeAt(at), (node) => storedAt(node, (way) => way === edgeWay.heap || way === edgeWay.plain, node)) : []
    },
    givenTo: (at) => remembered(givens, nodeAt(at), (node) => storedAt(node, (way) => way === edgeWay.enter, -1)),
    returnedBy: (instance, instruction) =>
      remembered(returns, (instances[instance]?.base ?? 0) + instruction, (node) => returnedBy(solver, solver.targets.list(node))),
    typesAt: (at) => {
      const own = new Set<number>()
      const outside = new Set<string>()
      for (const element of graph.at(nodeAt(at))) {
        const item = elements.item(element)
        if (item === null || !('name' in item) || item.kind === 'type' || item.kind === 'member') continue
        if ('type' in item && item.type !== 0) own.add(item.type)
        else if (item.name !== '') outside.add(item.name)
      }
      return { own: [...own], outside: [...outside] }
    },
    isTable: (method, instruction) => solver.choices.get(method)?.branches.has(instruction) === true,
    receiverOf: (instance) => instances[instance]?.receiver ?? 0,
    mayBe: (at, object) => graph.has(nodeAt(at), object),
    isOneOfSeveral: (at) => {
      let isOne = false
      for (const element of graph.at(nodeAt(at))) {
        const kind = element < firstItem ? undefined : elements.item(element)?.kind
        if (kind !== 'object' && kind !== 'agent' && kind !== 'delegate' && kind !== 'external') continue
        if (isOne) return true
        isOne = true
      }
      return false
    },
    mayRun: (at, instance) => mayRun(nodeAt(at), instance),
    holdersOf: (load, instance) => {
      const info = instances[load.instance]
      const base = info?.ssa.operands[info.ssa.operandStart[load.value] ?? 0]
      if (info === undefined || base === undefined) return []
      const name = fieldCell(solver, info.index, (info.ssa.code.code.operands[load.value] ?? 0) >>> 0)
      const objects = [...graph.at(info.base + base)].filter((element) => element >= firstItem)
      return objects.filter((element) => mayRun(heap.names(element).get(name) ?? -1, instance))
    },
    delegatesAt: (at) => {
      const found: Instance[] = []
      for (const element of graph.at(nodeAt(at))) {
        const item = elements.item(element)
        if (item?.kind === 'delegate' && item.method !== 0) found.push(...(solver.ofMethod.get(item.method) ?? []))
      }
      return [...new Set(found)]
    },
  }
}

function remembered<T>(known: Map<number, T>, node: number, find: (node: number) => T): T {
  const before = known.get(node)
  if (before !== undefined) return before
  const found = find(node)
  known.set(node, found)
  return found
}

/** Sites from the nodes that name them, in order. */
export function sitesOf(solver: Solver, nodes: Iterable<number>): Site[] {
  return [...nodes]
    .sort((a, b) => a - b)
    .flatMap((node) => {
      const owner = ownerOfNode(solver, node)
      return owner === null ? [] : [{ instance: owner.instance, instruction: owner.value }]
    })
}

function returnedBy(solver: Solver, targets: readonly Instance[]): Stored[] {
  const found: Stored[] = []
  for (const instance of targets) {
    const ssa = solver.instances[instance]?.ssa
    if (ssa === undefined) continue
    const { opcodes, count } = ssa.code.code
    for (let instruction = 0; instruction < count; instruction++) {
      if (opcodes[instruction] !== op.ret) continue
      const value = operandAt(ssa, instruction, 0)
      if (value >= 0) found.push({ instance, value, instruction })
    }
  }
  return found
}

function outsideAt(solver: Solver, method: number, instruction: number): OutsideMember | null {
  const ssa = solver.ssaOf(method)
  if (ssa === null) return null
  const { code, assembly, index } = ssa.code
  const opcode = code.opcodes[instruction]
  const token = (code.operands[instruction] ?? 0) >>> 0
  if (opcode === op.call || opcode === op.callvirt || opcode === op.newobj || opcode === op.ldftn || opcode === op.ldvirtftn) {
    const callee = solver.callees(index, token)
    if (callee === null || callee.method !== 0) return null
    return { api: callee.api, signature: callee.signature, hasThis: callee.hasThis && opcode !== op.newobj, parameters: callee.parameters }
  }
  const isField = opcode === op.ldfld || opcode === op.ldsfld || opcode === op.ldflda || opcode === op.ldsflda
  if (!isField || !isRowOf(assembly.metadata.tables, 'MemberRef', token)) return null
  const { api, signature } = memberName(assembly, tokenRow(token))
  return { api, signature, hasThis: opcode === op.ldfld || opcode === op.ldflda, parameters: 0 }
}
