import fc from 'fast-check'
import t from 'tap'
import type { Effect } from '../lib/flow/effect.ts'
import { basesOf, isStreamLike, outsideBases } from '../lib/flow/members/bases.ts'
import { comType } from '../lib/flow/members/com.ts'
import { cryptoMembers } from '../lib/flow/members/crypto.ts'
import { databaseMembers } from '../lib/flow/members/database.ts'
import { ioMembers } from '../lib/flow/members/io.ts'
import { logMembers } from '../lib/flow/members/logs.ts'
import { lookupEffects, placesOf, splitParameters } from '../lib/flow/members/lookup.ts'
import { isKnownNative, nativeMembers, nativeRowsByName } from '../lib/flow/members/native.ts'
import { networkMembers } from '../lib/flow/members/network.ts'
import { processMembers } from '../lib/flow/members/process.ts'
import { reflectionMembers } from '../lib/flow/members/reflection.ts'
import { registryMembers } from '../lib/flow/members/registry.ts'
import { memberTables } from '../lib/flow/members/tables.ts'
import { visualBasicMembers } from '../lib/flow/members/visual-basic.ts'
import { xmlConfigMembers } from '../lib/flow/members/xml-config.ts'
import { parseEffects, parsePlace } from '../lib/flow/parse-effects.ts'
import { bytesOf } from './make/root.ts'

/** Tables whose every member must stand in the reference; the others also name what newer frameworks have. */
const checkedTables = [
  ...[cryptoMembers, databaseMembers, ioMembers, logMembers, nativeMembers, networkMembers, processMembers],
  ...[reflectionMembers, registryMembers, visualBasicMembers, xmlConfigMembers],
]

/** Types that no reference assembly of the framework has: libraries, PowerShell, Exchange, newer frameworks. */
const elsewhere = [
  ...['Microsoft.Exchange.', 'Microsoft.Web.Administration.', 'Microsoft.Extensions.', 'Microsoft.Practices.', 'Microsoft.CodeAnalysis.'],
  ...['Microsoft.JScript.', 'System.Management.Automation.', 'System.Text.Json.', 'System.Windows.Markup.', 'System.Data.SQLite.'],
  ...['MySql.', 'Npgsql.', 'log4net.', 'NLog.', 'Serilog.', 'Newtonsoft.', 'System.Runtime.Loader.'],
  ...['System.Runtime.CompilerServices.Unsafe', 'System.Security.Cryptography.AesGcm', 'System.DirectoryServices.AccountManagement.'],
  ...['System.Threading.Channels.', 'System.Threading.Tasks.Dataflow.'],
]

/** The listing that `make/framework-members.mjs` makes: the highest parameter count by type and member. */
function readReference(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const types = new Map<string, Map<string, number>>()
  let members = new Map<string, number>()
  for (const line of new TextDecoder().decode(bytesOf('test', 'fixtures', 'flow', 'framework-members.txt')).split('\n')) {
    if (line === '') continue
    if (!line.startsWith('  ')) {
      members = types.get(line) ?? new Map<string, number>()
      types.set(line, members)
      continue
    }
    const [, name = '', counts = ''] = /^ {2}(.*?)(?: ([\d,]+))?$/.exec(line) ?? []
    members.set(name, counts === '' ? splitParameters(name.slice(name.indexOf('(') + 1, -1)).length : Math.max(...counts.split(',').map(Number)))
  }
  return types
}

function effects(api: string, parameters = ''): readonly Effect[] {
  return lookupEffects(api, `${api}(${parameters})`) ?? []
}

function sinks(api: string, parameters = ''): string[] {
  return effects(api, parameters).flatMap((effect) => (effect.kind === 'sink' ? [`${effect.sink} ${effect.from.base}`] : []))
}

function isInLanguage(row: string): boolean {
  try {
    parseEffects(row)
    return true
  } catch {
    return false
  }
}

t.test('every row is in the language', async (t) => {
  const rows = memberTables
    .flatMap((table) => Object.entries(table))
    .flatMap(([type, members]) => Object.entries(members).map(([name, row]) => [`${type}::${name}`, row] as const))
  const wrong = [...rows, ...nativeRowsByName()].filter(([, row]) => !isInLanguage(row)).map(([name]) => name)
  t.same(wrong, [])
})

t.test('every row of a framework type names a member, an overload and parameters that are there', async (t) => {
  const reference = readReference()
  const wrong: string[] = []
  for (const [type, rows] of checkedTables.flatMap((table) => Object.entries(table))) {
    const members = reference.get(type)
    if (members === undefined) {
      if (!elsewhere.some((prefix) => type.startsWith(prefix))) wrong.push(type)
      continue
    }
    for (const [member, row] of Object.entries(rows)) {
      const count = members.get(member)
      const highest = Math.max(
        -1,
        ...parseEffects(row)
          .flatMap(placesOf)
          .map(({ base }) => (typeof base === 'number' ? base : -1)),
      )
      if (count === undefined || highest >= count) wrong.push(`${type}::${member}`)
    }
  }
  t.same(wrong, [])
})

