import fc from 'fast-check'
import t from 'tap'
import { makeInterpreter, type Outcome } from '../lib/flow/interpret.ts'
import { cryptBlocks, expandKey } from '../lib/flow/interpret-aes.ts'
import { members } from '../lib/flow/interpret-members.ts'
import { combinedPath } from '../lib/flow/interpret-platform.ts'
import { decoded, encoded, formatParts, formatted, fromBase64, toBase64 } from '../lib/flow/interpret-text.ts'
import { bytesValue, type Value } from '../lib/flow/interpret-values.ts'
import { limits } from '../lib/limits.ts'
import { methodName, openAssembly } from '../lib/model/assembly.ts'
import { makeCodeCache } from '../lib/model/method-code.ts'
import { makeProgram } from '../lib/model/program.ts'
import { type Line, label } from './make/assemble-il.ts'
import { bytesOf } from './make/root.ts'
import { byteArray, instanceSig, makeRunnable, type Runnable, staticSig, type } from './make/runnable.ts'

/** Runs the one method of a sample whose name ends so. */
function runSample(file: string, name: string, ...args: readonly Value[]): Outcome {
  const assembly = openAssembly(bytesOf('samples', 'bin', file))
  const program = makeProgram(assembly, [])
  const interpreter = makeInterpreter(makeCodeCache(program), { hit: new Set() })
  for (let method = 1; method <= program.methodCount; method++) if (methodName(assembly, method).includes(name)) return interpreter.run(method, args)
  throw new TypeError(`no method ${name}`)
}

const ok = (value: Value): Outcome => ({ ok: true, value })
const not = (because: string): Outcome => ({ ok: false, because })

