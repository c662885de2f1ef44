import fc from 'fast-check'
import t from 'tap'
import { exchangePublished, frameworkPublished } from '../lib/agents/publication-dates.ts'
import type { ContextRecord } from '../lib/context/record.ts'
import { pathRemarks } from '../lib/profile/build-path.ts'
import { type CarriedTimes, stampOf, timeRemarks } from '../lib/profile/build-times.ts'
import { inspect } from '../lib/profile/inspect.ts'
import { serverCase } from '../lib/profile/server-case.ts'
import { patched, peAt } from './make/image.ts'
import { bytesOf } from './make/root.ts'
import { cmdlet, file, helperFile, installed, recordsOf, sysmon, utc, zoneless } from './make/server.ts'
import { validateProfile } from './make/validate.ts'

const at = (iso: string) => Date.parse(iso) / 1000
const nothing: CarriedTimes = {
  header: at('2026-03-01T10:00:00Z'),
  debug: null,
  resources: null,
  isReproducible: false,
  signed: null,
  assemblyVersion: null,
  published: [],
  asOf: null,
}
const told = (more: Partial<CarriedTimes>) => timeRemarks({ ...nothing, ...more })
const about = (more: Partial<CarriedTimes>) => told(more).map((remark) => remark.about)

t.test('a time that is a hash, or none, is told as that', async (t) => {
  t.equal(stampOf(at('2026-03-01T10:00:00Z'), false), 'time')
  t.equal(stampOf(at('2026-03-01T10:00:00Z'), true), 'hash')
  t.equal(stampOf(0x8000_0000, false), 'hash')
  t.equal(stampOf(0x7fff_ffff, false), 'time')
  for (const none of [0, 0xffff_ffff, null]) t.equal(stampOf(none, false), 'none')
  t.match(told({ header: 0 }), [{ about: 'no-time', text: /zeros/, trust: 'forgeable' }])
  t.match(told({ header: 0x9000_0000 }), [{ about: 'no-time', text: /hash of a deterministic build.*2038 or later/ }])
  t.match(told({ isReproducible: true }), [{ text: /debug directory says so/ }])
  t.same(told({}), [])
})

t.test('a compile time after the signing, in the future or before its time is told; one that is near is not', async (t) => {
  t.match(told({ signed: '2026-02-28T10:00:00Z' }), [{ about: 'after-signing', text: /2026-03-01T10:00:00.000Z lies after the signing time 2026-02-28/ }])
  t.same(about({ signed: '2026-03-01T09:30:00Z' }), [])
  t.same(about({ signed: '2026-03-02T09:30:00Z' }), [])
  t.same(about({ asOf: Date.parse('2026-02-01T00:00:00Z') }), ['future'])
  t.same(about({ asOf: Date.parse('2026-04-01T00:00:00Z') }), [])
  t.same(about({ isReproducible: true, signed: '2026-03-02T09:30:00Z', asOf: Date.parse('2026-02-01T00:00:00Z') }), ['no-time', 'future'])
  const net48 = frameworkPublished('.NETFramework,Version=v4.8', 'v4.0.30319')
  const published = net48 === null ? [] : [net48]
  t.match(told({ header: at('2016-01-01T00:00:00Z'), published }), [
    { about: 'too-early', text: /before \.NETFramework,Version=v4\.8 was published \(2019-04-18\)/ },
  ])
  t.same(about({ header: at('2018-09-01T00:00:00Z'), published }), [], 'a preview')
})

t.test('times of other parts are compared with the header', async (t) => {
  t.same(about({ debug: at('2025-03-01T10:00:00Z') }), ['debug-time'])
  t.same(about({ debug: at('2026-03-01T10:00:02Z') }), [])
  t.same(about({ resources: at('2025-03-01T10:00:00Z') }), ['resource-time'])
  for (const none of [0, 0xf000_0000, at('2026-03-01T20:00:00Z')]) t.same(about({ resources: none }), [])
  // 9556 days after 2000 is 2026-03-01
  t.same(about({ assemblyVersion: '1.0.9556.18000' }), [])
  t.match(told({ assemblyVersion: '1.0.9000.18000' }), [{ about: 'version-time', text: /would be of 2024-08-22/ }])
  for (const other of ['15.1.2507.6', '1.0.0.0', '1.0.9000.50000', '2026.1.9000.18000', '4.8.9037.0']) t.same(about({ assemblyVersion: other }), [], other)
})

t.test('what was published when', async (t) => {
  t.equal(frameworkPublished(null, 'v4.0.30319')?.since, '2010-04-12')
  t.equal(frameworkPublished('.NETFramework,Version=v9.9', 'v4.0.30319')?.what, 'the runtime v4.0.30319')
  t.equal(frameworkPublished(null, 'v9'), null)
  t.equal(exchangePublished('15.1.2507.6')?.since, '2015-10-01')
  t.equal(exchangePublished('15.2.2562.17')?.since, '2025-07-01')
  t.equal(exchangePublished('15.2.1544.4')?.since, '2018-10-22')
  t.equal(exchangePublished('14.3.123.4')?.since, '2009-11-09')
  t.equal(exchangePublished('1.0.0.0'), null)
})

