import { exitMeanings, exitStatus, precedence } from '../../../bin/exit-status.ts'
import { conditions } from '../../../lib/profile/conditions.ts'
import { type PlaybookQuestion, playbookQuestions } from '../../../lib/profile/playbook-questions.ts'
import { type CommandWords, commandWords } from './commands.ts'
import { anchor, code, page, table } from './markdown.ts'
import { fieldsBelow, resolved, type SchemaField, type SchemaNode, schema } from './schema-fields.ts'

const wordsHeading = 'Words and ids'

/** docs/reference.md: every field, condition, question, option and exit status, from what defines them. */
export function referencePage(): string {
  return page('Reference', '`schema/profile.json`, `lib/profile/`, `bin/cli.ts` and `bin/exit-status.ts`', [
    'All of it in one place, to look things up. How to read a profile stands in [profile.md](profile.md), how to use the command line in [command-line.md](command-line.md), every bound in [limits.md](limits.md), every rule in [rules.md](rules.md).',
    '## Fields of a profile',
    'Every field is always there. `[]` stands for each element of a list. Text from the file or from records of the server is given exactly and is hostile.',
    fieldTable([...schema.root.properties].map(([path, node]) => ({ path, node }))),
    ...[...schema.root.properties].flatMap(([name, node]) => sectionOf(name, fieldsBelow(schema, node, name, isShared))),
    ...[...schema.definitions].filter(([name]) => isShared(name)).flatMap(([name, node]) => sharedSection(name, node)),
    `### ${wordsHeading}`,
    table(
      ['Name', 'Type', 'Means'],
      [...schema.definitions].filter(([, node]) => isText(node)).map(([name, node]) => [code(name), typeOf(node), node.description ?? '']),
    ),
    '## Conditions of the decision',
    'In the order in which they are told. The decision is `escalate` where one marked so holds, else `review` where one does; [decisions.md](decisions.md) says more.',
    table(
      ['Condition', 'Decision', 'Points', 'Asks'],
      conditions.map(({ id, decision, points, asks }) => [code(id), code(decision), String(points), asks]),
    ),
    '## Questions of the playbook',
    'An answer that is not listed is never given.',
    ...Object.values(playbookQuestions).map(questionText),
    '## Commands',
    ...commandWords().flatMap(commandSection),
    '## Exit status',
    table(
      ['Status', 'Means'],
      statusNames.map((name) => [String(exitStatus[name]), exitMeanings[name]]),
    ),
    `When several apply, the first of ${precedence.join(', ')}.`,
    '## Limits',
    'Every count, size and depth that a file could choose is bounded: [limits.md](limits.md).',
  ])
}

const statusNames = ['ok', 'reached', 'usage', 'unreadable', 'invalidRules', 'defect', 'interrupted'] as const satisfies readonly (keyof typeof exitStatus)[]

/** Definitions of objects that stand in more than one place have a section of their own. */
function isShared(name: string): boolean {
  const node = schema.definitions.get(name)
  return node !== undefined && node.properties.size > 0 && (uses.get(name) ?? 0) > 1
}

const uses = countUses()

function countUses(): Map<string, number> {
  const counts = new Map<string, number>()
  const visit = (node: SchemaNode): void => {
    if (node.ref !== null) counts.set(node.ref, (counts.get(node.ref) ?? 0) + 1)
    if (node.items !== null) visit(node.items)
    for (const child of node.properties.values()) visit(child)
  }
  visit(schema.root)
  for (const node of schema.definitions.values()) visit(node)
  return counts
}

function isText(node: SchemaNode): boolean {
  return node.properties.size === 0 && node.items === null
}

function sectionOf(name: string, fields: readonly SchemaField[]): string[] {
  return fields.length === 0 ? [] : [`### ${name}`, fieldTable(fields)]
}

function sharedSection(name: string, node: SchemaNode): string[] {
  return [`### ${name}`, node.description ?? '', fieldTable(fieldsBelow(schema, node, '', isShared))]
}

function fieldTable(fields: readonly SchemaField[]): string {
  return table(
    ['Field', 'Type', 'Means'],
    fields.map(({ path, node }) => [code(path), typeOf(node), meaningOf(node)]),
  )
}

/** A word's own meanings stand with its definition; an object's definition speaks for a field that says nothing. */
function meaningOf(node: SchemaNode): string {
  return node.description ?? resolved(schema, node).description ?? ''
}

function typeOf(node: SchemaNode): string {
  return `${plainType(node)}${node.isNullable ? ' or null' : ''}`
}

function plainType(node: SchemaNode): string {
  const { ref, items, words, types, pattern } = node
  if (ref === '#') return '[profile](#fields-of-a-profile)'
  if (ref !== null) {
    const target = resolved(schema, node)
    return isText(target) ? `[${ref}](#${anchor(wordsHeading)})` : isShared(ref) ? `[${ref}](#${anchor(ref)})` : 'object'
  }
  if (items !== null) return `list of ${plural(typeOf(items))}`
  if (words.length > 0) return words.map(code).join(', ')
  const type = types.join(' or ')
  return pattern === null ? `${type}${rangeOf(node)}` : `${type}, ${code(pattern)}`
}

function plural(type: string): string {
  return type === 'object' || type === 'string' ? `${type}s` : type.replace(/^list /, 'lists ')
}

function rangeOf({ minimum, maximum }: SchemaNode): string {
  if (minimum === null) return ''
  return maximum === null ? ` from ${minimum}` : `, ${minimum} to ${maximum}`
}

function questionText({ text, answers }: PlaybookQuestion): string {
  const rows = (['yes', 'no', 'cannot-tell'] as const).flatMap((answer) => {
    const when = answers[answer]
    return when === undefined ? [] : [[code(answer), when]]
  })
  return `**${text}**\n\n${table(['Answer', 'Given where'], rows)}`
}

function commandSection({ name, description, usage, parameters, options }: CommandWords): string[] {
  const rows = [
    ...parameters.map((one) => [code(one.term), one.description]),
    ...options.map((one) => [code(one.term), `${one.description}${one.isRequired ? ' (required)' : ''}`]),
  ]
  return [`### ${name}`, `${code(usage)}: ${description}`, table(['Argument or option', 'Means'], rows)]
}
