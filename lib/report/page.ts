/**
 * A report as content without a form: what Markdown and HTML both write. Text is raw, names from the file and all; whoever
 * writes it escapes it. `code` is a name or value given as it is, `text` a sentence that may hold such names.
 */
export type Inline = string | { readonly code: string } | { readonly strong: string } | { readonly severity: string }
export type Cell = readonly Inline[]

export type Block =
  | { readonly kind: 'text'; readonly text: Cell }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[]; readonly left: number }
  /** Label and value, one a line. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, cell: Cell])[]; readonly left: number }
  | {
      readonly kind: 'list'
      readonly isOrdered: boolean
      readonly items: readonly { readonly text: Cell; readonly command: string | null }[]
      readonly left: number
    }

export interface Section {
  /** Stable, for links: letters and dashes of this program. */
  readonly id: string
  readonly title: string
  readonly blocks: readonly Block[]
}

/** How much of each list is told: a ticket takes less than a page of its own. */
export interface Depth {
  readonly rows: number
  readonly values: number
  readonly steps: boolean
}

/** What is short enough to read in a ticket. */
export const ticketDepth: Depth = { rows: 15, values: 4, steps: false }

/** What a page of its own holds. */
export const wholeDepth: Depth = { rows: 200, values: 20, steps: true }

/** A table of at most as many rows as the depth says; empty without rows. */
export function table<T>({ rows: most }: Depth, head: readonly string[], items: readonly T[], row: (item: T) => readonly Cell[]): Block[] {
  if (items.length === 0) return []
  return [{ kind: 'table', head, rows: items.slice(0, most).map(row), left: Math.max(0, items.length - most) }]
}

/** Label and value, without those that have none. */
export function facts({ rows: most }: Depth, rows: readonly (readonly [string, Cell | null])[]): Block[] {
  const present = rows.flatMap(([label, cell]) => (cell === null ? [] : [[label, cell] as const]))
  return present.length === 0 ? [] : [{ kind: 'facts', rows: present.slice(0, most), left: Math.max(0, present.length - most) }]
}

/** A list of at most as many items as the depth says; empty without items. */
export function list<T>({ rows: most }: Depth, items: readonly T[], item: (one: T) => { text: Cell; command?: string | null }, isOrdered = false): Block[] {
  if (items.length === 0) return []
  const shown = items.slice(0, most).map(item)
  return [{ kind: 'list', isOrdered, items: shown.map(({ text, command }) => ({ text, command: command ?? null })), left: items.length - shown.length }]
}

export const paragraph = (...text: Inline[]): Block => ({ kind: 'text', text })

/** A value given as it is; nothing for none. */
export function code(value: string | null): Cell {
  return value === null ? [] : [{ code: value }]
}

/** Values one after the other. */
export function codes(values: readonly string[], most: number): Cell {
  const shown = values.slice(0, most).flatMap((value, index): Inline[] => (index === 0 ? [{ code: value }] : [', ', { code: value }]))
  return values.length > most ? [...shown, ` and ${values.length - most} more`] : shown
}
