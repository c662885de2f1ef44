import { elementType as e } from '../../lib/metadata/element-types.ts'
import { assemble, type Line } from './assemble-il.ts'
import { ascii, firstRva, join, patched, roundUp } from './image.ts'
import { assemblyImage, coded, codeRva, compressed, makeHeaps, metadataRoot, tableStream, word } from './metadata.ts'
import { trickBytes } from './trick.ts'

/** What each kind of reader would act on, if it got it as it is. */
export const payloads = {
  terminal: '\u001b[31m\u001b]0;owned\u0007\u009b2J\r\b\u007f',
  lines: '\nEXPECTED  nothing here\r\n\u2028',
  html: `</code></title></svg></style><script>document.title="RAN"</script><img src=https://evil.invalid/i.png onerror="document.title='RAN'">&lt;`,
  markdown: '```` | `]( **[x](https://evil.invalid/m) ![i](https://evil.invalid/p.png) <https://evil.invalid/a> www.evil.invalid a@evil.invalid\\|',
  csv: `"=cmd|' /C calc'!A0",`,
  bidi: '\u202egnp.\u2066\u200b\ufeff\u{e0041}',
  sarif: '[x](https://evil.invalid/s){0}',
  stix: `' OR file:name = '\\`,
  key: '__proto__',
} as const

/** All of them in one text, after a beginning that tells it from others. A formula begins it where `csv` says so. */
export function payload(name: string, isFormula = false): string {
  return `${isFormula ? '=' : ''}${name}${Object.values(payloads).join('')}`
}

/** Half of a surrogate pair: UTF-16 strings and names given from outside can hold one, names in the metadata cannot. */
export const loneSurrogate = '\ud800'

/** Every text of the assembly, as it must come back. Names of types end in a method's separator for nobody: they hold no `::`. */
export const hostileTexts = {
  file: `${payload('file', true)}${loneSurrogate}.dll`,
  assembly: payload('assembly', true),
  reference: payload('reference'),
  namespace: payload('namespace'),
  agent: payload('agent'),
  proto: '__proto__',
  method: payload('method'),
  library: `${payload('library')}.dll`,
  native: payload('native'),
  resource: payload('resource'),
  inner: payload('inner'),
  path: `C:\\${payload('path')}${loneSurrogate}\\drop.txt`,
  url: `https://evil.invalid/${payload('url')}`,
  formula: '=HYPERLINK("https://evil.invalid/f")',
  pdb: `C:\\${payload('pdb')}.pdb`,
} as const

const token = { memberRef: 0x0a00_0000, methodDef: 0x0600_0000, string: 0x7000_0000 } as const
const ref = { baseCtor: 1, addSubmitted: 2, handlerCtor: 3, getMailItem: 4, getMessage: 5, getSubject: 6, writeAllText: 7, setSubject: 8 } as const
const call = (member: number): Line => ['call', token.memberRef | member]
const exchange = 2

/**
 * A transport agent, made in memory and of no use as one, with a payload in every name, string, path and resource. Its handler
 * writes the subject to a file, hands it to native code and names what it finds; one resource holds an assembly of its own.
 */
