import t from 'tap'
import { findAgentSurface } from '../lib/agents/entries.ts'
import { makeSolver, settle } from '../lib/flow/solve.ts'
import type { Solver } from '../lib/flow/solver.ts'
import { inspect } from '../lib/index.ts'
import { limits } from '../lib/limits.ts'
import { openAssembly } from '../lib/model/assembly.ts'
import { makeCallGraph } from '../lib/model/call-graph.ts'
import { makeTracer } from '../lib/model/origins.ts'
import { makeProgram } from '../lib/model/program.ts'
import { makeRandom } from './fuzz/random.ts'
import { type Line, label } from './make/assemble-il.ts'
import { agentOf, generatedAgent } from './make/generated-agent.ts'

const met = (bytes: Uint8Array) => inspect(bytes).completeness.limits
const moveNext = 0x0600_0004
const state = 0x0400_0011

/** Many blocks behind each other, then as many locals: each local is looked for through all blocks. */
function manyVariables(count: number): readonly Line[] {
  const lines: Line[] = []
  for (let k = 0; k < count; k++) lines.push(['br', `b${k}`], label(`b${k}`))
  for (let k = 0; k < count; k++) lines.push(['ldloc', k], 'pop')
  return [...lines, 'ldarg.1', 'ret']
}

t.test('variables that stay memory because the steps ran out are told as a bound', async (t) => {
  t.ok(met(agentOf(1, () => manyVariables(3 * limits.ssaSteps))).includes('ssaSteps'))
  t.notOk(met(agentOf(1, () => manyVariables(8))).includes('ssaSteps'))
})

/** A state machine that asks for its states one by one. */
function states(count: number): readonly Line[] {
  const asks: Line[] = []
  const stores: Line[] = []
  for (let k = 1; k <= count; k++) {
    asks.push('ldarg.0', ['ldfld', state], ['ldc.i4', k], ['beq', `s${k}`])
    stores.push(label(`s${k}`), 'ldarg.0', ['ldc.i4', (k % count) + 1], ['stfld', state], 'ret')
  }
  return [...asks, 'ret', ...stores]
}

t.test('a state machine that stays as it is because the steps ran out is told as a bound', async (t) => {
  const agent = (count: number) => agentOf(1, () => ['ldarg.0', ['call', moveNext], 'ldarg.1', 'ret'], states(count))
  t.ok(met(agent(400)).includes('stateSteps'))
  t.notOk(met(agent(8)).includes('stateSteps'))
})

function solverOf(bytes: Uint8Array): Solver {
  const tracer = makeTracer(makeCallGraph(makeProgram(openAssembly(bytes), [])), { hit: new Set() })
  return makeSolver(tracer, findAgentSurface(tracer))
}

t.test('what is found out later than in the last round is told as a bound', async (t) => {
  for (const [rounds, isMet] of [
    [limits.flowRounds - 1, false],
    [limits.flowRounds + 2, true],
  ] as const) {
    const solver = solverOf(generatedAgent('chain', 1, makeRandom(1, 1)))
    let left = rounds
    const again = (): void => {
      if (left-- > 0) solver.deferred.push(again)
    }
    again()
    settle(solver, true)
    t.equal(solver.log.hit.has('flowRounds'), isMet)
  }
})

/** A tree of calls, each method calling two more, and one method beside it that writes the file. */
function tree(methods: number): Uint8Array {
  return agentOf(methods, (number, { path }) => {
    const lines: Line[] = []
    const call = (other: number) => lines.push('ldarg.0', 'ldarg.1', ['call', 0x0600_0003 + other], ['starg.s', 1])
    for (let k = 0; k < 40; k++) lines.push('ldarg.1', 'pop')
    if (number === 0) call(methods - 1)
    if (number < methods - 1) for (const other of [2 * number + 1, 2 * number + 2]) if (other < methods - 1) call(other)
    if (number === methods - 1) lines.push(['ldstr', 0x7000_0000 | path], 'ldarg.1', ['call', 0x0a00_0008])
    return [...lines, 'ldarg.1', 'ret']
  })
}

t.test('more code than there is room for: what is near the entry points is followed, the rest is told', async (t) => {
  for (const [methods, isMet] of [
    [8000, true],
    [100, false],
  ] as const) {
    const { completeness, verdict, findings } = inspect(tree(methods))
    t.equal(completeness.limits.includes('flowInstructions'), isMet)
    t.equal(
      verdict.unknowns.some((one) => one.includes('met a bound')),
      isMet,
    )
    t.equal(findings.filter(({ level }) => level === 'fed').length, 1)
  }
})

t.test('many contexts of much code: merged before code is left out', async (t) => {
  const large = generatedAgent('mutual', 2000, makeRandom(1, 1))
  const { completeness } = inspect(large)
  t.ok(completeness.limits.includes('flowContexts'))
  t.notOk(completeness.limits.includes('flowInstructions'))
  t.equal(completeness.methods.reachable, 2002)
})
