import { endOfRun, type Found, isAlphanumeric, isDigit, isForeignLetter, isLetter, isLower, isUpper, startOfRun } from './indicator-characters.ts'
import { ambiguousEndings, endings, fileEndings, namespaceRoots, notHosts } from './indicator-endings.ts'

/** A host name has at most 253 characters, a label 63, the part before `@` 64. */
const longestHost = 253
const longestLabel = 63
const longestLocal = 64

/**
 * Mail addresses. The host side is taken loosely (`user@server.corp`, `root@localhost`, `x@[10.0.0.1]`): the
 * `@` speaks for it. Versions (`pkg@1.0.0`), files (`icon@2x.png`) and format holes (`{0}@…`) are not addresses.
 */
export function findEmails(text: string): Found[] {
  const found: Found[] = []
  let floor = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at < floor) continue
    const start = localStart(text, at, floor)
    if (start < 0) continue
    const end = mailHostEnd(text, at + 1)
    if (end < 0) continue
    found.push({ start, end })
    floor = end
  }
  return found
}

function localStart(text: string, at: number, floor: number): number {
  let start = startOfRun(text, at, floor, longestLocal, isLocalUnit)
  if (start > floor && isLocalUnit(text.charCodeAt(start - 1))) return -1 // longer than any mailbox name
  while (start < at && !isAlphanumeric(text.charCodeAt(start)) && !isForeignLetter(text.charCodeAt(start)) && text.charCodeAt(start) !== 0x5f) start++
  return start === at || text.charCodeAt(at - 1) === 0x2e ? -1 : start
}

/** Letters, digits, `.` `_` `%` `+` `-`. The standard allows more; in program text those are delimiters. */
function isLocalUnit(unit: number): boolean {
  return isAlphanumeric(unit) || isForeignLetter(unit) || unit === 0x2e || unit === 0x5f || unit === 0x25 || unit === 0x2b || unit === 0x2d
}

function mailHostEnd(text: string, from: number): number {
  if (text.charCodeAt(from) === 0x5b) {
    const close = endOfRun(text, from + 1, 64, (unit) => isAlphanumeric(unit) || unit === 0x2e || unit === 0x3a)
    return text.charCodeAt(close) === 0x5d && close > from + 3 ? close + 1 : -1
  }
  const end = hostEnd(text, from)
  if (end < 0) return -1
  const labels = text.slice(from, end).split('.')
  const last = (labels.at(-1) ?? '').toLowerCase()
  if (labels.length === 1) return last === 'localhost' ? end : -1
  if (last.length < 2 || !labels.every(isLabel) || isDigit(last.charCodeAt(0))) return -1
  return fileEndings.has(last) && !endings.has(last) ? -1 : end
}

/** End of the host name at `from` without a dot or hyphen at its end; -1 when there is none or it is too long. */
function hostEnd(text: string, from: number): number {
  let end = endOfRun(text, from, longestHost + 1, isHostUnit)
  if (end - from > longestHost) return -1
  while (end > from && !isAlphanumeric(text.charCodeAt(end - 1)) && !isForeignLetter(text.charCodeAt(end - 1))) end--
  return end > from ? end : -1
}

function isHostUnit(unit: number): boolean {
  return isAlphanumeric(unit) || isForeignLetter(unit) || unit === 0x2e || unit === 0x2d
}

function isLabel(label: string): boolean {
  return label.length > 0 && label.length <= longestLabel && !label.startsWith('-') && !label.endsWith('-')
}

/**
 * Bare host names, strictly: the last label is a known ending, and nothing about the name says namespace,
 * member or file. Type names have capitals within or at the start of labels, so a name must be all lower or
 * all upper case, but for a capital at its very start; endings that programs use as names need a third label.
 */
export function findDomains(text: string): Found[] {
  const found: Found[] = []
  let at = 0
  while (at < text.length) {
    if (!isNameUnit(text.charCodeAt(at))) {
      at++
      continue
    }
    const stop = endOfRun(text, at, text.length, isNameUnit)
    const span = domainIn(text, at, stop)
    if (span !== null) found.push(span)
    at = stop
  }
  return found
}

function isNameUnit(unit: number): boolean {
  return isHostUnit(unit) || unit === 0x5f
}

function domainIn(text: string, from: number, stop: number): Found | null {
  if (stop - from > longestHost + 2) return null
  let start = from
  while (start < stop && !isAlphanumeric(text.charCodeAt(start)) && !isForeignLetter(text.charCodeAt(start)) && text.charCodeAt(start) !== 0x5f) start++
  let end = stop
  while (end > start && !isAlphanumeric(text.charCodeAt(end - 1))) end--
  const before = text.charCodeAt(from - 1)
  const after = text.charCodeAt(stop)
  // A part of a path, a member that is called or set, a variable.
  if (before === 0x5c || before === 0x24 || (before === 0x2f && text.charCodeAt(from - 2) !== 0x2f)) return null
  if (after === 0x28 || after === 0x3d || after === 0x5b) return null
  const name = text.slice(start, end)
  return isHost(name, before === 0x40) ? { start, end } : null
}

function isHost(name: string, afterAt: boolean): boolean {
  const labels = name.split('.')
  const last = labels.at(-1) ?? ''
  const first = labels[0] ?? ''
  const ending = last.toLowerCase()
  if (labels.length < 2 || !labels.every(isLabel) || last.includes('_')) return false
  if (!oneCase(name, labels) || notHosts.has(name.toLowerCase()) || namespaceRoots.has(first.toLowerCase())) return false
  if (ambiguousEndings.has(ending)) return labels.length > 2 || afterAt || first.toLowerCase() === 'www'
  return endings.has(ending) || ending.startsWith('xn--')
}

/** All lower, all upper, or lower with a capital first: how people write hosts and not how they write types. */
function oneCase(name: string, labels: readonly string[]): boolean {
  let upper = 0
  let lower = 0
  let letters = 0
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at)
    if (isUpper(unit)) upper++
    if (isLower(unit)) lower++
    if (isLetter(unit)) letters++
  }
  if (letters === 0) return false
  return upper === 0 || lower === 0 || (upper === 1 && isUpper(name.charCodeAt(0)) && (labels[0] ?? '').length > 1)
}
