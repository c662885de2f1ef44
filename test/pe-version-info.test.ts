import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import type { Defect } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { readImage } from '../lib/pe/image.ts'
import { type VersionText, versionInfo } from '../lib/pe/version-info.ts'
import { readWin32Resources, type Win32Resource } from '../lib/pe/win32-resources.ts'
import { buildImage, firstRva, join, patched, roundUp } from './make/image.ts'
import { utf16, word } from './make/metadata.ts'
import { bytesOf } from './make/root.ts'

interface Parts {
  readonly key: string
  readonly value?: Uint8Array
  readonly children?: readonly Uint8Array[]
  /** What wLength, wValueLength and wType say where that is not the truth. */
  readonly length?: number
  readonly valueLength?: number
  readonly type?: number
}

const padded = (bytes: Uint8Array): Uint8Array => join(bytes, new Uint8Array(roundUp(bytes.length, 4) - bytes.length))

/** One block of version information: header, key, value, children. VS_VERSIONINFO */
function block({ key, value = new Uint8Array(), children = [], length, valueLength, type = 1 }: Parts): Uint8Array {
  const head = padded(join(new Uint8Array(6), utf16(`${key}\0`)))
  const body = join(padded(value), ...children.map(padded))
  const whole = join(head, body)
  whole.set(join(word(length ?? whole.length, 2), word(valueLength ?? value.length, 2), word(type, 2)))
  return whole
}

const text = (key: string, value: string, lie: Partial<Parts> = {}): Uint8Array =>
  block({ key, value: Uint8Array.from(utf16(`${value}\0`)), valueLength: value.length + 1, ...lie })
const table = (...children: Uint8Array[]): Uint8Array => block({ key: '040904b0', children })
const strings = (...tables: Uint8Array[]): Uint8Array => block({ key: 'StringFileInfo', children: tables })
const fixed = join(word(0xfeef04bd, 4), word(0x10000, 4), [3, 0, 15, 0, 4, 0, 1, 0], [7, 0, 6, 0, 9, 0, 8, 0], new Uint8Array(28))
const root = (...children: Uint8Array[]): Uint8Array => block({ key: 'VS_VERSION_INFO', value: fixed, type: 0, children })

type Entry = readonly [name: number, child: number]
const subdirectory = 0x8000_0000
const directory = (...entries: Entry[]): Uint8Array =>
  join(new Uint8Array(14), word(entries.length, 2), ...entries.map(([name, child]) => [...word(name, 4), ...word(child, 4)]))

/** An image whose one section starts with this resource tree. */
const imageOf = (section: Uint8Array) =>
  readImage(spanOf(buildImage({ sections: [{ name: '.rsrc', data: section }], directories: { 2: [firstRva, section.length] } })))

/** Type 16, name 1, language 0x409: three directories, a data entry, the bytes. */
const versionSection = (data: Uint8Array, size = data.length): Uint8Array =>
  join(
    directory([16, subdirectory + 24]),
    directory([1, subdirectory + 48]),
    directory([0x409, 72]),
    word(firstRva + 88, 4),
    word(size, 4),
    new Uint8Array(8),
    data,
  )

function read(data: Uint8Array, size?: number): { info: VersionText[] | null; defects: Defect[] } {
  const defects: Defect[] = []
  return { info: versionInfo(imageOf(versionSection(data, size)), defects), defects }
}

const fixedTexts = [
  { name: 'FixedFileVersion', value: '15.3.1.4' },
  { name: 'FixedProductVersion', value: '6.7.8.9' },
]

t.test('the fixed versions come first, then every text in order with its duplicates', async (t) => {
  const { info, defects } = read(
    root(strings(table(text('CompanyName', 'Microsoft'), text('__proto__', 'x'), text('CompanyName', '')), table(text('Comments', 'two')))),
  )
  t.same(info, [
    ...fixedTexts,
    { name: 'CompanyName', value: 'Microsoft' },
    { name: '__proto__', value: 'x' },
    { name: 'CompanyName', value: '' },
    { name: 'Comments', value: 'two' },
  ])
  t.same(defects, [])
})

t.test('a value counted in bytes, without its NUL, or with a lone surrogate is given as it stands', async (t) => {
  const odd = [text('A', 'abc', { valueLength: 8 }), block({ key: 'B', value: Uint8Array.from(utf16('xy')), valueLength: 2 }), text('C', '\ud800.')]
  t.same(read(root(strings(table(...odd)))).info?.slice(2), [
    { name: 'A', value: 'abc' },
    { name: 'B', value: 'xy' },
    { name: 'C', value: '\ud800.' },
  ])
})

t.test('a wrong fixed part is a defect and hides no text', async (t) => {
  const { info, defects } = read(block({ key: 'VS_VERSION_INFO', value: new Uint8Array(52), type: 0, children: [strings(table(text('A', 'b')))] }))
  t.same(info, [{ name: 'A', value: 'b' }])
  t.match(defects, [{ code: 'bad-magic' }])
})

t.test('lengths of 0 that other readers never leave end their list', async (t) => {
  const before = text('A', 'b')
  const endless: [string, Uint8Array][] = [
    ['a string that is not text', root(strings(table(before, text('B', 'c', { length: 0, type: 0 }))))],
    ['a block of an unknown name', root(strings(table(before)), block({ key: 'Other', length: 0 }))],
    ['a variable that is text', root(strings(table(before)), block({ key: 'VarFileInfo', children: [block({ key: 'Translation', length: 0, type: 1 })] }))],
    ['an empty table', root(strings(table(before), block({ key: '040904b0', length: 0 })))],
  ]
  for (const [name, data] of endless) t.same(read(data).info, [...fixedTexts, { name: 'A', value: 'b' }], name)
})

