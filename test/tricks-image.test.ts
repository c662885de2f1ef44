import fc from 'fast-check'
import t from 'tap'
import { spanOf, u32 } from '../lib/bytes/span.ts'
import { type Defect, FormatError } from '../lib/errors.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { findOverlay, mappedImage, memoryAtRva, readImage, spanAtRva } from '../lib/pe/image.ts'
import { readWin32Resources } from '../lib/pe/win32-resources.ts'
import { buildImage, fieldAt, firstRva, type ImageParts, join, patched, peAt } from './make/image.ts'
import { word } from './make/metadata.ts'
import { addMethod, defectsOf, fat, profiled, ret, seen, small, tiny, trickBytes } from './make/trick.ts'

// Each test is one trick of the trade: what the CLR, or where it refuses Mono, makes of the file is what is expected.

const plain = trickBytes()
const withParts = (parts: ImageParts): Uint8Array =>
  trickBytes((trick) => {
    trick.parts = parts
  })
const directory = (index: number): number => fieldAt.optional + 96 + index * 8
const section = fieldAt.optional + 0xe0
/** File offset of the CLI header in built images. */
const cli = 0x400

t.test('a small count of directories does not hide the CLI header', async (t) => {
  // 1
  for (const count of [0, 2, 14, 15]) t.same(seen(withParts({ numberOfRvaAndSizes: count })), small)
})

t.test('a huge count of directories is no more than 16', async (t) => {
  // 2
  for (const count of [0x13, 0x7fff_ffff]) t.same(seen(withParts({ numberOfRvaAndSizes: count })), small)
})

t.test('the size of the CLI header directory says nothing', async (t) => {
  // 3
  for (const size of [0, 8, 80, 0xffff_ffff]) t.same(seen(patched(plain, [directory(14) + 4, size, 4])), small)
})

t.test('a CLI header without size, version or metadata size is read; without a place of the metadata, that is searched for', async (t) => {
  // 4
  const cleared = patched(plain, [cli, 0, 4], [cli + 4, 0, 4], [cli + 12, 0, 4])
  t.same(seen(cleared), small)
  t.same(defectsOf(cleared), [])
  const lost = patched(cleared, [cli + 8, 0, 4])
  t.same(seen(lost), small)
  t.same(defectsOf(lost), ['bad-index'])
  const root = plain.findIndex((_, at) => u32(spanOf(plain), at) === 0x424a_5342)
  t.throws(() => openAssembly(patched(lost, [root, 0, 4])), { name: 'FormatError' })
})

t.test('a PE signature of which only two bytes are right loads nowhere today', async (t) => {
  // 5
  const bytes = patched(plain, [peAt, 0x0001_4550, 4])
  t.throws(() => openAssembly(bytes), { code: 'bad-magic' })
  t.match(profiled(bytes).profile, { format: 'other', verdict: { decision: 'not-judged' } })
})

t.test('sections beyond the room for them are left out', async (t) => {
  // 6
  const bytes = withParts({ numberOfSections: 0xffff })
  t.same(seen(bytes), small)
  t.ok(defectsOf(bytes).length > 0)
})

t.test('a section of virtual size 0 has its raw bytes', async (t) => {
  // 7
  t.same(seen(patched(plain, [section + 8, 0, 4])), small)
})

t.test('memory behind the raw bytes is zeros', async (t) => {
  // 8
  const image = readImage(spanOf(buildImage({ sections: [{ data: Uint8Array.of(1, 2, 3, 4), virtualSize: 0x1000 }] })))
  t.same([...memoryAtRva(image, firstRva + 2, 4).bytes], [3, 4, 0, 0], 'data that begins in the file')
  t.same([...memoryAtRva(image, firstRva + 0x800, 4).bytes], [0, 0, 0, 0], 'and data that does not')
  t.same([...memoryAtRva(image, firstRva, 4).bytes], [1, 2, 3, 4])
  t.throws(() => memoryAtRva(image, firstRva + 0x1ffe, 4), { code: 'truncated' }, 'the section ends')
  t.throws(() => memoryAtRva(image, firstRva + 0x4000, 4), { code: 'bad-index' })
  const large = readImage(spanOf(buildImage({ sections: [{ data: Uint8Array.of(1), virtualSize: 0x1000_0000 }] })))
  t.throws(() => memoryAtRva(large, firstRva, 0x1000_0000), { code: 'limit' })
})

t.test('a method in memory that the file does not hold has no body, and its neighbours have theirs', async (t) => {
  // 8
  const bytes = patched(
    trickBytes((trick) => void addMethod(trick, 'Later', 0x3000)),
    [section + 8, 0x2000, 4],
  )
  t.same(seen(bytes).il, small.il)
  t.same(defectsOf(bytes), ['bad-index'])
})

