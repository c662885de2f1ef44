import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import type { Clause } from '../lib/il/body.ts'
import { type ControlFlow, controlFlow } from '../lib/il/control-flow.ts'
import { edgeKind } from '../lib/il/edges.ts'
import { decodeCode } from '../lib/il/instruction.ts'
import { asToken } from '../lib/metadata/token.ts'
import { assemble, decode, type Line, label } from './make/assemble-il.ts'

const kindNames = Object.keys(edgeKind)

/** Blocks by the IL offset they start at, edges as `to kind`. */
function edgesOf(code: ReturnType<typeof decodeCode>, flow: ControlFlow): Record<number, string[]> {
  const at = (block: number): number => code.offsets[flow.blockStarts[block] ?? 0] ?? -1
  const shown: Record<number, string[]> = {}
  for (let block = 0; block < flow.blockCount; block++) {
    const list: string[] = []
    for (let edge = flow.successorStarts[block] ?? 0; edge < (flow.successorStarts[block + 1] ?? 0); edge++) {
      list.push(`${at(flow.successors[edge] ?? 0)} ${kindNames[flow.successorKinds[edge] ?? 0]}`)
    }
    shown[at(block)] = list
  }
  return shown
}

function build(lines: readonly Line[], clauses: (at: (label: string) => number) => readonly Clause[] = () => []) {
  const { bytes, at } = assemble(lines)
  const code = decodeCode(spanOf(bytes))
  const flow = controlFlow(code, clauses(at))
  return { code, flow, at, edges: edgesOf(code, flow), block: (name: string) => flow.blockOf[[...code.offsets].indexOf(at(name))] ?? -1 }
}

function range(at: (label: string) => number, tryFrom: string, tryTo: string, handlerTo: string) {
  return { tryOffset: at(tryFrom), tryLength: at(tryTo) - at(tryFrom), handlerOffset: at(tryTo), handlerLength: at(handlerTo) - at(tryTo) }
}

t.test('if and else meet again', async (t) => {
  const { edges, flow } = build(['ldarg.0', ['brfalse.s', 'else'], 'nop', ['br.s', 'end'], label('else'), 'nop', label('end'), 'ret'])
  t.same(edges, { 0: ['3 fall', '6 branch'], 3: ['7 branch'], 6: ['7 fall'], 7: [] })
  t.same([...flow.order].at(0), 0)
  t.same([...flow.order].at(-1), 3, 'the join comes last')
  t.same([...flow.predecessors.subarray(flow.predecessorStarts[3])], [1, 2])
})

t.test('a loop has a back edge to a block that comes earlier in the order', async (t) => {
  const { edges, flow } = build([label('head'), 'ldarg.0', ['brtrue', 'head'], 'ret'])
  t.same(edges, { 0: ['6 fall', '0 branch'], 6: [] })
  t.same([...flow.position], [0, 1])
})

t.test('a switch has each target once and falls through', async (t) => {
  const { edges } = build(['ldarg.0', ['switch', ['a', 'b', 'a']], label('b'), 'nop', label('a'), 'ret'])
  t.same(edges, { 0: ['18 fall', '19 branch'], 18: ['19 fall'], 19: [] })
})

t.test('blocks behind a jump that nothing leads to are unreachable and no predecessors', async (t) => {
  const { flow } = build([['br.s', 'end'], 'nop', label('end'), 'ret'])
  t.same([...flow.position], [0, -1, 1])
  t.same([...flow.predecessors], [0])
})

t.test('try, catch, finally: leave is a jump with the finally beside it', async (t) => {
  const lines: Line[] = [
    label('try'),
    'nop',
    ['leave.s', 'end'],
    label('catch'),
    'pop',
    ['leave.s', 'end'],
    label('finally'),
    'nop',
    'endfinally',
    label('end'),
    'ret',
  ]
  const { edges, flow, block } = build(lines, (at) => [
    { kind: 'catch', ...range(at, 'try', 'catch', 'finally'), classToken: asToken(0x01000001) },
    { kind: 'finally', ...range(at, 'try', 'finally', 'end') },
  ])
  t.same(edges, {
    0: ['8 leave', '3 exception', '6 exception'],
    3: ['8 leave', '6 exception'],
    6: ['8 finally'],
    8: [],
  })
  t.same([...flow.finallies], [1, 1])
  t.same([...flow.finallyStarts], [0, 1, 2, 2, 2])
  t.same([...flow.handlerOf], [-1, 0, 1, -1])
  t.equal(flow.covers.length, 3)
  t.equal(flow.clauses[1]?.handlerFirst, block('finally'))
  t.equal(flow.position[block('end')], 3)
})

t.test('a leave through two finally blocks chains them, a leave inside the try runs none', async (t) => {
  const lines: Line[] = [
    label('try'),
    ['leave.s', 'inside'],
    label('inside'),
    ['leave.s', 'end'],
    label('inner'),
    'endfinally',
    label('outer'),
    'endfinally',
    label('end'),
    'ret',
  ]
  const { edges, flow } = build(lines, (at) => [
    { kind: 'finally', ...range(at, 'try', 'inner', 'outer') },
    { kind: 'finally', ...range(at, 'try', 'outer', 'end') },
  ])
  t.same(edges[4], ['5 exception', '5 finally'], 'inner goes on to outer')
  t.same(edges[5], ['6 finally'], 'outer goes on to the target')
  t.same([...flow.finallies], [0, 1])
  t.same([...flow.finallyStarts].slice(0, 3), [0, 0, 2])
})

