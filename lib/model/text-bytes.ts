/** Bytes written as text. */
export type TextEncoding = 'base64' | 'hex'

/** Fewer characters than this are too little to hold an image, and too many words look like base64. */
export const shortestText = 200

/** Value by ASCII code: 0 to 63 in either base64 alphabet (RFC 4648 4 and 5), `blank` for what may stand between. */
const blank = 64
const padding = 65
const other = 66
const base64Values = valuesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', '-_')
const hexValues = valuesOf('0123456789abcdef', '')

function valuesOf(alphabet: string, lastTwo: string): Uint8Array {
  const values = new Uint8Array(256).fill(other)
  for (let value = 0; value < alphabet.length; value++) {
    values[alphabet.charCodeAt(value)] = value
    if (alphabet.length === 16) values[alphabet.charAt(value).toUpperCase().charCodeAt(0)] = value
  }
  for (let at = 0; at < lastTwo.length; at++) values[lastTwo.charCodeAt(at)] = 62 + at
  for (const code of [0x09, 0x0a, 0x0d, 0x20]) values[code] = blank
  values[0x3d] = padding
  return values
}

/**
 * The characters of ASCII text that is stored as UTF-8 or UTF-16LE, with or without a byte order mark; a zero in every second
 * byte tells UTF-16. Other characters are found by whoever decodes.
 */
function characters(bytes: Uint8Array): { readonly start: number; readonly step: 1 | 2 } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { start: 2, step: 2 }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { start: 3, step: 1 }
  return { start: 0, step: bytes[1] === 0 ? 2 : 1 }
}

/**
 * Bytes written as base64 (either alphabet, line breaks and spaces allowed) or as hex; null where any character is neither, or
 * where there is too little. Whoever has only the beginning of the text says so with `cut`, and gets the bytes up to there.
 */
export function decodeText(encoding: TextEncoding, bytes: Uint8Array, cut = false): Uint8Array | null {
  const { start, step } = characters(bytes)
  if ((bytes.length - start) / step < shortestText) return null
  const values = encoding === 'base64' ? base64Values : hexValues
  const bits = encoding === 'base64' ? 6 : 4
  if (!isText(values, bytes, start, step)) return null
  const decoded = new Uint8Array(Math.ceil((((bytes.length - start) / step) * bits) / 8))
  let size = 0
  let held = 0
  let heldBits = 0
  for (let at = start; at < bytes.length; at += step) {
    const value = values[bytes[at] ?? 0] ?? other
    if (value >= blank) {
      if (value === padding) break
      continue
    }
    held = ((held << bits) | value) & 0xfff
    heldBits += bits
    if (heldBits >= 8) {
      heldBits -= 8
      decoded[size++] = held >>> heldBits
    }
  }
  if (!cut && heldBits === bits) return null // one character alone is no byte
  return decoded.subarray(0, size)
}

/** Digits and blanks, then at most padding and blanks. */
function isText(values: Uint8Array, bytes: Uint8Array, start: number, step: 1 | 2): boolean {
  let padded = 0
  for (let at = start; at < bytes.length; at += step) {
    const value = step === 2 && bytes[at + 1] !== 0 ? other : (values[bytes[at] ?? 0] ?? other)
    if (value === other) return false
    if (value === padding) padded++
    if (padded > 2 || (padded > 0 && value < blank)) return false
  }
  return true
}
