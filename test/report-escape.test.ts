import fc from 'fast-check'
import t from 'tap'
import { visible, visibleJson } from '../lib/report/escape.ts'
import { renderJson } from '../lib/report/json.ts'
import { hostileName } from './make/profile.ts'

/** What no terminal may get: controls, format characters, separators, lone surrogates, private use. */
const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u

t.test('a terminal escape sequence is shown, not sent', async (t) => {
  t.equal(visible('a\u001b[31mb'), 'a\\u{1b}[31mb')
})

t.test('bidi, zero-width, tag, C1, separator, private-use and lone surrogate characters are shown', async (t) => {
  for (const text of [
    '\u202e',
    '\u200b',
    '\u{e0041}',
    '\u009b',
    '\u2028',
    '\ue000',
    '\udc00',
    '\ufeff',
    '\u00ad',
    '\u3164',
    '\u034f',
    '\u2800',
    '\ufffe',
    '\u007f',
  ]) {
    t.equal(visible(text), `\\u{${text.codePointAt(0)?.toString(16)}}`)
  }
})

t.test('letters of any script, accents and emoji stay as they are', async (t) => {
  for (const text of ['Überprüfung', 'агент', '代理', 'e\u0301', '🙂', 'C:\\users\\u']) t.equal(visible(text), text)
})

t.test('a space other than the ordinary one is shown, so that names cannot differ unseen', async (t) => {
  t.equal(visible('a\u00a0b c'), 'a\\u{a0}b c')
})

t.test('a written-out escape is told from a real one', async (t) => {
  t.equal(visible('\\u{1b}'), '\\u{5c}u{1b}')
})

t.test('padding is shown where it is asked for', async (t) => {
  t.equal(visible(' a  b ', { spaces: true }), '\\u{20}a\\u{20} b\\u{20}')
  t.equal(visible(' '.repeat(3), { spaces: true }), '\\u{20}\\u{20}\\u{20}')
})

t.test('text over the cap is cut between characters, and what is left out is counted', async (t) => {
  t.equal(visible('abcdef', { max: 4 }), 'abcd… (+2)')
  t.equal(visible('🙂🙂🙂', { max: 2 }), '🙂🙂… (+1)')
  t.equal(visible('abcd', { max: 4 }), 'abcd')
})

t.test('any text comes out harmless, and can be told exactly', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, spaces) => {
      const shown = visible(text, { spaces })
      return !forbidden.test(shown) && shown.replace(/\\u\{([0-9a-f]+)\}/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16))) === text
    }),
  )
})

t.test('JSON holds no such character either, and parses to exactly the same', async (t) => {
  for (const shape of ['indented', 'line'] as const) {
    const json = renderJson({ [hostileName]: [hostileName] }, shape)
    t.notMatch(json.replaceAll('\n', ''), forbidden)
    t.same(JSON.parse(json), { [hostileName]: [hostileName] })
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => JSON.parse(visibleJson(JSON.stringify(text))) === text))
})

t.test('a line of JSON is one line, whatever stands in it', async (t) => {
  t.equal(renderJson({ a: 'x\ny\u2028z' }, 'line').split(/[\n\u2028]/).length, 2)
})
