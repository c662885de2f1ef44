import { u16, u32 } from '../bytes/span.ts'
import { directoryIndex } from '../pe/directories.ts'
import type { Image, Section } from '../pe/image.ts'
import { type Assembly, findRoot } from './assembly.ts'
import type { Oddity } from './oddity.ts'

/**
 * Oddities of the PE container. Compilers of .NET write 16 directories, no symbols, aligned sections in order and a CLI header
 * directory of 72 bytes; what differs was changed afterwards, often to make readers stumble.
 */
export function* imageOddities(image: Image): Generator<Oddity> {
  const lfanew = u32(image.file, 0x3c)
  const countAt = lfanew + 24 + (image.is64 ? 108 : 92)
  if (countAt + 4 <= image.file.bytes.length) {
    const count = u32(image.file, countAt)
    if (count !== 16) yield { id: 'image.directory-count', offset: countAt, detail: `NumberOfRvaAndSizes is ${count}, where 16 directories stand` }
  }
  const optionalSize = u16(image.file, lfanew + 20)
  const usual = image.is64 ? 0xf0 : 0xe0
  if (optionalSize !== usual)
    yield { id: 'image.optional-header', offset: lfanew + 20, detail: `SizeOfOptionalHeader is ${optionalSize}, where the header has ${usual} bytes` }
  const symbols = u32(image.file, lfanew + 16)
  if (symbols !== 0) yield { id: 'image.symbols', offset: lfanew + 16, detail: `${symbols} COFF symbols are stated` }
  const cli = image.directories[directoryIndex.CLRRuntimeHeader]
  if (cli !== undefined && cli.size !== 72)
    yield { id: 'image.cli-directory', offset: null, detail: `the CLI header directory has ${cli.size} bytes, where the header has 72` }
  yield* sectionOddities(image)
}

/** The CLI header says how long it is, for which runtime, and where the metadata is: loaders differ in what of it they believe. */
export function* cliOddities({ image, cli }: Assembly): Generator<Oddity> {
  const odd: string[] = []
  if (cli.cb !== 72) odd.push(`its size is ${cli.cb}, where it has 72 bytes`)
  if (cli.majorRuntimeVersion !== 2) odd.push(`its runtime version is ${cli.majorRuntimeVersion}.${cli.minorRuntimeVersion}`)
  if (cli.metadata.size === 0) odd.push('the metadata is said to have 0 bytes')
  if (findRoot(image, cli) === null) odd.push('it points to no metadata')
  if (odd.length > 0) yield { id: 'image.cli-header', offset: cli.offset, detail: `the CLI header is odd: ${odd.join('; ')}` }
}

function* sectionOddities(image: Image): Generator<Oddity> {
  let previous: Section | null = null
  for (const section of image.sections) {
    if (section.virtualSize === 0 && section.sizeOfRawData !== 0) yield oddSection('image.section-without-size', section, 'has bytes and a virtual size of 0')
    if (section.pointerToRawData % 0x200 !== 0)
      yield oddSection('image.section-unaligned', section, `starts at file offset ${section.pointerToRawData}, which is no multiple of 512`)
    if (section.pointerToRawData !== 0 && section.size < section.sizeOfRawData)
      yield oddSection('image.section-cut', section, `states ${section.sizeOfRawData} bytes and has ${section.size}`)
    if (previous !== null && section.virtualAddress < previous.virtualAddress + previous.virtualSize)
      yield oddSection('image.sections-overlap', section, 'starts before the section in front of it ends')
    previous = section
  }
}

function oddSection(id: string, section: Section, what: string): Oddity {
  return { id, offset: section.offset, detail: `section ${section.name} ${what}` }
}
