import { u32 } from '../../lib/bytes/span.ts'
import { FormatError } from '../../lib/errors.ts'
import { cell, rowCount } from '../../lib/metadata/tables.ts'
import { type Assembly, openAssembly } from '../../lib/model/assembly.ts'
import { spanAtRva } from '../../lib/pe/image.ts'

/** A range of a file; `width` is the size of the fields in it. */
export interface Place {
  readonly at: number
  readonly length: number
  readonly width: 1 | 2 | 4
}

/** One table: every column of every row can be found. */
export interface TablePlace {
  readonly at: number
  readonly rows: number
  readonly rowSize: number
  readonly columns: readonly { readonly at: number; readonly size: 1 | 2 | 4 }[]
}

/** Where the fields that matter stand in a sound file. */
export interface Sample {
  readonly name: string
  readonly bytes: Uint8Array
  readonly headers: Place
  readonly sections: Place
  readonly directories: Place
  readonly cli: Place
  readonly root: Place
  readonly tableHeader: Place
  readonly tables: readonly TablePlace[]
  readonly heaps: readonly Place[]
  /** First byte of each method body that stands in the file. */
  readonly bodies: readonly number[]
}

/** Finds the places with the readers under test: on a sound file they are right. */
export function findPlaces(name: string, bytes: Uint8Array): Sample {
  const assembly = openAssembly(bytes)
  const { image, cli, metadata } = assembly
  const pe = u32(image.file, 0x3c)
  const optional = image.is64 ? 0xf0 : 0xe0
  const root = spanAtRva(image, cli.metadata.rva)
  const { streams, tables } = metadata
  const firstStream = Math.min(...metadata.root.streams.map((stream) => stream.at))
  return {
    name,
    bytes,
    headers: { at: 0, length: pe + 24 + optional, width: 2 },
    sections: { at: pe + 24 + optional, length: image.sections.length * 40, width: 4 },
    directories: { at: pe + 24 + optional - 128, length: 128, width: 4 },
    cli: { at: cli.offset, length: 72, width: 4 },
    root: { at: root.offset, length: firstStream, width: 4 },
    tableHeader: { at: tables.span.offset, length: 24 + 4 * tables.layouts.filter((layout) => layout !== null).length, width: 4 },
    tables: tables.layouts.flatMap((layout) =>
      layout === null
        ? []
        : [
            {
              at: tables.span.offset + layout.at,
              rows: layout.rows,
              rowSize: layout.rowSize,
              columns: [...layout.columns.values()].map(({ at, size }) => ({ at, size })),
            },
          ],
    ),
    heaps: [streams.strings, streams.userStrings, streams.blobs, streams.guids].map((heap) => ({ at: heap.offset, length: heap.bytes.length, width: 1 })),
    bodies: bodiesOf(assembly),
  }
}

function bodiesOf(assembly: Assembly): number[] {
  const found: number[] = []
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'MethodDef'); row++) {
    const rva = cell(assembly.metadata.tables, 'MethodDef', row, 'RVA')
    try {
      if (rva !== 0) found.push(spanAtRva(assembly.image, rva).offset)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
    }
  }
  return found
}
