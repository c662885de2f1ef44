import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { FormatError } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { type AttributeArguments, type AttributeTypes, readAttribute } from '../lib/metadata/attribute.ts'
import { elementType as e } from '../lib/metadata/element-types.ts'
import type { TypeSig } from '../lib/metadata/signature.ts'
import { asToken } from '../lib/metadata/token.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { attributeArguments, attributeType } from '../lib/model/attributes.ts'
import { ascii, join } from './make/image.ts'
import { assemblyOf, coded, compressed, makeHeaps, word } from './make/metadata.ts'

const types: AttributeTypes = {
  typeName: (token) => (token === 1 ? 'System.Type' : token === 2 ? 'System.Object' : 'N.Color'),
  enumOfToken: (token) => (token === 4 ? e.I8 : e.I4),
  enumOfName: (name) => (name.startsWith('N.Small') ? e.U1 : e.I4),
  notation: (text) => text.replaceAll('+', '/'),
}
type Bytes = Uint8Array | readonly number[]
const sig = (name: string): TypeSig => ({ kind: 'primitive', name: `System.${name}` })
const named = (token: number, valueType = true): TypeSig => ({ kind: 'named', token: asToken(token), valueType })
const vector = (of: TypeSig): TypeSig => ({ kind: 'vector', of })
const text = (value: string): Uint8Array => join(compressed(value.length), ascii(value))
const none = [0, 0]

function read(parameters: readonly TypeSig[], ...parts: readonly Bytes[]): AttributeArguments {
  return readAttribute(spanOf(join([1, 0], ...parts)), parameters, types)
}

const fixed = (parameter: TypeSig, ...parts: readonly Bytes[]) => read([parameter], ...parts, none).fixed[0]

t.test('fixed arguments of every simple type', async (t) => {
  t.same(
    [
      fixed(sig('Boolean'), [1]),
      fixed(sig('Char'), [0x42, 0x04]),
      fixed(sig('SByte'), [0xff]),
      fixed(sig('Byte'), [0xff]),
      fixed(sig('Int16'), [0xfe, 0xff]),
      fixed(sig('UInt16'), [0xfe, 0xff]),
      fixed(sig('Int32'), [0, 0, 0, 0x80]),
      fixed(sig('UInt32'), [0, 0, 0, 0x80]),
      fixed(sig('Int64'), word(0, 4), [0, 0, 0, 0x80]),
      fixed(sig('UInt64'), word(0, 4), [0, 0, 0, 0x80]),
      fixed(sig('Single'), [0, 0, 0xc0, 0x3f]),
      fixed(sig('Double'), word(0, 4), [0, 0, 0xf8, 0x3f]),
      fixed(sig('String'), text('hi')),
    ],
    [true, '\u0442', -1, 255, -2, 0xfffe, -0x8000_0000, 0x8000_0000, -(2n ** 63n), 2n ** 63n, 1.5, 1.5, 'hi'],
  )
})

t.test('strings may be null, empty or no UTF-8', async (t) => {
  t.same([fixed(sig('String'), [0xff]), fixed(sig('String'), [0]), fixed(sig('String'), [1, 0xfe])], [null, '', '\ufffd'])
})

t.test('types are written as their name, null stays null', async (t) => {
  t.same(fixed(named(1, false), text('N.Outer+Inner, A')), { type: 'N.Outer/Inner, A' }, 'in the notation of the metadata')
  t.equal(fixed(named(1, false), [0xff]), null)
})

t.test('enums take the size of the type behind them', async (t) => {
  t.equal(fixed(named(3), [7, 0, 0, 0]), 7)
  t.equal(fixed(named(4), word(7, 4), word(0, 4)), 7n)
})

t.test('an enum inside a generic type may be a parameter, another generic type may not', async (t) => {
  const generic = (token: number, valueType: boolean): TypeSig => ({ kind: 'generic', type: named(token, valueType), args: [sig('Int32')] })
  t.equal(fixed(generic(4, true), word(7, 4), word(0, 4)), 7n)
  t.same(fixed(vector(generic(3, true)), word(1, 4), word(7, 4)), [7])
  t.throws(() => fixed(generic(4, false), word(7, 4), word(0, 4)), { code: 'bad-value' })
})

