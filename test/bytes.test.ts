import fc from 'fast-check'
import t from 'tap'
import { guidText } from '../lib/bytes/guid.ts'
import { compressedInt, compressedUint, exactCopy, i32, type Span, slice, sliceUpTo, spanOf, u8, u16, u32, u64 } from '../lib/bytes/span.ts'
import { decodeUtf8, decodeUtf16 } from '../lib/bytes/text.ts'
import { FormatError } from '../lib/errors.ts'

const of = (...bytes: number[]): Span => spanOf(Uint8Array.from(bytes))
const hex = (text: string): Span => of(...(text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))

t.test("compressed unsigned integers: the standard's examples (II.23.2)", async (t) => {
  const examples: [number, string][] = [
    [0x00, '00'],
    [0x03, '03'],
    [0x7f, '7f'],
    [0x80, '8080'],
    [0x2e57, 'ae57'],
    [0x3fff, 'bfff'],
    [0x4000, 'c0004000'],
    [0x1fffffff, 'dfffffff'],
  ]
  for (const [value, bytes] of examples) t.same(compressedUint(hex(bytes), 0), { value, size: bytes.length / 2 }, bytes)
})

t.test("compressed signed integers: the standard's examples (II.23.2)", async (t) => {
  const examples: [number, string][] = [
    [3, '06'],
    [-3, '7b'],
    [64, '8080'],
    [-64, '01'],
    [8192, 'c0004000'],
    [-8192, '8001'],
    [268435455, 'dffffffe'],
    [-268435456, 'c0000001'],
  ]
  for (const [value, bytes] of examples) t.same(compressedInt(hex(bytes), 0), { value, size: bytes.length / 2 }, bytes)
})

t.test('a compressed integer that starts with 111 is a bad value, one that is cut is truncated', async (t) => {
  t.throws(() => compressedUint(spanOf(Uint8Array.of(0xe0, 0, 0, 0), 0x40), 0), { code: 'bad-value', offset: 0x40 })
  for (const bytes of ['', '80', 'c0', 'c00040']) t.throws(() => compressedUint(hex(bytes), 0), { code: 'truncated' }, bytes)
  for (const bytes of ['', '80', 'c00040']) t.throws(() => compressedInt(hex(bytes), 0), { code: 'truncated' }, bytes)
})

t.test('a compressed integer may be longer than it needs to be', async (t) => {
  t.same(compressedUint(hex('8003'), 0), { value: 3, size: 2 })
  t.same(compressedUint(hex('c0000003'), 0), { value: 3, size: 4 })
})

t.test('numbers are little-endian and unsigned unless they say otherwise', async (t) => {
  const span = hex('fffefdfcfbfaf9f8')
  t.same([u8(span, 0), u16(span, 0), u32(span, 0), i32(span, 0), u64(span, 0)], [0xff, 0xfeff, 0xfcfdfeff, -0x3020101, 0xf8f9fafbfcfdfeffn])
})

t.test('a read past the window throws with its place in the file, whatever the buffer behind holds', async (t) => {
  const pool = Uint8Array.from({ length: 64 }, (_, k) => k)
  const span = spanOf(pool.subarray(8, 16), 0x100)
  t.equal(u8(span, 7), 15)
  const reads: [(at: number) => unknown, number][] = [
    [(at) => u8(span, at), 8],
    [(at) => u16(span, at), 7],
    [(at) => u32(span, at), 5],
    [(at) => i32(span, at), 5],
    [(at) => u64(span, at), 1],
    [(at) => slice(span, at, 4), 5],
  ]
  for (const [read, at] of reads) {
    t.throws(() => read(at), { code: 'truncated', offset: 0x100 + at })
    t.throws(() => read(-1), { code: 'truncated' })
    t.throws(() => read(Number.NaN), { code: 'truncated' })
    t.throws(() => read(2 ** 53), { code: 'truncated' })
  }
})

