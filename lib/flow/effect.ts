import type { Grade, SinkKind, SourceKind } from './label.ts'

/**
 * Parts of an object that hold something. `content`: what a stream, builder or body holds; `element`, `key`, `value`: a collection's;
 * `result`: a task's, a lazy value's; `inner`: the stream below a wrapper; `pointee`: what a pointer or reference leads to;
 * `path`, `target`: what a file or connection object was made with; `item1` … `item8`: a tuple's.
 */
export const cellNames = [
  ...(['content', 'element', 'key', 'value', 'result', 'inner', 'pointee', 'path', 'target'] as const),
  ...(['item1', 'item2', 'item3', 'item4', 'item5', 'item6', 'item7', 'item8'] as const),
] as const
export type CellName = (typeof cellNames)[number]

/**
 * A place in a call: `this`, `return`, a parameter by number (the receiver not counted) or all of them, or a cell of the objects
 * there. `keyed`: the cell that the constant in that parameter names (`this[0]`), every cell of that kind where it is not constant.
 */
export interface Place {
  readonly base: 'this' | 'return' | 'params' | number
  readonly cells: readonly CellName[]
  readonly keyed: number | null
}

/** Whether a wrapper takes from the stream below it, writes to it, or does what a constant argument says. */
export type WrapDirection = 'read' | 'write' | 'both' | { readonly by: number; readonly write: number }

/** One thing a member outside the set does with what it is given. */
export type Effect =
  /** Everything at `from`, objects and data, is also at `to`. */
  | { readonly kind: 'copy'; readonly from: Place; readonly to: Place }
  /** Only the data that is in `from`, however deep, also is in `to`; objects are left behind. */
  | { readonly kind: 'data'; readonly from: Place; readonly to: Place; readonly as: 'same' | 'digest' | 'measure' }
  | { readonly kind: 'source'; readonly source: SourceKind; readonly grade: Grade; readonly to: Place; readonly target: Place | null }
  /** Data that is at `from` reaches the sink; `target`: what says where to. */
  | { readonly kind: 'sink'; readonly sink: SinkKind; readonly from: Place; readonly target: Place | null }
  /** Writing into the content of the objects at `of` is the sink. */
  | { readonly kind: 'role'; readonly sink: SinkKind; readonly of: Place; readonly target: Place | null }
  /** The delegate is called, now or later, with these as arguments; what it returns goes to `to`. */
  | { readonly kind: 'call'; readonly delegate: Place; readonly with: readonly Place[]; readonly to: Place | null }
  /** The set's own method of this name is called on the objects there. */
  | { readonly kind: 'run'; readonly on: Place; readonly method: string; readonly to: Place | null }
  /** The object at `outer` is a layer above the stream at `inner`. */
  | { readonly kind: 'wrap'; readonly outer: Place; readonly inner: Place; readonly direction: WrapDirection }
  /** Outside code makes objects of the set's types from the data at `from`: those at `to`, or one of a type that is told by a cast. */
  | { readonly kind: 'restore'; readonly from: Place; readonly to: Place }
  /** The call gives a new object of its own. */
  | { readonly kind: 'new' }

/** Effects of one kind. */
export type EffectOf<K extends Effect['kind']> = Extract<Effect, { readonly kind: K }>
