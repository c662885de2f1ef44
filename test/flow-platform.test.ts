import t from 'tap'
import { hasPlatformName, isBorrowedName, makeHomes } from '../lib/flow/platform.ts'
import { inspect, openAssembly } from '../lib/index.ts'
import { rowCount, rowToken } from '../lib/metadata/tables.ts'
import { bytesOf } from './make/root.ts'

const bytes = bytesOf('samples/bin', 'pairs-il.il.dll')

t.test('whose a type is stands in the reference: a key token of the platform, not a name like its', async (t) => {
  const assembly = openAssembly(bytes)
  const homeOf = makeHomes(assembly)
  const sides = new Map<string, string>()
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'TypeRef'); row++) {
    const { assembly: name, side } = homeOf(rowToken('TypeRef', row))
    sides.set(name ?? '', side)
  }
  t.match(Object.fromEntries(sides), {
    mscorlib: 'platform',
    System: 'platform',
    'System.Core': 'platform',
    'System.Threading.Tasks.Extensions': 'platform',
    'Microsoft.Bcl.AsyncInterfaces': 'platform',
    'Microsoft.Exchange.Data.Transport': 'platform',
    'System.Text.Helper': 'other',
  })
})

t.test('a row is not believed of a type of that name in a library of somebody else', async (t) => {
  const told = inspect(bytes, { name: 'pairs-il.il.dll' }).findings.filter(
    ({ rule, entries }) => rule === 'flow.unfollowed' && entries.some(({ type }) => type.includes('P301')),
  )
  t.strictSame(
    told.flatMap(({ evidence }) => evidence.map(({ api }) => api)),
    ['System.Text.Normalizer::Clean (System.Text.Helper)', 'System.Net.WebUtility::UrlEncode (System.Text.Helper)'],
  )
  t.ok(isBorrowedName('System.Net.WebUtility', 'System.Text.Helper'))
  t.notOk(isBorrowedName('System.Data.SQLite.SQLiteCommand', 'System.Data.SQLite'), 'a package whose members are known')
  t.notOk(isBorrowedName('Contoso.Cleaner', 'Contoso.Cleaner'))
})

t.test('without a reference the namespace decides', async (t) => {
  t.ok(hasPlatformName('System.Text.Normalizer'))
  t.notOk(hasPlatformName('Contoso.Cleaner'))
})
