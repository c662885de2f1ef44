import { type Span, u16, u32 } from '../bytes/span.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { directoryIndex, directoryNames } from '../pe/directories.ts'
import type { LoaderCli } from './loader-cli-rules.ts'
import type { NtHeaders } from './loader-headers.ts'
import { hexText, type LoaderRule } from './loader-rule.ts'
import { checkDirectory, checkRange, type DataDirectory, directoryAt, fileFlags, findLoaderSection, hasFlag, rangeSpan, sectionFlags } from './loader-rva.ts'

const baseRelocation = 5
const iat = 12
const machines = { i386: 0x14c, amd64: 0x8664, ia64: 0x200 } as const
const relocations = { highLow: 3, dir64: 10 } as const

const { Import, Resource, Certificate, Debug, CLRRuntimeHeader } = directoryIndex
const allowedDirectories = [Import, Resource, Certificate, baseRelocation, Debug, iat, CLRRuntimeHeader].reduce((mask, index) => mask | (1 << index), 0)

const present = (nt: NtHeaders, index: number): DataDirectory | null => {
  const directory = directoryAt(nt, index)
  return directory === null || directory.rva === 0 ? null : directory
}

/** Imports and relocations are looked at when there is one of them, or native code to start at. */
const startsNatively = (nt: NtHeaders): boolean => present(nt, Import) !== null || present(nt, baseRelocation) !== null || nt.addressOfEntryPoint !== 0

const source = 'PEDecoder::CheckILOnly'

/** What is asked of an image that says it holds IL only, and has no precompiled code. */
export const ilOnlyRules: readonly LoaderRule<LoaderCli>[] = [
  {
    id: 'il-only.directories',
    text: 'Of the directories that NumberOfRvaAndSizes counts only import, resource, certificate, relocation, debug, IAT and CLI header are there',
    source,
    test: ({ nt }) => {
      for (let index = 0; index < nt.numberOfRvaAndSizes; index++) {
        const directory = directoryAt(nt, index)
        if (directory === null) return `${hexText(nt.numberOfRvaAndSizes)} directories are counted, the file ends before`
        if (directory.rva === 0) continue
        const name = directoryNames[index] ?? `number ${index}, behind the last`
        // the shift takes the low five bits of its count, as on the machine that runs the check
        if ((allowedDirectories & (1 << index)) === 0) return `directory ${name} is there`
        const fault = index === Certificate ? null : checkDirectory(nt, directory, sectionFlags.shared)
        if (fault !== null) return `directory ${name}: ${fault}`
      }
      return null
    },
  },
  {
    id: 'il-only.import',
    text: 'The one import is _CorExeMain or _CorDllMain of mscoree.dll',
    source: 'PEDecoder::CheckILOnlyImportDlls',
    test: ({ nt }) => (startsNatively(nt) ? importFault(nt) : null),
  },
  {
    id: 'il-only.relocation',
    text: 'There is one base relocation; an EXE may have none when it says they are stripped',
    source: 'PEDecoder::CheckILOnlyBaseRelocations',
    test: ({ nt }) => (startsNatively(nt) ? relocationFault(nt) : null),
  },
  {
    id: 'il-only.sections',
    text: 'Every section can be read, written or run, and is not shared',
    source,
    test: ({ nt }) => {
      const access = sectionFlags.execute | sectionFlags.read | sectionFlags.write
      const index = nt.sections.findIndex(({ characteristics }) => hasFlag(characteristics, sectionFlags.shared) || !hasFlag(characteristics, access))
      return index < 0 ? null : `section ${index + 1}: the flags are ${hexText(nt.sections[index]?.characteristics ?? 0)}`
    },
  },
  {
    id: 'il-only.win32-version',
    text: 'Win32VersionValue of an EXE is 0',
    source,
    test: ({ nt }) =>
      !hasFlag(nt.characteristics, fileFlags.dll) && nt.win32VersionValue !== 0 ? `Win32VersionValue is ${hexText(nt.win32VersionValue)}` : null,
  },
]

