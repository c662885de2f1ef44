import t from 'tap'
import { readFixture, readText } from './make/context.ts'

t.test('Get-ChildItem as CSV, in UTC where the columns say so', async (t) => {
  const source = 'files-ps5.csv'
  t.strictSame(readFixture(source).records[0], {
    kind: 'file',
    path: 'C:\\ProgramData\\Contoso\\helper.dll',
    size: 17408,
    created: { text: '11/20/2026 9:09:59 PM', iso: '2026-11-20T21:09:59.000Z', zone: 'utc', ambiguous: false },
    modified: { text: '6/1/2019 12:00:00 AM', iso: '2019-06-01T00:00:00.000Z', zone: 'utc', ambiguous: true },
    changed: null,
    nameCreated: null,
    hashes: [],
    cut: [],
    origin: { source, line: 3 },
  })
  t.match(readFixture(source).records[1], { size: 1024 })
})

t.test('Get-ChildItem as it shows by itself: folders above their files, folders themselves left out', async (t) => {
  t.match(readFixture('files-table.txt').records, [
    {
      path: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\TransportRoles\\agents\\helper one.dll',
      size: 17408,
      created: null,
      modified: { iso: '2019-06-01T00:00:00.000', zone: 'local', ambiguous: true },
      origin: { line: 9 },
    },
    { path: 'C:\\ProgramData\\Contoso\\helper.dll.config', size: 1024, modified: { iso: '2026-11-20T21:10:00.000', ambiguous: false } },
  ])
})

t.test('the heading of a folder in another language', async (t) => {
  const { records } = readText(
    '\n    Verzeichnis: D:\\Agenten\n\n\nMode                LastWriteTime         Length Name\n----                -------------         ------ ----\n-a----       20.11.2026     21:10           1024 a.dll\n',
  )
  t.match(records, [{ path: 'D:\\Agenten\\a.dll', modified: { iso: '2026-11-20T21:10:00.000', ambiguous: false } }])
})

t.test('Get-ChildItem as a list below its folder', async (t) => {
  const { records } = readText(
    '\n\n    Directory: C:\\Contoso\n\n\n\nName           : a.dll\nLength         : 5\nCreationTime   : 11/20/2026 9:09:59 PM\nLastWriteTime  : 11/20/2026 9:10:00 PM\nVersionInfo    : File:             C:\\Contoso\\a.dll\n                 InternalName:     b.dll\n\n\nName           : c.dll\nLength         : 6\nCreationTime   : 11/20/2026 9:09:59 PM\nLastWriteTime  : 11/20/2026 9:10:00 PM\n',
  )
  t.match(records, [
    { path: 'C:\\Contoso\\a.dll', size: 5, created: { iso: '2026-11-20T21:09:59.000', zone: 'local' } },
    { path: 'C:\\Contoso\\c.dll', size: 6 },
  ])
})

t.test('Get-FileHash as a table: a path cut short is told as its beginning, its hash is known', async (t) => {
  t.match(readFixture('hashes-table.txt').records, [
    { path: 'C:\\ProgramData\\Contoso\\helper.dll', hashes: [{ name: 'SHA256', value: /^E3B0/ }], cut: [] },
    { path: 'C:\\Program Files\\Microsoft\\Exc', hashes: [{ name: 'SHA256', value: /^BA78/ }], cut: ['path'] },
  ])
})

t.test('hashes without their algorithm are named by their length', async (t) => {
  t.match(readText(`Path,Hash\nC:\\a.dll,${'a'.repeat(40)}\nC:\\b.dll,${'b'.repeat(7)}\n`).records, [
    { hashes: [{ name: 'SHA1' }] },
    { hashes: [{ name: '' }] },
  ])
})

t.test('a listing put together of both, as JSON', async (t) => {
  t.match(readFixture('files-ps7.json').records, [
    {
      path: 'C:\\ProgramData\\Contoso\\helper.dll',
      created: { iso: '2026-11-20T21:09:59.123Z' },
      modified: { iso: '2019-06-01T00:00:00.000Z' },
      hashes: [{ name: 'SHA256' }],
    },
  ])
})

t.test('MFTECmd: both sets of times, and the change of the record', async (t) => {
  const { records, summary } = readFixture('mft.csv')
  t.match(records, [
    {
      path: '.\\ProgramData\\Contoso\\helper, copy.dll',
      size: 17408,
      created: { iso: '2019-06-01T00:00:00.000Z', zone: 'utc' },
      nameCreated: { iso: '2026-11-20T21:09:59.998Z' },
      modified: { iso: '2019-06-01T00:00:00.000Z' },
      changed: { iso: '2026-11-20T21:11:00.500Z' },
    },
  ])
  t.match(summary, { type: 'MFT listing, CSV', records: 1, skippedCount: 0 })
})
