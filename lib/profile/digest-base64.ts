const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The bytes of Base64 as hexadecimal digits, padded or not, in the alphabet of URLs as well; of a cut text the bytes that are whole. Null: it is none. */
export function decodeBase64(text: string): string | null {
  const plain = text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  if (!/^[A-Za-z0-9+/]+$/.test(plain)) return null
  let hex = ''
  let bits = 0
  let held = 0
  for (const letter of plain) {
    held = ((held << 6) | alphabet.indexOf(letter)) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    hex += ((held >> bits) & 0xff).toString(16).padStart(2, '0')
  }
  return hex
}
