import { compressedUint, type Span, slice, sliceUpTo, spanOf, u32 } from '../bytes/span.ts'
import { type Defect, FormatError, salvage } from '../errors.ts'
import { lazy } from '../lazy.ts'
import { type LimitLog, limits } from '../limits.ts'
import { userStrings } from '../metadata/heaps.ts'
import { runOf } from '../metadata/runs.ts'
import { cell, firstRowWhere, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { tokenRow, tokenText } from '../metadata/token.ts'
import { findOverlay, type Image, isZeroMemory, spanAtRva } from '../pe/image.ts'
import type { Assembly } from './assembly.ts'
import { type BundleFileType, findBundle } from './bundle.ts'
import { type Embedded, type EmbeddedSearch, makeSearch, type Opaque, searchItem, searchTaken, smallestItem, takeRange } from './embedded-search.ts'
import { isResourceSet, readResourceSet } from './resource-set.ts'
import { type Resource, resources } from './resources.ts'
import { shortestText } from './text-bytes.ts'
import { unpackLayer } from './unpack.ts'

export type { Embedded, Opaque } from './embedded-search.ts'

/** What lies inside a file: images that can be inspected in turn, and bytes nobody can read. */
export interface EmbeddedContent {
  readonly images: readonly Embedded[]
  readonly opaque: readonly Opaque[]
}

/**
 * The bytes of an embedded manifest resource: what is there of them, with a defect where the length before them says more.
 * Throws `bad-index` or `truncated` where it begins outside the file, `unsupported` where another file holds it. II.22.24
 */
export function resourceBytes(assembly: Assembly, resource: Resource): Span {
  if (resource.location !== null) throw new FormatError('unsupported', null, `the resource stands in ${resource.location}`)
  const directory = spanAtRva(assembly.image, assembly.cli.resources.rva)
  const length = u32(directory, resource.offset)
  const read = () => slice(directory, resource.offset + 4, length)
  return salvage(assembly.defects, `resource ${tokenText(resource.token)}`, read, sliceUpTo(directory, resource.offset + 4, length))
}

/**
 * Looks for PE images in the places loaders keep them: manifest resources and the entries of `.resources` sets, the initial
 * data of fields, long strings, the overlay, and the files of a single-file bundle. Damage goes to the assembly's defects,
 * bounds that were met to the log. Same order on every run: the order of the tables.
 */
export function findEmbedded(assembly: Assembly, log: LimitLog): EmbeddedContent {
  const search = makeSearch(assembly.image.file.bytes.length, log)
  searchResources(search, assembly)
  searchFields(search, assembly)
  searchStrings(search, assembly)
  searchOutside(search, assembly.image, assembly.defects)
  return { images: search.images, opaque: search.opaque }
}

/** The same for an image without CLI header: its overlay and the files of a single-file bundle. */
export function findEmbeddedInNative(image: Image, defects: Defect[], log: LimitLog): EmbeddedContent {
  const search = makeSearch(image.file.bytes.length, log)
  searchOutside(search, image, defects)
  return { images: search.images, opaque: search.opaque }
}

function searchResources(search: EmbeddedSearch, assembly: Assembly): void {
  for (const resource of resources(assembly)) {
    if (resource.size === null) continue // said by `resources`, or not in this file
    const { name } = resource
    const span = salvage(assembly.defects, `resource ${tokenText(resource.token)}`, () => resourceBytes(assembly, resource), null)
    if (span === null) continue
    if (!takeRange(search, span)) continue
    const set = isResourceSet(span) ? salvage(assembly.defects, `resource set ${name}`, () => readResourceSet(span, assembly.defects), null) : null
    if (set === null) searchTaken(search, { name, where: `resource ${name}`, span })
    for (const entry of set?.entries ?? []) {
      const entryName = entry.name.slice(0, limits.nameLength)
      if (entry.bytes !== null) searchItem(search, { name: entryName, where: `resource set ${name}, entry ${entryName}`, span: entry.bytes })
    }
  }
}

/** Byte arrays in code are initialised from data at an RVA; how long they are, the size of the field's type tells. II.16.3, II.22.18 */
function searchFields(search: EmbeddedSearch, assembly: Assembly): void {
  const { tables } = assembly.metadata
  const owners = lazy(() => ownersOfFields(assembly))
  const damage: Defect[] = []
  for (let row = 1; row <= rowCount(tables, 'FieldRVA'); row++) {
    const field = cell(tables, 'FieldRVA', row, 'Field')
    if (!isRowOf(tables, 'Field', field)) continue
    const read = () => fieldData(assembly, tokenRow(field), cell(tables, 'FieldRVA', row, 'RVA'))
    const span = salvage(damage, `data of field ${tokenText(field)}`, read, null)
    if (damage.length > limits.brokenFields) break
    if (span === null || span.bytes.length < smallestItem) continue
    const owner = assembly.names.type(rowToken('TypeDef', owners()[tokenRow(field)] ?? 0))
    const name = assembly.names.nameAt(cell(tables, 'Field', tokenRow(field), 'Name'))
    searchItem(search, { name, where: `field ${owner}::${name} (FieldRVA)`, span })
  }
  if (damage.length > limits.brokenFields) search.budget.log.hit.add('brokenFields')
  assembly.defects.push(...damage.slice(0, limits.defects))
}

function fieldData(assembly: Assembly, row: number, rva: number): Span | null {
  const { metadata } = assembly
  const { tables } = metadata
  const type = metadata.signatures.field(cell(tables, 'Field', row, 'Signature'))
  if (type.kind !== 'named' || !isRowOf(tables, 'TypeDef', type.token)) return null
  const size = cell(tables, 'ClassLayout', firstRowWhere(tables, 'ClassLayout', 'Parent', type.token), 'ClassSize')
  return size === 0 || isZeroMemory(assembly.image, rva) ? null : sliceUpTo(spanAtRva(assembly.image, rva), 0, size)
}

/** TypeDef row by Field row. */
function ownersOfFields(assembly: Assembly): Int32Array {
  const { tables } = assembly.metadata
  const owners = new Int32Array(rowCount(tables, 'Field') + 1)
  for (let row = 1; row <= rowCount(tables, 'TypeDef'); row++) {
    for (const field of runOf(tables, 'TypeDef', row, 'FieldList', 'Field')) owners[field] = row
  }
  return owners
}

function searchStrings(search: EmbeddedSearch, assembly: Assembly): void {
  const heap = assembly.metadata.streams.userStrings
  for (const { index, value } of userStrings(heap)) {
    if (value.length < shortestText) continue
    const name = tokenText(0x7000_0000 + index)
    const start = index + compressedUint(heap, index).size
    searchItem(search, { name, where: `user string ${name}`, span: sliceUpTo(heap, start, value.length * 2) })
  }
}

/** What may be code; the rest is configuration and symbols. */
const bundledCode: readonly BundleFileType[] = ['assembly', 'native', 'unknown']

function searchOutside(search: EmbeddedSearch, image: Image, defects: Defect[]): void {
  const bundled = findBundle(image.file, defects)
  for (const { name, type, bytes, compressed } of bundled) {
    if (!bundledCode.includes(type)) continue
    const unpacked = compressed ? unpackLayer('deflate', bytes.bytes, search.budget) : null
    searchItem(search, { name, where: `bundled file ${name}`, span: unpacked === null ? bytes : spanOf(unpacked, bytes.offset) })
  }
  const overlay = findOverlay(image)
  // the files of a bundle are its overlay
  if (overlay !== null && bundled.length === 0)
    searchItem(search, { name: 'overlay', where: 'overlay', span: sliceUpTo(image.file, overlay.offset, overlay.size) })
}
