/** The same text with memory of its own: texts of records may be slices that keep the whole piece of the file they came in. */
export function keepText(text: string): string {
  const copy: unknown = JSON.parse(JSON.stringify(text))
  return typeof copy === 'string' ? copy : text
}
