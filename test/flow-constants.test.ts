import fc from 'fast-check'
import t from 'tap'
import { labelOf } from '../lib/flow/label.ts'
import { combined, hole, joined, plainText, renderPieces } from '../lib/flow/template.ts'
import type { Constant } from '../lib/flow/view.ts'
import { limits } from '../lib/limits.ts'
import { methodName, openAssembly } from '../lib/model/assembly.ts'
import { makeProgram } from '../lib/model/program.ts'
import { type Line, label } from './make/assemble-il.ts'
import { type AskedConstants, askConstants } from './make/constant-view.ts'
import { bytesOf } from './make/root.ts'
import { byteArray, instanceSig, makeRunnable, type Runnable, staticSig, type } from './make/runnable.ts'

const string = type.string

/** Tokens of the members these tests use most. */
function tokens(made: Runnable) {
  return {
    take: made.member('Outside.Api', 'Take', staticSig(type.void, type.object)),
    subject: made.member('Outside.Api', 'Subject', staticSig(string)),
    concat: made.member('System.String', 'Concat', staticSig(string, string, string)),
    concat3: made.member('System.String', 'Concat', staticSig(string, string, string, string)),
    concatAll: made.member('System.String', 'Concat', staticSig(string, [type.array, string])),
    format: made.member('System.String', 'Format', staticSig(string, string, type.object, type.object)),
    combine: made.member('System.IO.Path', 'Combine', staticSig(string, string, string)),
    temp: made.member('System.IO.Path', 'GetTempPath', staticSig(string)),
    ascii: made.member('System.Text.Encoding', 'get_ASCII', staticSig(type.object)),
    getString: made.member('System.Text.Encoding', 'GetString', instanceSig(string, byteArray)),
    fromBase64: made.member('System.Convert', 'FromBase64String', staticSig(byteArray, string)),
    initialise: made.member('System.Runtime.CompilerServices.RuntimeHelpers', 'InitializeArray', staticSig(type.void, type.object, type.object)),
  }
}

type Tokens = ReturnType<typeof tokens>

/** What a method of these lines, with the value on the stack at its end, gives the sink. */
function asked(lines: (made: Runnable, use: Tokens) => readonly Line[], options: Parameters<Runnable['method']>[3] = {}): ReturnType<AskedConstants['given']> {
  const made = makeRunnable()
  const use = tokens(made)
  const body = [...lines(made, use), ['call', use.take] as const, 'ret' as const]
  const method = made.method('Main', staticSig(type.void), body, options)
  return askConstants(made.program(), 'mail-subject').given(method & 0xff_ffff)
}

const text = (lines: (made: Runnable, use: Tokens) => readonly Line[], options: Parameters<Runnable['method']>[3] = {}) => {
  const { text: shown, recovered } = asked(lines, options)
  return recovered ? `${shown} (recovered)` : shown
}

t.test('a string, and two put together', async (t) => {
  t.equal(
    text((made) => [['ldstr', made.text('a')]]),
    'a',
  )
  t.equal(
    text((made, use) => [
      ['ldstr', made.text('a')],
      ['ldstr', made.text('b')],
      ['call', use.concat],
    ]),
    'ab',
  )
  t.strictSame(asked((made) => [['ldstr', made.text('a')]]).known, {
    values: [{ kind: 'text', pieces: ['a'], from: { kind: 'constant' } }],
    complete: true,
  })
})

t.test('a hole says what kind of data stands there, or nothing', async (t) => {
  t.equal(
    text((made, use) => [
      ['ldstr', made.text('C:\\x')],
      ['call', use.subject],
      ['call', use.combine],
    ]),
    'C:\\x\\{mail-subject}',
  )
  t.equal(
    text((made, use) => [
      ['call', use.temp],
      ['ldstr', made.text('\\f')],
      ['call', use.concat],
    ]),
    '{?}\\f',
  )
  t.equal(
    text((_made, use) => [['call', use.subject]]),
    null,
    'a hole alone is no text',
  )
})

t.test('a choice gives both texts', async (t) => {
  const lines = (made: Runnable, use: Tokens): readonly Line[] => [
    ['call', use.subject],
    ['brtrue', 'other'],
    ['ldstr', made.text('b')],
    ['br', 'join'],
    label('other'),
    ['ldstr', made.text('a')],
    label('join'),
    'stloc.0',
    ['ldstr', made.text('x')],
    'ldloc.0',
    ['call', use.concat],
  ]
  t.equal(text(lines, { locals: [string] }), 'xa | xb')
})

