import fc from 'fast-check'
import t from 'tap'
import { compileRules, knowsApi, matchFacts, wantsConstants, wantsReceiver } from '../lib/capabilities/match.ts'
import type { Feature, Rule } from '../lib/capabilities/rule.ts'
import { findRule, rules } from '../lib/capabilities/rules.ts'
import { compileTextSearch } from '../lib/capabilities/text-search.ts'
import type { Fact } from '../lib/facts/fact.ts'
import { categories, severities } from '../lib/facts/vocabulary.ts'
import { limits } from '../lib/limits.ts'
import { rowCount, rowToken } from '../lib/metadata/tables.ts'
import { methodName, openAssembly } from '../lib/model/assembly.ts'
import { bytesOf } from './make/root.ts'

t.test('the rules', async (t) => {
  t.test('have ids of their own, topic and what', async (t) => {
    t.equal(new Set(rules.map(({ id }) => id)).size, rules.length)
    for (const { id } of rules) t.match(id, /^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$/)
    t.equal(findRule('process.start')?.id, 'process.start')
    t.equal(findRule('process.nothing'), null)
  })

  t.test('speak the vocabulary', async (t) => {
    for (const rule of rules) {
      t.ok(categories.includes(rule.category), rule.id)
      t.ok(severities.includes(rule.severity), rule.id)
      for (const technique of rule.attack) t.match(technique, /^T\d{4}(\.\d{3})?$/, rule.id)
      t.match(rule.title, /^[A-Z].*[^.]$/, rule.id)
      t.match(rule.why, /^\S.*\.$/, rule.id)
      t.ok(rule.anyOf.length > 0, rule.id)
    }
  })

  t.test('rest on features that no other rule of the topic rests on', async (t) => {
    const owners = new Map<string, string>()
    for (const rule of rules) {
      for (const feature of rule.anyOf) {
        const key = `${rule.id.split('.')[0]} ${JSON.stringify(feature)}`
        t.notOk(owners.has(key), `${rule.id}: ${key}, also of ${owners.get(key)}`)
        owners.set(key, rule.id)
      }
    }
  })

  t.test('write members as the metadata does', async (t) => {
    const member = /^[\w.`]+(\/[\w.`]+)*::(\.ctor|[A-Za-z_]\w*)(\([\w.`/,[\]&]*\))?$/
    for (const rule of rules) {
      for (const feature of rule.anyOf) {
        if ('api' in feature) t.match(feature.api, member, rule.id)
        if ('override' in feature) t.match(feature.override, member, rule.id)
        if ('native' in feature) t.match(feature.native, /^(\*|\w+)$/, rule.id)
      }
    }
  })

  t.test('name members of Exchange that exist', async (t) => {
    const known = new Set<string>()
    const types = new Set<string>()
    for (const name of ['Microsoft.Exchange.Data.Common.dll', 'Microsoft.Exchange.Data.Transport.dll']) {
      const stub = openAssembly(bytesOf('samples', 'bin', 'stub', name))
      for (const type of stub.typeRows().keys()) types.add(type)
      for (let row = 1; row <= rowCount(stub.metadata.tables, 'MethodDef'); row++) {
        const full = methodName(stub, row)
        known.add(full).add(full.slice(0, full.indexOf('(')).replace(/`\d+$/, ''))
      }
    }
    for (const rule of rules) {
      for (const feature of rule.anyOf) {
        const member = 'api' in feature ? feature.api : 'override' in feature ? feature.override : ''
        if (types.has(member.split('::')[0] ?? '') && !elsewhere.has(member)) t.ok(known.has(member), `${rule.id}: ${member}`)
      }
    }
  })
})

/** Members of other versions of Exchange, or not needed by any sample: not in the stub. */
const elsewhere = new Set([
  'Microsoft.Exchange.Data.Transport.EnvelopeRecipientCollection::Contains',
  'Microsoft.Exchange.Data.Transport.EnvelopeRecipientCollection::get_Item',
  'Microsoft.Exchange.Data.Transport.EnvelopeRecipientCollection::GetEnumerator',
  'Microsoft.Exchange.Data.Transport.Routing.QueuedMessageEventSource::Scanning',
  'Microsoft.Exchange.Data.Mime.MimeAddressReader::TryGetDisplayName',
])

const at = { method: rowToken('MethodDef', 1), ilOffset: 0 }
const token = rowToken('MemberRef', 1)

