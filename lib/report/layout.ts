import { visible } from './escape.ts'

/** What a text report is written on: its width in columns, whether it may carry colour, whether lists are cut short. */
export interface Paper {
  readonly width: number
  readonly color: boolean
  readonly verbose: boolean
}

const inks = { bold: '1', dim: '2', red: '31', yellow: '33', magenta: '35', cyan: '36' } as const
export type Ink = keyof typeof inks

/** Stands for a space inside a value from the file, so that the value wraps as one word; `visible` never lets a real one through. */
const heldSpace = '\u00a0'

/** Text in a colour, where the paper takes colours. */
export function paint(paper: Paper, ink: Ink, text: string): string {
  return paper.color && text !== '' ? `\u001b[${inks[ink]}m${text}\u001b[0m` : text
}

/** A name or value from the inspected file, made visible and held together as one word. */
export function value(paper: Paper, text: string): string {
  return visible(text, { max: paper.verbose ? 4000 : 200, spaces: true }).replaceAll(' ', heldSpace)
}

/** A sentence, which may hold names from the file: made visible as well, and wrapped at its spaces. */
export function prose(paper: Paper, text: string): string {
  return visible(text, { max: paper.verbose ? 8000 : 1000, spaces: true })
}

/** A value in quotation marks, for text where its beginning and end matter. */
export function quoted(paper: Paper, text: string): string {
  return `"${value(paper, text)}"`
}

/** The finished page; a line break at the end of every line. */
export function joinLines(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`.replaceAll(heldSpace, ' ')
}

/** A section's title with an empty line before it. */
export function heading(paper: Paper, title: string): string[] {
  return ['', paint(paper, 'bold', title.toUpperCase())]
}

/**
 * A label and, beside it, text wrapped at the paper's width; further lines stand under the first. No line of the text
 * ever begins further left, so text from the file cannot pass for a line of the report.
 */
export function hang(paper: Paper, indent: number, label: string, labelWidth: number, text: string, ink: Ink = 'dim'): string[] {
  const left = indent + labelWidth + (labelWidth > 0 ? 1 : 0)
  const lines = wrap(text, Math.max(20, paper.width - left))
  const margin = ' '.repeat(left)
  if (columns(label) > labelWidth && labelWidth > 0) {
    const above = wrap(label, Math.max(20, paper.width - indent)).map((line) => ' '.repeat(indent) + paint(paper, ink, line))
    return [...above, ...lines.map((line) => margin + line)]
  }
  return lines.map((line, index) => {
    if (index > 0 || labelWidth === 0) return margin + line
    return `${' '.repeat(indent)}${paint(paper, ink, label)}${' '.repeat(Math.max(0, labelWidth - columns(label)))} ${line}`
  })
}

/** At most `max` items (all when verbose), then how many there are besides. */
export function capped<T>(paper: Paper, indent: number, items: readonly T[], max: number, write: (item: T) => readonly string[]): string[] {
  const shown = paper.verbose ? items : items.slice(0, max)
  const lines = shown.flatMap((item) => [...write(item)])
  if (shown.length < items.length) lines.push(`${' '.repeat(indent)}+${items.length - shown.length} more (see --format json)`)
  return lines
}

/** Breaks text at its spaces; a word longer than a line is broken after a separator where there is one, never inside an escape. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (columns(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = columns(word) <= width ? [word] : breakWord(word, width)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? ''
  }
  return [...lines, line]
}

const unit = /\\u\{[0-9a-f]+\}|./gsu
const separators = './\\:,;=&?-_'

function breakWord(word: string, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  let used = 0
  let lastBreak = 0
  for (const [character] of word.matchAll(unit)) {
    const size = columns(character)
    if (used + size > width) {
      const end = lastBreak > width / 2 ? lastBreak : piece.length
      pieces.push(piece.slice(0, end))
      piece = piece.slice(end)
      used = columns(piece)
      lastBreak = 0
    }
    piece += character
    used += size
    if (separators.includes(character)) lastBreak = piece.length
  }
  return [...pieces, piece]
}

const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u
const mark = /\p{M}/u

/** Terminal columns a text takes, East Asian wide characters counted twice and combining marks not at all. */
export function columns(text: string): number {
  let count = 0
  for (const character of text) {
    if (character < '\u0300') count++
    else if (!mark.test(character)) count += wide.test(character) ? 2 : 1
  }
  return count
}
