import t from 'tap'
import { bytesOf } from './make/root.ts'

const page = new TextDecoder().decode(bytesOf('docs', 'context.md'))
const commands = [...page.matchAll(/```powershell\n([\s\S]*?)```/g)].map((match) => match[1] ?? '').join('\n')

/** Verbs that change nothing on a server, and the two cmdlets that write into the folder of the collection. */
const reading = /^(?:Get|Select|ForEach|ConvertTo|Search)-/
const writing = new Set(['Copy-Item', 'Set-Content', 'Save-Events'])

t.test('the commands that collect context only read from the server', async (t) => {
  // names in quotes are logs, those after -Cmdlets what is searched for
  const run = commands
    .replaceAll(/'[^']*'/g, '')
    .replaceAll(/-Cmdlets [^|]*\|/g, '|')
    .matchAll(/\b[A-Z][a-z]+(?:To)?(?:Each)?-[A-Z]\w+/g)
  const names = [...new Set([...run].map((match) => match[0]))]
  t.ok(names.length > 10)
  t.strictSame(
    names.filter((name) => !reading.test(name) && !writing.has(name)),
    [],
  )
})

t.test('what the commands write goes to the folder of the collection', async (t) => {
  const lines = commands.split('\n').filter((line) => /Copy-Item|Set-Content/.test(line))
  t.strictSame(
    lines.filter((line) => !line.includes('$to') && !line.includes('UTF8 System.xml')),
    [],
  )
})
