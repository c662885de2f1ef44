import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { exactText } from '../lib/bytes/text.ts'
import { FormatError } from '../lib/errors.ts'
import { makeSignatures } from '../lib/metadata/signature-cache.ts'
import { rowCount } from '../lib/metadata/tables.ts'
import { type Assembly, memberFullName, memberName, methodFullName, openAssembly, salvagedBody } from '../lib/model/assembly.ts'
import { attributeArguments, attributeType } from '../lib/model/attributes.ts'
import { makeCallGraph } from '../lib/model/call-graph.ts'
import { findEmbedded } from '../lib/model/embedded.ts'
import { imageKinds } from '../lib/model/image-kind.ts'
import { nativeImports } from '../lib/model/imports.ts'
import { oddities } from '../lib/model/oddities.ts'
import { makeProgram, memberKey, resolveField, resolveMethod, resolveType } from '../lib/model/program.ts'
import { assemblyReferences } from '../lib/model/references.ts'
import { fromReflectionName } from '../lib/model/reflection-name.ts'
import { resources } from '../lib/model/resources.ts'
import { readPublicKey, verifySignature } from '../lib/model/rsa.ts'
import { verifyStrongName } from '../lib/model/strong-name.ts'
import { metadataSpan, readCliHeader } from '../lib/pe/cli-header.ts'
import { readDebugDirectory } from '../lib/pe/debug-directory.ts'
import { readImage } from '../lib/pe/image.ts'
import { mutate } from './fuzz/mutate.ts'
import { makeRandom } from './fuzz/random.ts'
import { findSeeds } from './fuzz/seeds.ts'
import { buildImage, firstRva } from './make/image.ts'

/** Runs a reader: a value or a FormatError is right, anything else is thrown on. */
function isTaken(read: () => unknown): boolean {
  try {
    read()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
  }
  return true
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength })

t.test('any bytes as CLI header or debug directory give an answer or a FormatError', async () => {
  fc.assert(
    fc.property(bytes(200), fc.nat(300), (data, size) => {
      const image = readImage(spanOf(buildImage({ sections: [{ data }], directories: { 6: [firstRva, size], 14: [firstRva, size] } })))
      readDebugDirectory(image, [])
      return isTaken(() => {
        const header = readCliHeader(image)
        if (header !== null) metadataSpan(image, header)
      })
    }),
    { numRuns: 500 },
  )
})

t.test('any bytes as #Blob give each kind of signature or a FormatError, twice the same', async () => {
  const kinds = ['method', 'field', 'member', 'typeSpec', 'methodSpec', 'locals'] as const
  fc.assert(
    fc.property(bytes(80), fc.nat(80), fc.constantFrom(...kinds), (data, index, kind) => {
      const heap = spanOf(data)
      const signatures = makeSignatures(heap, (at) => {
        if (at > data.length) throw new FormatError('bad-index', null, 'outside')
        return spanOf(data.subarray(at))
      })
      const told = () => {
        try {
          return JSON.stringify(signatures[kind](index))
        } catch (error) {
          if (!(error instanceof FormatError)) throw error
          return `${error.code} ${error.offset} ${error.message}`
        }
      }
      const first = told()
      return told() === first
    }),
    { numRuns: 1000 },
  )
})

t.test('two runs of bytes have the same exact text if and only if they are the same', async () => {
  const odd = fc.uint8Array({ maxLength: 6 }).map((data) => data.map((byte) => [0x41, 0xc3, 0xa4, 0xef, 0xbf, 0xbd, 0xff, 0xfe][byte & 7] ?? 0))
  fc.assert(
    fc.property(odd, odd, (one, other) => (exactText(one) === exactText(other)) === (one.join() === other.join())),
    { numRuns: 2000 },
  )
})

t.test('any text as a reflection name gives a name', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'AB.+`1[],=&*\\ \u0000\ud800') }), (text) => typeof fromReflectionName(text) === 'string'),
    { numRuns: 1000 },
  )
  t.equal(fromReflectionName('N.Outer+Inner, Lib, Version=1.0.0.0'), 'N.Outer/Inner')
})

t.test('any bytes as public key and signature give an answer or a FormatError', async () => {
  fc.assert(
    fc.property(bytes(200), bytes(64), bytes(200), (key, digest, signature) => isTaken(() => verifySignature(readPublicKey(spanOf(key)), digest, signature))),
    { numRuns: 300 },
  )
})

/** Every reader of the model, over every row. */
function readAll(assembly: Assembly): void {
  const { tables } = assembly.metadata
  const rows = (table: 'MethodDef' | 'MemberRef' | 'CustomAttribute' | 'TypeRef' | 'TypeSpec' | 'MethodSpec') =>
    Array.from({ length: rowCount(tables, table) }, (_, index) => index + 1)
  for (const row of rows('MethodDef')) {
    methodFullName(assembly, row)
    salvagedBody(assembly, row)
  }
  for (const row of rows('MemberRef')) {
    memberName(assembly, row)
    memberFullName(assembly, row)
  }
  for (const row of rows('CustomAttribute')) {
    attributeType(assembly, row)
    isTaken(() => attributeArguments(assembly, row))
  }
  nativeImports(assembly)
  resources(assembly)
  assemblyReferences(assembly)
  imageKinds(assembly)
  verifyStrongName(assembly)
  for (const oddity of oddities(assembly)) if (oddity.detail === '') throw new TypeError('an oddity says nothing')
  findEmbedded(assembly, { hit: new Set() })
  const program = makeProgram(assembly, [])
  for (const row of rows('TypeRef')) resolveType(program, 0, 0x0100_0000 + row)
  for (const row of rows('TypeSpec')) resolveType(program, 0, 0x1b00_0000 + row)
  for (const row of rows('MethodDef')) memberKey(program, row)
  for (const row of rows('MemberRef')) {
    resolveMethod(program, 0, 0x0a00_0000 + row)
    resolveField(program, 0, 0x0a00_0000 + row)
  }
  for (const row of rows('MethodSpec')) resolveMethod(program, 0, 0x2b00_0000 + row)
  makeCallGraph(program)
}

t.test('every reader of the model takes samples with their fields changed', async () => {
  const seeds = findSeeds()
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (seed, run) => {
      const random = makeRandom(seed, run)
      const changed = mutate(random.pick(seeds), random.pick(seeds), random)
      return isTaken(() => readAll(openAssembly(changed)))
    }),
    { numRuns: 300 },
  )
})
