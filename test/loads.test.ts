import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { spanOf, u16, u32 } from '../lib/bytes/span.ts'
import { FormatError } from '../lib/errors.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { type Loads, loaderRules, loads, measuredRuntime } from '../lib/model/loads.ts'
import { spanAtRva } from '../lib/pe/image.ts'
import { ascii, buildImage, patched } from './make/image.ts'
import { bytesOf, root } from './make/root.ts'

const plain = bytesOf('samples/bin/catch-all.mcs.dll')
const generic = bytesOf('samples/bin/shapes.mcs.dll')

function ask(bytes: Uint8Array): Loads {
  try {
    return loads(spanOf(bytes), openAssembly(bytes))
  } catch (error) {
    if (error instanceof FormatError) return loads(spanOf(bytes), null)
    throw error
  }
}

/** Where things stand in a file; sections are .text, .rsrc, .reloc. */
function placesIn(bytes: Uint8Array) {
  const file = spanOf(bytes)
  const { image, cli, metadata } = openAssembly(bytes)
  const pe = u32(file, 0x3c)
  const optional = pe + 24
  const section = (index: number) => optional + 0xe0 + index * 40
  const directory = (index: number) => optional + 96 + index * 8
  const base = spanAtRva(image, cli.metadata.rva).offset
  const header = base + 16 + u32(file, base + 12)
  const stream = new Map<string, number>()
  let at = header + 4
  for (const { name } of metadata.root.streams) {
    stream.set(name, at)
    at += 8 + ((name.length + 4) & ~3)
  }
  const tables = metadata.tables.span.offset
  /** The row count of a table that is there. */
  const count = (id: number) => tables + 24 + 4 * metadata.tables.layouts.slice(0, id).filter((layout) => layout !== null).length
  const cell = (id: number, row: number, column: string) => {
    const layout = metadata.tables.layouts[id]
    const place = layout?.columns.get(column)
    if (!layout || !place) throw new TypeError(`no column ${column}`)
    return tables + layout.at + (row - 1) * layout.rowSize + place.at
  }
  const tableAt = (id: number) => tables + (metadata.tables.layouts[id]?.at ?? 0)
  const strings = metadata.streams.strings
  const text = (value: string) =>
    strings.offset +
    [...strings.bytes]
      .map((byte) => String.fromCharCode(byte))
      .join('')
      .indexOf(`\0${value}\0`) +
    1
  const header8 = (name: string) => stream.get(name) ?? 0
  return {
    file,
    pe,
    optional,
    section,
    directory,
    cor: cli.offset,
    base,
    header,
    stream: header8,
    tables,
    count,
    cell,
    tableAt,
    text,
    metadataRva: cli.metadata.rva,
  }
}

const at = placesIn(plain)
const flags = u32(at.file, at.cor + 16)
const characteristics = u16(at.file, at.pe + 22)
const change = (...changes: readonly (readonly [at: number, value: number, size: 1 | 2 | 4])[]): Uint8Array => patched(plain, ...changes)
const zeroed = (directory: number) => change([at.directory(directory), 0, 4], [at.directory(directory) + 4, 0, 4])

function write(place: number, text: string): Uint8Array {
  const copy = plain.slice()
  copy.set(ascii(text), place)
  return copy
}

/** The sample without its TypeDef rows: what follows them moves up. */
function withoutTypes(): Uint8Array {
  const copy = change([at.count(0x02), 0, 4])
  return copy.copyWithin(at.tableAt(0x02), at.tableAt(0x04), at.tables + u32(at.file, at.stream('#~') + 4))
}

function sectionsAlignedBy(alignment: number): Uint8Array {
  const sizes = [0, 1, 2].map((index) => [at.section(index) + 8, u32(at.file, at.section(index) + 16), 4] as const)
  return change([at.optional + 32, alignment, 4], ...sizes)
}

