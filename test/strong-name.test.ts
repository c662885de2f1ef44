import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { type Assembly, assemblyIdentity, openAssembly } from '../lib/model/assembly.ts'
import { publicKeyToken } from '../lib/model/references.ts'
import { verifyStrongName } from '../lib/model/strong-name.ts'
import { join, patched, peAt } from './make/image.ts'
import { assemblyOf, compressed, makeHeaps } from './make/metadata.ts'
import { assembliesIn, monoFolder, sdkFolder } from './make/real-assemblies.ts'
import { certificateEntry, checkSum, cliSignature, contentOf, keyBlob, makeKey, sign, signatureAt, signed, unsigned } from './make/strong-name.ts'

const verify = (image: Uint8Array) => verifyStrongName(openAssembly(image))
const flip = (image: Uint8Array, at: number) => patched(image, [at, (image[at] ?? 0) ^ 0x40, 1])

const key = makeKey()
const good = sign(unsigned(key.blob, 128), key)
const sectionEnd = good.length - 512

t.test('a signature made for the bytes holds', async (t) => {
  t.match(verify(good), { integrity: 'ok', algorithm: 'sha1', counterSigned: false })
})

t.test('a key that names a SHA-2 is checked with it', async (t) => {
  for (const [hash, bits] of [
    ['sha256', 2048],
    ['sha384', 2048],
    ['sha512', 1024],
  ] as const) {
    const other = makeKey(hash, bits)
    t.match(verify(sign(unsigned(other.blob, bits / 8), other)), { integrity: 'ok', algorithm: hash })
    t.match(verify(sign(unsigned(other.blob, bits / 8), { ...other, hash: 'sha1' })), { integrity: 'broken' }, 'signed with another hash')
  }
})

t.test('one changed bit in headers, section headers, sections or signature breaks it', async (t) => {
  for (const at of [peAt + 8, peAt + 24 + 0xe0 + 8, 0x400 + 16, signatureAt, signatureAt + 127, signatureAt + 128 + 17, sectionEnd - 1, 0x40])
    t.match(verify(flip(good, at)), { integrity: 'broken', algorithm: 'sha1' }, `0x${at.toString(16)}`)
})

t.test('what the CLR does not sign may change: checksum, certificate directory, padding, what follows the sections', async (t) => {
  for (const at of [checkSum, checkSum + 3, certificateEntry, certificateEntry + 7, 0x3ff, sectionEnd, good.length - 1])
    t.match(verify(flip(good, at)), { integrity: 'ok' }, `0x${at.toString(16)}`)
})

t.test('a key without a signature, or with zeros for one, is delay-signed', async (t) => {
  const zero = unsigned(key.blob, 128)
  t.match(verify(zero), { integrity: 'delay-signed', algorithm: null })
  t.match(verify(patched(good, [cliSignature, 0, 4])), { integrity: 'delay-signed' })
  t.match(verify(patched(good, [cliSignature + 4, 0, 4])), { integrity: 'delay-signed' })
})

t.test('the flag that says "signed" is not believed', async (t) => {
  t.match(verify(patched(unsigned(key.blob, 128), [0x400 + 16, 9, 4])), { integrity: 'delay-signed' })
  t.match(verify(patched(unsigned(key.blob, 128), [0x400 + 16, 9, 4], [signatureAt + 9, 1, 1])), { integrity: 'broken' })
})

t.test('no public key, no strong name', async (t) => {
  t.match(verify(unsigned(new Uint8Array(), 128)), { integrity: 'absent', algorithm: null, counterSigned: false })
  const heaps = makeHeaps()
  t.match(verify(assemblyOf({ Module: [[0, heaps.string('netmodule'), heaps.guid(1), 0, 0]] }, heaps)), { integrity: 'absent' })
})

