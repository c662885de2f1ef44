import { passing, type Room } from '../bytes/columns.ts'

/** A list of 32-bit integers that grows without an object a number. */
export interface Growing {
  values: Int32Array
  length: number
  /** Where its columns come from. */
  readonly room: Room
}

/** For the function that takes it, unless another room is given. */
export function growing(room: Room = passing): Growing {
  return { values: room.int32(16), length: 0, room }
}

export function append(list: Growing, value: number): void {
  if (list.length === list.values.length) {
    const larger = list.room.int32(list.values.length * 2)
    larger.set(list.values)
    list.values = larger
  }
  list.values[list.length++] = value
}
