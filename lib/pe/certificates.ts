import { type Span, slice, sliceUpTo, spanOf, u16, u32 } from '../bytes/span.ts'
import { type Defect, salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { directoryIndex } from './directories.ts'
import { type Image, isImage, readImage } from './image.ts'

/** `wCertificateType`. PE/COFF "The Attribute Certificate Table" */
export const certificateTypes = { x509: 1, pkcsSignedData: 2, tsStackSigned: 4 } as const

/** One WIN_CERTIFICATE: what its header says, and its bytes without the header; null where they are cut off or above the bound. */
export interface CertificateEntry {
  readonly offset: number
  /** dwLength: header and bytes. */
  readonly length: number
  readonly revision: number
  readonly type: number
  readonly data: Span | null
}

/** The attribute certificate table; `size` counts what is really in the file. */
export interface CertificateTable {
  readonly offset: number
  readonly size: number
  readonly entries: readonly CertificateEntry[]
  /** Bytes of the file that stand behind the table: 0 in every file a signing tool wrote. */
  readonly bytesBehind: number
}

const headerSize = 8
const alignment = 8

/**
 * Null when the directory is empty or points nowhere. Directory 4 holds a file offset, not an RVA. Never throws:
 * what the directory or an entry lies about is recorded. PE/COFF "The Attribute Certificate Table"
 */
export function readCertificateTable(image: Image, defects: Defect[]): CertificateTable | null {
  const directory = image.directories[directoryIndex.Certificate]
  if (directory === undefined || (directory.rva === 0 && directory.size === 0)) return null
  const { rva: offset, size } = directory
  const fileEnd = image.file.bytes.length
  const wrong: Wrong = (code, at, text, limit) => {
    const defect = { code, offset: at, detail: `certificate table: ${text}` }
    defects.push(limit === undefined ? defect : { ...defect, limit })
  }
  if (offset === 0 || size === 0) {
    wrong('bad-value', hashedFields(image).directory.at, `offset ${offset} and size ${size} say both that it is there and that it is not`)
    return null
  }
  if (offset >= fileEnd) {
    wrong('bad-index', hashedFields(image).directory.at, `it is said to start at ${offset}, behind the end of the file`)
    return null
  }
  if (offset < headersEnd(image)) {
    wrong('bad-value', offset, 'it is said to start inside the headers')
    return null
  }
  if (offset % alignment !== 0) wrong('bad-value', offset, 'it does not start on a multiple of 8')
  const there = Math.min(size, fileEnd - offset)
  if (there < size) wrong('truncated', offset, `${size} bytes are stated, ${there} are in the file`)
  const bytesBehind = fileEnd - offset - there
  if (bytesBehind > 0) wrong('bad-value', offset + there, `${bytesBehind} bytes stand behind it; it ends the file in what signing tools write`)
  return { offset, size: there, entries: readEntries(sliceUpTo(image.file, offset, there), wrong), bytesBehind }
}

type Wrong = (code: Defect['code'], at: number, text: string, limit?: string) => void

function readEntries(table: Span, wrong: Wrong): CertificateEntry[] {
  const entries: CertificateEntry[] = []
  for (let at = 0; at + headerSize <= table.bytes.length; ) {
    const offset = table.offset + at
    if (entries.length === limits.certificateEntries) {
      wrong('limit', offset, `only the first ${limits.certificateEntries} entries were read`, 'certificateEntries')
      break
    }
    const length = u32(table, at)
    if (length < headerSize) {
      // the last bytes are padding in some files; only an entry that claims to be one is worth a word
      if (table.bytes.subarray(at).some((byte) => byte !== 0)) wrong('bad-value', offset, `an entry of ${length} bytes has no room for its own header`)
      break
    }
    const room = table.bytes.length - at
    if (length > room) wrong('truncated', offset, `an entry of ${length} bytes has ${room}`)
    if (length > limits.certificateSize)
      wrong('limit', offset, `an entry of ${length} bytes is not read: ${limits.certificateSize} is the bound`, 'certificateSize')
    const whole = length <= room && length <= limits.certificateSize
    entries.push({
      offset,
      length,
      revision: u16(table, at + 4),
      type: u16(table, at + 6),
      data: whole ? slice(table, at + headerSize, length - headerSize) : null,
    })
    at += Math.ceil(length / alignment) * alignment
  }
  return entries
}

/** Where the two header fields stand that no signature covers. The same for PE32 and PE32+ up to the directories. */
function hashedFields(image: Image): { readonly checksum: { at: number; size: number }; readonly directory: { at: number; size: number } } {
  const optional = u32(image.file, 0x3c) + 24
  return {
    checksum: { at: optional + 64, size: 4 },
    directory: { at: optional + (image.is64 ? 112 : 96) + directoryIndex.Certificate * 8, size: 8 },
  }
}

function headersEnd(image: Image): number {
  const { directory } = hashedFields(image)
  return directory.at + directory.size
}

/**
 * The bytes an Authenticode digest covers, in file order: all but the CheckSum field, the certificate directory entry and
 * the certificate table. A file without a table is filled with zeros to a multiple of 8, as signing it would. Bytes in no
 * section and bytes behind the table count too, so nothing in the file escapes the digest. "Windows Authenticode Portable
 * Executable Signature Format", Calculating the PE Image Hash
 */
export function signedParts(image: Image, table: CertificateTable | null): Uint8Array[] {
  const { bytes } = image.file
  const { checksum, directory } = hashedFields(image)
  const skipped = [checksum, directory, ...(table === null ? [] : [{ at: table.offset, size: table.size }])]
  const parts: Uint8Array[] = []
  let from = 0
  for (const { at, size } of skipped) {
    parts.push(bytes.subarray(from, at))
    from = at + size
  }
  parts.push(bytes.subarray(from))
  if (table === null && bytes.length % alignment !== 0) parts.push(new Uint8Array(alignment - (bytes.length % alignment)))
  return parts
}

/** Does a PE file say that it is signed? Only the directory is looked at. Never throws. */
export function hasCertificates(bytes: Uint8Array): boolean {
  const file = spanOf(bytes)
  if (!isImage(file)) return false
  const image = salvage<Image | null>([], 'headers', () => readImage(file), null)
  const directory = image?.directories[directoryIndex.Certificate]
  return directory !== undefined && directory.rva !== 0 && directory.size > 0
}
