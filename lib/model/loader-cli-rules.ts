import { type Span, u16, u32 } from '../bytes/span.ts'
import { cliFlags } from '../pe/cli-header.ts'
import { directoryIndex } from '../pe/directories.ts'
import type { NtHeaders } from './loader-headers.ts'
import { hexText, type LoaderRule } from './loader-rule.ts'
import { checkDirectory, checkRange, type DataDirectory, directoryAt, findLoaderSection, hasFlag, rangeSpan, sectionFlags } from './loader-rva.ts'

/** The CLI header as it stands, with the directories the checks look at. II.25.3.3 */
export interface LoaderCli {
  readonly nt: NtHeaders
  readonly directory: DataDirectory
  readonly cb: number
  readonly majorRuntimeVersion: number
  readonly flags: number
  readonly entryPoint: number
  readonly metadata: DataDirectory
  readonly resources: DataDirectory
  readonly strongName: DataDirectory
  readonly codeManagerTable: DataDirectory
  readonly vtableFixups: DataDirectory
  readonly exportAddressTableJumps: DataDirectory
  readonly managedNativeHeader: DataDirectory
}

const headerSize = 72

/** Null where its 72 bytes do not lie inside one section. */
export function readLoaderCli(nt: NtHeaders): LoaderCli | null {
  const directory = directoryAt(nt, directoryIndex.CLRRuntimeHeader)
  if (directory === null || directory.rva === 0) return null
  const span = rangeSpan(nt, directory.rva, headerSize)
  return span === null ? null : { nt, directory, ...fields(span) }
}

function fields(span: Span): Omit<LoaderCli, 'nt' | 'directory'> {
  const pair = (at: number): DataDirectory => ({ rva: u32(span, at), size: u32(span, at + 4) })
  return {
    cb: u32(span, 0),
    majorRuntimeVersion: u16(span, 4),
    metadata: pair(8),
    flags: u32(span, 16),
    entryPoint: u32(span, 20),
    resources: pair(24),
    strongName: pair(32),
    codeManagerTable: pair(40),
    vtableFixups: pair(48),
    exportAddressTableJumps: pair(56),
    managedNativeHeader: pair(64),
  }
}

export const isIlOnly = ({ flags }: LoaderCli): boolean => hasFlag(flags, cliFlags.ilOnly)

/** IL_LIBRARY, TRACKDEBUGDATA and 32BITPREFERRED besides what `cliFlags` names. */
const ilLibrary = 0x4
const allowedFlags = 0x3001f
/** Directories of the CLI header that may be absent; metadata, resources and signature must not be writable. */
const optionalDirectories = [
  ['resources', 'Resources', sectionFlags.write],
  ['strongName', 'StrongNameSignature', sectionFlags.write],
  ['codeManagerTable', 'CodeManagerTable', sectionFlags.write],
  ['vtableFixups', 'VTableFixups', 0],
  ['exportAddressTableJumps', 'ExportAddressTableJumps', 0],
  ['managedNativeHeader', 'ManagedNativeHeader', 0],
] as const

const source = 'PEDecoder::CheckCorHeader'

/** The CLI header. Where it cannot be read `cli.header` says so, and the rest is not asked. */
export const cliPlaceRules: readonly LoaderRule<NtHeaders>[] = [
  {
    id: 'cli.header',
    text: 'The CLI header has 72 bytes inside one section that can be read and not written',
    source,
    test: (nt) => {
      const directory = directoryAt(nt, directoryIndex.CLRRuntimeHeader)
      if (directory === null || directory.rva === 0) return null
      const section = findLoaderSection(nt, directory.rva)
      if (section !== null && !hasFlag(section.characteristics, sectionFlags.read)) return 'its section cannot be read'
      return checkRange(nt, directory.rva, headerSize, sectionFlags.write)
    },
  },
  {
    id: 'cli.directory-size',
    text: 'The CLI header directory states at least 72 bytes',
    source,
    test: (nt) => {
      const directory = directoryAt(nt, directoryIndex.CLRRuntimeHeader)
      return directory === null || directory.rva === 0 || directory.size >= headerSize ? null : `it states ${directory.size}`
    },
  },
]

export const cliRules: readonly LoaderRule<LoaderCli>[] = [
  {
    id: 'cli.cb',
    text: 'The CLI header states at least 72 bytes for itself',
    source,
    test: ({ cb }) => (cb >= headerSize ? null : `cb is ${cb}`),
  },
  {
    id: 'cli.runtime-version',
    text: 'MajorRuntimeVersion is 2',
    source,
    test: ({ majorRuntimeVersion }) => (majorRuntimeVersion === 2 ? null : `it is ${majorRuntimeVersion}`),
  },
  {
    id: 'cli.metadata',
    text: 'The metadata lie inside one section that cannot be written',
    source,
    test: ({ nt, metadata }) => (metadata.rva === 0 ? 'there are none' : checkRange(nt, metadata.rva, metadata.size, sectionFlags.write)),
  },
  {
    id: 'cli.directories',
    text: 'Every directory of the CLI header lies inside one section, or is all zero',
    source,
    test: (cli) => {
      for (const [field, name, forbidden] of optionalDirectories) {
        const fault = checkDirectory(cli.nt, cli[field], forbidden)
        if (fault !== null) return `${name}: ${fault}`
      }
      return null
    },
  },
  {
    id: 'cli.flags',
    text: 'Flags has no bits but those that are defined (0x3001f)',
    source,
    test: ({ flags }) => (hasFlag(flags, ~allowedFlags) ? `Flags is ${hexText(flags)}` : null),
  },
  {
    id: 'cli.il-only',
    text: 'An IL-only image has no VTable fixups, export jumps or native entry point',
    source,
    test: (cli) => {
      if (!isIlOnly(cli)) return null
      if (cli.vtableFixups.size !== 0) return 'it has VTable fixups'
      if (cli.exportAddressTableJumps.size !== 0) return 'it has export jumps'
      return hasFlag(cli.flags, cliFlags.nativeEntryPoint) ? 'it has a native entry point' : null
    },
  },
  {
    id: 'cli.strong-name',
    text: 'An image that says it is signed has room for a signature',
    source,
    test: ({ flags, strongName }) => (hasFlag(flags, cliFlags.strongNameSigned) && strongName.rva === 0 ? 'StrongNameSignature is zero' : null),
  },
  {
    id: 'cli.native-header',
    text: 'An image has a native header if and only if it is marked as IL library (0x4)',
    source,
    test: ({ flags, managedNativeHeader }) => {
      if (hasFlag(flags, ilLibrary)) return managedNativeHeader.rva === 0 ? 'it is marked, and has none' : null
      return managedNativeHeader.size !== 0 ? `ManagedNativeHeader has ${managedNativeHeader.size} bytes` : null
    },
  },
]
