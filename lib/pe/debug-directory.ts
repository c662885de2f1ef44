import { guidText } from '../bytes/guid.ts'
import { type Span, slice, sliceUpTo, u32 } from '../bytes/span.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { type Defect, salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { directoryIndex } from './directories.ts'
import { type Image, spanAtRva } from './image.ts'

/** What the debug directory tells of the build. PE/COFF "Debug Directory"; "Portable PDB" addendum */
export interface DebugInfo {
  /** CodeView: the PDB the linker wrote, as it named it, with its signature and age. */
  readonly pdb: { readonly path: string; readonly guid: string; readonly age: number; readonly timeDateStamp: number } | null
  /** The build is deterministic: timestamps in the file are hashes, not times. */
  readonly reproducible: boolean
  /** A Portable PDB stands inside the file. */
  readonly embeddedPdb: boolean
  readonly types: readonly number[]
}

const entrySize = 28
const codeView = 2
const reproducible = 16
const embeddedPdb = 17

/** Never throws: damage is recorded. */
export function readDebugDirectory(image: Image, defects: Defect[]): DebugInfo {
  const directory = image.directories[directoryIndex.Debug]
  const none: DebugInfo = { pdb: null, reproducible: false, embeddedPdb: false, types: [] }
  if (directory === undefined || directory.rva === 0 || directory.size === 0) return none
  return salvage(defects, 'debug directory', () => readEntries(image, sliceUpTo(spanAtRva(image, directory.rva), 0, directory.size), defects), none)
}

function readEntries(image: Image, span: Span, defects: Defect[]): DebugInfo {
  const count = Math.min(Math.floor(span.bytes.length / entrySize), limits.debugEntries)
  const types: number[] = []
  let pdb: DebugInfo['pdb'] = null
  for (let index = 0; index < count; index++) {
    const at = index * entrySize
    const type = u32(span, at + 12)
    types.push(type)
    if (type === codeView && pdb === null) {
      const timeDateStamp = u32(span, at + 4)
      const size = u32(span, at + 16)
      // in a dump of memory the file pointer means nothing; the RVA beside it is an offset
      const pointer = u32(span, image.layout === 'mapped' ? at + 20 : at + 24)
      pdb = salvage(defects, 'CodeView entry', () => readCodeView(slice(image.file, pointer, size), timeDateStamp), null)
    }
  }
  return { pdb, reproducible: types.includes(reproducible), embeddedPdb: types.includes(embeddedPdb), types }
}

/** `RSDS`, GUID, age, path to its NUL. Other CodeView kinds are older than .NET and give null. */
function readCodeView(span: Span, timeDateStamp: number): DebugInfo['pdb'] {
  if (span.bytes.length < 24 || u32(span, 0) !== 0x53445352) return null
  const text = span.bytes.subarray(24)
  const end = text.indexOf(0)
  const path = decodeUtf8(end < 0 ? text : text.subarray(0, end))
  return { path, guid: guidText(span.bytes.subarray(4, 20)), age: u32(span, 20), timeDateStamp }
}
