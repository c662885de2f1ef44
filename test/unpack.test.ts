import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { type LimitName, limits } from '../lib/limits.ts'
import { decodeText } from '../lib/model/text-bytes.ts'
import { findPackedImage, isCompressed, makeUnpackBudget, type Packing, unpackLayer } from '../lib/model/unpack.ts'
import { ascii, join } from './make/image.ts'
import { utf16 } from './make/resource-set.ts'
import { bytesOf } from './make/root.ts'

const image = bytesOf('samples/bin/silent-drop.mcs.dll')
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const bytesIn = (buffer: Buffer): Uint8Array => new Uint8Array(buffer)
const gzip = (bytes: Uint8Array): Uint8Array => bytesIn(gzipSync(bytes))
const deflate = (bytes: Uint8Array): Uint8Array => bytesIn(deflateRawSync(bytes))

interface Answer {
  readonly chain: readonly Packing[] | null
  readonly same: boolean
  readonly hit: readonly LimitName[]
}
function find(bytes: Uint8Array): Answer {
  const hit = new Set<LimitName>()
  const found = findPackedImage(bytes, makeUnpackBudget({ hit }))
  return { chain: found?.chain ?? null, same: found !== null && Buffer.compare(found.bytes, image) === 0, hit: [...hit] }
}
const found = (chain: readonly Packing[]): Answer => ({ chain, same: true, hit: [] })
const none: Answer = { chain: null, same: false, hit: [] }

t.test('an image that stands as it is has no layers', async (t) => {
  t.same(find(image), found([]))
})

t.test('each way of packing is told and undone', async (t) => {
  t.same(find(gzip(image)), found(['gzip']))
  t.same(find(bytesIn(deflateSync(image))), found(['zlib']))
  t.same(find(deflate(image)), found(['deflate']))
  for (const level of [0, 1, 9]) {
    t.same(find(bytesIn(deflateRawSync(image, { level }))), found(['deflate']), `level ${level}`)
    t.same(find(bytesIn(gzipSync(image, { level }))), found(['gzip']), `level ${level}`)
  }
  t.same(find(bytesIn(deflateRawSync(image, { strategy: 4 }))), found(['deflate']), 'fixed codes')
})