/** For each rule an image that breaks it and no other. */
const breaking: ReadonlyMap<string, () => Uint8Array> = new Map([
  ['pe.dos-header', () => change([0, 0x4d5b, 2])],
  ['pe.room', () => change([0x3c, 0xffff_fff0, 4])],
  ['pe.signature', () => change([at.pe, 0x1_4550, 4])],
  ['pe.magic', () => change([at.optional, 0x107, 2])],
  ['pe.optional-header-size', () => change([at.pe + 20, 0xe8, 2])],
  ['pe.system-file', () => change([at.pe + 22, characteristics | 0x1000, 2])],
  ['pe.file-alignment', () => change([at.optional + 36, 0x100, 4])],
  ['pe.section-alignment', () => sectionsAlignedBy(0x100)],
  ['pe.size-of-image', () => change([at.optional + 56, u32(at.file, at.optional + 56) + 1, 4])],
  ['pe.size-of-headers', () => change([at.optional + 60, 0x1ff, 4])],
  ['pe.image-base', () => change([at.optional + 28, 0x40_0001, 4])],
  ['pe.stack-size', () => change([at.optional + 76, 0x7fff_ffff, 4])],
  ['pe.heap-size', () => change([at.optional + 84, 0x7fff_ffff, 4])],
  ['section.headers', () => change([at.optional + 60, 0, 4])],
  ['section.flags', () => change([at.section(1) + 36, 0x4000_0048, 4])],
  ['section.writable-code', () => change([at.section(1) + 36, 0xc000_0020, 4])],
  ['section.aligned', () => change([at.section(1) + 16, u32(at.file, at.section(1) + 16) - 1, 4])],
  ['section.order', () => change([at.section(1) + 20, u32(at.file, at.section(0) + 20), 4])],
  ['section.in-image', () => change([at.section(2) + 8, 0x4000, 4])],
  ['section.in-file', () => plain.subarray(0, plain.length - 1)],
  ['section.raw-size', () => change([at.section(1) + 8, 0, 4])],
  ['cli.directory', () => zeroed(14)],
  ['cli.header', () => change([at.section(0) + 36, 0x2000_0020, 4])],
  ['cli.directory-size', () => change([at.directory(14) + 4, 8, 4])],
  ['cli.cb', () => change([at.cor, 0, 4])],
  ['cli.runtime-version', () => change([at.cor + 4, 1, 2])],
  ['cli.metadata', () => change([at.cor + 8, 0, 4])],
  ['cli.directories', () => change([at.cor + 24, 0, 4], [at.cor + 28, 1, 4])],
  ['cli.flags', () => change([at.cor + 16, flags | 0x100, 4])],
  ['cli.il-only', () => change([at.cor + 48, at.metadataRva, 4], [at.cor + 52, 8, 4])],
  ['cli.strong-name', () => change([at.cor + 16, flags | 0x8, 4])],
  ['cli.native-header', () => change([at.cor + 16, flags | 0x4, 4])],
  ['cli.machine', () => change([at.cor + 16, flags | 0x2, 4])],
  ['il-only.directories', () => change([at.directory(0), at.metadataRva, 4], [at.directory(0) + 4, 40, 4])],
  ['il-only.import', () => zeroed(1)],
  ['il-only.relocation', () => zeroed(5)],
  ['il-only.sections', () => change([at.section(1) + 36, 0x40, 4])],
  ['il-only.win32-version', () => change([at.pe + 22, characteristics & ~0x2000, 2], [at.optional + 52, 1, 4])],
  ['metadata.room', () => change([at.cor + 12, 16, 4])],
  ['metadata.signature', () => change([at.base, 0x2b4d_4f43, 4])],
  ['metadata.version', () => change([at.base + 4, 0, 4])],
  ['metadata.flags', () => change([at.header, 1, 1])],
  ['stream.headers', () => change([at.stream('#Blob') + 8, 0, 1])],
  ['stream.hot', () => write(at.stream('#US') + 8, '#!\0')],
  ['stream.bounds', () => change([at.stream('#GUID'), 0x7fff_0000, 4])],
  ['stream.overlap', () => change([at.stream('#US'), u32(at.file, at.stream('#Strings')), 4])],
  ['stream.tables', () => write(at.stream('#~') + 8, '#x')],
  ['table.header', () => change([at.stream('#~') + 4, 20, 4])],
  ['table.counts', () => change([at.stream('#~') + 4, 24, 4])],
  ['table.version', () => change([at.tables + 4, 9, 1])],
  ['table.generics', () => patched(generic, [placesIn(generic).tables + 4, 1, 1])],
  ['table.rows', () => change([at.tables + 24, 0x0100_0001, 4])],
  ['assembly.manifest', () => change([at.count(0x20), 0, 4])],
  ['assembly.mvid', () => change([at.cell(0x00, 1, 'Mvid'), 2, 2])],
  ['assembly.module-type', withoutTypes],
  ['assembly.name', () => change([at.cell(0x20, 1, 'Name'), 0, 2])],
  ['assembly.culture', () => change([at.cell(0x20, 1, 'Culture'), 0xffff, 2])],
  ['assembly.public-key', () => change([at.cell(0x20, 1, 'PublicKey'), u16(at.file, at.cell(0x0c, 1, 'Value')), 2])],
  ['assembly.reference', () => write(at.text('RuntimeCompatibilityAttribute'), 'ReferenceAssemblyAttribute\0')],
  ['assembly.attributes', () => change([at.cell(0x0c, 1, 'Type'), 3, 2])],
  ['assembly.type-names', () => change([at.cell(0x02, 2, 'TypeName'), 0xffff, 2])],
  ['assembly.field-lists', () => change([at.cell(0x02, 1, 'FieldList'), 2, 2])],
])

