import { limits } from '../limits.ts'
import type { PropertyValue } from './bag.ts'
import type { TextReader } from './sink.ts'

export interface JsonHandler {
  /** An object of the top level, or of an array there. */
  readonly onObject: (entries: ReadonlyMap<string, PropertyValue>, line: number) => void
  readonly onBad: (line: number, why: string) => void
  /** Throws. */
  readonly fail: (line: number, what: string) => never
}

/**
 * Reads JSON in pieces: one object, an array of them, or objects one after the other. Each is cut out by its brackets and parsed by itself,
 * so a long array takes no more room than its largest member. What is no JSON in one object does not hide the others.
 */
export function makeJsonValues({ onObject, onBad, fail }: JsonHandler): TextReader {
  let parts: string[] = []
  let size = 0
  let depth = 0
  let deepest = 0
  let isInText = false
  let isEscaped = false
  let line = 1
  let start = 1

  const finish = (): void => {
    const text = parts.join('')
    parts = []
    const value = size > limits.contextRecord || deepest > limits.contextDepth ? null : parsed(text)
    if (size > limits.contextRecord) onBad(start, `an object of more than ${limits.contextRecord} characters`)
    else if (deepest > limits.contextDepth) onBad(start, `values inside each other more than ${limits.contextDepth} deep`)
    else if (value === null) onBad(start, 'an object that is no JSON')
    else onObject(value, start)
  }

  /** One character inside an object; true when it ends the object. */
  const isLast = (char: string): boolean => {
    if (isEscaped) {
      isEscaped = false
    } else if (isInText) {
      if (char === '\\') isEscaped = true
      else if (char === '"') isInText = false
    } else if (char === '"') {
      isInText = true
    } else if (char === '{' || char === '[') {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (char === '}' || char === ']') {
      depth -= 1
      return depth === 0
    }
    return false
  }

  const between = (char: string): boolean => {
    if (char === '{') return true
    if (!' \t\r\n,[]\ufeff'.includes(char)) fail(line, 'neither an object nor a list of objects')
    return false
  }

  const keep = (piece: string): void => {
    size += piece.length
    if (size <= limits.contextRecord) parts.push(piece)
    else parts = []
  }

  return {
    push: (text) => {
      let from = 0
      for (let at = 0; at < text.length; at++) {
        const char = text[at] ?? ''
        if (char === '\n') line += 1
        if (depth === 0) {
          if (!between(char)) continue
          from = at
          start = line
          size = 0
          deepest = 0
        }
        if (isLast(char)) {
          keep(text.slice(from, at + 1))
          finish()
        }
      }
      if (depth > 0) keep(text.slice(from))
    },
    end: () => {
      if (depth > 0) onBad(start, 'the file ends inside an object')
    },
  }
}

/** The members of an object; null when the text is none. */
function parsed(text: string): ReadonlyMap<string, PropertyValue> | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? entriesOf(value) : null
}

function entriesOf(value: object): ReadonlyMap<string, PropertyValue> {
  return new Map(Object.entries(value).map(([name, inner]) => [name, propertyValue(inner)]))
}

/** As deep as the text was, which is bounded. */
function propertyValue(value: unknown): PropertyValue {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(propertyValue)
  return typeof value === 'object' && value !== null ? { entries: entriesOf(value) } : null
}
