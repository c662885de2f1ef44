import { deflateRawSync, gzipSync } from 'node:zlib'
import type { TableName } from '../../lib/metadata/schema.ts'
import { ascii, join } from './image.ts'
import { assemblyImage, type Cells, coded, codeRva, compressed, type Heaps, makeHeaps, metadataRoot, type TableRows, tableStream, word } from './metadata.ts'
import { resourceSet } from './resource-set.ts'
import { addBody, addMethod, addRows, call, fat, ldstr, ret, type Trick, tiny, trickBytes } from './trick.ts'

/** An image that is mostly one thing, of about so many bytes: what costs most to read, byte for byte. */
export interface HeavyImage {
  /** It holds transport agents, so that ways and flows are worked out. */
  readonly agents?: boolean
  readonly make: (size: number) => Uint8Array
  /** The bound that it meets at a megabyte, where it meets one. */
  readonly bound?: string
}

const rowsOf = (count: number, make: (index: number) => Cells): Cells[] => Array.from({ length: Math.floor(count) }, (_, index) => make(index))
const repeat = (count: number, make: (index: number) => readonly number[]): Uint8Array => Uint8Array.from(rowsOf(count, make).flat())

/** Metadata of any rows over one small method body; heaps and rows are wide. */
function rich(fill: (heaps: Heaps, rows: TableRows) => TableRows, data: Uint8Array = new Uint8Array()): Uint8Array {
  const heaps = makeHeaps()
  const scope = coded('ResolutionScope', 'AssemblyRef', 1)
  const base: TableRows = {
    Module: [[0, heaps.string('heavy.dll'), heaps.guid(1), 0, 0]],
    Assembly: [[0x8004, 1, 0, 0, 0, 0, 0, heaps.string('Heavy'), 0]],
    AssemblyRef: [[4, 0, 0, 0, 0, 0, heaps.string('mscorlib'), 0, 0]],
    TypeRef: [
      [scope, heaps.string('Object'), heaps.string('System')],
      [scope, heaps.string('File'), heaps.string('System.IO')],
    ],
    TypeDef: [[0, heaps.string('T'), 0, 0, 1, 1]],
  }
  const rows = { ...base, ...fill(heaps, base) }
  const image = assemblyImage(metadataRoot([['#~', tableStream({ rows, heapSizes: 5 })], ...heaps.streams()]), { code: join([0x06, ret, 0, 0], data) })
  if (data.length > 0) new DataView(image.buffer).setUint32(resourcesAt, codeRva + 4, true)
  if (data.length > 0) new DataView(image.buffer).setUint32(resourcesAt + 4, data.length, true)
  return image
}

/** Where the CLI header of a built image names its resources. II.25.3.3 */
const resourcesAt = 0x400 + 24

/** One table full of rows that are alike or nearly. */
const table =
  (name: TableName, rowSize: number, row: (heaps: Heaps) => (index: number, count: number) => Cells, more: (heaps: Heaps) => TableRows = () => ({})) =>
  (size: number) =>
    rich((heaps) => {
      const make = row(heaps)
      const count = Math.floor(size / rowSize)
      return { ...more(heaps), [name]: rowsOf(count, (index) => make(index, count)) }
    })

/** A small assembly whose `Main` may be anything; MemberRef 1 is asked for its argument. */
const code = (change: (trick: Trick, size: number) => void) => (size: number) =>
  trickBytes((trick) => {
    trick.table = { heapSizes: 7 }
    addRows(trick, 'TypeRef', [coded('ResolutionScope', 'AssemblyRef', 1), trick.heaps.string('XmlReaderSettings'), trick.heaps.string('System.Xml')])
    trick.rows.MemberRef = [[coded('MemberRefParent', 'TypeRef', 3), trick.heaps.string('set_DtdProcessing'), trick.heaps.blob([0, 1, 1, 8])]]
    change(trick, size)
  })
const main = (make: (size: number, trick: Trick) => Uint8Array) => code((trick, size) => void addMethod(trick, 'Main', fat([...make(size, trick)])))
const asked = call(0x0a00_0001)

