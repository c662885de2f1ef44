import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { type Defect, FormatError } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { readBlob, readGuid, readString, readUserString, userStrings } from '../lib/metadata/heaps.ts'
import { openMetadata } from '../lib/metadata/metadata.ts'
import { type ChosenStreams, chooseStreams, type MetadataRoot, readRoot } from '../lib/metadata/root.ts'
import { ascii, join, patched } from './make/image.ts'
import { compressed, makeHeaps, metadataRoot, type Stream, tableStream, word } from './make/metadata.ts'

type RootOptions = Parameters<typeof metadataRoot>[1]

function open(streams: readonly Stream[], options: RootOptions = {}): { root: MetadataRoot; chosen: ChosenStreams; defects: Defect[] } {
  const span = spanOf(metadataRoot(streams, options), 0x100)
  const defects: Defect[] = []
  const root = readRoot(span, defects)
  return { root, chosen: chooseStreams(span, root), defects }
}

const text = (span: { readonly bytes: Uint8Array }): string => new TextDecoder().decode(span.bytes)

t.test('the root gives its version and its streams with their places', async (t) => {
  const { root, defects } = open([
    ['#~', ascii('tables')],
    ['#Strings', ascii('text')],
  ])
  t.equal(root.version, 'v4.0.30319')
  t.same(root.streams, [
    { name: '#~', at: 64, size: 6 },
    { name: '#Strings', at: 72, size: 4 },
  ])
  t.same(defects, [])
})

t.test('a version may be empty or full to its last byte', async (t) => {
  t.equal(open([], { version: '' }).root.version, '')
  const long = 'v'.repeat(255)
  t.equal(open([['#~', ascii('x')]], { version: long }).root.version, long)
})

t.test('a root without BSJB is a bad magic, one that ends early is truncated', async (t) => {
  const root = metadataRoot([])
  t.throws(() => readRoot(spanOf(patched(root, [0, 0x2b4d4f43, 4])), []), { code: 'bad-magic' })
  for (let length = 0; length < root.length; length++) t.throws(() => readRoot(spanOf(root.slice(0, length)), []), { code: 'truncated' })
  t.throws(() => readRoot(spanOf(patched(root, [12, 0xffff_ffff, 4])), []), { code: 'truncated' })
})

t.test('stream names are compared with their case, decoys are passed over', async (t) => {
  const decoys = ['#strings', '#Blop', '#GUlD', '#', '', '<Module>', '#~~'].map((name): Stream => [name, ascii('no')])
  const { chosen } = open([...decoys, ['#~', ascii('yes')], ['#Strings', ascii('names')]])
  t.equal(text(chosen.tables ?? spanOf(new Uint8Array())), 'yes')
  t.equal(text(chosen.strings), 'names')
  t.equal(chosen.blobs.bytes.length, 0)
  t.equal(chosen.guids.bytes.length, 0)
})

const twice: readonly Stream[] = ['#Strings', '#US', '#Blob', '#GUID'].flatMap((name) => [
  [name, ascii(`first${name}`)],
  [name, ascii(`last${name}`)],
])

t.test('of two heaps with one name the last counts under #~, the first under #-', async (t) => {
  for (const [table, order] of [
    ['#~', 'last'],
    ['#-', 'first'],
  ] as const) {
    const { chosen } = open([[table, ascii('x')], ...twice])
    t.equal(chosen.uncompressed, table === '#-')
    t.same([chosen.strings, chosen.userStrings, chosen.blobs, chosen.guids].map(text), [`${order}#Strings`, `${order}#US`, `${order}#Blob`, `${order}#GUID`])
  }
})

t.test('#Schema chooses as #- does, #JTD makes every index wide but under #~, #Pdb is found', async (t) => {
  t.equal(text(open([['#~', ascii('x')], ['#Schema', ascii('')], ...twice]).chosen.strings), 'first#Strings')
  const delta = (...names: string[]) => open([...names, '#JTD'].map((name): Stream => [name, ascii('')])).chosen.minimalDelta
  t.same([delta('#-'), delta('#~', '#Schema'), delta('#~')], [true, true, false])
  t.equal(open([['#-', ascii('')]]).chosen.minimalDelta, false)
  t.equal(text(open([['#Pdb', ascii('id')]]).chosen.pdb ?? spanOf(new Uint8Array())), 'id')
})

t.test('without a table stream there is no metadata', async (t) => {
  t.throws(() => openMetadata(spanOf(metadataRoot([['#Strings', ascii('\0')]])), []), { code: 'bad-magic' })
})

t.test('200 streams are read, more than the bound are told and left out', async (t) => {
  const many = (count: number): Stream[] => Array.from({ length: count }, (_, k): Stream => [`#x${k}`, ascii('')])
  t.equal(text(open([...many(200), ['#US', ascii('here')]]).chosen.userStrings), 'here')
  const { root, defects } = open(many(limits.streams + 1))
  t.equal(root.streams.length, limits.streams)
  t.match(defects, [{ code: 'limit' }])
})

t.test('more streams stated than there are end the list', async (t) => {
  const { root, defects } = open([['#~', ascii('')]], { stated: 200 })
  t.equal(root.streams.length, 1)
  t.match(defects, [{ code: 'bad-value', detail: 'stream header 1 of 200 cannot be read' }])
})

t.test('a stream name without its NUL in 32 bytes is passed over', async (t) => {
  const { root, defects } = open([
    ['#~', ascii('')],
    ['n'.repeat(31), ascii('')],
    ['n'.repeat(32), ascii('')],
    ['#US', ascii('')],
  ])
  t.same(
    root.streams.map((stream) => stream.name),
    ['#~', 'n'.repeat(31), '#US'],
  )
  t.match(defects, [{ code: 'bad-value' }])
})

