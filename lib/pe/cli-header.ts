import { type Span, u16, u32 } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { directoryIndex } from './directories.ts'
import { type Image, spanAtRva } from './image.ts'

/** The CLI header's fields; directories as RVA and size. II.25.3.3 */
export interface CliHeader {
  readonly offset: number
  readonly cb: number
  readonly majorRuntimeVersion: number
  readonly minorRuntimeVersion: number
  readonly metadata: { readonly rva: number; readonly size: number }
  readonly flags: number
  readonly entryPointToken: number
  readonly resources: { readonly rva: number; readonly size: number }
  readonly strongName: { readonly rva: number; readonly size: number }
  readonly vtableFixups: { readonly rva: number; readonly size: number }
  readonly managedNativeHeader: { readonly rva: number; readonly size: number }
}

/** Runtime flags. II.25.3.3.1 */
export const cliFlags = { ilOnly: 0x1, requires32Bit: 0x2, strongNameSigned: 0x8, nativeEntryPoint: 0x10 } as const

/** Null when the image has no CLI header directory. Throws `bad-index`, `truncated`. The directory's size is not consulted: Mono runs files with 0. */
export function readCliHeader(image: Image): CliHeader | null {
  const directory = image.directories[directoryIndex.CLRRuntimeHeader]
  if (directory === undefined || directory.rva === 0) return null
  const span = spanAtRva(image, directory.rva)
  if (span.bytes.length < 72) throw new FormatError('truncated', span.offset, 'the CLI header has no room')
  const pair = (at: number) => ({ rva: u32(span, at), size: u32(span, at + 4) })
  return {
    offset: span.offset,
    cb: u32(span, 0),
    majorRuntimeVersion: u16(span, 4),
    minorRuntimeVersion: u16(span, 6),
    metadata: pair(8),
    flags: u32(span, 16),
    entryPointToken: u32(span, 20),
    resources: pair(24),
    strongName: pair(32),
    vtableFixups: pair(48),
    managedNativeHeader: pair(64),
  }
}

/** The metadata's bytes; a stated size of 0 or more than there is means all that is there. */
export function metadataSpan(image: Image, header: CliHeader): Span {
  return spanAtRva(image, header.metadata.rva)
}
