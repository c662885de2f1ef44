import { endOfRun, type Found, hasWord, isAlphanumeric, isDigit, isHex, isLower, isQuote, isSpace, isUpper } from './indicator-characters.ts'

/** Places of the hyphens in a GUID of 36 characters. */
const guidLength = 36

/** GUIDs with hyphens, braces not counted in; one of a single digit (the empty one, a picture of one) is none. */
export function findGuids(text: string): Found[] {
  const found: Found[] = []
  let at = 0
  while (at < text.length) {
    if (!isWordUnit(text.charCodeAt(at))) {
      at++
    } else if (isGuid(text, at)) {
      found.push({ start: at, end: at + guidLength })
      at += guidLength
    } else {
      at = endOfRun(text, at, text.length, isWordUnit)
    }
  }
  return found
}

function isGuid(text: string, at: number): boolean {
  if (text.charCodeAt(at - 1) === 0x2d || isWordUnit(text.charCodeAt(at + guidLength)) || text.charCodeAt(at + guidLength) === 0x2d) return false
  const first = text.charCodeAt(at)
  let single = true
  for (let step = 0; step < guidLength; step++) {
    const unit = text.charCodeAt(at + step)
    const hyphen = step === 8 || step === 13 || step === 18 || step === 23
    if (hyphen ? unit !== 0x2d : !isHex(unit)) return false
    if (!hyphen && unit !== first) single = false
  }
  return !single
}

function isWordUnit(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 0x5f
}

/** Hex digits of MD5, SHA-1, SHA-256, SHA-384, SHA-512. */
const hashLengths: ReadonlySet<number> = new Set([32, 40, 64, 96, 128])
/** A real digest of 32 digits has 14 different ones on average; below 8 is one in ten million. */
const leastDigits = 8

/** Hex of a digest's length, one letter case, mixed enough to be one and not a pattern; `0x` before it is left off. */
export function findHashes(text: string): Found[] {
  const found: Found[] = []
  let at = 0
  while (at < text.length) {
    if (!isWordUnit(text.charCodeAt(at))) {
      at++
      continue
    }
    const stop = endOfRun(text, at, text.length, isWordUnit)
    const start = hasWord(text, at, '0x') ? at + 2 : at
    if (hashLengths.has(stop - start) && isDigest(text.slice(start, stop))) found.push({ start, end: stop })
    at = stop
  }
  return found
}

function isDigest(value: string): boolean {
  const seen = new Set<number>()
  let upper = false
  let lower = false
  let digit = false
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at)
    if (!isHex(unit)) return false
    seen.add(unit)
    if (isDigit(unit)) digit = true
    else if (isUpper(unit)) upper = true
    else lower = true
  }
  return seen.size >= leastDigits && digit && upper !== lower && !value.toLowerCase().includes('0123456789abcdef')
}

const moduleEndings = ['.dll', '.sys', '.ocx', '.drv'] as const
const longestModule = 64
/** Beginnings of assembly files. */
const managed = ['system.', 'microsoft.', 'mscorlib.', 'netstandard.', 'newtonsoft.', 'windowsbase.', 'presentation'] as const

/**
 * File names of libraries without a folder (`exdbdata.dll`). Names like an assembly's (`System.Xml.dll`, two or
 * more parts with capitals) are not native modules.
 */
export function findModules(text: string): Found[] {
  const found: Found[] = []
  let at = 0
  while (at < text.length) {
    if (!isFileUnit(text.charCodeAt(at))) {
      at++
      continue
    }
    const stop = endOfRun(text, at, text.length, isFileUnit)
    let end = stop
    while (end > at && text.charCodeAt(end - 1) === 0x2e) end--
    const before = text.charCodeAt(at - 1)
    // `*.dll` and `{0}.dll` are patterns; after a separator it is a part of a path.
    if (before !== 0x2a && before !== 0x7d && before !== 0x5c && before !== 0x2f && isModule(text, at, end)) found.push({ start: at, end })
    at = stop
  }
  return found
}

function isFileUnit(unit: number): boolean {
  return isWordUnit(unit) || unit === 0x2e || unit === 0x2d || unit === 0x2b || unit === 0x24
}

function isModule(text: string, start: number, end: number): boolean {
  if (end - start > longestModule || !moduleEndings.some((ending) => hasWord(text, end - ending.length, ending))) return false
  const name = text.slice(start, end - 4)
  if (!isWordUnit(name.charCodeAt(0)) || managed.some((each) => hasWord(text, start, each))) return false
  const parts = name.split('.')
  return parts.length === 1 || !parts.every((part) => isUpper(part.charCodeAt(0)))
}

const longestHeader = 76
/** Header names with a hyphen that mail software and its attackers read or write; names that are everyday words are left out. */
const knownHeaders: ReadonlySet<string> = new Set([
  'return-path',
  'reply-to',
  'message-id',
  'in-reply-to',
  'authentication-results',
  'received-spf',
  'dkim-signature',
  'domainkey-signature',
  'arc-seal',
  'arc-message-signature',
  'arc-authentication-results',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'auto-submitted',
  'delivered-to',
  'errors-to',
  'disposition-notification-to',
  'return-receipt-to',
  'resent-from',
  'resent-to',
  'thread-topic',
  'thread-index',
  'feedback-id',
  'x-mailer',
  'x-priority',
  'x-sender',
  'x-receiver',
  'x-spam',
])

/** Beginnings of encoding names and style sizes, which have the same shape. */
const notHeaders = ['x-mac-', 'x-iscii-', 'x-unicode-', 'x-x-', 'x-ms-cp', 'x-chinese-', 'x-ebcdic-', 'x-ia5-', 'x-large', 'x-small'] as const

/**
 * Names of message headers: a text that is a header name and nothing else, or lines of `Name: value`. `X-…` by its
 * shape (`X-Ray` yes, `X-ray` and `x-sjis` no), others from a list.
 */
export function findHeaders(text: string): Found[] {
  const found: Found[] = []
  let line = 0
  while (line < text.length) {
    const end = endOfRun(text, line, longestHeader, (unit) => isAlphanumeric(unit) || unit === 0x2d)
    const after = text.charCodeAt(end)
    const alone = end === text.length && line === 0
    if ((alone || after === 0x3a) && isHeaderName(text.slice(line, end)) && text.charCodeAt(end + 1) !== 0x3a) found.push({ start: line, end })
    const next = text.indexOf('\n', line)
    line = next < 0 ? text.length : next + 1
  }
  return found
}

function isHeaderName(name: string): boolean {
  if (knownHeaders.has(name.toLowerCase())) return true
  if (!hasWord(name, 0, 'x-') || name.length < 4 || name.endsWith('-') || name.includes('--') || notHeaders.some((each) => hasWord(name, 0, each))) return false
  const hyphens = name.split('-').length - 1
  const first = name.charCodeAt(2)
  return hyphens > 1 ? !isSpace(first) && !isQuote(first) : isUpper(name.charCodeAt(0)) && !isLower(first)
}
