import type { OpcodeName } from '../il/opcodes.ts'
import { mostFields } from './interpret-fields.ts'
import { allocate, type Frame, type Handler, makeArray, pop, push, type Run, spend, zeroOfShape } from './interpret-run.ts'
import { stored, widthOf } from './interpret-storage.ts'
import { type Shape, shapeOfToken } from './interpret-types.ts'
import {
  elementAt,
  type ItemArray,
  isThing,
  isTrap,
  loaded,
  misused,
  type NumberArray,
  type Pointer,
  type Result,
  raise,
  type Storage,
  setElement,
  stop,
  structSize,
  type Trap,
  type Value,
} from './interpret-values.ts'

/** A place in an array, checked as the CLR does. */
export function placeIn(array: Value, index: Value): { readonly array: NumberArray | ItemArray; readonly index: number } | Trap {
  if (!isThing(array) || (array.kind !== 'numbers' && array.kind !== 'items')) return misused(array, 'an element of no array')
  const at = typeof index === 'bigint' ? Number(index) : index
  if (typeof at !== 'number') return index === null ? stop('an index that is no number') : misused(index, 'an index that is no number')
  return at >= 0 && at < array.data.length ? { array, index: at } : raise('System.IndexOutOfRangeException')
}

function loadElement(storage: Storage | null): Handler {
  return (run, frame) => {
    const index = pop(frame)
    const place = placeIn(pop(frame), index)
    if (isTrap(place)) return place
    const value = elementAt(place.array, place.index) ?? null
    return spend(run, structSize(value, mostFields)) ?? push(frame, storage === null ? value : stored(storage, value))
  }
}

const storeElement: Handler = (_run, frame) => {
  const value = pop(frame)
  const index = pop(frame)
  const place = placeIn(pop(frame), index)
  if (isTrap(place)) return place
  if (structSize(value, mostFields) > mostFields) return stop('a struct without end')
  return setElement(place.array, place.index, value) ? null : misused(value, 'an element of another kind')
}

const newarr: Handler = (run, frame, operand) => {
  const count = pop(frame)
  const length = typeof count === 'bigint' ? Number(count) : count
  if (typeof length !== 'number') return count === null ? stop('a length that is no number') : misused(count, 'a length that is no number')
  if (length < 0) return raise('System.OverflowException')
  return push(frame, makeArray(run, shapeOfToken(run.machine.types, frame.code.index, operand >>> 0), length))
}

const ldlen: Handler = (_run, frame) => {
  const array = pop(frame)
  if (!isThing(array) || (array.kind !== 'numbers' && array.kind !== 'items')) return misused(array, 'the length of no array')
  frame.stack.push(array.data.length)
  return null
}

const ldelema: Handler = (_run, frame) => {
  const index = pop(frame)
  const place = placeIn(pop(frame), index)
  if (isTrap(place)) return place
  const { array } = place
  if (array.kind === 'numbers') frame.stack.push({ kind: 'pointer', data: array.data, at: place.index * array.data.BYTES_PER_ELEMENT })
  else frame.stack.push({ kind: 'reference', slots: array.data, index: place.index, storage: 'unknown' })
  return null
}

/** The number at an address, as the stack holds it. */
function readPointer({ data, at }: Pointer, storage: Storage): Result {
  const width = widthOf(storage)
  if (at < 0 || at + width > data.byteLength) return stop('an address outside its memory')
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  switch (storage) {
    case 'i1':
      return view.getInt8(at)
    case 'u1':
      return view.getUint8(at)
    case 'i2':
      return view.getInt16(at, true)
    case 'u2':
      return view.getUint16(at, true)
    case 'i4':
    case 'u4':
      return view.getInt32(at, true)
    case 'i8':
    case 'u8':
      return view.getBigInt64(at, true)
    case 'r4':
      return { kind: 'float', value: view.getFloat32(at, true) }
    case 'r8':
      return { kind: 'float', value: view.getFloat64(at, true) }
    default:
      return stop('an address of numbers taken for another')
  }
}

function writePointer({ data, at }: Pointer, storage: Storage, value: Value): Trap | null {
  const width = widthOf(storage)
  if (at < 0 || at + width > data.byteLength) return stop('an address outside its memory')
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const kept = stored(storage, value)
  if (typeof kept === 'number' && width === 1) view.setUint8(at, kept & 0xff)
  else if (typeof kept === 'number' && width === 2) view.setUint16(at, kept & 0xffff, true)
  else if (typeof kept === 'number' && width === 4) view.setInt32(at, kept, true)
  else if (typeof kept === 'bigint' && width === 8) view.setBigInt64(at, BigInt.asIntN(64, kept), true)
  else if (isThing(kept) && kept.kind === 'float' && storage === 'r4') view.setFloat32(at, kept.value, true)
  else if (isThing(kept) && kept.kind === 'float' && storage === 'r8') view.setFloat64(at, kept.value, true)
  else return misused(value, 'an address of numbers given another value')
  return null
}

/** What stands at an address; `storage` null: whatever is kept there. */
export function readAt(address: Value, storage: Storage | null): Result {
  if (isThing(address) && address.kind === 'pointer') return readPointer(address, storage ?? storageOf(address))
  if (!isThing(address) || address.kind !== 'reference') return misused(address, 'a load from no address')
  const value = loaded(('slots' in address ? address.slots[address.index] : address.fields.get(address.index)) ?? null)
  return storage === null ? value : stored(storage, value)
}

