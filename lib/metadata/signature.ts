import { compressedInt, compressedUint, type Span, u8 } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { limits } from '../limits.ts'
import { elementType, primitiveNames } from './element-types.ts'
import { asToken, type Token } from './token.ts'

/** A type as a signature writes it. II.23.2.12 */
export type TypeSig =
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'named'; readonly token: Token; readonly valueType: boolean }
  | { readonly kind: 'generic'; readonly type: TypeSig; readonly args: readonly TypeSig[] }
  | { readonly kind: 'variable'; readonly ofMethod: boolean; readonly index: number }
  | { readonly kind: 'vector' | 'byRef' | 'pointer' | 'pinned'; readonly of: TypeSig }
  | { readonly kind: 'array'; readonly of: TypeSig; readonly rank: number }
  | { readonly kind: 'modified'; readonly required: boolean; readonly modifier: Token; readonly of: TypeSig }
  | { readonly kind: 'function'; readonly signature: MethodSig }

/** Method, property or call-site signature. II.23.2.1 to II.23.2.3, II.23.2.5 */
export interface MethodSig {
  readonly hasThis: boolean
  readonly explicitThis: boolean
  readonly convention: number
  readonly genericParameters: number
  readonly returns: TypeSig
  readonly parameters: readonly TypeSig[]
  /** Where the sentinel stands among the parameters of a vararg call; null without one. */
  readonly sentinel: number | null
}

/** One object each: most of what a signature holds. */
const primitives: ReadonlyMap<number, TypeSig> = new Map([...primitiveNames].map(([element, name]) => [element, { kind: 'primitive', name }]))

const convention = {
  mask: 0x0f,
  vararg: 0x05,
  field: 0x06,
  locals: 0x07,
  property: 0x08,
  methodSpec: 0x0a,
  generic: 0x10,
  hasThis: 0x20,
  explicitThis: 0x40,
} as const

/** The reading position and what may still be read: a blob of nested types must end. */
interface Reader {
  readonly span: Span
  at: number
  nodes: number
}

function readerOf(span: Span, at = 0): Reader {
  return { span, at, nodes: limits.signatureNodes }
}

function uint(reader: Reader): number {
  const { value, size } = compressedUint(reader.span, reader.at)
  reader.at += size
  return value
}

function fail(reader: Reader, code: 'bad-value' | 'limit', message: string, limit: string | null = null): FormatError {
  return new FormatError(code, reader.span.offset + reader.at, message, limit)
}

/** Throws `truncated`, `bad-value`, `limit`. II.23.2.1 */
export function readMethodSig(span: Span): MethodSig {
  return methodSig(readerOf(span), 0)
}

/** The type of a field signature. Throws `truncated`, `bad-value`, `limit`. II.23.2.4 */
export function readFieldSig(span: Span): TypeSig {
  const reader = readerOf(span)
  const head = u8(span, 0)
  if ((head & convention.mask) !== convention.field) throw fail(reader, 'bad-value', 'a field signature does not start with FIELD')
  reader.at = 1
  return typeSig(reader, 0)
}

/** Does the blob of a MemberRef describe a field (else a method)? */
export function isFieldSig(span: Span): boolean {
  return span.bytes.length > 0 && ((span.bytes[0] ?? 0) & convention.mask) === convention.field
}

/** The types of local variables. Throws `truncated`, `bad-value`, `limit`. II.23.2.6 */
export function readLocalsSig(span: Span): TypeSig[] {
  const reader = readerOf(span)
  if (u8(span, 0) !== convention.locals) throw fail(reader, 'bad-value', 'a locals signature does not start with LOCAL_SIG')
  reader.at = 1
  const count = uint(reader)
  const types: TypeSig[] = []
  for (let index = 0; index < count; index++) types.push(typeSig(reader, 0))
  return types
}

/** The type of a TypeSpec. Throws `truncated`, `bad-value`, `limit`. II.23.2.14 */
export function readTypeSpec(span: Span): TypeSig {
  return typeSig(readerOf(span), 0)
}

/** The type arguments of a MethodSpec. Throws `truncated`, `bad-value`, `limit`. II.23.2.15 */
export function readMethodSpec(span: Span): TypeSig[] {
  const reader = readerOf(span)
  if (u8(span, 0) !== convention.methodSpec) throw fail(reader, 'bad-value', 'a method instantiation does not start with GENRICINST')
  reader.at = 1
  return typeList(reader, uint(reader), 0)
}