t.test('every compiled sample loads', async (t) => {
  const folder = join(root, 'samples', 'bin')
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.dll'))) {
    t.same(ask(bytesOf('samples', 'bin', name)), { runtime: measuredRuntime, answer: 'yes', broken: [] }, name)
  }
})

t.test('every rule has an image that breaks it', async (t) => {
  t.same(loaderRules.map(({ id }) => id).sort(), [...breaking.keys()].sort())
})

function rulesTable(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
  const rows = loaderRules.map(({ id, text, source }) => `| \`${id}\` | ${cell(text)} | ${cell(source)} |`)
  return ['', '| Rule | What must hold | Asked by |', '| --- | --- | --- |', ...rows, '', ''].join('\n')
}

t.test('the rules stand in docs/loads.md (else: BLESS=1)', async (t) => {
  const path = join(root, 'docs', 'loads.md')
  const page = readFileSync(path, 'utf8')
  const start = page.indexOf('-->\n') + 4
  const whole = page.slice(0, start) + rulesTable() + page.slice(page.indexOf('<!-- end of rules'))
  const { BLESS } = process.env
  if (BLESS === '1') writeFileSync(path, whole)
  t.ok(readFileSync(path, 'utf8') === whole, 'run with BLESS=1 and read the difference')
})

for (const [id, image] of breaking) {
  t.test(`an image that breaks ${id} alone is refused for that`, async (t) => {
    const { answer, broken } = ask(image())
    t.same(
      broken.map(({ rule }) => rule),
      [id],
    )
    t.equal(answer, 'no')
    t.not(broken[0]?.detail, '')
  })
}

t.test('what the CLR tolerates is not held against an image', async (t) => {
  const lenient: [string, Uint8Array][] = [
    ['NumberOfSymbols', change([at.pe + 16, 1, 4])],
    ['NumberOfRvaAndSizes 2', change([at.directory(0) - 4, 2, 4])],
    ['a certificate that is not there', change([at.directory(4), 0x10, 4], [at.directory(4) + 4, 8, 4])],
    ['no EXE bit', change([at.pe + 22, characteristics & ~2, 2])],
    ['an empty #US', change([at.stream('#US') + 4, 0, 4])],
    ['#- for #~', write(at.stream('#~') + 8, '#-')],
    ['tables of version 1.0', change([at.tables + 4, 1, 1])],
    ['the sorted mask', change([at.tables + 16, 0, 4], [at.tables + 20, 0, 4])],
    ['unused heap size bits', change([at.tables + 6, 0xa8, 1])],
    ['section names', write(at.section(0), 'xxxxxxxx')],
    ['the subsystem', change([at.optional + 68, 0, 2])],
    ['the entry point', change([at.optional + 16, 0, 4])],
  ]
  for (const [name, image] of lenient) t.match(ask(image), { answer: 'yes', broken: [] }, name)
})

t.test('a file that cannot be opened is explained', async (t) => {
  t.match(loads(spanOf(new Uint8Array()), null), { answer: 'no', broken: [{ rule: 'pe.dos-header' }] })
  t.match(loads(spanOf(buildImage()), null), { answer: 'no' })
  t.match(loads(spanOf(plain), null), { answer: 'unknown', broken: [{ rule: 'unread' }] })
})

t.test('images with native code are left open', async (t) => {
  const precompiled = change([at.cor + 16, flags | 0x4, 4], [at.cor + 64, at.metadataRva, 4], [at.cor + 68, 16, 4])
  t.match(ask(precompiled), { answer: 'unknown', broken: [{ rule: 'precompiled' }] })
  t.match(ask(change([at.cor + 16, flags & ~1, 4])), { answer: 'no', broken: [{ rule: 'cli.machine' }] }, '32-bit native code is refused by a 64-bit runtime')
})

t.test('directories that are counted behind the sixteenth are read from what stands there', async (t) => {
  t.match(ask(change([at.directory(0) - 4, 0x7fff_ffff, 4])), { answer: 'no', broken: [{ rule: 'il-only.directories' }] })
})

t.test('a damaged image gives an answer', async () => {
  const byte = fc.tuple(fc.nat(plain.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 20 }), (bytes) => {
      ask(change(...bytes.map(([place, value]) => [place, value, 1] as const)))
    }),
    { numRuns: 300 },
  )
  const head = fc.tuple(fc.nat(0x600), fc.nat(255))
  fc.assert(
    fc.property(fc.array(head, { maxLength: 4 }), fc.nat(plain.length), (bytes, length) => {
      ask(change(...bytes.map(([place, value]) => [place, value, 1] as const)).subarray(0, length))
    }),
    { numRuns: 300 },
  )
})
