import fc from 'fast-check'
import t from 'tap'
import { buildSsa } from '../lib/flow/build-ssa.ts'
import { type Ssa, valueKind } from '../lib/flow/ssa.ts'
import { op } from '../lib/il/opcode-lookup.ts'
import { limits } from '../lib/limits.ts'
import { memberName, openAssembly } from '../lib/model/assembly.ts'
import { makeCodeCache, methodCode } from '../lib/model/method-code.ts'
import { makeProgram, ownerOf, type Program, typeNameOf } from '../lib/model/program.ts'
import { type Line, label } from './make/assemble-il.ts'
import { fatBody, type MadeMethod, type MethodParts, makeMethod, programOf, token } from './make/flow-method.ts'
import { bytesOf } from './make/root.ts'

const il = (...lines: readonly Line[]): readonly Line[] => lines

function ssaOf(lines: readonly Line[], parts: MethodParts = {}): MadeMethod & { readonly ssa: Ssa; readonly operands: (label: string) => number[] } {
  const made = makeMethod(lines, parts)
  const ssa = buildSsa(made.program, made.method, made.code)
  return { ...made, ssa, operands: (name) => operandsOf(ssa, made.at(name)) }
}

function operandsOf(ssa: Ssa, instruction: number): number[] {
  return [...ssa.operands.subarray(ssa.operandStart[instruction], ssa.operandStart[instruction + 1])]
}

/** What a value is: kind and number. */
function shown(ssa: Ssa, value: number | undefined): string {
  const names = Object.entries(valueKind).map(([name]) => name)
  return `${names[ssa.kinds[value ?? -1] ?? -1]} ${ssa.data[value ?? -1]}`
}

/** The arguments of a phi by the block they come from, `from:value`. */
function argsOf(ssa: Ssa, phi: number): string[] {
  const start = ssa.phiStart[phi - ssa.code.code.count] ?? 0
  const end = ssa.phiStart[phi - ssa.code.code.count + 1] ?? 0
  return [...ssa.phiArgs.subarray(start, end)].map((value, place) => `${ssa.phiBlocks[start + place]}:${value}`)
}

/** Everything a value can be, phis opened. */
function leavesOf(ssa: Ssa, value: number): Set<number> {
  const seen = new Set<number>()
  const leaves = new Set<number>()
  const work = [value]
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    if (ssa.kinds[at] !== valueKind.phi) leaves.add(at)
    else
      for (let arg = ssa.phiStart[at - ssa.code.code.count] ?? 0; arg < (ssa.phiStart[at - ssa.code.code.count + 1] ?? 0); arg++)
        work.push(ssa.phiArgs[arg] ?? 0)
  }
  return leaves
}

t.test('loads, moves and dup name what was stored', async (t) => {
  const { ssa, at, operands } = ssaOf([
    label('made'),
    ['call', token.make],
    'stloc.0',
    'ldloc.0',
    'dup',
    'stloc.1',
    'pop',
    'ldloc.1',
    label('use'),
    ['call', token.take],
    'ret',
  ])
  t.same(operands('use'), [at('made')])
  t.notOk(ssa.bounded)
})

t.test('what the caller gave and a local that nothing was stored in', async (t) => {
  const { ssa, operands } = ssaOf(['ldarg.1', label('one'), ['call', token.take], 'ldloc.2', label('two'), ['call', token.take], 'ret'], { parameters: 2 })
  t.equal(shown(ssa, operands('one')[0]), 'argument 1')
  t.equal(shown(ssa, operands('two')[0]), 'local 2')
})

t.test('where different values meet stands a phi by predecessor, and none where they are the same', async (t) => {
  const { ssa, at, block, operands } = ssaOf([
    ...il(label('first'), ['call', token.make], 'stloc.0', ['call', token.make], 'stloc.1', ['call', token.test], ['brfalse', 'else']),
    ...il(label('then'), ['call', token.make], 'stloc.0', ['br', 'end'], label('else'), 'nop'),
    ...il(label('end'), 'ldloc.0', label('use'), ['call', token.take], 'ldloc.1', label('same'), ['call', token.take], 'ret'),
  ])
  const [phi = 0] = operands('use')
  t.equal(shown(ssa, phi), `phi ${block('end')}`)
  t.same(argsOf(ssa, phi).sort(), [`${block('then')}:${at('then')}`, `${block('else')}:${at('first')}`].sort())
  t.same(operands('same'), [at('first') + 2])
})

