import { limits } from '../limits.ts'
import { endOfRun, type Found, hasWord, isAlphanumeric, isDigit, isLetter, isQuote, isSpace, isUpper } from './indicator-characters.ts'
import { fileEndings } from './indicator-endings.ts'

const longestPath = limits.indicatorPath
const longestVariable = 32

const unixRoots: ReadonlySet<string> = new Set('etc tmp var usr home opt bin sbin dev proc root mnt lib srv run media sys'.split(' '))

/** Folders of an Exchange server or of Windows that make a relative path worth telling. */
const knownFolders: ReadonlySet<string> = new Set(
  (
    'transportroles pickup replay agentlog messagetracking frontend clientaccess owa ecp aspnet_client inetpub wwwroot system32 syswow64 programdata appdata localappdata ' +
    'serviceprofiles networkservice startup'
  ).split(' '),
)

/** Variables told even without a path behind them. */
const knownVariables: ReadonlySet<string> = new Set(
  'temp tmp appdata localappdata programdata programfiles programfiles(x86) systemroot windir systemdrive userprofile allusersprofile public comspec exchangeinstallpath'.split(
    ' ',
  ),
)

/**
 * File paths: `C:\…`, `\\server\share`, `\\?\…`, `\\.\pipe\…`, `%TEMP%\…`, `$env:TEMP\…`, relative ones through a
 * known folder or to a file with a known ending, and Unix paths from a known root.
 *
 * A path may hold spaces, and text may go on behind it. Where the path opens the text or a quotation, spaces in
 * folder names belong to it; elsewhere only before a capital, a digit or a bracket. A last part that has its
 * file ending is complete.
 */
export function findPaths(text: string): Found[] {
  const found: Found[] = []
  let at = 0
  while (at < text.length) {
    const span = rootedAt(text, at) ?? relativeAt(text, at) ?? unixAt(text, at)
    if (span === null) {
      // No path begins inside a name, so a run of name characters is looked at once.
      at = isNameUnit(text.charCodeAt(at)) ? endOfRun(text, at, text.length, isNameUnit) : at + 1
      continue
    }
    found.push(span)
    at = span.end
  }
  return found
}

function isNameUnit(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 0x5f
}

function isSeparator(unit: number): boolean {
  return unit === 0x5c || unit === 0x2f
}

function rootedAt(text: string, start: number): Found | null {
  if (isNameUnit(text.charCodeAt(start - 1))) return null
  const root = (text.charCodeAt(start - 1) === 0x5c ? null : driveRoot(text, start)) ?? shareRoot(text, start) ?? variableRoot(text, start)
  if (root === null) return null
  const end = pathEnd(text, start, root)
  return end > start + 2 ? { start, end } : null
}

/** `C:\`, `C:/` with a name behind it. After a backslash the letter is an escape, as in the expression `\w:\.`. */
function driveRoot(text: string, at: number): number | null {
  if (!isLetter(text.charCodeAt(at)) || text.charCodeAt(at + 1) !== 0x3a) return null
  const slash = text.charCodeAt(at + 2)
  if (slash === 0x5c) return at + 3
  return slash === 0x2f && isNameUnit(text.charCodeAt(at + 3)) ? at + 3 : null
}

/** `\\server\s`, `\\?\`, `\\.\`. A regular expression such as `\\d+\\w` has no name behind its third backslash. */
function shareRoot(text: string, at: number): number | null {
  if (text.charCodeAt(at) !== 0x5c || text.charCodeAt(at + 1) !== 0x5c || text.charCodeAt(at - 1) === 0x5c) return null
  const first = text.charCodeAt(at + 2)
  if (first === 0x3f || first === 0x2e) {
    return text.charCodeAt(at + 3) === 0x5c && isNameUnit(text.charCodeAt(at + 4)) ? (driveRoot(text, at + 4) ?? at + 4) : null
  }
  if (!isNameUnit(first) && first !== 0x7b && first !== 0x25 && first !== 0x24) return null
  const end = endOfRun(text, at + 2, 255, isServerUnit)
  const share = text.charCodeAt(end + 1)
  const named = isNameUnit(share) || share === 0x7b || share === 0x25 || share === 0x24
  return end - at >= 4 && text.charCodeAt(end) === 0x5c && named ? end + 1 : null
}

