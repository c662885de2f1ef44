import { type Span, slice, sliceUpTo, u8, u32, u64 } from '../bytes/span.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { type Defect, FormatError, salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { stringAt } from './resource-set.ts'

/** What the bundler says a file is, by its number in the manifest. */
const fileTypes = ['unknown', 'assembly', 'native', 'deps-json', 'runtime-config-json', 'symbols'] as const
export type BundleFileType = (typeof fileTypes)[number]

/** One file inside a .NET single-file application. */
export interface BundleEntry {
  /** Path relative to the application, exactly as the manifest writes it. */
  readonly name: string
  readonly type: BundleFileType
  /** The file as it stands in the bundle: deflated when `compressed`. */
  readonly bytes: Span
  readonly compressed: boolean
  /** Size once unpacked, as the manifest states it. */
  readonly size: number
}

/** SHA-256 of `.net core bundle`; the eight bytes before it in the host are the manifest's offset, 0 while nothing is bundled. */
const marker = '8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae'
const markerBytes = (marker.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
const firstByte = markerBytes[0]
/** Versions in use: 1 (.NET Core 3), 2 (.NET 5), 6 (.NET 6 and later, which brought compression). */
const newestVersion = 6
/** Two places and the flags, which version 2 put behind the bundle's id. */
const version2Fields = 40

/**
 * The files of a single-file bundle, in the order of its manifest; empty where there is none. The host is a native executable,
 * so this asks for no CLI header. A file that lies outside is a defect, as is a manifest that breaks off.
 */
export function findBundle(file: Span, defects: Defect[]): BundleEntry[] {
  const entries: BundleEntry[] = []
  const damage: Defect[] = []
  const at = manifestPlace(file)
  if (at !== null) salvage(damage, 'single-file bundle', () => readManifest(file, at, entries, damage), undefined)
  defects.push(...damage.slice(0, limits.defects))
  return entries
}

function manifestPlace(file: Span): number | null {
  const { bytes } = file
  for (let at = 8; at + markerBytes.length <= bytes.length; at++) {
    if (bytes[at] !== firstByte || !isMarker(bytes, at)) continue
    const manifest = u64(file, at - 8)
    // tools that look for bundles hold the marker too, with anything before it
    if (manifest > 0n && manifest + 16n < BigInt(bytes.length) && isKnownVersion(u32(file, Number(manifest)))) return Number(manifest)
  }
  return null
}

function isMarker(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < markerBytes.length; index++) if (bytes[at + index] !== markerBytes[index]) return false
  return true
}

function isKnownVersion(version: number): boolean {
  return version >= 1 && version <= newestVersion
}

function readManifest(file: Span, start: number, entries: BundleEntry[], damage: Defect[]): void {
  const version = u32(file, start)
  const stated = u32(file, start + 8)
  const count = Math.min(stated, limits.bundleEntries)
  if (count < stated)
    damage.push({ code: 'limit', offset: file.offset + start + 8, detail: `${stated} bundled files are stated, ${count} were read`, limit: 'bundleEntries' })
  let at = stringAt(file, start + 12).end + (version >= 2 ? version2Fields : 0)
  for (let index = 0; index < count; index++) {
    const sizesAt = at + 8
    const typeAt = sizesAt + (version >= 6 ? 16 : 8)
    const name = stringAt(file, typeAt + 1)
    const packed = version >= 6 ? u64(file, sizesAt + 8) : 0n
    const size = u64(file, sizesAt)
    const offset = u64(file, at)
    const read = () => contentAt(file, offset, packed === 0n ? size : packed)
    const bytes = salvage(damage, `bundled file ${index}`, read, null)
    at = name.end
    if (bytes === null) continue
    entries.push({
      name: decodeUtf8(file.bytes.subarray(name.at, Math.min(name.end, name.at + limits.nameLength))),
      type: fileTypes[u8(file, typeAt)] ?? 'unknown',
      bytes,
      compressed: packed !== 0n,
      size: Number(size),
    })
  }
}

/** What the file holds of it. Throws `bad-index` where it begins behind the end, `truncated` where it goes on behind it. */
function contentAt(file: Span, offset: bigint, size: bigint): Span {
  if (offset >= BigInt(file.bytes.length)) throw new FormatError('bad-index', null, 'it begins behind the end of the bundle')
  const there = sliceUpTo(file, Number(offset), file.bytes.length)
  return slice(there, 0, Number(size))
}
