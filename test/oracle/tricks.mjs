#!/usr/bin/env node
// Runs a program whose metadata was rebuilt in ways no compiler writes it, with CoreCLR and with mono, and compares the
// methods that reflection lists there with those that txray reads. Where CoreCLR refuses the file, mono decides.
//   tricks.mjs            needs mcs and mono, and the SDK package as compare.mjs does; txray is taken as there
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { withCoreClr } from './core-clr.mjs'
import { layoutOf } from './hello-image.mjs'

const dist = path.resolve(path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..'), process.env.TXRAY_DIST || 'dist')
const lib = (name) => import(path.join(dist, 'lib', `${name}.js`))
const { openAssembly } = await lib('model/assembly')
const { cell, columnOf, rowCount } = await lib('metadata/tables')
const { runOf } = await lib('metadata/runs')
const { tables: schema } = await lib('metadata/schema')

/** Bytes that leave room for other metadata; found again in the file by their pattern. */
const room = Buffer.from(Array.from({ length: 12_000 }, (_, i) => (i * 7 + 3) % 251))
const source = `
using System; using System.Reflection;
class Aaa { public void MA1(int x) {} public void MA2() {} }
class Bbb { public void MB1() {} public void MB2() {} }
class Gen<T> { public void G1<U>(U u) {} }
static class Program {
  static readonly byte[] room = new byte[] { ${[...room].join(',')} };
  static void Show(Type type) {
    Console.Write(type.Name + ":");
    foreach (var m in type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance)) Console.Write(m.Name + "/" + m.GetParameters().Length + " ");
  }
  static void Main() { Show(typeof(Aaa)); Show(typeof(Bbb)); Show(typeof(Gen<>)); Console.WriteLine(room.Length); }
}`

const folder = mkdtempSync(path.join(tmpdir(), 'txray-tricks-'))
const host = buildHost()
const at = layoutOf(host)
const tables = openAssembly(new Uint8Array(host)).metadata.tables
const heaps = ['#Strings', '#US', '#GUID', '#Blob'].map((name) => [name, host.subarray(at.stream(name).data, at.stream(name).data + at.stream(name).size)])
const own = new Map()
for (const layout of tables.layouts) {
  if (layout !== null)
    own.set(layout.id, {
      rows: layout.rows,
      rowSize: layout.rowSize,
      columns: layout.columns,
      bytes: Buffer.from(tables.span.bytes.subarray(layout.at, layout.at + layout.rows * layout.rowSize)),
    })
}

function buildHost() {
  const out = path.join(folder, 'host.exe')
  writeFileSync(path.join(folder, 'host.cs'), source)
  const built = spawnSync('mcs', [`-out:${out}`, path.join(folder, 'host.cs')], { encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`mcs failed: ${built.stderr}`)
  return readFileSync(out)
}

const word = (value, size) => Buffer.from(Array.from({ length: size }, (_, k) => Math.floor(value / 2 ** (8 * k)) & 0xff))

/** The program's own tables with some changed or added, by name. */
function tableStream(changed = {}, { major = 2, minor = 0, heapSizes = 0, extra = Buffer.alloc(0), counts = {} } = {}) {
  const all = new Map(own)
  for (const [name, table] of Object.entries(changed)) all.set(schema[name].id, table)
  const ids = [...all.keys(), ...Object.keys(counts).map(Number)].sort((a, b) => a - b)
  const header = Buffer.alloc(24)
  header.set([major, minor, heapSizes, 1], 4)
  header.writeBigUInt64LE(
    ids.reduce((bits, id) => bits | (1n << BigInt(id)), 0n),
    8,
  )
  header.writeBigUInt64LE(0x16003301fa00n, 16)
  return Buffer.concat([header, ...ids.map((id) => word(counts[id] ?? all.get(id).rows, 4)), extra, ...ids.map((id) => all.get(id)?.bytes ?? Buffer.alloc(0))])
}

function metadata(streams) {
  const padded = (size) => (size + 3) & ~3
  let offset = 32 + streams.reduce((sum, [name]) => sum + 8 + padded(name.length + 1), 0)
  const headers = []
  const bodies = []
  for (const [name, bytes] of streams) {
    headers.push(word(offset, 4), word(padded(bytes.length), 4), Buffer.from(name.padEnd(padded(name.length + 1), '\0')))
    bodies.push(bytes, Buffer.alloc(padded(bytes.length) - bytes.length))
    offset += padded(bytes.length)
  }
  const root = Buffer.concat([word(0x424a5342, 4), word(1, 2), word(1, 2), word(0, 4), word(12, 4), Buffer.from('v4.0.30319\0\0')])
  return Buffer.concat([root, word(0, 2), word(streams.length, 2), ...headers, ...bodies])
}

/** The program with its metadata moved into the room for it. */
function imageOf(streams) {
  const bytes = metadata(streams)
  const roomAt = host.indexOf(room)
  const section = at.sections.find((one) => roomAt >= one.pointer && roomAt < one.pointer + one.rawSize)
  if (bytes.length > room.length) throw new Error(`${bytes.length} bytes of metadata do not fit`)
  const image = Buffer.from(host)
  bytes.copy(image, roomAt)
  image.writeUInt32LE(roomAt - section.pointer + section.va, at.cor + 8)
  image.writeUInt32LE(bytes.length, at.cor + 12)
  // CoreCLR takes no metadata from a section that can be written to
  image.writeUInt32LE((image.readUInt32LE(section.at + 36) & 0x7fff_ffff) >>> 0, section.at + 36)
  return image
}

/** A table with one cell of it changed. */
function withCell(table, row, column, value) {
  const { bytes, rowSize, columns, rows } = own.get(schema[table].id)
  const copy = Buffer.from(bytes)
  copy.writeUInt16LE(value, (row - 1) * rowSize + columns.get(column).at)
  return { [table]: { rows, bytes: copy } }
}

const names = openAssembly(new Uint8Array(host)).names
const methodRow = (name) => [...columnOf(tables, 'MethodDef', 'Name')].findIndex((index, row) => row > 0 && names.nameAt(index) === name)
const typeRow = (name) => [...columnOf(tables, 'TypeDef', 'TypeName')].findIndex((index, row) => row > 0 && names.nameAt(index) === name)

function crossed() {
  const order = Array.from({ length: rowCount(tables, 'MethodDef') }, (_, k) => k + 1)
  const [a, b] = [methodRow('MA2'), methodRow('MB1')]
  order[a - 1] = b
  order[b - 1] = a
  return { MethodPtr: { rows: order.length, bytes: Buffer.concat(order.map((row) => word(row, 2))) } }
}

/** All tables with every index in four bytes. */
function wide() {
  const changed = {}
  for (const [name, { id }] of Object.entries(schema)) {
    const table = own.get(id)
    if (table === undefined) continue
    const cells = []
    for (let row = 0; row < table.rows; row++) {
      for (const { at: place, size, column } of table.columns.values()) {
        const bytes = table.bytes.subarray(row * table.rowSize + place, row * table.rowSize + place + size)
        cells.push(bytes, Buffer.alloc(column.kind.startsWith('u') ? 0 : 4 - size))
      }
    }
    changed[name] = { rows: table.rows, bytes: Buffer.concat(cells) }
  }
  return changed
}

function withParameterKind() {
  const { rows, rowSize, bytes } = own.get(schema.GenericParam.id)
  return {
    GenericParam: { rows, bytes: Buffer.concat(Array.from({ length: rows }, (_, k) => [bytes.subarray(k * rowSize, (k + 1) * rowSize), word(0, 2)]).flat()) },
  }
}

const twice = (name) => {
  const { rows, bytes } = own.get(schema[name].id)
  return { [name]: { rows: rows * 2, bytes: Buffer.concat([bytes, bytes]) } }
}
const heap = (name) => heaps.find(([one]) => one === name)[1]
const other = Buffer.from(heap('#Strings').toString('latin1').replace('MA1\0', 'ZA1\0'), 'latin1')
const longer = (name, ...bytes) => heaps.map(([one, data]) => [one, one === name ? Buffer.concat([data, Buffer.from(bytes)]) : data])
const empty = Buffer.alloc(4)
const plain = tableStream()
const kept = [['#~', plain], ...heaps]

const tricks = new Map([
  ['as it was', kept],
  ['MethodPtr under #~', [['#~', tableStream(crossed())], ...heaps]],
  ['MethodPtr under #-', [['#-', tableStream(crossed())], ...heaps]],
  ['MethodPtr with #Schema', [['#~', tableStream(crossed())], ...heaps, ['#Schema', empty]]],
  ['#JTD, narrow, under #~', [...kept, ['#JTD', empty]]],
  ['#JTD, wide, under #-', [['#JTD', empty], ['#-', tableStream(wide())], ...heaps]],
  ['#JTD, wide, with #Schema', [['#~', tableStream(wide())], ...heaps, ['#JTD', empty], ['#Schema', empty]]],
  ['two #~, the first of zeros', [['#~', Buffer.alloc(64)], ...kept]],
  ['two #Strings under #~', [['#Strings', other], ...kept]],
  ['two #Strings under #-', [['#Strings', other], ['#-', plain], ...heaps]],
  ['two #Strings with #Schema', [['#Strings', other], ...kept, ['#Schema', empty]]],
  ['tables 1.1, GenericParam wider', [['#~', tableStream(withParameterKind(), { major: 1, minor: 1 })], ...heaps]],
  ['tables 1.0 with generics', [['#~', tableStream({}, { major: 1 })], ...heaps]],
  ['0x40 of HeapSizes', [['#~', tableStream({}, { heapSizes: 0x40, extra: word(7, 4) })], ...heaps]],
  ['an unknown table', [['#~', tableStream({}, { counts: { 63: 9 } })], ...heaps]],
  ['two Module rows', [['#~', tableStream(twice('Module'))], ...heaps]],
  ['two Assembly rows', [['#~', tableStream(twice('Assembly'))], ...heaps]],
  ['MethodList goes back', [['#~', tableStream(withCell('TypeDef', typeRow('Bbb'), 'MethodList', 1))], ...heaps]],
  ['a stream name of 40 bytes', [['x'.repeat(40), empty], ...kept]],
  [
    'a name without NUL at the end',
    [['#~', tableStream(withCell('MethodDef', methodRow('MA1'), 'Name', heap('#Strings').length))], ...longer('#Strings', 0x54, 0x41, 0x49, 0x4c)],
  ],
])

/** What the program prints, as txray reads the file. */
function readByTxray(bytes) {
  const { metadata, names } = openAssembly(new Uint8Array(bytes))
  const md = metadata.tables
  const types = Array.from({ length: rowCount(md, 'TypeDef') }, (_, k) => k + 1)
  const line = (type) => {
    const row = types.find((one) => names.nameAt(cell(md, 'TypeDef', one, 'TypeName')) === type)
    const methods = runOf(md, 'TypeDef', row, 'MethodList', 'MethodDef').filter((one) => names.nameAt(cell(md, 'MethodDef', one, 'Name')) !== '.ctor')
    return `${type}:${methods.map((one) => `${names.nameAt(cell(md, 'MethodDef', one, 'Name'))}/${names.methodSig(one).parameters.length} `).join('')}`
  }
  return `${['Aaa', 'Bbb', 'Gen`1'].map(line).join('')}${room.length}`
}

function runByMono(bytes) {
  const file = path.join(folder, 'trick.exe')
  writeFileSync(file, bytes)
  return spawnSync('mono', [file], { cwd: folder, encoding: 'utf8', timeout: 60_000 }).stdout
}

const answerOf = (out) => out.split('\n').find((line) => line.startsWith('Aaa:')) ?? null

let differences = 0
try {
  await withCoreClr(async (run) => {
    for (const [name, streams] of tricks) {
      const image = imageOf(streams)
      const clr = answerOf((await run(image)).out)
      const mono = answerOf(runByMono(image))
      const txray = readByTxray(image)
      const expected = clr ?? mono
      const agrees = expected === null || expected === txray
      if (!agrees) differences++
      const ran = (answer) => (answer === null ? 'refuses' : answer === txray ? 'as txray' : 'OTHERWISE')
      process.stdout.write(
        `${name.padEnd(32)} CoreCLR ${ran(clr).padEnd(10)} mono ${ran(mono).padEnd(10)} ${agrees ? '' : `DIFFERENT: ${expected} but ${txray}`}\n`,
      )
    }
  })
} finally {
  rmSync(folder, { recursive: true })
}
process.stdout.write(`${tricks.size} tricks, ${differences} differences from what runs\n`)
process.exitCode = differences === 0 ? 0 : 1
