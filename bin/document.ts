import { visible } from '../lib/report/escape.ts'
import { renderJson } from '../lib/report/json.ts'
import { type Format, render } from '../lib/report/render.ts'
import type { TextOptions } from '../lib/report/text.ts'
import type { Sink } from './output.ts'
import { type InputRecord, recordName } from './record.ts'

/** A document under way: one record after the other, and an end that always leaves it well-formed. */
export interface Document {
  readonly add: (record: InputRecord) => Promise<void>
  readonly end: () => Promise<void>
  /** True while nothing was written: then there is no document. */
  readonly isEmpty: () => boolean
}

/** Begins a document. One input in JSON or text is its profile alone; several are an array, pages, or one line each. */
export async function beginDocument(sink: Sink, format: Format, many: boolean, text: TextOptions): Promise<Document> {
  switch (format) {
    case 'ndjson':
      return { add: (record) => sink.write(renderJson(record, 'line')), end: nothing, isEmpty: () => false }
    case 'json':
      return many ? beginArray(sink) : beginSingle(sink, format, text)
    case 'text':
      return many ? beginPages(sink, text) : beginSingle(sink, format, text)
  }
}

function beginSingle(sink: Sink, format: Format, text: TextOptions): Document {
  let empty = true
  return {
    add: async ({ profile }) => {
      if (profile === null) return
      empty = false
      await sink.write(render(profile, format, text))
    },
    end: nothing,
    isEmpty: () => empty,
  }
}

async function beginArray(sink: Sink): Promise<Document> {
  await sink.write('[')
  let first = true
  return {
    add: async (record) => {
      const before = first ? '\n' : ',\n'
      first = false
      await sink.write(before + renderJson(record, 'indented').trimEnd())
    },
    end: () => sink.write(first ? ']\n' : '\n]\n'),
    isEmpty: () => false,
  }
}

function beginPages(sink: Sink, text: TextOptions): Document {
  let first = true
  return {
    add: async (record) => {
      const before = first ? '' : '\n\n'
      first = false
      const title = `${before}===== ${visible(recordName(record), { spaces: true })} =====\n`
      const page = record.profile === null ? `Not read: ${visible(record.error ?? record.status)}\n` : render(record.profile, 'text', text)
      await sink.write(title + page)
    },
    end: nothing,
    isEmpty: () => false,
  }
}

async function nothing(): Promise<void> {}