t.test('a text that grows in a loop is its beginning, and more', async (t) => {
  const lines = (made: Runnable, use: Tokens): readonly Line[] => [
    ['ldstr', made.text('a')],
    'stloc.0',
    label('top'),
    ['call', use.subject],
    ['brfalse', 'end'],
    'ldloc.0',
    ['ldstr', made.text('x')],
    ['call', use.concat],
    'stloc.0',
    ['br', 'top'],
    label('end'),
    'ldloc.0',
  ]
  const { known, text: shown } = asked(lines, { locals: [string] })
  t.ok(shown?.includes('{?}'))
  t.notOk(known.values.some((one) => one.kind === 'text' && one.pieces.join('') === 'ax'))
})

t.test('formats and arrays of arguments are filled in', async (t) => {
  t.equal(
    text((made, use) => [
      ['ldstr', made.text('{1}-{{{0}}}')],
      ['ldstr', made.text('a')],
      ['call', use.subject],
      ['call', use.format],
    ]),
    '{mail-subject}-{a}',
  )
  const element = (index: Line, value: Line): readonly Line[] => ['dup', index, value, 'stelem.ref']
  t.equal(
    text((made, use) => [
      'ldc.i4.2',
      ['newarr', made.type('System.String')],
      ...element('ldc.i4.0', ['ldstr', made.text('a')]),
      ...element('ldc.i4.1', ['call', use.subject]),
      ['call', use.concatAll],
    ]),
    'a{mail-subject}',
  )
})

t.test('what a builder is given comes in order; what only some ways append is a hole', async (t) => {
  const lines =
    (isConditional: boolean) =>
    (made: Runnable, use: Tokens): readonly Line[] => {
      const append = made.member('System.Text.StringBuilder', 'Append', instanceSig(type.object, string))
      const appended = (value: string): readonly Line[] => ['ldloc.0', ['ldstr', made.text(value)], ['callvirt', append], 'pop']
      return [
        ['newobj', made.member('System.Text.StringBuilder', '.ctor', instanceSig(type.void))],
        'stloc.0',
        ...appended('a'),
        ...(isConditional ? [['call', use.subject] as const, ['brtrue', 'skip'] as const] : []),
        ...appended('b'),
        label('skip'),
        ...appended('c'),
        'ldloc.0',
        ['callvirt', made.member('System.Object', 'ToString', instanceSig(string))],
      ]
    }
  t.equal(text(lines(false), { locals: [type.object] }), 'abc')
  t.equal(text(lines(true), { locals: [type.object] }), 'a{?}c')
})

t.test('numbers are reckoned with', async (t) => {
  const { known } = asked(() => ['ldc.i4.5', 'ldc.i4.3', 'add', ['ldc.i4.s', 8], 'shl'])
  t.strictSame(known.values, [{ kind: 'int', value: 8 << 8 }])
  t.strictSame(asked(() => ['ldc.i4.5', 'ldc.i4.0', 'div']).known, { values: [], complete: false })
})

t.test('an array is what its initialiser or its stores make it, until something changes it', async (t) => {
  const bytes = (made: Runnable, use: Tokens): readonly Line[] => [
    'ldc.i4.3',
    ['newarr', made.type('System.Byte')],
    'dup',
    ['ldtoken', made.field('data', [type.int], [0x68, 0x69, 0x21])],
    ['call', use.initialise],
    'stloc.0',
  ]
  const given = (more: (made: Runnable, use: Tokens) => readonly Line[]) =>
    asked((made, use) => [...bytes(made, use), ...more(made, use), 'ldloc.0'], { locals: [byteArray] }).known
  t.strictSame(given(() => []).values, [{ kind: 'bytes', value: Uint8Array.from([0x68, 0x69, 0x21]), from: { kind: 'constant' } }])
  t.strictSame(
    given(() => ['ldloc.0', 'ldc.i4.0', 'ldc.i4.1', 'stelem.i1']),
    { values: [], complete: false },
  )
  t.strictSame(
    given((made) => ['ldloc.0', 'ldc.i4.0', ['ldelema', made.type('System.Byte')], 'pop']),
    { values: [], complete: false },
  )
  t.strictSame(
    given((made) => ['ldloc.0', ['call', made.member('System.Array', 'Reverse', staticSig(type.void, type.object))]]),
    { values: [], complete: false },
  )
  const read = asked((made, use) => [...bytes(made, use), ['call', use.ascii], 'ldloc.0', ['callvirt', use.getString]], { locals: [byteArray] })
  t.strictSame([read.text, read.recovered], ['hi!', true])
})

t.test('bytes that come out of a call and are changed afterwards are not known', async (t) => {
  const lines =
    (isChanged: boolean) =>
    (made: Runnable, use: Tokens): readonly Line[] => [
      ['ldstr', made.text('aGk=')],
      ['call', use.fromBase64],
      'stloc.0',
      ...(isChanged ? (['ldloc.0', 'ldc.i4.0', 'ldc.i4.1', 'stelem.i1'] as const) : []),
      ['call', use.ascii],
      'ldloc.0',
      ['callvirt', use.getString],
    ]
  t.equal(text(lines(false), { locals: [byteArray] }), 'hi (recovered)')
  t.equal(text(lines(true), { locals: [byteArray] }), null)
})