t.test('a loop that stores nothing needs no phi, one that does has one at its head', async (t) => {
  const { ssa, at, block, operands } = ssaOf([
    ...il(label('one'), ['call', token.make], 'stloc.0', label('two'), ['call', token.make], 'stloc.1'),
    ...il(label('head'), 'ldloc.0', label('kept'), ['call', token.take], 'ldloc.1', label('changed'), ['call', token.take]),
    ...il(label('next'), ['call', token.make], 'stloc.1', ['call', token.test], ['brtrue', 'head'], 'ret'),
  ])
  t.same(operands('kept'), [at('one')])
  const [phi = 0] = operands('changed')
  t.equal(shown(ssa, phi), `phi ${block('head')}`)
  t.same(argsOf(ssa, phi).sort(), [`${block('one')}:${at('two')}`, `${block('head')}:${at('next')}`].sort())
})

t.test('a method that begins with its loop head has what was given as well', async (t) => {
  const { ssa, at, operands } = ssaOf(
    [
      label('head'),
      'ldarg.0',
      label('use'),
      ['call', token.take],
      label('next'),
      ['call', token.make],
      ['starg.s', 0],
      ['call', token.test],
      ['brtrue', 'head'],
      'ret',
    ],
    { isStatic: true, parameters: 1 },
  )
  t.same([...leavesOf(ssa, operands('use')[0] ?? 0)].map((value) => shown(ssa, value)).sort(), ['argument 0', `result ${at('next')}`])
})

t.test('values that meet on the operand stack are phis by predecessor too', async (t) => {
  const { ssa, at, block, operands } = ssaOf([
    ...il(label('below'), ['call', token.make], ['call', token.test], ['brtrue', 'then'], label('else'), ['call', token.make], ['br', 'end']),
    ...il(label('then'), ['call', token.make], label('end'), label('use'), ['call', token.take], label('low'), ['call', token.take], 'ret'),
  ])
  t.same(argsOf(ssa, operands('use')[0] ?? 0).sort(), [`${block('then')}:${at('then')}`, `${block('else')}:${at('else')}`].sort())
  t.same(operands('low'), [at('below')])
})

t.test('a call that is given the address of a variable may write it', async (t) => {
  const { ssa, at, operands } = ssaOf([
    ...il(label('made'), ['call', token.make], 'stloc.0', label('address'), ['ldloca.s', 0], label('call'), ['call', token.takeRef]),
    ...il('ldloc.0', label('use'), ['call', token.take], 'ret'),
  ])
  t.equal(ssa.referred[at('address')], at('made'))
  const [written = 0] = operands('use')
  t.equal(shown(ssa, written), `written ${at('call')}`)
  t.equal(ssa.places[written], 0)
  t.same([...ssa.localEscapes], [0])
})

t.test('both addresses of one call may have been written through', async (t) => {
  const { ssa, at, operands } = ssaOf([
    ...il(['ldloca.s', 0], ['ldloca.s', 0], label('call'), ['call', token.takeTwoRefs], 'ldloc.0', label('use'), ['call', token.take], 'ret'),
  ])
  const written = [...leavesOf(ssa, operands('use')[0] ?? 0)]
  t.same(
    written.map((value) => `${shown(ssa, value)} ${ssa.places[value]}`),
    [`written ${at('call')} 1`, `written ${at('call')} 0`],
  )
})

t.test('a field of a local is reached without writing the local', async (t) => {
  const { ssa, at, operands } = ssaOf([
    ...il(['ldloca.s', 0], ['initobj', 0x02000001], label('store'), ['ldloca.s', 0], 'ldnull', ['stfld', token.text]),
    ...il(label('deep'), ['ldloca.s', 0], ['ldflda', token.text], ['call', token.takeRef], 'ldloc.0', label('use'), ['call', token.take], 'ret'),
  ])
  t.equal(shown(ssa, operands('use')[0]), 'written 1')
  t.equal(ssa.referred[at('store')], operands('use')[0])
  t.equal(ssa.referred[at('deep')], operands('use')[0])
})

