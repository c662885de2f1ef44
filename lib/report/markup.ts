import { visible } from './escape.ts'

/** Text that is HTML already. Only `markup` makes it, so that no text from a file becomes one. */
export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | readonly Markup[]

/** HTML with values in it: whatever is not `Markup` is made visible and escaped, in text and in quoted attributes alike. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0] ?? ''
  for (const [index, part] of parts.entries()) text += partText(part) + (strings[index + 1] ?? '')
  return { markup: text }
}

/** Several pieces as one. */
export function joinMarkup(parts: readonly Markup[], between = ''): Markup {
  return { markup: parts.map((part) => part.markup).join(between) }
}

/** A name or value of the file: also the spaces show that HTML would run together. */
export function nameMarkup(text: string): Markup {
  return { markup: escapeHtml(visible(text, { max: longest, spaces: true })) }
}

/** Code points of one text at most; the JSON has the whole. */
const longest = 4000

function partText(part: Part): string {
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escapeHtml(visible(part, { max: longest }))
  return 'markup' in part ? part.markup : part.map((one) => one.markup).join('')
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities.get(character) ?? character)
}
