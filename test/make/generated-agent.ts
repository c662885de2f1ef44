import { elementType as e } from '../../lib/metadata/element-types.ts'
import type { Random } from '../fuzz/random.ts'
import { assemble, type Line, label } from './assemble-il.ts'
import { join, roundUp } from './image.ts'
import { assemblyOf, coded, codeRva, compressed, makeHeaps, word } from './metadata.ts'

/** How generated methods hang together. */
export const shapes = ['chain', 'mutual', 'decoder', 'switch', 'alias', 'statements', 'random'] as const
export type Shape = (typeof shapes)[number]

/** Of tables, before their row. */
export const token = { memberRef: 0x0a00_0000, methodDef: 0x0600_0000, field: 0x0400_0000, string: 0x7000_0000, typeDef: 0x0200_0000 } as const
/** Rows of MemberRef. */
export const ref = {
  baseCtor: 1,
  addSubmitted: 2,
  handlerCtor: 3,
  getMailItem: 4,
  getMessage: 5,
  getSubject: 6,
  concat: 7,
  writeAllText: 8,
  getChars: 9,
  getLength: 10,
} as const

/** Row of the method that the handler calls. */
export const firstMethod = 3

/**
 * An agent whose handler gives the subject to a method that leads, through as many others as asked for, to a file: for measuring and
 * for breaking the analysis of IL. Made in memory, of no use as an agent.
 */
export function generatedAgent(shape: Shape, methods: number, random: Random): Uint8Array {
  return agentOf(methods, (number, texts) => methodLines(shape, number, methods, firstMethod, texts, random))
}