t.test('a slice keeps its file offset and shares the bytes', async (t) => {
  const file = spanOf(Uint8Array.of(1, 2, 3, 4, 5), 0x20)
  const part = slice(slice(file, 1, 4), 1, 2)
  t.same([part.offset, ...part.bytes], [0x22, 3, 4])
  t.equal(part.bytes.buffer, file.bytes.buffer)
  t.throws(() => slice(file, 2, -1), { code: 'truncated' })
})

t.test('a slice that may be cut stays inside at both ends', async (t) => {
  const file = spanOf(Uint8Array.of(1, 2, 3), 0x10)
  const cut = (at: number, length: number) => [sliceUpTo(file, at, length).offset, ...sliceUpTo(file, at, length).bytes]
  t.same(cut(1, 100), [0x11, 2, 3])
  t.same(cut(9, 1), [0x13])
  t.same(cut(-5, 2), [0x10, 1, 2])
  t.same(cut(1, -2), [0x11])
})

t.test('an exact copy has nothing behind it', async (t) => {
  const copy = exactCopy(spanOf(Uint8Array.of(9, 1, 2, 9).subarray(1, 3)))
  t.equal(copy.byteLength, 2)
  t.same([...new Uint8Array(copy)], [1, 2])
})

t.test('UTF-8 is decoded by the WHATWG rule, short and long alike', async (t) => {
  const cases: [number[], string][] = [
    [[0x61, 0xff, 0x62], 'a\ufffdb'],
    [[0xe2, 0x82], '\ufffd'],
    [[0xe2, 0x82, 0x41], '\ufffdA'],
    [[0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
    [[0xc0, 0xaf], '\ufffd\ufffd'],
    [[0xf0, 0x9f, 0x98, 0x80], '\u{1f600}'],
    [[0xef, 0xbb, 0xbf, 0x41], '\ufeffA'],
    [[0x00, 0x7f], '\0\x7f'],
  ]
  for (const [bytes, text] of cases) {
    t.equal(decodeUtf8(Uint8Array.from(bytes)), text)
    t.equal(decodeUtf8(Uint8Array.from([...new Array<number>(60).fill(0x78), ...bytes])), 'x'.repeat(60) + text)
  }
})

t.test('UTF-16 keeps lone surrogates and leaves out an odd byte', async (t) => {
  t.equal(decodeUtf16(Uint8Array.of(0x00, 0xd8, 0x41, 0x00)), '\ud800A')
  t.equal(decodeUtf16(Uint8Array.of(0x3d, 0xd8, 0x00, 0xde)), '\u{1f600}')
  t.equal(decodeUtf16(Uint8Array.of(0x41, 0x00, 0x42)), 'A')
  t.equal(decodeUtf16(Uint8Array.of(0xff, 0xfe, 0x41, 0x00)), '\ufeffA')
  t.equal(decodeUtf16(Uint8Array.of()), '')
})

t.test('text longer than one chunk is whole', async (t) => {
  const units = Uint16Array.from({ length: 10_001 }, (_, k) => k)
  const text = decodeUtf16(new Uint8Array(units.buffer))
  t.equal(text.length, 10_001)
  t.ok(units.every((unit, k) => text.charCodeAt(k) === unit))
})

t.test('a GUID is written with its first three groups turned round', async (t) => {
  t.equal(guidText(hex('33221100554477668899aabbccddeeff').bytes), '00112233-4455-6677-8899-aabbccddeeff')
})

t.test('any bytes at any place give a number in range or a FormatError', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), fc.integer({ min: -2, max: 10 }), (bytes, at) => {
      try {
        const { value, size } = compressedUint(spanOf(bytes), at)
        const signed = compressedInt(spanOf(bytes), at).value
        return value >= 0 && value < 0x2000_0000 && at + size <= bytes.length && signed >= -0x1000_0000 && signed < 0x1000_0000
      } catch (error) {
        return error instanceof FormatError
      }
    }),
  )
})
