/** Text as a code span; a backtick inside asks for two outside. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

/** A table: header, then rows. Cells are Markdown already; a bar in one would end it. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Blocks with an empty line between them, and the note that no hand wrote this. */
export function page(title: string, source: string, blocks: readonly string[]): string {
  const note = `<!-- Generated from ${source} by \`npm run docs\`. Change that, not this. -->`
  return `${[`# ${title}`, note, ...blocks].join('\n\n')}\n`
}

/** The anchor a heading gets on the usual forges. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
}
