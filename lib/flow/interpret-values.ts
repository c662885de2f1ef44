import type { HashAlgorithm } from '../model/hash-parts.ts'

/** How a variable, field or element keeps its value; `native` integers are kept as 64 bits, `char` and `bool` as unsigned numbers. */
export type Storage = 'i1' | 'u1' | 'i2' | 'u2' | 'i4' | 'u4' | 'i8' | 'u8' | 'r4' | 'r8' | 'ref' | 'struct' | 'unknown'

/** Arrays of numbers by storage. */
export type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array

/**
 * What the interpreter works on: null, a number (integers up to 32 bits, signed), a bigint (64 bits, signed), a text, or a thing.
 * Things are told apart by identity, as objects are; a `struct` is copied where it is loaded.
 */
export type Value = null | number | bigint | string | Thing

/** Everything that is told by its identity. */
export type Thing =
  | { readonly kind: 'float'; readonly value: number }
  /** `type`: the name of the boxed type, by which numbers are told from characters. */
  | { readonly kind: 'box'; readonly type: string; readonly value: Value }
  | NumberArray
  | ItemArray
  | ObjectThing
  | Struct
  /** An outside struct nothing was stored in. */
  | { readonly kind: 'zero'; readonly type: string }
  | Reference
  | Pointer
  | { readonly kind: 'function'; readonly method: number; readonly site: Site | null }
  | { readonly kind: 'delegate'; readonly method: number; readonly site: Site | null; readonly target: Value; readonly isStatic: boolean }
  | { readonly kind: 'type'; readonly own: number; readonly name: string }
  | { readonly kind: 'field-token'; readonly assembly: number; readonly row: number }
  /** Something only known when the program runs; whatever looks at it ends the run. */
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'exception'; readonly type: string; readonly message: Value }
  | { readonly kind: 'assembly'; readonly index: number }
  /** A builder's text. */
  | { readonly kind: 'builder'; text: string }
  | ListThing
  | MapThing
  | { readonly kind: 'pair'; readonly key: Value; readonly value: Value }
  | { readonly kind: 'nullable'; readonly value: Value; readonly has: boolean }
  | { readonly kind: 'tuple'; readonly items: Value[] }
  | Sequence
  | { readonly kind: 'enumerator'; readonly cursor: Cursor; current: Value }
  | { readonly kind: 'encoding'; readonly name: EncodingName }
  | Stream
  | { readonly kind: 'text-reader'; readonly text: string; at: number }
  | { readonly kind: 'binary-reader'; readonly stream: Stream; readonly encoding: EncodingName }
  | { readonly kind: 'hash'; readonly algorithm: HashAlgorithm | 'md5'; key: Uint8Array | null }
  | Cipher
  | { readonly kind: 'transform'; readonly cipher: Cipher; readonly key: Uint8Array; readonly iv: Uint8Array; readonly decrypts: boolean }
  | { readonly kind: 'derive'; readonly bytes: (count: number) => Result<Uint8Array> }
  /** State of a seeded generator: 56 numbers and two places in them. */
  | { readonly kind: 'random'; readonly state: Int32Array; next: number; nextPlus: number }
  | { readonly kind: 'comparer'; readonly ignoreCase: boolean }
  /** Without any content: a lock, a thread, a culture. */
  | { readonly kind: 'token'; readonly name: string }

/** Encodings that are the same on every machine. */
export type EncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'ascii' | 'latin1' | 'windows-1252'

/** An array whose elements are kept as numbers. */
export interface NumberArray {
  readonly kind: 'numbers'
  /** Name of the element's type, `System.Char`. */
  readonly element: string
  readonly data: Numbers
}

/** Any other array. */
export interface ItemArray {
  readonly kind: 'items'
  readonly element: string
  readonly data: Value[]
}

/** An object of a type of the set; fields by `resolveField`'s number, those never stored are missing. */
export interface ObjectThing {
  readonly kind: 'object'
  readonly type: number
  readonly fields: Map<number, Value>
}

/** A value of a struct of the set. */
export interface Struct {
  readonly kind: 'struct'
  readonly type: number
  readonly fields: Map<number, Value>
}

/** The address of a variable, a field or an element that is no number in a typed array. */
export type Reference =
  | { readonly kind: 'reference'; readonly slots: Value[]; readonly index: number; readonly storage: Storage }
  | { readonly kind: 'reference'; readonly fields: Map<number, Value>; readonly index: number; readonly storage: Storage }

/** The address of bytes: an element of an array of numbers, memory on the stack, data of the file. */
export interface Pointer {
  readonly kind: 'pointer'
  readonly data: Numbers
  /** In bytes. */
  readonly at: number
}

/** `List`, `Stack`, `Queue`. */
export interface ListThing {
  readonly kind: 'list'
  /** Name of the element's type; '' where it is not known. */
  readonly element: string
  items: Value[]
}

/** `Dictionary` and `HashSet`, whose keys are also their values. */
export interface MapThing {
  readonly kind: 'map'
  readonly isSet: boolean
  readonly ignoreCase: boolean
  readonly entries: Map<string | number | bigint | object, readonly [key: Value, value: Value]>
}

/** One value after the other; undefined at the end. */
export type Cursor = () => Result | undefined

