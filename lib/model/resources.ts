import { type Span, sliceUpTo, u32 } from '../bytes/span.ts'
import { salvage } from '../errors.ts'
import { cell, isRowOf, rowCount, rowToken } from '../metadata/tables.ts'
import { type Token, tokenRow } from '../metadata/token.ts'
import { spanAtRva } from '../pe/image.ts'
import type { Assembly } from './assembly.ts'

/** One manifest resource. II.22.24 */
export interface Resource {
  readonly token: Token<'ManifestResource'>
  readonly name: string
  readonly public: boolean
  /** Bytes into the resource directory. */
  readonly offset: number
  /** Bytes of content as the length before it says; null where it is not in this file or cannot be read. */
  readonly size: number | null
  /** The file or assembly that holds it; null when it is embedded. */
  readonly location: string | null
}

/** All manifest resources, in row order. */
export function resources(assembly: Assembly): Resource[] {
  const { tables } = assembly.metadata
  const found: Resource[] = []
  for (let row = 1; row <= rowCount(tables, 'ManifestResource'); row++) {
    const location = resourceLocation(assembly, cell(tables, 'ManifestResource', row, 'Implementation'))
    const offset = cell(tables, 'ManifestResource', row, 'Offset')
    const size = location === null ? salvage(assembly.defects, `resource ${row}`, () => u32(resourceSpan(assembly, offset), 0), null) : null
    found.push({
      token: rowToken('ManifestResource', row),
      name: assembly.names.nameAt(cell(tables, 'ManifestResource', row, 'Name')),
      public: (cell(tables, 'ManifestResource', row, 'Flags') & 7) === 1,
      offset,
      size,
      location,
    })
  }
  return found
}

function resourceSpan(assembly: Assembly, offset: number): Span {
  const directory = spanAtRva(assembly.image, assembly.cli.resources.rva)
  return sliceUpTo(directory, offset, directory.bytes.length)
}

function resourceLocation(assembly: Assembly, token: number): string | null {
  const { tables } = assembly.metadata
  if (isRowOf(tables, 'File', token)) return assembly.names.nameAt(cell(tables, 'File', tokenRow(token), 'Name'))
  if (isRowOf(tables, 'AssemblyRef', token)) return assembly.names.nameAt(cell(tables, 'AssemblyRef', tokenRow(token), 'Name'))
  if (isRowOf(tables, 'ExportedType', token)) return assembly.names.nameAt(cell(tables, 'ExportedType', tokenRow(token), 'TypeName'))
  return null
}
