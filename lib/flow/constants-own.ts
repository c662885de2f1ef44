import { op } from '../il/opcode-lookup.ts'
import { methodFlags } from '../metadata/flags.ts'
import { cell } from '../metadata/tables.ts'
import { homeOfMethod, ownerOf } from '../model/program.ts'
import { behindAddress, type Evaluator, opcodeAt, operandsAt, recoveredBy, type Spot, spotOf } from './constants-evaluator.ts'
import { type Item, itemOf, type Known, nothingKnown, united } from './constants-item.ts'
import { partialObject } from './constants-objects.ts'
import { type ArgumentRow, argumentRows } from './constants-outside.ts'
import type { Outcome } from './interpret.ts'
import type { Value } from './interpret-values.ts'
import { wholeText } from './template.ts'
import type { ValueAt } from './view.ts'

/**
 * What a call of a method of the set gives: what it is seen to return, or, where that is not one known value and all it is given is
 * known, what comes out when it is run. What was run and is no text that the method simply returns is recovered.
 */
export function ownKnown(ev: Evaluator, spot: Spot): Known {
  const returned = ev.view.returnedBy(spot.instance, spot.value)
  const seen = returned.length === 0 ? nothingKnown : ev.knownOf(returned)
  if (seen.complete && seen.items.length === 1 && seen.items.every(isWhole)) return seen
  const run = runKnown(ev, spot)
  return run === null ? seen : { items: run.items.map((item) => named(item, seen)), complete: run.complete }
}

function isWhole(item: Item): boolean {
  return item.kind === 'text' ? wholeText(item.pieces) !== null : item.kind !== 'list'
}

/** The item as it is seen in the code, where it stands there. */
function named(item: Item, seen: Known): Item {
  const text = item.kind === 'text' ? wholeText(item.pieces) : null
  if (text === null) return item
  return seen.items.find((one) => one.kind === 'text' && one.from.kind === 'constant' && wholeText(one.pieces) === text) ?? item
}

/** Null where it cannot be run: several methods may be meant, something it is given is not known, or the run ended early. */
function runKnown(ev: Evaluator, spot: Spot): Known | null {
  const methods = new Set(ev.view.targetsOf(spot.instance, spot.value).map(ev.view.methodOf))
  const [method] = methods
  if (method === undefined || methods.size !== 1) return null
  const { assembly, row } = homeOfMethod(ev.view.program, method)
  const hasThis = (cell(assembly.metadata.tables, 'MethodDef', row, 'Flags') & methodFlags.static) === 0
  const operands = operandsAt(spot)
  const given = hasThis ? operands.slice(1) : operands
  const rows = argumentRows(ev, given, (at) =>
    // an array that this very call may change is known until then
    ev.known(behindAddress(ev, at), { instance: spot.instance, instruction: spot.value }),
  )
  if (rows === null) return null
  const answers: Known[] = []
  for (const one of rows) {
    const outcome = hasThis ? runOnReceiver(ev, spot, method, operands[0], one) : ev.interpreter.run(method, one.values)
    const item = outcome.ok ? itemOf(outcome.value, recoveredBy(ev, method)) : null
    if (item === null) return null
    answers.push({ items: [item], complete: true })
  }
  return united(answers)
}

/** An object made of constants is made anew; of any other only the fields are known that hold constants. */
function runOnReceiver(ev: Evaluator, call: Spot, method: number, receiver: ValueAt | undefined, row: ArgumentRow): Outcome {
  const made = receiver === undefined ? null : receiverRow(ev, receiver)
  if (made !== null) return ev.interpreter.runOnNew(made.maker, ownerOf(ev.view.program, made.maker), made.values, method, row.values)
  return ev.interpreter.run(method, [partialObject(ev, ev.view.targetsOf(call.instance, call.value), ownerOf(ev.view.program, method)), ...row.values])
}

function receiverRow(ev: Evaluator, receiver: ValueAt): { readonly maker: number; readonly values: readonly Value[] } | null {
  const { leaves, complete } = ev.leavesOf([receiver])
  const [leaf] = leaves
  const spot = leaf === undefined || leaves.length !== 1 || !complete ? null : spotOf(ev, leaf)
  if (spot === null || opcodeAt(spot) !== op.newobj || ev.view.outsideAt(spot.ssa.method, spot.value) !== null) return null
  const makers = new Set(ev.view.targetsOf(spot.instance, spot.value).map(ev.view.methodOf))
  const [maker] = makers
  const [row] = argumentRows(ev, operandsAt(spot)) ?? []
  return maker === undefined || makers.size !== 1 || row === undefined ? null : { maker, values: row.values }
}
