import t from 'tap'
import { limits } from '../lib/limits.ts'
import { elementType as e } from '../lib/metadata/element-types.ts'
import type { TableName } from '../lib/metadata/schema.ts'
import {
  type Assembly,
  assemblyIdentity,
  memberFullName,
  memberName,
  methodFullName,
  methodName,
  moduleVersionId,
  openAssembly,
} from '../lib/model/assembly.ts'
import { join } from './make/image.ts'
import { assemblyOf, type Cells, coded, compressed, type Heaps, makeHeaps } from './make/metadata.ts'

function open(make: (heaps: Heaps) => Partial<Record<TableName, readonly Cells[]>>, heapSizes = 0): Assembly {
  const heaps = makeHeaps()
  return openAssembly(assemblyOf(make(heaps), heaps, { heapSizes }))
}

const def = (name: number, space = 0, methods = 1): Cells => [1, name, space, 0, 1, methods]
const ref = (table: TableName, row: number): number => coded('ResolutionScope', table, row)
const names = (assembly: Assembly, table: number, count: number): string[] =>
  Array.from({ length: count }, (_, row) => assembly.names.type(table * 0x100_0000 + row + 1))
const typeDef = (row: number): number[] => compressed(row * 4)
const typeSpec = (row: number): number[] => compressed(row * 4 + 2)

t.test('types are written Namespace.Outer/Inner, from TypeDef and TypeRef alike', async (t) => {
  const assembly = open(({ string }) => ({
    TypeDef: [def(string('Outer'), string('A.B')), def(string('Inner')), def(string('Most'))],
    NestedClass: [
      [2, 1],
      [3, 2],
    ],
    TypeRef: [
      [0, string('List`1'), string('C')],
      [ref('TypeRef', 1), string('Enumerator'), 0],
    ],
  }))
  t.same(names(assembly, 2, 3), ['A.B.Outer', 'A.B.Outer/Inner', 'A.B.Outer/Inner/Most'])
  t.same(names(assembly, 1, 2), ['C.List`1', 'C.List`1/Enumerator'])
  t.equal(assembly.typeRows().get('A.B.Outer/Inner'), 2)
})

t.test('of two types with one name the first is found', async (t) => {
  const assembly = open(({ string }) => ({ TypeDef: [def(string('T')), def(string('T'))] }))
  t.equal(assembly.typeRows().get('T'), 1)
})

t.test('names of JavaScript objects are names like any other', async (t) => {
  const odd = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  const assembly = open(({ string }) => ({ TypeDef: odd.map((name) => def(string(name))) }))
  t.same(names(assembly, 2, 4), odd)
  t.same(
    odd.map((name) => assembly.typeRows().get(name)),
    [1, 2, 3, 4],
  )
  t.equal(assembly.typeRows().get('valueOf'), undefined)
})

t.test('a type nested in itself is written as its token, others keep their names', async (t) => {
  const assembly = open(({ string }) => ({
    TypeDef: [def(string('A')), def(string('B')), def(string('C'))],
    NestedClass: [
      [1, 2],
      [2, 1],
    ],
    TypeRef: [
      [ref('TypeRef', 1), string('Self'), 0],
      [ref('TypeRef', 3), string('X'), 0],
      [ref('TypeRef', 2), string('Y'), 0],
    ],
  }))
  t.same(names(assembly, 2, 3), ['[0x02000001]', '[0x02000002]', 'C'])
  t.same(names(assembly, 1, 3), ['[0x01000001]', '[0x01000002]', '[0x01000003]'])
  t.equal(assembly.defects.filter((defect) => defect.code === 'cycle').length, 5)
  names(assembly, 2, 3)
  t.equal(assembly.defects.length, 5, 'told once')
})

