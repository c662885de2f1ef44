import fc from 'fast-check'
import t from 'tap'
import { readMoment } from '../lib/context/moment.ts'

/** Zone and ambiguity behind the time, short enough for a table. */
function told(text: string): string {
  const { iso, zone, ambiguous } = readMoment(text, 'local')
  return `${iso} ${zone}${ambiguous ? ' ambiguous' : ''}`
}

const cases: readonly (readonly [string, string])[] = [
  ['2026-11-23T01:02:03Z', '2026-11-23T01:02:03.000Z utc'],
  ['2026-11-23T01:02:03.1239999Z', '2026-11-23T01:02:03.123Z utc'],
  ['2026-11-23T01:02:03+02:00', '2026-11-22T23:02:03.000Z utc'],
  ['2026-11-23T01:02:03.5-0530', '2026-11-23T06:32:03.500Z utc'],
  ['2026-11-23 01:02:03', '2026-11-23T01:02:03.000 local'],
  ['2026-11-23', '2026-11-23T00:00:00.000 local'],
  ['2026/11/23 1:02:03', '2026-11-23T01:02:03.000 local'],
  ['/Date(1795395723000)/', '2026-11-23T01:02:03.000Z utc'],
  ['/Date(1795395723000+0100)/', '2026-11-23T01:02:03.000Z utc'],
  ['/Date(-1)/', '1969-12-31T23:59:59.999Z utc'],
  ['11/23/2026 1:02:03 AM', '2026-11-23T01:02:03.000 local'],
  ['11/23/2026 12:02:03 AM', '2026-11-23T00:02:03.000 local'],
  ['11/23/2026 12:02 PM', '2026-11-23T12:02:00.000 local'],
  ['11/23/2026 1:02:03\u202fPM', '2026-11-23T13:02:03.000 local'],
  ['23/11/2026 01:02:03', '2026-11-23T01:02:03.000 local'],
  ['03/04/2026 01:02:03', '2026-03-04T01:02:03.000 local ambiguous'],
  ['04/04/2026 01:02:03', '2026-04-04T01:02:03.000 local'],
  ['23.11.2026 01:02:03', '2026-11-23T01:02:03.000 local'],
  ['3.4.2026 01:02', '2026-04-03T01:02:00.000 local'],
  ['23. 11. 2026 1:02:03', '2026-11-23T01:02:03.000 local'],
  ['23-11-2026 01:02:03', '2026-11-23T01:02:03.000 local'],
  ['03-04-2026 01:02:03', '2026-04-03T01:02:03.000 local ambiguous'],
  ['11-23-2026 01:02:03', '2026-11-23T01:02:03.000 local'],
  ['Monday, November 23, 2026 1:02:03 AM', '2026-11-23T01:02:03.000 local'],
  ['23 November 2026 01:02:03', '2026-11-23T01:02:03.000 local'],
  ['Montag, 23. März 2026 01:02:03', '2026-03-23T01:02:03.000 local'],
  ['2026-02-29T00:00:00Z', 'null local'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z utc'],
  ['13/13/2026', 'null local'],
  ['2026-11-23T24:00:00Z', 'null local'],
  ['11/23/2026 13:02 PM', 'null local'],
  ['2026-11-23T01:60:03Z', 'null local'],
  ['/Date(999999999999999)/', 'null local'],
  ['yesterday', 'null local'],
  ['', 'null local'],
  ['23 Foo 2026', 'null local'],
]

t.test('times in the forms of Exchange, Windows and PowerShell', async (t) => {
  for (const [text, expected] of cases) t.equal(told(text), expected, text)
})

t.test('the text is kept, and the zone of the source counts where the text has none', async (t) => {
  t.strictSame(readMoment('2026-11-23 01:02:03', 'utc'), { text: '2026-11-23 01:02:03', iso: '2026-11-23T01:02:03.000Z', zone: 'utc', ambiguous: false })
  t.strictSame(readMoment('?', 'unknown'), { text: '?', iso: null, zone: 'unknown', ambiguous: false })
})

t.test('any text gives a time of the fixed form, or none', async () => {
  const part = fc.constantFrom(
    '2026',
    '11',
    '23',
    '3',
    '0',
    '99',
    '-',
    '/',
    '.',
    ' ',
    ':',
    'T',
    'Z',
    '+',
    'AM',
    'pm',
    'Mon',
    'March',
    ',',
    '/Date(',
    ')/',
    '\u202f',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
      ),
      (text) => {
        const { iso, zone } = readMoment(text, 'unknown')
        return iso === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/.test(zone === 'utc' ? iso.slice(0, -1) : iso)
      },
    ),
    { numRuns: 2000 },
  )
})
