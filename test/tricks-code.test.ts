import t from 'tap'
import { limits } from '../lib/limits.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { fieldAt, join, patched } from './make/image.ts'
import { coded, codeRva, compressed, word } from './make/metadata.ts'
import { addMethod, addRows, call, defectsOf, dumped, fat, ldstr, profiled, ret, seen, small, type Trick, tiny, trickBytes, voidSig } from './make/trick.ts'

// Each test is one trick of the trade: what the CLR makes of the file is what is expected.

/** The assembly with one more method, of this signature. */
const withSig = (signature: readonly number[]): Uint8Array => trickBytes((trick) => void addMethod(trick, 'Odd', tiny(ret), signature))
/** The assembly with one more body. */
const withBody = (body: Uint8Array): Uint8Array => trickBytes((trick) => void addMethod(trick, 'Odd', body))
const lineOf = (bytes: Uint8Array): Record<string, unknown> => dumped(openAssembly(bytes), 'il').find(({ token }) => token === '0x06000002') ?? {}
const delCall = (trick: Trick): number[] => [...ldstr(trick.heaps.userString('x')), ...call(0x0a00_0001)]

t.test('a signature of 50,000 pointers costs its own method only', async (t) => {
  // 32
  const bytes = withSig([0, 1, 1, ...new Array<number>(50_000).fill(0x0f), 0x08])
  t.same(seen(bytes).methods, [...small.methods, '? N.A::Odd(?)'])
  t.same(seen(bytes).il, [...small.il, ['ret']])
  t.same(defectsOf(bytes), ['limit'])
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('an array of a million dimensions, or 2 to the 28 parameters, locals or arguments, are refused', async (t) => {
  // 33
  const many = [0xd0, 0, 0, 0]
  for (const signature of [
    [0, 1, 1, 0x14, 0x08, ...compressed(1_000_000), 0, 0],
    [0, 1, 1, 0x14, 0x08, 2, ...many],
    [0, ...many, 1],
    [0x10, 1, ...many, 1],
    [0, 1, 1, 0x15, 0x12, 5, ...many],
    [0, 1, 1, 0x1b, 0, ...many],
  ]) {
    const bytes = withSig(signature)
    t.same(seen(bytes).methods, [...small.methods, '? N.A::Odd(?)'])
    t.equal(defectsOf(bytes).length, 1)
    t.equal(profiled(bytes).profile.format, 'dotnet')
  }
  const locals = trickBytes((trick) => {
    addRows(trick, 'StandAloneSig', [trick.heaps.blob([0x07, ...many, 0x08])])
    addMethod(trick, 'Odd', fat([ret]))
  })
  t.same(seen(locals).il, [...small.il, ['ret']])
})

t.test('a compressed integer that starts with the bits 111 is none, as CoreCLR has it', async (t) => {
  // 34, measured: CoreCLR 2.2 says of such a method, by its parameter count or its blob, that its signature is incorrect
  t.same(seen(withSig([0, 0xe0, 0, 0, 1, 1, 8])).methods, [...small.methods, '? N.A::Odd(?)'])
  const long = trickBytes((trick) => {
    const row = addMethod(trick, 'Odd', tiny(ret))
    const cells = trick.rows.MethodDef?.[row - 1] ?? []
    // the entry before ends in what looks like a length
    cells[4] = trick.heaps.blob([0xe0, 0, 0, 3, ...voidSig]) + 1
  })
  t.same(seen(long).methods, [...small.methods, '? N.A::Odd(?)'])
  t.same(defectsOf(long), ['bad-value'])
})

t.test('bit 2 of a tiny header is a bit of its size', async (t) => {
  // 39
  const bytes = withBody(Uint8Array.of((1 << 2) | 2, ret))
  t.equal(((1 << 2) | 2) & 7, 6)
  t.same(seen(bytes).il, [...small.il, ['ret']])
})

t.test('a fat header shorter than three words has its code start inside itself and no clauses', async (t) => {
  // 39: so dnlib says of .NET Framework; CoreCLR 2.2 refuses such a body when it is compiled. The words of the header are code, too
  for (const [words, code] of [
    [2, ['nop', 'nop', 'nop', 'nop', 'ret']],
    [0, ['stloc.1', 'nop', 'ldloc.2', 'nop', 'ldloc.2', 'nop', 'nop', 'nop']],
  ] as const) {
    const body = fat([ret], { words, flags: 0x08, size: code.length })
    t.match(lineOf(withBody(body)), { handlers: 0 })
    t.same(seen(withBody(body)).il[1], code)
  }
  const longer = join(fat([], { words: 4, size: 1 }), word(0, 4), [ret])
  t.same(seen(withBody(longer)).il[1], ['ret'], 'a longer one has it later')
})

const clause = [0, 0, 0, 0, 1, 1, 0, 1, ...word(0x0100_0001, 4)]

t.test('the section of exception clauses starts on the next multiple of 4', async (t) => {
  // 40
  for (const pad of [0, 1, 2, 3]) {
    const code = [0x00, ...new Array<number>(pad).fill(0), ret]
    const gap = new Array<number>((4 - ((12 + code.length) % 4)) % 4).fill(0xee)
    const bytes = withBody(join(fat(code, { flags: 0x08 }), gap, [0x01, 16, 0, 0], clause))
    t.match(lineOf(bytes), { handlers: 1 }, `${pad} more bytes of code`)
  }
})

t.test('of several sections behind the code only the first is looked at', async (t) => {
  // 40
  const body = fat([0x00, 0x00, 0x00, ret], { flags: 0x08 })
  t.match(lineOf(withBody(join(body, [0x81, 16, 0, 0], clause, [0x01, 16, 0, 0], clause))), { handlers: 1 })
  t.match(lineOf(withBody(join(body, [0x82, 4, 0, 0], [0x01, 16, 0, 0], clause))), { handlers: 0 }, 'one that holds no clauses hides those behind it')
  t.match(lineOf(withBody(join(body, [0x41, 28, 0, 0], new Uint8Array(24)))), { handlers: 1 }, 'fat clauses')
})

t.test('a body whose code ends behind the file is a defect, and told as not read', async (t) => {
  // 41
  const cases = [
    [0x1000, 'truncated', []],
    [0x7fff_ffff, 'limit', ['codeSize']],
    [0xffff_ffff, 'limit', ['codeSize']],
  ] as const
  for (const [size, code, bounds] of cases) {
    const bytes = withBody(fat([ret], { size }))
    t.same(seen(bytes).il, small.il)
    t.same(defectsOf(bytes), [code])
    const { profile, rules } = profiled(bytes)
    t.ok(rules.includes('oddity.unreadable-code'))
    t.same(profile.completeness.limits, bounds)
  }
})

t.test('code that goes on in zeros for longer than the file is read, and not taken for code that is shared', async (t) => {
  // 8
  const virtualSize = fieldAt.optional + 0xe0 + 8
  // the last body runs out of the file: metadata stand behind it, and are code as well
  const bytes = patched(withBody(fat([0x00, ret], { size: 0x4000 })), [virtualSize, 0x8000, 4])
  t.ok(bytes.length < 0x1000)
  t.same(defectsOf(bytes), [])
  t.same(profiled(bytes).profile.completeness.limits, [])
})

t.test('code behind junk that is jumped over is found', async (t) => {
  // 42
  const jumping = (trick: Trick) => [0x2b, 0x02, 0xfe, 0xff, ...delCall(trick), ret]
  const bytes = trickBytes((trick) => {
    trick.rows.MethodDef = []
    addMethod(trick, 'Run', tiny(jumping(trick)))
  })
  const { profile, rules } = profiled(bytes)
  t.ok(rules.includes('oddity.junk-code'))
  t.ok(profile.findings.some(({ rule, evidence }) => rule.startsWith('file.') && evidence.some(({ api }) => api?.includes('File::Delete'))))
})

t.test('junk behind the last ret and a branch into an operand change nothing that is read', async (t) => {
  // 42
  const bytes = withBody(tiny([0x2b, 0x01, 0x20, 0x2a, 0x2a, 0x2a, 0x2a, ret, 0xfe, 0x99]))
  t.same(seen(bytes).il[0], small.il[0])
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('a switch with more targets than bytes ends the decoding of its body', async (t) => {
  // 42
  for (const count of [0x8000_0000, 0xffff_ffff, 0x3fff_ffff]) {
    const bytes = withBody(fat([0x16, 0x45, ...word(count, 4), ret]))
    t.same(seen(bytes).il, [...small.il, ['ldc.i4.0', 'invalid']])
    t.equal(profiled(bytes).profile.format, 'dotnet')
  }
})

t.test('native code is not read as IL, and told', async (t) => {
  // 43
  const native = (implFlags: number) =>
    trickBytes((trick) => {
      const row = addMethod(trick, 'Stub', Uint8Array.of(0x55, 0x8b, 0xec, 0x33, 0xc0, 0xc3))
      const cells = trick.rows.MethodDef?.[row - 1] ?? []
      cells[1] = implFlags
    })
  for (const implFlags of [0x0001, 0x0005]) {
    t.same(seen(native(implFlags)).il, small.il)
    t.ok(profiled(native(implFlags)).rules.includes('oddity.native-stub'))
  }
})

t.test('the initializer of a module is found where it stands, without any agent', async (t) => {
  // 44
  const bytes = trickBytes((trick) => {
    addMethod(trick, '.cctor', tiny(delCall(trick), ret))
    trick.rows.TypeDef = (trick.rows.TypeDef ?? []).map((cells, k) => (k === 1 ? cells.with(5, 3) : cells))
  })
  t.ok(seen(bytes).methods.includes('System.Void <Module>::.cctor()'))
  t.ok(profiled(bytes).profile.findings.some(({ rule, evidence }) => rule.startsWith('file.') && evidence.some(({ method }) => method?.includes('.cctor'))))
})

t.test('resources that begin or end behind the directory keep their names', async (t) => {
  // 45
  const bytes = trickBytes((trick) => {
    for (const offset of [0, 0x7fff_ffff, 0xffff_fffc]) addRows(trick, 'ManifestResource', [offset, 1, trick.heaps.string(`r${offset}`), 0])
    trick.code = join(trick.code, new Uint8Array((4 - (trick.code.length % 4)) % 4), word(0x7fff_ffff, 4), [1, 2, 3, 4])
  })
  const end = codeRva - 0x2000 + 0x400
  const resourcesAt = 0x400 + 24
  t.ok(end > resourcesAt)
  const pointed = bytes.slice()
  new DataView(pointed.buffer).setUint32(resourcesAt, codeRva + 12, true)
  new DataView(pointed.buffer).setUint32(resourcesAt + 4, 8, true)
  for (const file of [bytes, pointed]) {
    const resources = dumped(openAssembly(file), 'resources')
    t.same(
      resources.map(({ name }) => name),
      ['r0', 'r2147483647', 'r4294967292'],
    )
    t.same(
      resources.slice(1).map(({ size }) => size),
      [null, null],
    )
    t.equal(profiled(file).profile.format, 'dotnet')
  }
})

t.test('custom attributes with huge counts or endless nesting cost themselves only', async (t) => {
  // 48
  const object = 0x1c
  const value = (parameters: readonly number[], blob: readonly number[]) =>
    trickBytes((trick) => {
      addRows(trick, 'MemberRef', [
        coded('MemberRefParent', 'TypeRef', 1),
        trick.heaps.string('.ctor'),
        trick.heaps.blob([0x20, parameters.length > 0 ? 1 : 0, 1, ...parameters]),
      ])
      const type = coded('CustomAttributeType', 'MemberRef', 2)
      addRows(trick, 'CustomAttribute', [coded('HasCustomAttribute', 'Assembly', 1), type, trick.heaps.blob(blob)])
      addRows(trick, 'CustomAttribute', [coded('HasCustomAttribute', 'Assembly', 1), type, trick.heaps.blob([1, 0, ...new Array<number>(8).fill(0)])])
    })
  const nested = new Array<number>(limits.attributeDepth * 4).fill(0x51)
  for (const [name, parameters, blob] of [
    ['an array of 2^31 elements', [0x1d, 0x08], [1, 0, ...word(0x7fff_ffff, 4)]],
    ['more named arguments than bytes', [], [1, 0, 0xff, 0xff, 0x53, 0x08]],
    ['boxes in boxes', [object], [1, 0, ...nested, 0x08, 1, 0, 0, 0]],
    ['arrays of arrays', [object], [1, 0, ...new Array<number>(200).fill(0x1d), 0x08]],
    ['a string longer than the blob', [0x0e], [1, 0, 0xdf, 0xff, 0xff, 0xff]],
    ['an enum without a name', [object], [1, 0, 0x55, 0xff, 1, 0, 0, 0, 1, 0, 0, 0].slice(0, 5)],
    ['no prolog', [], [2, 0, 0, 0]],
  ] as const) {
    const lines = dumped(openAssembly(value(parameters, blob)), 'attributes')
    t.equal(lines.length, 2, name)
    t.ok('error' in (lines[0] ?? {}), name)
    t.equal(profiled(value(parameters, blob)).profile.format, 'dotnet', name)
  }
})