/** Names of their own in few bytes; gives where each begins. */
function ownNames(heaps: Heaps, count: number): number[] {
  const texts = Array.from({ length: Math.floor(count) }, (_, index) => `${index.toString(36)}\0`)
  const first = heaps.string(ascii(texts.join('')))
  let at = first
  return texts.map((text) => {
    const place = at
    at += text.length
    return place
  })
}

const listOf = (count: number, ...type: readonly number[]): Uint8Array =>
  join(
    [0x20],
    compressed(count),
    [1],
    repeat(count, () => type),
  )
const object = coded('MemberRefParent', 'TypeRef', 1)
const file = coded('MemberRefParent', 'TypeRef', 2)
const instance = [0x20, 0, 1]

/** Images in resources of one assembly, as they are or packed. */
export function holding(items: readonly Uint8Array[]): Uint8Array {
  let at = 0
  const places = items.map((item) => {
    const place = at
    at += 4 + item.length
    return place
  })
  const data = join(...items.flatMap((item) => [word(item.length, 4), item]))
  return rich((heaps) => ({ ManifestResource: places.map((place, index) => [place, 1, heaps.string(`r${index}`), 0]) }), data)
}

/** An image of its own in so many bytes: mostly zeros, and just enough else that it packs to no less than a two hundredth. */
function padded(index: number, size: number): Uint8Array {
  const image = trickBytes((trick) => void addRows(trick, 'ModuleRef', [trick.heaps.string(`m${index}`)]))
  const bytes = new Uint8Array(Math.max(size, image.length))
  for (let at = 0, state = 1; at < bytes.length; at += 150) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    bytes[at] = state >> 16
  }
  bytes.set(image)
  return bytes
}

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))

