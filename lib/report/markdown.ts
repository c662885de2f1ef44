import type { Profile } from '../profile/profile.ts'
import { visible } from './escape.ts'
import { type Block, type Cell, type Inline, ticketDepth } from './page.ts'
import { sectionsOf } from './page-sections.ts'
import { decisionWords } from './words.ts'

/** Code points of one name or sentence at most: a ticket has a size. */
const mostName = 300
const mostProse = 1200

/**
 * The report for a ticket, in CommonMark with tables as GitHub has them. Names stand in code spans that nothing in them can
 * end; in sentences they are escaped, and addresses are broken (`\[:\]//`, `\[@\]`) so that nothing turns them into links.
 */
export function renderMarkdown(profile: Profile): string {
  const { file, verdict } = profile
  const name = file.name === null ? 'standard input' : codeSpan(file.name)
  const lines = [`# ${decisionWords[verdict.decision].headline}: ${name}`]
  for (const { title, blocks } of sectionsOf(profile, ticketDepth)) {
    lines.push('', `## ${title}`)
    for (const block of blocks) lines.push('', ...blockLines(block))
  }
  return `${lines.join('\n')}\n`
}

/** A page of Markdown for an input that could not be read. */
export function unreadMarkdown(name: string, error: string): string {
  return `# NOT READ: ${codeSpan(name)}\n\nIt could not be read: ${prose(error)}\n`
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return [cellText(block.text)]
    case 'facts':
      return tableLines(
        ['', ''],
        block.rows.map(([label, cell]) => [[label], cell]),
        block.left,
      )
    case 'table':
      return tableLines(block.head, block.rows, block.left)
    case 'list':
      return [...block.items.flatMap((item, index) => itemLines(item, block.isOrdered ? `${index + 1}.` : '-')), ...moreLines(block.left)]
  }
}

function tableLines(head: readonly string[], rows: readonly (readonly Cell[])[], left: number): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(cellText))), ...moreLines(left)]
}

function moreLines(left: number): string[] {
  return left > 0 ? ['', `+${left} more (see the JSON)`] : []
}

function itemLines({ text, command }: { readonly text: Cell; readonly command: string | null }, bullet: string): string[] {
  const indent = ' '.repeat(bullet.length + 1)
  const first = `${bullet} ${cellText(text)}`
  if (command === null) return [first]
  const shown = visible(command, { max: 4000 })
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1))
  return [first, '', `${indent}${fence}powershell`, `${indent}${shown}`, `${indent}${fence}`]
}

function cellText(cell: Cell): string {
  return cell.map(inlineText).join('').trim()
}

function inlineText(inline: Inline): string {
  if (typeof inline === 'string') return prose(inline)
  if ('code' in inline) return codeSpan(inline.code)
  if ('strong' in inline) return `**${prose(inline.strong)}**`
  return prose(inline.severity.toUpperCase())
}

/** A code span that holds the text whatever backticks are in it. A bar would end a table's cell even there, so it is written out. */
function codeSpan(text: string): string {
  const shown = visible(text, { max: mostName, spaces: true }).replaceAll('|', '\\u{7c}')
  if (shown === '') return '(empty)'
  const fence = '`'.repeat(longestRun(shown) + 1)
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return fence + pad + shown + pad + fence
}

function longestRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0)
}

/** Every character that means something to Markdown escaped, and addresses broken. */
function prose(text: string): string {
  const shown = visible(text, { max: mostProse })
  const broken = shown
    .replaceAll('://', '[:]//')
    .replaceAll('@', '[@]')
    .replaceAll(/\bwww\./gi, (www) => `${www.slice(0, -1)}[.]`)
  const escaped = broken.replace(/[\\`*_{}[\]<>#&~$!]/g, '\\$&').replaceAll('|', '&#124;')
  // what would begin a list, a heading's underline or a numbered item only does so at the beginning of a line
  return escaped.replace(/^(\s*)([-+=])/, '$1\\$2').replace(/^(\s*\d+)([.)])/, '$1\\$2')
}
