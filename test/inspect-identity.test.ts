import { createHash, webcrypto } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { isImage } from '../lib/pe/image.ts'
import { checkAuthenticode } from '../lib/profile/authenticode.ts'
import type { AuthenticodeResult } from '../lib/profile/authenticode-result.ts'
import { inspect } from '../lib/profile/inspect.ts'
import type { Identity, Profile } from '../lib/profile/profile.ts'
import { certificateEntry, fileDigest, makeSigner, signImage, withTable } from './make/authenticode.ts'
import { ascii, buildImage, join, patched } from './make/image.ts'
import { assembliesIn, sdkFolder } from './make/real-assemblies.ts'
import { bytesOf } from './make/root.ts'
import { makeKey, sign, unsigned } from './make/strong-name.ts'
import { validateProfile } from './make/validate.ts'

const plain = bytesOf('samples/bin/disclaimer.mcs.dll')
const signedCopy = bytesOf('test/fixtures/authenticode/microsoft-name.dll')
const native = buildImage({ sections: [{ data: ascii('native code') }] })
const exchangeName = 'Microsoft.Exchange.Transport.Agent.Fake'

const check = (bytes: Uint8Array): Promise<AuthenticodeResult> => checkAuthenticode(bytes, { crypto: webcrypto.subtle })
const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, place) => (place === at ? byte ^ 0x40 : byte))

function inspected(bytes: Uint8Array, authenticode?: AuthenticodeResult): Profile {
  const profile = inspect(bytes, authenticode === undefined ? {} : { authenticode })
  const problems = validateProfile(profile)
  if (problems.length > 0) throw new TypeError(problems.join('\n'))
  return profile
}

const claimIn = ({ claims }: Identity, what: string) => claims.find((claim) => claim.what.includes(what))

t.test('version information is told in the order of the file', async (t) => {
  const { versionInfo } = inspected(plain).identity
  t.match(versionInfo, [
    { name: 'FixedFileVersion', value: '2.1.0.0' },
    { name: 'FixedProductVersion' },
    { name: 'Comments' },
    { name: 'CompanyName', value: 'Contoso' },
  ])
  t.equal(inspected(sign(unsigned(makeKey().blob, 128), makeKey())).identity.versionInfo, null, 'a file without')
})

t.test('hashes are those that others know the file by', async (t) => {
  const { hashes } = inspected(plain).identity
  t.equal(hashes.imphash, createHash('md5').update('mscoree._corDllMain'.toLowerCase()).digest('hex'))
  t.match(hashes.typeRefHash, /^[0-9a-f]{64}$/)
  t.equal(hashes.authentihash, fileDigestHex(plain))
  t.same(inspected(signedCopy).identity.hashes, hashes, 'signing changes none of them')
})

/** The samples are a multiple of 8 long, so that nothing is to be padded. */
function fileDigestHex(bytes: Uint8Array): string {
  return Buffer.from(fileDigest('SHA-256', bytes)).toString('hex')
}

t.test('a native file has what can be told without an assembly', async (t) => {
  const { identity, format } = inspected(native)
  t.equal(format, 'pe')
  t.match(identity, { assembly: null, versionInfo: null, authenticode: { integrity: 'absent' }, claims: [], hashes: { imphash: null, typeRefHash: null } })
  t.match(identity.hashes.authentihash, /^[0-9a-f]{64}$/)
})

t.test('every state of a strong name comes through', async (t) => {
  const key = makeKey()
  const good = sign(unsigned(key.blob, 128), key)
  const strongName = (bytes: Uint8Array) => inspected(bytes).identity.strongName
  t.match(strongName(plain), { integrity: 'absent', publicKeyToken: null, pinnedMicrosoftKey: false })
  t.match(strongName(good), { integrity: 'ok', publicKeyToken: /^[0-9a-f]{16}$/, pinnedMicrosoftKey: false })
  t.match(strongName(unsigned(key.blob, 128)), { integrity: 'delay-signed' })
  t.match(strongName(flip(good, 0x400 + 80)), { integrity: 'broken' })
})

