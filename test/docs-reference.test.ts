import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { exitStatus } from '../bin/exit-status.ts'
import { topics } from '../bin/topics.ts'
import { inspect } from '../lib/index.ts'
import { conditions } from '../lib/profile/conditions.ts'
import { type PlaybookQuestion, playbookQuestions } from '../lib/profile/playbook-questions.ts'
import { commandWords } from './make/docs/commands.ts'
import { exitStatusesIn, linkedPages, unknownFields, unknownOptions } from './make/docs/names.ts'
import { codeSpans, type Page, readPages } from './make/docs/read.ts'
import { declaredFields, readSchema, schema, undescribed } from './make/docs/schema-fields.ts'
import { bytesOf, root } from './make/root.ts'

const pages = readPages()
const commands = commandWords()
const pageOf = (text: string): Page => ({ path: 'docs/x.md', text })
const reference = pages.find(({ path }) => path === 'docs/reference.md') ?? pageOf('')

t.test('every field of the schema says what it is, and each of its words', async (t) => {
  t.ok(declaredFields(schema).length > 150)
  t.same(undescribed(schema), [])
})

t.test('a field without a description is seen, and so is a word that none explains', async (t) => {
  const of = (property: unknown) =>
    undescribed(readSchema({ properties: { state: property }, $defs: { word: { enum: ['on'], description: '`on`: it runs.' } } }))
  t.same(of({ type: 'string' }), ['state'])
  t.same(of({ type: 'string', description: 'It runs.' }), [])
  t.same(of({ enum: ['on', 'off'], description: '`on`: it runs.' }), ['state: off'])
  t.same(of({ anyOf: [{ $ref: '#/$defs/word' }, { type: 'null' }] }), [])
  t.same(of({ type: 'object', description: 'A state.', properties: { since: { type: 'integer' } } }), ['state.since'])
})

t.test('the reference has every field, condition, question, option and exit status', async (t) => {
  const spans = new Set(codeSpans(reference))
  const ends = [...spans].map((span) => span.split('.').at(-1))
  const fields = declaredFields(schema).map(({ path }) => path.replaceAll(/^\$\w+\.?/g, ''))
  t.same(
    fields.filter((path) => path !== '' && !ends.includes(path.split('.').at(-1))),
    [],
  )
  t.same(
    conditions.filter(({ id }) => !spans.has(id)),
    [],
  )
  t.same(
    commands.flatMap(({ options }) => options.map(({ term }) => term)).filter((term) => !spans.has(term)),
    [],
  )
  for (const status of Object.values(exitStatus)) t.ok(reference.text.includes(`| ${status} |`), `exit status ${status}`)
  for (const { text } of Object.values(playbookQuestions)) t.ok(reference.text.includes(text), text)
})

t.test('no page names a field that no profile has', async (t) => {
  t.same(
    pages.flatMap((page) => unknownFields(page).map((span) => `${page.path}: ${span}`)),
    [],
  )
})

t.test('a misspelt path is seen; the end of one, a rule, a bound and a file are no such thing', async (t) => {
  const wrong = ['verdict.decisions', 'verdcit.decision', 'identity.strongName.key', 'findings[].flow.source', 'evidence.decision']
  for (const span of wrong) t.same(unknownFields(pageOf(`It is \`${span}\`.`)), [span])
  const right = [
    'verdict.decision',
    'condition.anyOf',
    'findings[].flows[].source.at.token',
    'mail.read-mime',
    'limits.evidence',
    'agents.config',
    'file.delete',
  ]
  for (const span of right) t.same(unknownFields(pageOf(`It is \`${span}\`.`)), [], span)
})

t.test('no page uses a command with an option that it does not have', async (t) => {
  t.same(
    pages.flatMap((page) => unknownOptions(page, commands).map((use) => `${page.path}: ${use}`)),
    [],
  )
})

t.test('an option of another command is seen, and one of the command itself is not', async (t) => {
  const asked = (line: string) => unknownOptions(pageOf(`\`\`\`sh\n${line}\n\`\`\`\n`), commands).length
  t.equal(asked('txray rules --with helper.dll'), 1)
  t.equal(asked('txray suspect.dll --json'), 1)
  t.equal(asked('txray dump il suspect.dll -x'), 1)
  t.equal(asked('txray rules --json'), 0)
  t.equal(asked('txray suspect.dll --with helper.dll -r # never --json'), 0)
  t.equal(asked('cat suspect.dll | txray - --format=json'), 0)
})

t.test('no page, and no word that explain knows, names an exit status that does not exist', async (t) => {
  const known = new Set<number>(Object.values(exitStatus))
  const told = topics
    .filter(({ name }) => name === 'exit-status')
    .map(({ text }) => ({ path: 'txray explain exit-status', text: `## Exit status\n\n ${text}` }))
  t.equal(told.length, 1)
  const named = [...pages, ...told].flatMap((page) => exitStatusesIn(page).map((status) => ({ path: page.path, status })))
  t.ok(named.length > 30)
  t.same(
    named.filter(({ status }) => !known.has(status)),
    [],
  )
})

t.test('exit statuses are seen in prose and in a section of their own, and other numbers are not', async (t) => {
  t.same(exitStatusesIn(pageOf('It ends with exit status 13, after 14 files.')), [13])
  t.same(exitStatusesIn(pageOf('## Exit status\n\n| 3 | a |\n\nThe first of 130, 71, 2.\n\n## Files\n\n| 15 | b |\n')), [3, 130, 71, 2])
})

t.test('every page of the documentation is linked from the readme, or from a page that the readme links', async (t) => {
  const [first] = pages.filter(({ path }) => path === 'README.md')
  const near = new Set(first === undefined ? [] : linkedPages(first))
  const next = new Set(pages.filter(({ path }) => near.has(path)).flatMap(linkedPages))
  const docs = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/'))
  t.ok(docs.length > 20)
  t.same(
    docs.filter((path) => !near.has(path) && !next.has(path)),
    [],
  )
})

t.test('the samples get only those questions and answers that the reference lists', async (t) => {
  const listed: readonly PlaybookQuestion[] = Object.values(playbookQuestions)
  const names = readdirSync(join(root, 'samples/bin')).filter((name) => name.endsWith('.roslyn.dll'))
  t.ok(names.length > 10)
  for (const name of names) {
    const { playbook } = inspect(bytesOf('samples/bin', name))
    t.same(
      playbook.map(({ question }) => question),
      listed.map(({ text }) => text),
      name,
    )
    for (const { question, answer } of playbook)
      t.ok(listed.find(({ text }) => text === question)?.answers[answer] !== undefined, `${name}: ${question} ${answer}`)
  }
})
