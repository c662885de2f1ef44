import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { type Defect, FormatError } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { type ResourceEntry, readResourceSet } from '../lib/model/resource-set.ts'
import { resourceSet, type SetParts, text, u32 } from './make/resource-set.ts'
import { bytesOf } from './make/root.ts'

function read(bytes: Uint8Array): { readonly entries: readonly ResourceEntry[]; readonly defects: readonly Defect[]; readonly version: number } {
  const defects: Defect[] = []
  return { ...readResourceSet(spanOf(bytes), defects), defects }
}
const readParts = (parts: SetParts) => read(resourceSet(parts))
const shown = (entries: readonly ResourceEntry[]) =>
  entries.map(({ name, type, bytes, text }) => [name, type, text ?? (bytes === null ? null : [...bytes.bytes])])

t.test('a set that ResourceWriter wrote gives each entry its type and content', async (t) => {
  const { version, entries, defects } = read(bytesOf('test/fixtures/embedded/parts.resources'))
  t.equal(version, 2)
  t.same(defects, [])
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  t.equal(byName.size, 8)
  t.equal(byName.get('bytes')?.type, 'System.Byte[]')
  t.same([...(byName.get('bytes')?.bytes?.bytes.subarray(0, 3) ?? [])], [0x1f, 0x8b, 8])
  t.equal(byName.get('stream')?.type, 'System.IO.Stream')
  t.match(byName.get('text'), { type: 'System.String', text: /^H4sI/ })
  t.match(shown([...byName.values()].filter(({ name }) => ['number', 'small', 'nothing'].includes(name))).sort(), [
    ['nothing', 'null', null],
    ['number', 'System.Int32', [42, 0, 0, 0]],
    ['small', 'System.Byte[]', [1, 2, 3]],
  ])
  t.match(byName.get('date'), { type: 'System.DateTime', bytes: { bytes: { length: 8 } } })
  t.match(byName.get('object'), { type: /^System\.Version, mscorlib, Version=/, text: null })
  t.same([...(byName.get('object')?.bytes?.bytes.subarray(0, 5) ?? [])], [0, 1, 0, 0, 0], 'a serialized object is given whole')
})

t.test('every plain type of version 2 has its size', async (t) => {
  const sizes = [1, 2, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 16, 8, 8]
  const { entries, defects } = readParts({
    entries: sizes.map((size, index) => ({ name: `n${index}`, code: index + 2, value: new Uint8Array(size).fill(index) })),
  })
  t.same(defects, [])
  t.same(
    entries.map((entry) => entry.bytes?.bytes.length),
    sizes,
  )
  t.match(entries, [{ type: 'System.Boolean' }, { type: 'System.Char' }, { type: 'System.Byte' }])
})

t.test('version 1 names its types in a table, and everything but plain values is an object', async (t) => {
  const types = ['System.String, mscorlib', 'System.Int32', 'System.Byte[], mscorlib']
  const { version, entries, defects } = readParts({
    version: 1,
    types,
    entries: [
      { name: 'a', code: 0, value: text('hello') },
      { name: 'b', code: 1, value: u32(7) },
      { name: 'c', code: 2, value: [9, 9, 9] },
      { name: 'd', code: -1, value: [] },
    ],
  })
  t.equal(version, 1)
  t.same(defects, [])
  t.same(shown(entries), [
    ['a', 'System.String', 'hello'],
    ['b', 'System.Int32', [7, 0, 0, 0]],
    ['c', 'System.Byte[], mscorlib', [9, 9, 9]],
    ['d', 'null', null],
  ])
})

t.test('an object ends where the next value begins, whatever the order of the entries', async (t) => {
  const types = ['N.T, A']
  const { entries } = readParts({
    types,
    entries: [
      { name: 'last', code: 0x40, value: [1, 1, 1] },
      { name: 'first', code: 0x40, value: [2, 2] },
    ],
    dataAt: { 0: 4, 1: 0 },
  })
  t.same(shown(entries), [
    ['last', 'N.T, A', [2, 2]],
    ['first', 'N.T, A', [1, 1, 1]],
  ])
})

t.test('a header of a later kind is stepped over by its length', async (t) => {
  const whole = resourceSet({ entries: [{ name: 'a', code: 2, value: [1] }] })
  const view = new DataView(whole.buffer)
  view.setUint32(4, 2, true)
  t.equal(read(whole).entries.length, 1)
})

t.test('a damaged entry is a defect, and the others are read', async (t) => {
  const good = { name: 'good', code: 2, value: [1] }
  const bad: readonly SetParts[] = [
    { entries: [{ name: 'bad', code: 0x20, value: u32(0x7fff_ffff) }, good] }, // a length behind the end
    { entries: [{ name: 'bad', code: 0x20, value: u32(-1) }, good] },
    { entries: [{ name: 'bad', code: 0x33, value: [] }, good] }, // a type code nobody knows
    { entries: [{ name: 'bad', code: 0x41, value: [] }, good] }, // a type that is not in the table
    { entries: [{ name: 'bad', code: 2, value: [1] }, good], dataAt: { 0: 0xffff } },
    { entries: [{ name: 'bad', code: 2, value: [1] }, good], nameAt: { 0: 0x7fff_ffff } },
  ]
  for (const parts of bad) {
    const { entries, defects } = readParts(parts)
    t.same(
      entries.map((entry) => entry.name),
      ['good'],
    )
    t.equal(defects.length, 1)
  }
})

t.test('a header that does not fit is one error', async (t) => {
  const set = resourceSet({ entries: [{ name: 'a', code: 2, value: [1] }] })
  t.throws(() => read(set.subarray(0, 11)), { code: 'bad-magic' })
  t.throws(() => read(Uint8Array.of(...set.subarray(1))), { code: 'bad-magic' })
  t.throws(() => read(set.subarray(0, 40)), { code: 'truncated' })
  t.throws(() => readParts({ version: 3 }), { code: 'bad-value' })
  t.throws(() => readParts({ count: 0xffff_ffff }), { code: 'truncated' })
  t.throws(() => readParts({ typeCount: 0xffff_ffff }), { code: 'limit' })
  t.throws(() => readParts({ typeCount: 100 }), { code: /truncated|bad-value/ })
})

t.test('entries that share one long name are held to twice the set', async (t) => {
  const name = 'n'.repeat(5000)
  const parts = { entries: [{ name, code: 2, value: [1] }, ...Array.from({ length: 50 }, () => ({ name: '', code: 2, value: [1] }))] }
  const { entries, defects } = readParts({ ...parts, nameAt: Object.fromEntries(parts.entries.map((_, index) => [index, 0])) })
  t.equal(entries.length, limits.resourceReuse)
  t.match(defects, [{ code: 'limit' }])
})

t.test('any bytes give a set or a FormatError', async () => {
  const sound = resourceSet({
    types: ['N.T, A'],
    entries: [
      { name: 'text', code: 1, value: text('some text') },
      { name: 'bytes', code: 0x20, value: [...u32(3), 1, 2, 3] },
      { name: 'object', code: 0x40, value: [1, 2, 3, 4] },
    ],
  })
  const damaged = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
    const bytes = sound.slice()
    for (const [at, value] of changes) bytes[at] = value
    return bytes
  })
  const headed = fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.of(0xce, 0xca, 0xef, 0xbe, 1, 0, 0, 0, ...bytes))
  fc.assert(
    fc.property(fc.oneof(damaged, headed, fc.uint8Array({ maxLength: 64 })), (bytes) => {
      try {
        read(bytes)
      } catch (error) {
        if (!(error instanceof FormatError)) throw error
      }
    }),
    { numRuns: 1000 },
  )
})