/** What LINQ makes: nothing is worked out until somebody asks, and each time anew. */
export interface Sequence {
  readonly kind: 'sequence'
  readonly element: string
  readonly open: () => Result<Cursor>
}

/** Bytes in memory with a position. `sink`: where a writing layer puts what it made once it is closed. */
export interface Stream {
  readonly kind: 'stream'
  bytes: Uint8Array
  length: number
  position: number
  finish: (() => Trap | null) | null
}

/** A symmetric cipher with what it was set to; null where nothing was set. */
export interface Cipher {
  readonly kind: 'cipher'
  key: Uint8Array | null
  iv: Uint8Array | null
  mode: number
  padding: number
  blockSize: number
}

/** Why a run goes no further (`stop`), or a managed exception on its way to a handler. */
export type Trap = { readonly kind: 'stop'; readonly because: string } | { readonly kind: 'throw'; readonly exception: Value }

/** What something gives, or why it gives nothing. */
export type Result<T = Value> = T | Trap

/** The call of a member outside the set. */
export interface Site {
  readonly api: string
  readonly signature: string
  /** Names of the method's type arguments, or else of those of its type; a type parameter as it is written. */
  readonly typeArgs: readonly string[]
  /** Place of the calling assembly in the set, and the token it calls by. */
  readonly assembly: number
  readonly token: number
  readonly hasThis: boolean
  readonly parameters: number
}

/** Tells a reason from a result. */
export function isTrap<T>(result: T | Trap): result is Trap {
  return typeof result === 'object' && result !== null && 'kind' in result && (result.kind === 'stop' || result.kind === 'throw')
}

/** Tells things from null, numbers and texts. */
export function isThing(value: Value | undefined): value is Thing {
  return typeof value === 'object' && value !== null
}

/** The run ends here, for this reason. */
export function stop(because: string): Trap {
  return { kind: 'stop', because }
}

/** A managed exception of the platform. */
export function raise(type: string, message: Value = null): Trap {
  return { kind: 'throw', exception: { kind: 'exception', type, message } }
}

/** What the code asked of a value cannot be done, or is not known. */
export function misused(value: Value, what: string): Trap {
  if (value === null) return raise('System.NullReferenceException')
  if (isThing(value) && value.kind === 'unknown') return stop(value.because)
  return stop(what)
}

/** An array over these numbers, not a copy. */
export function numbersOf(element: string, data: Numbers): NumberArray {
  return { kind: 'numbers', element, data }
}

/** A `byte[]` over these bytes, not a copy. */
export function bytesValue(data: Uint8Array): NumberArray {
  return numbersOf('System.Byte', data)
}

/** Characters as `char[]`. */
export function charsValue(text: string): NumberArray {
  const data = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) data[at] = text.charCodeAt(at)
  return numbersOf('System.Char', data)
}

/** Code units as text, in parts: a call takes only so many arguments. */
export function textOfUnits(units: ArrayLike<number>): string {
  let text = ''
  for (let at = 0; at < units.length; at += 4096) {
    const part: number[] = []
    for (let k = at; k < Math.min(at + 4096, units.length); k++) part.push(units[k] ?? 0)
    text += String.fromCharCode(...part)
  }
  return text
}

/** An element as the stack holds it; undefined outside the array. */
export function elementAt(array: NumberArray | ItemArray, index: number): Value | undefined {
  if (array.kind === 'items') {
    const item = array.data[index]
    return isThing(item) && item.kind === 'struct' ? copied(item) : item
  }
  const value = array.data[index]
  if (typeof value === 'bigint') return BigInt.asIntN(64, value)
  if (value === undefined) return undefined
  return array.data instanceof Float32Array || array.data instanceof Float64Array ? { kind: 'float', value } : value | 0
}

/** Stores an element; false where it is not of the array's kind. The place is known to be inside. */
export function setElement(array: NumberArray | ItemArray, index: number, value: Value): boolean {
  if (array.kind === 'items') {
    array.data[index] = value
    return true
  }
  const { data } = array
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    if (typeof value === 'number') data[index] = BigInt(value)
    else if (typeof value === 'bigint') data[index] = value
    else return false
    return true
  }
  if (isThing(value) && value.kind === 'float') {
    data[index] = value.value
    return data instanceof Float32Array || data instanceof Float64Array
  }
  if (typeof value !== 'number') return false
  data[index] = value
  return true
}

/** Fields a struct holds with those of structs inside; counted up to `most`, which also ends what holds itself. */
export function structSize(value: Value, most: number): number {
  if (!isThing(value) || value.kind !== 'struct') return 0
  let size = 1
  for (const field of value.fields.values()) {
    if (size > most) return size
    size += 1 + structSize(field, most - size)
  }
  return size
}

/** A struct's copy, structs inside included; `structSize` was held to a bound where they were stored. */
export function copied(struct: Struct): Struct {
  const fields = new Map<number, Value>()
  for (const [field, value] of struct.fields) fields.set(field, isThing(value) && value.kind === 'struct' ? copied(value) : value)
  return { kind: 'struct', type: struct.type, fields }
}

/** What a load gives: a struct is copied. */
export function loaded(value: Value): Value {
  return isThing(value) && value.kind === 'struct' ? copied(value) : value
}

/** A place or length that is not there. */
export function outOfRange(): Trap {
  return raise('System.ArgumentOutOfRangeException')
}
