import fc from 'fast-check'
import t from 'tap'
import { and, anyOf, conditionFrom, type Formula, formulaOf, no, not, or, type Test, unsure, yes } from '../lib/flow/formula.ts'
import { leanest } from '../lib/flow/formula-lean.ts'
import { limits } from '../lib/limits.ts'

const place = { method: 1, ilOffset: 0 }

/** A yes or no by its name. */
function flag(name: string, more: Partial<Test> = {}): Test {
  const test = { subject: 'state', name, operator: 'exists', negated: false, ignoreCase: false, values: [], valueFrom: 'constant', from: null } as const
  return { ...test, at: place, about: name, offset: 0, ...more }
}

/** A comparison of the subject of the mail. */
function subject(operator: Test['operator'], values: readonly string[], more: Partial<Test> = {}): Test {
  return { ...flag('', { subject: 'subject', name: null, operator, values, about: 'subject' }), ...more }
}

const a = formulaOf(flag('a'))
const b = formulaOf(flag('b'))
const c = formulaOf(flag('c'))

function text(formula: Formula): string {
  const atom = (test: Test) => `${test.negated ? '!' : ''}${test.name ?? test.subject}${test.values.length === 0 ? '' : `=${test.values.join('/')}`}`
  return formula.anyOf
    .map((tests) => tests.map(atom).sort().join('&'))
    .sort()
    .join(' | ')
}

t.test('what asks nothing and what cannot be are the ends', async (t) => {
  t.equal(text(and(a, yes)), 'a')
  t.same(and(a, no), no)
  t.same(or(a, yes), yes)
  t.equal(text(or(a, no)), 'a')
  t.same(not(yes), no)
  t.same(not(no), yes)
})

t.test('a test and its opposite together ask nothing, and cannot both be', async (t) => {
  t.same(or(a, not(a)), yes)
  t.same(and(a, not(a)), no)
})

t.test('both ways of a branch ask nothing where they meet, whatever was asked before', async (t) => {
  t.equal(text(or(and(a, b), and(a, not(b)))), 'a')
})

t.test('an early return leaves what it did not take: not a, and b, beside a, is a or b', async (t) => {
  t.equal(text(or(a, and(not(a), b))), 'a | b')
})

t.test('an alternative that asks more than another is left out', async (t) => {
  t.equal(text(or(a, and(a, b))), 'a')
  t.equal(text(or(and(a, b), a)), 'a')
})

t.test('ways round an and leave nothing behind: a and b, or c', async (t) => {
  const ways = anyOf([and(a, b), and(not(a), c), and(a, and(not(b), c))])
  t.equal(text(ways), 'a&b | c')
})

t.test('alternatives that differ only in their value are one with both', async (t) => {
  const one = formulaOf(subject('equals', ['open']))
  const other = formulaOf(subject('equals', ['close']))
  t.equal(text(or(one, other)), 'subject=open/close')
  t.equal(text(or(and(a, one), and(a, other))), 'a&subject=open/close')
  t.equal(text(or(and(a, one), and(b, other))), 'a&subject=open | b&subject=close')
})

t.test('tests of different members do not melt', async (t) => {
  const one = formulaOf(subject('equals', ['open']))
  const other = formulaOf(subject('contains', ['open']))
  t.equal(or(one, other).anyOf.length, 2)
})

t.test('a value that is one text is no other: a chain of comparisons leaves the last', async (t) => {
  const open = formulaOf(subject('equals', ['open']))
  const close = formulaOf(subject('equals', ['close']))
  t.equal(text(and(not(open), close)), 'subject=close')
  t.same(and(open, close), no)
  t.equal(text(and(not(open), not(close))), '!subject=open/close')
})

t.test('that two recipients are different people contradicts nothing', async (t) => {
  const one = formulaOf(subject('equals', ['open'], { about: 'first' }))
  const other = formulaOf(subject('equals', ['close'], { about: 'second' }))
  t.equal(text(and(one, other)), 'subject=close&subject=open')
})

t.test('that something is there goes without saying where it is compared', async (t) => {
  const exists = formulaOf(subject('exists', []))
  const open = formulaOf(subject('equals', ['open']))
  t.equal(text(and(exists, open)), 'subject=open')
  t.equal(text(or(not(exists), not(open))), '!subject=open', 'what is not there is not that either')
})

t.test('bytes side by side are one text of bytes', async (t) => {
  const byte = (offset: number, value: string) => formulaOf(subject('bytes-at', [value], { subject: 'attachment-content', offset, about: 'picture' }))
  t.equal(text(and(byte(0, 'ff'), and(byte(2, 'ff'), byte(1, 'd8')))), 'attachment-content=ffd8ff')
})