t.test('TypeSpecs that contain each other end', async (t) => {
  const assembly = open(({ string, blob }) => ({
    TypeDef: [def(string('T'))],
    TypeSpec: [
      [blob([e.CLASS, ...typeSpec(1)])],
      [blob([e.CMOD_REQD, ...typeSpec(3), e.I4])],
      [blob([e.CMOD_OPT, ...typeSpec(2), e.SZARRAY, e.CLASS, ...typeSpec(2)])],
      [blob([e.GENERICINST, e.CLASS, ...typeDef(1), 2, e.CLASS, ...typeSpec(4), e.CLASS, ...typeSpec(4)])],
      [blob([e.SZARRAY, e.CLASS, ...typeDef(1)])],
    ],
  }))
  t.ok(names(assembly, 0x1b, 4).every((name) => name.length <= limits.nameLength))
  t.equal(names(assembly, 0x1b, 5)[4], 'T[]')
  t.equal(assembly.names.openType(0x1b000001), '[0x1b000001]')
})

t.test('generic names that double at each level stop at the bound', async (t) => {
  const assembly = open(({ string, blob }) => ({
    TypeDef: [def(string('G`2'))],
    TypeSpec: Array.from({ length: 40 }, (_, k) => {
      const arg = k === 0 ? [e.I4] : [e.CLASS, ...typeSpec(k)]
      return [blob([e.GENERICINST, e.CLASS, ...typeDef(1), 2, ...arg, ...arg])]
    }),
  }))
  const all = names(assembly, 0x1b, 40)
  t.equal(all[1], 'G`2<G`2<System.Int32,System.Int32>,G`2<System.Int32,System.Int32>>')
  t.ok(all.every((name) => name.length <= limits.nameLength))
  t.ok(all.some((name) => name.startsWith('[0x1b')))
})

t.test('every kind of signature has its notation', async (t) => {
  const of = (...bytes: number[]) => bytes
  const cases: [number[], string][] = [
    [of(e.SZARRAY, e.BYREF, e.I4), 'System.Int32&[]'],
    [of(e.ARRAY, e.I4, 1, 0, 0), 'System.Int32[]'],
    [of(e.ARRAY, e.I4, 3, 0, 0), 'System.Int32[,,]'],
    [of(e.PTR, e.PTR, e.VOID), 'System.Void**'],
    [of(e.CMOD_REQD, ...typeDef(1), e.CMOD_OPT, ...typeDef(1), e.I4), 'System.Int32 modopt(T) modreq(T)'],
    [of(e.FNPTR, 0, 1, e.VOID, e.STRING), 'method System.Void *(System.String)'],
    [of(e.GENERICINST, e.CLASS, ...typeDef(1), 2, e.VAR, 0, e.MVAR, 1), 'T<!0,!!1>'],
    [of(e.PINNED, e.STRING), 'System.String'],
  ]
  const assembly = open(({ string, blob }) => ({ TypeDef: [def(string('T'))], TypeSpec: cases.map(([bytes]) => [blob(bytes)]) }))
  t.same(
    names(assembly, 0x1b, cases.length),
    cases.map(([, text]) => text),
  )
})

t.test('names and signatures outside their heap are told and do not hide the rest', async (t) => {
  const assembly = open(({ string, blob }) => ({
    TypeDef: [def(string('T'), 0x7fff), def(0xfff0)],
    MethodDef: [
      [0, 0, 0, string('Good'), blob([0x20, 1, 1, e.STRING]), 1],
      [0, 0, 0, 0xffff, 0xffff, 1],
      [0, 0, 0, string('Bad'), blob([0x20, 1, 1, e.CLASS, ...compressed(400)]), 1],
    ],
  }))
  t.same(names(assembly, 2, 2), ['[name 0x7fff].T', '[name 0xfff0]'])
  t.equal(methodName(assembly, 1), '[name 0xfff0]::Good(System.String)')
  t.equal(methodFullName(assembly, 2), '? [name 0xfff0]::[name 0xffff](?)')
  t.equal(methodName(assembly, 3), '[name 0xfff0]::Bad([0x02000064])')
  const told = assembly.defects.length
  for (let again = 0; again < 10; again++) methodFullName(assembly, 2)
  t.equal(assembly.defects.length, told, 'told once')
})

