import { salvage } from '../errors.ts'
import { indexAt, operandFloat, operandInt64, switchTargetsOf } from '../il/instruction.ts'
import type { OpcodeName } from '../il/opcodes.ts'
import { tokenRow } from '../metadata/token.ts'
import { binaryOps, compared, type Order, shiftOps, truth, unaryOps } from './interpret-arithmetic.ts'
import { mostFields } from './interpret-fields.ts'
import { movedPointer } from './interpret-memory.ts'
import { type Frame, type Handler, madeText, pop, push, spend } from './interpret-run.ts'
import { stored } from './interpret-storage.ts'
import { isTrap, loaded, stop, structSize, type Trap, type Value } from './interpret-values.ts'

type Row = readonly [OpcodeName, Handler]

function loadFrom(values: (frame: Frame) => readonly Value[], fixed: number | null): Handler {
  return (run, frame, operand) => {
    const value = values(frame)[fixed ?? operand]
    if (value === undefined) return stop('a variable that is not there')
    return spend(run, structSize(value, mostFields)) ?? push(frame, loaded(value))
  }
}

const locals = (frame: Frame) => frame.locals
const args = (frame: Frame) => frame.args

function storeLocal(fixed: number | null): Handler {
  return (_run, frame, operand) => {
    const place = fixed ?? operand
    if (place >= frame.locals.length) return stop('a variable that is not there')
    frame.locals[place] = stored(frame.prepared.locals[place]?.storage ?? 'unknown', pop(frame))
    return null
  }
}

const starg: Handler = (_run, frame, operand) => {
  if (operand >= frame.args.length) return stop('a variable that is not there')
  frame.args[operand] = stored(frame.prepared.args[operand] ?? 'unknown', pop(frame))
  return null
}

const ldloca: Handler = (_run, frame, operand) => {
  if (operand >= frame.locals.length) return stop('a variable that is not there')
  frame.stack.push({ kind: 'reference', slots: frame.locals, index: operand, storage: frame.prepared.locals[operand]?.storage ?? 'unknown' })
  return null
}

const ldarga: Handler = (_run, frame, operand) => {
  if (operand >= frame.args.length) return stop('a variable that is not there')
  frame.stack.push({ kind: 'reference', slots: frame.args, index: operand, storage: frame.prepared.args[operand] ?? 'unknown' })
  return null
}

const nothing: Handler = () => null

const four = [0, 1, 2, 3] as const
const variables: readonly Row[] = [
  ...four.map((place): Row => [`ldloc.${place}`, loadFrom(locals, place)]),
  ...four.map((place): Row => [`ldarg.${place}`, loadFrom(args, place)]),
  ...four.map((place): Row => [`stloc.${place}`, storeLocal(place)]),
  ...(['ldloc', 'ldloc.s'] as const).map((name): Row => [name, loadFrom(locals, null)]),
  ...(['ldarg', 'ldarg.s'] as const).map((name): Row => [name, loadFrom(args, null)]),
  ...(['stloc', 'stloc.s'] as const).map((name): Row => [name, storeLocal(null)]),
  ...(['starg', 'starg.s'] as const).map((name): Row => [name, starg]),
  ...(['ldloca', 'ldloca.s'] as const).map((name): Row => [name, ldloca]),
  ...(['ldarga', 'ldarga.s'] as const).map((name): Row => [name, ldarga]),
]

const constant =
  (value: number | null): Handler =>
  (_run, frame, operand) => {
    frame.stack.push(value ?? operand)
    return null
  }

const ldnull: Handler = (_run, frame) => {
  frame.stack.push(null)
  return null
}

const ldstr: Handler = (run, frame, operand) => {
  const { metadata, defects } = frame.code.assembly
  const text = salvage<string | null>(defects, 'string', () => metadata.userString(tokenRow(operand)), null)
  return text === null ? stop('a string that cannot be read') : push(frame, madeText(run, text))
}

const dup: Handler = (run, frame) => {
  const value = pop(frame)
  frame.stack.push(value)
  return spend(run, structSize(value, mostFields)) ?? push(frame, loaded(value))
}

