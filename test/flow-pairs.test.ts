import t from 'tap'
import type { Finding, Trigger } from '../lib/profile/profile.ts'
import { containsCondition, isCondition } from './make/pair-conditions.ts'
import { judgeBuild, pairBuilds } from './make/pairs.ts'

const builds = pairBuilds()

t.test('there are 80 pairs and more, each with its own number, by all compilers', async (t) => {
  const numbers = [...new Set(builds.map(({ pairs }) => pairs))].flatMap((pairs) => pairs.map(({ pair }) => pair))
  t.strictSame([...new Set(numbers)].length, numbers.length)
  t.ok(numbers.length >= 80, `${numbers.length}`)
  const compilers = new Set(builds.map(({ build }) => build.slice(build.indexOf('.') + 1)))
  t.strictSame([...compilers].sort(), ['il', 'mcs', 'roslyn', 'roslyn-debug', 'vb'])
})

const place = { assembly: null, method: null, token: null, ilOffset: null, fileOffset: null, api: null }
const atom = (subject: Trigger['subject'], operator: Trigger['operator'], values: string[], more: Partial<Trigger> = {}): Trigger => {
  return { subject, name: null, operator, negated: false, ignoreCase: false, values, valueFrom: 'constant', from: null, at: place, ...more }
}
const known = (...anyOf: Trigger[][]): Finding['condition'] => ({ state: 'known', anyOf })

t.test('a condition is the same in other words, and another one with more or fewer of them', async (t) => {
  const a = { subject: 'subject', operator: 'equals', values: ['a'] }
  const ab = { subject: 'subject', operator: 'equals', values: ['a', 'b'] }
  t.ok(isCondition(known([atom('subject', 'equals', ['b'])], [atom('subject', 'equals', ['a'])]), [[ab]]))
  t.ok(isCondition(known([atom('subject', 'in', ['b', 'a'])]), [[ab]]))
  t.ok(
    isCondition(known([atom('subject', 'equals', ['a'], { negated: true }), atom('subject', 'equals', ['b'], { negated: true })]), [
      [{ ...ab, negated: true }],
    ]),
  )
  t.ok(isCondition(known([atom('size', 'less', ['7'], { negated: true })]), [[{ subject: 'size', operator: 'greater', values: ['6'] }]]))
  t.ok(isCondition(known([atom('subject', 'equals', ['a']), atom('state', 'exists', [])]), [[a]]))
  t.notOk(isCondition(known([atom('subject', 'equals', ['a'])]), [[ab]]), 'a word is missing')
  t.notOk(isCondition(known([atom('subject', 'equals', ['a']), atom('sender', 'equals', ['x'])]), [[a]]), 'a sender was not asked for')
  t.notOk(isCondition(known([atom('subject', 'equals', ['a'])], [atom('sender', 'equals', ['x'])]), [[a]]), 'an alternative was not asked for')
  t.notOk(isCondition(known([atom('subject', 'equals', ['a'], { negated: true })]), [[a]]), 'the contrary')
  t.notOk(isCondition(known([atom('subject', 'equals', ['a'])]), []), 'nothing guards it')
  t.ok(isCondition({ state: 'always', anyOf: [] }, []))
  t.notOk(isCondition({ state: 'not-analysed', anyOf: [] }, []), 'not looked at')
})

t.test('a condition contains what a person names where all of it stands in one alternative', async (t) => {
  const a = { subject: 'subject', operator: 'equals', values: ['a'] }
  const x = { subject: 'sender', operator: 'equals', values: ['x'] }
  const both = known([atom('subject', 'equals', ['a']), atom('sender', 'equals', ['x'])])
  t.ok(containsCondition(both, [[a]]), 'more may stand there')
  t.ok(containsCondition(both, [[a, x]]))
  t.ok(containsCondition({ state: 'always', anyOf: [] }, []))
  t.notOk(containsCondition({ state: 'always', anyOf: [] }, [[a]]), 'nothing guards it')
  t.notOk(containsCondition(known([atom('subject', 'equals', ['a'])], [atom('sender', 'equals', ['x'])]), [[a, x]]), 'one of both is enough there')
  t.notOk(containsCondition(known([atom('subject', 'equals', ['a'], { negated: true })]), [[a]]), 'the contrary')
})

for (const one of builds) {
  const { profile, results } = judgeBuild(one)

  t.test(`${one.build}: every agent belongs to a pair, and every pair has both`, async (t) => {
    const wanted = one.pairs.flatMap(({ claim, other }) => [claim.type, other.type])
    const found = profile.agents.map(({ type }) => type).filter((type) => /\.(Claim|Other)$/.test(type))
    t.strictSame(found.sort(), wanted.sort())
    t.strictSame(profile.defects, [])
  })

  for (const { pair, about, claim, other } of results) {
    t.test(`${one.build}: pair ${pair}, ${about}`, async (t) => {
      t.strictSame(claim, [], 'claim')
      t.strictSame(other, [], 'near miss')
    })
  }
}