t.test('a list is what is added to it', async (t) => {
  const { known } = asked(
    (made) => [
      ['newobj', made.member('System.Collections.ArrayList', '.ctor', instanceSig(type.void))],
      'stloc.0',
      ...['a', 'b'].flatMap((one): Line[] => [
        'ldloc.0',
        ['ldstr', made.text(one)],
        ['callvirt', made.member('System.Collections.ArrayList', 'Add', instanceSig(type.int, type.object))],
        'pop',
      ]),
      'ldloc.0',
    ],
    { locals: [type.object] },
  )
  const item = (one: string): Constant => ({ kind: 'text', pieces: [one], from: { kind: 'constant' } })
  t.strictSame(known, { values: [{ kind: 'list', values: [item('a'), item('b')], complete: true }], complete: true })
})

/** A decoder that takes 1 from each character, and a method that calls it. */
function decoding(argument: (made: Runnable, use: Tokens) => readonly Line[]): ReturnType<AskedConstants['given']> {
  const made = makeRunnable()
  const use = tokens(made)
  const decode = made.method(
    'Decode',
    staticSig(string, string),
    [
      ['ldstr', made.text('')],
      'stloc.0',
      'ldc.i4.0',
      'stloc.1',
      ['br', 'test'],
      label('top'),
      'ldloc.0',
      'ldarg.0',
      'ldloc.1',
      ['callvirt', made.member('System.String', 'get_Chars', instanceSig(type.char, type.int))],
      'ldc.i4.1',
      'sub',
      'ldc.i4.1',
      ['newobj', made.member('System.String', '.ctor', instanceSig(type.void, type.char, type.int))],
      ['call', use.concat],
      'stloc.0',
      'ldloc.1',
      'ldc.i4.1',
      'add',
      'stloc.1',
      label('test'),
      'ldloc.1',
      'ldarg.0',
      ['callvirt', made.member('System.String', 'get_Length', instanceSig(type.int))],
      ['blt', 'top'],
      'ldloc.0',
      'ret',
    ],
    { locals: [string, type.int] },
  )
  const method = made.method('Main', staticSig(type.void), [...argument(made, use), ['call', decode], ['call', use.take], 'ret'])
  return askConstants(made.program(), 'mail-subject').given(method & 0xff_ffff)
}

t.test('a decoder is run on a constant, and on nothing else', async (t) => {
  const run = decoding((made) => [['ldstr', made.text('usbz')]])
  t.strictSame([run.text, run.recovered], ['tray', true])
  t.strictSame(run.known.values, [{ kind: 'text', pieces: ['tray'], from: { kind: 'recovered', by: 'N.A::Decode(System.String)', method: 1 } }])
  const unknown = decoding((_made, use) => [['call', use.subject]])
  t.strictSame([unknown.recovered, unknown.known.values.some((one) => one.kind === 'text' && one.from.kind === 'recovered')], [false, false])
  const partly = decoding((made, use) => [
    ['ldstr', made.text('b')],
    ['call', use.subject],
    ['call', use.concat],
  ])
  t.equal(partly.recovered, false)
})

t.test('a method that only gives a constant hides nothing', async (t) => {
  const made = makeRunnable()
  const use = tokens(made)
  const get = made.method('Get', staticSig(string), [['ldstr', made.text('plain')], 'ret'])
  const method = made.method('Main', staticSig(type.void), [['call', get], ['call', use.take], 'ret'])
  const given = askConstants(made.program()).given(method & 0xff_ffff)
  t.strictSame([given.text, given.recovered], ['plain', false])
})

t.test('arguments are what all callers give', async (t) => {
  const made = makeRunnable()
  const use = tokens(made)
  const send = made.method('Send', staticSig(type.void, string), ['ldarg.0', ['call', use.take], 'ret'])
  made.method('One', staticSig(type.void), [['ldstr', made.text('one')], ['call', send], 'ret'])
  made.method('Two', staticSig(type.void), [['ldstr', made.text('two')], ['call', send], 'ret'])
  t.equal(askConstants(made.program()).given(send & 0xff_ffff).text, 'one | two')
})

t.test('a field is what is stored in it; a number that is set later was zero before', async (t) => {
  const given = (inConstructor: boolean, value: Line, kind: number) => {
    const made = makeRunnable()
    const use = tokens(made)
    const field = made.field('f', [kind])
    made.method(inConstructor ? '.cctor' : 'Set', staticSig(type.void), [value, ['stsfld', field], 'ret'])
    const method = made.method('Main', staticSig(type.void), [['ldsfld', field], ['call', use.take], 'ret'])
    return askConstants(made.program()).given(method & 0xff_ffff).known
  }
  t.strictSame(given(true, 'ldc.i4.7', type.int), { values: [{ kind: 'int', value: 7 }], complete: true })
  t.strictSame(given(false, 'ldc.i4.7', type.int).values, [
    { kind: 'int', value: 7 },
    { kind: 'int', value: 0 },
  ])
})

