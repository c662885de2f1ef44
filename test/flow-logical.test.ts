import fc from 'fast-check'
import t from 'tap'
import { immediateDominators } from '../lib/flow/dominators.ts'
import { logicalFlow } from '../lib/flow/logical-flow.ts'
import type { LogicalFlow } from '../lib/flow/ssa.ts'
import { gatherEdges } from '../lib/il/edges.ts'
import { memberName, methodName, openAssembly } from '../lib/model/assembly.ts'
import { makeCodeCache, methodCode } from '../lib/model/method-code.ts'
import { homeOfMethod, makeProgram, ownerOf, typeNameOf } from '../lib/model/program.ts'
import { type Line, label } from './make/assemble-il.ts'
import { type MadeMethod, type MethodParts, makeMethod, token } from './make/flow-method.ts'
import { bytesOf } from './make/root.ts'

const il = (...lines: readonly Line[]): readonly Line[] => lines

function flowOf(lines: readonly Line[], parts: MethodParts = {}): MadeMethod & { readonly flow: LogicalFlow } {
  const made = makeMethod(lines, parts)
  return { ...made, flow: logicalFlow(made.program, made.method, made.code) }
}

function successors(flow: LogicalFlow, block: number): number[] {
  return [...flow.successors.subarray(flow.successorStarts[block], flow.successorStarts[block + 1])]
}

/** Whether every way from the entry to a block leads through one of the successors of another: that one's branch guards it. */
function isGuardedBy(flow: LogicalFlow, block: number, branch: number): boolean {
  const ways = successors(flow, branch)
  return ways.some((cut) => {
    if (ways.length < 2) return false
    const seen = new Set<number>()
    const work = [0]
    for (let at = work.pop(); at !== undefined; at = work.pop()) {
      if (seen.has(at)) continue
      seen.add(at)
      for (const next of successors(flow, at)) if (at !== branch || next !== cut) work.push(next)
    }
    return !seen.has(block)
  })
}

function dominates(flow: LogicalFlow, above: number, block: number): boolean {
  for (let at = block, step = 0; step <= 2 * flow.blockCount; step++) {
    if (at === above) return true
    const next = flow.idom[at] === at ? (flow.tryOf[at] ?? -1) : (flow.idom[at] ?? -1)
    if (next < 0 || next === at) return false
    at = next
  }
  return false
}

t.test('a finally stands apart: leave goes past it, its tests guard nothing behind it', async (t) => {
  const { flow, block } = flowOf(
    [
      ...il(label('try'), ['call', token.make], 'pop', ['leave.s', 'after']),
      ...il(label('handler'), ['call', token.test], ['brfalse.s', 'end'], label('inside'), ['call', token.make], 'pop', label('end'), 'endfinally'),
      ...il(label('after'), ['call', token.make], 'pop', 'ret'),
    ],
    { clauses: [{ kind: 'finally', try: ['try', 'handler'], handler: ['handler', 'after'] }] },
  )
  t.same(successors(flow, block('try')), [block('after')])
  t.same(successors(flow, block('end')), [])
  t.equal(flow.idom[block('after')], block('try'))
  t.equal(flow.idom[block('handler')], block('handler'))
  t.equal(flow.tryOf[block('handler')], block('try'))
  t.equal(flow.idom[block('inside')], block('handler'))
})

t.test('what guards a try guards its handler and filter, and what follows both', async (t) => {
  const { flow, block } = flowOf(
    [
      ...il(['call', token.test], ['brtrue.s', 'try'], 'ret'),
      ...il(label('try'), ['call', token.test], ['brtrue.s', 'more'], ['leave.s', 'after'], label('more'), ['leave.s', 'after']),
      ...il(label('filter'), 'pop', ['call', token.test], 'endfilter', label('handler'), 'pop', ['leave.s', 'after'], label('after'), 'ret'),
    ],
    { clauses: [{ kind: 'filter', try: ['try', 'filter'], filter: 'filter', handler: ['handler', 'after'] }] },
  )
  t.equal(flow.tryOf[block('filter')], block('try'))
  t.equal(flow.tryOf[block('handler')], block('try'))
  t.equal(flow.idom[block('after')], block('try'))
  t.ok(isGuardedBy(flow, block('after'), 0))
})

const loadState: readonly Line[] = ['ldarg.0', ['ldfld', token.state]]
function storeState(state: Line): readonly Line[] {
  return ['ldarg.0', state, 'dup', 'stloc.0', ['stfld', token.state]]
}
const running = storeState('ldc.i4.m1')
const returnEarly: readonly Line[] = [['call', token.test], ['brtrue', 'go'], ['br', 'done'], label('go')]

