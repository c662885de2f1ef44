import { FormatError } from '../errors.ts'
import { type AttributeArguments, type AttributeTypes, readAttribute } from '../metadata/attribute.ts'
import { elementType, primitiveNames } from '../metadata/element-types.ts'
import { runOf } from '../metadata/runs.ts'
import { cell, isRowOf, rowToken } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { Assembly } from './assembly.ts'
import { isMethodSig } from './names.ts'
import { fromReflectionName } from './reflection-name.ts'

const elementByName = new Map([...primitiveNames].map(([element, name]) => [name, element]))

const bytes = elementType.U1
const shorts = elementType.I2
const longs = elementType.I8

/** Public enums of the framework that are not four bytes wide, by what they are made of: an attribute's blob does not say. */
const oddEnums: ReadonlyMap<string, number> = new Map<string, number>([
  ['System.Diagnostics.Eventing.Reader.StandardEventKeywords', longs],
  ['System.Diagnostics.Tracing.EventChannel', bytes],
  ['System.Diagnostics.Tracing.EventKeywords', longs],
  ['System.DirectoryServices.ActiveDirectory.LocatorOptions', longs],
  ['System.DirectoryServices.DirectorySynchronizationOptions', longs],
  ['System.DirectoryServices.Protocols.DirectorySynchronizationOptions', longs],
  ['System.DirectoryServices.Protocols.LocatorFlags', longs],
  ['System.Net.Sockets.IOControlCode', longs],
  ...['FUNCFLAGS', 'IDLFLAG', 'LIBFLAGS', 'PARAMFLAG', 'TYPEFLAGS', 'VARFLAGS'].flatMap((name): [string, number][] => [
    [`System.Runtime.InteropServices.${name}`, shorts],
    [`System.Runtime.InteropServices.ComTypes.${name}`, shorts],
  ]),
  ['System.Security.AccessControl.AceFlags', bytes],
  ['System.Security.AccessControl.AceType', bytes],
  ['System.Security.SecurityRuleSet', bytes],
  ['System.Xaml.Schema.XamlCollectionKind', bytes],
  ['System.Xaml.XamlNodeType', bytes],
])

/** Type name of the attribute a CustomAttribute row applies. */
export function attributeType(assembly: Assembly, row: number): string {
  const { tables } = assembly.metadata
  const attributeConstructor = cell(tables, 'CustomAttribute', row, 'Type')
  if (isRowOf(tables, 'MethodDef', attributeConstructor))
    return assembly.names.type(rowToken('TypeDef', assembly.names.methodOwner(tokenRow(attributeConstructor))))
  if (isRowOf(tables, 'MemberRef', attributeConstructor)) return assembly.names.type(cell(tables, 'MemberRef', tokenRow(attributeConstructor), 'Class'))
  return ''
}

/** The arguments of a CustomAttribute row. Throws `truncated`, `bad-value`, `bad-index`, `limit`. II.23.3 */
export function attributeArguments(assembly: Assembly, row: number): AttributeArguments {
  const { tables } = assembly.metadata
  const attributeConstructor = cell(tables, 'CustomAttribute', row, 'Type')
  const sig = isRowOf(tables, 'MethodDef', attributeConstructor)
    ? assembly.names.methodSig(tokenRow(attributeConstructor))
    : isRowOf(tables, 'MemberRef', attributeConstructor)
      ? assembly.names.memberSig(tokenRow(attributeConstructor))
      : null
  if (sig === null || !isMethodSig(sig)) throw new FormatError('bad-index', null, 'the attribute has no constructor')
  const blob = assembly.metadata.blob(cell(tables, 'CustomAttribute', row, 'Value'))
  // an empty blob stands for no arguments at all
  if (blob.bytes.length === 0 && sig.parameters.length === 0) return { fixed: [], named: [] }
  return readAttribute(blob, sig.parameters, attributeTypes(assembly))
}

function attributeTypes(assembly: Assembly): AttributeTypes {
  return {
    typeName: assembly.names.type,
    enumOfToken: (token) => {
      const { tables } = assembly.metadata
      if (isRowOf(tables, 'TypeDef', token)) return underlying(assembly, tokenRow(token))
      return oddEnums.get(assembly.names.type(token)) ?? elementType.I4
    },
    notation: fromReflectionName,
    enumOfName: (text) => {
      const name = fromReflectionName(withoutArguments(text))
      const row = assembly.typeRows().get(name)
      return row === undefined ? (oddEnums.get(name) ?? elementType.I4) : underlying(assembly, row)
    },
  }
}

/** A name in text up to the bracket of its type arguments. In names themselves a bracket stands behind a backslash, `<` stands as it is. */
function withoutArguments(text: string): string {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '[') return text.slice(0, at)
  }
  return text
}

/** Element type of an enum's one instance field, `value__`. */
function underlying(assembly: Assembly, type: number): number {
  const { tables } = assembly.metadata
  for (const field of runOf(tables, 'TypeDef', type, 'FieldList', 'Field')) {
    if ((cell(tables, 'Field', field, 'Flags') & 0x0010) !== 0) continue
    const sig = assembly.metadata.signatures.field(cell(tables, 'Field', field, 'Signature'))
    if (sig.kind === 'primitive') return elementByName.get(sig.name) ?? elementType.I4
  }
  return elementType.I4
}
