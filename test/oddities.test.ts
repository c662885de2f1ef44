import { readdirSync } from 'node:fs'
import { join as path } from 'node:path'
import t from 'tap'
import { oddityRules } from '../lib/capabilities/oddities.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { findEmbedded } from '../lib/model/embedded.ts'
import { oddities } from '../lib/model/oddities.ts'
import { ascii, fieldAt, type ImageParts, patched } from './make/image.ts'
import { coded, type Stream } from './make/metadata.ts'
import { noise } from './make/noise.ts'
import { bytesOf, root } from './make/root.ts'
import { addMethod, addRows, fat, profiled, ret, type Trick, tiny, trickBytes } from './make/trick.ts'

const plain = trickBytes()
const section = fieldAt.optional + 0xe0
const cliFlags = 0x400 + 16

const changed = (change: (trick: Trick) => void): Uint8Array => trickBytes(change)
const withParts = (parts: ImageParts): Uint8Array => changed((trick) => Object.assign(trick, { parts }))
const withTable = (table: Trick['table']): Uint8Array => changed((trick) => Object.assign(trick, { table }))
const withRoot = (root: Trick['root']): Uint8Array => changed((trick) => Object.assign(trick, { root }))
const withTableBytes = (...patches: Parameters<typeof patched> extends [Uint8Array, ...infer P] ? P : never): Uint8Array =>
  changed((trick) => Object.assign(trick, { tableBytes: (bytes: Uint8Array) => patched(bytes, ...patches) }))
const withStreams = (...more: Stream[]): Uint8Array =>
  changed((trick) => Object.assign(trick, { streams: (streams: readonly Stream[]) => [...streams, ...more] }))
const withRows = (...rows: Parameters<typeof addRows> extends [Trick, ...infer R] ? R : never): Uint8Array => changed((trick) => addRows(trick, ...rows))
const withTypes = (...names: string[]): Uint8Array =>
  changed((trick) => addRows(trick, 'TypeDef', ...names.map((name) => [0, trick.heaps.string(name), 0, 0, 1, 2])))
const withBody = (body: Uint8Array | number, implFlags = 0): Uint8Array =>
  changed((trick) => {
    const cells = trick.rows.MethodDef?.[addMethod(trick, 'Other', body) - 1] ?? []
    cells[1] = implFlags
  })
const nested = (sorted: bigint, ...inner: number[]): Uint8Array =>
  changed((trick) => {
    trick.table = { sorted }
    addRows(trick, 'TypeDef', ...inner.map((_, k) => [0, trick.heaps.string(`Type${k}`), 0, 0, 1, 2]))
    addRows(trick, 'NestedClass', ...inner.map((row) => [row, 2]))
  })
const runs = (...starts: number[]): Uint8Array =>
  changed((trick) => {
    trick.rows.TypeDef = starts.map((start, k) => [0, trick.heaps.string(`Type${k}`), 0, 0, 1, start])
  })
const text = plain.subarray(0x400)
const twoSections = (virtualAddress: number): Uint8Array =>
  changed((trick) => Object.assign(trick, { parts: { sections: [{ data: text }, { data: text, virtualAddress }] } }))
const reference = (...version: number[]): Uint8Array =>
  changed((trick) => addRows(trick, 'AssemblyRef', [...version, 0, 0, trick.heaps.string('mscorlib'), 0, 0]))
const namePlace = plain.findIndex((byte, at) => byte === 0x23 && plain[at + 1] === 0x7e)
const nativeStub = withBody(Uint8Array.of(0x55, 0xc3), 1)
const dull = ['a1', 'b2', 'c3', 'd4', 'e5', 'f6', 'g7', 'h8']

