import { limits } from '../limits.ts'
import type { NamedValue } from './record.ts'
import type { TextReader } from './sink.ts'
import { readAttributes, readEntities, xmlName } from './xml-syntax.ts'

export interface XmlHandler {
  readonly onOpen: (name: string, attributes: readonly NamedValue[], line: number) => void
  readonly onText: (text: string) => void
  readonly onClose: (line: number) => void
  /** The input ended; `isOpen`: inside an element or a tag. */
  readonly onEnd: (isOpen: boolean, line: number) => void
  /** Throws. */
  readonly fail: (line: number, what: string) => never
}

/** How constructs that are not tags begin and end. */
const constructs = [
  { begin: '<!--', end: '-->' },
  { begin: '<![CDATA[', end: ']]>' },
  { begin: '<?', end: '?>' },
] as const

/** Longest reference that is read: `&#x0010ffff;`. */
const longestReference = 12

/**
 * Reads XML in pieces, strictly: matching tags, quoted attributes, the five named references and numeric ones. A DOCTYPE is refused, so
 * there are no other entities and nothing to expand. Several roots may follow each other, as exported events do. Prefixes of names are
 * left out.
 */
export function makeXmlTokens({ onOpen, onText, onClose, onEnd, fail }: XmlHandler): TextReader {
  const open: string[] = []
  let buffer = ''
  let line = 1
  /** How far the construct at the start of the buffer has been searched for its end, and the quote that is open there. */
  let searched = 0
  let quote = ''

  const consume = (length: number): string => {
    const piece = buffer.slice(0, length)
    line += lineBreaks(piece, length)
    buffer = buffer.slice(length)
    searched = 0
    quote = ''
    return piece
  }

  const checkLength = (length: number, startLine: number): void => {
    if (length > limits.contextRecord) fail(startLine, `a tag or comment of more than ${limits.contextRecord} characters`)
  }

  const passText = (raw: string, startLine: number): void => {
    if (open.length > 0) onText(readEntities(raw, (what, at) => fail(startLine + lineBreaks(raw, at), what)))
    else if (raw.search(/[^\s\ufeff]/) >= 0) fail(startLine + lineBreaks(raw, raw.search(/[^\s\ufeff]/)), 'text outside of the elements')
  }

  /** Where the tag at the start ends, behind its `>`; -1 when that is not there yet. */
  const findTagEnd = (): number => {
    for (; searched < buffer.length; searched++) {
      const char = buffer[searched] ?? ''
      if (quote !== '') {
        if (char === quote) quote = ''
      } else if (char === '"' || char === "'") {
        quote = char
      } else if (char === '>') {
        return searched + 1
      }
    }
    return -1
  }

  const findEnd = (end: string, from: number): number => {
    const found = buffer.indexOf(end, Math.max(from, searched - end.length))
    searched = buffer.length
    return found < 0 ? -1 : found + end.length
  }

  const passTag = (tag: string, startLine: number): void => {
    if (tag.startsWith('</')) {
      const name = tag.slice(2, -1).trimEnd()
      if (open.pop() !== name) fail(startLine, 'an end tag that fits no start tag')
      onClose(startLine)
      return
    }
    const isEmpty = tag.endsWith('/>')
    const inner = tag.slice(1, isEmpty ? -2 : -1)
    const name = xmlName(inner, 0)
    if (name === null) {
      fail(startLine, 'a tag without a name')
      return
    }
    if (open.length >= limits.contextDepth) fail(startLine, `elements inside each other more than ${limits.contextDepth} deep`)
    const attributes = readAttributes(inner, name.length, (what) => fail(startLine, what))
    onOpen(localName(name), attributes, startLine)
    if (isEmpty) onClose(startLine)
    else open.push(name)
  }

  /** Takes the markup at the start of the buffer; false when its end is not there yet. */
  const takeMarkup = (): boolean => {
    const startLine = line
    for (const { begin, end } of constructs) {
      if (begin.startsWith(buffer.slice(0, begin.length)) && buffer.length < begin.length) return false
      if (!buffer.startsWith(begin)) continue
      const length = findEnd(end, begin.length)
      if (length < 0) return false
      checkLength(length, startLine)
      const whole = consume(length)
      if (begin === '<![CDATA[') {
        if (open.length === 0) fail(startLine, 'text outside of the elements')
        onText(whole.slice(begin.length, -end.length))
      }
      return true
    }
    if (buffer.startsWith('<!')) return fail(startLine, 'a document type declaration (DOCTYPE), which is never read')
    const length = findTagEnd()
    if (length < 0) return false
    checkLength(length, startLine)
    passTag(consume(length), startLine)
    return true
  }

  /** Length of the text at the start that is complete: up to markup, or to a reference that may go on. */
  const textLength = (): number => {
    const markup = buffer.indexOf('<')
    if (markup >= 0) return markup
    const reference = buffer.lastIndexOf('&')
    return reference >= 0 && buffer.length - reference < longestReference && !buffer.includes(';', reference) ? reference : buffer.length
  }

  const run = (): void => {
    while (buffer !== '') {
      if (buffer.startsWith('<')) {
        if (takeMarkup()) continue
        checkLength(buffer.length, line)
        return
      }
      const length = textLength()
      if (length === 0) return
      const startLine = line
      passText(consume(length), startLine)
    }
  }

  return {
    push: (text) => {
      buffer += text
      run()
    },
    end: () => {
      if (!buffer.startsWith('<') && buffer !== '') passText(consume(buffer.length), line)
      onEnd(open.length > 0 || buffer !== '', line)
    },
  }
}

/** Line breaks before that place. */
function lineBreaks(text: string, end: number): number {
  let found = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) found += 1
  return found
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1)
}
