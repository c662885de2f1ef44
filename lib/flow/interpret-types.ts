import { salvage } from '../errors.ts'
import { limits } from '../limits.ts'
import { methodFlags } from '../metadata/flags.ts'
import { runOf } from '../metadata/runs.ts'
import { readFieldSig, readTypeSpec, type TypeSig } from '../metadata/signature.ts'
import { cell, isRowOf, rowsWhere, rowToken } from '../metadata/tables.ts'
import { tokenRow, tokenTable } from '../metadata/token.ts'
import type { Assembly } from '../model/assembly.ts'
import { baseNameOf, chainOf, homeOfType, type Program, resolveType, typeNameOf } from '../model/program.ts'
import { spanAtRva } from '../pe/image.ts'
import { storageOfName } from './interpret-storage.ts'
import type { Storage } from './interpret-values.ts'

/** What the interpreter must know of a type. `own`: its number in the set, else 0. */
export interface Shape {
  readonly storage: Storage
  readonly own: number
  readonly name: string
}

/** What kind a type of the set is. */
export interface OwnType {
  readonly isStruct: boolean
  readonly isDelegate: boolean
  /** Kept as this number where it is an enum. */
  readonly enumStorage: Storage | null
}

/** Types of a set as the interpreter asks for them, each worked out once. */
export interface Types {
  readonly program: Program
  readonly owns: Map<number, OwnType>
  readonly shapes: Map<number, Shape>
  readonly fields: Map<number, Shape>
}

/** Nothing is worked out yet. */
export function makeTypes(program: Program): Types {
  return { program, owns: new Map(), shapes: new Map(), fields: new Map() }
}

const outside: Shape = { storage: 'ref', own: 0, name: '' }

/** What kind a type of the set is, by its base. */
export function ownType(types: Types, type: number): OwnType {
  const known = types.owns.get(type)
  if (known !== undefined) return known
  const base = baseNameOf(types.program, type)
  // before its own fields are looked at: an enum of itself is no number
  const made = { isStruct: base === 'System.ValueType', isDelegate: base === 'System.MulticastDelegate' || base === 'System.Delegate', enumStorage: null }
  types.owns.set(type, made)
  if (base !== 'System.Enum') return made
  const kept = { ...made, enumStorage: enumStorage(types, type) }
  types.owns.set(type, kept)
  return kept
}

/** An enum's one instance field says how it is kept. II.14.3 */
function enumStorage(types: Types, type: number): Storage {
  const { index, assembly, row } = homeOfType(types.program, type)
  const { tables } = assembly.metadata
  for (const field of runOf(tables, 'TypeDef', row, 'FieldList', 'Field')) {
    if ((cell(tables, 'Field', field, 'Flags') & methodFlags.static) === 0) return shapeOfField(types, index, field).storage
  }
  return 'i4'
}

/** The type a TypeDef, TypeRef or TypeSpec names. */
export function shapeOfToken(types: Types, index: number, token: number): Shape {
  const key = index * 0x1_0000_0000 + token
  const known = types.shapes.get(key)
  if (known !== undefined) return known
  types.shapes.set(key, outside)
  const made = makeShape(types, index, token)
  types.shapes.set(key, made)
  return made
}

function makeShape(types: Types, index: number, token: number): Shape {
  const assembly = types.program.assemblies[index]
  if (assembly === undefined) return outside
  const { tables } = assembly.metadata
  if (isRowOf(tables, 'TypeSpec', token)) {
    const read = () => readTypeSpec(assembly.metadata.blob(cell(tables, 'TypeSpec', tokenRow(token), 'Signature')))
    const sig = salvage<TypeSig | null>(assembly.defects, 'type', read, null)
    if (sig !== null) return shapeOfSig(types, index, sig)
  }
  const own = resolveType(types.program, index, token)
  return own === 0 ? outsideShape(assembly.names.type(token), false) : ownShape(types, own)
}

function ownShape(types: Types, own: number): Shape {
  const { isStruct, enumStorage: kept } = ownType(types, own)
  return { storage: kept ?? (isStruct ? 'struct' : 'ref'), own, name: typeNameOf(types.program, own) }
}

function outsideShape(name: string, valueType: boolean): Shape {
  return { storage: storageOfName(name) ?? (valueType ? 'struct' : 'ref'), own: 0, name }
}

/** The type a signature writes; the bound on their nesting is the reader's. */
export function shapeOfSig(types: Types, index: number, sig: TypeSig): Shape {
  const names = types.program.assemblies[index]?.names
  if (names === undefined) return outside
  switch (sig.kind) {
    case 'primitive':
      return outsideShape(sig.name, false)
    case 'named': {
      const named = shapeOfToken(types, index, sig.token)
      return named.own === 0 && sig.valueType ? outsideShape(named.name, true) : named
    }
    case 'generic': {
      const open = shapeOfSig(types, index, sig.type)
      return { ...open, name: names.typeSig(sig) }
    }
    case 'variable':
      return { storage: 'unknown', own: 0, name: names.typeSig(sig) }
    case 'modified':
    case 'pinned':
      return shapeOfSig(types, index, sig.of)
    default:
      return { storage: 'ref', own: 0, name: names.typeSig(sig) }
  }
}