t.test('names are exact: control, direction and private characters, bytes that are no UTF-8', async (t) => {
  const odd = ['\u202egnp.exe', 'a\nb', '\u0001', 'a.b/c+d', ' ', '\ue000']
  const assembly = open(({ string }) => ({ TypeDef: [...odd.map((name) => def(string(name))), def(string(Uint8Array.of(0x41, 0xc3, 0x28)))] }))
  t.same(names(assembly, 2, 7), [...odd, 'A\ufffd('])
})

t.test('a type name of a megabyte is written as its token, a method name in full', async (t) => {
  const long = 'x'.repeat(1 << 20)
  const assembly = open(({ string, blob }) => ({ TypeDef: [def(string(long)), def(string('T'))], MethodDef: [[0, 0, 0, string(long), blob([0, 0, 1]), 1]] }), 1)
  t.same(names(assembly, 2, 2), ['[0x02000001]', 'T'])
  t.equal(methodName(assembly, 1), `T::${long}()`)
})

t.test('parameters longer than the bound are left out', async (t) => {
  const assembly = open(({ string, blob }) => ({
    TypeDef: [def(string('x'.repeat(16_000))), def(string('T'))],
    MethodDef: [[0, 0, 0, string('M'), blob(join([0], compressed(200), [1], ...Array.from({ length: 200 }, () => [e.CLASS, ...typeDef(1)]))), 1]],
  }))
  t.equal(methodName(assembly, 1), 'T::M(?)')
})

t.test('short names are read however many long ones overlap', async (t) => {
  const heaps = makeHeaps()
  const long = heaps.string('x'.repeat(100_000))
  const short = heaps.string('Short')
  const assembly = openAssembly(assemblyOf({ TypeDef: [...Array.from({ length: 2000 }, (_, k) => def(long + k)), def(short)] }, heaps, { heapSizes: 1 }))
  t.equal(names(assembly, 2, 2001)[2000], 'Short')
  t.ok(assembly.defects.some((defect) => defect.code === 'limit'))
})

t.test('members are told with their owner, generic arguments left out of the api', async (t) => {
  const assembly = open(({ string, blob }) => ({
    TypeRef: [[0, string('List`1'), string('C')]],
    TypeDef: [def(string('T'))],
    TypeSpec: [[blob([e.GENERICINST, e.CLASS, ...compressed(5), 1, e.STRING])]],
    ModuleRef: [[string('native.dll')]],
    MemberRef: [
      [coded('MemberRefParent', 'TypeSpec', 1), string('Add'), blob([0x20, 1, e.VOID, e.VAR, 0])],
      [coded('MemberRefParent', 'TypeDef', 1), string('field'), blob([0x06, e.I4])],
      [coded('MemberRefParent', 'ModuleRef', 1), string('global'), blob([0x10, 2, 0, e.VOID])],
      [coded('MemberRefParent', 'TypeDef', 9), string('lost'), 0xffff],
    ],
  }))
  t.match(memberName(assembly, 1), { api: 'C.List`1::Add', signature: 'C.List`1::Add(!0)' })
  t.equal(memberFullName(assembly, 1), 'System.Void C.List`1<System.String>::Add(!0)')
  t.match(memberName(assembly, 2), { isField: true, api: 'T::field' })
  t.equal(memberFullName(assembly, 2), 'System.Int32 T::field')
  t.equal(memberFullName(assembly, 3), 'System.Void [module]::global`2()')
  t.match(memberName(assembly, 4), { owner: '[0x02000009]' })
  t.equal(memberFullName(assembly, 4), '? [0x02000009]::lost(?)')
})

t.test('a file with neither Assembly nor Module row has no identity', async (t) => {
  const assembly = open(({ string }) => ({ TypeDef: [def(string('T'))] }))
  t.equal(assemblyIdentity(assembly), null)
  t.equal(moduleVersionId(assembly), '00000000-0000-0000-0000-000000000000')
})
