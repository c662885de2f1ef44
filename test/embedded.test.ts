import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { type Defect, FormatError } from '../lib/errors.ts'
import { type LimitName, limits } from '../lib/limits.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { findBundle } from '../lib/model/bundle.ts'
import { type EmbeddedContent, findEmbedded, findEmbeddedInNative, resourceBytes } from '../lib/model/embedded.ts'
import { makeSearch, searchItem } from '../lib/model/embedded-search.ts'
import { entropy } from '../lib/model/entropy.ts'
import { resources } from '../lib/model/resources.ts'
import { readImage } from '../lib/pe/image.ts'
import { bundleOf } from './make/bundle.ts'
import { ascii, buildImage, join } from './make/image.ts'
import { noise } from './make/noise.ts'
import { bytesOf } from './make/root.ts'

const sample = bytesOf('samples/bin/silent-drop.mcs.dll')
const carrier = bytesOf('test/fixtures/embedded/Carrier.mcs.dll')
const isSample = (bytes: Uint8Array): boolean => Buffer.compare(bytes, sample) === 0
const deflate = (bytes: Uint8Array): Uint8Array => new Uint8Array(deflateRawSync(bytes))

function searched(bytes: Uint8Array): EmbeddedContent & { readonly hit: readonly LimitName[] } {
  const hit = new Set<LimitName>()
  const search = makeSearch(bytes.length, { hit })
  searchItem(search, { name: 'item', where: 'item', span: spanOf(bytes, 1000) })
  return { images: search.images, opaque: search.opaque, hit: [...hit] }
}

t.test('a library gives up what it holds in resources, resource sets, fields, strings and behind its end', async (t) => {
  const assembly = openAssembly(carrier)
  const hit = new Set<LimitName>()
  const { images, opaque } = findEmbedded(assembly, { hit })
  t.same(
    images.map(({ name, where, chain }) => [name.replace(/[0-9A-F]{40}/, 'HASH'), where.replace(/[0-9A-F]{40}/, 'HASH'), chain.join(' ')]),
    [
      ['raw.dll', 'resource raw.dll', ''],
      ['costura.silent-drop.dll.compressed', 'resource costura.silent-drop.dll.compressed', 'deflate'],
      ['packed.gz', 'resource packed.gz', 'gzip'],
      ['packed.txt', 'resource packed.txt', 'base64 gzip'],
      ['bytes', 'resource set parts.resources, entry bytes', 'gzip'],
      ['text', 'resource set parts.resources, entry text', 'base64 gzip'],
      ['stream', 'resource set parts.resources, entry stream', 'deflate'],
      ['$field-HASH', 'field <PrivateImplementationDetails>::$field-HASH (FieldRVA)', ''],
      ['0x70000001', 'user string 0x70000001', 'base64 deflate'],
      ['overlay', 'overlay', ''],
    ],
  )
  t.ok(images.every(({ bytes }) => isSample(bytes)))
  for (const { chain, offset } of images) if (chain.length === 0) t.ok(isSample(carrier.subarray(offset, offset + sample.length)))
  t.same([...hit], [])
  t.same(assembly.defects, [])
  t.match(opaque, [{ where: /^field .*FieldRVA\)$/, size: 8192, offset: Number }])
  t.ok((opaque[0]?.entropy ?? 0) > 7.9)
})

t.test('the samples hold nothing', async (t) => {
  const { images, opaque } = findEmbedded(openAssembly(sample), { hit: new Set() })
  t.same({ images, opaque }, { images: [], opaque: [] })
})

