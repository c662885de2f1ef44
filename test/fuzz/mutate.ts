import { elementType } from '../../lib/metadata/element-types.ts'
import type { Place, Sample } from './places.ts'
import type { Random } from './random.ts'

const edges = [0, 1, 2, 3, 4, 7, 8, 0x0f, 0x10, 0x1f, 0x20, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xe0, 0xfe, 0xff]
const wideEdges = [0x100, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x1_0000, 0xff_ffff, 0x100_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff]
const elements = Object.values(elementType)
/** Opcodes that move control, take tokens or start a longer form. */
const opcodes = [
  0x06, 0x0a, 0x14, 0x1f, 0x20, 0x21, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x38, 0x39, 0x45, 0x6f, 0x72, 0x73, 0x7a, 0xd0, 0xdc, 0xdd, 0xde, 0xfe,
]
const streamNames = ['#~', '#-', '#Strings', '#US', '#Blob', '#GUID', '#Schema', '#JTD', '#Pdb']

type Bytes = Uint8Array<ArrayBufferLike>
type Mutation = (file: Bytes, sample: Sample, random: Random, other: Sample) => Bytes

/** What a run may do to a file, each as often as its place in the list says. */
const mutations: readonly Mutation[] = [
  onPlace((sample) => sample.headers),
  onPlace((sample) => sample.sections),
  onPlace((sample) => sample.directories),
  onPlace((sample) => sample.cli),
  onPlace((sample) => sample.root),
  onPlace((sample) => sample.tableHeader),
  changeCell,
  changeCell,
  changeCell,
  copyCell,
  copyCell,
  copyRow,
  changeHeap,
  changeHeap,
  changeSignature,
  changeSignature,
  changeBody,
  changeBody,
  changeCode,
  changeCode,
  swapBody,
  renameStream,
  copyRange,
  splice,
  cut,
]

/** A file made of a sample by one to eight changes. */
export function mutate(sample: Sample, other: Sample, random: Random): Uint8Array {
  let file: Bytes = sample.bytes.slice()
  const count = 1 + random.below(random.chance(3) ? 8 : 3)
  for (let change = 0; change < count; change++) file = random.pick(mutations)(file, sample, random, other)
  return file
}

function onPlace(find: (sample: Sample) => Place): Mutation {
  return (file, sample, random) => {
    const place = find(sample)
    const at = place.at + (random.chance(2) ? random.below(place.length) : random.below(Math.floor(place.length / place.width)) * place.width)
    return put(file, at, edge(random), random.chance(4) ? 1 : place.width)
  }
}

function edge(random: Random): number {
  if (random.chance(3)) return random.pick(wideEdges)
  return random.chance(3) ? random.below(0x4000) : random.pick(edges)
}

function put(file: Uint8Array, at: number, value: number, size: number): Uint8Array {
  for (let k = 0; k < size && at + k < file.length; k++) file[at + k] = Math.floor(value / 2 ** (8 * k)) & 0xff
  return file
}

function cellOf(sample: Sample, random: Random): { at: number; size: number; again: number } {
  const table = random.pick(sample.tables)
  const column = random.pick(table.columns)
  const row = (): number => table.at + random.below(table.rows) * table.rowSize + column.at
  return { at: row(), size: column.size, again: row() }
}

function changeCell(file: Uint8Array, sample: Sample, random: Random): Uint8Array {
  const { at, size } = cellOf(sample, random)
  if (random.chance(2)) return put(file, at, edge(random), size)
  return put(file, at, ((file[at] ?? 0) + random.pick([1, 2, 4, 8, 0xff, 0xfe]) * (random.chance(4) ? 0x100 : 1)) & 0xffff, Math.min(size, 2))
}

/** A value that is right elsewhere in the same column: cycles, shared bodies and signatures come of it. */
export function copyCell(file: Uint8Array, sample: Sample, random: Random): Uint8Array {
  const { at, size, again } = cellOf(sample, random)
  file.copyWithin(at, again, again + size)
  return file
}

function copyRow(file: Uint8Array, sample: Sample, random: Random): Uint8Array {
  const { at, rows, rowSize } = random.pick(sample.tables)
  const from = at + random.below(rows) * rowSize
  const to = at + random.below(rows) * rowSize
  file.copyWithin(to, from, from + rowSize * (1 + random.below(4)))
  return file
}

function changeHeap(file: Uint8Array, sample: Sample, random: Random): Uint8Array {
  const heap = random.pick(sample.heaps)
  return put(file, heap.at + random.below(heap.length), random.chance(2) ? random.pick(edges) : random.below(256), 1)
}

function changeSignature(file: Uint8Array, sample: Sample, random: Random): Uint8Array {
  const heap = sample.heaps[2] ?? random.pick(sample.heaps)
  const at = heap.at + random.below(heap.length)
  const length = 1 + random.below(random.chance(8) ? 64 : 3)
  for (let k = 0; k < length; k++) put(file, at + k, random.pick(elements), 1)
  return file
}

/** The method header, or the exception clauses that may stand some way behind it. */
function changeBody(file: Uint8Array, sample: Sample, random: Random): Uint8Array {
  if (sample.bodies.length === 0) return file
  return put(file, random.pick(sample.bodies) + random.below(random.chance(2) ? 12 : 200), edge(random), random.pick([1, 1, 2, 4]))
}

function changeCode(file: Uint8Array, sample: Sample, random: Random): Uint8Array {
  if (sample.bodies.length === 0) return file
  const at = random.pick(sample.bodies) + 1 + random.below(80)
  const length = 1 + random.below(4)
  for (let k = 0; k < length; k++) put(file, at + k, random.chance(2) ? random.pick(opcodes) : random.pick(edges), 1)
  return file
}

function swapBody(file: Uint8Array, sample: Sample, random: Random): Uint8Array {
  if (sample.bodies.length === 0) return file
  const from = random.pick(sample.bodies)
  file.copyWithin(random.pick(sample.bodies), from, from + 4 + random.below(60))
  return file
}

function renameStream(file: Uint8Array, sample: Sample, random: Random): Uint8Array {
  const names: number[] = []
  for (let at = sample.root.at + 20; at < sample.root.at + sample.root.length; at++) if (file[at] === 0x23) names.push(at)
  if (names.length === 0) return file
  const at = random.pick(names)
  // place and size of another stream, or another name
  if (random.chance(3)) file.copyWithin(at - 8, Math.max(0, random.pick(names) - 8), Math.max(0, random.pick(names) - 8) + 8)
  else for (const [k, letter] of [...random.pick(streamNames), '\0'].entries()) put(file, at + k, letter.charCodeAt(0), 1)
  return file
}

function copyRange(file: Uint8Array, _: Sample, random: Random): Uint8Array {
  const from = random.below(file.length)
  file.copyWithin(random.below(file.length), from, from + random.below(512))
  return file
}

function splice(file: Uint8Array, sample: Sample, random: Random, other: Sample): Uint8Array {
  const from = random.chance(2) ? random.below(other.bytes.length) : random.pick(other.heaps).at
  const to = random.chance(2) ? Math.min(from, file.length) : random.pick(sample.heaps).at
  file.set(other.bytes.subarray(from, from + Math.min(random.below(2048), Math.max(0, file.length - to))), Math.min(to, file.length))
  return file
}

function cut(file: Uint8Array, _: Sample, random: Random): Uint8Array {
  if (random.chance(2)) return file.slice(0, random.below(file.length))
  const at = random.below(file.length)
  const gap = file.slice()
  gap.copyWithin(at, at + 1 + random.below(16))
  return gap
}
