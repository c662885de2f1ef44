import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { compileRules, type Match, matchFacts, wantedBy } from '../lib/capabilities/match.ts'
import { rules as allRules, findRule } from '../lib/capabilities/rules.ts'
import { extractFacts } from '../lib/facts/extract.ts'
import type { Fact } from '../lib/facts/fact.ts'
import { tokenRow } from '../lib/metadata/token.ts'
import { type Assembly, methodName, openAssembly } from '../lib/model/assembly.ts'
import { makeCallGraph } from '../lib/model/call-graph.ts'
import { makeTracer } from '../lib/model/origins.ts'
import { makeProgram } from '../lib/model/program.ts'
import { bytesOf, root } from './make/root.ts'

/** What no compiler writes is shown in oddities.test.ts, what only following the data shows in findings-flow.test.ts. */
const elsewhere = ['oddity', 'flow', 'recovered', 'unfollowed'] as const
const rules = allRules.filter(({ anyOf }) => anyOf.some((feature) => !elsewhere.some((kind) => kind in feature)))
const index = compileRules(allRules)
const folder = ['test', 'fixtures', 'capabilities'] as const

function matchesIn(assembly: Assembly): Match[] {
  const tracer = makeTracer(makeCallGraph(makeProgram(assembly, [])), { hit: new Set() })
  return matchFacts(index, extractFacts(tracer, 0, wantedBy(index)))
}

/** `Class::Match(…)`, or a method of the nested `Class/Match`; null where the fact is about the whole assembly. */
function placeOf(assembly: Assembly, fact: Fact): string | null {
  if ('at' in fact) return methodName(assembly, tokenRow(fact.at.method))
  return fact.kind === 'override' ? methodName(assembly, tokenRow(fact.token)) : null
}

function className(id: string): string {
  return id.replace(/[.-]/g, '_')
}

function stands(place: string | null, id: string, role: 'Match' | 'NearMiss'): boolean {
  const type = className(id)
  return place !== null && (place.startsWith(`${type}::${role}(`) || place.startsWith(`${type}::${role}\``) || place.startsWith(`${type}/${role}::`))
}

const whole = readdirSync(join(root, ...folder, 'whole')).filter((name) => name.endsWith('.match.dll'))

for (const compiler of ['mcs', 'roslyn']) {
  const assembly = openAssembly(bytesOf(...folder, `Capabilities.${compiler}.dll`))
  const found = matchesIn(assembly).map(({ rule, fact }) => ({ id: rule.id, place: placeOf(assembly, fact) }))
  for (const { id } of rules) {
    if (!assembly.typeRows().has(className(id))) {
      t.ok(whole.includes(`${id}.match.dll`), `${id} has a compiled proof`)
      continue
    }
    t.test(`${id} is seen in code by ${compiler} that does it and not in code that nearly does`, async (t) => {
      t.ok(
        found.some((one) => one.id === id && stands(one.place, id, 'Match')),
        'Match',
      )
      t.notOk(
        found.some((one) => one.id === id && stands(one.place, id, 'NearMiss')),
        'NearMiss',
      )
    })
  }
  t.test(`every class of the proof by ${compiler} belongs to a rule`, async (t) => {
    const names = new Set(rules.map(({ id }) => className(id)))
    const classes = [...assembly.typeRows().keys()].filter((name) => /^[a-z]+_[a-z0-9_]+$/.test(name))
    t.strictSame(
      classes.filter((name) => !names.has(name)),
      [],
    )
  })
}

for (const file of whole) {
  const id = file.slice(0, -'.match.dll'.length)
  t.test(`${id} is seen in an assembly that shows it as a whole and not in one that nearly does`, async (t) => {
    t.ok(findRule(id))
    const ids = (name: string) => matchesIn(openAssembly(bytesOf(...folder, 'whole', name))).map((match) => match.rule.id)
    t.ok(ids(file).includes(id))
    t.notOk(ids(`${id}.near.dll`).includes(id))
  })
}
