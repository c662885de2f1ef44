import t from 'tap'
import { cell } from '../lib/metadata/tables.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { join, patched } from './make/image.ts'
import { coded, type Stream, tableStream } from './make/metadata.ts'
import { addMethod, addRows, defectsOf, profiled, ret, seen, small, type Trick, tiny, trickBytes } from './make/trick.ts'

// Each test is one trick of the trade: what the CLR, or where it refuses Mono, makes of the file is what is expected.
// That CoreCLR 2.2 and Mono 6.8 do so was measured by running such files for 13, 15, 17, 18, 19, 22, 27 and 28.

const streamsOf = (bytes: (streams: readonly Stream[]) => readonly Stream[]): Uint8Array =>
  trickBytes((trick) => {
    trick.streams = bytes
  })
const renamed = (streams: readonly Stream[], from: string, to: string): Stream[] => streams.map(([name, bytes]) => [name === from ? to : name, bytes])
/** The streams with a copy of one in front, its bytes changed. */
const doubled = (streams: readonly Stream[], name: string, change: (bytes: Uint8Array) => Uint8Array): Stream[] => {
  const [, bytes = new Uint8Array()] = streams.find((stream) => stream[0] === name) ?? []
  return [[name, change(bytes)], ...streams]
}
const shout = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => (byte === 0x52 ? 0x53 : byte)) // Run becomes Sun
const withTable = (table: Trick['table'], change: (trick: Trick) => void = () => {}): Uint8Array =>
  trickBytes((trick) => {
    trick.table = table
    change(trick)
  })

t.test('of two heaps with one name the last counts under #~, the first under #-', async (t) => {
  // 13
  const double = streamsOf((streams) => doubled(streams, '#Strings', shout))
  t.same(seen(double), small)
  const uncompressed = streamsOf((streams) => renamed(doubled(streams, '#Strings', shout), '#~', '#-'))
  t.same(seen(uncompressed).methods, ['System.Void N.A::Sun()'])
})

t.test('of two table streams the last counts: CoreCLR takes neither, Mono runs that one', async (t) => {
  // 13
  t.same(seen(streamsOf((streams) => doubled(streams, '#~', () => new Uint8Array(64)))), small)
})

t.test('decoy streams are passed over, however many', async (t) => {
  // 14
  const decoys = ['#GUlD', '#Blop', '#strings', '#BLOB', '#', '', '<Module>', ...Array.from({ length: 163 }, (_, k) => `#${k}`)]
  const junk = Uint8Array.of(0xff, 0xff, 0xff, 0xff)
  t.same(seen(streamsOf((streams) => [...decoys.map((name): Stream => [name, junk]), ...streams, ...decoys.map((name): Stream => [name, junk])])), small)
})

t.test('a stream whose name does not end is passed over', async (t) => {
  // 15
  const bytes = streamsOf((streams) => [['x'.repeat(40), Uint8Array.of(1, 2, 3, 4)], ...streams])
  t.same(seen(bytes), small)
  t.same(defectsOf(bytes), ['bad-value'])
})

t.test('junk behind the name of a stream is no part of it', async (t) => {
  // 16
  const bytes = trickBytes()
  const name = bytes.findIndex((byte, at) => byte === 0x23 && bytes[at + 1] === 0x7e)
  t.same(seen(patched(bytes, [name + 3, 0x41, 1])), small)
})

const swapped = (trick: Trick): void => {
  addMethod(trick, 'Other', tiny(ret))
  trick.rows.TypeDef?.push([0x10_0001, trick.heaps.string('B'), 0, coded('TypeDefOrRef', 'TypeRef', 1), 1, 2])
  addRows(trick, 'MethodPtr', [2], [1])
}
const straight = ['System.Void N.A::Run()', 'System.Void B::Other()']
const crossed = ['System.Void B::Run()', 'System.Void N.A::Other()']

t.test('pointer tables are followed under #- and not under #~', async (t) => {
  // 17
  t.same(seen(trickBytes(swapped)).methods, straight)
  const uncompressed = trickBytes((trick) => {
    swapped(trick)
    trick.streams = (streams) => renamed(streams, '#~', '#-')
  })
  t.same(seen(uncompressed).methods, crossed)
})

t.test('#Schema makes #~ be read as #-', async (t) => {
  // 18
  const bytes = trickBytes((trick) => {
    swapped(trick)
    trick.streams = (streams) => [...doubled(streams, '#Strings', shout), ['#Schema', new Uint8Array(4)]]
  })
  t.same(seen(bytes).methods, ['System.Void B::Sun()', 'System.Void N.A::Other()'])
})

t.test('#JTD makes indexes wide under #- and does nothing under #~', async (t) => {
  // 19
  const delta = (name: string, wide: boolean, ...more: Stream[]) =>
    withTable({ wide }, (trick) => {
      trick.streams = (streams) => [...renamed(streams, '#~', name), ['#JTD', new Uint8Array(4)], ...more]
    })
  t.same(seen(delta('#~', false)), small)
  t.same(seen(delta('#-', true)), small)
  t.same(seen(delta('#~', true, ['#Schema', new Uint8Array(4)])), small)
})

t.test('bit 0x40 of HeapSizes means four more bytes before the rows', async (t) => {
  // 20
  t.same(seen(withTable({ heapSizes: 0x40, extraData: [0xde, 0xad, 0xbe, 0xef] })), small)
})

t.test('counts of unknown tables are stepped over', async (t) => {
  // 21
  t.same(seen(withTable({ unknown: { 45: 7, 63: 0xffff_ffff } })), small)
})

