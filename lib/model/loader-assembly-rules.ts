import { type Span, u32 } from '../bytes/span.ts'
import { FormatError } from '../errors.ts'
import { cell, columnOf, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { Assembly } from './assembly.ts'
import { attributeType } from './attributes.ts'
import { hexText, type LoaderRule } from './loader-rule.ts'
import { fileFlags, hasFlag } from './loader-rva.ts'

/** The runtime's #Strings ends with its last NUL; an index behind it is an error, not a cut text. */
const isText = ({ metadata }: Assembly, index: number): boolean => index <= metadata.streams.strings.bytes.lastIndexOf(0)

/** The text at an index, read from the heap's first byte on like any other; null outside. */
function textAt(assembly: Assembly, index: number): string | null {
  if (!isText(assembly, index)) return null
  // index 0 counts as empty everywhere else, and is only as empty as its byte here
  return index === 0 && assembly.metadata.streams.strings.bytes[0] !== 0 ? '(what stands at index 0)' : assembly.metadata.string(index)
}

const firstAssembly = rowToken('Assembly', 1)
const referenceOnly = 'System.Runtime.CompilerServices.ReferenceAssemblyAttribute'
const debuggable = 'System.Diagnostics.DebuggableAttribute'
/** Looked for by name when an assembly is loaded, past whatever stands before them. */
const lookedFor = [debuggable, 'System.Runtime.CompilerServices.RuntimeCompatibilityAttribute']

function assemblyAttributes({ metadata }: Assembly): number[] {
  const parents = columnOf(metadata.tables, 'CustomAttribute', 'Parent')
  const rows: number[] = []
  for (let row = 1; row < parents.length; row++) if (parents[row] === firstAssembly) rows.push(row)
  return rows
}

/** What is asked of the rows that are read before any type is used. */
export const assemblyRules: readonly LoaderRule<Assembly>[] = [
  {
    id: 'assembly.manifest',
    text: 'There is an Assembly row; a module without one is loaded by another assembly only',
    source: 'PEAssembly',
    test: ({ metadata }) => (rowCount(metadata.tables, 'Assembly') > 0 ? null : 'there is none'),
  },
  {
    id: 'assembly.mvid',
    text: 'There is a Module row, and its version id starts inside the GUID heap',
    source: 'MDInternalRO::GetScopeProps',
    test: ({ metadata }) => {
      if (rowCount(metadata.tables, 'Module') === 0) return 'there is no Module row'
      const index = cell(metadata.tables, 'Module', 1, 'Mvid')
      return index === 0 || (index - 1) * 16 < metadata.streams.guids.bytes.length ? null : `its index is ${index}`
    },
  },
  {
    id: 'assembly.module-type',
    text: 'There is a TypeDef row: the first is the module itself',
    source: 'Module::Initialize',
    test: ({ metadata }) => (rowCount(metadata.tables, 'TypeDef') > 0 ? null : 'there is none'),
  },
  {
    id: 'assembly.name',
    text: 'The name of the assembly is in the string heap, and not empty',
    source: 'MDInternalRO::GetAssemblyProps',
    test: (assembly) => {
      if (rowCount(assembly.metadata.tables, 'Assembly') === 0) return null
      const index = cell(assembly.metadata.tables, 'Assembly', 1, 'Name')
      const name = textAt(assembly, index)
      return name === null || name === '' ? `its index is ${index}` : null
    },
  },
  {
    id: 'assembly.culture',
    text: 'The culture of the assembly is in the string heap; a program (EXE) has none',
    source: 'MDInternalRO::GetAssemblyProps',
    test: (assembly) => {
      const index = cell(assembly.metadata.tables, 'Assembly', 1, 'Culture')
      const culture = textAt(assembly, index)
      if (culture === null) return `its index is ${index}`
      return culture !== '' && !hasFlag(assembly.image.characteristics, fileFlags.dll) ? 'this program has one' : null
    },
  },
  {
    id: 'assembly.public-key',
    text: 'The public key of the assembly is absent, or has the shape of one',
    source: 'StrongNameIsValidPublicKey',
    test: (assembly) => {
      const index = cell(assembly.metadata.tables, 'Assembly', 1, 'PublicKey')
      const key = blobAt(assembly, index)
      if (key === null) return `its index is ${hexText(index)}`
      return key.bytes.length === 0 || isPublicKey(key) ? null : `its ${key.bytes.length} bytes do not`
    },
  },
  {
    id: 'assembly.reference',
    text: 'The assembly is not marked as one to compile against',
    source: 'ReferenceAssemblyAttribute (COR_E_LOADING_REFERENCE_ASSEMBLY)',
    test: (assembly) => (assemblyAttributes(assembly).some((row) => attributeType(assembly, row) === referenceOnly) ? `it has ${referenceOnly}` : null),
  },
  {
    id: 'assembly.attributes',
    text: "The types of the assembly's attributes have names, up to those that are looked for: Debuggable, whose value is read too, and RuntimeCompatibility",
    source: 'MDInternalRO::GetNameOfCustomAttribute, GetCustomAttributeByName',
    test: (assembly) => {
      const rows = assemblyAttributes(assembly)
      const types = rows.map((row) => attributeType(assembly, row))
      const last = Math.max(...lookedFor.map((name) => (types.includes(name) ? types.indexOf(name) : rows.length)))
      const nameless = rows.slice(0, last).find((row) => !isNamed(assembly, row))
      if (nameless !== undefined) return `the type of CustomAttribute row ${nameless} has none`
      const row = rows[types.indexOf(debuggable)] ?? 0
      return blobAt(assembly, cell(assembly.metadata.tables, 'CustomAttribute', row, 'Value')) === null ? `CustomAttribute row ${row} has no value` : null
    },
  },
  {
    id: 'assembly.type-names',
    text: 'Name and namespace of every type are in the string heap',
    source: 'ClassLoader::PopulateAvailableClassHashTable',
    test: (assembly) => {
      const { tables } = assembly.metadata
      for (let row = 2; row <= rowCount(tables, 'TypeDef'); row++) {
        const out = [cell(tables, 'TypeDef', row, 'TypeName'), cell(tables, 'TypeDef', row, 'TypeNamespace')].find((index) => !isText(assembly, index))
        if (out !== undefined) return `TypeDef row ${row} has the index ${hexText(out)}`
      }
      return null
    },
  },
  {
    id: 'assembly.field-lists',
    text: 'The runs of fields never go back, and hold rows that are there',
    source: 'Module::BuildStaticsOffsets',
    test: ({ metadata: { tables } }) => {
      const starts = columnOf(tables, 'TypeDef', 'FieldList')
      const end = rowCount(tables, 'Field') + 1
      for (let row = 1; row < starts.length; row++) {
        const from = tokenRow(starts[row] ?? 0)
        const to = row + 1 < starts.length ? tokenRow(starts[row + 1] ?? 0) : end
        if (from > to) return `TypeDef row ${row} starts at ${from} and ends at ${to}`
        if (from < to && (from === 0 || to > end)) return `TypeDef row ${row} has the fields ${from} to ${to - 1} of ${end - 1}`
      }
      return null
    },
  },
]

/** Only names of TypeRefs can be looked at here: those of TypeDefs have a rule of their own, a TypeSpec has none. */
function isNamed(assembly: Assembly, row: number): boolean {
  const { tables } = assembly.metadata
  const method = cell(tables, 'CustomAttribute', row, 'Type')
  if (!isRowOf(tables, 'MemberRef', method)) return isRowOf(tables, 'MethodDef', method)
  const parent = cell(tables, 'MemberRef', tokenRow(method), 'Class')
  if (!isRowOf(tables, 'TypeRef', parent)) return isRowOf(tables, 'TypeDef', parent) || isRowOf(tables, 'TypeSpec', parent)
  const at = tokenRow(parent)
  return isText(assembly, cell(tables, 'TypeRef', at, 'TypeName')) && isText(assembly, cell(tables, 'TypeRef', at, 'TypeNamespace'))
}

function blobAt({ metadata }: Assembly, index: number): Span | null {
  try {
    return metadata.blob(index)
  } catch (error) {
    if (error instanceof FormatError) return null
    throw error
  }
}

/** The key of the standard's own libraries, which stands for the platform's: II.6.2.1.3. */
const neutralKeySize = 16
const keyHeader = 12
const algorithm = { classMask: 0xe000, hash: 0x8000, signature: 0x2000, idMask: 0x1ff, sha1: 4 } as const
const publicKeyBlob = 6

function isPublicKey(key: Span): boolean {
  if (key.bytes.length < keyHeader || u32(key, 8) !== key.bytes.length - keyHeader) return false
  if (key.bytes.length === neutralKeySize && u32(key, 0) === 0 && u32(key, 4) === 0 && u32(key, 12) === 0) return true
  const signature = u32(key, 0)
  const hash = u32(key, 4)
  if (hash !== 0 && ((hash & algorithm.classMask) !== algorithm.hash || (hash & algorithm.idMask) < algorithm.sha1)) return false
  return (signature === 0 || (signature & algorithm.classMask) === algorithm.signature) && key.bytes[keyHeader] === publicKeyBlob
}
