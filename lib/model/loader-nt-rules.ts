import { directoryIndex } from '../pe/directories.ts'
import type { NtHeaders, SectionHeader } from './loader-headers.ts'
import { hexText, type LoaderRule } from './loader-rule.ts'
import { alignUp, checkDirectory, directoryAt, fileFlags, hasFlag, sectionFlags } from './loader-rva.ts'

const isPowerOfTwo = (value: number): boolean => value > 0 && (value & (value - 1)) === 0
const isMultiple = (value: number, of: number): boolean => of === 0 || value % of === 0

/** CODE, both DATA, DISCARDABLE, NOT_CACHED, NOT_PAGED, SHARED, EXECUTE, READ, WRITE. */
const allowedSectionFlags = 0xfe00_00e0
const writableCode = (sectionFlags.code | sectionFlags.write) >>> 0

/** The first section with a fault, named by its place. `previous` is null for the first. */
function firstFault(nt: NtHeaders, fault: (section: SectionHeader, previous: SectionHeader | null) => string | null): string | null {
  let previous: SectionHeader | null = null
  for (const [index, section] of nt.sections.entries()) {
    const found = fault(section, previous)
    if (found !== null) return `section ${index + 1}: ${found}`
    previous = section
  }
  return null
}

const source = 'PEDecoder::CheckNTHeaders'
const sectionSource = 'PEDecoder::CheckSection'

