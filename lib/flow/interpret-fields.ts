import type { OpcodeName } from '../il/opcodes.ts'
import { typeFlags } from '../metadata/flags.ts'
import { cell, isRowOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import { memberName } from '../model/assembly.ts'
import { homeOfType, methodByKey, ownerOfField, resolveField, typeNameOf } from '../model/program.ts'
import { allocate, type Frame, fieldOf, type Handler, pop, push, type Run, spend } from './interpret-run.ts'
import { changesContent } from './interpret-statics.ts'
import { stored } from './interpret-storage.ts'
import { dataSize, fieldBytes, fieldShape, homeOfField } from './interpret-types.ts'
import { isThing, isTrap, loaded, misused, type Result, stop, structSize, type Trap, type Value } from './interpret-values.ts'

/** Runs a type's initialiser before what needs it; null when that is done or going on, else why it could not be finished. */
export function initialise(run: Run, type: number): Trap | null {
  if (type === 0 || run.initialised.has(type)) return null
  run.initialised.set(type, null)
  const initialiser = methodByKey(run.machine.program, type, '.cctor()')
  if (initialiser === 0) return null
  run.tolerant++
  const result = run.invoke(initialiser, [])
  run.tolerant--
  if (!isTrap(result)) return null
  if (run.steps < 0 || run.memory < 0) return result
  // what it stored before it came to grief still holds, see `readStatic`
  run.initialised.set(type, result.kind === 'stop' ? result.because : 'a type initialiser throws')
  return null
}

/** A static method or a constructor runs the initialiser first, unless the type says that only fields do. II.10.5.3 */
export function initialiseForCall(run: Run, type: number): Trap | null {
  if (type === 0 || run.initialised.has(type)) return null
  const { assembly, row } = homeOfType(run.machine.program, type)
  return (cell(assembly.metadata.tables, 'TypeDef', row, 'Flags') & typeFlags.beforeFieldInit) === 0 ? initialise(run, type) : null
}

/**
 * What a static field holds, as far as that is sure: what this run stored, or the initialiser's value of a field that nothing
 * else sets or fills. A reference or flag that only methods of this run set is a cache that is filled on first use.
 */
function readStatic(run: Run, field: number): Result {
  const { machine } = run
  if (run.written.has(field)) return loaded(run.statics.get(field) ?? null)
  const owner = ownerOfField(machine.program, field)
  const failed = initialise(run, owner)
  if (failed !== null) return failed
  const facts = machine.statics()
  const broken = run.initialised.get(owner) ?? null
  if (broken !== null && (!run.statics.has(field) || (facts.initial.get(field) ?? 0) > 1)) return stop(broken)
  const shape = fieldShape(machine.types, field)
  for (const method of facts.stores.get(field) ?? []) {
    const isCache = shape.storage === 'ref' || shape.name === 'System.Boolean'
    if (!isCache || !run.entered.has(method)) return stop(`${fieldName(run, field)} is set while the program runs`)
  }
  const value = readInitial(run, field)
  if (isTrap(value)) return value
  if (isThing(value) && ((value.kind === 'map' && value.entries.size === 0) || value.kind === 'list' || value.kind === 'numbers' || value.kind === 'items')) {
    for (const method of facts.loads.get(field) ?? []) {
      if (!run.entered.has(method) && changesContent(machine.cache, method, field)) return stop(`${fieldName(run, field)} is filled while the program runs`)
    }
  }
  return value
}

function readInitial(run: Run, field: number): Result {
  const known = run.statics.get(field)
  if (known !== undefined) return loaded(known)
  const { index, row } = homeOfField(run.machine.program, field)
  if (fieldBytes(run.machine.program, index, row, 8) !== null) return stop('a field over data of the file')
  return fieldOf(run, run.statics, field)
}

function fieldName(run: Run, field: number): string {
  const { assembly, row } = homeOfField(run.machine.program, field)
  if (assembly === undefined) return 'a field'
  return `${typeNameOf(run.machine.program, ownerOfField(run.machine.program, field))}::${assembly.names.nameAt(cell(assembly.metadata.tables, 'Field', row, 'Name'))}`
}

/** Statics of the platform that are the same everywhere Exchange runs. */
const outsideStatics: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['System.String::Empty', ''],
  ['System.IntPtr::Zero', 0n],
  ['System.UIntPtr::Zero', 0n],
  ['System.BitConverter::IsLittleEndian', 1],
  ['System.IO.Path::DirectorySeparatorChar', 0x5c],
  ['System.IO.Path::AltDirectorySeparatorChar', 0x2f],
  ['System.IO.Path::VolumeSeparatorChar', 0x3a],
  ['System.IO.Path::PathSeparator', 0x3b],
])

function ownField(run: Run, frame: Frame, operand: number): number {
  return resolveField(run.machine.program, frame.code.index, operand >>> 0)
}

function outsideField(frame: Frame, operand: number): string {
  const { assembly } = frame.code
  return isRowOf(assembly.metadata.tables, 'MemberRef', operand >>> 0) ? memberName(assembly, tokenRow(operand)).api : 'a field'
}

