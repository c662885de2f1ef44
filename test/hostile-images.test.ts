import t from 'tap'
import { inspect, type Profile } from '../lib/index.ts'
import { ascii, firstRva, join, patched } from './make/image.ts'
import {
  assemblyImage,
  assemblyOf,
  type Cells,
  coded,
  codeRva,
  compressed,
  type Heaps,
  makeHeaps,
  metadataRoot,
  type TableRows,
  tableStream,
  word,
} from './make/metadata.ts'
import { validateProfile } from './make/validate.ts'

type Test = Pick<typeof t, 'same'>

function inspected(t: Test, bytes: Uint8Array): Profile {
  const profile = inspect(bytes)
  t.same(validateProfile(profile), [])
  return profile
}

const many = (count: number, make: (index: number) => Cells): Cells[] => Array.from({ length: count }, (_, index) => make(index))
const method = (signature: number, rva: number = codeRva, name = 0): Cells => [rva, 0, 0x16, name, signature, 1]
const whole = (heaps: Heaps): TableRows => ({
  Module: [[0, heaps.string('m.dll'), heaps.guid(1), 0, 0]],
  Assembly: [[0x8004, 1, 0, 0, 0, 0, 0, heaps.string('A'), 0]],
  TypeDef: [[0, heaps.string('T'), 0, 0, 1, 1]],
})
const tiny = Uint8Array.of(0x06, 0x2a)

/** A fat body; clauses are `flags, tryOffset, tryLength, handlerOffset, handlerLength, last`. II.25.4.3 */
function fat(code: Uint8Array | readonly number[], clauses: readonly Cells[] = []): Uint8Array {
  const padding = new Uint8Array((4 - (code.length % 4)) % 4)
  const section = clauses.length === 0 ? [] : [[0x41], word(4 + 24 * clauses.length, 3), ...clauses.map((clause) => clause.flatMap((value) => word(value, 4)))]
  return join(word(clauses.length === 0 ? 0x3013 : 0x301b, 2), word(8, 2), word(code.length, 4), word(0, 4), code, padding, ...section)
}

t.test('60,000 nested pointers in the signature of 20,000 methods', async (t) => {
  const heaps = makeHeaps()
  const signature = heaps.blob(join([0, 0], new Uint8Array(60_000).fill(0x0f), [1]))
  inspected(t, assemblyOf({ ...whole(heaps), MethodDef: many(20_000, () => method(signature)) }, heaps, { code: tiny, heapSizes: 4 }))
})

t.test('65,535 sections', async (t) => {
  const heaps = makeHeaps()
  const bytes = assemblyImage(metadataRoot([['#~', tableStream({ rows: whole(heaps) })], ...heaps.streams()]), { parts: { numberOfSections: 65_535 } })
  inspected(t, join(bytes, new Uint8Array(3_000_000)))
})

t.test('a switch of 2^31 targets', async (t) => {
  const heaps = makeHeaps()
  const signature = heaps.blob([0, 0, 1])
  const code = fat(join([0x16, 0x45], word(2 ** 31, 4), [0x2a]))
  const profile = inspected(t, assemblyOf({ ...whole(heaps), MethodDef: many(1000, () => method(signature)) }, heaps, { code }))
  t.equal(profile.completeness.status, 'partial')
})

t.test('20,000 methods that share a body of a megabyte', async (t) => {
  const heaps = makeHeaps()
  const signature = heaps.blob([0, 0, 1])
  const code = fat(join(new Uint8Array(1 << 20), [0x2a]))
  const profile = inspected(t, assemblyOf({ ...whole(heaps), MethodDef: many(20_000, () => method(signature)) }, heaps, { code }))
  t.match(profile.defects[0], { code: 'limit' })
})

t.test('20,000 methods that share 4,096 exception clauses', async (t) => {
  const heaps = makeHeaps()
  const signature = heaps.blob([0, 0, 1])
  const clauses = many(4096, (k) => [2, k % 60, 1, (k + 1) % 60, 1, 0])
  const code = fat([...new Array<number>(64).fill(0), 0x2a], clauses)
  const profile = inspected(t, assemblyOf({ ...whole(heaps), MethodDef: many(20_000, () => method(signature)) }, heaps, { code }))
  t.match(profile.defects[0], { code: 'limit' })
})