function rule(...anyOf: Feature[]): Rule {
  return { id: 'test.rule', title: 'Tests', category: 'log', severity: 'info', attack: [], why: 'A test.', anyOf }
}

/** A call; parameters after the name. */
function call(signature: string, receivers: readonly string[] = [], constants: readonly (string | number | null)[] = []): Fact {
  return { kind: 'api', api: signature.slice(0, signature.indexOf('(')), signature, receivers, constants, at }
}

function hits(feature: Feature, ...facts: Fact[]): boolean[] {
  const index = compileRules([rule(feature)])
  return facts.map((fact) => matchFacts(index, [fact]).length === 1)
}

t.test('a feature', async (t) => {
  t.test('without parameters is every overload, with parameters that one alone', async (t) => {
    const facts = [call('N.T::M()'), call('N.T::M(System.String)'), call('N.T::MM()'), call('N.TT::M()')]
    t.strictSame(hits({ api: 'N.T::M' }, ...facts), [true, true, false, false])
    t.strictSame(hits({ api: 'N.T::M(System.String)' }, ...facts), [false, true, false, false])
  })

  t.test('with a receiver needs an object known to be one of these', async (t) => {
    const facts = [call('S::Write()', ['F']), call('S::Write()', ['S', 'F']), call('S::Write()', ['S']), call('S::Write()')]
    t.strictSame(hits({ api: 'S::Write', receiver: ['F', 'G'] }, ...facts), [true, true, false, false])
    t.strictSame(hits({ api: 'S::Write', notReceiver: ['F', 'G'] }, ...facts), [false, false, true, true])
  })

  t.test('with an argument needs one of these constants there', async (t) => {
    const feature = { api: 'N.T::M', argument: { at: 1, oneOf: [2, 'x'] } }
    const facts = [
      call('N.T::M()', [], [0, 2]),
      call('N.T::M()', [], [2, 0]),
      call('N.T::M()', [], [null, 'x']),
      call('N.T::M()', [], [2, null]),
      call('N.T::M()'),
    ]
    t.strictSame(hits(feature, ...facts), [true, false, true, false, false])
    t.strictSame(hits({ api: 'N.T::M', argument: { at: 1, oneOf: [null] } }, ...facts), [false, false, false, true, true])
  })

  t.test('that asks for nothing but the name is also met by a name in the metadata', async (t) => {
    const named: Fact = { kind: 'api-reference', api: 'N.T::M', signature: 'N.T::M(System.String)', token }
    t.strictSame(hits({ api: 'N.T::M' }, named), [true])
    t.strictSame(hits({ api: 'N.T::M(System.Int32)' }, named), [false])
    t.strictSame(hits({ api: 'N.T::M', receiver: ['N.T'] }, named), [false])
    t.strictSame(hits({ api: 'N.T::M', notReceiver: ['N.T'] }, named), [true])
    t.strictSame(hits({ api: 'N.T::M', argument: { at: 0, oneOf: [null] } }, named), [true])
    t.strictSame(hits({ api: 'N.T::M', argument: { at: 0, oneOf: [1] } }, named), [false])
  })

  t.test('about a type or namespace is met by types there and below', async (t) => {
    const types = ['A.B.T', 'A.B.C.T', 'A.B', 'A.BB.T', 'A.T', 'A.B/T.X'].map((type): Fact => ({ kind: 'type', type, token }))
    t.strictSame(hits({ namespace: 'A.B' }, ...types), [true, true, false, false, false, false])
    t.strictSame(hits({ type: 'A.B' }, ...types), [false, false, true, false, false, false])
  })

  t.test('about a native function does not look at A, W, letter case, folder or .dll', async (t) => {
    const native = (module: string, name: string): Fact => ({ kind: 'native', module, function: name, at })
    const facts = [
      native('kernel32.dll', 'CreateFileW'),
      native('KERNEL32', 'CreateFile'),
      native('C:\\Windows\\kernel32.DLL', 'createfilea'),
      native('kernel32', 'CreateFileMappingW'),
      native('other.dll', 'CreateFileW'),
    ]
    t.strictSame(hits({ native: 'CreateFile', module: 'Kernel32' }, ...facts), [true, true, true, false, false])
    t.strictSame(hits({ native: 'CreateFile' }, ...facts), [true, true, true, false, true])
    t.strictSame(hits({ native: '*', module: 'other' }, ...facts), [false, false, false, false, true])
    t.strictSame(hits({ native: 'GetData' }, native('m', 'GetData'), native('m', 'GetDataA'), native('m', 'GetDat')), [true, true, false])
  })

  t.test('about a text is met by any string that contains it', async (t) => {
    const text = (value: string): Fact => ({ kind: 'string', value, at })
    t.strictSame(hits({ string: 'Cmd.exe' }, text('run CMD.EXE /c'), text('cmd'), text('cmd.exe'), text('cmd\u212A.exe')), [true, false, true, false])
  })

  t.test('about overrides, attributes and catch clauses is met by these', async (t) => {
    const facts: Fact[] = [
      { kind: 'override', api: 'N.T::M', token: at.method },
      { kind: 'attribute', type: 'N.T', token },
      { kind: 'empty-catch', tried: 0, at },
    ]
    t.strictSame(hits({ override: 'N.T::M' }, ...facts), [true, false, false])
    t.strictSame(hits({ attribute: 'N.T' }, ...facts), [false, true, false])
    t.strictSame(hits({ emptyCatch: true }, ...facts), [false, false, true])
  })
})