const descriptorSize = 20
const library = 'mscoree.dll'
const entryPoints = ['_cordllmain', '_corexemain']

function importFault(nt: NtHeaders): string | null {
  const directory = present(nt, Import)
  if (directory === null) return 'there is no import directory'
  const place = checkRange(nt, directory.rva, directory.size)
  if (place !== null) return place
  const span = rangeSpan(nt, directory.rva, directory.size)
  if (span === null || directory.size < 2 * descriptorSize) return `the import directory has ${directory.size} bytes`
  const forwarder = u32(span, 8)
  const whole = u32(span, 0) !== 0 && u32(span, 4) === 0 && (forwarder === 0 || forwarder === 0xffff_ffff) && u32(span, 12) !== 0 && u32(span, 16) !== 0
  if (!whole) return 'the first import descriptor is not as a compiler writes it'
  if (span.bytes.subarray(descriptorSize, 2 * descriptorSize).some((byte) => byte !== 0)) return 'a second library is imported'
  const name = textAt(nt, u32(span, 12), library.length)
  if (name !== library) return name === null ? 'the name of the library cannot be read' : 'another library is imported'
  return hintFault(nt, u32(span, 0)) ?? checkRange(nt, u32(span, 16), 8)
}

function hintFault(nt: NtHeaders, rva: number): string | null {
  const span = rangeSpan(nt, rva, 8)
  if (span === null) return checkRange(nt, rva, 8) ?? 'the names of the imports cannot be read'
  if (u32(span, 0) === 0 || u32(span, 4) !== 0) return 'not exactly one function is imported'
  const hint = u32(span, 0)
  if (hint >= 0x8000_0000) return 'the function is imported by number'
  const name = textAt(nt, hint + 2, 11)
  return name !== null && entryPoints.includes(name) ? null : 'another function is imported'
}

/** Text of exactly this many bytes with its NUL behind it, in lower case; null for any other. */
function textAt(nt: NtHeaders, rva: number, length: number): string | null {
  const span = rangeSpan(nt, rva, length + 1)
  if (span === null || span.bytes.indexOf(0) !== length) return null
  return decodeUtf8(span.bytes.subarray(0, length)).toLowerCase()
}

function relocationFault(nt: NtHeaders): string | null {
  const stripped = hasFlag(nt.characteristics, fileFlags.relocsStripped)
  const directory = present(nt, baseRelocation)
  if (directory === null) {
    if (hasFlag(nt.characteristics, fileFlags.dll)) return 'a DLL has no relocation directory'
    return stripped ? null : 'there is no relocation directory, and Characteristics does not say that it was stripped'
  }
  if (stripped) return 'there is a relocation directory, and Characteristics says that it was stripped'
  const place = checkRange(nt, directory.rva, directory.size, sectionFlags.write)
  if (place !== null) return place
  if (!hasFlag(findLoaderSection(nt, directory.rva)?.characteristics ?? 0, sectionFlags.read)) return 'the section of the relocations cannot be read'
  const span = rangeSpan(nt, directory.rva, directory.size)
  return span === null || span.bytes.length < 10 ? `the relocation directory has ${directory.size} bytes` : blockFault(nt, span)
}

function blockFault(nt: NtHeaders, span: Span): string | null {
  const size = u32(span, 4)
  if (size !== span.bytes.length) return `the block of relocations has ${hexText(size)} bytes, the directory ${hexText(span.bytes.length)}`
  const wanted = nt.machine === machines.ia64 || nt.machine === machines.amd64 ? relocations.dir64 : relocations.highLow
  const count = nt.machine === machines.ia64 ? 2 : 1
  for (let at = 8, entry = 0; at + 2 <= size; at += 2, entry++) {
    const type = u16(span, at) >>> 12
    const right = entry < count ? wanted : 0
    if (type !== right) return `relocation ${entry + 1} has the type ${type}, not ${right}`
  }
  return null
}
