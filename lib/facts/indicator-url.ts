import { endOfRun, type Found, hasWord, isAlphanumeric, isBeyondAscii, isSpace, startOfRun } from './indicator-characters.ts'

/** Schemes that name a place something can be sent to or fetched from; ADSI's own (`WinNT`, `GC`) among them. */
const schemes: ReadonlySet<string> = new Set([
  'http',
  'https',
  'ftp',
  'ftps',
  'sftp',
  'tftp',
  'file',
  'ldap',
  'ldaps',
  'gc',
  'winnt',
  'iis',
  'net.tcp',
  'net.pipe',
  'net.msmq',
  'ws',
  'wss',
  'tcp',
  'udp',
  'smtp',
  'smtps',
  'pop3',
  'imap',
  'imaps',
  'ssh',
  'telnet',
  'rtsp',
  'gopher',
  'amqp',
  'amqps',
  'mqtt',
  'redis',
  'mongodb',
  'postgres',
  'mysql',
  'socks4',
  'socks5',
  'socks',
  'ssl',
  'tls',
])
const longestScheme = 12

/**
 * URLs with a known scheme. A URL ends at a space, a quote, an angle bracket, or where the next one of a list
 * begins; closing brackets and sentence marks at its end are left off. One pass: what lies behind is not read again.
 */
export function findUrls(text: string): Found[] {
  const found: Found[] = []
  let from = 0
  for (;;) {
    const colon = text.indexOf('://', from)
    if (colon < 0) return found
    const body = colon + 3
    from = body
    const start = schemeStart(text, colon, found.at(-1)?.end ?? 0)
    if (start < 0 || !startsHost(text, body)) continue
    const end = trimmed(text, body, bodyEnd(text, body))
    if (end <= body) continue
    found.push({ start, end })
    from = end
  }
}

function schemeStart(text: string, colon: number, floor: number): number {
  const start = startOfRun(text, colon, floor, longestScheme, isSchemeUnit)
  if (isAlphanumeric(text.charCodeAt(start - 1)) && start > floor) return -1
  for (let at = start; at < colon; at++) {
    // A scheme begins where a word does: `net.tcp` and, in `x.http`, `http`.
    const previous = text.charCodeAt(at - 1)
    if ((at === start || !isAlphanumeric(previous)) && schemes.has(text.slice(at, colon).toLowerCase())) return at
  }
  return -1
}

function isSchemeUnit(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 0x2e
}

/** A host, a bracketed address, a format hole or variable, or the third slash of `file:///` and `ldap:///`. */
function startsHost(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (isAlphanumeric(unit) || isBeyondAscii(unit)) return true
  const next = text.charCodeAt(at + 1)
  if (unit === 0x5b) return isAlphanumeric(next) || next === 0x3a // [
  if (unit === 0x7b || unit === 0x25 || unit === 0x24 || unit === 0x2f) return isAlphanumeric(next) || isBeyondAscii(next) // { % $ /
  return false
}

function bodyEnd(text: string, from: number): number {
  let at = from
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    // " < > ^ ` | and ' : no URL has them unescaped but the last, which far more often closes a string.
    if (isSpace(unit) || unit === 0x22 || unit === 0x3c || unit === 0x3e || unit === 0x5e || unit === 0x60 || unit === 0x7c || unit === 0x27) break
    if ((unit === 0x2c || unit === 0x3b) && startsScheme(text, at + 1)) break // , ;
  }
  return at
}

function startsScheme(text: string, at: number): boolean {
  const end = endOfRun(text, at, longestScheme, isSchemeUnit)
  return hasWord(text, end, '://') && schemes.has(text.slice(at, end).toLowerCase())
}

const pairs = new Map([
  [0x29, 0x28], // ( )
  [0x5d, 0x5b], // [ ]
  [0x7d, 0x7b], // { }
])

function trimmed(text: string, from: number, to: number): number {
  const counts = new Map<number, number>()
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    counts.set(unit, (counts.get(unit) ?? 0) + 1)
  }
  let end = to
  for (; end > from; end--) {
    const unit = text.charCodeAt(end - 1)
    const opener = pairs.get(unit)
    if (opener !== undefined) {
      const closers = counts.get(unit) ?? 0
      if (closers <= (counts.get(opener) ?? 0)) break
      counts.set(unit, closers - 1)
    } else if (unit !== 0x2e && unit !== 0x2c && unit !== 0x3b && unit !== 0x3a && unit !== 0x21 && unit !== 0x3f) break // . , ; : ! ?
  }
  return end
}
