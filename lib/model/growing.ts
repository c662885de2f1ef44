import { passing } from '../bytes/columns.ts'

/** A list of 32-bit integers that grows without an object a number. */
export interface Growing {
  values: Int32Array
  length: number
}

export function growing(): Growing {
  return { values: passing.int32(16), length: 0 }
}

export function append(list: Growing, value: number): void {
  if (list.length === list.values.length) {
    const larger = passing.int32(list.values.length * 2)
    larger.set(list.values)
    list.values = larger
  }
  list.values[list.length++] = value
}
