/** Bytes with less than this are too few to measure: 4 KB of chance come to 7.95 bits. */
export const smallestOpaque = 4096
/** Bits a byte from which bytes are packed or encrypted: code stays below 6.7, text below 5.5, most pictures in memory below 7. */
const highEntropy = 7.2

/** Shannon entropy in bits a byte, 0 to 8. */
export function entropy(bytes: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (let at = 0; at < bytes.length; at++) {
    const value = bytes[at] ?? 0
    counts[value] = (counts[value] ?? 0) + 1
  }
  let bits = 0
  for (const count of counts) {
    if (count === 0) continue
    const share = count / bytes.length
    bits -= share * Math.log2(share)
  }
  return bits
}

/** The entropy of bytes that look packed or encrypted and begin like no format that is so by nature; else null. */
export function opaqueEntropy(bytes: Uint8Array): number | null {
  if (bytes.length < smallestOpaque || denseFormat(bytes) !== null) return null
  const bits = entropy(bytes)
  // every value as often as every other is a substitution table of a cipher: chance is never so even
  return bits >= highEntropy && bits < 8 ? bits : null
}

/** How formats begin whose content is dense by nature: `at` bytes in, `magic` as hex. */
const denseFormats = [
  { name: 'PNG', at: 0, magic: '89504e470d0a1a0a' },
  { name: 'JPEG', at: 0, magic: 'ffd8ff' },
  { name: 'GIF', at: 0, magic: '47494638' },
  { name: 'icon', at: 0, magic: '00000100' },
  { name: 'TIFF', at: 0, magic: '49492a00' },
  { name: 'TIFF', at: 0, magic: '4d4d002a' },
  { name: 'RIFF (WebP, AVI, sound)', at: 0, magic: '52494646' },
  { name: 'ZIP', at: 0, magic: '504b0304' },
  { name: 'gzip', at: 0, magic: '1f8b08' },
  { name: '7z', at: 0, magic: '377abcaf271c' },
  { name: 'RAR', at: 0, magic: '526172211a07' },
  { name: 'xz', at: 0, magic: 'fd377a585a00' },
  { name: 'bzip2', at: 0, magic: '425a68' },
  { name: 'zstd', at: 0, magic: '28b52ffd' },
  { name: 'LZ4', at: 0, magic: '04224d18' },
  { name: 'cabinet', at: 0, magic: '4d534346' },
  { name: 'MP3', at: 0, magic: '494433' },
  { name: 'MP4', at: 4, magic: '66747970' },
  { name: 'Ogg', at: 0, magic: '4f676753' },
  { name: 'FLAC', at: 0, magic: '664c6143' },
  { name: 'font', at: 0, magic: '774f4646' },
  { name: 'font', at: 0, magic: '774f4632' },
  { name: 'font', at: 8, magic: '01000200' },
  { name: 'font', at: 8, magic: '02000200' },
  { name: 'PDF', at: 0, magic: '25504446' },
].map(({ name, at, magic }) => ({ name, at, bytes: (magic.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)) }))

/** The format these bytes begin like, among those that are dense by nature. It is what they claim: nothing behind it is checked. */
export function denseFormat(bytes: Uint8Array): string | null {
  return denseFormats.find((format) => startsWith(bytes, format.at, format.bytes))?.name ?? null
}

/** How far behind its start a serialized object holds the picture it wraps: class and member names stand before it. */
const wrapped = 1024

/** Does a picture begin within the first kilobyte, as in a serialized `System.Drawing.Bitmap`? */
export function holdsPicture(bytes: Uint8Array): boolean {
  const pictures = denseFormats.filter((format) => format.at === 0 && ['PNG', 'JPEG', 'GIF', 'icon'].includes(format.name))
  for (let at = 0; at < Math.min(wrapped, bytes.length); at++) if (pictures.some((format) => startsWith(bytes, at, format.bytes))) return true
  return false
}

function startsWith(bytes: Uint8Array, at: number, magic: readonly number[]): boolean {
  return magic.every((value, index) => bytes[at + index] === value)
}