t.test('the path of the debug file tells accounts, machines, builders, projects and other names', async (t) => {
  const remarks = (path: string, name: string | null = 'Helper') => pathRemarks(path, name).map((remark) => `${remark.about}: ${remark.text}`)
  t.match(remarks('C:\\Users\\jane.doe\\source\\repos\\MailTap\\obj\\Release\\Helper.pdb'), [/^account: .*"jane\.doe"$/, /^project: .*"MailTap"$/])
  t.match(remarks('c:\\users\\Public\\Helper.pdb'), [/"Public", which is no person’s/])
  t.match(remarks('/home/kim/tap/obj/Debug/net48/Helper.pdb'), [/^account: .*"kim"/, /^project: .*"tap"/])
  t.match(remarks('\\\\DEV-01\\work$\\a\\Helper.pdb'), [/^machine: .*"DEV-01", in its share "work\$"/])
  t.match(remarks('D:\\a\\1\\s\\Helper\\obj\\Release\\Helper.pdb'), [/^place: .*Azure Pipelines/, /project/])
  t.match(remarks('D:\\a\\tap\\tap\\Helper.pdb'), [/GitHub Actions/])
  t.match(remarks('/_/src/Tap/obj/Release/Helper.pdb'), [/replaced by \/_\//, /"Tap"/])
  t.match(remarks('Stealer.pdb'), [/^name: the debug file is named "Stealer", and the assembly "Helper"/])
  for (const plain of ['Helper.pdb', 'C:\\Build\\helper.PDB', 'E:\\obj\\Helper.pdb', '\\\\?\\C:\\x\\Helper.pdb', 'C:\\UsersOld\\x\\Helper.pdb'])
    t.same(remarks(plain), [], plain)
  t.same(remarks('Other.pdb', null), [])
  fc.assert(
    fc.property(fc.string(), fc.string(), (path, name) => {
      pathRemarks(path, name)
    }),
  )
})

const build = { header: at('2026-03-05T10:00:00Z'), pdb: null, isReproducible: false, signed: '2026-03-06T10:00:00Z', isSignedTimeGood: true }
const remarksOf = (records: readonly ContextRecord[], times = build) =>
  serverCase(helperFile(), { context: recordsOf(...records) }, times)?.timeline.remarks ?? []

t.test('a file that the server had before it was compiled, or signed, is told with who says so', async (t) => {
  t.match(remarksOf([installed(utc('2026-03-01T10:00:00Z'))]), [
    { about: 'after-record', text: /^the compile time 2026-03-05.* lies after it was installed \(2026-03-01.*management\.xml, line 3\)/, trust: 'recorded' },
    { about: 'signed-after-record', trust: 'recorded' },
  ])
  t.match(remarksOf([sysmon('image-load', utc('2026-03-05T20:00:00Z'), 'C:\\Agents\\helper.dll')]), [{ about: 'signed-after-record', text: /it was loaded/ }])
  const listed = file('C:\\Agents\\helper.dll', { modified: utc('2020-01-01T00:00:00Z'), created: utc('2026-03-07T00:00:00Z') })
  t.match(remarksOf([listed]), [
    { about: 'after-record', text: /its file was modified, as a listing has it/, trust: 'forgeable' },
    { about: 'signed-after-record' },
  ])
})

t.test('what came after the build, was about other bytes, or cannot be told to be before, is not', async (t) => {
  t.same(remarksOf([installed(utc('2026-03-07T10:00:00Z'))]), [])
  t.same(remarksOf([installed(zoneless('2026-03-06T01:00:00'))], { ...build, signed: '' }), [])
  const other = file('C:\\Agents\\helper.dll', { modified: utc('2020-01-01T00:00:00Z'), hashes: [{ name: 'SHA256', value: 'f'.repeat(64) }] })
  t.same(remarksOf([other]), [])
  t.same(remarksOf([cmdlet('Install-TransportAgent', utc('2020-01-01T00:00:00Z'), { Name: 'Another', AssemblyPath: 'C:\\x\\other.dll' })]), [])
  t.same(remarksOf([installed(utc('2026-03-01T10:00:00Z'))], { ...build, isReproducible: true, signed: '' }), [])
})

t.test('a profile has what its file carries', async (t) => {
  const bytes = patched(bytesOf('samples/bin/disclaimer.mcs.dll'), [peAt + 8, at('2009-05-01T00:00:00Z'), 4])
  const profile = inspect(bytes, { asOf: '2009-01-01T00:00:00Z' })
  t.same(validateProfile(profile), [])
  t.match(profile.identity.build, { stamp: 'time', compiled: '2009-05-01T00:00:00.000Z', pdb: null })
  t.match(
    profile.identity.build?.remarks.map((remark) => remark.about),
    ['future', 'too-early'],
  )
})
