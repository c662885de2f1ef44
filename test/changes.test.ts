import fc from 'fast-check'
import t from 'tap'
import { ContextError } from '../lib/context/context-error.ts'
import { linkChange, readChanges } from '../lib/profile/changes.ts'
import { bytes } from './make/cli.ts'
import { utc, zoneless } from './make/server.ts'

const read = (text: string) => readChanges('changes.csv', '0'.repeat(64), bytes(text)).changes
const at = (text: string) => Date.parse(text)

function refusal(text: string | Uint8Array): ContextError {
  try {
    readChanges('changes.csv', '0'.repeat(64), typeof text === 'string' ? bytes(text) : text)
  } catch (error) {
    if (error instanceof ContextError) return error
  }
  throw new TypeError('it was not refused')
}

const header = 'from,to,who,ticket\n'
const good = '2026-03-01T20:00Z,2026-03-01T22:00Z,CORP\\jane,CHG-1\n'

t.test('a list is read from CSV, in any order of columns, with semicolons, quotes and further columns', async (t) => {
  const one = { from: at('2026-03-01T20:00Z'), to: at('2026-03-01T22:00Z'), who: 'CORP\\jane', ticket: 'CHG-1' }
  t.same(read(header + good), [one])
  t.same(read(`\ufeffTicket;Who;To;From;Note\r\n"CHG ""1""; a";;2026-03-01T22:00Z;2026-03-01T20:00Z;x\r\n\r\n`), [{ ...one, who: '', ticket: 'CHG "1"; a' }])
})

t.test('a list is read from JSON, and from UTF-16 with a byte order mark', async (t) => {
  const text = JSON.stringify([{ from: '2026-03-01T20:00+01:00', to: '2026-03-01T22:00Z', who: null, Ticket: 17, more: { a: 1 } }])
  const change = { from: at('2026-03-01T19:00Z'), to: at('2026-03-01T22:00Z'), who: '', ticket: '17' }
  t.same(read(text), [change])
  const utf16 = new Uint8Array([0xff, 0xfe, ...Buffer.from(text, 'utf16le')])
  t.same(readChanges('c.json', '', utf16).changes, [change])
})

t.test('each fault names the line, what is wrong, and what to write instead', async (t) => {
  t.match(refusal('from,to,who\n'), { line: 1, what: 'the header lacks ticket', remedy: /from,to,who,ticket/ })
  t.match(refusal(`${header + good}2026-03-01 20:00,2026-03-01T22:00Z,x,CHG-2\n`), {
    line: 3,
    what: /^from is "2026-03-01 20:00", no time with a zone$/,
    remedy: /2026-11-23T20:00Z/,
  })
  t.match(refusal(`${header}2026-03-01T20:00,2026-03-01T22:00Z,x,CHG-2\n`), { line: 2, what: /zone/ })
  t.match(refusal(`${header}2026-03-01T22:00Z,2026-03-01T20:00Z,x,CHG-2\n`), { line: 2, what: 'from is later than to' })
  t.match(refusal(`${header}2026-03-01T20:00Z,2026-03-01T22:00Z,x,\n`), { line: 2, what: 'the ticket is missing' })
  t.match(refusal(`${header}2026-03-01T20:00Z,2026-03-01T22:00Z,x,y,CHG-2\n`), { line: 2, what: /5 cells where the header has 4/ })
  t.match(refusal(`${header}"2026-03-01T20:00Z,x\n`), { line: 2, what: /not closed/ })
  t.match(refusal(header), { line: null, what: 'there is no change in it' })
  t.match(refusal(''), { what: 'there is no change in it' })
  t.match(refusal('[{"from": 1,\n'), { what: 'it begins as JSON and is none' })
  t.match(refusal('{"from": 1}'), { what: 'it is JSON, but no array' })
  t.match(refusal('[1]'), { what: 'entry 1: is no object' })
  t.match(refusal('[{"from":"2026-03-01T20:00Z","to":"2026-03-01T22:00Z","who":["x"],"ticket":"1"}]'), { what: 'entry 1: who is no text' })
  t.match(refusal(new Uint8Array([0x66, 0xff, 0x80])), { what: /no text in UTF-8/ })
  t.match(refusal(`${header}\u001b[31m,x,y,z\n`), { what: /^from is "\?\[31m"/ })
})

t.test('any bytes give changes or a ContextError', async () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.string().map((text) => bytes(header + text)),
        fc.json().map(bytes),
      ),
      (some) => {
        try {
          readChanges('x', '', some)
        } catch (error) {
          if (!(error instanceof ContextError)) throw error
        }
      },
    ),
    { numRuns: 300 },
  )
})

const [change] = read(header + good)
const changes = change === undefined ? [] : [change]

t.test('a change is tied to the one that allows it by its time and its account', async (t) => {
  const link = (time: string, who: string | null) => linkChange(changes, utc(time), who)
  t.same(link('2026-03-01T21:00:00Z', 'corp\\Jane'), { state: 'authorised', ticket: 'CHG-1' })
  t.same(link('2026-03-01T21:00:00Z', 'corp.local/Users/jane'), { state: 'authorised', ticket: 'CHG-1' })
  t.same(link('2026-03-01T22:00:01Z', 'CORP\\jane'), { state: 'none', ticket: null })
  t.same(link('2026-03-01T21:00:00Z', 'CORP\\mallory'), { state: 'none', ticket: null })
  t.same(link('2026-03-01T21:00:00Z', 'OTHER\\jane'), { state: 'none', ticket: null })
  t.same(link('2026-03-01T21:00:00Z', null), { state: 'perhaps', ticket: 'CHG-1' })
})

t.test('a time without a zone, or with day and month in doubt, is only perhaps in the time', async (t) => {
  t.equal(linkChange(changes, zoneless('2026-03-01T21:00:00'), 'CORP\\jane').state, 'perhaps')
  t.equal(linkChange(changes, zoneless('2026-03-03T21:00:00'), 'CORP\\jane').state, 'none')
  const swapped = { ...utc('2026-01-03T21:00:00Z'), ambiguous: true }
  t.equal(linkChange(changes, swapped, 'CORP\\jane').state, 'perhaps')
  t.equal(linkChange(changes, { ...swapped, ambiguous: false }, 'CORP\\jane').state, 'none')
})
