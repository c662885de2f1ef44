import { type Bag, keyOf, makeBag } from './bag.ts'
import { makeLines } from './lines.ts'
import type { Shape } from './shape.ts'
import { findShape, putObject } from './shapes.ts'
import { type ListObject, makeListObject, propertyOf } from './shell-list.ts'
import { bagOfRow, goOnWith, isRule, type OpenRow, openRow, readCells, readHeader, type TableHeader } from './shell-table.ts'
import { type Sink, shown, type TextReader } from './sink.ts'

/** `[PS] C:\>Get-TransportAgent` and `PS C:\> …` of copied sessions. */
const prompt = /^(?:\[PS\]|PS) [^>]{0,260}>/
const serviceParameter = /-TransportService[ :]+['"]?([A-Za-z]{3,32})/i
/** `    Directory: C:\x` and `   ProviderName: MSExchange CmdletLogs` above a group of objects. */
const groupLine = /^\s+(\p{L}{2,40}): (\S.*)$/u

export function isPrompt(line: string): boolean {
  return prompt.test(line)
}

/**
 * What PowerShell shows: Format-List and Format-Table, one after the other as a session has them. Lines that are neither are told as not
 * read, but for prompts.
 */
export function makeShellText(sink: Sink): TextReader {
  let service = sink.service
  let group: readonly (readonly [string, string])[] = []
  let object: ListObject | null = null
  let table: TableHeader | null = null
  /** The row before, which may go on. */
  let row: OpenRow | null = null
  /** The line before, when it may be a header: only the next one tells. */
  let held: { readonly text: string; readonly line: number } | null = null
  let isAfterBlank = true

  const put = (bag: Bag, shape: Shape, form: string): void => {
    sink.is(`${shape.type}, ${form}`)
    putObject(bag, shape, { source: sink.source, service, zone: 'local' }, sink)
  }

  const endObject = (): void => {
    const last = object
    object = null
    if (last === null) return
    if (last.isBig()) {
      sink.skip(last.line, 'an object that is too long')
      return
    }
    const bag = last.bag(group)
    const shape = findShape((key) => bag.get(key) !== undefined)
    if (shape === null) sink.skip(bag.line, 'an object of no known kind')
    else put(bag, shape, 'list')
  }

  const endRow = (): void => {
    if (table === null || row === null) return
    const bag = bagOfRow(table, row, group)
    row = null
    const shape = findShape((key) => bag.get(key) !== undefined)
    if (shape === null) sink.skip(bag.line, 'a row of a table of no known kind')
    else put(bag, shape, 'table')
  }

  const takeRow = (header: TableHeader, text: string, line: number): void => {
    const cells = readCells(header, text)
    if (cells === null) {
      sink.skip(line, 'a row that does not stand below its header')
      return
    }
    const longer = row === null ? null : goOnWith(header, row, cells)
    if (longer === null) endRow()
    row = longer ?? openRow(cells, line)
  }

  /** The line held back was no header. */
  const release = (): void => {
    const last = held
    held = null
    if (last === null) return
    if (table !== null) takeRow(table, last.text, last.line)
    else sink.skip(last.line, `neither a property nor a row: ${shown(last.text)}`)
  }

  const endAll = (): void => {
    release()
    endRow()
    endObject()
    table = null
  }

  const takeLine = (raw: string, line: number): void => {
    const text = raw.trimEnd()
    if (text === '') {
      release()
      endRow()
      isAfterBlank = true
      return
    }
    const wasAfterBlank = isAfterBlank
    isAfterBlank = false
    if (isPrompt(text)) {
      endAll()
      group = []
      service = serviceParameter.exec(text)?.[1]?.toLowerCase() ?? sink.service
      isAfterBlank = true
      return
    }
    if (held !== null && isRule(text)) {
      const header = readHeader(held.text, text)
      if (header !== null) {
        held = null
        endAll()
        table = header
        return
      }
    }
    release()
    if (object !== null) {
      if (object.take(raw, wasAfterBlank, (has) => findShape(has) !== null)) return
      endObject()
    }
    if (propertyOf(text) !== null && (table === null || wasAfterBlank)) {
      endAll()
      object = makeListObject(raw, line)
      return
    }
    const heading = wasAfterBlank ? groupLine.exec(text) : null
    if (heading !== null) {
      endAll()
      group = [[groupName(heading[1] ?? '', heading[2] ?? ''), heading[2] ?? '']]
      isAfterBlank = true
      return
    }
    held = { text, line }
  }

  return makeLines(
    takeLine,
    (line) => sink.skip(line, 'a line that is too long'),
    () => {
      endAll()
      sink.is('PowerShell output without objects')
    },
  )
}

/** The heading of a folder is written in the system's language: what looks like a path is one. */
function groupName(name: string, value: string): string {
  return /^(?:[A-Za-z]:\\|\\\\)/.test(value) ? 'Directory' : name
}

/** Whether a header and its rule are those of a table of something known. */
export function isKnownTable(names: string, rule: string): boolean {
  const header = isRule(rule) ? readHeader(names, rule) : null
  if (header === null) return false
  const keys = new Set(header.columns.map(({ name }) => keyOf(name)))
  return findShape((key) => keys.has(key)) !== null || keys.has('timecreated')
}

/** Whether these lines of a list name the properties of something known. */
export function isKnownList(names: readonly string[]): boolean {
  const bag = makeBag(
    names.map((name) => [name, ''] as const),
    1,
  )
  return findShape((key) => bag.get(key) !== undefined) !== null
}