t.test('of several Module and Assembly rows the first counts', async (t) => {
  // 22
  const bytes = trickBytes((trick) => {
    addRows(trick, 'Module', [0, 0x7fff, 0x7fff, 0, 0])
    addRows(trick, 'Assembly', [0x7fff_7fff, 9, 9, 9, 9, 0, 0x7fff, 0x7fff, 0x7fff])
  })
  t.same(seen(bytes), small)
  t.match(profiled(bytes).profile.identity.assembly, { name: 'Small', version: '1.2.3.4', mvid: '11111111-1111-1111-1111-111111111111' })
})

t.test('an index outside its heap or table harms only what it names', async (t) => {
  // 23
  const bytes = trickBytes((trick) => {
    addRows(trick, 'TypeDef', [0, 0x7fff, 0x7fff, coded('TypeDefOrRef', 'TypeRef', 0x1fff), 1, 2])
    addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeRef', 0x0fff), 0x7fff, 0x7fff])
    addRows(trick, 'CustomAttribute', [coded('HasCustomAttribute', 'Assembly', 1), coded('CustomAttributeType', 'MemberRef', 0x1fff), 0x7fff])
  })
  const { types, methods, members, il } = seen(bytes)
  t.same([types.slice(0, 2), methods, members.slice(0, 1), il], [small.types, small.methods, small.members, small.il])
  t.equal(profiled(bytes).profile.format, 'dotnet')
})

t.test('rows of permissions and of edit-and-continue that mean nothing are stepped over', async (t) => {
  // 24
  const bytes = trickBytes((trick) => {
    addRows(trick, 'DeclSecurity', [0x7fff, 0x7fff, 0x7fff])
    addRows(trick, 'ENCLog', [0x7fff_7fff, 0x7fff_7fff])
    addRows(trick, 'ENCMap', [0x7fff_7fff])
  })
  t.same(seen(bytes), small)
  t.same(defectsOf(bytes), [])
})

t.test('a row count has 24 bits', async (t) => {
  // 25
  const bytes = withTable({ rowCounts: { Module: 0x0100_0001 } }, (trick) => {
    trick.tableBytes = () => patched(tableStream({ rows: trick.rows }), [24, 0x0100_0001, 4])
  })
  t.same(seen(bytes), small)
  t.same(defectsOf(bytes), ['bad-value'])
})

t.test('of a table longer than its stream what fits is read', async (t) => {
  // 25
  const bytes = withTable({ rowCounts: { AssemblyRef: 0xffff } })
  t.same(seen(bytes).types, small.types)
  t.equal(defectsOf(bytes)[0], 'truncated')
})

t.test('a table that says it is sorted need not be', async (t) => {
  // 26
  const nested = (sorted: bigint) =>
    withTable({ sorted }, (trick) => {
      for (const name of ['Inner', 'Deep']) addRows(trick, 'TypeDef', [0, trick.heaps.string(name), 0, 0, 1, 2])
      addRows(trick, 'NestedClass', [4, 3], [3, 2])
    })
  for (const sorted of [0n, 1n << 0x29n, 0xffff_ffff_ffff_ffffn]) t.same(seen(nested(sorted)).types, [...small.types, 'N.A/Inner', 'N.A/Inner/Deep'])
})

t.test('version 1.1 of the tables has one more column in GenericParam, others have not', async (t) => {
  // 27
  const versioned = (major: number, minor: number, wider: boolean) =>
    trickBytes((trick) => {
      const owner = coded('TypeOrMethodDef', 'TypeDef', 2)
      addRows(trick, 'GenericParam', [0, 0, owner, trick.heaps.string('T')], [1, 0, owner, trick.heaps.string('U')])
      addRows(trick, 'MethodSpec', [coded('MethodDefOrRef', 'MethodDef', 1), trick.heaps.blob([0x0a, 1, 0x08])])
      trick.tableBytes = (bytes) => {
        const rows = bytes.length - 4 - 16
        const [before, first, second, behind] = [
          bytes.subarray(0, rows),
          bytes.subarray(rows, rows + 8),
          bytes.subarray(rows + 8, rows + 16),
          bytes.subarray(-4),
        ]
        const tables = wider ? join(before, first, [0, 0], second, [0, 0], behind) : bytes
        return patched(tables, [4, major, 1], [5, minor, 1])
      }
    })
  const names = (bytes: Uint8Array) => {
    const { metadata, names } = openAssembly(bytes)
    const { md, column } = { md: metadata.tables, column: (name: 'Name' | 'Number') => [1, 2].map((row) => cell(md, 'GenericParam', row, name)) }
    return [column('Number'), column('Name').map(names.nameAt), cell(md, 'MethodSpec', 1, 'Method')]
  }
  const expected = [[0, 1], ['T', 'U'], 0x0600_0001]
  t.same(names(versioned(1, 1, true)), expected)
  for (const [major, minor] of [
    [1, 0],
    [2, 0],
    [9, 9],
  ] as const)
    t.same(names(versioned(major, minor, false)), expected)
})

t.test('runs of methods that go back or point past the end hold what is between', async (t) => {
  // 28
  const lists = (...starts: number[]) =>
    seen(
      trickBytes((trick) => {
        for (const name of ['Two', 'Three']) addMethod(trick, name, tiny(ret))
        const types = ['A', 'B', 'C'].map((name, k) => [0, trick.heaps.string(name), 0, 0, 1, starts[k] ?? 0])
        trick.rows.TypeDef = [[0, trick.heaps.string('<Module>'), 0, 0, 1, 1], ...types]
      }),
    ).methods
  t.same(lists(2, 1, 4), ['System.Void B::Run()', 'System.Void B::Two()', 'System.Void B::Three()'])
  t.same(lists(1, 2, 0x7fff), ['System.Void A::Run()', 'System.Void B::Two()', 'System.Void B::Three()'])
})
