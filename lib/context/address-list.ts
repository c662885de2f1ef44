import { limits } from '../limits.ts'
import { ContextError } from './context-error.ts'
import { type CsvReader, makeCsv } from './csv.ts'
import { type Decoder, encodingOf, makeDecoder } from './decode.ts'
import { makeLines } from './lines.ts'
import { findRefused, refusedHead } from './refused-files.ts'

export interface AddressListOptions {
  /** Name of the column that holds them; without it a column with a usual name is taken. */
  readonly column?: string
  /** Whether entries have to be addresses or domains; else any text may be one. */
  readonly addresses: boolean
}

/** What was read of a list. */
export interface AddressListSummary {
  readonly entries: number
  /** Lines without an entry that could be used, and the first of them. */
  readonly skipped: number
  readonly firstSkipped: { readonly line: number; readonly why: string } | null
}

export interface AddressListReader {
  readonly push: (bytes: Uint8Array) => void
  readonly end: () => AddressListSummary
}

/** Columns that hold addresses in what Exchange, Entra ID and Active Directory export. */
const usual = [
  'primarysmtpaddress',
  'emailaddresses',
  'proxyaddresses',
  'emailaddress',
  'windowsemailaddress',
  'smtpaddress',
  'mail',
  'email',
  'e-mail',
  'address',
  'userprincipalname',
  'domainname',
  'domain',
]

const remedy = 'Give a text file in UTF-8 or UTF-16 with one address a line, or a CSV whose first line names the columns.'

const isText = (head: Uint8Array) => head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13)

/**
 * Reads a list of addresses, one a line, or in one column of a CSV; bytes may be cut anywhere and nothing is stored. `smtp:` before an
 * address and a name around it are taken away. Throws `ContextError` for what is no such list.
 */
