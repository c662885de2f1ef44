/** One section of a built image; what is not given follows from the data. `rawSize` and `virtualSize` may lie. */
export interface SectionParts {
  readonly name?: string
  readonly data: Uint8Array
  readonly virtualAddress?: number
  readonly virtualSize?: number
  readonly pointer?: number
  readonly rawSize?: number
}

/** The parts of a PE image that tests set; everything else is as a compiler writes it. */
export interface ImageParts {
  readonly is64?: boolean
  readonly machine?: number
  readonly sections?: readonly SectionParts[]
  /** RVA and size by directory number. */
  readonly directories?: Readonly<Record<number, readonly [rva: number, size: number]>>
  readonly fileAlignment?: number
  readonly numberOfSections?: number
  readonly numberOfSymbols?: number
  readonly numberOfRvaAndSizes?: number
  /** Moves the section table with it. */
  readonly sizeOfOptionalHeader?: number
  readonly overlay?: Uint8Array
}

/** Where the PE signature stands in built images, and what stands at which distance from it. */
export const peAt = 0x80
export const fieldAt = { numberOfSections: peAt + 6, numberOfSymbols: peAt + 16, sizeOfOptionalHeader: peAt + 20, optional: peAt + 24 } as const

/** Virtual address of the first section where none is given; each further one starts on the next 0x2000. */
export const firstRva = 0x2000
const firstPointer = 0x400

/** A PE image in memory: DOS header, PE headers, section table, sections at 0x400 and behind. PE/COFF 2 to 4 */
export function buildImage(parts: ImageParts = {}): Uint8Array {
  const sections = placeSections(parts.sections ?? [])
  const optionalSize = parts.sizeOfOptionalHeader ?? (parts.is64 ? 0xf0 : 0xe0)
  const table = fieldAt.optional + optionalSize
  const end = sections.reduce((high, one) => Math.max(high, one.pointer + one.data.length), Math.max(firstPointer, table + sections.length * 40))
  const image = new Uint8Array(end + (parts.overlay?.length ?? 0))
  const view = new DataView(image.buffer)
  view.setUint16(0, 0x5a4d, true)
  view.setUint32(0x3c, peAt, true)
  view.setUint32(peAt, 0x4550, true)
  view.setUint16(peAt + 4, parts.machine ?? (parts.is64 ? 0x8664 : 0x14c), true)
  view.setUint16(fieldAt.numberOfSections, parts.numberOfSections ?? sections.length, true)
  view.setUint32(peAt + 8, 0x5e0be100, true)
  view.setUint32(fieldAt.numberOfSymbols, parts.numberOfSymbols ?? 0, true)
  view.setUint16(fieldAt.sizeOfOptionalHeader, optionalSize, true)
  view.setUint16(peAt + 22, 0x2102, true)
  const { optional } = fieldAt
  view.setUint16(optional, parts.is64 ? 0x20b : 0x10b, true)
  view.setUint32(optional + 32, 0x2000, true)
  view.setUint32(optional + 36, parts.fileAlignment ?? 0x200, true)
  view.setUint32(optional + 60, firstPointer, true)
  view.setUint16(optional + 68, 3, true)
  const directories = optional + (parts.is64 ? 112 : 96)
  view.setUint32(directories - 4, parts.numberOfRvaAndSizes ?? 16, true)
  for (const [index, [rva, size]] of Object.entries(parts.directories ?? {})) {
    view.setUint32(directories + Number(index) * 8, rva, true)
    view.setUint32(directories + Number(index) * 8 + 4, size, true)
  }
  for (const [index, section] of sections.entries()) {
    const at = table + index * 40
    image.set(ascii(section.name).subarray(0, 8), at)
    for (const [k, value] of [section.virtualSize, section.virtualAddress, section.rawSize, section.pointer].entries()) {
      view.setUint32(at + 8 + k * 4, value, true)
    }
    view.setUint32(at + 36, 0x60000020, true)
    image.set(section.data, section.pointer)
  }
  image.set(parts.overlay ?? [], end)
  return image
}

function placeSections(sections: readonly SectionParts[]): Required<SectionParts>[] {
  const placed: Required<SectionParts>[] = []
  let pointer = firstPointer
  let rva = firstRva
  for (const [index, one] of sections.entries()) {
    const { data } = one
    const section = {
      name: one.name ?? `.s${index}`,
      data,
      virtualAddress: one.virtualAddress ?? rva,
      virtualSize: one.virtualSize ?? data.length,
      pointer: one.pointer ?? pointer,
      rawSize: one.rawSize ?? data.length,
    }
    placed.push(section)
    pointer = roundUp(section.pointer + data.length, 0x200)
    rva = roundUp(section.virtualAddress + Math.max(data.length, 1), 0x2000)
  }
  return placed
}

/** The next multiple of `to`. */
export function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to
}

/** Bytes of ASCII text. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (one) => one.charCodeAt(0))
}

/** One run of bytes from many. */
export function join(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return joinAll(parts)
}

/** The same of more parts than a call takes arguments. */
export function joinAll(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** The same bytes with some of them replaced: `[offset, value, size in bytes]`, low byte first. */
export function patched(bytes: Uint8Array, ...changes: readonly (readonly [at: number, value: number, size: 1 | 2 | 4])[]): Uint8Array {
  const copy = bytes.slice()
  for (const [at, value, size] of changes) for (let k = 0; k < size; k++) copy[at + k] = Math.floor(value / 2 ** (8 * k)) & 0xff
  return copy
}
