import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { FormatError } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { elementType as e } from '../lib/metadata/element-types.ts'
import { isFieldSig, readFieldSig, readLocalsSig, readMethodSig, readMethodSpec, readTypeSpec, type TypeSig } from '../lib/metadata/signature.ts'
import { compressed } from './make/metadata.ts'

const of = (...bytes: number[]) => spanOf(Uint8Array.from(bytes), 0x10)
const int: TypeSig = { kind: 'primitive', name: 'System.Int32' }
const type = (...bytes: number[]): TypeSig => readTypeSpec(of(...bytes))
/** TypeDefOrRefOrSpecEncoded. II.23.2.8 */
const ref = (row: number): number[] => compressed(row * 4 + 1)

t.test('primitives have their System names', async (t) => {
  const bytes = [e.VOID, e.BOOLEAN, e.CHAR, e.I1, e.U1, e.I2, e.U2, e.I4, e.U4, e.I8, e.U8, e.R4, e.R8, e.STRING, e.TYPEDBYREF, e.I, e.U, e.OBJECT]
  const names = 'Void Boolean Char SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Single Double String TypedReference IntPtr UIntPtr Object'.split(' ')
  t.same(
    bytes.map((one) => type(one)),
    names.map((name) => ({ kind: 'primitive', name: `System.${name}` })),
  )
})

t.test('TypeDefOrRefOrSpecEncoded: the example of II.23.2.8, TypeRef row 0x321', async (t) => {
  t.same(type(e.CLASS, ...compressed(0xc85)), { kind: 'named', token: 0x01000321, valueType: false })
  t.same(type(e.VALUETYPE, 0x08), { kind: 'named', token: 0x02000002, valueType: true })
  t.same(type(e.CLASS, 0x06), { kind: 'named', token: 0x1b000001, valueType: false })
  t.same(type(e.CLASS, 0x07), { kind: 'named', token: 0xff000001, valueType: false }, 'the unused tag names no table')
})

t.test('arrays: the examples of II.23.2.13', async (t) => {
  const array = (rank: number) => ({ kind: 'array', of: int, rank })
  t.same(type(e.ARRAY, e.I4, 1, 1, 3, 0), array(1), '[0...2]')
  t.same(type(e.ARRAY, e.I4, 7, 0, 0), array(7), '[,,,,,,]')
  t.same(type(e.ARRAY, e.I4, 6, 2, 4, 3, 2, 0, 0), array(6), '[0...3, 0...2,,,,]')
  t.same(type(e.ARRAY, e.I4, 2, 2, 4, 3, 2, 2, 0x0c), array(2), '[1...2, 6...8]')
  t.same(type(e.ARRAY, e.I4, 4, 2, 5, 3, 2, 0, 0x06), array(4), '[5, 3...5,,]')
})

t.test('types nest: pointers, by-refs, vectors, modifiers, generics, variables', async (t) => {
  t.same(type(e.SZARRAY, e.PTR, e.I4), { kind: 'vector', of: { kind: 'pointer', of: int } })
  t.same(type(e.BYREF, e.PINNED, e.I4), { kind: 'byRef', of: { kind: 'pinned', of: int } })
  t.same(type(e.CMOD_REQD, ...ref(1), e.CMOD_OPT, ...ref(2), e.I4), {
    kind: 'modified',
    required: true,
    modifier: 0x01000001,
    of: { kind: 'modified', required: false, modifier: 0x01000002, of: int },
  })
  t.same(type(e.GENERICINST, e.CLASS, ...ref(1), 2, e.I4, e.GENERICINST, e.VALUETYPE, ...ref(2), 1, e.MVAR, 0), {
    kind: 'generic',
    type: { kind: 'named', token: 0x01000001, valueType: false },
    args: [int, { kind: 'generic', type: { kind: 'named', token: 0x01000002, valueType: true }, args: [{ kind: 'variable', ofMethod: true, index: 0 }] }],
  })
  t.same(type(e.VAR, ...compressed(200)), { kind: 'variable', ofMethod: false, index: 200 })
})

t.test('a function pointer holds a whole method signature', async (t) => {
  t.match(type(e.FNPTR, 0x00, 2, e.VOID, e.I4, e.STRING), {
    kind: 'function',
    signature: { returns: { name: 'System.Void' }, parameters: [int, { name: 'System.String' }] },
  })
})

t.test('method signatures: static, instance, explicit this, generic', async (t) => {
  t.match(readMethodSig(of(0x00, 0, e.VOID)), { hasThis: false, explicitThis: false, convention: 0, genericParameters: 0, parameters: [], sentinel: null })
  t.match(readMethodSig(of(0x20, 1, e.I4, e.BYREF, e.STRING)), { hasThis: true, returns: int, parameters: [{ kind: 'byRef' }] })
  t.match(readMethodSig(of(0x60, 0, e.VOID)), { hasThis: true, explicitThis: true })
  t.match(readMethodSig(of(0x30, 2, 1, e.MVAR, 1, e.MVAR, 0)), { hasThis: true, genericParameters: 2, parameters: [{ kind: 'variable', index: 0 }] })
  t.match(readMethodSig(of(0x28, 0, e.I4)), { hasThis: true, convention: 8 }, 'a property')
})