export function openAddressList(name: string, { column, addresses }: AddressListOptions, onEntry: (entry: string, line: number) => void): AddressListReader {
  let entries = 0
  let skipped = 0
  let firstSkipped: AddressListSummary['firstSkipped'] = null
  const skip = (line: number, why: string): void => {
    skipped++
    firstSkipped ??= { line, why }
  }
  const take = (cell: string, line: number): void => {
    const found = entriesOf(cell)
    for (const entry of found) {
      if (entry.includes('\ufffd'))
        throw new ContextError(name, line, 'bytes that are no text in UTF-8 or UTF-16', 'Save the list as UTF-8 (in PowerShell: Set-Content -Encoding UTF8).')
      const why = fault(entry, addresses)
      if (why !== null) skip(line, why)
      else {
        entries++
        onEntry(entry, line)
      }
    }
  }

  let csv: CsvReader | null = null
  let place = -1
  const begin = (line: string, number: number): void => {
    const delimiter = [',', ';', '\t'].find((one) => line.includes(one)) ?? ','
    let cells: readonly string[] = []
    const reader = makeCsv({
      delimiter,
      multiline: true,
      onRow: (row, at) => {
        const cell = row[place]
        if (place < 0) cells = row
        else if (cell !== undefined) take(cell, at)
        else if (row.some((text) => text.trim() !== '')) skip(at, `the row has only ${row.length} columns`)
      },
      onBad: (at, why) => {
        throw new ContextError(name, at, why, 'Mend the line, or export the list again.')
      },
    })
    reader.line(line, number)
    const names = cells.map((cell) => cell.trim().toLowerCase())
    const wanted = column === undefined ? usual.find((one) => names.includes(one)) : column.trim().toLowerCase()
    place = wanted === undefined ? -1 : names.indexOf(wanted)
    if (place >= 0) {
      csv = reader
      return
    }
    if (column !== undefined) {
      const has = cells.slice(0, 8).map(shown).join(', ')
      throw new ContextError(
        name,
        number,
        `the first line names no column ${shown(column)}`,
        `It has ${has === '' ? 'none' : has}: name one of these with --column.`,
      )
    }
    if (cells.length > 1 && !cells.some((cell) => cell.includes('@')))
      throw new ContextError(
        name,
        number,
        `none of its ${cells.length} columns is named as addresses are`,
        `Name the column with --column, such as --column ${shown(cells[0] ?? 'Mail')}.`,
      )
    if (cells.length > 1 && addresses) throw new ContextError(name, number, `it has ${cells.length} columns and no line that names them`, remedy)
    csv = null
    isPlain = true
    take(line, number)
  }
  let isPlain = false

  const lines = makeLines(
    (line, number) => {
      if (csv !== null) csv.line(line, number)
      else if (isPlain) take(line, number)
      else if (line.trim() !== '' && !/^#TYPE\b/.test(line)) begin(line, number)
    },
    (number) => {
      throw new ContextError(name, number, `the line has more than ${limits.contextLine} characters`, remedy)
    },
    () => csv?.end(),
  )
  let head: Uint8Array = new Uint8Array(0)
  let decoder: Decoder | null = null
  const start = (): Decoder => {
    const found = isText(head) ? null : findRefused(head, name)
    if (found !== null) throw new ContextError(name, null, `this is ${found.what}`, remedy)
    const started = makeDecoder(encodingOf(head), lines)
    started.push(head)
    return started
  }
  return {
    push: (chunk) => {
      if (decoder !== null) {
        decoder.push(chunk)
        return
      }
      const whole = new Uint8Array(head.length + chunk.length)
      whole.set(head)
      whole.set(chunk, head.length)
      head = whole
      if (head.length >= refusedHead) decoder = start()
    },
    end: () => {
      if (head.length === 0) throw new ContextError(name, null, 'the file is empty', remedy)
      decoder ??= start()
      decoder.end()
      if (entries === 0) {
        const what = firstSkipped === null ? 'it holds no entries' : `no line holds ${addresses ? 'an address or a domain' : 'a text'}: ${firstSkipped.why}`
        throw new ContextError(name, firstSkipped?.line ?? null, what, remedy)
      }
      return { entries, skipped, firstSkipped }
    },
  }
}

/** `SMTP:a@b`, `"a@b"`, `Name <a@b>` as `a@b`; several addresses of one cell each by itself. */
function entriesOf(cell: string): string[] {
  const text = cell.trim().replace(/^"([^"]*)"$/, '$1')
  if (text === '' || /^-+$/.test(text)) return []
  const parts = text.indexOf('@') === text.lastIndexOf('@') || text.length > limits.addressEntry * 64 ? [text] : text.split(/[\s,;]+/)
  return parts.flatMap((part) => {
    const bare = /<([^<>]+@[^<>]+)>$/.exec(part)?.[1] ?? part
    const prefix = /^([A-Za-z0-9]{2,8}):/.exec(bare)?.[1]?.toLowerCase()
    // addresses of other kinds (X500, SIP, EUM) stand beside those of mail
    if (prefix !== undefined && prefix !== 'smtp' && parts.length > 1) return []
    const entry = (prefix === 'smtp' ? bare.slice(5) : bare).trim()
    return entry === '' ? [] : [entry]
  })
}

/** What keeps an entry from being used; null: nothing. */
function fault(entry: string, addresses: boolean): string | null {
  if (entry.length > limits.addressEntry) return `an entry has more than ${limits.addressEntry} characters`
  if (/\p{Cc}/u.test(entry)) return 'an entry holds control characters'
  if (!addresses) return null
  if (/\s/.test(entry)) return `${shown(entry)} is neither an address nor a domain`
  return /[^@]@[^@]/.test(entry) || /[^.]\.[^.]/.test(entry) ? null : `${shown(entry)} is neither an address nor a domain`
}

/** A text of the list in an error: short, and free of what a terminal acts on. */
function shown(text: string): string {
  return `"${text.slice(0, 40).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')}"`
}
