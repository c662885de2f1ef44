import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { encoded, fixtureOf, readContext, readFixture } from './make/context.ts'
import { root } from './make/root.ts'

const names = readdirSync(join(root, 'test', 'fixtures', 'context'))
  .filter((name) => name !== 'README.md')
  .sort()

t.test('each file gives the same records in each encoding, with and without byte order mark', async (t) => {
  for (const name of names) {
    const expected = readFixture(name)
    t.ok(expected.summary !== null && expected.records.length > 0, name)
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
      for (const hasMark of [true, false])
        t.strictSame(readContext(name, encoded(fixtureOf(name), encoding, hasMark)), expected, `${name} ${encoding} ${hasMark}`)
    }
  }
})

t.test('each file gives the same records with CRLF', async (t) => {
  for (const name of names) {
    const text = new TextDecoder().decode(fixtureOf(name))
    const found = readContext(name, new TextEncoder().encode(text.replaceAll('\n', '\r\n')))
    t.strictSame(found, readFixture(name), name)
  }
})

t.test('however the bytes are cut, the records are the same', async () => {
  const encodings = fc.constantFrom('utf-8', 'utf-16le', 'utf-16be')
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      encodings,
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
      (name, encoding, hasMark, sizes) => {
        const bytes = encoded(fixtureOf(name), encoding, hasMark)
        return JSON.stringify(readContext(name, bytes, sizes)) === JSON.stringify(readContext(name, bytes))
      },
    ),
    { numRuns: 300 },
  )
})

t.test('a byte at a time gives the same records', async (t) => {
  for (const name of names) t.strictSame(readContext(name, fixtureOf(name), [1]), readFixture(name), name)
})

t.test('any bytes give records and a summary, or a ContextError, the same however they are cut', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (bytes, sizes) => {
      return JSON.stringify(readContext('x', bytes, sizes)) === JSON.stringify(readContext('x', bytes))
    }),
    { numRuns: 500 },
  )
})

t.test('a damaged file gives records and a summary, or a ContextError, the same however it is cut', async () => {
  const change = fc.record({ at: fc.nat(20_000), remove: fc.nat(12), insert: fc.stringMatching(/^[<>"'{}[\]&;:,#\n\r\t \\-]{0,4}$/) })
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }),
      (name, changes, sizes) => {
        let text = new TextDecoder().decode(fixtureOf(name))
        for (const { at, remove, insert } of changes) {
          const place = at % (text.length + 1)
          text = text.slice(0, place) + insert + text.slice(place + remove)
        }
        const bytes = new TextEncoder().encode(text)
        return JSON.stringify(readContext(name, bytes, sizes)) === JSON.stringify(readContext(name, bytes))
      },
    ),
    { numRuns: 1500 },
  )
})