function methodSig(reader: Reader, depth: number): MethodSig {
  const head = u8(reader.span, reader.at)
  reader.at++
  const genericParameters = (head & convention.generic) !== 0 ? uint(reader) : 0
  const count = uint(reader)
  if (count > limits.parameters) throw fail(reader, 'limit', `${count} parameters`, 'parameters')
  const returns = typeSig(reader, depth + 1)
  const parameters: TypeSig[] = []
  let sentinel: number | null = null
  for (let index = 0; index < count; index++) {
    if (reader.span.bytes[reader.at] === elementType.SENTINEL) {
      sentinel = index
      reader.at++
    }
    parameters.push(typeSig(reader, depth + 1))
  }
  return {
    hasThis: (head & convention.hasThis) !== 0,
    explicitThis: (head & convention.explicitThis) !== 0,
    convention: head & convention.mask,
    genericParameters,
    returns,
    parameters,
    sentinel,
  }
}

function typeList(reader: Reader, count: number, depth: number): TypeSig[] {
  const types: TypeSig[] = []
  for (let index = 0; index < count; index++) types.push(typeSig(reader, depth + 1))
  return types
}

function typeSig(reader: Reader, depth: number): TypeSig {
  if (depth > limits.signatureDepth) throw fail(reader, 'limit', 'the signature is nested too deep', 'signatureDepth')
  if (--reader.nodes < 0) throw fail(reader, 'limit', 'the signature has too many types', 'signatureNodes')
  const element = u8(reader.span, reader.at)
  reader.at++
  const primitive = primitives.get(element)
  if (primitive !== undefined) return primitive
  switch (element) {
    case elementType.CLASS:
    case elementType.VALUETYPE:
      return { kind: 'named', token: typeToken(reader), valueType: element === elementType.VALUETYPE }
    case elementType.GENERICINST: {
      const type = typeSig(reader, depth + 1)
      return { kind: 'generic', type, args: typeList(reader, uint(reader), depth) }
    }
    case elementType.VAR:
    case elementType.MVAR:
      return { kind: 'variable', ofMethod: element === elementType.MVAR, index: uint(reader) }
    case elementType.SZARRAY:
      return { kind: 'vector', of: typeSig(reader, depth + 1) }
    case elementType.BYREF:
      return { kind: 'byRef', of: typeSig(reader, depth + 1) }
    case elementType.PTR:
      return { kind: 'pointer', of: typeSig(reader, depth + 1) }
    case elementType.PINNED:
      return { kind: 'pinned', of: typeSig(reader, depth + 1) }
    case elementType.ARRAY:
      return arraySig(reader, depth)
    case elementType.CMOD_REQD:
    case elementType.CMOD_OPT: {
      const modifier = typeToken(reader)
      return { kind: 'modified', required: element === elementType.CMOD_REQD, modifier, of: typeSig(reader, depth + 1) }
    }
    case elementType.FNPTR:
      return { kind: 'function', signature: methodSig(reader, depth + 1) }
    default:
      reader.at--
      throw fail(reader, 'bad-value', `0x${element.toString(16)} is no element type`)
  }
}

/** II.23.2.13; sizes and lower bounds are read over: notation leaves them out. */
function arraySig(reader: Reader, depth: number): TypeSig {
  const of = typeSig(reader, depth + 1)
  const rank = uint(reader)
  if (rank > limits.arrayRank) throw fail(reader, 'limit', `an array of rank ${rank}`, 'arrayRank')
  const sizes = uint(reader)
  if (sizes > rank) throw fail(reader, 'bad-value', 'an array has more sizes than dimensions')
  for (let index = 0; index < sizes; index++) uint(reader)
  const bounds = uint(reader)
  if (bounds > rank) throw fail(reader, 'bad-value', 'an array has more bounds than dimensions')
  for (let index = 0; index < bounds; index++) reader.at += compressedInt(reader.span, reader.at).size
  return { kind: 'array', of, rank }
}

const typeTables = [0x02, 0x01, 0x1b, 0xff] as const

/** TypeDefOrRefOrSpecEncoded. II.23.2.8 */
function typeToken(reader: Reader): Token {
  const value = uint(reader)
  return asToken(((typeTables[value & 3] ?? 0xff) << 24) | (value >>> 2))
}