t.test('a vararg call has its sentinel before the first further argument', async (t) => {
  t.match(readMethodSig(of(0x05, 3, e.VOID, e.STRING, e.SENTINEL, e.I4, e.I4)), { convention: 5, sentinel: 1, parameters: [{}, {}, {}] })
  t.match(readMethodSig(of(0x05, 1, e.VOID, e.STRING)), { sentinel: null })
  t.throws(() => readMethodSig(of(0x05, 1, e.VOID, e.SENTINEL, e.SENTINEL, e.I4)), { code: 'bad-value' })
})

t.test('fields are told from methods by their first byte', async (t) => {
  t.same(readFieldSig(of(0x06, e.I4)), int)
  t.same([isFieldSig(of(0x06)), isFieldSig(of(0x20)), isFieldSig(of())], [true, false, false])
  t.throws(() => readFieldSig(of(0x20, 0, e.VOID)), { code: 'bad-value' })
  t.throws(() => readFieldSig(of()), { code: 'truncated' })
})

t.test('locals and method instantiations are lists of types', async (t) => {
  t.match(readLocalsSig(of(0x07, 3, e.I4, e.PINNED, e.BYREF, e.I4, e.TYPEDBYREF)), [int, { kind: 'pinned' }, { name: 'System.TypedReference' }])
  t.same(readMethodSpec(of(0x0a, 1, e.I4)), [int])
  t.throws(() => readLocalsSig(of(0x06, 0)), { code: 'bad-value' })
  t.throws(() => readMethodSpec(of(0x07, 0)), { code: 'bad-value' })
})

t.test('a signature that ends early is truncated, a byte that is no element type a bad value', async (t) => {
  for (const bytes of [[0x20], [0x20, 1], [0x20, 1, e.VOID], [0x10], [0x20, 0x80]]) t.throws(() => readMethodSig(of(...bytes)), { code: 'truncated' })
  for (const bytes of [[e.PTR], [e.CLASS], [e.ARRAY, e.I4], [e.GENERICINST, e.CLASS, 5, 2, e.I4]]) t.throws(() => type(...bytes), { code: 'truncated' })
  for (const bad of [0x00, 0x17, 0x1a, 0x21, 0x22, 0x40, 0x41, 0x50, 0xff]) t.throws(() => type(e.SZARRAY, bad), { code: 'bad-value', offset: 0x11 })
  t.throws(() => type(e.CLASS, 0xff), { code: 'bad-value' })
})

t.test('nesting, nodes, rank and parameters are bounded', async (t) => {
  const deep = (depth: number) => type(...new Array<number>(depth).fill(e.PTR), e.I4)
  t.ok(deep(limits.signatureDepth))
  t.throws(() => deep(limits.signatureDepth + 1), { code: 'limit' })
  t.throws(() => readTypeSpec(spanOf(new Uint8Array(60_000).fill(e.PTR))), { code: 'limit' })
  t.throws(() => readTypeSpec(spanOf(new Uint8Array(60_000).fill(e.FNPTR))), FormatError)
  const wide = [e.GENERICINST, e.CLASS, 5, ...compressed(limits.signatureNodes), ...new Array<number>(limits.signatureNodes).fill(e.I4)]
  t.throws(() => type(...wide), { code: 'limit' })
  t.throws(() => readLocalsSig(of(0x07, 0xdf, 0xff, 0xff, 0xff, ...new Array<number>(5000).fill(e.I4))), { code: 'limit' })
  t.throws(() => readMethodSig(of(0x00, 0xdf, 0xff, 0xff, 0xff, e.VOID)), { code: 'limit' })
  t.throws(() => type(e.ARRAY, e.I4, limits.arrayRank + 1, 0, 0), { code: 'limit' })
  t.throws(() => type(e.ARRAY, e.I4, 1, 2, 1, 1, 0), { code: 'bad-value' })
  t.throws(() => type(e.ARRAY, e.I4, 1, 0, 2, 0, 0), { code: 'bad-value' })
})

t.test('any bytes give a signature or a FormatError', async () => {
  const bytes = fc.array(fc.oneof(fc.constantFrom(...Object.values(e)), fc.nat(255)), { maxLength: 80 })
  fc.assert(
    fc.property(bytes, (list) => {
      for (const read of [readMethodSig, readFieldSig, readLocalsSig, readTypeSpec, readMethodSpec]) {
        try {
          read(of(...list))
        } catch (error) {
          if (!(error instanceof FormatError)) return false
        }
      }
      return true
    }),
    { numRuns: 500 },
  )
})