t.test('arrays hold their elements; null and empty differ; arrays of arrays are read', async (t) => {
  t.same(fixed(vector(sig('Int32')), word(2, 4), word(1, 4), word(2, 4)), [1, 2])
  t.same([fixed(vector(sig('Int32')), word(0, 4)), fixed(vector(sig('Int32')), word(0xffff_ffff, 4))], [[], null])
  t.same(fixed(vector(sig('String')), word(2, 4), [0xff], text('x')), [null, 'x'])
  t.same(fixed(vector(sig('Object')), word(2, 4), [e.I4], word(5, 4), [e.STRING], text('x')), [5, 'x'])
})

t.test('boxed values bring their type', async (t) => {
  for (const object of [sig('Object'), named(2, false)]) {
    t.equal(fixed(object, [e.U1, 9]), 9)
    t.same(fixed(object, [e.TYPE], text('N.T')), { type: 'N.T' })
    t.equal(fixed(object, [e.ENUM], text('N.Small'), [9]), 9)
    t.same(fixed(object, [e.SZARRAY, e.I2], word(1, 4), [1, 0]), [1])
    t.equal(fixed(object, [e.STRING, 0xff]), null)
  }
})

t.test('named arguments: fields and properties with their types', async (t) => {
  const { named } = read(
    [],
    word(5, 2),
    [0x53, e.I4],
    text('F'),
    word(1, 4),
    [0x54, e.STRING],
    text('P'),
    [0xff],
    [
      0x54,
      e.ENUM,
      ...text('N.Out+Small'),
      ...text('E'),
      ...word(3, 4),
      0x54,
      e.SZARRAY,
      e.BOXED,
      ...text('A'),
      ...word(1, 4),
      e.BOOLEAN,
      1,
      0x53,
      e.TYPE,
      ...text('T'),
      0xff,
    ],
  )
  t.same(named, [
    { kind: 'field', name: 'F', type: 'System.Int32', value: 1 },
    { kind: 'property', name: 'P', type: 'System.String', value: null },
    { kind: 'property', name: 'E', type: 'N.Out/Small', value: 3 },
    { kind: 'property', name: 'A', type: 'System.Object[]', value: [true] },
    { kind: 'field', name: 'T', type: 'System.Type', value: null },
  ])
})

t.test('the count of named arguments may be missing', async (t) => {
  t.same(read([sig('Boolean')], [1]), { fixed: [true], named: [] })
})

t.test('bad blobs are told by their kind', async (t) => {
  t.throws(() => readAttribute(spanOf(Uint8Array.of(2, 0, 0, 0)), [], types), { code: 'bad-value' })
  t.throws(() => readAttribute(spanOf(Uint8Array.of()), [], types), { code: 'truncated' })
  t.throws(() => read([sig('Int32')], [1, 2]), { code: 'truncated' })
  t.throws(() => read([sig('String')], [5, 0x61]), { code: 'truncated' })
  t.throws(() => read([sig('IntPtr')], word(0, 4)), { code: 'bad-value' })
  t.throws(() => read([{ kind: 'pointer', of: sig('Int32') }], word(0, 4)), { code: 'bad-value' })
  t.throws(() => read([], word(1, 2), [0x55, e.I4], text('F'), word(1, 4)), { code: 'bad-value' })
  t.throws(() => read([], word(1, 2), [0x53, e.PTR], text('F')), { code: 'bad-value' })
  t.throws(() => read([sig('Object')], [e.VOID]), { code: 'bad-value' })
})

t.test('counts and nesting are bounded', async (t) => {
  t.throws(() => read([], word(limits.attributeNamed + 1, 2)), { code: 'limit' })
  t.throws(() => read([vector(sig('Boolean'))], word(limits.attributeElements + 1, 4)), { code: 'limit' })
  t.throws(() => read([sig('Object')], new Uint8Array(10_000).fill(e.BOXED)), { code: 'limit' })
  t.throws(() => read([sig('Object')], new Uint8Array(10_000).fill(e.SZARRAY)), { code: 'limit' })
  let nested = sig('Int32')
  for (let depth = 0; depth < 60; depth++) nested = vector(nested)
  t.throws(() => read([nested], word(0, 4)), { code: 'limit' })
})

t.test('nested arrays of empty values end in time', async (t) => {
  // each level says 65,536 elements and the bytes run out at once
  t.throws(() => read([vector(vector(vector(sig('String'))))], word(65_536, 4), word(65_536, 4), word(65_536, 4)), FormatError)
})

