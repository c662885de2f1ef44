/** How one column of a metadata table is stored. II.22, II.24.2.6 */
export type Column =
  | { readonly kind: 'u8' | 'u16' | 'u32' }
  | { readonly kind: 'heap'; readonly heap: HeapName }
  | { readonly kind: 'row'; readonly table: string }
  | { readonly kind: 'list'; readonly table: string } // first row of a run that ends where the next row's begins
  | { readonly kind: 'coded'; readonly coded: CodedName }

export type HeapName = 'String' | 'GUID' | 'Blob'

/** What can carry a custom attribute, by tag. */
const attributed = [
  'MethodDef',
  'Field',
  'TypeRef',
  'TypeDef',
  'Param',
  'InterfaceImpl',
  'MemberRef',
  'Module',
  'DeclSecurity',
  'Property',
  'Event',
  'StandAloneSig',
  'ModuleRef',
  'TypeSpec',
  'Assembly',
  'AssemblyRef',
  'File',
  'ExportedType',
  'ManifestResource',
  'GenericParam',
  'GenericParamConstraint',
  'MethodSpec',
] as const

/** Coded indexes: number of tag bits and the table of each tag, null where the tag is not used. II.24.2.6 */
export const codedIndexes = {
  TypeDefOrRef: { bits: 2, tables: ['TypeDef', 'TypeRef', 'TypeSpec'] },
  HasConstant: { bits: 2, tables: ['Field', 'Param', 'Property'] },
  HasCustomAttribute: { bits: 5, tables: attributed },
  HasFieldMarshal: { bits: 1, tables: ['Field', 'Param'] },
  HasDeclSecurity: { bits: 2, tables: ['TypeDef', 'MethodDef', 'Assembly'] },
  MemberRefParent: { bits: 3, tables: ['TypeDef', 'TypeRef', 'ModuleRef', 'MethodDef', 'TypeSpec'] },
  HasSemantics: { bits: 1, tables: ['Event', 'Property'] },
  MethodDefOrRef: { bits: 1, tables: ['MethodDef', 'MemberRef'] },
  MemberForwarded: { bits: 1, tables: ['Field', 'MethodDef'] },
  Implementation: { bits: 2, tables: ['File', 'AssemblyRef', 'ExportedType'] },
  CustomAttributeType: { bits: 3, tables: [null, null, 'MethodDef', 'MemberRef', null] },
  ResolutionScope: { bits: 2, tables: ['Module', 'ModuleRef', 'AssemblyRef', 'TypeRef'] },
  TypeOrMethodDef: { bits: 1, tables: ['TypeDef', 'MethodDef'] },
  HasCustomDebugInformation: { bits: 5, tables: [...attributed, 'Document', 'LocalScope', 'LocalVariable', 'LocalConstant', 'ImportScope'] },
} as const
export type CodedName = keyof typeof codedIndexes

const u8 = { kind: 'u8' } as const
const u16 = { kind: 'u16' } as const
const u32 = { kind: 'u32' } as const
const string = { kind: 'heap', heap: 'String' } as const
const guid = { kind: 'heap', heap: 'GUID' } as const
const blob = { kind: 'heap', heap: 'Blob' } as const
const row = <const T extends string>(table: T) => ({ kind: 'row', table }) as const
const list = <const T extends string>(table: T) => ({ kind: 'list', table }) as const
const coded = <const C extends CodedName>(name: C) => ({ kind: 'coded', coded: name }) as const

/**
 * Every metadata table: its number, its columns in file order, and by which column it is sorted when the
 * standard asks for it. Numbers 0x30 to 0x37 are the Portable PDB's.
 */