/** By oddity: an image that shows it, and one as near to it as a compiler may come. */
const cases: Readonly<Record<string, readonly [shows: Uint8Array, nearMiss: Uint8Array]>> = {
  'image.directory-count': [withParts({ numberOfRvaAndSizes: 15 }), withParts({ numberOfRvaAndSizes: 16 })],
  'image.optional-header': [withParts({ sizeOfOptionalHeader: 0xe8 }), withParts({ sizeOfOptionalHeader: 0xe0 })],
  'image.symbols': [withParts({ numberOfSymbols: 1 }), withParts({ numberOfSymbols: 0 })],
  'image.cli-directory': [patched(plain, [fieldAt.optional + 96 + 14 * 8 + 4, 80, 4]), plain],
  'image.cli-header': [patched(plain, [0x400, 0, 4]), patched(plain, [0x406, 0, 2])],
  'image.section-without-size': [patched(plain, [section + 8, 0, 4]), patched(plain, [section + 8, 1, 4])],
  'image.section-unaligned': [patched(plain, [section + 20, 0x410, 4]), plain],
  'image.section-cut': [patched(plain, [section + 16, plain.length, 4]), patched(plain, [section + 16, plain.length - 0x400, 4])],
  'image.sections-overlap': [twoSections(0x2010), twoSections(0x4000)],
  'metadata.decoy-streams': [withStreams(['#Strinqs', new Uint8Array(4)]), withStreams(['#Pdb', new Uint8Array(4)])],
  'metadata.double-stream': [withStreams(['#Blob', new Uint8Array(4)]), plain],
  'metadata.streams-overlap': [withRoot({ patch: (index) => (index === 1 ? { size: 400 } : {}) }), plain],
  'metadata.name-padding': [patched(plain, [namePlace + 3, 1, 1]), plain],
  'metadata.extra-data': [withTable({ heapSizes: 0x40, extraData: [1, 2, 3, 4] }), withTable({ heapSizes: 0x07 })],
  'metadata.heap-flags': [withTable({ heapSizes: 0x08 }), withTable({ heapSizes: 0x07 })],
  'metadata.version': [withRoot({ version: 'v9' }), withRoot({ version: 'v2.0.50727' })],
  'metadata.reserved': [withTableBytes([0, 1, 4]), plain],
  'metadata.schema': [withTableBytes([4, 9, 1]), withTableBytes([4, 1, 1], [5, 1, 1])],
  'metadata.unknown-tables': [withTable({ unknown: { 45: 1 } }), plain],
  'metadata.row-counts': [withTable({ rowCounts: { AssemblyRef: 0x100 } }), withTable({ rowCounts: { AssemblyRef: 1 } })],
  'metadata.modules': [withRows('Module', [0, 0, 0, 0, 0]), plain],
  'metadata.assemblies': [withRows('Assembly', [0x8004, 0, 0, 0, 0, 0, 0, 0, 0]), plain],
  'metadata.edit-tables': [withRows('ENCLog', [0x0600_0001, 0]), plain],
  'metadata.edit-streams': [withStreams(['#JTD', new Uint8Array(4)]), plain],
  'metadata.runs': [runs(1, 3, 2), runs(1, 1, 2)],
  'metadata.indexes': [
    withRows('MemberRef', [coded('MemberRefParent', 'TypeRef', 3), 0, 0]),
    withRows('MemberRef', [coded('MemberRefParent', 'TypeRef', 2), 0, 0]),
  ],
  'metadata.unsorted': [nested(1n << 0x29n, 4, 3), nested(1n << 0x29n, 3, 4)],
  'names.invisible': [withTypes('Age\u200bnt'), withTypes('Äußerung')],
  'names.unreadable': [withTypes(...dull), withTypes(...dull.slice(1), ...['One', 'Two', 'Three', 'Four', 'Five', 'Seven', 'Eight'])],
  'names.double-type': [withTypes('Same', 'Same'), withTypes('Same', 'same')],
  'names.impossible-reference': [reference(255, 255, 255, 255), reference(255, 255, 255, 0)],
  'code.unreadable': [withBody(0x7000), withBody(0)],
  'code.junk': [withBody(tiny([ret, 0xfe, 0xff])), withBody(tiny([ret, 0x00]))],
  'code.header': [withBody(fat([ret], { words: 2, size: 5 })), withBody(fat([ret]))],
  'code.native-stub': [nativeStub, patched(nativeStub, [cliFlags, 0, 4])],
  'data.opaque': [withParts({ overlay: noise(8192) }), withParts({ overlay: ascii('Not encrypted. '.repeat(546)) })],
}