t.test('an Exchange name under a self-made key is not borne out, however good the signature', async (t) => {
  const key = makeKey('sha256', 2048)
  const { identity } = inspected(sign(unsigned(key.blob, 256, undefined, exchangeName), key))
  t.match(identity, { assembly: { name: exchangeName }, strongName: { integrity: 'ok', pinnedMicrosoftKey: false } })
  t.match(claimIn(identity, 'is an assembly of Microsoft Exchange'), { supported: false, because: /public key is none of those/ })
  t.notOk(identity.claims.some(({ supported }) => supported))
})

t.test('an agent that bears an Exchange name is escalated with and without an Authenticode signature', async (t) => {
  const masked = bytesOf('samples/bin/exchange-masquerade.mcs.dll')
  t.equal(inspected(masked).verdict.decision, 'escalate')
  const signer = await makeSigner({ subject: 'Microsoft Corporation' })
  const signed = await signImage(masked, { signer })
  const { verdict, identity } = inspected(signed, await check(signed))
  t.equal(verdict.decision, 'escalate')
  t.match(identity.authenticode, { integrity: 'ok', claimedSigner: 'CN=Microsoft Corporation' })
  t.match(claimIn(identity, 'Authenticode'), { supported: false })
})

t.test('an agent under a name that only looks like one of Exchange’s is escalated, and a file name counts', async (t) => {
  const agent = bytesOf('samples/bin/disclaimer.mcs.dll')
  t.equal(inspected(agent).verdict.decision, 'expected')
  for (const name of ['C:\\x\\Microsoft.Exchange.Transport.Agent.Malware.dll', 'Micr\u043esoft.Exchange.Hygiene.dll', 'Mircosoft.Exchange.Hygiene.dll']) {
    const { verdict, identity } = inspect(agent, { name })
    t.equal(verdict.decision, 'escalate', name)
    t.ok(identity.claims.some(({ what, supported }) => !supported && / part of | name of its file /.test(what)))
  }
  t.equal(inspect(agent, { name: 'Contoso.Exchange.Disclaimer.dll' }).verdict.decision, 'expected')
  t.equal(inspect(bytesOf('samples/bin/exchange-masquerade.mcs.dll'), { name: 'a.dll' }).verdict.decision, 'escalate')
})

t.test('without the result a signature is not checked, and without a signature absent', async (t) => {
  const nothing = { claimedSigner: null, issuer: null, timestamp: null, chain: 'not-checked' }
  t.same(inspected(plain).identity.authenticode, { integrity: 'absent', ...nothing })
  const { identity, verdict } = inspected(signedCopy)
  t.same(identity.authenticode, { integrity: 'not-checked', ...nothing })
  t.ok(verdict.unknowns.includes('whether the Authenticode signature is good: not checked'))
  t.same(identity.claims, [])
})

t.test('the result stands in the identity, and its signer as a claim that nothing bears out', async (t) => {
  const { identity, verdict, defects } = inspected(signedCopy, await check(signedCopy))
  t.match(identity.authenticode, {
    integrity: 'ok',
    claimedSigner: /^CN=Microsoft Corporation, O=Microsoft Corporation/,
    issuer: /^CN=Microsoft/,
    chain: 'not-checked',
  })
  t.match(claimIn(identity, 'Authenticode'), { what: /^is signed by CN=Microsoft Corporation/, supported: false, because: /anyone can make a certificate/ })
  t.notOk(verdict.unknowns.some((text) => text.includes('Authenticode signature')))
  t.equal(verdict.decision, inspected(plain).verdict.decision)
  t.same(defects, [])
})

