import { visible } from './escape.ts'

/**
 * Text as a plain message of SARIF: brackets that would make a link and braces that would make a placeholder are escaped.
 * SARIF 2.1.0, 3.11.5 and 3.11.6
 */
export function messageText(text: string, max = 2000): string {
  return visible(text, { max })
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&')
}

/** A file's name as a relative URI of one segment: nothing in it can be read as a scheme, a host or a folder. */
export function fileUri(name: string | null, sha256: string): string {
  if (name === null || /^\.*$/.test(name)) return sha256
  let uri = ''
  for (const byte of new TextEncoder().encode(name)) {
    const character = String.fromCharCode(byte)
    uri += /[A-Za-z0-9._~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return uri
}
