import { webcrypto } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import type { Defect } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { type CertificateTable, readCertificateTable, signedParts } from '../lib/pe/certificates.ts'
import { readImage } from '../lib/pe/image.ts'
import { checkAuthenticode } from '../lib/profile/authenticode.ts'
import { certificateEntry, uncovered, withTable } from './make/authenticode.ts'
import { buildImage } from './make/image.ts'

const image = (is64 = false) => buildImage({ is64, sections: [{ name: '.text', data: new Uint8Array(64).fill(1) }] })

function read(bytes: Uint8Array): { table: CertificateTable | null; defects: Defect[] } {
  const defects: Defect[] = []
  return { table: readCertificateTable(readImage(spanOf(bytes)), defects), defects }
}

/** The image with directory 4 set to what is given. */
function pointing(offset: number, size: number, bytes = image()): Uint8Array {
  const copy = bytes.slice()
  const { directory } = uncovered(copy)
  new DataView(copy.buffer).setUint32(directory, offset, true)
  new DataView(copy.buffer).setUint32(directory + 4, size, true)
  return copy
}

t.test('entries are read one after the other, each on a multiple of 8', async (t) => {
  for (const is64 of [false, true]) {
    const first = certificateEntry(new Uint8Array(5).fill(2))
    const second = certificateEntry(new Uint8Array(8).fill(3), 1)
    new DataView(first.buffer).setUint32(0, 13, true)
    const { table, defects } = read(withTable(image(is64), Uint8Array.from([...first, ...second])))
    const at = image(is64).length
    t.match(table, { offset: at, size: 32, bytesBehind: 0 })
    t.match(table?.entries, [
      { offset: at, length: 13, revision: 0x200, type: 2, data: { offset: at + 8 } },
      { offset: at + 16, length: 16, type: 1 },
    ])
    t.equal(table?.entries[0]?.data?.bytes.length, 5)
    t.strictSame(defects, [])
  }
})

t.test('the offset is one into the file, not an RVA', async (t) => {
  const bytes = pointing(0x2000, 64)
  t.match(read(bytes), { table: null, defects: [{ code: 'bad-index' }] }, 'an RVA of the section lies behind the end of this file')
})

t.test('a directory that is empty is no defect, half of one is', async (t) => {
  t.strictSame(read(image()), { table: null, defects: [] })
  t.match(read(pointing(0, 64)), { table: null, defects: [{ code: 'bad-value' }] })
  t.match(read(pointing(0x400, 0)), { table: null, defects: [{ code: 'bad-value' }] })
})

t.test('a table in the headers is none, so it can take nothing out of the digest', async (t) => {
  t.match(read(pointing(8, 0x400)), { table: null, defects: [{ code: 'bad-value', detail: /inside the headers/ }] })
})

t.test('an odd start, an end behind the file and bytes behind are told', async (t) => {
  const start = image().length
  const longer = new Uint8Array(start + 64)
  longer.set(image())
  t.match(read(pointing(start + 4, 60, longer)).defects, [{ code: 'bad-value', detail: /multiple of 8/ }])
  t.match(read(pointing(start, 65, longer)), { table: { size: 64 }, defects: [{ code: 'truncated' }] })
  t.match(read(pointing(start, 0xffff_ffff, longer)), { table: { size: 64 }, defects: [{ code: 'truncated' }] })
  t.match(read(pointing(start, 32, longer)), { table: { size: 32, bytesBehind: 32 }, defects: [{ code: 'bad-value' }] })
})

t.test('an entry that is too long, too short or above the bound is told and has no data', async (t) => {
  const entry = (length: number, room = 64) => {
    const bytes = certificateEntry(new Uint8Array(room - 8))
    new DataView(bytes.buffer).setUint32(0, length, true)
    return read(withTable(image(), bytes))
  }
  t.match(entry(65), { table: { entries: [{ length: 65, data: null }] }, defects: [{ code: 'truncated' }] })
  t.match(entry(0xffff_ffff), { table: { entries: [{ data: null }] }, defects: [{ code: 'truncated' }, { code: 'limit' }] })
  t.match(entry(7), { table: { entries: [] }, defects: [{ code: 'bad-value' }] })
  t.match(entry(limits.certificateSize + 8, limits.certificateSize + 8), { table: { entries: [{ data: null }] }, defects: [{ code: 'limit' }] })
})

t.test('no more entries are read than the bound says', async (t) => {
  const one = certificateEntry(new Uint8Array(0))
  const many = new Uint8Array(one.length * (limits.certificateEntries + 1))
  for (let at = 0; at < many.length; at += one.length) many.set(one, at)
  const { table, defects } = read(withTable(image(), many))
  t.equal(table?.entries.length, limits.certificateEntries)
  t.match(defects, [{ code: 'limit' }])
})

t.test('the covered parts leave out three ranges and nothing else', async (t) => {
  const table = certificateEntry(new Uint8Array(24))
  for (const is64 of [false, true]) {
    const bytes = withTable(image(is64), table, new Uint8Array(5).fill(6))
    const view = readImage(spanOf(bytes))
    const parts = signedParts(view, readCertificateTable(view, []))
    const { checksum, directory } = uncovered(bytes)
    t.strictSame(
      parts.map((part) => [part.byteOffset, part.length]),
      [
        [0, checksum],
        [checksum + 4, directory - checksum - 4],
        [directory + 8, image(is64).length - directory - 8],
        [bytes.length - 5, 5],
      ],
    )
  }
})

t.test('any table gives a result, in time that grows with it', async (t) => {
  const { subtle } = webcrypto
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(fc.constantFrom(0x30, 0x31, 0xa0, 0, 1, 2, 4, 6, 8, 16, 32), { maxLength: 300 }).map((list) => Uint8Array.from(list)),
  )
  const number = fc.oneof(fc.nat(2000), fc.constantFrom(0, 1, 0x7fff_ffff, 0xffff_ffff))
  await fc.assert(
    fc.asyncProperty(bytes, number, number, fc.boolean(), async (data, offset, size, whole) => {
      const file = whole ? withTable(image(), certificateEntry(data)) : pointing(offset, size, withTable(image(), data))
      const result = await checkAuthenticode(file, { crypto: subtle })
      return ['broken', 'absent', 'not-checked'].includes(result.integrity)
    }),
    { numRuns: 500 },
  )
  t.pass('held')
})
