import { visibleJson } from './escape.ts'

/**
 * A value as JSON with a line break at its end: indented by two for people and single documents, or on one line. It may
 * reach a terminal: controls, bidi and zero-width characters stand as `\uXXXX`, and parse to exactly what they were.
 */
export function renderJson(value: unknown, shape: 'indented' | 'line'): string {
  return `${visibleJson(JSON.stringify(value, null, shape === 'indented' ? 2 : 0))}\n`
}