t.test('a resource is given as what is there of it', async (t) => {
  const at = Buffer.from(carrier).indexOf(sample)
  const lying = carrier.slice()
  new DataView(lying.buffer).setUint32(at - 4, 0x7fff_ffff, true)
  const assembly = openAssembly(lying)
  const [first] = resources(assembly)
  if (first === undefined) throw new TypeError('the fixture has resources')
  const before = assembly.defects.length
  t.equal(resourceBytes(assembly, first).offset, at)
  t.match(assembly.defects.slice(before), [{ code: 'truncated' }])
  t.throws(() => resourceBytes(assembly, { ...first, offset: 0x7fff_fff0 }), { code: 'truncated' })
  t.throws(() => resourceBytes(assembly, { ...first, location: 'other.dll' }), { code: 'unsupported' })
  t.ok(isSample(findEmbedded(assembly, { hit: new Set() }).images[0]?.bytes.subarray(0, sample.length) ?? sample.subarray(1)))
})

t.test('images that begin inside other bytes are found, each once', async (t) => {
  const { images } = searched(join(ascii('a key and then'), sample, ascii('MZ but no image'), sample, noise(50)))
  t.match(images, [
    { where: 'item, 14 bytes in', offset: 1014, chain: [], bytes: { length: sample.length + 15 } },
    { where: `item, ${14 + sample.length + 15} bytes in`, offset: 1014 + sample.length + 15, bytes: { length: sample.length + 50 } },
  ])
  t.equal(images.length, 2)
  t.match(searched(join(sample, sample)).images, [{ where: 'item', chain: [] }, { where: `item, ${sample.length} bytes in` }])
})

t.test('the array in a serialized byte[] is what is looked at', async (t) => {
  const packed = new Uint8Array(gzipSync(sample))
  const header = [0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 0x0f, 1, 0, 0, 0, packed.length & 0xff, packed.length >> 8, 0, 0, 2]
  t.match(searched(join(header, packed, [0x0b])).images, [{ chain: ['gzip'], offset: 1027 }])
})

t.test('what looks like chance is opaque unless it is a format that does by nature', async (t) => {
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  const serialized = [0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 0x0c, 2, 0, 0, 0]
  t.match(searched(noise(4096)).opaque, [{ where: 'item', offset: 1000, size: 4096 }])
  t.match(searched(ascii(Buffer.from(noise(6000)).toString('base64'))).opaque, [{ size: 6000 }], 'behind base64')
  t.match(searched(join(serialized, noise(5000))).opaque, [{ size: 5022 }], 'a serialized object')
  const clear: readonly [string, Uint8Array][] = [
    ['too short', noise(4095)],
    ['code', sample],
    ['a picture', join(png, noise(5000))],
    ['a serialized picture', join(serialized, ascii('System.Drawing.Bitmap'), png, noise(5000))],
    ['a compressed file', new Uint8Array(gzipSync(noise(5000)))],
    ['a deflated file', deflate(bytesOf('samples/bin/pairs.mcs.dll').subarray(64))],
    ['a substitution table', Uint8Array.from({ length: 8192 }, (_, at) => (at * 167) & 0xff)],
    ['text', ascii('The quick brown fox. '.repeat(400))],
  ]
  for (const [what, bytes] of clear) t.same(searched(bytes).opaque, [], what)
  t.equal(entropy(new Uint8Array(100)), 0)
  t.equal(entropy(Uint8Array.of(0, 1, 2, 3)), 2)
})

t.test('no range is looked at twice, and all together only so often as the file is large', async (t) => {
  const hit = new Set<LimitName>()
  const search = makeSearch(10_000, { hit })
  const item = (length: number) => ({ name: 'item', where: 'item', span: spanOf(noise(20_000).subarray(0, length), 0) })
  searchItem(search, item(20_000))
  searchItem(search, item(20_000))
  t.equal(search.opaque.length, 1)
  searchItem(search, item(19_999))
  t.same([...hit], [])
  searchItem(search, item(19_998))
  t.same([...hit], ['embeddedReuse'])
  t.equal(search.opaque.length, 2)
})

t.test('a file full of images is told to a bound', async (t) => {
  const stub = new Uint8Array(72)
  stub.set([0x4d, 0x5a])
  stub.set([0x40], 0x3c)
  stub.set([0x50, 0x45], 0x40)
  const { images, hit } = searched(join([1], ...Array.from({ length: limits.embedded + 5 }, () => stub)))
  t.equal(images.length, limits.embedded)
  t.same(hit, ['embedded'])
})

