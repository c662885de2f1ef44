import fc from 'fast-check'
import t from 'tap'
import { type AddressListOptions, openAddressList } from '../lib/context/address-list.ts'
import { ContextError } from '../lib/context/context-error.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function read(content: string | Uint8Array, options: Partial<AddressListOptions> = {}, size = 1_000_000): { found: [string, number][]; skipped: number } {
  const found: [string, number][] = []
  const whole = typeof content === 'string' ? bytes(content) : content
  const reader = openAddressList('list.txt', { addresses: true, ...options }, (entry, line) => found.push([entry, line]))
  for (let at = 0; at < whole.length; at += size) reader.push(whole.subarray(at, at + size))
  return { found, skipped: reader.end().skipped }
}

function refused(content: string | Uint8Array, options: Partial<AddressListOptions> = {}): ContextError | null {
  try {
    read(content, options)
    return null
  } catch (error) {
    if (error instanceof ContextError) return error
    throw error
  }
}

const two: [string, number][] = [
  ['a@corp.invalid', 1],
  ['b@corp.invalid', 3],
]

t.test('a list is read in UTF-8 and UTF-16, with and without a mark, however it is cut', async (t) => {
  const text = 'a@corp.invalid\r\n\r\nb@corp.invalid'
  const wide = (big: boolean) => {
    const units = new Uint8Array(text.length * 2)
    for (let at = 0; at < text.length; at++) units[at * 2 + (big ? 1 : 0)] = text.charCodeAt(at)
    return units
  }
  for (const size of [1, 3, 1000]) {
    for (const content of [bytes(text), bytes(`\ufeff${text}\n`), wide(false), wide(true), new Uint8Array([0xff, 0xfe, ...wide(false)])])
      t.same(read(content, {}, size).found, two)
  }
})

t.test('a column of a CSV is taken by its usual name, or the one that is told', async (t) => {
  const csv = '#TYPE System.Object\r\n"Name";"PrimarySmtpAddress";"Other"\r\n"Doe; Jane";"jane@corp.invalid";"x@y.invalid"\r\n'
  t.same(read(csv).found, [['jane@corp.invalid', 3]])
  t.same(read(csv, { column: 'other' }).found, [['x@y.invalid', 3]])
  t.same(read('"PrimarySmtpAddress"\n"a@corp.invalid"\n').found, [['a@corp.invalid', 2]])
  t.same(read('mail\n----\na@corp.invalid\n').found, [['a@corp.invalid', 3]])
  t.match(refused(csv, { column: 'Mailbox' }), { line: 2, what: /names no column "Mailbox"/, remedy: /"Name", "PrimarySmtpAddress", "Other"/ })
  t.match(refused('Given,Family\nJane,Doe\n'), { line: 1, what: /none of its 2 columns/, remedy: /--column/ })
  t.match(refused('a@corp.invalid,b@corp.invalid\n'), { line: 1, what: /2 columns and no line that names them/ })
})

t.test('what Exchange writes around addresses is taken away', async (t) => {
  t.same(read('EmailAddresses\nSMTP:a@corp.invalid smtp:b@corp.invalid SIP:c@corp.invalid\nJane Doe <d@corp.invalid>\ncorp.invalid\n').found, [
    ['a@corp.invalid', 2],
    ['b@corp.invalid', 2],
    ['d@corp.invalid', 3],
    ['corp.invalid', 4],
  ])
})

t.test('a line that is no address is counted, and a file without any is refused with its line', async (t) => {
  t.same(read('Jane Doe\na@corp.invalid\n'), { found: [['a@corp.invalid', 2]], skipped: 1 })
  t.same(read('Re: the figures\n', { addresses: false }).found, [['Re: the figures', 1]])
  for (const [content, line, what] of [
    ['', null, /empty/],
    ['\n\n', null, /holds no entries/],
    ['hello world\nanother line\n', 1, /no line holds an address.*"hello world"/],
    [new Uint8Array([...bytes('a@corp.invalid\nj'), 0xfc, ...bytes('rgen@corp.invalid\n')]), 2, /no text in UTF-8/],
    [new Uint8Array([0x50, 0x4b, 3, 4, ...new Uint8Array(40)]), null, /Office file/],
    [new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, ...new Uint8Array(40)]), null, /a program/],
    ['Mail,Name\na@corp.invalid,"never closed\n', 2, /never closed/],
  ] as const)
    t.match(refused(content), { source: 'list.txt', line, what })
  t.equal(read('MZimmer@corp.invalid\n').found.length, 1, 'an address may begin as a program does')
})

t.test('any bytes give entries or a ContextError', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (content, size) => {
      try {
        read(content, {}, size)
      } catch (error) {
        if (!(error instanceof ContextError)) throw error
      }
    }),
  )
})