/** The fields of what a value is or points at; structs in place, so that stores change them. */
function fieldsOf(value: Value, what: string): Map<number, Value> | Trap {
  if (isThing(value) && (value.kind === 'object' || value.kind === 'struct')) return value.fields
  if (isThing(value) && value.kind === 'reference') {
    const held = 'slots' in value ? value.slots[value.index] : value.fields.get(value.index)
    if (isThing(held) && (held.kind === 'object' || held.kind === 'struct')) return held.fields
    return misused(held ?? null, what)
  }
  return misused(value, what)
}

const tupleItem = /::Item([1-7])$/

const ldfld: Handler = (run, frame, operand) => {
  const value = pop(frame)
  const field = ownField(run, frame, operand)
  if (field === 0) {
    const item = tupleItem.exec(outsideField(frame, operand))
    const held = isThing(value) && value.kind === 'reference' && 'slots' in value ? (value.slots[value.index] ?? null) : value
    if (item !== null && isThing(held) && held.kind === 'tuple') return push(frame, held.items[Number(item[1]) - 1] ?? null)
    return misused(value, outsideField(frame, operand))
  }
  const fields = fieldsOf(value, fieldName(run, field))
  if (isTrap(fields)) return fields
  const held = fieldOf(run, fields, field)
  if (isTrap(held)) return held
  return spend(run, structSize(held, mostFields)) ?? push(frame, loaded(held))
}

/** Fields of a struct with those of structs inside it: real ones have a dozen. */
export const mostFields = 64

const stfld: Handler = (run, frame, operand) => {
  const value = pop(frame)
  const target = pop(frame)
  const field = ownField(run, frame, operand)
  if (field === 0) return misused(target, outsideField(frame, operand))
  const fields = fieldsOf(target, fieldName(run, field))
  if (isTrap(fields)) return fields
  if (structSize(value, mostFields) > mostFields) return stop('a struct without end')
  if (!fields.has(field)) {
    const short = allocate(run, 16)
    if (short !== null) return short
  }
  fields.set(field, stored(fieldShape(run.machine.types, field).storage, value))
  return null
}

const ldflda: Handler = (run, frame, operand) => {
  const value = pop(frame)
  const field = ownField(run, frame, operand)
  if (field === 0) return misused(value, outsideField(frame, operand))
  const fields = fieldsOf(value, fieldName(run, field))
  if (isTrap(fields)) return fields
  const held = fieldOf(run, fields, field)
  if (isTrap(held)) return held
  return push(frame, { kind: 'reference', fields, index: field, storage: fieldShape(run.machine.types, field).storage })
}

const ldsfld: Handler = (run, frame, operand) => {
  const field = ownField(run, frame, operand)
  if (field !== 0) return push(frame, readStatic(run, field))
  const name = outsideField(frame, operand)
  const value = outsideStatics.get(name)
  if (value !== undefined) return push(frame, value)
  if (name === 'System.Type::EmptyTypes') return push(frame, { kind: 'items', element: 'System.Type', data: [] })
  return run.tolerant > 0 ? push(frame, { kind: 'unknown', because: name }) : stop(name)
}

const stsfld: Handler = (run, frame, operand) => {
  const value = pop(frame)
  const field = ownField(run, frame, operand)
  if (field === 0) return stop(outsideField(frame, operand))
  const failed = initialise(run, ownerOfField(run.machine.program, field))
  if (failed !== null) return failed
  if (structSize(value, mostFields) > mostFields) return stop('a struct without end')
  run.statics.set(field, stored(fieldShape(run.machine.types, field).storage, value))
  // what an initialiser stores is no proof against stores elsewhere
  if (run.tolerant === 0) run.written.add(field)
  return null
}

const ldsflda: Handler = (run, frame, operand) => {
  const field = ownField(run, frame, operand)
  if (field === 0) return stop(outsideField(frame, operand))
  const { index, row } = homeOfField(run.machine.program, field)
  const size = dataSize(run.machine.types, field)
  const bytes = fieldBytes(run.machine.program, index, row, size)
  if (bytes !== null) return allocate(run, bytes.length) ?? push(frame, { kind: 'pointer', data: bytes, at: 0 })
  const held = readStatic(run, field)
  if (isTrap(held)) return held
  if (!run.statics.has(field)) run.statics.set(field, held)
  return push(frame, { kind: 'reference', fields: run.statics, index: field, storage: fieldShape(run.machine.types, field).storage })
}

/** The handle of a field; null where the token names none. */
export function fieldToken(run: Run, frame: Frame, operand: number): Value {
  if (isRowOf(frame.code.assembly.metadata.tables, 'Field', operand >>> 0)) return { kind: 'field-token', assembly: frame.code.index, row: tokenRow(operand) }
  const field = ownField(run, frame, operand)
  if (field === 0) return null
  const home = homeOfField(run.machine.program, field)
  return { kind: 'field-token', assembly: home.index, row: home.row }
}

/** Loads and stores of fields. III.4.10 to III.4.14, III.4.28 to III.4.30 */
export const fieldOps: readonly (readonly [OpcodeName, Handler])[] = [
  ['ldfld', ldfld],
  ['stfld', stfld],
  ['ldflda', ldflda],
  ['ldsfld', ldsfld],
  ['stsfld', stsfld],
  ['ldsflda', ldsflda],
]
