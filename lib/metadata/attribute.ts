import { compressedUint, type Span, slice, u8, u16 } from '../bytes/span.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { FormatError } from '../errors.ts'
import { limits } from '../limits.ts'
import { elementType, primitiveNames } from './element-types.ts'
import type { TypeSig } from './signature.ts'

/** A value in a custom attribute: types are `{ type: name }`, 64-bit integers are bigint, enums their number. II.23.3 */
export type AttributeValue = string | number | bigint | boolean | null | { readonly type: string } | readonly AttributeValue[]

export interface NamedArgument {
  readonly kind: 'field' | 'property'
  readonly name: string
  /** Type name in txray's notation; an enum by the name the blob gives. */
  readonly type: string
  readonly value: AttributeValue
}

export interface AttributeArguments {
  readonly fixed: readonly AttributeValue[]
  readonly named: readonly NamedArgument[]
}

/** What the blob does not tell and the metadata does. */
export interface AttributeTypes {
  /** Name of a TypeDef, TypeRef or TypeSpec. */
  readonly typeName: (token: number) => string
  /** Element type behind an enum, by type token or by the name in the blob; guesses Int32 for what is not in the file. */
  readonly enumOfToken: (token: number) => number
  readonly enumOfName: (name: string) => number
  /** A type name as the blob writes it (`N.Outer+Inner, Assembly, …`) in txray's notation. */
  readonly notation: (text: string) => string
}

/** The type of an argument, from the constructor's signature or from the blob itself. */
type ArgumentType =
  | { readonly kind: 'element'; readonly element: number }
  | { readonly kind: 'enum'; readonly element: number; readonly name: string }
  | { readonly kind: 'type' }
  | { readonly kind: 'boxed' }
  | { readonly kind: 'array'; readonly of: ArgumentType }

const elementByName = new Map([...primitiveNames].map(([element, name]) => [name, element]))

/** Decodes the blob of a custom attribute whose constructor has these parameters. Throws `truncated`, `bad-value`, `limit`. II.23.3 */
export function readAttribute(span: Span, parameters: readonly TypeSig[], types: AttributeTypes): AttributeArguments {
  const reader = { span, at: 2, types }
  if (u16(span, 0) !== 1) throw new FormatError('bad-value', span.offset, 'a custom attribute does not start with 0x0001')
  const fixed = parameters.map((parameter) => value(reader, fromSig(reader, parameter, 0), 0))
  const count = span.bytes.length >= reader.at + 2 ? u16(span, reader.at) : 0
  reader.at += 2
  if (count > limits.attributeNamed) throw new FormatError('limit', span.offset + reader.at, `${count} named arguments`, 'attributeNamed')
  const named: NamedArgument[] = []
  for (let index = 0; index < count; index++) named.push(namedArgument(reader))
  return { fixed, named }
}

interface Reader {
  readonly span: Span
  at: number
  readonly types: AttributeTypes
}

function bad(reader: Reader, message: string): FormatError {
  return new FormatError('bad-value', reader.span.offset + reader.at, message)
}

function namedArgument(reader: Reader): NamedArgument {
  const code = u8(reader.span, reader.at++)
  if (code !== 0x53 && code !== 0x54) throw bad(reader, 'a named argument is neither field nor property')
  const type = fromBlob(reader, 0)
  const name = serString(reader) ?? ''
  return { kind: code === 0x53 ? 'field' : 'property', name, type: written(type), value: value(reader, type, 0) }
}

function fromSig(reader: Reader, sig: TypeSig, depth: number): ArgumentType {
  if (depth > limits.attributeDepth) throw new FormatError('limit', reader.span.offset, 'an attribute argument is nested too deep', 'attributeDepth')
  switch (sig.kind) {
    case 'primitive': {
      if (sig.name === 'System.Object') return { kind: 'boxed' }
      const element = elementByName.get(sig.name)
      if (element === undefined) throw bad(reader, `an attribute cannot hold ${sig.name}`)
      return { kind: 'element', element }
    }
    case 'named': {
      const name = reader.types.typeName(sig.token)
      if (name === 'System.Type') return { kind: 'type' }
      if (!sig.valueType && name === 'System.Object') return { kind: 'boxed' }
      if (!sig.valueType && name === 'System.String') return { kind: 'element', element: elementType.STRING }
      return { kind: 'enum', element: reader.types.enumOfToken(sig.token), name }
    }
    case 'generic': {
      // an enum inside a generic type is an instance with that type's arguments; the standard has no such parameter, runtimes take it
      const { type } = sig
      if (type.kind !== 'named' || !type.valueType) throw bad(reader, 'an attribute cannot hold such a type')
      return { kind: 'enum', element: reader.types.enumOfToken(type.token), name: reader.types.typeName(type.token) }
    }
    case 'vector':
      return { kind: 'array', of: fromSig(reader, sig.of, depth + 1) }
    case 'modified':
      return fromSig(reader, sig.of, depth + 1)
    default:
      throw bad(reader, 'an attribute cannot hold such a type')
  }
}

