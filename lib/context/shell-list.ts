import { limits } from '../limits.ts'
import { type Bag, keyOf, makeBag } from './bag.ts'

/** A property of an object in a list that is still being read, with its lines as they stand. */
interface OpenProperty {
  readonly name: string
  readonly lines: string[]
  /** Lengths of the whole lines, by which a line broken at the edge of the screen is known. */
  readonly widths: number[]
}

/** Properties whose values have line breaks of their own. */
const withBreaks: ReadonlySet<string> = new Set(['message', 'error', 'modifiedproperties', 'userdata'])

/** One object of Format-List while its lines come in. */
export interface ListObject {
  /** Takes a line; false when it is no part of this object. */
  readonly take: (line: string, isAfterBlank: boolean, isComplete: (has: (key: string) => boolean) => boolean) => boolean
  /** Of its first property. */
  readonly line: number
  readonly isBig: () => boolean
  readonly bag: (group: readonly (readonly [string, string])[]) => Bag
}

/** `Name : value`, the name at the start of the line; null when the line is none. */
export function propertyOf(line: string): { readonly name: string; readonly colon: number } | null {
  if (line === '' || line.startsWith(' ')) return null
  const colon = line.indexOf(' :') + 1
  const next = line[colon + 1]
  if (colon < 2 || (next !== undefined && next !== ' ')) return null
  const name = line.slice(0, colon).trimEnd()
  return name.length > limits.contextName || name.includes('  ') ? null : { name, colon }
}

/** Begins with the line of the first property. */
export function makeListObject(first: string, line: number): ListObject {
  const properties: OpenProperty[] = []
  const keys = new Set<string>()
  const colon = propertyOf(first)?.colon ?? 0
  let size = 0

  const add = (text: string, name: string): void => {
    size += text.length + 1
    properties.push({ name, lines: [text.slice(colon + 2)], widths: [text.length] })
    keys.add(keyOf(name))
  }
  const goOn = (text: string): void => {
    size += text.length + 1
    if (size > limits.contextRecord) return
    const last = properties.at(-1)
    const indent = text.length - text.trimStart().length
    last?.lines.push(text.slice(Math.min(indent, colon + 2)))
    last?.widths.push(text.length)
  }
  add(first, propertyOf(first)?.name ?? '')

  return {
    take: (text, isAfterBlank, isComplete) => {
      const property = propertyOf(text)
      if (property === null) {
        // what is not indented to the values and stands behind a blank line belongs to nothing here
        if (isAfterBlank && !text.startsWith(' '.repeat(colon + 2))) return false
        if (isAfterBlank) goOn('')
        goOn(text)
        return true
      }
      if (property.colon !== colon) return false
      if (keys.has(keyOf(property.name)) || keys.size >= limits.contextFields) return false
      if (isAfterBlank && isComplete((key) => keys.has(key))) return false
      if (size <= limits.contextRecord) add(text, property.name)
      return true
    },
    line,
    isBig: () => size > limits.contextRecord,
    bag: (group) => {
      const width = screenWidth(properties)
      return makeBag([...properties.map((one) => [one.name, joined(one, width)] as const), ...group], line)
    },
  }
}

/** The longest line that goes on in the next one; 0 when none does. */
function screenWidth(properties: readonly OpenProperty[]): number {
  let widest = 0
  for (const { widths } of properties) {
    for (const width of widths.slice(0, -1)) if (width > widest) widest = width
  }
  return widest
}

/** Whether a message's longest line ends there by itself: too short for a screen, behind a sentence, or before another `Name: value`. */
function isOwnBreak(line: string, next: string, width: number): boolean {
  return width < 60 || /[.:;!?]$/.test(line) || /^[A-Za-z]{2,40}: /.test(next)
}

/**
 * Lines of one value put together. PowerShell breaks at the edge of the screen: in the middle of a word, or behind a blank that stays at the
 * end of the line. Where an editor has cut such blanks off, the line is shorter than others. Messages have line breaks of their own.
 */
function joined({ name, lines, widths }: OpenProperty, width: number): string {
  const hasBreaks = withBreaks.has(keyOf(name))
  const parts: string[] = []
  for (const [at, line] of lines.entries()) {
    const isFull = widths[at] === width && !(hasBreaks && isOwnBreak(line, lines[at + 1] ?? '', width))
    if (at === lines.length - 1) parts.push(line.trimEnd())
    else if (isFull || line.endsWith(' ')) parts.push(line)
    else parts.push(line, hasBreaks ? '\n' : line.endsWith('-') ? '' : ' ')
  }
  return parts.join('')
}
