import { createHash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import type { Defect } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { authentihash, identityHashes, imphash, typeRefHash } from '../lib/model/identity-hashes.ts'
import { collated, compareCollated } from '../lib/model/type-ref-order.ts'
import { readImage } from '../lib/pe/image.ts'
import { type Imports, readImports } from '../lib/pe/imports.ts'
import { ascii, buildImage, firstRva, join, patched, peAt } from './make/image.ts'
import { assemblyImage, assemblyOf, makeHeaps, metadataRoot, tableStream, word } from './make/metadata.ts'
import { bytesOf } from './make/root.ts'

const digest = (algorithm: string, data: string | Uint8Array) => createHash(algorithm).update(data).digest('hex')

interface Module {
  readonly name: string
  readonly symbols: readonly (string | number)[]
  /** The lookup table is left out, as old linkers do. */
  readonly bound?: boolean
}

/** An import directory that is to stand at `rva`: descriptors, then each module's thunks and names. PE/COFF "The .idata Section" */
function importSection(modules: readonly Module[], rva: number, is64 = false): Uint8Array {
  const size = is64 ? 8 : 4
  let at = (modules.length + 1) * 20
  const descriptors: number[] = []
  const bodies: Uint8Array[] = []
  for (const { name, symbols, bound } of modules) {
    const thunks = at
    let namesAt = thunks + (symbols.length + 1) * size + name.length + 1
    const words: number[] = []
    const names: Uint8Array[] = []
    for (const symbol of symbols) {
      if (typeof symbol === 'number') {
        words.push(...word(is64 ? symbol : symbol + 0x8000_0000, 4), ...(is64 ? [0, 0, 0, 0x80] : []))
        continue
      }
      words.push(...word(rva + namesAt, size))
      names.push(join([0, 0], ascii(`${symbol}\0`)))
      namesAt += symbol.length + 3
    }
    descriptors.push(...word(bound ? 0 : rva + thunks, 4), ...word(0, 8), ...word(rva + thunks + (symbols.length + 1) * size, 4), ...word(rva + thunks, 4))
    bodies.push(join(words, new Uint8Array(size), ascii(`${name}\0`), ...names))
    at = namesAt
  }
  return join(descriptors, new Uint8Array(20), ...bodies)
}

const secondRva = 0x4000

/** A .NET file that imports these, from a section of its own. */
function importing(modules: readonly Module[]): Uint8Array {
  const heaps = makeHeaps()
  const metadata = metadataRoot([['#~', tableStream({ rows: { Module: [[0, heaps.string('a.dll'), heaps.guid(1), 0, 0]] } })], ...heaps.streams()])
  const header = join(word(72, 4), word(2, 2), word(5, 2), word(firstRva + 80, 4), word(metadata.length, 4), word(1, 4), new Uint8Array(60))
  const sections = [{ data: join(header, metadata) }, { data: importSection(modules, secondRva), virtualAddress: secondRva }]
  return assemblyImage(metadata, { parts: { sections, directories: { 1: [secondRva, 40] } } })
}

function imports(section: Uint8Array, is64 = false): { read: Imports; defects: Defect[] } {
  const defects: Defect[] = []
  const read = readImports(readImage(spanOf(buildImage({ is64, sections: [{ data: section }], directories: { 1: [firstRva, 40] } }))), defects)
  return { read, defects }
}

t.test('imports are given by module, by name and by ordinal, in 32 and 64 bits', async (t) => {
  const modules: Module[] = [
    { name: 'KERNEL32.dll', symbols: ['CreateFileW', 'Sleep'] },
    { name: 'other.OCX', symbols: [7, 'Last'], bound: true },
  ]
  for (const is64 of [false, true]) {
    const { read, defects } = imports(importSection(modules, firstRva, is64), is64)
    t.same(read, {
      complete: true,
      modules: [
        {
          name: 'KERNEL32.dll',
          symbols: [
            { name: 'CreateFileW', ordinal: null },
            { name: 'Sleep', ordinal: null },
          ],
        },
        {
          name: 'other.OCX',
          symbols: [
            { name: null, ordinal: 7 },
            { name: 'Last', ordinal: null },
          ],
        },
      ],
    })
    t.same(defects, [])
  }
})

t.test('imports that do not end, point outside, or are too many keep what was read and say so', async (t) => {
  const one = importSection([{ name: 'a.dll', symbols: ['f'] }], firstRva)
  const outside = imports(patched(one, [40, 0x7000_0000, 4]))
  t.match(outside.read, { complete: false, modules: [{ name: 'a.dll', symbols: [] }] })
  t.match(outside.defects, [{ code: 'bad-index' }])
  t.match(imports(new Uint8Array(40).fill(1)).defects, [{ code: 'bad-index' }])
  t.match(imports(join(one.subarray(0, 40), new Uint8Array(8), ascii('x'.repeat(limits.importName + 1)))).read.complete, false)
  const descriptor = one.subarray(0, 20)
  const many = join(
    ...Array.from({ length: limits.importModules + 1 }, () => patched(descriptor, [0, 0, 4], [12, firstRva + 30_000, 4], [16, firstRva + 30_008, 4])),
    new Uint8Array(10_000),
  )
  t.match(imports(many), { read: { complete: false }, defects: [{ code: 'limit', detail: /modules/ }] })
  const thunks = join(descriptor, new Uint8Array(20), ascii('a\0'), new Uint8Array(2), new Uint8Array(4 * (limits.importSymbols + 2)).fill(0x80))
  const endless = imports(patched(thunks, [0, firstRva + 44, 4], [12, firstRva + 40, 4]))
  t.match(endless, { read: { complete: false }, defects: [{ code: 'limit', detail: /functions/ }] })
})

t.test('any bytes as an import directory give an answer', async () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (data) => imports(data).read.modules.length <= limits.importModules + 1))
})

