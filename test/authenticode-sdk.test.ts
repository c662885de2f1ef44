import { webcrypto } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { findOverlay, isImage, readImage } from '../lib/pe/image.ts'
import { checkAuthenticode } from '../lib/profile/authenticode.ts'
import type { AuthenticodeResult } from '../lib/profile/authenticode-result.ts'
import { uncovered } from './make/authenticode.ts'
import { assembliesIn, sdkFolder } from './make/real-assemblies.ts'

const skip = sdkFolder === null ? 'the .NET SDK package is not here: test/oracle/build.sh fetches it' : false
// the larger ones show nothing more and take most of the time
const images = sdkFolder === null ? [] : assembliesIn(sdkFolder).filter((name) => statSync(name).size < 500_000)
const check = (bytes: Uint8Array): Promise<AuthenticodeResult> => checkAuthenticode(bytes, { crypto: webcrypto.subtle })

t.test('what Microsoft signed is ok, and its timestamps and nested signatures too', { skip }, async (t) => {
  const kinds = new Map<string, number>()
  for (const name of images) {
    const bytes = new Uint8Array(readFileSync(name))
    if (!isImage(spanOf(bytes))) continue
    const result = await check(bytes)
    const kind = `${result.digestAlgorithm} ${result.timestamp?.kind}`
    if (result.integrity === 'absent') continue
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    const good = result.integrity === 'ok' && result.timestamp?.integrity === 'ok' && result.notes.every((note) => note.includes(': ok.'))
    if (!good || result.defects.length > 0) t.fail(`${name}: ${result.because} ${result.timestamp?.because} ${result.notes.join(' ')}`)
  }
  t.comment([...kinds].map(([kind, count]) => `${kind}: ${count}`).join(', '))
  t.ok([...kinds.values()].reduce((sum, count) => sum + count, 0) >= 100)
  t.equal(kinds.size, 2, 'SHA-1 with the older timestamp, SHA-256 with the newer')
})

t.test('one byte changed in what Microsoft signed is noticed, in the checksum not', { skip }, async (t) => {
  let seen = 0
  for (const name of images) {
    const bytes = new Uint8Array(readFileSync(name))
    if (seen === 20 || bytes.length > 200_000 || !isImage(spanOf(bytes)) || (await check(bytes)).integrity !== 'ok') continue
    seen++
    t.equal(findOverlay(readImage(spanOf(bytes))), null)
    const middle = (readImage(spanOf(bytes)).sections[0]?.offset ?? 0) + 17
    t.equal((await check(bytes.map((byte, at) => (at === middle ? byte ^ 0x80 : byte)))).integrity, 'broken')
    const { checksum } = uncovered(bytes)
    t.equal((await check(bytes.map((byte, at) => (at === checksum ? byte ^ 0x80 : byte)))).integrity, 'ok')
  }
  t.equal(seen, 20)
})
