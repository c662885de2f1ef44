import t from 'tap'
import { inspect, type Profile } from '../lib/index.ts'
import { ascii, firstRva, join, patched } from './make/image.ts'
import {
  assemblyImage,
  assemblyOf,
  type Cells,
  coded,
  codeRva,
  compressed,
  type Heaps,
  makeHeaps,
  metadataRoot,
  type TableRows,
  tableStream,
  word,
} from './make/metadata.ts'
import { validateProfile } from './make/validate.ts'

type Test = Pick<typeof t, 'same' | 'ok'>

function inspected(t: Test, bytes: Uint8Array): Profile {
  const profile = inspect(bytes)
  t.same(validateProfile(profile), [])
  return profile
}

const many = (count: number, make: (index: number) => Cells): Cells[] => Array.from({ length: count }, (_, index) => make(index))
const method = (signature: number, rva: number = codeRva, name = 0): Cells => [rva, 0, 0x16, name, signature, 1]
const whole = (heaps: Heaps): TableRows => ({
  Module: [[0, heaps.string('m.dll'), heaps.guid(1), 0, 0]],
  Assembly: [[0x8004, 1, 0, 0, 0, 0, 0, heaps.string('A'), 0]],
  TypeDef: [[0, heaps.string('T'), 0, 0, 1, 1]],
})
const tiny = Uint8Array.of(0x06, 0x2a)

/** A fat body; clauses are `flags, tryOffset, tryLength, handlerOffset, handlerLength, last`. II.25.4.3 */
function fat(code: Uint8Array | readonly number[], clauses: readonly Cells[] = []): Uint8Array {
  const padding = new Uint8Array((4 - (code.length % 4)) % 4)
  const section = clauses.length === 0 ? [] : [[0x41], word(4 + 24 * clauses.length, 3), ...clauses.map((clause) => clause.flatMap((value) => word(value, 4)))]
  return join(word(clauses.length === 0 ? 0x3013 : 0x301b, 2), word(8, 2), word(code.length, 4), word(0, 4), code, padding, ...section)
}

/** Takes no longer than any other file: what once took minutes, or all memory there is. */
function inTime(t: Test, make: () => Uint8Array, bound: string | null): void {
  const bytes = make()
  const started = performance.now()
  const { completeness } = inspected(t, bytes)
  const seconds = (performance.now() - started) / 1000
  t.ok(seconds < 20, `${seconds} seconds`)
  if (bound !== null) t.ok(completeness.limits.includes(bound), `${completeness.limits}`)
}

const listOfStrings = (count: number): Uint8Array => join([0x20], compressed(count), [1], new Uint8Array(count).fill(0x0e))

t.test('100,000 members, virtual methods and references to a known one, each with a thousand parameters', async (t) => {
  for (const table of ['MemberRef', 'MethodDef'] as const) {
    const make = () => {
      const heaps = makeHeaps()
      const signature = heaps.blob(listOfStrings(1000))
      const name = heaps.string('Delete')
      const row = table === 'MemberRef' ? [coded('MemberRefParent', 'TypeRef', 1), name, signature] : [codeRva, 0, 0xc6, name, signature, 1]
      const TypeRef = [[0, heaps.string('File'), heaps.string('System.IO')]]
      return assemblyOf({ ...whole(heaps), TypeRef, [table]: many(100_000, () => row) }, heaps, { code: tiny })
    }
    inTime(t, make, table === 'MemberRef' ? 'nameText' : null)
  }
})

t.test('100,000 references nested in each other by long names', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const name = heaps.string('y'.repeat(60))
    const TypeRef = many(100_000, (k) => [k % 200 === 0 ? 0 : coded('ResolutionScope', 'TypeRef', k), name, 0])
    return assemblyOf({ ...whole(heaps), TypeRef }, heaps)
  }
  inTime(t, make, 'nameText')
})

t.test('a name of a megabyte on 50,000 rows', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const name = heaps.string('x'.repeat(1 << 20))
    const signature = heaps.blob([0x20, 0, 1])
    const MemberRef = many(50_000, () => [coded('MemberRefParent', 'TypeDef', 1), name, signature])
    return assemblyOf({ ...whole(heaps), MemberRef, MethodDef: many(50_000, () => [codeRva, 0, 0xc6, name, signature, 1]) }, heaps, {
      code: tiny,
      heapSizes: 1,
    })
  }
  inTime(t, make, 'nameText')
})

t.test('40,000 signatures that overlap in one blob', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const name = heaps.string('M')
    // from each unit on a signature of 1,000 parameters can be read
    const unit = [0x83, 0xe8, 0x20, 0x83, 0xe0, 1, ...new Array<number>(10).fill(0x0e)]
    const first = heaps.blob(join(...many(40_100, () => unit))) + 4
    return assemblyOf({ ...whole(heaps), MemberRef: many(40_000, (k) => [coded('MemberRefParent', 'TypeDef', 1), name, first + k * 16]) }, heaps, {
      heapSizes: 4,
    })
  }
  inTime(t, make, 'signatureReuse')
})

