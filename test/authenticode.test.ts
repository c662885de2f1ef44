import { webcrypto } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as pkijs from 'pkijs'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { limits } from '../lib/limits.ts'
import { authentihash } from '../lib/model/identity-hashes.ts'
import { readImage } from '../lib/pe/image.ts'
import { checkAuthenticode } from '../lib/profile/authenticode.ts'
import { type AuthenticodeResult, authenticodeIdentity } from '../lib/profile/authenticode-result.ts'
import {
  attribute,
  certificateEntry,
  contentOf,
  context,
  countersign,
  encoded,
  fileDigest,
  hashed,
  integer,
  makeSigner,
  octets,
  oid,
  sequence,
  set,
  signDigest,
  signImage,
  timestampToken,
  uncovered,
  withTable,
} from './make/authenticode.ts'
import { bytesOf, root } from './make/root.ts'

const crypto = webcrypto.subtle
const check = (bytes: Uint8Array): Promise<AuthenticodeResult> => checkAuthenticode(bytes, { crypto })
const fixture = (name: string): Uint8Array => bytesOf('test', 'fixtures', 'authenticode', `${name}.dll`)
const sample = bytesOf('samples', 'bin', 'disclaimer.mcs.dll')
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const signer = await makeSigner()

t.test('what osslsigncode signed is ok, whatever the digest and the key', async (t) => {
  const expected: Record<string, string> = { 'ecdsa-sha384': 'SHA-384', nested: 'SHA-1', 'rsa-sha1': 'SHA-1', 'rsa-sha512': 'SHA-512' }
  const names = readdirSync(join(root, 'test', 'fixtures', 'authenticode')).filter((name) => name.endsWith('.dll'))
  t.equal(names.length, 9)
  for (const name of names.map((one) => one.slice(0, -4))) {
    const result = await check(fixture(name))
    t.match(result, { integrity: 'ok', digestMatches: true, signatureMatches: true, digestAlgorithm: expected[name] ?? 'SHA-256', defects: [] }, name)
  }
})