t.test('types and their bases do not go in circles and do not repeat themselves', async (t) => {
  const wrong = Object.keys(outsideBases).filter((type) => {
    const all = basesOf(type)
    return new Set(all).size !== all.length || all[0] !== type || all[all.length - 1] !== 'System.Object'
  })
  t.same(wrong, [])
})

t.test('a place is a base, cells, and the parameter that names a key', async (t) => {
  t.same(parsePlace('this'), { base: 'this', cells: [], keyed: null })
  t.same(parsePlace('return.result.element'), { base: 'return', cells: ['result', 'element'], keyed: null })
  t.same(parsePlace('12.path'), { base: 12, cells: ['path'], keyed: null })
  t.same(parsePlace('this[0]'), { base: 'this', cells: [], keyed: 0 })
})

t.test('each statement of the language has its effect', async (t) => {
  const kinds = parseEffects(
    'same; new; 0 > this.path; 0 ~> return; 0 ~digest> return; source file content > return @ 0; sink log params; role file this @ 0; ' +
      'call 1(this.element, 0) > return.element; run 0.MoveNext; wrap this over 0 by 1 write=1; wrap return over this both',
  )
  t.same(
    kinds.map(({ kind }) => kind),
    ['copy', 'new', 'copy', 'data', 'data', 'source', 'sink', 'role', 'call', 'run', 'wrap', 'wrap'],
  )
  t.same(parseEffects(''), [])
})

t.test('what is not in the language is our own mistake', async (t) => {
  for (const row of [
    '0 >',
    '0 => 1',
    'source fire content > 0',
    'sink file',
    'new 0',
    'call 0',
    'run MoveNext',
    'wrap this over 0 up',
    'this.box > return',
    '0 > 1 @ 2',
  ]) {
    t.throws(() => parseEffects(row), TypeError, row)
  }
})

t.test('a row of the very overload goes before the row of the name', async (t) => {
  t.same(effects('System.IO.StreamReader::.ctor', 'System.IO.Stream')[0]?.kind, 'wrap')
  t.same(
    effects('System.IO.StreamReader::.ctor', 'System.String').map(({ kind }) => kind),
    ['copy', 'source'],
  )
})

t.test('a member that a type inherits is found on its base class and its interfaces', async (t) => {
  t.same(
    effects('System.IO.MemoryStream::Read', 'System.Byte[],System.Int32,System.Int32'),
    effects('System.IO.Stream::Read', 'System.Byte[],System.Int32,System.Int32'),
  )
  t.same(sinks('System.Data.SqlClient.SqlCommand::set_CommandText', 'System.String'), ['database 0'])
  t.same(effects('System.Security.Cryptography.SHA256Managed::ComputeHash', 'System.Byte[]'), parseEffects('0 ~digest> return'))
})

t.test('a constructor is not inherited', async (t) => {
  t.equal(lookupEffects('System.Net.Security.UnknownStream::.ctor', 'System.Net.Security.UnknownStream::.ctor()'), null)
  t.equal(lookupEffects('System.Net.FtpWebResponse::.ctor', 'System.Net.FtpWebResponse::.ctor()'), null)
})

t.test('a member without a row has no answer', async (t) => {
  t.equal(lookupEffects('Some.Library::Send', 'Some.Library::Send(System.String)'), null)
  t.equal(lookupEffects('no name at all', '') !== null, true)
})

t.test('an asynchronous member does what its twin does, with the result in the task', async (t) => {
  t.same(effects('System.IO.TextReader::ReadToEndAsync'), parseEffects('new; this.content ~> return.result'))
  t.same(effects('System.Net.WebClient::DownloadDataTaskAsync', 'System.String'), [
    ...parseEffects('new; 0 > this.target; sink network 0 @ 0; source download content > return.result @ 0'),
  ])
})

t.test('a task whose result is an object stands for it', async (t) => {
  t.same(effects('System.Net.WebRequest::GetResponseAsync'), parseEffects('new; return > return.result; this.target > return.target'))
})

t.test('the callback of a Begin member is called with what it gives back, and End reads it', async (t) => {
  const parameters = 'System.Byte[],System.Int32,System.Int32,System.AsyncCallback,System.Object'
  t.same(
    effects('System.IO.Stream::BeginRead', parameters),
    parseEffects('new; this.content ~> 0; this.content ~measure> return.result; call 3(return); 4 > return.value'),
  )
  t.same(effects('System.IO.Stream::EndRead', 'System.IAsyncResult'), parseEffects('0.result > return'))
})

t.test('statements about parameters that the overload does not have are left out', async (t) => {
  t.same(sinks('System.Diagnostics.Process::Start', 'System.String'), ['process-file 0'])
  t.same(sinks('System.Diagnostics.Process::Start', 'System.String,System.String'), ['process-file 0', 'process-arguments 1'])
  t.same(sinks('System.Diagnostics.Process::Start', 'System.Diagnostics.ProcessStartInfo'), [])
})