t.test('40,000 outside interfaces on a type of 40,000 methods', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const signature = heaps.blob([0x20, 0, 1])
    const names = many(40_000, (k) => [heaps.string(`n${k}`)])
    return assemblyOf(
      {
        ...whole(heaps),
        TypeRef: names.map(([name = 0]) => [0, name, 0]),
        InterfaceImpl: many(40_000, (k) => [1, coded('TypeDefOrRef', 'TypeRef', k + 1)]),
        MethodDef: names.map(([name = 0]) => [codeRva, 0, 0x1c6, name, signature, 1]),
      },
      heaps,
      { code: tiny, heapSizes: 1 },
    )
  }
  inTime(t, make, 'overridePairs')
})

t.test('30,000 methods of a generic base under 30,000 of the same name', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const signature = heaps.blob([0x20, 1, 1, 0x13, 0])
    const name = heaps.string('M')
    const TypeDef = [
      [0x81, name, 0, 0, 1, 1],
      [0x81, name, 0, coded('TypeDefOrRef', 'TypeDef', 1), 1, 30_001],
    ]
    const GenericParam = [[0, 0, coded('TypeOrMethodDef', 'TypeDef', 1), name]]
    return assemblyOf({ ...whole(heaps), TypeDef, GenericParam, MethodDef: many(60_000, () => [codeRva, 0, 0xc6, name, signature, 1]) }, heaps, { code: tiny })
  }
  inTime(t, make, 'overridePairs')
})

t.test('50,000 types that all implement one interface of 50,000', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const TypeDef = many(50_000, (k) => [k === 0 ? 0xa1 : 1, heaps.string('x'), 0, 0, 1, 1])
    const own = many(50_000, () => [1, coded('TypeDefOrRef', 'TypeRef', 1)])
    const theirs = many(49_999, (k) => [k + 2, coded('TypeDefOrRef', 'TypeDef', 1)])
    return assemblyOf({ ...whole(heaps), TypeDef, InterfaceImpl: [...own, ...theirs] }, heaps, { heapSizes: 1 })
  }
  inTime(t, make, null)
})

t.test('60,000 loads of a field that 60,000 others stand before', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const type = heaps.blob([6, 8])
    const code = fat(join(...many(60_000, () => [0x7e, ...word(0x0a00_0001, 4), 0x26]), [0x2a]))
    const MemberRef = [[coded('MemberRefParent', 'TypeDef', 1), heaps.string('sought'), type]]
    const Field = [...many(60_000, () => [0x16, 0, type]), [0x16, heaps.string('sought'), type]]
    return assemblyOf({ ...whole(heaps), Field, MemberRef, MethodDef: [method(heaps.blob([0, 0, 1]))] }, heaps, { code })
  }
  inTime(t, make, null)
})

t.test('a generic method of 60,000 type parameters called 60,000 times', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const code = fat(join(...many(60_000, () => [0x28, ...word(0x2b00_0001, 4)]), [0x2a]))
    const MethodSpec = [[coded('MethodDefOrRef', 'MethodDef', 1), heaps.blob([0x0a, 1, 0x12, 4])]]
    const GenericParam = many(60_000, () => [0, 0, coded('TypeOrMethodDef', 'MethodDef', 1), 0])
    return assemblyOf({ ...whole(heaps), MethodSpec, GenericParam, MethodDef: [method(heaps.blob([0x10, 1, 0, 1]))] }, heaps, { code })
  }
  inTime(t, make, null)
})

t.test('a value with 60,000 stores, asked for 60,000 times', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const code = fat(join(...many(60_000, () => [0x16, 0x0a]), [0x2b, 0], ...many(60_000, () => [0x06, 0x28, ...word(0x0a00_0001, 4)]), [0x2a]))
    const TypeRef = [[0, heaps.string('XmlReaderSettings'), heaps.string('System.Xml')]]
    const MemberRef = [[coded('MemberRefParent', 'TypeRef', 1), heaps.string('set_DtdProcessing'), heaps.blob([0, 1, 1, 8])]]
    return assemblyOf({ ...whole(heaps), TypeRef, MemberRef, MethodDef: [method(heaps.blob([0, 0, 1]))] }, heaps, { code })
  }
  inTime(t, make, 'originTotal')
})

t.test('4,096 clauses whose handler is a megabyte that does nothing', async (t) => {
  const make = () => {
    const heaps = makeHeaps()
    const clauses = many(4096, (k) => [0, 0, 1 + (k % 4000), 5000, 1, 0x0100_0001])
    const code = fat(new Uint8Array(1 << 20), clauses)
    return assemblyOf({ ...whole(heaps), MethodDef: [method(heaps.blob([0, 0, 1]))] }, heaps, { code })
  }
  inTime(t, make, null)
})