const rows: readonly (readonly [string, HeavyImage])[] = [
  [
    'types, each with a virtual method, in chains of 200',
    {
      make: (size) =>
        rich((heaps) => {
          const [name, signature, count] = [heaps.string('M'), heaps.blob(instance), size / 34]
          const base = (k: number) => (k % 200 === 0 ? coded('TypeDefOrRef', 'TypeRef', 1) : coded('TypeDefOrRef', 'TypeDef', k))
          return {
            TypeDef: rowsOf(count, (k) => [0x81, name, 0, base(k), 1, k + 1]),
            MethodDef: rowsOf(count, () => [codeRva, 0, 0xc6, name, signature, 1]),
          }
        }),
    },
  ],
  [
    'type references with names of their own',
    { make: (size) => rich((heaps) => ({ TypeRef: ownNames(heaps, size / 15).map((name) => [coded('ResolutionScope', 'AssemblyRef', 1), name, 0]) })) },
  ],
  [
    'type references nested in each other, with names of 60 characters',
    {
      make: table('TypeRef', 12, (heaps) => {
        const name = heaps.string('y'.repeat(60))
        return (k) => [k % 200 === 0 ? 0 : coded('ResolutionScope', 'TypeRef', k), name, 0]
      }),
      bound: 'nameText',
    },
  ],
  [
    'type references of long namespaces and long names',
    {
      make: table('TypeRef', 10, (heaps) => {
        const [space, name] = [heaps.string('x'.repeat(1000)), heaps.string('y'.repeat(1000))]
        return (k) => [0, name + (k % 1000), space + (Math.floor(k / 1000) % 1000)]
      }),
      bound: 'nameText',
    },
  ],
  [
    'types nested in one',
    {
      make: (size) =>
        rich((heaps) => {
          const name = heaps.string('x')
          const count = Math.floor(size / 26)
          const one = rowsOf(count, () => [1, 2])
          return { TypeDef: rowsOf(count, () => [1, name, 0, 0, 1, 1]), NestedClass: [...one, ...rowsOf(count - 3, (k) => [k + 3, 1])] }
        }),
    },
  ],
  [
    'members with names of their own',
    {
      make: (size) =>
        rich((heaps) => {
          const signature = heaps.blob(instance)
          return { MemberRef: ownNames(heaps, size / 15).map((name) => [object, name, signature]) }
        }),
    },
  ],
  [
    'references to a known member with a thousand parameters',
    {
      make: table('MemberRef', 10, (heaps) => {
        const [name, signature] = [heaps.string('Delete'), heaps.blob(listOf(1000, 0x0e))]
        return () => [file, name, signature]
      }),
      bound: 'nameText',
    },
  ],
  [
    'members with 4,000 types in each signature',
    {
      make: table('MemberRef', 10, (heaps) => {
        const [name, signature] = [heaps.string('M'), heaps.blob(listOf(1000, 0x1d, 0x1d, 0x1d, 0x0e))]
        return () => [object, name, signature]
      }),
    },
  ],
  [
    'members of types whose names take 14,000 characters',
    {
      make: (size) =>
        rich((heaps) => {
          const [name, signature] = [heaps.string('M'), heaps.blob(instance)]
          const spec = heaps.blob(join([0x15, 0x12, 5], compressed(1000), new Uint8Array(1000).fill(0x0e)))
          return {
            TypeSpec: rowsOf(size / 14, () => [spec]),
            MemberRef: rowsOf(size / 14, (k) => [coded('MemberRefParent', 'TypeSpec', k + 1), name, signature]),
          }
        }),
    },
  ],
  [
    'virtual methods with a thousand parameters',
    {
      make: table('MethodDef', 16, (heaps) => {
        const [name, signature] = [heaps.string('M'), heaps.blob(listOf(1000, 0x0e))]
        return () => [codeRva, 0, 0xc6, name, signature, 1]
      }),
    },
  ],
  [
    'a name of half the file on all methods and members',
    {
      make: (size) =>
        rich((heaps) => {
          const [name, signature] = [heaps.string('x'.repeat(size / 2)), heaps.blob(instance)]
          return {
            MemberRef: rowsOf(size / 52, () => [object, name, signature]),
            MethodDef: rowsOf(size / 52, () => [codeRva, 0, 0xc6, name, signature, 1]),
          }
        }),
    },
  ],
  [
    'signatures of a thousand parameters that overlap',
    {
      make: (size) =>
        rich((heaps) => {
          const name = heaps.string('M')
          const unit = [0x83, 0xe8, 0x20, 0x83, 0xe0, 1, ...new Array<number>(10).fill(0x0e)]
          const first = heaps.blob(repeat(size / 26 + 100, () => unit)) + 4
          return { MemberRef: rowsOf(size / 26, (k) => [object, name, first + k * 16]) }
        }),
      bound: 'signatureReuse',
    },
  ],
  [
    'interfaces of other assemblies on a type with as many methods',
    {
      make: (size) =>
        rich((heaps) => {
          const signature = heaps.blob(instance)
          const names = ownNames(heaps, size / 36)
          return {
            TypeRef: names.map((name) => [0, name, 0]),
            InterfaceImpl: names.map((_, k) => [1, coded('TypeDefOrRef', 'TypeRef', k + 1)]),
            MethodDef: names.map((name) => [codeRva, 0, 0x1c6, name, signature, 1]),
          }
        }),
      bound: 'overridePairs',
    },
  ],
  [
    'methods of a generic base under as many of the same name',
    {
      make: (size) =>
        rich((heaps) => {
          const [name, signature, count] = [heaps.string('M'), heaps.blob([0x20, 1, 1, 0x13, 0]), Math.floor(size / 32)]
          return {
            TypeDef: [
              [0x81, name, 0, 0, 1, 1],
              [0x81, name, 0, coded('TypeDefOrRef', 'TypeDef', 1), 1, count + 1],
            ],
            GenericParam: [[0, 0, coded('TypeOrMethodDef', 'TypeDef', 1), name]],
            MethodDef: rowsOf(2 * count, () => [codeRva, 0, 0xc6, name, signature, 1]),
          }
        }),
      bound: 'overridePairs',
    },
  ],
  [
    'types that implement one interface of as many interfaces',
    {
      make: (size) =>
        rich((heaps) => {
          const name = heaps.string('x')
          const count = Math.floor(size / 30)
          const own = rowsOf(count, () => [1, coded('TypeDefOrRef', 'TypeRef', 1)])
          const theirs = rowsOf(count - 1, (k) => [k + 2, coded('TypeDefOrRef', 'TypeDef', 1)])
          return { TypeDef: rowsOf(count, (k) => [k === 0 ? 0xa1 : 1, name, 0, 0, 1, 1]), InterfaceImpl: [...own, ...theirs] }
        }),
    },
  ],
  [
    'fields with data',
    {
      make: table(
        'FieldRVA',
        8,
        () => () => [codeRva, 1],
        (heaps) => ({ Field: [[0x16, 0, heaps.blob([6, 0x11, 4])]], ClassLayout: [[1, 1000, 1]] }),
      ),
    },
  ],
  ['references to assemblies', { make: table('AssemblyRef', 24, (heaps) => ((name) => () => [4, 0, 0, 0, 0, 0, name, 0, 0])(heaps.string('R'))) }],
  ['resources', { make: table('ManifestResource', 14, (heaps) => ((name) => () => [0, 1, name, 0])(heaps.string('r'))) }],
]

