import { Format } from 'pe-library'
import { exactCopy, type Span, sliceUpTo, spanOf, u16, u32 } from '../bytes/span.ts'
import { type Defect, FormatError } from '../errors.ts'
import { limits } from '../limits.ts'
import { directoryNames } from './directories.ts'

/** One section header; `offset` and `size` are those of the bytes that are really in the file. PE/COFF 4 */
export interface Section {
  readonly name: string
  readonly virtualAddress: number
  readonly virtualSize: number
  readonly pointerToRawData: number
  readonly sizeOfRawData: number
  readonly characteristics: number
  readonly offset: number
  readonly size: number
}

export interface Directory {
  readonly name: string
  readonly rva: number
  readonly size: number
}

/** The PE container: headers, sections and directories over the untouched file. PE/COFF 2 to 4 */
export interface Image {
  readonly file: Span
  /** `flat`: as on disk. `mapped`: as in memory, each section at its RVA, so that an RVA is an offset: what dumpers write. */
  readonly layout: 'flat' | 'mapped'
  readonly is64: boolean
  readonly machine: number
  readonly timeDateStamp: number
  readonly characteristics: number
  readonly subsystem: number
  readonly sectionAlignment: number
  readonly fileAlignment: number
  readonly sizeOfHeaders: number
  readonly sections: readonly Section[]
  readonly directories: readonly Directory[]
  readonly defects: readonly Defect[]
}

const dosHeaderSize = 64
const fileHeaderEnd = 24
const directoriesSize = 16 * 8
const sectionHeaderSize = 40
const optionalHeaderSize = { pe32: 96, pe32plus: 112 }

/** Is this worth reading as PE? Only the two signatures are looked at. */
export function isImage(file: Span): boolean {
  if (file.bytes.length < dosHeaderSize || u16(file, 0) !== 0x5a4d) return false
  const at = u32(file, 0x3c)
  return at + 4 <= file.bytes.length && u32(file, at) === 0x4550
}

/**
 * Reads the headers. Throws `bad-magic` where a signature is missing and `truncated` where the file ends inside
 * the fixed headers; everything behind them is salvaged.
 *
 * NumberOfRvaAndSizes is not consulted: the CLR finds its directory whatever it says (pedecoder.inl,
 * HasDirectoryEntry), so a small count must hide nothing.
 */
export function readImage(file: Span): Image {
  if (!isImage(file)) throw new FormatError('bad-magic', file.offset, 'not a PE file: the MZ or PE signature is missing')
  const defects: Defect[] = []
  const lfanew = u32(file, 0x3c)
  const sizeOfOptionalHeader = u16(file, lfanew + 20)
  const is64 = u16(file, lfanew + fileHeaderEnd) === 0x20b
  const fixedSize = (is64 ? optionalHeaderSize.pe32plus : optionalHeaderSize.pe32) + directoriesSize
  if (sizeOfOptionalHeader !== fixedSize) {
    defects.push({
      code: 'bad-value',
      offset: lfanew + 20,
      detail: `SizeOfOptionalHeader is ${sizeOfOptionalHeader}, a CLR image has ${fixedSize}`,
    })
  }

  // The sections follow the optional header by its stated size; pe-library gets a copy of the headers alone.
  const sectionTable = fileHeaderEnd + sizeOfOptionalHeader
  const count = sectionCount(file, lfanew, sectionTable, defects)
  const headerSize = Math.max(fileHeaderEnd + fixedSize, sectionTable + count * sectionHeaderSize)
  const headers = headerCopy(file, lfanew, headerSize)
  const nt = Format.ImageNtHeaders.from(headers)
  const optional = nt.optionalHeader
  const directories: Directory[] = []
  for (const [index, name] of directoryNames.entries()) {
    const entry = nt.optionalHeaderDataDirectory.get(index)
    directories.push({ name, rva: entry.virtualAddress, size: entry.size })
  }
  const sections: Section[] = []
  const table = Format.ImageSectionHeaderArray.from(headers, count, sectionTable)
  for (let index = 0; index < count; index++) {
    sections.push(readSection(file, table.get(index), optional.fileAlignment, lfanew + sectionTable + index * sectionHeaderSize, defects))
  }
  return {
    file,
    layout: 'flat',
    is64,
    machine: nt.fileHeader.machine,
    timeDateStamp: nt.fileHeader.timeDateStamp,
    characteristics: nt.fileHeader.characteristics,
    subsystem: optional.subsystem,
    sectionAlignment: optional.sectionAlignment,
    fileAlignment: optional.fileAlignment,
    sizeOfHeaders: optional.sizeOfHeaders,
    sections,
    directories,
    defects,
  }
}