t.test('the import hash is the MD5 of the lower-case names with the usual endings left out', async (t) => {
  const assembly = openAssembly(
    importing([
      { name: 'MSCOREE.DLL', symbols: ['_CorDllMain'] },
      { name: 'Driver.sys', symbols: [12] },
      { name: 'no.exe', symbols: ['F'] },
    ]),
  )
  t.equal(imphash(assembly), digest('md5', 'mscoree._cordllmain,driver.ord12,no.exe.f'))
})

t.test('a library of a .NET compiler has the import hash everyone knows', async (t) => {
  const library = openAssembly(bytesOf('samples', 'bin', 'address-rewrite-vb.vb.dll'))
  t.equal(imphash(library), 'dae02f32a21e03ce65412f6e56942daa')
  t.equal(imphash(library), digest('md5', 'mscoree._cordllmain'))
})

t.test('where others have names for ordinals, nothing is imported, or imports are damaged, there is no import hash', async (t) => {
  t.equal(imphash(openAssembly(importing([{ name: 'OLEAUT32.dll', symbols: [2] }]))), null)
  t.equal(imphash(openAssembly(importing([{ name: 'OLEAUT32.dll', symbols: ['SysAllocString'] }]))), digest('md5', 'oleaut32.sysallocstring'))
  t.equal(imphash(openAssembly(importing([]))), null)
  t.equal(imphash(openAssembly(patched(importing([{ name: 'a.dll', symbols: ['f'] }]), [peAt + 24 + 96 + 8, 0x9000, 4]))), null)
})

/** A file whose TypeRef table has these rows. */
function referring(...rows: readonly (readonly [namespace: string, name: string])[]): Uint8Array {
  const heaps = makeHeaps()
  const module = [0, heaps.string('a.dll'), heaps.guid(1), 0, 0]
  const cells = rows.map(([namespace, name]) => [0, heaps.string(name), namespace === '' ? 0 : heaps.string(namespace)])
  return assemblyOf({ Module: [module], TypeRef: cells }, heaps)
}

t.test('the TypeRefHash orders by namespace, then name, and joins with dash and comma', async (t) => {
  const assembly = openAssembly(referring(['System', 'String'], ['System.IO', 'File'], ['System', 'Object'], ['', 'SpecialFolder'], ['System', 'Größe']))
  t.equal(typeRefHash(assembly), digest('sha256', '-SpecialFolder,System-Größe,System-Object,System-String,System.IO-File'))
})