const constants: readonly Row[] = [
  ...([0, 1, 2, 3, 4, 5, 6, 7, 8] as const).map((value): Row => [`ldc.i4.${value}`, constant(value)]),
  ['ldc.i4.m1', constant(-1)],
  ['ldc.i4', constant(null)],
  ['ldc.i4.s', constant(null)],
  ['ldc.i8', (_run, frame) => push(frame, operandInt64(frame.code.code, frame.at))],
  ['ldc.r4', (_run, frame) => push(frame, { kind: 'float', value: operandFloat(frame.code.code, frame.at) })],
  ['ldc.r8', (_run, frame) => push(frame, { kind: 'float', value: operandFloat(frame.code.code, frame.at) })],
  ['ldnull', ldnull],
  ['ldstr', ldstr],
  ['dup', dup],
  [
    'pop',
    (_run, frame) => {
      frame.stack.pop()
      return null
    },
  ],
  ...(['nop', 'break', 'unaligned.', 'volatile.', 'tail.', 'readonly.', 'no.'] as const).map((name): Row => [name, nothing]),
]

function jump(frame: Frame, target: number): Trap | null {
  frame.next = indexAt(frame.code.code, target)
  return frame.next < 0 ? stop('a branch to no instruction') : null
}

const brTrue =
  (wanted: boolean): Handler =>
  (_run, frame, operand) => {
    const is = truth(pop(frame))
    if (isTrap(is)) return is
    return is === wanted ? jump(frame, operand) : null
  }

const comparisonNames = ['beq', 'bge', 'bgt', 'ble', 'blt', 'bne.un', 'bge.un', 'bgt.un', 'ble.un', 'blt.un'] as const

/** Orders that make a comparison true, and whether integers are compared as unsigned. Floats without order are told by the name's `.un`. */
type Comparison = readonly [orders: readonly Order[], isUnsigned: boolean]

const comparisons: Readonly<Record<(typeof comparisonNames)[number], Comparison>> = {
  beq: [['equal'], false],
  bge: [['equal', 'greater'], false],
  bgt: [['greater'], false],
  ble: [['equal', 'less'], false],
  blt: [['less'], false],
  'bne.un': [['less', 'greater', 'unordered'], true],
  'bge.un': [['equal', 'greater', 'unordered'], true],
  'bgt.un': [['greater', 'unordered'], true],
  'ble.un': [['equal', 'less', 'unordered'], true],
  'blt.un': [['less', 'unordered'], true],
}

const compareBranch =
  ([orders, isUnsigned]: Comparison): Handler =>
  (_run, frame, operand) => {
    const b = pop(frame)
    const order = compared(pop(frame), b, isUnsigned)
    if (isTrap(order)) return order
    return orders.includes(order) ? jump(frame, operand) : null
  }

const compare =
  ([orders, isUnsigned]: Comparison): Handler =>
  (_run, frame) => {
    const b = pop(frame)
    const order = compared(pop(frame), b, isUnsigned)
    if (isTrap(order)) return order
    frame.stack.push(orders.includes(order) ? 1 : 0)
    return null
  }

const switchOp: Handler = (_run, frame) => {
  const value = pop(frame)
  if (typeof value !== 'number') return stop('a switch on no number')
  const target = switchTargetsOf(frame.code.code, frame.at)[value >>> 0]
  return target === undefined ? null : jump(frame, target)
}

const ret: Handler = (_run, frame) => {
  frame.result = frame.stack.pop() ?? null
  frame.next = -1
  return null
}

const branches: readonly Row[] = [
  ...(['br', 'br.s'] as const).map((name): Row => [name, (_run, frame, operand) => jump(frame, operand)]),
  ...(['brtrue', 'brtrue.s'] as const).map((name): Row => [name, brTrue(true)]),
  ...(['brfalse', 'brfalse.s'] as const).map((name): Row => [name, brTrue(false)]),
  ...comparisonNames.map((name): Row => [name, compareBranch(comparisons[name])]),
  ...comparisonNames.map((name): Row => [`${name}.s`, compareBranch(comparisons[name])]),
  ['ceq', compare([['equal'], false])],
  ['cgt', compare([['greater'], false])],
  ['cgt.un', compare([['greater', 'unordered'], true])],
  ['clt', compare([['less'], false])],
  ['clt.un', compare([['less', 'unordered'], true])],
  ['switch', switchOp],
  ['ret', ret],
]

const arithmetic: readonly Row[] = [
  ...[...binaryOps, ...shiftOps].map(
    ([name, operation]): Row => [
      name,
      (_run, frame) => {
        const b = pop(frame)
        const a = pop(frame)
        const moved = name === 'add' ? movedPointer(a, b, 1) : name === 'sub' ? movedPointer(a, b, -1) : null
        return push(frame, moved ?? operation(a, b))
      },
    ],
  ),
  ...[...unaryOps].map(([name, operation]): Row => [name, (_run, frame) => push(frame, operation(pop(frame)))]),
]

/** Variables, constants, branches and arithmetic. */
export const basicOps: readonly Row[] = [...variables, ...constants, ...branches, ...arithmetic]
