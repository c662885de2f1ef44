import { i32, type Span, slice, sliceUpTo, u8, u32 } from '../bytes/span.ts'
import { decodeUtf8, decodeUtf16 } from '../bytes/text.ts'
import { type Defect, FormatError, salvage } from '../errors.ts'
import { limits } from '../limits.ts'

/** One entry of a `.resources` set. */
export interface ResourceEntry {
  readonly name: string
  /** `System.String`, `System.Byte[]`, `System.IO.Stream`, a primitive's name, or a serialized type as the set writes it, with its assembly. */
  readonly type: string
  /** The value without its length: UTF-8 of a string, content of bytes and streams, a serialized object whole; null for a null value. */
  readonly bytes: Span | null
  /** The value of a `System.String`; null for other types. */
  readonly text: string | null
}

export interface ResourceSet {
  readonly version: 1 | 2
  /** Entries that could be read, in the order of the file (by the hash of the name). */
  readonly entries: readonly ResourceEntry[]
}

/** `ResourceManager.MagicNumber` */
const magic = 0xbeefcace

export function isResourceSet(span: Span): boolean {
  return span.bytes.length >= 12 && u32(span, 0) === magic
}

/** Value types by type code in version 2: `size` in bytes, or what stands before the content. */
const typeCodes: ReadonlyMap<number, ValueType> = new Map<number, ValueType>([
  [0x00, { name: 'null', size: 0 }],
  [0x01, { name: 'System.String', size: 'compressed-length' }],
  [0x02, { name: 'System.Boolean', size: 1 }],
  [0x03, { name: 'System.Char', size: 2 }],
  [0x04, { name: 'System.Byte', size: 1 }],
  [0x05, { name: 'System.SByte', size: 1 }],
  [0x06, { name: 'System.Int16', size: 2 }],
  [0x07, { name: 'System.UInt16', size: 2 }],
  [0x08, { name: 'System.Int32', size: 4 }],
  [0x09, { name: 'System.UInt32', size: 4 }],
  [0x0a, { name: 'System.Int64', size: 8 }],
  [0x0b, { name: 'System.UInt64', size: 8 }],
  [0x0c, { name: 'System.Single', size: 4 }],
  [0x0d, { name: 'System.Double', size: 8 }],
  [0x0e, { name: 'System.Decimal', size: 16 }],
  [0x0f, { name: 'System.DateTime', size: 8 }],
  [0x10, { name: 'System.TimeSpan', size: 8 }],
  [0x20, { name: 'System.Byte[]', size: 'length' }],
  [0x21, { name: 'System.IO.Stream', size: 'length' }],
])
const firstUserType = 0x40

interface ValueType {
  readonly name: string
  readonly size: number | 'compressed-length' | 'length' | 'to-next'
}

/** Types that version 1 writes as version 2 does; all others, also byte arrays, are serialized objects. */
const plainInVersion1: ReadonlyMap<string, ValueType> = new Map(
  [...typeCodes.values()]
    .filter(({ name }) => !['null', 'System.Boolean', 'System.Char', 'System.Byte[]', 'System.IO.Stream'].includes(name))
    .map((type) => [type.name, type]),
)

/** Where things stand, and how much text may still be decoded: entries may share one name or string. */
interface Reader {
  readonly span: Span
  readonly version: 1 | 2
  readonly types: readonly string[]
  readonly positionsAt: number
  readonly count: number
  readonly namesAt: number
  readonly dataAt: number
  textLeft: number
}

interface Place {
  readonly name: string
  readonly at: number
}

/**
 * Reads a whole `.resources` set as System.Resources.ResourceReader does: header, type names, positions, then the entries.
 * Throws `bad-magic`, `truncated`, `bad-value`, `limit` where the header cannot be read; a damaged entry is a defect and the others are
 * read. A serialized object has no length: it ends where the next value begins.
 */
export function readResourceSet(span: Span, defects: Defect[]): ResourceSet {
  const damage: Defect[] = []
  const reader = openSet(span, damage)
  const places: Place[] = []
  for (let index = 0; index < reader.count; index++) {
    const place = salvage(damage, `name of resource entry ${index}`, () => readPlace(reader, index), null)
    if (place !== null) places.push(place)
  }
  const starts = Float64Array.from(places, (place) => place.at).sort()
  const entries: ResourceEntry[] = []
  for (const place of places) {
    const read = () => readEntry(reader, place, nextAfter(starts, place.at) ?? span.bytes.length)
    const entry = salvage(damage, `resource entry ${place.name.slice(0, 80)}`, read, null)
    if (entry !== null) entries.push(entry)
  }
  defects.push(...damage.slice(0, limits.defects))
  return { version: reader.version, entries }
}

