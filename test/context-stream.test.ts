import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { openContext } from '../lib/context/open.ts'
import { limits } from '../lib/limits.ts'
import { readText } from './make/context.ts'

const script = fileURLToPath(new URL('./make/read-tracking-log.js', import.meta.url))

t.test('50 MB of message tracking are read by a process that has 24 MB for what lasts', async (t) => {
  const answer = execFileSync(process.execPath, ['--max-old-space-size=24', script, String(50 * 1024 * 1024)], { encoding: 'utf8' })
  const { records, recipients, skipped } = JSON.parse(answer)
  t.ok(records > 100_000)
  t.equal(recipients, records * 2)
  t.equal(skipped, 0)
})

/** Pushes the same text over and over without ever holding all of it. */
function repeated(first: string, piece: string, times: number): () => unknown {
  return () => {
    const encoder = new TextEncoder()
    const reader = openContext('x', () => {})
    const bytes = encoder.encode(piece)
    reader.push(encoder.encode(first))
    for (let time = 0; time < times; time++) reader.push(bytes)
    return reader.end()
  }
}

const piece = 'a'.repeat(65_536)
const log = '#Software: Microsoft Exchange Server\n#Fields: Timestamp,Agent,Event,Action\n'

t.test('a line without end is dropped at the bound, and the next one is read', async (t) => {
  const long = 'x'.repeat(limits.contextLine + 1)
  const { records, summary } = readText(`${log}${long}\n2026-11-20T00:00:00Z,A,OnConnect,Accept\n`)
  t.equal(records.length, 1)
  t.strictSame(summary?.skipped, [{ line: 3, why: 'a line that is too long' }])
  t.match(repeated(log, piece, 300)(), { records: 0, skipped: [{ line: 3 }] })
})

t.test('a quote without end in a CSV is given up at the bound, and rows behind it are read', async (t) => {
  const filler = `${'y'.repeat(999)}\n`.repeat(Math.ceil(limits.contextRecord / 1000) + 1)
  const { records, summary } = readText(`Identity,Enabled,Priority\n"A,True,1\n${filler}B,True,2\n`)
  t.match(records, [{ kind: 'agent', identity: 'B', priority: 2 }])
  t.match(summary?.skipped[0], { line: 2, why: /goes on for more than/ })
})

t.test('a list without end is dropped at the bound', async (t) => {
  t.match(repeated('Identity : A\nEnabled  : True\nPriority : ', `${piece}\n           `, 80)(), {
    records: 0,
    skipped: [{ line: 1, why: 'an object that is too long' }],
  })
})

t.test('an event without end is dropped at the bound, and the next one is read', async (t) => {
  const event = '<Event><System><EventID>1</EventID></System></Event>'
  const big = `<Event><EventData><Data>${'z'.repeat(limits.contextRecord)}</Data></EventData></Event>`
  const many = `<Event><EventData>${'<Data/>'.repeat(limits.contextFields)}</EventData></Event>`
  const { records, summary } = readText(`<Events>${big}${many}${event}</Events>`)
  t.equal(records.length, 1)
  t.equal(summary?.skippedCount, 2)
  t.match(repeated('<Events><Event><EventData><Data>', piece, 100)(), { records: 0, skipped: [{ why: 'the file ends inside an element' }] })
})

t.test('a tag or comment without end ends the reading', async (t) => {
  t.throws(repeated('<Events><!-- ', piece, 80), { name: 'ContextError', message: /a tag or comment of more than/ })
  t.throws(repeated('<Events a="', piece, 80), { name: 'ContextError', message: /a tag or comment of more than/ })
})

t.test('elements too deep end the reading', async (t) => {
  t.match(readText('<Events>'.repeat(limits.contextDepth + 1)).error, { what: /elements inside each other/ })
})

t.test('a JSON object without end, or too deep, is dropped, and the next one is read', async (t) => {
  const agent = '{"Identity":"B","Enabled":true,"Priority":2}'
  const deep = `{"a":${'['.repeat(limits.contextDepth)}${']'.repeat(limits.contextDepth)}}`
  const { records, summary } = readText(`[{"a":"${'b'.repeat(limits.contextRecord)}"},${deep},${agent}]`)
  t.match(records, [{ identity: 'B' }])
  t.equal(summary?.skippedCount, 2)
  t.match(readText(`${'{"a":'.repeat(1_000_000)}`).error, { what: 'JSON without any object that is known' })
})

t.test('only so many lines are told as not read, and the number of all', async (t) => {
  const { summary } = readText(log + 'x\n'.repeat(1000))
  t.equal(summary?.skipped.length, limits.contextSkipped)
  t.equal(summary?.skippedCount, 1000)
})

t.test('hostile shapes cost no more than their size', async (t) => {
  const shapes = [
    `${'a '.repeat(30_000)}\n${'- '.repeat(30_000)}\nx\n`,
    `Identity Enabled Priority\n-------- ------- --------\n${'a\n'.repeat(200_000)}`,
    `Identity : A\nEnabled : True\n${`${' '.repeat(40)}x\n`.repeat(50_000)}`,
    `DateTime,Cmdlet,Parameters\n#Software: x\n#Fields: DateTime,Cmdlet,Parameters\n2026,X,${'-a \' " '.repeat(100_000)}\n`,
    `<Events>${'&'.repeat(100_000)}`,
    `<Events ${'a="" '.repeat(100_000)}>`,
    `${'"'.repeat(500_000)}\n`,
    `Identity,Enabled,Priority\n${'"\n'.repeat(300_000)}`,
    `${'x : \n'.repeat(13_000)}`,
  ]
  for (const shape of shapes) t.ok(readText(shape).records.length >= 0)
})