t.test('the certificate’s names, serial number and validity are told', async (t) => {
  const result = await check(fixture('rsa-sha256'))
  t.equal(result.claimedSigner, 'CN=txray test signer, O=Example\\, Ltd, C=NL', 'most specific first, the comma escaped')
  t.equal(result.issuer, result.claimedSigner)
  t.match(result.serial, /^[0-9a-f]{40}$/)
  t.match(result.validFrom, /^2026-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  t.match(result.validTo, /^2046-/)
  t.equal(result.timestamp, null)
})

t.test('one byte changed in a section breaks it', async (t) => {
  const result = await check(flipped(fixture('rsa-sha256'), 0x400))
  t.match(result, { integrity: 'broken', digestMatches: false, signatureMatches: true })
  t.match(result.because, /not the one that was signed/)
})

t.test('the checksum may change', async (t) => {
  const signed = fixture('rsa-sha256')
  t.equal((await check(flipped(signed, uncovered(signed).checksum))).integrity, 'ok')
})

t.test('any covered byte that changes is noticed', async (t) => {
  const signed = fixture('rsa-sha256')
  const { checksum, directory } = uncovered(signed)
  for (let at = 0; at < sample.length; at += 211) {
    if ((at >= checksum && at < checksum + 4) || (at >= directory && at < directory + 8)) continue
    const { integrity } = await check(flipped(signed, at))
    if (integrity === 'ok') t.fail(`byte ${at} may change`)
  }
  t.pass('none may')
})

t.test('bytes added behind the table break it', async (t) => {
  const signed = fixture('rsa-sha256')
  const longer = new Uint8Array(signed.length + 16)
  longer.set(signed)
  t.match(await check(longer), { integrity: 'broken', digestMatches: false, defects: [{ code: 'bad-value', offset: signed.length }] })
})

t.test('bytes behind the table that were signed are ok, and told', async (t) => {
  const signed = await signImage(sample, { signer }, new Uint8Array(24).fill(7))
  t.match(await check(signed), { integrity: 'ok', defects: [{ code: 'bad-value', detail: /24 bytes stand behind it/ }] })
  t.match(await check(flipped(signed, signed.length - 1)), { integrity: 'broken' })
})

t.test('an overlay before the table is covered', async (t) => {
  const withOverlay = new Uint8Array(sample.length + 64).fill(9)
  withOverlay.set(sample)
  const signed = await signImage(withOverlay, { signer })
  t.match(await check(signed), { integrity: 'ok', defects: [] })
  t.match(await check(flipped(signed, sample.length + 3)), { integrity: 'broken' })
})

t.test('a self-made certificate in Microsoft’s name proves nothing: only the claim differs', async (t) => {
  const claimed = await check(fixture('microsoft-name'))
  const other = await check(fixture('rsa-sha256'))
  t.match(claimed.claimedSigner, /^CN=Microsoft Corporation, O=Microsoft Corporation/)
  const plain = ({ claimedSigner, issuer, serial, validFrom, validTo, ...rest }: AuthenticodeResult) => rest
  t.strictSame(plain(claimed), plain(other))
  t.match(claimed.because, /anyone can make one in any name/)
  t.notMatch(JSON.stringify([claimed, other]), /trust|genuine|authentic\b|legitimate|safe/i)
})

t.test('a certificate whose time is over changes nothing, for no clock is asked', async (t) => {
  const old = await makeSigner({ notBefore: new Date('2010-01-01T00:00:00Z'), notAfter: new Date('2011-01-01T00:00:00Z') })
  const result = await check(await signImage(sample, { signer: old }))
  t.match(result, { integrity: 'ok', validFrom: '2010-01-01T00:00:00Z', validTo: '2011-01-01T00:00:00Z', notes: [] })
})

t.test('RSA-PSS and ECDSA made by another library verify, and break', async (t) => {
  for (const kind of ['pss', 'ecdsa'] as const) {
    const made = await makeSigner({ kind })
    const signed = await signImage(sample, { signer: made })
    t.match(await check(signed), { integrity: 'ok', signatureMatches: true }, kind)
    const foreign = await signImage(sample, { signer: { ...made, sign: (await makeSigner({ kind })).sign } })
    t.match(await check(foreign), { integrity: 'broken', digestMatches: true, signatureMatches: false }, `${kind}, signed with another key`)
  }
})

t.test('the signature of another file does not fit this one', async (t) => {
  const digest = fileDigest('SHA-256', flipped(sample, 0x400))
  t.match(await check(await signImage(sample, { signer, digest })), { integrity: 'broken', digestMatches: false, signatureMatches: true })
})

t.test('a digest put in place without signing it anew is broken', async (t) => {
  const signature = encoded(await signDigest(fileDigest('SHA-256', flipped(sample, 0x400)), { signer }))
  const at = Buffer.from(signature).indexOf(fileDigest('SHA-256', flipped(sample, 0x400)))
  signature.set(fileDigest('SHA-256', sample), at)
  t.match(await check(withTable(sample, certificateEntry(signature))), { integrity: 'broken', digestMatches: true, signatureMatches: false })
})

t.test('a signer named by key identifier is found', async (t) => {
  const identifier = hashed('SHA-1', new Uint8Array(signer.certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView))
  t.match(await check(await signImage(sample, { signer, keyIdentifier: identifier })), { integrity: 'ok', claimedSigner: 'CN=txray test' })
  t.match(await check(await signImage(sample, { signer, keyIdentifier: hashed('SHA-1', identifier) })), { integrity: 'not-checked', claimedSigner: null })
})

t.test('what is missing or of another kind is said, never ok', async (t) => {
  const because = async (parts: Omit<Parameters<typeof signImage>[1], 'signer'>) => {
    const { integrity, because } = await check(await signImage(sample, { signer, ...parts }))
    return `${integrity}: ${because}`
  }
  t.match(await because({ certificates: [] }), /^not-checked: .*certificate is not in the file/)
  t.match(await because({ certificates: [(await makeSigner()).certificate] }), /^not-checked: .*certificate is not in the file/)
  t.match(await because({ signedAttributes: false }), /^not-checked: .*no signed attributes/)
  t.match(await because({ signers: 0 }), /^broken: .*no signer/)
  t.match(await because({ digestOid: '1.2.840.113549.2.5' }), /^not-checked: .*MD5/)
  t.match(await because({ kindOfFile: '1.3.6.1.4.1.311.2.1.25' }), /^broken: .*another kind of file/)
})

t.test('two signers: the first is looked at, and it is told', async (t) => {
  t.match(await check(await signImage(sample, { signer, signers: 2 })), { integrity: 'ok', notes: [/2 signers/] })
})

t.test('without cryptography nothing is ok, and a changed file is still broken', async (t) => {
  const signed = fixture('rsa-sha256')
  t.match(await checkAuthenticode(signed), { integrity: 'not-checked', digestMatches: true, signatureMatches: null, because: /no cryptography/ })
  t.match(await checkAuthenticode(flipped(signed, 0x400)), { integrity: 'broken', digestMatches: false })
  t.match((await checkAuthenticode(signed)).claimedSigner, /^CN=txray test signer/)
})

t.test('a cryptography that refuses the key leaves it unchecked', async (t) => {
  const refusing = { importKey: () => Promise.reject(new TypeError('no')), verify: () => Promise.resolve(true) }
  t.match(await checkAuthenticode(fixture('rsa-sha256'), { crypto: refusing }), { integrity: 'not-checked', because: /key cannot be used/ })
})

t.test('an RFC 3161 timestamp is read and checked', async (t) => {
  const { timestamp, notes } = await check(fixture('rfc3161'))
  t.match(timestamp, { kind: 'rfc3161', time: '2024-01-02T03:04:05Z', integrity: 'ok', claimedBy: 'CN=txray test time' })
  t.match(notes, [/lies outside the time the certificate is for/])
  t.match(authenticodeIdentity(await check(fixture('rfc3161'))), { integrity: 'ok', timestamp: '2024-01-02T03:04:05Z', chain: 'not-checked' })
})

const when = new Date('2024-05-06T07:08:09Z')

t.test('both kinds of timestamp made by another library are read and checked', async (t) => {
  const tsa = await makeSigner({ subject: 'test time' })
  const certificates = [signer.certificate, tsa.certificate]
  const old = await check(await signImage(sample, { signer, certificates, unsigned: async (value) => [await countersign(tsa, when, value)] }))
  t.match(old, { integrity: 'ok', notes: [] })
  t.match(old.timestamp, { kind: 'countersignature', time: '2024-05-06T07:08:09Z', integrity: 'ok', claimedBy: 'CN=test time' })
  const recent = await check(await signImage(sample, { signer, unsigned: async (value) => [await timestampToken(tsa, when, value)] }))
  t.match(recent.timestamp, { kind: 'rfc3161', time: '2024-05-06T07:08:09Z', integrity: 'ok', claimedBy: 'CN=test time' })
})

t.test('a timestamp of another signature is broken, and the signature stays ok', async (t) => {
  const tsa = await makeSigner({ subject: 'test time' })
  const certificates = [signer.certificate, tsa.certificate]
  const other = new Uint8Array(256).fill(1)
  for (const make of [countersign, timestampToken]) {
    const result = await check(await signImage(sample, { signer, certificates, unsigned: async () => [await make(tsa, when, other)] }))
    t.match(result, { integrity: 'ok', timestamp: { integrity: 'broken', time: '2024-05-06T07:08:09Z' }, notes: [/^The timestamp is broken: /] })
    t.match(authenticodeIdentity(result), { integrity: 'ok', claimedSigner: 'CN=txray test', timestamp: null, chain: 'not-checked' })
  }
})

t.test('a timestamp that cannot be checked still tells its time', async (t) => {
  const tsa = await makeSigner({ subject: 'test time' })
  const result = await check(await signImage(sample, { signer, unsigned: async (value) => [await countersign(tsa, when, value)] }))
  t.match(result, { integrity: 'ok', timestamp: { integrity: 'not-checked', time: '2024-05-06T07:08:09Z', claimedBy: null } })
})

t.test('a timestamp that is junk is told, and the signature stays ok', async (t) => {
  for (const type of ['1.3.6.1.4.1.311.3.3.1', '1.2.840.113549.1.9.6']) {
    const result = await check(await signImage(sample, { signer, unsigned: async () => [attribute(type, sequence(integer(1)))] }))
    t.match(result, { integrity: 'ok', timestamp: { integrity: 'not-checked', time: null } })
  }
})

t.test('a signature in a signature is counted and checked', async (t) => {
  t.match(await check(fixture('nested')), { integrity: 'ok', digestAlgorithm: 'SHA-1', nested: 1, notes: [/^Nested signature 1 of 1 \(SHA-256\): ok\./] })
  const bad = await signDigest(hashed('SHA-256', sample), { signer })
  const unsigned = async () => [attribute('1.3.6.1.4.1.311.2.4.1', ...Array.from({ length: limits.nestedSignatures + 1 }, () => bad))]
  const result = await check(await signImage(sample, { signer, unsigned }))
  t.match(result, { integrity: 'ok', nested: limits.nestedSignatures + 1, defects: [{ code: 'limit' }] })
  t.match(result.notes[0], /^Nested signature 1 of 9 \(SHA-256\): broken\./)
  t.equal(result.notes.length, limits.nestedSignatures)
})

t.test('a file without a table may still stand in a catalogue', async (t) => {
  t.match(await check(sample), { integrity: 'absent', because: /catalogue/, defects: [] })
  t.match(await check(new Uint8Array()), { integrity: 'absent', because: /^No PE file/ })
})

t.test('a table that is cut off is broken', async (t) => {
  const signed = fixture('rsa-sha256')
  t.match(await check(signed.subarray(0, signed.length - 100)), { integrity: 'broken', defects: [{ code: 'truncated' }, { code: 'truncated' }] })
})

t.test('a table that is said to lie outside the file is no table', async (t) => {
  const lying = sample.slice()
  new DataView(lying.buffer).setUint32(uncovered(lying).directory, lying.length + 8, true)
  new DataView(lying.buffer).setUint32(uncovered(lying).directory + 4, 4096, true)
  t.match(await check(lying), { integrity: 'absent', because: /none can stand there.*catalogue/, defects: [{ code: 'bad-index' }] })
})

t.test('junk and other ASN.1 in place of a signature are broken', async (t) => {
  const of = (data: Uint8Array) => check(withTable(sample, certificateEntry(data)))
  t.match(await of(new Uint8Array(200).fill(0xff)), { integrity: 'broken' })
  t.match(await of(new Uint8Array(0)), { integrity: 'broken' })
  t.match(await of(encoded(sequence(oid('1.2.3'), set()))), { integrity: 'broken', because: /no signed message/ })
  t.match(await of(encoded(sequence(oid('1.2.840.113549.1.7.2'), context(0, sequence())))), { integrity: 'not-checked' })
  t.match(await of(new Uint8Array([0x30, 0x80, 0, 0])), { integrity: 'not-checked', because: /no stated length/ })
})

/** Values of one tag in one another, each with a length of three octets. */
function deep(depth: number, tag: number): Uint8Array {
  const head = (length: number) => [tag, 0x83, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]
  return new Uint8Array(Array.from({ length: depth }, (_, level) => head((depth - 1 - level) * 5)).flat())
}

t.test('ASN.1 nested 10,000 deep meets the bound, not the stack', async (t) => {
  for (const tag of [0x30, 0x31, 0xa0, 0x24]) {
    const result = await check(withTable(sample, certificateEntry(deep(10_000, tag))))
    t.match(result, { integrity: 'not-checked', because: /nested deeper than 64/, defects: [{ code: 'limit' }] })
  }
})

t.test('depth hidden in OCTET STRINGs is not followed', async (t) => {
  const inner = deep(10_000, 0x04)
  const unsigned = async () => [attribute('1.2.3.4', octets(inner))]
  t.match(await check(await signImage(sample, { signer, unsigned })), { integrity: 'ok' })
})

t.test('a signature of many values meets the bound', async (t) => {
  const arcs = new Uint8Array(limits.asn1Nodes + 4).fill(1)
  arcs.set([0x06, 0x82, limits.asn1Nodes >> 8, limits.asn1Nodes & 0xff])
  for (const many of [encoded(sequence(...Array.from({ length: limits.asn1Nodes }, () => integer(1)))), arcs])
    t.match(await check(withTable(sample, certificateEntry(many))), { integrity: 'not-checked', because: /more than 20000 values/ })
})

t.test('as many attributes or certificates as the bound allows end soon', async (t) => {
  const attributes = Array.from({ length: 3000 }, () => attribute('1.2.3', integer(1)))
  t.match(await check(await signImage(sample, { signer, unsigned: async () => attributes })), { integrity: 'ok' })
  const certificates = Array.from({ length: 150 }, () => signer.certificate)
  t.match(await check(await signImage(sample, { signer, certificates })), { integrity: 'ok' })
})

t.test('an entry above the bound is not read', async (t) => {
  const result = await check(withTable(sample, certificateEntry(new Uint8Array(limits.certificateSize))))
  t.match(result, { integrity: 'not-checked', defects: [{ code: 'limit' }] })
})

t.test('a key above the bound is not used', async (t) => {
  const { certificate } = await makeSigner()
  certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView = new Uint8Array(limits.signerKey + 1)
  const large = pkijs.Certificate.fromBER(certificate.toSchema(true).toBER())
  t.match(await check(await signImage(sample, { signer: { ...signer, certificate: large } })), { integrity: 'not-checked', because: /the signer’s key has/ })
})

t.test('data hidden behind the signature in its entry is told', async (t) => {
  const signature = encoded(await signDigest(fileDigest('SHA-256', sample), { signer }))
  const stuffed = new Uint8Array(signature.length + 40)
  stuffed.set(signature)
  stuffed.set([1, 2, 3], signature.length)
  t.match(await check(withTable(sample, certificateEntry(stuffed))), { integrity: 'ok', notes: [/no signature covers them/] })
})

t.test('a second signature beside the first is told', async (t) => {
  const entry = certificateEntry(encoded(await signDigest(fileDigest('SHA-256', sample), { signer })))
  const two = new Uint8Array(entry.length * 2)
  two.set(entry)
  two.set(entry, entry.length)
  t.match(await check(withTable(sample, two)), { integrity: 'ok', nested: 0, notes: [/1 further signatures/] })
})

t.test('a table with entries of other kinds only holds no signature', async (t) => {
  t.match(await check(withTable(sample, certificateEntry(new Uint8Array(16), 1))), { integrity: 'absent', because: /other kinds.*catalogue/ })
})

t.test('an unsigned file has the authentihash its signed copy is signed with', async (t) => {
  const of = (bytes: Uint8Array) => authentihash(readImage(spanOf(bytes)))
  t.equal(of(sample), hexOf(fileDigest('SHA-256', sample)))
  t.equal(of(fixture('rsa-sha256')), of(sample))
  t.equal(of(fixture('odd-length')), of(sample.subarray(0, 6001)), 'filled with zeros to a multiple of 8')
})

t.test('content is counted without its tag and length', async (t) => {
  t.strictSame([...contentOf(encoded(octets(new Uint8Array(200).fill(5))))], new Array(200).fill(5))
})

t.test('the signature’s own bytes may be changed in any place without an error', async (t) => {
  const signed = fixture('nested')
  const seen = new Set<string>()
  for (let at = sample.length; at < signed.length; at += 37) {
    const changed = signed.slice()
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    const { integrity, because } = await check(changed)
    t.ok(because.length > 0)
    seen.add(integrity)
  }
  t.strictSame(
    [...seen].sort(),
    ['absent', 'broken', 'not-checked', 'ok'].filter((one) => seen.has(one)),
  )
  t.ok(seen.has('broken'))
})