function openSet(span: Span, damage: Defect[]): Reader {
  if (!isResourceSet(span)) throw new FormatError('bad-magic', span.offset, 'not a .resources set')
  let at = 12
  // a later header says how long it is; the first holds the names of the reader and of the set
  if (i32(span, 4) > 1) at += u32(span, 8)
  else for (let name = 0; name < 2; name++) at = stringAt(span, at).end
  const version = i32(span, at)
  if (version !== 1 && version !== 2) throw new FormatError('bad-value', span.offset + at, `version ${version} of .resources is not known`)
  const stated = u32(span, at + 4)
  const typeCount = u32(span, at + 8)
  at += 12
  if (typeCount > limits.resourceTypes) throw new FormatError('limit', span.offset + at + 8, `${typeCount} resource types are stated`, 'resourceTypes')
  const types: string[] = []
  for (let index = 0; index < typeCount; index++) {
    const type = stringAt(span, at)
    types.push(decodeUtf8(span.bytes.subarray(type.at, Math.min(type.end, type.at + limits.nameLength))))
    at = type.end
  }
  at = Math.ceil(at / 8) * 8

  // a hash and a position for each name, and the place of the data behind them
  const room = Math.max(0, Math.floor((span.bytes.length - at - 4) / 8))
  if (stated > room) throw new FormatError('truncated', span.offset + at, `${stated} resource entries are stated, ${room} have room`)
  const count = Math.min(stated, limits.resourceEntries)
  if (count < stated)
    damage.push({ code: 'limit', offset: span.offset + at, detail: `${stated} resource entries are stated, ${count} were read`, limit: 'resourceEntries' })
  const namesAt = at + stated * 8 + 4
  const dataAt = u32(span, namesAt - 4)
  if (dataAt < namesAt || dataAt > span.bytes.length) throw new FormatError('bad-value', span.offset + namesAt - 4, 'resource data lie outside the set')
  return { span, version, types, positionsAt: at + stated * 4, count, namesAt, dataAt, textLeft: span.bytes.length * limits.resourceReuse }
}

function readPlace(reader: Reader, index: number): Place {
  const { span } = reader
  const position = reader.namesAt + u32(span, reader.positionsAt + index * 4)
  const { at, end } = stringAt(span, position)
  const dataAt = reader.dataAt + u32(span, end)
  if (dataAt >= span.bytes.length) throw new FormatError('bad-index', span.offset + end, 'its data lie behind the end')
  spend(reader, end - at, position)
  return { name: decodeUtf16(span.bytes.subarray(at, end)), at: dataAt }
}

function readEntry(reader: Reader, { name, at }: Place, next: number): ResourceEntry {
  const { span } = reader
  const code = packedInt(span, at)
  const type = reader.version === 1 ? typeInVersion1(reader, code.value, at) : typeInVersion2(reader, code.value, at)
  if (type.name === 'null') return { name, type: 'null', bytes: null, text: null }
  const bytes = valueBytes(span, code.end, type, next)
  if (type.name !== 'System.String') return { name, type: type.name, bytes, text: null }
  spend(reader, bytes.bytes.length, at)
  return { name, type: type.name, bytes, text: decodeUtf8(bytes.bytes) }
}

function valueBytes(span: Span, at: number, type: ValueType, next: number): Span {
  if (type.size === 'to-next') return sliceUpTo(span, at, next - at)
  if (type.size === 'length') return slice(span, at + 4, i32(span, at))
  if (type.size === 'compressed-length') {
    const content = stringAt(span, at)
    return slice(span, content.at, content.end - content.at)
  }
  return slice(span, at, type.size)
}

function typeInVersion2(reader: Reader, code: number, at: number): ValueType {
  const known = typeCodes.get(code)
  if (known !== undefined) return known
  const name = reader.types[code - firstUserType]
  if (name === undefined) throw new FormatError('bad-value', reader.span.offset + at, `there is no resource type ${code}`)
  return { name, size: 'to-next' }
}

/** The table of types holds the plain ones too; -1 is null. */
function typeInVersion1(reader: Reader, index: number, at: number): ValueType {
  if (index === 0xffff_ffff) return { name: 'null', size: 0 }
  const name = reader.types[index]
  if (name === undefined) throw new FormatError('bad-value', reader.span.offset + at, `there is no resource type ${index}`)
  const comma = name.indexOf(',')
  return plainInVersion1.get(comma < 0 ? name : name.slice(0, comma)) ?? { name, size: 'to-next' }
}

function spend(reader: Reader, bytes: number, at: number): void {
  reader.textLeft -= bytes
  if (reader.textLeft < 0) throw new FormatError('limit', reader.span.offset + at, 'entries share more text than the set could hold', 'resourceReuse')
}

function nextAfter(starts: Float64Array, at: number): number | undefined {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return starts[low]
}

/** BinaryWriter's 7-bit encoded integer, unsigned: seven bits a byte, lowest first, at most five bytes. Throws `truncated`, `bad-value`. */
export function packedInt(span: Span, at: number): { readonly value: number; readonly end: number } {
  let value = 0
  for (let index = 0; index < 5; index++) {
    const byte = u8(span, at + index)
    value += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { value: value % 2 ** 32, end: at + index + 1 }
  }
  throw new FormatError('bad-value', span.offset + at, 'a 7-bit integer is longer than 5 bytes')
}

/** BinaryWriter's string: its length in bytes, then the bytes. Throws `truncated`, `bad-value`. */
export function stringAt(span: Span, at: number): { readonly at: number; readonly end: number } {
  const { value, end } = packedInt(span, at)
  return { at: end, end: end + slice(span, end, value).bytes.length }
}
