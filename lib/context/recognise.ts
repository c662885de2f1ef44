import { headerDelimiter } from './csv-file.ts'
import { propertyOf } from './shell-list.ts'
import { isRule } from './shell-table.ts'
import { isKnownList, isKnownTable, isPrompt } from './shell-text.ts'
import { shown } from './sink.ts'

/** How a context file is written. */
export type Form = { readonly form: 'xml' | 'json' | 'log' | 'shell' } | { readonly form: 'csv'; readonly delimiter: string }

export interface Unknown {
  readonly line: number | null
  readonly what: string
}

/** What is read, for the message about what is not. */
export const accepted =
  'Accepted are agents.config and fetagents.config; Get-TransportAgent, Get-TransportPipeline, Search-AdminAuditLog, Get-WinEvent, ' +
  'Get-ChildItem and Get-FileHash as table, list, CSV or JSON; events as XML; message tracking, agent and cmdlet logs; MFTECmd CSV.'

/** Lines looked at before the first that says what the file is: banners, prompts, warnings. */
const mostLines = 400

/** Tells by its beginning how a file is written. */
export function recognise(head: string): Form | Unknown {
  const start = head.search(/[^\s\ufeff]/)
  if (start < 0) return { line: null, what: 'the file has no text' }
  const text = head.slice(start)
  if (text.startsWith('<')) return { form: 'xml' }
  if (/^(?:\{\s*["}]|\[\s*[{\]])/.test(text)) return { form: 'json' }
  if (head.slice(0, 1024).includes('\0')) return { line: null, what: 'the file is not text' }
  return byLines(head.split('\n', mostLines).map((line) => line.trimEnd()))
}

function byLines(lines: readonly string[]): Form | Unknown {
  const names: string[] = []
  for (const [at, line] of lines.entries()) {
    if (/^#Fields:/i.test(line)) return { form: 'log' }
    if (line.startsWith('#') || line.trim() === '' || isPrompt(line)) continue
    const next = lines[at + 1] ?? ''
    // logs of CmdletInfra name their columns before the first `#` line
    if (next.startsWith('#Software:')) return { form: 'log' }
    if (isRule(next) && isKnownTable(line, next)) return { form: 'shell' }
    const property = propertyOf(line)
    if (property !== null) {
      names.push(property.name)
      if (isKnownList(names)) return { form: 'shell' }
    }
    const delimiter = property === null ? headerDelimiter(line) : null
    if (delimiter !== null) return { form: 'csv', delimiter }
  }
  const first = lines.findIndex((line) => line.trim() !== '')
  return { line: first + 1, what: `this is no context file that is known; it begins with "${shown(lines[first] ?? '')}"` }
}
