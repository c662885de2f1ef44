import t from 'tap'
import { ContextError } from '../lib/context/context-error.ts'
import { openContext } from '../lib/context/open.ts'
import { encoded, readContext, readText } from './make/context.ts'

function binary(name: string, magic: string): ContextError | null {
  return readContext(
    name,
    Uint8Array.from(magic.padEnd(32, '\0'), (char) => char.charCodeAt(0)),
  ).error
}

t.test('an .evtx is answered with the command that converts it', async (t) => {
  const error = binary('MSExchange Management.evtx', 'ElfFile\0')
  t.equal(
    error?.remedy,
    "Convert it in PowerShell: Get-WinEvent -Path 'MSExchange Management.evtx' | ForEach-Object { $_.ToXml() } | Set-Content -Encoding UTF8 'MSExchange Management.xml'",
  )
  t.match(binary('System.evtx', 'ElfFile\0')?.message, /Get-WinEvent -Path System\.evtx \| .* UTF8 System\.xml$/)
})

t.test('a name cannot leave its quotes in that command', async (t) => {
  t.match(binary("a'; rm \u2019x\u2018.evtx\n", 'ElfFile\0')?.remedy, "-Path 'a''; rm \u2019\u2019x\u2018\u2018.evtx' |")
})

t.test('other files that are no text are told for what they are', async (t) => {
  const cases = [
    ['PK\x03\x04', /ZIP archive or an Office file/, /CSV/],
    ['\xd0\xcf\x11\xe0', /Outlook message/, /attachment/],
    ['\x1f\x8b', /gzip/, /Unpack/],
    ['MZ', /program or library/, /to inspect/],
    ['FILE0\0', /\$MFT/, /MFTECmd\.exe -f x --csv \./],
    ['\x30\0\0\0LfLe', /Server 2003/, /Get-WinEvent -Path x -Oldest/],
  ] as const
  for (const [magic, what, remedy] of cases) t.match(binary('x', magic), { name: 'ContextError', source: 'x', line: null, what, remedy })
})

t.test('what is not known is told with how it begins and what would be taken', async (t) => {
  t.match(readText('\n  Dear\tcolleague,\u001b[31m hello\n'), {
    error: { line: 2, what: 'this is no context file that is known; it begins with "Dear colleague, [31m hello"', remedy: /Accepted are agents\.config/ },
  })
  t.match(readText('').error, { what: 'the file is empty' })
  t.match(readText(' \n\ufeff\n').error, { what: 'the file has no text' })
  t.match(readText('abc\0\0\0def'.repeat(10)).error, { what: 'the file is not text' })
  t.match(readText('{"a":1}').error, { what: 'JSON without any object that is known', remedy: /Get-TransportAgent/ })
  t.match(readText('[{"Identity":"A","Enabled":true,"Priority":1}] x').error, { line: 1, what: /the JSON is broken/ })
})

t.test('a document type declaration is refused wherever it stands', async (t) => {
  const bomb = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<configuration><mexRuntime/></configuration>'
  t.match(readText(bomb).error, { line: 2, what: /DOCTYPE/ })
  for (const encoding of ['utf-16le', 'utf-16be'] as const)
    t.match(readContext('x', encoded(new TextEncoder().encode(bomb), encoding, true)).error, { line: 2, what: /DOCTYPE/ })
  t.match(readText('<Events><!DOCTYPE x></Events>').error, { what: /DOCTYPE/ })
  t.match(readText('<!DOCTYPE html><html></html>').error, { what: /DOCTYPE/ })
})

t.test('XML that is not well-formed is refused with its line', async (t) => {
  const cases = [
    ['<Events>\n<Event></Events>', 2, /fits no start tag/],
    ['<Events>\n&nbsp;</Events>', 2, /does not know/],
    ['<Events>&#xd800;</Events>', 1, /does not exist/],
    ['<Events>&#x110000;</Events>', 1, /does not exist/],
    ['<Events>a & b and more text</Events>', 1, /does not end/],
    ['<Events a=1/>', 1, /in quotes/],
    ['<Events a="1" a="2"/>', 1, /twice/],
    ['<Events a="<"/>', 1, /</],
    ['<Events a="1"b="2"/>', 1, /proper name/],
    ['<Events/>\n\ntext', 3, /outside/],
    ['< Events/>', 1, /without a name/],
    ['<Events/></Events>', 1, /fits no start tag/],
  ] as const
  for (const [text, line, what] of cases) t.match(readText(text).error, { line, what }, text)
})

t.test('references and CDATA are read, comments and instructions passed over', async (t) => {
  const data = '&lt;&amp;&#65;&#x42;<![CDATA[<&]]><!-- no --><?no no?>'
  t.match(
    readText(
      `<e:Events xmlns:e="x"><e:Event><e:System><e:EventID>5</e:EventID></e:System><e:EventData><e:Data>${data}</e:Data></e:EventData></e:Event></e:Events>`,
    ).records,
    [{ id: 5, data: [{ value: '<&AB<&' }] }],
  )
})

t.test('XML of another kind is refused by its root', async (t) => {
  t.match(readText('<configuration>\n<appSettings/></configuration>').error, { what: /without <mexRuntime>/ })
  t.match(readText('<configuration><mexRuntime><agentList><agent name="A"').error, { what: /ends inside an element/ })
  t.match(readText('<Objs Version="1.1.0.1"/>').error, { what: /Export-Clixml/, remedy: /ConvertTo-Json/ })
  t.match(readText('<Other/>').error, { what: /<Other> is not known/, remedy: /Accepted are/ })
  t.match(readText('<Events/><configuration/>').error, { what: /another kind/ })
})

t.test('bytes of another code page are read, and told', async (t) => {
  const bytes = Uint8Array.from('Identity,Enabled,Priority\nPr\xfcf-Agent,True,1\n', (char) => char.charCodeAt(0))
  const { records, summary } = readContext('a.csv', bytes)
  t.match(records, [{ identity: 'Pr\ufffdf-Agent' }])
  t.match(summary?.skipped, [{ line: null, why: /another code page/ }])
})

t.test('the message names file, line, fault and remedy', async (t) => {
  const error = new ContextError('a.xml', 3, 'what', 'Do that.')
  t.equal(error.message, 'a.xml, line 3: what. Do that.')
  t.equal(new ContextError('a.xml', null, 'what', 'Do that.').message, 'a.xml: what. Do that.')
})

t.test('a file may come in empty pieces', async (t) => {
  const reader = openContext('x', () => {})
  reader.push(new Uint8Array(0))
  t.throws(() => reader.end(), { name: 'ContextError', message: /the file is empty/ })
})
