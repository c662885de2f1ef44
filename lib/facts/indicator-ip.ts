import { endOfRun, type Found, hasWord, isAlphanumeric, isDigit, isHex } from './indicator-characters.ts'

/**
 * IPv4 and IPv6 addresses; a CIDR length right behind belongs to the value, a port does not.
 *
 * Versions look like IPv4. Not an address: anything but four numbers 0..255 without leading zeros; a name,
 * `v` or `version` before it; a zero or netmask (255.…) as first number; `x.y.0.0` and, below 10, `x.y.0.z` and `x.y.z.0`,
 * unless a port or CIDR length follows (1.0.0.1, a public resolver, is kept); object identifiers (1.3.6.1,
 * 2.5.4.x, 2.5.29.x).
 */
export function findIps(text: string): Found[] {
  const found: Found[] = []
  let at = 0
  while (at < text.length) {
    const unit = text.charCodeAt(at)
    if (!isAddressUnit(unit)) {
      // What follows a letter or `_` is the rest of a name.
      at = isNameUnit(unit) ? endOfRun(text, at, text.length, isNameUnit) : at + 1
      continue
    }
    const stop = endOfRun(text, at, text.length, isAddressUnit)
    const glued = isNameUnit(text.charCodeAt(stop))
    const start = startOfAddress(text, at, found.at(-1)?.end ?? -1)
    const length = start < 0 || glued || stop - start > 64 ? 0 : addressLength(text, start, stop)
    if (length > 0) found.push({ start, end: cidrEnd(text, start, start + length) })
    at = glued ? endOfRun(text, stop, text.length, isNameUnit) : stop
  }
  return found
}

function isAddressUnit(unit: number): boolean {
  return isHex(unit) || unit === 0x2e || unit === 0x3a
}

function isNameUnit(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 0x2e || unit === 0x5f
}

/** `host:10.0.0.1` has the address behind the colon, `Type::Add` has none; after a hyphen only the end of a range is one. */
function startOfAddress(text: string, at: number, previousEnd: number): number {
  const before = text.charCodeAt(at - 1)
  if (before === 0x2d) return previousEnd === at - 1 ? at : -1
  if (!isNameUnit(before)) return at
  return text.charCodeAt(at) === 0x3a && text.charCodeAt(at + 1) !== 0x3a ? at + 1 : -1
}

function addressLength(text: string, from: number, stop: number): number {
  const run = text.slice(from, stop)
  const six = withoutEnd(run, ':.', run.endsWith('::') ? 0 : 1)
  if (run.indexOf(':') !== run.lastIndexOf(':') && isIpv6(six)) return six.length
  const four = withoutEnd(run.split(':', 1)[0] ?? '', '.', 1)
  // A port behind the colon, or the colon of the sentence.
  const port = isDigit(text.charCodeAt(from + four.length + 1)) && text.charCodeAt(from + four.length) === 0x3a
  const behind = run.slice(four.length + 1)
  if (behind.includes(':') || behind.includes('.')) return 0
  return isIpv4(text, from, four, port || text.charCodeAt(from + four.length) === 0x2f) ? four.length : 0
}

function withoutEnd(run: string, marks: string, most: number): string {
  let end = run.length
  while (run.length - end < most && end > 0 && marks.includes(run.charAt(end - 1))) end--
  return run.slice(0, end)
}

function octets(run: string): number[] | null {
  const parts = run.split('.')
  if (parts.length !== 4) return null
  const numbers = parts.map((part) => (part.length > 0 && part.length <= 3 && [...part].every((c) => c >= '0' && c <= '9') ? Number(part) : 256))
  const plain = parts.every((part) => part === '0' || !part.startsWith('0'))
  return plain && numbers.every((value) => value <= 255) ? numbers : null
}

function isIpv4(text: string, from: number, run: string, located: boolean): boolean {
  const numbers = octets(run)
  if (numbers === null) return false
  const [a = 0, b = 0, c = 0, d = 0] = numbers
  if (located) return true
  if (a === 0 || a === 255 || (c === 0 && d === 0)) return false
  if (a < 10 && (c === 0 || d === 0) && run !== '1.0.0.1') return false
  if ((a === 1 && b === 3 && c === 6) || (a === 2 && b === 5 && (c === 4 || c === 29))) return false
  return !afterVersion(text, from)
}

/** `Version=`, `version: `, `ver. `, `v.`: a word for version ends within four characters before. */
function afterVersion(text: string, from: number): boolean {
  for (let gap = 0; gap <= 3; gap++) {
    const end = from - gap
    if (hasWord(text, end - 7, 'version') || hasWord(text, end - 3, 'ver')) return true
    const unit = text.charCodeAt(end - 1)
    if (unit !== 0x20 && unit !== 0x3d && unit !== 0x3a && unit !== 0x2e && unit !== 0x22) return false // space = : . "
  }
  return false
}

/** Eight groups, or fewer around one `::`; a dotted tail counts as two. Words such as `add::bed` have no digit. */
function isIpv6(run: string): boolean {
  if (run.length > 45 || run.includes(':::')) return false
  const halves = run.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const dotted = last.includes('.')
  if (dotted && octets(last) === null) return false
  const plain = dotted ? groups.slice(0, -1) : groups
  if (!plain.every((group) => group.length > 0 && group.length <= 4 && !group.includes('.'))) return false
  const count = plain.length + (dotted ? 2 : 0)
  if (halves.length === 1) return count === 8
  return count > 0 && count < 8 && (groups.length > 2 || [...run].some((c) => c >= '0' && c <= '9'))
}

function cidrEnd(text: string, start: number, end: number): number {
  if (text.charCodeAt(end) !== 0x2f) return end
  const stop = endOfRun(text, end + 1, 4, isDigit)
  const bits = stop === end + 1 || stop > end + 4 || isAlphanumeric(text.charCodeAt(stop)) ? 129 : Number(text.slice(end + 1, stop))
  return bits <= (text.slice(start, end).includes(':') ? 128 : 32) ? stop : end
}