t.test('a variable whose address goes further is memory', async (t) => {
  const { ssa, at, operands } = ssaOf([
    ...il(['call', token.make], 'stloc.0', label('address'), ['ldloca.s', 0], 'stloc.1', label('load'), 'ldloc.0', label('use'), ['call', token.take], 'ret'),
  ])
  t.same([...ssa.localEscapes], [1, 0])
  t.same(operands('use'), [at('load')])
  t.equal(ssa.referred[at('address')], -1)
})

t.test('a handler sees every definition of its try and what was before', async (t) => {
  const { ssa, at, operands } = ssaOf(
    [
      ...il(label('a'), ['call', token.make], 'stloc.0', label('try'), ['call', token.make], 'stloc.0', label('c'), ['call', token.make], 'stloc.0'),
      ...il(['leave', 'end'], label('handler'), label('thrown'), ['call', token.take], 'ldloc.0', label('use'), ['call', token.take], ['leave', 'end']),
      ...il(label('end'), 'ldloc.0', label('after'), ['call', token.take], 'ret'),
    ],
    { clauses: [{ kind: 'catch', try: ['try', 'handler'], handler: ['handler', 'end'] }] },
  )
  t.same([...leavesOf(ssa, operands('use')[0] ?? 0)].sort(), [at('a'), at('try'), at('c')])
  t.ok(argsOf(ssa, operands('use')[0] ?? 0).every((arg) => arg.startsWith('-1:')))
  t.equal(shown(ssa, operands('thrown')[0]), 'exception 0')
  t.same([...leavesOf(ssa, operands('after')[0] ?? 0)].sort(), [at('a'), at('try'), at('c')])
})

t.test('what a finally stores reaches the code behind it', async (t) => {
  const { ssa, at, operands } = ssaOf(
    [
      ...il(label('try'), ['call', token.make], 'stloc.0', ['leave', 'end']),
      ...il(
        label('finally'),
        label('changed'),
        ['call', token.make],
        'stloc.0',
        'endfinally',
        label('end'),
        'ldloc.0',
        label('use'),
        ['call', token.take],
        'ret',
      ),
    ],
    { clauses: [{ kind: 'finally', try: ['try', 'finally'], handler: ['finally', 'end'] }] },
  )
  t.same([...leavesOf(ssa, operands('use')[0] ?? 0)].sort(), [at('try'), at('changed')])
})

t.test('what a filter stores reaches its handler', async (t) => {
  const { ssa, at, operands } = ssaOf(
    [
      ...il(label('try'), ['call', token.make], 'stloc.0', ['leave', 'end'], label('filter'), 'pop', label('changed'), ['call', token.make], 'stloc.0'),
      ...il(['call', token.test], 'endfilter', label('handler'), 'pop', 'ldloc.0', label('use'), ['call', token.take], ['leave', 'end'], label('end'), 'ret'),
    ],
    { clauses: [{ kind: 'filter', try: ['try', 'filter'], filter: 'filter', handler: ['handler', 'end'] }] },
  )
  t.same([...leavesOf(ssa, operands('use')[0] ?? 0)], [at('changed')])
})

/** Waits once between two stores into `text`, the second after the resume; `more` stands before the first load behind it. */
const hoisted = (...more: readonly Line[]): readonly Line[] => [
  ...il('ldarg.0', ['ldfld', token.state], ['brfalse', 'resume'], 'ldarg.0', label('made'), ['call', token.make], ['stfld', token.text]),
  ...il('ldarg.0', 'ldc.i4.0', ['stfld', token.state], ['br', 'end'], label('resume'), 'ldarg.0', 'ldc.i4.m1', ['stfld', token.state]),
  ...more,
  ...il('ldarg.0', label('load'), ['ldfld', token.text], label('use'), ['call', token.take], 'ldarg.0', label('ok'), 'ldnull', ['stfld', token.text]),
  ...il('ldarg.0', ['ldfld', token.text], label('last'), ['call', token.take], 'ldarg.0', ['ldfld', token.other], label('given'), ['call', token.take]),
  ...il(label('end'), 'ret'),
]