/** Puts a value where an address points. */
export function writeAt(address: Value, storage: Storage | null, value: Value): Trap | null {
  if (isThing(address) && address.kind === 'pointer') return writePointer(address, storage ?? storageOf(address), value)
  if (!isThing(address) || address.kind !== 'reference') return misused(address, 'a store to no address')
  if (structSize(value, mostFields) > mostFields) return stop('a struct without end')
  const kept = stored(address.storage, value)
  if ('slots' in address) address.slots[address.index] = kept
  else address.fields.set(address.index, kept)
  return null
}

function storageOf({ data }: Pointer): Storage {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return 'i8'
  if (data instanceof Float32Array) return 'r4'
  if (data instanceof Float64Array) return 'r8'
  if (data instanceof Int8Array) return 'i1'
  if (data instanceof Int16Array) return 'i2'
  return data.BYTES_PER_ELEMENT === 1 ? 'u1' : data.BYTES_PER_ELEMENT === 2 ? 'u2' : 'i4'
}

function loadIndirect(storage: Storage | null): Handler {
  return (run, frame) => {
    const value = readAt(pop(frame), storage)
    if (isTrap(value)) return value
    return spend(run, structSize(value, mostFields)) ?? push(frame, value)
  }
}

function storeIndirect(storage: Storage | null): Handler {
  return (_run, frame) => {
    const value = pop(frame)
    return writeAt(pop(frame), storage, value)
  }
}

/** For `ldobj` and `stobj` the storage of a number; null for everything that is kept as it is. */
function numeric(shape: Shape): Storage | null {
  return shape.storage === 'ref' || shape.storage === 'struct' || shape.storage === 'unknown' ? null : shape.storage
}

const shapeAt = (run: Run, frame: Frame, operand: number): Shape => shapeOfToken(run.machine.types, frame.code.index, operand >>> 0)

const ldobj: Handler = (run, frame, operand) => loadIndirect(numeric(shapeAt(run, frame, operand)))(run, frame, operand)
const stobj: Handler = (run, frame, operand) => storeIndirect(numeric(shapeAt(run, frame, operand)))(run, frame, operand)

const initobj: Handler = (run, frame, operand) => {
  const shape = shapeAt(run, frame, operand)
  const zero = zeroOfShape(run, shape)
  if (isTrap(zero)) return zero
  const address = pop(frame)
  if (isThing(zero) && zero.kind === 'zero' && shape.name.startsWith('System.Nullable`1')) {
    return writeAt(address, null, { kind: 'nullable', value: null, has: false })
  }
  return writeAt(address, numeric(shape), zero)
}

const sizeOf: Handler = (run, frame, operand) => {
  const shape = shapeAt(run, frame, operand)
  if (shape.storage === 'struct' || shape.storage === 'unknown') return stop('the size of a struct')
  frame.stack.push(widthOf(shape.storage))
  return null
}

const localloc: Handler = (run, frame) => {
  const count = pop(frame)
  const size = typeof count === 'bigint' ? Number(count) : count
  if (typeof size !== 'number' || size < 0) return stop('memory on the stack')
  return allocate(run, size) ?? push(frame, { kind: 'pointer', data: new Uint8Array(size), at: 0 })
}

/** An address and a number of bytes: `add` and `sub` of pointers. Null where neither is an address. */
export function movedPointer(a: Value, b: Value, sign: 1 | -1): Result | null {
  if (isThing(b) && b.kind === 'pointer') {
    if (sign === 1) return movedPointer(b, a, 1)
    return isThing(a) && a.kind === 'pointer' && a.data === b.data ? BigInt(a.at - b.at) : stop('addresses of different memory')
  }
  if (!isThing(a) || a.kind !== 'pointer') return null
  const step = typeof b === 'bigint' ? Number(b) : b
  return typeof step === 'number' ? { kind: 'pointer', data: a.data, at: a.at + sign * step } : stop('an address moved by no number')
}

const indirect = ['i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'r4', 'r8'] as const

/** Arrays and addresses. III.4.7 ff., III.3.42, III.3.62 */
export const memoryOps: readonly (readonly [OpcodeName, Handler])[] = [
  ['newarr', newarr],
  ['ldlen', ldlen],
  ['ldelema', ldelema],
  ['ldelem', loadElement(null)],
  ['ldelem.ref', loadElement(null)],
  ['ldelem.i', loadElement('i8')],
  ...indirect.map((storage): readonly [OpcodeName, Handler] => [`ldelem.${storage}`, loadElement(storage)]),
  ...(['stelem', 'stelem.ref', 'stelem.i', 'stelem.i1', 'stelem.i2', 'stelem.i4', 'stelem.i8', 'stelem.r4', 'stelem.r8'] as const).map(
    (name): readonly [OpcodeName, Handler] => [name, storeElement],
  ),
  ...indirect.map((storage): readonly [OpcodeName, Handler] => [`ldind.${storage}`, loadIndirect(storage)]),
  ['ldind.i', loadIndirect('i8')],
  ['ldind.ref', loadIndirect(null)],
  ...(['i1', 'i2', 'i4', 'i8', 'r4', 'r8'] as const).map((storage): readonly [OpcodeName, Handler] => [`stind.${storage}`, storeIndirect(storage)]),
  ['stind.i', storeIndirect('i8')],
  ['stind.ref', storeIndirect(null)],
  ['ldobj', ldobj],
  ['stobj', stobj],
  ['initobj', initobj],
  ['sizeof', sizeOf],
  ['localloc', localloc],
]