const bodies: readonly (readonly [string, HeavyImage])[] = [
  [
    'branches',
    {
      make: main((size) =>
        join(
          repeat(size / 2, () => [0x2b, 0]),
          [ret],
        ),
      ),
    },
  ],
  [
    'branches under 30 values on the stack',
    {
      make: main((size) =>
        join(
          new Uint8Array(30).fill(0x16),
          repeat(size / 3, () => [0x16, 0x2d, 0]),
          [0x14, ...asked, ret],
        ),
      ),
    },
  ],
  [
    'calls',
    {
      make: main((size) =>
        join(
          repeat(size / 6, () => [0x14, ...asked]),
          [ret],
        ),
      ),
    },
  ],
  [
    'short methods with calls',
    { make: code((trick, size) => rowsOf(size / 100, () => [addMethod(trick, 'M', fat([...repeat(12, () => [0x16, ...asked]), ret]))])) },
  ],
  [
    'loads of one string',
    {
      make: main((size) =>
        join(
          repeat(size / 6, () => [...ldstr(1), 0x26]),
          [ret],
        ),
      ),
    },
  ],
  [
    'loads of strings that overlap',
    {
      make: code((trick, size) => {
        const texts = join(
          [0],
          repeat(size / 4, () => [0x83, 0xe8]),
          new Uint8Array(2000),
        )
        trick.streams = (streams) => streams.map(([name, bytes]) => [name, name === '#US' ? texts : bytes])
        addMethod(trick, 'Main', fat([...repeat(size / 12, (k) => [...ldstr(1 + 2 * k), 0x26]), ret]))
      }),
    },
  ],
  [
    'loads of strings that are not there',
    {
      make: main((size) =>
        join(
          repeat(size / 6, () => [...ldstr(0xff_ffff), 0x26]),
          [ret],
        ),
      ),
    },
  ],
  [
    'loads of a field that others stand before',
    {
      make: code((trick, size) => {
        const type = trick.heaps.blob([6, 8])
        trick.rows.Field = rowsOf(size / 30, () => [0x16, 1, type]).map((cells) => [...cells])
        addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeDef', 2), trick.heaps.string('sought'), type])
        addMethod(trick, 'Main', fat([...repeat(size / 12, () => [0x7e, ...word(0x0a00_0002, 4), 0x26]), ret]))
      }),
    },
  ],
  [
    'calls of a method with as many type parameters',
    {
      make: code((trick, size) => {
        const made = addMethod(trick, 'G', tiny(ret), [0x10, 1, 0, 1])
        addRows(trick, 'MethodSpec', [coded('MethodDefOrRef', 'MethodDef', made), trick.heaps.blob([0x0a, 1, 0x12, 8])])
        trick.rows.GenericParam = rowsOf(size / 20, () => [0, 0, coded('TypeOrMethodDef', 'MethodDef', made), 0]).map((cells) => [...cells])
        addMethod(trick, 'Main', fat([...repeat(size / 10, () => [0x28, ...word(0x2b00_0001, 4)]), ret]))
      }),
    },
  ],
  [
    'calls with 250 type arguments',
    {
      make: code((trick, size) => {
        const made = addMethod(trick, 'G', tiny(ret), [0x10, 1, 0, 1])
        addRows(trick, 'TypeDef', ...many(250, (k) => [1, trick.heaps.string(`t${k}`), 0, coded('TypeDefOrRef', 'TypeRef', 1), 1, made + 1]))
        const args = repeat(250, (k) => [0x12, ...compressed((k + 3) * 4)])
        addRows(trick, 'MethodSpec', [coded('MethodDefOrRef', 'MethodDef', made), trick.heaps.blob(join([0x0a], compressed(250), args))])
        addMethod(trick, 'Main', fat([...repeat(size / 5, () => [0x28, ...word(0x2b00_0001, 4)]), ret]))
      }),
      bound: 'genericEdges',
    },
  ],
  [
    'a variable with many stores, asked for as often',
    {
      make: main((size) =>
        join(
          repeat(size / 4, () => [0x16, 0x0a]),
          [0x2b, 0],
          repeat(size / 12, () => [0x06, ...asked]),
          [ret],
        ),
      ),
      bound: 'originTotal',
    },
  ],
  [
    'a parameter with many callers, asked for as often',
    {
      make: code((trick, size) => {
        const target = addMethod(trick, 'P', fat([...repeat(size / 12, () => [0x02, ...asked]), ret]), [0, 1, 1, 8])
        addMethod(trick, 'Main', fat([...repeat(size / 12, () => [0x16, ...call(0x0600_0000 + target)]), ret]))
      }),
    },
  ],
  [
    'a value handed from method to method',
    {
      make: code((trick, size) => {
        const signature = trick.heaps.blob([0, 1, 1, 8])
        const first = (trick.rows.MethodDef?.length ?? 0) + 1
        const parts: Uint8Array[] = []
        let rva = addBody(trick, tiny(ret)) + 4
        for (let k = 0; k < size / 60; k++) {
          const body = fat([0x02, ...call(0x0600_0000 + Math.max(first, first + k - 1)), 0x02, ...asked, ret])
          trick.rows.MethodDef?.push([rva, 0, 0x96, 1, signature, 1])
          parts.push(join(body, new Uint8Array((4 - (body.length % 4)) % 4)))
          rva += (body.length + 3) & ~3
        }
        trick.code = join(trick.code, new Uint8Array((4 - (trick.code.length % 4)) % 4), ...parts)
      }),
    },
  ],
  [
    '4,096 clauses with one handler that does nothing',
    {
      make: code((trick, size) => {
        const clauses = repeat(4096, (k) => [0, 0, 1 + (k % 4000), 5000, 1, 0x0100_0001].flatMap((value) => word(value, 4)))
        addMethod(trick, 'Main', join(fat([...new Uint8Array(size & ~3)], { flags: 0x08 }), [0x41], word(4 + clauses.length, 3), clauses))
      }),
    },
  ],
]