export function hostileAgent(): Uint8Array {
  const texts = hostileTexts
  const heaps = makeHeaps()
  const { string, blob, userString } = heaps
  const exchangeType = (name: string, space: string) => [coded('ResolutionScope', 'AssemblyRef', exchange), string(name), string(space)]
  const cls = (row: number): number[] => [e.CLASS, ...compressed(row * 4 + 1)]
  const subject: Line[] = ['ldarg.2', call(ref.getMailItem), call(ref.getMessage), call(ref.getSubject)]
  const methods: readonly (readonly Line[])[] = [
    [
      'ldarg.0',
      call(ref.baseCtor),
      'ldarg.0',
      'ldarg.0',
      ['ldftn', token.methodDef | 2],
      ['newobj', token.memberRef | ref.handlerCtor],
      call(ref.addSubmitted),
      'ret',
    ],
    [
      ['ldstr', token.string | userString(texts.path)],
      ...subject,
      call(ref.writeAllText),
      ...subject,
      ['call', token.methodDef | 3],
      'ldarg.2',
      call(ref.getMailItem),
      call(ref.getMessage),
      ['ldstr', token.string | userString(texts.url)],
      call(ref.setSubject),
      ['ldstr', token.string | userString(texts.formula)],
      'pop',
      'ret',
    ],
  ]
  const inner = innerAssembly()
  const pdb = join(ascii('RSDS'), new Uint8Array(20), new TextEncoder().encode(texts.pdb), [0])
  const parts = [...methods.map(body), join(word(inner.length, 4), inner), new Uint8Array(28), pdb]
  const offsets: number[] = []
  let at = 0
  for (const one of parts) {
    offsets.push(at)
    at += roundUp(one.length, 4)
  }
  const rva = (part: number): number => codeRva + (offsets[part] ?? 0)
  const fileOffset = (where: number): number => where - firstRva + 0x400
  parts[3] = join(word(0, 12), word(2, 4), word(pdb.length, 4), word(rva(4), 4), word(fileOffset(rva(4)), 4))
  const code = join(...parts.flatMap((one) => [one, new Uint8Array(roundUp(one.length, 4) - one.length)]))
  const stringArgument = blob([0x00, 1, e.VOID, e.STRING])
  const rows = {
    Module: [[0, string(payload('module')), heaps.guid(7), 0, 0]],
    ModuleRef: [[string(texts.library)]],
    TypeRef: [
      exchangeType('RoutingAgent', 'Microsoft.Exchange.Data.Transport.Routing'),
      exchangeType('SubmittedMessageEventHandler', 'Microsoft.Exchange.Data.Transport.Routing'),
      exchangeType('SubmittedMessageEventSource', 'Microsoft.Exchange.Data.Transport.Routing'),
      exchangeType('QueuedMessageEventArgs', 'Microsoft.Exchange.Data.Transport.Routing'),
      exchangeType('MailItem', 'Microsoft.Exchange.Data.Transport'),
      exchangeType('EmailMessage', 'Microsoft.Exchange.Data.Transport.Email'),
      [coded('ResolutionScope', 'AssemblyRef', 1), string('File'), string('System.IO')],
      [coded('ResolutionScope', 'AssemblyRef', 3), string(payload('base')), string('Outside')],
    ],
    TypeDef: [
      [0, string('<Module>'), 0, 0, 1, 1],
      [0x101, string(texts.agent), string(texts.namespace), coded('TypeDefOrRef', 'TypeRef', 1), 1, 1],
      [0x101, string(texts.proto), 0, coded('TypeDefOrRef', 'TypeRef', 8), 1, 4],
    ],
    MethodDef: [
      [rva(0), 0, 0x1886, string('.ctor'), blob([0x20, 0, e.VOID]), 1],
      [rva(1), 0, 0x81, string(texts.method), blob([0x20, 2, e.VOID, ...cls(3), ...cls(4)]), 1],
      [0, 0x80, 0x2096, string(texts.native), stringArgument, 1],
    ],
    ImplMap: [[0x100, coded('MemberForwarded', 'MethodDef', 3), string(texts.native), 1]],
    MemberRef: [
      [coded('MemberRefParent', 'TypeRef', 1), string('.ctor'), blob([0x20, 0, e.VOID])],
      [coded('MemberRefParent', 'TypeRef', 1), string('add_OnSubmittedMessage'), blob([0x20, 1, e.VOID, ...cls(2)])],
      [coded('MemberRefParent', 'TypeRef', 2), string('.ctor'), blob([0x20, 2, e.VOID, e.OBJECT, e.I])],
      [coded('MemberRefParent', 'TypeRef', 4), string('get_MailItem'), blob([0x20, 0, ...cls(5)])],
      [coded('MemberRefParent', 'TypeRef', 5), string('get_Message'), blob([0x20, 0, ...cls(6)])],
      [coded('MemberRefParent', 'TypeRef', 6), string('get_Subject'), blob([0x20, 0, e.STRING])],
      [coded('MemberRefParent', 'TypeRef', 7), string('WriteAllText'), blob([0, 2, e.VOID, e.STRING, e.STRING])],
      [coded('MemberRefParent', 'TypeRef', 6), string('set_Subject'), blob([0x20, 1, e.VOID, e.STRING])],
    ],
    ManifestResource: [[0, 1, string(texts.resource), 0]],
    Assembly: [[0x8004, 1, 0, 0, 0, 0, 0, string(texts.assembly), 0]],
    AssemblyRef: [
      [4, 0, 0, 0, 0, blob([0xb7, 0x7a, 0x5c, 0x56, 0x19, 0x34, 0xe0, 0x89]), string('mscorlib'), 0, 0],
      [15, 0, 0, 0, 0, blob([0x31, 0xbf, 0x38, 0x56, 0xad, 0x36, 0x4e, 0x35]), string('Microsoft.Exchange.Data.Transport'), 0, 0],
      [1, 0, 0, 0, 0, 0, string(texts.reference), 0, 0],
    ],
  }
  const image = assemblyImage(metadataRoot([['#~', tableStream({ rows })], ...heaps.streams()]), {
    code,
    parts: { directories: { 6: [rva(3), 28] } },
  })
  // the CLI header's directory of resources. II.25.3.3
  return patched(image, [fileOffset(firstRva) + 24, rva(2), 4], [fileOffset(firstRva) + 28, inner.length + 4, 4])
}

function innerAssembly(): Uint8Array {
  return trickBytes(({ heaps, rows }) => {
    for (const row of rows.Assembly ?? []) row[7] = heaps.string(hostileTexts.inner)
  })
}

/** A fat body without locals. II.25.4.3 */
function body(lines: readonly Line[]): Uint8Array {
  const { bytes } = assemble(lines)
  return join([0x03, 0x30], word(8, 2), word(bytes.length, 4), word(0, 4), bytes)
}
