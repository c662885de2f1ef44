import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { type Defect, FormatError } from '../lib/errors.ts'
import { runOf } from '../lib/metadata/runs.ts'
import { type CodedName, codedIndexes, isTableName, type TableName, tableNames, tables } from '../lib/metadata/schema.ts'
import { cell, columnOf, isRowOf, openTables, rowCount, rowsWhere, rowToken, type Tables } from '../lib/metadata/tables.ts'
import { coded, columnSizes, type TableRows, type TableStreamParts, tableStream } from './make/metadata.ts'

const empty = spanOf(new Uint8Array())

function open(bytes: Uint8Array, minimalDelta = false, uncompressed = false): { md: Tables; defects: Defect[] } {
  const defects: Defect[] = []
  const streams = { tables: spanOf(bytes, 0x200), uncompressed, strings: empty, userStrings: empty, blobs: empty, guids: empty, minimalDelta, pdb: null }
  return { md: openTables(streams, defects), defects }
}

const build = (parts: TableStreamParts): { md: Tables; defects: Defect[] } => open(tableStream(parts), parts.wide)
const rowsOf = (rows: TableRows): Tables => build({ rows }).md
const rowSize = (md: Tables, table: TableName): number => md.layouts[tables[table].id]?.rowSize ?? 0

/** Bytes of one row with every index in two bytes and in four, counted from II.22 and the Portable PDB page. */
const rowSizes = {
  Module: [10, 18],
  TypeRef: [6, 12],
  TypeDef: [14, 24],
  FieldPtr: [2, 4],
  Field: [6, 10],
  MethodPtr: [2, 4],
  MethodDef: [14, 20],
  ParamPtr: [2, 4],
  Param: [6, 8],
  InterfaceImpl: [4, 8],
  MemberRef: [6, 12],
  Constant: [6, 10],
  CustomAttribute: [6, 12],
  FieldMarshal: [4, 8],
  DeclSecurity: [6, 10],
  ClassLayout: [8, 10],
  FieldLayout: [6, 8],
  StandAloneSig: [2, 4],
  EventMap: [4, 8],
  EventPtr: [2, 4],
  Event: [6, 10],
  PropertyMap: [4, 8],
  PropertyPtr: [2, 4],
  Property: [6, 10],
  MethodSemantics: [6, 10],
  MethodImpl: [6, 12],
  ModuleRef: [2, 4],
  TypeSpec: [2, 4],
  ImplMap: [8, 14],
  FieldRVA: [6, 8],
  ENCLog: [8, 8],
  ENCMap: [4, 4],
  Assembly: [22, 28],
  AssemblyProcessor: [4, 4],
  AssemblyOS: [12, 12],
  AssemblyRef: [20, 28],
  AssemblyRefProcessor: [6, 8],
  AssemblyRefOS: [14, 16],
  File: [8, 12],
  ExportedType: [14, 20],
  ManifestResource: [12, 16],
  NestedClass: [4, 8],
  GenericParam: [8, 12],
  MethodSpec: [4, 8],
  GenericParamConstraint: [4, 8],
  Document: [8, 16],
  MethodDebugInformation: [4, 8],
  LocalScope: [16, 24],
  LocalVariable: [6, 8],
  LocalConstant: [4, 8],
  ImportScope: [4, 8],
  StateMachineMethod: [4, 8],
  CustomDebugInformation: [6, 12],
} as const satisfies Record<TableName, readonly [number, number]>

/** Tag bits of each coded index. II.24.2.6 */
const tagBits = {
  TypeDefOrRef: 2,
  HasConstant: 2,
  HasCustomAttribute: 5,
  HasFieldMarshal: 1,
  HasDeclSecurity: 2,
  MemberRefParent: 3,
  HasSemantics: 1,
  MethodDefOrRef: 1,
  MemberForwarded: 1,
  Implementation: 2,
  CustomAttributeType: 3,
  ResolutionScope: 2,
  TypeOrMethodDef: 1,
  HasCustomDebugInformation: 5,
} as const satisfies Record<CodedName, number>

const names = Object.keys(tables).filter(isTableName)

