import { hasHole, hostPlace } from '../profile/place.ts'
import type { ListedIndicator } from './indicator-list.ts'

/** A literal of the pattern language, in quotation marks. STIX 2.1, 9.2 */
function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

const hashNames: ReadonlyMap<number, string> = new Map([
  [32, 'MD5'],
  [40, "'SHA-1'"],
  [64, "'SHA-256'"],
])

/**
 * The pattern that finds an indicator elsewhere; null for what would find nothing or everything: a value of which a part is
 * not known, a place on the machine itself, modules of Windows, GUIDs, names of headers, text that is not well-formed Unicode.
 */
export function findPattern({ kind, value }: ListedIndicator): string | null {
  if (value === '' || hasLoneSurrogate(value) || hasHole(value)) return null
  switch (kind) {
    case 'email':
      return `[email-addr:value = ${literal(value)}]`
    case 'url':
      return hostPlace(value) === 'away' ? `[url:value = ${literal(value)}]` : null
    case 'domain':
      return hostPlace(value) === 'away' ? `[domain-name:value = ${literal(value)}]` : null
    case 'ip':
      return hostPlace(value) === 'away' ? `[${value.includes(':') ? 'ipv6' : 'ipv4'}-addr:value = ${literal(value)}]` : null
    case 'path':
      return pathPattern(value)
    case 'registry':
      return `[windows-registry-key:key = ${literal(value)}]`
    case 'command':
      return `[process:command_line = ${literal(value)}]`
    case 'hash':
      return hashPattern(value)
    case 'file-sha256':
      return `[file:hashes.'SHA-256' = ${literal(value)}]`
    case 'file-sha1':
    case 'file-md5':
    case 'imphash':
    case 'typeref-hash':
    case 'authentihash':
    case 'native-module':
    case 'header':
    case 'guid':
      return null
  }
}

function hashPattern(value: string): string | null {
  const name = hashNames.get(value.length)
  return name === undefined || !/^[0-9a-f]+$/i.test(value) ? null : `[file:hashes.${name} = ${literal(value.toLowerCase())}]`
}

/** A file in its folder; a folder alone is where many files lie. */
function pathPattern(path: string): string | null {
  const at = Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'))
  const [folder, name] = [path.slice(0, Math.max(0, at)), path.slice(at + 1)]
  if (name === '') return folder === '' ? null : `[directory:path = ${literal(folder)}]`
  return folder === '' ? `[file:name = ${literal(name)}]` : `[file:name = ${literal(name)} AND file:parent_directory_ref.path = ${literal(folder)}]`
}

/** Whether a text holds half of a surrogate pair, which no UTF-8 can. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Cs}/u.test(text)
}