const inside: readonly (readonly [string, HeavyImage])[] = [
  [
    'a set of small entries',
    {
      make: (size) => holding([resourceSet({ entries: many(Math.min(50_000, Math.floor(size / 28)), (k) => ({ name: `n${k}`, code: 1, value: [1, 0x41] })) })]),
    },
  ],
  ['64 images inside', { make: (size) => holding(many(64, (k) => padded(k, size / 64))) }],
  ['images inside images', { make: (size) => many(4, () => 0).reduce<Uint8Array>((image) => holding([join(image, new Uint8Array(size / 8))]), trickBytes()) }],
]

const transport = 'Microsoft.Exchange.Data.Transport'

/** Agents whose one event leads into one chain of methods, each of which deletes a file. */
function agents(count: number, methods: number): Uint8Array {
  return trickBytes((trick) => {
    const { heaps } = trick
    trick.table = { heapSizes: 7 }
    addRows(trick, 'AssemblyRef', [15, 0, 0, 0, 0, 0, heaps.string(transport), 0, 0])
    const scope = coded('ResolutionScope', 'AssemblyRef', 2)
    for (const name of ['RoutingAgent', 'SubmittedMessageEventHandler'])
      addRows(trick, 'TypeRef', [scope, heaps.string(name), heaps.string(`${transport}.Routing`)])
    const handlerSig = heaps.blob([0x20, 2, 1, 0x1c, 0x18])
    const addSig = heaps.blob([0x20, 1, 1, 0x12, 4 * 4 + 1])
    const plain = heaps.blob(instance)
    for (const [type, name, signature] of [
      [3, 'add_OnSubmittedMessage', addSig],
      [4, '.ctor', handlerSig],
      [3, '.ctor', plain],
    ] as const)
      addRows(trick, 'MemberRef', [coded('MemberRefParent', 'TypeRef', type), heaps.string(name), signature])
    const parts: Uint8Array[] = []
    let rva = codeRva
    const put = (body: Uint8Array): number => {
      const at = rva
      parts.push(body, new Uint8Array((4 - (body.length % 4)) % 4))
      rva += (body.length + 3) & ~3
      return at
    }
    const [construct, handle, step] = ['.ctor', 'Handle', 'Step'].map((name) => heaps.string(name))
    const event = heaps.blob([0x20, 2, 1, 0x1c, 0x1c])
    const nothing = heaps.blob([0, 0, 1])
    const text = heaps.userString('c:\\x')
    const first = 2 * count + 1
    const types: number[][] = [[0, heaps.string('<Module>'), 0, 0, 1, 1]]
    const defs: number[][] = []
    for (let k = 0; k < count; k++) {
      types.push([1, heaps.string(`Agent${k}`), 0, coded('TypeDefOrRef', 'TypeRef', 3), 1, 2 * k + 1])
      const wires = [
        0x02,
        ...call(0x0a00_0004),
        0x02,
        0x02,
        0xfe,
        0x06,
        ...word(0x0600_0002 + 2 * k, 4),
        0x73,
        ...word(0x0a00_0003, 4),
        ...call(0x0a00_0002),
        ret,
      ]
      defs.push([put(fat(wires)), 0, 0x1886, construct ?? 0, plain, 1], [put(fat([...call(0x0600_0000 + first), ret])), 0, 0x86, handle ?? 0, event, 1])
    }
    types.push([1, heaps.string('Chain'), 0, coded('TypeDefOrRef', 'TypeRef', 1), 1, first])
    for (let k = 0; k < methods; k++) {
      const next = k + 1 < methods ? call(0x0600_0000 + first + k + 1) : []
      defs.push([put(fat([...ldstr(text), ...call(0x0a00_0001), ...next, ret])), 0, 0x96, step ?? 0, nothing, 1])
    }
    trick.rows.TypeDef = types
    trick.rows.MethodDef = defs
    trick.code = join(...parts)
  })
}

