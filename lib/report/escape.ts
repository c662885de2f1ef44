/**
 * Characters that a terminal acts on or does not show: controls, format characters (bidi, zero-width, tags), lone
 * surrogates, private use, unassigned, line and paragraph separators, fillers, and every space but the ordinary one.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|\\(?=u\{)/gu

/** The same inside JSON text, where white space of the document itself must stay and a backslash is already doubled. */
const unseenInJson = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu

const hiddenSpace = /^ | (?= )| $/g
const hiddenSpaceBeforeCut = /^ | (?= )/g

export interface VisibleOptions {
  /** Code points shown at most; what is left out is counted: `… (+N)`. */
  readonly max?: number
  /** Also shows a space that begins, ends or follows another, so that padding cannot push text out of sight. */
  readonly spaces?: boolean
}

/**
 * Text from the inspected file made safe to print, nothing dropped: each unseen character becomes `\u{1b}`. A
 * backslash that would read as such an escape is itself written `\u{5c}`, so the original can be told exactly.
 */
export function visible(text: string, options: VisibleOptions = {}): string {
  const { max, spaces } = options
  const shown = max === undefined ? { head: text, left: 0 } : cut(text, max)
  const escaped = shown.head.replace(unseen, codePointEscape)
  const spaced = spaces === true ? escaped.replace(shown.left === 0 ? hiddenSpace : hiddenSpaceBeforeCut, codePointEscape) : escaped
  return shown.left === 0 ? spaced : `${spaced}… (+${shown.left})`
}

/** JSON text in which no character reaches a terminal raw that it would act on; the values stay exactly the same. */
export function visibleJson(json: string): string {
  return json.replace(unseenInJson, unitEscapes)
}

function codePointEscape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

function unitEscapes(character: string): string {
  let text = ''
  for (let at = 0; at < character.length; at++) text += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  return text
}

function cut(text: string, max: number): { head: string; left: number } {
  if (text.length <= max) return { head: text, left: 0 }
  let units = 0
  let points = 0
  let head = text.length
  for (const character of text) {
    if (points === max) head = Math.min(head, units)
    units += character.length
    points++
  }
  return { head: text.slice(0, head), left: Math.max(0, points - max) }
}
