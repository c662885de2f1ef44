import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import type { Defect } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { metadataSpan, readCliHeader } from '../lib/pe/cli-header.ts'
import { type DebugInfo, readDebugDirectory } from '../lib/pe/debug-directory.ts'
import { readImage } from '../lib/pe/image.ts'
import { ascii, buildImage, firstRva, join } from './make/image.ts'
import { word } from './make/metadata.ts'

const rsds = (path: Uint8Array): Uint8Array =>
  join(
    ascii('RSDS'),
    Array.from({ length: 16 }, (_, k) => k),
    word(7, 4),
    path,
  )
const entry = (type: number, size: number, pointer: number): number[] =>
  [word(0, 4), word(0x1234, 4), word(0, 4), word(type, 4), word(size, 4), word(0, 4), word(pointer, 4)].flat()

/** Debug entries at the start of the only section, their data behind them; `at` is where the data stands in the file. */
function debugOf(entries: (at: number) => number[], data: Uint8Array = new Uint8Array(), size?: number): { info: DebugInfo; defects: Defect[] } {
  const length = entries(0).length
  const text = join(entries(0x400 + length), data)
  const defects: Defect[] = []
  const image = readImage(spanOf(buildImage({ sections: [{ data: text }], directories: { 6: [firstRva, size ?? length] } })))
  return { info: readDebugDirectory(image, defects), defects }
}

t.test('a CodeView entry gives the PDB path, GUID, age and time', async (t) => {
  const data = rsds(ascii('C:\\build\\Agent.pdb\0junk'))
  const { info, defects } = debugOf((at) => entry(2, data.length, at), data)
  t.same(info.pdb, { path: 'C:\\build\\Agent.pdb', guid: '03020100-0504-0706-0809-0a0b0c0d0e0f', age: 7, timeDateStamp: 0x1234 })
  t.match(info, { reproducible: false, embeddedPdb: false, types: [2] })
  t.same(defects, [])
})

t.test('a PDB path without its NUL ends with the entry, and may be no UTF-8', async (t) => {
  const data = rsds(Uint8Array.of(0x61, 0xff))
  t.equal(debugOf((at) => entry(2, data.length, at), join(data, ascii('rest'))).info.pdb?.path, 'a\ufffd')
})

t.test('reproducible and embedded PDB entries are told', async (t) => {
  const { info } = debugOf(() => [...entry(16, 0, 0), ...entry(17, 8, 0)])
  t.match(info, { pdb: null, reproducible: true, embeddedPdb: true, types: [16, 17] })
})

t.test('a CodeView entry that points outside is a defect, and the next one counts', async (t) => {
  const data = rsds(ascii('b.pdb\0'))
  const { info, defects } = debugOf((at) => [...entry(2, 40, 0xffff_ff00), ...entry(2, data.length, at)], data)
  t.equal(info.pdb?.path, 'b.pdb')
  t.match(defects, [{ code: 'truncated', detail: /CodeView/ }])
})

t.test('other CodeView kinds and short entries give no path', async (t) => {
  t.equal(debugOf((at) => entry(2, 40, at), join(ascii('NB10'), new Uint8Array(40))).info.pdb, null)
  t.equal(debugOf((at) => entry(2, 4, at), ascii('RSDS')).info.pdb, null)
})

t.test('a directory that is absent, empty or outside gives nothing', async (t) => {
  t.same(debugOf(() => entry(16, 0, 0), new Uint8Array(), 0).info.types, [])
  t.same(debugOf(() => entry(16, 0, 0), new Uint8Array(), 27).info.types, [])
  const defects: Defect[] = []
  const outside = readDebugDirectory(readImage(spanOf(buildImage({ directories: { 6: [0x9000, 28] } }))), defects)
  t.same(outside.types, [])
  t.match(defects, [{ code: 'bad-index' }])
})

t.test('no more debug entries than the bound are read', async (t) => {
  const many = Array.from({ length: limits.debugEntries + 10 }, () => entry(16, 0, 0)).flat()
  t.equal(debugOf(() => many, new Uint8Array(), 0xffff_ffff).info.types.length, limits.debugEntries)
})

const cli = join(word(72, 4), word(2, 2), word(5, 2), ...[0x2048, 0, 0x9, 0x06000001, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((one) => word(one, 4)))

t.test('the CLI header gives its fields', async (t) => {
  const image = readImage(spanOf(buildImage({ sections: [{ data: join(cli, [0xaa]) }], directories: { 14: [firstRva, 72] } })))
  const header = readCliHeader(image)
  t.same(header, {
    offset: 0x400,
    cb: 72,
    majorRuntimeVersion: 2,
    minorRuntimeVersion: 5,
    metadata: { rva: 0x2048, size: 0 },
    flags: 9,
    entryPointToken: 0x06000001,
    resources: { rva: 1, size: 2 },
    strongName: { rva: 3, size: 4 },
    vtableFixups: { rva: 7, size: 8 },
    managedNativeHeader: { rva: 11, size: 12 },
  })
  t.same(header && [...metadataSpan(image, header).bytes], [0xaa], 'a metadata size of 0 is not believed')
})

t.test('the size of the CLI header directory is not consulted', async (t) => {
  for (const size of [0, 8, 0xffff_ffff]) {
    const image = readImage(spanOf(buildImage({ sections: [{ data: cli }], directories: { 14: [firstRva, size] } })))
    t.equal(readCliHeader(image)?.cb, 72)
  }
})

t.test('no CLI header directory is null, one without room or outside is a FormatError', async (t) => {
  t.equal(readCliHeader(readImage(spanOf(buildImage({ sections: [{ data: cli }] })))), null)
  const open = (data: Uint8Array, rva: number) => readCliHeader(readImage(spanOf(buildImage({ sections: [{ data }], directories: { 14: [rva, 72] } }))))
  t.throws(() => open(cli.slice(0, 71), firstRva), { code: 'truncated', offset: 0x400 })
  t.throws(() => open(cli, 0x9000), { code: 'bad-index' })
})