t.test('tables 0x00 to 0x2c and 0x30 to 0x37 are known, each by its number', async (t) => {
  const known = tableNames.flatMap((name, id) => (name === null ? [] : [id]))
  t.same(known, [...Array.from({ length: 0x2d }, (_, k) => k), ...Array.from({ length: 8 }, (_, k) => 0x30 + k)])
  t.equal(tableNames.length, 64)
})

t.test('every table has the row size of the standard with narrow and with wide indexes', async (t) => {
  for (const name of names) {
    const [narrow, wide] = rowSizes[name]
    t.equal(rowSize(rowsOf({ [name]: [[], []] }), name), narrow, `${name} narrow`)
    t.equal(rowSize(build({ rows: { [name]: [[], []] }, wide: true }).md, name), wide, `${name} wide`)
  }
})

t.test('tables stand one behind the other in the order of their numbers', async (t) => {
  const { md, defects } = build({ rows: Object.fromEntries(names.map((name) => [name, [[], [1]]])) })
  let at = 24 + 4 * names.length
  for (const name of [...names].sort((a, b) => tables[a].id - tables[b].id)) {
    t.match(md.layouts[tables[name].id], { at, rows: 2 }, name)
    at += 2 * rowSizes[name][0]
  }
  t.equal(md.span.bytes.length, at)
  t.same(defects, [])
})

t.test('each cell is read from its own place, at both widths', async (t) => {
  for (const wide of [false, true]) {
    for (const name of names) {
      const columns: readonly string[] = Object.keys(tables[name].columns)
      // values that fit one byte and make coded indexes with the tag 0 or a known one
      const cells = columns.map((_, index) => 32 * (index % 4) + 32)
      const { md } = build({ rows: { [name]: [cells.map(() => 0), cells] }, wide })
      const bytes = md.span.bytes.subarray(md.span.bytes.length - rowSizes[name][wide ? 1 : 0])
      let at = 0
      for (const [index, size] of columnSizes(name, () => 2, 0, wide).entries()) {
        t.equal(bytes[at], cells[index], `${name}.${columns[index]}`)
        at += size
      }
    }
  }
})

t.test('HeapSizes makes string, GUID and blob indexes wide one by one', async (t) => {
  for (const [bits, module, method] of [
    [1, 12, 16],
    [2, 16, 14],
    [4, 10, 16],
    [7, 18, 18],
  ] as const) {
    const { md } = build({ rows: { Module: [[0, 0x1234]], MethodDef: [[1]] }, heapSizes: bits })
    t.same([rowSize(md, 'Module'), rowSize(md, 'MethodDef')], [module, method], `HeapSizes ${bits}`)
    t.equal(cell(md, 'Module', 1, 'Name'), 0x1234)
  }
})

t.test('a coded index is wide from the first row count that its bits leave no room for', async (t) => {
  for (const name of names) {
    for (const [column, { kind, ...rest }] of Object.entries<{ kind: string; coded?: CodedName }>(tables[name].columns)) {
      if (kind !== 'coded' || rest.coded === undefined) continue
      for (const target of codedIndexes[rest.coded].tables) {
        if (target === null || !isTableName(target) || target === name) continue
        const edge = 2 ** (16 - tagBits[rest.coded])
        for (const [rows, size] of [
          [edge - 1, 2],
          [edge, 4],
        ] as const) {
          const { md } = build({ rows: { [name]: [[]] }, rowCounts: { [target]: rows } })
          t.equal(md.layouts[tables[name].id]?.columns.get(column)?.size, size, `${name}.${column} with ${rows} ${target}`)
        }
      }
    }
  }
})

t.test('a row index is wide above 65,535 rows', async (t) => {
  for (const [rows, size] of [
    [0xffff, 4],
    [0x10000, 8],
  ] as const) {
    t.equal(rowSize(build({ rows: { NestedClass: [[]] }, rowCounts: { TypeDef: rows } }).md, 'NestedClass'), size)
  }
  t.equal(rowSize(build({ rows: { TypeDef: [[]] }, rowCounts: { MethodPtr: 0x10000 } }).md, 'TypeDef'), 16, 'a list counts rows of the pointer table')
})