t.test('code that runs out of the file goes on in zeros, which are nop', async (t) => {
  // 8
  const rva = firstRva + 0x2000
  const text = trickBytes((trick) => void addMethod(trick, 'Tail', rva)).subarray(0x400)
  const tail = fat([0x00, ret], { size: 6 })
  const image = (virtualSize: number) =>
    buildImage({ sections: [{ data: text }, { data: tail, virtualAddress: rva, virtualSize }], directories: { 14: [firstRva, 72] } })
  t.same(seen(image(0x1000)).il, [...small.il, ['nop', 'ret', 'nop', 'nop', 'nop', 'nop']])
  const aligned = patched(image(0), [fieldAt.optional + 32, 1, 4])
  t.same(seen(aligned).il, small.il, 'where the section ends with the file there is nothing')
  t.same(defectsOf(aligned), ['truncated'])
})

t.test('an RVA before the first section lies in the headers', async (t) => {
  // 9
  const rva = 0x300
  const bytes = trickBytes((trick) => void addMethod(trick, 'Early', rva))
  bytes.set(tiny(0x00, ret), rva)
  t.same(seen(bytes).il, [...small.il, ['nop', 'ret']])
})

t.test('of sections that overlap the first counts, unless only another has bytes there', async (t) => {
  // 10
  const text = plain.subarray(0x400)
  const junk = new Uint8Array(text.length).fill(0xcc)
  const build = (...data: [Uint8Array, number][]) =>
    buildImage({
      sections: data.map(([bytes, virtualSize]) => ({ data: bytes, virtualAddress: firstRva, virtualSize })),
      directories: { 14: [firstRva, 72] },
    })
  t.same(seen(build([text, 0x2000], [junk, 0x2000])), small)
  t.same(seen(build([junk, 0x2000], [text, 0x2000])).il, [])
  t.same(seen(build([new Uint8Array(), 0x2000], [text, 0x2000])), small, 'Mono looks at raw bytes alone')
})

t.test('a raw pointer that is no multiple of 512 is rounded down', async (t) => {
  // 11
  t.same(seen(patched(plain, [section + 20, 0x410, 4])), small)
})

t.test('of a section that is cut off what is there is read', async (t) => {
  // 12
  const bytes = patched(plain, [section + 16, plain.length, 4])
  t.same(seen(bytes), small)
  t.same(defectsOf(bytes), ['truncated'])
})

t.test('Win32 resources that contain themselves end', async (t) => {
  // 46
  const entry = (id: number, offset: number) => [...word(id, 4), ...word(offset, 4)]
  const table = (...entries: number[][]) => join(new Uint8Array(12), word(0, 2), word(entries.length, 2), ...entries)
  const tree = table(entry(1, 0x8000_0000), entry(2, 0x8000_0020), entry(3, 0x7fff_ffff))
  const image = readImage(spanOf(buildImage({ sections: [{ data: join(tree, tree) }], directories: { 2: [firstRva, 80] } })))
  const defects: Defect[] = []
  t.same(readWin32Resources(image, defects), [])
  t.ok(defects.length > 0)
})

t.test('bytes between headers and sections and behind them are stepped over, and those behind are told', async (t) => {
  // 49
  const gap = patched(plain, [0x3f0, 0x4d5a, 4])
  t.same(seen(gap), small)
  const bytes = join(plain, new Uint8Array(0x100).fill(0xee))
  t.same(seen(bytes), small)
  t.same(findOverlay(readImage(spanOf(bytes))), { offset: plain.length, size: 0x100 })
})

t.test('a dump of memory is read by RVA and said to be one', async (t) => {
  // 50
  const mapped = join(plain.subarray(0, 0x400), new Uint8Array(firstRva - 0x400), plain.subarray(0x400))
  const assembly = openAssembly(mapped)
  t.equal(assembly.image.layout, 'mapped')
  t.equal(openAssembly(plain).image.layout, 'flat')
  t.same(seen(mapped), small)
  t.equal(spanAtRva(assembly.image, firstRva).offset, firstRva)
  const { profile } = profiled(mapped)
  t.equal(profile.format, 'dotnet')
  t.ok(profile.defects.some(({ detail }) => detail.includes('dumped from a process')))
})

t.test('an image without metadata in either layout gives the error of the one on disk', async (t) => {
  // 50
  t.throws(() => openAssembly(patched(plain, [directory(14), 0x7000_0000, 4])), { code: 'bad-index' })
  t.throws(() => openAssembly(patched(plain, [directory(14), 0, 4])), { code: 'bad-magic' })
})

t.test('any place and size in memory gives that many bytes or a FormatError, flat or mapped', async () => {
  const flat = readImage(
    spanOf(
      buildImage({
        sections: [
          { data: new Uint8Array(64).fill(7), virtualSize: 0x1800 },
          { data: new Uint8Array(16), virtualSize: 0 },
        ],
      }),
    ),
  )
  const near = fc.oneof(fc.nat(0x8000), fc.nat(0xffff_ffff))
  fc.assert(
    fc.property(fc.constantFrom(flat, mappedImage(flat)), near, near, (image, rva, size) => {
      try {
        return memoryAtRva(image, rva, size).bytes.length === size
      } catch (error) {
        return error instanceof FormatError
      }
    }),
    { numRuns: 500 },
  )
})
