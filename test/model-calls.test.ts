import t from 'tap'
import { simpleName } from '../lib/agents/find-agents.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { makeCallGraph } from '../lib/model/call-graph.ts'
import { makeProgram, ownerOf, typeNameOf } from '../lib/model/program.ts'
import { pathTo, reachBudget, reachFrom } from '../lib/model/reach.ts'
import { bytesOf } from './make/root.ts'

/** The convention of the fixtures: from the `Start` of a namespace every `Hit…` in it is reached and no `Miss…`. */
interface Idea {
  readonly starts: number[]
  readonly hits: number[]
  readonly misses: number[]
}

for (const library of ['Calls.mcs', 'Calls.roslyn', 'Calls.roslyn-debug', 'CallsVb.vb', 'Shapes.il']) {
  const program = makeProgram(openAssembly(bytesOf('test/fixtures/model', `${library}.dll`)), [])
  const graph = makeCallGraph(program)
  const full = (method: number) => `${typeNameOf(program, ownerOf(program, method))}::${simpleName(program, method)}`
  const ideas = new Map<string, Idea>()
  for (let method = 1; method <= program.methodCount; method++) {
    const name = simpleName(program, method)
    const space = full(method).split(/[.:]/)[0] ?? ''
    const idea = ideas.get(space) ?? { starts: [], hits: [], misses: [] }
    ideas.set(space, idea)
    if (name === 'Start') idea.starts.push(method)
    // compilers make lambdas and local functions of their own from the names
    else if (/^Hit|<Start>g__Hit/.test(name)) idea.hits.push(method)
    else if (name.startsWith('Miss')) idea.misses.push(method)
  }
  for (const [space, { starts, hits, misses }] of ideas) {
    if (starts.length === 0) continue
    t.test(`${library}: ${space}: what Start leads to is reached, and what it does not lead to is not`, async (t) => {
      for (const start of starts) t.ok(starts.length === 1 || starts.length === 2, full(start))
      const each = starts.map((start) => reachFrom(graph, [start], new Set(), reachBudget(), { hit: new Set() }))
      for (const hit of hits) {
        for (const reach of each) t.not(pathTo(graph, reach, hit).length, 0, full(hit))
      }
      for (const miss of misses) {
        for (const reach of each)
          t.strictSame(
            pathTo(graph, reach, miss).map(({ method }) => full(method)),
            [],
            full(miss),
          )
      }
    })
  }
}