function sectionCount(file: Span, lfanew: number, sectionTable: number, defects: Defect[]): number {
  const stated = u16(file, lfanew + 6)
  const room = Math.max(0, Math.floor((file.bytes.length - lfanew - sectionTable) / sectionHeaderSize))
  const count = Math.min(stated, room, limits.sections)
  if (count < stated) {
    const told = { offset: lfanew + 6, detail: `${stated} sections are stated, ${count} were read` }
    defects.push(count === limits.sections ? { code: 'limit', ...told, limit: 'sections' } : { code: 'truncated', ...told })
  }
  return count
}

/** The header region alone, zero-filled where the file ends early: pe-library reads what lies behind a view. */
function headerCopy(file: Span, lfanew: number, size: number): ArrayBuffer {
  if (lfanew + fileHeaderEnd + 2 > file.bytes.length) throw new FormatError('truncated', lfanew, 'the file ends inside the PE headers')
  const there = sliceUpTo(file, lfanew, size)
  if (there.bytes.length === size) return exactCopy(there)
  const padded = new Uint8Array(size)
  padded.set(there.bytes)
  return padded.buffer
}

function readSection(file: Span, header: Readonly<Format.ImageSectionHeader>, fileAlignment: number, at: number, defects: Defect[]): Section {
  // The Windows loader rounds the pointer down to a sector whatever it says.
  const offset = fileAlignment >= 0x200 ? header.pointerToRawData & ~0x1ff : header.pointerToRawData
  const start = Math.min(offset >>> 0, file.bytes.length)
  const size = header.pointerToRawData === 0 ? 0 : Math.min(header.sizeOfRawData, file.bytes.length - start)
  if (header.pointerToRawData !== 0 && size < header.sizeOfRawData) {
    defects.push({ code: 'truncated', offset: at, detail: `a section has ${header.sizeOfRawData} bytes, ${size} are in the file` })
  }
  return {
    name: header.name,
    virtualAddress: header.virtualAddress,
    virtualSize: header.virtualSize,
    pointerToRawData: header.pointerToRawData,
    sizeOfRawData: header.sizeOfRawData,
    characteristics: header.characteristics,
    offset: start,
    size,
  }
}

/**
 * The same headers over a file that lies as in memory: every section stands at its RVA and is as long as there. What was
 * told of the sections as on disk is dropped.
 */
export function mappedImage(image: Image): Image {
  const fileEnd = image.file.bytes.length
  const sections = image.sections.map((section) => {
    const offset = Math.min(section.virtualAddress, fileEnd)
    return { ...section, offset, size: Math.min(memorySize(image, section), fileEnd - offset) }
  })
  const defect: Defect = { code: 'bad-value', offset: null, detail: 'the file lies as in memory: it was dumped from a process, not copied from a disk' }
  return { ...image, layout: 'mapped', sections, defects: [...image.defects.filter((one) => one.code !== 'truncated'), defect] }
}

/** Bytes from a section's start that are its own in memory: VirtualSize rounded up, or the raw bytes where it is 0. */
function memorySize(image: Image, section: Section): number {
  const alignment = Math.max(1, image.sectionAlignment)
  return Math.max(Math.ceil(section.virtualSize / alignment) * alignment, section.virtualSize === 0 ? section.sizeOfRawData : 0)
}

const holds = (section: Section, rva: number, size: number): boolean => rva >= section.virtualAddress && rva < section.virtualAddress + size

/**
 * The first section that the CLR finds an RVA in: its end is the virtual size rounded up (pedecoder.cpp, RvaToSection). Where the
 * file has no bytes for it there, the first section that has some: Mono looks at nothing else, and runs what the CLR refuses.
 */
