import { FormatError } from '../errors.ts'
import { dumpInstruction } from '../il/dump-instruction.ts'
import { decodeCode } from '../il/instruction.ts'
import type { AttributeValue } from '../metadata/attribute.ts'
import { userStrings } from '../metadata/heaps.ts'
import { tableNames } from '../metadata/schema.ts'
import { cell, rowCount, rowsWhere, rowToken } from '../metadata/tables.ts'
import { tokenText } from '../metadata/token.ts'
import { type Assembly, memberFullName, methodFullName, salvagedBody } from '../model/assembly.ts'
import { attributeArguments, attributeType } from '../model/attributes.ts'
import { nativeImports } from '../model/imports.ts'
import { assemblyReferences } from '../model/references.ts'
import { resources } from '../model/resources.ts'

/** Each section of `txray dump`: one plain object a line, in row order. */
const sections = {
  tables: dumpTables,
  types: dumpTypes,
  methods: dumpMethods,
  members: dumpMembers,
  strings: dumpStrings,
  il: dumpIl,
  attributes: dumpAttributes,
  resources: dumpResources,
  imports: dumpImports,
  references: dumpReferences,
} as const

export type DumpSection = keyof typeof sections

export function isDumpSection(name: string): name is DumpSection {
  return Object.hasOwn(sections, name)
}

/** Names of all sections, in the order they are documented. */
export const dumpSections: readonly DumpSection[] = Object.keys(sections).filter(isDumpSection)

/** The raw metadata of one section as JSON lines, without line ends. */
export function* dumpLines(assembly: Assembly, section: DumpSection): Generator<string> {
  for (const line of sections[section](assembly)) yield JSON.stringify(line)
}

function* dumpTables({ metadata }: Assembly): Generator<object> {
  for (const name of tableNames) {
    const rows = name === null ? 0 : rowCount(metadata.tables, name)
    if (rows > 0) yield { table: name, rows }
  }
}

function* dumpTypes({ metadata, names }: Assembly): Generator<object> {
  const { tables } = metadata
  for (let row = 1; row <= rowCount(tables, 'TypeDef'); row++) {
    const token = rowToken('TypeDef', row)
    const base = cell(tables, 'TypeDef', row, 'Extends')
    const interfaces = rowsWhere(tables, 'InterfaceImpl', 'Class', token).map((one) => names.type(cell(tables, 'InterfaceImpl', one, 'Interface')))
    yield { token: tokenText(token), name: names.type(token), base: (base & 0xff_ffff) === 0 ? null : names.type(base), interfaces }
  }
}

function* dumpMethods(assembly: Assembly): Generator<object> {
  const { tables } = assembly.metadata
  for (let row = 1; row <= rowCount(tables, 'MethodDef'); row++) {
    yield { token: tokenText(rowToken('MethodDef', row)), name: methodFullName(assembly, row), rva: cell(tables, 'MethodDef', row, 'RVA') }
  }
}

function* dumpMembers(assembly: Assembly): Generator<object> {
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'MemberRef'); row++) {
    yield { token: tokenText(rowToken('MemberRef', row)), name: memberFullName(assembly, row) }
  }
}

function* dumpStrings({ metadata }: Assembly): Generator<object> {
  for (const { index, value } of userStrings(metadata.streams.userStrings)) yield { token: tokenText(0x7000_0000 | index), value }
}

function* dumpIl(assembly: Assembly): Generator<object> {
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'MethodDef'); row++) {
    const body = salvagedBody(assembly, row)
    if (body === null) continue
    const code = decodeCode(body.code)
    const lines: unknown[] = []
    for (let index = 0; index < code.count; index++) lines.push(dumpInstruction(code, index))
    if (code.invalid !== null) lines.push(dumpInstruction(code, code.count))
    yield { token: tokenText(rowToken('MethodDef', row)), maxStack: body.maxStack, handlers: body.clauses.length, code: lines }
  }
}

function* dumpAttributes(assembly: Assembly): Generator<object> {
  const { tables } = assembly.metadata
  for (let row = 1; row <= rowCount(tables, 'CustomAttribute'); row++) {
    const head = {
      token: tokenText(rowToken('CustomAttribute', row)),
      parent: tokenText(cell(tables, 'CustomAttribute', row, 'Parent')),
      type: attributeType(assembly, row),
    }
    try {
      const { fixed, named } = attributeArguments(assembly, row)
      yield { ...head, fixed: fixed.map(plain), named: named.map((one) => ({ ...one, value: plain(one.value) })) }
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      yield { ...head, error: error.code }
    }
  }
}

/** 64-bit integers as decimal text, types as their name; numbers JSON cannot hold as text. */
function plain(value: AttributeValue): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null && 'type' in value) return value.type
  return value
}

function* dumpResources(assembly: Assembly): Generator<object> {
  for (const resource of resources(assembly)) yield { ...resource, token: tokenText(resource.token) }
}

function* dumpImports(assembly: Assembly): Generator<object> {
  for (const one of nativeImports(assembly)) yield { ...one, method: tokenText(one.method) }
}

function* dumpReferences(assembly: Assembly): Generator<object> {
  for (const reference of assemblyReferences(assembly)) yield { ...reference, token: tokenText(reference.token) }
}