t.test('short names that people write are not called unreadable, those that follow the alphabet or are many are', async (t) => {
  const told = (...names: string[]) => idsIn(withTypes(...names)).includes('names.unreadable')
  t.notOk(told('F', 'A', 'K', 'H', 'D', 'Go', 'T', 'W', 'X'))
  t.ok(told(...'abcdefgh'))
  t.notOk(told(...'abcdefg', 'z'))
  t.ok(told(...'ABCDEFGHIJKLMNOPQRSTUVWX'.split('').map((letter) => `${letter}q`), 'xx', 'yy'))
})

function idsIn(bytes: Uint8Array): string[] {
  const assembly = openAssembly(bytes)
  const { opaque } = findEmbedded(assembly, { hit: new Set() })
  return [...[...oddities(assembly)].map(({ id }) => id), ...opaque.map(() => 'data.opaque')]
}

for (const [id, [shows, nearMiss]] of Object.entries(cases)) {
  t.test(`${id} is seen where it is and not where it nearly is`, async (t) => {
    t.ok(idsIn(shows).includes(id), `seen among ${idsIn(shows).join(', ')}`)
    t.notOk(idsIn(nearMiss).includes(id))
  })
}

t.test('tables out of order that do not claim to be sorted, or have tags out of order, are told by their claim alone', async (t) => {
  t.notOk(idsIn(nested(0n, 4, 3)).includes('metadata.unsorted'))
  const attributes = (...parents: number[]) =>
    changed((trick) => {
      trick.table = { sorted: 1n << 0x0cn }
      addRows(trick, 'CustomAttribute', ...parents.map((parent) => [parent, coded('CustomAttributeType', 'MemberRef', 1), 0]))
    })
  const [type, method] = [coded('HasCustomAttribute', 'TypeDef', 1), coded('HasCustomAttribute', 'MethodDef', 1)]
  t.notOk(idsIn(attributes(method, type)).includes('metadata.unsorted'), 'a coded index is sorted as it is stored')
  t.ok(idsIn(attributes(type, method)).includes('metadata.unsorted'))
})

t.test('both kinds of table stream are a double one', async (t) => {
  const both = changed((trick) => {
    trick.streams = (streams) => [['#-', streams[0]?.[1] ?? new Uint8Array()], ...streams]
  })
  t.ok(idsIn(both).includes('metadata.double-stream'))
})

t.test('a small assembly and the samples show none, but those with names taken away', async (t) => {
  t.same(idsIn(plain), [])
  const named = readdirSync(path(root, 'samples', 'bin')).filter((one) => one.endsWith('.dll') && !one.startsWith('metamorphic-renamed'))
  for (const name of named) t.same(idsIn(bytesOf('samples', 'bin', name)), [], name)
})

t.test('every oddity has a rule and every rule an oddity', async (t) => {
  const named = oddityRules.flatMap(({ anyOf }) => anyOf.map((feature) => ('oddity' in feature ? feature.oddity : '')))
  t.same(named.sort(), Object.keys(cases).sort())
})

for (const { id: rule, severity, anyOf } of oddityRules) {
  const shown = anyOf.flatMap((feature) => ('oddity' in feature ? [feature.oddity] : []))
  for (const id of shown) {
    t.test(`${rule} is found in the profile of an image with ${id}`, async (t) => {
      const { profile } = profiled(cases[id]?.[0] ?? plain)
      t.match(
        profile.findings.find((finding) => finding.rule === rule),
        { level: 'referenced', category: 'concealment', severity },
      )
      if (severity !== 'low' && severity !== 'info') t.equal(profile.verdict.decision, 'review')
    })
  }
}

t.test('an image without oddities has no such finding', async (t) => {
  t.notOk(profiled(plain).rules.some((rule) => rule.startsWith('oddity.')))
})
