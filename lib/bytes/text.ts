const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** UTF-8 to text; bytes that are not UTF-8 become U+FFFD by the WHATWG rule, a byte order mark is kept. */
export function decodeUtf8(bytes: Uint8Array): string {
  // short ASCII names are most of #Strings, and a TextDecoder call costs more than the loop
  if (bytes.length <= 48) {
    let text = ''
    for (let at = 0; at < bytes.length; at++) {
      const code = bytes[at] ?? 0
      if (code >= 0x80) return utf8.decode(bytes)
      text += String.fromCharCode(code)
    }
    return text
  }
  return utf8.decode(bytes)
}

/**
 * Text that these bytes give and no others: what is UTF-8 as it is, anything else byte by byte behind a U+FFFD. The CLR compares names
 * by their bytes, and `decodeUtf8` makes one text of many.
 */
export function exactText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes)
  if (!text.includes('\ufffd')) return text
  let exact = '\ufffd'
  for (let start = 0; start < bytes.length; start += 4096) exact += String.fromCharCode(...bytes.subarray(start, start + 4096))
  return exact
}

/** UTF-16LE to text, code unit by code unit: lone surrogates stay. An odd last byte is left out. */
export function decodeUtf16(bytes: Uint8Array): string {
  const units = bytes.length >> 1
  let text = ''
  for (let start = 0; start < units; start += 4096) {
    const chunk: number[] = []
    for (let unit = start; unit < Math.min(start + 4096, units); unit++) {
      chunk.push((bytes[unit * 2] ?? 0) | ((bytes[unit * 2 + 1] ?? 0) << 8))
    }
    text += String.fromCharCode(...chunk)
  }
  return text
}