/** As Roslyn writes it: starts at -1, waits in 0, asks a local copy. */
const awaiting: readonly Line[] = [
  ...loadState,
  ...il('stloc.0', 'ldloc.0', ['brfalse', 'resume']),
  ...returnEarly,
  ...il(['call', token.test], ['brtrue', 'completed'], label('wait')),
  ...storeState('ldc.i4.0'),
  ...il(['call', token.make], 'pop', ['br', 'end'], label('resume')),
  ...running,
  ...il(label('completed'), ['call', token.make], 'pop', label('done')),
  ...storeState(['ldc.i4.s', -2]),
  ...il(label('end'), 'ret'),
]

t.test('an async method goes on where it is resumed, and an early return guards what follows the await', async (t) => {
  const { flow, block } = flowOf(awaiting, { isMachine: true })
  t.equal(flow.stateField, token.state)
  t.equal(successors(flow, 0).length, 1)
  t.same(successors(flow, block('wait')), [block('resume')])
  t.ok(dominates(flow, block('go'), block('completed')))
  t.notOk(flow.bounded)
})

t.test('the same code in a type that nothing drives is left alone', async (t) => {
  const { flow, block } = flowOf(awaiting)
  t.equal(flow.stateField, null)
  t.same(successors(flow, block('wait')), [block('end')])
  t.equal(successors(flow, 0).length, 2)
})

t.test('a method with parameters is no machine', async (t) => {
  t.equal(flowOf(awaiting, { isMachine: true, parameters: 1 }).flow.stateField, null)
})

t.test('states that start at 0 and a dispatch repeated in a try, as mcs writes them', async (t) => {
  const { flow, block } = flowOf(
    [
      ...loadState,
      'stloc.0',
      ...il('ldarg.0', 'ldc.i4.m1', ['stfld', token.state], 'ldloc.0', ['switch', ['first', 'try']], ['br', 'end']),
      ...il(label('first'), ['call', token.test], ['brtrue', 'go'], ['br', 'end'], label('go'), ['ldc.i4.s', -3], 'stloc.0'),
      ...il(label('try'), 'ldloc.0', 'ldc.i4.1', 'sub', ['switch', ['resume']], label('body'), ['call', token.make], 'pop'),
      ...il('ldarg.0', ['ldfld', token.other], ['brtrue', 'quit'], label('yield'), 'ldarg.0', 'ldc.i4.1', ['stfld', token.state]),
      ...il(label('quit'), ['leave', 'more'], label('resume'), ['call', token.make], 'pop', ['leave', 'end']),
      ...il(label('finally'), 'endfinally', label('more'), 'ldc.i4.1', 'ret', label('end'), 'ldc.i4.0', 'ret'),
    ],
    { isMachine: true, returnsBool: true, clauses: [{ kind: 'finally', try: ['try', 'finally'], handler: ['finally', 'more'] }] },
  )
  t.equal(flow.stateField, token.state)
  t.same(successors(flow, 0), [block('first')])
  t.same(successors(flow, block('try')), [block('body')])
  t.same(successors(flow, block('yield')), [block('resume')])
  t.ok(dominates(flow, block('go'), block('resume')))
})

t.test('a way to the end that does something stays beside the resume', async (t) => {
  const { flow, block } = flowOf(
    [
      ...loadState,
      ...il(['brfalse', 'resume'], ['call', token.test], ['brtrue', 'yield'], ['br', 'tell'], label('yield'), 'ldarg.0', 'ldc.i4.0'),
      ...il(['stfld', token.state], ['br', 'tell'], label('resume'), ['call', token.make], 'pop'),
      ...running,
      ...il('ret', label('tell'), ['call', token.make], 'pop', 'ret'),
    ],
    { isMachine: true },
  )
  t.same(successors(flow, block('yield')).sort(), [block('tell'), block('resume')].sort())
})

t.test('code that only a state set from outside leads to stays reachable', async (t) => {
  const { flow, block } = flowOf(
    [
      ...loadState,
      ...il('stloc.0', 'ldloc.0', ['switch', ['resume', 'hidden']], ['call', token.make], 'pop', label('wait')),
      ...storeState('ldc.i4.0'),
      ...il('ret', label('resume'), ['call', token.make], 'pop', 'ret', label('hidden'), ['call', token.make], 'pop', 'ret'),
    ],
    { isMachine: true },
  )
  t.equal(flow.stateField, token.state)
  t.ok((flow.position[block('hidden')] ?? -1) >= 0)
  t.notOk(successors(flow, 0).includes(block('resume')))
})

