import { FormatError } from '../errors.ts'
import { type AttributeArguments, type AttributeTypes, readAttribute } from '../metadata/attribute.ts'
import { elementType, primitiveNames } from '../metadata/element-types.ts'
import { readFieldSig } from '../metadata/signature.ts'
import { cell, isRowOf, rowToken, runOf } from '../metadata/tables.ts'
import { tokenRow } from '../metadata/token.ts'
import type { Assembly } from './assembly.ts'
import { isMethodSig } from './names.ts'

const elementByName = new Map([...primitiveNames].map(([element, name]) => [name, element]))

/** Enums of the framework that are not Int32 and occur as attribute arguments. */
const smallEnums: ReadonlyMap<string, number> = new Map<string, number>([['System.Security.SecurityRuleSet', elementType.U1]])

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
      return smallEnums.get(assembly.names.type(token)) ?? elementType.I4
    },
    notation: writtenType,
    enumOfName: (text) => {
      const name = openName(writtenType(text))
      const row = assembly.typeRows().get(name)
      return row === undefined ? (smallEnums.get(name) ?? elementType.I4) : underlying(assembly, row)
    },
  }
}

/** `Namespace.Outer+Inner, Assembly, Version=…` without the assembly, in txray's notation; brackets hold commas of their own. */
function writtenType(text: string): string {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '[') depth++
    else if (text[at] === ']') depth--
    else if (text[at] === ',' && depth === 0) return text.slice(0, at).trim().replaceAll('+', '/')
  }
  return text.trim().replaceAll('+', '/')
}

/** A generic instance's own name, its arguments left out. */
function openName(name: string): string {
  const bracket = name.indexOf('[')
  return bracket < 0 ? name : name.slice(0, bracket)
}

/** Element type of an enum's one instance field, `value__`. */
function underlying(assembly: Assembly, type: number): number {
  const { tables } = assembly.metadata
  for (const field of runOf(tables, 'TypeDef', type, 'FieldList', 'Field')) {
    if ((cell(tables, 'Field', field, 'Flags') & 0x0010) !== 0) continue
    const sig = readFieldSig(assembly.metadata.blob(cell(tables, 'Field', field, 'Signature')))
    if (sig.kind === 'primitive') return elementByName.get(sig.name) ?? elementType.I4
  }
  return elementType.I4
}
