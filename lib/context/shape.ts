import type { Bag } from './bag.ts'
import type { ContextRecord, Moment } from './record.ts'

/** What is known of a listing besides its objects. */
export interface Place {
  readonly source: string
  /** The transport service it is about. */
  readonly service: string | null
  /** The zone of times that do not tell theirs. */
  readonly zone: Moment['zone']
}

/** A kind of object, known by the properties it has. */
export interface Shape {
  /** What a listing of it is called. */
  readonly type: string
  /** Of each group at least one property is there; by `keyOf`. */
  readonly needs: readonly (readonly string[])[]
  /** Objects that have one of these are something else. */
  readonly unless?: readonly string[]
  /** The record, a sentence on why there is none, or null for what is passed over on purpose. */
  readonly read: (bag: Bag, place: Place) => ContextRecord | string | null
}

export function fits(shape: Shape, has: (key: string) => boolean): boolean {
  return shape.needs.every((group) => group.some(has)) && !shape.unless?.some(has)
}
