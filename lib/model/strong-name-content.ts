import { slice, u16, u32 } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { limits } from '../limits.ts'
import { directoryIndex } from '../pe/directories.ts'
import type { Image } from '../pe/image.ts'

const fileHeaderEnd = 24
const checkSum = fileHeaderEnd + 64
const directoriesAt = { pe32: fileHeaderEnd + 96, pe32plus: fileHeaderEnd + 112 }
const directorySize = 8
const directoryCount = 16
const sectionHeaderSize = 40

/**
 * The bytes a strong name signs, in order, as the CLR hashes them (StrongNameSignatureVerification; ComputeHash of the
 * shared source CLI): what stands before the PE signature, the headers with CheckSum and the certificate directory
 * as zero, the section headers, then the raw data of each section without the signature. What it leaves out may
 * change unseen: padding behind the headers, and all that follows the last section.
 *
 * Throws `truncated` where signed bytes are not in the file and `limit` where sections share too many.
 */
export function signedContent(image: Image, signature: { readonly offset: number; readonly size: number }): Uint8Array[] {
  const { file, is64 } = image
  const lfanew = u32(file, 0x3c)
  const directories = is64 ? directoriesAt.pe32plus : directoriesAt.pe32
  const headers = slice(file, lfanew, directories + directoryCount * directorySize).bytes.slice()
  headers.fill(0, checkSum, checkSum + 4)
  const certificate = directories + directoryIndex.Certificate * directorySize
  headers.fill(0, certificate, certificate + directorySize)
  const count = u16(file, lfanew + 6)
  const table = slice(file, lfanew + fileHeaderEnd + u16(file, lfanew + 20), count * sectionHeaderSize)
  const parts = [slice(file, 0, lfanew).bytes, headers, table.bytes]
  let left = file.bytes.length * limits.hashReuse
  for (let index = 0; index < count; index++) {
    const size = u32(table, index * sectionHeaderSize + 16)
    const raw = slice(file, u32(table, index * sectionHeaderSize + 20), size)
    left -= size
    if (left < 0) throw new FormatError('limit', raw.offset, `the sections together are more than ${limits.hashReuse} times the file`, 'hashReuse')
    const head = Math.min(Math.max(signature.offset - raw.offset, 0), size)
    const tail = Math.min(Math.max(signature.offset + signature.size - raw.offset, head), size)
    parts.push(raw.bytes.subarray(0, head), raw.bytes.subarray(tail))
  }
  return parts
}