function isServerUnit(unit: number): boolean {
  return (
    isNameUnit(unit) || unit === 0x2e || unit === 0x2d || unit === 0x3a || unit === 0x7b || unit === 0x7d || unit === 0x25 || unit === 0x24 || unit === 0x40
  )
}

/** `%TEMP%\`, `%TEMP%` alone, `$env:TEMP\`. */
function variableRoot(text: string, at: number): number | null {
  const percent = text.charCodeAt(at) === 0x25
  if (!percent && !hasWord(text, at, '$env:')) return null
  const from = percent ? at + 1 : at + 5
  const end = endOfRun(text, from, longestVariable, (unit) => isNameUnit(unit) || unit === 0x28 || unit === 0x29)
  if (end - from < 2 || (percent && text.charCodeAt(end) !== 0x25)) return null
  const after = percent ? end + 1 : end
  if (isSeparator(text.charCodeAt(after))) return after + 1
  return percent && knownVariables.has(text.slice(from, end).toLowerCase()) ? after : null
}

function unixAt(text: string, start: number): Found | null {
  if (text.charCodeAt(start) !== 0x2f) return null
  const before = text.charCodeAt(start - 1)
  if (start > 0 && !isSpace(before) && !isQuote(before) && before !== 0x3d && before !== 0x28 && before !== 0x3e && before !== 0x3a) return null // = ( > :
  const first = endOfRun(text, start + 1, 8, isAlphanumeric)
  if (!unixRoots.has(text.slice(start + 1, first)) || text.charCodeAt(first) !== 0x2f || !isUnixUnit(text.charCodeAt(first + 1))) return null
  return { start, end: withoutMarks(text, start, endOfRun(text, first, longestPath, isUnixUnit)) }
}

function isUnixUnit(unit: number): boolean {
  return (
    isAlphanumeric(unit) ||
    unit === 0x2f ||
    unit === 0x2e ||
    unit === 0x2d ||
    unit === 0x5f ||
    unit === 0x7e ||
    unit === 0x2b ||
    unit === 0x7b ||
    unit === 0x7d ||
    unit === 0x40
  )
}

/** A relative path begins where a name does, at a separator, or at dots; whether it is one shows at its end. */
function relativeAt(text: string, start: number): Found | null {
  const unit = text.charCodeAt(start)
  const before = text.charCodeAt(start - 1)
  if (!isRelativeUnit(unit) || isRelativeUnit(before)) return null
  if (opensQuotation(text, start)) {
    const end = pathEnd(text, start, start)
    if (isRelativePath(text, start, end)) return { start, end }
  }
  const stop = endOfRun(text, start, longestPath, isRelativeUnit)
  const end = withoutMarks(text, start, stop)
  return isRelativePath(text, start, end) ? { start, end } : null
}

function isRelativeUnit(unit: number): boolean {
  return isNameUnit(unit) || isSeparator(unit) || unit === 0x2e || unit === 0x2d || unit === 0x7b || unit === 0x7d || unit === 0x7e || unit > 0xbf
}

function isRelativePath(text: string, start: number, end: number): boolean {
  const value = text.slice(start, end)
  const backslash = value.includes('\\')
  const parts = value.split(backslash ? '\\' : '/')
  const named = parts.filter((part) => part !== '' && part !== '.' && part !== '..')
  if (parts.length < 2 || named.length === 0) return false
  // Two separators in a row: an escape or a regular expression, not a path.
  if (parts.slice(1, -1).includes('') || (!backslash && !named.some((part) => part.toLowerCase() === 'transportroles'))) return false
  if (named.some((part) => knownFolders.has(part.toLowerCase()))) return true
  const last = named.at(-1) ?? ''
  const dot = last.lastIndexOf('.')
  return (parts.length > 2 || named.length > 1 || value.startsWith('.')) && dot > 0 && fileEndings.has(last.slice(dot + 1).toLowerCase())
}

