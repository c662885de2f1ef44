import { op } from '../il/opcode-lookup.ts'
import { limits } from '../limits.ts'
import { methodFlags } from '../metadata/flags.ts'
import { runOf } from '../metadata/runs.ts'
import { cell } from '../metadata/tables.ts'
import { chainOf, homeOfMethod, homeOfType, ownerOf, resolveField } from '../model/program.ts'
import { type Evaluator, opcodeAt, operandsAt, type Spot, spotOf, tokenAt } from './constants-evaluator.ts'
import { constantOrigin, givenOf, type Known, nothingKnown, one } from './constants-item.ts'
import type { Value } from './interpret-values.ts'
import { valueKind } from './ssa.ts'
import type { Instance } from './view.ts'

/** A delegate of a method of the set as the interpreter takes it; null for anything else. */
export function delegateKnown(ev: Evaluator, spot: Spot): Known | null {
  const [, pointer] = operandsAt(spot)
  const made = pointer === undefined ? null : spotOf(ev, pointer)
  if (made === null || (opcodeAt(made) !== op.ldftn && opcodeAt(made) !== op.ldvirtftn)) return null
  const running = ev.view.delegatesAt(spot)
  const methods = new Set(running.map(ev.view.methodOf))
  const [method] = methods
  if (method === undefined || methods.size !== 1) return nothingKnown
  const { assembly, row } = homeOfMethod(ev.view.program, method)
  const isStatic = (cell(assembly.metadata.tables, 'MethodDef', row, 'Flags') & methodFlags.static) !== 0
  const target = isStatic ? null : partialObject(ev, running, ownerOf(ev.view.program, method))
  return one({ kind: 'tool', value: { kind: 'delegate', method, site: null, target, isStatic }, from: constantOrigin })
}

/** An object of which only those fields are known that hold one constant, by the loads in the methods that run on it. */
export function partialObject(ev: Evaluator, running: readonly Instance[], type: number): Value {
  const { program } = ev.view
  const fields = new Map<number, Value>()
  const unknown: Value = { kind: 'unknown', because: 'an object that is made while the program runs' }
  for (const at of chainOf(program, type)) {
    const { index, assembly, row } = homeOfType(program, at)
    for (const field of runOf(assembly.metadata.tables, 'TypeDef', row, 'FieldList', 'Field')) fields.set(index * 0x100_0000 + field, unknown)
  }
  const instances = new Set(running)
  for (const instance of instances) {
    if (instances.size > 16 || !ev.spend(16)) break
    knownFields(ev, instance, fields, instances)
  }
  return { kind: 'object', type, fields }
}

const severalObjects: Value = { kind: 'unknown', because: 'an object that is one of several' }

/** Fills in the fields of `this` that an instance loads, and names the instances it calls on `this`. */
function knownFields(ev: Evaluator, instance: Instance, fields: Map<number, Value>, more: Set<Instance>): void {
  const ssa = ev.view.ssaOf(ev.view.methodOf(instance))
  if (ssa === null) return
  for (let value = 0; value < Math.min(ssa.code.code.count, limits.constantSteps); value++) {
    const opcode = ssa.code.code.opcodes[value] ?? 0
    const spot: Spot = { instance, value, ssa }
    const [receiver] = operandsAt(spot)
    if (receiver === undefined || ssa.kinds[receiver.value] !== valueKind.argument || ssa.data[receiver.value] !== 0) continue
    if (opcode === op.call || opcode === op.callvirt) for (const target of ev.view.targetsOf(instance, value)) more.add(target)
    if (opcode !== op.ldfld) continue
    const field = resolveField(ev.view.program, ssa.code.index, tokenAt(spot))
    const { items, complete } = fields.has(field) ? ev.known(spot) : nothingKnown
    const [item] = items
    const known = item === undefined || items.length !== 1 || !complete ? undefined : givenOf(item)
    if (known === undefined) continue
    const before = fields.get(field)
    const isOther = before !== undefined && before !== known && typeof before !== 'object' && typeof known !== 'object'
    if (before !== severalObjects) fields.set(field, isOther ? severalObjects : known)
  }
}