t.test('a filter decides about its handler', async (t) => {
  const lines: Line[] = [
    label('try'),
    ['leave.s', 'end'],
    label('filter'),
    'pop',
    'ldc.i4.1',
    'endfilter',
    label('handler'),
    'pop',
    ['leave.s', 'end'],
    label('end'),
    'ret',
  ]
  const { edges, flow } = build(lines, (at) => [
    {
      kind: 'filter',
      tryOffset: 0,
      tryLength: at('filter'),
      handlerOffset: at('handler'),
      handlerLength: at('end') - at('handler'),
      filterOffset: at('filter'),
    },
  ])
  t.same(edges, { 0: ['9 leave', '2 exception'], 2: ['6 filter'], 6: ['9 leave'], 9: [] })
  t.same([...flow.filterOf], [-1, 0, -1, -1])
  t.same([...flow.handlerOf], [-1, -1, 0, -1])
})

t.test('a branch into an instruction or out of the code is told and has no edge', async (t) => {
  const code = decode(0x2c, 0x01, 0x1f, 0x00, 0x2b, 0x70)
  const flow = controlFlow(code, [])
  t.same(flow.badTargets, [
    { at: 0, target: 3 },
    { at: 4, target: 118 },
  ])
  t.same(edgesOf(code, flow), { 0: ['2 fall'], 2: [] })
})

t.test('reachable code that runs into nothing is a defect, unreachable code is not', async (t) => {
  t.match(controlFlow(decode(0x00, 0x24), []).defects, [{ code: 'bad-value', offset: 1 }])
  t.match(controlFlow(decode(0x00), []).defects, [{ code: 'bad-value', offset: 1 }])
  t.same(controlFlow(decode(0x2a, 0x00, 0x24), []).defects, [])
})

t.test('a clause that fits no instructions is left out, one that ends inside one is moved', async (t) => {
  const code = decode(0x1f, 0x00, 0x26, 0x00, 0xdc, 0x2a)
  const flow = controlFlow(code, [
    { kind: 'finally', tryOffset: 0, tryLength: 2, handlerOffset: 1, handlerLength: 1 },
    { kind: 'finally', tryOffset: 0, tryLength: 1, handlerOffset: 3, handlerLength: 2 },
    { kind: 'finally', tryOffset: 0xffffffff, tryLength: 0xffffffff, handlerOffset: 3, handlerLength: 2 },
  ])
  t.equal(flow.clauses.length, 1)
  t.equal(flow.defects.length, 3)
})

t.test('clauses times blocks are held to the bound', async (t) => {
  const bytes = new Uint8Array(200_000).fill(0x2a)
  const code = decodeCode(spanOf(bytes))
  const clauses = new Array<Clause>(4096).fill({ kind: 'catch', tryOffset: 0, tryLength: 200_000, handlerOffset: 5, handlerLength: 1, classToken: asToken(0) })
  const flow = controlFlow(code, clauses)
  t.match(flow.defects, [{ code: 'limit' }])
  t.ok(flow.successors.length <= 1_000_000)
})

t.test('code without instructions has no blocks', async (t) => {
  const flow = controlFlow(decode(), [{ kind: 'fault', tryOffset: 0, tryLength: 0, handlerOffset: 0, handlerLength: 0 }])
  t.equal(flow.blockCount, 0)
  t.same([...flow.order], [])
})

const smallRange = { tryOffset: fc.nat(40), tryLength: fc.nat(40), handlerOffset: fc.nat(40), handlerLength: fc.nat(40) }
const anyClause = fc.oneof(
  fc.record({ kind: fc.constantFrom('finally' as const, 'fault' as const), ...smallRange }),
  fc.record({ kind: fc.constant('catch' as const), ...smallRange, classToken: fc.constant(asToken(0)) }),
  fc.record({ kind: fc.constant('filter' as const), ...smallRange, filterOffset: fc.nat(40) }),
)

t.test('any code and clauses give a graph that agrees with itself', async () => {
  const codes = fc.array(
    fc.constantFrom([0x00], [0x2a], [0x2b, 0xfd], [0x2c, 0x01], [0xde, 0x02], [0xdc], [0xfe, 0x11], [0x45, 1, 0, 0, 0, 1, 0, 0, 0], [0x24]),
    { maxLength: 25 },
  )
  fc.assert(
    fc.property(codes, fc.array(anyClause, { maxLength: 4 }), (parts, clauses) => {
      const flow = controlFlow(decode(...parts.flat()), clauses)
      const edges = flow.successors.every((block) => block >= 0 && block < flow.blockCount)
      const reached = [...flow.order].every((block, place) => flow.position[block] === place)
      const entered = [...flow.order].slice(1).every((block) => (flow.predecessorStarts[block + 1] ?? 0) > (flow.predecessorStarts[block] ?? 0))
      return edges && reached && entered
    }),
  )
})