function opensQuotation(text: string, start: number): boolean {
  return start === 0 || isQuote(text.charCodeAt(start - 1))
}

/** Where the path that opens at `start`, with its root up to `body`, ends. At most `limits.indicatorPath` characters are looked at. */
export function pathEnd(text: string, start: number, body: number): number {
  const region = regionEnd(text, start, body)
  const whole = opensQuotation(text, start)
  let lastPart = region
  while (lastPart > body && !isSeparator(text.charCodeAt(lastPart - 1))) lastPart--
  const fileAtEnd = hasFileEnding(text, lastPart, region)
  for (let at = body; at < region; at++) {
    if (text.charCodeAt(at) !== 0x20) continue
    const inFolder = at < lastPart
    const complete = hasFileEnding(text, body, at)
    const goesOn = inFolder ? whole || looksLikeFolder(text, at + 1) : !complete && ((whole && fileAtEnd) || (whole && looksLikeFolder(text, at + 1)))
    if (!goesOn || (complete && !whole)) return withoutMarks(text, start, at)
  }
  return withoutMarks(text, start, region)
}

/** The furthest a path could reach: to a character no path has, a doubled separator, an argument, or the closing quote. */
function regionEnd(text: string, start: number, body: number): number {
  const quote = text.charCodeAt(start - 1)
  const doubled = text.charCodeAt(body - 1) === 0x5c && text.charCodeAt(body) === 0x5c
  const stop = Math.min(text.length, start + longestPath)
  for (let at = body; at < stop; at++) {
    const unit = text.charCodeAt(at)
    const next = text.charCodeAt(at + 1)
    if (isQuote(unit) && (unit === 0x22 || unit === quote || !isLetter(next))) return at
    if (unit === 0x3c || unit === 0x3e || unit === 0x7c || unit === 0x2c || unit === 0x3b) return at // < > | , ;
    if (isSpace(unit) && unit !== 0x20) return at
    if (unit === 0x3a && (!isAlphanumeric(next) || isSpace(text.charCodeAt(at - 1)))) return at // `:` but a stream's name
    if (unit === 0x20 && (next === 0x20 || next === 0x2d || next === 0x2f || next === 0x26 || next === 0x25)) return at // two spaces, - / & %
    if (unit === 0x5c && next === 0x5c && !doubled) return at
    if (isLetter(unit) && next === 0x3a && isSeparator(text.charCodeAt(at + 2)) && !isNameUnit(text.charCodeAt(at - 1))) return at // the next drive
  }
  return stop
}

/** A name after a space that folders have: `Files`, `(x86)`, `2019`, `and Settings`. */
function looksLikeFolder(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return isUpper(unit) || isDigit(unit) || unit === 0x28 || hasWord(text, at, 'and ') || hasWord(text, at, 'of ')
}

/** Whether a known file ending stands right before `end`. */
function hasFileEnding(text: string, from: number, end: number): boolean {
  for (let dot = end - 3; dot >= Math.max(from, end - 7); dot--) {
    if (text.charCodeAt(dot) === 0x2e) return fileEndings.has(text.slice(dot + 1, end).toLowerCase())
  }
  return false
}

/** Without spaces, sentence marks, quotes and closing brackets that are not opened inside. */
function withoutMarks(text: string, start: number, stop: number): number {
  let open = 0
  for (let at = start; at < stop; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x28) open++
    if (unit === 0x29) open--
  }
  let end = stop
  for (; end > start; end--) {
    const unit = text.charCodeAt(end - 1)
    if (unit === 0x29 && open < 0) open++
    else if (!isSpace(unit) && unit !== 0x2e && unit !== 0x3a && unit !== 0x21 && !isQuote(unit)) break
  }
  return end
}
