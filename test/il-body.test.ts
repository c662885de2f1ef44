import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { FormatError } from '../lib/errors.ts'
import { type Body, readBody } from '../lib/il/body.ts'
import { limits } from '../lib/limits.ts'
import { little } from './make/assemble-il.ts'

const tinyFormat = 0x2
const moreSects = 0x8
const initLocals = 0x10

interface Fat {
  readonly flags?: number
  readonly words?: number
  readonly maxStack?: number
  readonly codeSize?: number
  readonly locals?: number
}

function fat(header: Fat, code: readonly number[], ...rest: number[]): number[] {
  const { flags = 0, words = 3, maxStack = 2, codeSize = code.length, locals = 0 } = header
  return [...little(words * 0x1000 + flags + 3, 2), ...little(maxStack, 2), ...little(codeSize, 4), ...little(locals, 4), ...code, ...rest]
}

function read(bytes: readonly number[], offset = 0): Body {
  return readBody(spanOf(Uint8Array.from(bytes), offset))
}

const ret = 0x2a
const fourBytes = [0, 0, 0, ret]

/** A small exception section. */
function small(...clauses: number[][]): number[] {
  return [0x01, 4 + 12 * clauses.length, 0, 0, ...clauses.flat()]
}

/** A fat exception section. */
function large(...clauses: number[][]): number[] {
  return [0x41, ...little(4 + 24 * clauses.length, 3), ...clauses.flatMap((clause) => clause.flatMap((value) => little(value, 4)))]
}

function smallClause(flags: number, tryOffset: number, tryLength: number, handlerOffset: number, handlerLength: number, last: number): number[] {
  return [...little(flags, 2), ...little(tryOffset, 2), tryLength, ...little(handlerOffset, 2), handlerLength, ...little(last, 4)]
}

t.test('a tiny header is one byte: size of the code, stack of 8, no locals', async (t) => {
  const body = read([(2 << 2) | tinyFormat, 0x17, ret, 0xff], 0x250)
  t.match(body, { headerSize: 1, maxStack: 8, localVarSigTok: 0, initLocals: false, clauses: [], ehDefect: null, codeFileOffset: 0x251 })
  t.same([...body.code.bytes], [0x17, ret])
})

t.test('a tiny header with flag 6 is tiny: the third bit belongs to the size', async (t) => {
  t.same([...read([(1 << 2) | tinyFormat, ret]).code.bytes], [ret])
  t.equal((1 << 2) | tinyFormat, 6)
})

t.test('a fat header gives stack, locals and flags', async (t) => {
  const body = read(fat({ flags: initLocals, maxStack: 300, locals: 0x11000007 }, [ret]), 0x100)
  t.match(body, { headerSize: 12, maxStack: 300, localVarSigTok: 0x11000007, initLocals: true, codeFileOffset: 0x10c })
})

t.test('a fat header longer than 3 words has its code behind its last word', async (t) => {
  t.same([...read(fat({ words: 4, codeSize: 1 }, [1, 2, 3, 4, ret])).code.bytes], [ret])
})

t.test('a fat header shorter than 3 words has its code inside itself and no clauses', async (t) => {
  const body = read(fat({ words: 2, flags: moreSects, codeSize: 4, locals: 0x2a000000 }, [], ...small(smallClause(0, 0, 1, 1, 1, 0))))
  t.equal(body.headerSize, 8)
  t.same([...body.code.bytes], [0, 0, 0, 0x2a])
  t.same(body.clauses, [])
  t.equal(body.ehDefect, null)
})

