import type { Profile } from '../profile/profile.ts'
import { renderCsv } from './csv.ts'
import { renderHtml } from './html.ts'
import { renderJson } from './json.ts'
import { renderMarkdown } from './markdown.ts'
import { renderNavigator } from './navigator.ts'
import { renderSarif } from './sarif.ts'
import { renderSigma } from './sigma.ts'
import { renderStix, type StixOptions } from './stix.ts'
import { renderText, type TextOptions } from './text.ts'
import { renderYara } from './yara.ts'

/** Formats a profile can be rendered to. */
export const formats = ['text', 'json', 'ndjson', 'markdown', 'html', 'sarif', 'stix', 'navigator', 'csv', 'yara', 'sigma'] as const
export type Format = (typeof formats)[number]

/** What some formats take: `text` its page, `stix` a time. */
export interface RenderOptions extends TextOptions, StixOptions {}

/** One profile as text that ends in a line break: a pure function of its arguments. Throws a TypeError for a wrong `asOf`. */
export function render(profile: Profile, format: Format, options: RenderOptions = {}): string {
  switch (format) {
    case 'text':
      return renderText(profile, options)
    case 'json':
      return renderJson(profile, 'indented')
    case 'ndjson':
      return renderJson(profile, 'line')
    case 'markdown':
      return renderMarkdown(profile)
    case 'html':
      return renderHtml(profile)
    case 'sarif':
      return renderSarif(profile)
    case 'stix':
      return renderStix([profile], options)
    case 'navigator':
      return renderNavigator([profile])
    case 'csv':
      return renderCsv(profile)
    case 'yara':
      return renderYara(profile)
    case 'sigma':
      return renderSigma(profile)
    default:
      return unknownFormat(format)
  }
}

function unknownFormat(format: never): never {
  throw new TypeError(`no such format in this version: ${String(format)} (there are ${formats.join(', ')})`)
}
