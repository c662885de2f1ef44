import t from 'tap'
import { openAssembly } from '../lib/model/assembly.ts'
import { makeProgram, resolveField, resolveMethod, resolveType } from '../lib/model/program.ts'
import { join, patched } from './make/image.ts'
import { coded, makeHeaps } from './make/metadata.ts'
import { addMethod, addRows, defectsOf, dumped, profiled, ret, seen, small, type Trick, tiny, trickBytes, voidSig } from './make/trick.ts'

// Each test is one trick of the trade: what the CLR makes of the file is what is expected.

const streamsOf = (streams: Trick['streams']): Uint8Array => trickBytes((trick) => Object.assign(trick, { streams }))
const withWideStrings = (change: (trick: Trick) => void): Uint8Array =>
  trickBytes((trick) => {
    trick.table = { heapSizes: 1 }
    change(trick)
  })

t.test('types nested in each other keep a name, and so do the others', async (t) => {
  // 29
  const bytes = trickBytes((trick) => {
    for (const name of ['Ring', 'Self', 'Fine']) addRows(trick, 'TypeDef', [0, trick.heaps.string(name), 0, 0, 1, 2])
    addRows(trick, 'TypeDef', [0, trick.heaps.string('Back'), 0, 0, 1, 2])
    addRows(trick, 'NestedClass', [3, 6], [4, 4], [5, 2], [6, 3])
  })
  t.same(seen(bytes).types, [...small.types, '[0x02000003]', '[0x02000004]', 'N.A/Fine', '[0x02000006]'])
  t.same(new Set(defectsOf(bytes)), new Set(['cycle']))
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('a type derived from itself has an end', async (t) => {
  // 29
  const bytes = trickBytes((trick) => {
    const base = (row: number) => coded('TypeDefOrRef', 'TypeDef', row)
    addRows(trick, 'TypeDef', [0, trick.heaps.string('Self'), 0, base(3), 1, 2], [0, trick.heaps.string('B'), 0, base(5), 1, 2])
    addRows(trick, 'TypeDef', [0, trick.heaps.string('C'), 0, base(4), 1, 2])
  })
  t.same(seen(bytes).types, [...small.types, 'Self', 'B', 'C'])
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('a type reference whose scope is itself keeps a name', async (t) => {
  // 30
  const bytes = trickBytes((trick) => {
    const scope = (row: number) => coded('ResolutionScope', 'TypeRef', row)
    const name = trick.heaps.string('Loop')
    addRows(trick, 'TypeRef', [scope(3), name, 0], [scope(5), name, 0], [scope(4), name, 0])
    for (const row of [3, 4]) addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeRef', row), name, trick.heaps.blob(voidSig)])
  })
  t.same(seen(bytes).members, [...small.members, 'System.Void [0x01000003]::Loop()', 'System.Void [0x01000004]::Loop()'])
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('a TypeSpec that stands in its own modifier is written as its token there', async (t) => {
  // 31
  const bytes = trickBytes((trick) => {
    const spec = (row: number) => (row << 2) | 2
    addRows(trick, 'TypeSpec', [trick.heaps.blob([0x1f, spec(2), 0x08])], [trick.heaps.blob([0x1f, spec(1), 0x1f, spec(1), 0x08])])
    for (const row of [1, 2]) addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeSpec', row), trick.heaps.string('M'), trick.heaps.blob(voidSig)])
  })
  const [, first] = seen(bytes).members
  const inner = 'System.Int32 modreq([0x1b000001]) modreq([0x1b000001])'
  t.equal(first, `System.Void System.Int32 modreq(${inner})::M()`)
  t.ok(defectsOf(bytes).includes('cycle'))
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('blob 0 and string 0 are empty whatever stands there', async (t) => {
  // 35
  const bytes = streamsOf((streams) => streams.map(([name, heap]) => [name, name === '#Blob' || name === '#Strings' ? patched(heap, [0, 0x41, 1]) : heap]))
  t.same(seen(bytes), small)
})

t.test('user strings are code units: lone surrogates stay, an odd byte is none', async (t) => {
  // 36
  const heaps = makeHeaps()
  heaps.userString('a\ud800\udfffb\udc00')
  const [, usual = new Uint8Array()] = heaps.streams().find(([name]) => name === '#US') ?? []
  const bytes = streamsOf((streams) =>
    streams.map(([name, heap]) => [name, name === '#US' ? join(heap, usual.subarray(1), [4, 0x41, 0, 0x42, 0, 3, 0x43, 0, 0]) : heap]),
  )
  const values = dumped(openAssembly(bytes), 'strings').map(({ value }) => value)
  t.same(values.slice(0, 4), ['C:\\evidence', 'a\ud800\udfffb\udc00', 'AB', 'C'])
})

t.test('a missing #US or #Blob costs only what stands in it', async (t) => {
  // 36
  const without = (missing: string) => streamsOf((streams) => streams.filter(([name]) => name !== missing))
  t.same(seen(without('#US')), small)
  t.same(seen(without('#Blob')).types, small.types)
  t.same(seen(without('#Strings')).il, small.il)
  t.same(seen(without('#GUID')), small)
  for (const name of ['#US', '#Blob', '#Strings', '#GUID']) t.equal(profiled(without(name)).profile.format, 'dotnet', name)
})

t.test('names may hold any bytes', async (t) => {
  // 37
  const name = (trick: Trick, text: string | Uint8Array) => addRows(trick, 'TypeDef', [0, trick.heaps.string(text), 0, 0, 1, 2])
  const bytes = trickBytes((trick) => {
    for (const text of ['', 'a.b+c/d`1,[]', '\u0001\u202e\u200b', 'Аgent', Uint8Array.of(0xff, 0x41, 0xc0, 0x80), '\uffff']) name(trick, text)
    trick.rows.MethodDef?.push([0, 0, 0, trick.heaps.string(''), trick.heaps.blob(voidSig), 1])
  })
  t.same(seen(bytes).types, [...small.types, '', 'a.b+c/d`1,[]', '\u0001\u202e\u200b', 'Аgent', '\ufffdA\ufffd\ufffd', '\uffff'])
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('a name of a megabyte is a defect and hides no other', async (t) => {
  // 37
  const bytes = withWideStrings((trick) =>
    addRows(trick, 'TypeDef', [0, trick.heaps.string('n'.repeat(1 << 20)), 0, 0, 1, 2], [0, trick.heaps.string('Z'), 0, 0, 1, 2]),
  )
  t.same(seen(bytes).types, [...small.types, '[0x02000003]', 'Z'])
  t.same(seen(bytes).il, small.il)
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('names that mean something to JavaScript are names', async (t) => {
  // 38
  const words = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
  const bytes = trickBytes((trick) => {
    for (const word of words) {
      addRows(trick, 'TypeDef', [0, trick.heaps.string(word), trick.heaps.string('__proto__'), 0, 1, (trick.rows.MethodDef?.length ?? 0) + 1])
      addMethod(trick, word, tiny(ret))
      addRows(trick, 'AssemblyRef', [1, 0, 0, 0, 0, 0, trick.heaps.string(word), 0, 0])
    }
  })
  t.same(seen(bytes).types, [...small.types, ...words.map((word) => `__proto__.${word}`)])
  t.same(seen(bytes).methods, [...small.methods, ...words.map((word) => `System.Void __proto__.${word}::${word}()`)])
  const { profile } = profiled(bytes)
  t.same(
    profile.identity.references.map(({ name }) => name),
    ['mscorlib', ...words],
  )
})

t.test('of several types with one name the first is found by name', async (t) => {
  // 44
  const bytes = trickBytes((trick) => addRows(trick, 'TypeDef', [0, trick.heaps.string('A'), trick.heaps.string('N'), 0, 1, 2]))
  t.same(seen(bytes).types, [...small.types, 'N.A'])
  t.equal(openAssembly(bytes).typeRows().get('N.A'), 2)
})

t.test('names that differ only in bytes that are no UTF-8 are different names', async (t) => {
  // 37, 44: each of the two types, methods and fields is written alike, and the CLR tells them apart by their bytes
  const bytes = trickBytes((trick) => {
    const { string, blob } = trick.heaps
    for (const byte of [0xfe, 0xff]) {
      const name = string(Uint8Array.of(0x54, byte))
      addRows(trick, 'TypeDef', [1, name, 0, 0, byte === 0xfe ? 1 : 3, (trick.rows.MethodDef?.length ?? 0) + 1])
      addRows(trick, 'TypeRef', [0, name, 0])
      for (const last of [0xfe, 0xff]) {
        const member = string(Uint8Array.of(0x4d, last))
        addMethod(trick, Uint8Array.of(0x4d, last), tiny(ret))
        addRows(trick, 'Field', [0x16, member, blob([6, 8])])
        addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeRef', byte - 0xfb), member, blob(voidSig)])
        addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeRef', byte - 0xfb), member, blob([6, 8])])
      }
    }
  })
  t.same(seen(bytes).types, [...small.types, 'T\ufffd', 'T\ufffd'])
  const program = makeProgram(openAssembly(bytes), [])
  t.same(
    [3, 4].map((row) => resolveType(program, 0, 0x0100_0000 + row)),
    [3, 4],
  )
  t.same(
    [2, 4, 6, 8].map((row) => resolveMethod(program, 0, 0x0a00_0000 + row)),
    [2, 3, 4, 5],
  )
  t.same(
    [3, 5, 7, 9].map((row) => resolveField(program, 0, 0x0a00_0000 + row)),
    [1, 2, 3, 4],
  )
})

t.test('a slash or a dot in a name makes no nested type and no namespace', async (t) => {
  // 37: of types that are written alike the one is found whose parts are the same
  const bytes = trickBytes((trick) => {
    const { string } = trick.heaps
    const type = (name: string, space = '') => [1, string(name), space === '' ? 0 : string(space), 0, 1, 2]
    addRows(trick, 'TypeDef', type('O/I'), type('O'), type('I'), type('b.C', 'a'), type('C', 'a.b'))
    addRows(trick, 'NestedClass', [5, 4])
    addRows(trick, 'TypeRef', [0, string('O'), 0], [coded('ResolutionScope', 'TypeRef', 3), string('I'), 0], [0, string('C'), string('a.b')])
  })
  t.same(seen(bytes).types, [...small.types, 'O/I', 'O', 'O/I', 'a.b.C', 'a.b.C'])
  const program = makeProgram(openAssembly(bytes), [])
  t.same(
    [3, 4, 5].map((row) => resolveType(program, 0, 0x0100_0000 + row)),
    [4, 5, 7],
  )
})

t.test('a member is found by its whole signature: methods may differ in what they return, fields in their type', async (t) => {
  const bytes = trickBytes((trick) => {
    const { string, blob } = trick.heaps
    const types = [0x08, 0x0e]
    for (const type of types) {
      addMethod(trick, 'Same', tiny(ret), [0, 0, type])
      addRows(trick, 'Field', [0x16, string('same'), blob([6, type])])
    }
    for (const type of [...types, 0x1c]) {
      addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeDef', 2), string('Same'), blob([0, 0, type])])
      addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeDef', 2), string('same'), blob([6, type])])
    }
  })
  const program = makeProgram(openAssembly(bytes), [])
  t.same(
    [2, 4, 6].map((row) => resolveMethod(program, 0, 0x0a00_0000 + row)),
    [2, 3, 2],
    'by all but what it returns where no method has that',
  )
  t.same(
    [3, 5, 7].map((row) => resolveField(program, 0, 0x0a00_0000 + row)),
    [1, 2, 1],
  )
})

t.test('modules and forwarders that name each other end', async (t) => {
  // 47
  const bytes = trickBytes((trick) => {
    const row = (implementation: number) => [0x20_0000, 0, trick.heaps.string('X'), trick.heaps.string('N'), implementation]
    addRows(trick, 'File', [0, trick.heaps.string('small.dll'), 0])
    addRows(trick, 'ExportedType', row(coded('Implementation', 'ExportedType', 1)), row(coded('Implementation', 'ExportedType', 3)))
    addRows(
      trick,
      'ExportedType',
      row(coded('Implementation', 'ExportedType', 2)),
      row(coded('Implementation', 'File', 1)),
      row(coded('Implementation', 'AssemblyRef', 2)),
    )
    addRows(trick, 'AssemblyRef', [1, 2, 3, 4, 0, 0, trick.heaps.string('Small'), 0, 0])
  })
  t.same(seen(bytes), small)
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('a type reference without scope names a type of this module', async (t) => {
  // 51
  const bytes = trickBytes((trick) => {
    addRows(trick, 'TypeRef', [0, trick.heaps.string('A'), trick.heaps.string('N')])
    addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeRef', 3), trick.heaps.string('Run'), trick.heaps.blob(voidSig)])
  })
  t.same(seen(bytes).members, [...small.members, 'System.Void N.A::Run()'])
  const program = makeProgram(openAssembly(bytes), [])
  t.equal(resolveType(program, 0, 0x0100_0003), resolveType(program, 0, 0x0200_0002))
  t.equal(resolveMethod(program, 0, 0x0a00_0002), resolveMethod(program, 0, 0x0600_0001))
})

t.test('the version string says nothing', async (t) => {
  // 52
  for (const version of ['', 'v9', '\u0001\u0002', 'v'.repeat(1000)]) {
    const bytes = trickBytes((trick) => {
      trick.root = { version }
    })
    t.same(seen(bytes), small)
  }
})

t.test('marks of obfuscators are findings and change nothing that is read', async (t) => {
  // 53
  const marked = (name: string, space: string) =>
    trickBytes((trick) => {
      addRows(trick, 'TypeRef', [coded('ResolutionScope', 'AssemblyRef', 1), trick.heaps.string(name), trick.heaps.string(space)])
      addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeRef', 3), trick.heaps.string('.ctor'), trick.heaps.blob([0x20, 0, 1])])
      addRows(trick, 'CustomAttribute', [
        coded('HasCustomAttribute', 'Assembly', 1),
        coded('CustomAttributeType', 'MemberRef', 2),
        trick.heaps.blob([1, 0, 0, 0]),
      ])
    })
  for (const [name, space, rule] of [
    ['SuppressIldasmAttribute', 'System.Runtime.CompilerServices', 'conceal.no-disassembly'],
    ['BabelObfuscatorAttribute', '', 'conceal.obfuscator'],
    ['ConfusedByAttribute', '', 'conceal.obfuscator'],
  ] as const) {
    const bytes = marked(name, space)
    t.same({ ...seen(bytes), members: small.members }, small)
    t.ok(profiled(bytes).rules.includes(rule), name)
  }
})

t.test('a reference in a version that cannot be is told as it stands', async (t) => {
  // 54
  for (const parts of [
    [255, 255, 255, 255],
    [65_535, 65_535, 65_535, 65_535],
  ]) {
    const bytes = trickBytes((trick) => addRows(trick, 'AssemblyRef', [...parts, 0, 0, trick.heaps.string('mscorlib'), 0, 0]))
    t.same(seen(bytes), small)
    t.same(
      dumped(openAssembly(bytes), 'references').map(({ version }) => version),
      ['4.0.0.0', parts.join('.')],
    )
  }
})