t.test('junk in the padding of a stream name is not part of it', async (t) => {
  const bytes = metadataRoot([['#~', ascii('x')]])
  const name = bytes.indexOf(0x23, 20)
  const root = readRoot(spanOf(patched(bytes, [name + 3, 0x41, 1])), [])
  t.equal(root.streams[0]?.name, '#~')
})

t.test('streams that run past the end are cut, those behind it are empty', async (t) => {
  const streams: Stream[] = [
    ['#~', ascii('table')],
    ['#US', ascii('text')],
  ]
  const cut = open(streams, { patch: (index) => (index === 1 ? { size: 0xffff_ffff } : {}) })
  t.equal(text(cut.chosen.userStrings), 'text')
  const outside = open(streams, { patch: (index) => (index === 1 ? { at: 0xffff_fff0 } : {}) })
  t.equal(outside.chosen.userStrings.bytes.length, 0)
})

t.test('a string ends at its NUL or with the heap; index 0 is empty; outside is a bad index', async (t) => {
  const heap = spanOf(ascii('\0one\0two'))
  t.same(
    [0, 1, 2, 5].map((index) => readString(heap, index)),
    ['', 'one', 'ne', 'two'],
  )
  t.equal(readString(spanOf(ascii('x')), 0), '', 'whatever stands there')
  for (const index of [8, 0x7fff_7fff, 0xffff_ffff]) t.throws(() => readString(heap, index), { code: 'bad-index' })
})

t.test('a blob has its length before it; index 0 is empty; one that runs out is truncated', async (t) => {
  const long = new Uint8Array(200).fill(7)
  const heap = spanOf(join([5, 2, 8, 9], compressed(200), long), 0x40)
  t.same([...readBlob(heap, 0).bytes], [])
  t.same([...readBlob(heap, 1).bytes], [8, 9])
  t.equal(readBlob(heap, 1).offset, 0x42)
  t.same(readBlob(heap, 4).bytes, long)
  t.throws(() => readBlob(heap, heap.bytes.length - 1 - 200), { code: 'truncated' })
  t.throws(() => readBlob(heap, heap.bytes.length), { code: 'bad-index' })
  t.throws(() => readBlob(spanOf(Uint8Array.of(0, 0xe0)), 1), { code: 'bad-value' })
})

t.test('user strings keep lone surrogates, lose the flag byte, and the walk ends at broken lengths', async (t) => {
  const heaps = makeHeaps()
  const first = heaps.userString('a\ud800')
  const empty = heaps.userString('')
  const bytes = heaps.streams().find(([name]) => name === '#US')?.[1] ?? new Uint8Array()
  const heap = spanOf(bytes)
  t.equal(readUserString(heap, first), 'a\ud800')
  t.same(
    [...userStrings(heap)],
    [
      { index: first, value: 'a\ud800' },
      { index: empty, value: '' },
    ],
  )
  t.equal([...userStrings(spanOf(join(bytes, [0, 0, 0])))].length, 2, 'padding is no entry')
  t.equal([...userStrings(spanOf(join(bytes, [0x20, 1])))].length, 2)
  t.equal([...userStrings(spanOf(join(bytes, [0xff])))].length, 2)
  t.equal([...userStrings(spanOf(new Uint8Array()))].length, 0)
  t.throws(() => readUserString(heap, bytes.length), { code: 'bad-index' })
})

t.test('GUID indexes count from 1; 0 is none; outside is truncated', async (t) => {
  const heap = spanOf(join(new Uint8Array(16).fill(0x11), new Uint8Array(16).fill(0x22)))
  t.equal(readGuid(heap, 0), null)
  t.equal(readGuid(heap, 2), '22222222-2222-2222-2222-222222222222')
  t.throws(() => readGuid(heap, 3), { code: 'truncated' })
  t.throws(() => readGuid(heap, 0xffff_ffff), { code: 'truncated' })
})

t.test('each string index gives the same text again', async (t) => {
  const metadata = openMetadata(
    spanOf(
      metadataRoot([
        ['#~', tableStream()],
        ['#Strings', ascii('\0name\0')],
      ]),
    ),
    [],
  )
  t.equal(metadata.string(1), 'name')
  t.equal(metadata.string(1), 'name')
})

t.test('any bytes behind BSJB give metadata or a FormatError', async () => {
  const heads = fc.constantFrom<readonly number[]>(word(0, 4), [...word(4, 4), 0, 0, 0, 0, 0, 0, 5, 0])
  fc.assert(
    fc.property(heads, fc.uint8Array({ maxLength: 300 }), fc.nat(400), (head, tail, index) => {
      try {
        const metadata = openMetadata(spanOf(join(ascii('BSJB'), new Uint8Array(8), head, tail)), [])
        for (const read of [metadata.string, metadata.blob, metadata.userString, metadata.guid]) read(index)
        return true
      } catch (error) {
        return error instanceof FormatError
      }
    }),
  )
})

t.test('any change to a sound root gives metadata or a FormatError', async () => {
  const sound = metadataRoot([['#~', tableStream({ rows: { Module: [[0, 1, 1, 0, 0]], TypeDef: [[0, 1, 0, 0, 1, 1]] } })], ...makeHeaps().streams()])
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), fc.nat(400), (changes, index) => {
      try {
        const metadata = openMetadata(spanOf(patched(sound, ...changes.map(([at, value]) => [at, value, 1] as const))), [])
        for (const read of [metadata.string, metadata.blob, metadata.userString, metadata.guid]) read(index)
        return [...userStrings(metadata.streams.userStrings)].length < sound.length
      } catch (error) {
        return error instanceof FormatError
      }
    }),
    { numRuns: 300 },
  )
})