t.test('tags of coded indexes name their tables', async (t) => {
  const at = (name: CodedName, tag: number): string | null => codedIndexes[name].tables[tag] ?? null
  t.same(
    [0, 1, 2, 3].map((tag) => at('TypeDefOrRef', tag)),
    ['TypeDef', 'TypeRef', 'TypeSpec', null],
  )
  t.same(
    [0, 1, 2, 3].map((tag) => at('ResolutionScope', tag)),
    ['Module', 'ModuleRef', 'AssemblyRef', 'TypeRef'],
  )
  t.same(
    [0, 1, 2, 3, 4].map((tag) => at('CustomAttributeType', tag)),
    [null, null, 'MethodDef', 'MemberRef', null],
  )
  t.same(
    [0, 1, 2, 3, 4].map((tag) => at('MemberRefParent', tag)),
    ['TypeDef', 'TypeRef', 'ModuleRef', 'MethodDef', 'TypeSpec'],
  )
  t.same(
    [0, 1, 2].map((tag) => at('Implementation', tag)),
    ['File', 'AssemblyRef', 'ExportedType'],
  )
  const all = [...codedIndexes.HasCustomAttribute.tables]
  t.same([all.indexOf('Module'), all.indexOf('Assembly'), all.indexOf('GenericParam'), all.indexOf('MethodSpec')], [7, 14, 19, 21])
})

t.test('a coded index becomes the token it means, an unused tag no token', async (t) => {
  const md = rowsOf({
    CustomAttribute: [
      [coded('HasCustomAttribute', 'TypeDef', 5), coded('CustomAttributeType', 'MemberRef', 3)],
      [0, 3 * 8 + 7],
    ],
    TypeRef: [],
  })
  t.equal(cell(md, 'CustomAttribute', 1, 'Parent'), 0x02000005)
  t.equal(cell(md, 'CustomAttribute', 1, 'Type'), 0x0a000003)
  t.equal(cell(md, 'CustomAttribute', 2, 'Type'), 0xff000003)
  t.equal(isRowOf(md, 'MemberRef', cell(md, 'CustomAttribute', 1, 'Type')), false, 'there is no such row')
})

t.test('bit 0x40 of HeapSizes puts 4 bytes behind the row counts', async (t) => {
  const { md } = build({ rows: { Module: [[7, 9]] }, heapSizes: 0x40, extraData: [1, 2, 3, 4] })
  t.same([cell(md, 'Module', 1, 'Generation'), cell(md, 'Module', 1, 'Name')], [7, 9])
})

t.test('other bits of HeapSizes change nothing', async (t) => {
  for (const heapSizes of [0x08, 0x20, 0x80]) t.equal(cell(build({ rows: { Module: [[7, 9]] }, heapSizes }).md, 'Module', 1, 'Name'), 9)
})

t.test('the counts of unknown tables are passed over and told', async (t) => {
  const { md, defects } = build({ rows: { Module: [[7, 9]] }, unknown: { 45: 1000, 63: 0xffff_ffff } })
  t.equal(cell(md, 'Module', 1, 'Name'), 9)
  t.match(defects, [
    { code: 'bad-value', detail: 'table 0x2d is not known' },
    { code: 'bad-value', detail: 'table 0x3f is not known' },
  ])
})

t.test('rows past the end of the stream are left out and later tables keep their place', async (t) => {
  const { md, defects } = build({ rows: { Module: [[7, 9]], TypeRef: [[1, 2, 3]] }, rowCounts: { TypeRef: 1000 } })
  t.equal(rowCount(md, 'TypeRef'), 1)
  t.match(defects, [{ code: 'truncated', detail: 'table TypeRef states 1000 rows, 1 fit' }])
})

t.test('a table stream that ends inside its header is truncated', async (t) => {
  const bytes = tableStream({ rows: { Module: [[]], TypeDef: [[]] } })
  for (let length = 0; length < 32; length++) t.throws(() => open(bytes.slice(0, length)), { code: 'truncated' })
  t.equal(rowCount(open(bytes.slice(0, 32)).md, 'TypeDef'), 0)
})

