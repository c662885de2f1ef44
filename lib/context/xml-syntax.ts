import { limits } from '../limits.ts'
import type { NamedValue } from './record.ts'

const nameAt = /[\p{L}_:][\p{L}\p{N}\p{M}_:.\-·]*/uy

const named: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

/** The name that stands there; null when there is none or it is longer than `limits.contextName`. */
export function xmlName(text: string, at: number): string | null {
  nameAt.lastIndex = at
  const name = nameAt.exec(text)?.[0] ?? null
  return name === null || name.length > limits.contextName ? null : name
}

/** Replaces references by what they stand for. `fail` throws on others than the five named and the numeric ones. */
export function readEntities(raw: string, fail: (what: string, at: number) => never): string {
  let at = raw.indexOf('&')
  if (at < 0) return raw
  const parts: string[] = []
  let start = 0
  for (; at >= 0; at = raw.indexOf('&', start)) {
    const end = raw.indexOf(';', at)
    if (end < 0 || end - at > 12) fail('a reference (&…) that does not end', at)
    const place = at
    parts.push(
      raw.slice(start, at),
      referenced(raw.slice(at + 1, end), (what) => fail(what, place)),
    )
    start = end + 1
  }
  parts.push(raw.slice(start))
  return parts.join('')
}

function referenced(name: string, fail: (what: string) => never): string {
  const known = named.get(name)
  if (known !== undefined) return known
  const match = /^#(?:x([\da-fA-F]{1,8})|(\d{1,8}))$/.exec(name)
  if (match === null) return fail('a reference to an entity that XML does not know by itself')
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16)
  // exported events refer to control characters, which XML 1.0 does not allow; only what is no character is refused
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) fail('a reference to a character that does not exist')
  return code === 0 ? '\ufffd' : String.fromCodePoint(code)
}

/** Attributes of a start tag from behind its name, without their prefixes and without namespace declarations. */
export function readAttributes(tag: string, from: number, fail: (what: string) => never): NamedValue[] {
  const found: NamedValue[] = []
  const seen = new Set<string>()
  let at = from
  for (;;) {
    const start = skipBlanks(tag, at)
    if (start >= tag.length) return found
    const name = start === at ? null : xmlName(tag, start)
    if (name === null) return fail('an attribute without a proper name')
    const equals = skipBlanks(tag, start + name.length)
    const open = skipBlanks(tag, equals + 1)
    const quote = tag[open] ?? ''
    if (tag[equals] !== '=' || (quote !== '"' && quote !== "'")) return fail('an attribute without a value in quotes')
    // the end of the tag was found outside of quotes, so this one closes
    const close = tag.indexOf(quote, open + 1)
    const raw = tag.slice(open + 1, close)
    if (close < 0 || raw.includes('<')) return fail('an attribute with a < in its value')
    if (seen.has(name)) fail('an attribute that stands twice in one tag')
    seen.add(name)
    if (seen.size > limits.contextFields) fail(`more than ${limits.contextFields} attributes`)
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) found.push({ name: name.slice(name.lastIndexOf(':') + 1), value: readEntities(raw, fail) })
    at = close + 1
  }
}

function skipBlanks(text: string, at: number): number {
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at += 1
  return at
}