t.test('base64 may be broken into lines, be UTF-8 or UTF-16, have a byte order mark or the other alphabet', async (t) => {
  const text = base64(image)
  const lines = text.replace(/.{76}/g, '$&\r\n')
  for (const one of [text, lines, `  ${lines}\n`, text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')]) {
    t.same(find(ascii(one)), found(['base64']))
    t.same(find(join([0xef, 0xbb, 0xbf], ascii(one))), found(['base64']))
    t.same(find(utf16(one)), found(['base64']))
    t.same(find(join([0xff, 0xfe], utf16(one))), found(['base64']))
  }
  t.same(find(ascii(`${text}!`)), none)
  t.same(find(ascii(`=${text}`)), none)
})

t.test('hex is text too', async (t) => {
  t.same(find(ascii(Buffer.from(image).toString('hex'))), found(['hex']))
  t.same(find(utf16(Buffer.from(image).toString('hex').toUpperCase())), found(['hex']))
})

t.test('layers are taken off to the bound, and one more is told', async (t) => {
  t.same(find(ascii(base64(gzip(image)))), found(['base64', 'gzip']))
  t.same(find(deflate(ascii(base64(gzip(image))))), found(['deflate', 'base64', 'gzip']))
  let packed = image
  for (let layer = 0; layer < limits.unpackDepth; layer++) packed = gzip(packed)
  t.same(find(packed), found(['gzip', 'gzip', 'gzip', 'gzip']))
  t.same(find(gzip(packed)), { ...none, hit: ['unpackDepth'] })
})

t.test('a gzip header with every field is stepped over', async (t) => {
  const stream = gzip(image).subarray(10)
  t.same(find(join([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 0], [2, 0, 7, 7], ascii('name\0note\0'), [1, 2], stream)), found(['gzip']))
  t.same(find(Uint8Array.of(0x1f, 0x8b, 8, 8, ...ascii('a name that never ends'))), none)
})

t.test('what follows a stream is not looked at', async (t) => {
  t.same(find(join(deflate(image), new Uint8Array(300_000).fill(0x55))), found(['deflate']))
})

t.test('a stream that is cut or broken gives what came before', async (t) => {
  const packed = deflate(image)
  const cut = findPackedImage(packed.subarray(0, packed.length >> 1), makeUnpackBudget({ hit: new Set() }))
  t.ok(cut !== null && cut.bytes.length > 1000 && cut.bytes.length < image.length)
  t.same([...(cut?.bytes.subarray(0, 64) ?? [])], [...image.subarray(0, 64)])
})

t.test('packed data without an image give nothing', async (t) => {
  t.same(find(gzip(ascii('x'.repeat(5000)))), none)
  t.same(find(ascii(base64(ascii('words '.repeat(300))))), none)
  t.same(find(image.subarray(1)), none)
  t.same(find(new Uint8Array(0)), none)
})

t.test('a bomb behind an image header ends at a bound that is told', async (t) => {
  const zeros = new Uint8Array(16 * 1024 * 1024)
  const bomb = deflate(join(image, zeros)) // some 20 KB
  t.same(find(bomb), { ...none, hit: ['unpackedRatio'] })

  // a gigabyte of zeros in blocks of 16 MB that all have the same bytes: packed by hand from one block and its repetition
  const sync = bytesIn(deflateRawSync(zeros, { finishFlush: 2 }))
  const gigabyte = join(bytesIn(deflateRawSync(image, { finishFlush: 2 })), ...Array.from({ length: 64 }, () => sync))
  const started = process.memoryUsage().arrayBuffers
  t.same(find(gigabyte), { ...none, hit: ['unpackedSize'] })
  t.ok(process.memoryUsage().arrayBuffers - started < 6 * limits.unpackedSize)
  t.same(find(deflate(zeros)), none, 'zeros alone are not unpacked at all')
})

t.test('all items together have one bound', async (t) => {
  const hit = new Set<LimitName>()
  const budget = makeUnpackBudget({ hit })
  const big = deflate(
    join(
      image,
      Uint8Array.from({ length: 1024 * 1024 - image.length }, (_, at) => (at * at) >> 7),
    ),
  )
  budget.left = 1024 * 1024 * 2
  t.ok(findPackedImage(big, budget))
  t.ok(findPackedImage(big, budget))
  t.equal(findPackedImage(big, budget), null)
  t.same([...hit], ['unpackedTotal'])
})

t.test('only so many items are tried, and then only what stands as it is or as text is found', async (t) => {
  const hit = new Set<LimitName>()
  const budget = { ...makeUnpackBudget({ hit }), triesLeft: 1 }
  t.ok(findPackedImage(gzip(image), budget))
  t.equal(findPackedImage(gzip(image), budget), null)
  t.same([...hit], ['unpackTries'])
  t.ok(findPackedImage(ascii(base64(image)), budget))
})

t.test('a layer that is not there is null', async (t) => {
  const budget = makeUnpackBudget({ hit: new Set() })
  for (const packing of ['gzip', 'zlib', 'base64', 'hex'] as const) t.equal(unpackLayer(packing, image, budget), null)
})

t.test('compressed streams are known from chance', async (t) => {
  const budget = makeUnpackBudget({ hit: new Set() })
  const noise = Uint8Array.from({ length: 8192 }, (_, at) => (Math.imul(at + 1, 0x9e37_79b1) >>> 13) ^ (Math.imul(at + 7, 0x85eb_ca6b) >>> 20))
  t.ok(isCompressed(deflate(bytesOf('samples/bin/pairs.mcs.dll')), budget))
  t.ok(isCompressed(gzip(noise), budget))
  t.notOk(isCompressed(noise, budget))
})

t.test('short text and odd ends of text are told', async (t) => {
  t.equal(decodeText('base64', ascii('QUJD'.repeat(10))), null)
  t.same(decodeText('base64', ascii(`${'QUJD'.repeat(60)}QQ`))?.length, 181)
  t.equal(decodeText('base64', ascii(`${'QUJD'.repeat(60)}Q`)), null)
  t.equal(decodeText('hex', ascii(`${'41'.repeat(120)}4`)), null)
})

t.test('any bytes end in an answer, in bounded time', async () => {
  const packedImage = fc.constantFrom(gzip(image), deflate(image), bytesIn(deflateSync(image)), ascii(base64(image)))
  const damaged = fc.tuple(packedImage, fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { maxLength: 6 })).map(([sound, changes]) => {
    const bytes = sound.slice()
    for (const [at, value] of changes) bytes[at] = value
    return bytes
  })
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 600 })), (bytes) => {
      find(bytes)
      isCompressed(bytes, makeUnpackBudget({ hit: new Set() }))
    }),
    { numRuns: 500, interruptAfterTimeLimit: 20_000 },
  )
})
