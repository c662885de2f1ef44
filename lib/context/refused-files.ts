/** A file that is no text, known by how it begins. */
interface Refused {
  /** The first bytes, as characters below U+0100. */
  readonly magic: string
  readonly what: string
  /** `FILE` is replaced by the file's name, `NAME` by it without its ending. */
  readonly remedy: string
}

const unpack = 'Unpack it and give the files inside'

/** What is given by mistake, and what to do with it. */
const refused: readonly Refused[] = [
  {
    magic: 'ElfFile\0',
    what: 'a Windows event log as such (.evtx), which is not read',
    remedy: 'Convert it in PowerShell: Get-WinEvent -Path FILE | ForEach-Object { $_.ToXml() } | Set-Content -Encoding UTF8 NAME.xml',
  },
  {
    magic: '\x30\0\0\0LfLe',
    what: 'an event log of Windows XP or Server 2003 (.evt), which is not read',
    remedy: 'Convert it in PowerShell: Get-WinEvent -Path FILE -Oldest | ForEach-Object { $_.ToXml() } | Set-Content -Encoding UTF8 NAME.xml',
  },
  { magic: 'PK\x03\x04', what: 'a ZIP archive or an Office file (.zip, .xlsx)', remedy: `${unpack}; save a workbook as CSV (UTF-8).` },
  {
    magic: '\xd0\xcf\x11\xe0',
    what: 'an old Office file or an Outlook message (.xls, .msg)',
    remedy: 'Save a workbook as CSV (UTF-8); save the attachment of a message and give that.',
  },
  { magic: '\x1f\x8b', what: 'compressed with gzip', remedy: `${unpack}.` },
  { magic: '7z\xbc\xaf\x27\x1c', what: 'a 7-Zip archive', remedy: `${unpack}.` },
  { magic: 'Rar!\x1a\x07', what: 'a RAR archive', remedy: `${unpack}.` },
  { magic: 'MSCF', what: 'a cabinet file', remedy: `${unpack}: expand -F:* FILE .` },
  { magic: '\x28\xb5\x2f\xfd', what: 'compressed with Zstandard', remedy: `${unpack}.` },
  { magic: '\xfd7zXZ\0', what: 'compressed with xz', remedy: `${unpack}.` },
  { magic: 'MZ', what: 'a program or library', remedy: 'Give it as the file to inspect, not as context.' },
  { magic: 'FILE0\0', what: 'a raw $MFT', remedy: 'List it as CSV with MFTECmd: MFTECmd.exe -f FILE --csv .' },
  { magic: 'FILE*\0', what: 'a raw $MFT', remedy: 'List it as CSV with MFTECmd: MFTECmd.exe -f FILE --csv .' },
  { magic: 'regf', what: 'a registry hive', remedy: 'Leave it out.' },
  { magic: 'SQLite format 3\0', what: 'an SQLite database', remedy: 'Export the table as CSV.' },
  { magic: '%PDF-', what: 'a PDF', remedy: 'Give the text that it was made from.' },
  { magic: '!BDN', what: 'an Outlook data file (.pst)', remedy: 'Leave it out.' },
]

/** Bytes that have to be at hand before `findRefused` can tell. */
export const refusedHead = 16

export function findRefused(head: Uint8Array, name: string): { readonly what: string; readonly remedy: string } | null {
  const found = refused.find(({ magic }) => [...magic].every((char, index) => head[index] === char.charCodeAt(0)))
  return found === undefined ? null : { what: found.what, remedy: withNames(found.remedy, name) }
}

function withNames(remedy: string, name: string): string {
  const plain = name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
  const bare = plain.replace(/\.[^.\\/]*$/, '')
  const replaced = new Map([
    ['FILE', argument(plain)],
    ['NAME.xml', argument(`${bare === '' ? 'events' : bare}.xml`)],
  ])
  return remedy.replaceAll(/NAME\.xml|FILE/g, (word) => replaced.get(word) ?? word)
}

/** A name as it may stand in PowerShell: in quotes unless it is harmless. PowerShell takes curly quotes for straight ones. */
function argument(name: string): string {
  return /^[\w.\\/:][\w.\\/:-]*$/.test(name) ? name : `'${name.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`
}