t.test('a key that is none is broken, with the reason', async (t) => {
  const modulus = new Uint8Array(128).fill(0xff)
  const bad: [string, Uint8Array, RegExp][] = [
    ['short', Uint8Array.of(1, 2, 3), /needed/],
    ['MD5', keyBlob(0x8003, 1024, 3, modulus), /hash/],
    ['no RSA1', patched(key.blob, [20, 0, 1]), /RSA/],
    ['exponent 1', keyBlob(0x8004, 1024, 1, modulus), /RSA/],
    ['even modulus', keyBlob(0x8004, 1024, 3, new Uint8Array(128)), /RSA/],
    ['uneven bits', keyBlob(0x8004, 1023, 3, modulus), /1023 bits/],
    ['cut off', key.blob.subarray(0, 100), /needed/],
  ]
  for (const [name, blob, because] of bad) t.match(verify(patched(unsigned(blob, 128), [signatureAt, 1, 1])), { integrity: 'broken', because }, name)
})

t.test('a modulus longer than the bound is not reckoned with, and that is told', async (t) => {
  const assembly = openAssembly(patched(unsigned(keyBlob(0x8004, 0x7fff_fff8, 3, new Uint8Array(128)), 128), [signatureAt, 1, 1]))
  t.match(verifyStrongName(assembly), { integrity: 'broken', because: /2147483640 bits/ })
  t.match(assembly.defects.at(-1), { code: 'limit', detail: /strong name/ })
})

t.test('a signature of another length, outside the file, or not below the modulus is broken', async (t) => {
  t.match(verify(patched(good, [cliSignature + 4, 64, 4])), { integrity: 'broken' })
  t.match(verify(patched(good, [cliSignature + 4, 0x7fff_ffff, 4])), { integrity: 'broken', because: /cannot be read/ })
  t.match(verify(patched(good, [cliSignature, 0x7fff_0000, 4])), { integrity: 'broken', because: /cannot be read/ })
  const high = good.slice()
  high.fill(0xff, signatureAt, signatureAt + 128)
  t.match(verify(high), { integrity: 'broken' })
})

t.test('a section that runs out of the file cannot be what was signed', async (t) => {
  t.match(verify(good.subarray(0, sectionEnd - 1)), { integrity: 'broken', because: /cannot be read/ })
})

t.test('sections that lie over each other are not hashed without end', async (t) => {
  const at = peAt + 24 + 0xe0
  const copy = good.slice()
  for (let index = 1; index < 12; index++) copy.copyWithin(at + index * 40, at, at + 40)
  const assembly = openAssembly(patched(copy, [peAt + 6, 12, 2]))
  t.match(verifyStrongName(assembly), { integrity: 'not-checked', because: /times the file/ })
  t.match(assembly.defects.at(-1), { code: 'limit' })
})

const ecma = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0)

t.test('the ECMA key stands for the one of Microsoft', async (t) => {
  t.equal(publicKeyToken(ecma), 'b77a5c561934e089')
  t.match(verify(patched(unsigned(ecma, 128), [signatureAt, 1, 1])), { integrity: 'broken', algorithm: 'sha1' })
})

const attributeBlob = (publicKey: string, counterSignature: string): Uint8Array =>
  join([1, 0], ...[publicKey, counterSignature].map((one) => join(compressed(one.length), Buffer.from(one))), [0, 0])
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

t.test('a second key that the first one vouches for signs as well as it', async (t) => {
  const second = makeKey('sha256', 2048)
  const vouched = attributeBlob(hexOf(second.blob), hexOf(signed(key, second.blob)))
  t.match(verify(sign(unsigned(key.blob, 256, vouched), second)), { integrity: 'ok', algorithm: 'sha256', counterSigned: true })
  t.match(verify(sign(unsigned(key.blob, 128, vouched), key)), { integrity: 'ok', algorithm: 'sha1', counterSigned: true })
})

t.test('a second key that nobody vouches for signs nothing', async (t) => {
  const second = makeKey('sha256', 2048)
  for (const voucher of [hexOf(signed(second, second.blob)), '00'.repeat(128), 'zz', '', 'f'.repeat(9000)]) {
    const image = sign(unsigned(key.blob, 256, attributeBlob(hexOf(second.blob), voucher)), second)
    t.match(verify(image), { integrity: 'broken', counterSigned: false })
  }
})

