import { join, roundUp } from './image.ts'

/** One entry: its type code (version 2) or index of a type (version 1), and the value as it is stored. */
export interface EntryParts {
  readonly name: string
  readonly code: number
  readonly value: readonly number[] | Uint8Array
}

export interface SetParts {
  readonly version?: number
  readonly types?: readonly string[]
  readonly entries?: readonly EntryParts[]
  /** What the header states where that is not the truth. */
  readonly count?: number
  readonly typeCount?: number
  /** Written over the place of each entry's data, by its number. */
  readonly dataAt?: Readonly<Record<number, number>>
  /** Written over the place of each entry's name, by its number. */
  readonly nameAt?: Readonly<Record<number, number>>
}

/** A `.resources` set as ResourceWriter lays it out, entries in the order given. */
export function resourceSet(parts: SetParts = {}): Uint8Array {
  const { entries = [], types = [] } = parts
  const names = join(text('System.Resources.ResourceReader, mscorlib'), text('System.Resources.RuntimeResourceSet'))
  const header = join(u32(0xbeefcace), u32(1), u32(names.length), names)
  const counts = join(u32(parts.version ?? 2), u32(parts.count ?? entries.length), u32(parts.typeCount ?? types.length), ...types.map(text))
  const before = join(header, counts)
  const padding = new Uint8Array(roundUp(before.length, 8) - before.length).fill(0x50)

  const nameBytes: Uint8Array[] = []
  const values: Uint8Array[] = []
  const positions: number[] = []
  for (const [index, { name, code, value }] of entries.entries()) {
    positions.push(parts.nameAt?.[index] ?? size(nameBytes))
    nameBytes.push(join(packed(name.length * 2), utf16(name), u32(parts.dataAt?.[index] ?? size(values))))
    values.push(join(packed(code), value))
  }
  const places = join(...entries.map(() => u32(0)), ...positions.map(u32))
  const dataAt = before.length + padding.length + places.length + 4 + size(nameBytes)
  return join(before, padding, places, u32(dataAt), ...nameBytes, ...values)
}

/** A string as BinaryWriter writes it. */
export function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value)
  return join(packed(bytes.length), bytes)
}

/** UTF-16LE, without a byte order mark. */
export function utf16(value: string): Uint8Array {
  return Uint8Array.from({ length: value.length * 2 }, (_, at) => (value.charCodeAt(at >> 1) >> (at % 2 === 0 ? 0 : 8)) & 0xff)
}

/** BinaryWriter's 7-bit integer. */
export function packed(value: number): number[] {
  const bytes: number[] = []
  for (let left = value >>> 0; ; left >>>= 7) {
    if (left < 0x80) return [...bytes, left]
    bytes.push((left & 0x7f) | 0x80)
  }
}

export function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff]
}

function size(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}