/** The same with bodies of one's own: the handler calls the first, that of a method that is given a text and gives one back. */
export function agentOf(methods: number, linesOf: (number: number, texts: Texts) => readonly Line[], machine: readonly Line[] = []): Uint8Array {
  const heaps = makeHeaps()
  const { string, blob } = heaps
  const path = heaps.userString('C:\\drop\\subject.txt')
  const text = heaps.userString('x')
  const bodies: Uint8Array[] = [body(constructor_(), 8, 0), body(handler(firstMethod), 8, 0)]
  for (let number = 0; number < methods; number++) bodies.push(body(linesOf(number, { path, text }), 8, 1))
  const isMachine = machine.length > 0
  if (isMachine) bodies.push(body(machine, 8, 0))
  const offsets: number[] = []
  let at = 0
  for (const one of bodies) {
    offsets.push(at)
    at += roundUp(one.length, 4)
  }
  const code = new Uint8Array(at)
  for (const [number, one] of bodies.entries()) code.set(one, offsets[number] ?? 0)
  const cls = (row: number): number[] => [e.CLASS, ...compressed(row * 4 + 1)]
  const pass = blob([0x20, 1, e.STRING, e.STRING])
  const exchange = 2
  const rows = {
    Module: [[0, string('generated.dll'), heaps.guid(7), 0, 0]],
    TypeRef: [
      [coded('ResolutionScope', 'AssemblyRef', exchange), string('RoutingAgent'), string('Microsoft.Exchange.Data.Transport.Routing')],
      [coded('ResolutionScope', 'AssemblyRef', exchange), string('SubmittedMessageEventHandler'), string('Microsoft.Exchange.Data.Transport.Routing')],
      [coded('ResolutionScope', 'AssemblyRef', exchange), string('SubmittedMessageEventSource'), string('Microsoft.Exchange.Data.Transport.Routing')],
      [coded('ResolutionScope', 'AssemblyRef', exchange), string('QueuedMessageEventArgs'), string('Microsoft.Exchange.Data.Transport.Routing')],
      [coded('ResolutionScope', 'AssemblyRef', exchange), string('MailItem'), string('Microsoft.Exchange.Data.Transport')],
      [coded('ResolutionScope', 'AssemblyRef', exchange), string('EmailMessage'), string('Microsoft.Exchange.Data.Transport.Email')],
      [coded('ResolutionScope', 'AssemblyRef', 1), string('String'), string('System')],
      [coded('ResolutionScope', 'AssemblyRef', 1), string('File'), string('System.IO')],
      ...(isMachine ? [[coded('ResolutionScope', 'AssemblyRef', 1), string('IAsyncStateMachine'), string('System.Runtime.CompilerServices')]] : []),
    ],
    TypeDef: [
      [0, string('<Module>'), 0, 0, 1, 1],
      [0x101, string('Agent'), string('Generated'), coded('TypeDefOrRef', 'TypeRef', 1), 1, 1],
    ],
    InterfaceImpl: isMachine ? [[2, coded('TypeDefOrRef', 'TypeRef', 9)]] : [],
    Field: [
      ...Array.from({ length: 16 }, (_, number) => [1, string(`f${number}`), blob([6, e.STRING])]),
      ...(isMachine ? [[1, string('state'), blob([6, e.I4])]] : []),
    ],
    MethodDef: [
      [codeRva + (offsets[0] ?? 0), 0, 0x1886, string('.ctor'), blob([0x20, 0, e.VOID]), 1],
      [codeRva + (offsets[1] ?? 0), 0, 0x81, string('Submitted'), blob([0x20, 2, e.VOID, ...cls(3), ...cls(4)]), 1],
      ...Array.from({ length: methods }, (_, number) => [codeRva + (offsets[number + 2] ?? 0), 0, 0x81, string(`m${number}`), pass, 1]),
      ...(isMachine ? [[codeRva + (offsets[methods + 2] ?? 0), 0, 0x81, string('MoveNext'), blob([0x20, 0, e.VOID]), 1]] : []),
    ],
    MemberRef: [
      [coded('MemberRefParent', 'TypeRef', 1), string('.ctor'), blob([0x20, 0, e.VOID])],
      [coded('MemberRefParent', 'TypeRef', 1), string('add_OnSubmittedMessage'), blob([0x20, 1, e.VOID, ...cls(2)])],
      [coded('MemberRefParent', 'TypeRef', 2), string('.ctor'), blob([0x20, 2, e.VOID, e.OBJECT, e.I])],
      [coded('MemberRefParent', 'TypeRef', 4), string('get_MailItem'), blob([0x20, 0, ...cls(5)])],
      [coded('MemberRefParent', 'TypeRef', 5), string('get_Message'), blob([0x20, 0, ...cls(6)])],
      [coded('MemberRefParent', 'TypeRef', 6), string('get_Subject'), blob([0x20, 0, e.STRING])],
      [coded('MemberRefParent', 'TypeRef', 7), string('Concat'), blob([0, 2, e.STRING, e.STRING, e.STRING])],
      [coded('MemberRefParent', 'TypeRef', 8), string('WriteAllText'), blob([0, 2, e.VOID, e.STRING, e.STRING])],
      [coded('MemberRefParent', 'TypeRef', 7), string('get_Chars'), blob([0x20, 1, e.CHAR, e.I4])],
      [coded('MemberRefParent', 'TypeRef', 7), string('get_Length'), blob([0x20, 0, e.I4])],
    ],
    StandAloneSig: [[blob([7, 2, e.I4, e.STRING])]],
    Assembly: [[0x8004, 1, 0, 0, 0, 0, 0, string('generated'), 0]],
    AssemblyRef: [
      [4, 0, 0, 0, 0, blob([0xb7, 0x7a, 0x5c, 0x56, 0x19, 0x34, 0xe0, 0x89]), string('mscorlib'), 0, 0],
      [15, 0, 0, 0, 0, blob([0x31, 0xbf, 0x38, 0x56, 0xad, 0x36, 0x4e, 0x35]), string('Microsoft.Exchange.Data.Transport'), 0, 0],
    ],
  }
  // names of thousands of methods need wide indexes into #Strings. II.24.2.6
  return assemblyOf(rows, heaps, { code, heapSizes: methods > 5000 ? 1 : 0 })
}

/** A fat body. II.25.4.3 */
function body(lines: readonly Line[], maxStack: number, locals: number): Uint8Array {
  const { bytes } = assemble(lines)
  return join([0x13, 0x30], word(maxStack, 2), word(bytes.length, 4), word(locals === 0 ? 0 : 0x1100_0001, 4), bytes)
}

const call = (member: number): Line => ['call', token.memberRef | member]

