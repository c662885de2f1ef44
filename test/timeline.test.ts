import t from 'tap'
import type { ContextRecord } from '../lib/context/record.ts'
import { limits } from '../lib/limits.ts'
import { type ServerOptions, serverCase } from '../lib/profile/server-case.ts'
import type { BuildTimes } from '../lib/profile/timeline.ts'
import { action, agentRecord, cmdlet, file, helperFile, installed, message, recordsOf, service, sysmon, utc, zoneless } from './make/server.ts'

const noBuild: BuildTimes = { header: null, pdb: null, isReproducible: false, signed: null, isSignedTimeGood: false }

function timeline(records: readonly ContextRecord[], build: Partial<BuildTimes> = {}, options: ServerOptions = {}) {
  const server = serverCase(helperFile(), { ...options, context: recordsOf(agentRecord('Mail Helper'), ...records) }, { ...noBuild, ...build })
  if (server === null) throw new TypeError('no context was given')
  return server.timeline
}

const events = (...given: Parameters<typeof timeline>) => timeline(...given).events.map(({ event }) => event)

t.test('build and signing times are told, and all of them can be forged', async (t) => {
  const told = timeline([], { header: 1_700_000_000, pdb: 1_700_000_100, signed: '2024-01-02T03:04:05Z', isSignedTimeGood: true }).events
  t.match(told, [
    { time: '2023-11-14T22:13:20.000Z', event: 'compiled, by the file header', trust: 'forgeable', source: 'helper.dll', line: null },
    { time: '2023-11-14T22:15:00.000Z', event: /^debug information/, trust: 'forgeable' },
    { time: '2024-01-02T03:04:05Z', event: /^signed with Authenticode/, trust: 'forgeable' },
  ])
})

t.test('a reproducible build has no time of its own, whatever its header says', async (t) => {
  t.match(timeline([], { header: 2_900_000_000, pdb: 2_900_000_001, isReproducible: true }).events, [
    { time: null, event: /a hash or nothing in place of a time/ },
  ])
})

t.test('changes of this agent are told with who, from where, and whether they were allowed; those of others are not', async (t) => {
  const records = [installed(utc('2026-03-01T10:00:00Z')), cmdlet('Enable-TransportAgent', utc('2026-03-01T10:05:00Z'), { Identity: 'Another Agent' })]
  t.match(timeline(records).events, [
    {
      time: '2026-03-01T10:00:00.000Z',
      event: 'agent Mail Helper installed from C:\\Agents\\helper.dll (Install-TransportAgent through ServerRemoteHost on EX01)',
      who: 'CORP\\adm.jane',
      source: 'management.xml',
      line: 3,
      trust: 'recorded',
    },
  ])
  const changes = { file: { name: 'c', sha256: '' }, changes: [{ from: 0, to: 1, who: '', ticket: 'CHG-1' }] }
  t.match(events(records, {}, { changes }), [/; no authorised change$/])
})

t.test('a cmdlet that failed changed nothing, and says so', async (t) => {
  t.match(events([installed(utc('2026-03-01T10:00:00Z'), { succeeded: false })]), [/^agent Mail Helper not installed/])
})

t.test('of the service only the start that makes a change effective is told', async (t) => {
  const records = [
    service(utc('2026-02-01T10:00:00Z'), 'running'),
    installed(utc('2026-03-01T10:00:00Z')),
    service(utc('2026-03-01T10:01:00Z'), 'stopped'),
    service(utc('2026-03-01T10:02:00Z'), 'running'),
    service(utc('2026-03-09T10:02:00Z'), 'running'),
  ]
  t.match(timeline(records).events, [{ event: /installed/ }, { time: '2026-03-01T10:02:00.000Z', event: 'service MSExchangeTransport: running on EX01' }])
})

