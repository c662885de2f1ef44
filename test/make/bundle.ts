import { ascii, join } from './image.ts'
import { text, u32 } from './resource-set.ts'

/** One file of a built bundle; `size` and `at` may lie. */
export interface BundledFile {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
  /** Unpacked size; makes the entry compressed in version 6. */
  readonly unpacked?: number
  readonly at?: number
  readonly size?: number
}

const marker = Uint8Array.from(
  [0x8b1202b9, 0x6a612038, 0x727b9302, 0x14d7a032, 0x13f5b9e6, 0xefae3318, 0xee3b2dce, 0x24b36aae].flatMap((word) => u32(word).reverse()),
)

/** A single-file application as the bundler writes it: the host with the marker at its end, the files, the manifest. */
export function bundleOf(host: Uint8Array, version: number, files: readonly BundledFile[], stated = files.length): Uint8Array {
  const hostSize = host.length + 8 + marker.length + 16
  const places: number[] = []
  let end = hostSize
  for (const { data } of files) {
    places.push(end)
    end += data.length
  }
  const manifest = join(
    ...[u32(version), u32(0), u32(stated), text('aBundleId123')],
    new Uint8Array(version >= 2 ? 40 : 0),
    ...files.flatMap((file, index) => {
      const stored = file.size ?? file.data.length
      const sizes = version >= 6 ? [u64(file.unpacked ?? stored), u64(file.unpacked === undefined ? 0 : stored)] : [u64(stored)]
      return [u64(file.at ?? places[index] ?? 0), ...sizes, [file.type], text(file.name)]
    }),
  )
  return join(host, u64(end), marker, ascii('.'.repeat(16)), ...files.map(({ data }) => data), manifest)
}

function u64(value: number): number[] {
  return [...u32(value), ...u32(Math.floor(value / 2 ** 32))]
}
