import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { FormatError } from '../lib/errors.ts'
import { type Clause, readBody } from '../lib/il/body.ts'
import { controlFlow } from '../lib/il/control-flow.ts'
import { type Code, decodeCode, indexAt } from '../lib/il/instruction.ts'
import { op } from '../lib/il/opcode-lookup.ts'
import { type Stack, simulateStack } from '../lib/il/stack.ts'
import type { CallShapeOf } from '../lib/il/stack-effects.ts'
import { exceptionValue, isPhi, phiNumber, phiValue, unknownValue } from '../lib/il/value.ts'
import { asToken } from '../lib/metadata/token.ts'
import { assemble, type Line, label } from './make/assemble-il.ts'

/** Tokens of these tests say what they do: 0x0a0000PR pops P and pushes R; 0 is a ret of nothing. */
const byToken: CallShapeOf = (token) => (token >>> 24 === 0x06 ? null : { pops: (token >>> 4) & 0xf, pushes: (token & 1) === 1 ? 1 : 0 })
const returnsValue: CallShapeOf = (token, opcode) => (opcode === op.ret ? { pops: 1, pushes: 0 } : byToken(token, opcode))

function simulate(lines: readonly Line[], shape: CallShapeOf = byToken, clauses: (at: (label: string) => number) => readonly Clause[] = () => []) {
  const { bytes, at } = assemble(lines)
  const code = decodeCode(spanOf(bytes))
  const stack = simulateStack(code, controlFlow(code, clauses(at)), shape)
  return { code, stack, at, number: (name: string) => indexAt(code, at(name)) }
}

function operands(stack: Stack, index: number): number[] {
  return [...stack.operandDefs.subarray(stack.operandStart[index], stack.operandStart[index + 1])]
}

function last(code: Code): number {
  return code.count - 1
}

t.test('operands are the instructions that pushed them, deepest first', async (t) => {
  const { stack } = simulate(['ldarg.0', 'ldarg.1', 'ldc.i4.2', 'add', ['stfld', 0x04000001], 'ret'])
  t.same(operands(stack, 3), [1, 2])
  t.same(operands(stack, 4), [0, 3])
  t.same(operands(stack, 5), [])
  t.same([...stack.depth], [0, 1, 2, 3, 2, 0])
  t.equal(stack.maxDepth, 3)
  t.same(stack.defects, [])
})

t.test('calls pop and push as their shape says', async (t) => {
  const { stack } = simulate(['ldarg.0', 'ldarg.1', ['call', 0x0a000021], 'ldarg.2', ['newobj', 0x0a000021], 'ret'], returnsValue)
  t.same(operands(stack, 2), [0, 1])
  t.same(operands(stack, 4), [2, 3])
  t.same(operands(stack, 5), [4])
})

t.test('a shape is asked by unsigned token and dense opcode id', async (t) => {
  const asked: number[][] = []
  simulate([['call', 0xff000000 | 0], 'ret'], (token, opcode) => {
    asked.push([token, opcode])
    return { pops: 0, pushes: 0 }
  })
  t.same(asked, [
    [0xff000000, op.call],
    [0, op.ret],
  ])
})

t.test('a ? x : y gives a phi of both producers', async (t) => {
  const { code, stack, number } = simulate(
    ['ldarg.0', ['brtrue.s', 'then'], label('y'), 'ldarg.2', ['br.s', 'end'], label('then'), 'ldarg.1', label('end'), 'ret'],
    returnsValue,
  )
  const [value = 0] = operands(stack, last(code))
  t.ok(isPhi(value))
  t.equal(value, phiValue(phiNumber(value)))
  t.same([...stack.phiArgs(phiNumber(value))].sort(), [number('y'), number('then')])
  t.equal(stack.phiCount, 1)
  t.equal(stack.phiBlock(0), 3)
})

t.test('a value that waits below a ?: is a phi of itself', async (t) => {
  const { code, stack } = simulate(
    ['ldarg.0', 'ldarg.1', ['brtrue.s', 'then'], 'ldarg.2', ['br.s', 'end'], label('then'), 'ldarg.3', label('end'), 'add', 'ret'],
    returnsValue,
  )
  const [below = 0] = operands(stack, last(code) - 1)
  t.same(stack.phiArgs(phiNumber(below)), [0])
})

t.test('a value carried round a loop is a phi that leaves itself out', async (t) => {
  const { stack, number } = simulate(['ldarg.0', label('head'), 'ldarg.1', ['brtrue.s', 'head'], 'ret'], returnsValue)
  const [value = 0] = operands(stack, number('head') + 2)
  t.same(stack.phiArgs(phiNumber(value)), [0])
})

t.test('dup is transparent: both values are the producer', async (t) => {
  const { stack } = simulate(['ldarg.0', 'dup', 'dup', 'pop', 'add', 'ret'], returnsValue)
  t.same(operands(stack, 1), [0])
  t.same(operands(stack, 3), [0])
  t.same(operands(stack, 4), [0, 0])
  t.equal(stack.maxDepth, 3)
})

t.test('a value on one path only keeps its name without a phi', async (t) => {
  const { stack } = simulate(['ldarg.0', 'dup', ['brtrue.s', 'end'], 'pop', 'ldarg.1', 'pop', 'ret', label('end'), 'pop', 'ret'])
  t.same(operands(stack, 3), [0])
  t.same(operands(stack, 7), [0])
  t.equal(stack.phiCount, 0)
})

