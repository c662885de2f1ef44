import { and, anyOf, type Formula, yes } from './formula.ts'
import { type Asking, type Spot, ssaAt } from './guard-context.ts'
import { literalOf } from './trigger-code.ts'
import { operand, outsideCallAt, seeThrough } from './trigger-slice.ts'
import { expandAll } from './truth-leaves.ts'
import { piecesOf } from './truth-pieces.ts'

const places: ReadonlyMap<string, number> = new Map([
  ...Array.from({ length: 7 }, (_, place): readonly [string, number] => [`get_Item${place + 1}`, place]),
  ['get_Key', 0],
  ['get_Value', 1],
])
const holders = /^System\.(?:Tuple`\d|Collections\.Generic\.KeyValuePair`2)$/

/**
 * When a piece taken from a tuple or pair is as it is asked for, where the code shows how that is made: also where it is one of several,
 * as an own method returns them. Null for other values.
 */
export function overPieces(asking: Asking, from: Spot, ask: (piece: Spot) => Formula): Formula | null {
  const call = outsideCallAt(asking, seeThrough(asking, from).spot)
  const place = call !== null && holders.test(call.callee.owner) ? places.get(call.callee.name) : undefined
  if (call === null || place === undefined || call.operands.length !== 1) return null
  const tuple = operand(call, 0)
  const made = seeThrough(asking, tuple).spot
  const leaves = piecesOf(asking, made).length > 0 ? [{ spot: made, when: yes }] : (expandAll(asking, tuple, () => true) ?? [])
  const answers: Formula[] = []
  for (const { spot, when } of leaves) {
    const ssa = ssaAt(asking, spot.instance)
    // nothing is taken from nothing
    if (ssa !== null && literalOf(ssa, spot.value)?.kind === 'null') continue
    const piece = piecesOf(asking, spot)[place]
    if (piece === undefined) return null
    answers.push(and(when, ask(piece)))
  }
  return answers.length === 0 ? null : anyOf(answers)
}