/** The assembly and row of a field as `resolveField` numbers it: the row below, the assembly's place above 24 bits. */
export function homeOfField(program: Program, field: number): { readonly index: number; readonly assembly: Assembly | undefined; readonly row: number } {
  const index = tokenTable(field)
  return { index, assembly: program.assemblies[index], row: tokenRow(field) }
}

function shapeOfField(types: Types, index: number, row: number): Shape {
  const assembly = types.program.assemblies[index]
  if (assembly === undefined) return outside
  const read = () => readFieldSig(assembly.metadata.blob(cell(assembly.metadata.tables, 'Field', row, 'Signature')))
  const sig = salvage<TypeSig | null>(assembly.defects, 'field', read, null)
  return sig === null ? outside : shapeOfSig(types, index, sig)
}

/** The type of a field of the set. */
export function fieldShape(types: Types, field: number): Shape {
  const known = types.fields.get(field)
  if (known !== undefined) return known
  const { index, row } = homeOfField(types.program, field)
  const made = shapeOfField(types, index, row)
  types.fields.set(field, made)
  return made
}

/** The bytes the file gives a field at the start, at most so many; null where it gives none. II.22.18 */
export function fieldBytes(program: Program, index: number, row: number, most: number): Uint8Array | null {
  const assembly = program.assemblies[index]
  if (assembly === undefined) return null
  const { tables } = assembly.metadata
  const place = rowsWhere(tables, 'FieldRVA', 'Field', rowToken('Field', row))[0]
  if (place === undefined) return null
  const read = () => spanAtRva(assembly.image, cell(tables, 'FieldRVA', place, 'RVA')).bytes.slice(0, most)
  return salvage<Uint8Array | null>(assembly.defects, 'data of a field', read, null)
}

/** Size of the struct that compilers make as the type of such data; 0 where none is told. II.22.8 */
export function dataSize(types: Types, field: number): number {
  const { storage, own } = fieldShape(types, field)
  if (own === 0 || storage !== 'struct') return own === 0 && storage !== 'ref' && storage !== 'struct' ? 8 : 0
  const { assembly, row } = homeOfType(types.program, own)
  const layout = rowsWhere(assembly.metadata.tables, 'ClassLayout', 'Parent', rowToken('TypeDef', row))[0]
  return layout === undefined ? 0 : Math.min(cell(assembly.metadata.tables, 'ClassLayout', layout, 'ClassSize'), limits.interpretMemory)
}

/** Bases of the platform's exceptions that handlers tell apart; the base of every other one is taken as `System.Exception`. */
const exceptionBases: ReadonlyMap<string, string> = new Map([
  ['System.SystemException', 'System.Exception'],
  ['System.ApplicationException', 'System.Exception'],
  ['System.FormatException', 'System.SystemException'],
  ['System.UriFormatException', 'System.FormatException'],
  ['System.ArgumentException', 'System.SystemException'],
  ['System.ArgumentNullException', 'System.ArgumentException'],
  ['System.ArgumentOutOfRangeException', 'System.ArgumentException'],
  ['System.IndexOutOfRangeException', 'System.SystemException'],
  ['System.NullReferenceException', 'System.SystemException'],
  ['System.InvalidCastException', 'System.SystemException'],
  ['System.InvalidOperationException', 'System.SystemException'],
  ['System.ObjectDisposedException', 'System.InvalidOperationException'],
  ['System.NotSupportedException', 'System.SystemException'],
  ['System.NotImplementedException', 'System.SystemException'],
  ['System.ArithmeticException', 'System.SystemException'],
  ['System.DivideByZeroException', 'System.ArithmeticException'],
  ['System.OverflowException', 'System.ArithmeticException'],
  ['System.Collections.Generic.KeyNotFoundException', 'System.SystemException'],
  ['System.Security.Cryptography.CryptographicException', 'System.SystemException'],
  ['System.IO.IOException', 'System.SystemException'],
  ['System.IO.EndOfStreamException', 'System.IO.IOException'],
])

/** Is a platform's exception one of this type? */
export function isException(type: string, wanted: string): boolean {
  let at: string | undefined = type
  for (let step = 0; step < limits.chain && at !== undefined; step++) {
    if (at === wanted) return true
    at = exceptionBases.get(at) ?? (at === 'System.Exception' ? 'System.Object' : at === 'System.Object' ? undefined : 'System.Exception')
  }
  return false
}

/** Is an object of one type of the set also one of another, by its bases? */
export function isOwnKind(program: Program, type: number, wanted: number): boolean {
  return chainOf(program, type).includes(wanted)
}