t.test('where the parameters are not known the row of the name holds', async (t) => {
  t.same(lookupEffects('System.IO.File::WriteAllText', 'System.IO.File::WriteAllText'), parseEffects('sink file 1 @ 0'))
})

t.test('bytes that are loaded as an assembly are code, a name is too', async (t) => {
  t.same(sinks('System.Reflection.Assembly::Load', 'System.Byte[]'), ['code 0'])
  t.same(sinks('System.Reflection.Assembly::LoadFrom', 'System.String'), ['code 0'])
  t.same(sinks('System.Type::GetType', 'System.String'), ['reflection 0'])
})

t.test('a path is no content of the file', async (t) => {
  t.same(sinks('System.IO.File::WriteAllBytes', 'System.String,System.Byte[]'), ['file 1'])
  t.same(sinks('System.IO.Directory::CreateDirectory', 'System.String'), [])
})

t.test('an address is data that leaves', async (t) => {
  t.same(sinks('System.Net.WebClient::DownloadString', 'System.String'), ['network 0'])
  t.same(sinks('System.Net.Dns::GetHostEntry', 'System.String'), ['network 0'])
})

t.test('native functions are known by name without A or W and whatever the module', async (t) => {
  t.same(lookupEffects('kernel32.dll!WriteFile', 'kernel32.dll!WriteFile'), parseEffects('sink file 1 @ 0.path'))
  t.same(lookupEffects('KERNEL32!CreateProcessW', ''), lookupEffects('other.dll!CreateProcessA', ''))
})

t.test('a native function that is not known takes and gives', async (t) => {
  const made = lookupEffects('scanner.dll!ScanBuffer', 'scanner.dll!ScanBuffer') ?? []
  t.same(
    made.filter(({ kind }) => kind === 'sink'),
    parseEffects('sink native params'),
  )
  t.ok(made.some((effect) => effect.kind === 'source' && effect.source === 'native' && effect.to.base === 'params'))
  t.notOk(isKnownNative('scanner.dll!ScanBuffer'))
  t.ok(isKnownNative('kernel32.dll!WinExec'))
})

t.test('streams, readers, writers and builders hold content', async (t) => {
  for (const type of ['System.IO.FileStream', 'System.IO.StringWriter', 'System.Net.Sockets.NetworkStream', 'System.Text.StringBuilder'])
    t.ok(isStreamLike(type), type)
  t.notOk(isStreamLike('System.Collections.ArrayList'))
})

t.test('any name has an answer within bounded time', async () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (api, signature) => {
      lookupEffects(api, signature)
      lookupEffects(`${api}::${signature}`, `${api}::${signature}(${signature})`)
    }),
  )
})

t.test('a picture that is saved to a file is one, saved to a stream or only measured it is none', async (t) => {
  const kinds = (api: string, parameters: string) => effects(api, parameters).map(({ kind }) => kind)
  t.same(kinds('System.Drawing.Image::Save', 'System.String,System.Drawing.Imaging.ImageFormat'), ['sink'])
  t.same(kinds('System.Drawing.Image::Save', 'System.IO.Stream,System.Drawing.Imaging.ImageFormat'), ['data'])
  t.same(effects('System.Drawing.Bitmap::UnlockBits', 'System.Drawing.Imaging.BitmapData'), parseEffects('0.pointee ~> this.content'))
  t.same(effects('System.Drawing.Image::get_Width', ''), parseEffects('this.content ~measure> return'))
})

t.test('COM classes are known by the name of their program in any letter case', async (t) => {
  t.same(sinks('WScript.Shell::Run', 'System.Object'), ['process-file 0'])
  t.equal(comType('wscript.SHELL '), 'WScript.Shell')
  t.equal(comType('Contoso.Filter'), 'Contoso.Filter')
})

t.test('what is asked of a directory is told where it is asked, not where the question is put together', async (t) => {
  t.same(sinks('System.DirectoryServices.DirectorySearcher::FindOne'), ['database this'])
  t.same(sinks('System.DirectoryServices.DirectorySearcher::set_Filter', 'System.String'), [])
})

t.test('serialisers make objects of the set, those that only write do not', async (t) => {
  const kinds = (api: string) => effects(api, 'System.Object').map(({ kind }) => kind)
  t.ok(kinds('System.Xml.Serialization.XmlSerializer::Deserialize').includes('restore'))
  t.ok(kinds('Newtonsoft.Json.JsonConvert::DeserializeObject').includes('restore'))
  t.notOk(kinds('Newtonsoft.Json.JsonConvert::SerializeObject').includes('restore'))
})

t.test('a pipe that is named by its own name alone is one of this machine, not a host', async (t) => {
  const targets = (type: string, parameters: string) =>
    effects(`System.IO.Pipes.NamedPipe${type}Stream::.ctor`, parameters).flatMap((effect) =>
      'target' in effect && effect.target !== null ? [effect.target] : [],
    )
  t.same(targets('Client', 'System.String'), [])
  t.same(targets('Server', 'System.String,System.IO.Pipes.PipeDirection'), [])
  t.not(targets('Client', 'System.String,System.String').length, 0)
})
