import { type Span, u16, u32 } from '../bytes/span.ts'
import { decodeUtf16 } from '../bytes/text.ts'
import { type Defect, FormatError, salvage } from '../errors.ts'
import type { Image } from './image.ts'
import { readWin32Resources, type Win32Resource, win32ResourceData } from './win32-resources.ts'

const versionType = 16 // RT_VERSION
const fixedSignature = 0xfeef_04bd

/** One block: wLength, wValueLength, wType, szKey to its NUL, then value and children, each on four bytes. VS_VERSIONINFO */
interface Block {
  readonly key: string
  readonly at: number
  /** Where it ends, held to its parent. */
  readonly end: number
  /** Where the value, or the first child where there is none, begins. */
  readonly valueAt: number
  /** As the file states it: bytes of a binary value, UTF-16 units of a text. */
  readonly valueLength: number
}

export interface VersionText {
  readonly name: string
  readonly value: string
}

/**
 * The version information Windows shows of a file: first its fixed part as `FixedFileVersion` and
 * `FixedProductVersion`, then the texts of every string table as they stand, duplicates kept. Null where the file
 * has none. Never throws: damage is recorded, and what was read before it is given. VS_VERSIONINFO
 */
export function versionInfo(image: Image, defects: Defect[]): VersionText[] | null {
  const resources = readWin32Resources(image, defects).filter((one) => one.type === versionType)
  // Windows asks for the one numbered 1
  const resource = resources.find((one) => one.name === 1) ?? resources[0]
  return resource === undefined ? null : readVersionResource(image, resource, defects)
}

function readVersionResource(image: Image, resource: Win32Resource, defects: Defect[]): VersionText[] {
  const texts: VersionText[] = []
  const read = () => {
    const span = win32ResourceData(image, resource)
    readVersionInfo(span, texts, defects)
    if (span.bytes.length < resource.size) throw new FormatError('truncated', span.offset, `${resource.size} bytes are stated, ${span.bytes.length} are there`)
  }
  salvage(defects, 'version information', read, undefined)
  return texts
}

/**
 * Adds what the bytes of a version resource say to `texts`, in order, so that what stands before damage is kept.
 * Throws `bad-magic`, `bad-value`. Ends on any bytes: a block is never shorter than its header, and a length of 0
 * ends its list.
 */
export function readVersionInfo(span: Span, texts: VersionText[], defects: Defect[]): void {
  const root = readBlock(span, 0, span.bytes.length)
  if (root === null || root.key !== 'VS_VERSION_INFO') throw new FormatError('bad-magic', span.offset, 'the block VS_VERSION_INFO is missing')
  if (root.valueLength > 0) salvage(defects, 'version information', () => fixedPart(span, root.valueAt, texts), undefined)
  for (const info of children(span, root, root.valueAt + root.valueLength)) {
    // what VarFileInfo and blocks of other names hold, nobody is shown
    if (info.key !== 'StringFileInfo') continue
    for (const table of children(span, info, info.valueAt)) {
      for (const text of children(span, table, table.valueAt)) texts.push({ name: text.key, value: textValue(span, text) })
    }
  }
}

/** VS_FIXEDFILEINFO. Throws `truncated`, `bad-magic`. */
function fixedPart(span: Span, at: number, texts: VersionText[]): void {
  if (u32(span, at) !== fixedSignature) throw new FormatError('bad-magic', span.offset + at, 'VS_FIXEDFILEINFO has another signature')
  const version = (place: number) => [place + 2, place, place + 6, place + 4].map((part) => u16(span, at + part)).join('.')
  texts.push({ name: 'FixedFileVersion', value: version(8) }, { name: 'FixedProductVersion', value: version(16) })
}

/** The blocks from `from` to the end of their parent. Each lies behind the one before, so their number is bound by the bytes. */
function* children(span: Span, parent: Block, from: number): Generator<Block> {
  let at = aligned(from)
  while (at < parent.end) {
    const block = readBlock(span, at, parent.end)
    if (block === null) return
    yield block
    at = aligned(block.end)
  }
}

const headerSize = 6

/** Null where the length is 0: padding, and the end of its list. Throws `truncated`, `bad-value`. */
function readBlock(span: Span, at: number, parentEnd: number): Block | null {
  // less than a length is padding too
  if (at + 2 > parentEnd) return null
  const length = u16(span, at)
  if (length === 0) return null
  const end = Math.min(at + length, parentEnd)
  if (length < headerSize || at + headerSize > end) throw new FormatError('bad-value', span.offset + at, `a version block of ${length} bytes holds no header`)
  const keyEnd = textEnd(span, at + headerSize, end)
  const key = decodeUtf16(span.bytes.subarray(at + headerSize, keyEnd))
  return { key, at, end, valueAt: Math.min(aligned(keyEnd + 2), end), valueLength: u16(span, at + 2) }
}

/** To the NUL or the block's end. The stated length is only asked whether there is a value: compilers count it in bytes and in units. */
function textValue(span: Span, block: Block): string {
  if (block.valueLength === 0) return ''
  return decodeUtf16(span.bytes.subarray(block.valueAt, textEnd(span, block.valueAt, block.end)))
}

/** Where the UTF-16 text that begins at `at` has its NUL; `end` where it has none. */
function textEnd(span: Span, at: number, end: number): number {
  for (let unit = at; unit + 2 <= end; unit += 2) if (u16(span, unit) === 0) return unit
  return end
}

/** Blocks stand on four bytes, counted from the start of the resource. */
function aligned(at: number): number {
  return (at + 3) & ~3
}