export const tables = {
  Module: { id: 0x00, columns: { Generation: u16, Name: string, Mvid: guid, EncId: guid, EncBaseId: guid } }, // II.22.30
  TypeRef: { id: 0x01, columns: { ResolutionScope: coded('ResolutionScope'), TypeName: string, TypeNamespace: string } }, // II.22.38
  TypeDef: {
    id: 0x02, // II.22.37
    columns: { Flags: u32, TypeName: string, TypeNamespace: string, Extends: coded('TypeDefOrRef'), FieldList: list('Field'), MethodList: list('MethodDef') },
  },
  FieldPtr: { id: 0x03, columns: { Field: row('Field') } }, // only under #-
  Field: { id: 0x04, columns: { Flags: u16, Name: string, Signature: blob } }, // II.22.15
  MethodPtr: { id: 0x05, columns: { Method: row('MethodDef') } }, // only under #-
  MethodDef: {
    id: 0x06, // II.22.26
    columns: { RVA: u32, ImplFlags: u16, Flags: u16, Name: string, Signature: blob, ParamList: list('Param') },
  },
  ParamPtr: { id: 0x07, columns: { Param: row('Param') } }, // only under #-
  Param: { id: 0x08, columns: { Flags: u16, Sequence: u16, Name: string } }, // II.22.33
  InterfaceImpl: { id: 0x09, columns: { Class: row('TypeDef'), Interface: coded('TypeDefOrRef') }, sorted: 'Class' }, // II.22.23
  MemberRef: { id: 0x0a, columns: { Class: coded('MemberRefParent'), Name: string, Signature: blob } }, // II.22.25
  Constant: { id: 0x0b, columns: { Type: u8, Padding: u8, Parent: coded('HasConstant'), Value: blob }, sorted: 'Parent' }, // II.22.9
  CustomAttribute: {
    id: 0x0c, // II.22.10
    columns: { Parent: coded('HasCustomAttribute'), Type: coded('CustomAttributeType'), Value: blob },
    sorted: 'Parent',
  },
  FieldMarshal: { id: 0x0d, columns: { Parent: coded('HasFieldMarshal'), NativeType: blob }, sorted: 'Parent' }, // II.22.17
  DeclSecurity: { id: 0x0e, columns: { Action: u16, Parent: coded('HasDeclSecurity'), PermissionSet: blob }, sorted: 'Parent' }, // II.22.11
  ClassLayout: { id: 0x0f, columns: { PackingSize: u16, ClassSize: u32, Parent: row('TypeDef') }, sorted: 'Parent' }, // II.22.8
  FieldLayout: { id: 0x10, columns: { Offset: u32, Field: row('Field') }, sorted: 'Field' }, // II.22.16
  StandAloneSig: { id: 0x11, columns: { Signature: blob } }, // II.22.36
  EventMap: { id: 0x12, columns: { Parent: row('TypeDef'), EventList: list('Event') } }, // II.22.12
  EventPtr: { id: 0x13, columns: { Event: row('Event') } }, // only under #-
  Event: { id: 0x14, columns: { EventFlags: u16, Name: string, EventType: coded('TypeDefOrRef') } }, // II.22.13
  PropertyMap: { id: 0x15, columns: { Parent: row('TypeDef'), PropertyList: list('Property') } }, // II.22.35
  PropertyPtr: { id: 0x16, columns: { Property: row('Property') } }, // only under #-
  Property: { id: 0x17, columns: { Flags: u16, Name: string, Type: blob } }, // II.22.34
  MethodSemantics: {
    id: 0x18, // II.22.28
    columns: { Semantics: u16, Method: row('MethodDef'), Association: coded('HasSemantics') },
    sorted: 'Association',
  },
  MethodImpl: {
    id: 0x19, // II.22.27
    columns: { Class: row('TypeDef'), MethodBody: coded('MethodDefOrRef'), MethodDeclaration: coded('MethodDefOrRef') },
    sorted: 'Class',
  },
  ModuleRef: { id: 0x1a, columns: { Name: string } }, // II.22.31
  TypeSpec: { id: 0x1b, columns: { Signature: blob } }, // II.22.39
  ImplMap: {
    id: 0x1c, // II.22.22
    columns: { MappingFlags: u16, MemberForwarded: coded('MemberForwarded'), ImportName: string, ImportScope: row('ModuleRef') },
    sorted: 'MemberForwarded',
  },
  FieldRVA: { id: 0x1d, columns: { RVA: u32, Field: row('Field') }, sorted: 'Field' }, // II.22.18
  ENCLog: { id: 0x1e, columns: { Token: u32, FuncCode: u32 } }, // edit and continue
  ENCMap: { id: 0x1f, columns: { Token: u32 } }, // edit and continue
  Assembly: {
    id: 0x20, // II.22.2
    columns: {
      HashAlgId: u32,
      MajorVersion: u16,
      MinorVersion: u16,
      BuildNumber: u16,
      RevisionNumber: u16,
      Flags: u32,
      PublicKey: blob,
      Name: string,
      Culture: string,
    },
  },
  AssemblyProcessor: { id: 0x21, columns: { Processor: u32 } }, // II.22.4
  AssemblyOS: { id: 0x22, columns: { OSPlatformID: u32, OSMajorVersion: u32, OSMinorVersion: u32 } }, // II.22.3
  AssemblyRef: {
    id: 0x23, // II.22.5
    columns: {
      MajorVersion: u16,
      MinorVersion: u16,
      BuildNumber: u16,
      RevisionNumber: u16,
      Flags: u32,
      PublicKeyOrToken: blob,
      Name: string,
      Culture: string,
      HashValue: blob,
    },
  },
  AssemblyRefProcessor: { id: 0x24, columns: { Processor: u32, AssemblyRef: row('AssemblyRef') } }, // II.22.7
  AssemblyRefOS: { id: 0x25, columns: { OSPlatformID: u32, OSMajorVersion: u32, OSMinorVersion: u32, AssemblyRef: row('AssemblyRef') } }, // II.22.6
  File: { id: 0x26, columns: { Flags: u32, Name: string, HashValue: blob } }, // II.22.19
  ExportedType: {
    id: 0x27, // II.22.14
    columns: { Flags: u32, TypeDefId: u32, TypeName: string, TypeNamespace: string, Implementation: coded('Implementation') },
  },
  ManifestResource: { id: 0x28, columns: { Offset: u32, Flags: u32, Name: string, Implementation: coded('Implementation') } }, // II.22.24
  NestedClass: { id: 0x29, columns: { NestedClass: row('TypeDef'), EnclosingClass: row('TypeDef') }, sorted: 'NestedClass' }, // II.22.32
  GenericParam: { id: 0x2a, columns: { Number: u16, Flags: u16, Owner: coded('TypeOrMethodDef'), Name: string }, sorted: 'Owner' }, // II.22.20
  MethodSpec: { id: 0x2b, columns: { Method: coded('MethodDefOrRef'), Instantiation: blob } }, // II.22.29
  GenericParamConstraint: { id: 0x2c, columns: { Owner: row('GenericParam'), Constraint: coded('TypeDefOrRef') }, sorted: 'Owner' }, // II.22.21
  Document: { id: 0x30, columns: { Name: blob, HashAlgorithm: guid, Hash: blob, Language: guid } }, // Portable PDB, as the rest below
  MethodDebugInformation: { id: 0x31, columns: { Document: row('Document'), SequencePoints: blob } },
  LocalScope: {
    id: 0x32,
    columns: {
      Method: row('MethodDef'),
      ImportScope: row('ImportScope'),
      VariableList: list('LocalVariable'),
      ConstantList: list('LocalConstant'),
      StartOffset: u32,
      Length: u32,
    },
    sorted: 'Method',
  },
  LocalVariable: { id: 0x33, columns: { Attributes: u16, Index: u16, Name: string } },
  LocalConstant: { id: 0x34, columns: { Name: string, Signature: blob } },
  ImportScope: { id: 0x35, columns: { Parent: row('ImportScope'), Imports: blob } },
  StateMachineMethod: { id: 0x36, columns: { MoveNextMethod: row('MethodDef'), KickoffMethod: row('MethodDef') }, sorted: 'MoveNextMethod' },
  CustomDebugInformation: { id: 0x37, columns: { Parent: coded('HasCustomDebugInformation'), Kind: guid, Value: blob }, sorted: 'Parent' },
} as const satisfies Record<string, { readonly id: number; readonly columns: Readonly<Record<string, Column>>; readonly sorted?: string }>

export type TableName = keyof typeof tables
export type ColumnsOf<T extends TableName> = (typeof tables)[T]['columns']
export type ColumnName<T extends TableName> = keyof ColumnsOf<T> & string

/** Table names by number; null where no table has that number. */
export const tableNames: readonly (TableName | null)[] = makeTableNames()

function makeTableNames(): (TableName | null)[] {
  const names: (TableName | null)[] = new Array<TableName | null>(64).fill(null)
  for (const name of Object.keys(tables)) if (isTableName(name)) names[tables[name].id] = name
  return names
}

export function isTableName(name: string): name is TableName {
  return Object.hasOwn(tables, name)
}
