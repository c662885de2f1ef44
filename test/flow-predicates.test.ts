import t from 'tap'
import { predicateTable } from '../lib/flow/predicate-table.ts'
import { foldsCase, parameterTypes, predicateOf } from '../lib/flow/predicates.ts'
import { stringHash } from '../lib/flow/switches.ts'
import { headerNames } from '../lib/flow/trigger-headers.ts'

const text = 'System.String'

t.test('a member is known by its type and name', async (t) => {
  t.same(predicateOf('System.String::Contains', 'System.String::Contains(System.String)', 2), {
    kind: 'compare',
    operator: 'contains',
    subject: 0,
    value: 1,
    negated: false,
  })
  t.equal(predicateOf('System.String::Substring', 'System.String::Substring(System.Int32)', 2), null)
})

t.test('which operand is looked at depends on the overload', async (t) => {
  const regex = 'System.Text.RegularExpressions.Regex::IsMatch'
  t.match(predicateOf(regex, `${regex}(System.String)`, 2), { operator: 'matches', subject: 1, value: 0 })
  t.match(predicateOf(regex, `${regex}(System.String,System.String)`, 2), { operator: 'matches', subject: 0, value: 1 })
  const any = 'System.Linq.Enumerable::Any'
  t.match(predicateOf(any, `${any}(System.Collections.Generic.IEnumerable\`1<!!0>)`, 1), { kind: 'filled', of: 0 })
  t.match(predicateOf(any, `${any}(System.Collections.Generic.IEnumerable\`1<!!0>,System.Func\`2<!!0,System.Boolean>)`, 2), {
    kind: 'any',
    collection: 0,
    delegate: 1,
  })
})

t.test('operators of any type compare', async (t) => {
  t.match(predicateOf('System.DateTime::op_GreaterThan', 'System.DateTime::op_GreaterThan(System.DateTime,System.DateTime)', 2), {
    kind: 'compare',
    operator: 'greater',
    negated: false,
  })
  t.match(predicateOf('N.T::op_LessThanOrEqual', 'N.T::op_LessThanOrEqual(N.T,N.T)', 2), { kind: 'compare', operator: 'greater', negated: true })
})

t.test('what only iterates or waits decides nothing', async (t) => {
  t.same(predicateOf('System.IO.Stream::Read', 'System.IO.Stream::Read(System.Byte[],System.Int32,System.Int32)', 4), { kind: 'tidy' })
  t.same(predicateOf('N.Awaiter`1::get_IsCompleted', 'N.Awaiter`1::get_IsCompleted()', 1), { kind: 'tidy' })
})

t.test('every row can be read, and names a type and a member', async (t) => {
  for (const [type, members] of Object.entries(predicateTable)) {
    t.match(type, /^[A-Z][A-Za-z]*(\.[A-Za-z][A-Za-z\d]*)+(`\d)?$/)
    for (const key of Object.keys(members)) {
      const open = key.indexOf('(')
      const api = `${type}::${open < 0 ? key : key.slice(0, open)}`
      t.ok(predicateOf(api, open < 0 ? `${api}(?)` : `${api}${key.slice(open)}`, 8) !== null, api)
    }
  }
})

t.test('parameter types are those of the outermost list', async (t) => {
  t.same(parameterTypes('N.T::M()'), [])
  t.same(parameterTypes('N.T`1::M(System.String,A`2<B,C[]>,D[0...,0...])'), [text, 'A`2<B,C[]>', 'D[0...,0...]'])
})

t.test('a constant argument says that case does not matter', async (t) => {
  t.ok(foldsCase('System.StringComparison', 5), 'OrdinalIgnoreCase')
  t.notOk(foldsCase('System.StringComparison', 4), 'Ordinal')
  t.ok(foldsCase('System.Text.RegularExpressions.RegexOptions', 9), 'Compiled, IgnoreCase')
  t.ok(foldsCase('Microsoft.VisualBasic.CompareMethod', 1), 'Text')
  t.ok(foldsCase('System.Globalization.CompareOptions', 0x1000_0000), 'OrdinalIgnoreCase')
  t.notOk(foldsCase('System.Int32', 1))
})

t.test('the hash of a string switch is the one Roslyn computes', async (t) => {
  t.equal(stringHash(''), 0x811c9dc5)
  t.equal(stringHash('anna'), 0xc9cce27b)
})

t.test('headers are named as they stand in a message', async (t) => {
  t.equal(headerNames[9], 'Message-ID')
  t.equal(headerNames[55], 'List-Unsubscribe')
  t.equal(headerNames[70], 'X-MS-Exchange-CrossPremises-BCC')
})