const host = buildImage({ sections: [{ name: '.text', data: ascii('native code') }] })

t.test('a single-file application of every version gives its files', async (t) => {
  for (const version of [1, 2, 6]) {
    const file = bundleOf(host, version, [
      { name: 'App.dll', type: 1, data: sample },
      { name: 'sub/clr.dll', type: 2, data: host },
      { name: 'App.runtimeconfig.json', type: 4, data: ascii('{}') },
      version === 6 ? { name: 'Packed.dll', type: 1, data: deflate(sample), unpacked: sample.length } : { name: 'Packed.dll', type: 1, data: sample },
    ])
    const defects: Defect[] = []
    const entries = findBundle(spanOf(file), defects)
    t.same(defects, [])
    t.same(
      entries.map(({ name, type, compressed, size }) => [name, type, compressed, size]),
      [
        ['App.dll', 'assembly', false, sample.length],
        ['sub/clr.dll', 'native', false, host.length],
        ['App.runtimeconfig.json', 'runtime-config-json', false, 2],
        ['Packed.dll', 'assembly', version === 6, sample.length],
      ],
    )
    const { images, opaque } = findEmbeddedInNative(readImage(spanOf(file)), defects, { hit: new Set() })
    t.same(
      images.map(({ where, bytes }) => [where, bytes.length]),
      [
        ['bundled file App.dll', sample.length],
        ['bundled file sub/clr.dll', host.length],
        ['bundled file Packed.dll', sample.length],
      ].filter(([where]) => !String(where).includes('clr') || host.length >= 512),
    )
    t.same(opaque, [])
  }
})

t.test('a host without files, a manifest that lies and a file outside it hide nothing else', async (t) => {
  const bundled = (bytes: Uint8Array) => {
    const defects: Defect[] = []
    const names = findBundle(spanOf(bytes), defects).map(({ name }) => name)
    return { names, codes: defects.map(({ code }) => code) }
  }
  const a = { name: 'a', type: 1, data: sample }
  t.same(bundled(host), { names: [], codes: [] })
  t.same(bundled(bundleOf(host, 3, [a])), { names: ['a'], codes: [] }, 'versions 3 to 5 were never used, and are read like 2')
  t.same(bundled(bundleOf(host, 7, [a])), { names: [], codes: [] })
  t.same(bundled(bundleOf(host, 6, [a], 0xffff_ffff)), { names: ['a'], codes: ['limit', 'truncated'] })
  t.same(bundled(bundleOf(host, 6, [{ ...a, name: 'b', at: 2 ** 40 }, { ...a, name: 'c', size: 2 ** 50 }, a])), {
    names: ['a'],
    codes: ['bad-index', 'truncated'],
  })
})

t.test('a damaged carrier ends in an answer', async () => {
  const places = fc.array(fc.tuple(fc.nat(carrier.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(places, (changes) => {
      const bytes = carrier.slice()
      for (const [at, value] of changes) bytes[at] = value
      try {
        findEmbedded(openAssembly(bytes), { hit: new Set() })
      } catch (error) {
        if (!(error instanceof FormatError)) throw error
      }
    }),
    { numRuns: 150, interruptAfterTimeLimit: 20_000 },
  )
})

t.test('any bytes are searched and end in an answer', async () => {
  const bundle = bundleOf(host, 6, [{ name: 'Packed.dll', type: 1, data: deflate(sample), unpacked: sample.length }])
  const damaged = fc.array(fc.tuple(fc.nat(bundle.length - 1), fc.nat(255)), { maxLength: 12 }).map((changes) => {
    const bytes = bundle.slice()
    for (const [at, value] of changes) bytes[at] = value
    return bytes
  })
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 2000, size: 'max' })), (bytes) => {
      searched(bytes)
      findBundle(spanOf(bytes), [])
    }),
    { numRuns: 300, interruptAfterTimeLimit: 20_000 },
  )
})