/** The PE headers and sections of any image, managed or not. */
export const ntRules: readonly LoaderRule<NtHeaders>[] = [
  {
    id: 'pe.system-file',
    text: 'Characteristics does not mark a system file (0x1000)',
    source,
    test: (nt) => (hasFlag(nt.characteristics, fileFlags.system) ? `Characteristics is ${hexText(nt.characteristics)}` : null),
  },
  {
    id: 'pe.file-alignment',
    text: 'FileAlignment is a power of two and a multiple of 512',
    source,
    test: ({ fileAlignment }) => (isPowerOfTwo(fileAlignment) && isMultiple(fileAlignment, 512) ? null : `FileAlignment is ${hexText(fileAlignment)}`),
  },
  {
    id: 'pe.section-alignment',
    text: 'SectionAlignment is a power of two and a multiple of FileAlignment',
    source,
    test: ({ sectionAlignment, fileAlignment }) =>
      isPowerOfTwo(sectionAlignment) && isMultiple(sectionAlignment, fileAlignment) ? null : `SectionAlignment is ${hexText(sectionAlignment)}`,
  },
  {
    id: 'pe.size-of-image',
    text: 'SizeOfImage is a multiple of SectionAlignment and has room for the headers',
    source,
    test: ({ sizeOfImage, sectionAlignment, sizeOfHeaders }) =>
      isMultiple(sizeOfImage, sectionAlignment) && alignUp(sizeOfHeaders, sectionAlignment) <= sizeOfImage ? null : `SizeOfImage is ${hexText(sizeOfImage)}`,
  },
  {
    id: 'pe.size-of-headers',
    text: 'SizeOfHeaders is a multiple of FileAlignment and not larger than the file',
    source,
    test: ({ sizeOfHeaders, fileAlignment, file }) =>
      isMultiple(sizeOfHeaders, fileAlignment) && sizeOfHeaders <= file.bytes.length ? null : `SizeOfHeaders is ${hexText(sizeOfHeaders)}`,
  },
  {
    id: 'pe.image-base',
    text: 'ImageBase is a multiple of 0x10000',
    source,
    test: ({ imageBase }) => (imageBase % 0x1_0000n === 0n ? null : `ImageBase is ${hexText(imageBase)}`),
  },
  {
    id: 'pe.stack-size',
    text: 'SizeOfStackCommit is not above SizeOfStackReserve',
    source,
    test: ({ stack }) => (stack.commit <= stack.reserve ? null : `${hexText(stack.commit)} of ${hexText(stack.reserve)} are committed`),
  },
  {
    id: 'pe.heap-size',
    text: 'SizeOfHeapCommit is not above SizeOfHeapReserve',
    source,
    test: ({ heap }) => (heap.commit <= heap.reserve ? null : `${hexText(heap.commit)} of ${hexText(heap.reserve)} are committed`),
  },
  {
    id: 'section.headers',
    text: 'The section headers lie inside SizeOfHeaders, counted from the PE signature',
    source,
    test: (nt) => {
      const end = nt.sectionTableAt + nt.numberOfSections * 40
      return nt.numberOfSections === 0 || end <= nt.at + nt.sizeOfHeaders ? null : `${nt.numberOfSections} sections end at ${hexText(end)}`
    },
  },
  {
    id: 'section.flags',
    text: 'Sections have no flags but code, data, discardable, not cached, not paged, shared, execute, read and write',
    source,
    test: (nt) =>
      firstFault(nt, ({ characteristics }) => (hasFlag(characteristics, ~allowedSectionFlags) ? `the flags are ${hexText(characteristics)}` : null)),
  },
  {
    id: 'section.writable-code',
    text: 'A section that holds code is not writable',
    source,
    test: (nt) =>
      firstFault(nt, ({ characteristics }) => ((characteristics & writableCode) >>> 0 === writableCode ? `the flags are ${hexText(characteristics)}` : null)),
  },
  {
    id: 'section.aligned',
    text: 'VirtualAddress is a multiple of SectionAlignment; PointerToRawData and SizeOfRawData are multiples of FileAlignment',
    source: sectionSource,
    test: (nt) =>
      firstFault(nt, ({ virtualAddress, pointerToRawData, sizeOfRawData }) => {
        if (!isMultiple(virtualAddress, nt.sectionAlignment)) return `VirtualAddress is ${hexText(virtualAddress)}`
        if (!isMultiple(pointerToRawData, nt.fileAlignment)) return `PointerToRawData is ${hexText(pointerToRawData)}`
        return isMultiple(sizeOfRawData, nt.fileAlignment) ? null : `SizeOfRawData is ${hexText(sizeOfRawData)}`
      }),
  },
  {
    id: 'section.order',
    text: 'Sections follow the headers and each other, in memory and in the file, and do not overlap',
    source: sectionSource,
    test: (nt) =>
      firstFault(nt, (section, previous) => {
        const address = previous === null ? nt.sizeOfHeaders : previous.virtualAddress + alignUp(previous.virtualSize, nt.sectionAlignment)
        const offset = previous === null ? nt.sizeOfHeaders : previous.pointerToRawData + previous.sizeOfRawData
        if (section.virtualAddress < address) return `it starts at RVA ${hexText(section.virtualAddress)}, what stands before it ends at ${hexText(address)}`
        if (section.sizeOfRawData === 0 || section.pointerToRawData >= offset) return null
        return `its bytes start at ${hexText(section.pointerToRawData)}, what stands before them ends at ${hexText(offset)}`
      }),
  },
  {
    id: 'section.in-image',
    text: 'Sections end inside SizeOfImage',
    source: sectionSource,
    test: (nt) =>
      firstFault(nt, ({ virtualAddress, virtualSize }) => {
        const end = virtualAddress + alignUp(virtualSize, nt.sectionAlignment)
        return end <= nt.sizeOfImage ? null : `it ends at RVA ${hexText(end)}, the image at ${hexText(nt.sizeOfImage)}`
      }),
  },
  {
    id: 'section.in-file',
    text: 'The bytes of sections lie inside the file, all of them',
    source: sectionSource,
    test: (nt) =>
      firstFault(nt, ({ pointerToRawData, sizeOfRawData }) => {
        const end = pointerToRawData + sizeOfRawData
        return end <= nt.file.bytes.length ? null : `its bytes end at ${hexText(end)}, the file at ${hexText(nt.file.bytes.length)}`
      }),
  },
  {
    id: 'section.raw-size',
    text: 'SizeOfRawData is not above VirtualSize, rounded up to SectionAlignment',
    source: sectionSource,
    test: (nt) =>
      firstFault(nt, ({ virtualSize, sizeOfRawData }) =>
        sizeOfRawData <= alignUp(virtualSize, nt.sectionAlignment)
          ? null
          : `it has ${hexText(sizeOfRawData)} bytes for a VirtualSize of ${hexText(virtualSize)}`,
      ),
  },
  {
    id: 'cli.directory',
    text: 'The CLI header directory is there and lies inside one section; NumberOfRvaAndSizes is not asked',
    source: 'PEDecoder::HasDirectoryEntry, CheckRva',
    test: (nt) => {
      const directory = directoryAt(nt, directoryIndex.CLRRuntimeHeader)
      if (directory === null || directory.rva === 0) return 'there is none: this is no .NET image'
      return checkDirectory(nt, directory)
    },
  },
]
