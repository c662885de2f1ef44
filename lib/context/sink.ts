import { limits } from '../limits.ts'
import { ContextError } from './context-error.ts'
import type { ContextRecord, ContextSummary, SkippedLine } from './record.ts'

/** Where a reader of one format puts what it finds. */
export interface Sink {
  /** The name the file was given under. */
  readonly source: string
  /** The transport service that this name hints at. */
  readonly service: string | null
  /** What the file is, in words; the first name stays. */
  readonly is: (type: string) => void
  readonly record: (record: ContextRecord) => void
  /** Tells that a line, or from it on an item, was not read. */
  readonly skip: (line: number | null, why: string) => void
  /** The error for a file that cannot be taken; to be thrown. */
  readonly refusal: (line: number | null, what: string, remedy: string) => ContextError
}

/** Takes text in pieces cut anywhere. */
export interface TextReader {
  readonly push: (text: string) => void
  readonly end: () => void
}

/** A sink, and what it was told. */
export function makeSink(source: string, service: string | null, onRecord: (record: ContextRecord) => void): { sink: Sink; summary: () => ContextSummary } {
  const skipped: SkippedLine[] = []
  let type: string | null = null
  let records = 0
  let skippedCount = 0
  const sink: Sink = {
    source,
    service,
    is: (name) => {
      type ??= name
    },
    record: (record) => {
      records += 1
      onRecord(record)
    },
    skip: (line, why) => {
      skippedCount += 1
      if (skipped.length < limits.contextSkipped) skipped.push({ line, why })
    },
    refusal: (line, what, remedy) => new ContextError(source, line, what, remedy),
  }
  return { sink, summary: () => ({ type: type ?? 'unknown', records, skipped, skippedCount }) }
}

/** A short piece of the file's text as it may stand in a message: on one line, without control characters. */
export function shown(text: string): string {
  const plain = text
    .slice(0, 400)
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
  return plain.length <= 60 ? plain : `${plain.slice(0, 59).trimEnd()}…`
}