function findSection(image: Image, rva: number): Section | null {
  const first = image.sections.find((section) => holds(section, rva, memorySize(image, section))) ?? null
  if (first !== null && holds(first, rva, first.size)) return first
  return image.sections.find((section) => holds(section, rva, section.size)) ?? first
}

/**
 * The bytes from an RVA to the end of what the file holds of its section. RVAs below the first section are
 * the headers themselves. Throws `bad-index` where the file has no bytes for it.
 */
export function spanAtRva(image: Image, rva: number): Span {
  const section = findSection(image, rva)
  if (section === null) {
    const first = image.sections.reduce((low, one) => Math.min(low, one.virtualAddress), 0xffff_ffff)
    if (rva > 0 && rva < first && rva < image.file.bytes.length) return sliceUpTo(image.file, rva, first - rva)
    throw new FormatError('bad-index', null, `RVA 0x${rva.toString(16)} lies in no section`)
  }
  const at = rva - section.virtualAddress
  if (at >= section.size) throw new FormatError('bad-index', section.offset + at, `RVA 0x${rva.toString(16)} lies behind the bytes of its section`)
  return sliceUpTo(image.file, section.offset + at, section.size - at)
}

/**
 * `size` bytes as they stand in memory at an RVA: behind the bytes that the file holds of a section, to its virtual end, are
 * zeros. Nothing is copied where the file holds all of them. Throws `bad-index` in no section, `truncated` where the section
 * ends before, `limit` for more than `limits.zeroFill` zeros.
 */
export function memoryAtRva(image: Image, rva: number, size: number): Span {
  const section = findSection(image, rva)
  const inFile = section === null || holds(section, rva, section.size) ? spanAtRva(image, rva) : spanOf(new Uint8Array(), fileOffsetOf(section, rva))
  if (size <= inFile.bytes.length) return sliceUpTo(inFile, 0, size)
  const end = section === null ? rva + inFile.bytes.length : section.virtualAddress + memorySize(image, section)
  const zeros = size - inFile.bytes.length
  if (rva + size > end) throw new FormatError('truncated', inFile.offset, `${size} bytes are needed, ${Math.max(0, end - rva)} are in memory there`)
  if (zeros > limits.zeroFill) throw new FormatError('limit', inFile.offset, `${zeros} bytes are zeros that the file does not hold`, 'zeroFill')
  const memory = new Uint8Array(size)
  memory.set(inFile.bytes)
  return spanOf(memory, inFile.offset)
}

/** Where the bytes of an RVA would stand in the file. */
function fileOffsetOf(section: Section, rva: number): number {
  return section.offset + rva - section.virtualAddress
}

/**
 * How many zeros code may go on in behind the file's bytes, from an RVA on: to the section's VirtualSize, not rounded up, since no
 * runtime runs code behind that; at most `limits.zeroFill`.
 */
export function zerosBehind(image: Image, rva: number): number {
  const section = findSection(image, rva)
  if (section === null) return 0
  const held = Math.max(section.virtualAddress + section.size, rva)
  return Math.min(Math.max(0, section.virtualAddress + section.virtualSize - held), limits.zeroFill)
}

/** Does memory have zeros there, of which the file holds none by design? C++/CLI keeps fields so that are set at run time. */
export function isZeroMemory(image: Image, rva: number): boolean {
  const section = findSection(image, rva)
  if (section === null || image.layout === 'mapped' || holds(section, rva, section.size)) return false
  return section.pointerToRawData === 0 || rva - section.virtualAddress >= section.sizeOfRawData
}

/** What stands behind the last section: where it starts and how long it is; null when nothing does. */
export function findOverlay(image: Image): { readonly offset: number; readonly size: number } | null {
  const certificates = image.directories[4]
  const end = image.sections.reduce((high, one) => Math.max(high, one.offset + one.size), 0)
  const fileEnd = image.file.bytes.length
  if (end === 0 || end >= fileEnd) return null
  // the certificate table lies outside all sections by design, and is no overlay
  if (certificates && certificates.size > 0 && certificates.rva <= end + 8 && certificates.rva + certificates.size >= fileEnd) return null
  return { offset: end, size: fileEnd - end }
}
