import { limits } from '../limits.ts'
import { kindOfLabel, type Label } from './label.ts'
import type { Piece, ValueOrigin } from './view.ts'

/** A text that is put together: constant pieces, holes, and how it came about. */
export interface Template {
  readonly pieces: readonly Piece[]
  readonly from: ValueOrigin
}

const constant: ValueOrigin = { kind: 'constant' }

/** A text without holes. */
export function plainText(text: string, from: ValueOrigin = constant): Template {
  return { pieces: text === '' ? [] : [text], from }
}

/** Something of which at most the kind is known. */
export function hole(label: Label | null): Template {
  return { pieces: [{ hole: label }], from: constant }
}

/** One behind the other: constant neighbours become one piece, what was recovered anywhere makes it so. Cut to a hole at its bounds. */
export function joined(parts: readonly Template[]): Template {
  const pieces: Piece[] = []
  let from: ValueOrigin = constant
  let length = 0
  for (const part of parts) {
    if (part.from.kind === 'recovered' && from.kind === 'constant') from = part.from
    for (const piece of part.pieces) {
      const last = pieces[pieces.length - 1]
      length += typeof piece === 'string' ? piece.length : 1
      if (pieces.length >= limits.constantPieces || length > limits.constantLength) {
        if (typeof last === 'string') pieces.push({ hole: null })
        return { pieces, from }
      }
      if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece
      else if (piece !== '') pieces.push(piece)
    }
  }
  return { pieces, from }
}

/** The text where it has no holes; else null. */
export function wholeText(pieces: readonly Piece[]): string | null {
  return pieces.every((piece) => typeof piece === 'string') ? pieces.join('') : null
}

/** The same with its constant pieces changed. */
export function mapped(template: Template, change: (piece: string) => string): Template {
  return { pieces: template.pieces.map((piece) => (typeof piece === 'string' ? change(piece) : piece)), from: template.from }
}

/** For readers: `C:\x\{mail-subject}.eml`; `{?}` where nothing is known of what stands there. Braces of the text stay as they are. */
export function renderPieces(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.hole === null ? '{?}' : `{${kindOfLabel(piece.hole)}}`)).join('')
}

/** A path below another, as Windows joins them; a hole stands for any relative name. */
export function combined(first: Template, second: Template): Template {
  const [start] = second.pieces
  const end = first.pieces[first.pieces.length - 1]
  if (second.pieces.length === 0) return first
  if (first.pieces.length === 0 || (typeof start === 'string' && /^(?:[\\/]|[A-Za-z]:)/.test(start))) return second
  return joined(typeof end === 'string' && /[\\/:]$/.test(end) ? [first, second] : [first, plainText('\\'), second])
}
