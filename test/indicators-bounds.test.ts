import fc from 'fast-check'
import t from 'tap'
import { findIndicators } from '../lib/facts/indicators.ts'
import { limits } from '../lib/limits.ts'

const pieces = [
  'a@',
  'a@a',
  '@',
  'http://',
  'http://a,',
  '://',
  '.',
  'x.',
  '1.',
  '1.2.3.4 ',
  'a:',
  '::',
  '\\',
  '\\\\ab\\c ',
  'C:\\',
  'C:/a ',
  'C:\\a b ',
  '%',
  '%TEMP%',
  '%ab%\\x ',
  '"',
  "'a b\\",
  '"a\\b ',
  'HKLM\\a ',
  'software\\',
  'cmd /c ',
  'cmd.exe',
  'cmd.exe "',
  'powershell ',
  'X-A-B: ',
  'X-A:\n',
  '\n',
  '0',
  'af',
  '0e119e63-',
  'x.dll',
  ')',
  'http://a)',
  'a-',
  '/tmp/',
  '$env:',
  'é',
  '下',
] as const

const arbitraryText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })), { maxLength: 60 }).map((parts) => parts.join('')),
)

t.test('every value is a part of the text, not empty, without space around it, and told once', (t) => {
  fc.assert(
    fc.property(arbitraryText, (text) => {
      const keys = new Set<string>()
      for (const { kind, value } of findIndicators(text)) {
        if (value.length === 0 || !text.includes(value) || value.trim() !== value) return false
        if (keys.has(`${kind} ${value}`)) return false
        keys.add(`${kind} ${value}`)
      }
      return true
    }),
    { numRuns: 1000 },
  )
  t.end()
})

t.test('hostile repetition of every piece ends', (t) => {
  // a quadratic scan of 64K characters takes billions of steps: the runner's own patience ends it
  const pairs = pieces.filter((_, at) => at % 2 === 0).map((each, at) => each + pieces[(at + 7) % pieces.length])
  for (const piece of [...pieces, ...pairs]) {
    const text = piece.repeat(Math.ceil(limits.indicatorText / piece.length)).slice(0, limits.indicatorText)
    t.ok(findIndicators(text).length <= limits.indicatorText)
  }
  t.end()
})
