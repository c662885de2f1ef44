import { type Span, u16, u32, u64 } from '../bytes/span.ts'
import { hexText, type LoaderRule } from './loader-rule.ts'

/** A section header as it stands, nothing clamped to the file. PE/COFF 4 */
export interface SectionHeader {
  readonly virtualSize: number
  readonly virtualAddress: number
  readonly sizeOfRawData: number
  readonly pointerToRawData: number
  readonly characteristics: number
}

/** The header fields the CLR's checks look at, as they stand; `at` is where the PE signature is. PE/COFF 3 */
export interface NtHeaders {
  readonly file: Span
  readonly at: number
  readonly is64: boolean
  readonly machine: number
  readonly numberOfSections: number
  readonly characteristics: number
  readonly addressOfEntryPoint: number
  readonly imageBase: bigint
  readonly sectionAlignment: number
  readonly fileAlignment: number
  readonly win32VersionValue: number
  readonly sizeOfImage: number
  readonly sizeOfHeaders: number
  readonly stack: { readonly reserve: bigint; readonly commit: bigint }
  readonly heap: { readonly reserve: bigint; readonly commit: bigint }
  readonly numberOfRvaAndSizes: number
  /** Where the data directories start in the file. */
  readonly directoriesAt: number
  readonly sectionTableAt: number
  /** Those the file has room for. */
  readonly sections: readonly SectionHeader[]
}

const pe32 = { magic: 0x10b, size: 0xe0 }
const pe32plus = { magic: 0x20b, size: 0xf0 }
/** A 64-bit runtime measures the room with its own, larger structure whatever the image is. */
const roomForHeaders = 24 + pe32plus.size

const has = (file: Span, at: number, length: number): boolean => at + length <= file.bytes.length
const lfanew = (file: Span): number | null => (has(file, 0, 64) ? u32(file, 0x3c) : null)
const read16 = (file: Span, distance: number): number | null => {
  const at = lfanew(file)
  return at !== null && has(file, at + distance, 2) ? u16(file, at + distance) : null
}

/** Whether there are PE headers at all. Where one of these is broken nothing else is looked at. */
export const headerRules: readonly LoaderRule<Span>[] = [
  {
    id: 'pe.dos-header',
    text: 'The file starts with a DOS header of 64 bytes, MZ and a pointer that is not 0',
    source: 'PEDecoder::HasNTHeaders',
    test: (file) => {
      if (!has(file, 0, 64)) return `the file has ${file.bytes.length} bytes`
      if (u16(file, 0) !== 0x5a4d) return `it starts with ${hexText(u16(file, 0))}`
      return u32(file, 0x3c) === 0 ? 'e_lfanew is 0' : null
    },
  },
  {
    id: 'pe.room',
    text: 'The PE headers lie inside the file',
    source: 'PEDecoder::HasNTHeaders',
    test: (file) => {
      const at = lfanew(file)
      return at === null || has(file, at, roomForHeaders) ? null : `they start at ${hexText(at)} of ${hexText(file.bytes.length)} bytes`
    },
  },
  {
    id: 'pe.signature',
    text: 'The PE signature is there, all four bytes of it',
    source: 'PEDecoder::HasNTHeaders',
    test: (file) => {
      const at = lfanew(file)
      return at !== null && has(file, at, 4) && u32(file, at) !== 0x4550 ? `it is ${hexText(u32(file, at))}` : null
    },
  },
  {
    id: 'pe.magic',
    text: 'The optional header is PE32 or PE32+',
    source: 'PEDecoder::HasNTHeaders',
    test: (file) => {
      const magic = read16(file, 24)
      return magic === null || magic === pe32.magic || magic === pe32plus.magic ? null : `Magic is ${hexText(magic)}`
    },
  },
  {
    id: 'pe.optional-header-size',
    text: 'SizeOfOptionalHeader is exactly 0xe0 (PE32) or 0xf0 (PE32+)',
    source: 'PEDecoder::HasNTHeaders',
    test: (file) => {
      const kind = [pe32, pe32plus].find(({ magic }) => magic === read16(file, 24))
      const size = read16(file, 20)
      return kind === undefined || size === null || size === kind.size ? null : `SizeOfOptionalHeader is ${hexText(size)}`
    },
  },
]

const sectionHeaderSize = 40

/** The headers of a file that breaks none of `headerRules`. */
export function readNtHeaders(file: Span): NtHeaders {
  const at = u32(file, 0x3c)
  const optional = at + 24
  const is64 = u16(file, optional) === pe32plus.magic
  const word = (distance: number): bigint => (is64 ? u64(file, optional + 72 + distance * 8) : BigInt(u32(file, optional + 72 + distance * 4)))
  const directoriesAt = optional + (is64 ? 112 : 96)
  const sectionTableAt = optional + (is64 ? pe32plus : pe32).size
  const numberOfSections = u16(file, at + 6)
  const room = Math.floor((file.bytes.length - sectionTableAt) / sectionHeaderSize)
  const sections: SectionHeader[] = []
  for (let index = 0; index < Math.min(numberOfSections, room); index++) sections.push(readSectionHeader(file, sectionTableAt + index * sectionHeaderSize))
  return {
    file,
    at,
    is64,
    machine: u16(file, at + 4),
    numberOfSections,
    characteristics: u16(file, at + 22),
    addressOfEntryPoint: u32(file, optional + 16),
    imageBase: is64 ? u64(file, optional + 24) : BigInt(u32(file, optional + 28)),
    sectionAlignment: u32(file, optional + 32),
    fileAlignment: u32(file, optional + 36),
    win32VersionValue: u32(file, optional + 52),
    sizeOfImage: u32(file, optional + 56),
    sizeOfHeaders: u32(file, optional + 60),
    stack: { reserve: word(0), commit: word(1) },
    heap: { reserve: word(2), commit: word(3) },
    numberOfRvaAndSizes: u32(file, directoriesAt - 4),
    directoriesAt,
    sectionTableAt,
    sections,
  }
}

function readSectionHeader(file: Span, at: number): SectionHeader {
  return {
    virtualSize: u32(file, at + 8),
    virtualAddress: u32(file, at + 12),
    sizeOfRawData: u32(file, at + 16),
    pointerToRawData: u32(file, at + 20),
    characteristics: u32(file, at + 36),
  }
}
