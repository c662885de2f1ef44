import { limits } from '../limits.ts'
import { labelCount } from './label.ts'

/** What stands at a node besides labels. `type`: a type of the set by its id, 0 for an outside one, whose `name` is given. */
export type Item =
  /** Made by the instruction at `site`; `depth`: how many objects its context nests. */
  | { readonly kind: 'object'; readonly type: number; readonly name: string; readonly site: number; readonly depth: number }
  /** An agent or factory: one for each type, whoever makes it. */
  | { readonly kind: 'agent'; readonly type: number; readonly name: string }
  /** An Exchange object: one for each message and type (or, for a property bag, member). */
  | { readonly kind: 'handle'; readonly root: number; readonly name: string }
  /** Given by outside code; what it is made of is not known. */
  | { readonly kind: 'external'; readonly type: number; readonly name: string; readonly site: number }
  /** A delegate made at `site`: the method of the set, or an outside member. Its receivers stand in its cell `target`. */
  | { readonly kind: 'delegate'; readonly method: number; readonly api: string; readonly virtual: boolean; readonly site: number }
  | { readonly kind: 'pointer'; readonly method: number; readonly api: string; readonly virtual: boolean }
  /** An address: of the cell that is this node. */
  | { readonly kind: 'ref'; readonly cell: number }
  | { readonly kind: 'text'; readonly value: string }
  /** A text that is not known, by the instruction that makes it: two places that hold it hold the same. */
  | { readonly kind: 'token'; readonly site: number }
  | { readonly kind: 'type'; readonly type: number; readonly name: string }
  /** A method looked up by reflection on a type. */
  | { readonly kind: 'member'; readonly type: number; readonly name: string; readonly member: string }
  /** What lies behind a path or a name outside the process: content put there under it is found there again. */
  | { readonly kind: 'place'; readonly of: number }
  /** The holder of all static fields. */
  | { readonly kind: 'statics' }

/** Items as numbers from `firstItem` on; equal items have one number. */
export interface Elements {
  readonly of: (item: Item) => number
  /** Null for a label. */
  readonly item: (element: number) => Item | null
  readonly count: () => number
  readonly full: () => boolean
}

export const firstItem = 256

export function makeElements(): Elements {
  if (labelCount > firstItem) throw new TypeError('labels and items overlap')
  const items: Item[] = []
  const known = new Map<string, number>()
  return {
    of: (item) => {
      const key = keyOf(item)
      const before = known.get(key)
      if (before !== undefined) return before
      const element = firstItem + items.length
      items.push(item)
      known.set(key, element)
      return element
    },
    item: (element) => items[element - firstItem] ?? null,
    count: () => items.length,
    full: () => items.length > limits.flowObjects,
  }
}

function keyOf(item: Item): string {
  switch (item.kind) {
    case 'object':
      return `o ${item.site} ${item.type} ${item.name}`
    case 'agent':
      return `a ${item.type}`
    case 'handle':
      return `h ${item.root} ${item.name}`
    case 'external':
      return `e ${item.site} ${item.type} ${item.name}`
    case 'delegate':
      return `d ${item.site} ${item.method} ${item.api}`
    case 'pointer':
      return `p ${item.method} ${item.virtual ? 'v' : ''} ${item.api}`
    case 'ref':
      return `r ${item.cell}`
    case 'text':
      return `t ${item.value}`
    case 'token':
      return `k ${item.site}`
    case 'type':
      return `y ${item.type} ${item.name}`
    case 'member':
      return `m ${item.type} ${item.name} ${item.member}`
    case 'place':
      return `f ${item.of}`
    case 'statics':
      return 's'
    default: {
      const missing: never = item
      return missing
    }
  }
}

/** Does the item have cells of its own? */
export function isObject(item: Item | null): boolean {
  return item !== null && item.kind !== 'text' && item.kind !== 'token' && item.kind !== 'type' && item.kind !== 'member' && item.kind !== 'pointer'
}
