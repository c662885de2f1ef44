import fc from 'fast-check'
import t from 'tap'
import { isZip, openZip, zipLimits } from '../bin/zip.ts'
import { bytes, zipOf } from './make/cli.ts'

async function textsOf(archive: Uint8Array, password: string | null = null): Promise<[string, string][]> {
  const members = await openZip(archive, password)
  return Promise.all(members.map(async ({ path, read }): Promise<[string, string]> => [path, new TextDecoder().decode(await read())]))
}

t.test('an archive is told by its first bytes, and a .NET file never is one', async (t) => {
  t.ok(isZip(await zipOf({ a: 'x' })))
  t.notOk(isZip(bytes('MZ and then PK\u0003\u0004')))
  t.notOk(isZip(bytes('PK')))
})

t.test('every file is read in the order of the archive, folders are not files', async (t) => {
  const archive = await zipOf({ 'agents/': '', 'agents/b.dll': 'two', 'a.dll': 'one' })
  t.same(await textsOf(archive), [
    ['agents/b.dll', 'two'],
    ['a.dll', 'one'],
  ])
})

t.test('a path that leads outside is given as it stands and goes nowhere', async (t) => {
  const [member] = await openZip(await zipOf({ '../../etc/agent.dll': 'x' }), null)
  t.equal(member?.path, '../../etc/agent.dll')
})

t.test('the customary password opens both kinds of encryption without being given', async (t) => {
  for (const zipCrypto of [true, false]) {
    const archive = await zipOf({ 'a.dll': 'locked' }, { password: 'infected', zipCrypto, encryptionStrength: 3 })
    t.same(await textsOf(archive), [['a.dll', 'locked']])
  }
})

t.test('another password is used when given', async (t) => {
  for (const zipCrypto of [true, false]) {
    const archive = await zipOf({ 'a.dll': 'locked' }, { password: 'other', zipCrypto, encryptionStrength: 3 })
    t.same(await textsOf(archive, 'other'), [['a.dll', 'locked']])
    const [member] = await openZip(archive, null)
    await t.rejects(async () => member?.read(), /encrypted, and "infected" does not open it; give its password with --password/)
    const [wrong] = await openZip(archive, 'wrong')
    await t.rejects(async () => wrong?.read(), /neither the password given nor "infected" opens it/)
  }
})

t.test('a member that unpacks to far more than its size is refused', async (t) => {
  const [member] = await openZip(await zipOf({ bomb: new Uint8Array(4 * 1024 * 1024) }), null)
  await t.rejects(async () => member?.read(), /unpacks to more than 200 times its size/)
})

t.test('a member that understates its size is stopped while it unpacks', async (t) => {
  const archive = await zipOf({ bomb: new Uint8Array(4 * 1024 * 1024) })
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  for (let at = 0; at < archive.length - 46; at++) if (view.getUint32(at, true) === 0x0201_4b50) view.setUint32(at + 24, 100, true)
  const [member] = await openZip(archive, null)
  await t.rejects(async () => member?.read(), /unpacks to more|cannot be unpacked/)
})

t.test('size, sum and number of members are bounded', async (t) => {
  const archive = await zipOf({ a: 'aaaaaaaaaa', b: 'bbbbbbbbbb', c: 'c' })
  const [big] = await openZip(archive, null, { ...zipLimits, memberSize: 5 })
  await t.rejects(async () => big?.read(), /larger than a member may be/)
  const [first, second, third] = await openZip(archive, null, { ...zipLimits, totalSize: 15 })
  t.equal((await first?.read())?.length, 10)
  await t.rejects(async () => second?.read(), /the archive unpacks to more than/)
  t.equal((await third?.read())?.length, 1)
  const [, , last, none] = await openZip(await zipOf({ a: 'a', b: 'b', c: 'c', d: 'd' }), null, { ...zipLimits, entries: 2 })
  await t.rejects(async () => last?.read(), /more than 2 files/)
  t.equal(none, undefined)
})

t.test('an archive whose directory is gone is a plain sentence', async (t) => {
  const archive = await zipOf({ a: 'x' })
  await t.rejects(openZip(archive.subarray(0, 20), null), /not a readable zip archive/)
})

t.test('any damage gives members or an error, and nothing else', async () => {
  const archive = await zipOf({ 'a.dll': 'some text', 'b.dll': 'more text' }, { password: 'infected', zipCrypto: true })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { maxLength: 4 }), async (changes) => {
      const damaged = archive.slice()
      for (const [at, value] of changes) damaged[at] = value
      await textsOf(damaged).catch((error: unknown) => {
        if (!(error instanceof Error)) throw new TypeError('not an error')
      })
    }),
    { numRuns: 60 },
  )
})