t.test('a chain of 3,000 base types, and one that ends in itself', async (t) => {
  for (const next of [(k: number) => k + 2, (k: number) => ((k + 1) % 3000) + 1]) {
    const heaps = makeHeaps()
    const TypeDef = many(3000, (k) => [0x81, heaps.string(`T${k}`), 0, coded('TypeDefOrRef', 'TypeDef', next(k)), 1, 1])
    inspected(t, assemblyOf({ ...whole(heaps), TypeDef }, heaps, { heapSizes: 1 }))
  }
})

t.test('60,000 types nested in each other', async (t) => {
  const heaps = makeHeaps()
  const name = heaps.string('x'.repeat(60))
  const TypeDef = many(60_000, () => [1, name, 0, 0, 1, 1])
  inspected(t, assemblyOf({ ...whole(heaps), TypeDef, NestedClass: many(59_999, (k) => [k + 1, k + 2]) }, heaps))
})

t.test('generic bases whose names double 10,000 times', async (t) => {
  const heaps = makeHeaps()
  const twice = (k: number): number[] => [0x12, ...compressed(k * 4 + 2)]
  const TypeSpec = many(10_000, (k) => [heaps.blob([0x15, 0x12, 5, 2, ...twice(k), ...twice(k)])])
  const TypeDef = many(10_000, (k) => [1, heaps.string(`T${k}`), 0, coded('TypeDefOrRef', 'TypeSpec', k + 1), 1, 1])
  inspected(t, assemblyOf({ ...whole(heaps), TypeRef: [[0, heaps.string('G`2'), 0]], TypeSpec, TypeDef }, heaps, { heapSizes: 5 }))
})

t.test('60,000 types that each claim all of 60,000 methods', async (t) => {
  const heaps = makeHeaps()
  const signature = heaps.blob([0, 0, 1])
  const TypeDef = many(60_000, (k) => [1, 1, 0, 0, 1, k % 2 === 0 ? 1 : 0xffff])
  const profile = inspected(t, assemblyOf({ ...whole(heaps), TypeDef, MethodDef: many(60_000, () => method(signature)) }, heaps, { code: tiny }))
  t.match(profile.defects, [{ code: 'limit', detail: /runs of TypeDef.MethodList overlap/ }])
})

t.test('40,000 names that overlap in one megabyte', async (t) => {
  const heaps = makeHeaps()
  const signature = heaps.blob([0, 0, 1])
  const name = heaps.string('x'.repeat(1 << 20))
  const TypeDef = many(20_000, (k) => [1, name + k, 0, 0, 1, k + 1])
  const MethodDef = many(20_000, (k) => method(signature, codeRva, name + k))
  inspected(t, assemblyOf({ ...whole(heaps), TypeDef, MethodDef }, heaps, { code: tiny, heapSizes: 1 }))
})

t.test('20,000 constants, references and attributes that share a large blob', async (t) => {
  const heaps = makeHeaps()
  const rows = whole(heaps)
  const large = heaps.blob(join([1, 0], word(60_000, 4), new Uint8Array(1_000_000).fill(0x61)))
  const constructorSig = heaps.blob([0x20, 1, 1, 0x1d, 8])
  const attribute = [coded('HasCustomAttribute', 'Assembly', 1), coded('CustomAttributeType', 'MemberRef', 1), large]
  const profile = inspected(
    t,
    assemblyOf(
      {
        ...rows,
        TypeRef: [[0, heaps.string('TargetFrameworkAttribute'), heaps.string('System.Runtime.Versioning')]],
        MemberRef: [[coded('MemberRefParent', 'TypeRef', 1), heaps.string('.ctor'), constructorSig]],
        Constant: many(20_000, () => [14, 0, 4, large]),
        CustomAttribute: many(20_000, () => attribute),
        AssemblyRef: many(20_000, () => [4, 0, 0, 0, 1, large, heaps.string('R'), 0, 0]),
      },
      heaps,
      { heapSizes: 5 },
    ),
  )
  t.equal(profile.completeness.status, 'partial')
})