/** One static method without parameters. */
function runLines(returns: number, lines: (made: Runnable) => readonly Line[], options: Parameters<Runnable['method']>[3] = {}): Outcome {
  const made = makeRunnable()
  const method = made.method('M', staticSig(returns), lines(made), options)
  return made.open().run(method)
}

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (one) => Number.parseInt(one, 16))
const asHex = (bytes: Uint8Array): string => [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('')

for (const build of ['mcs', 'roslyn', 'roslyn-debug']) {
  t.test(`${build}: a decoder of base64 and xor gives its text`, async (t) => {
    const encodedText = 'Ql5eWlkQBQVJRUZGT0leBE9SS0daRk8EQ0RcS0ZDTgVaS0NY'
    t.strictSame(runSample(`pairs.${build}.dll`, 'P25.Decoder::Get', encodedText), ok('https://collect.example.invalid/pair'))
    t.strictSame(runSample(`pairs.${build}.dll`, 'P25.Decoder::Get', '!'), not('throws System.FormatException'))
    t.strictSame(runSample(`pairs.${build}.dll`, 'P25.Decoder::Get', null), not('throws System.NullReferenceException'))
  })
}

for (const build of ['mcs', 'roslyn']) {
  t.test(`${build}: a decoder with a key in a static array and a cache gives each text`, async (t) => {
    const texts = [
      ['T/VJpiMW4lCoNkP/WOc5XPdXuiRN', 'relay.updates.invalid'],
      ['EuNAtClR+E7jNFj3RqAk', '/session/commit'],
      ['bd92kw==', 'POST'],
      ['XOBVqzNb9lSlOFm1RKokV/UbpTlb4VC+', 'application/octet-stream'],
      ['Zb12oilL/k+ienP7X6g=', 'X-Session-Data'],
    ] as const
    for (const [given, wanted] of texts) t.strictSame(runSample(`concealed-implant.${build}.dll`, 'Text::Get', given), ok(wanted))
  })

  t.test(`${build}: a run ends at the first member that is not known, by its name`, async (t) => {
    t.match(runSample(`concealed-implant.${build}.dll`, 'CacheClient::Commit', null, bytesValue(new Uint8Array(4))), { ok: false, because: /^System\./ })
  })
}

t.test('integers wrap, divide and shift as 32 bits do', async (t) => {
  const int = (...lines: readonly Line[]) => runLines(type.int, () => [...lines, 'ret'])
  t.strictSame(int(['ldc.i4', 0x7fffffff], 'ldc.i4.1', 'add'), ok(-0x80000000))
  t.strictSame(int(['ldc.i4', 0x10001], ['ldc.i4', 0x10001], 'mul'), ok(0x20001))
  t.strictSame(int(['ldc.i4', -7], 'ldc.i4.2', 'div'), ok(-3))
  t.strictSame(int(['ldc.i4', -7], 'ldc.i4.2', 'div.un'), ok(0x7ffffffc))
  t.strictSame(int(['ldc.i4', -7], 'ldc.i4.2', 'rem'), ok(-1))
  t.strictSame(int(['ldc.i4', -1], ['ldc.i4', 33], 'shr.un'), ok(0x7fffffff))
  t.strictSame(int(['ldc.i4', 0x1ff], 'conv.u1'), ok(255))
  t.strictSame(int(['ldc.i4', 0x1ff], 'conv.i1'), ok(-1))
  t.strictSame(int(['ldc.i4', -1], 'conv.u8', 'conv.i4'), ok(-1))
  t.strictSame(int(['ldc.i4', -1], 'ldc.i4.1', 'clt.un'), ok(0))
  t.strictSame(int('ldc.i4.1', 'ldc.i4.0', 'div'), not('throws System.DivideByZeroException'))
  t.strictSame(int(['ldc.i4', 0x7fffffff], 'ldc.i4.1', 'add.ovf'), not('throws System.OverflowException'))
  t.strictSame(int(['ldc.i4', -1], 'conv.ovf.u1'), not('throws System.OverflowException'))
  t.strictSame(int('ldnull', 'ldc.i4.1', 'add'), not('arithmetic on no number'))
})

t.test('64 bits wrap, and meet native integers', async (t) => {
  const long = (...lines: readonly Line[]) => runLines(type.long, () => [...lines, 'ret'])
  t.strictSame(long(['ldc.i4', -1], 'conv.i8', ['ldc.i4.s', 60], 'shr.un'), ok(15n))
  t.strictSame(long(['ldc.i4', -1], 'conv.u8', 'dup', 'mul'), ok(BigInt.asIntN(64, 0xffffffffn * 0xffffffffn)))
  t.strictSame(long('ldc.i4.2', 'conv.i', 'ldc.i4.3', 'add'), ok(5n))
})

t.test('an array keeps its bounds and its width', async (t) => {
  const array = (made: Runnable, ...rest: readonly Line[]): readonly Line[] => ['ldc.i4.2', ['newarr', made.type('System.Byte')], 'stloc.0', ...rest, 'ret']
  const run = (...rest: readonly Line[]) => runLines(type.int, (made) => array(made, ...rest), { locals: [byteArray] })
  t.strictSame(run('ldloc.0', 'ldc.i4.1', ['ldc.i4', 0x141], 'stelem.i1', 'ldloc.0', 'ldc.i4.1', 'ldelem.u1'), ok(0x41))
  t.strictSame(run('ldloc.0', 'ldc.i4.2', 'ldelem.u1'), not('throws System.IndexOutOfRangeException'))
  t.strictSame(run('ldloc.0', 'ldc.i4.m1', 'ldelem.u1'), not('throws System.IndexOutOfRangeException'))
  t.strictSame(run('ldnull', 'ldc.i4.0', 'ldelem.u1'), not('throws System.NullReferenceException'))
  t.strictSame(run('ldloc.0', 'ldlen', 'conv.i4'), ok(2))
})

t.test('a field over data of the file fills an array', async (t) => {
  const read = (length: number) =>
    runLines(type.string, (made) => [
      ['call', made.member('System.Text.Encoding', 'get_ASCII', staticSig(type.object))],
      ['ldc.i4', length],
      ['newarr', made.type('System.Byte')],
      'dup',
      ['ldtoken', made.field('data', [type.int], [0x74, 0x78, 0x72, 0x61, 0x79])],
      ['call', made.member('System.Runtime.CompilerServices.RuntimeHelpers', 'InitializeArray', staticSig(type.void, type.object, type.object))],
      ['callvirt', made.member('System.Text.Encoding', 'GetString', instanceSig(type.string, byteArray))],
      'ret',
    ])
  t.strictSame(read(5), ok('txray'))
  t.strictSame(read(2), ok('tx'))
})

t.test('an exception goes to its handler, and finally blocks run on the way', async (t) => {
  const sample = runLines(
    type.int,
    () => [
      label('outer'),
      label('inner'),
      'ldc.i4.1',
      'ldc.i4.0',
      'div',
      'stloc.0',
      ['leave', 'end'],
      label('finally'),
      'ldloc.0',
      ['ldc.i4.s', 10],
      'add',
      'stloc.0',
      'endfinally',
      label('catch'),
      'pop',
      'ldloc.0',
      ['ldc.i4.s', 100],
      'add',
      'stloc.0',
      ['leave', 'end'],
      label('end'),
      'ldloc.0',
      'ret',
    ],
    {
      locals: [type.int],
      clauses: [
        { kind: 'finally', try: ['inner', 'finally'], handler: ['finally', 'catch'] },
        { kind: 'catch', try: ['outer', 'catch'], handler: ['catch', 'end'] },
      ],
    },
  )
  t.strictSame(sample, ok(110))
})

t.test('leave runs the finally blocks it leaves', async (t) => {
  const lines = (): readonly Line[] => [
    label('try'),
    'ldc.i4.1',
    'stloc.0',
    ['leave', 'end'],
    label('finally'),
    'ldloc.0',
    'ldc.i4.5',
    'add',
    'stloc.0',
    'endfinally',
    label('end'),
    'ldloc.0',
    'ret',
  ]
  t.strictSame(runLines(type.int, lines, { locals: [type.int], clauses: [{ kind: 'finally', try: ['try', 'finally'], handler: ['finally', 'end'] }] }), ok(6))
})

t.test('a filter decides whether its handler runs', async (t) => {
  const run = (answer: 'ldc.i4.0' | 'ldc.i4.1') =>
    runLines(
      type.int,
      () => [
        label('try'),
        'ldnull',
        'throw',
        label('filter'),
        'pop',
        answer,
        'endfilter',
        label('handler'),
        'pop',
        ['leave', 'end'],
        label('end'),
        'ldc.i4.7',
        'ret',
      ],
      { clauses: [{ kind: 'filter', try: ['try', 'filter'], filter: 'filter', handler: ['handler', 'end'] }] },
    )
  t.strictSame(run('ldc.i4.1'), ok(7))
  t.strictSame(run('ldc.i4.0'), not('throws System.NullReferenceException'))
})

t.test('a static that only its initialiser sets is known, one that is set elsewhere is not', async (t) => {
  const run = (setElsewhere: boolean) => {
    const made = makeRunnable()
    const field = made.field('key', [type.int])
    made.method('.cctor', staticSig(type.void), [['ldc.i4.s', 42], ['stsfld', field], 'ret'])
    const get = made.method('Get', staticSig(type.int), [['ldsfld', field], 'ret'])
    made.method('Load', staticSig(type.void), setElsewhere ? ['ldc.i4.5', ['stsfld', field], 'ret'] : ['ret'])
    return made.open().run(get)
  }
  t.strictSame(run(false), ok(42))
  t.strictSame(run(true), not('N.A::key is set while the program runs'))
})

t.test('a text that a method puts into its own empty static is a cache; a counter is none', async (t) => {
  const made = makeRunnable()
  const cache = made.field('cache', [type.string])
  const counter = made.field('counter', [type.int])
  const cached = made.method('Cached', staticSig(type.string), [
    ['ldsfld', cache],
    ['brtrue', 'there'],
    ['ldstr', made.text('made')],
    ['stsfld', cache],
    label('there'),
    ['ldsfld', cache],
    'ret',
  ])
  const next = made.method('Next', staticSig(type.int), [['ldsfld', counter], 'ldc.i4.1', 'add', 'dup', ['stsfld', counter], 'ret'])
  const { run } = made.open()
  t.strictSame(run(cached), ok('made'))
  t.strictSame(run(next), not('N.A::counter is set while the program runs'))
})

t.test('a static array that another method writes into is not known', async (t) => {
  const run = (...elsewhere: readonly Line[]) => {
    const made = makeRunnable()
    const field = made.field('key', byteArray)
    made.method('.cctor', staticSig(type.void), ['ldc.i4.1', ['newarr', made.type('System.Byte')], ['stsfld', field], 'ret'])
    const get = made.method('Get', staticSig(type.int), [['ldsfld', field], 'ldc.i4.0', 'ldelem.u1', 'ret'])
    made.method('Other', staticSig(type.void), [['ldsfld', field], 'ldc.i4.0', ...elsewhere, 'ret'])
    return made.open().run(get)
  }
  t.strictSame(run('ldelem.u1', 'pop'), ok(0))
  t.strictSame(run('ldc.i4.3', 'stelem.i1'), not('N.A::key is filled while the program runs'))
})

t.test('what an initialiser stores before it meets the machine is known, what it asks the machine is not', async (t) => {
  const made = makeRunnable()
  const key = made.field('key', [type.int])
  const host = made.field('host', [type.string])
  made.method('.cctor', staticSig(type.void), [
    ['call', made.member('System.Environment', 'get_MachineName', staticSig(type.string))],
    ['stsfld', host],
    ['ldc.i4.s', 42],
    ['stsfld', key],
    'ret',
  ])
  const keyOf = made.method('Key', staticSig(type.int), [['ldsfld', key], 'ret'])
  const length = made.method('Host', staticSig(type.int), [
    ['ldsfld', host],
    ['callvirt', made.member('System.String', 'get_Length', instanceSig(type.int))],
    'ret',
  ])
  const { run } = made.open()
  t.strictSame(run(keyOf), ok(42))
  t.strictSame(run(length), not('System.Environment::get_MachineName()'))
})

t.test('each run has its own statics', async (t) => {
  const made = makeRunnable()
  const list = made.field('list', byteArray)
  made.method('.cctor', staticSig(type.void), ['ldc.i4.1', ['newarr', made.type('System.Byte')], ['stsfld', list], 'ret'])
  const bump = made.method('Bump', staticSig(type.int), [
    ['ldsfld', list],
    'ldc.i4.0',
    ['ldsfld', list],
    'ldc.i4.0',
    'ldelem.u1',
    'ldc.i4.1',
    'add',
    'stelem.i1',
    ['ldsfld', list],
    'ldc.i4.0',
    'ldelem.u1',
    'ret',
  ])
  const { run } = made.open()
  t.strictSame([run(bump), run(bump)], [ok(1), ok(1)])
})

t.test('an object of the set has fields, of which the ones that are not known end the run', async (t) => {
  const made = makeRunnable()
  const field = made.instanceField('key', [type.int])
  const maker = made.method('.ctor', instanceSig(type.void, type.int), [
    'ldarg.0',
    ['call', made.member('System.Object', '.ctor', instanceSig(type.void))],
    'ldarg.0',
    'ldarg.1',
    ['stfld', field],
    'ret',
  ])
  const get = made.method('Get', instanceSig(type.int), ['ldarg.0', ['ldfld', field], 'ret'])
  const { interpreter, run } = made.open()
  t.strictSame(interpreter.runOnNew(maker & 0xffffff, 2, [9], get & 0xffffff, []), ok(9))
  t.strictSame(run(get, { kind: 'unknown', because: 'an object from outside' }), not('an object from outside'))
  t.strictSame(run(get, null), not('throws System.NullReferenceException'))
})

t.test('nothing outside happens: a member that could do something ends the run', async (t) => {
  const run = (owner: string, name: string) =>
    runLines(type.void, (made) => [['ldstr', made.text('C:\\x')], ['call', made.member(owner, name, staticSig(type.void, type.string))], 'ret'])
  t.strictSame(run('System.IO.File', 'Delete'), not('System.IO.File::Delete(System.String)'))
  t.strictSame(run('System.Diagnostics.Process', 'Start'), not('System.Diagnostics.Process::Start(System.String)'))
  for (const name of members.keys())
    t.notMatch(name, /^System\.(IO\.File|Net|Diagnostics|Environment::(?!get_(NewLine|CurrentManagedThreadId)))|Now|Guid|Regex/)
})

t.test('an endless loop, recursion and growth end at their bounds', async (t) => {
  const made = makeRunnable()
  const loop = made.method('Loop', staticSig(type.void), [label('top'), ['br', 'top']])
  const deep = made.method('Deep', staticSig(type.void), [['call', 0x0600_0002], 'ret'])
  const big = made.method('Big', staticSig(type.void), [label('top'), ['ldc.i4', 100_000], ['newarr', made.type('System.Byte')], 'pop', ['br', 'top']])
  const grow = made.method(
    'Grow',
    staticSig(type.void),
    [
      ['ldstr', made.text('ab')],
      'stloc.0',
      label('top'),
      'ldloc.0',
      'dup',
      ['call', made.member('System.String', 'Concat', staticSig(type.string, type.string, type.string))],
      'stloc.0',
      ['br', 'top'],
    ],
    { locals: [type.string] },
  )
  const { run, hit } = made.open()
  t.strictSame(run(loop), not('limit interpretSteps'))
  t.strictSame(run(deep), not('limit interpretDepth'))
  t.strictSame(run(big), not('limit interpretMemory'))
  t.strictSame(run(grow), not('limit interpretMemory'))
  t.strictSame([...hit].sort(), ['interpretDepth', 'interpretMemory', 'interpretSteps'])
})

t.test('all runs together have a bound', async (t) => {
  const made = makeRunnable()
  const loop = made.method('Loop', staticSig(type.void), [label('top'), ['br', 'top']])
  const { run, hit } = made.open()
  for (let round = 0; round < limits.interpretTotal / limits.interpretSteps; round++) run(loop)
  t.strictSame(run(loop), not('limit interpretTotal'))
  t.ok(hit.has('interpretTotal'))
})

t.test('a text that grows by a character costs what it is long', async (t) => {
  const outcome = runLines(
    type.int,
    (made) => [
      ['ldstr', made.text('')],
      'stloc.0',
      label('top'),
      'ldloc.0',
      ['ldstr', made.text('x')],
      ['call', made.member('System.String', 'Concat', staticSig(type.string, type.string, type.string))],
      'stloc.0',
      'ldloc.0',
      ['callvirt', made.member('System.String', 'get_Length', instanceSig(type.int))],
      ['ldc.i4', 3000],
      ['blt', 'top'],
      'ldloc.0',
      ['callvirt', made.member('System.String', 'get_Length', instanceSig(type.int))],
      'ret',
    ],
    { locals: [type.string] },
  )
  t.strictSame(outcome, ok(3000))
})

t.test('AES gives the vectors of FIPS 197 and SP 800-38A', async (t) => {
  const plain = '00112233445566778899aabbccddeeff'
  const vectors = [
    ['000102030405060708090a0b0c0d0e0f', '69c4e0d86a7b0430d8cdb78070b4c55a'],
    ['000102030405060708090a0b0c0d0e0f1011121314151617', 'dda97ca4864cdfe06eaf70a0ec0d7191'],
    ['000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', '8ea2b7ca516745bfeafc49904b496089'],
  ] as const
  for (const [key, cipher] of vectors) {
    const keys = expandKey(hex(key)) ?? new Uint8Array()
    t.equal(asHex(cryptBlocks(hex(plain), keys, null, false)), cipher)
    t.equal(asHex(cryptBlocks(hex(cipher), keys, null, true)), plain)
  }
  const keys = expandKey(hex('2b7e151628aed2a6abf7158809cf4f3c')) ?? new Uint8Array()
  const iv = hex('000102030405060708090a0b0c0d0e0f')
  const text = '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51'
  const cbc = '7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2'
  t.equal(asHex(cryptBlocks(hex(text), keys, iv, false)), cbc)
  t.equal(asHex(cryptBlocks(hex(cbc), keys, iv, true)), text)
  t.equal(expandKey(new Uint8Array(15)), null)
})

t.test('base64 is read as the platform reads it', async (t) => {
  t.strictSame(fromBase64('TWFu'), Uint8Array.from([77, 97, 110]))
  t.strictSame(fromBase64('TWE=\r\n'), Uint8Array.from([77, 97]))
  t.strictSame(fromBase64(''), new Uint8Array(0))
  for (const wrong of ['TWF', 'TWFu=', 'TW=u', 'TW_u', 'T===', '====']) t.equal(fromBase64(wrong), null, wrong)
  fc.assert(fc.property(fc.uint8Array(), (bytes) => asHex(fromBase64(toBase64(bytes)) ?? new Uint8Array(1)) === asHex(bytes)))
})

t.test('encodings there and back, and what they cannot say', async (t) => {
  for (const name of ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const) t.equal(decoded(name, encoded(name, 'é€x')), 'é€x', name)
  t.equal(decoded('ascii', Uint8Array.from([0x41, 0x80])), 'A?')
  t.equal(decoded('latin1', Uint8Array.from([0xe9])), 'é')
  t.strictSame(encoded('ascii', 'é'), Uint8Array.from([0x3f]))
})

t.test('numbers are written by the formats that need no culture', async (t) => {
  t.equal(formatted('System.Byte', 10, 'X2'), '0A')
  t.equal(formatted('System.Int32', -1, 'x'), 'ffffffff')
  t.equal(formatted('System.UInt32', -1, ''), '4294967295')
  t.equal(formatted('System.Int32', -5, 'D3'), '-005')
  t.equal(formatted('System.Int32', 5, 'N0'), null)
  t.equal(formatted('System.Decimal', 5, ''), null)
})

t.test('a format is taken apart, or refused', async (t) => {
  t.strictSame(formatParts('a{{{0,-3:X2}}}'), ['a{', { place: 0, width: -3, format: 'X2' }, '}'])
  for (const wrong of ['{', '}', '{a}', '{0', '{0:{}']) t.equal(formatParts(wrong), null, wrong)
})

t.test('paths are joined as Windows does it', async (t) => {
  t.equal(combinedPath('C:\\a', 'b'), 'C:\\a\\b')
  t.equal(combinedPath('C:\\a\\', 'b'), 'C:\\a\\b')
  t.equal(combinedPath('C:\\a', 'D:\\b'), 'D:\\b')
  t.equal(combinedPath('C:\\a', '\\b'), '\\b')
})

t.test('any bytes as code, with any arguments, give an outcome', async () => {
  const value = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.string(), fc.constant(null))
  // every opcode is likely, each token names something that is there
  const line: fc.Arbitrary<readonly number[]> = fc.oneof(
    fc.integer({ min: 0, max: 0xe0 }).map((one) => [one]),
    fc.integer({ min: 0, max: 0x1e }).map((one) => [0xfe, one]),
    fc
      .tuple(
        fc.constantFrom(0x28, 0x6f, 0x73, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0x8d, 0xd0),
        fc.constantFrom(0x0a000001, 0x0a000002, 0x0a000003, 0x06000001, 0x04000001, 0x04000002, 0x01000001),
      )
      .map(([code, token]) => [code, token & 0xff, (token >> 8) & 0xff, (token >> 16) & 0xff, token >>> 24]),
    fc.integer({ min: -8, max: 8 }).map((to) => [0x2d, to & 0xff]),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.array(value, { minLength: 2, maxLength: 2 }), (code, args) => {
      const made = makeRunnable()
      made.member('System.String', 'Concat', staticSig(type.string, type.object, type.object))
      made.member('System.Object', 'ToString', instanceSig(type.string))
      made.member('System.Text.StringBuilder', '.ctor', instanceSig(type.void))
      made.field('a', [type.int])
      made.instanceField('b', [type.object])
      const bytes = code.flat()
      const sig = staticSig(type.object, type.object, type.object)
      const raw = made.rawMethod('R', sig, Uint8Array.from(bytes))
      const { run } = made.open()
      return typeof run(raw, ...args).ok === 'boolean'
    }),
    { numRuns: 300 },
  )
})
