/**
 * The object given to a handler or filter. Values on the operand stack are named by numbers: 0 and above is the number of
 * the instruction that pushed the value, below are this, the unknown one and the phis.
 */
export const exceptionValue = -1
/** A value of which nothing is known: popped in a block that was given up, or coming from one. */
export const unknownValue = -2

const firstPhi = -3

/** Name of a phi by its number, counted from 0 in each method. */
export function phiValue(phi: number): number {
  return firstPhi - phi
}

/** Whether a name is that of a phi. */
export function isPhi(value: number): boolean {
  return value <= firstPhi
}

/** Number of a phi by its name; only where `isPhi` holds. */
export function phiNumber(value: number): number {
  return firstPhi - value
}