t.test('a header that is neither tiny nor fat is a bad value', async (t) => {
  for (const first of [0, 1, 4, 5, 7]) t.throws(() => read([first, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), { code: 'bad-value' })
})

t.test('code that runs past the end is truncated, above the bound it is a limit', async (t) => {
  t.throws(() => read([(3 << 2) | tinyFormat, 0, 0], 0x40), { code: 'truncated', offset: 0x41 })
  t.throws(() => read(fat({ codeSize: 2 }, [ret])), { code: 'truncated', offset: 12 })
  t.throws(() => read(fat({ codeSize: limits.codeSize + 1 }, [ret])), { code: 'limit', offset: 4 })
  t.throws(() => read([0x13, 0x30, 0, 0]), { code: 'truncated' })
  t.throws(() => read([]), { code: 'truncated', offset: 0 })
})

t.test('small clauses of every kind', async (t) => {
  const section = small(
    smallClause(0, 0x1234, 0xff, 0x4321, 0xfe, 0x01000005),
    smallClause(1, 1, 2, 3, 4, 0x30),
    smallClause(2, 1, 2, 3, 4, 0),
    smallClause(4, 1, 2, 3, 4, 0),
  )
  t.same(read(fat({ flags: moreSects }, fourBytes, ...section)).clauses, [
    { kind: 'catch', tryOffset: 0x1234, tryLength: 0xff, handlerOffset: 0x4321, handlerLength: 0xfe, classToken: 0x01000005 },
    { kind: 'filter', tryOffset: 1, tryLength: 2, handlerOffset: 3, handlerLength: 4, filterOffset: 0x30 },
    { kind: 'finally', tryOffset: 1, tryLength: 2, handlerOffset: 3, handlerLength: 4 },
    { kind: 'fault', tryOffset: 1, tryLength: 2, handlerOffset: 3, handlerLength: 4 },
  ])
})

t.test('fat clauses hold offsets of 32 bits', async (t) => {
  const body = read(fat({ flags: moreSects }, fourBytes, ...large([0, 0x12345678, 2, 3, -1, 0x02000002], [1, 1, 2, 3, 4, 5])))
  t.same(body.clauses, [
    { kind: 'catch', tryOffset: 0x12345678, tryLength: 2, handlerOffset: 3, handlerLength: 0xffffffff, classToken: 0x02000002 },
    { kind: 'filter', tryOffset: 1, tryLength: 2, handlerOffset: 3, handlerLength: 4, filterOffset: 5 },
  ])
})

t.test('the section is aligned by its position in the file', async (t) => {
  const section = small(smallClause(2, 0, 1, 1, 1, 0))
  t.equal(read(fat({ flags: moreSects }, [0, ret], 0xcc, 0xcc, ...section)).clauses.length, 1, 'file offset 14 to 16')
  t.equal(read(fat({ flags: moreSects }, [0, ret], ...section), 2).clauses.length, 1, 'file offset 16 stays')
})

t.test('a second section is not read, nor clauses behind a first section of another kind', async (t) => {
  const clause = smallClause(2, 0, 1, 1, 1, 0)
  const [kind = 0, ...rest] = small(clause)
  t.equal(read(fat({ flags: moreSects }, fourBytes, kind | 0x80, ...rest, ...small(clause))).clauses.length, 1)
  const body = read(fat({ flags: moreSects }, fourBytes, 0x82, 4, 0, 0, ...small(clause)))
  t.same(body.clauses, [])
  t.equal(body.ehDefect, null)
})

t.test('a section size without its own 4 bytes gives the same clauses', async (t) => {
  t.equal(read(fat({ flags: moreSects }, fourBytes, 0x01, 12, 0, 0, ...smallClause(2, 0, 1, 1, 1, 0))).clauses.length, 1)
})

t.test('a damaged section costs its own clauses only', async (t) => {
  const cut = read(fat({ flags: moreSects }, fourBytes, 0x01, 28, 0, 0, ...smallClause(2, 0, 1, 1, 1, 0), 1, 2, 3))
  t.equal(cut.clauses.length, 1)
  t.match(cut.ehDefect, { code: 'truncated', offset: 32, detail: '1 of 2 exception clauses were read' })
  t.same([...cut.code.bytes], fourBytes)
  const missing = read(fat({ flags: moreSects }, fourBytes))
  t.same(missing.clauses, [])
  t.match(missing.ehDefect, { code: 'truncated', offset: 16 })
})

t.test('clauses above the bound are left out', async (t) => {
  const count = limits.exceptionClauses + 1
  const section = [0x41, ...little(4 + 24 * count, 3), ...new Array<number>(24 * count).fill(0)]
  const body = read(fat({ flags: moreSects }, fourBytes, ...section))
  t.equal(body.clauses.length, limits.exceptionClauses)
  t.match(body.ehDefect, { code: 'limit' })
})

t.test('any bytes give a body or a FormatError', async () => {
  const header = fc.constantFrom([], [0x1b, 0x30], [0x0b, 0x20], [0x06], [0xfb, 0xff])
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 200 }), fc.nat(5), (start, bytes, offset) => {
      try {
        const body = read([...start, ...bytes], offset)
        return body.code.bytes.length <= bytes.length + 2
      } catch (error) {
        return error instanceof FormatError
      }
    }),
  )
})