function fromBlob(reader: Reader, depth: number): ArgumentType {
  if (depth > limits.attributeDepth)
    throw new FormatError('limit', reader.span.offset + reader.at, 'an attribute argument is nested too deep', 'attributeDepth')
  const code = u8(reader.span, reader.at++)
  switch (code) {
    case elementType.TYPE:
      return { kind: 'type' }
    case elementType.BOXED:
      return { kind: 'boxed' }
    case elementType.SZARRAY:
      return { kind: 'array', of: fromBlob(reader, depth + 1) }
    case elementType.ENUM: {
      const name = serString(reader) ?? ''
      return { kind: 'enum', element: reader.types.enumOfName(name), name: reader.types.notation(name) }
    }
    default:
      if (!primitiveNames.has(code)) throw bad(reader, `0x${code.toString(16)} is no argument type`)
      return { kind: 'element', element: code }
  }
}

function written(type: ArgumentType): string {
  switch (type.kind) {
    case 'element':
      return primitiveNames.get(type.element) ?? ''
    case 'enum':
      return type.name
    case 'type':
      return 'System.Type'
    case 'boxed':
      return 'System.Object'
    case 'array':
      return `${written(type.of)}[]`
    default:
      return type
  }
}

function value(reader: Reader, type: ArgumentType, depth: number): AttributeValue {
  if (depth > limits.attributeDepth) throw new FormatError('limit', reader.span.offset + reader.at, 'an attribute value is nested too deep', 'attributeDepth')
  switch (type.kind) {
    case 'element':
    case 'enum':
      return element(reader, type.element)
    case 'type': {
      const name = serString(reader)
      return name === null ? null : { type: reader.types.notation(name) }
    }
    case 'boxed':
      return value(reader, fromBlob(reader, depth), depth + 1)
    case 'array': {
      const count = reader.span.view.byteLength >= reader.at + 4 ? reader.span.view.getUint32(reader.at, true) : 0
      reader.at += 4
      if (count === 0xffff_ffff) return null
      if (count > limits.attributeElements) throw new FormatError('limit', reader.span.offset + reader.at, `an array of ${count} elements`, 'attributeElements')
      const values: AttributeValue[] = []
      for (let index = 0; index < count; index++) values.push(value(reader, type.of, depth + 1))
      return values
    }
    default:
      return type
  }
}

const elementSize: ReadonlyMap<number, number> = new Map<number, number>([
  [elementType.BOOLEAN, 1],
  [elementType.I1, 1],
  [elementType.U1, 1],
  [elementType.CHAR, 2],
  [elementType.I2, 2],
  [elementType.U2, 2],
  [elementType.I4, 4],
  [elementType.U4, 4],
  [elementType.R4, 4],
  [elementType.I8, 8],
  [elementType.U8, 8],
  [elementType.R8, 8],
])

function element(reader: Reader, code: number): AttributeValue {
  if (code === elementType.STRING) return serString(reader)
  const size = elementSize.get(code)
  if (size === undefined) throw bad(reader, `an attribute cannot hold element type 0x${code.toString(16)}`)
  const { view } = slice(reader.span, reader.at, size)
  reader.at += size
  switch (code) {
    case elementType.BOOLEAN:
      return view.getUint8(0) !== 0
    case elementType.CHAR:
      return String.fromCharCode(view.getUint16(0, true))
    case elementType.I1:
      return view.getInt8(0)
    case elementType.U1:
      return view.getUint8(0)
    case elementType.I2:
      return view.getInt16(0, true)
    case elementType.U2:
      return view.getUint16(0, true)
    case elementType.I4:
      return view.getInt32(0, true)
    case elementType.U4:
      return view.getUint32(0, true)
    case elementType.I8:
      return view.getBigInt64(0, true)
    case elementType.U8:
      return view.getBigUint64(0, true)
    case elementType.R4:
      return view.getFloat32(0, true)
    default:
      return view.getFloat64(0, true)
  }
}

/** A length-prefixed UTF-8 string; 0xff is null. II.23.3 */
function serString(reader: Reader): string | null {
  if (u8(reader.span, reader.at) === 0xff) {
    reader.at++
    return null
  }
  const { value: length, size } = compressedUint(reader.span, reader.at)
  const text = slice(reader.span, reader.at + size, length)
  reader.at += size + length
  return decodeUtf8(text.bytes)
}
