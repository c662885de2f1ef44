import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { FormatError } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { checkDer, derContent, derHead } from '../lib/profile/authenticode-der.ts'

const span = (...bytes: number[]) => spanOf(new Uint8Array(bytes), 100)

t.test('the size of the first value is given, whatever stands behind it', async (t) => {
  t.equal(checkDer(span(0x05, 0x00)), 2)
  t.equal(checkDer(span(0x30, 0x03, 0x02, 0x01, 0x07, 0xff, 0xff)), 5)
  t.equal(checkDer(span(0x30, 0x00)), 2)
  t.equal(checkDer(span(0x30, 0x04, 0x30, 0x00, 0x30, 0x00)), 6)
  t.equal(checkDer(span(0x04, 0x81, 0x02, 1, 2)), 5, 'a length of one octet more than needed is BER, and is read')
})

t.test('tag numbers above 30 take further octets', async (t) => {
  t.match(derHead(span(0x1f, 0x81, 0x01, 0x01, 0x00), 0), { identifier: 0x1f, content: 4, end: 5 })
  t.throws(() => derHead(span(0x1f, 0x81, 0x81, 0x81, 0x81, 0x01, 0x00), 0), { code: 'bad-value' })
})

t.test('lengths that lie, and lengths that are not stated, are refused with their place', async (t) => {
  t.throws(() => checkDer(span(0x30, 0x05, 0x02, 0x01, 0x07)), { code: 'bad-value', offset: 100 })
  t.throws(() => checkDer(span(0x30, 0x03, 0x02, 0x02, 0x07, 0x07)), { code: 'bad-value', offset: 102 })
  t.throws(() => checkDer(span(0x30, 0x80, 0x00, 0x00)), { code: 'unsupported', offset: 100 })
  t.throws(() => checkDer(span(0x04, 0x85, 0, 0, 0, 0, 1, 0)), { code: 'bad-value' })
  t.throws(() => checkDer(span(0x04, 0x84, 0xff, 0xff, 0xff, 0xff)), { code: 'bad-value' })
  t.throws(() => checkDer(span(0x30)), { code: 'truncated' })
  t.throws(() => checkDer(span()), { code: 'truncated' })
})

t.test('nesting is allowed up to the bound', async (t) => {
  const nested = (depth: number) => span(...Array.from({ length: depth }, (_, level) => [0x30, (depth - 1 - level) * 2]).flat())
  t.equal(checkDer(nested(limits.asn1Depth - 1)), (limits.asn1Depth - 1) * 2)
  t.throws(
    () => checkDer(span(...Array.from({ length: limits.asn1Depth + 1 }, (_, level) => [0x30, 0x81, (limits.asn1Depth - level) % 256]).flat())),
    FormatError,
  )
})

t.test('the content is what stands behind tag and length', async (t) => {
  t.strictSame([...derContent(span(0x04, 0x02, 8, 9, 7))], [8, 9])
  t.throws(() => derContent(span(0x04, 0x03, 8, 9)), { code: 'truncated' })
})

t.test('any bytes give a size within them or a FormatError', async (t) => {
  const tag = fc.constantFrom(0x30, 0x31, 0xa0, 0x04, 0x02, 0x1f)
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.array(fc.oneof(tag, fc.nat(70)), { maxLength: 200 }).map((list) => new Uint8Array(list)),
  )
  fc.assert(
    fc.property(bytes, (input) => {
      try {
        const size = checkDer(spanOf(input))
        return size >= 2 && size <= input.length
      } catch (error) {
        return error instanceof FormatError
      }
    }),
    { numRuns: 2000 },
  )
  t.pass('held')
})
