import { type Span, sliceUpTo, u16, u32 } from '../bytes/span.ts'
import { decodeUtf16 } from '../bytes/text.ts'
import { type Defect, type FormatErrorCode, salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { directoryIndex } from './directories.ts'
import { type Image, spanAtRva } from './image.ts'

/** One leaf of the Win32 resource tree. A type, name or language is a number or a text. PE/COFF "The .rsrc Section" */
export interface Win32Resource {
  readonly type: number | string
  readonly name: number | string
  readonly language: number | string
  readonly rva: number
  readonly size: number
  readonly codePage: number
  /** Where its data entry stands in the file. */
  readonly offset: number
}

const depth = 3 // type, name, language
const headerSize = 16
const entrySize = 8
const high = 0x8000_0000

/** What was stepped over, told once a kind: a hostile tree could else tell it thousands of times. */
type Oddity = 'again' | 'deep' | 'shallow' | 'outside' | 'name' | 'limit'
const oddities: Readonly<Record<Oddity, readonly [code: FormatErrorCode, text: string]>> = {
  again: ['cycle', 'a directory is entered more than once; it was read once'],
  deep: ['bad-value', 'a directory lies below the third level; it was not read'],
  shallow: ['bad-value', 'data hangs above the third level; it was left out'],
  outside: ['truncated', 'a directory or data entry does not lie inside the section; it was left out'],
  name: ['bad-index', 'a name does not lie inside the section, or names overlap; it is told as empty'],
  limit: ['limit', `more than ${limits.win32Entries} entries; the rest was not read`],
}

interface Walk {
  readonly span: Span
  readonly found: Win32Resource[]
  readonly entered: Set<number>
  readonly met: Map<Oddity, number>
  readonly names: Map<number, string>
  left: number
  nameBytes: number
}

/**
 * The leaves of the Win32 resource tree, in its order. Never throws: damage is recorded. Every directory is read
 * once, so loops end and shared branches do not multiply. An image without resources gives an empty list.
 */
export function readWin32Resources(image: Image, defects: Defect[]): Win32Resource[] {
  const directory = image.directories[directoryIndex.Resource]
  if (directory === undefined || directory.rva === 0) return []
  // the directory's size is not consulted: Windows does not, and a small one must hide nothing
  const span = salvage(defects, 'Win32 resources', () => spanAtRva(image, directory.rva), null)
  if (span === null) return []
  const walk: Walk = { span, found: [], entered: new Set(), met: new Map(), names: new Map(), left: limits.win32Entries, nameBytes: span.bytes.length }
  enter(walk, 0, [])
  for (const [oddity, offset] of walk.met) {
    const [code, text] = oddities[oddity]
    const defect = { code, offset, detail: `Win32 resources: ${text}` }
    defects.push(code === 'limit' ? { ...defect, limit: 'win32Entries' } : defect)
  }
  return walk.found
}

/** TimeDateStamp of the root of the tree; null without resources. Never throws. */
export function win32ResourceStamp(image: Image): number | null {
  const directory = image.directories[directoryIndex.Resource]
  if (directory === undefined || directory.rva === 0) return null
  return salvage([], 'Win32 resources', () => u32(spanAtRva(image, directory.rva), 4), null)
}

function note(walk: Walk, oddity: Oddity, at: number): void {
  if (!walk.met.has(oddity)) walk.met.set(oddity, walk.span.offset + at)
}

/** `path` holds the names above, so its length is the level: never more than three deep. */
function enter(walk: Walk, at: number, path: readonly (number | string)[]): void {
  const { span } = walk
  if (walk.entered.has(at)) {
    note(walk, 'again', at)
    return
  }
  walk.entered.add(at)
  if (at + headerSize > span.bytes.length) {
    note(walk, 'outside', at)
    return
  }
  const count = u16(span, at + 12) + u16(span, at + 14)
  for (let index = 0; index < count; index++) {
    const entry = at + headerSize + index * entrySize
    if (entry + entrySize > span.bytes.length) {
      note(walk, 'outside', entry)
      return
    }
    if (walk.left === 0) {
      note(walk, 'limit', entry)
      return
    }
    walk.left--
    const child = u32(span, entry + 4)
    const below = [...path, identifier(walk, u32(span, entry))]
    if (child < high) leaf(walk, child, below)
    else if (below.length < depth) enter(walk, child - high, below)
    else note(walk, 'deep', entry)
  }
}

function leaf(walk: Walk, at: number, path: readonly (number | string)[]): void {
  const { span } = walk
  const [type, name, language] = path
  if (type === undefined || name === undefined || language === undefined) note(walk, 'shallow', at)
  else if (at + 16 > span.bytes.length) note(walk, 'outside', at)
  else walk.found.push({ type, name, language, rva: u32(span, at), size: u32(span, at + 4), codePage: u32(span, at + 8), offset: span.offset + at })
}

/** A number, or a counted UTF-16 text where the high bit is set. Texts that overlap may not add up to more than the section. */
function identifier(walk: Walk, value: number): number | string {
  if (value < high) return value
  const { span, names } = walk
  const at = value - high
  const known = names.get(at)
  if (known !== undefined) return known
  const size = at + 2 <= span.bytes.length ? u16(span, at) * 2 : Number.POSITIVE_INFINITY
  if (at + 2 + size > span.bytes.length || size > walk.nameBytes) {
    note(walk, 'name', at)
    return ''
  }
  const text = decodeUtf16(span.bytes.subarray(at + 2, at + 2 + size))
  walk.nameBytes -= size
  names.set(at, text)
  return text
}

/** The bytes of a resource, cut short where the section ends. Throws `bad-index` where the file has none for it. */
export function win32ResourceData(image: Image, resource: Win32Resource): Span {
  return sliceUpTo(spanAtRva(image, resource.rva), 0, resource.size)
}