t.test('a catch handler starts with the thrown object, a finally with nothing', async (t) => {
  const lines: Line[] = ['ldarg.0', ['leave.s', 'end'], label('catch'), 'pop', ['leave.s', 'end'], label('finally'), 'endfinally', label('end'), 'ret']
  const { stack, number } = simulate(lines, byToken, (at) => [
    { kind: 'catch', tryOffset: 0, tryLength: at('catch'), handlerOffset: at('catch'), handlerLength: at('finally') - at('catch'), classToken: asToken(0) },
    { kind: 'finally', tryOffset: 0, tryLength: at('finally'), handlerOffset: at('finally'), handlerLength: 1 },
  ])
  t.same(operands(stack, number('catch')), [exceptionValue])
  t.equal(stack.depth[number('finally')], 0)
  t.equal(stack.depth[number('end')], 0, 'leave empties the stack')
  t.same(stack.defects, [])
})

t.test('a filter and its handler both start with the thrown object', async (t) => {
  const lines: Line[] = [['leave.s', 'end'], label('filter'), 'pop', 'ldc.i4.1', 'endfilter', label('handler'), 'pop', ['leave.s', 'end'], label('end'), 'ret']
  const { stack, number } = simulate(lines, byToken, (at) => [
    { kind: 'filter', tryOffset: 0, tryLength: 2, handlerOffset: at('handler'), handlerLength: 3, filterOffset: at('filter') },
  ])
  t.same(operands(stack, number('filter')), [exceptionValue])
  t.same(operands(stack, number('filter') + 2), [2])
  t.same(operands(stack, number('handler')), [exceptionValue])
})

t.test('unreachable code has no depth and no operands', async (t) => {
  const { stack } = simulate(['ret', 'add', 'ret'])
  t.same([...stack.depth], [0, -1, -1])
  t.same(operands(stack, 1), [])
})

t.test('underflow ends its block and is told', async (t) => {
  const { stack } = simulate(['ldarg.0', 'add', 'pop', 'ret'])
  t.same([...stack.depth], [0, 1, -1, -1])
  t.same(operands(stack, 1), [unknownValue, unknownValue])
  t.match(stack.defects, [{ code: 'bad-value', offset: 1 }])
})

t.test('a call without a shape ends its block, other blocks go on', async (t) => {
  const { stack, number } = simulate(['ldarg.0', ['brtrue.s', 'other'], ['call', 0x06000001], 'pop', 'ret', label('other'), 'ldarg.1', 'pop', 'ret'])
  t.equal(stack.depth[3], -1)
  t.same(operands(stack, number('other') + 1), [number('other')])
  t.match(stack.defects, [{ code: 'unsupported', offset: 3 }])
})

t.test('a block that only a back edge tells about is still followed', async (t) => {
  const lines: Line[] = [
    'ldarg.0',
    ['brtrue.s', 'foot'],
    ['call', 0x06000001],
    ['br.s', 'head'],
    label('head'),
    'ldarg.1',
    'pop',
    label('foot'),
    'ldarg.2',
    ['brtrue.s', 'head'],
    'ret',
  ]
  const { stack, number } = simulate(lines)
  t.equal(stack.depth[number('head')], 0)
})

t.test('paths of different depth meet at the smaller one', async (t) => {
  const { code, stack } = simulate(['ldarg.0', 'ldarg.1', ['brtrue.s', 'end'], 'ldarg.2', label('end'), 'ret'])
  t.equal(stack.depth[last(code)], 1)
  t.match(stack.defects, [{ code: 'bad-value', offset: 5 }])
})

t.test('a loop that grows the stack is told and ends', async (t) => {
  const { stack } = simulate([label('head'), 'ldarg.0', ['br.s', 'head']])
  t.match(stack.defects, [{ code: 'bad-value', offset: 1 }])
  t.equal(stack.maxDepth, 1)
})

t.test('a stack above the bound is a limit', async (t) => {
  const code = decodeCode(spanOf(new Uint8Array(100_000).fill(0x16)))
  const stack = simulateStack(code, controlFlow(code, []), byToken)
  t.match(stack.defects, [{ code: 'limit' }])
})

t.test('a deep stack carried through many blocks is a limit', async (t) => {
  const bytes = new Uint8Array(60_000 + 20_000).fill(0x16, 0, 60_000)
  for (let at = 60_000; at < bytes.length; at += 2) bytes[at] = 0x2b
  const code = decodeCode(spanOf(bytes))
  const stack = simulateStack(code, controlFlow(code, []), byToken)
  t.match(stack.defects, [{ code: 'limit' }])
})

t.test('any bytes give a body, a graph and a stack or a FormatError', async () => {
  const headers = fc.constantFrom([0xfe], [0x0b, 0x30, 8, 0, 60, 0, 0, 0, 0, 0, 0, 0])
  const parts = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 3 }).map((bytes) => [...bytes]),
      fc.constantFrom([0x16], [0x25], [0x58], [0x2d, 0xfa], [0x28, 0x21, 0, 0, 10], [0xdc]),
    ),
    {
      minLength: 20,
      maxLength: 80,
    },
  )
  fc.assert(
    fc.property(headers, parts, (header, list) => {
      try {
        const body = readBody(spanOf(Uint8Array.from([...header, ...list.flat(), 0x01, 28, 0, 0, ...list.flat()])))
        const code = decodeCode(body.code)
        const stack = simulateStack(code, controlFlow(code, body.clauses), byToken)
        const named = stack.operandDefs.every((value) => value < code.count && (!isPhi(value) || phiNumber(value) < stack.phiCount))
        for (let phi = 0; phi < stack.phiCount; phi++) if (stack.phiArgs(phi).some((value) => value >= code.count)) return false
        return named && stack.depth.every((depth) => depth <= stack.maxDepth)
      } catch (error) {
        if (error instanceof FormatError) return true
        throw error
      }
    }),
    { numRuns: 300 },
  )
})
