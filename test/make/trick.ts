import type { TableName } from '../../lib/metadata/schema.ts'
import { type Assembly, openAssembly } from '../../lib/model/assembly.ts'
import { inspect } from '../../lib/profile/inspect.ts'
import type { Profile } from '../../lib/profile/profile.ts'
import { type DumpSection, dumpLines } from '../../lib/report/dump.ts'
import { type ImageParts, join } from './image.ts'
import { assemblyImage, coded, codeRva, type Heaps, makeHeaps, metadataRoot, type Stream, type TableStreamParts, tableStream, word } from './metadata.ts'

/** A small assembly, open to change before its bytes are made. */
export interface Trick {
  readonly heaps: Heaps
  /** Cells by table; add tables and rows, or change cells. */
  readonly rows: Partial<Record<TableName, number[][]>>
  /** Bodies from `codeRva` on: each starts on a multiple of 4. */
  code: Uint8Array
  table: Omit<TableStreamParts, 'rows'>
  /** What becomes of the table stream's bytes. */
  tableBytes: (bytes: Uint8Array) => Uint8Array
  /** What becomes of the list of streams, `#~` first. */
  streams: (streams: readonly Stream[]) => readonly Stream[]
  root: Parameters<typeof metadataRoot>[1]
  parts: ImageParts
}

/** `static void ()` */
export const voidSig = [0x00, 0x00, 0x01]
/** `void (string)` of a static method */
export const stringSig = [0x00, 0x01, 0x01, 0x0e]

/** The key that stands for the platform's own; its token is b77a5c561934e089. II.6.2.1.3 */
export const ecmaKey = [0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0]

/** A tiny body. II.25.4.2 */
export function tiny(...code: readonly (number | readonly number[])[]): Uint8Array {
  const bytes = code.flat()
  return join([(bytes.length << 2) | 2], bytes)
}

/** A fat body with its header in words. II.25.4.3 */
export function fat(code: readonly number[], options: { readonly words?: number; readonly flags?: number; readonly size?: number } = {}): Uint8Array {
  const words = options.words ?? 3
  return join(word(0x3 | (options.flags ?? 0) | (words << 12), 2), word(8, 2), word(options.size ?? code.length, 4), word(0, 4), code)
}

/** `ldstr`, `call` and `ret` as bytes. */
export const ldstr = (index: number): number[] => [0x72, ...word(0x7000_0000 + index, 4)]
export const call = (token: number): number[] => [0x28, ...word(token, 4)]
export const ret = 0x2a

/** Adds a body and gives its RVA. */
export function addBody(trick: Trick, body: Uint8Array): number {
  const at = (trick.code.length + 3) & ~3
  trick.code = join(trick.code, new Uint8Array(at - trick.code.length), body)
  return codeRva + at
}

/** Adds a static method to type `N.A` and gives its row. */
export function addMethod(trick: Trick, name: string | Uint8Array, body: Uint8Array | number, signature: readonly number[] = voidSig): number {
  const rva = typeof body === 'number' ? body : addBody(trick, body)
  trick.rows.MethodDef?.push([rva, 0, 0x96, trick.heaps.string(name), trick.heaps.blob(signature), 1])
  return trick.rows.MethodDef?.length ?? 0
}

/** Adds rows to a table. */
export function addRows(trick: Trick, table: TableName, ...rows: readonly number[][]): void {
  trick.rows[table] = [...(trick.rows[table] ?? []), ...rows]
}

/**
 * Assembly `Small` with the types `<Module>` and `N.A`; `N.A::Run()` calls `System.IO.File::Delete` on a path. TypeRef 1 is
 * System.Object, TypeRef 2 System.IO.File.
 */
export function smallAssembly(): Trick {
  const heaps = makeHeaps()
  const scope = coded('ResolutionScope', 'AssemblyRef', 1)
  const trick: Trick = {
    heaps,
    rows: {
      Module: [[0, heaps.string('small.dll'), heaps.guid(0x11), 0, 0]],
      TypeRef: [
        [scope, heaps.string('Object'), heaps.string('System')],
        [scope, heaps.string('File'), heaps.string('System.IO')],
      ],
      TypeDef: [
        [0, heaps.string('<Module>'), 0, 0, 1, 1],
        [0x10_0001, heaps.string('A'), heaps.string('N'), coded('TypeDefOrRef', 'TypeRef', 1), 1, 1],
      ],
      MethodDef: [],
      MemberRef: [[coded('MemberRefParent', 'TypeRef', 2), heaps.string('Delete'), heaps.blob(stringSig)]],
      Assembly: [[0x8004, 1, 2, 3, 4, 0, 0, heaps.string('Small'), 0]],
      AssemblyRef: [[4, 0, 0, 0, 0, heaps.blob([0xb7, 0x7a, 0x5c, 0x56, 0x19, 0x34, 0xe0, 0x89]), heaps.string('mscorlib'), 0, 0]],
    },
    code: new Uint8Array(),
    table: {},
    tableBytes: (bytes) => bytes,
    streams: (streams) => streams,
    root: {},
    parts: {},
  }
  addMethod(trick, 'Run', tiny(ldstr(heaps.userString('C:\\evidence')), call(0x0a00_0001), ret))
  return trick
}

/** The bytes of a small assembly after the change. */
export function trickBytes(change: (trick: Trick) => void = () => {}): Uint8Array {
  const trick = smallAssembly()
  change(trick)
  const tables = trick.tableBytes(tableStream({ ...trick.table, rows: trick.rows }))
  const streams = trick.streams([['#~', tables], ...trick.heaps.streams()])
  return assemblyImage(metadataRoot(streams, trick.root), { code: trick.code, parts: trick.parts })
}

/** The lines of one dump section, parsed. */
export function dumped(assembly: Assembly, section: DumpSection): readonly Record<string, unknown>[] {
  return [...dumpLines(assembly, section)].map((line): Record<string, unknown> => JSON.parse(line))
}

/** What a reader is after: types, methods with their code by opcode names, references. */
export function seen(bytes: Uint8Array): { readonly types: unknown[]; readonly methods: unknown[]; readonly members: unknown[]; readonly il: unknown[] } {
  const assembly = openAssembly(bytes)
  return {
    types: dumped(assembly, 'types').map(({ name }) => name),
    methods: dumped(assembly, 'methods').map(({ name }) => name),
    members: dumped(assembly, 'members').map(({ name }) => name),
    il: dumped(assembly, 'il').map(({ code }) => opcodes(code)),
  }
}

function opcodes(code: unknown): unknown {
  return Array.isArray(code) ? code.map((one: unknown) => (Array.isArray(one) ? one[1] : one)) : code
}

/** What `seen` gives of `smallAssembly` as it is. */
export const small = {
  types: ['<Module>', 'N.A'],
  methods: ['System.Void N.A::Run()'],
  members: ['System.Void System.IO.File::Delete(System.String)'],
  il: [['ldstr', 'call', 'ret']],
}

/** The codes of the defects that opening and dumping everything meets. */
export function defectsOf(bytes: Uint8Array): string[] {
  const assembly = openAssembly(bytes)
  for (const section of ['types', 'methods', 'members', 'strings', 'il', 'attributes', 'resources', 'imports', 'references'] as const) dumped(assembly, section)
  return assembly.defects.map(({ code }) => code)
}

/** The profile; rules by id in order of findings. */
export function profiled(bytes: Uint8Array): { readonly profile: Profile; readonly rules: string[] } {
  const profile = inspect(bytes)
  return { profile, rules: profile.findings.map(({ rule }) => rule) }
}
