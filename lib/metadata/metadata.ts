import { compressedUint, type Span } from '../bytes/span.ts'
import { type Defect, FormatError } from '../errors.ts'
import { limits } from '../limits.ts'
import { readBlob, readGuid, readString, readUserString } from './heaps.ts'
import { type ChosenStreams, chooseStreams, type MetadataRoot, readRoot } from './root.ts'
import { makeSignatures, type Signatures } from './signature-cache.ts'
import { openTables, type Tables } from './tables.ts'

/** Root, heaps and tables of one assembly: what all layers above read from. */
export interface Metadata {
  readonly root: MetadataRoot
  readonly streams: ChosenStreams
  readonly tables: Tables
  /** Each `#Strings` index is decoded once. Throws `bad-index`, `limit`. */
  readonly string: (index: number) => string
  /** Throws `bad-index`, `truncated`, `bad-value`, `limit`. */
  readonly blob: (index: number) => Span
  /** Each `#US` index is decoded once. Throws as `blob` does. */
  readonly userString: (index: number) => string
  readonly guid: (index: number) => string | null
  readonly signatures: Signatures
}

/** Opens the metadata that starts with BSJB. Throws `bad-magic`, `truncated`. II.24.2 */
export function openMetadata(span: Span, defects: Defect[]): Metadata {
  const root = readRoot(span, defects)
  const streams = chooseStreams(span, root)
  const tables = openTables(streams, defects)
  const { strings, userStrings, blobs, guids } = streams
  const blobBudget = budgetOf(blobs)
  const blob = (index: number): Span => {
    const bytes = readBlob(blobs, index)
    if (bytes.bytes.length > limits.smallEntry) take(blobBudget, bytes.bytes.length)
    return bytes
  }
  return {
    root,
    streams,
    tables,
    string: once(strings, readString, (index) => !strings.bytes.subarray(index, index + limits.smallEntry).includes(0)),
    blob,
    userString: once(userStrings, readUserString, (index) => compressedUint(userStrings, index).value > limits.smallEntry),
    guid: (index) => readGuid(guids, index),
    signatures: makeSignatures(blobs, blob),
  }
}

/** Text by index, each decoded once, while the budget lasts: long and short ones have each their own, so that neither hides the other. */
function once(heap: Span, read: (heap: Span, index: number) => string, isLong: (index: number) => boolean): (index: number) => string {
  const known = new Map<number, string>()
  const long = budgetOf(heap)
  const short = budgetOf(heap)
  return (index) => {
    const before = known.get(index)
    if (before !== undefined) return before
    const budget = index < heap.bytes.length && isLong(index) ? long : short
    // nothing is even decoded once nothing is left
    take(budget, 0)
    const text = read(heap, index)
    take(budget, text.length)
    known.set(index, text)
    return text
  }
}

/** What entries of one heap may still take: `limits.heapReuse` times its size and what is granted besides. */
interface Budget {
  readonly heap: Span
  left: number
}

function budgetOf(heap: Span): Budget {
  return { heap, left: heap.bytes.length * limits.heapReuse + limits.heapFree }
}

function take(budget: Budget, amount: number): void {
  budget.left -= amount
  if (budget.left < 0) throw new FormatError('limit', budget.heap.offset, 'entries of a heap overlap more than they could by chance', 'heapReuse')
}
