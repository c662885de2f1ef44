import { sourceWords } from '../profile/flow-words.ts'
import type { Entry, Finding, Profile, Severity } from '../profile/profile.ts'
import { merge } from './merge.ts'
import { findOwner, withoutParameters } from './owner.ts'
import { entryWords } from './words.ts'

/** Nodes a picture holds at most: more could be drawn, and not read. */
export const mostNodes = 50

/** Methods of one path that are drawn behind the entry point; of longer ones the first and the last two. */
const longestPath = 3

export type NodeKind = 'entry' | 'method' | 'data' | 'effect'

export interface PictureNode {
  readonly key: string
  readonly kind: NodeKind
  readonly label: string
  readonly detail: string
  readonly severity: Severity | null
  /** Calls away from the entry point, for methods. */
  depth: number
}

export interface PictureEdge {
  readonly from: string
  readonly to: string
  /** Mail data was proven to go here, or calls between the two are left out. */
  readonly kind: 'call' | 'data' | 'far'
}

export interface Picture {
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
  /** Kinds of findings for which there was no room. */
  readonly left: number
  /** Kinds of findings of severity info, which are not drawn. */
  readonly minor: number
}

/** What a picture shows: entry points, the methods on the paths from them, data that flows, and what is done; gravest first while there is room. */
export function graphOf(profile: Profile): Picture {
  const nodes = new Map<string, PictureNode>()
  const edges = new Map<string, PictureEdge>()
  const reached = merge(profile.findings.filter(({ entries }) => entries.length > 0))
  const drawn = reached.filter(([first]) => first?.severity !== 'info')
  let left = 0
  for (const same of drawn.length > 0 ? drawn : reached) {
    const part = partOf(same)
    const added = part.nodes.filter(({ key }) => !nodes.has(key))
    if (nodes.size + added.length > mostNodes) {
      left++
      continue
    }
    for (const node of part.nodes) {
      const known = nodes.get(node.key)
      if (known === undefined) nodes.set(node.key, node)
      else known.depth = Math.min(known.depth, node.depth)
    }
    for (const edge of part.edges) {
      const key = `${edge.from}\n\n${edge.to}`
      const known = edges.get(key)
      // that data goes there says more than that it is called, and a call more than one with others between
      if (known === undefined || rank(edge) > rank(known)) edges.set(key, edge)
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], left, minor: drawn.length > 0 ? reached.length - drawn.length : 0 }
}

function rank({ kind }: PictureEdge): number {
  return { far: 0, call: 1, data: 2 }[kind]
}

/** Nodes and edges of one kind of finding. */
function partOf(same: readonly Finding[]): { nodes: PictureNode[]; edges: PictureEdge[] } {
  const nodes = new Map<string, PictureNode>()
  const edges: PictureEdge[] = []
  const add = (node: PictureNode): string => {
    if (!nodes.has(node.key)) nodes.set(node.key, node)
    return node.key
  }
  const [first] = same
  if (first === undefined) return { nodes: [], edges }
  const effect = add(effectNode(first, same.length))
  for (const finding of same) {
    const [entry] = finding.entries
    if (entry === undefined) continue
    let last = add({
      key: `entry ${entry.token} ${entry.kind} ${entry.event ?? ''} ${entry.type}`,
      kind: 'entry',
      label: entry.event ?? entryWords[entry.kind],
      detail: shortType(entry.type),
      severity: null,
      depth: 0,
    })
    // the handler is the entry point's own method, and drawn as such
    const path = finding.path[0]?.token === entry.token ? finding.path.slice(1) : finding.path
    const steps = path.length > longestPath ? [...path.slice(0, 1), null, ...path.slice(-2)] : path
    let kind: PictureEdge['kind'] = 'call'
    let depth = 0
    const entryKey = last
    for (const step of steps) {
      if (step === null) {
        kind = 'far'
        continue
      }
      depth++
      const method = add(methodNode(step.method, step.token, depth))
      if (method !== last) edges.push({ from: last, to: method, kind })
      last = method
      kind = 'call'
    }
    edges.push({ from: last, to: effect, kind: 'call' })
    for (const edge of dataEdges(finding, effect, { entry, key: entryKey }, depth, add)) edges.push(edge)
  }
  return { nodes: [...nodes.values()], edges }
}

/** What flows into it: a node for the kinds of data, reached from the methods that read them. */
function dataEdges(
  { flows }: Finding,
  effect: string,
  top: { readonly entry: Entry; readonly key: string },
  depth: number,
  add: (node: PictureNode) => string,
): PictureEdge[] {
  const kinds = [...new Set(flows.map(({ source }) => source.kind))].filter((kind) => kind !== 'constant')
  if (kinds.length === 0) return []
  const label = kinds.map((kind) => sourceWords.get(kind) ?? kind).join(', ')
  const data = add({ key: `data ${label}`, kind: 'data', label, detail: 'data', severity: null, depth: 0 })
  const edges: PictureEdge[] = [{ from: data, to: effect, kind: 'data' }]
  for (const { source } of flows.slice(0, 4)) {
    const { method, token } = source.at
    if (method === null || source.kind === 'constant') continue
    const isHandler = token === top.entry.token && source.at.assembly === null
    const reader = isHandler ? top.key : add(methodNode(method, token ?? '', Math.max(1, Math.min(depth, longestPath))))
    if (reader !== top.key) edges.push({ from: top.key, to: reader, kind: 'far' })
    edges.push({ from: reader, to: data, kind: 'data' })
  }
  return edges
}

function effectNode({ rule, title, severity, level, flows }: Finding, many: number): PictureNode {
  const targets = [...new Set(flows.flatMap(({ sink }) => (sink.target === null ? [] : [sink.target])))]
  const times = many > 1 ? ` ×${many}` : ''
  const key = `effect ${rule} ${severity} ${level} ${targets.join(' ')}`
  return { key, kind: 'effect', label: `${title}${times}`, detail: targets[0] ?? rule, severity, depth: 0 }
}

function methodNode(method: string, token: string, depth: number): PictureNode {
  const name = findOwner(method) ?? withoutParameters(method)
  const colons = name.lastIndexOf('::')
  const label = colons < 0 ? shortType(name) : `${shortType(name.slice(0, colons))}::${name.slice(colons + 2)}`
  return { key: `method ${token} ${method}`, kind: 'method', label, detail: token, severity: null, depth }
}

function shortType(type: string): string {
  return type.slice(type.lastIndexOf('.', type.length - 2) + 1)
}
