import { limits } from '../limits.ts'
import { makeCsvFile } from './csv-file.ts'
import { type Decoder, encodingOf, makeDecoder } from './decode.ts'
import { makeExchangeLog } from './exchange-log.ts'
import { makeJsonFile } from './json-file.ts'
import { accepted, type Form, recognise } from './recognise.ts'
import type { ContextReader, ContextRecord } from './record.ts'
import { findRefused, refusedHead } from './refused-files.ts'
import { makeShellText } from './shell-text.ts'
import { makeSink, type Sink, type TextReader } from './sink.ts'
import { makeXmlFile } from './xml-file.ts'

/**
 * Reads a context file. What it is, is told by its content; `name` is kept as each record's source and only hints at the transport
 * service (`fetagents.config`). `onRecord` is called in the file's order, nothing is stored.
 */
export function openContext(name: string, onRecord: (record: ContextRecord) => void): ContextReader {
  const { sink, summary } = makeSink(name, serviceOf(name), onRecord)
  const text = makeByContent(sink)
  let head: Uint8Array = new Uint8Array(0)
  let decoder: Decoder | null = null

  /** Starts decoding as soon as enough bytes are there to tell what they are. */
  const start = (): Decoder => {
    const found = findRefused(head, name)
    if (found !== null) throw sink.refusal(null, `this is ${found.what}`, found.remedy)
    const started = makeDecoder(encodingOf(head), text)
    started.push(head)
    return started
  }

  return {
    push: (chunk) => {
      if (decoder !== null) {
        decoder.push(chunk)
        return
      }
      head = joined(head, chunk)
      if (head.length < refusedHead) return
      decoder = start()
    },
    end: () => {
      if (head.length === 0) throw sink.refusal(null, 'the file is empty', 'Collect it again.')
      decoder ??= start()
      decoder.end()
      if (decoder.isDamaged()) {
        sink.skip(null, 'bytes that are not text in its encoding stand as U+FFFD: it was written in another code page than UTF-8 or UTF-16')
      }
      return summary()
    },
  }
}

/** `fetagents.config` has the agents of Front End Transport; `agents.config` those of the Transport service, on Edge servers too. */
function serviceOf(name: string): string | null {
  const file = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).toLowerCase()
  if (file.includes('fetagents') || file.includes('frontend')) return 'frontend'
  return file.includes('agents.config') ? 'hub' : null
}

/** Keeps the beginning until it tells what the file is, then hands everything to the reader of that. */
function makeByContent(sink: Sink): TextReader {
  let parts: string[] = []
  let size = 0
  let reader: TextReader | null = null

  const choose = (): TextReader => {
    const text = parts.join('')
    parts = []
    const found = recognise(text.slice(0, limits.contextHead))
    if ('what' in found) throw sink.refusal(found.line, found.what, accepted)
    const chosen = makeReader(found, sink)
    chosen.push(text)
    return chosen
  }

  return {
    push: (text) => {
      if (reader !== null) {
        reader.push(text)
        return
      }
      parts.push(text)
      size += text.length
      if (size >= limits.contextHead) reader = choose()
    },
    end: () => {
      reader ??= choose()
      reader.end()
    },
  }
}

function makeReader(form: Form, sink: Sink): TextReader {
  switch (form.form) {
    case 'xml':
      return makeXmlFile(accepted, sink)
    case 'json':
      return makeJsonFile(accepted, sink)
    case 'log':
      return makeExchangeLog(accepted, sink)
    case 'csv':
      return makeCsvFile(form.delimiter, sink)
    case 'shell':
      return makeShellText(sink)
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
