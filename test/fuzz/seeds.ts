import { readdirSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import { elementType as e } from '../../lib/metadata/element-types.ts'
import { ascii, join } from '../make/image.ts'
import { assemblyImage, coded, codeRva, compressed, makeHeaps, metadataRoot, tableStream, word } from '../make/metadata.ts'
import { bytesOf, root } from '../make/root.ts'
import { findPlaces, type Sample } from './places.ts'

/** Larger samples make few runs a second and hold no other structures. */
const largest = 24 * 1024

/**
 * The built samples up to a size, and two images with structures that compilers do not write; on demand with Exchange's names
 * changed, so that everything is read and no data is followed: several times the runs in the same time.
 */
export function findSeeds(only = '', isWithoutAgents = false): Sample[] {
  const files = readdirSync(joinPath(root, 'samples/bin')).filter((file) => file.endsWith('.dll'))
  const samples = files
    .sort()
    .map((file) => ({ name: file, bytes: isWithoutAgents ? withoutAgents(bytesOf('samples/bin', file)) : bytesOf('samples/bin', file) }))
  const built = (['#~', '#-'] as const).map((name) => ({ name: `built ${name}`, bytes: rareStructures(name) }))
  const seeds = [...samples.filter(({ bytes }) => bytes.length <= largest), ...built].filter(({ name }) => name.includes(only))
  return seeds.map(({ name, bytes }) => findPlaces(name, bytes))
}

/** Renames Exchange's namespaces, assemblies and events in `#Strings` of a copy; lengths stay. */
function withoutAgents(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (const name of ['\0Microsoft.Exchange.', '\0add_On'].map(ascii)) {
    for (let at = indexOf(copy, name, 0); at >= 0; at = indexOf(copy, name, at + 1)) copy[at + 1] = 0x58
  }
  return copy
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(wanted, from)
}

/** Pointer tables, edit-and-continue tables, ExtraData, every kind of signature, filters and fat clauses, all in a few bytes. */
function rareStructures(tableStreamName: '#~' | '#-'): Uint8Array {
  const heaps = makeHeaps()
  const { string, blob } = heaps
  const local = (row: number): number[] => compressed(row * 4)
  const code = join(
    [0x1b, 0x30, 8, 0],
    word(24, 4),
    word(0x1100_0001, 4),
    [
      0x72,
      ...word(0x7000_0000 | heaps.userString('C:\\out.txt'), 4),
      0x26,
      0xde,
      4,
      0x26,
      0x16,
      0xfe,
      0x11,
      0x26,
      0xde,
      0,
      0x28,
      ...word(0x2b00_0001, 4),
      0x2a,
      0,
      0,
    ],
    [0x41],
    word(52, 3),
    [1, 0, 8, 12, 4, 8].flatMap((value) => word(value, 4)),
    [0, 0, 8, 12, 4, 0x0100_0001].flatMap((value) => word(value, 4)),
  )
  const signatures = [
    [e.GENERICINST, e.CLASS, ...local(2), 1, e.SZARRAY, e.ARRAY, e.I4, 2, 1, 3, 1, 0],
    [e.CMOD_REQD, ...local(2), e.PTR, e.FNPTR, 0x05, 2, e.VOID, e.I4, e.SENTINEL, e.STRING],
    [e.BYREF, e.CLASS, ...compressed(2 * 4 + 2)],
  ].map((bytes) => [blob(bytes)])
  const attribute = blob(join([1, 0], [e.SZARRAY, e.BOXED], word(1, 4), [e.ENUM, 3, 0x4e, 0x2e, 0x54, 7, 0, 0, 0], [1, 0, 0x54, e.STRING, 1, 0x50, 0xff]))
  const tables = tableStream({
    heapSizes: 0x40,
    extraData: [1, 2, 3, 4],
    rows: {
      Module: [[0, string('m.dll'), heaps.guid(1), 0, 0]],
      TypeRef: [[coded('ResolutionScope', 'AssemblyRef', 1), string('Exception'), string('System')]],
      TypeDef: [
        [0, string('<Module>'), 0, 0, 1, 1],
        [0x101, string('T`1'), string('N'), coded('TypeDefOrRef', 'TypeSpec', 1), 1, 1],
        [0x102, string('Inner'), 0, coded('TypeDefOrRef', 'TypeDef', 2), 2, 3],
      ],
      FieldPtr: [[2], [1]],
      Field: [
        [0x16, string('a'), blob([6, e.I4])],
        [0x8053, string('b'), blob([6, e.STRING])],
      ],
      MethodPtr: [[2], [1], [3]],
      MethodDef: [
        [codeRva, 0, 0x16, string('Main'), blob([0x10, 1, 0, e.VOID]), 1],
        [codeRva, 0, 0xc6, string('M'), blob([0x20, 1, e.MVAR, 0, e.VAR, 0]), 1],
        [0, 0, 0x2016, string('Native'), blob([0, 0, e.VOID]), 2],
      ],
      ParamPtr: [[1]],
      Param: [[0, 1, string('p')]],
      InterfaceImpl: [[2, coded('TypeDefOrRef', 'TypeRef', 1)]],
      MemberRef: [[coded('MemberRefParent', 'TypeSpec', 1), string('.ctor'), blob([0x20, 1, e.VOID, e.OBJECT])]],
      Constant: [[e.STRING, 0, coded('HasConstant', 'Field', 2), blob([0x61, 0])]],
      CustomAttribute: [[coded('HasCustomAttribute', 'Assembly', 1), coded('CustomAttributeType', 'MemberRef', 1), attribute]],
      StandAloneSig: [[blob([7, 2, e.I4, e.PINNED, e.BYREF, e.STRING])]],
      EventMap: [[2, 1]],
      EventPtr: [[1]],
      Event: [[0, string('E'), coded('TypeDefOrRef', 'TypeRef', 1)]],
      PropertyMap: [[2, 1]],
      PropertyPtr: [[1]],
      Property: [[0, string('P'), blob([0x28, 0, e.I4])]],
      MethodSemantics: [[2, 2, coded('HasSemantics', 'Property', 1)]],
      MethodImpl: [[2, coded('MethodDefOrRef', 'MethodDef', 2), coded('MethodDefOrRef', 'MemberRef', 1)]],
      ModuleRef: [[string('kernel32.dll')]],
      TypeSpec: signatures,
      ImplMap: [[0x100, coded('MemberForwarded', 'MethodDef', 3), string('Sleep'), 1]],
      ENCLog: [[0x0600_0001, 0]],
      ENCMap: [[0x0600_0001]],
      Assembly: [[0x8004, 1, 0, 0, 0, 0, 0, string('A'), 0]],
      AssemblyRef: [[4, 0, 0, 0, 0, blob([1, 2, 3, 4, 5, 6, 7, 8]), string('mscorlib'), 0, 0]],
      File: [[0, string('other.netmodule'), 0]],
      ExportedType: [[0, 0, string('X'), 0, coded('Implementation', 'File', 1)]],
      ManifestResource: [[0, 1, string('r'), 0]],
      NestedClass: [[3, 2]],
      GenericParam: [[0, 0, coded('TypeOrMethodDef', 'TypeDef', 2), string('T')]],
      MethodSpec: [[coded('MethodDefOrRef', 'MethodDef', 2), blob([0x0a, 1, e.I4])]],
      GenericParamConstraint: [[1, coded('TypeDefOrRef', 'TypeRef', 1)]],
    },
  })
  return assemblyImage(metadataRoot([[tableStreamName, tables], ...heaps.streams()]), { code })
}
