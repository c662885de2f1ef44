import { passing } from '../bytes/columns.ts'
import { append, growing } from '../model/growing.ts'
import { resolved, unknown, type Values, valueCount } from './build-ssa-values.ts'
import { valueKind } from './ssa.ts'

/**
 * Finds the phis that are only another value: all their arguments are that one or they themselves. Gives what each value stands
 * for. Values found equal are joined in classes; a phi that still has two different arguments waits for their classes to meet, and
 * the smaller class moves, so the work stays near-linear.
 */
export function simplifyPhis(values: Values): (name: number) => number {
  const none = unknown(values)
  const { base, kinds, firstArg, endArg, argValues } = values
  const count = valueCount(values)
  // most methods have none
  if (!hasPhi(values)) return (name) => resolved(values, name)
  const parent = passing.int32(count)
  for (let at = 0; at < count; at++) parent[at] = at
  /** Of a class, by its root: the value it stands for, who waits for it (a list) and how many. */
  const meaning = passing.int32(count)
  meaning.set(parent)
  const firstWaiting = passing.int32(count).fill(-1)
  const lastWaiting = passing.int32(count).fill(-1)
  const waitingCount = passing.int32(count)
  const waiting = growing()
  const nextWaiting = growing()
  /** By phi: where the search for a second argument stands, the first one, and whether it is done. */
  const place = passing.int32(kinds.length)
  place.set(firstArg.values.subarray(0, kinds.length))
  const witness = passing.int32(kinds.length).fill(-1)
  const isDone = passing.uint8(kinds.length)
  const isWaiting = passing.uint8(kinds.length)
  const work: number[] = []

  function rootOf(name: number): number {
    let at = resolved(values, name)
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? 0] ?? 0
      at = parent[at] ?? 0
    }
    return at
  }

  function wait(root: number, phi: number): void {
    append(waiting, phi)
    append(nextWaiting, -1)
    const entry = waiting.length - 1
    if (firstWaiting[root] === -1) firstWaiting[root] = entry
    else nextWaiting.values[lastWaiting[root] ?? 0] = entry
    lastWaiting[root] = entry
    waitingCount[root] = (waitingCount[root] ?? 0) + 1
  }

  /** Joins the class of a phi with that of the value it is. */
  function join(phi: number, value: number): void {
    const stands = meaning[value] ?? value
    const isSmaller = (waitingCount[phi] ?? 0) <= (waitingCount[value] ?? 0)
    const small = isSmaller ? phi : value
    const large = isSmaller ? value : phi
    parent[small] = large
    meaning[large] = stands
    if (firstWaiting[small] === -1) return
    for (let entry = firstWaiting[small] ?? -1; entry >= 0; entry = nextWaiting.values[entry] ?? -1) work.push(waiting.values[entry] ?? 0)
    if (firstWaiting[large] === -1) firstWaiting[large] = firstWaiting[small] ?? -1
    else nextWaiting.values[lastWaiting[large] ?? 0] = firstWaiting[small] ?? -1
    lastWaiting[large] = lastWaiting[small] ?? -1
    waitingCount[large] = (waitingCount[large] ?? 0) + (waitingCount[small] ?? 0)
  }

  function check(phi: number): void {
    const at = phi - base
    if (isDone[at] === 1) return
    const self = rootOf(phi)
    let first = witness[at] ?? -1
    if (first >= 0 && rootOf(first) === self) first = -1
    const before = place[at] ?? 0
    let here = before
    for (; here < (endArg.values[at] ?? 0); here++) {
      const root = rootOf(argValues.values[here] ?? 0)
      if (root === self) continue
      if (first < 0) first = argValues.values[here] ?? 0
      else if (root !== rootOf(first)) break
    }
    place[at] = here
    const isSame = isWaiting[at] === 1 && here === before && first === witness[at]
    witness[at] = first
    if (here < (endArg.values[at] ?? 0)) {
      if (isSame) return
      isWaiting[at] = 1
      for (const root of [self, rootOf(first), rootOf(argValues.values[here] ?? 0)]) wait(root, phi)
      return
    }
    isDone[at] = 1
    join(self, rootOf(first < 0 ? none : first))
  }

  for (let at = kinds.length - 1; at >= 0; at--) if (kinds.values[at] === valueKind.phi) work.push(base + at)
  for (let phi = work.pop(); phi !== undefined; phi = work.pop()) check(phi)
  return (name) => meaning[rootOf(name)] ?? name
}

function hasPhi({ kinds }: Values): boolean {
  for (let at = 0; at < kinds.length; at++) if (kinds.values[at] === valueKind.phi) return true
  return false
}
