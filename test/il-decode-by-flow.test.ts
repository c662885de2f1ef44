import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { controlFlow } from '../lib/il/control-flow.ts'
import { decodeByFlow } from '../lib/il/decode-by-flow.ts'
import { dumpCode } from '../lib/il/dump-instruction.ts'
import { decodeCode, instructionSize } from '../lib/il/instruction.ts'
import { simulateStack } from '../lib/il/stack.ts'

function bytes(...values: number[]) {
  return spanOf(Uint8Array.from(values))
}

t.test('junk that is jumped over is not decoded', async (t) => {
  const span = bytes(0x2b, 0x02, 0x24, 0x28, 0x16, 0x2a)
  t.equal(decodeCode(span).count, 1, 'a linear reader stops')
  const code = decodeByFlow(span, [])
  t.same(dumpCode(code), [
    [0, 'br.s', 4],
    [4, 'ldc.i4.0'],
    [5, 'ret'],
  ])
  t.equal(code.invalid, null)
})

t.test('handlers and filters are reached too', async (t) => {
  const span = bytes(0xde, 0x08, 0x24, 0x26, 0x17, 0xfe, 0x11, 0x26, 0xde, 0x00, 0x2a)
  const clause = { kind: 'filter', tryOffset: 0, tryLength: 2, filterOffset: 3, handlerOffset: 7, handlerLength: 3 } as const
  const code = decodeByFlow(span, [clause])
  t.same([...code.offsets], [0, 3, 4, 5, 7, 8, 10])
  const flow = controlFlow(code, [clause])
  const stack = simulateStack(code, flow, () => ({ pops: 0, pushes: 0 }))
  t.equal(flow.order.length, 4)
  t.same(stack.defects, [])
})

t.test('every way of a switch is followed', async (t) => {
  const code = decodeByFlow(bytes(0x16, 0x45, 1, 0, 0, 0, 2, 0, 0, 0, 0x2a, 0x24, 0x2a), [])
  t.same([...code.offsets], [0, 1, 10, 12])
  t.same([...code.switchTargets], [1, 12])
})

t.test('a branch into an instruction that was reached before leaves it as it is', async (t) => {
  const code = decodeByFlow(bytes(0x16, 0x2d, 0x01, 0x1f, 0x16, 0x2a), [])
  t.same([...code.offsets], [0, 1, 3, 5])
  t.same(controlFlow(code, []).badTargets, [{ at: 1, target: 4 }])
})

t.test('what is reached and cannot be decoded is told, the rest goes on', async (t) => {
  const code = decodeByFlow(bytes(0x16, 0x2d, 0x02, 0xfe, 0x24, 0x2a), [])
  t.same(code.invalid, { at: 3, value: 0xfe24 })
  t.same([...code.offsets], [0, 1, 5])
  const flow = controlFlow(code, [])
  t.match(flow.defects, [{ code: 'bad-value', offset: 3 }])
})

t.test('code without junk is the same read either way', async () => {
  const parts = fc.array(fc.constantFrom([0x00], [0x16], [0x26], [0x28, 1, 0, 0, 10], [0x20, 1, 2, 3, 4], [0xfe, 0x01]), { maxLength: 20 })
  fc.assert(
    fc.property(parts, (list) => {
      const span = bytes(...list.flat(), 0x2a)
      return JSON.stringify(dumpCode(decodeByFlow(span, []))) === JSON.stringify(dumpCode(decodeCode(span)))
    }),
  )
})

t.test('any bytes give instructions that do not overlap, and a graph', async () => {
  const parts = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 3 }).map((some) => [...some]),
      fc.constantFrom([0x2c, 0x03], [0x2d, 0xf0], [0x45, 2, 0, 0, 0]),
    ),
    {
      maxLength: 40,
    },
  )
  fc.assert(
    fc.property(parts, fc.nat(30), (list, handlerOffset) => {
      const clause = { kind: 'finally', tryOffset: 0, tryLength: 9, handlerOffset, handlerLength: 4 } as const
      const code = decodeByFlow(bytes(...list.flat()), [clause])
      let end = 0
      for (let index = 0; index < code.count; index++) {
        if ((code.offsets[index] ?? 0) < end) return false
        end = (code.offsets[index] ?? 0) + instructionSize(code, index)
      }
      simulateStack(code, controlFlow(code, [clause]), () => null)
      return end === code.end && end <= code.span.bytes.length
    }),
  )
})