t.test('the TypeRefHash does not change when the table is shuffled, and does with a name', async (t) => {
  const one = typeRefHash(openAssembly(referring(['A', 'x'], ['A', 'X'], ['B', 'y'])))
  t.equal(typeRefHash(openAssembly(referring(['B', 'y'], ['A', 'X'], ['A', 'x']))), one)
  t.not(typeRefHash(openAssembly(referring(['B', 'Y'], ['A', 'X'], ['A', 'x']))), one)
})

t.test('capitals do not come first: the order is the collation of .NET, not that of the bytes', async (t) => {
  const rows = ['Int32', 'IOException', 'DateTime', 'DBNull', '_a', 'List`1', 'List', 'a'].map((name): [string, string] => ['S', name])
  const sorted = ['_a', 'a', 'DateTime', 'DBNull', 'Int32', 'IOException', 'List', 'List`1']
  t.equal(typeRefHash(openAssembly(referring(...rows))), digest('sha256', sorted.map((name) => `S-${name}`).join(',')))
})

t.test('ASCII is ordered as the Unicode collation orders it', async () => {
  const { compare } = new Intl.Collator('en-US', { ignorePunctuation: false })
  const text = fc.string({ unit: 'binary-ascii', maxLength: 6 })
  const near = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '_', '.', '`', '1', '<', '\0'), maxLength: 5 })
  const agrees = (a: string, b: string) => Math.sign(compareCollated(collated(a), collated(b))) === Math.sign(compare(a, b))
  fc.assert(fc.property(text, text, agrees), { numRuns: 2000 })
  fc.assert(fc.property(near, near, agrees), { numRuns: 2000 })
})

t.test('a file without type references, or with too many long ones, has no TypeRefHash', async (t) => {
  t.equal(typeRefHash(openAssembly(referring())), null)
  const heaps = makeHeaps()
  const long = heaps.string('n'.repeat(16_000))
  const rows = Array.from({ length: Math.ceil(limits.typeRefText / 16_000) + 1 }, () => [0, long, 0])
  const assembly = openAssembly(assemblyOf({ Module: [[0, 0, heaps.guid(1), 0, 0]], TypeRef: rows }, heaps))
  t.equal(typeRefHash(assembly), null)
  t.match(assembly.defects.at(-1), { code: 'limit', detail: /type references/ })
})

const checkSum = peAt + 24 + 64
const entry = peAt + 24 + 96 + 32

t.test('the authentihash leaves out checksum, certificate entry and certificates, and nothing else', async (t) => {
  const certificate = new Uint8Array(16).fill(9)
  const plain = buildImage({ sections: [{ data: new Uint8Array(24).fill(5) }] })
  const signed = patched(join(plain, certificate), [checkSum, 0x1234, 4], [entry, plain.length, 4], [entry + 4, 16, 4])
  const expected = digest('sha256', join(plain.subarray(0, checkSum), plain.subarray(checkSum + 4, entry), plain.subarray(entry + 8)))
  t.equal(plain.length % 8, 0)
  t.equal(authentihash(readImage(spanOf(plain))), expected)
  t.equal(authentihash(readImage(spanOf(signed))), expected, 'signing does not change it')
  for (const at of [0x40, checkSum - 1, checkSum + 4, entry - 1, entry + 8, plain.length - 1]) {
    t.not(authentihash(readImage(spanOf(patched(signed, [at, 0x77, 1])))), expected, `0x${at.toString(16)}`)
  }
})

t.test('a file that is not signed is filled to eight bytes, as signing would', async (t) => {
  const odd = join(bytesOf('samples', 'bin', 'address-rewrite-vb.vb.dll'), ascii('abc'))
  t.equal(authentihash(readImage(spanOf(odd))), authentihash(readImage(spanOf(join(odd, new Uint8Array(5))))))
})

t.test('all three hashes are given together, in plain TypeScript and by another hash alike', async (t) => {
  const assembly = openAssembly(bytesOf('samples', 'bin', 'address-rewrite-vb.vb.dll'))
  const plain = identityHashes(assembly)
  const byNode = identityHashes(assembly, (algorithm, parts) => {
    const hash = createHash(algorithm)
    for (const part of parts) hash.update(part)
    return new Uint8Array(hash.digest())
  })
  t.same(plain, byNode)
  for (const one of Object.values(plain)) t.match(one, /^[0-9a-f]+$/)
})
