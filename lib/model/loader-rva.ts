import { type Span, slice, u32 } from '../bytes/span.ts'
import type { NtHeaders, SectionHeader } from './loader-headers.ts'
import { hexText } from './loader-rule.ts'

export const sectionFlags = { code: 0x20, shared: 0x1000_0000, execute: 0x2000_0000, read: 0x4000_0000, write: 0x8000_0000 } as const
export const fileFlags = { relocsStripped: 0x1, system: 0x1000, dll: 0x2000 } as const

export const hasFlag = (flags: number, flag: number): boolean => (flags & flag) !== 0

export interface DataDirectory {
  readonly rva: number
  readonly size: number
}

/** Directory `index`; those behind the 16th are what stands there. Null behind the file's end. */
export function directoryAt(nt: NtHeaders, index: number): DataDirectory | null {
  const at = nt.directoriesAt + index * 8
  return at + 8 <= nt.file.bytes.length ? { rva: u32(nt.file, at), size: u32(nt.file, at + 4) } : null
}

/** The next multiple of the alignment; 0 aligns nothing. */
export function alignUp(value: number, alignment: number): number {
  return alignment === 0 ? value : Math.ceil(value / alignment) * alignment
}

/**
 * The section of an RVA. The search ends at the first section that ends behind it, even when that one starts
 * behind it too (pedecoder.cpp, RvaToSection).
 */
export function findLoaderSection(nt: NtHeaders, rva: number): SectionHeader | null {
  for (const section of nt.sections) {
    if (rva < section.virtualAddress + alignUp(section.virtualSize, nt.sectionAlignment)) return rva < section.virtualAddress ? null : section
  }
  return null
}

/** What is wrong with a range that must lie inside one section, in memory and in the file; null when nothing is. PEDecoder::CheckRva */
export function checkRange(nt: NtHeaders, rva: number, size: number, forbidden = 0): string | null {
  const range = `${hexText(size)} bytes at RVA ${hexText(rva)}`
  const section = findLoaderSection(nt, rva)
  if (section === null) return `${range} lie in no section`
  const end = rva - section.virtualAddress + size
  if (end > section.virtualSize) return `${range} end behind the VirtualSize of their section`
  if (end > section.sizeOfRawData) return `${range} end behind what the file holds of their section`
  if (hasFlag(section.characteristics, forbidden)) return `${range} lie in a section with the flags ${hexText(section.characteristics)}`
  return null
}

/** The same for a directory; RVA 0 stands for "not there" and is then without a size. */
export function checkDirectory(nt: NtHeaders, { rva, size }: DataDirectory, forbidden = 0): string | null {
  if (rva !== 0) return checkRange(nt, rva, size, forbidden)
  return size === 0 ? null : `RVA 0 has the size ${hexText(size)}`
}

/** The bytes of a range that `checkRange` accepts; null for any other. */
export function rangeSpan(nt: NtHeaders, rva: number, size: number): Span | null {
  const section = findLoaderSection(nt, rva)
  if (section === null || checkRange(nt, rva, size) !== null) return null
  const at = section.pointerToRawData + rva - section.virtualAddress
  return at + size <= nt.file.bytes.length ? slice(nt.file, at, size) : null
}
