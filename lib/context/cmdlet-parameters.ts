import type { NamedValue } from './record.ts'

/** Parameters as cmdlet logs write them: `-Name "x" -Enabled` (2013 and later) or `{Name=x, Identity=y}` (2010). */
export function readParameters(text: string): NamedValue[] {
  const plain = text.trim()
  return plain.startsWith('{') ? readBraces(plain) : readDashes(plain)
}

const nameThere = /-([\p{L}_][\p{L}\p{N}_]{0,127})(?=[\s:]|$)/uy

/** The text is gone through once: each value ends where the next parameter begins, outside of quotes. */
function readDashes(text: string): NamedValue[] {
  const found: NamedValue[] = []
  let name: string | null = null
  let start = 0
  /** Quotes that nothing closes: from there on they are characters, so that each is searched for once. */
  const loose = new Set<string>()
  const finish = (end: number): void => {
    if (name !== null) found.push({ name, value: unquoted(text.slice(start, end)) })
  }
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? ''
    if ((char === '"' || char === "'") && !loose.has(char)) {
      const end = closing(text, at, char)
      if (end < 0) loose.add(char)
      at = end < 0 ? at + 1 : end
      continue
    }
    nameThere.lastIndex = at
    const match = char === '-' && (at === 0 || /\s/.test(text[at - 1] ?? '')) ? nameThere.exec(text) : null
    if (match === null) {
      at += 1
      continue
    }
    finish(at)
    name = match[1] ?? ''
    at += match[0].length
    if (text[at] === ':') at += 1
    start = at
  }
  finish(text.length)
  return found
}

/** Behind the quote that closes, or -1; doubled quotes and those behind a backquote do not. */
function closing(text: string, open: number, quote: string): number {
  for (let at = text.indexOf(quote, open + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (text[at + 1] === quote) at += 1
    else if (text[at - 1] !== '`') return at + 1
  }
  return -1
}

function unquoted(text: string): string {
  const plain = text.trim()
  const quote = plain[0] ?? ''
  if (plain.length < 2 || (quote !== '"' && quote !== "'") || !plain.endsWith(quote) || closing(plain, 0, quote) !== plain.length) return plain
  return plain.slice(1, -1).replaceAll(quote + quote, quote)
}

/** `, Word=` begins the next parameter; values are not quoted there, so this is the best that can be told. */
function readBraces(text: string): NamedValue[] {
  const inner = text.endsWith('}') ? text.slice(1, -1) : text.slice(1)
  const found: { name: string; value: string }[] = []
  for (const piece of inner.split(', ')) {
    const equals = piece.indexOf('=')
    const last = found.at(-1)
    if (equals > 0 && /^[\p{L}\p{N}_]{1,128}$/u.test(piece.slice(0, equals))) found.push({ name: piece.slice(0, equals), value: piece.slice(equals + 1) })
    else if (last !== undefined) last.value += `, ${piece}`
    else if (piece.trim() !== '') found.push({ name: piece.trim(), value: '' })
  }
  return found
}
