import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from '../root.ts'
import { anchor } from './markdown.ts'

/** A page of documentation, by its path from the repository's top. */
export interface Page {
  readonly path: string
  readonly text: string
}

/** Every page that stands at the top of the repository or below docs/. */
export function readPages(): Page[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name))
  const top = readdirSync(root, { encoding: 'utf8' })
  return [...top, ...docs]
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }))
}

/** Links of a page that lead to no file, or to no heading of a page; addresses on the network are not tried. */
export function brokenLinks({ path, text }: Page): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '').replace(/``.*?``|`[^`\n]*`/g, '')
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '')
  return targets.filter((target) => !target.includes('://') && !leadsSomewhere(path, target)).map((target) => `${path}: ${target}`)
}

function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', heading] = target.split('#')
  const path = join(root, file === '' ? from : join(dirname(from), file))
  if (relative(root, path).startsWith('..') || !existsSync(path)) return false
  if (heading === undefined) return true
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map((match) => anchor(match[1] ?? ''))
  return headings.includes(heading)
}

/** Fenced blocks of a page in one language. */
export function fences({ text }: Page, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].filter((match) => match[1] === language).map((match) => match[2] ?? '')
}

/** Inline code of a page, without the fenced blocks. */
export function codeSpans({ text }: Page): string[] {
  return [...text.replace(/^```.*?^```$/gms, '').matchAll(/``\s?(.+?)\s?``|`([^`\n]+)`/g)].map((match) => match[1] ?? match[2] ?? '')
}
