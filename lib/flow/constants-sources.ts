import { op, opcodeName } from '../il/opcode-lookup.ts'
import { cell } from '../metadata/tables.ts'
import { homeOfMethod, ownerOf, ownerOfField, resolveField } from '../model/program.ts'
import { asking } from './constants-changes.ts'
import { type Evaluator, opcodeAt, operandsAt, type Spot, storesAt, tokenAt } from './constants-evaluator.ts'
import { constantOrigin, itemOf, type Known, one } from './constants-item.ts'
import { zeroOf } from './interpret-storage.ts'
import { fieldBytes, fieldShape, homeOfField } from './interpret-types.ts'
import type { Storage } from './interpret-values.ts'
import { valueKind } from './ssa.ts'
import type { Stored, ValueAt } from './view.ts'

/** Where a value is copied from. */
export interface Sources {
  readonly from: readonly ValueAt[]
  readonly others: readonly Known[]
  readonly complete: boolean
}

function copies(from: readonly ValueAt[], complete = from.length > 0, others: readonly Known[] = []): Sources {
  return { from, others, complete }
}

/** Instructions that hand on their operand. */
const passing = new Set([op.castclass, op['unbox.any'], op.unbox])

/** Members that give what was put in. */
const readers =
  /^(?:get_Item|get_Current|get_Result|GetResult|get_Value|get_Key|GetValue|Dequeue|Pop|Peek|First|FirstOrDefault|Last|LastOrDefault|Single|SingleOrDefault|ElementAt|get_Item[1-7])$/
const readerTypes = /^System\.(?:Collections\.|Linq\.|Threading\.Tasks\.|Runtime\.CompilerServices\.|Lazy`1|Nullable`1|Tuple`|ValueTuple`|Array)/
const triers = /::Try(?:GetValue|Dequeue|Pop|Peek|Take)$/

/** Null for a value that is no copy, and has to be worked out. */
export function sourcesOf(ev: Evaluator, spot: Spot): Sources | null {
  const { ssa, value, instance } = spot
  const { count } = ssa.code.code
  switch (ssa.kinds[value]) {
    case valueKind.phi: {
      const args = ssa.phiArgs.subarray(ssa.phiStart[value - count] ?? 0, ssa.phiStart[value - count + 1] ?? 0)
      return copies([...args].map((arg) => ({ instance, value: arg })))
    }
    case valueKind.argument: {
      const given = ev.view.givenTo(spot)
      return copies(given, given.length > 0 && ev.view.entriesOf(instance).length === 0)
    }
    case valueKind.field:
      return copies(storesAt(ev, spot))
    case valueKind.written:
      return writtenBy(ev, spot)
    case valueKind.result:
      return resultFrom(ev, spot)
    default:
      return null
  }
}

/** A variable behind an instruction that was given its address. */
function writtenBy(ev: Evaluator, spot: Spot): Sources | null {
  const { ssa, value, instance } = spot
  const instruction = ssa.data[value] ?? 0
  const opcode = ssa.code.code.opcodes[instruction] ?? 0
  if (ssa.places[value] === 0 && (opcode === op.stobj || (opcodeName(opcode)?.startsWith('stind') ?? false))) {
    const [, stored] = operandsAt(spot, instruction)
    return copies(stored === undefined ? [] : [stored])
  }
  if (opcode !== op.call && opcode !== op.callvirt && opcode !== op.newobj) return null
  const outside = ev.view.outsideAt(ssa.method, instruction)
  if (outside === null) return copies(storesAt(ev, { instance, value }), false)
  return triers.test(outside.api) ? copies(storesAt(ev, { instance, value }), false) : null
}

function resultFrom(ev: Evaluator, spot: Spot): Sources | null {
  const opcode = opcodeAt(spot)
  if (passing.has(opcode)) return copies(operandsAt(spot).slice(0, 1))
  if (opcode === op.ldfld || opcode === op.ldsfld) return fieldSources(ev, spot)
  if (opcode === op.call || opcode === op.callvirt) {
    const outside = ev.view.outsideAt(spot.ssa.method, spot.value)
    if (outside === null) return null
    const [type = '', name = ''] = outside.api.split('::')
    if (!readers.test(name) || !readerTypes.test(type)) return null
    // what is only handed on, as by an enumerator, was put in elsewhere
    const stores = storesAt(ev, spot).filter((store) => !asking.test(ev.view.outsideAt(ev.view.methodOf(store.instance), store.instruction)?.api ?? ''))
    return stores.length === 0 ? null : copies(stores)
  }
  const name = opcodeName(opcode) ?? ''
  if (opcode === op.ldobj || name.startsWith('ldind')) {
    const [address] = operandsAt(spot)
    const referred = address === undefined || address.value >= spot.ssa.code.code.count ? -1 : (spot.ssa.referred[address.value] ?? -1)
    return copies(referred < 0 ? storesAt(ev, spot) : [{ instance: spot.instance, value: referred }])
  }
  return name.startsWith('ldloc') || name.startsWith('ldarg') ? (name.includes('a') && /^ld(?:loc|arg)a/.test(name) ? null : copies(storesAt(ev, spot))) : null
}

/** What is stored in a field, and its zero where no constructor stores it: a number that is only set later was 0 before. */
function fieldSources(ev: Evaluator, spot: Spot): Sources | null {
  const { program } = ev.view
  const field = resolveField(program, spot.ssa.code.index, tokenAt(spot))
  if (field === 0) return null
  const stores = storesAt(ev, spot)
  const { storage } = fieldShape(ev.types, field)
  if (stores.length === 0) return isNeverStored(ev, field) ? zeroSource(storage) : copies([])
  const isNumber = storage !== 'ref' && storage !== 'struct' && storage !== 'unknown'
  if (isGivenData(ev, spot, stores)) return copies(stores, false)
  if (!isNumber || stores.some((store) => isInitial(ev, store, field))) return copies(stores)
  return { ...zeroSource(storage), from: stores }
}

/** Does data come into the field by no instruction that stores it? A serialiser puts it there, over what the constructor gave. */
function isGivenData(ev: Evaluator, spot: Spot, stores: readonly Stored[]): boolean {
  const labels = ev.view.labelsAt(spot)
  if (labels.length === 0) return false
  const stored = new Set(stores.flatMap((store) => ev.view.labelsAt(store)))
  return labels.some((label) => !stored.has(label))
}

function zeroSource(storage: Storage): Sources {
  const item = storage === 'struct' || storage === 'unknown' ? null : itemOf(zeroOf(storage), constantOrigin)
  return item === null ? copies([]) : copies([], true, [one(item)])
}

/** Does no code of the set store the field, and the file give it nothing? */
function isNeverStored(ev: Evaluator, field: number): boolean {
  const { stores, initial } = ev.interpreter.statics()
  const { index, row } = homeOfField(ev.view.program, field)
  return !stores.has(field) && !initial.has(field) && fieldBytes(ev.view.program, index, row, 1) === null
}

function isInitial(ev: Evaluator, store: Stored, field: number): boolean {
  const method = ev.view.methodOf(store.instance)
  if (method === 0 || ownerOf(ev.view.program, method) !== ownerOfField(ev.view.program, field)) return false
  const { assembly, row } = homeOfMethod(ev.view.program, method)
  return /^\.c?ctor$/.test(assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name')))
}