t.test('fields of a state machine are its variables: a load has the value stored last', async (t) => {
  const { ssa, at, operands } = ssaOf(hoisted(), { isMachine: true })
  t.same(operands('use'), [at('made')])
  t.same(operands('last'), [at('ok')])
  t.equal(ssa.promoted[at('load')], 1)
  t.equal(shown(ssa, operands('given')[0]), `field ${token.other}`)
})

t.test('a field that an ordinary method stores is memory', async (t) => {
  const { ssa, at, operands } = ssaOf(hoisted())
  t.same(operands('use'), [at('load')])
  t.equal(ssa.promoted[at('load')], 0)
})

t.test('a field whose address is taken, or that another method writes as well, is memory', async (t) => {
  const addressed = ssaOf(hoisted('ldarg.0', ['ldflda', token.text], ['call', token.takeRef]), { isMachine: true })
  t.same(addressed.operands('use'), [addressed.at('load')])
  const shared = ssaOf(hoisted(), { isMachine: true, second: ['ldarg.0', ['call', token.make], ['stfld', token.text], 'ret'] })
  t.same(shared.operands('use'), [shared.at('load')])
})

t.test('another method that only clears a field, as Dispose does, changes nothing', async (t) => {
  const { at, operands } = ssaOf(hoisted(), { isMachine: true, second: ['ldarg.0', 'ldnull', ['stfld', token.text], 'ret'] })
  t.same(operands('use'), [at('made')])
})

t.test('when the steps run out the variables that are left are memory', async (t) => {
  const lines: Line[] = []
  const count = 3 * limits.ssaSteps
  for (let k = 0; k < count; k++) lines.push(['br', `b${k}`], label(`b${k}`))
  for (let k = 0; k < count; k++) lines.push(['ldloc', k], ['call', token.take])
  const { ssa } = ssaOf([...lines, 'ret'])
  t.ok(ssa.bounded)
  t.equal(ssa.localEscapes[0], 0)
  t.equal(ssa.localEscapes[count - 1], 1)
  t.same(operandsOf(ssa, ssa.code.code.count - 2), [ssa.code.code.count - 3])
  t.same(inconsistencies(ssa), [])
})

/** What is wrong with a method's form; nothing may be, whatever the code. */
function inconsistencies(ssa: Ssa): string[] {
  const wrong: string[] = []
  const { flow, code } = ssa
  for (const value of [...ssa.operands, ...ssa.phiArgs]) if (value < 0 || value >= ssa.valueCount) wrong.push(`there is no value ${value}`)
  for (const value of ssa.referred) if (value >= ssa.valueCount) wrong.push(`there is no value ${value}`)
  for (let value = code.code.count; value < ssa.valueCount; value++) {
    if (ssa.kinds[value] !== valueKind.phi) continue
    const start = ssa.phiStart[value - code.code.count] ?? 0
    const end = ssa.phiStart[value - code.code.count + 1] ?? 0
    const from = [...ssa.phiBlocks.subarray(start, end)].filter((block) => block >= 0)
    const block = ssa.data[value] ?? 0
    const before = [...flow.predecessors.subarray(flow.predecessorStarts[block], flow.predecessorStarts[block + 1])]
    if (from.length > 0 && from.join() !== before.join()) wrong.push(`phi ${value} has ${from}, its block comes from ${before}`)
    if (end - start < 2) wrong.push(`phi ${value} of ${end - start}`)
  }
  for (let block = 0; block < flow.blockCount; block++) {
    let at = block
    for (let step = 0; at > 0 && step <= 2 * flow.blockCount; step++) at = (flow.idom[at] === at ? flow.tryOf[at] : flow.idom[at]) ?? -1
    if (at > 0) wrong.push(`block ${block} has no way up`)
    if ((flow.position[block] ?? -1) >= 0 !== (at === 0)) wrong.push(`block ${block} is reachable, or has a way up, not both`)
  }
  return wrong
}