/** What the assemblies of the .NET Framework 4.5 and later carry: their second key, and the first one's signature of it. */
const frameworkKey =
  '002400000c800000140100000602000000240000525341310008000001000100613399aff18ef1a2c2514a273a42d9042b72321f1757102df9ebada6' +
  '9923e2738406c21e5b801552ab8d200a65a235e001ac9adc25f2d811eb09496a4c6a59d4619589c69f5baf0c4179a47311d92555cd006acc8b5959f2' +
  'bd6e10e360c34537a1d266da8085856583c85d81da7f3ec01ed9564c58d93d713cd0172c8e23a10f0239b80c96b07736f5d8b022542a4e74251a5f43' +
  '2824318b3539a5a087f8e53d2f135f9ca47f3bb2e10aff0af0849504fb7cea3ff192dc8de0edad64c68efde34c56d302ad55fd6e80f302d5efcdeae9' +
  '53658d3452561b5f36c542efdbdd9f888538d374cef106acf7d93a4445c3c73cd911f0571aaf3d54da12b11ddec375b3'
const frameworkVoucher =
  'a5a866e1ee186f807668209f3b11236ace5e21f117803a3143abb126dd035d7d2f876b6938aaf2ee3414d5420d753621400db44a49c486ce134300a2' +
  '106adb6bdb433590fef8ad5c43cba82290dc49530effd86523d9483c00f458af46890036b0e2c61d077d7fbac467a506eba29e467a87198b053c749a' +
  'a2a4d2840c784e6d'

t.test('the voucher of the .NET Framework for its second key holds under the key that ECMA stands for', async (t) => {
  const garbage: [number, number, 1] = [signatureAt, 1, 1]
  t.match(verify(patched(unsigned(ecma, 128, attributeBlob(frameworkKey, frameworkVoucher)), garbage)), { integrity: 'broken', counterSigned: true })
  t.match(verify(patched(unsigned(ecma, 128, attributeBlob(frameworkKey, hexOf(signed(key, key.blob)))), garbage)), {
    integrity: 'broken',
    counterSigned: false,
  })
})

t.test('any change to a signed file gives an answer, and "ok" only where no signed byte changed', async () => {
  const content = hexOf(contentOf(good, 128))
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255), fc.constant<1>(1)), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(changes, (list) => {
      const image = patched(good, ...list)
      const assembly = opened(image)
      if (assembly === null || verifyStrongName(assembly).integrity !== 'ok') return true
      return hexOf(contentOf(image, 128)) === content
    }),
    { numRuns: 300 },
  )
})

function opened(image: Uint8Array): Assembly | null {
  try {
    return openAssembly(image)
  } catch {
    return null
  }
}

/** How many files of each key have which answer. */
function tally(paths: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const path of paths) {
    const assembly = opened(new Uint8Array(readFileSync(path)))
    if (assembly === null) continue
    const identity = assemblyIdentity(assembly)
    const token = identity === null || identity.publicKey.bytes.length === 0 ? 'none' : publicKeyToken(identity.publicKey.bytes)
    const line = `${token} ${verifyStrongName(assembly).integrity}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return counts
}

const microsoft = ['31bf3856ad364e35', 'b03f5f7f11d50a3a', 'b77a5c561934e089', 'adb9793829ddae60']

t.test(
  'files that Microsoft signed hold, and precompiled ones are delay-signed',
  { skip: sdkFolder === null && 'no .NET SDK: set TXRAY_DOTNET_SDK' },
  async (t) => {
    const counts = tally(assembliesIn(sdkFolder ?? ''))
    for (const token of microsoft) {
      t.ok((counts.get(`${token} ok`) ?? 0) > 0, `${token} ok`)
      t.ok((counts.get(`${token} delay-signed`) ?? 0) > 0, `${token} delay-signed`)
    }
    t.same(
      [...counts.keys()].filter((line) => /broken|not-checked/.test(line)),
      [],
    )
  },
)

t.test('files of Mono that carry Microsoft’s keys do not hold', { skip: monoFolder === null && 'Mono is not installed' }, async (t) => {
  const paths = assembliesIn(monoFolder ?? '').filter((path) => path.includes('/4.5/') || path.includes('/gac/'))
  const counts = tally(paths)
  for (const token of microsoft.slice(0, 3)) {
    t.equal(counts.get(`${token} ok`), undefined, `${token} ok`)
    t.ok((counts.get(`${token} broken`) ?? 0) + (counts.get(`${token} delay-signed`) ?? 0) > 0, `${token} broken or delay-signed`)
  }
})
