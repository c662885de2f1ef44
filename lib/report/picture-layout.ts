import type { Picture, PictureEdge, PictureNode } from './picture-graph.ts'

/** Sizes in pixels of the picture. */
export const boxHeight = 36
/** Boxes of a picture are as wide as each other: as the page has room for, within these. */
const narrowest = 168
const widest = 248
const pageWidth = 1228
const columnGap = 40
const rowGap = 12
const top = 28
const margin = 6
/** Room for a line that passes a layer. */
const passHeight = 10

export interface Box {
  readonly node: PictureNode
  readonly x: number
  readonly y: number
}

interface Point {
  readonly x: number
  readonly y: number
}

/** One piece of a line, from layer to layer; the last one has the arrow's tip. */
export interface Line {
  readonly kind: PictureEdge['kind']
  readonly from: Point
  readonly to: Point
  readonly isEnd: boolean
}

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly boxWidth: number
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
  readonly headings: readonly { readonly x: number; readonly text: string }[]
}

/** What stands in a layer: a node, or the place where lines from one node pass on to a later layer. */
interface Slot {
  readonly key: string
  readonly node: PictureNode | null
}

interface Link {
  readonly from: string
  readonly to: string
  readonly kind: PictureEdge['kind']
  readonly isEnd: boolean
}

/**
 * Places nodes in layers from left to right: entry points, methods by their distance from them, data, effects. A line over
 * several layers has a place in each, so that it runs between boxes. Within a layer each stands near the middle of what it
 * hangs together with (the barycentre heuristic), so that few lines cross.
 */
export function layOut({ nodes, edges }: Picture): Drawing {
  const layers = layersOf(nodes)
  const { columns: unordered, links } = throughLayers(
    layers.map((layer) => layer.nodes),
    edges,
  )
  const columns = ordered(unordered, links)
  const boxWidth = widthFor(layers.length)
  const xOf = (layer: number): number => margin + layer * (boxWidth + columnGap)
  const most = Math.max(...columns.map(heightOf), boxHeight)
  const at = new Map<string, { readonly x: number; readonly y: number; readonly slot: Slot }>()
  for (const [layer, column] of columns.entries()) {
    let y = top + (most - heightOf(column)) / 2
    for (const slot of column) {
      at.set(slot.key, { x: xOf(layer), y: Math.round(y), slot })
      y += slotHeight(slot)
    }
  }
  const boxes = [...at.values()].flatMap(({ x, y, slot }) => (slot.node === null ? [] : [{ node: slot.node, x, y }]))
  const lines = links.flatMap(({ from, to, kind, isEnd }): Line[] => {
    const [a, b] = [at.get(from), at.get(to)]
    if (a === undefined || b === undefined) return []
    const middle = ({ y, slot }: { readonly y: number; readonly slot: Slot }) => y + (slot.node === null ? passHeight : boxHeight) / 2
    const end: Line = { kind, from: { x: a.x + boxWidth, y: middle(a) }, to: { x: b.x, y: middle(b) }, isEnd }
    const pass: Line[] = b.slot.node === null ? [{ kind, from: end.to, to: { x: b.x + boxWidth, y: middle(b) }, isEnd: false }] : []
    return [end, ...pass]
  })
  return {
    width: xOf(layers.length) - columnGap + margin,
    height: top + most,
    boxWidth,
    boxes,
    lines,
    headings: layers.map(({ heading }, layer) => ({ x: xOf(layer), text: heading })).filter(({ text }) => text !== ''),
  }
}

function layersOf(nodes: readonly PictureNode[]): { heading: string; nodes: PictureNode[] }[] {
  const depths = [...new Set(nodes.filter(({ kind }) => kind === 'method').map(({ depth }) => depth))].sort((a, b) => a - b)
  return [
    { heading: 'Entry points', nodes: nodes.filter(({ kind }) => kind === 'entry') },
    ...depths.map((depth, index) => ({ heading: index === 0 ? 'Calls' : '', nodes: nodes.filter((node) => node.kind === 'method' && node.depth === depth) })),
    { heading: 'Data', nodes: nodes.filter(({ kind }) => kind === 'data') },
    { heading: 'What it does', nodes: nodes.filter(({ kind }) => kind === 'effect') },
  ].filter((layer) => layer.nodes.length > 0)
}

/** Each edge as links from layer to layer; edges of one node and kind share the places they pass. */
function throughLayers(layers: readonly (readonly PictureNode[])[], edges: readonly PictureEdge[]): { columns: Slot[][]; links: Link[] } {
  const layerOf = new Map(layers.flatMap((layer, index) => layer.map(({ key }) => [key, index] as const)))
  const columns: Slot[][] = layers.map((layer) => layer.map((node) => ({ key: node.key, node })))
  const links = new Map<string, Link>()
  const link = (one: Link): void => {
    links.set(`${one.kind}\n${one.from}\n\n${one.to}`, one)
  }
  const passes = new Set<string>()
  for (const { from, to, kind } of edges) {
    const [first, last] = [layerOf.get(from), layerOf.get(to)]
    if (first === undefined || last === undefined) continue
    let before = from
    for (let layer = first + 1; layer < last; layer++) {
      const key = `pass ${layer} ${kind} ${from}`
      if (!passes.has(key)) columns[layer]?.push({ key, node: null })
      passes.add(key)
      link({ from: before, to: key, kind, isEnd: false })
      before = key
    }
    link({ from: before, to, kind, isEnd: true })
  }
  return { columns, links: [...links.values()] }
}

function heightOf(column: readonly Slot[]): number {
  return column.reduce((sum, slot) => sum + slotHeight(slot), 0)
}

function slotHeight({ node }: Slot): number {
  return (node === null ? passHeight : boxHeight) + rowGap
}

function widthFor(layers: number): number {
  const room = Math.floor((pageWidth - 2 * margin + columnGap) / Math.max(1, layers)) - columnGap
  return Math.min(widest, Math.max(narrowest, room))
}

/** Sweeps over the layers: each pass moves what stands apart from its neighbours. More sweeps change little. */
const sweeps = 8

function ordered(columns: readonly (readonly Slot[])[], links: readonly Link[]): Slot[][] {
  const neighbours = new Map<string, string[]>()
  const note = (a: string, b: string): void => {
    const known = neighbours.get(a)
    if (known === undefined) neighbours.set(a, [b])
    else known.push(b)
  }
  for (const { from, to } of links) {
    note(from, to)
    note(to, from)
  }
  const sorted = columns.map((column) => [...column])
  const place = new Map<string, number>()
  const settle = (column: readonly Slot[]): void => {
    let y = -heightOf(column) / 2
    for (const slot of column) {
      place.set(slot.key, y + slotHeight(slot) / 2)
      y += slotHeight(slot)
    }
  }
  for (const column of sorted) settle(column)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const column of sweep % 2 === 0 ? sorted : [...sorted].reverse()) {
      const wish = new Map(column.map(({ key }) => [key, middleOf(neighbours.get(key) ?? [], place) ?? place.get(key) ?? 0]))
      column.sort((a, b) => (wish.get(a.key) ?? 0) - (wish.get(b.key) ?? 0))
      settle(column)
    }
  }
  return sorted
}

function middleOf(keys: readonly string[], place: ReadonlyMap<string, number>): number | null {
  return keys.length === 0 ? null : keys.reduce((sum, key) => sum + (place.get(key) ?? 0), 0) / keys.length
}