t.test('a rule is told once for one fact, by its first feature that fits', async (t) => {
  const index = compileRules([rule({ api: 'N.T::M()' }, { api: 'N.T::M' }), { ...rule({ api: 'N.T::M' }), id: 'test.other' }])
  const matches = matchFacts(index, [call('N.T::M()'), call('N.T::M(System.String)')])
  t.strictSame(
    matches.map(({ rule: { id }, feature }) => [id, feature]),
    [
      ['test.rule', { api: 'N.T::M()' }],
      ['test.other', { api: 'N.T::M' }],
      ['test.rule', { api: 'N.T::M' }],
      ['test.other', { api: 'N.T::M' }],
    ],
  )
})

t.test('constants and receivers are asked for only where a rule needs them', async (t) => {
  const index = compileRules([
    rule({ api: 'A::M', receiver: ['B'] }, { api: 'A::N(System.Int32)', argument: { at: 0, oneOf: [1] } }, { api: 'A::O', notReceiver: ['B'] }),
  ])
  t.strictSame(
    ['A::M', 'A::N', 'A::O', 'A::P'].map((api) => wantsReceiver(index, api)),
    [true, false, true, false],
  )
  t.strictSame(
    ['A::M', 'A::N', 'A::O', 'A::P'].map((api) => wantsConstants(index, api)),
    [false, true, false, false],
  )
  t.ok(knowsApi(index, 'A::M', 'A::M(System.String)'))
  t.ok(knowsApi(index, 'A::N', 'A::N(System.Int32)'))
  t.notOk(knowsApi(index, 'A::N', 'A::N()'))
})

t.test('strings are searched up to a bound in all, and it is told', async (t) => {
  const index = compileRules([rule({ string: 'needle' })])
  const long = 'x'.repeat(limits.ruleText / 2)
  const facts = ['a', 'b', 'needle'].map((end): Fact => ({ kind: 'string', value: long + end, at }))
  const log = { hit: new Set<keyof typeof limits>() }
  t.equal(matchFacts(index, facts, log).length, 0)
  t.strictSame([...log.hit], ['ruleText'])
  const again = Array.from({ length: 100 }, (): Fact => ({ kind: 'string', value: `${long}needle`, at }))
  t.equal(matchFacts(index, again).length, 100)
})

t.test('a name of many dots costs no more than the longest namespace asked for', async (t) => {
  const index = compileRules([rule({ namespace: 'A.B' })])
  t.equal(matchFacts(index, [{ kind: 'type', type: 'A.B'.padEnd(limits.nameLength, '.'), token }]).length, 1)
  t.equal(matchFacts(index, [{ kind: 'type', type: '.'.repeat(limits.nameLength), token }]).length, 0)
})

t.test('the text search finds what a plain search finds', async (t) => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '\u00e4'), maxLength: 40 })
  const patterns = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'A'), minLength: 1, maxLength: 4 }), { maxLength: 6 })
  fc.assert(
    fc.property(letters, patterns, (text, wanted) => {
      const plain = wanted.flatMap((pattern, number) => (text.toLowerCase().includes(pattern.toLowerCase()) ? [number] : []))
      t.strictSame(compileTextSearch(wanted).find(text), plain)
    }),
    { numRuns: 200 },
  )
  t.throws(() => compileTextSearch(['']), TypeError)
  t.throws(() => compileTextSearch(['\u00e4']), TypeError)
})
