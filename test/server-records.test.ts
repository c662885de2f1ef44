import t from 'tap'
import type { ContextRecord } from '../lib/context/record.ts'
import { limits } from '../lib/limits.ts'
import { isWithin, readInstant, readWindow, stretchOf } from '../lib/profile/moments.ts'
import { answerPlaybook } from '../lib/profile/playbook.ts'
import { type ServerOptions, serverCase } from '../lib/profile/server-case.ts'
import { collectRecords } from '../lib/profile/server-records.ts'
import { decide } from '../lib/profile/verdict.ts'
import { agentWith, fed, flow } from './make/flow-case.ts'
import { agentRecord, cmdlet, file, helperFile, installed, message, recordsOf, service, sysmon, utc, zoneless } from './make/server.ts'

const day = (number: number) => utc(`2026-03-${String(number).padStart(2, '0')}T12:00:00Z`)

t.test('only what concerns agents and their service is kept', async (t) => {
  const records = recordsOf(
    cmdlet('Get-Mailbox', day(1), {}),
    installed(day(2)),
    service(day(2), 'running'),
    service(day(2), 'running', { name: 'Windows Update' }),
    sysmon('image-load', day(2), 'C:\\Windows\\System32\\kernel32.dll'),
    sysmon('image-load', day(2), 'C:\\Agents\\helper.dll'),
    sysmon('process', day(2), 'notepad.exe', { parent: 'C:\\Windows\\explorer.exe' }),
    sysmon('file-create', day(2), 'C:\\E\\TransportRoles\\Logs\\x.log'),
    sysmon('file-create', day(2), 'C:\\Temp\\x.eml'),
    file('C:\\Agents\\readme.txt'),
    file('C:\\Agents\\helper.dll'),
    message(day(2)),
    message(day(2), { component: 'REPLAY' }),
  )
  t.same(
    [records.cmdlets, records.services, records.sysmon, records.listed, records.dropped].map(({ length }) => length),
    [1, 1, 2, 1, 1],
  )
})

t.test('how far each file reaches is known of all its records, also of those that are not kept', async (t) => {
  const records = recordsOf(cmdlet('Get-Mailbox', day(3), {}), cmdlet('Get-Mailbox', day(1), {}), installed(day(2)))
  t.match(records.coverage, [{ source: 'management.xml', kind: 'cmdlet', count: 3, first: { text: day(1).text }, last: { text: day(3).text } }])
})

t.test('more records than are kept are told', async (t) => {
  const collector = collectRecords()
  for (let number = 0; number < limits.droppedMails + 3; number++) collector.add(message(day(1), { component: 'PICKUP' }))
  const { dropped, notes } = collector.done([])
  t.equal(dropped.length, limits.droppedMails)
  t.match(notes, [/droppedMails/])
})

t.test('times without a zone stretch as far as clocks are apart', async (t) => {
  const noon = Date.parse('2026-03-04T12:00:00Z')
  const hour = 3_600_000
  t.same(stretchOf(utc('2026-03-04T12:00:00Z')), { earliest: noon, latest: noon })
  t.same(stretchOf(zoneless('2026-03-04T12:00:00')), { earliest: noon - 14 * hour, latest: noon + 12 * hour })
  t.same(stretchOf({ ...utc('2026-03-04T12:00:00Z'), ambiguous: true }), { earliest: noon, latest: Date.parse('2026-04-03T12:00:00Z') })
  t.equal(stretchOf({ iso: null, zone: 'utc', ambiguous: false }), null)
  t.equal(isWithin(zoneless('2026-03-04T12:00:00'), noon - 14 * hour, noon + 12 * hour), 'yes')
  t.equal(isWithin(zoneless('2026-03-04T12:00:00'), noon, null), 'perhaps')
  t.equal(isWithin(zoneless('2026-03-04T12:00:00'), noon + 13 * hour, null), 'no')
})

t.test('times and windows are read in one form each', async (t) => {
  t.equal(readInstant('2026-03-04T12:00+01:00'), Date.parse('2026-03-04T11:00Z'))
  for (const text of ['2026-03-04', '2026-03-04T12:00', '2026-13-04T12:00Z', 'now']) t.equal(readInstant(text), null, text)
  t.same(['36h', '30d', '2w', '0d', '3m', 'd', '-1d'].map(readWindow), [36, 720, 336, null, null, null, null])
})

/** The four answers for an agent that writes bodies to a folder, with these records. */
function answers(records: readonly ContextRecord[], options: ServerOptions = {}) {
  const server = serverCase(
    helperFile(),
    { ...options, context: recordsOf(...records) },
    { header: null, pdb: null, isReproducible: false, signed: null, isSignedTimeGood: false },
  )
  const one = { ...agentWith(fed(flow('mail-attachment', 'content', 'file', 'C:\\Stage\\{?}.bin'))), server }
  return answerPlaybook(one, decide(one, []))
}

const asOf = '2026-03-20T00:00Z'

t.test('recent changes are those of the window, this file’s first', async (t) => {
  const other = cmdlet('Enable-TransportAgent', day(10), { Identity: 'Other' })
  t.match(answers([other, installed(day(11))], { asOf })[0], {
    answer: 'yes',
    because: /^2 in the 30 days up to 2026-03-20T00:00:00\.000Z: agent Mail Helper installed.*; agent Other enabled/,
  })
  t.match(answers([installed(day(1))], { asOf, window: 24 })[0], { answer: 'cannot-tell' })
})

t.test('none is only said where a log of cmdlets reaches over all of the window', async (t) => {
  const around = [cmdlet('Get-Mailbox', day(1), {}), cmdlet('Get-Mailbox', day(20), {})]
  t.match(answers(around, { asOf, window: 240 })[0], { answer: 'no', because: /reach over that time/ })
  t.match(answers(around.slice(1), { asOf, window: 240 })[0], { answer: 'cannot-tell', because: /no log of cmdlets that was given is known to reach so far/ })
  t.match(answers(around)[0], { answer: 'cannot-tell', because: /--as-of/ })
  t.match(answers([installed(zoneless('2026-03-19T18:00:00'))], { asOf })[0], { answer: 'cannot-tell', because: /want of a zone/ })
})

t.test('a difference from the baseline is a change, whenever it was made', async (t) => {
  const baseline = { files: [], hashes: [], agents: [agentRecord('Mail Helper', { enabled: false })] }
  t.match(answers([agentRecord('Mail Helper')], { asOf, baseline })[0], { answer: 'yes', because: /it was disabled, and is enabled/ })
})

t.test('files made where the file writes are counted in the window and in as much time before', async (t) => {
  const made = (number: number, name: string) => sysmon('file-create', day(number), name)
  const records = [made(3, 'C:\\Stage\\1.bin'), made(15, 'C:\\Stage\\2.bin'), made(16, 'C:\\Stage\\3.bin'), made(16, 'C:\\Elsewhere\\4.bin')]
  t.match(
    answers(records, { asOf, window: 240 })[3]?.because,
    /make 2 files where this file writes in the 10 days .* and 1 in as much time before: an increase$/,
  )
  t.notMatch(answers([made(16, 'C:\\Elsewhere\\4.bin')], { asOf })[3]?.because, /Sysmon/)
})