t.test('20,000 strings that overlap, or are one, loaded in one method', async (t) => {
  const heaps = makeHeaps()
  const signature = heaps.blob([0, 0, 1])
  const texts = new Uint8Array(1 << 20)
  for (let k = 0; k < 20_000; k++) texts.set([0xc0, 0x0c, 0, 0], k * 4)
  for (const index of [(k: number) => k * 4, () => 4]) {
    const code = fat(join(...many(20_000, (k) => [0x72, ...word(0x7000_0000 + index(k), 4), 0x26]), [0x2a]))
    const streams = heaps.streams().filter(([name]) => name !== '#US')
    const tables = tableStream({ rows: { ...whole(heaps), MethodDef: [method(signature)] } })
    inspected(t, assemblyImage(metadataRoot([['#~', tables], ['#US', texts], ...streams]), { code }))
  }
})

t.test('a call of 4,000 overrides made 30,000 times', async (t) => {
  const heaps = makeHeaps()
  const signature = heaps.blob([0x20, 0, 1])
  const name = heaps.string('M')
  const code = fat(join(...many(30_000, () => [0x14, 0x6f, 1, 0, 0, 6]), [0x2a]))
  const TypeDef = many(4000, (k) => [0x81, heaps.string(`T${k}`), 0, k === 0 ? 0 : coded('TypeDefOrRef', 'TypeDef', 1), 1, k + 1])
  const MethodDef = many(4000, (k) => [k === 0 ? 0 : codeRva, 0, k === 0 ? 0x5c6 : 0xc6, name, signature, 1])
  inspected(t, assemblyOf({ ...whole(heaps), TypeDef, MethodDef }, heaps, { code }))
})

t.test('a reference whose key token has another length keeps the profile valid', async (t) => {
  for (const length of [0, 1, 7, 9, 200]) {
    const heaps = makeHeaps()
    const token = heaps.blob(new Uint8Array(length).fill(0xab))
    const profile = inspected(t, assemblyOf({ ...whole(heaps), AssemblyRef: [[4, 0, 0, 0, 0, token, heaps.string('R'), 0, 0]] }, heaps))
    t.equal(profile.identity.references[0]?.name, 'R')
  }
})

t.test('what is no .NET file is an answer', async (t) => {
  const bytes = assemblyOf(whole(makeHeaps()), makeHeaps())
  t.match(inspected(t, new Uint8Array()), { format: 'other', verdict: { decision: 'not-judged' } })
  t.match(inspected(t, ascii('MZ')), { format: 'other' })
  t.match(inspected(t, bytes.slice(0, 0x90)), { format: 'pe', defects: [{ code: 'truncated' }] })
  const metadataAt = bytes.indexOf(0x42, 0x400)
  t.match(inspected(t, patched(bytes, [metadataAt, 0, 4])), { format: 'pe', defects: [{ code: 'bad-magic', offset: metadataAt }] })
})

t.test('a CLI header that points to no metadata hides none', async (t) => {
  const bytes = patched(assemblyOf(whole(makeHeaps()), makeHeaps()), [0x408, firstRva + 0x10_0000, 4])
  const profile = inspected(t, bytes)
  t.match(profile, { format: 'dotnet' })
  t.ok(profile.defects.some((defect) => defect.code === 'bad-index'))
})

t.test('a file that stands in a larger buffer is read as if it stood alone', async (t) => {
  const bytes = assemblyOf(whole(makeHeaps()), makeHeaps())
  for (const length of [0x90, 0x200, 0x420, bytes.length - 20, bytes.length]) {
    const pool = new Uint8Array(64 * 1024).fill(0x41)
    pool.set(bytes.subarray(0, length), 8192)
    t.same(inspect(pool.subarray(8192, 8192 + length)), inspect(bytes.slice(0, length)))
  }
})