t.test('a timestamp comes through, and a changed file is broken', async (t) => {
  const stamped = bytesOf('test/fixtures/authenticode/rfc3161.dll')
  t.equal(inspected(stamped, await check(stamped)).identity.authenticode.timestamp, '2024-01-02T03:04:05Z')
  const changed = flip(stamped, 0x400)
  t.match(inspected(changed, await check(changed)).identity, {
    authenticode: { integrity: 'broken' },
    claims: [{ supported: false, because: /not the one that was signed/ }],
  })
})

t.test('damage in a signature is a defect of the profile, which is then partial', async (t) => {
  const damaged = withTable(plain, certificateEntry(ascii('no signature at all')))
  const { identity, defects, completeness } = inspected(damaged, await check(damaged))
  t.equal(identity.authenticode.integrity, 'broken')
  t.match(defects, [{ detail: /^signature: / }])
  t.equal(completeness.status, 'partial')
})

t.test('the signature of a native file comes through as well', async (t) => {
  const image = join(native, new Uint8Array((8 - (native.length % 8)) % 8))
  const signed = await signImage(image, { signer: await makeSigner({ subject: 'Someone' }) })
  t.match(inspected(signed).identity.authenticode, { integrity: 'not-checked' })
  const { identity, verdict } = inspected(signed, await check(signed))
  t.match(identity.authenticode, { integrity: 'ok', claimedSigner: 'CN=Someone' })
  t.match(identity.claims, [{ what: 'is signed by CN=Someone, by its Authenticode signature', supported: false }])
  t.equal(verdict.decision, 'not-judged')
  const damaged = withTable(image, certificateEntry(ascii('no signature at all')))
  t.ok(inspected(damaged, await check(damaged)).defects.some(({ detail }) => detail.startsWith('signature: ')))
})

const skip = sdkFolder === null ? 'the .NET SDK package is not here: test/oracle/build.sh fetches it' : false

/** Files of the SDK that Microsoft's own keys sign, the smaller ones. */
function* genuine(): Generator<readonly [name: string, bytes: Uint8Array, profile: Profile]> {
  for (const name of sdkFolder === null ? [] : assembliesIn(sdkFolder)) {
    if (statSync(name).size > 40_000) continue
    const bytes = new Uint8Array(readFileSync(name))
    if (!isImage(spanOf(bytes))) continue
    const profile = inspected(bytes)
    const { integrity, pinnedMicrosoftKey } = profile.identity.strongName
    if (integrity === 'ok' && pinnedMicrosoftKey) yield [name, bytes, profile]
  }
}

t.test('what Microsoft signed bears its claims out and is not escalated; with one byte changed it does not', { skip }, async (t) => {
  const tokens = new Set<string | null>()
  let seen = 0
  for (const [name, bytes, { identity, verdict }] of genuine()) {
    seen++
    tokens.add(identity.strongName.publicKeyToken)
    t.match(claimIn(identity, 'is signed by Microsoft'), { supported: true, because: /Microsoft’s key and fits/ }, name)
    t.not(verdict.decision, 'escalate', name)
    // the time stamp in the file header
    const changed = inspected(flip(bytes, new DataView(bytes.buffer).getUint32(0x3c, true) + 8)).identity
    t.match(changed.strongName, { integrity: 'broken', pinnedMicrosoftKey: true }, name)
    t.match(claimIn(changed, 'is signed by Microsoft'), { supported: false, because: /carries Microsoft’s public key, but the signature does not fit/ }, name)
    if (seen === 25) break
  }
  t.ok(seen >= 10, `${seen} files, under ${[...tokens].join(', ')}`)
})

t.test('what merely holds Microsoft’s public key bears nothing out', { skip }, async (t) => {
  const [first] = genuine()
  if (first === undefined) throw new TypeError('no signed file')
  const [, bytes] = first
  const { identity } = inspected(patched(bytes, [openAssembly(bytes).cli.offset + 32, 0, 4]))
  t.match(identity.strongName, { integrity: 'delay-signed', pinnedMicrosoftKey: true })
  t.match(claimIn(identity, 'is signed by Microsoft'), { supported: false, because: /carries a public key and no signature/ })
})