t.test('more values than a reader would use are no full answer', async (t) => {
  const made = makeRunnable()
  const use = tokens(made)
  const send = made.method('Send', staticSig(type.void, string), ['ldarg.0', ['call', use.take], 'ret'])
  for (let caller = 0; caller <= limits.constants; caller++)
    made.method(`C${caller}`, staticSig(type.void), [['ldstr', made.text(`v${caller}`)], ['call', send], 'ret'])
  const { known } = askConstants(made.program()).given(send & 0xff_ffff)
  t.equal(known.values.length, limits.constants)
  t.equal(known.complete, false)
})

t.test('methods that call each other end', async (t) => {
  const made = makeRunnable()
  const use = tokens(made)
  const other = made.method('Other', staticSig(string, string), ['ldarg.0', ['ldstr', made.text('x')], ['call', use.concat], ['call', 0x0600_0002], 'ret'])
  const again = made.method('Again', staticSig(string, string), ['ldarg.0', ['call', other], 'ret'])
  const method = made.method('Main', staticSig(type.void), [['ldstr', made.text('a')], ['call', again], ['call', use.take], 'ret'])
  t.equal(askConstants(made.program()).given(method & 0xff_ffff).known.complete, false)
})

t.test('an address of parts, and a type by name', async (t) => {
  const address = 'Microsoft.Exchange.Data.Transport.RoutingAddress'
  t.equal(
    text((made) => [
      ['ldstr', made.text('user')],
      ['ldstr', made.text('a.invalid')],
      ['newobj', made.member(address, '.ctor', instanceSig(type.void, string, string))],
    ]),
    'user@a.invalid',
  )
  const known = asked((made) => [
    ['ldstr', made.text('N.A, Runnable')],
    ['call', made.member('System.Type', 'GetType', staticSig(type.object, string))],
  ]).known
  t.strictSame(known.values, [{ kind: 'type', own: 2, name: 'N.A' }])
})

t.test('any bytes as code give an answer for each value', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (code) => {
      const made = makeRunnable()
      tokens(made)
      const method = made.rawMethod('R', staticSig(type.object, type.object, type.object), code) & 0xff_ffff
      const { constants, view } = askConstants(made.program())
      const ssa = view.ssaOf(method)
      for (let value = 0; value < (ssa?.valueCount ?? 0); value++) constants.text({ instance: method, value })
      return constants.at({ instance: 99, value: -1 }).complete === false
    }),
    { numRuns: 150 },
  )
})

t.test('templates join, merge their neighbours and stay within bounds', async (t) => {
  const subject = hole(labelOf('mail-subject', 'text'))
  t.equal(renderPieces(joined([plainText('a'), plainText('b'), subject, plainText('c')]).pieces), 'ab{mail-subject}c')
  t.equal(joined([plainText('a'), plainText('b')]).pieces.length, 1)
  t.ok(joined(new Array(500).fill(subject)).pieces.length <= limits.constantPieces + 1)
  t.equal(renderPieces(combined(plainText('C:\\a'), subject).pieces), 'C:\\a\\{mail-subject}')
  t.equal(renderPieces(combined(subject, plainText('D:\\b')).pieces), 'D:\\b')
  t.equal(renderPieces(combined(plainText(''), plainText('b')).pieces), 'b')
})

for (const build of ['mcs', 'roslyn', 'roslyn-debug']) {
  t.test(`${build}: a decoder given a constant, and configuration`, async (t) => {
    const program = makeProgram(openAssembly(bytesOf('samples', 'bin', `pairs.${build}.dll`)), [])
    const { constants, view } = askConstants(program)
    const uploads = (type: string) => {
      for (let method = 1; method <= program.methodCount; method++) {
        const [assembly] = program.assemblies
        const ssa = view.ssaOf(method)
        if (assembly === undefined || ssa === null || !methodName(assembly, method).startsWith(`Txray.Pairs.P25.${type}::Submitted`)) continue
        for (let at = 0; at < ssa.code.code.count; at++) {
          if (view.outsideAt(method, at)?.api === 'System.Net.WebClient::UploadString')
            return constants.text({ instance: method, value: ssa.operands[(ssa.operandStart[at] ?? 0) + 1] ?? -1 })
        }
      }
      throw new TypeError('no upload')
    }
    t.match(uploads('Claim'), { text: 'https://collect.example.invalid/pair', recovered: true, by: 'Txray.Pairs.P25.Decoder::Get(System.String)' })
    t.not(uploads('Other')?.recovered, true)
  })
}
