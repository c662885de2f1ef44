import type { Profile } from '../profile/profile.ts'
import { renderJson } from './json.ts'
import { renderText, type TextOptions } from './text.ts'

/** Formats a profile can be rendered to. */
export const formats = ['text', 'json', 'ndjson'] as const
export type Format = (typeof formats)[number]

/** One profile as text that ends in a line break: a pure function of its arguments. Options are for `text` alone. */
export function render(profile: Profile, format: Format, options: TextOptions = {}): string {
  switch (format) {
    case 'text':
      return renderText(profile, options)
    case 'json':
      return renderJson(profile, 'indented')
    case 'ndjson':
      return renderJson(profile, 'line')
    default:
      return unknownFormat(format)
  }
}

function unknownFormat(format: never): never {
  throw new TypeError(`no such format in this version: ${String(format)} (there are ${formats.join(', ')})`)
}