t.test('On Error Resume Next keeps the order of the statements', async (t) => {
  const { flow, block } = flowOf(
    [
      ...il(label('try'), ['call', token.test], ['brfalse', 'second'], label('first'), ['call', token.make], 'pop'),
      ...il(label('second'), ['call', token.make], 'pop', ['leave', 'end']),
      ...il(label('dispatch'), 'ldloc.0', ['switch', ['try', 'first', 'second', 'fail']], ['leave', 'end']),
      ...il(label('fail'), ['call', token.make], 'pop', ['leave', 'end'], label('handler'), 'pop', ['leave', 'dispatch'], label('end'), 'ret'),
    ],
    { clauses: [{ kind: 'catch', try: ['try', 'handler'], handler: ['handler', 'end'] }] },
  )
  t.equal(flow.idom[block('first')], block('try'))
  t.ok(isGuardedBy(flow, block('first'), block('try')))
  t.ok(successors(flow, block('dispatch')).includes(block('fail')))
})

t.test('dominators are those that cannot be gone around', async (t) => {
  const graphs = fc.integer({ min: 1, max: 12 }).chain((count) => {
    const block = fc.integer({ min: 0, max: count - 1 })
    return fc.record({ count: fc.constant(count), edges: fc.array(fc.tuple(block, block), { maxLength: 30 }) })
  })
  fc.assert(
    fc.property(graphs, ({ count, edges }) => {
      const from = edges.map(([one]) => one)
      const to = edges.map(([, other]) => other)
      const kinds = edges.map(() => 0)
      const idom = immediateDominators(count, gatherEdges(count, from, to, kinds, null), gatherEdges(count, to, from, kinds, null))
      const without = (gone: number): Set<number> => {
        const seen = new Set<number>()
        const work = gone === 0 ? [] : [0]
        for (let at = work.pop(); at !== undefined; at = work.pop()) {
          if (seen.has(at) || at === gone) continue
          seen.add(at)
          for (const [one, other] of edges) if (one === at) work.push(other)
        }
        return seen
      }
      const reached = without(-1)
      for (let block = 0; block < count; block++) {
        const up = new Set<number>()
        for (let at = block; reached.has(block) && !up.has(at); at = idom[at] ?? 0) up.add(at)
        const expected = [...reached].filter((one) => reached.has(block) && (one === block || !without(one).has(block)))
        t.same([...up].sort(), expected.sort())
        t.equal((idom[block] ?? -1) >= 0, reached.has(block))
      }
    }),
    { numRuns: 200 },
  )
})

for (const build of ['mcs', 'roslyn', 'roslyn-debug']) {
  for (const sample of ['shapes', 'pairs', 'mime-upload', 'attachment-collector', 'dkim-signer']) {
    t.test(`${sample}.${build}: every async method and iterator is undone`, async (t) => {
      const program = makeProgram(openAssembly(bytesOf('samples', 'bin', `${sample}.${build}.dll`)), [])
      const cache = makeCodeCache(program)
      for (let method = 1; method <= program.methodCount; method++) {
        const { assembly, row } = homeOfMethod(program, method)
        const code = methodCode(cache, method)
        if (code === null) continue
        const flow = logicalFlow(program, method, code)
        const name = methodName(assembly, row)
        t.equal(flow.stateField !== null, /::MoveNext\(\)$/.test(name), name)
      }
    })
  }

  t.test(`pairs.${build}: the early return guards the upload behind the await, a test that only logs does not`, async (t) => {
    const program = makeProgram(openAssembly(bytesOf('samples', 'bin', `pairs.${build}.dll`)), [])
    const cache = makeCodeCache(program)
    const guarded = new Map<string, boolean>()
    for (let method = 1; method <= program.methodCount; method++) {
      const which = /P01\.(Claim|Other)\//.exec(typeNameOf(program, ownerOf(program, method)))?.[1]
      const code = which === undefined ? null : methodCode(cache, method)
      if (which === undefined || code === null) continue
      const called = new Map<string, number>()
      for (let at = 0; at < code.code.count; at++) {
        const member = (code.code.operands[at] ?? 0) >>> 0
        if (member >>> 24 !== 0x0a) continue
        called.set(memberName(code.assembly, member & 0xff_ffff).name, code.flow.blockOf[at] ?? 0)
      }
      const upload = called.get('UploadData')
      const test = called.get('Contains')
      if (upload !== undefined && test !== undefined) guarded.set(which, isGuardedBy(logicalFlow(program, method, code), upload, test))
    }
    t.same(Object.fromEntries(guarded), { Claim: true, Other: false })
  })
}
