import type { Span } from '../bytes/span.ts'
import type { Defect } from '../errors.ts'
import { readBlob, readGuid, readString, readUserString } from './heaps.ts'
import { type ChosenStreams, chooseStreams, type MetadataRoot, readRoot } from './root.ts'
import { openTables, type Tables } from './tables.ts'

/** Root, heaps and tables of one assembly: what all layers above read from. */
export interface Metadata {
  readonly root: MetadataRoot
  readonly streams: ChosenStreams
  readonly tables: Tables
  /** Each `#Strings` index is decoded once. Throws `bad-index`. */
  readonly string: (index: number) => string
  /** Throws `bad-index`, `truncated`, `bad-value`. */
  readonly blob: (index: number) => Span
  readonly userString: (index: number) => string
  readonly guid: (index: number) => string | null
}

/** Opens the metadata that starts with BSJB. Throws `bad-magic`, `truncated`. II.24.2 */
export function openMetadata(span: Span, defects: Defect[]): Metadata {
  const root = readRoot(span, defects)
  const streams = chooseStreams(span, root)
  const tables = openTables(streams, defects)
  const strings = new Map<number, string>()
  const string = (index: number): string => {
    const known = strings.get(index)
    if (known !== undefined) return known
    const text = readString(streams.strings, index)
    strings.set(index, text)
    return text
  }
  return {
    root,
    streams,
    tables,
    string,
    blob: (index) => readBlob(streams.blobs, index),
    userString: (index) => readUserString(streams.userStrings, index),
    guid: (index) => readGuid(streams.guids, index),
  }
}