t.test('any bytes as code give a consistent form, twice the same', async (t) => {
  const lively = fc.constantFrom(
    ...([op['ldarg.0'], op['ldloc.0'], op['stloc.0'], op['ldloca.s'], op.dup, op['br.s'], op['brtrue.s'], op['leave.s'], op.ldfld, op.stfld, op.call] as const),
    ...([op['ldc.i4.0'], op['ldc.i4.1'], op.switch, op.endfinally, op.ret, op.pop, op.ldflda, 0, 1, 2, 3, 4, 5, 10, 250] as const),
  )
  const bytes = fc.array(fc.oneof({ weight: 5, arbitrary: lively }, fc.integer({ min: 0, max: 255 })), { maxLength: 120 })
  const clause = fc.tuple(fc.constantFrom(0, 1, 2, 4), ...([0, 1, 2, 3, 4] as const).map(() => fc.integer({ min: 0, max: 60 })))
  fc.assert(
    fc.property(bytes, fc.array(clause, { maxLength: 4 }), fc.boolean(), (code, clauses, isMachine) => {
      const made = programOf(fatBody(Uint8Array.from(code), clauses), { isMachine })
      if (made.code === null) return
      const ssa = buildSsa(made.program, 1, made.code)
      t.same(inconsistencies(ssa), [])
      const again = buildSsa(made.program, 1, made.code)
      t.same([...again.operands, ...again.phiArgs, ...again.data], [...ssa.operands, ...ssa.phiArgs, ...ssa.data])
    }),
    { numRuns: 1500 },
  )
})

/** The methods of types whose name fits, with the instructions that call a member of a name. */
function* methodsIn(program: Program, types: RegExp): Generator<{ readonly type: string; readonly ssa: Ssa; readonly calls: (name: string) => number[] }> {
  const cache = makeCodeCache(program)
  for (let method = 1; method <= program.methodCount; method++) {
    const type = types.exec(typeNameOf(program, ownerOf(program, method)))?.[1]
    const code = type === undefined ? null : methodCode(cache, method)
    if (type === undefined || code === null) continue
    const calls = (name: string) =>
      [...code.code.opcodes.keys()].filter((at) => {
        const member = (code.code.operands[at] ?? 0) >>> 0
        const isCall = code.code.opcodes[at] === op.call || code.code.opcodes[at] === op.callvirt
        return isCall && member >>> 24 === 0x0a && memberName(code.assembly, member & 0xff_ffff).name === name
      })
    yield { type, ssa: buildSsa(program, method, code), calls }
  }
}

for (const build of ['mcs', 'roslyn', 'roslyn-debug']) {
  const program = (sample: string) => makeProgram(openAssembly(bytesOf('samples', 'bin', `${sample}.${build}.dll`)), [])

  t.test(`pairs.${build}: what is uploaded between two waits is the value of that time`, async (t) => {
    const uploaded = new Map<string, boolean>()
    for (const { type, ssa, calls } of methodsIn(program('pairs'), /P06\.(Claim|Other)\//)) {
      const [upload] = calls('UploadString')
      const [read] = calls('ReadToEnd')
      if (upload !== undefined && read !== undefined) uploaded.set(type, operandsOf(ssa, upload)[2] === read)
    }
    t.same(Object.fromEntries(uploaded), { Claim: true, Other: false })
  })

  t.test(`shapes.${build}: an iterator's counter is a variable of its loop`, async (t) => {
    for (const { ssa, calls } of methodsIn(program('shapes'), /EnumeratorAgent\/(.*Lengths)/)) {
      const [item] = calls('get_Item')
      if (item === undefined) continue
      const leaves = [...leavesOf(ssa, operandsOf(ssa, item)[1] ?? 0)].map((value) => ssa.code.code.opcodes[value])
      t.same(leaves.sort(), [op['ldc.i4.0'], op.add].sort())
    }
  })

  for (const sample of ['shapes', 'pairs', 'mime-upload', 'attachment-collector', 'dkim-signer']) {
    t.test(`${sample}.${build}: every method has a consistent form`, async (t) => {
      for (const { ssa } of methodsIn(program(sample), /(.*)/)) {
        t.same(inconsistencies(ssa), [])
        t.notOk(ssa.bounded)
      }
    })
  }
}