function constructor_(): Line[] {
  return [
    'ldarg.0',
    call(ref.baseCtor),
    'ldarg.0',
    'ldarg.0',
    ['ldftn', token.methodDef | 2],
    ['newobj', token.memberRef | ref.handlerCtor],
    call(ref.addSubmitted),
    'ret',
  ]
}

function handler(first: number): Line[] {
  const mail: Line[] = ['ldarg.2', call(ref.getMailItem), call(ref.getMessage), call(ref.getSubject)]
  return ['ldarg.0', ...mail, ['call', token.methodDef | first], 'pop', 'ret']
}

/** Tokens of texts without their table: a path, and any text. */
export interface Texts {
  readonly path: number
  readonly text: number
}

function methodLines(shape: Shape, number: number, methods: number, first: number, { path, text }: Texts, random: Random): Line[] {
  const method = (other: number): Line => ['call', token.methodDef | (first + (other % methods))]
  const isLast = number === methods - 1
  const end: Line[] = [['ldstr', token.string | path], 'ldarg.1', call(ref.writeAllText), 'ldarg.1', 'ret']
  if (isLast && shape !== 'random') return end
  switch (shape) {
    case 'chain':
      return ['ldarg.0', 'ldarg.1', ['ldstr', token.string | text], call(ref.concat), method(number + 1), 'ret']
    case 'mutual': {
      const lines: Line[] = []
      // each call under a condition: circles of calls without one would never come to an end, and lead nowhere
      for (let k = 0; k < 4; k++) {
        const skip = `skip${k}`
        lines.push('ldarg.1', call(ref.getLength), ['ldc.i4.s', 1 + random.below(100)], ['ble', skip])
        lines.push('ldarg.0', 'ldarg.1', method(random.below(methods)), ['starg.s', 1], label(skip))
      }
      return [...lines, 'ldarg.0', 'ldarg.1', method(number + 1), 'ret']
    }
    case 'decoder':
      return [
        'ldc.i4.0',
        'stloc.0',
        { label: 'next' },
        'ldarg.1',
        'ldloc.0',
        call(ref.getChars),
        ['ldc.i4.s', number & 0x7f],
        'xor',
        'pop',
        'ldloc.0',
        'ldc.i4.1',
        'add',
        'stloc.0',
        'ldloc.0',
        'ldarg.1',
        call(ref.getLength),
        ['blt', 'next'],
        'ldarg.0',
        'ldarg.1',
        method(number + 1),
        'ret',
      ]
    case 'switch': {
      const labels = Array.from({ length: 64 }, (_, k) => `case${k}`)
      return [
        'ldarg.1',
        call(ref.getLength),
        ['switch', labels],
        ...labels.flatMap((name, k): Line[] => [
          { label: name },
          'ldarg.1',
          ['ldstr', token.string | (k % 2 === 0 ? text : path)],
          call(ref.concat),
          ['starg.s', 1],
        ]),
        'ldarg.0',
        'ldarg.1',
        method(number + 1),
        'ret',
      ]
    }
    case 'alias': {
      const lines: Line[] = []
      for (let k = 0; k < 8; k++) {
        lines.push('ldarg.0', 'ldarg.0', ['ldfld', token.field | (1 + random.below(16))], ['stfld', token.field | (1 + random.below(16))])
      }
      return [
        'ldarg.0',
        'ldarg.1',
        ['stfld', token.field | (1 + random.below(16))],
        ...lines,
        'ldarg.0',
        'ldarg.0',
        ['ldfld', token.field | (1 + random.below(16))],
        method(number + 1),
        'ret',
      ]
    }
    case 'statements': {
      const made: Statements = { method, texts: { path, text }, random, labels: 0 }
      return [...statementsOf(made, 1 + random.below(12), 3), 'ldarg.0', 'ldarg.1', method(number + 1), 'ret']
    }
    case 'random': {
      const lines: Line[] = []
      const count = 4 + random.below(40)
      for (let k = 0; k < count; k++) lines.push(random.pick(randomLines)(method, random))
      return lines
    }
    default: {
      const missing: never = shape
      return missing
    }
  }
}

interface Statements {
  readonly method: (other: number) => Line
  readonly texts: Texts
  readonly random: Random
  labels: number
}

