import { dirname, join } from 'node:path'
import { findRule, rules } from '../../../lib/capabilities/rules.ts'
import { limits } from '../../../lib/limits.ts'
import { loaderRules } from '../../../lib/model/loads.ts'
import type { CommandWords } from './commands.ts'
import { codeSpans, fences, type Page } from './read.ts'
import { fieldsBelow, schema } from './schema-fields.ts'

/** Every path of a profile without the marks of lists, all references followed but that of a child to a whole profile. */
const fieldPaths = fieldsBelow(schema, schema.root, '', () => false).map(({ path }) => path.replaceAll('[]', ''))
const fieldNames = new Set(fieldPaths.flatMap((path) => path.split('.')))
const oddities = rules.flatMap(({ anyOf }) => anyOf.flatMap((feature) => ('oddity' in feature ? [feature.oddity] : [])))
const bounds = Object.keys(limits).map((name) => `limits.${name}`)
const otherNames = new Set(['agents.config', 'fetagents.config', ...loaderRules.map(({ id }) => id), ...oddities, ...bounds])

/** Is this the whole path of a field, without the marks of lists? */
export function isField(path: string): boolean {
  return fieldPaths.includes(path)
}

/**
 * Paths in inline code that no profile has. A path is two or more names joined by dots, one of them that of a field; the end of a path will
 * do (`condition.anyOf`). Rules, bounds, files, members of options and hosts are other things that look alike.
 */
export function unknownFields(page: Page): string[] {
  return codeSpans(page).filter((span) => {
    if (!/^[A-Za-z]+(?:\[\])*(?:\.[A-Za-z]+(?:\[\])*)+$/.test(span) || /\.(?:ts|mjs|js|json|md|dll|exe|log|xml|csv|com|org|net|invalid)$/.test(span))
      return false
    const path = span.replaceAll('[]', '')
    const names = path.split('.')
    if (!names.some((name) => fieldNames.has(name)) || names[0] === 'options' || otherNames.has(path) || findRule(path) !== null) return false
    return !fieldPaths.some((known) => `.${known}`.endsWith(`.${path.replace(/^profile\./, '')}`))
  })
}

/** Uses of a command, in a block or in inline code, with an option that this command does not have: `inspect` where none is named. */
export function unknownOptions(page: Page, commands: readonly CommandWords[]): string[] {
  const lines = [...['sh', 'powershell', ''].flatMap((language) => fences(page, language)).flatMap((block) => block.split('\n')), ...codeSpans(page)]
  return lines.flatMap((line) => {
    const [, rest] = /(?:^|\s)(?:txray|dist\/bin\/main\.js) (.*)$/.exec(line.split(/\s[#|] ?/)[0] ?? '') ?? []
    if (rest === undefined) return []
    const words = rest.split(/\s+/)
    const own = (name: string) => commands.find((command) => command.name === name)?.flags ?? []
    const named = commands.find(({ name }) => name === `txray ${words[0]}`)
    const known = new Set(named === undefined ? [...own('txray'), ...own('txray inspect')] : named.flags)
    return words
      .map((word) => word.split('=')[0] ?? '')
      .filter((word) => /^--?[a-z]/i.test(word) && !known.has(word))
      .map((word) => `${line.trim()}: ${word}`)
  })
}

/** Exit statuses that a page speaks of: after these words, and every number of a section with this heading. */
export function exitStatusesIn({ text }: Page): number[] {
  const prose = [...text.matchAll(/exit (?:status(?:es)?|codes?)(?: of| is)?:? `?(\d+)/gi)].map((match) => match[1])
  const sections = text
    .split(/^#{2,} /m)
    .filter((section) => /^exit status/i.test(section))
    .flatMap((section) => [...section.matchAll(/^\| (\d+) \||(?<=[ ,])(\d+)(?=[,. ])/gm)].map((match) => match[1] ?? match[2]))
  return [...prose, ...sections].map(Number)
}

/** Pages that a page links, by their paths from the repository's top. */
export function linkedPages({ path, text }: Page): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s#]+\.md)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '')
  return targets.filter((target) => !target.includes('://')).map((target) => join(dirname(path), target).replaceAll('\\', '/'))
}