t.test('a condition is always, known, or partial', async (t) => {
  t.same(conditionFrom(yes), { state: 'always', anyOf: [] })
  t.same(conditionFrom(unsure), { state: 'partial', anyOf: [] })
  t.same(conditionFrom(no), { state: 'partial', anyOf: [] }, 'what contradicts itself was not understood')
  t.equal(conditionFrom(a).state, 'known')
  t.equal(conditionFrom(and(a, unsure)).state, 'partial')
  const blind = formulaOf(flag('x', { subject: 'unknown', name: null, operator: 'equals', values: ['1'] }))
  t.same(conditionFrom(blind), { state: 'partial', anyOf: [] }, 'that something is 1 tells nothing')
  t.same(conditionFrom(or(a, blind)), { state: 'partial', anyOf: [] }, 'nor does it beside what is told')
  t.same(conditionFrom(and(a, blind)), { state: 'partial', anyOf: conditionFrom(a).anyOf })
  const worded = conditionFrom(formulaOf(flag('x', { subject: 'unknown', name: null, operator: 'equals', values: ['FOUND'] })))
  t.same([worded.state, worded.anyOf.length], ['partial', 1], 'a word is told, of whatever it is asked')
  t.equal(conditionFrom(formulaOf(flag('x', { subject: 'unknown', name: 'exception' }))).state, 'known', 'that something throws is understood')
  t.same(Object.keys(conditionFrom(a).anyOf[0]?.[0] ?? {}).sort(), [
    'at',
    'from',
    'ignoreCase',
    'name',
    'negated',
    'operator',
    'subject',
    'valueFrom',
    'values',
  ])
})

t.test('more alternatives or atoms than a reader is helped by are cut, and that is told', async (t) => {
  const many = Array.from({ length: 12 }, (_, at) => and(formulaOf(flag(`x${at}`)), formulaOf(flag(`y${at}`))))
  const condition = conditionFrom(anyOf(many))
  t.equal(condition.state, 'partial')
  t.equal(condition.anyOf.length, limits.conditionAlternatives)
  const long = Array.from({ length: 90 }, (_, at) => formulaOf(flag(`x${at}`))).reduce(and)
  t.equal(long.partial, true)
  t.ok((conditionFrom(long).anyOf[0]?.length ?? 0) <= limits.conditionAtoms)
})

/** A formula as a tree, so that it can be reckoned by hand. */
type Tree = { readonly test: Test } | { readonly and: readonly [Tree, Tree] } | { readonly or: readonly [Tree, Tree] } | { readonly not: Tree }

const words = ['open', 'close', 'quit']
const tests = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'd').map((name) => flag(name)),
  fc.subarray(words, { minLength: 1 }).map((values) => subject('equals', values)),
  fc.subarray(words, { minLength: 1 }).map((values) => subject('contains', values)),
)
const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'tree' },
    tests.map((test) => ({ test })),
    fc.tuple(tie('tree'), tie('tree')).map((both) => ({ and: both })),
    fc.tuple(tie('tree'), tie('tree')).map((both) => ({ or: both })),
    tie('tree').map((tree) => ({ not: tree })),
  ),
})).tree

function build(tree: Tree): Formula {
  if ('test' in tree) return formulaOf(tree.test)
  if ('and' in tree) return and(build(tree.and[0]), build(tree.and[1]))
  if ('or' in tree) return or(build(tree.or[0]), build(tree.or[1]))
  return not(build(tree.not))
}

/** One way the world can be: which flags stand, what the subject is, and which words it holds. */
interface World {
  readonly flags: ReadonlySet<string>
  readonly word: string
  readonly holds: ReadonlySet<string>
}

function holds(test: Test, world: World): boolean {
  if (test.subject === 'state') return world.flags.has(test.name ?? '') !== test.negated
  const found = test.operator === 'equals' ? test.values.includes(world.word) : test.values.some((value) => world.holds.has(value))
  return found !== test.negated
}

function reckon(tree: Tree, world: World): boolean {
  if ('test' in tree) return holds(tree.test, world)
  if ('and' in tree) return reckon(tree.and[0], world) && reckon(tree.and[1], world)
  if ('or' in tree) return reckon(tree.or[0], world) || reckon(tree.or[1], world)
  return !reckon(tree.not, world)
}

const worlds: World[] = []
for (let flags = 0; flags < 16; flags++) {
  for (const word of [...words, 'other']) {
    for (let held = 0; held < 8; held++) {
      const names = ['a', 'b', 'c', 'd'].filter((_, at) => (flags & (1 << at)) !== 0)
      worlds.push({ flags: new Set(names), word, holds: new Set(words.filter((_, at) => (held & (1 << at)) !== 0)) })
    }
  }
}

t.test('simplifying never changes what is said, unless it tells that it left something out', async (t) => {
  fc.assert(
    fc.property(trees, (tree) => {
      const formula = build(tree)
      if (formula.partial) return true
      return worlds.every((world) => reckon(tree, world) === formula.anyOf.some((all) => all.every((test) => holds(test, world))))
    }),
    { numRuns: 300, seed: 7 },
  )
  t.pass()
})

t.test('what is as lean as can be says the same', async (t) => {
  const conjunctions = fc.array(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.boolean()), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(conjunctions, (list) => {
      const alternatives = list.map((all) => [...new Map(all).entries()].map(([name, negated]) => flag(name, { negated })))
      const lean = leanest(alternatives)
      const said = (all: readonly (readonly Test[])[], world: World) => all.some((one) => one.every((test) => holds(test, world)))
      return worlds.every((world) => said(alternatives, world) === said(lean, world))
    }),
    { numRuns: 300, seed: 7 },
  )
  t.pass()
})
