import { ContextError } from './context-error.ts'
import type { ContextReader, ContextRecord } from './record.ts'

/**
 * Reads a context file. What it is, is told by its content; `name` is kept as each record's source and only hints at the transport
 * service (`fetagents.config`). `onRecord` is called in the file's order, nothing is stored.
 */
export function openContext(name: string, onRecord: (record: ContextRecord) => void): ContextReader {
  const fail = (): never => {
    throw new ContextError(name, null, 'no kind of context file is read yet', 'Leave it out.')
  }
  void onRecord
  return { push: () => {}, end: fail }
}
