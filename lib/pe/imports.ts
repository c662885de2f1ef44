import { type Span, sliceUpTo, u16, u32 } from '../bytes/span.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { type Defect, FormatError, salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { directoryIndex } from './directories.ts'
import { type Image, spanAtRva } from './image.ts'

/** One function taken from a module: by name or, where that is null, by ordinal. */
export interface ImportedSymbol {
  readonly name: string | null
  readonly ordinal: number | null
}

export interface ImportedModule {
  readonly name: string
  readonly symbols: readonly ImportedSymbol[]
}

/** PE/COFF "The .idata Section". `complete` is false where something could not be read or a bound was met. */
export interface Imports {
  readonly modules: readonly ImportedModule[]
  readonly complete: boolean
}

const descriptorSize = 20

/** What the import directory names, in its order. Never throws: damage is recorded. */
export function readImports(image: Image, defects: Defect[]): Imports {
  const directory = image.directories[directoryIndex.Import]
  const modules: ImportedModule[] = []
  if (directory === undefined || directory.rva === 0) return { modules, complete: true }
  const complete = salvage(defects, 'imports', () => readModules(image, spanAtRva(image, directory.rva), modules), false)
  return { modules, complete }
}

/** True when the list ended as it should. Throws `truncated`, `bad-index`, `limit`. */
function readModules(image: Image, span: Span, modules: ImportedModule[]): boolean {
  const budget = { left: limits.importSymbols }
  for (let index = 0; index <= limits.importModules; index++) {
    const at = index * descriptorSize
    const name = u32(span, at + 12)
    const addresses = u32(span, at + 16)
    // the loader stops where either is missing
    if (name === 0 || addresses === 0) return true
    const symbols: ImportedSymbol[] = []
    modules.push({ name: textAt(spanAtRva(image, name), 0), symbols })
    // the lookup table keeps the names once a file is bound; old linkers write only the other one
    readSymbols(image, spanAtRva(image, u32(span, at) || addresses), symbols, budget)
  }
  throw new FormatError('limit', span.offset, `more than ${limits.importModules} modules are imported`, 'importModules')
}

function readSymbols(image: Image, span: Span, symbols: ImportedSymbol[], budget: { left: number }): void {
  const size = image.is64 ? 8 : 4
  for (let at = 0; ; at += size) {
    const low = u32(span, at)
    const high = image.is64 ? u32(span, at + 4) : low
    if (low === 0 && high === 0) return
    if (budget.left-- === 0) throw new FormatError('limit', span.offset + at, `more than ${limits.importSymbols} functions are imported`, 'importSymbols')
    if (high >= 0x8000_0000) symbols.push({ name: null, ordinal: low & 0xffff })
    else symbols.push(named(spanAtRva(image, low & 0x7fff_ffff)))
  }
}

/** A hint, which is a guess at the export's place, and the name. */
function named(span: Span): ImportedSymbol {
  u16(span, 0)
  return { name: textAt(span, 2), ordinal: null }
}

/** Text to its NUL. Throws `truncated` where there is none within the bound. */
function textAt(span: Span, at: number): string {
  const { bytes } = sliceUpTo(span, at, limits.importName)
  const nul = bytes.indexOf(0)
  if (nul < 0) throw new FormatError('truncated', span.offset + at, 'the name of an import does not end')
  return decodeUtf8(bytes.subarray(0, nul))
}