t.test('an attribute of a file: own enum, nested enum by name, enum from elsewhere', async (t) => {
  const heaps = makeHeaps()
  const { string, blob } = heaps
  const instance = blob([0x06, e.U1])
  const value = string('value__')
  const constructorSig = blob([0x20, 3, e.VOID, e.VALUETYPE, 0x08, e.VALUETYPE, 0x09, e.OBJECT])
  const argumentsBlob = blob(join([1, 0], [200], word(5, 4), [e.ENUM], text('N.Own+Nested, Somewhere, Version=1.0'), [201], none))
  const bytes = assemblyOf(
    {
      Module: [[0, string('m.dll'), heaps.guid(1), 0, 0]],
      TypeRef: [
        [0, string('MyAttribute'), string('N')],
        [0, string('Foreign'), string('N')],
      ],
      TypeDef: [
        [0, string('<Module>'), 0, 0, 1, 1],
        [0x101, string('Own'), string('N'), 0, 1, 1],
        [0x102, string('Nested'), 0, 0, 3, 1],
      ],
      Field: [
        [0x8056, string('A'), instance],
        [0x606, value, instance],
        [0x606, value, instance],
      ],
      MemberRef: [[coded('MemberRefParent', 'TypeRef', 1), string('.ctor'), constructorSig]],
      CustomAttribute: [
        [coded('HasCustomAttribute', 'Module', 1), coded('CustomAttributeType', 'MemberRef', 1), argumentsBlob],
        [coded('HasCustomAttribute', 'Module', 1), 0, argumentsBlob],
        [coded('HasCustomAttribute', 'Module', 1), coded('CustomAttributeType', 'MemberRef', 9), 0xffff],
      ],
      NestedClass: [[3, 2]],
    },
    heaps,
  )
  const assembly = openAssembly(bytes)
  t.equal(attributeType(assembly, 1), 'N.MyAttribute')
  t.same(attributeArguments(assembly, 1), { fixed: [200, 5, 201], named: [] })
  t.equal(attributeType(assembly, 2), '')
  t.throws(() => attributeArguments(assembly, 2), { code: 'bad-index' })
  t.throws(() => attributeArguments(assembly, 3), { code: 'bad-index' })
})

t.test('an enum is found by its name in the blob, whatever characters it has', async (t) => {
  const heaps = makeHeaps()
  const { string, blob } = heaps
  const names = ['<Own>', 'Own`1', 'O[w]n']
  const written = ['<Own>', 'Own`1[[System.Int32, mscorlib]], Somewhere', 'O\\[w\\]n']
  const instance = blob([0x06, e.U1])
  const value = string('value__')
  const bytes = assemblyOf(
    {
      Module: [[0, string('m.dll'), heaps.guid(1), 0, 0]],
      TypeRef: [[0, string('MyAttribute'), string('N')]],
      TypeDef: names.map((name, index) => [0x101, string(name), 0, 0, index + 1, 1]),
      Field: names.map(() => [0x606, value, instance]),
      MemberRef: [[coded('MemberRefParent', 'TypeRef', 1), string('.ctor'), blob([0x20, 1, e.VOID, e.OBJECT])]],
      CustomAttribute: [...written, 'Own'].map((name) => [
        coded('HasCustomAttribute', 'Module', 1),
        coded('CustomAttributeType', 'MemberRef', 1),
        blob(join([1, 0, e.ENUM], text(name), [7, 0, 0])),
      ]),
    },
    heaps,
  )
  const assembly = openAssembly(bytes)
  for (const row of [1, 2, 3]) t.same(attributeArguments(assembly, row), { fixed: [7], named: [] })
  t.throws(() => attributeArguments(assembly, 4), { code: 'truncated' }, 'an enum that is not in the file is taken for an Int32')
})

t.test('any bytes give arguments or a FormatError', async () => {
  const bytes = fc.array(fc.oneof(fc.constantFrom(...Object.values(e), 0x53, 0x54, 0, 1), fc.nat(255)), { maxLength: 60 })
  const parameter = fc.constantFrom(sig('Object'), sig('String'), vector(sig('Object')), named(1), named(4), sig('Double'))
  fc.assert(
    fc.property(fc.array(parameter, { maxLength: 3 }), bytes, (parameters, list) => {
      try {
        return read(parameters, list).fixed.length === parameters.length
      } catch (error) {
        return error instanceof FormatError
      }
    }),
    { numRuns: 500 },
  )
})