const withAgents: readonly (readonly [string, HeavyImage])[] = [
  ['an agent with one long chain of calls', { make: (size) => agents(1, size / 8 / 64), agents: true }],
  ['a hundred agents with one long chain of calls', { make: (size) => agents(100, size / 8 / 64), agents: true }],
]

/** What one file may be full of, by name. */
export const heavyImages: ReadonlyMap<string, HeavyImage> = new Map([...rows, ...bodies, ...inside, ...withAgents])

/** Small files that hold much: by name the file, and how many bytes are unpacked from it. */
export const packedImages: ReadonlyMap<string, () => { readonly bytes: Uint8Array; readonly unpacked: number }> = new Map([
  ['two images of 30 MB, mostly zeros, gzip', () => packed(2, 30_000_000, gzipSync)],
  ['four images of 12 MB, mostly zeros, deflate', () => packed(4, 12_000_000, deflateRawSync)],
  ['sixteen images of 4 MB, mostly zeros, gzip', () => packed(16, 4_000_000, gzipSync)],
  ['eight images full of methods, gzip', () => packedHeavy('virtual methods with a thousand parameters')],
  ['eight images full of calls, gzip', () => packedHeavy('calls')],
])

function packed(count: number, size: number, pack: (bytes: Uint8Array) => Uint8Array): { bytes: Uint8Array; unpacked: number } {
  return { bytes: holding(many(count, (k) => new Uint8Array(pack(padded(k, size))))), unpacked: count * size }
}

/** Rows that are alike pack to less than a two hundredth: only what unpacks to less than `limits.unpackedFree` is taken. */
function packedHeavy(name: string): { bytes: Uint8Array; unpacked: number } {
  const image = heavyImages.get(name)?.make(900_000) ?? new Uint8Array()
  const images = many(8, (k) => join(image, [k]))
  return { bytes: holding(images.map((one) => new Uint8Array(gzipSync(one)))), unpacked: 8 * image.length }
}