t.test('Sysmon tells who made and who loaded the file, and whether it had these bytes', async (t) => {
  const own = [{ name: 'SHA256', value: '3'.repeat(64) }]
  const other = [{ name: 'SHA256', value: '4'.repeat(64) }]
  const records = [
    sysmon('file-create', utc('2026-03-01T09:00:00Z'), 'C:\\Agents\\helper.dll', { process: 'C:\\Windows\\explorer.exe' }),
    sysmon('image-load', utc('2026-03-01T10:00:00Z'), 'C:\\Agents\\helper.dll', { hashes: other }),
    sysmon('image-load', utc('2026-03-01T11:00:00Z'), 'C:\\Else\\renamed.dll', { hashes: own }),
    sysmon('image-load', utc('2026-03-01T12:00:00Z'), 'C:\\Else\\another.dll', { hashes: other }),
    sysmon('process', utc('2026-03-01T13:00:00Z'), 'cmd.exe /c whoami'),
  ]
  t.match(events(records), [
    'C:\\Windows\\explorer.exe made C:\\Agents\\helper.dll',
    'C:\\Exchange\\Bin\\EdgeTransport.exe loaded C:\\Agents\\helper.dll (other bytes than the file given)',
    'C:\\Exchange\\Bin\\EdgeTransport.exe loaded C:\\Else\\renamed.dll (these bytes)',
    'C:\\Exchange\\Bin\\EdgeTransport.exe started cmd.exe /c whoami',
  ])
})

t.test('a creation time that was set back is told where the name’s own record is later', async (t) => {
  const listed = (created: string, named: string) => events([file('C:\\Agents\\helper.dll', { created: utc(created), nameCreated: utc(named) })])
  t.match(listed('2019-01-01T00:00:00Z', '2026-03-01T09:00:00Z'), [/^file created: /, /: its creation time was set back$/])
  t.notMatch(listed('2026-03-01T09:00:00Z', '2026-03-01T09:00:00Z').join('\n'), /set back/)
})

t.test('the agent’s first and last action and mail from the pickup folder are told', async (t) => {
  const records = [
    action('Mail Helper', utc('2026-03-02T10:00:00Z')),
    action('mail helper', utc('2026-03-01T10:00:00Z')),
    action('Another', utc('2026-03-01T10:00:00Z')),
    message(utc('2026-03-03T10:00:00Z'), { component: 'PICKUP' }),
    message(utc('2026-03-03T11:00:00Z')),
  ]
  t.match(events(records), [
    /^first action/,
    /^last action .* \(2 in all\)$/,
    /^mail from sender@corp\.invalid to boss@corp\.invalid came from the pickup folder$/,
  ])
})

t.test('a time without a zone is uncertain beside what may be before or after it, and certain beside what is days away', async (t) => {
  const created = (iso: string) => file('C:\\Agents\\helper.dll', { created: zoneless(iso) })
  const near = timeline([created('2026-03-01T12:00:00'), installed(utc('2026-03-01T10:00:00Z'))])
  t.match(near.events, [{ event: /installed/ }, { event: /\(order uncertain: no time zone\)$/, zone: 'unknown', time: '2026-03-01T12:00:00.000' }])
  t.match(near.notes, [/^where some events of files\.csv belong in the timeline/])
  const far = timeline([created('2026-02-20T12:00:00'), installed(utc('2026-03-01T10:00:00Z'))])
  t.same(far.notes, [])
  t.notMatch(far.events.map(({ event }) => event).join('\n'), /uncertain/)
})

t.test('times of one file and one kind are in order among themselves', async (t) => {
  const one = file('C:\\Agents\\helper.dll', { created: zoneless('2026-03-01T12:00:00'), modified: zoneless('2026-03-01T11:00:00') })
  const told = timeline([one])
  t.match(told.events, [{ event: /^file modified/ }, { event: /^file created/ }])
  t.same(told.notes, [])
})

t.test('where day and month could be the other way round the order is uncertain, in one file as well', async (t) => {
  const odd = (iso: string) => zoneless(iso, { ambiguous: true })
  const one = file('C:\\Agents\\helper.dll', { created: odd('2026-03-04T12:00:00'), modified: odd('2026-04-03T11:00:00') })
  t.match(events([one]), [/day and month could be the other way round\)$/, /the other way round\)$/])
})

t.test('what has no time that can be read stands last, with what was written', async (t) => {
  const records = [
    installed({ text: 'gestern', iso: null, zone: 'unknown', ambiguous: false }),
    cmdlet('Enable-TransportAgent', utc('2026-03-01T10:05:00Z'), { Identity: 'Mail Helper' }),
  ]
  t.match(timeline(records).events, [{ event: /enabled/ }, { time: null, event: /\(its time cannot be read: gestern\)$/ }])
})

t.test('a timeline is cut at its bound, and says so', async (t) => {
  const many = Array.from({ length: limits.timelineEvents + 5 }, (_, index) => installed(utc(new Date(1_700_000_000_000 + index * 1000).toISOString())))
  const told = timeline(many)
  t.equal(told.events.length, limits.timelineEvents)
  t.match(told.notes, [/^the timeline beyond/])
})
