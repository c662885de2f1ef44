import { isThing, type Numbers, type Storage, type Value } from './interpret-values.ts'

/** The value a variable of this storage starts with; structs are made by who knows their type. */
export function zeroOf(storage: Storage): Value {
  switch (storage) {
    case 'i8':
    case 'u8':
      return 0n
    case 'r4':
    case 'r8':
      return { kind: 'float', value: 0 }
    case 'ref':
    case 'struct':
    case 'unknown':
      return null
    default:
      return 0
  }
}

/** A value as a variable of this storage keeps it: cut to its width. I.12.1 */
export function stored(storage: Storage, value: Value): Value {
  if (typeof value === 'number') {
    switch (storage) {
      case 'i1':
        return (value << 24) >> 24
      case 'u1':
        return value & 0xff
      case 'i2':
        return (value << 16) >> 16
      case 'u2':
        return value & 0xffff
      case 'i8':
      case 'u8':
        return BigInt(value)
      default:
        return value
    }
  }
  if (storage === 'r4' && isThing(value) && value.kind === 'float') return { kind: 'float', value: Math.fround(value.value) }
  return value
}

/** Bytes of one value of this storage; 8 for a reference. */
export function widthOf(storage: Storage): number {
  switch (storage) {
    case 'i1':
    case 'u1':
      return 1
    case 'i2':
    case 'u2':
      return 2
    case 'i4':
    case 'u4':
    case 'r4':
      return 4
    default:
      return 8
  }
}

/** Zeros of this storage; null where values are no plain numbers. */
export function makeNumbers(storage: Storage, length: number): Numbers | null {
  switch (storage) {
    case 'i1':
      return new Int8Array(length)
    case 'u1':
      return new Uint8Array(length)
    case 'i2':
      return new Int16Array(length)
    case 'u2':
      return new Uint16Array(length)
    case 'i4':
      return new Int32Array(length)
    case 'u4':
      return new Uint32Array(length)
    case 'i8':
      return new BigInt64Array(length)
    case 'u8':
      return new BigUint64Array(length)
    case 'r4':
      return new Float32Array(length)
    case 'r8':
      return new Float64Array(length)
    default:
      return null
  }
}

const storages: ReadonlyMap<string, Storage> = new Map<string, Storage>([
  ['System.Boolean', 'u1'],
  ['System.Char', 'u2'],
  ['System.SByte', 'i1'],
  ['System.Byte', 'u1'],
  ['System.Int16', 'i2'],
  ['System.UInt16', 'u2'],
  ['System.Int32', 'i4'],
  ['System.UInt32', 'u4'],
  ['System.Int64', 'i8'],
  ['System.UInt64', 'u8'],
  ['System.Single', 'r4'],
  ['System.Double', 'r8'],
  ['System.IntPtr', 'i8'],
  ['System.UIntPtr', 'u8'],
  ['System.String', 'ref'],
  ['System.Object', 'ref'],
])

/** How values of a primitive type are kept; null for other types. */
export function storageOfName(name: string): Storage | null {
  return storages.get(name) ?? null
}