t.test('rows and cells outside are 0, tokens outside are no rows', async (t) => {
  const md = rowsOf({ Param: [[1, 2, 3]] })
  t.same([cell(md, 'Param', 0, 'Sequence'), cell(md, 'Param', 2, 'Sequence'), cell(md, 'Event', 1, 'Name')], [0, 0, 0])
  t.same(
    [0x08000001, 0x08000000, 0x08000002, 0x07000001, 0, 0xffff_ffff].map((token) => isRowOf(md, 'Param', token)),
    [true, false, false, false, false, false],
  )
})

const method = [0, 0, 0, 0, 0, 1]
const typeWith = (list: number): number[] => [0, 0, 0, 0, 1, list]
const methodRun = (md: Tables, row: number): number[] => runOf(md, 'TypeDef', row, 'MethodList', 'MethodDef')
const runs = (lists: readonly number[], methods: number): number[][] => {
  const md = rowsOf({ TypeDef: lists.map(typeWith), MethodDef: new Array<number[]>(methods).fill(method) })
  return lists.map((_, index) => methodRun(md, index + 1))
}

t.test('a run ends where the next begins, the last with its table', async (t) => {
  t.same(runs([1, 1, 3, 4], 5), [[], [1, 2], [3], [4, 5]])
})

t.test('runs out of order or past the end stay inside the table', async (t) => {
  t.same(runs([4, 2, 9, 0], 5), [[], [2, 3, 4, 5], [], [1, 2, 3, 4, 5]])
  t.same(runs([0xffff, 0xffff], 1), [[], []])
  t.same(methodRun(rowsOf({ TypeDef: [typeWith(1)], MethodDef: [method] }), 0).length <= 1, true, 'no row, no more than there are')
})

t.test('runs that overlap on purpose stay in proportion to their table', async (t) => {
  const lists = Array.from({ length: 4000 }, (_, k) => (k % 2 === 0 ? 1 : 0xffff))
  const total = runs(lists, 4000).reduce((sum, run) => sum + run.length, 0)
  t.ok(total <= 50_000, `${total} rows in all`)
})

t.test('runs go through the pointer table where there is one', async (t) => {
  const rows = { TypeDef: [typeWith(1), typeWith(3)], MethodPtr: [[2], [1], [3]], MethodDef: [method, method, method] }
  const uncompressed = (rows: TableRows) => open(tableStream({ rows }), false, true).md
  const md = uncompressed(rows)
  t.same([methodRun(md, 1), methodRun(md, 2)], [[2, 1], [3]])
  t.same(methodRun(rowsOf(rows), 1), [1, 2], 'but not under #~, where no runtime looks through it')
  const bad = uncompressed({ TypeDef: [typeWith(1)], MethodPtr: [[0], [9], [1]], MethodDef: [method] })
  t.same(methodRun(bad, 1), [1], 'pointers that name no row are left out')
})

t.test('rows are found by a key whether or not the table is sorted', async (t) => {
  const md = rowsOf({
    NestedClass: [
      [5, 1],
      [2, 1],
      [5, 2],
      [0xffff, 3],
      [2, 4],
    ],
    TypeDef: [],
  })
  const find = (row: number): number[] => rowsWhere(md, 'NestedClass', 'NestedClass', rowToken('TypeDef', row))
  t.same([find(2), find(5), find(0xffff), find(3), find(0)], [[2, 5], [1, 3], [4], [], []])
  t.same(rowsWhere(md, 'InterfaceImpl', 'Class', 0x02000001), [])
})

t.test('a row number of 4 bytes keeps to the 24 bits of a token', async (t) => {
  const { md } = build({ rows: { NestedClass: [[0xffff_ffff, 0x0100_0002]] }, wide: true })
  t.same([cell(md, 'NestedClass', 1, 'NestedClass'), cell(md, 'NestedClass', 1, 'EnclosingClass')], [0x02ffffff, 0x02ffffff])
})

t.test('any bytes give tables inside their stream or a FormatError', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, wide) => {
      try {
        const { md } = open(bytes, wide)
        for (const name of names) {
          const layout = md.layouts[tables[name].id]
          if (layout && layout.at + layout.rows * layout.rowSize > bytes.length) return layout.rows === 0
        }
        for (const row of columnOf(md, 'TypeDef', 'MethodList').keys()) runOf(md, 'TypeDef', row, 'MethodList', 'MethodDef')
        return true
      } catch (error) {
        return error instanceof FormatError
      }
    }),
  )
})