t.test('a length too short for a header is a defect, and what stands before it is kept', async (t) => {
  const { info, defects } = read(root(strings(table(text('A', 'b'), text('B', 'c', { length: 3 })))))
  t.same(info, [...fixedTexts, { name: 'A', value: 'b' }])
  t.match(defects, [{ code: 'bad-value', detail: /version information/ }])
})

t.test('a child that claims more than its parent ends with it', async (t) => {
  t.same(read(root(strings(table(text('A', 'b', { length: 0xffff }))))).info, [...fixedTexts, { name: 'A', value: 'b' }])
})

t.test('a resource that is cut off is read as far as it goes', async (t) => {
  const { info, defects } = read(root(strings(table(text('A', 'b')))), 0xffff)
  t.same(info?.at(-1), { name: 'A', value: 'b' })
  t.match(defects, [{ code: 'truncated' }])
})

t.test('a file without version information has null, one with other bytes there an empty list and a defect', async (t) => {
  t.equal(versionInfo(readImage(spanOf(buildImage())), []), null)
  t.equal(versionInfo(imageOf(directory([3, subdirectory + 24])), []), null)
  const { info, defects } = read(new Uint8Array(64).fill(7))
  t.same(info, [])
  t.match(defects, [{ code: 'bad-magic' }])
})

t.test('a compiled file gives what its compiler wrote', async (t) => {
  const info = versionInfo(readImage(spanOf(bytesOf('samples', 'bin', 'address-rewrite-vb.vb.dll'))), [])
  t.same(info?.slice(0, 3), [
    { name: 'FixedFileVersion', value: '2.2.0.0' },
    { name: 'FixedProductVersion', value: '2.2.0.0' },
    { name: 'CompanyName', value: 'Lucerne Publishing' },
  ])
})

function tree(section: Uint8Array): { found: Win32Resource[]; defects: Defect[] } {
  const defects: Defect[] = []
  return { found: readWin32Resources(imageOf(section), defects), defects }
}

t.test('resources are given with type, name and language, by number or by text', async (t) => {
  const section = join(
    directory([subdirectory + 88, subdirectory + 24]),
    directory([5, subdirectory + 48]),
    directory([0x407, 72]),
    word(0x3000, 4),
    word(9, 4),
    word(1252, 4),
    word(0, 4),
    word(2, 2),
    utf16('AB'),
  )
  const { found, defects } = tree(section)
  t.same(found, [{ type: 'AB', name: 5, language: 0x407, rva: 0x3000, size: 9, codePage: 1252, offset: 0x400 + 72 }])
  t.same(defects, [])
})

t.test('a directory that leads back to itself or is shared is read once', async (t) => {
  t.match(tree(directory([1, subdirectory])), { found: [], defects: [{ code: 'cycle' }] })
  const shared = join(directory([16, subdirectory + 32], [17, subdirectory + 32]), directory([1, subdirectory + 56]), directory([0, 80]), new Uint8Array(16))
  const { found, defects } = tree(shared)
  t.same(
    found.map(({ type }) => type),
    [16],
  )
  t.match(defects, [{ code: 'cycle' }])
})

t.test('levels that share a table of many entries do not multiply', async (t) => {
  const wide = (child: number) => directory(...Array.from({ length: 200 }, (_, name): Entry => [name, child]))
  const size = 16 + 200 * 8
  const { found } = tree(join(wide(subdirectory + size), wide(subdirectory + 2 * size), wide(3 * size), new Uint8Array(16)))
  t.equal(found.length, 200)
})

t.test('more entries than the bound are told and not read', async (t) => {
  const entries = Array.from({ length: limits.win32Entries + 1 }, (_, name): Entry => [name, 0])
  t.match(
    tree(directory(...entries))
      .defects.map(({ code }) => code)
      .sort(),
    ['bad-value', 'limit'],
  )
})

t.test('entries, data and names outside the section, data too high and directories too deep are defects', async (t) => {
  const codes = (section: Uint8Array) => tree(section).defects.map(({ code }) => code)
  t.same(codes(patched(directory([1, subdirectory + 0x7fff_0000]), [14, 2, 2])), ['truncated'])
  t.same(codes(directory([16, 0])), ['bad-value'])
  t.same(codes(join(directory([1, subdirectory + 24]), directory([1, subdirectory + 48]), directory([1, subdirectory + 72]))), ['bad-value'])
  t.same(codes(join(directory([1, subdirectory + 24]), directory([1, subdirectory + 48]), directory([1, 0xffff]))), ['truncated'])
  t.same(codes(join(directory([subdirectory + 0xffff, subdirectory + 24]), directory())), ['bad-index'])
  const defects: Defect[] = []
  t.same(readWin32Resources(readImage(spanOf(buildImage({ directories: { 2: [0x9000, 16] } }))), defects), [])
  t.match(defects, [{ code: 'bad-index' }])
})

t.test('any bytes as a tree or as version information give an answer', async () => {
  const bytes = fc.uint8Array({ maxLength: 300 })
  fc.assert(fc.property(bytes, (data) => tree(data).found.length <= limits.win32Entries))
  fc.assert(fc.property(bytes, (data) => read(data).info !== null))
  const whole = root(strings(table(text('A', 'b'), text('Long', 'value'))), block({ key: 'VarFileInfo', children: [text('Translation', '')] }))
  const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255), fc.constant<1>(1)), { maxLength: 6 })
  fc.assert(fc.property(change, (changes) => read(patched(whole, ...changes)).info !== null))
})