/** Statements that leave the stack as it was: valid code of any form. `depth`: how far conditions and loops may nest. */
function statementsOf(made: Statements, count: number, depth: number): Line[] {
  return Array.from({ length: count }, () => made.random.pick(depth > 0 ? [...flat, ...nesting] : flat)(made, depth)).flat()
}

type Statement = (made: Statements, depth: number) => Line[]
const fieldOf = ({ random }: Statements): number => token.field | (1 + random.below(16))
const newLabel = (made: Statements): string => `l${made.labels++}`

const flat: readonly Statement[] = [
  ({ texts }) => ['ldarg.1', ['ldstr', token.string | texts.text], call(ref.concat), ['starg.s', 1]],
  (made) => ['ldarg.0', 'ldarg.1', ['stfld', fieldOf(made)]],
  (made) => ['ldarg.0', ['ldfld', fieldOf(made)], ['starg.s', 1]],
  () => ['ldarg.1', 'stloc.1'],
  () => ['ldloc.1', ['starg.s', 1]],
  () => ['ldarg.1', call(ref.getLength), 'stloc.0'],
  () => [['ldloca.s', 1], 'ldarg.1', 'stind.ref'],
  () => [['ldarga.s', 1], 'ldind.ref', 'stloc.1'],
  () => ['ldarg.1', 'dup', call(ref.concat), ['starg.s', 1]],
  ({ texts }) => [['ldstr', token.string | texts.path], 'ldarg.1', call(ref.writeAllText)],
]
const nesting: readonly Statement[] = [
  // a call stands under a condition, so that circles can end
  (made) => {
    const end = newLabel(made)
    const { random, method } = made
    return [
      'ldarg.1',
      call(ref.getLength),
      ['ldc.i4.s', random.below(100)],
      ['ble', end],
      'ldarg.0',
      'ldarg.1',
      method(random.below(64)),
      ['starg.s', 1],
      label(end),
    ]
  },
  (made, depth) => {
    const [other, end] = [newLabel(made), newLabel(made)]
    const branch = (): Line[] => statementsOf(made, made.random.below(3), depth - 1)
    return ['ldloc.0', ['ldc.i4.s', made.random.below(100)], ['bgt', other], ...branch(), ['br', end], label(other), ...branch(), label(end)]
  },
  (made, depth) => {
    const next = newLabel(made)
    const step: Line[] = ['ldloc.0', 'ldc.i4.1', 'add', 'stloc.0', 'ldloc.0', 'ldarg.1', call(ref.getLength), ['blt', next]]
    return [label(next), ...statementsOf(made, made.random.below(3), depth - 1), ...step]
  },
  (made, depth) => {
    const end = newLabel(made)
    const cases = Array.from({ length: 1 + made.random.below(5) }, () => newLabel(made))
    const bodies = cases.flatMap((name): Line[] => [label(name), ...statementsOf(made, made.random.below(2), depth - 1), ['br', end]])
    return ['ldloc.0', ['switch', cases], ['br', end], ...bodies, label(end)]
  },
]

/** Instructions without regard to what is on the stack. */
const randomLines: readonly ((method: (other: number) => Line, random: Random) => Line)[] = [
  () => 'ldarg.0',
  () => 'ldarg.1',
  () => 'ldloc.0',
  () => 'stloc.1',
  () => 'ldloc.1',
  () => 'dup',
  () => 'pop',
  () => 'ldnull',
  () => 'throw',
  () => 'ret',
  () => 'ldc.i4.1',
  () => ['ldloca.s', 1],
  () => ['ldarga.s', 1],
  () => 'ldind.ref',
  () => 'stind.ref',
  (method, random) => method(random.below(64)),
  (_, random) => ['ldfld', token.field | (1 + random.below(20))],
  (_, random) => ['stfld', token.field | (1 + random.below(20))],
  (_, random) => ['call', token.memberRef | (1 + random.below(12))],
  (_, random) => ['newobj', (random.chance(2) ? token.memberRef : token.methodDef) | (1 + random.below(12))],
  (_, random) => ['ldftn', token.methodDef | (1 + random.below(64))],
  () => ['newarr', token.typeDef | 2],
  () => 'ldelem.ref',
  () => 'stelem.ref',
]
