import fc from 'fast-check'
import t from 'tap'
import { slice, spanOf } from '../lib/bytes/span.ts'
import { dumpCode, dumpInstruction } from '../lib/il/dump-instruction.ts'
import { decodeCode, indexAt, indexFrom, instructionSize, operandFloat, operandFloatBits, operandInt64, switchTargetsOf } from '../lib/il/instruction.ts'
import { op } from '../lib/il/opcode-lookup.ts'
import { decode } from './make/assemble-il.ts'

t.test('each kind of operand is decoded', async (t) => {
  const cases: readonly (readonly [string, number[], readonly (number | string)[]])[] = [
    ['none', [0x00], [0, 'nop']],
    ['u8var', [0x11, 0xff], [0, 'ldloc.s', 255]],
    ['u16var', [0xfe, 0x09, 0xff, 0xff], [0, 'ldarg', 65535]],
    ['i8', [0x1f, 0x80], [0, 'ldc.i4.s', -128]],
    ['unaligned', [0xfe, 0x12, 0x80], [0, 'unaligned.', 128]],
    ['no', [0xfe, 0x19, 0xff], [0, 'no.', 255]],
    ['i32', [0x20, 0xfe, 0xff, 0xff, 0xff], [0, 'ldc.i4', -2]],
    ['i64', [0x21, 0, 0, 0, 0, 0, 0, 0, 0x80], [0, 'ldc.i8', '-9223372036854775808']],
    ['f32', [0x22, 0x01, 0, 0x80, 0x7f], [0, 'ldc.r4', '0x7f800001']],
    ['f64', [0x23, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f], [0, 'ldc.r8', '0x3ff0000000000000']],
    ['method', [0x28, 1, 0, 0, 0x0a], [0, 'call', '0x0a000001']],
    ['string', [0x72, 0x0d, 0, 0, 0x70], [0, 'ldstr', '0x7000000d']],
    ['token above 2^31', [0xd0, 0xff, 0xff, 0xff, 0xff], [0, 'ldtoken', '0xffffffff']],
    ['sig', [0x29, 2, 0, 0, 0x11], [0, 'calli', '0x11000002']],
    ['type', [0xfe, 0x16, 3, 0, 0, 0x1b], [0, 'constrained.', '0x1b000003']],
    ['branch8', [0x2b, 0xfe], [0, 'br.s', 0]],
    ['branch32', [0x38, 3, 0, 0, 0], [0, 'br', 8]],
    ['switch', [0x45, 2, 0, 0, 0, 0, 0, 0, 0, 0xf3, 0xff, 0xff, 0xff], [0, 'switch', 13, 0]],
  ]
  for (const [name, bytes, expected] of cases) {
    const code = decode(...bytes)
    t.same(dumpInstruction(code, 0), expected, name)
    t.equal(instructionSize(code, 0), bytes.length, name)
    t.equal(code.invalid, null, name)
    t.equal(code.end, bytes.length, name)
  }
})

t.test('columns hold absolute targets, tokens and places of wide operands', async (t) => {
  const code = decode(0x00, 0x2b, 0x01, 0x00, 0x28, 1, 0, 0, 0x0a, 0x21, 7, 0, 0, 0, 0, 0, 0, 0, 0x22, 0, 0, 0xc0, 0x3f, 0x2a)
  t.same([...code.offsets], [0, 1, 3, 4, 9, 18, 23])
  t.same([...code.opcodes], [op.nop, op['br.s'], op.nop, op.call, op['ldc.i8'], op['ldc.r4'], op.ret])
  t.same([...code.operands], [0, 4, 0, 0x0a000001, 10, 19, 0])
  t.equal(operandInt64(code, 4), 7n)
  t.equal(operandFloat(code, 5), 1.5)
  t.equal(operandFloatBits(code, 5), '0x3fc00000')
})

t.test('switches keep their targets one behind the other', async (t) => {
  const one = [0x45, 1, 0, 0, 0, 0, 0, 0, 0]
  const code = decode(...one, 0x45, 0, 0, 0, 0, ...one, 0x2a)
  t.same([...switchTargetsOf(code, 0)], [9])
  t.same([...switchTargetsOf(code, 1)], [])
  t.same([...switchTargetsOf(code, 2)], [23])
  t.same([...switchTargetsOf(code, 3)], [], 'ret has none')
})

t.test('an unknown opcode ends the code', async (t) => {
  const code = decode(0x00, 0xfe, 0x24, 0x2a)
  t.equal(code.count, 1)
  t.equal(code.end, 1)
  t.same(code.invalid, { at: 1, value: 0xfe24 })
  t.same(dumpCode(code), [
    [0, 'nop'],
    [1, 'invalid', '0xfe24'],
  ])
  t.same(dumpCode(decode(0x24)), [[0, 'invalid', '0x24']])
  t.same(dumpCode(decode(0xfe)), [[0, 'invalid', '0xfe']], 'the first byte of two alone')
})

t.test('an operand that runs past the end stops decoding at its instruction', async (t) => {
  t.same(dumpCode(decode(0x00, 0x28, 1, 2, 3)), [
    [0, 'nop'],
    [1, 'invalid', '0x28'],
  ])
  t.same(dumpCode(decode(0xfe, 0x09, 1)), [[0, 'invalid', '0xfe09']])
  t.same(dumpCode(decode(0xfe, 0x19)), [[0, 'invalid', '0xfe19']])
})

t.test('a switch that claims more targets than there are bytes is not decoded', async (t) => {
  t.same(decode(0x45, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0).invalid, { at: 0, value: 0x45 })
  t.same(decode(0x45, 0, 0, 0, 0x40, 0, 0, 0, 0).invalid, { at: 0, value: 0x45 }, '2^30 targets are 2^32 bytes')
  t.same(decode(0x45, 0, 0).invalid, { at: 0, value: 0x45 })
})

t.test('a target beyond 2^31 is shown as it is and leads nowhere', async (t) => {
  const code = decode(0x00, 0x38, 0xff, 0xff, 0xff, 0x7f)
  t.same(dumpInstruction(code, 1), [1, 'br', 0x7fffffff + 6])
  t.equal(indexAt(code, code.operands[1] ?? 0), -1)
})

t.test('the instruction at an offset is found, or the next one', async (t) => {
  const code = decode(0x00, 0x1f, 5, 0x2a)
  t.equal(indexAt(code, 0), 0)
  t.equal(indexAt(code, 1), 1)
  t.equal(indexAt(code, 2), -1)
  t.equal(indexAt(code, 4), -1)
  t.equal(indexFrom(code, 2), 2)
  t.equal(indexFrom(code, 4), 3)
})

t.test('a code span inside a larger file reads only its own bytes', async (t) => {
  const file = spanOf(Uint8Array.from([1, 2, 3, 0x00, 0x20, 1, 0, 0, 0, 0x2a]))
  const code = decodeCode(slice(file, 3, 4))
  t.equal(code.count, 1)
  t.same(code.invalid, { at: 1, value: 0x20 })
})

t.test('no code at all is no instructions', async (t) => {
  const code = decode()
  t.equal(code.count, 0)
  t.equal(code.invalid, null)
  t.throws(() => dumpInstruction(code, 0), TypeError)
})

t.test('any bytes decode to instructions that lie end to end', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const code = decodeCode(spanOf(bytes))
      let at = 0
      for (let index = 0; index < code.count; index++) {
        if (code.offsets[index] !== at || indexAt(code, at) !== index) return false
        at += instructionSize(code, index)
      }
      dumpCode(code)
      return at === code.end && (code.invalid === null) === (at === bytes.length)
    }),
  )
})
