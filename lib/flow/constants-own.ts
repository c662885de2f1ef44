import { op, opcodeName } from '../il/opcode-lookup.ts'
import { methodFlags } from '../metadata/flags.ts'
import { runOf } from '../metadata/runs.ts'
import { cell } from '../metadata/tables.ts'
import { methodCode } from '../model/method-code.ts'
import { baseNameOf, chainOf, homeOfMethod, homeOfType, methodsOf, ownerOf, type Program } from '../model/program.ts'
import { isMutating } from './constants-changes.ts'
import { behindAddress, type Evaluator, isMove, isRepeated, opcodeAt, operandsAt, recoveredBy, type Spot, spotOf, usesOf } from './constants-evaluator.ts'
import { type Item, itemOf, type Known, nothingKnown, united } from './constants-item.ts'
import { partialObject } from './constants-objects.ts'
import { type ArgumentRow, argumentRows } from './constants-outside.ts'
import type { Outcome } from './interpret.ts'
import type { Value } from './interpret-values.ts'
import { wholeText } from './template.ts'
import type { Instance, ValueAt } from './view.ts'

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
  const receivers = hasThis ? runsByReceiver(ev, spot) : [[]]
  if (receivers.length > mostReceivers) return null
  for (const one of rows) {
    for (const running of receivers) {
      const outcome = hasThis ? runOnReceiver(ev, spot, method, operands[0], running, one) : ev.interpreter.run(method, one.values)
      // what comes out as it went in was not hidden
      const isGiven = outcome.ok && outcome.value !== null && one.values.includes(outcome.value)
      const item = outcome.ok ? itemOf(outcome.value, isGiven ? one.from : recoveredBy(ev, method)) : null
      if (item === null) return null
      answers.push({ items: [item], complete: true })
    }
  }
  return united(answers)
}

const mostReceivers = 16

/** The instances that run for a call, those of one object together: each has fields of its own. */
function runsByReceiver({ view }: Evaluator, { instance, value }: Spot): readonly (readonly Instance[])[] {
  const found = new Map<number, Instance[]>()
  for (const target of view.targetsOf(instance, value)) {
    const receiver = view.receiverOf(target)
    found.set(receiver, [...(found.get(receiver) ?? []), target])
  }
  return [...found.values()]
}

/** An object made of constants is made anew; of any other only the fields are known that hold constants. */
function runOnReceiver(ev: Evaluator, call: Spot, method: number, receiver: ValueAt | undefined, running: readonly Instance[], row: ArgumentRow): Outcome {
  const made = receiver === undefined ? null : receiverRow(ev, receiver, call)
  if (made !== null) return ev.interpreter.runOnNew(made.maker, ownerOf(ev.view.program, made.maker), made.values, method, row.values)
  return ev.interpreter.run(method, [partialObject(ev, running, ownerOf(ev.view.program, method)), ...row.values])
}

function receiverRow(ev: Evaluator, receiver: ValueAt, call: Spot): { readonly maker: number; readonly values: readonly Value[] } | null {
  const { leaves, complete } = ev.leavesOf([receiver])
  const [leaf] = leaves
  const spot = leaf === undefined || leaves.length !== 1 || !complete ? null : spotOf(ev, leaf)
  if (spot === null || opcodeAt(spot) !== op.newobj || ev.view.outsideAt(spot.ssa.method, spot.value) !== null) return null
  if (spot.instance !== call.instance || !isAsMade(ev, spot, call)) return null
  const makers = new Set(ev.view.targetsOf(spot.instance, spot.value).map(ev.view.methodOf))
  const [maker] = makers
  const [row] = argumentRows(ev, operandsAt(spot)) ?? []
  return maker === undefined || makers.size !== 1 || row === undefined ? null : { maker, values: row.values }
}

/** Is an object just as its constructor left it when the call comes? So it is where nothing else is done with it, or nothing changes it. */
function isAsMade(ev: Evaluator, made: Spot, call: Spot): boolean {
  const others = usesOf(ev, made).filter((use) => use.instruction !== call.value && !isMove(made, use))
  if (others.length === 0 && !isRepeated(made, call.value)) return true
  const [target] = ev.view.targetsOf(made.instance, made.value)
  if (target === undefined) return false
  const type = ownerOf(ev.view.program, ev.view.methodOf(target))
  const keeps = ev.keptTypes.get(type) ?? keepsItsState(ev, type)
  ev.keptTypes.set(type, keeps)
  return keeps
}

/** Do only constructors store fields of a type and its bases, and no other method an element of an array in one? */
function keepsItsState(ev: Evaluator, type: number): boolean {
  const { program } = ev.view
  const { stores } = ev.interpreter.statics()
  for (const at of chainOf(program, type)) {
    const { index, assembly, row } = homeOfType(program, at)
    for (const field of runOf(assembly.metadata.tables, 'TypeDef', row, 'FieldList', 'Field')) if (stores.has(index * 0x100_0000 + field)) return false
    for (const method of methodsOf(program, at)) if (!isConstructor(program, method) && changesFields(ev, method)) return false
  }
  return baseNameOf(program, chainOf(program, type).at(-1) ?? type) === 'System.Object'
}

function isConstructor(program: Program, method: number): boolean {
  const { assembly, row } = homeOfMethod(program, method)
  return assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name')).startsWith('.')
}

/** Does a method store into an array, take an address or call a changing member on what it loads from a field? */
function changesFields(ev: Evaluator, method: number): boolean {
  const made = methodCode(ev.cache, method)
  if (made === null) return true
  const { code, stack } = made
  const isField = (value: number): boolean => value >= 0 && (code.opcodes[value] === op.ldfld || code.opcodes[value] === op.ldflda)
  for (let at = 0; at < code.count; at++) {
    const name = opcodeName(code.opcodes[at] ?? 0) ?? ''
    const first = stack.operandDefs[stack.operandStart[at] ?? 0] ?? -1
    if (code.opcodes[at] === op.ldflda) return true
    if ((name.startsWith('stelem') || name === 'ldelema') && isField(first)) return true
    const isCall = name === 'call' || name === 'callvirt'
    const member = isCall ? ev.view.outsideAt(method, at) : null
    if (member !== null && isField(first) && isMutating(member.api)) return true
  }
  return false
}
